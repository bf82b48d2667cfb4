//! Sharing: one conversation, many shares, each with its own audience, link, redactions and snapshot.
//!
//! Owns shares and publishing. Snapshots are opaque bytes, redacted by the caller. Must not derive or see a link's
//! secret.

pub(crate) mod rows;

use chrono::{DateTime, Utc};
use discreet_transcript::model::Text;
use uuid::Uuid;

use crate::{JsonText, PasswordHash, Record, Store, StoreError, hidden::quiet_debug, words::words};

/// Most shares a conversation may have, stopped ones included.
pub const MAX_SHARES: u32 = 100;

words! {
    /// For whom a share is.
    Audience {
        /// Named people of the organisation.
        People = "people",
        /// Everybody in the organisation who has the link.
        Organisation = "organisation",
        /// Everybody who has the link.
        Public = "public",
    }
}

words! {
    /// What readers may do.
    Permission {
        /// Read.
        View = "view",
        /// Add comments.
        Comment = "comment",
        /// Change the conversation's status, tags and notes (admins).
        Edit = "edit",
    }
}

words! {
    /// Whether a share is served. Expiry and view limit come on top.
    ShareState {
        /// It is.
        Active = "active",
        /// Not for now.
        Paused = "paused",
        /// Never again.
        Stopped = "stopped",
    }
}

words! {
    /// Why a share was stopped.
    StopReason {
        /// Its owner stopped it.
        Owner = "owner",
        /// An admin stopped it.
        Admin = "admin",
        /// Another share took its place.
        Replaced = "replaced",
        /// Its conversation was deleted.
        ConversationDeleted = "conversation_deleted",
        /// Its owner may not share any more.
        OwnerGone = "owner_gone",
    }
}

/// A person named in a share.
#[derive(Clone, PartialEq, Eq)]
pub struct SharedPerson {
    /// Id.
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// Address.
    pub email: String,
}

quiet_debug!(SharedPerson { id });

/// A share.
#[derive(Clone, PartialEq, Eq)]
pub struct ShareRow {
    /// Id: 128 random bits, base64url.
    pub id: String,
    /// Organisation.
    pub org: Uuid,
    /// The conversation; `None` once it is deleted.
    pub conversation: Option<Uuid>,
    /// Who shared.
    pub owner: Uuid,
    /// For whom.
    pub audience: Audience,
    /// People named, by name; empty for other audiences.
    pub people: Vec<SharedPerson>,
    /// What readers may do.
    pub permission: Permission,
    /// Whether it is served.
    pub state: ShareState,
    /// When it was stopped.
    pub stopped_at: Option<DateTime<Utc>>,
    /// Why.
    pub stop_reason: Option<StopReason>,
    /// Until when; `None`: for ever.
    pub expires_at: Option<DateTime<Utc>>,
    /// The owner's own words for it.
    pub label: Option<Text>,
    /// The sharer's name is not shown.
    pub hide_sharer: bool,
    /// Readers may download.
    pub allow_download: bool,
    /// Times are shown in UTC.
    pub utc: bool,
    /// Which key the link is derived from.
    pub key_id: String,
    /// Which link, from 1.
    pub link_generation: u32,
    /// Which password, from 1.
    pub password_generation: u32,
    /// Password.
    pub password: Option<PasswordHash>,
    /// Views allowed.
    pub max_views: Option<u32>,
    /// Views so far.
    pub views: u32,
    /// Include switches.
    pub include: JsonText,
    /// First message shown, if limited.
    pub range_from: Option<u32>,
    /// Last message shown, if limited.
    pub range_to: Option<u32>,
    /// Messages left out.
    pub leave_out: Vec<u32>,
    /// Context note, as written.
    pub context: JsonText,
    /// Redactions and what was kept.
    pub decisions: JsonText,
    /// Which snapshot is served, from 1.
    pub snapshot_version: u32,
    /// The conversation's revision it shows.
    pub snapshot_revision: i64,
    /// Messages the conversation had then.
    pub snapshot_messages: u32,
    /// The share whose place it took.
    pub replaces: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// When it was last opened.
    pub last_opened_at: Option<DateTime<Utc>>,
}

quiet_debug!(ShareRow {
    id,
    org,
    conversation,
    owner,
    audience,
    permission,
    state,
    stop_reason,
    expires_at,
    link_generation,
    views,
    max_views,
    snapshot_version,
});

/// What a share is, seen from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShareStatus {
    /// It can be opened.
    Active,
    /// Not for now.
    Paused,
    /// Its time is over.
    Expired,
    /// Its views are used up.
    UsedUp,
    /// It was stopped.
    Stopped,
}

impl ShareRow {
    /// What the share is at this moment.
    pub fn status(&self, now: DateTime<Utc>) -> ShareStatus {
        todo!()
    }
}

/// A snapshot to publish: bytes the store does not read.
#[derive(Clone)]
pub struct NewSnapshot {
    /// All but the messages.
    pub head: Vec<u8>,
    /// The messages, in order.
    pub pages: Vec<NewPage>,
    /// Messages in it.
    pub message_count: u32,
    /// Redactions in it.
    pub redactions: u32,
    /// Messages the conversation had.
    pub conversation_messages: u32,
}

quiet_debug!(NewSnapshot {
    message_count,
    redactions,
    conversation_messages
});

/// A page of a snapshot.
#[derive(Clone)]
pub struct NewPage {
    /// Number of its first message.
    pub first: u32,
    /// Number of its last message.
    pub last: u32,
    /// The messages.
    pub body: Vec<u8>,
}

quiet_debug!(NewPage { first, last });

/// What of the conversation a share shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Include switches.
    pub include: JsonText,
    /// First message shown, if limited.
    pub range_from: Option<u32>,
    /// Last message shown, if limited.
    pub range_to: Option<u32>,
    /// Messages left out.
    pub leave_out: Vec<u32>,
    /// Context note.
    pub context: JsonText,
    /// Redactions and what was kept.
    pub decisions: JsonText,
}

/// A share to make, in `record.org`.
#[derive(Clone, Debug)]
pub struct NewShare {
    /// Id: 128 random bits, base64url.
    pub id: String,
    /// The conversation.
    pub conversation: Uuid,
    /// The revision the snapshot was made from.
    pub expected_revision: i64,
    /// Who shares.
    pub owner: Uuid,
    /// For whom.
    pub audience: Audience,
    /// People named; each of the same organisation.
    pub people: Vec<Uuid>,
    /// What readers may do.
    pub permission: Permission,
    /// Until when; `None`: for ever.
    pub expires_at: Option<DateTime<Utc>>,
    /// The owner's own words for it.
    pub label: Option<Text>,
    /// The sharer's name is not shown.
    pub hide_sharer: bool,
    /// Readers may download.
    pub allow_download: bool,
    /// Times are shown in UTC.
    pub utc: bool,
    /// Which key the link is derived from.
    pub key_id: String,
    /// Password.
    pub password: Option<PasswordHash>,
    /// Views allowed.
    pub max_views: Option<u32>,
    /// What it shows.
    pub selection: Selection,
    /// What is served.
    pub snapshot: NewSnapshot,
    /// A share of the same conversation that is stopped in the same step; a `share.stopped` row follows the record,
    /// unless it was stopped already.
    pub replaces: Option<String>,
}

/// Why a share was not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreateShareRefusal {
    /// There is no such conversation here.
    NoSuchConversation,
    /// The conversation has changed since.
    Stale {
        /// The revision that stands.
        current: i64,
    },
    /// The conversation has [`MAX_SHARES`].
    TooManyShares,
    /// Somebody named is not an active person of the organisation.
    UnknownPerson(Uuid),
    /// The share to replace is not one of this conversation.
    NoSuchReplaced,
}

/// Changes of a share; `None` leaves a part as it is, `Some(None)` clears it. The audience never changes.
#[derive(Clone, Default)]
pub struct ShareChanges {
    /// Until when.
    pub expires_at: Option<Option<DateTime<Utc>>>,
    /// The owner's own words.
    pub label: Option<Option<Text>>,
    /// Context note.
    pub context: Option<JsonText>,
    /// What readers may do.
    pub permission: Option<Permission>,
    /// Whether the sharer's name is hidden.
    pub hide_sharer: Option<bool>,
    /// Whether readers may download.
    pub allow_download: Option<bool>,
    /// Whether times are shown in UTC.
    pub utc: Option<bool>,
    /// Password; a change ends all grants.
    pub password: Option<Option<PasswordHash>>,
    /// Views allowed.
    pub max_views: Option<Option<u32>>,
    /// People named, as a whole.
    pub people: Option<Vec<Uuid>>,
    /// Redactions and what was kept, where the context note's have changed.
    pub decisions: Option<JsonText>,
    /// The served snapshot's head, made anew with the context note; the messages stay as they are.
    pub snapshot_head: Option<Vec<u8>>,
}

quiet_debug!(ShareChanges {
    expires_at,
    permission,
    hide_sharer,
    allow_download,
    utc,
    max_views
});

/// Why a share was not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeRefusal {
    /// There is no such share here.
    NoSuchShare,
    /// It was stopped, and stays so.
    Stopped,
    /// Somebody named is not an active person of the organisation.
    UnknownPerson(Uuid),
    /// Its snapshot was deleted long after expiry: publish one first.
    SnapshotGone,
}

/// A newer snapshot under the same link.
#[derive(Clone, Debug)]
pub struct Publish {
    /// The version that stands.
    pub expected_version: u32,
    /// The conversation's revision the snapshot was made from.
    pub expected_revision: i64,
    /// What it shows.
    pub selection: Selection,
    /// What is served.
    pub snapshot: NewSnapshot,
}

/// Why no newer snapshot was published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublishRefusal {
    /// There is no such share here, or its conversation is gone.
    NoSuchShare,
    /// It was stopped.
    Stopped,
    /// Somebody published in between.
    Conflict {
        /// The version that stands.
        current: u32,
    },
    /// The conversation has changed since.
    Stale {
        /// The revision that stands.
        current: i64,
    },
}

/// What stopping a share did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// It is stopped now, its snapshot and grants are gone.
    Now(Box<ShareRow>),
    /// It was stopped before; nothing is recorded.
    Already(Box<ShareRow>),
}

/// Where a list of shares goes on: after this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShareCursor {
    /// The share's `created_at`.
    pub created_at: DateTime<Utc>,
    /// The share's id.
    pub id: String,
}

impl Store {
    /// Makes a share and publishes its first snapshot.
    pub async fn create_share(
        &self,
        share: NewShare,
        record: Record<'_>,
    ) -> Result<Result<ShareRow, CreateShareRefusal>, StoreError> {
        todo!()
    }

    /// A share by id, in whatever state.
    pub async fn share(&self, id: &str) -> Result<Option<ShareRow>, StoreError> {
        todo!()
    }

    /// All shares of a conversation, newest first.
    pub async fn shares_of_conversation(
        &self,
        org: Uuid,
        conversation: Uuid,
    ) -> Result<Vec<ShareRow>, StoreError> {
        todo!()
    }

    /// Shares of a person, newest first, at most `limit`.
    pub async fn shares_of_owner(
        &self,
        org: Uuid,
        owner: Uuid,
        after: Option<ShareCursor>,
        limit: u32,
    ) -> Result<Vec<ShareRow>, StoreError> {
        todo!()
    }

    /// Shares of an organisation, newest first, at most `limit`.
    pub async fn shares_of_org(
        &self,
        org: Uuid,
        after: Option<ShareCursor>,
        limit: u32,
    ) -> Result<Vec<ShareRow>, StoreError> {
        todo!()
    }

    /// Ids of the keys that links of shares not stopped are derived from.
    pub async fn share_key_ids(&self) -> Result<Vec<String>, StoreError> {
        todo!()
    }

    /// Changes a share.
    pub async fn update_share(
        &self,
        id: &str,
        changes: ShareChanges,
        record: Record<'_>,
    ) -> Result<Result<ShareRow, ChangeRefusal>, StoreError> {
        todo!()
    }

    /// Publishes a newer snapshot; the older one is deleted in the same step.
    pub async fn publish_snapshot(
        &self,
        id: &str,
        publish: Publish,
        record: Record<'_>,
    ) -> Result<Result<ShareRow, PublishRefusal>, StoreError> {
        todo!()
    }

    /// Stops a share for good and deletes its snapshot and grants. `None` if there is none here.
    pub async fn stop_share(
        &self,
        id: &str,
        reason: StopReason,
        record: Record<'_>,
    ) -> Result<Option<Stopped>, StoreError> {
        todo!()
    }

    /// Gives a share a new link, derived from this key; the old one and its grants end.
    pub async fn rotate_share(
        &self,
        id: &str,
        key_id: &str,
        record: Record<'_>,
    ) -> Result<Result<ShareRow, ChangeRefusal>, StoreError> {
        todo!()
    }

    /// Pauses a share and ends its grants. Pausing a paused one changes and records nothing.
    pub async fn pause_share(
        &self,
        id: &str,
        record: Record<'_>,
    ) -> Result<Result<ShareRow, ChangeRefusal>, StoreError> {
        todo!()
    }

    /// Resumes a paused share. Resuming an active one changes and records nothing.
    pub async fn resume_share(
        &self,
        id: &str,
        record: Record<'_>,
    ) -> Result<Result<ShareRow, ChangeRefusal>, StoreError> {
        todo!()
    }

    /// Gives an expired or used-up share new time and, with `restart_views`, its views anew, under the same link.
    pub async fn renew_share(
        &self,
        id: &str,
        expires_at: Option<DateTime<Utc>>,
        restart_views: bool,
        record: Record<'_>,
    ) -> Result<Result<ShareRow, ChangeRefusal>, StoreError> {
        todo!()
    }
}
