//! What happened on a share, numbered from 1 without gaps: the event stream, and how far a reader has got.

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::rows::share_events;
use crate::{Store, StoreError, audit::Change, words::words};

words! {
    /// What happened.
    ShareEventKind {
        /// A comment was added, changed or deleted.
        Comment = "comment",
        /// A newer snapshot was published.
        Snapshot = "snapshot",
        /// Anything else about it changed.
        Share = "share",
    }
}

/// Something that happened on a share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShareEvent {
    /// Its number on the share.
    pub seq: u64,
    /// What.
    pub kind: ShareEventKind,
    /// The comment, if it was about one.
    pub comment: Option<Uuid>,
}

impl Store {
    /// What happened on a share after a number, in order, at most `limit`.
    pub async fn share_events(
        &self,
        share: &str,
        after: u64,
        limit: u64,
    ) -> Result<Vec<ShareEvent>, StoreError> {
        let rows = share_events::Entity::find()
            .filter(share_events::Column::ShareId.eq(share))
            .filter(share_events::Column::Seq.gt(i64::try_from(after).unwrap_or(i64::MAX)))
            .order_by_asc(share_events::Column::Seq)
            .limit(limit)
            .all(&self.readers)
            .await?;
        rows.into_iter()
            .map(|row| {
                Ok(ShareEvent {
                    seq: number(row.seq)?,
                    kind: ShareEventKind::parse(&row.kind)
                        .ok_or(StoreError::Unreadable("an unknown event"))?,
                    comment: row.comment_id,
                })
            })
            .collect()
    }

    /// The number of the last thing that happened on a share; 0 if nothing has.
    pub async fn last_share_event(&self, share: &str) -> Result<u64, StoreError> {
        number(last(&self.readers, share).await?)
    }
}

/// Adds an event. Changes of one organisation follow one another, so that numbers are given in the order in which
/// they can be seen.
pub(crate) async fn add(
    change: &Change<'_>,
    share: &str,
    kind: ShareEventKind,
    comment: Option<Uuid>,
) -> Result<i64, StoreError> {
    let seq = last(&change.db, share).await? + 1;
    let row = share_events::Model {
        share_id: share.to_owned(),
        seq,
        kind: kind.as_str().to_owned(),
        comment_id: comment,
        at: change.record.now,
    };
    share_events::Entity::insert(row.into_active_model())
        .exec_without_returning(&change.db)
        .await?;
    change.wake(share);
    Ok(seq)
}

async fn last(db: &impl ConnectionTrait, share: &str) -> Result<i64, StoreError> {
    let last: Option<i64> = share_events::Entity::find()
        .select_only()
        .column(share_events::Column::Seq)
        .filter(share_events::Column::ShareId.eq(share))
        .order_by_desc(share_events::Column::Seq)
        .into_tuple()
        .one(db)
        .await?;
    Ok(last.unwrap_or(0))
}

fn number(value: i64) -> Result<u64, StoreError> {
    u64::try_from(value).map_err(|_| StoreError::Unreadable("a number out of range"))
}
