//! Findings and decisions: what may be sensitive, and what was decided about it.

use serde::{Deserialize, Serialize};

/// The field that a finding or decision is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The conversation's title.
    Title,
    /// A message's body; `message` is its number.
    Message,
    /// A message's sender name.
    SenderName,
    /// A citation's title; `item` is its place from 0.
    CitationTitle,
    /// A citation's address.
    CitationUrl,
    /// A citation's quote.
    CitationQuote,
    /// An attachment's file name; `item` is its place from 0.
    Attachment,
    /// The contact's name.
    ContactName,
    /// The contact's e-mail address.
    ContactEmail,
    /// The contact's telephone number.
    ContactPhone,
    /// The contact's reference.
    ContactReference,
    /// A tag; `item` is its place from 0.
    Tag,
    /// A note's body; `item` is its place from 0.
    Note,
    /// A note's author; `item` is its place from 0.
    NoteAuthor,
    /// The summary of the issue.
    Summary,
    /// What the AI tried; `item` is its place from 0.
    Attempt,
    /// Context note: why it was shared.
    ContextWhy,
    /// Context note: what to look at.
    ContextFocus,
    /// Context note: what should happen.
    ContextAction,
}

/// Why something is hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Personal data.
    PersonalData,
    /// A credential.
    Credential,
    /// Customer confidential.
    CustomerConfidential,
    /// Internal only.
    InternalOnly,
    /// Legal.
    Legal,
    /// Something else.
    Other,
}

/// A range of one field's stored text, to be redacted or kept. Offsets count Unicode scalar values, end exclusive.
///
/// A [`Finding`] can be sent back as it came: its further members are accepted and not acted on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// The field.
    pub field: Field,
    /// The message's number, for fields of a message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<u32>,
    /// Which of several, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<u32>,
    /// First scalar value.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// A detector label or `OTHER`.
    pub label: String,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// From a finding.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f32>,
    /// From a finding.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// From a finding.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<String>,
    /// From a finding.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
}

/// How bad it would be if it got out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth a look.
    Low,
    /// Personal or internal.
    Medium,
    /// Identifies a person or opens a door.
    High,
    /// Credentials, payment and government ids: preset to be redacted.
    Critical,
}

/// Something that may be sensitive.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Finding {
    /// The field.
    pub field: Field,
    /// The message's number, for fields of a message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<u32>,
    /// Which of several, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<u32>,
    /// First scalar value.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// A detector label.
    pub label: String,
    /// 0 to 1.
    pub confidence: f32,
    /// How bad it would be if it got out.
    pub severity: Severity,
    /// Why it was found, a sentence for the reviewer.
    pub explanation: String,
    /// The same for every occurrence of one value: one decision.
    pub group: String,
}

/// `POST /conversations/{id}/findings`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Findings {
    /// The conversation's revision that was scanned.
    pub revision: u32,
    /// What was found, in reading order.
    pub findings: Vec<Finding>,
}
