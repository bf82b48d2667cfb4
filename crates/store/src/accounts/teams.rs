//! Teams: named groups of people that shares may name. Members come and go, and the shares follow.

use std::collections::{BTreeMap, HashSet};

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Set, sea_query::OnConflict,
};
use uuid::Uuid;

use super::{
    Person,
    rows::{people, team_members, teams},
};
use crate::{Record, Store, StoreError, audit::Change, sharing::rows::share_teams};

/// A team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    /// Id.
    pub id: Uuid,
    /// Name, unique within the organisation whatever its case.
    pub name: String,
    /// Its people by name, inactive ones too.
    pub members: Vec<Person>,
    /// How many shares name it.
    pub shares: u64,
}

/// A team to make, or what a team is to become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamContent {
    /// Name.
    pub name: String,
    /// Its people, all of the organisation.
    pub members: Vec<Uuid>,
}

/// Why a team was not made or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TeamRefusal {
    /// There is no such team here.
    NoSuchTeam,
    /// Another team has this name.
    NameTaken,
    /// Not a person of the organisation.
    UnknownPerson(Uuid),
}

impl Store {
    /// The teams of an organisation, by name.
    pub async fn teams(&self, org: Uuid) -> Result<Vec<Team>, StoreError> {
        let rows = teams::Entity::find()
            .filter(teams::Column::OrgId.eq(org))
            .order_by_asc(teams::Column::NameKey)
            .all(&self.readers)
            .await?;
        with_members(&self.readers, rows).await
    }

    /// Makes a team with this id in `record.org`.
    pub async fn create_team(
        &self,
        id: Uuid,
        content: TeamContent,
        record: Record<'_>,
    ) -> Result<Result<Team, TeamRefusal>, StoreError> {
        let change = self.change(record).await?;
        let row = teams::Model {
            id,
            org_id: change.record.org,
            name_key: content.name.to_lowercase(),
            name: content.name.clone(),
            created_at: change.record.now,
        };
        let made = teams::Entity::insert(row.into_active_model())
            .on_conflict(
                OnConflict::columns([teams::Column::OrgId, teams::Column::NameKey])
                    .do_nothing()
                    .to_owned(),
            )
            .exec_without_returning(&change.db)
            .await?;
        if made == 0 {
            change.give_up().await?;
            return Ok(Err(TeamRefusal::NameTaken));
        }
        fill(change, id, &content.members).await
    }

    /// Renames a team of `record.org` and sets its members, as a whole.
    pub async fn change_team(
        &self,
        id: Uuid,
        content: TeamContent,
        record: Record<'_>,
    ) -> Result<Result<Team, TeamRefusal>, StoreError> {
        use teams::Column;
        let change = self.change(record).await?;
        let there = teams::Entity::find_by_id(id)
            .filter(Column::OrgId.eq(change.record.org))
            .count(&change.db)
            .await?;
        if there == 0 {
            change.give_up().await?;
            return Ok(Err(TeamRefusal::NoSuchTeam));
        }
        let key = content.name.to_lowercase();
        let taken = teams::Entity::find()
            .filter(Column::OrgId.eq(change.record.org))
            .filter(Column::NameKey.eq(key.as_str()))
            .filter(Column::Id.ne(id))
            .count(&change.db)
            .await?;
        if taken > 0 {
            change.give_up().await?;
            return Ok(Err(TeamRefusal::NameTaken));
        }
        teams::Entity::update_many()
            .set(teams::ActiveModel {
                name: Set(content.name.clone()),
                name_key: Set(key),
                ..Default::default()
            })
            .filter(Column::Id.eq(id))
            .exec(&change.db)
            .await?;
        fill(change, id, &content.members).await
    }

    /// Deletes a team of `record.org`: shares that name it lose these readers. `false` if there is none.
    pub async fn delete_team(&self, id: Uuid, record: Record<'_>) -> Result<bool, StoreError> {
        let change = self.change(record).await?;
        let deleted = teams::Entity::delete_many()
            .filter(teams::Column::Id.eq(id))
            .filter(teams::Column::OrgId.eq(change.record.org))
            .exec(&change.db)
            .await?
            .rows_affected;
        if deleted == 0 {
            change.give_up().await?;
            return Ok(false);
        }
        change.commit().await?;
        Ok(true)
    }
}

/// Sets a team's members and commits.
async fn fill(
    change: Change<'_>,
    id: Uuid,
    members: &[Uuid],
) -> Result<Result<Team, TeamRefusal>, StoreError> {
    let wanted: HashSet<Uuid> = members.iter().copied().collect();
    let known: HashSet<Uuid> = people::Entity::find()
        .select_only()
        .column(people::Column::Id)
        .filter(people::Column::OrgId.eq(change.record.org))
        .filter(people::Column::Id.is_in(wanted.iter().copied()))
        .into_tuple()
        .all(&change.db)
        .await?
        .into_iter()
        .collect();
    if let Some(stranger) = members.iter().find(|id| !known.contains(id)) {
        change.give_up().await?;
        return Ok(Err(TeamRefusal::UnknownPerson(*stranger)));
    }
    team_members::Entity::delete_many()
        .filter(team_members::Column::TeamId.eq(id))
        .exec(&change.db)
        .await?;
    if !wanted.is_empty() {
        let rows = wanted.into_iter().map(|person_id| {
            team_members::Model {
                team_id: id,
                person_id,
            }
            .into_active_model()
        });
        team_members::Entity::insert_many(rows)
            .exec_without_returning(&change.db)
            .await?;
    }
    let row = teams::Entity::find_by_id(id).all(&change.db).await?;
    let team = with_members(&change.db, row)
        .await?
        .pop()
        .ok_or(StoreError::Unreadable("no team where one was written"))?;
    change.commit().await?;
    Ok(Ok(team))
}

async fn with_members(
    db: &impl ConnectionTrait,
    rows: Vec<teams::Model>,
) -> Result<Vec<Team>, StoreError> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut members: BTreeMap<Uuid, Vec<Person>> = BTreeMap::new();
    let found = team_members::Entity::find()
        .filter(team_members::Column::TeamId.is_in(ids.iter().copied()))
        .find_also_related(people::Entity)
        .order_by_asc(people::Column::Name)
        .order_by_asc(people::Column::Id)
        .all(db)
        .await?;
    for (place, person) in found {
        if let Some(person) = person {
            members
                .entry(place.team_id)
                .or_default()
                .push(person.try_into()?);
        }
    }
    let shares: BTreeMap<Uuid, i64> = share_teams::Entity::find()
        .select_only()
        .column(share_teams::Column::TeamId)
        .column_as(share_teams::Column::ShareId.count(), "shares")
        .filter(share_teams::Column::TeamId.is_in(ids))
        .group_by(share_teams::Column::TeamId)
        .into_tuple::<(Uuid, i64)>()
        .all(db)
        .await?
        .into_iter()
        .collect();
    Ok(rows
        .into_iter()
        .map(|row| Team {
            id: row.id,
            members: members.remove(&row.id).unwrap_or_default(),
            shares: shares
                .get(&row.id)
                .and_then(|count| u64::try_from(*count).ok())
                .unwrap_or(0),
            name: row.name,
        })
        .collect())
}
