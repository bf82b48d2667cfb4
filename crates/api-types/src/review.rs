//! Findings and decisions: what may be sensitive, what was decided about it, and who is asked to approve it.

use serde::{Deserialize, Serialize};

use crate::accounts::Person;
use crate::ids::{ConversationId, ReviewId, ShareId, Timestamp};
use crate::sharing::{AudienceKind, MessageRange, NewShare, UpdateShare};

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

/// `POST /conversations/{id}/findings`: what the server finds with the organisation's own words and without what it
/// never wants suggested. The worker cannot know the latter (they are kept as keyed hashes): where
/// [`Words::never`](crate::policy::Words::never) is not 0, only those of its findings stand that are in here too.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Findings {
    /// The conversation's revision that was scanned.
    pub revision: u32,
    /// What was found, in reading order.
    pub findings: Vec<Finding>,
}

/// `GET /conversations/{id}/review`, and the answer to every change of it: the decisions so far, shared by the owner
/// and whoever was asked to review. `ETag` is `version`, `"0"` before the first decision.
///
/// Decisions belong to a message, or to a text beside the messages as it stood when it was decided: when a title, tag,
/// note or contact changes, the decisions about it are gone. The context note is no part of a conversation; its
/// decisions travel with the share alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Review {
    /// Counts changes, from 1; 0: nothing was decided yet.
    pub version: u32,
    /// The conversation's revision now.
    pub revision: u32,
    /// The revision at the last change; findings in what came later are new.
    pub decided_revision: u32,
    /// Messages the conversation had at the last change; those with higher numbers are new.
    pub decided_messages: u32,
    /// What is to be hidden.
    pub redactions: Vec<Decision>,
    /// What was looked at and stays.
    pub kept: Vec<Decision>,
    /// Numbers of messages to leave out.
    pub leave_out: Vec<u32>,
    /// Which messages.
    pub messages: MessageRange,
    /// Who changed it last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<Person>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// Of this request: decisions that were not taken over, because somebody decided the same place in the meantime
    /// and more carefully (redact before undecided before keep). What holds is in the lists above.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overruled: Vec<Decision>,
}

/// `PUT /conversations/{id}/review`: all of it at once. `If-Match` must name the version that stands; otherwise 412,
/// and nothing changes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ReviewIn {
    /// What is to be hidden.
    pub redactions: Vec<Decision>,
    /// What was looked at and stays.
    pub kept: Vec<Decision>,
    /// Numbers of messages to leave out.
    pub leave_out: Vec<u32>,
    /// Which messages.
    pub messages: MessageRange,
}

/// `PATCH /conversations/{id}/review`: what one reviewer just decided, merged on the server with what others decided.
///
/// `If-Match` names the version the reviewer had before them; an older one is no error. A decision's place is its
/// field, message, item, start and end. Each list may be left out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ReviewChanges {
    /// Hide these; a place that was kept is redacted now.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub redact: Vec<Decision>,
    /// Keep these; a place that was redacted is kept now.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keep: Vec<Decision>,
    /// These have no decision any more.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub undecide: Vec<Decision>,
    /// Leave these messages out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub leave_out: Vec<u32>,
    /// Take these messages in again.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub take_in: Vec<u32>,
    /// The range, as a whole. Not taken over if somebody else set another in the meantime.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub messages: Option<MessageRange>,
}

/// Where a request for review stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RequestStatus {
    /// Asked; nobody has answered yet.
    Waiting,
    /// Approved: its author can publish it.
    Approved,
    /// Sent back with a note: its author changes it and asks again, or withdraws it.
    SentBack,
    /// The conversation changed since it was asked or approved: its author looks at what is new and asks again.
    Outdated,
    /// Its author took it back.
    Withdrawn,
    /// It went live.
    Published,
}

/// `POST /reviews`: asks colleagues to check a share before it is published. Either `share`, or `updates` with
/// `update`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewReview {
    /// The conversation, the asking person's own.
    pub conversation: ConversationId,
    /// The share to be made, complete, `reviewed` included. A password is given when it is published, not here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<NewShare>,
    /// The share to be updated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updates: Option<ShareId>,
    /// The update, complete: all decisions, `reviewed` included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub update: Option<UpdateShare>,
    /// Addresses of those asked; one approval is enough. `GET /reviews` says who can be asked.
    pub reviewers: Vec<String>,
    /// A note to them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What to do with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReviewAct {
    /// Approve it, by a reviewer who was asked: exactly what `GET /reviews/{id}/preview` shows.
    Approve,
    /// Send it back with a `note`, by a reviewer who was asked.
    SendBack,
    /// Ask again, by its author: `share` or `update`, `reviewers` and `note` as they are now, or as they were.
    AskAgain,
    /// Take it back, by its author.
    Withdraw,
}

/// `PATCH /reviews/{id}`. `If-Match` must name the request's `version`, so that nobody approves what they have not
/// seen; otherwise 412.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangeReview {
    /// What to do.
    pub act: ReviewAct,
    /// A note; required to send back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// With `approve`: all redactions as the reviewer decided, in place of the author's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redactions: Option<Vec<Decision>>,
    /// With `approve`: everything kept as the reviewer decided, in place of the author's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<Vec<Decision>>,
    /// With `ask_again`: the share, changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<NewShare>,
    /// With `ask_again`: the update, changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub update: Option<UpdateShare>,
    /// With `ask_again`: whom else, all of them; absent: the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reviewers: Option<Vec<String>>,
}

/// `POST /reviews/{id}/publish`, by its author once it is approved: makes the share, or updates it, exactly as it was
/// approved. Answers 201 with the [`Share`](crate::sharing::Share) and its link, 200 for an update.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct PublishReviewed {
    /// "It is customer-safe", said in words; required for a public link, also after approval.
    pub confirm_customer_safe: bool,
    /// When it ends; absent: as it was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// Asked for before it opens, where the share is to have a password.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
}

/// What the asking person may do with a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct RequestAbilities {
    /// Approve it or send it back.
    pub decide: bool,
    /// Ask again.
    pub ask_again: bool,
    /// Take it back.
    pub withdraw: bool,
    /// Publish it.
    pub publish: bool,
}

/// A request for review, for its author and those asked (`GET /reviews/{id}`). `ETag` is `version`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ReviewRequest {
    /// Id.
    pub id: ReviewId,
    /// Counts changes, from 1.
    pub version: u32,
    /// Where it stands.
    pub status: RequestStatus,
    /// The conversation; those asked can read it while the request is waiting or approved.
    pub conversation: ConversationId,
    /// Its title.
    pub title: String,
    /// The conversation's revision that was reviewed by the author, and is to be approved.
    pub revision: u32,
    /// Who asks.
    pub author: Person,
    /// The asking person is the author.
    pub mine: bool,
    /// Who was asked.
    pub reviewers: Vec<Person>,
    /// The author's note.
    pub note: String,
    /// Who approved it or sent it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<Person>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<Timestamp>,
    /// The reviewer's note.
    pub answer: String,
    /// For whom the share is.
    pub audience: AudienceKind,
    /// The share to be made; absent in lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<NewShare>,
    /// The share to be updated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updates: Option<ShareId>,
    /// The update; absent in lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub update: Option<UpdateShare>,
    /// The share it became, once it is published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<ShareId>,
    /// When it was asked first.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// What the asking person may do.
    pub abilities: RequestAbilities,
}

/// `GET /reviews`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ReviewRequests {
    /// The asking person's own requests and those they were asked in, newest first; without `share` and `update`.
    pub requests: Vec<ReviewRequest>,
    /// How many wait for the asking person's answer.
    pub waiting: u32,
    /// Whom the asking person can ask.
    pub reviewers: Vec<Person>,
}
