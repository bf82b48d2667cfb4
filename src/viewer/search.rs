//! Searching inside the shared conversation: all messages that have arrived, drawn or not, one match after the other.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{
    Element, HtmlInputElement, KeyboardEvent, Range, ScrollIntoViewOptions, ScrollLogicalPosition,
};

use super::state::grouped;
use crate::browser::concrete::{draw_effect, effect};
use crate::browser::elements::{Made, make, make_icon};
use crate::browser::{announce, highlights, timers};
use crate::transcript::{Feed, hits, needle, ranges, unfold};

/// Names of the colours in the style.
const ALL: &str = "search";
const CURRENT: &str = "search-current";

/// So many messages with matches around the current one are coloured.
const COLOURED: usize = 60;

/// What was found so far. Pure.
#[derive(Clone, Default, PartialEq, Eq)]
struct Finds {
    needle: Option<String>,
    /// How often each message says it; those that do not are absent.
    hits: BTreeMap<u32, usize>,
    /// The first numbers of the rows of messages that were read.
    read: BTreeSet<u32>,
    /// Message, and which of its matches, from 0.
    current: Option<(u32, usize)>,
}

impl Finds {
    fn total(&self) -> usize {
        self.hits.values().sum()
    }

    /// Which of all it is, from 1.
    fn position(&self) -> Option<usize> {
        let (number, nth) = self.current?;
        let before: usize = self.hits.range(..number).map(|(_, count)| count).sum();
        Some(before + nth + 1)
    }

    /// The match after the current one, or before it; round at the ends.
    fn step(&self, forward: bool) -> Option<(u32, usize)> {
        let first = self.hits.keys().next().map(|number| (*number, 0));
        let last = self
            .hits
            .iter()
            .next_back()
            .map(|(number, count)| (*number, count - 1));
        let Some((number, nth)) = self.current else {
            return if forward { first } else { last };
        };
        if forward {
            let count = self.hits.get(&number).copied().unwrap_or(0);
            if nth + 1 < count {
                return Some((number, nth + 1));
            }
            let next = self.hits.range(number + 1..).next();
            next.map(|(number, _)| (*number, 0)).or(first)
        } else {
            if nth > 0 {
                return Some((number, nth - 1));
            }
            let previous = self.hits.range(..number).next_back();
            previous
                .map(|(number, count)| (*number, count - 1))
                .or(last)
        }
    }

    /// Messages with matches around the current one.
    fn around(&self) -> Vec<u32> {
        let middle = self.current.map_or(0, |(number, _)| number);
        let before = self.hits.range(..middle).rev().take(COLOURED / 2);
        let after = self.hits.range(middle..).take(COLOURED / 2);
        before.chain(after).map(|(number, _)| *number).collect()
    }

    /// `3 of 12`, `No match`; nothing while nothing is searched for.
    fn words(&self, complete: bool) -> String {
        if self.needle.is_none() {
            return String::new();
        }
        let so_far = if complete { "" } else { " so far" };
        let total = u32::try_from(self.total()).unwrap_or(u32::MAX);
        match self.position() {
            None => format!("No match{so_far}"),
            Some(position) => {
                let position = u32::try_from(position).unwrap_or(u32::MAX);
                format!("{} of {}{so_far}", grouped(position), grouped(total))
            }
        }
    }
}

/// The row with the field. Belongs to the current reactive owner.
pub fn search_row(feed: Feed, prefix: &'static str, open: RwSignal<bool>) -> Made {
    let query = RwSignal::new(String::new());
    let finds = RwSignal::new(Finds::default());
    let input = make("input")
        .class("input search-row__input")
        .attr("type", "search")
        .attr("aria-label", "Search in messages")
        .attr("placeholder", "Search in messages")
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .attr("enterkeyhint", "search");
    let count = make("span")
        .class("search-row__count number")
        .attr("role", "status");
    let go = move |forward: bool| {
        let next = finds
            .try_with_untracked(|finds| finds.step(forward))
            .flatten();
        if next.is_some() {
            finds.update(|finds| finds.current = next);
            show(feed, prefix, finds);
        }
    };
    let arrow = |icon, words, forward| {
        make("button")
            .class("button icon-button")
            .attr("type", "button")
            .attr("data-look", "quiet")
            .attr("aria-label", words)
            .with(make_icon(icon))
            .on("click", move |_| go(forward))
    };
    let close = make("button")
        .class("button icon-button")
        .attr("type", "button")
        .attr("data-look", "quiet")
        .attr("aria-label", "Close the search")
        .with(make_icon("x"))
        .on("click", move |_| open.set(false));
    let row = make("div")
        .class("search-row")
        .attr("role", "search")
        .with(make_icon("search"))
        .with(input.clone())
        .with(count.clone())
        .with(arrow("chevron-up", "Previous match", false))
        .with(arrow("chevron-down", "Next match", true))
        .with(close)
        .on("keydown", move |event| {
            let Some(key) = event.dyn_ref::<KeyboardEvent>() else {
                return;
            };
            match key.key().as_str() {
                "Escape" => open.set(false),
                "Enter" if is_input(&event) && !key.is_composing() => go(!key.shift_key()),
                _ => return,
            }
            event.prevent_default();
        });
    let typed = input.clone();
    let turn = StoredValue::new(0_u32);
    let input = input.on("input", move |_| {
        let Some(field) = typed.element().dyn_ref::<HtmlInputElement>() else {
            return;
        };
        let words = field.value();
        turn.try_update_value(|turn| *turn += 1);
        let mine = turn.try_get_value();
        // Not at every letter of a word that is typed fast.
        timers::detached(120, move || {
            if mine.is_some() && turn.try_get_value() == mine {
                query.try_set(words);
            }
        });
    });
    read_as_it_comes(feed, prefix, query, finds, open);
    let shown = row.clone();
    draw_effect(move || {
        shown.show(open.get());
        if open.get() {
            input.focus();
            if let Some(field) = input.element().dyn_ref::<HtmlInputElement>() {
                field.select();
            }
        }
    });
    draw_effect(move || {
        let words = finds.with(|finds| finds.words(feed.is_complete()));
        if count.element().text_content().as_deref() != Some(&words) {
            count.say(&words);
        }
    });
    on_cleanup(|| colour(&[], &[]));
    row
}

/// The effect speaks to the page's colours: what arrives is searched, and the first match is gone to.
fn read_as_it_comes(
    feed: Feed,
    prefix: &'static str,
    query: RwSignal<String>,
    finds: RwSignal<Finds>,
    open: RwSignal<bool>,
) {
    effect(move || {
        let wanted = if open.get() {
            query.with(|query| needle(query))
        } else {
            None
        };
        let mut now = finds.get_untracked();
        let other = now.needle != wanted;
        if other {
            now = Finds {
                needle: wanted,
                ..Finds::default()
            };
        }
        if let Some(needle) = now.needle.clone() {
            for row in feed.entries() {
                let Some(first) = row.first() else { continue };
                if now.read.insert(first.number) {
                    let found = row.iter().map(|entry| (entry.number, hits(entry, &needle)));
                    now.hits.extend(found.filter(|(_, count)| *count > 0));
                }
            }
        }
        let arrived = now.current.is_none() && !now.hits.is_empty();
        if arrived {
            now.current = now.step(true);
        }
        if finds.with_untracked(|before| *before != now) {
            finds.set(now);
            if arrived {
                show(feed, prefix, finds);
            } else if other {
                colour(&[], &[]);
            }
        }
    });
}

/// Brings the current match into view, coloured.
fn show(feed: Feed, prefix: &'static str, finds: RwSignal<Finds>) {
    let Some(now) = finds.try_get_untracked() else {
        return;
    };
    let (Some(needle), Some((number, nth))) = (now.needle.clone(), now.current) else {
        return;
    };
    feed.draw_now(number);
    announce(&format!("Match {}, in message {number}", now.words(true)));
    request_animation_frame(move || {
        let message = |number: u32| document().get_element_by_id(&format!("{prefix}-{number}"));
        let of = |number| {
            message(number)
                .map(|message| ranges(&message, &needle))
                .unwrap_or_default()
        };
        let all: Vec<Range> = now.around().into_iter().flat_map(of).collect();
        let current = of(number).into_iter().nth(nth);
        colour(&all, current.as_slice());
        if let Some(range) = current {
            if let Ok(node) = range.start_container() {
                unfold(&node);
            }
            bring(&range);
            // Again when the messages around it have got their real heights.
            timers::detached(60, move || bring(&range));
        }
    });
}

/// To the middle of the window; a line of long code is not the whole of it.
fn bring(range: &Range) {
    let element = range
        .start_container()
        .ok()
        .and_then(|node| node.parent_element());
    let Some(element) = element else { return };
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Nearest);
    options.set_inline(ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
    let place = range.get_bounding_client_rect();
    let height = window()
        .inner_height()
        .ok()
        .and_then(|height| height.as_f64());
    if let Some(height) = height {
        window().scroll_by_with_x_and_y(0.0, place.top() - height / 2.0);
    }
}

fn colour(all: &[Range], current: &[Range]) {
    highlights::set(ALL, all);
    highlights::set(CURRENT, current);
}

fn is_input(event: &web_sys::Event) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .is_some_and(|element| element.tag_name() == "INPUT")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(hits: &[(u32, usize)], current: Option<(u32, usize)>) -> Finds {
        Finds {
            needle: Some("x".to_owned()),
            hits: hits.iter().copied().collect(),
            read: BTreeSet::new(),
            current,
        }
    }

    #[test]
    fn next_and_previous_go_round() {
        let hits = [(2, 1), (7, 2)];
        let ways = [
            (None, (2, 0), (7, 1)),
            (Some((2, 0)), (7, 0), (7, 1)),
            (Some((7, 0)), (7, 1), (2, 0)),
            (Some((7, 1)), (2, 0), (7, 0)),
        ];
        for (at, next, previous) in ways {
            assert_eq!(finds(&hits, at).step(true), Some(next));
            assert_eq!(finds(&hits, at).step(false), Some(previous));
        }
        assert_eq!(finds(&[], None).step(true), None);
    }

    #[test]
    fn the_count_says_which_of_how_many() {
        let hits = [(2, 1), (7, 2)];
        assert_eq!(finds(&hits, Some((7, 1))).words(true), "3 of 3");
        assert_eq!(finds(&hits, Some((2, 0))).words(false), "1 of 3 so far");
        assert_eq!(finds(&[], None).words(true), "No match");
        assert_eq!(Finds::default().words(true), "");
    }

    #[test]
    fn the_position_stays_with_its_match_when_earlier_messages_arrive() {
        let mut finds = finds(&[(70, 2)], Some((70, 1)));
        assert_eq!(finds.position(), Some(2));
        finds.hits.insert(3, 4);
        assert_eq!(finds.position(), Some(6));
    }
}
