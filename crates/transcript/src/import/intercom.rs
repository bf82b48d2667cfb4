//! Intercom's conversations, as its API and its data exports write them.
//!
//! Shape: `{type: "conversation", id, title, state, created_at, source {delivered_as, subject, body, author}, contacts {contacts},
//! tags {tags: [{name}]}, conversation_parts {conversation_parts: [{part_type, body, created_at, author {type, name, email}, attachments}],
//! total_count}}`. The first message is the source, not a part. Bodies are HTML.

use serde_json::Value;

use super::draft::{Body, Draft, Stub, attachment, moment};
use super::file::{Emit, Taken, refuse};
use super::sink::Stop;
use super::{Format, html, json};
use crate::model::{Sender, Status};

pub(super) fn read(value: &Value, emit: &mut Emit<'_>) -> Result<(), Stop> {
    let Some(id) = json::id(value, "id") else {
        return emit(refuse(
            "id",
            "Found nothing; expected the conversation's id.",
        ));
    };
    let mut draft = Draft::new();
    draft.source(Format::Intercom, &id, None);
    let empty = Value::Null;
    let source = value
        .get("source")
        .or_else(|| value.get("conversation_message"))
        .unwrap_or(&empty);
    let subject = json::text(source, "subject").map(|subject| html::markdown(subject).text);
    draft.title(
        json::text(value, "title")
            .or(subject.as_deref())
            .unwrap_or_default(),
    );
    draft.channel(match json::text(source, "type") {
        None | Some("conversation") => "chat",
        Some(kind) => kind,
    });
    draft.conversation.head.status = match json::text(value, "state") {
        Some("closed") => Status::Closed,
        _ => Status::Open,
    };
    let tags = value
        .get("tags")
        .map(|tags| json::list(tags, "tags"))
        .unwrap_or_default();
    for tag in tags {
        draft.tag(json::text(tag, "name").unwrap_or_default());
    }
    add_contact(value, source, &mut draft);
    if source.is_object() {
        let at = moment(value.get("created_at"));
        add_part(source, "comment", at, &mut draft);
    }
    let parts = value.get("conversation_parts").unwrap_or(&empty);
    let list = if parts.is_array() {
        json::list(value, "conversation_parts")
    } else {
        json::list(parts, "conversation_parts")
    };
    if let Some(total) = parts.get("total_count").and_then(Value::as_u64)
        && total > list.len() as u64
    {
        draft.log(
            None,
            &format!(
                "Imported with {} of its {total} parts: Intercom leaves out the oldest.",
                list.len()
            ),
        );
    }
    for part in list {
        let kind = json::text(part, "part_type").unwrap_or_default();
        add_part(part, kind, moment(part.get("created_at")), &mut draft);
    }
    emit(Taken::of(draft))
}

fn add_contact(value: &Value, source: &Value, draft: &mut Draft) {
    let author = source
        .get("author")
        .filter(|author| sender(author) == Some(Sender::Contact));
    let contacts = value.get("contacts").unwrap_or(&Value::Null);
    let listed = if contacts.is_array() {
        json::list(value, "contacts").first()
    } else {
        json::list(contacts, "contacts").first()
    };
    for person in author.into_iter().chain(listed) {
        draft.contact(
            json::text(person, "name"),
            json::text(person, "email"),
            json::text(person, "phone"),
            json::text(person, "external_id"),
        );
    }
}

fn sender(author: &Value) -> Option<Sender> {
    if json::is(author, "from_ai_agent") || json::is(author, "is_ai_answer") {
        return Some(Sender::Ai);
    }
    match json::text(author, "type")? {
        "user" | "lead" | "contact" => Some(Sender::Contact),
        "bot" | "operator" => Some(Sender::Ai),
        "admin" | "teammate" | "team" => Some(Sender::Agent),
        _ => None,
    }
}

fn add_part(part: &Value, kind: &str, at: Option<crate::model::Moment>, draft: &mut Draft) {
    let empty = Value::Null;
    let author = part.get("author").unwrap_or(&empty);
    let name = json::text(author, "name");
    let markdown = html::markdown(json::text(part, "body").unwrap_or_default());
    let mut body = Body::of(&markdown.text);
    for _ in 0..markdown.images {
        body.stub(Stub::Image);
    }
    let files: Vec<_> = json::list(part, "attachments")
        .iter()
        .map(|file| {
            attachment(
                json::text(file, "name").unwrap_or_default(),
                json::text(file, "content_type"),
                file.get("filesize").and_then(Value::as_u64),
            )
        })
        .collect();
    match kind {
        // What both sides see.
        "comment" | "quick_reply" | "open" | "close" if !body.is_empty() || !files.is_empty() => {
            // Whoever cannot be told is one of the team: the contact's words are never put in the AI's mouth.
            let sender = sender(author).unwrap_or(Sender::Agent);
            draft.message(sender, name, at, body, files);
        }
        "comment" | "quick_reply" => {}
        // Notes, and whatever else has words: what an assignment says is for the team only.
        _ if !body.is_empty() => draft.note(name.unwrap_or("Agent"), body, at),
        _ => {
            let kind: String = kind.replace('_', " ");
            draft.log(at, &format!("Intercom: {kind}."));
        }
    }
}
