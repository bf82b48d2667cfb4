//! Rows of the trail in words, as pure functions.

use discreet_api_types::audit::{AuditRow, Verification};

/// What happened, in words; an action unknown to this program as the server names it.
pub fn action_words(action: &str) -> String {
    let words = match action {
        "conversation.created" => "Brought a conversation in",
        "conversation.changed" => "Changed a conversation",
        "conversation.deleted" => "Deleted a conversation",
        "conversation.opened_by_admin" => "Opened a conversation as admin",
        "share.created" => "Created a share",
        "share.updated" => "Updated a share",
        "share.changed" => "Changed a share",
        "share.renewed" => "Renewed a share",
        "share.rotated" => "Gave a share a new link",
        "share.paused" => "Paused a share",
        "share.resumed" => "Resumed a share",
        "share.stopped" => "Stopped a share",
        "share.opened" => "Opened a share",
        "share.shown" => "Showed a share",
        "share.denied" => "Was denied a share",
        "share.exported" => "Exported a share",
        "share.mailed" => "Mailed a share",
        "comment.added" => "Added a comment",
        "review.decided" => "Decided a review",
        "session.started" => "Signed in",
        "session.ended" => "Signed out",
        "policy.changed" => "Changed policy",
        "person.erased" => "Erased a person",
        other => return other.to_owned(),
    };
    words.to_owned()
}

/// Who did it: a name, else the pseudonym's beginning, else nobody known.
pub fn actor_words(row: &AuditRow) -> String {
    match (&row.actor_name, &row.actor) {
        (Some(name), _) => name.clone(),
        (None, Some(pseudonym)) => {
            let short: String = pseudonym.chars().take(8).collect();
            format!("Unnamed · {short}")
        }
        (None, None) => "Anonymous".to_owned(),
    }
}

/// Audience and details on one line.
pub fn detail_words(row: &AuditRow) -> String {
    let audience = row.audience.iter().map(|audience| match audience.as_str() {
        "people" => "People".to_owned(),
        "organisation" => "Organisation".to_owned(),
        "public" => "Public link".to_owned(),
        other => other.to_owned(),
    });
    let details = row
        .details
        .iter()
        .map(|(name, value)| format!("{}: {}", name.replace('_', " "), value.replace('_', " ")));
    audience.chain(details).collect::<Vec<_>>().join(" · ")
}

/// What checking the chain found.
pub fn verification_words(found: &Verification) -> String {
    if found.verified {
        return format!(
            "Intact: all {} rows are as they were written, and none is missing.",
            found.checked
        );
    }
    let place = found
        .first_bad
        .map(|seq| format!(" at row {seq}"))
        .unwrap_or_default();
    let why = found.explanation.as_deref().unwrap_or_default();
    format!("The trail was changed{place}. {why}")
        .trim_end()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use discreet_api_types::ids::Timestamp;
    use std::collections::BTreeMap;

    fn row() -> AuditRow {
        AuditRow {
            seq: 1,
            at: Timestamp("2026-11-20T10:00:00Z".to_owned()),
            action: "share.created".to_owned(),
            actor: Some("0123456789abcdef".to_owned()),
            actor_name: None,
            subject_name: None,
            share: None,
            conversation: None,
            audience: Some("public".to_owned()),
            details: BTreeMap::from([("messages_shown".to_owned(), "12".to_owned())]),
        }
    }

    #[test]
    fn known_actions_are_said_in_words_and_unknown_ones_as_they_come() {
        assert_eq!(action_words("share.created"), "Created a share");
        assert_eq!(action_words("moon.landed"), "moon.landed");
    }

    #[test]
    fn an_erased_person_keeps_a_short_pseudonym() {
        assert_eq!(actor_words(&row()), "Unnamed · 01234567");
    }

    #[test]
    fn audience_and_details_share_a_line() {
        assert_eq!(detail_words(&row()), "Public link · messages shown: 12");
    }

    #[test]
    fn a_broken_chain_says_where_and_why() {
        let found = Verification {
            verified: false,
            checked: 9,
            first_bad: Some(4),
            head: None,
            explanation: Some("Its seal does not fit.".to_owned()),
        };
        assert_eq!(
            verification_words(&found),
            "The trail was changed at row 4. Its seal does not fit."
        );
    }
}
