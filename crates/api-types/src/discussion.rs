//! Discussion: comments on a share, its events, and what an editor may change.
//!
//! A comment belongs to the share it was written in. Its place is a message number and a range of the drawn text:
//! characters of the leaves of the recipient's tree, as [`crate::tree`] numbers them.

use serde::{Deserialize, Serialize};

use crate::conversations::Status;
use crate::ids::{CommentId, PersonId, ShareId, Timestamp};
use crate::sharing::AudienceKind;

/// What a comment is.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CommentKind {
    /// A remark.
    #[default]
    Note,
    /// A better answer for a message of the AI's.
    Suggestion,
    /// Something decided.
    Decision,
    /// Something to do; may have an assignee and a due date. Resolved means done.
    Action,
    /// A highlight: this answer of the AI's is a good example. Words are optional.
    GoodExample,
    /// A highlight: this answer of the AI's is a problem. Words are optional.
    Problem,
}

/// A person in a discussion: a name, no address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Participant {
    /// Id; what mentions and assignees are given by.
    pub id: PersonId,
    /// Name.
    pub name: String,
}

/// Who did something, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct DoneBy {
    /// Who.
    pub by: Participant,
    /// When.
    pub at: Timestamp,
}

/// `POST /s/{id}/comments`.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct NewComment {
    /// What it is. Replies are notes.
    pub kind: CommentKind,
    /// What it says, plain text, at most 4,000 characters. Highlights may leave it empty.
    pub body: String,
    /// The message it is about; absent: the whole. Suggestions and highlights need one of the AI's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<u32>,
    /// First character of the selection in the message's drawn text; with `end`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<u32>,
    /// One past the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<u32>,
    /// The comment it replies to: one that is no reply itself. A reply has no place of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<CommentId>,
    /// People mentioned; each must be able to open the share.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<PersonId>,
    /// Who does it, for actions; must be able to open the share.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee: Option<PersonId>,
    /// Until when, for actions: a day, `2026-11-30`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    /// "It is not sensitive": asked for with 409 `undecided_findings` where the detector thinks otherwise.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub confirm: bool,
}

/// `PATCH /s/{id}/comments`. Absent members stay as they are. Words, mentions, assignee and due date are changed by
/// the author; `resolved` by everybody who may comment.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangeComment {
    /// Which comment.
    pub id: CommentId,
    /// What it says now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// People mentioned, replaced as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mentions: Option<Vec<PersonId>>,
    /// Who does it; `null`: nobody.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "crate::sharing::present"
    )]
    #[cfg_attr(feature = "server", schema(value_type = Option<PersonId>))]
    pub assignee: Option<Option<PersonId>>,
    /// Until when; `null`: no day.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "crate::sharing::present"
    )]
    #[cfg_attr(feature = "server", schema(value_type = Option<String>))]
    pub due: Option<Option<String>>,
    /// Resolve (done, for actions) or reopen. Not for replies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolved: Option<bool>,
    /// "It is not sensitive", as for a new comment.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub confirm: bool,
}

/// What the asking person may do with a comment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct CommentAbilities {
    /// Change its words.
    pub edit: bool,
    /// Delete it: its author, and the owner of the share.
    pub delete: bool,
    /// Resolve or reopen it.
    pub resolve: bool,
    /// Reply to it.
    pub reply: bool,
}

/// A comment.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Comment {
    /// Id.
    pub id: CommentId,
    /// Counts the share's changes: the one that this comment was last changed by.
    pub changed: u64,
    /// The share it belongs to; in the owner's list only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<ShareId>,
    /// What it is.
    pub kind: CommentKind,
    /// What it says; empty if deleted or withheld.
    pub body: String,
    /// The message it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<u32>,
    /// First character of the selection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<u32>,
    /// One past the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<u32>,
    /// The snapshot it was written on. With an older one than shown, the selection may not fit any more: show the
    /// comment at its message.
    pub snapshot_version: u32,
    /// The comment it replies to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<CommentId>,
    /// Who wrote it.
    pub author: Participant,
    /// The asking person wrote it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub mine: bool,
    /// When.
    pub written_at: Timestamp,
    /// When its words last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<Timestamp>,
    /// It was deleted: only its place in the thread is left.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deleted: bool,
    /// It repeats what the share has been hiding since: only its author and the share's owner still read it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withheld: bool,
    /// Who resolved it, and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolved: Option<DoneBy>,
    /// Who does it, for actions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<Participant>,
    /// Until when, for actions: a day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    /// People mentioned.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<Participant>,
    /// What the asking person may do.
    pub abilities: CommentAbilities,
}

/// `GET /s/{id}/comments?after=`: comments changed after a number, in the order of their changes. `after=0` gives
/// all; `after=latest` of the answer before gives what is new since, deleted ones included.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct CommentPage {
    /// At most 200.
    pub comments: Vec<Comment>,
    /// Ask for comments after this number next, if there are more now.
    pub next_after: Option<u64>,
    /// The share's last change: where to go on from later, and the first `after` of the event stream.
    pub latest: u64,
    /// New comments are taken.
    pub open: bool,
}

/// `GET /s/{id}/people?q=`: whom a comment may mention.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ParticipantList {
    /// At most 20, by name.
    pub people: Vec<Participant>,
}

/// `POST /s/{id}/action`: marks the context note's action done, or not done after all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MarkAction {
    /// It is done.
    pub done: bool,
}

/// The answer to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ActionState {
    /// Who did it, and when; none: not done.
    pub action_done: Option<DoneBy>,
}

/// What happens on a share (`GET /s/{id}/events`): the `event` of each server-sent event. `id` counts the share's
/// changes; `data` is [`EventData`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// The stream stands; its `id` is where it starts.
    Ready,
    /// A comment was added, changed or deleted: ask for comments after the last number seen.
    Comment,
    /// A newer snapshot was published.
    Snapshot,
    /// What stands around it changed: expiry, context, comments on or off, the action. Ask `alive` or open again.
    Share,
    /// The last event: the reader has it open no more, or may do something else with it now. Do not reconnect;
    /// open it again.
    Ended,
}

/// The `data` of an event. Ids only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct EventData {
    /// The comment, for [`EventKind::Comment`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<CommentId>,
    /// Why it ended, for [`EventKind::Ended`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<EndedWhy>,
}

/// Why a stream ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum EndedWhy {
    /// It does not open for this reader any more.
    Gone,
    /// The reader may do something else with it now.
    Permission,
}

/// `PATCH /s/{id}/conversation`: what an admin changes through a share with the permission Edit. Never words of the
/// transcript, never the snapshot.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct EditConversation {
    /// Where it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// Signal tags, replaced as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    /// A note to add, written by the asking person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub add_note: Option<String>,
}

/// `GET PATCH /s/{id}/conversation`: the conversation as it is now, for its editor.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct EditableConversation {
    /// Where it stands.
    pub status: Status,
    /// Signal tags.
    pub tags: Vec<String>,
    /// Notes it has.
    pub notes: u32,
    /// The share shows an older state: its owner must update it for others to see the change.
    pub update_needed: bool,
    /// That, as a sentence to show; empty when the share is up to date.
    pub message: String,
}

/// A share, as the owner's list of comments names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct DiscussedShare {
    /// Id.
    pub id: ShareId,
    /// Who may read it.
    pub audience: AudienceKind,
    /// The owner's own name for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// New comments are taken.
    pub comments_open: bool,
    /// Comments in it that were not deleted, replies included.
    pub comments: u32,
    /// Of those, without replies and highlights, how many nobody resolved.
    pub unresolved: u32,
}

/// `GET /conversations/{id}/comments`: all comments of the owner's conversation, each with its share.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct DiscussionOverview {
    /// Shares that take or have comments, newest first.
    pub shares: Vec<DiscussedShare>,
    /// By time of writing; deleted ones are left out unless somebody replied.
    pub comments: Vec<Comment>,
}
