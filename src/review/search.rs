//! What is looked for by its words or by a pattern, and where it stands.

use leptos::prelude::*;

use super::Review;
use super::scan::{Answer, Match};
use super::state::Stretch;
use crate::browser::timers;
use crate::transcript::Place;

/// What is looked for, and where it stands: a handle to signals that belong to the review's owner.
#[derive(Clone, Copy)]
pub struct Search {
    /// What was typed.
    pub text: RwSignal<String>,
    /// It is a regular expression.
    pub pattern: RwSignal<bool>,
    /// Where it stands, shared or not.
    pub matches: RwSignal<Vec<Stretch>>,
    /// There are more than are named.
    pub more: RwSignal<bool>,
    /// What is wrong with the pattern.
    pub trouble: RwSignal<Option<String>>,
    /// All of this is about what is typed now.
    pub answered: RwSignal<bool>,
    /// The question that was asked last.
    asked: StoredValue<u32>,
}

impl Search {
    /// Nothing is looked for. Its signals belong to the current owner.
    pub(super) fn new() -> Self {
        Self {
            text: RwSignal::new(String::new()),
            pattern: RwSignal::new(false),
            matches: RwSignal::new(Vec::new()),
            more: RwSignal::new(false),
            trouble: RwSignal::new(None),
            answered: RwSignal::new(true),
            asked: StoredValue::new(0),
        }
    }

    /// Nothing is looked for any more.
    pub(super) fn clear(self) {
        self.text.set(String::new());
        self.forget();
    }

    fn forget(self) {
        self.asked.update_value(|asked| *asked += 1);
        self.matches.set(Vec::new());
        self.more.set(false);
        self.trouble.set(None);
        self.answered.set(true);
    }

    /// Takes in the worker's answer, unless something else is looked for by now.
    pub(super) fn take_in(self, answer: Answer) {
        if self.asked.try_get_value() != Some(answer.found) {
            return;
        }
        let matches = answer.matches.into_iter().map(Stretch::from).collect();
        self.matches.try_set(matches);
        self.more.try_set(answer.more);
        self.trouble.try_set(answer.trouble);
        self.answered.try_set(true);
    }
}

impl From<Match> for Stretch {
    fn from(one: Match) -> Self {
        Self {
            place: Place {
                field: one.field,
                message: one.message,
                item: one.item,
            },
            start: one.start,
            end: one.end,
        }
    }
}

impl Review {
    /// Looks for what is typed now, a moment later, unless more is typed. The matches follow.
    pub(super) fn look(self) {
        let search = self.search;
        search.forget();
        let id = search.asked.get_value();
        if search.text.with_untracked(|text| text.trim().is_empty()) {
            return;
        }
        search.answered.set(false);
        timers::detached(150, move || {
            if search.asked.try_get_value() == Some(id) {
                self.ask(id);
            }
        });
    }

    fn ask(self, id: u32) {
        let search = self.search;
        let text = search.text.get_untracked();
        let pattern = search.pattern.get_untracked();
        let asked = self
            .worker()
            .map(|worker| worker.find(id, if pattern { &text } else { text.trim() }, pattern));
        if asked.is_none() {
            let found = self.queue.with_untracked(|queue| queue.all_like(&text));
            search.matches.set(found);
            search.answered.set(true);
        }
    }
}
