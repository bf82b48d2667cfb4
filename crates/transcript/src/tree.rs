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
