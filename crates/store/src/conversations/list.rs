//! The list: conversations with the state of their shares, in few queries however many rows.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use discreet_transcript::model::{Contact, Text};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, Func, SelectStatement},
};
use uuid::Uuid;

use super::search::matching::{Depth, Plan, Wanted};
use super::{
    ConversationFilter, ConversationList, ListCursor, ListedConversation, ShareSummary,
    SharedFilter, Sort, SortKey, parsed, rows::conversations, search, status,
};
use crate::{
    Engine, Store, StoreError,
    accounts::rows::{people, team_members},
    database::{count, count_or_none, micros},
    sharing::{
        Audience, ShareState, can_be_opened, not_expired,
        rows::{share_people, share_teams, shares},
    },
};

/// The columns a row of the list needs: notes, log and metadata stay where they are.
#[derive(FromQueryResult)]
struct ListRow {
    id: Uuid,
    owner_id: Uuid,
    title: String,
    title_key: String,
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
) -> Result<ConversationList, StoreError> {
    let now = micros(now);
    let wanted = Wanted {
        query: filter.query.as_ref(),
        tag: filter.tag.as_ref().map(Text::as_str),
    };
    let plan = if wanted.is_nothing() {
        Plan::Walk
    } else {
        wanted.plan(store).await?
    };
    let asked = Asked {
        store,
        org,
        filter,
        wanted,
        plan,
        now,
    };
    // One more than wanted: whether the list goes on.
    let enough = u64::from(limit) + 1;
    let mut rows: Vec<(ListRow, bool)> = Vec::new();
    for tier in Tier::of(filter).iter().copied() {
        let before_it = match (&after, tier) {
            (Some(after), Tier::Inside) if after.shown => None,
            (Some(after), Tier::Shown) if !after.shown => continue,
            (after, _) => after.as_ref(),
        };
        let missing = enough.saturating_sub(rows.len() as u64);
        if missing > 0 {
            let more = asked.rows(tier, before_it, missing).await?;
            rows.extend(more.into_iter().map(|row| (row, tier == Tier::Shown)));
        }
    }
    let goes_on = rows.len() as u64 == enough;
    if goes_on {
        rows.pop();
    }
    let next = rows
        .last()
        .filter(|_| goes_on)
        .map(|(row, shown)| row.cursor(filter.sort, *shown));
    let mut summaries = summaries(store, rows.iter().map(|(row, _)| row.id).collect(), now).await?;
    let mut found = match &filter.query {
        Some(query) => {
            let own: Vec<Uuid> = rows
                .iter()
                .filter(|(row, _)| filter.reader == Some(row.owner_id))
                .map(|(row, _)| row.id)
                .collect();
            search::places::places(store, &own, query).await?
        }
        None => HashMap::new(),
    };
    let rows = rows
        .into_iter()
        .map(|(row, _)| {
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
                found: found.remove(&row.id),
            })
        })
        .collect::<Result<_, StoreError>>()?;
    Ok(ConversationList { rows, next })
}

/// Channels in order: each the smallest above the one before, so that the index is touched once for each.
pub(super) async fn channels(
    store: &Store,
    org: Uuid,
    owner: Option<Uuid>,
    limit: u32,
) -> Result<Vec<String>, StoreError> {
    use conversations::Column;
    let mut found: Vec<String> = Vec::new();
    while u32::try_from(found.len()).is_ok_and(|found| found < limit) {
        let mut query = conversations::Entity::find()
            .select_only()
            .column(Column::Channel)
            .filter(match owner {
                Some(owner) => Column::OwnerId.eq(owner),
                None => Column::OrgId.eq(org),
            })
            .filter(Column::Channel.gt(found.last().map_or("", String::as_str)))
            .order_by_asc(Column::Channel)
            .limit(1);
        if owner.is_some() {
            query = query.filter(Column::OrgId.eq(org));
        }
        match query.into_tuple().one(&store.readers).await? {
            Some(next) => found.push(next),
            None => break,
        }
    }
    Ok(found)
}

/// Sorting by relevance, the list has two parts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tier {
    /// All that is found.
    All,
    /// All words are in what the list shows.
    Shown,
    /// They are not.
    Inside,
}

impl Tier {
    fn of(filter: &ConversationFilter) -> &'static [Self] {
        if filter.sort == Sort::Relevance && filter.query.is_some() {
            &[Self::Shown, Self::Inside]
        } else {
            &[Self::All]
        }
    }
}

/// What is asked for, whatever the part of the list.
struct Asked<'a> {
    store: &'a Store,
    org: Uuid,
    filter: &'a ConversationFilter,
    wanted: Wanted<'a>,
    plan: Plan,
    now: DateTime<Utc>,
}

impl Asked<'_> {
    async fn rows(
        &self,
        tier: Tier,
        after: Option<&ListCursor>,
        limit: u64,
    ) -> Result<Vec<ListRow>, StoreError> {
        use conversations::Column;
        let query = conversations::Entity::find()
            .select_only()
            .columns([
                Column::Id,
                Column::OwnerId,
                Column::Title,
                Column::TitleKey,
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
            .filter(self.narrowed(tier))
            .limit(limit);
        let by = self.filter.sort.column();
        let query = if self.filter.sort == Sort::Title {
            query.order_by_asc(by.clone()).order_by_asc(Column::Id)
        } else {
            query.order_by_desc(by.clone()).order_by_desc(Column::Id)
        };
        let query = match after {
            Some(after) => query.filter(beyond(&by, after)),
            None => query,
        };
        Ok(query.into_model().all(&self.store.readers).await?)
    }

    fn narrowed(&self, tier: Tier) -> Condition {
        use conversations::Column;
        let filter = self.filter;
        let mut all = self.whose().add(self.searched(tier));
        if let Some(status) = filter.status {
            all = all.add(Column::Status.eq(status.as_str()));
        }
        if let Some(channel) = &filter.channel {
            all = all.add(Column::Channel.eq(channel.as_str()));
        }
        let said_at = Sort::Message.column();
        if let Some(from) = filter.from {
            all = all.add(said_at.clone().gte(micros(from)));
        }
        if let Some(before) = filter.before {
            all = all.add(said_at.lt(micros(before)));
        }
        match filter.shared {
            Some(SharedFilter::Private) => {
                all.add(Column::Id.not_in_subquery(shared(self.org, None, self.now)))
            }
            Some(SharedFilter::With(audience)) => {
                all.add(Column::Id.in_subquery(shared(self.org, Some(audience), self.now)))
            }
            None => all,
        }
    }

    fn whose(&self) -> Condition {
        use conversations::Column;
        let fetched = !self.wanted.is_nothing()
            && self.plan == Plan::Found
            && self.store.engine() == Engine::Sqlite;
        let is = |column: Column, id: Uuid| {
            if fetched {
                // SQLite uses no index for what stands behind a plus, and so begins with what was found.
                Expr::cust_with_exprs("+? = ?", [column.into_expr(), Expr::value(id)])
            } else {
                column.eq(id)
            }
        };
        let mut whose = Condition::all().add(is(Column::OrgId, self.org));
        if let Some(owner) = self.filter.owner {
            whose = whose.add(is(Column::OwnerId, owner));
        }
        whose
    }

    fn searched(&self, tier: Tier) -> Condition {
        let (engine, wanted, plan) = (self.store.engine(), self.wanted, self.plan);
        let all = Condition::all();
        if wanted.is_nothing() {
            return all;
        }
        let depth = match self.filter.reader {
            Some(reader) => Depth::All {
                reader,
                only: self.filter.owner == Some(reader),
            },
            None => Depth::Shown,
        };
        match tier {
            Tier::All => all.add(wanted.condition(engine, plan, depth)),
            Tier::Shown => all.add(wanted.condition(engine, plan, Depth::Shown)),
            Tier::Inside => all
                .add(wanted.condition(engine, plan, depth))
                .add(wanted.condition(engine, Plan::Walk, Depth::Shown).not()),
        }
    }
}

/// Rows after the cursor. The first condition is implied by the second; the engine finds the place by it.
fn beyond(by: &Expr, after: &ListCursor) -> Condition {
    use conversations::Column;
    let (at_least, further, next) = match &after.key {
        SortKey::At(at) => {
            let at = micros(*at);
            (
                by.clone().lte(at),
                by.clone().lt(at),
                Column::Id.lt(after.id),
            )
        }
        SortKey::Title(title) => (
            by.clone().gte(title.as_str()),
            by.clone().gt(title.as_str()),
            Column::Id.gt(after.id),
        ),
    };
    Condition::all()
        .add(at_least)
        .add(Condition::any().add(further).add(next))
}

impl Sort {
    /// What the list is sorted by; an index has the same expression.
    fn column(self) -> Expr {
        use conversations::Column;
        match self {
            Self::Changed | Self::Relevance => Column::UpdatedAt.into_expr(),
            Self::Created => Column::CreatedAt.into_expr(),
            Self::Title => Column::TitleKey.into_expr(),
            Self::Message => Func::coalesce([
                Column::LastMessageAt.into_expr(),
                Column::UpdatedAt.into_expr(),
            ])
            .into(),
        }
    }
}

impl ListRow {
    fn cursor(&self, sort: Sort, shown: bool) -> ListCursor {
        let key = match sort {
            Sort::Changed | Sort::Relevance => SortKey::At(self.updated_at),
            Sort::Created => SortKey::At(self.created_at),
            Sort::Message => SortKey::At(self.last_message_at.unwrap_or(self.updated_at)),
            Sort::Title => SortKey::Title(self.title_key.clone()),
        };
        ListCursor {
            shown,
            key,
            id: self.id,
        }
    }
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
    let people = readers_of(&store.readers, &with_people).await?;
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
            people: people
                .get(&id)
                .map_or(0, HashSet::len)
                .try_into()
                .unwrap_or(u32::MAX),
            id,
        };
        found.entry(conversation).or_default().push(summary);
    }
    Ok(found)
}

/// Who is named by these shares, by themselves or by a team they are in.
async fn readers_of(
    db: &impl ConnectionTrait,
    shares: &[&str],
) -> Result<HashMap<String, HashSet<Uuid>>, StoreError> {
    let mut readers: HashMap<String, HashSet<Uuid>> = HashMap::new();
    if shares.is_empty() {
        return Ok(readers);
    }
    let named: Vec<(String, Uuid)> = share_people::Entity::find()
        .select_only()
        .columns([
            share_people::Column::ShareId,
            share_people::Column::PersonId,
        ])
        .filter(share_people::Column::ShareId.is_in(shares.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    let teams: Vec<(String, Uuid)> = share_teams::Entity::find()
        .select_only()
        .columns([share_teams::Column::ShareId, share_teams::Column::TeamId])
        .filter(share_teams::Column::ShareId.is_in(shares.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    let members: Vec<(Uuid, Uuid)> = if teams.is_empty() {
        Vec::new()
    } else {
        team_members::Entity::find()
            .select_only()
            .columns([team_members::Column::TeamId, team_members::Column::PersonId])
            .inner_join(people::Entity)
            .filter(team_members::Column::TeamId.is_in(teams.iter().map(|(_, team)| *team)))
            .filter(people::Column::Active.eq(true))
            .into_tuple()
            .all(db)
            .await?
    };
    for (share, person) in named {
        readers.entry(share).or_default().insert(person);
    }
    for (share, team) in teams {
        let inside = members.iter().filter(|(id, _)| *id == team);
        readers
            .entry(share)
            .or_default()
            .extend(inside.map(|(_, person)| *person));
    }
    Ok(readers)
}
