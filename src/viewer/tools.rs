//! The tools of an open share: search, outline, discussion, times; and what can be done with a message.

use std::rc::Rc;
use std::sync::Arc;

use discreet_api_types::conversations::Sender;
use discreet_api_types::discussion::Comment;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::marks;
use super::menu::{Bar, Item, Menu};
use super::outline;
use super::panel::{Side, panel, side_button};
use super::quote;
use super::search::search_row;
use super::state::grouped;
use super::zone::zone_button;
use crate::browser::concrete::{Work, draw_effect, effect, on_document};
use crate::browser::elements::{Made, make, make_icon};
use crate::browser::intl::Zone;
use crate::browser::{announce, clipboard, timers};
use crate::discussion::{Comments, Discussion, Place, Shown, discussion_panel};
use crate::transcript::{
    Feed, Manner, More, Picked, blocks_as_text, is_plain, number_of, picked, words_of_leaves,
};

/// Begins the ids of the messages of an open share.
pub const PREFIX: &str = "m";

/// The id of the button that opens the search.
const SEARCH: &str = "tool-search";

/// Places in the page's bar.
#[derive(Clone)]
pub struct Slots {
    /// For buttons.
    pub buttons: Made,
    /// Below the bar.
    pub below: Made,
}

/// What the tools work with.
#[derive(Clone, Copy)]
pub struct Tools {
    /// The messages.
    pub feed: Feed,
    /// In which zone times are shown.
    pub zone: RwSignal<Zone>,
    /// What the panel shows.
    pub side: RwSignal<Option<Side>>,
    /// The discussion, where the reader may see it.
    pub discussion: Option<Discussion>,
    may_comment: bool,
    searching: RwSignal<bool>,
    work: Work,
}

impl Tools {
    /// For these messages. Belongs to the current reactive owner.
    pub fn new(feed: Feed, zone: Zone, discussion: Option<Discussion>, may_comment: bool) -> Self {
        Self {
            feed,
            discussion,
            may_comment,
            zone: RwSignal::new(zone),
            side: RwSignal::new(None),
            searching: RwSignal::new(false),
            work: Work::new(),
        }
    }

    /// Puts the buttons into the page's bar, and the search below it, until the reactive owner goes.
    pub fn fill(self, slots: &Slots) {
        let bar = &slots.buttons;
        let Self {
            zone,
            side,
            searching,
            ..
        } = self;
        let words = |words: &str| make("span").class("tool__words").text(words);
        let search = make("button")
            .class("button tool")
            .attr("type", "button")
            .attr("id", SEARCH)
            .attr("data-look", "quiet")
            .with(make_icon("search"))
            .with(words("Search"))
            .on("click", move |_| searching.set(!searching.get_untracked()));
        let shown = search.clone();
        let mut before = false;
        draw_effect(move || {
            let open = searching.get();
            shown.set("aria-expanded", Some(if open { "true" } else { "false" }));
            if before && !open {
                shown.focus();
            }
            before = open;
        });
        bar.add(&search);
        bar.add(&side_button(
            side,
            Side::Outline,
            "list-tree",
            words("Outline"),
        ));
        if let Some(discussion) = self.discussion {
            let words = words("Discussion");
            let count = make("span").class("tool__count");
            let button = side_button(side, Side::Discussion, "message-square", words);
            bar.add(&button.with(count.clone()));
            draw_effect(move || {
                let comments = discussion.comments.with(Comments::count);
                count.show(comments > 0);
                count.say(&grouped(comments));
            });
        }
        bar.add(&zone_button(zone));
        slots.below.add(&search_row(self.feed, PREFIX, searching));
        let slots = slots.clone();
        on_cleanup(move || {
            slots.buttons.clear();
            slots.below.clear();
        });
    }

    /// The panel beside the messages.
    pub fn panel(self) -> Made {
        let mut parts = vec![(Side::Outline, self.outline())];
        if let Some(discussion) = self.discussion {
            self.mark_messages(discussion);
            let feed = self.feed;
            let excerpt = move |comment: &Comment| {
                let leaves = comment.start.zip(comment.end)?;
                let entry = feed.entry(comment.message?)?;
                Some(words_of_leaves(&entry.blocks, leaves))
                    .filter(|words| !words.trim().is_empty())
            };
            let part = discussion_panel(discussion, self.may_comment, self.zone.into(), excerpt);
            parts.push((Side::Discussion, part));
        }
        panel(self.side, parts)
    }

    /// Puts the number of comments beside each message that has some, and colours the words commented on.
    fn mark_messages(self, discussion: Discussion) {
        let feed = self.feed;
        let side = self.side;
        effect(move || {
            let threads = discussion
                .comments
                .with(|comments| comments.threads(Shown::All));
            let counts = discussion.comments.with(Comments::counts);
            // What is drawn changes it, too.
            feed.follow_drawing();
            request_animation_frame(move || {
                marks::show_counts(PREFIX, &counts, move |message| {
                    side.set(Some(Side::Discussion));
                    discussion.at_message.set(Some(message));
                });
                marks::colour_selections(PREFIX, &threads);
            });
        });
        on_cleanup(|| marks::colour_selections(PREFIX, &[]));
    }

    /// Opens the discussion to write about this.
    fn write_about(self, place: Place) {
        if let (Some(discussion), true) = (self.discussion, self.may_comment) {
            self.side.set(Some(Side::Discussion));
            discussion.wanted.set(Some(place));
        }
    }

    fn write_about_message(self, number: u32) {
        let entry = self.feed.entry(number);
        self.write_about(Place {
            message: Some(number),
            of_ai: entry.is_some_and(|entry| entry.sender == Sender::Ai),
            ..Place::default()
        });
    }

    fn write_about_words(self, picked: &Picked) {
        let (from, to) = picked.messages;
        if from != to {
            self.write_about(Place {
                quotation: quote::for_comment(picked.messages, &picked.text),
                ..Place::default()
            });
            return;
        }
        let entry = self.feed.entry(from);
        self.write_about(Place {
            message: Some(from),
            leaves: picked.leaves,
            words: picked.text.chars().take(200).collect(),
            quotation: String::new(),
            of_ai: entry.is_some_and(|entry| entry.sender == Sender::Ai),
        });
    }

    fn quote_in_comment(self, number: u32) {
        if let Some(entry) = self.feed.entry(number) {
            let text = blocks_as_text(&entry.blocks, Manner::Plain);
            self.write_about(Place {
                quotation: quote::for_comment((number, number), &text),
                ..Place::default()
            });
        }
    }

    fn outline(self) -> Made {
        let Self {
            feed,
            zone,
            side,
            discussion,
            ..
        } = self;
        let part = make("nav").attr("aria-label", "Outline of the conversation");
        let shown = part.clone();
        let mut drawn = None;
        draw_effect(move || {
            if side.get() != Some(Side::Outline) {
                return;
            }
            let marked = discussion.map(|discussion| {
                let threads = discussion
                    .comments
                    .with(|comments| comments.threads(Shown::All));
                marks::outline_lines(&threads)
            });
            // Drawing messages changes the feed, too, but not what has arrived.
            let now = (feed.arrived(), zone.get(), marked.unwrap_or_default());
            if drawn.as_ref() == Some(&now) {
                return;
            }
            let mut lines = outline::of(&feed.entries(), now.1);
            outline::merge(&mut lines, now.2.clone());
            drawn = Some(now);
            shown.clear();
            shown.add(&outline::draw(&lines));
        });
        part
    }

    /// What the button of a message opens: put [`Menu::element`] into the page.
    pub fn message_menu(self) -> (Menu, More) {
        let menu = Menu::new();
        let held = send_wrapper::SendWrapper::new(menu.clone());
        let more: More = Arc::new(move |number, button| {
            held.open(
                &format!("Message {number}"),
                self.message_items(number),
                button,
            );
        });
        (menu, more)
    }

    fn message_items(self, number: u32) -> Vec<Item> {
        let copy = |icon, words, manner| Item {
            icon,
            words,
            act: Rc::new(move || self.copy_message(number, manner)),
        };
        let mut items = Vec::new();
        if self.discussion.is_some() && self.may_comment {
            items.push(Item {
                icon: "message-square",
                words: "Comment",
                act: Rc::new(move || self.write_about_message(number)),
            });
            items.push(Item {
                icon: "reply",
                words: "Quote in a comment",
                act: Rc::new(move || self.quote_in_comment(number)),
            });
        }
        items.push(copy("quote", "Copy as a quotation", Manner::Plain));
        items.push(copy("file-text", "Copy as Markdown", Manner::Markdown));
        items
    }

    /// What selected words offer: put [`Bar::element`] into the page.
    pub fn selection_bar(self) -> Bar {
        let copy = |icon, words, manner| Item {
            icon,
            words,
            act: Rc::new(move || {
                if let Some((picked, _)) = picked(PREFIX) {
                    self.copy_words(&picked, manner);
                }
            }),
        };
        let mut items = Vec::new();
        if self.discussion.is_some() && self.may_comment {
            items.push(Item {
                icon: "message-square",
                words: "Comment",
                act: Rc::new(move || {
                    if let Some((picked, _)) = picked(PREFIX) {
                        self.write_about_words(&picked);
                    }
                }),
            });
        }
        items.push(copy("quote", "Quote", Manner::Plain));
        items.push(copy("file-text", "Markdown", Manner::Markdown));
        let bar = Bar::new("Selected words", items);
        let shown = bar.clone();
        let follow = move || match picked(PREFIX) {
            Some((_, place)) => shown.show((place.left(), place.top(), place.bottom())),
            None => shown.hide(),
        };
        let turn = StoredValue::new(0_u32);
        on_document("selectionchange", move || {
            // While it is drawn, it changes with every letter.
            let follow = follow.clone();
            turn.try_update_value(|turn| *turn += 1);
            let mine = turn.try_get_value();
            timers::detached(200, move || {
                if mine.is_some() && turn.try_get_value() == mine {
                    follow();
                }
            });
        });
        bar
    }

    /// `q` quotes what is selected, or the message with the focus, `c` comments on it; `/` searches.
    pub fn on_key(self, event: &web_sys::Event) {
        let Some(key) = event.dyn_ref::<KeyboardEvent>() else {
            return;
        };
        if !is_plain(key) {
            return;
        }
        let target: Option<Element> = event.target().and_then(|target| target.dyn_into().ok());
        let number = target
            .and_then(|target| target.closest(".message").ok().flatten())
            .and_then(|message| number_of(&message));
        match (key.key().as_str(), number) {
            ("/", _) => self.searching.set(true),
            ("q", number) => match (picked(PREFIX), number) {
                (Some((picked, _)), _) => self.copy_words(&picked, Manner::Plain),
                (None, Some(number)) => self.copy_message(number, Manner::Plain),
                (None, None) => return,
            },
            ("c", number) => match (picked(PREFIX), number) {
                (Some((picked, _)), _) => self.write_about_words(&picked),
                (None, Some(number)) => self.write_about_message(number),
                (None, None) => return,
            },
            _ => return,
        }
        event.prevent_default();
    }

    fn copy_message(self, number: u32, manner: Manner) {
        if let (Some(entry), Some(zone)) = (self.feed.entry(number), self.zone.try_get_untracked())
        {
            self.copy(quote::message(&entry, manner, zone));
        }
    }

    fn copy_words(self, picked: &Picked, manner: Manner) {
        let (from, to) = picked.messages;
        let entry = if from == to {
            self.feed.entry(from)
        } else {
            None
        };
        if let Some(zone) = self.zone.try_get_untracked() {
            self.copy(quote::words(picked, entry.as_ref(), manner, zone));
        }
    }

    fn copy(self, text: String) {
        self.work.start(async move {
            match clipboard::copy(&text).await {
                Ok(()) => say("Quotation copied"),
                Err(_) => say("It could not be copied. Select it, and copy it by hand."),
            }
        });
    }
}

/// Says something for a moment, to those who see and to those who hear.
pub fn say(words: &'static str) {
    announce(words);
    let Some(body) = document().body() else {
        return;
    };
    let flash = make("p")
        .class("flash")
        .attr("aria-hidden", "true")
        .text(words);
    body.append_child(flash.element()).ok();
    timers::detached(2400, move || flash.remove());
}
