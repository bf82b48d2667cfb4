//! Publishing: from what the sharer decided to a snapshot that can be served, through the gate.

use std::collections::BTreeSet;
use std::io::Write;

use discreet_api_types::problem::{ErrorCode, FieldError};
use discreet_api_types::review::{Decision, Finding};
use discreet_api_types::sharing::{AudienceKind, ContextNote};
use discreet_api_types::viewer::{SharedHead, SharedMessage};
use discreet_store::conversations::ConversationRow;
use discreet_store::sharing::{
    Judged, NewPage, NewSnapshot, Selection as StoredSelection, ShareRow,
};
use discreet_store::{AuditAction, AuditEvent, JsonText, StoreError};
use discreet_transcript::model::Message;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;
use uuid::Uuid;

use super::snapshot::{self, PAGE, Selection, Snapshot};
use super::{StoredDecisions, StoredInclude, details};
use crate::app::App;
use crate::auth::SignedIn;
use crate::conversations::revision;
use crate::discussion::hidden::HiddenValues;
use crate::policy::{Standing, review_required};
use crate::problem::{Answer, Refusal};
use crate::review::fields::Material;
use crate::review::gate;
use crate::viewer::unpack;

/// Longest part of a context note, in characters.
const LONGEST_CONTEXT: usize = 4_000;
/// Most decisions of one share.
const MOST_DECISIONS: usize = 200_000;

/// What the sharer decided.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Who will read it.
    pub audience: AudienceKind,
    /// What it shows.
    pub selection: Selection,
    /// The context note.
    pub context: ContextNote,
    /// What to hide.
    pub redactions: Vec<Decision>,
    /// What was looked at and stays.
    pub kept: Vec<Decision>,
    /// The revision that was reviewed.
    pub reviewed: Option<u32>,
    /// It was said to be customer-safe.
    pub confirmed: bool,
    /// The request in which it was approved.
    pub approved: Option<Uuid>,
    /// New messages are appended from now on.
    pub follow: bool,
    /// What came after the last publication; empty for a new share.
    pub arrived: Arrived,
}

/// Messages of a share that follows, which nobody may have looked at yet.
#[derive(Clone, Debug)]
pub struct Arrived {
    /// Those after this one were never published.
    pub after: u32,
    /// Those that were published as stubs.
    pub held: BTreeSet<u32>,
}

impl Default for Arrived {
    fn default() -> Self {
        Self {
            after: u32::MAX,
            held: BTreeSet::new(),
        }
    }
}

impl Arrived {
    fn has(&self, number: u32) -> bool {
        number > self.after || self.held.contains(&number)
    }
}

/// What can be published.
pub struct Prepared {
    /// What recipients will get.
    pub snapshot: Snapshot,
    /// The draft, with what the gate redacted by itself.
    pub draft: Draft,
    /// Findings nobody decided.
    pub warnings: Vec<Finding>,
    /// What it was judged by.
    pub judged: Judged,
    /// Messages the conversation has.
    conversation_messages: u32,
    /// What stands around them, as [`details`] says it.
    details: String,
    /// What comments must not repeat.
    hidden: HiddenValues,
}

/// Checks a draft against the conversation as it is now, runs the gate and makes the snapshot. Writes nothing.
pub async fn prepare(
    app: &App,
    row: ConversationRow,
    draft: Draft,
    dry_run: bool,
) -> Answer<Prepared> {
    let errors = complaints(&row, &draft, dry_run);
    if !errors.is_empty() {
        return Err(Refusal::fields(errors));
    }
    let standing = Standing::of(app, row.org).await?;
    if standing.needs_approval(draft.audience) && draft.approved.is_none() && !dry_run {
        return Err(review_required());
    }
    if draft
        .reviewed
        .is_some_and(|reviewed| reviewed != revision(&row))
    {
        return Err(Refusal::new(
            ErrorCode::StaleReview,
            "The conversation changed after you reviewed it. Look at what is new, then share it.",
        ));
    }
    let messages = app.store().messages(row.id, 0, u32::MAX).await?;
    let details = details(app, &row.head);
    tokio::task::spawn_blocking(move || make(&row, &messages, draft, &standing, details, dry_run))
        .await
        .map_err(|_| {
            Refusal::new(
                ErrorCode::Internal,
                "Making the copy to share failed. Try again.",
            )
        })?
}

fn make(
    row: &ConversationRow,
    messages: &[Message],
    mut draft: Draft,
    standing: &Standing,
    details: String,
    dry_run: bool,
) -> Answer<Prepared> {
    let context = draft.context.clone();
    let material = Material {
        head: &row.head,
        messages,
        context: &context,
    };
    let mut errors = material.check("redactions", &draft.redactions);
    errors.extend(material.check("kept", &draft.kept));
    if !messages
        .iter()
        .any(|message| draft.selection.shows(message.number))
    {
        let message = "No message is left to share. Choose a wider range or leave fewer out.";
        errors.push(FieldError {
            field: "messages".to_owned(),
            message: message.to_owned(),
        });
    }
    if !errors.is_empty() {
        return Err(Refusal::fields(errors));
    }
    let findings = gate::find(material, &draft.selection, &standing.detection);
    let verdict = gate::judge(&findings, &draft.redactions, &draft.kept);
    let mut warnings = verdict.undecided;
    if draft.audience == AudienceKind::Public {
        let presets = gate::preset_findings(&findings, &verdict.preset);
        let undecided = !presets.is_empty() || !warnings.is_empty();
        if undecided && !dry_run {
            warnings.extend(presets);
            warnings.sort_by_key(|finding| {
                (finding.message, finding.field, finding.item, finding.start)
            });
            return Err(Refusal::undecided(warnings));
        }
    }
    draft.redactions.extend(verdict.preset);
    if draft.follow {
        // Whoever updates such a share decides what came meanwhile, or it stays held back.
        let undecided = warnings.iter().filter_map(|finding| finding.message);
        draft.selection.held = undecided
            .filter(|number| draft.arrived.has(*number))
            .collect();
    }
    let snapshot = snapshot::build(material, &draft.selection, &draft.redactions);
    let hidden = HiddenValues::of(
        material,
        draft.selection.include.contact,
        &draft.redactions,
        &snapshot.head,
        &snapshot.messages,
    );
    let conversation_messages = u32::try_from(messages.len()).unwrap_or(u32::MAX);
    let judged = Judged {
        epoch: standing.epoch,
        request: draft.approved,
    };
    Ok(Prepared {
        snapshot,
        draft,
        warnings,
        judged,
        conversation_messages,
        details,
        hidden,
    })
}

fn complaints(row: &ConversationRow, draft: &Draft, dry_run: bool) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut complain = |field: &str, message: String| {
        errors.push(FieldError {
            field: field.to_owned(),
            message,
        });
    };
    let total = row.message_count;
    let range = draft.selection.range;
    let numbers = [("messages.from", range.from), ("messages.to", range.to)];
    for (field, number) in numbers {
        if number.is_some_and(|number| number == 0 || number > total) {
            complain(
                field,
                format!("`{field}` must be a message number, 1 to {total}."),
            );
        }
    }
    if let (Some(from), Some(to)) = (range.from, range.to)
        && from > to
    {
        complain(
            "messages.to",
            format!("`messages.to` must not be below `messages.from`, which is {from}."),
        );
    }
    if let Some(wrong) = draft
        .selection
        .leave_out
        .iter()
        .find(|number| **number == 0 || **number > total)
    {
        complain(
            "leave_out",
            format!("There is no message {wrong}; there are {total}."),
        );
    }
    for (field, decisions) in [("redactions", &draft.redactions), ("kept", &draft.kept)] {
        if decisions.len() > MOST_DECISIONS {
            complain(
                field,
                format!("A share takes at most {MOST_DECISIONS} decisions."),
            );
        }
    }
    if draft.follow && draft.audience != AudienceKind::Organisation {
        let message = "Only an Organisation share can follow its conversation.";
        complain("follow", message.to_owned());
    }
    if draft.follow && range.to.is_some() {
        let message =
            "A share that follows its conversation has no last message. Leave `messages.to` out.";
        complain("follow", message.to_owned());
    }
    if draft.audience == AudienceKind::Public && !dry_run {
        if !draft.confirmed {
            let message = "Confirm that it is customer-safe: anyone on the internet with the link will be able to read it.";
            complain("confirm_customer_safe", message.to_owned());
        }
        if draft.reviewed.is_none() {
            let message =
                "A public link needs a review: send the conversation's revision that was reviewed.";
            complain("reviewed", message.to_owned());
        }
    }
    errors.extend(context_complaints(&draft.context));
    errors
}

/// What is wrong with a context note.
pub fn context_complaints(context: &ContextNote) -> Vec<FieldError> {
    [
        ("context.why", &context.why),
        ("context.focus", &context.focus),
        ("context.action", &context.action),
    ]
    .into_iter()
    .filter_map(|(field, text)| {
        let length = text.chars().count();
        let message = format!("`{field}` has {length} characters; {LONGEST_CONTEXT} are allowed.");
        (length > LONGEST_CONTEXT).then(|| FieldError {
            field: field.to_owned(),
            message,
        })
    })
    .collect()
}

/// The row of the trail that says how much was decided, where somebody reviewed; share and conversation are the
/// caller's to add.
pub fn decided(app: &App, signed_in: &SignedIn, prepared: &Prepared) -> Option<AuditEvent> {
    let draft = &prepared.draft;
    let reviewed = draft.reviewed.is_some()
        || draft.approved.is_some()
        || !(draft.redactions.is_empty() && draft.kept.is_empty());
    if !reviewed {
        return None;
    }
    let count = |length: usize| i64::try_from(length).unwrap_or(i64::MAX);
    let event = AuditEvent::new(AuditAction::ReviewDecided, Some(signed_in.actor(app)))
        .detail("redacted", count(prepared.draft.redactions.len()))
        .detail("kept", count(prepared.draft.kept.len()))
        .detail("undecided", count(prepared.warnings.len()))
        .detail("approved", i64::from(prepared.judged.request.is_some()));
    Some(event)
}

impl Prepared {
    /// The snapshot of a share as the store keeps it: JSON, compressed, in pages, and the codes of what it hides.
    pub fn stored_snapshot(&self, app: &App, share: &str) -> Result<NewSnapshot, StoreError> {
        let pages = self
            .snapshot
            .messages
            .chunks(PAGE)
            .map(|page| {
                let number =
                    |message: Option<&SharedMessage>| message.map_or(0, |message| message.number);
                Ok(NewPage {
                    first: number(page.first()),
                    last: number(page.last()),
                    body: pack(&page)?,
                })
            })
            .collect::<Result<_, StoreError>>()?;
        Ok(NewSnapshot {
            head: pack(&self.snapshot.head)?,
            pages,
            message_count: self.snapshot.head.messages_shown,
            redactions: self.snapshot.head.redactions,
            conversation_messages: self.conversation_messages,
            codes: self.hidden.codes(app.keys(), share),
        })
    }

    /// What the share shows, as its row keeps it.
    pub fn stored_selection(&self) -> Result<StoredSelection, StoreError> {
        let draft = &self.draft;
        let include = StoredInclude {
            include: draft.selection.include,
            numbered: draft.selection.numbered,
            message_count: self.snapshot.head.messages_shown,
            redactions: self.snapshot.head.redactions,
            details: self.details.clone(),
            follow: draft.follow,
            held: draft.selection.held.iter().copied().collect(),
        };
        let decisions = StoredDecisions {
            redactions: draft.redactions.clone(),
            kept: draft.kept.clone(),
        };
        Ok(StoredSelection {
            include: JsonText::of(&include)?,
            range_from: draft.selection.range.from,
            range_to: draft.selection.range.to,
            leave_out: draft.selection.leave_out.iter().copied().collect(),
            context: JsonText::of(&draft.context)?,
            decisions: JsonText::of(&decisions)?,
        })
    }
}

/// The codes of what a share hides, for one that was published before codes were kept; none if they are there.
pub async fn missing_codes(
    app: &App,
    share: &ShareRow,
    row: &ConversationRow,
) -> Answer<Option<Vec<u8>>> {
    let (store, version) = (app.store(), share.snapshot_version);
    if store.snapshot_codes(&share.id, version).await?.is_some() {
        return Ok(None);
    }
    let unreadable = |_| StoreError::Unreadable("a snapshot of another shape");
    let Some(stored) = store.snapshot_head(&share.id, version).await? else {
        return Ok(None);
    };
    let head: SharedHead = serde_json::from_str(&unpack(&stored.head)?).map_err(unreadable)?;
    let mut shown: Vec<SharedMessage> = Vec::new();
    let mut after = 0;
    while let Some(page) = store.snapshot_page(&share.id, version, after).await? {
        let page_messages: Vec<SharedMessage> =
            serde_json::from_str(&unpack(&page.body)?).map_err(unreadable)?;
        shown.extend(page_messages);
        after = page.last;
    }
    let include: StoredInclude = share.include.read()?;
    let decided: StoredDecisions = share.decisions.read()?;
    let context: ContextNote = share.context.read()?;
    let messages = store.messages(row.id, 0, u32::MAX).await?;
    let material = Material {
        head: &row.head,
        messages: &messages,
        context: &context,
    };
    let hidden = HiddenValues::of(
        material,
        include.include.contact,
        &decided.redactions,
        &head,
        &shown,
    );
    Ok(Some(hidden.codes(app.keys(), &share.id)))
}

/// JSON, gzipped.
pub fn pack(value: &impl Serialize) -> Result<Vec<u8>, StoreError> {
    let json = serde_json::to_vec(value)
        .map_err(|_| StoreError::Unreadable("a snapshot that is no JSON"))?;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder
        .write_all(&json)
        .and_then(|()| encoder.finish())
        .map_err(|_| StoreError::Unreadable("a snapshot that cannot be compressed"))
}

/// The numbers left out, once each.
pub fn leave_out(numbers: &[u32]) -> BTreeSet<u32> {
    numbers.iter().copied().collect()
}
