//! One review as it goes on: loads what is to be looked through, keeps the decisions between visits.

use std::sync::Arc;

use discreet_api_types::conversations::{Conversation, Message};
use discreet_api_types::ids::ConversationId;
use discreet_api_types::review::{Field, Finding, Reason};
use discreet_api_types::sharing::{ContextNote, Include, Share, ShareDecisions};
use leptos::prelude::*;

use super::api;
use super::scan::ScanWorker;
use super::state::{Draft, ReviewQueue};
use crate::browser::storage;
use crate::http::Failure;

/// How far the review is.
#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    /// Nothing was asked for yet.
    Idle,
    /// Messages are coming in: how many are here, of how many.
    Loading(u32, u32),
    /// Everything is here; the detector may still be looking.
    Ready,
    /// It could not be loaded.
    Failed(Failure),
}

/// What a review begins with.
#[derive(Clone)]
pub enum Start {
    /// A new share: nothing, or what was saved on the last visit.
    New,
    /// The conversation changed meanwhile: what was decided about what did not.
    Again(Box<ReviewQueue>, u32),
    /// An update: what the share was published with.
    Update(Box<Share>, Box<ShareDecisions>),
}

/// One review: a handle to signals that belong to whoever made it.
#[derive(Clone, Copy)]
pub struct Review {
    /// Findings, decisions and their history.
    pub queue: RwSignal<ReviewQueue>,
    /// How far it is.
    pub phase: RwSignal<Phase>,
    /// The conversation as it was loaded.
    pub conversation: RwSignal<Option<Arc<Conversation>>>,
    /// Its messages as far as they are here.
    pub messages: RwSignal<Arc<Vec<Message>>>,
    /// The finding one is at.
    pub current: RwSignal<Option<usize>>,
    /// The reason that goes with what is marked by hand.
    pub reason: RwSignal<Option<Reason>>,
    /// A word on what was done before the reviewer came, such as that decisions are back.
    pub note: RwSignal<Option<String>>,
    /// While the detector looks: steps done, steps in all.
    pub scanning: RwSignal<Option<(usize, usize)>>,
    /// Findings were last looked for with this context note.
    scanned: RwSignal<ContextNote>,
    load: Action<(ConversationId, Start), ()>,
    scan: Action<ContextNote, ()>,
    /// Started with the first review, since its program is only needed here.
    worker: StoredValue<Option<ScanWorker>, LocalStorage>,
}

#[expect(
    clippy::new_without_default,
    reason = "it makes signals, which belong to an owner"
)]
impl Review {
    /// A review that has not begun. Its signals belong to the current owner.
    pub fn new() -> Self {
        let queue = RwSignal::new(ReviewQueue::default());
        let phase = RwSignal::new(Phase::Idle);
        let conversation = RwSignal::new(None::<Arc<Conversation>>);
        let messages = RwSignal::new(Arc::new(Vec::new()));
        let note = RwSignal::new(None);
        let scanned = RwSignal::new(ContextNote::default());
        let scanning = RwSignal::new(None);
        let worker = StoredValue::new_local(None::<ScanWorker>);
        let scan = Action::new_unsync(move |context: &ContextNote| {
            let context = context.clone();
            let here = conversation.get_untracked();
            let messages = messages.get_untracked();
            async move {
                let Some(here) = here else { return };
                scanned.try_set(context.clone());
                if let Some(worker) = worker.try_get_value().flatten() {
                    scanning.try_set(Some((0, 0)));
                    worker.scan(here, messages, context).await;
                } else if let Ok(found) = api::findings(&here.id, &context).await {
                    // The server looks again when the share is made, so a scan that fails costs nothing but time.
                    take_in(queue, &context, found.findings);
                }
            }
        });
        let load = Action::new_unsync(move |(id, start): &(ConversationId, Start)| {
            let (id, start) = (id.clone(), start.clone());
            async move {
                match load(&id, phase).await {
                    Err(failure) => {
                        phase.try_set(Phase::Failed(failure));
                    }
                    Ok(loaded) => {
                        let Loaded {
                            conversation: here,
                            messages: all,
                            mut queue_here,
                        } = loaded;
                        note.try_set(begin(&mut queue_here, &here, &start));
                        let context = queue_here.context();
                        messages.try_set(Arc::new(all));
                        conversation.try_set(Some(Arc::new(here)));
                        queue.try_set(queue_here);
                        if phase.try_set(Phase::Ready).is_none() {
                            scan.dispatch(context);
                        }
                    }
                }
            }
        });
        Effect::new(move |_| {
            let Some(key) = conversation.with(|here| here.as_deref().map(draft_key)) else {
                return;
            };
            // Without a step there is nothing a person decided.
            let draft = queue.with(|queue| queue.can_undo().then(|| queue.draft()));
            if let Some(draft) = draft.and_then(|draft| serde_json::to_string(&draft).ok()) {
                storage::remember(&key, Some(&draft));
            }
        });
        Self {
            queue,
            phase,
            conversation,
            messages,
            current: RwSignal::new(None),
            reason: RwSignal::new(None),
            note,
            scanning,
            scanned,
            load,
            scan,
            worker,
        }
    }

    /// Loads everything anew and begins.
    pub fn begin(self, id: ConversationId, start: Start) {
        self.phase.set(Phase::Loading(0, 0));
        self.current.set(None);
        self.note.set(None);
        self.scanned.set(ContextNote::default());
        self.stop_scanning();
        self.start_worker();
        self.load.dispatch((id, start));
    }

    /// Ends a scan that is under way. The server looks again when the share is made.
    pub fn stop_scanning(self) {
        self.scanning.set(None);
        self.worker.with_value(|worker| {
            if let Some(worker) = worker {
                worker.cancel();
            }
        });
    }

    fn start_worker(self) {
        if self.worker.with_value(Option::is_some) {
            return;
        }
        let (queue, scanning, scanned) = (self.queue, self.scanning, self.scanned);
        let worker = ScanWorker::start(move |report| {
            let progress = (!report.is_last()).then_some((report.done, report.total));
            if let Some(context) = scanned.try_get_untracked() {
                take_in(queue, &context, report.findings);
            }
            scanning.try_set(progress);
        });
        self.worker.set_value(worker);
    }

    /// Loads the conversation as it is now and goes on with what was decided.
    pub fn again(self) {
        let Some(here) = self.conversation.get_untracked() else {
            return;
        };
        let older = Box::new(self.queue.get_untracked());
        self.begin(here.id.clone(), Start::Again(older, here.message_count));
    }

    /// Forgets everything, also what was saved: it was published, or thrown away.
    pub fn end(self) {
        if let Some(key) = self
            .conversation
            .with_untracked(|here| here.as_deref().map(draft_key))
        {
            storage::remember(&key, None);
        }
        self.conversation.set(None);
        self.queue.set(ReviewQueue::default());
        self.messages.set(Arc::new(Vec::new()));
        self.scanned.set(ContextNote::default());
        self.stop_scanning();
        self.current.set(None);
        self.note.set(None);
        self.phase.set(Phase::Idle);
    }

    /// Whether it has not begun.
    pub fn is_idle(self) -> bool {
        self.phase.with_untracked(|phase| *phase == Phase::Idle)
    }

    /// The revision that is being looked through.
    pub fn revision(self) -> u32 {
        self.conversation
            .with_untracked(|here| here.as_deref().map_or(0, |here| here.revision))
    }

    /// Says which switches are on.
    pub fn include(self, include: Include) {
        self.queue.update(|queue| queue.set_include(include));
    }

    /// Takes in the context note as it is typed.
    pub fn context(self, context: &ContextNote) {
        if !self.queue.with_untracked(|queue| queue.says(context)) {
            self.queue.update(|queue| queue.set_context(context));
        }
    }

    /// Looks for findings in the context note, unless that was done with these very words.
    pub fn scan_context(self, context: ContextNote) {
        if self.scanned.with_untracked(|scanned| *scanned == context) {
            return;
        }
        self.scan.dispatch(context);
    }
}

/// Takes in what was found, save in a context note that says something else by now.
fn take_in(queue: RwSignal<ReviewQueue>, context: &ContextNote, findings: Vec<Finding>) {
    if findings.is_empty() {
        return;
    }
    queue.try_update(|queue| {
        let same = queue.says(context);
        let of_context = |field| {
            matches!(
                field,
                Field::ContextWhy | Field::ContextFocus | Field::ContextAction
            )
        };
        let findings = findings
            .into_iter()
            .filter(|finding| same || !of_context(finding.field));
        queue.add_findings(findings.collect());
    });
}

struct Loaded {
    conversation: Conversation,
    messages: Vec<Message>,
    queue_here: ReviewQueue,
}

/// The conversation first: if it changes while messages come in, its revision is the older one, and the server
/// refuses the review as stale instead of taking it for more than it was.
async fn load(id: &ConversationId, phase: RwSignal<Phase>) -> Result<Loaded, Failure> {
    let conversation = api::conversation(id).await?;
    let mut queue_here = ReviewQueue::new(&conversation);
    let mut messages = Vec::new();
    let mut after = Some(0);
    while let Some(from) = after {
        let page = api::messages(id, from).await?;
        queue_here.add_messages(&page.messages);
        messages.extend(page.messages);
        after = page.next_after;
        let here = u32::try_from(messages.len()).unwrap_or(u32::MAX);
        phase.try_set(Phase::Loading(here, page.total));
    }
    Ok(Loaded {
        conversation,
        messages,
        queue_here,
    })
}

/// Puts in what the review begins with, and says so.
fn begin(queue: &mut ReviewQueue, conversation: &Conversation, start: &Start) -> Option<String> {
    match start {
        Start::New => {
            let saved = storage::remembered(&draft_key(conversation))?;
            let draft: Draft = serde_json::from_str(&saved).ok()?;
            queue.restore(draft);
            Some("Your decisions from your last visit are back.".to_owned())
        }
        Start::Again(older, messages) => {
            queue.carry_on(older);
            queue.carry_over(messages + 1);
            let new = conversation.message_count.saturating_sub(*messages);
            Some(match new {
                0 => "The conversation’s details changed. Look through what stands above the messages.".to_owned(),
                1 => format!("Message {} is new.", messages + 1),
                _ => format!("Messages {} to {} are new.", messages + 1, conversation.message_count),
            })
        }
        Start::Update(share, decisions) => {
            queue.set_include(share.include);
            queue.set_context(&share.context.clone().unwrap_or_default());
            queue.start_from(
                &decisions.redactions,
                &decisions.kept,
                share.messages,
                &share.leave_out,
            );
            let carried = queue.carry_over(share.changes.first_new?);
            match carried {
                0 => None,
                1 => Some(
                    "1 place in the new messages says what you hid before. It is hidden too."
                        .to_owned(),
                ),
                more => Some(format!(
                    "{more} places in the new messages say what you hid before. They are hidden too."
                )),
            }
        }
    }
}

fn draft_key(conversation: &Conversation) -> String {
    format!(
        "discreet.review.{}.{}",
        conversation.id, conversation.revision
    )
}
