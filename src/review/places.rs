//! Where things are in the page: the finding one is at, the selection, the words under the keys.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node, Selection};

use super::Review;
use super::state::{Stretch, place_of};
use crate::browser::{announce, focus};
use crate::transcript::{self, Feed, FieldRange};

/// Begins the ids of the messages under review.
pub(super) const PREFIX: &str = "review";

/// The id of the fields above the messages.
pub(super) const FIELDS: &str = "review-fields";

/// Which part of the page the reviewer works in: the focus stays there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// The list of findings.
    List,
    /// The text.
    Text,
}

/// Where the focus is.
pub(super) fn side() -> Side {
    let in_list = document()
        .active_element()
        .and_then(|element| element.closest(".review-panel, .finding-bar").ok()?)
        .is_some();
    if in_list { Side::List } else { Side::Text }
}

/// The id of a finding's row in the panel.
pub(super) fn row_id(finding: usize) -> String {
    format!("review-finding-{finding}")
}

/// Makes a finding the one that is looked at: shows it, moves the focus along, says where it is.
pub(super) fn go(review: Review, feed: Feed, finding: usize, side: Side) {
    review.current.set(Some(finding));
    let place = review
        .queue
        .with_untracked(|queue| queue.findings().get(finding).map(place_of));
    if let Some(words) = review
        .queue
        .with_untracked(|queue| queue.announcement(finding))
    {
        announce(&words);
    }
    let message = place.and_then(|place| place.message);
    // The mark is drawn anew as the one looked at; a message far down may have to be drawn first.
    request_animation_frame(move || {
        if !show_mark(finding, message)
            && let Some(number) = message
        {
            feed.reveal(number);
            request_animation_frame(move || {
                show_mark(finding, message);
            });
        }
        match (side, message) {
            (Side::List, _) => {
                let row = row_id(finding);
                focus::focus_id(&row);
            }
            (Side::Text, Some(number)) => {
                focus::focus_in_place(&format!("#{PREFIX}-{number}"));
            }
            (Side::Text, None) => {
                focus::focus_in_place(&format!("#{FIELDS}"));
            }
        }
    });
}

/// Brings a stretch into view and selects it. The focus stays where it is.
pub(super) fn show(feed: Feed, stretch: Stretch) {
    let arrive = move || {
        let selected = select(&[stretch], false);
        if selected && let Some(around) = selection_element() {
            scroll_to_middle(&around);
        }
        selected
    };
    if arrive() {
        return;
    }
    if let Some(number) = stretch.place.message {
        feed.reveal(number);
        request_animation_frame(move || {
            arrive();
        });
    }
}

fn selection_element() -> Option<Element> {
    selection()?.focus_node()?.parent_element()
}

fn scroll_to_middle(element: &Element) {
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Center);
    options.set_behavior(web_sys::ScrollBehavior::Instant);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

/// Brings a finding's mark into view. False if it is not drawn.
fn show_mark(finding: usize, message: Option<u32>) -> bool {
    let Some(mark) = mark(finding, message) else {
        return false;
    };
    scroll_to_middle(&mark);
    true
}

/// Looked for where it must be: a search through thousands of messages takes longer than a key press may.
fn mark(finding: usize, message: Option<u32>) -> Option<Element> {
    let around = match message {
        Some(number) => format!("{PREFIX}-{number}"),
        None => FIELDS.to_owned(),
    };
    document()
        .get_element_by_id(&around)?
        .query_selector(&format!("[data-annotation=\"{finding}\"]"))
        .ok()?
}

/// A message in the middle of the text that is seen.
pub(super) fn message_in_view() -> Option<u32> {
    let text = document().query_selector(".review__text").ok()??;
    let edges = text.get_bounding_client_rect();
    let at = |share: f64| -> Option<u32> {
        #[expect(clippy::cast_possible_truncation, reason = "pixels of a window")]
        let (x, y) = (
            (edges.left() + edges.width() / 2.0) as f32,
            (edges.top() + edges.height() * share) as f32,
        );
        let message = document()
            .element_from_point(x, y)?
            .closest(".message")
            .ok()??;
        message.get_attribute("data-number")?.parse().ok()
    };
    [0.5, 0.4, 0.6].into_iter().find_map(at)
}

/// What is selected in the text under review.
pub(super) fn selected() -> Vec<Stretch> {
    transcript::selected()
        .into_iter()
        .map(|range| Stretch {
            place: range.place,
            start: range.start,
            end: range.end,
        })
        .collect()
}

/// Whether nothing is selected any more, as when the selected text was replaced.
pub(super) fn selection_is_lost() -> bool {
    selection().is_none_or(|selection| selection.is_collapsed())
}

/// Selects these stretches in text that was drawn anew.
pub(super) fn select(stretches: &[Stretch], backward: bool) -> bool {
    let ranges: Vec<FieldRange> = stretches
        .iter()
        .map(|stretch| FieldRange {
            place: stretch.place,
            start: stretch.start,
            end: stretch.end,
        })
        .collect();
    transcript::select(&ranges, backward)
}

/// Selects nothing any more.
pub(super) fn select_nothing() {
    if let Some(selection) = selection() {
        selection.remove_all_ranges().ok();
    }
}

/// Selects all of the mark with this id, as soon as it is drawn.
pub(super) fn select_mark(id: &str) {
    let selector = format!(".review__text [data-annotation=\"{id}\"]");
    request_animation_frame(move || {
        if let Ok(Some(mark)) = document().query_selector(&selector)
            && let Some(selection) = selection()
        {
            selection.select_all_children(&mark).ok();
        }
    });
}

/// Selects the word after, or before, what is selected; or the first word of the message with the focus.
pub(super) fn select_word(forward: bool) {
    let Some(selection) = selection() else { return };
    if !begin_in_focused(&selection) {
        let collapsed = if forward {
            selection.collapse_to_end()
        } else {
            selection.collapse_to_start()
        };
        if collapsed.is_err() {
            return;
        }
    }
    let direction = if forward { "forward" } else { "backward" };
    selection.modify("extend", direction, "word").ok();
}

/// Lets Shift with the arrow keys begin at the message with the focus; from then on the browser extends by itself.
pub(super) fn begin_to_select() {
    if let Some(selection) = selection() {
        begin_in_focused(&selection);
    }
}

/// Puts the caret before the first letter under review in the element with the focus, unless the selection is in
/// that element already.
fn begin_in_focused(selection: &Selection) -> bool {
    let Some(active) = document().active_element() else {
        return false;
    };
    let inside = selection
        .anchor_node()
        .is_some_and(|anchor| active.contains(Some(&anchor)));
    if inside && selection.range_count() > 0 {
        return false;
    }
    let body = active
        .query_selector("[data-field=message] [data-s]")
        .ok()
        .flatten()
        .or_else(|| active.query_selector("[data-s]").ok().flatten());
    match body.and_then(|leaf| first_text(&leaf)) {
        Some(text) => selection.collapse_with_offset(Some(&text), 0).is_ok(),
        None => false,
    }
}

fn first_text(node: &Node) -> Option<Node> {
    if node.node_type() == Node::TEXT_NODE {
        return Some(node.clone());
    }
    let children = node.child_nodes();
    (0..children.length()).find_map(|at| first_text(&children.item(at)?))
}

/// Where the selection is in the window: left, top and bottom, in pixels.
pub(super) fn selection_edges() -> Option<(f64, f64, f64)> {
    let range = selection()?.get_range_at(0).ok()?;
    let edges = range.get_bounding_client_rect();
    Some((edges.left(), edges.top(), edges.bottom()))
}

fn selection() -> Option<Selection> {
    window().get_selection().ok()?
}

/// Whether an event's target is typed into, where letters are letters.
pub(super) fn is_typing(event: &leptos::ev::KeyboardEvent) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<HtmlElement>().ok())
        .is_some_and(|element| {
            element
                .closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]")
                .is_ok_and(|found| found.is_some())
        })
}
