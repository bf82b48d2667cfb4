//! Claude's data export: `conversations.json`, a list of conversations with `chat_messages`.
//!
//! Shape: `{uuid, name, created_at, chat_messages: [{uuid, parent_message_uuid?, sender: human|assistant, created_at, text,
//! content: [{type: text|thinking|tool_use|tool_result|…}], attachments: [{file_name, file_type, file_size, extracted_content}], files:
//! [{file_name}]}]}`. Messages name their parent in newer exports only; older ones are lists.

use serde_json::Value;

use super::branches::{Branch, Tree};
use super::draft::{Body, Draft, Stub, attachment, cite, moment};
use super::file::{Emit, Taken, refuse};
use super::sink::Stop;
use super::{FieldError, Format, Options, json};
use crate::model::{Attachment, Sender};

const NAME: &str = "Claude";

pub(super) fn read(value: &Value, options: Options, emit: &mut Emit<'_>) -> Result<(), Stop> {
    if !value.get("chat_messages").is_some_and(Value::is_array) {
        return emit(refuse(
            "chat_messages",
            "Found no list; expected the conversation's messages.",
        ));
    }
    let messages = json::list(value, "chat_messages");
    let is_tree = messages
        .iter()
        .any(|message| json::text(message, "parent_message_uuid").is_some());
    let id_of = |place: usize, message: &Value| {
        json::text(message, "uuid").map_or_else(|| format!("message {place}"), str::to_owned)
    };
    let tree = Tree::new(messages.iter().enumerate().map(|(place, message)| {
        let parent = if is_tree {
            json::text(message, "parent_message_uuid").map(str::to_owned)
        } else {
            place
                .checked_sub(1)
                .map(|before| id_of(before, &messages[before]))
        };
        (id_of(place, message), parent)
    }));
    let current = json::text(value, "current_leaf_message_uuid").and_then(|id| tree.place(id));

    for branch in tree.branches(current, options) {
        emit(one(value, messages, &branch))?;
    }
    Ok(())
}

fn one(value: &Value, messages: &[Value], branch: &Branch) -> Result<Taken, Vec<FieldError>> {
    let mut draft = Draft::new();
    if let Some(id) = json::text(value, "uuid") {
        let url = format!("https://claude.ai/chat/{id}");
        draft.source(Format::Claude, &branch.source_id(id), Some(&url));
    }
    draft.title(&branch.title(json::text(value, "name").unwrap_or_default()));
    draft.channel("chat");
    if let Some(model) = json::text(value, "model") {
        draft.metadata("model", model);
    }
    for place in &branch.path {
        take(&messages[*place], &mut draft);
    }
    Taken::of(draft)
}

fn take(message: &Value, draft: &mut Draft) {
    let at = moment(message.get("created_at"));
    let parts = json::list(message, "content");
    let mut body = Body::default();
    let mut texts = false;
    for part in parts {
        match json::text(part, "type").unwrap_or_default() {
            "text" => {
                let text = json::text(part, "text").unwrap_or_default();
                texts |= !text.is_empty();
                body.text(text);
            }
            "tool_use" => body.stub(Stub::ToolCall),
            "tool_result" => body.stub(Stub::ToolResult),
            "thinking" | "redacted_thinking" => body.stub(Stub::Reasoning),
            "image" => body.stub(Stub::Image),
            "document" | "file" => body.stub(Stub::File),
            // Says how much Claude had left to think with.
            "token_budget" => {}
            _ => body.stub(Stub::Unknown),
        }
    }
    // Older exports have no content, or none that says more.
    if !texts
        && parts
            .iter()
            .all(|part| json::text(part, "type") == Some("text"))
    {
        body.text(json::text(message, "text").unwrap_or_default());
    }
    let files = attachments(message, &mut body);
    match json::text(message, "sender") {
        Some("human" | "user") => {
            draft.message(Sender::Contact, None, at, body, files);
        }
        Some("assistant") => {
            if let Some(taken) = draft.message(Sender::Ai, Some(NAME), at, body, files) {
                for citation in parts.iter().flat_map(|part| json::list(part, "citations")) {
                    let details = citation.get("details").unwrap_or(citation);
                    cite(
                        taken,
                        json::text(citation, "title").or_else(|| json::text(details, "title")),
                        json::text(citation, "url").or_else(|| json::text(details, "url")),
                        None,
                    );
                }
            }
        }
        Some("system") => draft.log(at, &body.into_text()),
        _ => draft.stub(Stub::Unknown, at),
    }
}

/// The files of a message. What was pasted at length is an attachment without a name, and words of the
/// message.
fn attachments(message: &Value, body: &mut Body) -> Vec<Attachment> {
    let mut files = Vec::new();
    for file in json::list(message, "attachments") {
        match (
            json::text(file, "file_name"),
            json::text(file, "extracted_content"),
        ) {
            (None, Some(pasted)) => body.text(pasted),
            (name, _) => files.push(attachment(
                name.unwrap_or_default(),
                json::text(file, "file_type"),
                file.get("file_size").and_then(Value::as_u64),
            )),
        }
    }
    for file in json::list(message, "files") {
        let file = attachment(
            json::text(file, "file_name").unwrap_or_default(),
            None,
            None,
        );
        if !files.iter().any(|known| known.name == file.name) {
            files.push(file);
        }
    }
    files
}
