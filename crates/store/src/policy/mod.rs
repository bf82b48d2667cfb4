//! Policy: an organisation's rules, and its team memory of words.
//!
//! Owns what is kept of both, and the *epoch* that grows with every change of either: whoever judged something under
//! one epoch and writes under another is refused, so that a rule holds from the moment it is made. Must not know what
//! the rules mean.

pub(crate) mod rows;

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, Set, sea_query::OnConflict,
};
use uuid::Uuid;

use self::rows::{policies, words};
use crate::{
    JsonText, Record, Store, StoreError,
    audit::Change,
    database::{count, micros},
    hidden::quiet_debug,
    words::words,
};

/// Most entries of one organisation's team memory.
pub const MAX_WORDS: u32 = 1_000;

words! {
    /// What an entry of the team memory is.
    WordKind {
        /// A word or phrase.
        Word = "word",
        /// A regular expression.
        Pattern = "pattern",
        /// A host name.
        Host = "host",
        /// A value never to suggest, as a keyed hash.
        Never = "never",
    }
}

/// An organisation's rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PolicyRow {
    /// Counts changes of the rules; 0: none yet.
    pub version: u32,
    /// Counts changes of rules and words.
    pub epoch: i64,
    /// The rules.
    pub document: JsonText,
    /// When they last changed.
    pub updated_at: Option<DateTime<Utc>>,
}

/// Somebody else changed the rules in between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StalePolicy {
    /// The version that stands.
    pub current: u32,
}

/// An entry to add.
#[derive(Clone)]
pub struct NewWord {
    /// Id.
    pub id: Uuid,
    /// What it is.
    pub kind: WordKind,
    /// The text, or the keyed hash of a value never to suggest.
    pub text: String,
    /// What stands for a value never to suggest.
    pub hint: Option<String>,
    /// What a find is called.
    pub label: Option<String>,
    /// What a pattern describes.
    pub name: Option<String>,
    /// Who adds it.
    pub added_by: Uuid,
    /// Until when it holds.
    pub expires_at: DateTime<Utc>,
}

quiet_debug!(NewWord { id, kind });

/// An entry of the team memory.
#[derive(Clone, PartialEq, Eq)]
pub struct WordRow {
    /// Id.
    pub id: Uuid,
    /// What it is.
    pub kind: WordKind,
    /// The text, or the keyed hash of a value never to suggest.
    pub text: String,
    /// What stands for a value never to suggest.
    pub hint: Option<String>,
    /// What a find is called.
    pub label: Option<String>,
    /// What a pattern describes.
    pub name: Option<String>,
    /// Who added it.
    pub added_by: Uuid,
    /// When.
    pub added_at: DateTime<Utc>,
    /// Until when it holds.
    pub expires_at: DateTime<Utc>,
}

quiet_debug!(WordRow { id, kind });

/// Why an entry was not added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddWordRefusal {
    /// There are [`MAX_WORDS`].
    TooMany,
    /// It is there already.
    Known {
        /// Its id.
        id: Uuid,
    },
}

impl Store {
    /// An organisation's rules; the defaults' place if none were ever set.
    pub async fn policy(&self, org: Uuid) -> Result<PolicyRow, StoreError> {
        policy_on(&self.readers, org).await
    }

    /// Sets the rules of `record.org`, if they still have the expected version (`None`: whichever).
    pub async fn set_policy(
        &self,
        expected: Option<u32>,
        document: JsonText,
        record: Record<'_>,
    ) -> Result<Result<PolicyRow, StalePolicy>, StoreError> {
        let change = self.change(record).await?;
        let before = policy_on(&change.db, change.record.org).await?;
        if expected.is_some_and(|expected| expected != before.version) {
            change.give_up().await?;
            return Ok(Err(StalePolicy {
                current: before.version,
            }));
        }
        let after = PolicyRow {
            version: before.version + 1,
            epoch: before.epoch + 1,
            document,
            updated_at: Some(change.record.now),
        };
        save(&change, after.clone()).await?;
        change.commit().await?;
        Ok(Ok(after))
    }

    /// The team memory, newest first, with what has expired.
    pub async fn words(&self, org: Uuid) -> Result<Vec<WordRow>, StoreError> {
        let rows = words::Entity::find()
            .filter(words::Column::OrgId.eq(org))
            .order_by_desc(words::Column::AddedAt)
            .order_by_desc(words::Column::Id)
            .all(&self.readers)
            .await?;
        rows.into_iter().map(WordRow::try_from).collect()
    }

    /// Adds an entry.
    pub async fn add_word(
        &self,
        word: NewWord,
        record: Record<'_>,
    ) -> Result<Result<WordRow, AddWordRefusal>, StoreError> {
        let change = self.change(record).await?;
        let here = words::Entity::find().filter(words::Column::OrgId.eq(change.record.org));
        let known = here
            .clone()
            .filter(words::Column::Kind.eq(word.kind.as_str()))
            .filter(words::Column::Text.eq(word.text.as_str()))
            .one(&change.db)
            .await?;
        if let Some(known) = known {
            change.give_up().await?;
            return Ok(Err(AddWordRefusal::Known { id: known.id }));
        }
        if here.count(&change.db).await? >= u64::from(MAX_WORDS) {
            change.give_up().await?;
            return Ok(Err(AddWordRefusal::TooMany));
        }
        let row = words::Model {
            id: word.id,
            org_id: change.record.org,
            kind: word.kind.as_str().to_owned(),
            text: word.text,
            hint: word.hint,
            label: word.label,
            name: word.name,
            added_by: word.added_by,
            added_at: change.record.now,
            expires_at: micros(word.expires_at),
        };
        words::Entity::insert(row.clone().into_active_model())
            .exec_without_returning(&change.db)
            .await?;
        next_epoch(&change).await?;
        change.commit().await?;
        Ok(Ok(row.try_into()?))
    }

    /// Lets an entry hold until then. `None` if there is none here.
    pub async fn renew_word(
        &self,
        id: Uuid,
        expires_at: DateTime<Utc>,
        record: Record<'_>,
    ) -> Result<Option<WordRow>, StoreError> {
        let change = self.change(record).await?;
        let renewed = words::ActiveModel {
            expires_at: Set(micros(expires_at)),
            ..Default::default()
        };
        words::Entity::update_many()
            .set(renewed)
            .filter(words::Column::Id.eq(id))
            .filter(words::Column::OrgId.eq(change.record.org))
            .exec(&change.db)
            .await?;
        let row = words::Entity::find_by_id(id)
            .filter(words::Column::OrgId.eq(change.record.org))
            .one(&change.db)
            .await?;
        let Some(row) = row else {
            change.give_up().await?;
            return Ok(None);
        };
        next_epoch(&change).await?;
        change.commit().await?;
        Ok(Some(row.try_into()?))
    }

    /// Removes an entry. `false` if there is none here.
    pub async fn remove_word(&self, id: Uuid, record: Record<'_>) -> Result<bool, StoreError> {
        let change = self.change(record).await?;
        let removed = words::Entity::delete_many()
            .filter(words::Column::Id.eq(id))
            .filter(words::Column::OrgId.eq(change.record.org))
            .exec(&change.db)
            .await?
            .rows_affected;
        if removed == 0 {
            change.give_up().await?;
            return Ok(false);
        }
        next_epoch(&change).await?;
        change.commit().await?;
        Ok(true)
    }
}

/// Whether what was judged under this epoch may be written.
pub(crate) async fn still_holds(change: &Change<'_>, epoch: i64) -> Result<bool, StoreError> {
    Ok(policy_on(&change.db, change.record.org).await?.epoch == epoch)
}

async fn policy_on(db: &impl ConnectionTrait, org: Uuid) -> Result<PolicyRow, StoreError> {
    let Some(row) = policies::Entity::find_by_id(org).one(db).await? else {
        return Ok(PolicyRow::default());
    };
    Ok(PolicyRow {
        version: count(row.version)?,
        epoch: row.epoch,
        document: JsonText::from_row(row.document),
        updated_at: row.updated_at,
    })
}

async fn next_epoch(change: &Change<'_>) -> Result<(), StoreError> {
    let mut policy = policy_on(&change.db, change.record.org).await?;
    policy.epoch += 1;
    save(change, policy).await
}

async fn save(change: &Change<'_>, policy: PolicyRow) -> Result<(), StoreError> {
    use policies::Column;
    let row = policies::Model {
        org_id: change.record.org,
        version: policy.version.into(),
        epoch: policy.epoch,
        document: policy.document.into_row(),
        updated_at: policy.updated_at,
    };
    policies::Entity::insert(row.into_active_model())
        .on_conflict(
            OnConflict::column(Column::OrgId)
                .update_columns([
                    Column::Version,
                    Column::Epoch,
                    Column::Document,
                    Column::UpdatedAt,
                ])
                .to_owned(),
        )
        .exec_without_returning(&change.db)
        .await?;
    Ok(())
}

impl TryFrom<words::Model> for WordRow {
    type Error = StoreError;

    fn try_from(row: words::Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id,
            kind: WordKind::parse(&row.kind)
                .ok_or(StoreError::Unreadable("an unknown kind of word"))?,
            text: row.text,
            hint: row.hint,
            label: row.label,
            name: row.name,
            added_by: row.added_by,
            added_at: row.added_at,
            expires_at: row.expires_at,
        })
    }
}
