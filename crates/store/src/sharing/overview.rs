//! Sharing as a whole: how much was exposed, and how often it was opened, over time.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::{Audience, rows::shares};
use crate::{AuditAction, Store, StoreError, audit::rows::audit, database::micros};

/// From when to when a share could be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// For whom.
    pub audience: Audience,
    /// From.
    pub from: DateTime<Utc>,
    /// Until; `None`: still, and for ever as things stand.
    pub until: Option<DateTime<Utc>>,
}

impl Store {
    /// When the shares of an organisation, or of one owner in it, could be opened, as far as that is after `since`.
    pub async fn share_spans(
        &self,
        org: Uuid,
        owner: Option<Uuid>,
        since: DateTime<Utc>,
    ) -> Result<Vec<Span>, StoreError> {
        use shares::Column;
        type Row = (
            String,
            DateTime<Utc>,
            Option<DateTime<Utc>>,
            Option<DateTime<Utc>>,
        );
        let later = |column: Column| {
            Condition::any()
                .add(column.is_null())
                .add(column.gt(micros(since)))
        };
        let rows: Vec<Row> = shares::Entity::find()
            .select_only()
            .columns([
                Column::Audience,
                Column::CreatedAt,
                Column::ExpiresAt,
                Column::StoppedAt,
            ])
            .filter(Column::OrgId.eq(org))
            .apply_if(owner, |query, owner| {
                query.filter(Column::OwnerId.eq(owner))
            })
            .filter(later(Column::ExpiresAt))
            .filter(later(Column::StoppedAt))
            .into_tuple()
            .all(&self.readers)
            .await?;
        rows.into_iter()
            .map(|(audience, from, expires_at, stopped_at)| {
                Ok(Span {
                    audience: Audience::parse(&audience)
                        .ok_or(StoreError::Unreadable("an unknown audience"))?,
                    from,
                    until: expires_at.into_iter().chain(stopped_at).min(),
                })
            })
            .collect()
    }

    /// When shares of an organisation, or of one owner in it, were opened after `since`: views that counted.
    pub async fn opens_since(
        &self,
        org: Uuid,
        owner: Option<Uuid>,
        since: DateTime<Utc>,
    ) -> Result<Vec<DateTime<Utc>>, StoreError> {
        let mine = owner.map(|owner| {
            shares::Entity::find()
                .select_only()
                .column(shares::Column::Id)
                .filter(shares::Column::OrgId.eq(org))
                .filter(shares::Column::OwnerId.eq(owner))
                .into_query()
        });
        Ok(audit::Entity::find()
            .select_only()
            .column(audit::Column::At)
            .filter(audit::Column::OrgId.eq(org))
            .filter(audit::Column::Action.eq(AuditAction::ShareOpened.as_str()))
            .filter(audit::Column::At.gt(micros(since)))
            .apply_if(mine, |query, mine| {
                query.filter(audit::Column::Share.in_subquery(mine))
            })
            .into_tuple()
            .all(&self.readers)
            .await?)
    }
}
