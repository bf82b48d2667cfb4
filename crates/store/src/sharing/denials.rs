//! Refused opens: the first of a window is a row of the trail at once, those that follow are counted into one row,
//! so that a flood on one link neither fills the trail nor is lost from it.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, Set,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use uuid::Uuid;

use super::rows::{share_denials, shares};
use super::{Audience, to_share};
use crate::{
    Actor, AuditAction, AuditEvent, AuditKey, Record, Store, StoreError, audit::Change,
    database::micros, words::words,
};

/// How long refusals of one kind at one share are counted together.
const WINDOW: TimeDelta = TimeDelta::minutes(10);

words! {
    /// Why an open was refused.
    DenyReason {
        /// The link's secret is another.
        WrongSecret = "wrong_secret",
        /// The password is another.
        WrongPassword = "wrong_password",
        /// It is paused, expired, used up or stopped.
        NotLive = "not_live",
        /// Signed in, but not in the audience.
        NotAddressed = "not_addressed",
    }
}

/// A refused open.
#[derive(Clone, Debug)]
pub struct Denial<'a> {
    /// The share.
    pub share: &'a super::ShareRow,
    /// Why.
    pub why: DenyReason,
    /// Who tried, as far as that is known.
    pub actor: Option<Actor>,
}

impl Store {
    /// Records a refused open, or counts it with those of the last minutes. Without an account, all are counted
    /// together: nobody makes the trail grow by changing addresses.
    pub async fn deny(
        &self,
        denial: Denial<'_>,
        key: &AuditKey,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        use share_denials::Column;
        let now = micros(now);
        let who = denial
            .actor
            .as_ref()
            .filter(|actor| actor.person_id.is_some())
            .map_or_else(String::new, |actor| actor.pseudonym.clone());
        let these = || {
            share_denials::Entity::update_many()
                .filter(Column::ShareId.eq(denial.share.id.as_str()))
                .filter(Column::Why.eq(denial.why.as_str()))
                .filter(Column::Actor.eq(who.as_str()))
        };
        // The common case of a flood: one small update, without holding the organisation's chain.
        let counted = these()
            .col_expr(Column::Uncounted, Expr::col(Column::Uncounted).add(1_i64))
            .filter(Column::WindowStartedAt.gt(now - WINDOW))
            .exec(&self.writers)
            .await?
            .rows_affected;
        if counted > 0 {
            return Ok(());
        }
        let record = Record {
            key,
            org: denial.share.org,
            now,
            events: Vec::new(),
        };
        let mut change = self.change(record).await?;
        let before = share_denials::Entity::find_by_id((
            denial.share.id.clone(),
            denial.why.as_str().to_owned(),
            who.clone(),
        ))
        .one(&change.db)
        .await?;
        match before {
            // Somebody else opened the window since.
            Some(row) if row.window_started_at > now - WINDOW => {
                these()
                    .col_expr(Column::Uncounted, Expr::col(Column::Uncounted).add(1_i64))
                    .exec(&change.db)
                    .await?;
            }
            before => {
                if let Some(row) = before.filter(|row| row.uncounted > 0) {
                    let counted = event(denial.share, denial.why, denial.actor.clone());
                    let counted = counted.detail("times", row.uncounted);
                    change.record.events.push(counted);
                }
                let first = event(denial.share, denial.why, denial.actor.clone());
                change.record.events.push(first);
                let row = share_denials::ActiveModel {
                    share_id: Set(denial.share.id.clone()),
                    why: Set(denial.why.as_str().to_owned()),
                    actor: Set(who),
                    window_started_at: Set(now),
                    uncounted: Set(0),
                };
                share_denials::Entity::insert(row)
                    .on_conflict(
                        OnConflict::columns([Column::ShareId, Column::Why, Column::Actor])
                            .update_columns([Column::WindowStartedAt, Column::Uncounted])
                            .to_owned(),
                    )
                    .exec_without_returning(&change.db)
                    .await?;
            }
        }
        change.commit().await
    }

    /// Writes a row for each window that is over and has refusals not in the trail yet, and forgets the windows.
    /// Answers how many rows were written.
    pub async fn settle_denials(
        &self,
        key: &AuditKey,
        now: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        use share_denials::Column;
        let over = share_denials::Entity::find()
            .filter(Column::WindowStartedAt.lte(micros(now) - WINDOW))
            .find_also_related(shares::Entity)
            .all(&self.readers)
            .await?;
        let mut written = 0;
        for (denial, share) in over {
            let Some(share) = share else { continue };
            let share = to_share(share, Vec::new(), Vec::new())?;
            let mut change = self
                .change(Record {
                    key,
                    org: share.org,
                    now,
                    events: Vec::new(),
                })
                .await?;
            written += u64::from(settle(&mut change, &denial, &share).await?);
            change.commit().await?;
        }
        Ok(written)
    }
}

/// Closes a window, unless a refusal has come in since it was read.
async fn settle(
    change: &mut Change<'_>,
    denial: &share_denials::Model,
    share: &super::ShareRow,
) -> Result<bool, StoreError> {
    use share_denials::Column;
    let closed = share_denials::Entity::delete_many()
        .filter(Column::ShareId.eq(denial.share_id.as_str()))
        .filter(Column::Why.eq(denial.why.as_str()))
        .filter(Column::Actor.eq(denial.actor.as_str()))
        .filter(Column::WindowStartedAt.eq(denial.window_started_at))
        .filter(Column::Uncounted.eq(denial.uncounted))
        .exec(&change.db)
        .await?
        .rows_affected;
    if closed == 0 || denial.uncounted == 0 {
        return Ok(false);
    }
    let why = DenyReason::parse(&denial.why)
        .ok_or(StoreError::Unreadable("an unknown reason of a refusal"))?;
    let known = change.known_actor(&denial.actor).await?;
    let counted = event(share, why, known).detail("times", denial.uncounted);
    change.record.events.push(counted);
    Ok(true)
}

fn event(share: &super::ShareRow, why: DenyReason, actor: Option<Actor>) -> AuditEvent {
    about(
        AuditEvent::new(AuditAction::ShareDenied, actor),
        &share.id,
        share.audience,
        share.conversation,
    )
    .detail("why", why.as_str())
}

fn about(
    event: AuditEvent,
    share: &str,
    audience: Audience,
    conversation: Option<Uuid>,
) -> AuditEvent {
    let event = event.share(share, audience);
    match conversation {
        Some(conversation) => event.conversation(conversation),
        None => event,
    }
}
