//! Notifications: what happened that a person may want to know, by ids only.
//!
//! Owns who was told what, what they have read, and which kinds they do not want. Must not hold text: titles and
//! names are read when they are shown, as the reader may see them then.

pub(crate) mod rows;

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Set,
};
use uuid::Uuid;

use self::rows::{notifications, notifications_off};
use crate::{Store, StoreError, database::micros, words::words};

words! {
    /// What happened.
    NotificationKind {
        /// Somebody mentioned the person, or gave them something to do.
        Mention = "mention",
        /// A comment in a share of theirs, or a reply to them.
        Comment = "comment",
        /// Somebody asks to see a share of theirs.
        AccessRequest = "access_request",
        /// A review waits for them.
        ReviewWaiting = "review_waiting",
        /// A share of theirs was opened for the first time.
        FirstOpening = "first_opening",
        /// A share of theirs ends soon.
        Expiring = "expiring",
    }
}

/// Something to tell a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewNotification {
    /// Id: a `UUIDv7`, by which they are ordered.
    pub id: Uuid,
    /// Whom.
    pub person: Uuid,
    /// What happened.
    pub kind: NotificationKind,
    /// The share it is about.
    pub share: Option<String>,
    /// The conversation it is about.
    pub conversation: Option<Uuid>,
    /// The comment it is about.
    pub comment: Option<Uuid>,
    /// Who did it.
    pub actor: Option<Uuid>,
}

/// Something a person was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotificationRow {
    /// Id.
    pub id: Uuid,
    /// What happened.
    pub kind: NotificationKind,
    /// The share it is about.
    pub share: Option<String>,
    /// The conversation it is about.
    pub conversation: Option<Uuid>,
    /// The comment it is about.
    pub comment: Option<Uuid>,
    /// Who did it.
    pub actor: Option<Uuid>,
    /// When.
    pub at: DateTime<Utc>,
    /// It was read.
    pub read: bool,
}

impl Store {
    /// Tells people, as far as they want to be told.
    pub async fn notify(
        &self,
        news: Vec<NewNotification>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let db = self.begin().await?;
        add(&db, news, micros(now)).await?;
        db.commit().await?;
        Ok(())
    }

    /// What a person was told before an id (all if `None`), newest first, at most `limit`.
    pub async fn notifications(
        &self,
        person: Uuid,
        before: Option<Uuid>,
        limit: u64,
    ) -> Result<Vec<NotificationRow>, StoreError> {
        let mut query = notifications::Entity::find()
            .filter(notifications::Column::PersonId.eq(person))
            .order_by_desc(notifications::Column::Id)
            .limit(limit);
        if let Some(before) = before {
            query = query.filter(notifications::Column::Id.lt(before));
        }
        let rows = query.all(&self.readers).await?;
        rows.into_iter()
            .map(|row| {
                Ok(NotificationRow {
                    id: row.id,
                    kind: NotificationKind::parse(&row.kind)
                        .ok_or(StoreError::Unreadable("an unknown notification"))?,
                    share: row.share_id,
                    conversation: row.conversation_id,
                    comment: row.comment_id,
                    actor: row.actor_id,
                    at: row.at,
                    read: row.read_at.is_some(),
                })
            })
            .collect()
    }

    /// How many a person has not read.
    pub async fn unread_notifications(&self, person: Uuid) -> Result<u32, StoreError> {
        let unread = notifications::Entity::find()
            .filter(notifications::Column::PersonId.eq(person))
            .filter(notifications::Column::ReadAt.is_null())
            .count(&self.readers)
            .await?;
        Ok(u32::try_from(unread).unwrap_or(u32::MAX))
    }

    /// Marks a person's notifications read: these, or all.
    pub async fn read_notifications(
        &self,
        person: Uuid,
        which: Option<&[Uuid]>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut update = notifications::Entity::update_many()
            .set(notifications::ActiveModel {
                read_at: Set(Some(micros(now))),
                ..Default::default()
            })
            .filter(notifications::Column::PersonId.eq(person))
            .filter(notifications::Column::ReadAt.is_null());
        if let Some(ids) = which {
            update = update.filter(notifications::Column::Id.is_in(ids.iter().copied()));
        }
        update.exec(&self.writers).await?;
        Ok(())
    }

    /// The kinds a person does not want.
    pub async fn notifications_off(
        &self,
        person: Uuid,
    ) -> Result<Vec<NotificationKind>, StoreError> {
        let rows = notifications_off::Entity::find()
            .filter(notifications_off::Column::PersonId.eq(person))
            .all(&self.readers)
            .await?;
        Ok(NotificationKind::ALL
            .iter()
            .copied()
            .filter(|kind| rows.iter().any(|row| row.kind == kind.as_str()))
            .collect())
    }

    /// Sets the kinds a person does not want, all of them.
    pub async fn set_notifications_off(
        &self,
        person: Uuid,
        off: &[NotificationKind],
    ) -> Result<(), StoreError> {
        let db = self.begin().await?;
        notifications_off::Entity::delete_many()
            .filter(notifications_off::Column::PersonId.eq(person))
            .exec(&db)
            .await?;
        let rows: Vec<_> = NotificationKind::ALL
            .iter()
            .filter(|kind| off.contains(kind))
            .map(|kind| {
                notifications_off::Model {
                    person_id: person,
                    kind: kind.as_str().to_owned(),
                }
                .into_active_model()
            })
            .collect();
        if !rows.is_empty() {
            notifications_off::Entity::insert_many(rows)
                .exec_without_returning(&db)
                .await?;
        }
        db.commit().await?;
        Ok(())
    }
}

/// Tells people within a change, as far as they want to be told.
pub(crate) async fn add(
    db: &impl ConnectionTrait,
    news: Vec<NewNotification>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if news.is_empty() {
        return Ok(());
    }
    let off = notifications_off::Entity::find()
        .filter(notifications_off::Column::PersonId.is_in(news.iter().map(|new| new.person)))
        .all(db)
        .await?;
    let wanted = |new: &NewNotification| {
        !off.iter()
            .any(|row| row.person_id == new.person && row.kind == new.kind.as_str())
    };
    let rows: Vec<_> = news
        .into_iter()
        .filter(wanted)
        .map(|new| {
            notifications::Model {
                id: new.id,
                person_id: new.person,
                kind: new.kind.as_str().to_owned(),
                share_id: new.share,
                conversation_id: new.conversation,
                comment_id: new.comment,
                actor_id: new.actor,
                at: now,
                read_at: None,
            }
            .into_active_model()
        })
        .collect();
    if !rows.is_empty() {
        notifications::Entity::insert_many(rows)
            .exec_without_returning(db)
            .await?;
    }
    Ok(())
}
