//! The list: conversations with the state of their shares, in few queries however many rows.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use discreet_transcript::model::{Contact, Text};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, sea_query::SelectStatement,
};
use uuid::Uuid;

use super::{
    ConversationFilter, ListCursor, ListedConversation, ShareSummary, SharedFilter, parsed,
    rows::conversations, search, status,
};
use crate::{
    Store, StoreError,
    database::{count, count_or_none, micros},
    sharing::{
        Audience, ShareState, can_be_opened, not_expired,
        rows::{share_people, shares},
    },
};

/// The columns a row of the list needs: notes, log and metadata stay where they are.
#[derive(FromQueryResult)]
struct ListRow {
    id: Uuid,
    owner_id: Uuid,
    title: String,
    status: String,
    channel: Option<String>,
    contact_name: Option<String>,
    contact_email: Option<String>,
    contact_phone: Option<String>,
    contact_reference: Option<String>,
    tags: String,
    revision: i64,
    message_count: i64,
    last_message_at: Option<DateTime<Utc>>,
    preview: String,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

pub(super) async fn list(
    store: &Store,
    org: Uuid,
    filter: &ConversationFilter,
    after: Option<ListCursor>,
    limit: u32,
    now: DateTime<Utc>,
) -> Result<Vec<ListedConversation>, StoreError> {
    use conversations::Column;
    let now = micros(now);
    let mut query = conversations::Entity::find()
        .select_only()
        .columns([
            Column::Id,
            Column::OwnerId,
            Column::Title,
            Column::Status,
            Column::Channel,
            Column::ContactName,
            Column::ContactEmail,
            Column::ContactPhone,
            Column::ContactReference,
            Column::Tags,
            Column::Revision,
            Column::MessageCount,
            Column::LastMessageAt,
            Column::Preview,
            Column::CreatedAt,
            Column::UpdatedAt,
        ])
        .filter(Column::OrgId.eq(org))
        .order_by_desc(Column::UpdatedAt)
        .order_by_desc(Column::Id)
        .limit(u64::from(limit));
    if let Some(owner) = filter.owner {
        query = query.filter(Column::OwnerId.eq(owner));
    }
    if let Some(q) = &filter.q {
        query = query.filter(search::matching(q));
    }
    if let Some(status) = filter.status {
        query = query.filter(Column::Status.eq(status.as_str()));
    }
    match filter.shared {
        Some(SharedFilter::Private) => {
            query = query.filter(Column::Id.not_in_subquery(shared(org, None, now)));
        }
        Some(SharedFilter::With(audience)) => {
            query = query.filter(Column::Id.in_subquery(shared(org, Some(audience), now)));
        }
        None => {}
    }
    if let Some(after) = after {
        query = query.filter(
            Condition::any()
                .add(Column::UpdatedAt.lt(after.updated_at))
                .add(
                    Condition::all()
                        .add(Column::UpdatedAt.eq(after.updated_at))
                        .add(Column::Id.lt(after.id)),
                ),
        );
    }
    let rows: Vec<ListRow> = query.into_model().all(&store.readers).await?;
    let mut summaries = summaries(store, rows.iter().map(|row| row.id).collect(), now).await?;
    rows.into_iter()
        .map(|row| {
            Ok(ListedConversation {
                id: row.id,
                owner: row.owner_id,
                title: Text(row.title),
                status: status(&row.status)?,
                channel: row.channel,
                contact: Contact {
                    name: row.contact_name.map(Text),
                    email: row.contact_email.map(Text),
                    phone: row.contact_phone.map(Text),
                    reference: row.contact_reference.map(Text),
                },
                tags: parsed(row.tags)?,
                revision: row.revision,
                message_count: count(row.message_count)?,
                last_message_at: row.last_message_at,
                preview: Text(row.preview),
                created_at: row.created_at,
                updated_at: row.updated_at,
                shares: summaries.remove(&row.id).unwrap_or_default(),
            })
        })
        .collect()
}

/// Conversations that somebody can open through a share now.
fn shared(org: Uuid, audience: Option<Audience>, now: DateTime<Utc>) -> SelectStatement {
    let mut query = shares::Entity::find()
        .select_only()
        .column(shares::Column::ConversationId)
        .filter(shares::Column::OrgId.eq(org))
        // `NOT IN` with a NULL among the values would exclude everything.
        .filter(shares::Column::ConversationId.is_not_null())
        .filter(can_be_opened(now));
    if let Some(audience) = audience {
        query = query.filter(shares::Column::Audience.eq(audience.as_str()));
    }
    query.into_query()
}

type SummaryRow = (
    String,
    Option<Uuid>,
    String,
    String,
    Option<DateTime<Utc>>,
    i64,
    Option<i64>,
    i64,
    i64,
);

async fn summaries(
    store: &Store,
    conversations: Vec<Uuid>,
    now: DateTime<Utc>,
) -> Result<HashMap<Uuid, Vec<ShareSummary>>, StoreError> {
    use shares::Column;
    if conversations.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<SummaryRow> = shares::Entity::find()
        .select_only()
        .columns([
            Column::Id,
            Column::ConversationId,
            Column::Audience,
            Column::State,
            Column::ExpiresAt,
            Column::Views,
            Column::MaxViews,
            Column::SnapshotVersion,
            Column::SnapshotRevision,
        ])
        .filter(Column::ConversationId.is_in(conversations))
        .filter(Column::State.ne(ShareState::Stopped.as_str()))
        .filter(not_expired(now))
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(&store.readers)
        .await?;
    let with_people: Vec<&str> = rows
        .iter()
        .filter(|row| row.2 == Audience::People.as_str())
        .map(|row| row.0.as_str())
        .collect();
    let people: HashMap<String, i64> = if with_people.is_empty() {
        HashMap::new()
    } else {
        share_people::Entity::find()
            .select_only()
            .column(share_people::Column::ShareId)
            .column_as(share_people::Column::PersonId.count(), "people")
            .filter(share_people::Column::ShareId.is_in(with_people))
            .group_by(share_people::Column::ShareId)
            .into_tuple()
            .all(&store.readers)
            .await?
            .into_iter()
            .collect()
    };
    let mut found: HashMap<Uuid, Vec<ShareSummary>> = HashMap::new();
    for (id, conversation, audience, state, expires_at, views, max_views, version, revision) in rows
    {
        let Some(conversation) = conversation else {
            continue;
        };
        let summary = ShareSummary {
            audience: Audience::parse(&audience)
                .ok_or(StoreError::Unreadable("an unknown audience"))?,
            state: ShareState::parse(&state)
                .ok_or(StoreError::Unreadable("an unknown share state"))?,
            expires_at,
            views: count(views)?,
            max_views: count_or_none(max_views)?,
            snapshot_version: count(version)?,
            snapshot_revision: revision,
            people: count(people.get(&id).copied().unwrap_or_default())?,
            id,
        };
        found.entry(conversation).or_default().push(summary);
    }
    Ok(found)
}
