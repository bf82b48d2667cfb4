//! Importers: from what other systems write to our conversations.
//!
//! Owns formats, their limits and how a refusal is worded. What is good is kept, the rest is reported by
//! place; a reason says what was found and what was expected, and never quotes a conversation's text.

pub mod own;

use crate::model::{Conversation, Message, Moment};

/// A member that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// Its path, such as `messages[0].sender`; empty for the whole.
    pub field: String,
    /// What was found and what was expected, in sentences.
    pub message: String,
}

/// A part of an import that was not taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Where it stands, such as `line 3` or `[2].messages[0].sender`.
    pub location: String,
    /// What was found and what was expected, in sentences.
    pub reason: String,
}

/// What an import came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// What is good, each with where it stands, such as `line 3` or `[2]`.
    pub conversations: Vec<(Conversation, String)>,
    /// What is not.
    pub skipped: Vec<Skipped>,
}

/// What sending a conversation again means for the messages stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extension {
    /// Nothing is new: all that was sent is stored already.
    Nothing,
    /// The messages sent from this place (from 0) on are new.
    From(usize),
    /// Message `number` was stored with other words, another sender, time, citation or attachment. Messages
    /// are append-only, so that nothing can be taken in.
    Differs {
        /// The first such message.
        number: u32,
    },
}

/// Compares what is stored with what was sent, both from message 1 on. Numbers are not compared; times are, to
/// the microsecond, the finest that every database keeps.
pub fn extension(stored: &[Message], sent: &[Message]) -> Extension {
    for (before, now) in stored.iter().zip(sent) {
        let same = before.sender == now.sender
            && before.name == now.name
            && before.body == now.body
            && before.citations == now.citations
            && before.attachments == now.attachments
            && moment(before.sent_at) == moment(now.sent_at);
        if !same {
            return Extension::Differs {
                number: before.number,
            };
        }
    }
    if sent.len() > stored.len() {
        Extension::From(stored.len())
    } else {
        Extension::Nothing
    }
}

fn moment(moment: Option<Moment>) -> Option<(i64, bool)> {
    moment.map(|moment| (moment.at.timestamp_micros(), moment.assumed_utc))
}
