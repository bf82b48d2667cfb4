//! Opening together: opens that wait for the same organisation's chain are counted in one transaction and answered by
//! one commit.
//!
//! A commit waits for the disk, and the chain lets one change through at a time, so opens of their own transactions
//! would queue for the disk one behind the other. Here whoever comes while a commit is under way waits for the next
//! one. Every open is still decided by its own update, in the order of arrival, and has its own row in the trail;
//! nobody is answered before the commit, so a crash loses only opens that nobody saw.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QueryTrait,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use tokio::sync::oneshot;
use uuid::Uuid;

use super::{OpenView, Opened, rows::grants};
use crate::{
    AuditEvent, AuditKey, Record, Store, StoreError,
    audit::Change,
    database::micros,
    sharing::{self, ShareState, ShareStatus, rows::shares},
};

/// Most opens of one transaction: a bound on how long other changes wait for it.
const TOGETHER: usize = 128;

/// An open that waits for its turn.
struct Waiting {
    share: String,
    open: OpenView,
    key: AuditKey,
    now: DateTime<Utc>,
    events: Vec<AuditEvent>,
    answer: oneshot::Sender<Result<Opened, StoreError>>,
}

/// Who waits, by organisation. An organisation is in it as long as somebody sees to its opens. Clones are the same.
#[derive(Clone, Default)]
pub(crate) struct Queues(Arc<Mutex<HashMap<Uuid, VecDeque<Waiting>>>>);

impl Queues {
    fn lock(&self) -> MutexGuard<'_, HashMap<Uuid, VecDeque<Waiting>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Queues; `true` if nobody sees to this organisation yet.
    fn join(&self, org: Uuid, waiting: Waiting) -> bool {
        let mut queues = self.lock();
        let first = !queues.contains_key(&org);
        queues.entry(org).or_default().push_back(waiting);
        first
    }
}

/// Whoever sees to an organisation's opens. Should they fall over, those who wait are told, and the next one who
/// comes takes their place.
struct Turn {
    queues: Queues,
    org: Uuid,
    over: bool,
}

impl Turn {
    /// Who waits now; `None` ends the turn.
    fn next(&mut self) -> Option<Vec<Waiting>> {
        let mut queues = self.queues.lock();
        let queue = queues.get_mut(&self.org)?;
        if queue.is_empty() {
            queues.remove(&self.org);
            self.over = true;
            return None;
        }
        let many = queue.len().min(TOGETHER);
        Some(queue.drain(..many).collect())
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if !self.over {
            self.queues.lock().remove(&self.org);
        }
    }
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
        let org = record.org;
        let (answer, answered) = oneshot::channel();
        let waiting = Waiting {
            share: share.to_owned(),
            open,
            key: record.key.clone(),
            now: micros(record.now),
            events: record.events,
            answer,
        };
        if self.queues.join(org, waiting) {
            let store = self.clone();
            let mut turn = Turn {
                queues: self.queues.clone(),
                org,
                over: false,
            };
            // A task of its own: who asked first may hang up, the others still want their answer.
            tokio::spawn(async move {
                while let Some(together) = turn.next() {
                    store.open_together(org, together).await;
                }
            });
        }
        answered.await.map_err(|_| StoreError::Abandoned)?
    }

    async fn open_together(&self, org: Uuid, mut together: Vec<Waiting>) {
        // Who has hung up would count a view that nobody got.
        together.retain(|waiting| !waiting.answer.is_closed());
        match self.try_together(org, &together).await {
            Ok(outcomes) => {
                for (waiting, outcome) in together.into_iter().zip(outcomes) {
                    let _ = waiting.answer.send(Ok(outcome));
                }
            }
            Err(error) => {
                for waiting in together {
                    let _ = waiting.answer.send(Err(error.clone()));
                }
            }
        }
    }

    /// One transaction for all of them; the outcomes are in their order.
    async fn try_together(
        &self,
        org: Uuid,
        together: &[Waiting],
    ) -> Result<Vec<Opened>, StoreError> {
        let Some(first) = together.first() else {
            return Ok(Vec::new());
        };
        let mut change = self
            .change(Record {
                key: &first.key,
                org,
                now: first.now,
                events: Vec::new(),
            })
            .await?;
        let mut outcomes = Vec::with_capacity(together.len());
        let mut given = HashMap::new();
        for waiting in together {
            let outcome = decide(&change, waiting).await?;
            if matches!(outcome, Opened::Open(_)) {
                if let Some(row) = grant_of(waiting) {
                    // A statement may write a row only once: the last one stands.
                    given.insert((row.visitor_hash.clone(), row.share_id.clone()), row);
                }
                change.also(Record {
                    key: &waiting.key,
                    org,
                    now: waiting.now,
                    events: waiting.events.clone(),
                });
            }
            outcomes.push(outcome);
        }
        if outcomes
            .iter()
            .any(|outcome| matches!(outcome, Opened::Open(_)))
        {
            upsert_grants(&change.db, given.into_values().collect()).await?;
            change.commit().await?;
        } else {
            change.give_up().await?;
        }
        Ok(outcomes)
    }
}

/// Counts one open if the share is as it must be; the update itself decides.
async fn decide(change: &Change<'_>, waiting: &Waiting) -> Result<Opened, StoreError> {
    use shares::Column;
    let Waiting {
        share, open, now, ..
    } = waiting;
    let mut update = shares::Entity::update_many()
        .col_expr(Column::LastOpenedAt, Expr::value(*now))
        .filter(Column::Id.eq(share))
        .filter(Column::OrgId.eq(change.record.org))
        .filter(Column::State.eq(ShareState::Active.as_str()))
        .filter(sharing::not_expired(*now))
        .filter(Column::LinkGeneration.eq(i64::from(open.link_generation)))
        .filter(Column::PasswordGeneration.eq(i64::from(open.password_generation)));
    if open.count_view {
        update = update
            .col_expr(Column::Views, Expr::col(Column::Views).add(1_i64))
            .filter(sharing::views_left());
    }
    let mut update = update.into_query();
    update.returning_all();
    let update = change.db.get_database_backend().build(&update);
    if let Some(row) = shares::Entity::find()
        .from_raw_sql(update)
        .one(&change.db)
        .await?
    {
        let row = sharing::with_people(&change.db, vec![row]).await?.pop();
        let row = row.ok_or(StoreError::Unreadable("no share where one was written"))?;
        return Ok(Opened::Open(Box::new(row)));
    }
    let there = sharing::find_here(change, share).await?;
    let used_up = there.is_some_and(|row| {
        row.link_generation == open.link_generation
            && row.password_generation == open.password_generation
            && row.status(*now) == ShareStatus::UsedUp
    });
    Ok(if used_up {
        Opened::UsedUp
    } else {
        Opened::NotLive
    })
}

fn grant_of(waiting: &Waiting) -> Option<grants::Model> {
    let grant = waiting.open.grant.as_ref()?;
    Some(grants::Model {
        visitor_hash: grant.visitor.0.to_vec(),
        share_id: waiting.share.clone(),
        link_generation: waiting.open.link_generation.into(),
        password_generation: waiting.open.password_generation.into(),
        until: micros(grant.until),
    })
}

async fn upsert_grants(
    db: &DatabaseTransaction,
    rows: Vec<grants::Model>,
) -> Result<(), StoreError> {
    use grants::Column;
    if rows.is_empty() {
        return Ok(());
    }
    grants::Entity::insert_many(rows.into_iter().map(IntoActiveModel::into_active_model))
        .on_conflict(
            OnConflict::columns([Column::VisitorHash, Column::ShareId])
                .update_columns([
                    Column::LinkGeneration,
                    Column::PasswordGeneration,
                    Column::Until,
                ])
                .to_owned(),
        )
        .exec_without_returning(db)
        .await?;
    Ok(())
}
