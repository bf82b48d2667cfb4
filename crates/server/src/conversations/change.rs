//! `PATCH /conversations/{id}`: changes what stands around the messages.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use discreet_api_types::conversations::{ChangeConversation, Conversation};
use discreet_api_types::problem::{FieldError, Problem};
use discreet_store::conversations::{ConversationRow, HeadChanges, UpdateRefusal};
use discreet_store::{AuditAction, AuditEvent};
use discreet_transcript::model::{Contact, Moment, Note, Text};

use super::{if_match, own_conversation, show, stale, wire};
use crate::app::App;
use crate::auth::SignedIn;
use crate::body::RawBody;
use crate::params::ConversationPath;
use crate::problem::{Answer, Refusal};

/// Changes a conversation. Needs `If-Match`.
#[utoipa::path(
    patch, path = "/conversations/{id}", tag = "conversations",
    params(
        ("id" = String, Path, description = "The conversation"),
        ("If-Match" = String, Header, description = "The revision the change was made on"),
    ),
    request_body = ChangeConversation,
    responses(
        (status = 200, body = Conversation),
        (status = 401, body = Problem),
        (status = 404, body = Problem),
        (status = 412, body = Problem, description = "`stale`: it changed in the meantime"),
        (status = 422, body = Problem),
        (status = 428, body = Problem, description = "`precondition_required`"),
    )
)]
pub async fn change_conversation(
    State(app): State<App>,
    signed_in: SignedIn,
    ConversationPath(id): ConversationPath,
    headers: HeaderMap,
    body: RawBody,
) -> Answer<([(header::HeaderName, HeaderValue); 1], Json<Conversation>)> {
    let row = own_conversation(&app, &signed_in, id).await?;
    let expected = if_match(&headers)?;
    let wanted: ChangeConversation = body.json()?;
    let errors = complaints(&wanted);
    if !errors.is_empty() {
        return Err(Refusal::fields(errors));
    }
    let changes = head_changes(&app, &signed_in, &row, wanted);
    let event = AuditEvent::new(
        AuditAction::ConversationChanged,
        Some(signed_in.actor(&app)),
    )
    .conversation(id);
    let key = app.audit_key();
    let record = signed_in.record(&app, &key, vec![event]);
    let changed = app
        .store()
        .update_conversation(id, expected, changes, record)
        .await?;
    let row = changed.map_err(|refusal| match refusal {
        UpdateRefusal::NoSuchConversation => Refusal::not_found(),
        UpdateRefusal::Stale { current } => stale(current),
    })?;
    show::answer(&app, &signed_in, row).await
}

/// What a change asks for, as the store takes it. It must have been checked ([`complaints`]).
pub fn head_changes(
    app: &App,
    signed_in: &SignedIn,
    row: &ConversationRow,
    wanted: ChangeConversation,
) -> HeadChanges {
    let notes = wanted.add_note.map(|body| {
        let mut notes = row.head.notes.clone();
        let written_at = Some(Moment {
            at: app.now(),
            assumed_utc: false,
        });
        notes.push(Note {
            author: Text(signed_in.person.name.clone()),
            body: Text(body),
            written_at,
        });
        notes
    });
    HeadChanges {
        title: wanted.title.map(|title| Text(title.trim().to_owned())),
        status: wanted.status.map(wire::status_in),
        contact: wanted.contact.map(|contact| Contact {
            name: filled(contact.name),
            email: filled(contact.email),
            phone: filled(contact.phone),
            reference: filled(contact.reference),
        }),
        tags: wanted.tags.map(|tags| {
            tags.into_iter()
                .map(|tag| Text(tag.trim().to_owned()))
                .collect()
        }),
        summary: wanted.summary.map(|summary| filled(Some(summary))),
        notes,
        ..HeadChanges::default()
    }
}

fn filled(text: Option<String>) -> Option<Text> {
    text.map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
        .map(Text)
}

/// What is wrong with a change.
pub fn complaints(wanted: &ChangeConversation) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut at_most = |field: String, text: &str, least: usize, most: usize| {
        let length = text.trim().chars().count();
        if length < least || length > most {
            let message =
                format!("`{field}` must have {least} to {most} characters; it has {length}.");
            errors.push(FieldError { field, message });
        }
    };
    if let Some(title) = &wanted.title {
        at_most("title".to_owned(), title, 1, 300);
    }
    for (index, tag) in wanted.tags.iter().flatten().enumerate() {
        at_most(format!("tags[{index}]"), tag, 1, 80);
    }
    if let Some(summary) = &wanted.summary {
        at_most("summary".to_owned(), summary, 0, 20_000);
    }
    if let Some(note) = &wanted.add_note {
        at_most("add_note".to_owned(), note, 1, 20_000);
    }
    if let Some(contact) = &wanted.contact {
        let parts = [
            ("name", &contact.name),
            ("email", &contact.email),
            ("phone", &contact.phone),
            ("reference", &contact.reference),
        ];
        for (part, text) in parts {
            at_most(
                format!("contact.{part}"),
                text.as_deref().unwrap_or_default(),
                0,
                300,
            );
        }
    }
    if wanted.tags.as_ref().is_some_and(|tags| tags.len() > 50) {
        errors.push(FieldError {
            field: "tags".to_owned(),
            message: "A conversation has at most 50 tags.".to_owned(),
        });
    }
    errors
}
