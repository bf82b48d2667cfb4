//! What a recipient gets: an allow-listed type of its own, built from a snapshot and nothing else.

use serde::{Deserialize, Serialize};

use crate::conversations::{Sender, Status};
use crate::discussion::DoneBy;
use crate::ids::{ShareId, Timestamp};
use crate::sharing::{AudienceKind, Permission};
use crate::tree::{Block, Piece};

/// `POST /s/{id}/open`.
///
/// A public link may ask for more, one refusal after the other (403): `password_required` (none was sent),
/// `password_wrong` (429 `throttled` with `Retry-After` after five tries), then `show_required` (views are limited and
/// `show` was not `true`; nothing was counted). The page sends everything it has again with each try: secret,
/// password and `show`. Who comes back while their visit lasts is asked for none of it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct OpenShare {
    /// The secret of a public link, from its fragment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// The share's password.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// "Show the conversation": counts a view where views are limited.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub show: bool,
}

/// The banner: what this share is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Banner {
    /// Id; none in a preview.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<ShareId>,
    /// Who may read it.
    pub audience: AudienceKind,
    /// The organisation's name, for Organisation shares.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    /// What the reader may do.
    pub permission: Permission,
    /// Who shared it, unless hidden.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared_by: Option<String>,
    /// When it was shared.
    pub shared_at: Timestamp,
    /// When a newer snapshot was published, if one was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// When it ends; none: never.
    pub expires_at: Option<Timestamp>,
    /// Show times in UTC.
    pub utc: bool,
    /// The reader may download it.
    pub allow_download: bool,
    /// Counts snapshots, from 1.
    pub snapshot_version: u32,
    /// The store holds sample data.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sample_data: bool,
    /// The reader owns this share: opening it counts nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub mine: bool,
    /// The link was made for one recipient: this reader may end it (`POST /s/{id}/end`, answered 204; afterwards it
    /// is not found). Absent: no.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub can_end: bool,
    /// What the reader may do beside reading.
    #[serde(default)]
    pub abilities: ReaderAbilities,
    /// Comments in it, replies included, where the reader may see them.
    #[serde(default)]
    pub comments: u32,
    /// The context note's action was marked done, by whom and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action_done: Option<DoneBy>,
}

/// What a reader may do beside reading.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ReaderAbilities {
    /// See the comments.
    pub see_comments: bool,
    /// Comment, and resolve comments. False while the owner has turned comments off.
    pub comment: bool,
    /// Change the conversation's status, tags and notes.
    pub edit: bool,
    /// Mark the context note's action done.
    pub mark_action: bool,
}

/// The context note.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct SharedContext {
    /// Why it is shared.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub why: Vec<Piece>,
    /// What to look at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub focus: Vec<Piece>,
    /// What should happen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub action: Vec<Piece>,
}

/// The contact, where the share includes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct SharedContact {
    /// Name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub name: Vec<Piece>,
    /// E-mail address.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub email: Vec<Piece>,
    /// Telephone number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phone: Vec<Piece>,
    /// The source's own reference.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reference: Vec<Piece>,
}

/// A note, where the share includes notes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct SharedNote {
    /// Who wrote it, where the share includes staff names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub author: Vec<Piece>,
    /// What it says.
    pub body: Vec<Piece>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written_at: Option<Timestamp>,
}

/// Summary and attempts, where the share includes them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct SharedEscalation {
    /// Summary of the issue.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub summary: Vec<Piece>,
    /// What the AI tried.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attempts: Vec<Vec<Piece>>,
}

/// A source an answer cites, where the share includes citations.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct SharedCitation {
    /// Title.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub title: Vec<Piece>,
    /// Address: one piece, as it goes as a whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub url: Vec<Piece>,
    /// The words cited.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quote: Vec<Piece>,
}

/// A message in a share: the tree alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct SharedMessage {
    /// Its number in the conversation.
    pub number: u32,
    /// Who wrote it.
    pub sender: Sender,
    /// `Contact`, `AI`, `Agent 1`, …
    pub label: String,
    /// The writer's name, where the share includes it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub name: Vec<Piece>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<Timestamp>,
    /// The source gave no offset, so UTC was assumed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub assumed_utc: bool,
    /// Held back until somebody has decided its findings: `blocks` say so in words of the program, everything else
    /// of the message is absent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub held: bool,
    /// What it says.
    pub blocks: Vec<Block>,
    /// Sources cited.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub citations: Vec<SharedCitation>,
    /// Names of the files attached.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Vec<Piece>>,
}

/// The frozen part of a share: everything but the messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct SharedHead {
    /// Title.
    pub title: Vec<Piece>,
    /// Where the conversation stood.
    pub status: Status,
    /// Messages in this share.
    pub messages_shown: u32,
    /// Messages the conversation had.
    pub messages_total: u32,
    /// Redactions in this share.
    pub redactions: u32,
    /// Messages among those shown that are held back (`held`), on shares that follow their conversation.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub held: u32,
    /// The context note.
    #[serde(default)]
    pub context: SharedContext,
    /// The contact, if included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<SharedContact>,
    /// Signal tags, if included.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Vec<Piece>>,
    /// Internal notes, if included.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<SharedNote>,
    /// Summary and attempts, if included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub escalation: Option<SharedEscalation>,
}

/// The answer to `open`, and of a dry run: the head and the first messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct SharedConversation {
    /// What this share is.
    pub share: Banner,
    /// The frozen part.
    pub conversation: SharedHead,
    /// The first messages, 100 at the most.
    pub messages: Vec<SharedMessage>,
    /// Ask for messages after this number next, if there are more.
    pub next_after: Option<u32>,
}

/// `GET /s/{id}/messages`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct SharedMessagePage {
    /// In order of their numbers.
    pub messages: Vec<SharedMessage>,
    /// Ask for messages after this number next, if there are more.
    pub next_after: Option<u32>,
}

/// `GET /s/{id}/alive`: the share still opens for this reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Alive {
    /// Counts snapshots; a higher one than shown means that a newer one was published.
    pub snapshot_version: u32,
    /// When it ends now; none: never.
    pub expires_at: Option<Timestamp>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
fn is_zero(count: &u32) -> bool {
    *count == 0
}
