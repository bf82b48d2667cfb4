//! Viewer: what recipients are served, and how an open is counted.
//!
//! Owns grants and the reading of snapshots. Must not reach a conversation's original text.

mod opening;
pub(crate) mod rows;

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};

pub(crate) use self::opening::Queues;
use self::rows::grants;
use crate::{
    Store, StoreError, TokenHash,
    accounts::rows::{one_time_links, sessions, throttles},
    database::{count, micros},
    discussion::rows::snapshot_codes,
    hidden::quiet_debug,
    sharing::{
        ShareRow,
        rows::{shares, snapshot_pages, snapshots},
    },
};

/// How long an expired share's snapshot is kept for a renewal.
const KEPT_AFTER_EXPIRY: TimeDelta = TimeDelta::days(30);

/// A share to open.
#[derive(Clone, Debug)]
pub struct OpenView {
    /// The link the visitor's secret was checked against.
    pub link_generation: u32,
    /// The password the visitor's was checked against.
    pub password_generation: u32,
    /// The visitor who may come back, and until when.
    pub grant: Option<NewGrant>,
    /// Whether this is a view: `false` for the owner and for who comes back under a grant.
    pub count_view: bool,
}

/// A visitor who may come back without the secret.
#[derive(Clone, Debug)]
pub struct NewGrant {
    /// Hash of the visitor's cookie.
    pub visitor: TokenHash,
    /// Until when, at most.
    pub until: DateTime<Utc>,
}

/// What opening a share came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opened {
    /// It is open; the share as it stands after counting.
    Open(Box<ShareRow>),
    /// It is unknown, stopped, paused, expired, or has another link or password by now. Nothing was recorded.
    NotLive,
    /// Its views are used up. Nothing was recorded.
    UsedUp,
}

/// A visitor's leave to come back. Whoever reads it checks the share again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantRow {
    /// The link it was given for.
    pub link_generation: u32,
    /// The password it was given for.
    pub password_generation: u32,
    /// Until when.
    pub until: DateTime<Utc>,
}

/// A snapshot without its messages.
#[derive(Clone, PartialEq, Eq)]
pub struct SnapshotHead {
    /// Version.
    pub version: u32,
    /// The bytes that were published.
    pub head: Vec<u8>,
    /// Messages in it.
    pub message_count: u32,
    /// Redactions in it.
    pub redactions: u32,
    /// When it was published.
    pub published_at: DateTime<Utc>,
}

quiet_debug!(SnapshotHead {
    version,
    message_count,
    redactions,
    published_at
});

/// A page of a snapshot.
#[derive(Clone, PartialEq, Eq)]
pub struct SnapshotPage {
    /// Number of its first message.
    pub first: u32,
    /// Number of its last message.
    pub last: u32,
    /// The bytes that were published.
    pub body: Vec<u8>,
}

quiet_debug!(SnapshotPage { first, last });

/// What a sweep deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Sessions over.
    pub sessions: u64,
    /// Grants over.
    pub grants: u64,
    /// One-time links over or used.
    pub one_time_links: u64,
    /// Throttles that block nobody any more.
    pub throttles: u64,
    /// Snapshots of shares that expired more than 30 days ago.
    pub snapshots: u64,
}

impl Store {
    /// A visitor's grant for a share, live or not.
    pub async fn grant(
        &self,
        visitor: TokenHash,
        share: &str,
    ) -> Result<Option<GrantRow>, StoreError> {
        let row = grants::Entity::find_by_id((visitor.0.to_vec(), share.to_owned()))
            .one(&self.readers)
            .await?;
        row.map(|row| {
            Ok(GrantRow {
                link_generation: count(row.link_generation)?,
                password_generation: count(row.password_generation)?,
                until: row.until,
            })
        })
        .transpose()
    }

    /// A snapshot's head; `None` when a newer version has taken its place or the share was stopped.
    pub async fn snapshot_head(
        &self,
        share: &str,
        version: u32,
    ) -> Result<Option<SnapshotHead>, StoreError> {
        let row = snapshots::Entity::find_by_id((share.to_owned(), i64::from(version)))
            .one(&self.readers)
            .await?;
        row.map(|row| {
            Ok(SnapshotHead {
                version,
                head: row.head,
                message_count: count(row.message_count)?,
                redactions: count(row.redactions)?,
                published_at: row.published_at,
            })
        })
        .transpose()
    }

    /// The page with the first messages numbered above `after`.
    pub async fn snapshot_page(
        &self,
        share: &str,
        version: u32,
        after: u32,
    ) -> Result<Option<SnapshotPage>, StoreError> {
        use snapshot_pages::Column;
        let row = snapshot_pages::Entity::find()
            .filter(Column::ShareId.eq(share))
            .filter(Column::Version.eq(i64::from(version)))
            .filter(Column::Last.gt(i64::from(after)))
            .order_by_asc(Column::First)
            .limit(1)
            .one(&self.readers)
            .await?;
        row.map(|row| {
            Ok(SnapshotPage {
                first: count(row.first)?,
                last: count(row.last)?,
                body: row.body,
            })
        })
        .transpose()
    }

    /// Deletes what nobody can use any more. Each kind on its own, so that no request waits for all of it.
    pub async fn delete_expired(&self, now: DateTime<Utc>) -> Result<Swept, StoreError> {
        let now = micros(now);
        let db = &self.writers;
        let sessions = sessions::Entity::delete_many()
            .filter(sessions::Column::ExpiresAt.lte(now))
            .exec(db)
            .await?
            .rows_affected;
        let grants = grants::Entity::delete_many()
            .filter(grants::Column::Until.lte(now))
            .exec(db)
            .await?
            .rows_affected;
        let one_time_links = one_time_links::Entity::delete_many()
            .filter(
                Condition::any()
                    .add(one_time_links::Column::ExpiresAt.lte(now))
                    .add(one_time_links::Column::UsedAt.is_not_null()),
            )
            .exec(db)
            .await?
            .rows_affected;
        let throttles = throttles::Entity::delete_many()
            .filter(throttles::Column::ForgetAt.lte(now))
            .exec(db)
            .await?
            .rows_affected;
        let long_expired = shares::Entity::find()
            .select_only()
            .column(shares::Column::Id)
            .filter(shares::Column::ExpiresAt.lt(now - KEPT_AFTER_EXPIRY))
            .into_query();
        snapshot_pages::Entity::delete_many()
            .filter(snapshot_pages::Column::ShareId.in_subquery(long_expired.clone()))
            .exec(db)
            .await?;
        snapshot_codes::Entity::delete_many()
            .filter(snapshot_codes::Column::ShareId.in_subquery(long_expired.clone()))
            .exec(db)
            .await?;
        let snapshots = snapshots::Entity::delete_many()
            .filter(snapshots::Column::ShareId.in_subquery(long_expired))
            .exec(db)
            .await?
            .rows_affected;
        Ok(Swept {
            sessions,
            grants,
            one_time_links,
            throttles,
            snapshots,
        })
    }
}
