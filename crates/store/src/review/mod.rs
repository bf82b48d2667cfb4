//! Review: drafts of decisions that several people work on, and requests to approve a share.
//!
//! Owns that no decision is lost between two who decide at once, and that a request becomes a share at most once and
//! only as it was approved. Must not know what a decision is, nor who may approve.

pub(crate) mod rows;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, Set, sea_query::OnConflict,
};
use uuid::Uuid;

use self::rows::{review_askings, review_requests, reviews};
use crate::{
    JsonText, Record, Store, StoreError,
    audit::Change,
    conversations::rows::conversations,
    database::count,
    hidden::quiet_debug,
    sharing::{Audience, revision_of},
    words::words,
};

words! {
    /// Where a request stands.
    RequestState {
        /// Asked.
        Waiting = "waiting",
        /// Approved.
        Approved = "approved",
        /// Sent back with a note.
        SentBack = "sent_back",
        /// Taken back by its author.
        Withdrawn = "withdrawn",
        /// It became a share, or a share's update.
        Published = "published",
    }
}

/// Decisions so far.
#[derive(Clone, PartialEq, Eq)]
pub struct ReviewRow {
    /// Counts changes, from 1.
    pub version: u32,
    /// The conversation's revision at the last change.
    pub revision: i64,
    /// Messages the conversation had then.
    pub messages: u32,
    /// The decisions.
    pub state: JsonText,
    /// Who changed them last.
    pub updated_by: Uuid,
    /// When.
    pub updated_at: DateTime<Utc>,
}

quiet_debug!(ReviewRow { version, revision });

/// Why a draft was not changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReviewRefusal<R> {
    /// There is no such conversation here.
    NoSuchConversation,
    /// The caller refused it, having seen what stands.
    Refused(R),
}

/// A request for review to make.
#[derive(Clone)]
pub struct NewRequest {
    /// Id.
    pub id: Uuid,
    /// The conversation.
    pub conversation: Uuid,
    /// Its revision.
    pub revision: i64,
    /// Who asks.
    pub author: Uuid,
    /// For whom the share is.
    pub audience: Audience,
    /// The share to be updated, if it is an update.
    pub updates: Option<String>,
    /// What is to be published.
    pub input: JsonText,
    /// A note.
    pub note: String,
    /// Who is asked.
    pub asked: Vec<Uuid>,
}

quiet_debug!(NewRequest {
    id,
    conversation,
    revision
});

/// A request for review.
#[derive(Clone, PartialEq, Eq)]
pub struct RequestRow {
    /// Id.
    pub id: Uuid,
    /// Organisation.
    pub org: Uuid,
    /// The conversation.
    pub conversation: Uuid,
    /// The conversation's title.
    pub title: String,
    /// The conversation's revision now.
    pub current_revision: i64,
    /// Who asks.
    pub author: Uuid,
    /// Where it stands.
    pub state: RequestState,
    /// Counts changes, from 1.
    pub version: u32,
    /// The revision to be approved.
    pub revision: i64,
    /// For whom the share is.
    pub audience: Audience,
    /// The share to be updated, if it is an update.
    pub updates: Option<String>,
    /// What is to be published.
    pub input: JsonText,
    /// The author's note.
    pub note: String,
    /// The reviewer's note.
    pub answer: String,
    /// Who approved it or sent it back.
    pub decided_by: Option<Uuid>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// The share it became.
    pub published: Option<String>,
    /// Who was asked, by id.
    pub asked: Vec<Uuid>,
    /// When it was asked first.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

quiet_debug!(RequestRow { id, state, version });

/// A change of a request; `None` leaves a part as it is.
#[derive(Clone, Default)]
pub struct RequestChanges {
    /// Where it stands now.
    pub state: Option<RequestState>,
    /// The revision to be approved.
    pub revision: Option<i64>,
    /// What is to be published.
    pub input: Option<JsonText>,
    /// For whom the share is.
    pub audience: Option<Audience>,
    /// The author's note.
    pub note: Option<String>,
    /// Who is asked.
    pub asked: Option<Vec<Uuid>>,
    /// Who decided, and the reviewer's note; `Some(None)`: nobody yet.
    pub decided: Option<Option<(Uuid, String)>>,
}

quiet_debug!(RequestChanges { state, revision });

/// Why a request was not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestRefusal {
    /// There is no such request here.
    NoSuchRequest,
    /// Somebody changed it in between.
    Stale {
        /// The version that stands.
        current: u32,
    },
    /// The conversation is not at the revision the caller saw.
    Outdated,
}

impl Store {
    /// The decisions so far about a conversation, if any.
    pub async fn review(&self, conversation: Uuid) -> Result<Option<ReviewRow>, StoreError> {
        let row = reviews::Entity::find_by_id(conversation)
            .one(&self.readers)
            .await?;
        row.map(ReviewRow::try_from).transpose()
    }

    /// Changes the decisions about a conversation: `decide` gets what stands and answers what is to stand, or
    /// refuses. Nobody else changes them in between.
    ///
    /// `revision` and `messages` are the conversation's, as the caller saw it.
    pub async fn change_review<R>(
        &self,
        conversation: Uuid,
        (revision, messages): (i64, u32),
        by: Uuid,
        record: Record<'_>,
        decide: impl FnOnce(Option<&ReviewRow>) -> Result<JsonText, R>,
    ) -> Result<Result<ReviewRow, ReviewRefusal<R>>, StoreError> {
        let change = self.change(record).await?;
        if revision_of(&change, conversation).await?.is_none() {
            change.give_up().await?;
            return Ok(Err(ReviewRefusal::NoSuchConversation));
        }
        let before = reviews::Entity::find_by_id(conversation)
            .one(&change.db)
            .await?
            .map(ReviewRow::try_from)
            .transpose()?;
        let state = match decide(before.as_ref()) {
            Ok(state) => state,
            Err(refusal) => {
                change.give_up().await?;
                return Ok(Err(ReviewRefusal::Refused(refusal)));
            }
        };
        let row = reviews::Model {
            conversation_id: conversation,
            version: before.map_or(1, |before| i64::from(before.version) + 1),
            revision,
            messages: messages.into(),
            state: state.into_row(),
            updated_by: by,
            updated_at: change.record.now,
        };
        reviews::Entity::insert(row.clone().into_active_model())
            .on_conflict(
                OnConflict::column(reviews::Column::ConversationId)
                    .update_columns([
                        reviews::Column::Version,
                        reviews::Column::Revision,
                        reviews::Column::Messages,
                        reviews::Column::State,
                        reviews::Column::UpdatedBy,
                        reviews::Column::UpdatedAt,
                    ])
                    .to_owned(),
            )
            .exec_without_returning(&change.db)
            .await?;
        change.commit().await?;
        Ok(Ok(row.try_into()?))
    }

    /// Makes a request, if the conversation is still at the revision it names.
    pub async fn ask_for_review(
        &self,
        request: NewRequest,
        record: Record<'_>,
    ) -> Result<Result<RequestRow, RequestRefusal>, StoreError> {
        let change = self.change(record).await?;
        if revision_of(&change, request.conversation).await? != Some(request.revision) {
            change.give_up().await?;
            return Ok(Err(RequestRefusal::Outdated));
        }
        let now = change.record.now;
        let row = review_requests::Model {
            id: request.id,
            org_id: change.record.org,
            conversation_id: request.conversation,
            author_id: request.author,
            state: RequestState::Waiting.as_str().to_owned(),
            version: 1,
            revision: request.revision,
            audience: request.audience.as_str().to_owned(),
            updates: request.updates,
            input: request.input.into_row(),
            note: request.note,
            answer: String::new(),
            decided_by: None,
            decided_at: None,
            published: None,
            created_at: now,
            updated_at: now,
        };
        review_requests::Entity::insert(row.into_active_model())
            .exec_without_returning(&change.db)
            .await?;
        ask(&change, request.id, &request.asked).await?;
        let made = request_here(&change, request.id).await?;
        change.commit().await?;
        made.map(Ok)
            .ok_or(StoreError::Unreadable("no request where one was written"))
    }

    /// A request by id.
    pub async fn review_request(
        &self,
        org: Uuid,
        id: Uuid,
    ) -> Result<Option<RequestRow>, StoreError> {
        let rows = review_requests::Entity::find_by_id(id)
            .filter(review_requests::Column::OrgId.eq(org))
            .all(&self.readers)
            .await?;
        Ok(complete(&self.readers, rows).await?.pop())
    }

    /// Requests by a person or to them, newest first, at most `limit`.
    pub async fn review_requests_of(
        &self,
        org: Uuid,
        person: Uuid,
        limit: u32,
    ) -> Result<Vec<RequestRow>, StoreError> {
        let asked: Vec<Uuid> = review_askings::Entity::find()
            .select_only()
            .column(review_askings::Column::RequestId)
            .filter(review_askings::Column::PersonId.eq(person))
            .into_tuple()
            .all(&self.readers)
            .await?;
        let rows = review_requests::Entity::find()
            .filter(review_requests::Column::OrgId.eq(org))
            .filter(
                Condition::any()
                    .add(review_requests::Column::AuthorId.eq(person))
                    .add(review_requests::Column::Id.is_in(asked)),
            )
            .order_by_desc(review_requests::Column::CreatedAt)
            .order_by_desc(review_requests::Column::Id)
            .limit(u64::from(limit))
            .all(&self.readers)
            .await?;
        complete(&self.readers, rows).await
    }

    /// Whether somebody was asked to review a conversation, in a request that is waiting or approved.
    pub async fn is_asked_to_review(
        &self,
        org: Uuid,
        person: Uuid,
        conversation: Uuid,
    ) -> Result<bool, StoreError> {
        let open = [RequestState::Waiting, RequestState::Approved].map(RequestState::as_str);
        let requests: Vec<Uuid> = review_requests::Entity::find()
            .select_only()
            .column(review_requests::Column::Id)
            .filter(review_requests::Column::OrgId.eq(org))
            .filter(review_requests::Column::ConversationId.eq(conversation))
            .filter(review_requests::Column::State.is_in(open))
            .into_tuple()
            .all(&self.readers)
            .await?;
        let asked = review_askings::Entity::find()
            .filter(review_askings::Column::PersonId.eq(person))
            .filter(review_askings::Column::RequestId.is_in(requests))
            .one(&self.readers)
            .await?;
        Ok(asked.is_some())
    }

    /// Changes a request that has the expected version (`None`: whichever). One that is to be approved must be of the
    /// conversation as it stands.
    pub async fn change_request(
        &self,
        id: Uuid,
        expected: Option<u32>,
        changes: RequestChanges,
        record: Record<'_>,
    ) -> Result<Result<RequestRow, RequestRefusal>, StoreError> {
        let change = self.change(record).await?;
        let Some(row) = request_here(&change, id).await? else {
            change.give_up().await?;
            return Ok(Err(RequestRefusal::NoSuchRequest));
        };
        if expected.is_some_and(|expected| expected != row.version) {
            change.give_up().await?;
            return Ok(Err(RequestRefusal::Stale {
                current: row.version,
            }));
        }
        let revision = changes.revision.unwrap_or(row.revision);
        let needs_current = matches!(
            changes.state,
            Some(RequestState::Approved | RequestState::Waiting)
        );
        if needs_current && revision != row.current_revision {
            change.give_up().await?;
            return Ok(Err(RequestRefusal::Outdated));
        }
        let mut columns = review_requests::ActiveModel {
            version: Set(i64::from(row.version) + 1),
            revision: Set(revision),
            updated_at: Set(change.record.now),
            ..Default::default()
        };
        if let Some(state) = changes.state {
            columns.state = Set(state.as_str().to_owned());
        }
        if let Some(input) = changes.input {
            columns.input = Set(input.into_row());
        }
        if let Some(audience) = changes.audience {
            columns.audience = Set(audience.as_str().to_owned());
        }
        if let Some(note) = changes.note {
            columns.note = Set(note);
        }
        if let Some(decided) = changes.decided {
            let (by, answer) = decided.unzip();
            columns.decided_at = Set(by.map(|_| change.record.now));
            columns.decided_by = Set(by);
            columns.answer = Set(answer.unwrap_or_default());
        }
        review_requests::Entity::update_many()
            .set(columns)
            .filter(review_requests::Column::Id.eq(id))
            .exec(&change.db)
            .await?;
        if let Some(asked) = changes.asked {
            ask(&change, id, &asked).await?;
        }
        let changed = request_here(&change, id).await?;
        change.commit().await?;
        Ok(changed.ok_or(RequestRefusal::NoSuchRequest))
    }
}

/// Marks an approved request of a conversation at this revision as published: once. `false` if it is none.
pub(crate) async fn use_up(
    change: &Change<'_>,
    request: Uuid,
    conversation: Uuid,
    revision: i64,
    share: &str,
) -> Result<bool, StoreError> {
    let published = review_requests::ActiveModel {
        state: Set(RequestState::Published.as_str().to_owned()),
        published: Set(Some(share.to_owned())),
        updated_at: Set(change.record.now),
        ..Default::default()
    };
    let used = review_requests::Entity::update_many()
        .set(published)
        .filter(review_requests::Column::Id.eq(request))
        .filter(review_requests::Column::OrgId.eq(change.record.org))
        .filter(review_requests::Column::ConversationId.eq(conversation))
        .filter(review_requests::Column::Revision.eq(revision))
        .filter(review_requests::Column::State.eq(RequestState::Approved.as_str()))
        .exec(&change.db)
        .await?
        .rows_affected;
    Ok(used == 1)
}

async fn ask(change: &Change<'_>, request: Uuid, people: &[Uuid]) -> Result<(), StoreError> {
    review_askings::Entity::delete_many()
        .filter(review_askings::Column::RequestId.eq(request))
        .exec(&change.db)
        .await?;
    let people: BTreeSet<Uuid> = people.iter().copied().collect();
    if people.is_empty() {
        return Ok(());
    }
    let rows = people.into_iter().map(|person_id| {
        review_askings::Model {
            request_id: request,
            person_id,
        }
        .into_active_model()
    });
    review_askings::Entity::insert_many(rows)
        .exec_without_returning(&change.db)
        .await?;
    Ok(())
}

async fn request_here(change: &Change<'_>, id: Uuid) -> Result<Option<RequestRow>, StoreError> {
    let rows = review_requests::Entity::find_by_id(id)
        .filter(review_requests::Column::OrgId.eq(change.record.org))
        .all(&change.db)
        .await?;
    Ok(complete(&change.db, rows).await?.pop())
}

/// Requests with who was asked and what their conversations are now, in two queries more.
async fn complete(
    db: &impl ConnectionTrait,
    rows: Vec<review_requests::Model>,
) -> Result<Vec<RequestRow>, StoreError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut asked: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
    let askings = review_askings::Entity::find()
        .filter(review_askings::Column::RequestId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(review_askings::Column::PersonId)
        .all(db)
        .await?;
    for asking in askings {
        asked
            .entry(asking.request_id)
            .or_default()
            .push(asking.person_id);
    }
    let conversations: BTreeMap<Uuid, (String, i64)> = conversations::Entity::find()
        .select_only()
        .column(conversations::Column::Id)
        .column(conversations::Column::Title)
        .column(conversations::Column::Revision)
        .filter(conversations::Column::Id.is_in(rows.iter().map(|row| row.conversation_id)))
        .into_tuple::<(Uuid, String, i64)>()
        .all(db)
        .await?
        .into_iter()
        .map(|(id, title, revision)| (id, (title, revision)))
        .collect();
    rows.into_iter()
        .map(|row| {
            let (title, current_revision) = conversations
                .get(&row.conversation_id)
                .cloned()
                .ok_or(StoreError::Unreadable("a request without conversation"))?;
            Ok(RequestRow {
                id: row.id,
                org: row.org_id,
                conversation: row.conversation_id,
                title,
                current_revision,
                author: row.author_id,
                state: RequestState::parse(&row.state)
                    .ok_or(StoreError::Unreadable("an unknown request state"))?,
                version: count(row.version)?,
                revision: row.revision,
                audience: Audience::parse(&row.audience)
                    .ok_or(StoreError::Unreadable("an unknown audience"))?,
                updates: row.updates,
                input: JsonText::from_row(row.input),
                note: row.note,
                answer: row.answer,
                decided_by: row.decided_by,
                decided_at: row.decided_at,
                published: row.published,
                asked: asked.remove(&row.id).unwrap_or_default(),
                created_at: row.created_at,
                updated_at: row.updated_at,
            })
        })
        .collect()
}

impl TryFrom<reviews::Model> for ReviewRow {
    type Error = StoreError;

    fn try_from(row: reviews::Model) -> Result<Self, StoreError> {
        Ok(Self {
            version: count(row.version)?,
            revision: row.revision,
            messages: count(row.messages)?,
            state: JsonText::from_row(row.state),
            updated_by: row.updated_by,
            updated_at: row.updated_at,
        })
    }
}
