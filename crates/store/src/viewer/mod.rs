//! Viewer: what recipients are served, and how an open is counted.
//!
//! Owns grants and the reading of snapshots. Must not reach a conversation's original text.

pub(crate) mod rows;

use chrono::{DateTime, Utc};

use crate::{Record, Store, StoreError, TokenHash, hidden::quiet_debug, sharing::ShareRow};

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
    /// Opens a share: checks it, counts the view and writes grant and record in one step, so that of many at once
    /// no more than the limit succeed.
    pub async fn open_view(
        &self,
        share: &str,
        open: OpenView,
        record: Record<'_>,
    ) -> Result<Opened, StoreError> {
        todo!()
    }

    /// A visitor's grant for a share, live or not.
    pub async fn grant(
        &self,
        visitor: TokenHash,
        share: &str,
    ) -> Result<Option<GrantRow>, StoreError> {
        todo!()
    }

    /// A snapshot's head; `None` when a newer version has taken its place or the share was stopped.
    pub async fn snapshot_head(
        &self,
        share: &str,
        version: u32,
    ) -> Result<Option<SnapshotHead>, StoreError> {
        todo!()
    }

    /// The page with the first messages numbered above `after`.
    pub async fn snapshot_page(
        &self,
        share: &str,
        version: u32,
        after: u32,
    ) -> Result<Option<SnapshotPage>, StoreError> {
        todo!()
    }

    /// Deletes what nobody can use any more.
    pub async fn delete_expired(&self, now: DateTime<Utc>) -> Result<Swept, StoreError> {
        todo!()
    }
}
