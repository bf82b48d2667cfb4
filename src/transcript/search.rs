//! Searching a transcript: how often a message says something, and where in the drawn page that stands.
//!
//! Both sides read a message as a row of blocks, letter case aside, so that the third hit of an entry is the third
//! range of its element. What is hidden is a wall: no hit reaches across it, and its placeholder is not searched.

use discreet_api_types::tree::{Block, Span};
use leptos::prelude::document;
use web_sys::{Element, Node, Range};

use super::Entry;
use super::drawn::{Part, parts};

/// Stands for what is hidden and for the edges of blocks. No keyboard types it.
const WALL: char = '\u{FFFC}';

/// What is searched for, as [`hits`] and [`ranges`] want it; none: there is nothing to search for.
pub fn needle(query: &str) -> Option<String> {
    let folded: String = query
        .trim()
        .chars()
        .map(fold)
        .filter(|letter| *letter != WALL)
        .collect();
    (!folded.is_empty()).then_some(folded)
}

/// How often a message says `needle`.
pub fn hits(entry: &Entry, needle: &str) -> usize {
    let mut text = String::new();
    add_blocks(&entry.blocks, &mut text);
    text.matches(needle).count()
}

/// Where the drawn message says `needle`, in order.
pub fn ranges(message: &Element, needle: &str) -> Vec<Range> {
    let drawn = Drawn::of(message);
    drawn
        .text
        .match_indices(needle)
        .filter_map(|(start, found)| drawn.range(start, start + found.len()))
        .collect()
}

/// One letter for one letter, so that positions stay what they are.
fn fold(letter: char) -> char {
    if letter.is_whitespace() {
        return ' ';
    }
    letter.to_lowercase().next().unwrap_or(letter)
}

fn add_text(text: &str, into: &mut String) {
    into.extend(text.chars().map(fold));
}

fn add_blocks(blocks: &[Block], into: &mut String) {
    for block in blocks {
        into.push(WALL);
        match block {
            Block::Paragraph { spans }
            | Block::Heading { spans, .. }
            | Block::Code { spans, .. } => {
                add_spans(spans, into);
            }
            Block::List { items, .. } => {
                for item in items {
                    add_blocks(item, into);
                }
            }
            Block::Quote { blocks } => add_blocks(blocks, into),
            Block::Table { head, rows, .. } => {
                for cell in head.iter().chain(rows.iter().flatten()) {
                    into.push(WALL);
                    add_spans(cell, into);
                }
            }
            Block::Stub { .. } | Block::Rule => {}
        }
    }
}

fn add_spans(spans: &[Span], into: &mut String) {
    for span in spans {
        match span {
            Span::Text { text, .. } | Span::Code { text, .. } => add_text(text, into),
            Span::Strong { spans }
            | Span::Emphasis { spans }
            | Span::Strike { spans }
            | Span::Link { spans, .. } => add_spans(spans, into),
            Span::Break => into.push(' '),
            Span::Redacted { .. } => into.push(WALL),
        }
    }
}

/// The text of a drawn message, and which node each stretch of it stands in.
#[derive(Default)]
struct Drawn {
    text: String,
    /// Where a text node's words begin in `text`, and the words.
    nodes: Vec<(usize, Node, String)>,
}

impl Drawn {
    fn of(message: &Element) -> Self {
        let mut drawn = Self::default();
        for part in parts(message) {
            match part {
                Part::Text(node, words) => {
                    let begin = drawn.text.len();
                    add_text(&words, &mut drawn.text);
                    drawn.nodes.push((begin, node, words));
                }
                Part::Break(_) => drawn.text.push(' '),
                Part::Hidden(_) | Part::Edge => drawn.text.push(WALL),
            }
        }
        drawn
    }

    /// The range of these bytes of the text.
    fn range(&self, start: usize, end: usize) -> Option<Range> {
        let range = document().create_range().ok()?;
        let (from, offset) = self.place(start, false)?;
        range.set_start(from, offset).ok()?;
        let (to, offset) = self.place(end, true)?;
        range.set_end(to, offset).ok()?;
        Some(range)
    }

    /// The node, and the offset into it in UTF-16 units. Of two nodes that meet there, the earlier one for an end.
    fn place(&self, byte: usize, is_end: bool) -> Option<(&Node, u32)> {
        let before = |begin: usize| if is_end { begin < byte } else { begin <= byte };
        let index = self.nodes.partition_point(|(begin, ..)| before(*begin));
        let (begin, node, words) = self.nodes.get(index.checked_sub(1)?)?;
        let letters = self.text.get(*begin..byte)?.chars().count();
        let units: usize = words.chars().take(letters).map(char::len_utf16).sum();
        Some((node, u32::try_from(units).ok()?))
    }
}

#[cfg(test)]
mod tests {
    use discreet_api_types::conversations::Sender;

    use super::*;

    fn entry(blocks: Vec<Block>) -> Entry {
        Entry {
            number: 1,
            sender: Sender::Ai,
            label: "AI".to_owned(),
            name: Vec::new(),
            sent_at: None,
            assumed_utc: false,
            blocks,
            citations: Vec::new(),
            attachments: Vec::new(),
        }
    }

    fn text(text: &str) -> Span {
        Span::Text {
            text: text.to_owned(),
            at: None,
        }
    }

    #[track_caller]
    fn check(blocks: Vec<Block>, query: &str, expected: usize) {
        let needle = needle(query).unwrap();
        assert_eq!(hits(&entry(blocks), &needle), expected, "{query}");
    }

    #[test]
    fn case_and_kinds_of_space_do_not_matter() {
        let spans = vec![text("The Parcel,\nthe\u{a0}PARCEL. ÉTÉ İstanbul")];
        for (query, expected) in [
            ("parcel", 2),
            (" THE PARCEL ", 2),
            ("été", 1),
            ("istanbul", 1),
            ("x", 0),
        ] {
            check(
                vec![Block::Paragraph {
                    spans: spans.clone(),
                }],
                query,
                expected,
            );
        }
    }

    #[test]
    fn a_hit_may_run_across_marks_but_not_across_blocks_or_what_is_hidden() {
        let hidden = Span::Redacted {
            label: String::new(),
            ordinal: 0,
        };
        let spans = vec![
            text("par"),
            Span::Strong {
                spans: vec![text("cel")],
            },
            hidden,
            text("post"),
        ];
        let blocks = vec![
            Block::Paragraph { spans },
            Block::Paragraph {
                spans: vec![text("age")],
            },
        ];
        check(blocks.clone(), "parcel", 1);
        check(blocks.clone(), "parcelpost", 0);
        check(blocks.clone(), "postage", 0);
        check(blocks, "redacted", 0);
    }

    #[test]
    fn nothing_is_searched_for_with_nothing() {
        assert_eq!(needle(" \n"), None);
        assert_eq!(needle("\u{FFFC}"), None);
    }
}
