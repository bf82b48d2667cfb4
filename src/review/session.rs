//! One review as it goes on: loads what is to be looked through, keeps the decisions between visits.

use std::sync::Arc;

use discreet_api_types::conversations::{Conversation, Message};
use discreet_api_types::ids::ConversationId;
use discreet_api_types::policy::{NewWord, WordKind};
use discreet_api_types::review::{self as wire, Decision, Field, Finding, Reason, ReviewChanges};
use discreet_api_types::sharing::{ContextNote, Include, MessageRange, Share, ShareDecisions};
use leptos::prelude::*;

use super::api;
use super::keeping::{Keeper, Keeping, Place};
use super::scan::ScanWorker;
use super::search::Search;
use super::state::ReviewQueue;
use crate::browser::announce;
use crate::http::{Failure, Tagged};
use crate::policy;

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

/// What is to be published, as somebody else reviewed it.
#[derive(Clone, Default)]
pub struct Prepared {
    /// To be hidden.
    pub redactions: Vec<Decision>,
    /// Looked at, and stays.
    pub kept: Vec<Decision>,
    /// Which messages.
    pub messages: MessageRange,
    /// Without these.
    pub leave_out: Vec<u32>,
    /// With these switches on.
    pub include: Include,
    /// With this context note.
    pub context: ContextNote,
}

/// What a review begins with.
#[derive(Clone)]
pub enum Start {
    /// A new share: nothing, or what was saved on the last visit.
    New,
    /// The conversation changed meanwhile: what was decided about what did not.
    Again(Box<ReviewQueue>, u32),
    /// Somebody else asks to have this checked.
    Asked(Box<Prepared>),
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
    /// What is looked for by its words.
    pub search: Search,
    /// What makes it go.
    engine: StoredValue<Engine>,
}

/// What works behind the signals. Apart from them, since the handle is passed by value everywhere.
#[derive(Clone, Copy)]
struct Engine {
    /// Findings were last looked for with this context note.
    scanned: RwSignal<ContextNote>,
    keeper: Keeper,
    load: Action<(ConversationId, Start), ()>,
    tidy: Action<(ConversationId, Option<String>, ReviewChanges), ()>,
    scan: Action<ContextNote, ()>,
    remember: Action<NewWord, ()>,
    can_remember: RwSignal<bool>,
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
        let can_remember = RwSignal::new(false);
        let keeper = Keeper::new();
        // It was published without these left out; if this fails, they are left out again in the next share, visibly.
        let tidy = Action::new_unsync(
            |(id, etag, changes): &(ConversationId, Option<String>, ReviewChanges)| {
                let (id, etag, changes) = (id.clone(), etag.clone(), changes.clone());
                async move {
                    api::change_review(&id, etag.as_deref(), &changes)
                        .await
                        .ok();
                }
            },
        );
        let scan = Action::new_unsync(move |context: &ContextNote| {
            let context = context.clone();
            let here = conversation.get_untracked();
            let messages = messages.get_untracked();
            async move {
                let Some(here) = here else { return };
                scanned.try_set(context.clone());
                scanning.try_set(Some((0, 0)));
                // Without the team memory the detector still finds what everybody's does.
                let words = policy::words().await.ok();
                if let Some(words) = &words {
                    can_remember.try_set(words.can_change);
                }
                let worker = worker.try_get_value().flatten();
                // What is never suggested is kept as hashes that only the server can compare.
                let by_server =
                    worker.is_none() || words.as_ref().is_some_and(|words| words.never > 0);
                if by_server && let Ok(found) = api::findings(&here.id, &context).await {
                    take_in(queue, &context, found.findings);
                    scanning.try_set(None);
                    // What somebody types to look for is searched by the worker all the same.
                    if let Some(worker) = worker {
                        worker.keep(here, messages, context).await;
                    }
                } else if let Some(worker) = worker {
                    let settings = words.as_ref().map(policy::settings).unwrap_or_default();
                    worker.scan(here, messages, context, settings).await;
                } else {
                    // The server looks again when the share is made, so a scan that fails costs nothing but time.
                    scanning.try_set(None);
                }
            }
        });
        let remember = Action::new_unsync(move |word: &NewWord| {
            let word = word.clone();
            async move {
                let said = match policy::add(&word).await {
                    Ok(added) if added.kind == WordKind::Never => {
                        queue.try_update(|queue| queue.forget_value(&word.text));
                        format!("{} is never suggested again, to anybody here.", added.text)
                    }
                    Ok(added) => {
                        if let Some(context) = scanned.try_get_untracked() {
                            scan.dispatch(context);
                        }
                        format!("“{}” is found in every review from now on.", added.text)
                    }
                    Err(failure) => format!("It is not remembered. {failure}"),
                };
                announce(&said);
                note.try_set(Some(said));
            }
        });
        let load = Action::new_unsync(move |(id, start): &(ConversationId, Start)| {
            let (id, start) = (id.clone(), start.clone());
            async move {
                match load(&id, &start, phase).await {
                    Err(failure) => {
                        phase.try_set(Phase::Failed(failure));
                    }
                    Ok(loaded) => {
                        let Loaded {
                            conversation: here,
                            messages: all,
                            mut queue_here,
                            kept,
                        } = loaded;
                        note.try_set(begin(&mut queue_here, &here, &start, keeper, kept.as_ref()));
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
        let review = Self {
            queue,
            phase,
            conversation,
            messages,
            current: RwSignal::new(None),
            reason: RwSignal::new(None),
            note,
            scanning,
            search: Search::new(),
            engine: StoredValue::new(Engine {
                scanned,
                keeper,
                load,
                tidy,
                scan,
                remember,
                can_remember,
                worker,
            }),
        };
        review.keep_decisions();
        review
    }

    /// Loads everything anew and begins.
    pub fn begin(self, id: ConversationId, start: Start) {
        self.phase.set(Phase::Loading(0, 0));
        self.current.set(None);
        self.note.set(None);
        self.engine.get_value().scanned.set(ContextNote::default());
        self.stop_scanning();
        self.start_worker();
        self.engine.get_value().load.dispatch((id, start));
    }

    /// Ends a scan that is under way. The server looks again when the share is made.
    pub fn stop_scanning(self) {
        self.scanning.set(None);
        self.engine.get_value().worker.with_value(|worker| {
            if let Some(worker) = worker {
                worker.cancel();
            }
        });
    }

    fn start_worker(self) {
        if self.engine.get_value().worker.with_value(Option::is_some) {
            return;
        }
        let (queue, scanning, scanned) =
            (self.queue, self.scanning, self.engine.get_value().scanned);
        let search = self.search;
        let worker = ScanWorker::start(
            move |report| {
                let progress = (!report.is_last()).then_some((report.done, report.total));
                if let Some(context) = scanned.try_get_untracked() {
                    take_in(queue, &context, report.findings);
                }
                scanning.try_set(progress);
            },
            move |found| search.take_in(found),
        );
        self.engine.get_value().worker.set_value(worker);
    }

    /// The detector beside the page, where there is one.
    pub(super) fn worker(self) -> Option<ScanWorker> {
        self.engine
            .try_get_value()?
            .worker
            .try_get_value()
            .flatten()
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
        let Engine { keeper, tidy, .. } = self.engine.get_value();
        keeper.end(tidy);
        self.conversation.set(None);
        self.queue.set(ReviewQueue::default());
        self.messages.set(Arc::new(Vec::new()));
        self.engine.get_value().scanned.set(ContextNote::default());
        self.search.clear();
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

    /// Whether the reviewer may add to the team memory. Tracked.
    pub(super) fn can_remember(self) -> bool {
        self.engine.get_value().can_remember.get()
    }

    /// Adds to the team memory: this value is never suggested, or found in every review.
    pub(super) fn remember(self, text: &str, kind: WordKind) {
        self.engine.get_value().remember.dispatch(NewWord {
            kind,
            text: text.trim().to_owned(),
            label: None,
            name: None,
        });
    }

    /// Where the decisions are kept. None once the review's owner is gone.
    pub(super) fn keeper(self) -> Option<Keeper> {
        self.engine.try_get_value().map(|engine| engine.keeper)
    }

    /// Whether the server has what was decided.
    pub(super) fn keeping(self) -> Signal<Keeping> {
        self.engine.get_value().keeper.state.into()
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
        if self
            .engine
            .get_value()
            .scanned
            .with_untracked(|scanned| *scanned == context)
        {
            return;
        }
        self.engine.get_value().scan.dispatch(context);
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
    kept: Option<Tagged<wire::Review>>,
}

/// The conversation first: if it changes while messages come in, its revision is the older one, and the server
/// refuses the review as stale instead of taking it for more than it was.
async fn load(
    id: &ConversationId,
    start: &Start,
    phase: RwSignal<Phase>,
) -> Result<Loaded, Failure> {
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
    // Without the decisions made elsewhere one can still decide: what is sent later is merged with them.
    let kept = match start {
        Start::New | Start::Asked(_) | Start::Again(..) => api::review(id).await.ok(),
        Start::Update(..) => None,
    };
    Ok(Loaded {
        conversation,
        messages,
        queue_here,
        kept,
    })
}

/// Puts in what the review begins with, and says so.
fn begin(
    queue: &mut ReviewQueue,
    conversation: &Conversation,
    start: &Start,
    keeper: Keeper,
    kept: Option<&Tagged<wire::Review>>,
) -> Option<String> {
    let place = Place {
        on_server: !matches!(start, Start::Update(..)),
        share: match start {
            Start::Update(share, _) => Some(&share.id.0),
            Start::New | Start::Asked(_) | Start::Again(..) => None,
        },
        goes_on: matches!(start, Start::Again(..)),
    };
    match start {
        Start::New => keeper
            .begin(queue, conversation, &place, kept)
            .then(|| "Your decisions from your last visit are back.".to_owned()),
        Start::Asked(asked) => {
            queue.set_include(asked.include);
            queue.set_context(&asked.context);
            queue.start_from(
                &asked.redactions,
                &asked.kept,
                asked.messages,
                &asked.leave_out,
            );
            keeper.begin(queue, conversation, &place, kept);
            None
        }
        Start::Again(older, messages) => {
            queue.carry_on(older);
            keeper.begin(queue, conversation, &place, kept);
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
            let carried = share
                .changes
                .first_new
                .map_or(0, |first| queue.carry_over(first));
            let back = keeper.begin(queue, conversation, &place, None);
            match carried {
                _ if back => Some("Your decisions from your last visit are back.".to_owned()),
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
