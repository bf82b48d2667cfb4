//! Notifications: what happened that a signed-in person may want to know. Ids, names and titles; no text.

use serde::{Deserialize, Serialize};

use crate::discussion::Participant;
use crate::ids::{CommentId, ConversationId, ShareId, Timestamp};
use crate::tree::Piece;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum NotificationKind {
    /// Somebody mentioned you, or gave you something to do.
    Mention,
    /// Somebody commented in a share of yours, or replied to you.
    Comment,
    /// Somebody asks to see a share of yours.
    AccessRequest,
    /// A review waits for you.
    ReviewWaiting,
    /// A share of yours was opened for the first time.
    FirstOpening,
    /// A share of yours ends soon.
    Expiring,
}

/// A notification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Notification {
    /// Id; newer ones are greater.
    pub id: String,
    /// What happened.
    pub kind: NotificationKind,
    /// When.
    pub at: Timestamp,
    /// It was read.
    pub read: bool,
    /// Who did it, if somebody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Participant>,
    /// The share it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<ShareId>,
    /// The conversation it is about, where it is yours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<ConversationId>,
    /// The comment it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<CommentId>,
    /// Title of the conversation, as the share shows it; empty where it opens no more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub title: Vec<Piece>,
}

/// `GET /notifications`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct NotificationList {
    /// Newest first, at most 50.
    pub notifications: Vec<Notification>,
    /// How many were not read, of all.
    pub unread: u32,
    /// Ask for notifications before this id next, if there are more.
    pub next_before: Option<String>,
}

/// `POST /notifications/read`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct MarkRead {
    /// Which; absent: all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ids: Option<Vec<String>>,
}

/// The answer to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Unread {
    /// How many were not read.
    pub unread: u32,
}

/// `GET PUT /notifications/settings`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NotificationSettings {
    /// Kinds that the person does not want.
    pub off: Vec<NotificationKind>,
}
