//! The messages of one transcript as they arrive, and where the reader wants to go.

use std::future::Future;
use std::sync::Arc;

use leptos::prelude::*;

use super::Entry;
use super::pieces::{Before, Chunk, Found, Pieces};
use crate::browser::concrete::{Work, effect};
use crate::browser::timers;
use crate::http::Failure;

/// A handle on the messages of one transcript. Lives as long as the reactive owner that made it.
#[derive(Clone, Copy)]
pub struct Feed {
    pieces: RwSignal<Pieces>,
    /// Where the reader wants to go, until it is reached.
    wanted: RwSignal<Option<(u32, u32)>>,
    /// The reader was there before, this far below the upper edge of the window: what is wanted is found silently.
    offset: RwSignal<Option<i32>>,
    highlighted: RwSignal<Option<(u32, u32)>>,
    landing: RwSignal<Option<Landing>>,
}

/// Where a jump ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Landing {
    /// At this message; the range is what was asked for.
    At(u32, (u32, u32)),
    /// Where the reader was before: this message, this far below the upper edge of the window.
    Again(u32, i32),
    /// Nowhere: there is nothing in this range.
    Nowhere((u32, u32)),
}

impl Default for Feed {
    fn default() -> Self {
        Self::new()
    }
}

impl Feed {
    /// Nothing yet.
    pub fn new() -> Self {
        Self {
            pieces: RwSignal::new(Pieces::default()),
            wanted: RwSignal::new(None),
            offset: RwSignal::new(None),
            highlighted: RwSignal::new(None),
            landing: RwSignal::new(None),
        }
    }

    /// Takes in the answer to "messages after `after`", in any order of pages. `next_after` none: there are no more.
    /// Does nothing once the transcript is gone.
    pub fn add_page(&self, after: u32, entries: Vec<Entry>, next_after: Option<u32>) {
        self.pieces.try_update(|pieces| {
            pieces.add_page(after, entries, next_after);
            if pieces.drawn().is_empty() && self.wanted.try_get_untracked().flatten().is_none() {
                pieces.draw(None);
            }
        });
        self.settle();
    }

    /// The conversation may have grown: its end is asked for again.
    pub fn reopen(&self) {
        self.pieces.try_update(Pieces::reopen);
    }

    /// Forgets everything that arrived.
    pub fn clear(&self) {
        self.pieces.try_set(Pieces::default());
        self.wanted.try_set(None);
        self.highlighted.try_set(None);
    }

    /// Goes to these messages, both numbers included: scrolls, highlights and announces, once they have arrived.
    pub fn jump(&self, messages: (u32, u32)) {
        self.offset.set(None);
        self.wanted.set(Some(messages));
        self.highlighted.set(Some(messages));
        self.settle();
    }

    /// Goes back to where the reader was: this message, this far below the upper edge of the window. Says nothing.
    pub(super) fn restore(&self, number: u32, offset: i32) {
        self.offset.set(Some(offset));
        self.wanted.set(Some((number, number)));
        self.settle();
    }

    /// A jump has not arrived yet.
    pub(super) fn is_on_its_way(&self) -> bool {
        self.wanted.with_untracked(Option::is_some)
    }

    /// Draws this message, if it has arrived, before others that wait. The view and the focus stay where they are.
    pub fn reveal(&self, number: u32) {
        self.pieces.update(|pieces| {
            if !pieces.is_drawn(number) {
                pieces.draw(Some(number));
            }
        });
    }

    /// Highlights these messages and leaves the view where it is.
    pub fn highlight(&self, messages: Option<(u32, u32)>) {
        self.highlighted.set(messages);
    }

    /// "After" what to ask the server for next, what a jump waits for first; none: everything has arrived. Tracked.
    pub fn next_after(&self) -> Option<u32> {
        let wanted = self.wanted.get().map(|(from, _)| from);
        self.pieces.with(|pieces| pieces.next_after(wanted))
    }

    /// Everything has arrived. Tracked.
    pub fn is_complete(&self) -> bool {
        self.pieces.with(Pieces::is_complete)
    }

    /// How many messages have arrived. Tracked.
    pub fn arrived(&self) -> usize {
        self.pieces.with(Pieces::arrived)
    }

    /// All messages that have arrived, drawn or not, some in a row together. Tracked.
    pub fn entries(&self) -> Vec<Arc<[Entry]>> {
        let chunks = self.pieces.with(Pieces::chunks);
        chunks.into_iter().map(|chunk| chunk.entries).collect()
    }

    /// A message, if it has arrived.
    pub fn entry(&self, number: u32) -> Option<Entry> {
        let chunks = self.pieces.try_with_untracked(Pieces::chunks)?;
        let found = chunks
            .iter()
            .find(|chunk| chunk.first <= number && number <= chunk.last)?;
        found
            .entries
            .iter()
            .find(|entry| entry.number == number)
            .cloned()
    }

    /// Draws this message now, if it has arrived.
    pub fn draw_now(&self, number: u32) {
        let drawn = self
            .pieces
            .try_with_untracked(|pieces| pieces.is_drawn(number));
        if drawn == Some(false) {
            self.pieces.try_update(|pieces| pieces.draw(Some(number)));
        }
    }

    /// Runs the effect that calls it again whenever more is drawn.
    pub fn follow_drawing(&self) {
        self.pieces.track();
    }

    pub(super) fn drawn(&self) -> Vec<Chunk> {
        self.pieces.with(|pieces| pieces.drawn().to_vec())
    }

    pub(super) fn first_drawn(&self) -> Option<u32> {
        self.pieces
            .with_untracked(|pieces| pieces.drawn().first().map(|chunk| chunk.first))
    }

    pub(super) fn before(&self, first: u32) -> Before {
        self.pieces.with(|pieces| pieces.before(first))
    }

    pub(super) fn neighbour(&self, number: u32, forward: bool) -> Option<u32> {
        self.pieces
            .with_untracked(|pieces| pieces.neighbour(number, forward))
    }

    pub(super) fn is_waiting(&self) -> bool {
        self.pieces.with(Pieces::is_waiting)
    }

    pub(super) fn highlighted(&self) -> Option<(u32, u32)> {
        self.highlighted.get()
    }

    pub(super) fn landing(&self) -> Option<Landing> {
        self.landing.get()
    }

    /// Draws the next of what waits. One chunk at a time: its elements are made when this has returned, so that no clock
    /// in here could tell how long several take.
    pub(super) fn draw_some(&self) {
        self.pieces.try_update(|pieces| pieces.draw(None));
    }

    fn settle(&self) {
        let Some(Some((from, to))) = self.wanted.try_get_untracked() else {
            return;
        };
        let found = self
            .pieces
            .try_with_untracked(|pieces| pieces.find(from, to));
        let landing = match found {
            Some(Found::At(number)) => {
                let drawn = self.pieces.with_untracked(|pieces| pieces.is_drawn(number));
                if !drawn {
                    self.pieces.update(|pieces| {
                        pieces.draw(Some(number));
                    });
                }
                match self.offset.get_untracked() {
                    Some(offset) => Landing::Again(number, offset),
                    None => Landing::At(number, (from, to)),
                }
            }
            Some(Found::Nowhere) => {
                self.highlighted.set(None);
                self.pieces.update(|pieces| {
                    if pieces.drawn().is_empty() {
                        pieces.draw(None);
                    }
                });
                Landing::Nowhere((from, to))
            }
            Some(Found::NotYet) | None => return,
        };
        self.wanted.set(None);
        self.landing.set(Some(landing));
    }
}

/// One answer to "messages after …".
pub struct Page {
    /// In order of their numbers.
    pub entries: Vec<Entry>,
    /// Ask for messages after this number next, if there are more.
    pub next_after: Option<u32>,
}

/// How loading stands.
#[derive(Clone, Copy)]
pub struct Loading {
    /// Why it stopped, if it did.
    pub failure: RwSignal<Option<Failure>>,
}

impl Loading {
    /// Goes on after a failure.
    pub fn retry(&self) {
        self.failure.set(None);
    }
}

/// Asks for everything that has not arrived, page by page in idle time, what a jump waits for first. Stops at a
/// failure until told to go on.
pub fn load_pages<F, Fut>(feed: Feed, fetch: F) -> Loading
where
    F: Fn(u32) -> Fut + 'static,
    Fut: Future<Output = Result<Page, Failure>> + 'static,
{
    let failure = RwSignal::new(None);
    let work = Work::new();
    let busy = work.busy();
    // The effect speaks to the server: whenever something is missing and nothing is on its way, ask.
    effect(move || {
        let next = feed.next_after();
        let held = busy.get() || failure.with(Option::is_some);
        if let (Some(after), false) = (next, held) {
            let answer = fetch(after);
            work.start(async move {
                timers::idle().await;
                match answer.await {
                    Ok(page) => feed.add_page(after, page.entries, page.next_after),
                    Err(reason) => {
                        failure.try_set(Some(reason));
                    }
                }
            });
        }
    });
    Loading { failure }
}
