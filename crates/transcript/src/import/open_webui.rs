//! Open WebUI's chat export: a list of chats, whose messages are a tree in `chat.history`.
//!
//! Shape: `{id, title, chat: {title, models, tags, history: {currentId, messages: {id: {id, parentId, childrenIds, role, content,
//! timestamp, modelName, files, sources}}}, messages}, meta: {tags}}`. What tools and reasoning gave stands as
//! `<details type="…">` in the content.

use serde_json::Value;

use super::branches::{Branch, Tree};
use super::draft::{Body, Draft, Stub, attachment, cite, seconds};
use super::file::{Emit, Taken, refuse};
use super::sink::Stop;
use super::{FieldError, Format, Options, json};
use crate::model::{Message, Sender};

pub(super) fn read(value: &Value, options: Options, emit: &mut Emit<'_>) -> Result<(), Stop> {
    // Of one chat only, the outer object is missing.
    let chat = value
        .get("chat")
        .filter(|chat| chat.is_object())
        .unwrap_or(value);
    let history = chat.get("history");
    let known = history.and_then(|history| json::object(history, "messages"));
    let (messages, current): (Vec<(String, &Value)>, Option<&str>) = match known {
        Some(map) if !map.is_empty() => (
            map.iter()
                .map(|(id, message)| (id.clone(), message))
                .collect(),
            history.and_then(|history| json::text(history, "currentId")),
        ),
        // Old chats are lists.
        _ if chat.get("messages").is_some_and(Value::is_array) => {
            let messages = json::list(chat, "messages");
            let id = |place: usize| {
                json::text(&messages[place], "id")
                    .map_or_else(|| format!("message {place}"), str::to_owned)
            };
            (
                (0..messages.len())
                    .map(|place| (id(place), &messages[place]))
                    .collect(),
                None,
            )
        }
        _ => {
            return emit(refuse(
                "chat.history.messages",
                "Found no object; expected the chat's messages by their ids.",
            ));
        }
    };
    let is_list = known.is_none_or(serde_json::Map::is_empty);
    let mut tree = Tree::new(messages.iter().enumerate().map(|(place, (id, message))| {
        let parent = if is_list {
            place
                .checked_sub(1)
                .map(|before| messages[before].0.clone())
        } else {
            json::text(message, "parentId").map(str::to_owned)
        };
        (id.clone(), parent)
    }));
    for (place, (_, message)) in messages.iter().enumerate() {
        let children: Vec<&str> = json::list(message, "childrenIds")
            .iter()
            .filter_map(Value::as_str)
            .collect();
        tree.order_children(place, &children);
    }
    let current = current.and_then(|id| tree.place(id));

    for branch in tree.branches(current, options) {
        emit(one(value, chat, &messages, &branch))?;
    }
    Ok(())
}

fn one(
    value: &Value,
    chat: &Value,
    messages: &[(String, &Value)],
    branch: &Branch,
) -> Result<Taken, Vec<FieldError>> {
    let mut draft = Draft::new();
    let root = messages
        .iter()
        .find(|(_, message)| json::text(message, "parentId").is_none());
    let id = json::text(value, "id")
        .or_else(|| json::text(chat, "id"))
        .or_else(|| root.map(|(id, _)| id.as_str()));
    if let Some(id) = id {
        draft.source(Format::OpenWebUi, &branch.source_id(id), None);
    }
    let title = json::text(value, "title").or_else(|| json::text(chat, "title"));
    draft.title(&branch.title(title.unwrap_or_default()));
    draft.channel("chat");
    let meta = value.get("meta").unwrap_or(&Value::Null);
    for tag in json::list(meta, "tags")
        .iter()
        .chain(json::list(chat, "tags"))
    {
        if let Some(tag) = tag.as_str().or_else(|| json::text(tag, "name")) {
            draft.tag(tag);
        }
    }
    for place in &branch.path {
        take(messages[*place].1, &mut draft);
    }
    Taken::of(draft)
}

fn take(message: &Value, draft: &mut Draft) {
    let at = message.get("timestamp").and_then(seconds);
    let mut body = Body::default();
    match message.get("content") {
        Some(Value::String(text)) => add_text(text, &mut body),
        Some(Value::Array(parts)) => {
            for part in parts {
                match json::text(part, "type") {
                    Some("text") => {
                        add_text(json::text(part, "text").unwrap_or_default(), &mut body);
                    }
                    Some("image_url" | "image") => body.stub(Stub::Image),
                    _ => body.stub(Stub::Unknown),
                }
            }
        }
        Some(Value::Null) | None => {}
        Some(_) => body.stub(Stub::Unknown),
    }
    if message
        .get("error")
        .is_some_and(|error| error.is_object() || error == &Value::Bool(true))
    {
        body.stub(Stub::Error);
    }
    let mut files = Vec::new();
    for file in json::list(message, "files") {
        let inner = file.get("file").unwrap_or(file);
        let name = json::text(file, "name").or_else(|| json::text(inner, "filename"));
        match (name, json::text(file, "type")) {
            (None, Some("image")) => body.stub(Stub::Image),
            (name, _) => files.push(attachment(
                name.unwrap_or_default(),
                inner.pointer("/meta/content_type").and_then(Value::as_str),
                json::object(inner, "meta")
                    .and_then(|meta| meta.get("size"))
                    .and_then(Value::as_u64),
            )),
        }
    }
    match json::text(message, "role") {
        Some("user") => {
            draft.message(Sender::Contact, None, at, body, files);
        }
        Some("assistant") => {
            let name = json::text(message, "modelName").or_else(|| json::text(message, "model"));
            if let Some(taken) = draft.message(Sender::Ai, name, at, body, files) {
                add_sources(message, taken);
            }
        }
        Some("system") => draft.log(at, &body.into_text()),
        Some("tool") => draft.stub(Stub::ToolResult, at),
        _ => draft.stub(Stub::Unknown, at),
    }
}

fn add_sources(message: &Value, taken: &mut Message) {
    for source in json::list(message, "sources")
        .iter()
        .chain(json::list(message, "citations"))
    {
        let about = source.get("source").unwrap_or(source);
        let name = json::text(about, "name").or_else(|| json::text(about, "title"));
        let url = json::text(about, "url").or_else(|| {
            // Pages of a search are named by their address.
            json::list(source, "metadata")
                .iter()
                .find_map(|data| json::text(data, "source").filter(|url| url.contains("://")))
        });
        cite(taken, name, url, None);
    }
}

/// Text between which `<details type="…">` stands for what tools and reasoning gave.
fn add_text(text: &str, body: &mut Body) {
    const OPEN: &str = "<details type=\"";
    const CLOSE: &str = "</details>";
    let mut rest = text;
    while let Some(start) = rest.find(OPEN) {
        body.text(&rest[..start]);
        let after = &rest[start + OPEN.len()..];
        let kind = after.split('"').next().unwrap_or_default();
        body.stub(match kind {
            "reasoning" => Stub::Reasoning,
            "tool_calls" | "code_interpreter" => Stub::ToolCall,
            _ => Stub::Unknown,
        });
        rest = match after.find(CLOSE) {
            Some(end) => &after[end + CLOSE.len()..],
            // Cut off: what is inside is no answer.
            None => "",
        };
    }
    body.text(rest);
}
