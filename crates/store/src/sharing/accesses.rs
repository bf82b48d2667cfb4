//! Who has been at a share: read from the trail, which outlives it.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use crate::{
    AuditAction, Store, StoreError,
    audit::rows::{audit, audit_names},
    database::count,
    hidden::quiet_debug,
};

/// What of the trail is somebody's visit. Stopping is one where a recipient ended their own link.
pub const VISITS: [AuditAction; 6] = [
    AuditAction::ShareOpened,
    AuditAction::ShareShown,
    AuditAction::ShareDenied,
    AuditAction::ShareExported,
    AuditAction::CommentAdded,
    AuditAction::ShareStopped,
];

/// How often somebody did one thing.
#[derive(Clone, PartialEq, Eq)]
pub struct VisitCount {
    /// Their pseudonym; `None` for an unknown visitor.
    pub actor: Option<String>,
    /// Their account.
    pub person: Option<Uuid>,
    /// Their name, or what else was kept of them; empty once erased.
    pub name: String,
    /// Their address; empty for a visitor.
    pub email: String,
    /// Their network, cut.
    pub network: Option<String>,
    /// What they did; a word of [`AuditAction`].
    pub action: String,
    /// How many rows of the trail say so.
    pub rows: u32,
    /// The first time.
    pub first_at: DateTime<Utc>,
    /// The last time.
    pub last_at: DateTime<Utc>,
}

quiet_debug!(VisitCount { action, rows });

#[derive(FromQueryResult)]
struct Counted {
    actor: Option<String>,
    action: String,
    rows: i64,
    first_at: DateTime<Utc>,
    last_at: DateTime<Utc>,
}

impl Store {
    /// What everybody did at a share, counted by person and action, latest first, at most `limit` counts.
    pub async fn visits(
        &self,
        org: Uuid,
        share: &str,
        limit: u32,
    ) -> Result<Vec<VisitCount>, StoreError> {
        use audit::Column;
        let last_at = || Expr::col(Column::At).max();
        let counted: Vec<Counted> = audit::Entity::find()
            .select_only()
            .column(Column::Actor)
            .column(Column::Action)
            .column_as(Expr::col(Column::Seq).count(), "rows")
            .column_as(Expr::col(Column::At).min(), "first_at")
            .column_as(last_at(), "last_at")
            .filter(Column::OrgId.eq(org))
            .filter(Column::Share.eq(share))
            .filter(Column::Action.is_in(VISITS.map(AuditAction::as_str)))
            .group_by(Column::Actor)
            .group_by(Column::Action)
            .order_by_desc(last_at())
            .limit(u64::from(limit))
            .into_model()
            .all(&self.readers)
            .await?;
        let pseudonyms: BTreeSet<&str> = counted
            .iter()
            .filter_map(|row| row.actor.as_deref())
            .collect();
        let names: HashMap<String, audit_names::Model> = audit_names::Entity::find()
            .filter(audit_names::Column::OrgId.eq(org))
            .filter(audit_names::Column::Pseudonym.is_in(pseudonyms))
            .all(&self.readers)
            .await?
            .into_iter()
            .map(|name| (name.pseudonym.clone(), name))
            .collect();
        counted
            .into_iter()
            .map(|row| {
                let name = row.actor.as_ref().and_then(|actor| names.get(actor));
                Ok(VisitCount {
                    person: name.and_then(|name| name.person_id),
                    name: name.map(|name| name.name.clone()).unwrap_or_default(),
                    email: name.map(|name| name.email.clone()).unwrap_or_default(),
                    network: name.and_then(|name| name.network.clone()),
                    actor: row.actor,
                    action: row.action,
                    rows: count(row.rows)?,
                    first_at: row.first_at,
                    last_at: row.last_at,
                })
            })
            .collect()
    }
}
