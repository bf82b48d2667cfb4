//! LibreChat's conversation export: one conversation, its messages as a list, with all branches, or nested.
//!
//! Shape: `{conversationId, endpoint, title, exportAt, branches, recursive, messages: [{messageId, parentMessageId, isCreatedByUser,
//! sender, text, content?: [{type: text|tool_call|think|image_file|error, …}], createdAt, files, children?}]}`.

use std::collections::HashSet;

use serde_json::Value;

use super::branches::Tree;
use super::draft::{Body, Draft, Stub, attachment, moment};
use super::file::{Emit, Taken, refuse};
use super::sink::Stop;
use super::{Format, Options, json};
use crate::model::Sender;

pub(super) fn read(value: &Value, options: Options, emit: &mut Emit<'_>) -> Result<(), Stop> {
    if !value.get("messages").is_some_and(Value::is_array) {
        return emit(refuse(
            "messages",
            "Found no list; expected the conversation's messages.",
        ));
    }
    let mut messages: Vec<(&Value, Option<String>)> = Vec::new();
    // A stack, not recursion: how deep it goes is for the file to say.
    let mut open: Vec<(&Value, Option<String>)> = json::list(value, "messages")
        .iter()
        .rev()
        .map(|message| {
            (
                message,
                json::text(message, "parentMessageId").map(str::to_owned),
            )
        })
        .collect();
    while let Some((message, parent)) = open.pop() {
        let id = json::text(message, "messageId").map(str::to_owned);
        for child in json::list(message, "children").iter().rev() {
            open.push((child, id.clone()));
        }
        messages.push((message, parent));
    }
    let id = |place: usize| {
        json::text(messages[place].0, "messageId")
            .map_or_else(|| format!("message {place}"), str::to_owned)
    };
    let ids: HashSet<&str> = messages
        .iter()
        .filter_map(|(message, _)| json::text(message, "messageId"))
        .collect();
    let is_tree = messages
        .iter()
        .filter_map(|(_, parent)| parent.as_ref())
        .any(|parent| ids.contains(parent.as_str()));
    let tree = Tree::new(messages.iter().enumerate().map(|(place, (_, parent))| {
        let parent = if is_tree {
            parent.clone()
        } else {
            place.checked_sub(1).map(id)
        };
        (id(place), parent)
    }));
    // The newest message is what its owner saw last.
    let time = |place: &usize| moment(messages[*place].0.get("createdAt")).map(|moment| moment.at);
    let current = (0..messages.len()).max_by_key(|place| (time(place), *place));

    for branch in tree.branches(current, options) {
        let mut draft = Draft::new();
        if let Some(id) = json::text(value, "conversationId") {
            draft.source(Format::LibreChat, &branch.source_id(id), None);
        }
        draft.title(&branch.title(json::text(value, "title").unwrap_or_default()));
        draft.channel("chat");
        for place in &branch.path {
            take(messages[*place].0, &mut draft);
        }
        emit(Taken::of(draft))?;
    }
    Ok(())
}

fn take(message: &Value, draft: &mut Draft) {
    let at = moment(message.get("createdAt"));
    let mut body = Body::default();
    match message.get("content").and_then(Value::as_array) {
        Some(parts) if !parts.is_empty() => {
            for part in parts {
                add_part(part, &mut body);
            }
        }
        _ => body.text(json::text(message, "text").unwrap_or_default()),
    }
    if json::is(message, "error") {
        body.stub(Stub::Error);
    }
    let files = json::list(message, "files")
        .iter()
        .map(|file| {
            attachment(
                json::text(file, "filename").unwrap_or_default(),
                json::text(file, "type"),
                file.get("bytes").and_then(Value::as_u64),
            )
        })
        .collect();
    let sender = json::text(message, "sender");
    match message.get("isCreatedByUser") {
        Some(Value::Bool(true)) => draft.message(Sender::Contact, None, at, body, files),
        Some(Value::Bool(false)) => draft.message(Sender::Ai, sender, at, body, files),
        _ if sender.is_some_and(|sender| sender.eq_ignore_ascii_case("user")) => {
            draft.message(Sender::Contact, None, at, body, files)
        }
        _ => draft.message(Sender::Ai, sender, at, body, files),
    };
}

fn add_part(part: &Value, body: &mut Body) {
    let kind = json::text(part, "type").unwrap_or_default();
    match kind {
        "text" => {
            let text = json::text(part, "text")
                .or_else(|| part.get("text").and_then(|text| json::text(text, "value")));
            body.text(text.unwrap_or_default());
        }
        "tool_call" => body.stub(Stub::ToolCall),
        "think" | "thinking" | "reasoning" => body.stub(Stub::Reasoning),
        "image_file" | "image_url" | "image" => body.stub(Stub::Image),
        "error" => body.stub(Stub::Error),
        _ => body.stub(Stub::Unknown),
    }
}
