//! A message's Markdown as a small tree, with source ranges.
//!
//! Owns the shapes that cross the wire (mirrored by hand in `api-types`), what a tree reads like as plain
//! text and how its characters are numbered. Knows nothing of who may see what: hiding is `conceal`'s work.
//!
//! Every visible character of a message stands in a leaf (`Text` or `Code`), which knows where in the stored
//! source it stands. Markup stands in no leaf, and neither do list markers up to 999, which are drawn from
//! [`Block::List`]'s `start`.

use std::fmt;

use serde::{Deserialize, Serialize};

mod parse;

pub use crate::address::target;
pub use parse::{MAX_NESTING, parse};

/// A range of the stored source, in Unicode scalar values, end exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Range {
    /// First scalar value.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// The leaf equals the source slice scalar by scalar, so that parts of it can be addressed. Otherwise
    /// (entities, autolinks, references) it is hidden only as a whole.
    pub exact: bool,
}

/// How a table's column is aligned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// As the text runs.
    None,
    /// Left.
    Left,
    /// Centred.
    Center,
    /// Right.
    Right,
}

/// A block of a message. `Debug` shows lengths only.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// A paragraph.
    Paragraph {
        /// Its text.
        spans: Vec<Span>,
    },
    /// A heading.
    Heading {
        /// 1 to 6.
        level: u8,
        /// Its text.
        spans: Vec<Span>,
    },
    /// A list.
    List {
        /// The first number, if it is numbered.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        start: Option<u64>,
        /// Where the first number stands in the source; never on the wire.
        #[serde(skip)]
        start_at: Option<Range>,
        /// Its items.
        items: Vec<Vec<Block>>,
    },
    /// A quotation.
    Quote {
        /// What is quoted.
        blocks: Vec<Block>,
    },
    /// A code block.
    Code {
        /// The language named at its fence.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        language: Option<String>,
        /// Where the language stands in the source; never on the wire.
        #[serde(skip)]
        language_at: Option<Range>,
        /// Its text, line breaks included: `Text` and `Redacted` only.
        spans: Vec<Span>,
    },
    /// A table.
    Table {
        /// One a column.
        align: Vec<Align>,
        /// The head's cells.
        head: Vec<Vec<Span>>,
        /// The rows' cells.
        rows: Vec<Vec<Vec<Span>>>,
    },
    /// A horizontal rule.
    Rule,
    /// Something that cannot be shown; never raw.
    Stub {
        /// What it was, in words of ours.
        reason: String,
    },
}

/// A run inside a block. `Debug` shows lengths only.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// Text.
    Text {
        /// As shown.
        text: String,
        /// Where it stands in the source.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Range>,
    },
    /// Code.
    Code {
        /// As shown.
        text: String,
        /// Where it stands in the source.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Range>,
    },
    /// Bold.
    Strong {
        /// What is bold.
        spans: Vec<Span>,
    },
    /// Italic.
    Emphasis {
        /// What is italic.
        spans: Vec<Span>,
    },
    /// Struck out.
    Strike {
        /// What is struck out.
        spans: Vec<Span>,
    },
    /// A link, or an image shown as one. Never stands inside another link.
    Link {
        /// Its target: http, https, mailto or tel; none if hidden or of another scheme.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        href: Option<String>,
        /// Where the target stands in the source; for a reference link, where its definition stands.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        href_at: Option<Range>,
        /// It was an image.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        image: bool,
        /// Its text.
        spans: Vec<Span>,
    },
    /// A line break.
    Break,
    /// Something that was hidden.
    Redacted {
        /// The kind of thing, a detector label or `OTHER`; empty if kinds are not shown.
        label: String,
        /// The same value has the same number inside one share; 0 if numbers are not shown.
        ordinal: u32,
    },
}

impl fmt::Debug for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Paragraph { spans } => f.debug_tuple("Paragraph").field(spans).finish(),
            Self::Heading { level, spans } => {
                f.debug_tuple("Heading").field(level).field(spans).finish()
            }
            Self::List { items, .. } => f.debug_tuple("List").field(items).finish(),
            Self::Quote { blocks } => f.debug_tuple("Quote").field(blocks).finish(),
            Self::Code { spans, .. } => f.debug_tuple("Code").field(spans).finish(),
            Self::Table { head, rows, .. } => {
                f.debug_tuple("Table").field(head).field(rows).finish()
            }
            Self::Rule => f.write_str("Rule"),
            Self::Stub { .. } => f.write_str("Stub"),
        }
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text { text, at } => write!(f, "Text({} bytes, {at:?})", text.len()),
            Self::Code { text, at } => write!(f, "Code({} bytes, {at:?})", text.len()),
            Self::Strong { spans } => f.debug_tuple("Strong").field(spans).finish(),
            Self::Emphasis { spans } => f.debug_tuple("Emphasis").field(spans).finish(),
            Self::Strike { spans } => f.debug_tuple("Strike").field(spans).finish(),
            Self::Link { href, spans, .. } => f
                .debug_tuple("Link")
                .field(&href.as_ref().map(String::len))
                .field(spans)
                .finish(),
            Self::Break => f.write_str("Break"),
            Self::Redacted { label, ordinal } => write!(f, "Redacted({label} {ordinal})"),
        }
    }
}

/// What a leaf shows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shown<'a> {
    /// Text or code.
    Text(&'a str),
    /// A line break; counts one.
    Break,
    /// Something hidden; counts one.
    Redacted,
}

/// A leaf of the tree and its place among the message's characters.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Leaf<'a> {
    /// Scalar values of the message's leaves before this one, counted over the whole message.
    pub offset: u32,
    /// Its own length, in the same unit.
    pub len: u32,
    /// What it shows.
    pub shown: Shown<'a>,
    /// Where it stands in the source.
    pub at: Option<Range>,
}

/// The leaves in reading order, numbered by scalar value within the message.
///
/// Nothing lies between two blocks: the first leaf of a block follows the last one of the block before.
pub fn leaves(blocks: &[Block]) -> impl Iterator<Item = Leaf<'_>> {
    let mut leaves = Vec::new();
    block_leaves(blocks, &mut leaves);
    let mut offset = 0_u32;
    leaves.into_iter().map(move |(shown, at)| {
        let len = match shown {
            Shown::Text(text) => u32::try_from(text.chars().count()).unwrap_or(u32::MAX),
            Shown::Break | Shown::Redacted => 1,
        };
        let leaf = Leaf {
            offset,
            len,
            shown,
            at,
        };
        offset = offset.saturating_add(len);
        leaf
    })
}

type Leaves<'a> = Vec<(Shown<'a>, Option<Range>)>;

fn block_leaves<'a>(blocks: &'a [Block], out: &mut Leaves<'a>) {
    for block in blocks {
        match block {
            Block::Paragraph { spans }
            | Block::Heading { spans, .. }
            | Block::Code { spans, .. } => {
                span_leaves(spans, out);
            }
            Block::List { items, .. } => items.iter().for_each(|item| block_leaves(item, out)),
            Block::Quote { blocks } => block_leaves(blocks, out),
            Block::Table { head, rows, .. } => {
                for cell in head.iter().chain(rows.iter().flatten()) {
                    span_leaves(cell, out);
                }
            }
            Block::Rule | Block::Stub { .. } => {}
        }
    }
}

fn span_leaves<'a>(spans: &'a [Span], out: &mut Leaves<'a>) {
    for span in spans {
        match span {
            Span::Text { text, at } | Span::Code { text, at } => out.push((Shown::Text(text), *at)),
            Span::Strong { spans }
            | Span::Emphasis { spans }
            | Span::Strike { spans }
            | Span::Link { spans, .. } => span_leaves(spans, out),
            Span::Break => out.push((Shown::Break, None)),
            Span::Redacted { .. } => out.push((Shown::Redacted, None)),
        }
    }
}

/// The words that stand where something was hidden: `[REDACTED]`, or `[REDACTED: email 1]`.
///
/// A label is written in lower case with spaces; none, and `OTHER` without a number, are left out.
pub fn placeholder(label: &str, ordinal: u32) -> String {
    let label = label.to_lowercase().replace('_', " ");
    match (label.as_str(), ordinal) {
        ("" | "other", 0) => "[REDACTED]".to_owned(),
        (_, 0) => format!("[REDACTED: {label}]"),
        ("", _) => format!("[REDACTED: {ordinal}]"),
        _ => format!("[REDACTED: {label} {ordinal}]"),
    }
}

/// The tree as plain text, for previews, search and copies: a line for each block, table cells after tabs.
pub fn plain(blocks: &[Block]) -> String {
    let mut out = String::new();
    plain_blocks(blocks, &mut out);
    out
}

fn plain_blocks(blocks: &[Block], out: &mut String) {
    for block in blocks {
        match block {
            Block::Paragraph { spans }
            | Block::Heading { spans, .. }
            | Block::Code { spans, .. } => {
                new_line(out);
                plain_into(spans, out);
            }
            Block::List { start, items, .. } => {
                let mut number = *start;
                for item in items {
                    new_line(out);
                    match &mut number {
                        Some(number) => {
                            out.push_str(&number.to_string());
                            out.push_str(". ");
                            *number = number.saturating_add(1);
                        }
                        None => out.push_str("- "),
                    }
                    let mut inner = String::new();
                    plain_blocks(item, &mut inner);
                    out.push_str(&inner);
                }
            }
            Block::Quote { blocks } => plain_blocks(blocks, out),
            Block::Table { head, rows, .. } => {
                for row in std::iter::once(head).chain(rows) {
                    new_line(out);
                    for (index, cell) in row.iter().enumerate() {
                        if index > 0 {
                            out.push('\t');
                        }
                        plain_into(cell, out);
                    }
                }
            }
            Block::Rule => {}
            Block::Stub { reason } => {
                new_line(out);
                out.push_str(reason);
            }
        }
    }
}

fn new_line(out: &mut String) {
    if !out.is_empty() {
        out.push('\n');
    }
}

fn plain_into(spans: &[Span], out: &mut String) {
    for span in spans {
        match span {
            Span::Text { text, .. } | Span::Code { text, .. } => out.push_str(text),
            Span::Strong { spans }
            | Span::Emphasis { spans }
            | Span::Strike { spans }
            | Span::Link { spans, .. } => plain_into(spans, out),
            Span::Break => out.push('\n'),
            Span::Redacted { label, ordinal } => out.push_str(&placeholder(label, *ordinal)),
        }
    }
}

/// The text of some spans.
fn plain_spans(spans: &[Span]) -> String {
    let mut out = String::new();
    plain_into(spans, &mut out);
    out
}
