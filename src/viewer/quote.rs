//! Quoting: a message or selected words, with number, writer and time. Never with the link: a public one holds the
//! secret, and a quotation travels further than its writer thinks.

use crate::browser::intl::{self, Zone};
use crate::transcript::{
    Entry, Manner, Picked, blocks_as_text, escaped, message_words, pieces_as_text, quoted_lines,
};

/// Longest quotation put into a comment, in characters.
const LONGEST: usize = 600;

/// A whole message as a quotation.
pub fn message(entry: &Entry, manner: Manner, zone: Zone) -> String {
    quotation(
        &blocks_as_text(&entry.blocks, manner),
        &source(entry, zone),
        manner,
    )
}

/// Selected words as a quotation; `entry`: the message they are of, if it is one.
pub fn words(picked: &Picked, entry: Option<&Entry>, manner: Manner, zone: Zone) -> String {
    let source = match entry {
        Some(entry) => source(entry, zone),
        None => capital(&message_words(picked.messages)),
    };
    let text = match manner {
        Manner::Plain => picked.text.clone(),
        Manner::Markdown => escaped(&picked.text),
    };
    quotation(&text, &source, manner)
}

/// Words of messages, as a comment begins with them.
pub fn for_comment(messages: (u32, u32), text: &str) -> String {
    let text = text.trim();
    let mut short: String = text.chars().take(LONGEST).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    format!("{}: “{short}”\n\n", capital(&message_words(messages)))
}

/// `Message 3, AI, 20 November 2026 at 10:02`
fn source(entry: &Entry, zone: Zone) -> String {
    let mut out = format!("Message {}, {}", entry.number, entry.label);
    if !entry.name.is_empty() {
        out.push(' ');
        out.push_str(&pieces_as_text(&entry.name));
    }
    if let Some(at) = &entry.sent_at {
        out.push_str(", ");
        out.push_str(&intl::date_time(at, zone));
        if zone == Zone::Utc {
            out.push_str(" UTC");
        }
    }
    out
}

fn quotation(text: &str, source: &str, manner: Manner) -> String {
    match manner {
        Manner::Plain => format!("{source}:\n“{}”", text.trim()),
        Manner::Markdown => format!("{}\n>\n> — {}", quoted_lines(text), escaped(source)),
    }
}

fn capital(words: &str) -> String {
    words.replacen('m', "M", 1)
}

#[cfg(test)]
mod tests {
    use discreet_api_types::conversations::Sender;
    use discreet_api_types::tree::{Block, Piece, Span};

    use super::*;

    fn entry() -> Entry {
        Entry {
            number: 3,
            sender: Sender::Agent,
            label: "Agent 1".to_owned(),
            name: vec![Piece::Redacted {
                label: String::new(),
                ordinal: 0,
            }],
            sent_at: None,
            assumed_utc: false,
            blocks: vec![Block::Paragraph {
                spans: vec![Span::Text {
                    text: "It is *here*.".to_owned(),
                    at: None,
                }],
            }],
            citations: Vec::new(),
            attachments: Vec::new(),
        }
    }

    #[test]
    fn a_message_is_quoted_with_number_and_writer() {
        let quoted = message(&entry(), Manner::Plain, Zone::Utc);
        assert_eq!(quoted, "Message 3, Agent 1 [REDACTED]:\n“It is *here*.”");
        let quoted = message(&entry(), Manner::Markdown, Zone::Utc);
        assert_eq!(
            quoted,
            "> It is \\*here\\*.\n>\n> — Message 3, Agent 1 \\[REDACTED\\]"
        );
    }

    #[test]
    fn selected_words_of_several_messages_name_them_all() {
        let picked = Picked {
            messages: (3, 5),
            leaves: None,
            text: "a\nb".to_owned(),
        };
        assert_eq!(
            words(&picked, None, Manner::Plain, Zone::Utc),
            "Messages 3-5:\n“a\nb”"
        );
        assert_eq!(
            words(&picked, None, Manner::Markdown, Zone::Utc),
            "> a\n> b\n>\n> — Messages 3-5"
        );
    }

    #[test]
    fn a_comment_quotes_no_more_than_a_few_lines() {
        assert_eq!(for_comment((7, 7), " é "), "Message 7: “é”\n\n");
        let long = for_comment((7, 7), &"é".repeat(700));
        assert_eq!(
            long.chars().filter(|letter| *letter == 'é').count(),
            LONGEST
        );
        assert!(long.contains("…”"));
    }
}
