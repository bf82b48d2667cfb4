//! The chain: how a row becomes bytes, how bytes become a code, and how rows are appended.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use hmac::{Hmac, KeyInit, Mac};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect, sea_query::OnConflict,
};
use sha2::Sha256;
use uuid::Uuid;

use super::{
    AuditEvent, AuditHead, AuditKey, Record, SUBJECT,
    rows::{audit, audit_heads, audit_names},
};
use crate::{Store, StoreError, database::micros, discussion::bus::Bus};

/// The code of a row: HMAC-SHA-256 over the previous row's code (32 zero bytes before the first) and the row's
/// canonical bytes.
pub(super) fn row_mac(key: &AuditKey, previous: &[u8; 32], row: &audit::Model) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(&key.0)
        .unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
    mac.update(previous);
    mac.update(&canonical(row));
    mac.finalize().into_bytes().into()
}

/// A row as bytes, the same on both engines. Every field in this order:
///
/// | field | bytes |
/// |---|---|
/// | format | the ASCII text `discreet-audit-1` |
/// | `org` | 16, the UUID |
/// | `seq` | 8, signed, big-endian |
/// | `at` | 8, microseconds since 1970-01-01T00:00:00Z, signed, big-endian |
/// | `action` | text |
/// | `actor`, `share` | text or none |
/// | `conversation` | 16, the UUID, as text or none |
/// | `audience` | text or none |
/// | `details` | text: the JSON object as stored, keys in order, without spaces |
///
/// *Text* is its length in bytes (4, big-endian) and its UTF-8; *text or none* has a byte in front, 1 or 0, and
/// nothing more after 0. Lengths in front keep fields from running into each other.
fn canonical(row: &audit::Model) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(256);
    bytes.extend_from_slice(b"discreet-audit-1");
    bytes.extend_from_slice(row.org_id.as_bytes());
    bytes.extend_from_slice(&row.seq.to_be_bytes());
    bytes.extend_from_slice(&row.at.timestamp_micros().to_be_bytes());
    put(&mut bytes, row.action.as_bytes());
    put_or_none(&mut bytes, row.actor.as_ref().map(String::as_bytes));
    put_or_none(&mut bytes, row.share.as_ref().map(String::as_bytes));
    put_or_none(
        &mut bytes,
        row.conversation.as_ref().map(|id| &id.as_bytes()[..]),
    );
    put_or_none(&mut bytes, row.audience.as_ref().map(String::as_bytes));
    put(&mut bytes, row.details.as_bytes());
    bytes
}

fn put(bytes: &mut Vec<u8>, field: &[u8]) {
    let length = u32::try_from(field.len()).unwrap_or(u32::MAX);
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(field);
}

fn put_or_none(bytes: &mut Vec<u8>, field: Option<&[u8]>) {
    match field {
        Some(field) => {
            bytes.push(1);
            put(bytes, field);
        }
        None => bytes.push(0),
    }
}

/// A change on its way: a transaction that holds its organisation's chain.
///
/// The head row is locked first, so that changes of one organisation follow one another and see each other's
/// outcome. Dropped, it changes nothing.
pub(crate) struct Change<'a> {
    /// The transaction.
    pub(crate) db: DatabaseTransaction,
    /// What will be recorded; more events may be added until the end. `now` is in whole microseconds.
    pub(crate) record: Record<'a>,
    /// What follows it in the chain: the records of others who share this transaction.
    others: Vec<Record<'a>>,
    head: Box<AuditHead>,
    bus: Bus,
    /// Shares on which something happened.
    woken: Mutex<Vec<String>>,
}

impl Store {
    /// Begins a change of `record.org`.
    pub(crate) fn change<'a>(
        &self,
        record: Record<'a>,
    ) -> impl Future<Output = Result<Change<'a>, StoreError>> + Send {
        // On the heap, as committing is: every change's future holds this one.
        Box::pin(self.lock_chain(record))
    }

    async fn lock_chain<'a>(&self, record: Record<'a>) -> Result<Change<'a>, StoreError> {
        let db = self.begin().await?;
        let head = audit_heads::Entity::find_by_id(record.org)
            .lock_exclusive()
            .one(&db)
            .await?
            .ok_or(StoreError::NoSuchOrganisation)?;
        Ok(Change::on(db, record, head_of(&head)?, self.bus.clone()))
    }
}

impl<'a> Change<'a> {
    /// A change in a transaction that has made or locked the head row already.
    pub(crate) fn on(
        db: DatabaseTransaction,
        mut record: Record<'a>,
        head: AuditHead,
        bus: Bus,
    ) -> Self {
        record.now = micros(record.now);
        Self {
            db,
            record,
            others: Vec::new(),
            head: Box::new(head),
            bus,
            woken: Mutex::default(),
        }
    }

    /// Records somebody else's change of the same organisation as well, behind what is there.
    pub(crate) fn also(&mut self, mut record: Record<'a>) {
        debug_assert_eq!(record.org, self.record.org, "a chain is one organisation's");
        record.now = micros(record.now);
        self.others.push(record);
    }

    /// Wakes those who wait for this share, once the change is committed.
    pub(crate) fn wake(&self, share: &str) {
        let mut woken = self.woken.lock().unwrap_or_else(PoisonError::into_inner);
        if !woken.iter().any(|id| id == share) {
            woken.push(share.to_owned());
        }
    }

    /// Appends the record and commits.
    pub(crate) fn commit(self) -> impl Future<Output = Result<(), StoreError>> + Send {
        // On the heap: every change's future holds it.
        Box::pin(self.append_and_commit())
    }

    async fn append_and_commit(self) -> Result<(), StoreError> {
        let Self {
            db,
            record,
            others,
            mut head,
            bus,
            woken,
        } = self;
        let woken = woken.into_inner().unwrap_or_else(PoisonError::into_inner);
        let org = record.org;
        let mut rows = Vec::with_capacity(record.events.len() + others.len());
        let mut named = BTreeMap::new();
        for record in std::iter::once(record).chain(others) {
            for event in record.events {
                let details = details_of(&event)?;
                let mut row = audit::Model {
                    org_id: org,
                    seq: head.seq + 1,
                    at: record.now,
                    action: event.action.as_str().to_owned(),
                    actor: event.actor.as_ref().map(|actor| actor.pseudonym.clone()),
                    share: event.share,
                    conversation: event.conversation,
                    audience: event.audience.map(|audience| audience.as_str().to_owned()),
                    details,
                    mac: Vec::new(),
                };
                *head = AuditHead {
                    seq: row.seq,
                    mac: row_mac(record.key, &head.mac, &row),
                };
                row.mac = head.mac.to_vec();
                rows.push(row.into_active_model());
                for somebody in event.actor.into_iter().chain(event.subject) {
                    // A statement may write a row only once: the last one stands.
                    named.insert(somebody.pseudonym.clone(), somebody);
                }
            }
        }
        remember_names(&db, org, named.into_values()).await?;
        if !rows.is_empty() {
            audit::Entity::insert_many(rows)
                .exec_without_returning(&db)
                .await?;
            audit_heads::Entity::update_many()
                .set(audit_heads::ActiveModel {
                    seq: sea_orm::Set(head.seq),
                    mac: sea_orm::Set(head.mac.to_vec()),
                    ..Default::default()
                })
                .filter(audit_heads::Column::OrgId.eq(org))
                .exec(&db)
                .await?;
        }
        bus.before_commit(&db, &woken).await?;
        db.commit().await?;
        bus.after_commit(woken);
        Ok(())
    }

    /// Somebody whose name the trail still knows, by pseudonym.
    pub(crate) async fn known_actor(
        &self,
        pseudonym: &str,
    ) -> Result<Option<super::Actor>, StoreError> {
        let row = audit_names::Entity::find_by_id((self.record.org, pseudonym.to_owned()))
            .one(&self.db)
            .await?;
        Ok(row.map(|row| super::Actor {
            pseudonym: row.pseudonym,
            person_id: row.person_id,
            name: row.name,
            email: row.email,
            network: row.network,
        }))
    }

    /// Gives up: nothing was changed, nothing is recorded.
    pub(crate) async fn give_up(self) -> Result<(), StoreError> {
        self.db.rollback().await?;
        Ok(())
    }
}

/// An event's details as they are kept: one JSON object, its keys in order.
fn details_of(event: &AuditEvent) -> Result<String, StoreError> {
    let unreadable = |_| StoreError::Unreadable("details that are no JSON");
    let mut details = BTreeMap::new();
    for (name, detail) in &event.details {
        details.insert(*name, serde_json::to_value(detail).map_err(unreadable)?);
    }
    if let Some(subject) = &event.subject {
        details.insert(SUBJECT, subject.pseudonym.clone().into());
    }
    serde_json::to_string(&details).map_err(unreadable)
}

async fn remember_names(
    db: &DatabaseTransaction,
    org: Uuid,
    actors: impl Iterator<Item = super::Actor>,
) -> Result<(), StoreError> {
    use audit_names::Column;
    let rows: Vec<_> = actors
        .map(|actor| {
            audit_names::Model {
                org_id: org,
                pseudonym: actor.pseudonym,
                person_id: actor.person_id,
                name: actor.name,
                email: actor.email,
                network: actor.network,
            }
            .into_active_model()
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    audit_names::Entity::insert_many(rows)
        .on_conflict(
            OnConflict::columns([Column::OrgId, Column::Pseudonym])
                .update_columns([
                    Column::PersonId,
                    Column::Name,
                    Column::Email,
                    Column::Network,
                ])
                .to_owned(),
        )
        .exec_without_returning(db)
        .await?;
    Ok(())
}

pub(super) fn head_of(row: &audit_heads::Model) -> Result<AuditHead, StoreError> {
    Ok(AuditHead {
        seq: row.seq,
        mac: mac_of(&row.mac)?,
    })
}

fn mac_of(bytes: &[u8]) -> Result<[u8; 32], StoreError> {
    bytes
        .try_into()
        .map_err(|_| StoreError::Unreadable("an audit code of another length"))
}

/// Makes the head of a new organisation's chain.
pub(crate) async fn start_chain(
    db: &DatabaseTransaction,
    org: Uuid,
) -> Result<AuditHead, StoreError> {
    let head = AuditHead {
        seq: 0,
        mac: [0; 32],
    };
    audit_heads::Model {
        org_id: org,
        seq: head.seq,
        mac: head.mac.to_vec(),
    }
    .into_active_model()
    .insert(db)
    .await?;
    Ok(head)
}
