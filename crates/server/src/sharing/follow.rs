//! Following: messages that come to a conversation are appended to the Organisation shares that follow it.
//!
//! Through the same gate as everything else, with nobody there to decide: credentials, payment and government ids and
//! whatever this share hides already are redacted, and a message in which anything else was found, or whose policy asks
//! for a colleague's approval, is held back as a stub until its owner updates the share. Nothing but new messages
//! reaches a share in this way.

use std::collections::{BTreeSet, HashSet};
use std::io::Read;

use discreet_api_types::review::{Decision, Field};
use discreet_api_types::sharing::{ContextNote, MessageRange};
use discreet_api_types::viewer::{SharedHead, SharedMessage};
use discreet_redact::decisions::folded;
use discreet_redact::likeness::Haystack;
use discreet_store::accounts::Person;
use discreet_store::conversations::ConversationRow;
use discreet_store::sharing::{
    Judged, NewPage, NewSnapshot, Publish, PublishRefusal, Selection as StoredSelection, ShareRow,
    ShareState,
};
use discreet_store::{AuditAction, AuditEvent, JsonText, Record, StoreError};
use discreet_transcript::model::Message;
use flate2::read::GzDecoder;
use serde::de::DeserializeOwned;

use super::publish::{self, pack};
use super::snapshot::{self, PAGE, Selection};
use super::{StoredDecisions, StoredInclude, audience_out, details};
use crate::app::App;
use crate::auth;
use crate::discussion::hidden::HiddenValues;
use crate::policy::Standing;
use crate::problem::{Answer, Refusal};
use crate::review::draft::can_change;
use crate::review::fields::{Material, Place, place};
use crate::review::gate;

/// How often a share is tried again that somebody else published at the same moment.
const TRIES: usize = 3;

/// Brings every share that follows a conversation up to its last message. A failure leaves the share as it is: it is
/// logged, and the next message brings it up too.
pub async fn catch_up(app: &App, by: &Person, row: &ConversationRow) {
    for _ in 0..TRIES {
        match all(app, by, row).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(refusal) => {
                tracing::error!(code = ?refusal.code(), conversation = %row.id, "a share does not follow");
                return;
            }
        }
    }
}

/// Answers whether one of them must be tried again.
async fn all(app: &App, by: &Person, row: &ConversationRow) -> Answer<bool> {
    let mut following = Vec::new();
    for share in app.store().shares_of_conversation(row.org, row.id).await? {
        let shown: StoredInclude = share.include.read()?;
        let behind = share.snapshot_messages < row.message_count;
        if shown.follow && behind && share.state != ShareState::Stopped {
            following.push((share, shown));
        }
    }
    if following.is_empty() {
        return Ok(false);
    }
    let mut again = false;
    for (share, shown) in following {
        again |= !follow(app, by, row, share, shown).await?;
    }
    Ok(again)
}

/// Appends to one share what it does not show yet. `false` if somebody changed share or policy at the same moment.
async fn follow(
    app: &App,
    by: &Person,
    row: &ConversationRow,
    share: ShareRow,
    shown: StoredInclude,
) -> Answer<bool> {
    let standing = Standing::of(app, row.org).await?;
    let epoch = standing.epoch;
    let Some(published) = Published::of(app, &share).await? else {
        // Deleted long after it expired: it starts anew with its next update.
        return Ok(true);
    };
    let codes = app
        .store()
        .snapshot_codes(&share.id, share.snapshot_version)
        .await?;
    let codes = match codes {
        Some(codes) => codes,
        None => publish::missing_codes(app, &share, row)
            .await?
            .unwrap_or_default(),
    };
    let server = app.clone();
    let messages = app.store().messages(row.id, 0, u32::MAX).await?;
    let details_changed = shown.details != details(app, &row.head);
    let conversation = row.clone();
    let share_id = share.id.clone();
    let expected_version = share.snapshot_version;
    let audience = share.audience;
    let made = tokio::task::spawn_blocking(move || {
        let work = Work {
            app: &server,
            codes: &codes,
            row: &conversation,
            messages: &messages,
            share: &share,
            standing: &standing,
            details_changed,
        };
        work.append(published, shown)
    })
    .await
    .map_err(|_| {
        Refusal::new(
            discreet_api_types::problem::ErrorCode::Internal,
            "Following the conversation failed.",
        )
    })??;
    let event = AuditEvent::new(AuditAction::ShareUpdated, Some(auth::actor(app, by)))
        .share(&share_id, audience)
        .conversation(row.id)
        .detail("followed", made.appended)
        .detail("held", made.held);
    let publish = Publish {
        expected_version,
        expected_revision: row.revision,
        selection: made.selection,
        snapshot: made.snapshot,
        judged: Judged {
            epoch,
            request: None,
        },
    };
    let key = app.audit_key();
    let record = Record {
        key: &key,
        org: row.org,
        now: app.now(),
        events: vec![event],
    };
    let outcome = app
        .store()
        .publish_snapshot(&share_id, publish, record)
        .await?;
    Ok(match outcome {
        Ok(_)
        // A later message brings the share up to itself, this one included.
        | Err(PublishRefusal::Stale { .. } | PublishRefusal::NoSuchShare | PublishRefusal::Stopped) => true,
        Err(PublishRefusal::Conflict { .. } | PublishRefusal::PolicyChanged | PublishRefusal::NotApproved) => false,
    })
}

/// What a share serves now.
struct Published {
    head: SharedHead,
    pages: Vec<NewPage>,
}

impl Published {
    async fn of(app: &App, share: &ShareRow) -> Result<Option<Self>, StoreError> {
        let (id, version) = (&share.id, share.snapshot_version);
        let Some(stored) = app.store().snapshot_head(id, version).await? else {
            return Ok(None);
        };
        let mut pages: Vec<NewPage> = Vec::new();
        let mut after = 0;
        while let Some(page) = app.store().snapshot_page(id, version, after).await? {
            after = page.last;
            pages.push(NewPage {
                first: page.first,
                last: page.last,
                body: page.body,
            });
        }
        Ok(Some(Self {
            head: unpack(&stored.head)?,
            pages,
        }))
    }

    /// Adds messages behind those there are; the last page is filled first.
    fn add(&mut self, messages: Vec<SharedMessage>) -> Result<(), StoreError> {
        let mut rest = messages;
        if let Some(last) = self.pages.pop() {
            let mut page: Vec<SharedMessage> = unpack(&last.body)?;
            if page.len() < PAGE {
                page.append(&mut rest);
                rest = page;
            } else {
                self.pages.push(last);
            }
        }
        for page in rest.chunks(PAGE) {
            let number = |message: Option<&SharedMessage>| message.map_or(0, |one| one.number);
            self.pages.push(NewPage {
                first: number(page.first()),
                last: number(page.last()),
                body: pack(&page)?,
            });
        }
        Ok(())
    }
}

fn unpack<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, StoreError> {
    let mut text = String::new();
    GzDecoder::new(bytes)
        .read_to_string(&mut text)
        .map_err(|_| StoreError::Unreadable("a snapshot that cannot be unpacked"))?;
    serde_json::from_str(&text).map_err(|_| StoreError::Unreadable("a snapshot of another shape"))
}

/// What one share is appended to with.
struct Work<'a> {
    app: &'a App,
    /// Codes of what the share hides, which comments must not repeat.
    codes: &'a [u8],
    row: &'a ConversationRow,
    messages: &'a [Message],
    share: &'a ShareRow,
    standing: &'a Standing,
    /// Title, contact, tags, notes or summary are not what was published.
    details_changed: bool,
}

/// What is to be published.
struct Made {
    selection: StoredSelection,
    snapshot: NewSnapshot,
    appended: u32,
    held: u32,
}

impl Work<'_> {
    fn append(&self, mut published: Published, mut shown: StoredInclude) -> Answer<Made> {
        let share = self.share;
        let context: ContextNote = share.context.read()?;
        let mut decided: StoredDecisions = share.decisions.read()?;
        let material = Material {
            head: &self.row.head,
            messages: self.messages,
            context: &context,
        };
        let mut selection = Selection {
            include: shown.include,
            range: MessageRange {
                from: share.range_from,
                to: share.range_to,
            },
            leave_out: publish::leave_out(&share.leave_out),
            numbered: shown.numbered,
            held: shown.held.iter().copied().collect(),
        };
        let covered = share.snapshot_messages;
        let fresh: Vec<&Message> = self
            .messages
            .iter()
            .filter(|message| message.number > covered && selection.shows(message.number))
            .collect();

        let held = self.decide(material, &selection, &fresh, &mut decided);
        selection.held.extend(held);
        let (messages, redactions) =
            snapshot::build_after(material, &selection, &decided.redactions, covered);
        let appended = u32::try_from(messages.len()).unwrap_or(u32::MAX);
        published.add(messages)?;

        let mut head = published.head;
        head.messages_shown += appended;
        head.messages_total = self.row.message_count;
        head.redactions += redactions;
        head.held = u32::try_from(selection.held.len()).unwrap_or(u32::MAX);
        shown.message_count = head.messages_shown;
        shown.redactions = head.redactions;
        shown.held = selection.held.iter().copied().collect();
        Ok(Made {
            appended,
            held: head.held,
            snapshot: NewSnapshot {
                head: pack(&head)?,
                pages: published.pages,
                message_count: head.messages_shown,
                redactions: head.redactions,
                conversation_messages: self.row.message_count,
                codes: HiddenValues::redacted(material, &decided.redactions).added_to(
                    self.codes,
                    self.app.keys(),
                    &share.id,
                ),
            },
            selection: StoredSelection {
                include: JsonText::of(&shown)?,
                range_from: share.range_from,
                range_to: share.range_to,
                leave_out: share.leave_out.clone(),
                context: share.context.clone(),
                decisions: JsonText::of(&decided)?,
            },
        })
    }

    /// Adds to the decisions what new messages must hide, and answers which of them are held back.
    fn decide(
        &self,
        material: Material<'_>,
        selection: &Selection,
        fresh: &[&Message],
        decided: &mut StoredDecisions,
    ) -> BTreeSet<u32> {
        let numbers: BTreeSet<u32> = fresh.iter().map(|message| message.number).collect();
        if self
            .standing
            .needs_approval(audience_out(self.share.audience))
        {
            return numbers;
        }
        // What was hidden in a title or note that has changed since is not known any more.
        let unknown = self.details_changed
            && decided
                .redactions
                .iter()
                .any(|redaction| can_change(redaction.field) && !is_context(redaction.field));
        if unknown {
            return numbers;
        }
        let hidden = hidden_values(material, &decided.redactions);
        for message in fresh {
            for (place, text) in texts(message) {
                if !selection.shows_place(material, place) {
                    continue;
                }
                let haystack = Haystack::new(text);
                for (value, like) in &hidden {
                    let (field, message, item) = place;
                    decided
                        .redactions
                        .extend(haystack.all_like(value).into_iter().map(|range| Decision {
                            field,
                            message,
                            item,
                            start: range.start,
                            end: range.end,
                            ..like.clone()
                        }));
                }
            }
        }
        let mut findings = gate::find(material, selection, &self.standing.detection);
        findings.retain(|finding| {
            finding
                .message
                .is_some_and(|number| numbers.contains(&number))
        });
        let verdict = gate::judge(&findings, &decided.redactions, &decided.kept);
        decided.redactions.extend(verdict.preset);
        verdict
            .undecided
            .iter()
            .filter_map(|finding| finding.message)
            .collect()
    }
}

/// Every value that a share hides, once, with a decision that hides it.
fn hidden_values(material: Material<'_>, redactions: &[Decision]) -> Vec<(String, Decision)> {
    let mut seen = HashSet::new();
    let mut values = Vec::new();
    for redaction in redactions {
        let Some(text) = material.text(place(redaction)) else {
            continue;
        };
        let value = snapshot::slice(text, redaction.start, redaction.end);
        let key = folded(&value);
        if !key.is_empty() && seen.insert(key) {
            values.push((value, redaction.clone()));
        }
    }
    values
}

/// Every text of a message, with its place.
fn texts(message: &Message) -> Vec<(Place, &str)> {
    let number = Some(message.number);
    let mut texts = vec![((Field::Message, number, None), message.body.as_str())];
    if let Some(name) = &message.name {
        texts.push(((Field::SenderName, number, None), name.as_str()));
    }
    for (item, citation) in (0..).zip(&message.citations) {
        let parts = [
            (Field::CitationTitle, &citation.title),
            (Field::CitationUrl, &citation.url),
            (Field::CitationQuote, &citation.quote),
        ];
        for (field, text) in parts {
            if let Some(text) = text {
                texts.push(((field, number, Some(item)), text.as_str()));
            }
        }
    }
    for (item, attachment) in (0..).zip(&message.attachments) {
        let place = (Field::Attachment, number, Some(item));
        texts.push((place, attachment.name.as_str()));
    }
    texts
}

fn is_context(field: Field) -> bool {
    matches!(
        field,
        Field::ContextWhy | Field::ContextFocus | Field::ContextAction
    )
}
