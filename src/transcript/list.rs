//! The list of messages: chunks, days, numbers to copy, jumps and keys.

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, EventTarget, HtmlElement, KeyboardEvent, MouseEvent};

use super::feed::Landing;
use super::message::{Drawing, message};
use super::pieces::{Before, Chunk};
use super::references::range;
use super::{Annotations, Feed};
use crate::browser::concrete::{Work, draw_effect, effect, on_window};
use crate::browser::elements::{Made, make};
use crate::browser::intl::{self, Zone};
use crate::browser::{announce, clipboard, focus, location, place, timers};

/// What the numbers in the margin do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Numbers {
    /// Copy a link to the message, with Shift to a range; and follow `#m=` of the page's address.
    #[default]
    Links,
    /// Nothing.
    Plain,
}

/// Something of the caller's own in the head of each message, given its number and its element. Made anew for each of
/// what may be thousands: it should be cheap.
pub type Beside = Arc<dyn Fn(u32, &Made) -> Made + Send + Sync>;

/// What happens when the button of a message is pressed, given its number and the button.
pub type More = Arc<dyn Fn(u32, &HtmlElement) + Send + Sync>;

/// How one transcript is shown.
#[derive(Clone)]
pub struct Setting {
    /// In which zone to show times. Another one draws everything anew.
    pub zone: Signal<Zone>,
    /// What the numbers do. `Links` belongs to one transcript of a page.
    pub numbers: Numbers,
    /// Marks over the text; with them the text can be selected for review.
    pub annotations: Option<Annotations>,
    /// Something beside each message's name.
    pub beside: Option<Beside>,
    /// A button in the head of each message, for what can be done with it.
    pub more: Option<More>,
    /// Begins every id: another one for a second transcript on the page.
    pub prefix: &'static str,
    /// `j` and `k` move between messages while the transcript has the focus.
    pub letters: Signal<bool>,
}

impl Default for Setting {
    fn default() -> Self {
        Self {
            zone: Signal::stored(Zone::default()),
            numbers: Numbers::default(),
            annotations: None,
            beside: None,
            more: None,
            prefix: "m",
            letters: Signal::stored(true),
        }
    }
}

/// The transcript as a component; see [`Setting`].
#[component]
pub fn Transcript(
    feed: Feed,
    #[prop(optional)] zone: Zone,
    #[prop(optional)] numbers: Numbers,
    #[prop(optional)] annotations: Option<Annotations>,
    #[prop(optional)] beside: Option<Beside>,
    #[prop(default = "m")] prefix: &'static str,
    #[prop(default = true.into(), into)] letters: Signal<bool>,
) -> impl IntoView {
    let setting = Setting {
        zone: Signal::stored(zone),
        numbers,
        annotations,
        beside,
        more: None,
        prefix,
        letters,
    };
    transcript(feed, setting)
}

/// The transcript as an element. It belongs to the current reactive owner.
pub fn transcript(feed: Feed, setting: Setting) -> Made {
    let Setting {
        numbers,
        prefix,
        letters,
        ..
    } = setting;
    draw_when_idle(feed);
    follow_jumps(feed, prefix);
    if numbers == Numbers::Links {
        follow_address(feed);
    }
    let review = setting.annotations.is_some().then_some("");
    let current = StoredValue::new(None::<u32>);
    let list = make("div")
        .class("transcript")
        .attr_if("data-review", review)
        .on("keydown", move |event| {
            move_by_letter(&event, feed, letters, current, prefix);
        })
        .on("focusin", move |event| {
            keep_current(&event, feed, current, prefix);
        });
    let list = match setting.more.clone() {
        Some(more) => list.on("click", move |event| {
            if let Some((button, number)) = under(event.target(), "button.message__more")
                && let Ok(button) = button.dyn_into::<HtmlElement>()
            {
                more(number, &button);
            }
        }),
        None => list,
    };
    let list = if numbers == Numbers::Links {
        let (work, last) = (Work::new(), StoredValue::new(None));
        list.on("click", move |event| copy_link(&event, feed, work, last))
    } else {
        list
    };
    draw_chunks(&list, feed, setting);
    list
}

/// Adds each chunk once it is to be drawn, in its place; takes all away when the feed forgets them.
fn draw_chunks(list: &Made, feed: Feed, setting: Setting) {
    let list = list.clone();
    let zone = setting.zone;
    let mut drawing = Drawing {
        prefix: setting.prefix,
        zone: zone.get_untracked(),
        numbers: setting.numbers,
        annotations: setting.annotations,
        beside: setting.beside,
        more: setting.more.is_some(),
    };
    let parent = Owner::current();
    let mut shown: Vec<(u32, Made, Owner)> = Vec::new();
    draw_effect(move || {
        let chunks = feed.drawn();
        // In another zone the days begin elsewhere, too.
        let other_zone = std::mem::replace(&mut drawing.zone, zone.get()) != drawing.zone;
        let reading = other_zone.then(in_view).flatten();
        shown.retain(|(first, element, owner)| {
            let stays = !other_zone && chunks.iter().any(|chunk| chunk.first == *first);
            if !stays {
                element.remove();
                owner.cleanup();
            }
            stays
        });
        for (place, chunk) in chunks.iter().enumerate() {
            if shown
                .get(place)
                .is_some_and(|(first, _, _)| *first == chunk.first)
            {
                continue;
            }
            // An owner of its own, since this effect's own one is cleaned up at every run.
            let owner = match &parent {
                Some(parent) => parent.child(),
                None => Owner::new(),
            };
            let element = owner.with(|| untrack(|| chunk_view(chunk, feed, &drawing)));
            match shown.get(place) {
                Some((_, next, _)) => list.insert(&element, next),
                None => list.add(&element),
            }
            shown.insert(place, (chunk.first, element, owner));
        }
        if let Some(id) = reading {
            scroll_to_start(&id);
        }
    });
}

/// The id of the message that is being read: the first one in the window.
fn in_view() -> Option<String> {
    let middle = window().inner_width().ok()?.as_f64()? / 2.0;
    let height = window().inner_height().ok()?.as_f64()?;
    // Between two messages there may be nothing at that point.
    [0.2, 0.3, 0.4, 0.5].into_iter().find_map(|part| {
        #[expect(clippy::cast_possible_truncation, reason = "places in a window")]
        let found = document().element_from_point(middle as f32, (height * part) as f32)?;
        Some(found.closest(".message").ok()??.id())
    })
}

fn scroll_to_start(id: &str) {
    let id = id.to_owned();
    request_animation_frame(move || {
        if let Some(message) = document().get_element_by_id(&id) {
            message.scroll_into_view_with_bool(true);
        }
    });
}

fn chunk_view(chunk: &Chunk, feed: Feed, drawing: &Drawing) -> Made {
    let (first, last) = (chunk.first, chunk.last);
    let height = format!("auto {}px", chunk.height);
    let element = make("div").class("transcript__chunk");
    // A style attribute would break the CSP; the style's own object does not.
    if let Some(html) = element.element().dyn_ref::<HtmlElement>() {
        let style = html.style();
        style
            .set_property("contain-intrinsic-block-size", &height)
            .ok();
    }
    let gap = make("p")
        .class("transcript__gap")
        .text("Messages are still loading here");
    let tabbed = feed.first_drawn();
    let mut first_day = None;
    let mut day = None;
    element.add(&gap);
    for entry in chunk.entries.iter() {
        if let Some(at) = &entry.sent_at {
            let today = intl::day(at, drawing.zone);
            if day.as_ref() != Some(&today) {
                let heading = make("h3").class("day").text(&today);
                element.add(&heading);
                if day.is_none() {
                    first_day = Some((heading, today.clone()));
                }
                day = Some(today);
            }
        }
        element.add(&message(entry, tabbed == Some(entry.number), drawing));
    }

    // What depends on other chunks or on the reader is put on the elements themselves: a signal a message would cost
    // more than the messages.
    let zone = drawing.zone;
    let chunk = element.clone();
    let mut shown = None;
    draw_effect(move || {
        let before = feed.before(first);
        gap.show(before == Before::Gap);
        if let Some((heading, today)) = &first_day {
            let same = match &before {
                Before::Message(Some(at)) => intl::day(at, zone) == *today,
                Before::Nothing | Before::Gap | Before::Message(None) => false,
            };
            heading.show(!same);
        }
        let part = feed
            .highlighted()
            .filter(|(from, to)| *from <= last && first <= *to);
        if part != shown {
            highlight(chunk.element(), part);
            shown = part;
        }
    });
    element
}

/// Copies a link to the message whose number was clicked; with Shift, to all from the one clicked before.
fn copy_link(event: &Event, feed: Feed, work: Work, last: StoredValue<Option<u32>>) {
    let Some(mouse) = event.dyn_ref::<MouseEvent>() else {
        return;
    };
    let Some((link, number)) = number_under(event) else {
        return;
    };
    if mouse.ctrl_key() || mouse.meta_key() {
        return;
    }
    event.prevent_default();
    let before = last.try_get_value().flatten();
    let other = before.filter(|_| mouse.shift_key()).unwrap_or(number);
    last.try_set_value(Some(number));
    let messages = (number.min(other), number.max(other));
    show_in_address(messages);
    feed.highlight(Some(messages));
    show_copied(&link);
    work.start(async move {
        match clipboard::copy(&location::address()).await {
            Ok(()) => announce(&format!("Link to {} copied", words(messages))),
            Err(_) => announce("The link could not be copied. Copy it from the address bar."),
        }
    });
}

fn move_by_letter(
    event: &Event,
    feed: Feed,
    letters: Signal<bool>,
    current: StoredValue<Option<u32>>,
    prefix: &str,
) {
    let Some(key) = event.dyn_ref::<KeyboardEvent>() else {
        return;
    };
    if letters.try_get_untracked() != Some(true) || !is_plain(key) {
        return;
    }
    let forward = match key.key().as_str() {
        "j" => true,
        "k" => false,
        _ => return,
    };
    let next = match current.try_get_value().flatten() {
        Some(number) => feed.neighbour(number, forward),
        None => feed.first_drawn(),
    };
    if let Some(number) = next {
        event.prevent_default();
        focus::focus_id(&format!("{prefix}-{number}"));
    }
}

/// Only one message is reached by the Tab key: the one that had the focus last.
fn keep_current(event: &Event, feed: Feed, current: StoredValue<Option<u32>>, prefix: &str) {
    let Some(article) = message_under(event) else {
        return;
    };
    let Some(number) = number_of(&article) else {
        return;
    };
    let before = current
        .try_get_value()
        .flatten()
        .or_else(|| feed.first_drawn());
    if let Some(before) = before.filter(|before| *before != number)
        && let Some(old) = document().get_element_by_id(&format!("{prefix}-{before}"))
    {
        old.set_attribute("tabindex", "-1").ok();
    }
    article.set_attribute("tabindex", "0").ok();
    current.try_set_value(Some(number));
}

/// Names these messages in the page's address (`#m=3-5`); everything else in its fragment stays.
pub fn show_in_address(messages: (u32, u32)) {
    location::replace_fragment(&with_messages(&location::fragment(), messages));
}

fn highlight(chunk: &Element, messages: Option<(u32, u32)>) {
    let children = chunk.children();
    for index in 0..children.length() {
        let Some(child) = children.item(index) else {
            continue;
        };
        let Some(number) = number_of(&child) else {
            continue;
        };
        let inside = messages.is_some_and(|(from, to)| from <= number && number <= to);
        if inside {
            child.set_attribute("data-target", "").ok();
        } else {
            child.remove_attribute("data-target").ok();
        }
    }
}

/// Draws what has arrived, in pieces short enough to keep the page answering.
fn draw_when_idle(feed: Feed) {
    let work = Work::new();
    let busy = work.busy();
    effect(move || {
        if feed.is_waiting() && !busy.get() {
            work.start(async move {
                timers::idle().await;
                feed.draw_some();
            });
        }
    });
}

fn follow_jumps(feed: Feed, prefix: &'static str) {
    effect(move || match feed.landing() {
        None => {}
        Some(Landing::Nowhere(messages)) => {
            let words = words(messages).replacen('m', "M", 1);
            announce(&format!("{words} cannot be seen here"));
        }
        Some(Landing::At(number, messages)) => {
            let id = format!("{prefix}-{number}");
            announce(&format!("Went to {}", words(messages)));
            // Once the chunk stands in the page; and again when the chunks around it have got their real heights.
            request_animation_frame(move || {
                arrive(&id);
                timers::detached(50, move || arrive(&id));
            });
        }
        Some(Landing::Again(number, offset)) => {
            let id = format!("{prefix}-{number}");
            request_animation_frame(move || {
                return_to(&id, offset);
                timers::detached(50, move || return_to(&id, offset));
            });
        }
    });
}

fn return_to(id: &str, offset: i32) {
    if let Some(article) = document().get_element_by_id(id) {
        let top = article.get_bounding_client_rect().top();
        window().scroll_by_with_x_and_y(0.0, top - f64::from(offset));
    }
}

fn arrive(id: &str) {
    let found = document().get_element_by_id(id);
    let Some(article) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) else {
        return;
    };
    article.scroll_into_view_with_bool(true);
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    article.focus_with_options(&options).ok();
}

/// Goes where the address says, or where the reader was when this entry of the history was left.
fn follow_address(feed: Feed) {
    let page = location::path();
    let here = page.clone();
    let go = move || {
        let messages = location::message_range(&location::fragment());
        match (place::kept(&here), messages) {
            (Some((number, offset)), messages) => {
                feed.highlight(messages);
                feed.restore(number, offset);
            }
            (None, Some(messages)) => feed.jump(messages),
            (None, None) => {}
        }
    };
    go();
    on_window("hashchange", go);
    place::when_resting(move || {
        // Until the reader is where they want to be, the place that was kept is the one that counts.
        if location::path() != page || feed.is_on_its_way() {
            return;
        }
        if window().scroll_y().is_ok_and(|top| top < 1.0) {
            place::keep(&page, None);
        } else if let Some(place) = place_of_view() {
            place::keep(&page, Some(place));
        }
    });
}

/// The message that is being read and where it begins in the window, unless something covers it.
fn place_of_view() -> Option<place::Place> {
    let article = document().get_element_by_id(&in_view()?)?;
    #[expect(clippy::cast_possible_truncation, reason = "pixels in a window")]
    let offset = article.get_bounding_client_rect().top() as i32;
    Some((number_of(&article)?, offset))
}

fn number_under(event: &Event) -> Option<(Element, u32)> {
    under(event.target(), "a.message__number")
}

/// The part of a message that an event came from, and the message's number.
fn under(target: Option<EventTarget>, part: &str) -> Option<(Element, u32)> {
    let target: Element = target?.dyn_into().ok()?;
    let part = target.closest(part).ok()??;
    let number = number_of(&part.closest(".message").ok()??)?;
    Some((part, number))
}

fn message_under(event: &Event) -> Option<Element> {
    let target: Element = event.target()?.dyn_into().ok()?;
    target.closest(".message").ok()?
}

/// The number of a drawn message.
pub fn number_of(article: &Element) -> Option<u32> {
    article.get_attribute("data-number")?.parse().ok()
}

fn show_copied(link: &Element) {
    link.set_attribute("data-copied", "").ok();
    let link = link.clone();
    timers::detached(1600, move || {
        link.remove_attribute("data-copied").ok();
    });
}

/// A key by itself, not typed into anything.
pub fn is_plain(event: &KeyboardEvent) -> bool {
    let modified = event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key();
    let typing = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .and_then(|target| {
            target
                .closest("input, textarea, select, [contenteditable]")
                .ok()?
        });
    !modified && !event.is_composing() && typing.is_none()
}

/// `message 7`, `messages 3-5`
pub fn words(messages: (u32, u32)) -> String {
    let plural = if messages.0 == messages.1 { "" } else { "s" };
    format!("message{plural} {}", range(messages))
}

/// The fragment with these messages in place of those it named; everything else in it stays.
fn with_messages(fragment: &str, messages: (u32, u32)) -> String {
    let mut out: String = fragment
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.starts_with("m="))
        .flat_map(|pair| [pair, "&"])
        .collect();
    out.push_str("m=");
    out.push_str(&range(messages));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copied_link_keeps_the_secret_and_replaces_the_messages() {
        assert_eq!(with_messages("", (7, 7)), "m=7");
        assert_eq!(with_messages("k=abc&m=1", (3, 5)), "k=abc&m=3-5");
        assert_eq!(with_messages("m=1&k=abc&x", (3, 3)), "k=abc&x&m=3");
    }

    #[test]
    fn messages_are_named_in_words() {
        assert_eq!(words((7, 7)), "message 7");
        assert_eq!(words((3, 5)), "messages 3-5");
    }
}
