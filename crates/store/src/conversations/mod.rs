//! Conversations: what the team keeps, as it was stored.
//!
//! Owns heads, messages, revisions and the list with its search. Must not be reached from a recipient's route: those
//! read snapshots only. "Not yours" is not decided here beyond the organisation and, where named, the owner.

use chrono::{DateTime, Utc};
use discreet_transcript::model::{Contact, Conversation, Head, Message, Note, Status, Text};
use uuid::Uuid;

use crate::{
    Record, Store, StoreError,
    hidden::quiet_debug,
    sharing::{Audience, ShareState},
};

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

/// Which conversations to list.
#[derive(Clone, Default)]
pub struct ConversationFilter {
    /// Only this person's.
    pub owner: Option<Uuid>,
    /// Words that must all occur in title or contact, whatever their case.
    pub q: Option<String>,
    /// Only with this status.
    pub status: Option<Status>,
    /// Only shared so.
    pub shared: Option<SharedFilter>,
}

quiet_debug!(ConversationFilter {
    owner,
    status,
    shared
});

/// Where a list goes on: after this row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListCursor {
    /// The row's `updated_at`.
    pub updated_at: DateTime<Utc>,
    /// The row's id.
    pub id: Uuid,
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
        todo!()
    }

    /// A conversation by its id in the source system.
    pub async fn conversation_by_source(
        &self,
        org: Uuid,
        system: &str,
        id: &str,
    ) -> Result<Option<ConversationRow>, StoreError> {
        todo!()
    }

    /// A conversation of this owner.
    pub async fn conversation_of_owner(
        &self,
        org: Uuid,
        owner: Uuid,
        id: Uuid,
    ) -> Result<Option<ConversationRow>, StoreError> {
        todo!()
    }

    /// A conversation of this organisation, whoever owns it.
    pub async fn conversation_in_org(
        &self,
        org: Uuid,
        id: Uuid,
    ) -> Result<Option<ConversationRow>, StoreError> {
        todo!()
    }

    /// Titles of those of these conversations that are in the organisation.
    pub async fn conversation_titles(
        &self,
        org: Uuid,
        ids: &[Uuid],
    ) -> Result<std::collections::HashMap<Uuid, Text>, StoreError> {
        todo!()
    }

    /// Conversations of an organisation, last changed first, with their shares; at most `limit`, two queries and one
    /// more for named people.
    pub async fn list_conversations(
        &self,
        org: Uuid,
        filter: &ConversationFilter,
        after: Option<ListCursor>,
        limit: u32,
        now: DateTime<Utc>,
    ) -> Result<Vec<ListedConversation>, StoreError> {
        todo!()
    }

    /// Messages with a number above `after`, in order, at most `limit`.
    pub async fn messages(
        &self,
        conversation: Uuid,
        after: u32,
        limit: u32,
    ) -> Result<Vec<Message>, StoreError> {
        todo!()
    }

    /// Messages from `from` to `to`, both included, in order.
    pub async fn messages_in(
        &self,
        conversation: Uuid,
        from: u32,
        to: u32,
    ) -> Result<Vec<Message>, StoreError> {
        todo!()
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
        todo!()
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
        todo!()
    }

    /// Deletes a conversation and stops its shares, whose snapshots and grants go too; for each share stopped a
    /// `share.stopped` row by the first event's actor follows the record. `None` if there is none.
    pub async fn delete_conversation(
        &self,
        id: Uuid,
        record: Record<'_>,
    ) -> Result<Option<Deleted>, StoreError> {
        todo!()
    }
}
