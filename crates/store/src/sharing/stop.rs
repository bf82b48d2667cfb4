//! Stopping: the state changes for good, and what was served is gone in the same step.

use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};
use uuid::Uuid;

use super::{
    Audience, ShareState, StopReason,
    rows::{shares, snapshot_pages, snapshots},
};
use crate::{
    AuditAction, AuditEvent, StoreError,
    audit::Change,
    discussion::{ShareEventKind, codes, events},
    viewer::rows::grants,
};

/// Stops all shares of a conversation that is about to be deleted, with a row of the trail for each.
pub(crate) async fn stop_all_of(
    change: &mut Change<'_>,
    conversation: Uuid,
) -> Result<Vec<String>, StoreError> {
    use shares::Column;
    let live: Vec<(String, String)> = shares::Entity::find()
        .select_only()
        .columns([Column::Id, Column::Audience])
        .filter(Column::OrgId.eq(change.record.org))
        .filter(Column::ConversationId.eq(conversation))
        .filter(Column::State.ne(ShareState::Stopped.as_str()))
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(&change.db)
        .await?;
    let mut stopped = Vec::with_capacity(live.len());
    for (id, audience) in live {
        stop_one(change, &id, StopReason::ConversationDeleted).await?;
        add_event(
            change,
            &id,
            &audience,
            Some(conversation),
            StopReason::ConversationDeleted,
        )?;
        stopped.push(id);
    }
    Ok(stopped)
}

/// Adds a `share.stopped` row that follows from another event, by that event's actor.
pub(crate) fn add_event(
    change: &mut Change<'_>,
    id: &str,
    audience: &str,
    conversation: Option<Uuid>,
    reason: StopReason,
) -> Result<(), StoreError> {
    let audience =
        Audience::parse(audience).ok_or(StoreError::Unreadable("an unknown audience"))?;
    let actor = change
        .record
        .events
        .first()
        .and_then(|event| event.actor.clone());
    let mut event = AuditEvent::new(AuditAction::ShareStopped, actor)
        .share(id, audience)
        .detail("reason", reason.as_str());
    event.conversation = conversation;
    change.record.events.push(event);
    Ok(())
}

/// Stops a share and deletes its snapshot and grants.
pub(crate) async fn stop_one(
    change: &Change<'_>,
    id: &str,
    reason: StopReason,
) -> Result<(), StoreError> {
    let now = change.record.now;
    shares::Entity::update_many()
        .set(shares::ActiveModel {
            state: Set(ShareState::Stopped.as_str().to_owned()),
            stopped_at: Set(Some(now)),
            stop_reason: Set(Some(reason.as_str().to_owned())),
            updated_at: Set(now),
            ..Default::default()
        })
        .filter(shares::Column::Id.eq(id))
        .exec(&change.db)
        .await?;
    delete_snapshots(&change.db, id).await?;
    end_grants(&change.db, id).await?;
    events::add(change, id, ShareEventKind::Share, None).await?;
    Ok(())
}

/// Deletes what a share serves.
pub(super) async fn delete_snapshots(db: &DatabaseTransaction, id: &str) -> Result<(), StoreError> {
    snapshot_pages::Entity::delete_many()
        .filter(snapshot_pages::Column::ShareId.eq(id))
        .exec(db)
        .await?;
    snapshots::Entity::delete_many()
        .filter(snapshots::Column::ShareId.eq(id))
        .exec(db)
        .await?;
    codes::delete(db, id).await
}

/// Ends all visitors' leave to come back.
pub(super) async fn end_grants(db: &DatabaseTransaction, id: &str) -> Result<(), StoreError> {
    grants::Entity::delete_many()
        .filter(grants::Column::ShareId.eq(id))
        .exec(db)
        .await?;
    Ok(())
}
