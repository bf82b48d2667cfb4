//! Zendesk's tickets with their comments, and its chats.
//!
//! Shapes: `{ticket: {id, subject, description, status, requester_id, tags, via, url}, comments: [{author_id, body, html_body, public,
//! created_at, attachments}], users: [{id, name, email, role}]}`; a ticket that holds its `comments` (a line of the
//! JSON export, with `requester` as an object); and chats, `{id, visitor, history: [{type, sender_type, msg, timestamp}]}`.

use std::collections::HashMap;

use serde_json::Value;

use super::draft::{Body, Draft, Stub, attachment, moment};
use super::file::{Emit, Taken, refuse};
use super::sink::Stop;
use super::{Format, html, json};
use crate::model::{Sender, Status};

pub(super) fn read(value: &Value, emit: &mut Emit<'_>) -> Result<(), Stop> {
    if value.get("history").is_some_and(Value::is_array) {
        return read_chat(value, emit);
    }
    let ticket = value
        .get("ticket")
        .filter(|ticket| ticket.is_object())
        .unwrap_or(value);
    let comments = [value, ticket]
        .into_iter()
        .map(|holder| json::list(holder, "comments"))
        .find(|comments| !comments.is_empty())
        .unwrap_or_default();
    let description = json::text(ticket, "description");
    if comments.is_empty() && description.is_none() {
        return emit(refuse(
            "comments",
            "Found no comment and no description; expected the ticket's comments.",
        ));
    }
    let people = people(value, ticket);
    let requester = json::id(ticket, "requester_id")
        .or_else(|| {
            ticket
                .get("requester")
                .and_then(|requester| json::id(requester, "id"))
        })
        // Of comments alone, the first is the contact's.
        .or_else(|| {
            comments
                .first()
                .and_then(|comment| json::id(comment, "author_id"))
        });
    let mut draft = Draft::new();
    add_head(ticket, &mut draft);
    if let Some(person) = requester.as_ref().and_then(|id| people.get(id)) {
        draft.contact(
            json::text(person, "name"),
            json::text(person, "email"),
            json::text(person, "phone"),
            None,
        );
    }
    if comments.is_empty() {
        let name = requester
            .as_ref()
            .and_then(|id| people.get(id))
            .and_then(|person| json::text(person, "name"));
        let body = Body::of(description.unwrap_or_default());
        draft.message(
            Sender::Contact,
            name,
            moment(ticket.get("created_at")),
            body,
            Vec::new(),
        );
    }
    for comment in comments {
        let author = json::id(comment, "author_id");
        let person = author.as_ref().and_then(|id| people.get(id));
        let is_contact = author.is_some() && author == requester
            || person.and_then(|person| json::text(person, "role")) == Some("end-user");
        add_comment(
            comment,
            is_contact,
            person.and_then(|person| json::text(person, "name")),
            &mut draft,
        );
    }
    emit(Taken::of(draft))
}

fn add_head(ticket: &Value, draft: &mut Draft) {
    if let Some(id) = json::id(ticket, "id") {
        // The address in exports is the API's; people open another.
        let page = json::text(ticket, "url")
            .and_then(|url| url.split_once("/api/v2/tickets/"))
            .map(|(host, _)| format!("{host}/agent/tickets/{id}"));
        draft.source(Format::Zendesk, &id, page.as_deref());
    }
    let title = json::text(ticket, "subject").or_else(|| json::text(ticket, "raw_subject"));
    draft.title(title.unwrap_or_default());
    let channel = ticket.pointer("/via/channel").and_then(Value::as_str);
    draft.channel(channel.unwrap_or("ticket"));
    draft.conversation.head.status = match json::text(ticket, "status") {
        Some("solved") => Status::Resolved,
        Some("closed") => Status::Closed,
        _ => Status::Open,
    };
    for tag in json::list(ticket, "tags").iter().filter_map(Value::as_str) {
        draft.tag(tag);
    }
}

fn people<'a>(value: &'a Value, ticket: &'a Value) -> HashMap<String, &'a Value> {
    let listed = json::list(value, "users").iter();
    let named = ["requester", "submitter", "assignee"]
        .into_iter()
        .filter_map(|name| ticket.get(name));
    let others = json::list(ticket, "collaborator").iter();
    listed
        .chain(named)
        .chain(others)
        .filter_map(|person| Some((json::id(person, "id")?, person)))
        .collect()
}

fn add_comment(comment: &Value, is_contact: bool, name: Option<&str>, draft: &mut Draft) {
    let at = moment(comment.get("created_at"));
    let mut body = Body::default();
    if let Some(text) = json::text(comment, "plain_body").or_else(|| json::text(comment, "body")) {
        body.text(text);
    } else {
        let markdown = html::markdown(json::text(comment, "html_body").unwrap_or_default());
        body.text(&markdown.text);
        for _ in 0..markdown.images {
            body.stub(Stub::Image);
        }
    }
    match json::text(comment, "type") {
        None | Some("Comment") => {}
        Some("VoiceComment" | "TpeVoiceComment") => body.stub(Stub::Audio),
        Some(_) => body.stub(Stub::Unknown),
    }
    let files = json::list(comment, "attachments")
        .iter()
        .map(|file| {
            attachment(
                json::text(file, "file_name").unwrap_or_default(),
                json::text(file, "content_type"),
                file.get("size").and_then(Value::as_u64),
            )
        })
        .collect();
    // Only what is said to be public is taken for something the contact saw; an old export does not say.
    if comment
        .get("public")
        .is_some_and(|public| public != &Value::Bool(true))
    {
        draft.note(name.unwrap_or("Agent"), body, at);
        return;
    }
    let sender = if is_contact {
        Sender::Contact
    } else {
        Sender::Agent
    };
    draft.message(sender, name, at, body, files);
}

fn read_chat(chat: &Value, emit: &mut Emit<'_>) -> Result<(), Stop> {
    let mut draft = Draft::new();
    if let Some(id) = json::id(chat, "id") {
        draft.source(Format::Zendesk, &format!("chat/{id}"), None);
    }
    draft.channel("chat");
    draft.conversation.head.status = Status::Closed;
    let visitor = chat.get("visitor").unwrap_or(&Value::Null);
    draft.contact(
        json::text(visitor, "name"),
        json::text(visitor, "email"),
        json::text(visitor, "phone"),
        None,
    );
    for tag in json::list(chat, "tags").iter().filter_map(Value::as_str) {
        draft.tag(tag);
    }
    for event in json::list(chat, "history") {
        let at = moment(event.get("timestamp"));
        let name = json::text(event, "name");
        let sender = match json::text(event, "sender_type") {
            Some("Visitor" | "EndUser") => Sender::Contact,
            Some("Trigger" | "Bot" | "AnswerBot") => Sender::Ai,
            _ => Sender::Agent,
        };
        let kind = json::text(event, "type").unwrap_or_default();
        match kind {
            "chat.msg" => {
                let body = Body::of(json::text(event, "msg").unwrap_or_default());
                draft.message(sender, name, at, body, Vec::new());
            }
            "chat.file" | "chat.attachment" => {
                let file = event.get("attachment").unwrap_or(event);
                let file = attachment(
                    json::text(file, "name").unwrap_or_default(),
                    json::text(file, "mime_type"),
                    file.get("size").and_then(Value::as_u64),
                );
                draft.message(sender, name, at, Body::default(), vec![file]);
            }
            _ => draft.log(at, &format!("Zendesk: {}.", kind.replace(['.', '_'], " "))),
        }
    }
    emit(Taken::of(draft))
}
