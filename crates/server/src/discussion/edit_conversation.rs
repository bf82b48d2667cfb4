//! `GET PATCH /s/{id}/conversation`: what an admin changes of the conversation through a share with Edit.
//!
//! Status, tags and notes; never a word of the transcript, never the snapshot.

use axum::Json;
use axum::extract::State;
use discreet_api_types::conversations::ChangeConversation;
use discreet_api_types::discussion::{EditConversation, EditableConversation};
use discreet_api_types::problem::{ErrorCode, Problem};
use discreet_api_types::viewer::SharedHead;
use discreet_store::conversations::{ConversationRow, UpdateRefusal};
use discreet_store::{AuditAction, StoreError};
use uuid::Uuid;

use super::{Reader, reader};
use crate::app::App;
use crate::auth::{SignedIn, Visitor};
use crate::body::RawBody;
use crate::conversations::{change, readable_conversation, wire};
use crate::params::SharePath;
use crate::problem::{Answer, Refusal};
use crate::viewer::unpack;

/// Tries when somebody else changes the same conversation at the same moment.
const TRIES: usize = 3;

/// Shows an editor the conversation's status, tags and number of notes as they are now; recorded as an admin's look
/// at it.
#[utoipa::path(
    get, path = "/s/{id}/conversation", tag = "discussion",
    params(("id" = String, Path, description = "The share")),
    responses(
        (status = 200, body = EditableConversation),
        (status = 403, body = Problem, description = "The reader may not edit"),
        (status = 404, body = Problem),
    )
)]
pub async fn show_editable(
    State(app): State<App>,
    SharePath(id): SharePath,
    signed_in: Option<SignedIn>,
    visitor: Visitor,
) -> Answer<Json<EditableConversation>> {
    let (reader, conversation) = editor(&app, &id, &visitor, signed_in).await?;
    let row = readable_conversation(&app, &reader.signed_in, conversation).await?;
    editable(&app, &reader, &row).await.map(Json)
}

/// Changes the conversation's status or tags, or adds a note. Readers see it when the share is updated.
#[utoipa::path(
    patch, path = "/s/{id}/conversation", tag = "discussion",
    params(("id" = String, Path, description = "The share")),
    request_body = EditConversation,
    responses(
        (status = 200, body = EditableConversation),
        (status = 403, body = Problem, description = "The reader may not edit"),
        (status = 404, body = Problem),
        (status = 409, body = Problem),
        (status = 422, body = Problem),
    )
)]
pub async fn edit_conversation(
    State(app): State<App>,
    SharePath(id): SharePath,
    signed_in: Option<SignedIn>,
    visitor: Visitor,
    body: RawBody,
) -> Answer<Json<EditableConversation>> {
    let (reader, conversation) = editor(&app, &id, &visitor, signed_in).await?;
    let wanted: EditConversation = body.json()?;
    let wanted = ChangeConversation {
        title: None,
        status: wanted.status,
        contact: None,
        tags: wanted.tags,
        summary: None,
        add_note: wanted.add_note,
    };
    let errors = change::complaints(&wanted);
    if !errors.is_empty() {
        return Err(Refusal::fields(errors));
    }
    let org = reader.signed_in.organisation.id;
    for _ in 0..TRIES {
        let row = app
            .store()
            .conversation_in_org(org, conversation)
            .await?
            .ok_or_else(Refusal::not_found)?;
        let changes = change::head_changes(&app, &reader.signed_in, &row, wanted.clone());
        let event = reader.event(&app, AuditAction::ConversationChanged);
        let key = app.audit_key();
        let record = reader.signed_in.record(&app, &key, vec![event]);
        let changed = app
            .store()
            .update_conversation(conversation, Some(row.revision), changes, record)
            .await?;
        match changed {
            Ok(row) => return editable(&app, &reader, &row).await.map(Json),
            Err(UpdateRefusal::NoSuchConversation) => return Err(Refusal::not_found()),
            Err(UpdateRefusal::Stale { .. }) => {}
        }
    }
    Err(Refusal::new(
        ErrorCode::Conflict,
        "Somebody else is changing this conversation at the same moment. Try again.",
    ))
}

async fn editor(
    app: &App,
    id: &str,
    visitor: &Visitor,
    signed_in: Option<SignedIn>,
) -> Answer<(Reader, Uuid)> {
    let reader = reader(app, id, visitor, signed_in).await?;
    if !reader.may.edit {
        return Err(Refusal::not_allowed(
            "Changing the conversation takes the permission Edit, and an admin.",
        ));
    }
    let conversation = reader.share.conversation.ok_or_else(Refusal::not_found)?;
    Ok((reader, conversation))
}

async fn editable(
    app: &App,
    reader: &Reader,
    row: &ConversationRow,
) -> Answer<EditableConversation> {
    let share = &reader.share;
    let status = wire::status(row.head.status);
    let stored = app
        .store()
        .snapshot_head(&share.id, share.snapshot_version)
        .await?;
    let shown = match stored {
        Some(stored) => {
            let head: SharedHead = serde_json::from_str(&unpack(&stored.head)?)
                .map_err(|_| StoreError::Unreadable("a snapshot of another shape"))?;
            Some(head.status)
        }
        None => None,
    };
    let update_needed = row.revision != share.snapshot_revision || shown != Some(status);
    let message = match (update_needed, reader.mine) {
        (false, _) => "",
        (true, true) => {
            "Readers still see the earlier state. Use Update share to show them the new one."
        }
        (true, false) => {
            "Readers still see the earlier state. Ask the owner to use Update share to show them the new one."
        }
    };
    Ok(EditableConversation {
        status,
        tags: row.head.tags.iter().map(|tag| tag.0.clone()).collect(),
        notes: u32::try_from(row.head.notes.len()).unwrap_or(u32::MAX),
        update_needed,
        message: message.to_owned(),
    })
}
