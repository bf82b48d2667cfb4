//! Requests for review: what a colleague is asked to approve before it goes live.

use std::collections::HashMap;

use discreet_api_types::accounts as accounts_api;
use discreet_api_types::ids::{ConversationId, PersonId, ReviewId, ShareId};
use discreet_api_types::problem::{ErrorCode, FieldError};
use discreet_api_types::review::{RequestAbilities, RequestStatus, ReviewRequest};
use discreet_api_types::sharing::{NewShare, UpdateShare};
use discreet_store::accounts::Person;
use discreet_store::conversations::ConversationRow;
use discreet_store::review::{RequestRefusal, RequestRow, RequestState};
use discreet_store::sharing::{ShareRow, ShareStatus};
use discreet_store::{AuditAction, AuditEvent};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::accounts::person_out;
use crate::app::App;
use crate::auth::SignedIn;
use crate::conversations::own_conversation;
use crate::policy::{Standing, may_approve};
use crate::problem::{Answer, Refusal};
use crate::sharing::publish::Draft;
use crate::sharing::{audience_out, create_share, own_share, update_share};

/// Longest note, in characters.
const LONGEST_NOTE: usize = 2_000;
/// Most people asked at once.
const MOST_ASKED: usize = 20;

/// What is to be published once it is approved, as it is stored.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Input {
    /// A new share.
    Share(Box<NewShare>),
    /// A newer snapshot of a share.
    Update(Box<UpdateShare>),
}

impl Input {
    /// What would be published, of a conversation and, for an update, of the share that stands. Confirmation comes
    /// when it is published, and the revision is the request's.
    pub fn draft(&self, updated: Option<&ShareRow>, revision: i64) -> Answer<Draft> {
        let mut draft = match (self, updated) {
            (Self::Share(share), _) => create_share::draft(share),
            (Self::Update(update), Some(share)) => {
                update_share::draft(share, update.as_ref().clone())?
            }
            (Self::Update(_), None) => return Err(Refusal::not_found()),
        };
        draft.reviewed = Some(u32::try_from(revision).unwrap_or(u32::MAX));
        draft.confirmed = true;
        Ok(draft)
    }
}

/// A request of the asker's own, or one they were asked in; everything else is not found.
pub async fn known_request(app: &App, signed_in: &SignedIn, id: Uuid) -> Answer<RequestRow> {
    let me = signed_in.person.id;
    app.store()
        .review_request(signed_in.organisation.id, id)
        .await?
        .filter(|row| row.author == me || row.asked.contains(&me))
        .ok_or_else(Refusal::not_found)
}

/// The share that a request would update: its author's own, and not stopped.
pub async fn updated_share(app: &App, row: &RequestRow) -> Answer<Option<ShareRow>> {
    let Some(id) = &row.updates else {
        return Ok(None);
    };
    let share = app.store().share(id).await?;
    let usable = share.filter(|share| {
        share.owner == row.author && share.status(app.now()) != ShareStatus::Stopped
    });
    usable.map(Some).ok_or_else(|| {
        Refusal::new(
            ErrorCode::Conflict,
            "The share that this would update was stopped.",
        )
    })
}

/// The asker's own conversation and, for an update, own share that a new request is about.
pub async fn subject(
    app: &App,
    signed_in: &SignedIn,
    conversation: Uuid,
    updates: Option<&ShareId>,
) -> Answer<(ConversationRow, Option<ShareRow>)> {
    let row = own_conversation(app, signed_in, conversation).await?;
    let Some(id) = updates else {
        return Ok((row, None));
    };
    let share = own_share(app, signed_in, &id.0).await?;
    if share.conversation != Some(row.id) {
        return Err(Refusal::field(
            "updates",
            "There is no such share of this conversation.",
        ));
    }
    Ok((row, Some(share)))
}

/// What a request carries beside what is to be published.
pub fn note(text: Option<&str>) -> Answer<String> {
    let text = text.unwrap_or_default().trim();
    let length = text.chars().count();
    if length > LONGEST_NOTE {
        return Err(Refusal::field(
            "note",
            format!("`note` has {length} characters; {LONGEST_NOTE} are allowed."),
        ));
    }
    Ok(text.to_owned())
}

/// What is wrong with what is to be published, before it is looked at in full.
pub fn check_input(input: &Input) -> Answer<()> {
    let Input::Share(share) = input else {
        return Ok(());
    };
    if share.password.is_some() {
        return Err(Refusal::field(
            "share.password",
            "Give the password when you publish: it is nobody else's.",
        ));
    }
    Ok(())
}

/// Those asked, by address: each of the organisation, who may approve and is not the author.
pub async fn reviewers(
    app: &App,
    signed_in: &SignedIn,
    standing: &Standing,
    emails: &[String],
) -> Answer<Vec<Uuid>> {
    if emails.is_empty() {
        return Err(Refusal::field("reviewers", "Ask at least one reviewer."));
    }
    if emails.len() > MOST_ASKED {
        return Err(Refusal::field(
            "reviewers",
            format!("Ask at most {MOST_ASKED} people."),
        ));
    }
    let emails: Vec<String> = emails
        .iter()
        .map(|email| email.trim().to_lowercase())
        .collect();
    let org = signed_in.organisation.id;
    let found = app.store().people_by_email(org, &emails).await?;
    let mut errors = Vec::new();
    let mut asked = Vec::new();
    for (index, email) in emails.iter().enumerate() {
        let message = match found.iter().find(|person| person.email == *email) {
            None => "Nobody here has this address.",
            Some(person) if person.id == signed_in.person.id => {
                "You cannot approve your own share. Ask a colleague."
            }
            Some(person) if !may_approve(&standing.rules, person) => {
                "This person may not approve shares. Ask a reviewer or an admin."
            }
            Some(person) => {
                asked.push(person.id);
                continue;
            }
        };
        errors.push(FieldError {
            field: format!("reviewers[{index}]"),
            message: message.to_owned(),
        });
    }
    if errors.is_empty() {
        Ok(asked)
    } else {
        Err(Refusal::fields(errors))
    }
}

/// Where a request stands: one that is of an older revision than the conversation's is outdated.
pub fn status(row: &RequestRow) -> RequestStatus {
    match row.state {
        RequestState::Waiting | RequestState::Approved if row.revision != row.current_revision => {
            RequestStatus::Outdated
        }
        RequestState::Waiting => RequestStatus::Waiting,
        RequestState::Approved => RequestStatus::Approved,
        RequestState::SentBack => RequestStatus::SentBack,
        RequestState::Withdrawn => RequestStatus::Withdrawn,
        RequestState::Published => RequestStatus::Published,
    }
}

/// What the asker may do with a request.
pub fn abilities(row: &RequestRow, signed_in: &SignedIn, standing: &Standing) -> RequestAbilities {
    let me = &signed_in.person;
    let mine = row.author == me.id;
    let status = status(row);
    let open = !matches!(status, RequestStatus::Withdrawn | RequestStatus::Published);
    RequestAbilities {
        decide: !mine
            && row.asked.contains(&me.id)
            && may_approve(&standing.rules, me)
            && status == RequestStatus::Waiting,
        ask_again: mine && open,
        withdraw: mine && open,
        publish: mine && status == RequestStatus::Approved,
    }
}

/// A request as its author and those asked see it; what is to be published only `in_full`.
pub fn request_out(
    row: &RequestRow,
    signed_in: &SignedIn,
    standing: &Standing,
    people: &HashMap<Uuid, Person>,
    in_full: bool,
) -> Answer<ReviewRequest> {
    let person = |id: &Uuid| {
        people.get(id).map_or_else(
            || accounts_api::Person {
                id: PersonId(id.to_string()),
                name: String::new(),
                email: String::new(),
            },
            person_out,
        )
    };
    let (share, update) = match in_full.then(|| row.input.read()).transpose()? {
        Some(Input::Share(share)) => (Some(*share), None),
        Some(Input::Update(update)) => (None, Some(*update)),
        None => (None, None),
    };
    Ok(ReviewRequest {
        id: ReviewId(row.id.to_string()),
        version: row.version,
        status: status(row),
        conversation: ConversationId(row.conversation.to_string()),
        title: row.title.clone(),
        revision: u32::try_from(row.revision).unwrap_or(u32::MAX),
        author: person(&row.author),
        mine: row.author == signed_in.person.id,
        reviewers: row.asked.iter().map(person).collect(),
        note: row.note.clone(),
        decided_by: row.decided_by.as_ref().map(person),
        decided_at: row.decided_at.map(Into::into),
        answer: row.answer.clone(),
        audience: audience_out(row.audience),
        share,
        updates: row.updates.clone().map(ShareId),
        update,
        published: row.published.clone().map(ShareId),
        created_at: row.created_at.into(),
        updated_at: row.updated_at.into(),
        abilities: abilities(row, signed_in, standing),
    })
}

/// A row of the trail about a request.
pub fn event(
    app: &App,
    signed_in: &SignedIn,
    action: AuditAction,
    conversation: Uuid,
    verdict: &'static str,
) -> AuditEvent {
    AuditEvent::new(action, Some(signed_in.actor(app)))
        .conversation(conversation)
        .detail("verdict", verdict)
}

/// The refusal of a change of a request.
pub fn refuse(refusal: RequestRefusal) -> Refusal {
    match refusal {
        RequestRefusal::NoSuchRequest => Refusal::not_found(),
        RequestRefusal::Stale { current } => Refusal::new(
            ErrorCode::Stale,
            format!(
                "This request changed in the meantime; it is at version {current} now. Look at it again, then decide."
            ),
        ),
        RequestRefusal::Outdated => outdated(),
    }
}

/// The refusal of a request of an older revision.
pub fn outdated() -> Refusal {
    Refusal::new(
        ErrorCode::StaleReview,
        "The conversation changed since. Its author looks at what is new, then asks again.",
    )
}

/// The refusal of an act that the request's state does not allow.
pub fn not_now(row: &RequestRow) -> Refusal {
    match status(row) {
        RequestStatus::Outdated => outdated(),
        RequestStatus::Waiting => {
            Refusal::new(ErrorCode::Conflict, "Nobody has approved this yet.")
        }
        RequestStatus::Approved => Refusal::new(ErrorCode::Conflict, "This was approved already."),
        RequestStatus::SentBack => Refusal::new(
            ErrorCode::Conflict,
            "This was sent back. Its author changes it and asks again.",
        ),
        RequestStatus::Withdrawn => Refusal::new(ErrorCode::Conflict, "Its author took this back."),
        RequestStatus::Published => {
            Refusal::new(ErrorCode::Conflict, "This was published already.")
        }
    }
}
