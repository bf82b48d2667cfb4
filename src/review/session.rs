//! One review as it goes on: loads what is to be looked through, keeps the decisions between visits.

use std::sync::Arc;

use discreet_api_types::conversations::{Conversation, Message};
use discreet_api_types::ids::ConversationId;
use discreet_api_types::review::Reason;
use discreet_api_types::sharing::{ContextNote, Include, Share, ShareDecisions};
use leptos::prelude::*;

use super::api;
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
    /// The detector is looking.
    Scanning,
    /// Everything is here.
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
    /// Findings were last looked for with this context note.
    scanned: RwSignal<ContextNote>,
    load: Action<(ConversationId, Start), ()>,
    scan: Action<(ConversationId, ContextNote), ()>,
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
        let load = Action::new_unsync(move |(id, start): &(ConversationId, Start)| {
            let (id, start) = (id.clone(), start.clone());
            async move {
                let loaded = load(&id, phase).await;
                match loaded {
                    Err(failure) => {
                        phase.try_set(Phase::Failed(failure));
                    }
                    Ok(loaded) => {
                        let Loaded {
                            conversation: here,
                            messages: all,
                            mut queue_here,
                            findings,
                        } = loaded;
                        note.try_set(begin(&mut queue_here, &here, &start));
                        queue_here.add_findings(findings);
                        messages.try_set(Arc::new(all));
                        conversation.try_set(Some(Arc::new(here)));
                        queue.try_set(queue_here);
                        phase.try_set(Phase::Ready);
                    }
                }
            }
        });
        let scan = Action::new_unsync(move |(id, context): &(ConversationId, ContextNote)| {
            let (id, context) = (id.clone(), context.clone());
            async move {
                // The server looks again when the share is made, so a scan that fails here costs nothing but time.
                if let Ok(found) = api::findings(&id, &context).await {
                    let same = queue.try_update(|queue| {
                        let same = queue.says(&context);
                        if same {
                            queue.add_findings(found.findings);
                        }
                        same
                    });
                    if same == Some(true) {
                        scanned.try_set(context);
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
            scanned,
            load,
            scan,
        }
    }

    /// Loads everything anew and begins.
    pub fn begin(self, id: ConversationId, start: Start) {
        self.phase.set(Phase::Loading(0, 0));
        self.current.set(None);
        self.note.set(None);
        self.scanned.set(ContextNote::default());
        self.load.dispatch((id, start));
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
        if let Some(id) = self
            .conversation
            .with_untracked(|here| here.as_deref().map(|here| here.id.clone()))
        {
            self.scan.dispatch((id, context));
        }
    }
}

struct Loaded {
    conversation: Conversation,
    messages: Vec<Message>,
    queue_here: ReviewQueue,
    findings: Vec<discreet_api_types::review::Finding>,
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
    phase.try_set(Phase::Scanning);
    let found = api::findings(id, &ContextNote::default()).await?;
    Ok(Loaded {
        conversation,
        messages,
        queue_here,
        findings: found.findings,
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
