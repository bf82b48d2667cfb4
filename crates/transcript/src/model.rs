//! The conversation model: what a team keeps.
//!
//! Owns the words (conversation, message, contact, sender) and their limits.
//! Knows neither HTTP nor the database; text is held exactly as stored.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Most bytes one message body may have.
pub const MAX_MESSAGE_BYTES: usize = 1024 * 1024;
/// Most messages one conversation may have.
pub const MAX_MESSAGES: usize = 50_000;

/// Text of a conversation. `Debug` shows its length only, so that content cannot be printed by accident.
#[derive(Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text(pub String);

impl Text {
    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Length in Unicode scalar values, the unit of every offset.
    pub fn scalars(&self) -> usize {
        self.0.chars().count()
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} bytes)", self.0.len())
    }
}

impl From<&str> for Text {
    fn from(value: &str) -> Self {
        Self(value.to_owned())
    }
}

impl From<String> for Text {
    fn from(value: String) -> Self {
        Self(value)
    }
}

/// Where a conversation stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Being worked on.
    #[default]
    Open,
    /// Handed to people.
    Escalated,
    /// Answered.
    Resolved,
    /// Done with.
    Closed,
}

impl Status {
    /// Every status, in the order of a conversation's life.
    pub const ALL: [Self; 4] = [Self::Open, Self::Escalated, Self::Resolved, Self::Closed];

    /// The word on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Escalated => "escalated",
            Self::Resolved => "resolved",
            Self::Closed => "closed",
        }
    }

    /// The status of that word, if it is one.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }
}

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sender {
    /// The customer or user.
    Contact,
    /// The AI assistant.
    Ai,
    /// A person of the team.
    Agent,
}

impl Sender {
    /// The word on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Ai => "ai",
            Self::Agent => "agent",
        }
    }

    /// The sender of that word, if it is one.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "contact" => Some(Self::Contact),
            "ai" => Some(Self::Ai),
            "agent" => Some(Self::Agent),
            _ => None,
        }
    }
}

/// A moment as the source gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// The moment in UTC.
    pub at: DateTime<Utc>,
    /// The source gave no offset, so UTC was assumed.
    pub assumed_utc: bool,
}

/// The person the conversation is with. Every part may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Name.
    pub name: Option<Text>,
    /// E-mail address.
    pub email: Option<Text>,
    /// Telephone number.
    pub phone: Option<Text>,
    /// The source's own reference, such as a customer number.
    pub reference: Option<Text>,
}

/// Where the conversation came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Name of the system.
    pub system: String,
    /// The conversation's id there; unique with the system inside an organisation.
    pub id: String,
    /// Link back to it.
    pub url: Option<String>,
}

/// A source an answer cites.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    /// Title.
    pub title: Option<Text>,
    /// Address.
    pub url: Option<Text>,
    /// The words cited.
    pub quote: Option<Text>,
}

/// A file that was attached; only what it was called is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// File name.
    pub name: Text,
    /// Media type.
    pub media_type: Option<String>,
    /// Size in bytes.
    pub size: Option<u64>,
}

/// One message. Its number is its place in the conversation, counted from 1, and never changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Number from 1.
    pub number: u32,
    /// Who wrote it.
    pub sender: Sender,
    /// The writer's name.
    pub name: Option<Text>,
    /// When.
    pub sent_at: Option<Moment>,
    /// Markdown source, as stored.
    pub body: Text,
    /// Sources cited.
    pub citations: Vec<Citation>,
    /// Files attached.
    pub attachments: Vec<Attachment>,
}

/// An internal note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Who wrote it.
    pub author: Text,
    /// What it says.
    pub body: Text,
    /// When.
    pub written_at: Option<Moment>,
}

/// An entry of the system log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogEntry {
    /// When.
    pub at: Option<Moment>,
    /// What happened.
    pub text: Text,
}

/// A conversation without its messages, as it comes in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// Title.
    pub title: Text,
    /// Where it stands.
    pub status: Status,
    /// How it was held, such as "chat" or "e-mail".
    pub channel: Option<String>,
    /// Whom it is with.
    pub contact: Contact,
    /// Signal tags.
    pub tags: Vec<Text>,
    /// Summary of the issue.
    pub summary: Option<Text>,
    /// What the AI tried.
    pub attempts: Vec<Text>,
    /// Where it came from.
    pub source: Option<Source>,
    /// Internal notes.
    pub notes: Vec<Note>,
    /// System log.
    pub log: Vec<LogEntry>,
    /// Admin-only metadata, a JSON object.
    pub metadata: serde_json::Map<String, serde_json::Value>,
}

/// A whole conversation, as it comes in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conversation {
    /// All but the messages.
    pub head: Head,
    /// The messages, numbered from 1 without gaps.
    pub messages: Vec<Message>,
}
