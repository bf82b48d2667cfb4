//! Audit: who did what, in one keyed, append-only chain per organisation.
//!
//! Owns the rows, their chain and its verification. Rows hold pseudonyms and counts, never text, secrets or
//! addresses; names stand in a side table that can lose a person without breaking the chain. Must not know where the
//! audit key comes from.

mod chain;
pub(crate) mod rows;
mod verify;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fmt,
};

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::Serialize;
use uuid::Uuid;

use self::rows::{audit, audit_heads, audit_names};
use crate::{Store, StoreError, database::micros, hidden::quiet_debug, words::words};

pub(crate) use self::chain::{Change, start_chain};

/// The detail that names whom something was done to, by pseudonym.
const SUBJECT: &str = "subject";

/// The key of the audit chain, derived from the key ring by the caller.
#[derive(Clone)]
pub struct AuditKey(pub [u8; 32]);

impl fmt::Debug for AuditKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuditKey(..)")
    }
}

words! {
    /// What happened.
    AuditAction {
        /// A conversation came in.
        ConversationCreated = "conversation.created",
        /// A conversation changed or grew.
        ConversationChanged = "conversation.changed",
        /// A conversation was deleted.
        ConversationDeleted = "conversation.deleted",
        /// An admin opened a conversation of somebody else.
        ConversationOpenedByAdmin = "conversation.opened_by_admin",
        /// A share was made.
        ShareCreated = "share.created",
        /// A newer snapshot was published.
        ShareUpdated = "share.updated",
        /// A share's settings changed.
        ShareChanged = "share.changed",
        /// A share's expiry was renewed.
        ShareRenewed = "share.renewed",
        /// A share got a new link.
        ShareRotated = "share.rotated",
        /// A share was paused or resumed.
        SharePaused = "share.paused",
        /// A share was stopped.
        ShareStopped = "share.stopped",
        /// A share was opened: one view.
        ShareOpened = "share.opened",
        /// A share was shown again under a grant.
        ShareShown = "share.shown",
        /// An open was refused.
        ShareDenied = "share.denied",
        /// A share was exported.
        ShareExported = "share.exported",
        /// A share was mailed.
        ShareMailed = "share.mailed",
        /// A comment was added.
        CommentAdded = "comment.added",
        /// Findings were decided.
        ReviewDecided = "review.decided",
        /// A colleague was asked to approve a share, or the request was taken back.
        ReviewRequested = "review.requested",
        /// A share was approved, or sent back.
        ReviewAnswered = "review.answered",
        /// Somebody signed in.
        SessionStarted = "session.started",
        /// Somebody signed out.
        SessionEnded = "session.ended",
        /// The policy, or who may do what, changed.
        PolicyChanged = "policy.changed",
        /// A person was erased.
        PersonErased = "person.erased",
    }
}

/// Who did it. The pseudonym goes into the chain, the rest into the side table.
#[derive(Clone, PartialEq, Eq)]
pub struct Actor {
    /// Derived by the caller; the same person has the same one within an organisation.
    pub pseudonym: String,
    /// The person, if it is an account.
    pub person_id: Option<Uuid>,
    /// Name to show.
    pub name: String,
    /// Address to show; empty for a visitor.
    pub email: String,
    /// Network, such as `192.0.2.0/24`.
    pub network: Option<String>,
}

quiet_debug!(Actor { person_id });

/// A detail of an audit row: a count or one short word such as `expired`. Never text of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Detail {
    /// A count.
    Count(i64),
    /// A word from the program's own vocabulary.
    Word(&'static str),
}

impl From<i64> for Detail {
    fn from(value: i64) -> Self {
        Self::Count(value)
    }
}

impl From<u32> for Detail {
    fn from(value: u32) -> Self {
        Self::Count(value.into())
    }
}

impl From<&'static str> for Detail {
    fn from(value: &'static str) -> Self {
        Self::Word(value)
    }
}

/// One thing to record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEvent {
    /// What happened.
    pub action: AuditAction,
    /// Who did it; `None` for the program itself or an unknown visitor.
    pub actor: Option<Actor>,
    /// The share it was about.
    pub share: Option<String>,
    /// The conversation it was about.
    pub conversation: Option<Uuid>,
    /// The share's audience, as stored.
    pub audience: Option<crate::sharing::Audience>,
    /// Counts and short words.
    pub details: BTreeMap<&'static str, Detail>,
    /// Whom it was done to; their pseudonym stands among the details as `subject`.
    pub subject: Option<Actor>,
}

impl AuditEvent {
    /// An event without subject or details.
    pub fn new(action: AuditAction, actor: Option<Actor>) -> Self {
        Self {
            action,
            actor,
            share: None,
            conversation: None,
            audience: None,
            details: BTreeMap::new(),
            subject: None,
        }
    }

    /// About a share.
    #[must_use]
    pub fn share(mut self, id: impl Into<String>, audience: crate::sharing::Audience) -> Self {
        self.share = Some(id.into());
        self.audience = Some(audience);
        self
    }

    /// About a conversation.
    #[must_use]
    pub fn conversation(mut self, id: Uuid) -> Self {
        self.conversation = Some(id);
        self
    }

    /// Done to somebody.
    #[must_use]
    pub fn subject(mut self, subject: Actor) -> Self {
        self.subject = Some(subject);
        self
    }

    /// With a detail.
    #[must_use]
    pub fn detail(mut self, name: &'static str, value: impl Into<Detail>) -> Self {
        self.details.insert(name, value.into());
        self
    }
}

/// What a change leaves in the trail: appended in the same transaction, so that neither stands without the other.
///
/// `org` is also the wall: a change touches nothing outside it. A refused or void change appends nothing.
#[derive(Clone, Debug)]
pub struct Record<'a> {
    /// The chain's key.
    pub key: &'a AuditKey,
    /// The organisation whose chain grows.
    pub org: Uuid,
    /// The moment of the change.
    pub now: DateTime<Utc>,
    /// The rows, in order; may be empty.
    pub events: Vec<AuditEvent>,
}

/// A row of the trail, with the actor's name where it is still known.
#[derive(Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// Place in the organisation's chain, from 1 without gaps.
    pub seq: i64,
    /// When, in microseconds.
    pub at: DateTime<Utc>,
    /// What; a word of [`AuditAction`].
    pub action: String,
    /// The actor's pseudonym.
    pub actor: Option<String>,
    /// The actor's account, if known.
    pub actor_id: Option<Uuid>,
    /// The actor's name, if not erased.
    pub actor_name: Option<String>,
    /// The actor's address, if not erased.
    pub actor_email: Option<String>,
    /// The actor's network, if kept.
    pub actor_network: Option<String>,
    /// The name of whom it was done to, if there is one and it is not erased.
    pub subject_name: Option<String>,
    /// The share.
    pub share: Option<String>,
    /// The conversation.
    pub conversation: Option<Uuid>,
    /// The share's audience.
    pub audience: Option<String>,
    /// Counts and short words.
    pub details: serde_json::Map<String, serde_json::Value>,
}

fn subject_of(details: &serde_json::Map<String, serde_json::Value>) -> Option<&str> {
    details.get(SUBJECT)?.as_str()
}

quiet_debug!(AuditRow {
    seq,
    at,
    action,
    share,
    conversation
});

/// Which rows to list.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    /// Any of these actions; all if empty.
    pub actions: Vec<AuditAction>,
    /// Only this share.
    pub share: Option<String>,
    /// Only this conversation.
    pub conversation: Option<Uuid>,
    /// Only what this pseudonym did, or what was done to it.
    pub person: Option<String>,
    /// Only from this moment on.
    pub from: Option<DateTime<Utc>>,
    /// Only before this moment.
    pub until: Option<DateTime<Utc>>,
}

/// The last row's place and code: what is to be kept elsewhere, so that a cut tail is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditHead {
    /// Place of the last row; 0 for an empty chain.
    pub seq: i64,
    /// Its code; zeros for an empty chain.
    pub mac: [u8; 32],
}

/// What is wrong with a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The row is not what was written: changed, put elsewhere, or made with another key.
    Changed,
    /// The row is missing though later ones are there.
    Missing,
    /// The chain ends before this row, which the head, or the expected head, has seen.
    CutOff,
    /// The head does not belong to the last row, or is gone.
    Head,
    /// The row is not the one expected by the caller.
    Unexpected,
}

/// The outcome of checking a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verification {
    /// Nothing is wrong.
    pub verified: bool,
    /// Rows that were checked and are right.
    pub checked: u64,
    /// Place of the first row that is wrong.
    pub first_bad: Option<i64>,
    /// What is wrong there.
    pub what: Option<Fault>,
}

impl Store {
    /// Appends rows that go with no other change, such as a refused open.
    pub async fn append_audit(&self, record: Record<'_>) -> Result<(), StoreError> {
        self.change(record).await?.commit().await
    }

    /// The chain's head; `None` for an unknown organisation.
    pub async fn audit_head(&self, org: Uuid) -> Result<Option<AuditHead>, StoreError> {
        let row = audit_heads::Entity::find_by_id(org)
            .one(&self.readers)
            .await?;
        row.as_ref().map(chain::head_of).transpose()
    }

    /// Rows before `before_seq` (all if `None`), newest first, at most `limit`.
    pub async fn audit_page(
        &self,
        org: Uuid,
        before_seq: Option<i64>,
        limit: u32,
        filter: &AuditFilter,
    ) -> Result<Vec<AuditRow>, StoreError> {
        let mut query = audit::Entity::find()
            .filter(audit::Column::OrgId.eq(org))
            .order_by_desc(audit::Column::Seq)
            .limit(u64::from(limit));
        if let Some(before) = before_seq {
            query = query.filter(audit::Column::Seq.lt(before));
        }
        if !filter.actions.is_empty() {
            let words = filter.actions.iter().map(|action| action.as_str());
            query = query.filter(audit::Column::Action.is_in(words));
        }
        if let Some(share) = &filter.share {
            query = query.filter(audit::Column::Share.eq(share.as_str()));
        }
        if let Some(conversation) = filter.conversation {
            query = query.filter(audit::Column::Conversation.eq(conversation));
        }
        if let Some(person) = &filter.person {
            // Pseudonyms are letters and digits of base64url: nothing in them is a pattern but `_`, which matches
            // itself too, and no two of them differ in so little.
            let subject = format!("%\"subject\":\"{person}\"%");
            query = query.filter(
                Condition::any()
                    .add(audit::Column::Actor.eq(person.as_str()))
                    .add(audit::Column::Details.like(subject)),
            );
        }
        if let Some(from) = filter.from {
            query = query.filter(audit::Column::At.gte(micros(from)));
        }
        if let Some(until) = filter.until {
            query = query.filter(audit::Column::At.lt(micros(until)));
        }
        let rows = query
            .all(&self.readers)
            .await?
            .into_iter()
            .map(|row| {
                let details: serde_json::Map<String, serde_json::Value> =
                    serde_json::from_str(&row.details)
                        .map_err(|_| StoreError::Unreadable("audit details that are no object"))?;
                Ok((row, details))
            })
            .collect::<Result<Vec<_>, StoreError>>()?;
        let pseudonyms: BTreeSet<&str> = rows
            .iter()
            .flat_map(|(row, details)| [row.actor.as_deref(), subject_of(details)])
            .flatten()
            .collect();
        let names: HashMap<String, audit_names::Model> = audit_names::Entity::find()
            .filter(audit_names::Column::OrgId.eq(org))
            .filter(audit_names::Column::Pseudonym.is_in(pseudonyms))
            .all(&self.readers)
            .await?
            .into_iter()
            .map(|name| (name.pseudonym.clone(), name))
            .collect();
        Ok(rows
            .into_iter()
            .map(|(row, details)| {
                let name = row.actor.as_ref().and_then(|actor| names.get(actor));
                AuditRow {
                    seq: row.seq,
                    at: row.at,
                    subject_name: subject_of(&details)
                        .and_then(|subject| names.get(subject))
                        .map(|name| name.name.clone()),
                    actor_id: name.and_then(|name| name.person_id),
                    actor_name: name.map(|name| name.name.clone()),
                    actor_email: name.map(|name| name.email.clone()),
                    actor_network: name.and_then(|name| name.network.clone()),
                    action: row.action,
                    actor: row.actor,
                    share: row.share,
                    conversation: row.conversation,
                    audience: row.audience,
                    details,
                }
            })
            .collect())
    }

    /// Checks an organisation's whole chain, row by row in pages, against its head and, if given, against a head
    /// that was kept elsewhere.
    pub async fn verify_audit(
        &self,
        org: Uuid,
        key: &AuditKey,
        expected: Option<AuditHead>,
    ) -> Result<Verification, StoreError> {
        verify::verify(self, org, key, expected).await
    }

    /// Forgets a person's name, address and network in the trail; the chain still verifies.
    ///
    /// Answers how many pseudonyms lost their name.
    pub async fn forget_names(&self, person: Uuid, record: Record<'_>) -> Result<u64, StoreError> {
        let change = self.change(record).await?;
        let forgotten = audit_names::Entity::delete_many()
            .filter(audit_names::Column::OrgId.eq(change.record.org))
            .filter(audit_names::Column::PersonId.eq(person))
            .exec(&change.db)
            .await?
            .rows_affected;
        change.commit().await?;
        Ok(forgotten)
    }
}
