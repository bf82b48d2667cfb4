//! Requests for access: colleagues who hold a link that does not open for them ask its owner.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, Set};
use uuid::Uuid;

use super::rows::{access_requests, share_people, shares};
use super::{
    Audience, ChangeRefusal, ShareRow, ShareState, finish, not_stopped, read_back, save,
    stranger_among,
};
use crate::{
    Record, Store, StoreError,
    accounts::{Person, rows::people},
    database::micros,
    words::words,
};

words! {
    /// Where a request stands.
    RequestState {
        /// It waits for the owner.
        Open = "open",
        /// They were let in.
        Approved = "approved",
        /// They were not.
        Declined = "declined",
    }
}

/// A request for access.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessRequestRow {
    /// Id.
    pub id: Uuid,
    /// The share whose link they have.
    pub share: String,
    /// Its audience.
    pub audience: Audience,
    /// Its conversation; `None` once that is deleted.
    pub conversation: Option<Uuid>,
    /// Who owns the share.
    pub owner: Uuid,
    /// Who asks.
    pub person: Person,
    /// When they last asked anew.
    pub asked_at: DateTime<Utc>,
    /// Where it stands.
    pub state: RequestState,
    /// The share they were let into.
    pub granted: Option<String>,
}

impl Store {
    /// Keeps a request; asking again while one is open or approved changes nothing, after it was declined it is open
    /// anew. Answers whether the owner has something new to look at.
    pub async fn request_access(
        &self,
        id: Uuid,
        share: &str,
        person: Uuid,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        use access_requests::Column;
        let now = micros(now);
        let db = self.begin().await?;
        let row = access_requests::Model {
            id,
            share_id: share.to_owned(),
            person_id: person,
            state: RequestState::Open.as_str().to_owned(),
            asked_at: now,
            decided_at: None,
            granted: None,
        };
        let made = access_requests::Entity::insert(row.into_active_model())
            .on_conflict_do_nothing_on([Column::ShareId, Column::PersonId])
            .exec_without_returning(&db)
            .await?;
        let mut is_new = matches!(made, sea_orm::TryInsertResult::Inserted(1));
        if !is_new {
            let again = access_requests::Entity::update_many()
                .set(access_requests::ActiveModel {
                    state: Set(RequestState::Open.as_str().to_owned()),
                    asked_at: Set(now),
                    decided_at: Set(None),
                    ..Default::default()
                })
                .filter(Column::ShareId.eq(share))
                .filter(Column::PersonId.eq(person))
                .filter(Column::State.eq(RequestState::Declined.as_str()))
                .exec(&db)
                .await?;
            is_new = again.rows_affected > 0;
        }
        db.commit().await?;
        Ok(is_new)
    }

    /// Open requests for a person's shares, oldest first.
    pub async fn open_requests_of(
        &self,
        org: Uuid,
        owner: Uuid,
    ) -> Result<Vec<AccessRequestRow>, StoreError> {
        use access_requests::Column;
        let rows = access_requests::Entity::find()
            .filter(Column::State.eq(RequestState::Open.as_str()))
            .filter(shares::Column::OrgId.eq(org))
            .filter(shares::Column::OwnerId.eq(owner))
            .find_also_related(shares::Entity)
            .order_by_asc(Column::AskedAt)
            .order_by_asc(Column::Id)
            .all(&self.readers)
            .await?;
        let mut found = Vec::with_capacity(rows.len());
        for (request, share) in rows {
            found.extend(self.with_share_and_person(request, share).await?);
        }
        Ok(found)
    }

    /// A request, in whatever state.
    pub async fn access_request(&self, id: Uuid) -> Result<Option<AccessRequestRow>, StoreError> {
        let row = access_requests::Entity::find_by_id(id)
            .find_also_related(shares::Entity)
            .one(&self.readers)
            .await?;
        match row {
            Some((request, share)) => self.with_share_and_person(request, share).await,
            None => Ok(None),
        }
    }

    async fn with_share_and_person(
        &self,
        request: access_requests::Model,
        share: Option<shares::Model>,
    ) -> Result<Option<AccessRequestRow>, StoreError> {
        let person = people::Entity::find_by_id(request.person_id)
            .one(&self.readers)
            .await?;
        let (Some(share), Some(person)) = (share, person) else {
            return Ok(None);
        };
        Ok(Some(AccessRequestRow {
            id: request.id,
            share: request.share_id,
            audience: Audience::parse(&share.audience)
                .ok_or(StoreError::Unreadable("an unknown audience"))?,
            conversation: share.conversation_id,
            owner: share.owner_id,
            person: person.try_into()?,
            asked_at: request.asked_at,
            state: RequestState::parse(&request.state)
                .ok_or(StoreError::Unreadable("an unknown state of a request"))?,
            granted: request.granted,
        }))
    }

    /// Declines a request that is open; answers whether it was.
    pub async fn decline_request(&self, id: Uuid, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let declined = access_requests::Entity::update_many()
            .set(decided(RequestState::Declined, now, None))
            .filter(access_requests::Column::Id.eq(id))
            .filter(access_requests::Column::State.eq(RequestState::Open.as_str()))
            .exec(&self.writers)
            .await?;
        Ok(declined.rows_affected > 0)
    }

    /// Names more people in a People share. `request`, if any, becomes approved in the same step.
    pub async fn add_people(
        &self,
        share: &str,
        named: &[Uuid],
        request: Option<Uuid>,
        record: Record<'_>,
    ) -> Result<Result<ShareRow, ChangeRefusal>, StoreError> {
        let change = self.change(record).await?;
        if let Err(refusal) = not_stopped(&change, share).await? {
            return finish(change, Err(refusal)).await;
        }
        if let Some(stranger) = stranger_among(&change, named).await? {
            return finish(change, Err(ChangeRefusal::UnknownPerson(stranger))).await;
        }
        for person in named {
            let row = share_people::Model {
                share_id: share.to_owned(),
                person_id: *person,
            };
            share_people::Entity::insert(row.into_active_model())
                .on_conflict_do_nothing_on([
                    share_people::Column::ShareId,
                    share_people::Column::PersonId,
                ])
                .exec_without_returning(&change.db)
                .await?;
        }
        if let Some(request) = request {
            access_requests::Entity::update_many()
                .set(decided(
                    RequestState::Approved,
                    change.record.now,
                    Some(share.to_owned()),
                ))
                .filter(access_requests::Column::Id.eq(request))
                .exec(&change.db)
                .await?;
        }
        // A share that gains readers has changed.
        save(&change, share, shares::ActiveModel::default()).await?;
        let row = read_back(&change, share).await?;
        finish(change, Ok(row)).await
    }

    /// People shares of a conversation that are not stopped, of one owner.
    pub async fn people_shares_of(
        &self,
        org: Uuid,
        owner: Uuid,
        conversation: Uuid,
    ) -> Result<Vec<ShareRow>, StoreError> {
        let shares = self.shares_of_conversation(org, conversation).await?;
        Ok(shares
            .into_iter()
            .filter(|share| {
                share.owner == owner
                    && share.audience == Audience::People
                    && share.state != ShareState::Stopped
            })
            .collect())
    }
}

fn decided(
    state: RequestState,
    now: DateTime<Utc>,
    granted: Option<String>,
) -> access_requests::ActiveModel {
    access_requests::ActiveModel {
        state: Set(state.as_str().to_owned()),
        decided_at: Set(Some(micros(now))),
        granted: Set(granted),
        ..Default::default()
    }
}
