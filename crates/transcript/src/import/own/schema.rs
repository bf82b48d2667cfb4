//! The shape of our own JSON, to document and to write it.
//!
//! Reading goes through the checks of the module above instead, which report several errors at once; a test
//! holds the two together.

use serde::{Deserialize, Serialize};

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SenderIn {
    /// The customer or user.
    Contact,
    /// The AI assistant.
    Ai,
    /// A person of the team.
    Agent,
    /// The system: becomes a log entry and gets no number.
    System,
}

/// Where a conversation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum StatusIn {
    /// Being worked on.
    Open,
    /// Handed to people.
    Escalated,
    /// Answered.
    Resolved,
    /// Done with.
    Closed,
}

/// The person a conversation is with.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ContactIn {
    /// Name, at most 300 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// E-mail address, at most 300 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Telephone number, at most 300 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The source's own reference, at most 300 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// Where a conversation came from. Sending the same system and id again appends what is new.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SourceIn {
    /// Name of the system, at most 80 characters.
    pub system: String,
    /// The conversation's id there, at most 300 characters.
    pub id: String,
    /// Link back to it: http, https or mailto.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// A source an answer cites.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct CitationIn {
    /// Title, at most 300 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Address, at most 2,000 characters; a link only if it is one of http, https, mailto or tel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The words cited, at most 1 MiB.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
}

/// A file that was attached; only what it was called is kept.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AttachmentIn {
    /// File name, at most 300 characters.
    pub name: String,
    /// Media type, at most 300 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// Size in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
}

/// A message.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MessageIn {
    /// Who wrote it.
    pub sender: SenderIn,
    /// The writer's name, at most 300 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// When, as in RFC 3339; without an offset it is taken as UTC, and marked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<String>,
    /// Markdown, at most 1 MiB.
    pub body: String,
    /// Sources cited, at most 100.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub citations: Vec<CitationIn>,
    /// Files attached, at most 100.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<AttachmentIn>,
}

/// An internal note.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NoteIn {
    /// Who wrote it, at most 300 characters.
    pub author: String,
    /// What it says, at most 1 MiB.
    pub body: String,
    /// When, as in RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written_at: Option<String>,
}

/// An entry of the system log.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LogEntryIn {
    /// When, as in RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// What happened, at most 1 MiB.
    pub text: String,
}

/// A conversation: the body of `POST /conversations`.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ConversationIn {
    /// Title, not blank, at most 300 characters.
    pub title: String,
    /// Where it stands; absent: open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<StatusIn>,
    /// How it was held, such as `chat`; at most 80 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// Whom it is with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<ContactIn>,
    /// Signal tags, at most 50 of 80 characters each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Summary of the issue, at most 1 MiB.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// What the AI tried, at most 100.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attempts: Vec<String>,
    /// Where it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceIn>,
    /// The messages in order, at most 50,000.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<MessageIn>,
    /// Internal notes, at most 1,000.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<NoteIn>,
    /// System log, at most 50,000 entries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub log: Vec<LogEntryIn>,
    /// Admin-only metadata.
    #[serde(default, skip_serializing_if = "serde_json::Map::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub metadata: serde_json::Map<String, serde_json::Value>,
}

/// More messages: the body of `POST /conversations/{id}/messages`.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MessagesIn {
    /// The messages in order.
    pub messages: Vec<MessageIn>,
}
