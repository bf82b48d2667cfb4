//! Conversations: what the team keeps, as it was stored.
//!
//! Owns heads, messages, revisions and the list with its search. Must not be reached from a recipient's route: those
//! read snapshots only. "Not yours" is not decided here beyond the organisation and, where named, the owner.

mod list;
pub(crate) mod rows;
mod search;
mod source;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use discreet_transcript::model::{
    Contact, Conversation, Head, LogEntry, MAX_MESSAGES, Message, Moment, Note, Sender, Source,
    Status, Text,
};
use discreet_transcript::words::Query;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select, sea_query::OnConflict,
};
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

pub(crate) use self::search::index::bring_up_to_date as bring_index_up_to_date;
pub use self::search::shown_contact;

use self::rows::{conversations, messages};
use crate::{
    JsonText, Record, Store, StoreError,
    database::{count, micros},
    hidden::quiet_debug,
    sharing::{Audience, ShareState, stop},
};

/// Rows of one insert, at nine values each.
const ROWS_AT_ONCE: usize = 500;
/// Bytes of text after which an insert is sent.
const BYTES_AT_ONCE: usize = 8 * 1024 * 1024;

/// Most characters of a conversation's preview line; longer ones are cut.
pub const MAX_PREVIEW: usize = 160;

/// A conversation to keep.
#[derive(Clone, Debug)]
pub struct NewConversation {
    /// Id.
    pub id: Uuid,
    /// Whose.
    pub owner: Uuid,
    /// The first contact message in plain text, at most [`MAX_PREVIEW`] characters.
    pub preview: Text,
    /// All of it. Messages are numbered by their place.
    pub conversation: Conversation,
}

/// The source's id is known already in this organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceTaken {
    /// The conversation that has it.
    pub id: Uuid,
}

/// A conversation without its messages.
#[derive(Clone, Debug, PartialEq)]
pub struct ConversationRow {
    /// Id.
    pub id: Uuid,
    /// Organisation.
    pub org: Uuid,
    /// Whose.
    pub owner: Uuid,
    /// Title, contact, tags, notes and the rest, log and metadata included.
    pub head: Head,
    /// Counts changes of everything but the status, from 1.
    pub revision: i64,
    /// Messages it has.
    pub message_count: u32,
    /// When the last message was written, or came in.
    pub last_message_at: Option<DateTime<Utc>>,
    /// First words of the contact.
    pub preview: Text,
    /// When it came in.
    pub created_at: DateTime<Utc>,
    /// When it last changed, status included.
    pub updated_at: DateTime<Utc>,
}

/// A conversation as a row of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct ListedConversation {
    /// Id.
    pub id: Uuid,
    /// Whose.
    pub owner: Uuid,
    /// Title.
    pub title: Text,
    /// Where it stands.
    pub status: Status,
    /// How it was held.
    pub channel: Option<String>,
    /// Whom it is with.
    pub contact: Contact,
    /// Signal tags.
    pub tags: Vec<Text>,
    /// Revision.
    pub revision: i64,
    /// Messages it has.
    pub message_count: u32,
    /// When the last message was written, or came in.
    pub last_message_at: Option<DateTime<Utc>>,
    /// First words of the contact.
    pub preview: Text,
    /// When it came in.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// Its shares that are neither stopped nor expired, oldest first.
    pub shares: Vec<ShareSummary>,
    /// Where in the reader's own conversation the words were found, if outside what the list shows.
    pub found: Option<FoundText>,
}

/// What the status indicator needs to know of a share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShareSummary {
    /// Id.
    pub id: String,
    /// For whom.
    pub audience: Audience,
    /// Active or paused.
    pub state: ShareState,
    /// Until when.
    pub expires_at: Option<DateTime<Utc>>,
    /// Views so far.
    pub views: u32,
    /// Views allowed.
    pub max_views: Option<u32>,
    /// Which snapshot it serves.
    pub snapshot_version: u32,
    /// The conversation's revision that snapshot shows.
    pub snapshot_revision: i64,
    /// People named.
    pub people: u32,
}

/// How a conversation is shared, as the list filters it. Only shares that can be opened now count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SharedFilter {
    /// Not at all.
    Private,
    /// With this audience, whatever else there is.
    With(Audience),
}

/// In which order conversations are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Last changed first.
    #[default]
    Changed,
    /// Last message first.
    Message,
    /// Last brought in first.
    Created,
    /// By title, whatever its case.
    Title,
    /// With all words in what the list shows first, then those with the words inside; each last changed first.
    /// Without words as [`Sort::Changed`].
    Relevance,
}

/// Which conversations to list.
#[derive(Clone, Default)]
pub struct ConversationFilter {
    /// Only this person's.
    pub owner: Option<Uuid>,
    /// What must be found in them.
    pub query: Option<Query>,
    /// Whose conversations are searched through; others' are searched in title, tags and what names the contact.
    pub reader: Option<Uuid>,
    /// Only with this status.
    pub status: Option<Status>,
    /// Only shared so.
    pub shared: Option<SharedFilter>,
    /// Only with this tag, whatever its case.
    pub tag: Option<Text>,
    /// Only of this channel.
    pub channel: Option<String>,
    /// Only with a last message then or later; without messages the last change counts.
    pub from: Option<DateTime<Utc>>,
    /// Only with a last message before.
    pub before: Option<DateTime<Utc>>,
    /// In which order.
    pub sort: Sort,
}

quiet_debug!(ConversationFilter {
    owner,
    status,
    shared,
    sort
});

/// A page of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct ConversationList {
    /// In the order asked for.
    pub rows: Vec<ListedConversation>,
    /// Where the list goes on, if it does.
    pub next: Option<ListCursor>,
}

/// Where a list goes on: after this row.
#[derive(Clone, PartialEq, Eq)]
pub struct ListCursor {
    /// Sorting by relevance: the row was among those with all words in what the list shows.
    pub shown: bool,
    /// What the row is sorted by.
    pub key: SortKey,
    /// The row's id.
    pub id: Uuid,
}

quiet_debug!(ListCursor { shown, id });

/// What a row is sorted by.
#[derive(Clone, PartialEq, Eq)]
pub enum SortKey {
    /// A time, latest first.
    At(DateTime<Utc>),
    /// A folded title, in order of its characters.
    Title(String),
}

/// Where in a conversation something was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoundIn {
    /// The message of this number.
    Message(u32),
    /// The summary.
    Summary,
    /// What the AI tried.
    Attempt,
    /// A note.
    Note,
    /// The contact.
    Contact,
}

/// A text of a conversation in which something was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundText {
    /// Where it stands.
    pub place: FoundIn,
    /// The whole text.
    pub text: Text,
}

/// Changes of a conversation; `None` leaves a part as it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HeadChanges {
    /// Title.
    pub title: Option<Text>,
    /// Status; alone it makes no new revision.
    pub status: Option<Status>,
    /// Channel; `Some(None)` clears it.
    pub channel: Option<Option<String>>,
    /// Contact, as a whole.
    pub contact: Option<Contact>,
    /// Tags, as a whole.
    pub tags: Option<Vec<Text>>,
    /// Summary; `Some(None)` clears it.
    pub summary: Option<Option<Text>>,
    /// What the AI tried, as a whole.
    pub attempts: Option<Vec<Text>>,
    /// Notes, as a whole.
    pub notes: Option<Vec<Note>>,
    /// System log, as a whole.
    pub log: Option<Vec<LogEntry>>,
    /// Metadata, as a whole.
    pub metadata: Option<serde_json::Map<String, serde_json::Value>>,
}

/// Why a conversation was not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UpdateRefusal {
    /// There is none.
    NoSuchConversation,
    /// It has changed since.
    Stale {
        /// The revision that stands.
        current: i64,
    },
}

/// Why messages were not appended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppendRefusal {
    /// There is no such conversation.
    NoSuchConversation,
    /// It has another number of messages than expected.
    Conflict {
        /// Messages it has.
        message_count: u32,
        /// Its revision.
        revision: i64,
    },
    /// It would have more than `discreet_transcript::model::MAX_MESSAGES`.
    TooMany,
}

/// What a deletion ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deleted {
    /// Shares that were not stopped yet and are now.
    pub stopped: Vec<String>,
}

impl Store {
    /// Keeps a whole conversation in `record.org`.
    pub async fn create_conversation(
        &self,
        conversation: NewConversation,
        record: Record<'_>,
    ) -> Result<Result<ConversationRow, SourceTaken>, StoreError> {
        use conversations::Column;
        let change = self.change(record).await?;
        let now = change.record.now;
        let NewConversation {
            id,
            owner,
            preview,
            conversation: Conversation { head, messages },
        } = conversation;
        let row = ConversationRow {
            id,
            org: change.record.org,
            owner,
            head,
            revision: 1,
            message_count: how_many(&messages)?,
            last_message_at: messages.last().map(|message| written_at(message, now)),
            preview: cut(&preview),
            created_at: now,
            updated_at: now,
        };
        let inserted = conversations::Entity::insert(to_model(&row)?.into_active_model())
            .on_conflict(
                OnConflict::columns([Column::OrgId, Column::SourceSystem, Column::SourceId])
                    .do_nothing()
                    .to_owned(),
            )
            .exec_without_returning(&change.db)
            .await?;
        if inserted == 0 {
            let source = row.head.source.as_ref();
            let (system, source_id) =
                source.map_or(("", ""), |source| (&source.system, &source.id));
            let taken = by_source(row.org, system, source_id)
                .one(&change.db)
                .await?
                .ok_or(StoreError::Unreadable(
                    "a conversation that is there and is not",
                ))?;
            change.give_up().await?;
            return Ok(Err(SourceTaken { id: taken.id }));
        }
        search::index::add(&change.db, id, &row.head, &messages).await?;
        insert_messages(&change.db, id, 0, messages).await?;
        change.commit().await?;
        Ok(Ok(row))
    }

    /// A conversation by its id in the source system.
    pub async fn conversation_by_source(
        &self,
        org: Uuid,
        system: &str,
        id: &str,
    ) -> Result<Option<ConversationRow>, StoreError> {
        let row = by_source(org, system, id).one(&self.readers).await?;
        row.map(ConversationRow::try_from).transpose()
    }

    /// A conversation of this owner.
    pub async fn conversation_of_owner(
        &self,
        org: Uuid,
        owner: Uuid,
        id: Uuid,
    ) -> Result<Option<ConversationRow>, StoreError> {
        let row = in_org(org, id)
            .filter(conversations::Column::OwnerId.eq(owner))
            .one(&self.readers)
            .await?;
        row.map(ConversationRow::try_from).transpose()
    }

    /// A conversation of this organisation, whoever owns it.
    pub async fn conversation_in_org(
        &self,
        org: Uuid,
        id: Uuid,
    ) -> Result<Option<ConversationRow>, StoreError> {
        let row = in_org(org, id).one(&self.readers).await?;
        row.map(ConversationRow::try_from).transpose()
    }

    /// Titles of those of these conversations that are in the organisation.
    pub async fn conversation_titles(
        &self,
        org: Uuid,
        ids: &[Uuid],
    ) -> Result<HashMap<Uuid, Text>, StoreError> {
        use conversations::Column;
        let titles: Vec<(Uuid, String)> = conversations::Entity::find()
            .select_only()
            .columns([Column::Id, Column::Title])
            .filter(Column::OrgId.eq(org))
            .filter(Column::Id.is_in(ids.iter().copied()))
            .into_tuple()
            .all(&self.readers)
            .await?;
        Ok(titles
            .into_iter()
            .map(|(id, title)| (id, Text(title)))
            .collect())
    }

    /// Conversations of an organisation with their shares, at most `limit`, in a few queries however many there are.
    pub async fn list_conversations(
        &self,
        org: Uuid,
        filter: &ConversationFilter,
        after: Option<ListCursor>,
        limit: u32,
        now: DateTime<Utc>,
    ) -> Result<ConversationList, StoreError> {
        list::list(self, org, filter, after, limit, now).await
    }

    /// Channels of an organisation's conversations, or of one person's, in order; at most `limit`.
    pub async fn channels(
        &self,
        org: Uuid,
        owner: Option<Uuid>,
        limit: u32,
    ) -> Result<Vec<String>, StoreError> {
        list::channels(self, org, owner, limit).await
    }

    /// Messages with a number above `after`, in order, at most `limit`.
    pub async fn messages(
        &self,
        conversation: Uuid,
        after: u32,
        limit: u32,
    ) -> Result<Vec<Message>, StoreError> {
        let rows = messages::Entity::find()
            .filter(messages::Column::ConversationId.eq(conversation))
            .filter(messages::Column::Number.gt(i64::from(after)))
            .order_by_asc(messages::Column::Number)
            .limit(u64::from(limit))
            .all(&self.readers)
            .await?;
        rows.into_iter().map(to_message).collect()
    }

    /// Messages from `from` to `to`, both included, in order.
    pub async fn messages_in(
        &self,
        conversation: Uuid,
        from: u32,
        to: u32,
    ) -> Result<Vec<Message>, StoreError> {
        let rows = messages::Entity::find()
            .filter(messages::Column::ConversationId.eq(conversation))
            .filter(messages::Column::Number.between(i64::from(from), i64::from(to)))
            .order_by_asc(messages::Column::Number)
            .all(&self.readers)
            .await?;
        rows.into_iter().map(to_message).collect()
    }

    /// Names of the agents of a conversation, in order of their first message; one without a name is the empty one.
    pub async fn agent_names(&self, conversation: Uuid) -> Result<Vec<String>, StoreError> {
        let named: Vec<(Option<String>, i64)> = messages::Entity::find()
            .select_only()
            .column(messages::Column::Name)
            .column_as(messages::Column::Number.min(), "first")
            .filter(messages::Column::ConversationId.eq(conversation))
            .filter(messages::Column::Sender.eq(Sender::Agent.as_str()))
            .group_by(messages::Column::Name)
            .into_tuple()
            .all(&self.readers)
            .await?;
        let mut named: Vec<(i64, String)> = named
            .into_iter()
            .map(|(name, first)| (first, name.unwrap_or_default()))
            .collect();
        named.sort_unstable();
        Ok(named.into_iter().map(|(_, name)| name).collect())
    }

    /// Appends messages to a conversation that has exactly `expected_count`; they are numbered on from there and make
    /// one new revision. No messages make no change and no record.
    pub async fn append_messages(
        &self,
        id: Uuid,
        expected_count: u32,
        messages: Vec<Message>,
        record: Record<'_>,
    ) -> Result<Result<ConversationRow, AppendRefusal>, StoreError> {
        let change = self.change(record).await?;
        let Some(row) = in_org(change.record.org, id).one(&change.db).await? else {
            change.give_up().await?;
            return Ok(Err(AppendRefusal::NoSuchConversation));
        };
        let mut row = ConversationRow::try_from(row)?;
        if row.message_count != expected_count {
            change.give_up().await?;
            return Ok(Err(AppendRefusal::Conflict {
                message_count: row.message_count,
                revision: row.revision,
            }));
        }
        let Some(last) = messages.last() else {
            change.give_up().await?;
            return Ok(Ok(row));
        };
        let total = row.message_count.saturating_add(how_many(&messages)?);
        if usize::try_from(total).is_ok_and(|total| total > MAX_MESSAGES) {
            change.give_up().await?;
            return Ok(Err(AppendRefusal::TooMany));
        }
        row.revision += 1;
        row.message_count = total;
        row.last_message_at = Some(written_at(last, change.record.now));
        row.updated_at = change.record.now;
        save(&change.db, &row).await?;
        search::index::extend(&change.db, id, &row.head, expected_count, &messages).await?;
        insert_messages(&change.db, id, expected_count, messages).await?;
        change.commit().await?;
        Ok(Ok(row))
    }

    /// Changes a conversation, if it still has the expected revision (`None`: whatever it has). What is already so
    /// makes no new revision; the record is appended all the same.
    pub async fn update_conversation(
        &self,
        id: Uuid,
        expected_revision: Option<i64>,
        changes: HeadChanges,
        record: Record<'_>,
    ) -> Result<Result<ConversationRow, UpdateRefusal>, StoreError> {
        let change = self.change(record).await?;
        let Some(row) = in_org(change.record.org, id).one(&change.db).await? else {
            change.give_up().await?;
            return Ok(Err(UpdateRefusal::NoSuchConversation));
        };
        let mut row = ConversationRow::try_from(row)?;
        if expected_revision.is_some_and(|expected| expected != row.revision) {
            change.give_up().await?;
            return Ok(Err(UpdateRefusal::Stale {
                current: row.revision,
            }));
        }
        let mut head = row.head.clone();
        changes.apply(&mut head);
        // Status and channel are no text, log and metadata are never shared: none makes a review stale.
        let shareable = Head {
            status: row.head.status,
            channel: row.head.channel.clone(),
            log: row.head.log.clone(),
            metadata: row.head.metadata.clone(),
            ..head.clone()
        };
        let other_words = shareable != row.head;
        if other_words {
            row.revision += 1;
        }
        if head != row.head {
            row.updated_at = change.record.now;
            row.head = head;
            save(&change.db, &row).await?;
        }
        if other_words {
            search::index::change_head(&change.db, id, &row.head).await?;
        }
        change.commit().await?;
        Ok(Ok(row))
    }

    /// Deletes a conversation and stops its shares, whose snapshots and grants go too; for each share stopped a
    /// `share.stopped` row by the first event's actor follows the record. `None` if there is none.
    pub async fn delete_conversation(
        &self,
        id: Uuid,
        record: Record<'_>,
    ) -> Result<Option<Deleted>, StoreError> {
        let mut change = self.change(record).await?;
        let there = in_org(change.record.org, id).count(&change.db).await?;
        if there == 0 {
            change.give_up().await?;
            return Ok(None);
        }
        let stopped = stop::stop_all_of(&mut change, id).await?;
        conversations::Entity::delete_by_id(id)
            .exec(&change.db)
            .await?;
        change.commit().await?;
        Ok(Some(Deleted { stopped }))
    }
}

impl HeadChanges {
    fn apply(self, head: &mut Head) {
        put(&mut head.title, self.title);
        put(&mut head.status, self.status);
        put(&mut head.channel, self.channel);
        put(&mut head.contact, self.contact);
        put(&mut head.tags, self.tags);
        put(&mut head.summary, self.summary);
        put(&mut head.attempts, self.attempts);
        put(&mut head.notes, self.notes);
        put(&mut head.log, self.log);
        put(&mut head.metadata, self.metadata);
    }
}

fn put<T>(place: &mut T, change: Option<T>) {
    if let Some(value) = change {
        *place = value;
    }
}

fn in_org(org: Uuid, id: Uuid) -> Select<conversations::Entity> {
    conversations::Entity::find_by_id(id).filter(conversations::Column::OrgId.eq(org))
}

fn by_source(org: Uuid, system: &str, id: &str) -> Select<conversations::Entity> {
    conversations::Entity::find()
        .filter(conversations::Column::OrgId.eq(org))
        .filter(conversations::Column::SourceSystem.eq(system))
        .filter(conversations::Column::SourceId.eq(id))
}

fn how_many(messages: &[Message]) -> Result<u32, StoreError> {
    u32::try_from(messages.len()).map_err(|_| StoreError::Unreadable("a count out of range"))
}

fn written_at(message: &Message, now: DateTime<Utc>) -> DateTime<Utc> {
    message.sent_at.map_or(now, |moment| micros(moment.at))
}

fn cut(preview: &Text) -> Text {
    Text(preview.as_str().chars().take(MAX_PREVIEW).collect())
}

async fn save(db: &DatabaseTransaction, row: &ConversationRow) -> Result<(), StoreError> {
    conversations::Entity::update_many()
        .set(to_model(row)?.into_active_model().reset_all())
        .filter(conversations::Column::Id.eq(row.id))
        .exec(db)
        .await?;
    Ok(())
}

/// Inserts messages numbered from `after + 1`, some at a time: neither engine binds many thousands of values at once.
async fn insert_messages(
    db: &DatabaseTransaction,
    conversation: Uuid,
    after: u32,
    messages: Vec<Message>,
) -> Result<(), StoreError> {
    let mut rows = Vec::new();
    let mut bytes = 0;
    for (number, message) in (i64::from(after) + 1..).zip(messages) {
        bytes += message.body.as_str().len();
        rows.push(
            messages::Model {
                conversation_id: conversation,
                number,
                sender: message.sender.as_str().to_owned(),
                name: message.name.map(|name| name.0),
                sent_at: message.sent_at.map(|moment| micros(moment.at)),
                assumed_utc: message.sent_at.is_some_and(|moment| moment.assumed_utc),
                body: message.body.0,
                citations: json(&message.citations)?,
                attachments: json(&message.attachments)?,
            }
            .into_active_model(),
        );
        if rows.len() == ROWS_AT_ONCE || bytes > BYTES_AT_ONCE {
            messages::Entity::insert_many(std::mem::take(&mut rows))
                .exec_without_returning(db)
                .await?;
            bytes = 0;
        }
    }
    if !rows.is_empty() {
        messages::Entity::insert_many(rows)
            .exec_without_returning(db)
            .await?;
    }
    Ok(())
}

fn json(value: &impl Serialize) -> Result<String, StoreError> {
    Ok(JsonText::of(value)?.into_row())
}

fn parsed<T: DeserializeOwned>(text: String) -> Result<T, StoreError> {
    JsonText::from_row(text).read()
}

fn to_model(row: &ConversationRow) -> Result<conversations::Model, StoreError> {
    let head = &row.head;
    let plain = |text: &Option<Text>| text.as_ref().map(|text| text.0.clone());
    Ok(conversations::Model {
        id: row.id,
        org_id: row.org,
        owner_id: row.owner,
        title: head.title.0.clone(),
        status: head.status.as_str().to_owned(),
        channel: head.channel.clone(),
        contact_name: plain(&head.contact.name),
        contact_email: plain(&head.contact.email),
        contact_phone: plain(&head.contact.phone),
        contact_reference: plain(&head.contact.reference),
        tags: json(&head.tags)?,
        summary: plain(&head.summary),
        attempts: json(&head.attempts)?,
        notes: json(&head.notes)?,
        log: json(&head.log)?,
        metadata: json(&head.metadata)?,
        source_system: head.source.as_ref().map(|source| source.system.clone()),
        source_id: head.source.as_ref().map(|source| source.id.clone()),
        source_url: head.source.as_ref().and_then(|source| source.url.clone()),
        title_key: search::title_key(head),
        revision: row.revision,
        message_count: row.message_count.into(),
        last_message_at: row.last_message_at,
        preview: row.preview.0.clone(),
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

impl TryFrom<conversations::Model> for ConversationRow {
    type Error = StoreError;

    fn try_from(row: conversations::Model) -> Result<Self, StoreError> {
        let source = row.source_system.zip(row.source_id);
        Ok(Self {
            id: row.id,
            org: row.org_id,
            owner: row.owner_id,
            head: Head {
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
                summary: row.summary.map(Text),
                attempts: parsed(row.attempts)?,
                source: source.map(|(system, id)| Source {
                    system,
                    id,
                    url: row.source_url,
                }),
                notes: parsed(row.notes)?,
                log: parsed(row.log)?,
                metadata: parsed(row.metadata)?,
            },
            revision: row.revision,
            message_count: count(row.message_count)?,
            last_message_at: row.last_message_at,
            preview: Text(row.preview),
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

fn status(word: &str) -> Result<Status, StoreError> {
    Status::parse(word).ok_or(StoreError::Unreadable("an unknown conversation status"))
}

fn to_message(row: messages::Model) -> Result<Message, StoreError> {
    Ok(Message {
        number: count(row.number)?,
        sender: Sender::parse(&row.sender).ok_or(StoreError::Unreadable("an unknown sender"))?,
        name: row.name.map(Text),
        sent_at: row.sent_at.map(|at| Moment {
            at,
            assumed_utc: row.assumed_utc,
        }),
        body: Text(row.body),
        citations: parsed(row.citations)?,
        attachments: parsed(row.attachments)?,
    })
}
