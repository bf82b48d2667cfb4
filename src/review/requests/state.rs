//! Requests in words. Pure.

use discreet_api_types::review::{RequestStatus, ReviewRequest};
use discreet_api_types::sharing::AudienceKind;

/// Whether something is still to come of it.
pub fn is_open(status: RequestStatus) -> bool {
    match status {
        RequestStatus::Waiting
        | RequestStatus::Approved
        | RequestStatus::SentBack
        | RequestStatus::Outdated => true,
        RequestStatus::Withdrawn | RequestStatus::Published => false,
    }
}

/// Where it stands.
pub fn status_words(status: RequestStatus) -> &'static str {
    match status {
        RequestStatus::Waiting => "Waiting for review",
        RequestStatus::Approved => "Approved",
        RequestStatus::SentBack => "Sent back",
        RequestStatus::Outdated => "The conversation changed",
        RequestStatus::Withdrawn => "Withdrawn",
        RequestStatus::Published => "Published",
    }
}

/// The same as the style knows it.
pub fn status_token(status: RequestStatus) -> &'static str {
    match status {
        RequestStatus::Waiting => "waiting",
        RequestStatus::Approved => "approved",
        RequestStatus::SentBack => "sent-back",
        RequestStatus::Outdated => "outdated",
        RequestStatus::Withdrawn | RequestStatus::Published => "over",
    }
}

/// For whom the share is.
pub fn audience_words(kind: AudienceKind) -> &'static str {
    match kind {
        AudienceKind::People => "People who are named",
        AudienceKind::Organisation => "Everyone in the organisation",
        AudienceKind::Public => "Public link",
    }
}

/// Who asks whom: `You asked Reviewer and Admin`, `Agent asks you`.
pub fn who_words(request: &ReviewRequest) -> String {
    if request.mine {
        let names: Vec<&str> = request
            .reviewers
            .iter()
            .map(|person| person.name.as_str())
            .collect();
        match names.as_slice() {
            [] => "You asked".to_owned(),
            [one] => format!("You asked {one}"),
            [first @ .., last] => format!("You asked {} or {last}", first.join(", ")),
        }
    } else {
        format!("{} asks", request.author.name)
    }
}

/// Requests in the order to show: those that wait for this person, then what is open, then the rest.
pub fn in_order(mut requests: Vec<ReviewRequest>) -> Vec<ReviewRequest> {
    requests.sort_by_key(|request| {
        let waits = request.abilities.decide || request.abilities.publish;
        (!waits, !is_open(request.status))
    });
    requests
}
