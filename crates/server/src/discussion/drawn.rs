//! A recipient's tree as its leaves in reading order: what comments point into.
//!
//! Characters count one each, and so do a redaction and a line break, as `discreet_api_types::tree` numbers them.

use discreet_api_types::tree::{Block, Piece, Span};
use discreet_api_types::viewer::{SharedHead, SharedMessage};

/// Stands for a redaction, and for a line break, in drawn text.
const GAP: char = '\u{fffc}';

/// How many leaves a message has.
pub fn length(blocks: &[Block]) -> u32 {
    u32::try_from(text(blocks).chars().count()).unwrap_or(u32::MAX)
}

/// A message's leaves as text.
pub fn text(blocks: &[Block]) -> String {
    let mut out = String::new();
    add_blocks(blocks, &mut out);
    out
}

/// Everything that a snapshot shows as text, parts held apart.
pub fn everything(head: &SharedHead, messages: &[SharedMessage]) -> String {
    let mut out = String::new();
    let mut add = |pieces: &[Piece]| {
        for piece in pieces {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Redacted { .. } => out.push(GAP),
            }
        }
        out.push('\n');
    };
    let context = &head.context;
    for pieces in [&head.title, &context.why, &context.focus, &context.action] {
        add(pieces);
    }
    if let Some(contact) = &head.contact {
        for pieces in [
            &contact.name,
            &contact.email,
            &contact.phone,
            &contact.reference,
        ] {
            add(pieces);
        }
    }
    head.tags.iter().for_each(|tag| add(tag));
    head.notes.iter().for_each(|note| add(&note.body));
    if let Some(escalation) = &head.escalation {
        add(&escalation.summary);
        escalation.attempts.iter().for_each(|attempt| add(attempt));
    }
    for message in messages {
        add(&message.name);
        message.attachments.iter().for_each(|name| add(name));
    }
    for message in messages {
        add_blocks(&message.blocks, &mut out);
        out.push('\n');
    }
    out
}

fn add_blocks(blocks: &[Block], out: &mut String) {
    for block in blocks {
        match block {
            Block::Paragraph { spans }
            | Block::Heading { spans, .. }
            | Block::Code { spans, .. } => add_spans(spans, out),
            Block::List { items, .. } => items.iter().for_each(|item| add_blocks(item, out)),
            Block::Quote { blocks } => add_blocks(blocks, out),
            Block::Table { head, rows, .. } => {
                let cells = head.iter().chain(rows.iter().flatten());
                cells.for_each(|cell| add_spans(cell, out));
            }
            Block::Rule | Block::Stub { .. } => {}
        }
    }
}

fn add_spans(spans: &[Span], out: &mut String) {
    for span in spans {
        match span {
            Span::Text { text, .. } | Span::Code { text, .. } => out.push_str(text),
            Span::Strong { spans }
            | Span::Emphasis { spans }
            | Span::Strike { spans }
            | Span::Link { spans, .. } => add_spans(spans, out),
            Span::Break | Span::Redacted { .. } => out.push(GAP),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Span {
        Span::Text {
            text: text.to_owned(),
            at: None,
        }
    }

    #[test]
    fn every_character_a_break_and_a_redaction_count_one() {
        let hidden = Span::Redacted {
            label: "EMAIL".to_owned(),
            ordinal: 1,
        };
        let blocks = [
            Block::Paragraph {
                spans: vec![
                    words("né🙂"),
                    Span::Break,
                    hidden,
                    Span::Strong {
                        spans: vec![words("ab")],
                    },
                ],
            },
            Block::Rule,
            Block::Stub {
                reason: "too deep".to_owned(),
            },
            Block::List {
                start: None,
                items: vec![vec![Block::Paragraph {
                    spans: vec![words("c")],
                }]],
            },
        ];
        assert_eq!(length(&blocks), 8);
    }
}
