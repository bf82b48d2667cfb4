//! The list of messages: chunks, days, numbers to copy, jumps and keys.

use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::feed::Landing;
use super::message::{Drawing, message};
use super::pieces::{Before, Chunk};
use super::references::range;
use super::{Annotations, Feed};
use crate::browser::elements::{Made, make};
use crate::browser::intl::{self, Zone};
use crate::browser::{announce, clipboard, focus, location, timers};

/// What the numbers in the margin do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Numbers {
    /// Copy a link to the message, with Shift to a range; and follow `#m=` of the page's address.
    #[default]
    Links,
    /// Nothing.
    Plain,
}

/// Something of the caller's own in the head of each message, given its number.
pub type Beside = Arc<dyn Fn(u32) -> AnyView + Send + Sync>;

/// The transcript.
#[component]
pub fn Transcript(
    /// The messages.
    feed: Feed,
    /// In which zone to show times.
    #[prop(optional)]
    zone: Zone,
    /// What the numbers do. `Links` belongs to one transcript of a page.
    #[prop(optional)]
    numbers: Numbers,
    /// Marks over the text; with them the text can be selected for review.
    #[prop(optional)]
    annotations: Option<Annotations>,
    /// Something beside each message's name.
    #[prop(optional)]
    beside: Option<Beside>,
    /// Begins every id: another one for a second transcript on the page.
    #[prop(default = "m")]
    prefix: &'static str,
    /// `j` and `k` move between messages while the transcript has the focus.
    #[prop(default = true.into(), into)]
    letters: Signal<bool>,
) -> impl IntoView {
    let drawing = Drawing {
        prefix,
        zone,
        numbers,
        annotations,
        beside,
    };
    let current = StoredValue::new(None::<u32>);
    let element_id = move |number: u32| format!("{prefix}-{number}");

    draw_when_idle(feed);
    follow_jumps(feed, prefix);
    if numbers == Numbers::Links {
        follow_address(feed);
    }

    let copy = Action::new_unsync(|(address, words): &(String, String)| {
        let (address, words) = (address.clone(), words.clone());
        async move {
            match clipboard::copy(&address).await {
                Ok(()) => announce(&format!("Link to {words} copied")),
                Err(_) => announce("The link could not be copied. Copy it from the address bar."),
            }
        }
    });
    let last_copied = StoredValue::new(None::<u32>);
    let on_click = move |event: ev::MouseEvent| {
        let Some((link, number)) = number_under(&event) else {
            return;
        };
        if numbers == Numbers::Plain || event.ctrl_key() || event.meta_key() {
            return;
        }
        event.prevent_default();
        let other = last_copied.get_value().filter(|_| event.shift_key());
        let other = other.unwrap_or(number);
        last_copied.set_value(Some(number));
        let messages = (number.min(other), number.max(other));
        show_in_address(messages);
        feed.highlight(Some(messages));
        show_copied(&link);
        copy.dispatch((location::address(), words(messages)));
    };
    let on_keydown = move |event: ev::KeyboardEvent| {
        if !letters.get_untracked() || !is_plain(&event) {
            return;
        }
        let forward = match event.key().as_str() {
            "j" => true,
            "k" => false,
            _ => return,
        };
        let next = match current.get_value() {
            Some(number) => feed.neighbour(number, forward),
            None => feed.first_drawn(),
        };
        if let Some(number) = next {
            event.prevent_default();
            focus::focus_id(&element_id(number));
        }
    };
    // Only one message is reached by the Tab key: the one that had the focus last.
    let on_focusin = move |event: ev::FocusEvent| {
        let Some(article) = article_under(event.target()) else {
            return;
        };
        let Some(number) = number_of(&article) else {
            return;
        };
        let before = current.get_value().or_else(|| feed.first_drawn());
        if let Some(before) = before.filter(|before| *before != number)
            && let Some(old) = document().get_element_by_id(&element_id(before))
        {
            old.set_attribute("tabindex", "-1").ok();
        }
        article.set_attribute("tabindex", "0").ok();
        current.set_value(Some(number));
    };

    let review = drawing.annotations.is_some().then_some("");
    view! {
        <div
            class="transcript"
            data-review=review
            on:click=on_click
            on:keydown=on_keydown
            on:focusin=on_focusin
        >
            <For
                each=move || feed.drawn()
                key=|chunk| chunk.first
                children=move |chunk| chunk_view(&chunk, feed, &drawing)
            />
        </div>
    }
}

/// Names these messages in the page's address (`#m=3-5`); everything else in its fragment stays.
pub fn show_in_address(messages: (u32, u32)) {
    location::replace_fragment(&with_messages(&location::fragment(), messages));
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
    let effect = RenderEffect::new(move |_| {
        let before = feed.before(first);
        show(&gap, before == Before::Gap);
        if let Some((heading, today)) = &first_day {
            let same = match &before {
                Before::Message(Some(at)) => intl::day(at, zone) == *today,
                Before::Nothing | Before::Gap | Before::Message(None) => false,
            };
            show(heading, !same);
        }
        let part = feed
            .highlighted()
            .filter(|(from, to)| *from <= last && first <= *to);
        if part != shown {
            highlight(chunk.element(), part);
            shown = part;
        }
    });
    on_cleanup(move || drop(effect));
    element
}

fn show(element: &Made, shown: bool) {
    let element = element.element();
    if shown {
        element.remove_attribute("hidden").ok();
    } else {
        element.set_attribute("hidden", "").ok();
    }
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
    let draw = Action::new_unsync(move |(): &()| async move {
        timers::idle().await;
        feed.draw_some();
    });
    Effect::new(move |_| {
        if feed.is_waiting() && !draw.pending().get() {
            draw.dispatch(());
        }
    });
}

fn follow_jumps(feed: Feed, prefix: &'static str) {
    Effect::new(move |_| match feed.landing() {
        None => {}
        Some(Landing::Nowhere(messages)) => {
            announce(&format!(
                "{} cannot be seen here",
                capitalised(&words(messages))
            ));
        }
        Some(Landing::At(number, messages)) => {
            let id = format!("{prefix}-{number}");
            announce(&format!("Went to {}", words(messages)));
            // Once the chunk stands in the page; and again when the chunks around it have got their real heights.
            request_animation_frame(move || {
                arrive(&id);
                request_animation_frame(move || arrive(&id));
            });
        }
    });
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

fn follow_address(feed: Feed) {
    let go = move || {
        if let Some(messages) = location::message_range(&location::fragment()) {
            feed.jump(messages);
        }
    };
    go();
    let listener = window_event_listener(ev::hashchange, move |_| go());
    on_cleanup(move || listener.remove());
}

fn number_under(event: &ev::MouseEvent) -> Option<(Element, u32)> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let link = target.closest("a.message__number").ok()??;
    let number = number_of(&link.closest(".message").ok()??)?;
    Some((link, number))
}

fn article_under(target: Option<web_sys::EventTarget>) -> Option<Element> {
    let target: Element = target?.dyn_into().ok()?;
    target.closest(".message").ok()?
}

fn number_of(article: &Element) -> Option<u32> {
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
fn is_plain(event: &ev::KeyboardEvent) -> bool {
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
fn words(messages: (u32, u32)) -> String {
    let plural = if messages.0 == messages.1 { "" } else { "s" };
    format!("message{plural} {}", range(messages))
}

fn capitalised(words: &str) -> String {
    words.replacen('m', "M", 1)
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
        assert_eq!(capitalised(&words((3, 5))), "Messages 3-5");
    }
}
