//! The domain's conversation as it crosses the wire.

use std::collections::HashMap;

use discreet_api_types::conversations as api;
use discreet_api_types::tree as wire;
use discreet_transcript::conceal;
use discreet_transcript::model::{Contact, Message, Moment, Note, Sender, Status, Text};
use discreet_transcript::tree::{self, Align, Block, Span};

/// What a share calls the writer of each message of a whole conversation: `Contact`, `AI`, and agents numbered by
/// first appearance. Agents without a name share a number.
pub fn sender_labels(messages: &[Message]) -> Vec<String> {
    let mut agents: Vec<String> = Vec::new();
    for message in messages
        .iter()
        .filter(|message| message.sender == Sender::Agent)
    {
        let name = message.name.as_ref().map_or("", Text::as_str);
        if !agents.iter().any(|agent| agent == name) {
            agents.push(name.to_owned());
        }
    }
    labels(&agents, messages)
}

/// The same for a part of a conversation whose agents' names are known in order of first appearance.
pub fn labels(agents: &[String], messages: &[Message]) -> Vec<String> {
    let numbers: HashMap<&str, usize> = agents.iter().map(String::as_str).zip(1..).collect();
    let label = |message: &Message| match message.sender {
        Sender::Contact => "Contact".to_owned(),
        Sender::Ai => "AI".to_owned(),
        Sender::Agent => {
            let name = message.name.as_ref().map_or("", Text::as_str);
            format!(
                "Agent {}",
                numbers.get(name).copied().unwrap_or(agents.len() + 1)
            )
        }
    };
    messages.iter().map(label).collect()
}

/// A status.
pub fn status(status: Status) -> api::Status {
    match status {
        Status::Open => api::Status::Open,
        Status::Escalated => api::Status::Escalated,
        Status::Resolved => api::Status::Resolved,
        Status::Closed => api::Status::Closed,
    }
}

/// A status, inwards.
pub fn status_in(status: api::Status) -> Status {
    match status {
        api::Status::Open => Status::Open,
        api::Status::Escalated => Status::Escalated,
        api::Status::Resolved => Status::Resolved,
        api::Status::Closed => Status::Closed,
    }
}

/// A sender.
pub fn sender(sender: Sender) -> api::Sender {
    match sender {
        Sender::Contact => api::Sender::Contact,
        Sender::Ai => api::Sender::Ai,
        Sender::Agent => api::Sender::Agent,
    }
}

/// A contact.
pub fn contact(contact: &Contact) -> api::Contact {
    api::Contact {
        name: raw(contact.name.clone()),
        email: raw(contact.email.clone()),
        phone: raw(contact.phone.clone()),
        reference: raw(contact.reference.clone()),
    }
}

/// A note.
pub fn note(note: &Note) -> api::Note {
    api::Note {
        author: note.author.0.clone(),
        body: note.body.0.clone(),
        written_at: note.written_at.map(|moment| moment.at.into()),
    }
}

/// A message for the workspace: source, and tree with source ranges.
pub fn message(message: Message, label: String) -> api::Message {
    let assumed_utc = message
        .sent_at
        .is_some_and(|moment: Moment| moment.assumed_utc);
    api::Message {
        number: message.number,
        sender: sender(message.sender),
        label,
        name: raw(message.name),
        sent_at: message.sent_at.map(|moment| moment.at.into()),
        assumed_utc,
        blocks: tree::parse(message.body.as_str())
            .into_iter()
            .map(block)
            .collect(),
        body: message.body.0,
        citations: message
            .citations
            .into_iter()
            .map(|citation| api::Citation {
                title: raw(citation.title),
                url: raw(citation.url),
                quote: raw(citation.quote),
            })
            .collect(),
        attachments: message
            .attachments
            .into_iter()
            .map(|attachment| api::Attachment {
                name: attachment.name.0,
                media_type: attachment.media_type,
                size: attachment.size,
            })
            .collect(),
    }
}

fn raw(text: Option<Text>) -> Option<String> {
    text.map(|text| text.0)
}

/// A piece of a one-line field.
pub fn piece(piece: conceal::Piece) -> wire::Piece {
    match piece {
        conceal::Piece::Text(text) => wire::Piece::Text(text),
        conceal::Piece::Redacted { label, ordinal } => wire::Piece::Redacted { label, ordinal },
    }
}

/// A block, with its source ranges if it has them.
pub fn block(from: Block) -> wire::Block {
    match from {
        Block::Paragraph { spans: all } => wire::Block::Paragraph { spans: spans(all) },
        Block::Heading { level, spans: all } => wire::Block::Heading {
            level,
            spans: spans(all),
        },
        Block::List { start, items, .. } => {
            let items = items
                .into_iter()
                .map(|item| item.into_iter().map(block).collect())
                .collect();
            wire::Block::List { start, items }
        }
        Block::Quote { blocks } => wire::Block::Quote {
            blocks: blocks.into_iter().map(block).collect(),
        },
        Block::Code {
            language,
            spans: all,
            ..
        } => wire::Block::Code {
            language,
            spans: spans(all),
        },
        Block::Table { align, head, rows } => wire::Block::Table {
            align: align.into_iter().map(alignment).collect(),
            head: head.into_iter().map(spans).collect(),
            rows: rows
                .into_iter()
                .map(|row| row.into_iter().map(spans).collect())
                .collect(),
        },
        Block::Rule => wire::Block::Rule,
        Block::Stub { reason } => wire::Block::Stub { reason },
    }
}

fn spans(all: Vec<Span>) -> Vec<wire::Span> {
    all.into_iter().map(span).collect()
}

fn span(from: Span) -> wire::Span {
    match from {
        Span::Text { text, at } => wire::Span::Text {
            text,
            at: at.map(range),
        },
        Span::Code { text, at } => wire::Span::Code {
            text,
            at: at.map(range),
        },
        Span::Strong { spans: all } => wire::Span::Strong { spans: spans(all) },
        Span::Emphasis { spans: all } => wire::Span::Emphasis { spans: spans(all) },
        Span::Strike { spans: all } => wire::Span::Strike { spans: spans(all) },
        Span::Link {
            href,
            href_at,
            image,
            spans: all,
        } => wire::Span::Link {
            href,
            href_at: href_at.map(range),
            image,
            spans: spans(all),
        },
        Span::Break => wire::Span::Break,
        Span::Redacted { label, ordinal } => wire::Span::Redacted { label, ordinal },
    }
}

fn range(range: tree::Range) -> wire::SourceRange {
    wire::SourceRange {
        start: range.start,
        end: range.end,
        exact: range.exact,
    }
}

fn alignment(align: Align) -> wire::Align {
    match align {
        Align::None => wire::Align::None,
        Align::Left => wire::Align::Left,
        Align::Center => wire::Align::Center,
        Align::Right => wire::Align::Right,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agents_are_numbered_by_first_appearance() {
        let said = |number, sender, name: &str| Message {
            number,
            sender,
            name: Some(name.into()),
            sent_at: None,
            body: "x".into(),
            citations: Vec::new(),
            attachments: Vec::new(),
        };
        let messages = [
            said(1, Sender::Contact, "a"),
            said(2, Sender::Agent, "second shift"),
            said(3, Sender::Ai, "b"),
            said(4, Sender::Agent, "first shift"),
            said(5, Sender::Agent, "second shift"),
        ];
        assert_eq!(
            sender_labels(&messages),
            ["Contact", "Agent 1", "AI", "Agent 2", "Agent 1"]
        );
    }
}
