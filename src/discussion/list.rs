//! The panel's side with the discussion: filter, threads, and a place to write.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use discreet_api_types::discussion::Comment;
use discreet_api_types::ids::CommentId;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlSelectElement;

use super::composer::{Composer, Purpose};
use super::live::Discussion;
use super::state::{Comments, Shown, Thread};
use super::thread::{Excerpt, ThreadView};
use crate::browser::announce;
use crate::browser::concrete::{draw_effect, effect};
use crate::browser::elements::{Made, make, make_icon};
use crate::browser::intl::Zone;

/// The discussion, as long as the current reactive owner lives. `may_comment`: new comments can be written here.
/// `excerpt`: the words a comment's selection covers.
pub fn discussion_panel(
    discussion: Discussion,
    may_comment: bool,
    zone: Signal<Zone>,
    excerpt: impl Fn(&Comment) -> Option<String> + 'static,
) -> Made {
    let shown = RwSignal::new(Shown::All);
    let list = make("section")
        .class("threads")
        .attr("aria-label", "Comments");
    let views: Views = Rc::default();
    let at = Rc::new(Cell::new(None::<usize>));
    let tools = make("div")
        .class("discussion__tools")
        .with(filter(shown))
        .with(step(&views, &at, "chevron-up", "Previous comment", false))
        .with(step(&views, &at, "chevron-down", "Next comment", true));
    let empty = make("p").class("discussion__empty");
    let trouble = make("p").class("field__error").attr("role", "status");
    let part = make("div")
        .class("discussion")
        .with(tools.clone())
        .with(trouble.clone())
        .with(empty.clone())
        .with(list.clone());

    draw_threads(
        discussion,
        shown,
        zone,
        &list,
        views.clone(),
        Rc::new(excerpt),
    );
    announce_others(discussion);
    draw_effect(move || {
        let all = discussion.comments.with(Comments::count);
        let some = discussion
            .comments
            .with(|comments| !comments.threads(shown.get()).is_empty());
        tools.show(all > 0);
        empty.show(!some);
        empty.say(if all > 0 {
            "Nothing of this kind."
        } else if may_comment {
            "No comments yet. Comment on the whole here, or on a message by its button or by selecting words of it."
        } else {
            "No comments yet."
        });
        let failure = discussion.failure.get();
        trouble.show(failure.is_some());
        trouble.clear();
        if let Some(failure) = failure {
            trouble.add(&make_icon("circle-alert"));
            trouble.add(&make("span").text(&failure.to_string()));
        }
    });
    effect(move || {
        if let Some(message) = discussion.at_message.get() {
            discussion.at_message.set(None);
            shown.set(Shown::All);
            let id = discussion.comments.with_untracked(|comments| {
                let threads = comments.threads(Shown::All);
                let found = threads
                    .into_iter()
                    .find(|thread| thread.root.message == Some(message));
                found.map(|thread| thread.root.id)
            });
            if let Some(id) = id
                && let Some(view) = views.borrow().get(&id)
            {
                view.focus();
            }
        }
    });
    if may_comment {
        part.add(&write_here(discussion));
    }
    part
}

type Views = Rc<RefCell<BTreeMap<CommentId, ThreadView>>>;

fn write_here(discussion: Discussion) -> Made {
    let composer = Composer::new(Purpose::New, discussion, || {});
    let closed = make("p")
        .class("discussion__closed")
        .text("New comments are turned off for this share.");
    let foot = make("div")
        .class("discussion__write")
        .with(composer.element())
        .with(closed.clone());
    let form = composer.element();
    draw_effect(move || {
        // Until the first answer it is not known.
        let known = discussion.comments.with(|comments| comments.known);
        let open = discussion.comments.with(|comments| comments.open);
        form.show(open || !known);
        closed.show(known && !open);
    });
    effect(move || {
        if let Some(place) = discussion.wanted.get() {
            discussion.wanted.set(None);
            composer.write_about(&place);
        }
    });
    foot
}

fn filter(shown: RwSignal<Shown>) -> Made {
    let select = make("select").class("input").attr("aria-label", "Show");
    for (choice, index) in Shown::ALL.iter().zip(0..) {
        let index: u32 = index;
        select.add(
            &make("option")
                .attr("value", &index.to_string())
                .text(choice.words()),
        );
    }
    let chosen = select.clone();
    let select = select.on("change", move |_| {
        let index = chosen
            .element()
            .dyn_ref::<HtmlSelectElement>()
            .map_or(-1, HtmlSelectElement::selected_index);
        let choice = usize::try_from(index)
            .ok()
            .and_then(|index| Shown::ALL.get(index));
        shown.set(choice.copied().unwrap_or_default());
    });
    let follow = select.clone();
    draw_effect(move || {
        let now = shown.get();
        let index = Shown::ALL.iter().position(|choice| *choice == now);
        if let Some(select) = follow.element().dyn_ref::<HtmlSelectElement>() {
            let index = index.and_then(|index| i32::try_from(index).ok());
            select.set_selected_index(index.unwrap_or(0));
        }
    });
    select
}

/// Goes from thread to thread, and shows its message.
fn step(
    views: &Views,
    at: &Rc<Cell<Option<usize>>>,
    icon: &str,
    words: &str,
    forward: bool,
) -> Made {
    let (views, at) = (views.clone(), at.clone());
    make("button")
        .class("button icon-button")
        .attr("type", "button")
        .attr("data-look", "quiet")
        .attr("aria-label", words)
        .with(make_icon(icon))
        .on("click", move |_| {
            // In the order they stand in the page.
            let Ok(all) = document().query_selector_all(".threads > .thread") else {
                return;
            };
            let count = all.length() as usize;
            if count == 0 || views.borrow().is_empty() {
                return;
            }
            let next = match (at.get(), forward) {
                (None, true) => 0,
                (None, false) => count - 1,
                (Some(now), true) => (now + 1) % count,
                (Some(now), false) => (now + count - 1) % count,
            };
            at.set(Some(next));
            let thread = u32::try_from(next).ok().and_then(|next| all.item(next));
            let Some(thread) =
                thread.and_then(|thread| thread.dyn_into::<web_sys::HtmlElement>().ok())
            else {
                return;
            };
            // The link to its message brings that into view; the focus is here.
            let link = thread.query_selector("a[data-do=place]").ok().flatten();
            if let Some(link) = link.and_then(|link| link.dyn_into::<web_sys::HtmlElement>().ok()) {
                link.click();
            }
            request_animation_frame(move || {
                crate::browser::timers::detached(80, move || {
                    thread.focus().ok();
                });
            });
        })
}

/// Each thread is drawn anew only when it changed, and moved only when its place did: what moves loses the focus.
fn draw_threads(
    discussion: Discussion,
    shown: RwSignal<Shown>,
    zone: Signal<Zone>,
    list: &Made,
    views: Views,
    excerpt: Excerpt,
) {
    let list = list.clone();
    let owner = Owner::current();
    draw_effect(move || {
        let threads = discussion
            .comments
            .with(|comments| comments.threads(shown.get()));
        let zone = zone.get();
        let mut views = views.borrow_mut();
        views.retain(|id, view| {
            let stays = threads.iter().any(|thread| thread.root.id == *id);
            if !stays {
                view.element().remove();
            }
            stays
        });
        let mut place = list.element().first_element_child();
        for Thread { root, replies } in threads {
            let view = views.entry(root.id.clone()).or_insert_with(|| {
                // Not this run's owner: what it makes must outlive it.
                let make = || ThreadView::new(discussion, &root.id, excerpt.clone());
                match &owner {
                    Some(owner) => owner.with(make),
                    None => make(),
                }
            });
            let element = view.element();
            if place.as_ref() == Some(element.element()) {
                place = element.element().next_element_sibling();
            } else {
                let before = place.as_ref().map(AsRef::as_ref);
                list.element().insert_before(element.element(), before).ok();
            }
            view.draw(&Thread { root, replies }, zone);
        }
    });
}

/// Says what others wrote since the page stands.
fn announce_others(discussion: Discussion) {
    let mut known: Option<BTreeSet<CommentId>> = None;
    effect(move || {
        let threads = discussion
            .comments
            .with(|comments| comments.threads(Shown::All));
        if !discussion.comments.with(|comments| comments.known) {
            return;
        }
        let all = threads.iter().flat_map(|thread| {
            let place = thread.root.message;
            std::iter::once(&thread.root)
                .chain(&thread.replies)
                .map(move |comment| (comment, place))
        });
        let first = known.is_none();
        let known = known.get_or_insert_default();
        for (comment, place) in all {
            let new = known.insert(comment.id.clone());
            if new && !first && !comment.mine {
                let place =
                    place.map_or_else(String::new, |number| format!(" on message {number}"));
                announce(&format!("{} commented{place}", comment.author.name));
            }
        }
    });
}
