//! Sharing: one conversation, many shares, each with its own audience, link, redactions and snapshot.
//!
//! Owns shares and publishing. Snapshots are opaque bytes, redacted by the caller. Must not derive or see a link's
//! secret.

pub mod accesses;
pub mod denials;
pub mod overview;
mod reminders;
pub mod requests;
pub(crate) mod rows;
pub(crate) mod stop;

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use discreet_transcript::model::Text;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Select, Set,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use self::rows::{share_people, share_teams, shares, snapshot_pages, snapshots};
use crate::{
    JsonText, PasswordHash, Record, Store, StoreError,
    accounts::rows::{people, team_members, teams},
    audit::Change,
    conversations::rows::conversations,
    database::{count, count_or_none, micros},
    discussion::{self, ShareEventKind, codes, events},
    hidden::quiet_debug,
    policy::still_holds,
    review::use_up,
    words::words,
};

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
        /// The recipient it was made for ended it.
        Recipient = "recipient",
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

/// A team named in a share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedTeam {
    /// Id.
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// Who is in it now; active people only.
    pub members: Vec<Uuid>,
}

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
    /// Teams named, by name; empty for other audiences.
    pub teams: Vec<SharedTeam>,
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
    /// The address of the one recipient a public link was made for.
    pub recipient: Option<String>,
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
    /// Whether a person is named, by themselves or by a team they are in.
    pub fn names(&self, person: Uuid) -> bool {
        self.people.iter().any(|named| named.id == person)
            || self.teams.iter().any(|team| team.members.contains(&person))
    }

    /// What the share is at this moment.
    pub fn status(&self, now: DateTime<Utc>) -> ShareStatus {
        let expired = self.expires_at.is_some_and(|until| until <= now);
        let used_up = self.max_views.is_some_and(|allowed| self.views >= allowed);
        match self.state {
            ShareState::Stopped => ShareStatus::Stopped,
            _ if expired => ShareStatus::Expired,
            _ if used_up => ShareStatus::UsedUp,
            ShareState::Paused => ShareStatus::Paused,
            ShareState::Active => ShareStatus::Active,
        }
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
    /// The caller's codes of what it hides.
    pub codes: Vec<u8>,
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
    /// Teams named; each of the same organisation.
    pub teams: Vec<Uuid>,
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
    /// The address of the one recipient a public link is made for.
    pub recipient: Option<String>,
    /// What it shows.
    pub selection: Selection,
    /// What is served.
    pub snapshot: NewSnapshot,
    /// A share of the same conversation that is stopped in the same step; a `share.stopped` row follows the record,
    /// unless it was stopped already.
    pub replaces: Option<String>,
    /// What it was judged by.
    pub judged: Judged,
}

/// What a publication was judged by; it is refused if that holds no more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    /// The epoch of rules and words ([`PolicyRow::epoch`](crate::policy::PolicyRow::epoch)).
    pub epoch: i64,
    /// The approved request for review that is used up by it.
    pub request: Option<Uuid>,
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
    /// A team named is not one of the organisation.
    UnknownTeam(Uuid),
    /// The share to replace is not one of this conversation.
    NoSuchReplaced,
    /// Rules or words have changed since.
    PolicyChanged,
    /// The request is not approved, or of another revision.
    NotApproved,
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
    /// Include switches and counts, where they have changed with the context note.
    pub include: Option<JsonText>,
    /// The served snapshot's head, made anew with the context note; the messages stay as they are.
    pub snapshot_head: Option<Vec<u8>>,
    /// The caller's codes of what the served snapshot hides, made anew.
    pub codes: Option<Vec<u8>>,
    /// Whether new comments are taken.
    pub comments_open: Option<bool>,
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
    /// What it was judged by.
    pub judged: Judged,
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
    /// Rules or words have changed since.
    PolicyChanged,
    /// The request is not approved, or of another revision.
    NotApproved,
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
        let mut change = self.change(record).await?;
        let made = insert_share(&mut change, share).await?;
        finish(change, made).await
    }

    /// Makes several shares, all or none.
    pub async fn create_shares(
        &self,
        shares: Vec<NewShare>,
        record: Record<'_>,
    ) -> Result<Result<Vec<ShareRow>, CreateShareRefusal>, StoreError> {
        let mut change = self.change(record).await?;
        let mut made = Vec::with_capacity(shares.len());
        for share in shares {
            match insert_share(&mut change, share).await? {
                Ok(row) => made.push(row),
                Err(refusal) => return finish(change, Err(refusal)).await,
            }
        }
        finish(change, Ok(made)).await
    }

    /// A share by id, in whatever state.
    pub async fn share(&self, id: &str) -> Result<Option<ShareRow>, StoreError> {
        let row = shares::Entity::find_by_id(id.to_owned())
            .one(&self.readers)
            .await?;
        Ok(with_people(&self.readers, row.into_iter().collect())
            .await?
            .pop())
    }

    /// All shares of a conversation, newest first.
    pub async fn shares_of_conversation(
        &self,
        org: Uuid,
        conversation: Uuid,
    ) -> Result<Vec<ShareRow>, StoreError> {
        let rows = newest_first(org, None)
            .filter(shares::Column::ConversationId.eq(conversation))
            .all(&self.readers)
            .await?;
        with_people(&self.readers, rows).await
    }

    /// Shares of a person, newest first, at most `limit`.
    pub async fn shares_of_owner(
        &self,
        org: Uuid,
        owner: Uuid,
        after: Option<ShareCursor>,
        limit: u32,
    ) -> Result<Vec<ShareRow>, StoreError> {
        let rows = newest_first(org, after)
            .filter(shares::Column::OwnerId.eq(owner))
            .limit(u64::from(limit))
            .all(&self.readers)
            .await?;
        with_people(&self.readers, rows).await
    }

    /// Shares of an organisation, newest first, at most `limit`.
    pub async fn shares_of_org(
        &self,
        org: Uuid,
        after: Option<ShareCursor>,
        limit: u32,
    ) -> Result<Vec<ShareRow>, StoreError> {
        let rows = newest_first(org, after)
            .limit(u64::from(limit))
            .all(&self.readers)
            .await?;
        with_people(&self.readers, rows).await
    }

    /// Ids of the keys that links of shares not stopped are derived from.
    pub async fn share_key_ids(&self) -> Result<Vec<String>, StoreError> {
        let mut ids: Vec<String> = shares::Entity::find()
            .select_only()
            .column(shares::Column::KeyId)
            .distinct()
            .filter(shares::Column::State.ne(ShareState::Stopped.as_str()))
            .into_tuple()
            .all(&self.readers)
            .await?;
        ids.sort();
        Ok(ids)
    }

    /// Changes a share.
    pub async fn update_share(
        &self,
        id: &str,
        changes: ShareChanges,
        record: Record<'_>,
    ) -> Result<Result<ShareRow, ChangeRefusal>, StoreError> {
        let change = self.change(record).await?;
        let changed = apply_changes(&change, id, changes).await?;
        finish(change, changed).await
    }

    /// Publishes a newer snapshot; the older one is deleted in the same step.
    pub async fn publish_snapshot(
        &self,
        id: &str,
        publish: Publish,
        record: Record<'_>,
    ) -> Result<Result<ShareRow, PublishRefusal>, StoreError> {
        let change = self.change(record).await?;
        let published = publish_newer(&change, id, publish).await?;
        finish(change, published).await
    }

    /// Stops a share for good and deletes its snapshot and grants. `None` if there is none here.
    pub async fn stop_share(
        &self,
        id: &str,
        reason: StopReason,
        record: Record<'_>,
    ) -> Result<Option<Stopped>, StoreError> {
        let change = self.change(record).await?;
        let Some(row) = in_org(&change, id).await? else {
            change.give_up().await?;
            return Ok(None);
        };
        if row.state == ShareState::Stopped.as_str() {
            let row = read_back(&change, id).await?;
            change.give_up().await?;
            return Ok(Some(Stopped::Already(Box::new(row))));
        }
        stop::stop_one(&change, id, reason).await?;
        let row = read_back(&change, id).await?;
        change.commit().await?;
        Ok(Some(Stopped::Now(Box::new(row))))
    }

    /// Gives a share a new link, derived from this key; the old one and its grants end.
    pub async fn rotate_share(
        &self,
        id: &str,
        key_id: &str,
        record: Record<'_>,
    ) -> Result<Result<ShareRow, ChangeRefusal>, StoreError> {
        let change = self.change(record).await?;
        let row = match not_stopped(&change, id).await? {
            Ok(row) => row,
            Err(refusal) => return finish(change, Err(refusal)).await,
        };
        let rotated = shares::ActiveModel {
            key_id: Set(key_id.to_owned()),
            link_generation: Set(row.link_generation + 1),
            ..Default::default()
        };
        save(&change, id, rotated).await?;
        stop::end_grants(&change.db, id).await?;
        let row = read_back(&change, id).await?;
        finish(change, Ok(row)).await
    }

    /// Pauses a share and ends its grants. Pausing a paused one changes and records nothing.
    pub async fn pause_share(
        &self,
        id: &str,
        record: Record<'_>,
    ) -> Result<Result<ShareRow, ChangeRefusal>, StoreError> {
        self.set_state(id, ShareState::Paused, record).await
    }

    /// Resumes a paused share. Resuming an active one changes and records nothing.
    pub async fn resume_share(
        &self,
        id: &str,
        record: Record<'_>,
    ) -> Result<Result<ShareRow, ChangeRefusal>, StoreError> {
        self.set_state(id, ShareState::Active, record).await
    }

    async fn set_state(
        &self,
        id: &str,
        state: ShareState,
        record: Record<'_>,
    ) -> Result<Result<ShareRow, ChangeRefusal>, StoreError> {
        let change = self.change(record).await?;
        let row = match not_stopped(&change, id).await? {
            Ok(row) => row,
            Err(refusal) => return finish(change, Err(refusal)).await,
        };
        if row.state == state.as_str() {
            let row = read_back(&change, id).await?;
            change.give_up().await?;
            return Ok(Ok(row));
        }
        let changed = shares::ActiveModel {
            state: Set(state.as_str().to_owned()),
            ..Default::default()
        };
        save(&change, id, changed).await?;
        stop::end_grants(&change.db, id).await?;
        let row = read_back(&change, id).await?;
        finish(change, Ok(row)).await
    }

    /// Gives an expired or used-up share new time and, with `restart_views`, its views anew, under the same link.
    pub async fn renew_share(
        &self,
        id: &str,
        expires_at: Option<DateTime<Utc>>,
        restart_views: bool,
        record: Record<'_>,
    ) -> Result<Result<ShareRow, ChangeRefusal>, StoreError> {
        let change = self.change(record).await?;
        let row = match not_stopped(&change, id).await? {
            Ok(row) => row,
            Err(refusal) => return finish(change, Err(refusal)).await,
        };
        let snapshot = snapshots::Entity::find_by_id((id.to_owned(), row.snapshot_version))
            .count(&change.db)
            .await?;
        if snapshot == 0 {
            return finish(change, Err(ChangeRefusal::SnapshotGone)).await;
        }
        let mut renewed = shares::ActiveModel {
            expires_at: Set(expires_at.map(micros)),
            ..Default::default()
        };
        if restart_views {
            renewed.views = Set(0);
        }
        save(&change, id, renewed).await?;
        let row = read_back(&change, id).await?;
        finish(change, Ok(row)).await
    }
}

/// Shares whose time is not over.
pub(crate) fn not_expired(now: DateTime<Utc>) -> Condition {
    Condition::any()
        .add(shares::Column::ExpiresAt.is_null())
        .add(shares::Column::ExpiresAt.gt(now))
}

/// Shares with views left.
pub(crate) fn views_left() -> Condition {
    Condition::any()
        .add(shares::Column::MaxViews.is_null())
        .add(Expr::col(shares::Column::Views).lt(Expr::col(shares::Column::MaxViews)))
}

/// Shares that can be opened now.
pub(crate) fn can_be_opened(now: DateTime<Utc>) -> Condition {
    Condition::all()
        .add(shares::Column::State.eq(ShareState::Active.as_str()))
        .add(not_expired(now))
        .add(views_left())
}

/// Commits a change that was made, gives up one that was refused.
pub(crate) async fn finish<T, R>(
    change: Change<'_>,
    outcome: Result<T, R>,
) -> Result<Result<T, R>, StoreError> {
    match outcome {
        Ok(_) => change.commit().await?,
        Err(_) => change.give_up().await?,
    }
    Ok(outcome)
}

fn newest_first(org: Uuid, after: Option<ShareCursor>) -> Select<shares::Entity> {
    use shares::Column;
    let mut query = shares::Entity::find()
        .filter(Column::OrgId.eq(org))
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id);
    if let Some(after) = after {
        query = query.filter(
            Condition::any()
                .add(Column::CreatedAt.lt(after.created_at))
                .add(
                    Condition::all()
                        .add(Column::CreatedAt.eq(after.created_at))
                        .add(Column::Id.lt(after.id)),
                ),
        );
    }
    query
}

async fn in_org(change: &Change<'_>, id: &str) -> Result<Option<shares::Model>, StoreError> {
    Ok(shares::Entity::find_by_id(id.to_owned())
        .filter(shares::Column::OrgId.eq(change.record.org))
        .one(&change.db)
        .await?)
}

async fn not_stopped(
    change: &Change<'_>,
    id: &str,
) -> Result<Result<shares::Model, ChangeRefusal>, StoreError> {
    Ok(match in_org(change, id).await? {
        None => Err(ChangeRefusal::NoSuchShare),
        Some(row) if row.state == ShareState::Stopped.as_str() => Err(ChangeRefusal::Stopped),
        Some(row) => Ok(row),
    })
}

/// Writes the columns that are set, and when.
async fn save(
    change: &Change<'_>,
    id: &str,
    mut columns: shares::ActiveModel,
) -> Result<(), StoreError> {
    columns.updated_at = Set(change.record.now);
    shares::Entity::update_many()
        .set(columns)
        .filter(shares::Column::Id.eq(id))
        .exec(&change.db)
        .await?;
    events::add(change, id, ShareEventKind::Share, None).await?;
    Ok(())
}

/// A share here, as it stands within the change.
pub(crate) async fn find_here(
    change: &Change<'_>,
    id: &str,
) -> Result<Option<ShareRow>, StoreError> {
    let row = in_org(change, id).await?;
    Ok(with_people(&change.db, row.into_iter().collect())
        .await?
        .pop())
}

/// A share that was just written.
pub(crate) async fn read_back(change: &Change<'_>, id: &str) -> Result<ShareRow, StoreError> {
    find_here(change, id)
        .await?
        .ok_or(StoreError::Unreadable("no share where one was written"))
}

/// The revision of a conversation here.
pub(crate) async fn revision_of(
    change: &Change<'_>,
    conversation: Uuid,
) -> Result<Option<i64>, StoreError> {
    Ok(conversations::Entity::find_by_id(conversation)
        .select_only()
        .column(conversations::Column::Revision)
        .filter(conversations::Column::OrgId.eq(change.record.org))
        .into_tuple()
        .one(&change.db)
        .await?)
}

/// The first of these who is not an active person here.
async fn stranger_among(change: &Change<'_>, people: &[Uuid]) -> Result<Option<Uuid>, StoreError> {
    if people.is_empty() {
        return Ok(None);
    }
    let known: HashSet<Uuid> = people::Entity::find()
        .select_only()
        .column(people::Column::Id)
        .filter(people::Column::OrgId.eq(change.record.org))
        .filter(people::Column::Active.eq(true))
        .filter(people::Column::Id.is_in(people.iter().copied()))
        .into_tuple()
        .all(&change.db)
        .await?
        .into_iter()
        .collect();
    Ok(people.iter().copied().find(|id| !known.contains(id)))
}

async fn name_people(change: &Change<'_>, id: &str, people: &[Uuid]) -> Result<(), StoreError> {
    share_people::Entity::delete_many()
        .filter(share_people::Column::ShareId.eq(id))
        .exec(&change.db)
        .await?;
    let people: HashSet<Uuid> = people.iter().copied().collect();
    if people.is_empty() {
        return Ok(());
    }
    let rows = people.into_iter().map(|person_id| {
        share_people::Model {
            share_id: id.to_owned(),
            person_id,
        }
        .into_active_model()
    });
    share_people::Entity::insert_many(rows)
        .exec_without_returning(&change.db)
        .await?;
    Ok(())
}

/// The first of these that is no team here.
async fn unknown_team_among(
    change: &Change<'_>,
    named: &[Uuid],
) -> Result<Option<Uuid>, StoreError> {
    if named.is_empty() {
        return Ok(None);
    }
    let known: HashSet<Uuid> = teams::Entity::find()
        .select_only()
        .column(teams::Column::Id)
        .filter(teams::Column::OrgId.eq(change.record.org))
        .filter(teams::Column::Id.is_in(named.iter().copied()))
        .into_tuple()
        .all(&change.db)
        .await?
        .into_iter()
        .collect();
    Ok(named.iter().copied().find(|id| !known.contains(id)))
}

async fn name_teams(change: &Change<'_>, id: &str, named: &[Uuid]) -> Result<(), StoreError> {
    let named: HashSet<Uuid> = named.iter().copied().collect();
    if named.is_empty() {
        return Ok(());
    }
    let rows = named.into_iter().map(|team_id| {
        share_teams::Model {
            share_id: id.to_owned(),
            team_id,
        }
        .into_active_model()
    });
    share_teams::Entity::insert_many(rows)
        .exec_without_returning(&change.db)
        .await?;
    Ok(())
}

async fn insert_share(
    change: &mut Change<'_>,
    share: NewShare,
) -> Result<Result<ShareRow, CreateShareRefusal>, StoreError> {
    let (org, now) = (change.record.org, change.record.now);
    let Some(current) = revision_of(change, share.conversation).await? else {
        return Ok(Err(CreateShareRefusal::NoSuchConversation));
    };
    if current != share.expected_revision {
        return Ok(Err(CreateShareRefusal::Stale { current }));
    }
    if !still_holds(change, share.judged.epoch).await? {
        return Ok(Err(CreateShareRefusal::PolicyChanged));
    }
    if let Some(request) = share.judged.request {
        let revision = share.expected_revision;
        if !use_up(change, request, share.conversation, revision, &share.id).await? {
            return Ok(Err(CreateShareRefusal::NotApproved));
        }
    }
    let shares_so_far = shares::Entity::find()
        .filter(shares::Column::ConversationId.eq(share.conversation))
        .count(&change.db)
        .await?;
    if shares_so_far >= u64::from(MAX_SHARES) {
        return Ok(Err(CreateShareRefusal::TooManyShares));
    }
    if let Some(stranger) = stranger_among(change, &share.people).await? {
        return Ok(Err(CreateShareRefusal::UnknownPerson(stranger)));
    }
    if let Some(unknown) = unknown_team_among(change, &share.teams).await? {
        return Ok(Err(CreateShareRefusal::UnknownTeam(unknown)));
    }
    if let Some(replaced) = &share.replaces {
        let replaced = in_org(change, replaced).await?;
        let Some(replaced) = replaced.filter(|row| row.conversation_id == Some(share.conversation))
        else {
            return Ok(Err(CreateShareRefusal::NoSuchReplaced));
        };
        if replaced.state != ShareState::Stopped.as_str() {
            stop::stop_one(change, &replaced.id, StopReason::Replaced).await?;
            stop::add_event(
                change,
                &replaced.id,
                &replaced.audience,
                Some(share.conversation),
                StopReason::Replaced,
            )?;
        }
    }
    let row = shares::Model {
        id: share.id.clone(),
        org_id: org,
        conversation_id: Some(share.conversation),
        owner_id: share.owner,
        audience: share.audience.as_str().to_owned(),
        permission: share.permission.as_str().to_owned(),
        state: ShareState::Active.as_str().to_owned(),
        stopped_at: None,
        stop_reason: None,
        expires_at: share.expires_at.map(micros),
        label: share.label.map(|label| label.0),
        hide_sharer: share.hide_sharer,
        allow_download: share.allow_download,
        utc: share.utc,
        key_id: share.key_id,
        link_generation: 1,
        password_generation: 1,
        password_hash: share.password.map(|hash| hash.0),
        max_views: share.max_views.map(i64::from),
        views: 0,
        include: share.selection.include.into_row(),
        range_from: share.selection.range_from.map(i64::from),
        range_to: share.selection.range_to.map(i64::from),
        leave_out: JsonText::of(&share.selection.leave_out)?.into_row(),
        context: share.selection.context.into_row(),
        decisions: share.selection.decisions.into_row(),
        snapshot_version: 1,
        snapshot_revision: share.expected_revision,
        snapshot_messages: share.snapshot.conversation_messages.into(),
        replaces: share.replaces,
        created_at: now,
        updated_at: now,
        last_opened_at: None,
        recipient: share.recipient,
    };
    shares::Entity::insert(row.into_active_model())
        .exec_without_returning(&change.db)
        .await?;
    name_people(change, &share.id, &share.people).await?;
    name_teams(change, &share.id, &share.teams).await?;
    insert_snapshot(change, &share.id, 1, share.snapshot).await?;
    Ok(Ok(read_back(change, &share.id).await?))
}

async fn insert_snapshot(
    change: &Change<'_>,
    id: &str,
    version: i64,
    snapshot: NewSnapshot,
) -> Result<(), StoreError> {
    let head = snapshots::Model {
        share_id: id.to_owned(),
        version,
        head: snapshot.head,
        message_count: snapshot.message_count.into(),
        redactions: snapshot.redactions.into(),
        published_at: change.record.now,
    };
    snapshots::Entity::insert(head.into_active_model())
        .exec_without_returning(&change.db)
        .await?;
    // One by one: a page may be large, and there are few.
    for page in snapshot.pages {
        let page = snapshot_pages::Model {
            share_id: id.to_owned(),
            version,
            first: page.first.into(),
            last: page.last.into(),
            body: page.body,
        };
        snapshot_pages::Entity::insert(page.into_active_model())
            .exec_without_returning(&change.db)
            .await?;
    }
    codes::put(&change.db, id, version, snapshot.codes).await
}

async fn apply_changes(
    change: &Change<'_>,
    id: &str,
    changes: ShareChanges,
) -> Result<Result<ShareRow, ChangeRefusal>, StoreError> {
    let row = match not_stopped(change, id).await? {
        Ok(row) => row,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if let Some(named) = &changes.people {
        if let Some(stranger) = stranger_among(change, named).await? {
            return Ok(Err(ChangeRefusal::UnknownPerson(stranger)));
        }
        name_people(change, id, named).await?;
    }
    if let Some(head) = changes.snapshot_head {
        let replaced = snapshots::Entity::update_many()
            .col_expr(snapshots::Column::Head, Expr::value(head))
            .filter(snapshots::Column::ShareId.eq(id))
            .filter(snapshots::Column::Version.eq(row.snapshot_version))
            .exec(&change.db)
            .await?
            .rows_affected;
        if replaced == 0 {
            return Ok(Err(ChangeRefusal::SnapshotGone));
        }
    }
    if let Some(codes) = changes.codes {
        codes::put(&change.db, id, row.snapshot_version, codes).await?;
    }
    if let Some(open) = changes.comments_open {
        discussion::set_closed(change, id, !open).await?;
    }
    let mut columns = shares::ActiveModel::default();
    if let Some(expires_at) = changes.expires_at {
        columns.expires_at = Set(expires_at.map(micros));
    }
    if let Some(label) = changes.label {
        columns.label = Set(label.map(|label| label.0));
    }
    if let Some(context) = changes.context {
        columns.context = Set(context.into_row());
    }
    if let Some(decisions) = changes.decisions {
        columns.decisions = Set(decisions.into_row());
    }
    if let Some(include) = changes.include {
        columns.include = Set(include.into_row());
    }
    if let Some(permission) = changes.permission {
        columns.permission = Set(permission.as_str().to_owned());
    }
    if let Some(hide_sharer) = changes.hide_sharer {
        columns.hide_sharer = Set(hide_sharer);
    }
    if let Some(allow_download) = changes.allow_download {
        columns.allow_download = Set(allow_download);
    }
    if let Some(utc) = changes.utc {
        columns.utc = Set(utc);
    }
    if let Some(max_views) = changes.max_views {
        columns.max_views = Set(max_views.map(i64::from));
    }
    if let Some(password) = changes.password {
        columns.password_hash = Set(password.map(|hash| hash.0));
        columns.password_generation = Set(row.password_generation + 1);
        stop::end_grants(&change.db, id).await?;
    }
    save(change, id, columns).await?;
    Ok(Ok(read_back(change, id).await?))
}

async fn publish_newer(
    change: &Change<'_>,
    id: &str,
    publish: Publish,
) -> Result<Result<ShareRow, PublishRefusal>, StoreError> {
    let row = match not_stopped(change, id).await? {
        Ok(row) => row,
        Err(ChangeRefusal::Stopped) => return Ok(Err(PublishRefusal::Stopped)),
        Err(_) => return Ok(Err(PublishRefusal::NoSuchShare)),
    };
    if row.snapshot_version != i64::from(publish.expected_version) {
        return Ok(Err(PublishRefusal::Conflict {
            current: count(row.snapshot_version)?,
        }));
    }
    let revision = match row.conversation_id {
        Some(conversation) => revision_of(change, conversation).await?,
        None => None,
    };
    let Some(current) = revision else {
        return Ok(Err(PublishRefusal::NoSuchShare));
    };
    if current != publish.expected_revision {
        return Ok(Err(PublishRefusal::Stale { current }));
    }
    if !still_holds(change, publish.judged.epoch).await? {
        return Ok(Err(PublishRefusal::PolicyChanged));
    }
    if let (Some(request), Some(conversation)) = (publish.judged.request, row.conversation_id)
        && !use_up(change, request, conversation, publish.expected_revision, id).await?
    {
        return Ok(Err(PublishRefusal::NotApproved));
    }
    let version = row.snapshot_version + 1;
    let columns = shares::ActiveModel {
        include: Set(publish.selection.include.into_row()),
        range_from: Set(publish.selection.range_from.map(i64::from)),
        range_to: Set(publish.selection.range_to.map(i64::from)),
        leave_out: Set(JsonText::of(&publish.selection.leave_out)?.into_row()),
        context: Set(publish.selection.context.into_row()),
        decisions: Set(publish.selection.decisions.into_row()),
        snapshot_version: Set(version),
        snapshot_revision: Set(publish.expected_revision),
        snapshot_messages: Set(publish.snapshot.conversation_messages.into()),
        ..Default::default()
    };
    save(change, id, columns).await?;
    stop::delete_snapshots(&change.db, id).await?;
    insert_snapshot(change, id, version, publish.snapshot).await?;
    events::add(change, id, ShareEventKind::Snapshot, None).await?;
    Ok(Ok(read_back(change, id).await?))
}

/// Shares with the people and teams named in them, in two queries more where somebody is.
pub(crate) async fn with_people(
    db: &impl ConnectionTrait,
    rows: Vec<shares::Model>,
) -> Result<Vec<ShareRow>, StoreError> {
    let named: Vec<&str> = rows
        .iter()
        .filter(|row| row.audience == Audience::People.as_str())
        .map(|row| row.id.as_str())
        .collect();
    let mut people: HashMap<String, Vec<SharedPerson>> = HashMap::new();
    let mut teams: HashMap<String, Vec<SharedTeam>> = HashMap::new();
    if !named.is_empty() {
        teams = teams_of(db, &named).await?;
        let found = share_people::Entity::find()
            .filter(share_people::Column::ShareId.is_in(named))
            .find_also_related(people::Entity)
            .order_by_asc(people::Column::Name)
            .order_by_asc(people::Column::Id)
            .all(db)
            .await?;
        for (place, person) in found {
            if let Some(person) = person {
                people
                    .entry(place.share_id)
                    .or_default()
                    .push(SharedPerson {
                        id: person.id,
                        name: person.name,
                        email: person.email,
                    });
            }
        }
    }
    rows.into_iter()
        .map(|row| {
            let people = people.remove(&row.id).unwrap_or_default();
            let teams = teams.remove(&row.id).unwrap_or_default();
            to_share(row, people, teams)
        })
        .collect()
}

/// The teams that these shares name, with who is in them now.
async fn teams_of(
    db: &impl ConnectionTrait,
    shares: &[&str],
) -> Result<HashMap<String, Vec<SharedTeam>>, StoreError> {
    let named = share_teams::Entity::find()
        .filter(share_teams::Column::ShareId.is_in(shares.iter().copied()))
        .find_also_related(teams::Entity)
        .order_by_asc(teams::Column::NameKey)
        .all(db)
        .await?;
    if named.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: HashSet<Uuid> = named.iter().map(|(place, _)| place.team_id).collect();
    let members: Vec<(Uuid, Uuid)> = team_members::Entity::find()
        .select_only()
        .columns([team_members::Column::TeamId, team_members::Column::PersonId])
        .inner_join(people::Entity)
        .filter(team_members::Column::TeamId.is_in(ids))
        .filter(people::Column::Active.eq(true))
        .into_tuple()
        .all(db)
        .await?;
    let mut found: HashMap<String, Vec<SharedTeam>> = HashMap::new();
    for (place, team) in named {
        if let Some(team) = team {
            found.entry(place.share_id).or_default().push(SharedTeam {
                members: members
                    .iter()
                    .filter(|(id, _)| *id == team.id)
                    .map(|(_, person)| *person)
                    .collect(),
                id: team.id,
                name: team.name,
            });
        }
    }
    Ok(found)
}

fn to_share(
    row: shares::Model,
    people: Vec<SharedPerson>,
    teams: Vec<SharedTeam>,
) -> Result<ShareRow, StoreError> {
    let stop_reason = row.stop_reason.as_deref();
    Ok(ShareRow {
        audience: Audience::parse(&row.audience)
            .ok_or(StoreError::Unreadable("an unknown audience"))?,
        permission: Permission::parse(&row.permission)
            .ok_or(StoreError::Unreadable("an unknown permission"))?,
        state: ShareState::parse(&row.state)
            .ok_or(StoreError::Unreadable("an unknown share state"))?,
        stop_reason: stop_reason
            .map(|word| {
                StopReason::parse(word).ok_or(StoreError::Unreadable("an unknown stop reason"))
            })
            .transpose()?,
        id: row.id,
        org: row.org_id,
        conversation: row.conversation_id,
        owner: row.owner_id,
        people,
        teams,
        stopped_at: row.stopped_at,
        expires_at: row.expires_at,
        label: row.label.map(Text),
        hide_sharer: row.hide_sharer,
        allow_download: row.allow_download,
        utc: row.utc,
        key_id: row.key_id,
        link_generation: count(row.link_generation)?,
        password_generation: count(row.password_generation)?,
        password: row.password_hash.map(PasswordHash),
        max_views: count_or_none(row.max_views)?,
        views: count(row.views)?,
        include: JsonText::from_row(row.include),
        range_from: count_or_none(row.range_from)?,
        range_to: count_or_none(row.range_to)?,
        leave_out: JsonText::from_row(row.leave_out).read()?,
        context: JsonText::from_row(row.context),
        decisions: JsonText::from_row(row.decisions),
        snapshot_version: count(row.snapshot_version)?,
        snapshot_revision: row.snapshot_revision,
        snapshot_messages: count(row.snapshot_messages)?,
        replaces: row.replaces,
        created_at: row.created_at,
        updated_at: row.updated_at,
        last_opened_at: row.last_opened_at,
        recipient: row.recipient,
    })
}
