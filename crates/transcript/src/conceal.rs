//! Applying decisions: hiding decided ranges in a tree or in a one-line field.
//!
//! Owns the promise that redaction never parses twice: the *original's* tree is rewritten, so that nothing
//! a placeholder looks like can become markup. Knows nothing of who decided, or why.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A range to hide, in Unicode scalar values of the stored text, end exclusive.
///
/// Several may overlap, come in any order, be empty or lie beyond the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Concealment {
    /// First scalar value.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// What to call it: a detector label or `OTHER`; empty if kinds are not shown.
    pub label: String,
    /// The same value has the same number inside one share; 0 if numbers are not shown.
    pub ordinal: u32,
}

/// A part of a one-line field. `Debug` shows lengths only.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Piece {
    /// Text.
    Text(String),
    /// Something that was hidden.
    Redacted {
        /// The kind of thing.
        label: String,
        /// Its number.
        ordinal: u32,
    },
}

impl fmt::Debug for Piece {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Self::Redacted { label, ordinal } => write!(f, "Redacted({label} {ordinal})"),
        }
    }
}
