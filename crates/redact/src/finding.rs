//! What the detector reports.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::conversation::Field;
use crate::label::Label;

/// How bad it is when the text gets out; the worst comes first in a review.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth a look.
    Low,
    /// Personal or business data.
    Medium,
    /// Data that harms a person or the organisation.
    High,
    /// Data that opens doors or accounts, or identifies a person to the state.
    Critical,
}

/// A stretch of text that may be sensitive.
///
/// Offsets count Unicode scalar values of the field's text, the end is exclusive.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// The field it is in.
    pub field: Field,
    /// The message's number, for fields that belong to a message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<u32>,
    /// The index from 0, for fields of which there are several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<u32>,
    /// First scalar value.
    pub start: u32,
    /// One past the last scalar value.
    pub end: u32,
    /// What it is.
    pub label: Label,
    /// 0 to 1.
    pub confidence: f32,
    /// How bad it is when it gets out.
    pub severity: Severity,
    /// A sentence for the reviewer that says why. It never repeats the text itself.
    pub explanation: String,
    /// The same for every finding of the same value: one decision for all.
    pub group: String,
}

/// Says where and what, never the text; the group is a digest of the value and stays out too.
impl fmt::Debug for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{} in {:?} {:?}/{:?} {}..{} ({:.2}: {})",
            self.label,
            self.field,
            self.message,
            self.item,
            self.start,
            self.end,
            self.confidence,
            self.explanation
        )
    }
}
