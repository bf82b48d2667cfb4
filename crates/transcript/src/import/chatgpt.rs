//! ChatGPT's data export: `conversations.json`, whose conversations are trees in `mapping`.
//!
//! Shape, as exports of 2023 to 2026 have it: `{title, create_time, current_node, conversation_id, mapping: {id: {parent, children, message:
//! {author {role, name}, create_time, content {content_type, parts | text}, recipient, metadata}}}}`.

use serde_json::Value;

use super::branches::{Branch, Tree};
use super::draft::{Body, Draft, Stub, attachment, cite, seconds};
use super::file::{Emit, Taken, refuse};
use super::sink::Stop;
use super::{FieldError, Format, Options, json};
use crate::model::{Message, Moment, Sender};

const NAME: &str = "ChatGPT";

pub(super) fn read(value: &Value, options: Options, emit: &mut Emit<'_>) -> Result<(), Stop> {
    let Some(mapping) = json::object(value, "mapping") else {
        return emit(refuse(
            "mapping",
            "Found no object; expected the conversation's messages by their ids.",
        ));
    };
    let nodes: Vec<(&String, &Value)> = mapping.iter().collect();
    let mut tree = Tree::new(nodes.iter().map(|(id, node)| {
        let parent = node.get("parent").and_then(Value::as_str);
        ((*id).clone(), parent.map(str::to_owned))
    }));
    for (place, (_, node)) in nodes.iter().enumerate() {
        let children: Vec<&str> = json::list(node, "children")
            .iter()
            .filter_map(Value::as_str)
            .collect();
        tree.order_children(place, &children);
    }
    let current = json::text(value, "current_node").and_then(|id| tree.place(id));
    // Without it: the newest message.
    let current = current.or_else(|| {
        let time = |place: &usize| {
            nodes[*place]
                .1
                .pointer("/message/create_time")
                .and_then(Value::as_f64)
        };
        (0..nodes.len()).max_by(|a, b| time(a).unwrap_or(0.0).total_cmp(&time(b).unwrap_or(0.0)))
    });
    for branch in tree.branches(current, options) {
        emit(one(value, &nodes, &branch))?;
    }
    Ok(())
}

fn one(
    value: &Value,
    nodes: &[(&String, &Value)],
    branch: &Branch,
) -> Result<Taken, Vec<FieldError>> {
    let mut draft = Draft::new();
    let root = branch.path.first().map(|place| nodes[*place].0.clone());
    let id = json::text(value, "conversation_id")
        .or_else(|| json::text(value, "id"))
        .map(str::to_owned);
    let url = id.as_ref().map(|id| format!("https://chatgpt.com/c/{id}"));
    if let Some(id) = id.or(root) {
        draft.source(Format::ChatGpt, &branch.source_id(&id), url.as_deref());
    }
    draft.title(&branch.title(json::text(value, "title").unwrap_or_default()));
    draft.channel("chat");
    if let Some(model) = json::text(value, "default_model_slug") {
        draft.metadata("model", model);
    }
    for place in &branch.path {
        if let Some(message) = nodes[*place]
            .1
            .get("message")
            .filter(|message| message.is_object())
        {
            take(message, &mut draft);
        }
    }
    Taken::of(draft)
}

fn take(message: &Value, draft: &mut Draft) {
    let empty = Value::Null;
    let content = message.get("content").unwrap_or(&empty);
    let metadata = message.get("metadata").unwrap_or(&empty);
    let at = message.get("create_time").and_then(seconds);
    let role = message.pointer("/author/role").and_then(Value::as_str);
    if role == Some("system") || json::is(metadata, "is_visually_hidden_from_conversation") {
        let mut body = Body::default();
        add_content(content, &mut body);
        draft.log(at, &body.into_text());
        return;
    }
    match role {
        Some("user") => {
            let mut body = Body::default();
            add_content(content, &mut body);
            draft.message(Sender::Contact, None, at, body, attachments(metadata));
        }
        Some("assistant") => answer(message, content, metadata, at, draft),
        Some("tool") => {
            let images = json::list(content, "parts")
                .iter()
                .filter(|part| stub_of(part) == Stub::Image && part.is_object())
                .count();
            for _ in 0..images {
                draft.stub(Stub::Image, at);
            }
            if images == 0 {
                draft.stub(Stub::ToolResult, at);
            }
        }
        _ => draft.stub(Stub::Unknown, at),
    }
}

fn answer(
    message: &Value,
    content: &Value,
    metadata: &Value,
    at: Option<Moment>,
    draft: &mut Draft,
) {
    let recipient = json::text(message, "recipient").unwrap_or("all");
    let kind = json::text(content, "content_type").unwrap_or_default();
    if recipient != "all" {
        draft.stub(Stub::ToolCall, at);
        return;
    }
    match kind {
        "thoughts" | "reasoning_recap" => draft.stub(Stub::Reasoning, at),
        _ => {
            let mut body = Body::default();
            add_content(content, &mut body);
            if let Some(taken) =
                draft.message(Sender::Ai, Some(NAME), at, body, attachments(metadata))
            {
                add_citations(metadata, taken);
            }
        }
    }
}

fn add_content(content: &Value, body: &mut Body) {
    match json::text(content, "content_type").unwrap_or_default() {
        "text" | "multimodal_text" => {
            for part in json::list(content, "parts") {
                match part {
                    Value::String(text) => body.text(&without_marks(text)),
                    part if json::text(part, "content_type") == Some("audio_transcription") => {
                        body.text(json::text(part, "text").unwrap_or_default());
                    }
                    part => body.stub(stub_of(part)),
                }
            }
        }
        "code" => {
            if let Some(code) = json::text(content, "text") {
                let language = json::text(content, "language").filter(|word| *word != "unknown");
                body.code(language.unwrap_or_default(), code);
            }
        }
        "execution_output" | "tether_quote" | "tether_browsing_display" | "sonic_webpage" => {
            body.stub(Stub::ToolResult);
        }
        "thoughts" | "reasoning_recap" => body.stub(Stub::Reasoning),
        "system_error" => body.stub(Stub::Error),
        _ => body.stub(Stub::Unknown),
    }
}

fn stub_of(part: &Value) -> Stub {
    let kind = json::text(part, "content_type").unwrap_or_default();
    if kind.contains("image") {
        Stub::Image
    } else if kind.contains("audio") {
        Stub::Audio
    } else if kind.contains("video") {
        Stub::Video
    } else if kind.contains("file") {
        Stub::File
    } else {
        Stub::Unknown
    }
}

fn attachments(metadata: &Value) -> Vec<crate::model::Attachment> {
    json::list(metadata, "attachments")
        .iter()
        .map(|file| {
            attachment(
                json::text(file, "name").unwrap_or_default(),
                json::text(file, "mime_type").or_else(|| json::text(file, "mimeType")),
                file.get("size").and_then(Value::as_u64),
            )
        })
        .collect()
}

fn add_citations(metadata: &Value, message: &mut Message) {
    for citation in json::list(metadata, "citations") {
        let source = citation.get("metadata").unwrap_or(citation);
        cite(
            message,
            json::text(source, "title"),
            json::text(source, "url"),
            None,
        );
    }
    for reference in json::list(metadata, "content_references") {
        let items = json::list(reference, "items");
        for source in items.iter().chain(items.is_empty().then_some(reference)) {
            if let Some(url) = json::text(source, "url") {
                cite(message, json::text(source, "title"), Some(url), None);
            }
        }
    }
}

/// Without the marks that the page draws references from: they stand between private-use characters.
fn without_marks(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('\u{e200}') {
        clean.push_str(&rest[..start]);
        let after = &rest[start..];
        let Some(end) = after.find('\u{e201}') else {
            clean.push_str(&after.replace('\u{e200}', ""));
            return clean;
        };
        rest = &after[end + '\u{e201}'.len_utf8()..];
    }
    clean.push_str(rest);
    clean
}
