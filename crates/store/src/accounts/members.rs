//! Looking after people: roles, leaving, handing over, erasing.

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Set,
    sea_query::{Expr, ExprTrait, Func, LikeExpr},
};
use uuid::Uuid;

use super::{
    Person, Role, Session,
    rows::{one_time_links, people, sessions, team_members},
};
use crate::{
    Record, Store, StoreError, TokenHash,
    audit::{Change, rows::audit_names},
    conversations::rows::conversations,
    sharing::{
        ShareState, StopReason,
        rows::{share_people, shares},
        stop,
    },
};

/// What is to change of a person; `None` leaves a part as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonChanges {
    /// Name.
    pub name: Option<String>,
    /// Role. Whoever may not share any more: their live shares end, or go to `hand_over`.
    pub role: Option<Role>,
    /// Whether they may sign in. Who may not: sessions and links end, live shares end or go to `hand_over`.
    pub active: Option<bool>,
    /// Who takes their conversations and shares.
    pub hand_over: Option<Uuid>,
}

/// Why a person was not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonRefusal {
    /// There is no such person here.
    NoSuchPerson,
    /// Nobody would be left to run the organisation.
    LastAdmin,
    /// Whoever was to take over is not an active person here who may share.
    NoSuchSuccessor,
    /// Only people who cannot sign in any more are erased.
    StillActive,
}

/// What a person has that others depend on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holdings {
    /// Conversations they own.
    pub conversations: u64,
    /// Shares of theirs that were not stopped.
    pub shares: u64,
}

/// A person and when they were last seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedPerson {
    /// Who.
    pub person: Person,
    /// When one of their live sessions was last used.
    pub last_seen_at: Option<DateTime<Utc>>,
    /// What they have.
    pub holdings: Holdings,
}

impl Store {
    /// Everybody in an organisation, by name, with what they have.
    pub async fn people_listed(&self, org: Uuid) -> Result<Vec<ListedPerson>, StoreError> {
        let all = self.people_of(org).await?;
        let seen: Vec<(Uuid, Option<DateTime<Utc>>)> = sessions::Entity::find()
            .select_only()
            .column(sessions::Column::PersonId)
            .column_as(sessions::Column::LastSeenAt.max(), "seen")
            .filter(sessions::Column::PersonId.in_subquery(super::people_in(org)))
            .group_by(sessions::Column::PersonId)
            .into_tuple()
            .all(&self.readers)
            .await?;
        let owned: Vec<(Uuid, i64)> = conversations::Entity::find()
            .select_only()
            .column(conversations::Column::OwnerId)
            .column_as(conversations::Column::Id.count(), "held")
            .filter(conversations::Column::OrgId.eq(org))
            .group_by(conversations::Column::OwnerId)
            .into_tuple()
            .all(&self.readers)
            .await?;
        let shared: Vec<(Uuid, i64)> = shares::Entity::find()
            .select_only()
            .column(shares::Column::OwnerId)
            .column_as(shares::Column::Id.count(), "held")
            .filter(shares::Column::OrgId.eq(org))
            .filter(shares::Column::State.ne(ShareState::Stopped.as_str()))
            .group_by(shares::Column::OwnerId)
            .into_tuple()
            .all(&self.readers)
            .await?;
        let of = |counts: &[(Uuid, i64)], id: Uuid| {
            counts
                .iter()
                .find(|(person, _)| *person == id)
                .and_then(|(_, count)| u64::try_from(*count).ok())
                .unwrap_or(0)
        };
        Ok(all
            .into_iter()
            .map(|person| ListedPerson {
                last_seen_at: seen
                    .iter()
                    .find(|(id, _)| *id == person.id)
                    .and_then(|(_, at)| *at),
                holdings: Holdings {
                    conversations: of(&owned, person.id),
                    shares: of(&shared, person.id),
                },
                person,
            })
            .collect())
    }

    /// Active people of an organisation with a word of the name, or the address, that begins so; by name.
    pub async fn find_people(
        &self,
        org: Uuid,
        beginning: &str,
        limit: u32,
    ) -> Result<Vec<Person>, StoreError> {
        let escaped = beginning
            .to_lowercase()
            .replace('\\', "\\\\")
            .replace('%', "\\%")
            .replace('_', "\\_");
        let like = |pattern: String| LikeExpr::new(pattern).escape('\\');
        let name = || Func::lower(Expr::col(people::Column::Name));
        let rows = people::Entity::find()
            .filter(people::Column::OrgId.eq(org))
            .filter(people::Column::Active.eq(true))
            .filter(
                Condition::any()
                    .add(Expr::expr(name()).like(like(format!("{escaped}%"))))
                    .add(Expr::expr(name()).like(like(format!("% {escaped}%"))))
                    .add(Expr::col(people::Column::Email).like(like(format!("{escaped}%")))),
            )
            .order_by_asc(people::Column::Name)
            .order_by_asc(people::Column::Id)
            .limit(u64::from(limit))
            .all(&self.readers)
            .await?;
        rows.into_iter().map(Person::try_from).collect()
    }

    /// Changes a person of `record.org`; what they may not hold any more ends, or goes to a successor, in the same
    /// step, with a row of the trail for each share that ends.
    pub async fn change_person(
        &self,
        id: Uuid,
        changes: PersonChanges,
        record: Record<'_>,
    ) -> Result<Result<Person, PersonRefusal>, StoreError> {
        let mut change = self.change(record).await?;
        match apply(&mut change, id, changes).await? {
            Ok(()) => {}
            Err(refusal) => {
                change.give_up().await?;
                return Ok(Err(refusal));
            }
        }
        let row = people::Entity::find_by_id(id)
            .one(&change.db)
            .await?
            .ok_or(StoreError::Unreadable("no person where one was changed"))?;
        change.commit().await?;
        Ok(Ok(row.try_into()?))
    }

    /// Takes name, address, sessions and places in teams and shares away from somebody who cannot sign in any more,
    /// and their name out of the trail. What they made stays.
    pub async fn erase_person(
        &self,
        id: Uuid,
        record: Record<'_>,
    ) -> Result<Result<(), PersonRefusal>, StoreError> {
        let change = self.change(record).await?;
        let Some(person) = here(&change, id).await? else {
            change.give_up().await?;
            return Ok(Err(PersonRefusal::NoSuchPerson));
        };
        if person.active {
            change.give_up().await?;
            return Ok(Err(PersonRefusal::StillActive));
        }
        people::Entity::update_many()
            .set(people::ActiveModel {
                name: Set("Erased person".to_owned()),
                // Unique, and no address anybody could have.
                email: Set(format!("{}@erased.invalid", id.simple())),
                password_hash: Set(None),
                ..Default::default()
            })
            .filter(people::Column::Id.eq(id))
            .exec(&change.db)
            .await?;
        team_members::Entity::delete_many()
            .filter(team_members::Column::PersonId.eq(id))
            .exec(&change.db)
            .await?;
        share_people::Entity::delete_many()
            .filter(share_people::Column::PersonId.eq(id))
            .exec(&change.db)
            .await?;
        audit_names::Entity::delete_many()
            .filter(audit_names::Column::OrgId.eq(change.record.org))
            .filter(audit_names::Column::PersonId.eq(id))
            .exec(&change.db)
            .await?;
        change.commit().await?;
        Ok(Ok(()))
    }

    /// Gives a conversation of `record.org`, with its shares, to somebody else.
    pub async fn hand_over_conversation(
        &self,
        conversation: Uuid,
        to: Uuid,
        record: Record<'_>,
    ) -> Result<Result<bool, PersonRefusal>, StoreError> {
        let change = self.change(record).await?;
        if !may_share(&change, to).await? {
            change.give_up().await?;
            return Ok(Err(PersonRefusal::NoSuchSuccessor));
        }
        let moved = conversations::Entity::update_many()
            .col_expr(conversations::Column::OwnerId, Expr::value(to))
            .filter(conversations::Column::Id.eq(conversation))
            .filter(conversations::Column::OrgId.eq(change.record.org))
            .exec(&change.db)
            .await?
            .rows_affected;
        if moved == 0 {
            change.give_up().await?;
            return Ok(Ok(false));
        }
        shares::Entity::update_many()
            .col_expr(shares::Column::OwnerId, Expr::value(to))
            .filter(shares::Column::ConversationId.eq(conversation))
            .exec(&change.db)
            .await?;
        change.commit().await?;
        Ok(Ok(true))
    }

    /// A person's live sessions, the one last used first.
    pub async fn sessions_of(
        &self,
        person: Uuid,
        now: DateTime<Utc>,
    ) -> Result<Vec<Session>, StoreError> {
        let rows = sessions::Entity::find()
            .filter(sessions::Column::PersonId.eq(person))
            .filter(sessions::Column::ExpiresAt.gt(now))
            .order_by_desc(sessions::Column::LastSeenAt)
            .all(&self.readers)
            .await?;
        rows.into_iter()
            .map(|row| {
                let token = <[u8; 32]>::try_from(row.token_hash.as_slice())
                    .map_err(|_| StoreError::Unreadable("a session's token hash"))?;
                Ok(Session {
                    token: TokenHash(token),
                    created_at: row.created_at,
                    last_seen_at: row.last_seen_at,
                    expires_at: row.expires_at,
                })
            })
            .collect()
    }
}

async fn here(change: &Change<'_>, id: Uuid) -> Result<Option<people::Model>, StoreError> {
    Ok(people::Entity::find_by_id(id)
        .filter(people::Column::OrgId.eq(change.record.org))
        .one(&change.db)
        .await?)
}

/// Whether this is an active person here whose role may share.
async fn may_share(change: &Change<'_>, id: Uuid) -> Result<bool, StoreError> {
    Ok(here(change, id)
        .await?
        .is_some_and(|person| person.active && person.role != Role::Viewer.as_str()))
}

async fn apply(
    change: &mut Change<'_>,
    id: Uuid,
    changes: PersonChanges,
) -> Result<Result<(), PersonRefusal>, StoreError> {
    let Some(before) = here(change, id).await? else {
        return Ok(Err(PersonRefusal::NoSuchPerson));
    };
    let role = changes
        .role
        .map_or(before.role.clone(), |role| role.as_str().to_owned());
    let active = changes.active.unwrap_or(before.active);
    let admin = Role::Admin.as_str();
    if before.active && before.role == admin && !(active && role == admin) {
        let others = people::Entity::find()
            .filter(people::Column::OrgId.eq(change.record.org))
            .filter(people::Column::Active.eq(true))
            .filter(people::Column::Role.eq(admin))
            .filter(people::Column::Id.ne(id))
            .count(&change.db)
            .await?;
        if others == 0 {
            return Ok(Err(PersonRefusal::LastAdmin));
        }
    }
    people::Entity::update_many()
        .set(people::ActiveModel {
            name: Set(changes.name.unwrap_or(before.name)),
            role: Set(role.clone()),
            active: Set(active),
            ..Default::default()
        })
        .filter(people::Column::Id.eq(id))
        .exec(&change.db)
        .await?;
    if let Some(successor) = changes.hand_over {
        if successor == id || !may_share(change, successor).await? {
            return Ok(Err(PersonRefusal::NoSuchSuccessor));
        }
        hand_everything_over(change, id, successor).await?;
    }
    if !active {
        sessions::Entity::delete_many()
            .filter(sessions::Column::PersonId.eq(id))
            .exec(&change.db)
            .await?;
        one_time_links::Entity::delete_many()
            .filter(one_time_links::Column::PersonId.eq(id))
            .exec(&change.db)
            .await?;
    }
    if !active || role == Role::Viewer.as_str() {
        end_shares(change, id).await?;
    }
    Ok(Ok(()))
}

async fn hand_everything_over(change: &Change<'_>, from: Uuid, to: Uuid) -> Result<(), StoreError> {
    conversations::Entity::update_many()
        .col_expr(conversations::Column::OwnerId, Expr::value(to))
        .filter(conversations::Column::OwnerId.eq(from))
        .exec(&change.db)
        .await?;
    shares::Entity::update_many()
        .col_expr(shares::Column::OwnerId, Expr::value(to))
        .filter(shares::Column::OwnerId.eq(from))
        .exec(&change.db)
        .await?;
    Ok(())
}

/// Ends every live share of somebody who may not share any more.
async fn end_shares(change: &mut Change<'_>, owner: Uuid) -> Result<(), StoreError> {
    use shares::Column;
    let live: Vec<(String, String, Option<Uuid>)> = shares::Entity::find()
        .select_only()
        .columns([Column::Id, Column::Audience, Column::ConversationId])
        .filter(Column::OrgId.eq(change.record.org))
        .filter(Column::OwnerId.eq(owner))
        .filter(Column::State.ne(ShareState::Stopped.as_str()))
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(&change.db)
        .await?;
    for (id, audience, conversation) in live {
        stop::stop_one(change, &id, StopReason::OwnerGone).await?;
        stop::add_event(change, &id, &audience, conversation, StopReason::OwnerGone)?;
    }
    Ok(())
}
