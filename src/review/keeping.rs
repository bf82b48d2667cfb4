//! Keeps the decisions: on the server, where they outlive a reload, a crash and a change of device and meet those of
//! other reviewers; and on this device for as long as the server does not have them.

use discreet_api_types::conversations::Conversation;
use discreet_api_types::ids::ConversationId;
use discreet_api_types::review as wire;
use discreet_api_types::review::ReviewChanges;
use discreet_api_types::sharing::MessageRange;
use leptos::ev;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::state::{Draft, Known, ReviewQueue};
use super::{Phase, Review, api};
use crate::browser::{announce, storage, timers};
use crate::http::Tagged;
use crate::session;

/// How long after a decision it is kept on this device, then sent.
const SOON: u64 = 250;
/// How long after a failure it is tried again.
const AGAIN: u64 = 5_000;
/// How often others' decisions are asked for.
const LOOK: u64 = 15_000;

/// Whether the server has what was decided.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Keeping {
    /// Nothing was decided yet.
    #[default]
    Nothing,
    /// It is on its way.
    Saving,
    /// It has.
    Saved,
    /// It has not: why. What was decided is kept on this device and tried again.
    Failed(String),
}

/// Where decisions are kept. Its signals belong to the review's owner.
#[derive(Clone, Copy)]
pub(super) struct Keeper {
    pub(super) state: RwSignal<Keeping>,
    /// Whose review it is, and what the server is known to have. None: this review is kept on this device only.
    server: StoredValue<Option<Server>>,
    /// The name it is kept under on this device.
    key: StoredValue<Option<String>>,
    /// Counts decisions, so that only the newest is followed.
    newest: StoredValue<u32>,
}

#[derive(Clone)]
struct Server {
    id: ConversationId,
    known: Known,
    etag: Option<String>,
}

/// What is kept on this device.
#[derive(Serialize, Deserialize)]
struct Kept {
    revision: u32,
    draft: Draft,
}

impl Keeper {
    pub(super) fn new() -> Self {
        Self {
            state: RwSignal::new(Keeping::default()),
            server: StoredValue::new(None),
            key: StoredValue::new(None),
            newest: StoredValue::new(0),
        }
    }

    /// Begins with what was kept. `answer`: what the server has; none where it was not asked or did not say.
    /// `asked`: it is to be kept there. Returns whether there was something.
    pub(super) fn begin(
        self,
        queue: &mut ReviewQueue,
        here: &Conversation,
        place: &Place<'_>,
        answer: Option<&Tagged<wire::Review>>,
    ) -> bool {
        let before = match self.server.try_get_value().flatten() {
            Some(server) if server.id == here.id && place.goes_on => server.known,
            _ => Known::default(),
        };
        let mut found = false;
        self.server.try_set_value(place.on_server.then(|| {
            let (known, etag) = match answer {
                Some(answer) => (Known::from(&answer.value), answer.etag.clone()),
                None => (Known::default(), Some("\"0\"".to_owned())),
            };
            found = queue.take_in(&before, &known) > 0;
            Server {
                id: here.id.clone(),
                known,
                etag,
            }
        }));
        let key = match place.share {
            Some(share) => format!("discreet.review.{}.{share}", here.id),
            None => format!("discreet.review.{}", here.id),
        };
        let kept = storage::remembered(&key)
            .filter(|_| !place.goes_on)
            .and_then(|kept| serde_json::from_str::<Kept>(&kept).ok());
        if let Some(kept) = kept {
            queue.restore(kept.draft, kept.revision == here.revision);
            found = true;
        }
        self.key.try_set_value(Some(key));
        self.state.try_set(Keeping::Nothing);
        found
    }

    /// It was published, or thrown away: nothing stays on this device. On the server the decisions stay for the next
    /// share; which messages were left out was this one's.
    pub(super) fn end(self, tidy: Action<(ConversationId, Option<String>, ReviewChanges), ()>) {
        self.newest.update_value(|newest| *newest += 1);
        if let Some(key) = self.key.try_update_value(Option::take).flatten() {
            storage::remember(&key, None);
        }
        if let Some(server) = self.server.try_update_value(Option::take).flatten() {
            let changes = server.known.scope_undone();
            if let Some(changes) = changes {
                tidy.dispatch((server.id, server.etag, changes));
            }
        }
        self.state.set(Keeping::Nothing);
    }
}

/// Where the decisions of one review are kept.
pub(super) struct Place<'a> {
    /// On the server too: those of an update are the share's, not the conversation's.
    pub on_server: bool,
    /// The share that is updated.
    pub share: Option<&'a str>,
    /// The review goes on: what is here is newer than what is kept on this device.
    pub goes_on: bool,
}

impl Review {
    /// Keeps every decision from now on, and looks for those of others.
    pub(super) fn keep_decisions(self) {
        let Some(keeper) = self.keeper() else { return };
        let me = session::current();
        let send = Action::new_unsync(move |(): &()| self.send());
        let look = Action::new_unsync(move |(): &()| self.look_for_others(me));
        // The effect keeps: on this device at once, on the server a moment later.
        Effect::new(move |_| {
            self.queue.track();
            keeper
                .newest
                .update_value(|newest| *newest = newest.wrapping_add(1));
            let this = keeper.newest.get_value();
            timers::detached(SOON, move || {
                if keeper.newest.try_get_value() == Some(this) && self.keep_here() {
                    send.dispatch(());
                }
            });
        });
        // What failed is tried again, and what was decided while it was under way goes next.
        Effect::new(move |_| {
            if send.pending().get() {
                return;
            }
            let wait = match keeper.state.get() {
                Keeping::Failed(_) => AGAIN,
                Keeping::Saving => 0,
                Keeping::Nothing | Keeping::Saved => return,
            };
            timers::detached(wait, move || {
                if send.pending().try_get_untracked() == Some(false) && self.has_changes() {
                    send.dispatch(());
                }
            });
        });
        timers::every(LOOK, move || {
            if self.is_looked_at() && !look.pending().get_untracked() {
                look.dispatch(());
            }
        });
        let back = window_event_listener(ev::focus, move |_| {
            if self.is_looked_at() {
                look.dispatch(());
            }
        });
        let online = window_event_listener(ev::online, move |_| {
            if self.has_changes() {
                send.dispatch(());
            }
        });
        on_cleanup(move || {
            back.remove();
            online.remove();
        });
    }

    fn is_looked_at(self) -> bool {
        self.phase.try_get_untracked() == Some(Phase::Ready)
            && !document().hidden()
            && self.server().is_some()
    }

    /// What the server is known to have, if this review is kept there.
    fn server(self) -> Option<Server> {
        self.keeper()?.server.try_get_value().flatten()
    }

    /// Decisions that the server does not have.
    fn has_changes(self) -> bool {
        self.server().is_some_and(|server| {
            self.queue
                .try_with_untracked(|queue| queue.changes(&server.known).is_some())
                .unwrap_or_default()
        })
    }

    /// Keeps what the server does not have on this device. Whether there is something to send.
    fn keep_here(self) -> bool {
        let Some(keeper) = self.keeper() else {
            return false;
        };
        let Some(key) = keeper.key.try_get_value().flatten() else {
            return false;
        };
        let on_server = keeper
            .server
            .try_with_value(Option::is_some)
            .unwrap_or_default();
        let unsaved = if on_server {
            self.has_changes()
        } else {
            // Without a step there is nothing a person decided.
            self.queue.with_untracked(ReviewQueue::can_undo)
        };
        if unsaved {
            let kept = Kept {
                revision: self.revision(),
                draft: self.queue.with_untracked(ReviewQueue::draft),
            };
            if let Ok(text) = serde_json::to_string(&kept) {
                storage::remember(&key, Some(&text));
            }
        }
        unsaved && on_server
    }

    async fn send(self) {
        let Some(keeper) = self.keeper() else { return };
        let Some(server) = keeper.server.try_get_value().flatten() else {
            return;
        };
        let Some((changes, sent)) = self
            .queue
            .try_with_untracked(|queue| Some((queue.changes(&server.known)?, queue.own())))
            .flatten()
        else {
            keeper.state.try_set(Keeping::Saved);
            return;
        };
        // While it is tried again, what was said stands.
        let failed = keeper.state.try_get_untracked();
        if !matches!(failed, Some(Keeping::Failed(_))) {
            keeper.state.try_set(Keeping::Saving);
        }
        match api::change_review(&server.id, server.etag.as_deref(), &changes).await {
            Ok(answer) => {
                let overruled = answer.value.overruled.len();
                self.know(&server.id, &sent, answer);
                if overruled > 0 {
                    let who = if overruled == 1 {
                        "1 place was decided"
                    } else {
                        "Some places were decided"
                    };
                    self.tell(format!(
                        "{who} by somebody else at the same time, and more carefully. Theirs holds."
                    ));
                }
                let done = !self.has_changes();
                keeper.state.try_set(if done {
                    Keeping::Saved
                } else {
                    Keeping::Saving
                });
                if done && let Some(key) = keeper.key.try_get_value().flatten() {
                    storage::remember(&key, None);
                }
            }
            Err(failure) => {
                let before = keeper.state.try_get_untracked();
                let said = Keeping::Failed(failure.to_string());
                if before.as_ref() != Some(&said) {
                    announce(&format!("Not saved yet. {failure}"));
                }
                keeper.state.try_set(said);
            }
        }
    }

    async fn look_for_others(self, me: session::CurrentSession) {
        let Some(server) = self.server() else { return };
        // Whatever goes wrong here is said when something is to be saved.
        let Ok(answer) = api::review(&server.id).await else {
            return;
        };
        if answer.etag == server.etag {
            return;
        }
        let who = answer.value.updated_by.clone();
        let changed = self.know(&server.id, &server.known, answer);
        if changed > 0 {
            let mine = untrack(|| me.get()).map(|session| session.person.id);
            let name = match who {
                Some(person) if Some(&person.id) == mine.as_ref() => {
                    "You decided this on another device".to_owned()
                }
                Some(person) => format!("{} decided this meanwhile", person.name),
                None => "Somebody decided this meanwhile".to_owned(),
            };
            self.tell(match changed {
                1 => format!("{name}: 1 change is taken in."),
                more => format!("{name}: {more} changes are taken in."),
            });
        }
    }

    /// Takes in what the server has now. Returns how many decisions changed here.
    fn know(self, id: &ConversationId, before: &Known, answer: Tagged<wire::Review>) -> usize {
        // The review may have ended, or begun anew, meanwhile.
        let same = self.server().is_some_and(|server| server.id == *id);
        let Some(keeper) = self.keeper().filter(|_| same) else {
            return 0;
        };
        let known = Known::from(&answer.value);
        let changed = self.queue.try_maybe_update(|queue| {
            let changed = queue.take_in(before, &known);
            (changed > 0, changed)
        });
        keeper.server.try_update_value(|server| {
            if let Some(server) = server {
                server.known = known;
                server.etag = answer.etag;
            }
        });
        changed.unwrap_or_default()
    }

    fn tell(self, words: String) {
        announce(&words);
        self.note.try_set(Some(words));
    }
}

impl Known {
    /// What makes the next review begin with every message, where this one did not.
    fn scope_undone(&self) -> Option<ReviewChanges> {
        let changes = ReviewChanges {
            take_in: self.left_out(),
            messages: (self.range() != MessageRange::default()).then(MessageRange::default),
            ..ReviewChanges::default()
        };
        (changes != ReviewChanges::default()).then_some(changes)
    }
}
