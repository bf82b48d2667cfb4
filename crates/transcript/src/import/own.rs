//! Our own JSON: one conversation, a list of them, or JSON Lines.
//!
//! The shape is `schema::ConversationIn`. Text is kept as received, save that CRLF and CR become LF and
//! U+0000 is dropped. A message whose sender is `system` becomes a log entry and gets no number.

pub(super) mod fields;
pub mod schema;
pub(super) mod text;

use serde_json::Value;

use super::{FieldError, Outcome, Skipped};
use crate::model::{Conversation, LogEntry, Message};

pub use fields::{MAX_ERRORS, MAX_TAG_SCALARS, MAX_TAGS, MAX_TITLE_SCALARS};
pub use text::MAX_DEPTH;

/// Most refusals that one import reports.
pub const MAX_SKIPPED: usize = 1000;

/// Why a body was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is not JSON.
    #[error("Line {line}, column {column}: {message}")]
    Syntax {
        /// From 1.
        line: usize,
        /// From 1, in bytes.
        column: usize,
        /// What is wrong, a sentence.
        message: String,
    },
    /// Members of it are not as expected; at most [`MAX_ERRORS`] are named.
    #[error("{} of its members are not as expected.", .0.len())]
    Fields(Vec<FieldError>),
}

/// More messages for a conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Appended {
    /// Numbered on from the given number.
    pub messages: Vec<Message>,
    /// What came from messages of the system.
    pub log: Vec<LogEntry>,
}

/// Reads a file: one conversation, a list, or one conversation a line. Keeps what is good.
pub fn read(bytes: &[u8]) -> Outcome {
    let mut outcome = Outcome::default();
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        outcome.skip(
            "line 1".to_owned(),
            "Found UTF-16 text; expected JSON in UTF-8.".to_owned(),
        );
        return outcome;
    }
    if bytes.trim_ascii().is_empty() {
        outcome.skip(
            "line 1".to_owned(),
            "Found nothing; expected a conversation in JSON.".to_owned(),
        );
        return outcome;
    }
    match text::split(bytes) {
        text::File::One(bytes) => match conversation(bytes) {
            Ok(conversation) => outcome
                .conversations
                .push((conversation, "line 1".to_owned())),
            Err(Refusal::Syntax {
                line,
                column,
                message,
            }) => {
                outcome.skip(format!("line {line}, column {column}"), message);
            }
            Err(Refusal::Fields(errors)) => {
                for error in errors {
                    let location = if error.field.is_empty() {
                        "line 1".to_owned()
                    } else {
                        error.field
                    };
                    outcome.skip(location, error.message);
                }
            }
        },
        text::File::Lines(parts) => {
            for part in parts {
                let location = format!("line {}", part.line);
                outcome.take(&part, location, ", ");
            }
        }
        text::File::List { parts, broken } => {
            for (index, part) in parts.iter().enumerate() {
                outcome.take(part, format!("[{index}]"), ".");
            }
            if let Some(reason) = broken {
                outcome.skip("end of the file".to_owned(), reason.to_owned());
            }
        }
    }
    outcome
}

/// Reads one conversation.
pub fn from_str(text: &str) -> Result<Conversation, Refusal> {
    conversation(text.as_bytes())
}

/// Reads one conversation from bytes, a byte-order mark included.
pub fn from_slice(bytes: &[u8]) -> Result<Conversation, Refusal> {
    conversation(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes))
}

/// Reads one conversation that is JSON already. Reports at most [`MAX_ERRORS`] members.
pub fn from_value(value: Value) -> Result<Conversation, Vec<FieldError>> {
    fields::conversation(value)
}

/// Reads `{"messages": […]}`; the first message that is not the system's gets the number `first`.
pub fn messages_from_slice(bytes: &[u8], first: u32) -> Result<Appended, Refusal> {
    let value = text::value(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes))?;
    messages_from_value(value, first).map_err(Refusal::Fields)
}

/// Reads `{"messages": […]}` that is JSON already; see [`messages_from_slice`].
pub fn messages_from_value(value: Value, first: u32) -> Result<Appended, Vec<FieldError>> {
    fields::messages(value, first)
}

fn conversation(bytes: &[u8]) -> Result<Conversation, Refusal> {
    fields::conversation(text::value(bytes)?).map_err(Refusal::Fields)
}

impl Outcome {
    fn skip(&mut self, location: String, reason: String) {
        match self.skipped.len() {
            ..MAX_SKIPPED => self.skipped.push(Skipped { location, reason }),
            MAX_SKIPPED => self.skipped.push(Skipped {
                location,
                reason: "Here and after this, more could not be taken in; only the first 1,000 reasons are listed.".to_owned(),
            }),
            _ => {}
        }
    }

    /// Takes one conversation of several in.
    fn take(&mut self, part: &text::Part<'_>, location: String, before_field: &str) {
        match conversation(part.bytes) {
            Ok(conversation) => self.conversations.push((conversation, location)),
            Err(Refusal::Syntax {
                line,
                column,
                message,
            }) => {
                let in_file = part.line + line.saturating_sub(1);
                let column = if line <= 1 {
                    part.column + column
                } else {
                    column
                };
                let place = if location == format!("line {in_file}") {
                    format!("Column {column}")
                } else {
                    format!("Line {in_file}, column {column}")
                };
                self.skip(location, format!("{place}: {message}"));
            }
            Err(Refusal::Fields(errors)) => {
                for error in errors {
                    let location = if error.field.is_empty() {
                        location.clone()
                    } else {
                        format!("{location}{before_field}{}", error.field)
                    };
                    self.skip(location, error.message);
                }
            }
        }
    }
}
