//! Reminders: shares that end soon, each told to its owner once.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::ShareState;
use super::rows::shares;
use crate::{
    Store, StoreError,
    database::micros,
    notifications::{NewNotification, NotificationKind, rows::notifications},
};

/// How long before its end a share's owner is reminded.
const BEFORE: TimeDelta = TimeDelta::hours(24);

impl Store {
    /// Reminds owners of shares that end within a day, unless they were made for hardly longer. Answers how many.
    pub async fn remind_of_endings(
        &self,
        mut new_id: impl FnMut() -> Uuid,
        now: DateTime<Utc>,
    ) -> Result<usize, StoreError> {
        use shares::Column;
        let now = micros(now);
        let told: Vec<Option<String>> = notifications::Entity::find()
            .select_only()
            .column(notifications::Column::ShareId)
            .filter(notifications::Column::Kind.eq(NotificationKind::Expiring.as_str()))
            .filter(notifications::Column::At.gt(now - BEFORE))
            .into_tuple()
            .all(&self.readers)
            .await?;
        let ending = shares::Entity::find()
            .filter(Column::State.eq(ShareState::Active.as_str()))
            .filter(Column::ExpiresAt.gt(now))
            .filter(Column::ExpiresAt.lte(now + BEFORE))
            .all(&self.readers)
            .await?;
        let news: Vec<NewNotification> = ending
            .into_iter()
            .filter(|row| {
                let long_enough = row
                    .expires_at
                    .is_some_and(|ends| ends - row.created_at > BEFORE + TimeDelta::hours(1));
                long_enough && !told.iter().flatten().any(|id| *id == row.id)
            })
            .map(|row| NewNotification {
                id: new_id(),
                person: row.owner_id,
                kind: NotificationKind::Expiring,
                share: Some(row.id),
                conversation: row.conversation_id,
                comment: None,
                actor: None,
            })
            .collect();
        let reminded = news.len();
        self.notify(news, now).await?;
        Ok(reminded)
    }
}
