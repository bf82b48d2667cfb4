//! Conversations in the workspace: bringing them in, listing, reading, changing and deleting them.

pub mod append;
mod bring_in;
pub mod change;
pub mod create;
pub mod delete;
mod found;
pub mod hand_over;
pub mod imports;
pub mod list;
pub mod messages;
mod refused;
mod said;
pub mod show;
pub mod wire;

pub use bring_in::{bring_in, plan};

use axum::http::{HeaderMap, HeaderValue, header};
use chrono::TimeDelta;
use discreet_api_types::conversations::{BroughtIn, Outcome};
use discreet_api_types::ids::ConversationId;
use discreet_api_types::problem::ErrorCode;
use discreet_store::accounts::Person;
use discreet_store::audit::AuditFilter;
use discreet_store::conversations::{AppendRefusal, ConversationRow, HeadChanges, MAX_PREVIEW};
use discreet_store::{AuditAction, AuditEvent, AuditKey, Record};
use discreet_transcript::import::own::Appended;
use discreet_transcript::model::{Message, Sender, Text};
use discreet_transcript::tree;
use uuid::Uuid;

use crate::app::App;
use crate::auth::{self, SignedIn};
use crate::problem::{Answer, Refusal};
use crate::review;
use crate::sharing::follow;

/// How long an admin's reading of a conversation counts as one.
const ONE_SITTING: TimeDelta = TimeDelta::minutes(10);

/// A conversation of the asker's own; everything else is not found.
pub async fn own_conversation(
    app: &App,
    signed_in: &SignedIn,
    id: Uuid,
) -> Answer<ConversationRow> {
    app.store()
        .conversation_of_owner(signed_in.organisation.id, signed_in.person.id, id)
        .await?
        .ok_or_else(Refusal::not_found)
}

/// A conversation whose text the asker may read: their own, one they were asked to review, or any for an admin, which
/// is recorded.
pub async fn readable_conversation(
    app: &App,
    signed_in: &SignedIn,
    id: Uuid,
) -> Answer<ConversationRow> {
    let found = app
        .store()
        .conversation_in_org(signed_in.organisation.id, id)
        .await?
        .ok_or_else(Refusal::not_found)?;
    if found.owner == signed_in.person.id || review::is_asked(app, signed_in, id).await? {
        return Ok(found);
    }
    if !signed_in.is_admin() {
        return Err(Refusal::not_found());
    }
    record_reading(app, signed_in, id).await?;
    Ok(found)
}

/// Records that an admin reads somebody else's conversation: once for a sitting, not for every page of it.
async fn record_reading(app: &App, signed_in: &SignedIn, id: Uuid) -> Answer<()> {
    let actor = signed_in.actor(app);
    let readings = AuditFilter {
        actions: vec![AuditAction::ConversationOpenedByAdmin],
        conversation: Some(id),
        ..AuditFilter::default()
    };
    let org = signed_in.organisation.id;
    let recent = app.store().audit_page(org, None, 1, &readings).await?;
    let sitting = recent.first().is_some_and(|row| {
        row.actor.as_ref() == Some(&actor.pseudonym) && row.at > app.now() - ONE_SITTING
    });
    if !sitting {
        let event = AuditEvent::new(AuditAction::ConversationOpenedByAdmin, Some(actor));
        let key = app.audit_key();
        let record = signed_in.record(app, &key, vec![event.conversation(id)]);
        app.store().append_audit(record).await?;
    }
    Ok(())
}

/// Appends messages and log entries to a conversation that is as the caller saw it.
pub async fn append(
    app: &App,
    owner: &Person,
    row: ConversationRow,
    appended: Appended,
) -> Answer<ConversationRow> {
    let row = append_messages(app, owner, row, appended.messages).await?;
    if appended.log.is_empty() {
        return Ok(row);
    }
    let log = [row.head.log, appended.log].concat();
    let changes = HeadChanges {
        log: Some(log),
        ..HeadChanges::default()
    };
    change(app, owner, row.id, changes).await
}

async fn change(
    app: &App,
    owner: &Person,
    id: Uuid,
    changes: HeadChanges,
) -> Answer<ConversationRow> {
    let key = app.audit_key();
    let actor = auth::actor(app, owner);
    let event = AuditEvent::new(AuditAction::ConversationChanged, Some(actor)).conversation(id);
    app.store()
        .update_conversation(id, None, changes, record(app, &key, owner, event))
        .await?
        .map_err(|_| Refusal::not_found())
}

async fn append_messages(
    app: &App,
    owner: &Person,
    row: ConversationRow,
    messages: Vec<Message>,
) -> Answer<ConversationRow> {
    if messages.is_empty() {
        return Ok(row);
    }
    let key = app.audit_key();
    let actor = auth::actor(app, owner);
    let added = i64::try_from(messages.len()).unwrap_or(i64::MAX);
    let event = AuditEvent::new(AuditAction::ConversationChanged, Some(actor))
        .conversation(row.id)
        .detail("messages_added", added);
    let grown = app
        .store()
        .append_messages(row.id, row.message_count, messages, record(app, &key, owner, event))
        .await?
        .map_err(|refusal| match refusal {
            AppendRefusal::NoSuchConversation => Refusal::not_found(),
            AppendRefusal::Conflict { .. } => Refusal::new(
                ErrorCode::Conflict,
                "Other messages were added at the same moment. Read the conversation again and send what is missing.",
            ),
            AppendRefusal::TooMany => Refusal::field("messages", "A conversation holds at most 50,000 messages."),
        })?;
    // On the heap: most conversations are followed by nothing, and every import would carry it along.
    Box::pin(follow::catch_up(app, owner, &grown)).await;
    Ok(grown)
}

fn record<'a>(app: &App, key: &'a AuditKey, owner: &Person, event: AuditEvent) -> Record<'a> {
    Record {
        key,
        org: owner.org,
        now: app.now(),
        events: vec![event],
    }
}

/// What became of a conversation that was sent.
pub fn brought_in(row: &ConversationRow, outcome: Outcome) -> BroughtIn {
    BroughtIn {
        id: ConversationId(row.id.to_string()),
        title: row.head.title.0.clone(),
        messages: row.message_count,
        revision: revision(row),
        outcome,
    }
}

/// A conversation's revision as it crosses the wire.
pub fn revision(row: &ConversationRow) -> u32 {
    u32::try_from(row.revision).unwrap_or(u32::MAX)
}

/// The beginning of what the contact said first, on one line.
fn preview(messages: &[Message]) -> Text {
    let first = messages
        .iter()
        .find(|message| message.sender == Sender::Contact)
        .or_else(|| messages.first());
    let Some(message) = first else {
        return Text::default();
    };
    let plain = tree::plain(&tree::parse(message.body.as_str()));
    let words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    Text(words.chars().take(MAX_PREVIEW).collect())
}

/// The `ETag` of a revision.
pub fn etag(revision: u32) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{revision}\"")).unwrap_or(HeaderValue::from_static("\"0\""))
}

/// The revision that `If-Match` names; none for `*`.
pub fn if_match(headers: &HeaderMap) -> Answer<Option<i64>> {
    let Some(value) = headers.get(header::IF_MATCH) else {
        return Err(Refusal::new(
            ErrorCode::PreconditionRequired,
            "Send `If-Match` with the revision you have, so that nobody's change is lost.",
        ));
    };
    let text = value.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Ok(None);
    }
    let number = text.trim_start_matches("W/").trim_matches('"').parse().ok();
    number
        .map(Some)
        .ok_or_else(|| Refusal::field("If-Match", "`If-Match` must be a revision, such as \"3\"."))
}

/// The refusal of a change that was made on an older revision.
pub fn stale(current: i64) -> Refusal {
    Refusal::new(
        ErrorCode::Stale,
        format!(
            "The conversation changed in the meantime; it is at revision {current} now. Look at it again, then repeat your change."
        ),
    )
}
