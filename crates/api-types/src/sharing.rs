//! Shares, as their owner sees them.

use serde::{Deserialize, Serialize};

use crate::accounts::Person;
use crate::ids::{ConversationId, ShareId, TeamId, Timestamp};
use crate::review::{Decision, Finding};

/// Who may read a share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AudienceKind {
    /// Only the people named, after signing in.
    People,
    /// Anyone of the organisation with the link, signed in.
    Organisation,
    /// Anyone on the internet with the link.
    Public,
}

/// What a reader may do.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// Read.
    #[default]
    View,
    /// Also comment.
    Comment,
    /// Also change the conversation; for admins.
    Edit,
}

/// Where a share stands, as of now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ShareStatus {
    /// Its link opens.
    Active,
    /// Held by its owner.
    Paused,
    /// Past its expiry.
    Expired,
    /// Its views are used up.
    UsedUp,
    /// Stopped for good.
    Stopped,
}

/// The audience of a new share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AudienceIn {
    /// Which kind.
    pub kind: AudienceKind,
    /// Addresses of the people named, for People.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub emails: Vec<String>,
    /// Ids of the teams named, for People.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub teams: Vec<String>,
}

/// What goes along with the messages; all off at first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Include {
    /// The contact's identifiers, and their name at each message.
    pub contact: bool,
    /// Names of staff and of the AI.
    pub staff_names: bool,
    /// Signal tags.
    pub tags: bool,
    /// Internal notes.
    pub notes: bool,
    /// Source citations.
    pub citations: bool,
    /// Summary of the issue and what the AI tried.
    pub escalation: bool,
}

/// A range of message numbers, both ends included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct MessageRange {
    /// First number; absent: from the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<u32>,
    /// Last number; absent: to the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<u32>,
}

/// The context note, as its author wrote it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ContextNote {
    /// Why it is shared.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub why: String,
    /// What to look at.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub focus: String,
    /// What should happen.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub action: String,
}

/// `POST /conversations/{id}/shares`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewShare {
    /// Who may read it.
    pub audience: AudienceIn,
    /// What they may do.
    #[serde(default)]
    pub permission: Permission,
    /// When it ends. Absent: the default, 7 days. `null`: never, where policy allows it.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "present"
    )]
    #[cfg_attr(feature = "server", schema(value_type = Option<Timestamp>))]
    pub expires_at: Option<Option<Timestamp>>,
    /// What goes along.
    #[serde(default)]
    pub include: Include,
    /// Which messages; absent: all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub messages: Option<MessageRange>,
    /// Numbers of single messages to leave out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub leave_out: Vec<u32>,
    /// The context note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<ContextNote>,
    /// What to hide.
    #[serde(default)]
    pub redactions: Vec<Decision>,
    /// Findings that were looked at and stay.
    #[serde(default)]
    pub kept: Vec<Decision>,
    /// Show kinds and numbers in placeholders.
    #[serde(default)]
    pub numbered: bool,
    /// Asked for before it opens: at least 8 characters. Public links only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// How often it may be opened, 1 to 1,000,000. Public links only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_views: Option<u32>,
    /// The owner's own name for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Do not name the sharer.
    #[serde(default)]
    pub hide_sharer: bool,
    /// Absent: allowed for signed-in audiences, not for a public link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allow_download: Option<bool>,
    /// Show times in UTC.
    #[serde(default)]
    pub utc: bool,
    /// New messages are appended as they come, through the gate; for Organisation shares without `messages.to`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow: Option<bool>,
    /// The revision that was reviewed; required for a public link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reviewed: Option<u32>,
    /// "It is customer-safe", said in words; required for a public link.
    #[serde(default)]
    pub confirm_customer_safe: bool,
    /// The share that this one takes the place of, stopped in the same transaction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<ShareId>,
}

impl NewShare {
    /// A share for this audience with everything else as it is at first.
    pub fn new(audience: AudienceIn) -> Self {
        Self {
            audience,
            permission: Permission::View,
            expires_at: None,
            include: Include::default(),
            messages: None,
            leave_out: Vec::new(),
            context: None,
            redactions: Vec::new(),
            kept: Vec::new(),
            numbered: false,
            password: None,
            max_views: None,
            label: None,
            hide_sharer: false,
            allow_download: None,
            utc: false,
            follow: None,
            reviewed: None,
            confirm_customer_safe: false,
            replaces: None,
        }
    }
}

/// `PATCH /shares/{id}`. Absent members stay as they are; the audience never changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ChangeShare {
    /// When it ends; `null`: never, where policy allows it.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    #[cfg_attr(feature = "server", schema(value_type = Option<Timestamp>))]
    pub expires_at: Option<Option<Timestamp>>,
    /// The owner's own name for it; empty: none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The context note, replaced as a whole. What this share hides is hidden in it too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<ContextNote>,
    /// What readers may do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permission: Option<Permission>,
    /// Do not name the sharer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hide_sharer: Option<bool>,
    /// Whether readers may download it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_download: Option<bool>,
    /// Show times in UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub utc: Option<bool>,
    /// Asked for before it opens; `null`: no password any more. Ends the visits of all who have it open.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    #[cfg_attr(feature = "server", schema(value_type = Option<String>))]
    pub password: Option<Option<String>>,
    /// How often it may be opened, those so far included; `null`: no limit.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    #[cfg_attr(feature = "server", schema(value_type = Option<u32>))]
    pub max_views: Option<Option<u32>>,
    /// Whether readers with the permission may add and change comments; those there stay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comments_open: Option<bool>,
}

/// `POST /shares/{id}/update`: publishes a newer snapshot under the same link. Absent members stay as they are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct UpdateShare {
    /// What to hide, all of it, of the conversation as it is now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redactions: Option<Vec<Decision>>,
    /// Findings that were looked at and stay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kept: Option<Vec<Decision>>,
    /// What goes along.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include: Option<Include>,
    /// Which messages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub messages: Option<MessageRange>,
    /// Numbers of single messages to leave out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leave_out: Option<Vec<u32>>,
    /// The context note.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<ContextNote>,
    /// Whether new messages are appended from now on; for Organisation shares.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follow: Option<bool>,
    /// The revision that was reviewed; required for a public link.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewed: Option<u32>,
    /// "It is customer-safe", said in words; required for a public link.
    pub confirm_customer_safe: bool,
}

/// `POST /shares/{id}/renew`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct RenewShare {
    /// When it ends now. Absent: the default, 7 days. `null`: never, where policy allows it.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    #[cfg_attr(feature = "server", schema(value_type = Option<Timestamp>))]
    pub expires_at: Option<Option<Timestamp>>,
}

/// The audience of a share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Audience {
    /// Which kind.
    pub kind: AudienceKind,
    /// The people named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<Person>,
    /// The teams named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub teams: Vec<NamedTeam>,
}

/// A team named in a share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct NamedTeam {
    /// Id.
    pub id: TeamId,
    /// Name.
    pub name: String,
    /// How many people are in it now.
    pub size: u32,
}

/// What the asking person may do with a share.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ShareAbilities {
    /// Copy its link.
    pub copy_link: bool,
    /// Change it.
    pub change: bool,
    /// Publish a newer snapshot.
    pub update: bool,
    /// Renew its expiry.
    pub renew: bool,
    /// Replace its link.
    pub rotate: bool,
    /// Hold it, or let it go on.
    pub pause: bool,
    /// Stop it.
    pub stop: bool,
    /// Name more people in it (People shares).
    #[serde(default)]
    pub add_people: bool,
    /// Read who has opened it.
    #[serde(default)]
    pub see_accesses: bool,
}

/// What the conversation has that the share does not show yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Changes {
    /// Messages added since; they have the highest numbers.
    pub new_messages: u32,
    /// The first of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_new: Option<u32>,
    /// Title, contact, tags, notes or summary changed too.
    pub details_changed: bool,
}

/// A share, as its owner (and, without link and text, an admin) sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Share {
    /// Id.
    pub id: ShareId,
    /// Its address. Only the answer to creating a public link and `GET /shares/{id}/link` carry the secret in it.
    pub url: String,
    /// The conversation; none once that is deleted.
    pub conversation: Option<ConversationId>,
    /// The conversation's title, for its owner only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Where it stands.
    pub status: ShareStatus,
    /// Why it was stopped, a word, for stopped shares.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stop_reason: Option<String>,
    /// Who may read it.
    pub audience: Audience,
    /// What they may do.
    pub permission: Permission,
    /// When it ends; none: never.
    pub expires_at: Option<Timestamp>,
    /// How often it was opened.
    pub views: u32,
    /// How often it may be opened; none: as often as anyone likes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_views: Option<u32>,
    /// It asks for a password. The password itself is never told again, not even to its owner.
    #[serde(default)]
    pub has_password: bool,
    /// For whom this link was made, where each recipient got one of their own; none for admins who are not the owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<String>,
    /// When it was last opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_opened_at: Option<Timestamp>,
    /// Counts snapshots, from 1.
    pub snapshot_version: u32,
    /// The conversation's revision it shows.
    pub snapshot_revision: u32,
    /// The conversation has changed since.
    pub changed_since: bool,
    /// What is new.
    pub changes: Changes,
    /// Messages it shows.
    pub message_count: u32,
    /// Redactions in it.
    pub redactions: u32,
    /// New messages are appended as they come.
    #[serde(default)]
    pub follow: bool,
    /// Numbers of messages that came later and are held back, shown as stubs, until their findings are decided
    /// (`POST /shares/{id}/update` with decisions).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<u32>,
    /// What goes along.
    pub include: Include,
    /// Which messages.
    pub messages: MessageRange,
    /// Single messages left out.
    pub leave_out: Vec<u32>,
    /// The context note; none for admins who are not the owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<ContextNote>,
    /// The owner's own name for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Kinds and numbers are shown in placeholders.
    pub numbered: bool,
    /// The sharer is not named.
    pub hide_sharer: bool,
    /// Readers may download it.
    pub allow_download: bool,
    /// Times are shown in UTC.
    pub utc: bool,
    /// New comments are taken, where the permission allows them.
    #[serde(default)]
    pub comments_open: bool,
    /// Comments in it, replies included.
    #[serde(default)]
    pub comments: u32,
    /// The context note's action was marked done, by whom and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action_done: Option<crate::discussion::DoneBy>,
    /// Who made it.
    pub owner: Person,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// What the asking person may do.
    pub abilities: ShareAbilities,
    /// Findings nobody decided, on People and Organisation shares.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Finding>,
}

/// `GET /conversations/{id}/shares` and `GET /shares`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ShareList {
    /// Live ones first, worst exposure first, then newest first.
    pub shares: Vec<Share>,
}

/// `GET /shares/{id}/link`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ShareLink {
    /// The whole address, with the secret of a public link in its fragment.
    pub url: String,
}

/// The decisions a share was published with, to start an update from (`GET /shares/{id}/decisions`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ShareDecisions {
    /// What is hidden.
    pub redactions: Vec<Decision>,
    /// What was looked at and stays.
    pub kept: Vec<Decision>,
}

/// `POST /conversations/{id}/recipient-links`: a public link for each recipient, all or none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RecipientLinks {
    /// What each of them gets; its audience is a public link.
    pub share: NewShare,
    /// Their e-mail addresses, each once, 50 at the most. Nothing is sent to them.
    pub recipients: Vec<String>,
}

/// The answer to `POST /conversations/{id}/recipient-links`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct RecipientLinksMade {
    /// In the order of the recipients; each `url` carries its secret.
    pub shares: Vec<Share>,
}

/// `POST /shares/{id}/people`: names more people in a People share.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct AddPeople {
    /// Their addresses.
    pub emails: Vec<String>,
}

/// Tells an absent member (`None`) from a member that is `null` (`Some(None)`).
#[expect(
    clippy::option_option,
    reason = "absent, null and a value are three things on the wire"
)]
pub(crate) fn present<'de, D, T>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(deserializer).map(Some)
}

/// `POST /shares/revoke`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct StopMany {
    /// The shares to stop, at most 200.
    pub ids: Vec<ShareId>,
}

/// What became of many shares.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct StoppedMany {
    /// Stopped now.
    pub stopped: Vec<ShareId>,
    /// Were stopped before.
    pub already: Vec<ShareId>,
    /// Not there, or not the asker's to stop.
    pub unknown: Vec<ShareId>,
}

/// One day of exposure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ExposureDay {
    /// The day, in UTC: `2026-11-21`.
    pub date: String,
    /// People shares that could be opened.
    pub people: u32,
    /// Organisation shares that could be opened.
    pub organisation: u32,
    /// Public links that could be opened.
    pub public: u32,
    /// How often shares were opened.
    pub opens: u32,
}

/// `GET /shares/exposure`: oldest day first, today last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ExposureOverTime {
    /// The days, without gaps.
    pub days: Vec<ExposureDay>,
}
