//! The transcript's tree as it crosses the wire.
//!
//! The same shapes as `discreet-transcript`'s tree. The workspace gets source ranges with every leaf; a
//! recipient's tree has none. Leaves are numbered by Unicode scalar value within the message, in reading
//! order, a redaction and a line break counting one each.

use serde::{Deserialize, Serialize};

/// A range of the stored source, in Unicode scalar values, end exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct SourceRange {
    /// First scalar value.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// The leaf equals the source slice, so that parts of it can be addressed; otherwise it goes as a whole.
    pub exact: bool,
}

/// How a table's column is aligned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
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

/// A block of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "server", schema(no_recursion))]
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
        /// Its text, line breaks included.
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
        /// What it was.
        reason: String,
    },
}

/// A run inside a block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "server", schema(no_recursion))]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// Text.
    Text {
        /// As shown.
        text: String,
        /// Where it stands in the source.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<SourceRange>,
    },
    /// Code.
    Code {
        /// As shown.
        text: String,
        /// Where it stands in the source.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<SourceRange>,
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
    /// A link, or an image shown as one.
    Link {
        /// Its target: http, https, mailto or tel; none if hidden or of another scheme.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        href: Option<String>,
        /// Where the target stands in the source.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        href_at: Option<SourceRange>,
        /// It was an image.
        #[serde(default, skip_serializing_if = "is_false")]
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

/// A part of a one-line field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Piece {
    /// Text.
    Text(String),
    /// Something that was hidden.
    Redacted {
        /// The kind of thing, a detector label or `OTHER`; empty if kinds are not shown.
        label: String,
        /// The same value has the same number inside one share; 0 if numbers are not shown.
        ordinal: u32,
    },
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_false(value: &bool) -> bool {
    !value
}
