//! Conversations in the workspace: the list, one of them, its messages, bringing them in.

use serde::{Deserialize, Serialize};

use crate::accounts::Person;
use crate::ids::{ConversationId, ImportId, ShareId, Timestamp};
use crate::problem::FieldError;
use crate::sharing::AudienceKind;
use crate::tree::Block;

/// Where a conversation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Being worked on.
    Open,
    /// Handed to people.
    Escalated,
    /// Answered.
    Resolved,
    /// Done with.
    Closed,
}

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Sender {
    /// The customer or user.
    Contact,
    /// The AI assistant.
    Ai,
    /// A person of the team.
    Agent,
}

/// The status indicator: how far a conversation is exposed, worst first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Exposure {
    /// The worst audience among the live shares; none means private.
    pub worst: Option<AudienceKind>,
    /// People named in live People shares, each counted once.
    pub people: u32,
    /// Live shares of any audience.
    pub live: u32,
    /// Shares that are expired, used up or stopped.
    pub ended: u32,
    /// When the last live share of the worst audience ends; none with `worst` set means never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// A live share shows an older revision than the conversation has.
    pub changed_since: bool,
}

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ConversationSummary {
    /// Id.
    pub id: ConversationId,
    /// Title.
    pub title: String,
    /// Where it stands.
    pub status: Status,
    /// How it was held.
    pub channel: Option<String>,
    /// The contact, in the words to show: name, else reference, else address.
    pub contact: Option<String>,
    /// Signal tags.
    pub tags: Vec<String>,
    /// The beginning of the first message; none for other people's conversations.
    pub preview: Option<String>,
    /// How many messages it has.
    pub message_count: u32,
    /// When the last message was written, or else when the conversation last changed.
    pub last_message_at: Timestamp,
    /// Whose it is.
    pub owner: Person,
    /// The asking person is the owner.
    pub mine: bool,
    /// How far it is exposed.
    pub exposure: Exposure,
    /// Where the words of `q` are in it; absent without `q`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<Found>,
}

/// Where the words of a search are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Found {
    /// In the title, as it is listed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub title: Vec<TextRange>,
    /// In the contact, as it is listed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contact: Vec<TextRange>,
    /// In which of the tags, from 0.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<u32>,
    /// Inside one's own conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snippet: Option<Snippet>,
}

/// Some characters of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct TextRange {
    /// The first, counted in Unicode scalar values from 0.
    pub start: u32,
    /// After the last.
    pub end: u32,
}

/// The words around what was found, on one line, as plain text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Snippet {
    /// In which part of the conversation.
    pub part: SnippetPart,
    /// The message's number, in a message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<u32>,
    /// The text, cut at both ends where it is long.
    pub text: String,
    /// Where in the text the words are.
    pub ranges: Vec<TextRange>,
}

/// A part of a conversation in which words are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SnippetPart {
    /// A message.
    Message,
    /// The summary.
    Summary,
    /// What the AI tried.
    Attempt,
    /// An internal note.
    Note,
    /// The contact's name, address, number or reference.
    Contact,
}

/// In which order conversations are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ConversationSort {
    /// Last changed first.
    Changed,
    /// Latest message first.
    Message,
    /// Last brought in first.
    Created,
    /// By title.
    Title,
    /// With the words of `q` in title, contact and tags first.
    Relevance,
}

/// `GET /conversations`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ConversationPage {
    /// In the order asked for.
    pub conversations: Vec<ConversationSummary>,
    /// The channels there are, with the first page; at most 50.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<String>,
    /// Ask with this cursor for more, if there is more.
    pub next_cursor: Option<String>,
}

/// The person a conversation is with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// E-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The source's own reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// Where a conversation came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Source {
    /// Name of the system.
    pub system: String,
    /// Its id there.
    pub id: String,
    /// Link back to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// An internal note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Note {
    /// Who wrote it.
    pub author: String,
    /// What it says.
    pub body: String,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written_at: Option<Timestamp>,
}

/// An entry of the system log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct LogEntry {
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// What happened.
    pub text: String,
}

/// What the asking person may do with a conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ConversationAbilities {
    /// Change its status, title, tags, contact and notes.
    pub change: bool,
    /// Share it.
    pub share: bool,
    /// Delete it.
    pub delete: bool,
    /// Decide its findings (`/conversations/{id}/review`): its owner, and whoever was asked to review it.
    #[serde(default)]
    pub review: bool,
}

/// `GET /conversations/{id}`: all but the messages. `ETag` is the revision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Conversation {
    /// Id.
    pub id: ConversationId,
    /// Title.
    pub title: String,
    /// Where it stands.
    pub status: Status,
    /// How it was held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// Whom it is with.
    pub contact: Contact,
    /// Signal tags.
    pub tags: Vec<String>,
    /// Summary of the issue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// What the AI tried.
    pub attempts: Vec<String>,
    /// Where it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// Internal notes.
    pub notes: Vec<Note>,
    /// System log.
    pub log: Vec<LogEntry>,
    /// Counts changes of title, contact, tags, notes, summary and messages.
    pub revision: u32,
    /// How many messages it has.
    pub message_count: u32,
    /// Whose it is.
    pub owner: Person,
    /// The asking person is the owner.
    pub mine: bool,
    /// How far it is exposed.
    pub exposure: Exposure,
    /// What the asking person may do.
    pub abilities: ConversationAbilities,
    /// When it was brought in.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// A source an answer cites.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Citation {
    /// Title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The words cited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
}

/// A file that was attached; only what it was called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Attachment {
    /// File name.
    pub name: String,
    /// Media type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// Size in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
}

/// A message in the workspace: source and tree with source ranges.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Message {
    /// Number from 1; stays the same everywhere.
    pub number: u32,
    /// Who wrote it.
    pub sender: Sender,
    /// What a share calls the writer: `Contact`, `AI`, `Agent 1`.
    pub label: String,
    /// The writer's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<Timestamp>,
    /// The source gave no offset, so UTC was assumed.
    #[serde(default)]
    pub assumed_utc: bool,
    /// Markdown source, as stored; offsets of decisions count its Unicode scalar values.
    pub body: String,
    /// The source's tree, with source ranges.
    pub blocks: Vec<Block>,
    /// Sources cited.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub citations: Vec<Citation>,
    /// Files attached.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
}

/// `GET /conversations/{id}/messages`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct MessagePage {
    /// In order of their numbers.
    pub messages: Vec<Message>,
    /// How many the conversation has.
    pub total: u32,
    /// Ask for messages after this number next, if there are more.
    pub next_after: Option<u32>,
}

/// What became of a conversation that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It is new.
    Created,
    /// It was here, and what is new was appended.
    Updated,
    /// It was here, and nothing is new.
    Unchanged,
}

/// The answer to `POST /conversations` (201 created, 200 otherwise) and `POST /conversations/{id}/messages`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct BroughtIn {
    /// Id.
    pub id: ConversationId,
    /// Title.
    pub title: String,
    /// How many messages it has now.
    pub messages: u32,
    /// Its revision now.
    pub revision: u32,
    /// What became of it.
    pub outcome: Outcome,
}

/// `PATCH /conversations/{id}`; needs `If-Match`. Absent members stay as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangeConversation {
    /// Title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// Whom it is with, replaced as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
    /// Signal tags, replaced as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    /// Summary of the issue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// A note to add, written by the asking person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub add_note: Option<String>,
}

/// The answer to `DELETE /conversations/{id}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Deleted {
    /// Live shares that ended with it.
    pub ended_shares: Vec<ShareId>,
}

/// A conversation that came with an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Imported {
    /// Id.
    pub id: ConversationId,
    /// Title.
    pub title: String,
    /// How many messages it has.
    pub messages: u32,
}

/// Something an import left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Skipped {
    /// Where it stands: a line or a path.
    #[serde(rename = "where")]
    pub location: String,
    /// Why, and what was expected.
    pub reason: String,
    /// Fields at fault.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}

/// The answer to `POST /imports`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ImportReport {
    /// The format that was recognised.
    pub format: String,
    /// New conversations.
    pub imported: Vec<Imported>,
    /// Conversations that were here and got what was new.
    pub updated: Vec<Imported>,
    /// What was left out, and why.
    pub skipped: Vec<Skipped>,
}

/// Which branches of a conversation to take, where the source keeps several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Branches {
    /// The one that was in use last.
    #[default]
    Current,
    /// All, each as a conversation of its own.
    All,
}

/// What is to become of a conversation that a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ImportPlan {
    /// It is new.
    Create,
    /// It is here and gets what is new.
    Update,
    /// It is here, and nothing is new.
    Unchanged,
    /// It cannot be taken in; `reason` says why.
    Refuse,
}

/// A conversation that a file holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct FoundConversation {
    /// Its place among the file's conversations, from 0; `leave_out` names it by this.
    pub position: u32,
    /// Where it stands in the file.
    #[serde(rename = "where")]
    pub location: String,
    /// Title.
    pub title: String,
    /// How many messages it has in the file.
    pub messages: u32,
    /// How many of them are not here yet.
    pub new_messages: u32,
    /// How many parts of it, such as tool calls and images, come in as a stub.
    pub stubs: u32,
    /// What is to become of it.
    pub plan: ImportPlan,
    /// Why it cannot be taken in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The answer to `POST /imports?dry_run=true` and `PATCH /imports/{id}`: what is in the file. Nothing is stored yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ImportPreview {
    /// Under which the import is started, asked after and cancelled.
    pub id: ImportId,
    /// The format that was recognised.
    pub format: String,
    /// Which branches were looked at.
    pub branches: Branches,
    /// Until when the server keeps the file.
    pub expires_at: Timestamp,
    /// What it holds.
    pub conversations: Vec<FoundConversation>,
    /// What cannot be read, and why.
    pub skipped: Vec<Skipped>,
}

/// `PATCH /imports/{id}`: looks at the file again, in another way. Absent members stay as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReadAgain {
    /// A format by name, or `auto`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// Which branches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branches: Option<Branches>,
}

/// `POST /imports/{id}`: brings in what the preview showed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct StartImport {
    /// Positions of the conversations to leave out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub leave_out: Vec<u32>,
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ImportState {
    /// It was looked at and waits to be started.
    Ready,
    /// It is being brought in.
    Running,
    /// All is brought in.
    Done,
    /// It was stopped. What had been brought in before stays.
    Cancelled,
    /// The server failed. What had been brought in before stays.
    Failed,
}

/// `GET /imports/{id}`, and the answer to starting and cancelling one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ImportProgress {
    /// Of which import.
    pub id: ImportId,
    /// How far it is.
    pub state: ImportState,
    /// Conversations that were dealt with.
    pub done: u32,
    /// Conversations to deal with.
    pub total: u32,
    /// What became of them, once it is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<ImportReport>,
}

/// How a share filter narrows the list (`?shared=`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SharedFilter {
    /// No live share.
    Private,
    /// A live People share.
    People,
    /// A live Organisation share.
    Organisation,
    /// A live public link.
    Public,
}
