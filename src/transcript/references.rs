//! "messages 3-5" in a note: found, and drawn as a link to those messages.

use discreet_api_types::tree::Piece;
use wasm_bindgen::JsCast;
use web_sys::{Event, MouseEvent};

use super::content::redaction;
use crate::browser::elements::{Made, make};
use crate::browser::location;

/// A stretch of text, and the messages it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference<'a> {
    /// The text.
    pub text: &'a str,
    /// First and last number, both included; none: plain text.
    pub messages: Option<(u32, u32)>,
}

/// Splits text at "message 7", "messages 3-5", "messages 3 – 5", "Messages 3 to 5", "messages 3 and 4".
/// The parts together are the text.
pub fn references(text: &str) -> Vec<Reference<'_>> {
    const WORD: &str = "message";
    let mut parts = Vec::new();
    let (mut plain, mut from) = (0, 0);
    let bytes = text.as_bytes();
    while let Some(word) = bytes.get(from..).and_then(|rest| {
        rest.windows(WORD.len())
            .position(|window| window.eq_ignore_ascii_case(WORD.as_bytes()))
    }) {
        let start = from + word;
        from = start + WORD.len();
        let begins_a_word = text[..start]
            .chars()
            .next_back()
            .is_none_or(|before| !before.is_alphanumeric());
        if !begins_a_word {
            continue;
        }
        let Some((length, messages)) = numbers(&text[from..]) else {
            continue;
        };
        if plain < start {
            parts.push(Reference {
                text: &text[plain..start],
                messages: None,
            });
        }
        from += length;
        parts.push(Reference {
            text: &text[start..from],
            messages: Some(messages),
        });
        plain = from;
    }
    if plain < text.len() {
        parts.push(Reference {
            text: &text[plain..],
            messages: None,
        });
    }
    parts
}

/// What follows the word "message": its length in bytes, and the numbers.
fn numbers(text: &str) -> Option<(usize, (u32, u32))> {
    let rest = text.strip_prefix(['s', 'S']).unwrap_or(text);
    let after = spaces(rest);
    if after.len() == rest.len() {
        return None;
    }
    let (first, rest) = number(after)?;
    let one = (text.len() - rest.len(), (first, first));
    let second = ["-", "–", "—", "to ", "and "].iter().find_map(|joint| {
        let after = spaces(spaces(rest).strip_prefix(joint)?);
        number(after)
    });
    let Some((last, rest)) = second else {
        return ends_a_word(&text[one.0..]).then_some(one);
    };
    if !ends_a_word(rest) {
        return None;
    }
    let pair = (first.min(last), first.max(last));
    Some((text.len() - rest.len(), pair))
}

fn spaces(text: &str) -> &str {
    text.trim_start_matches([' ', '\u{a0}'])
}

fn number(text: &str) -> Option<(u32, &str)> {
    let end = text
        .find(|character: char| !character.is_ascii_digit())
        .unwrap_or(text.len());
    let value = text[..end].parse().ok().filter(|number| *number > 0)?;
    Some((value, &text[end..]))
}

fn ends_a_word(rest: &str) -> bool {
    rest.chars()
        .next()
        .is_none_or(|after| !after.is_alphanumeric())
}

/// Adds a field of a note, its message numbers as links (`#m=3-5`); [`followed`] finds out which one was followed.
pub fn add_with_links(pieces: &[Piece], into: &Made) {
    for piece in pieces {
        match piece {
            Piece::Redacted { label, ordinal } => into.add(&redaction(label, *ordinal)),
            Piece::Text(text) => {
                for part in references(text) {
                    match part.messages {
                        None => into.add_text(part.text),
                        Some(messages) => into.add(
                            &make("a")
                                .class("message-link")
                                .attr("href", &format!("#m={}", range(messages)))
                                .text(part.text),
                        ),
                    }
                }
            }
        }
    }
}

/// The messages of the link that this click follows, if it is one. With a modifier the browser does what it always
/// does: another tab.
pub fn followed(event: &Event) -> Option<(u32, u32)> {
    let event: &MouseEvent = event.dyn_ref()?;
    if event.ctrl_key() || event.meta_key() || event.shift_key() {
        return None;
    }
    let target: web_sys::Element = event.target()?.dyn_into().ok()?;
    let link = target.closest("a.message-link").ok()??;
    let href = link.get_attribute("href")?;
    location::message_range(href.strip_prefix('#')?)
}

/// `7`, or `3-5`.
pub fn range((from, to): (u32, u32)) -> String {
    if from == to {
        from.to_string()
    } else {
        format!("{from}-{to}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, (u32, u32))]) {
        let parts = references(text);
        let whole: String = parts.iter().map(|part| part.text).collect();
        assert_eq!(whole, text);
        let found: Vec<_> = parts
            .iter()
            .filter_map(|part| Some((part.text, part.messages?)))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn ranges_and_single_messages_are_found() {
        check(
            "See messages 3-5, then message 7.",
            &[("messages 3-5", (3, 5)), ("message 7", (7, 7))],
        );
    }

    #[test]
    fn people_write_ranges_in_several_ways() {
        check("Messages 3 – 5", &[("Messages 3 – 5", (3, 5))]);
        check("messages 3 to 5", &[("messages 3 to 5", (3, 5))]);
        check("messages 3 and 4", &[("messages 3 and 4", (3, 4))]);
        check("MESSAGES 9-2!", &[("MESSAGES 9-2", (2, 9))]);
        check("message 3 tomorrow", &[("message 3", (3, 3))]);
    }

    #[test]
    fn what_names_no_message_stays_text() {
        for text in [
            "",
            "the message",
            "messages",
            "message3",
            "message 0",
            "message 3rd",
            "supermessage 3",
            "messages 99999999999",
            "сообщение message",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn other_scripts_around_a_reference_do_no_harm() {
        check("é😀 message 7 ש", &[("message 7", (7, 7))]);
    }
}
