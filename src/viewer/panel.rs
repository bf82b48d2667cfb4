//! The panel beside the conversation: a column on wide screens, a sheet over the lower part on narrow ones. It is not
//! modal: the conversation can be read on.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

use crate::browser::concrete::draw_effect;
use crate::browser::elements::{Made, make, make_icon};
use crate::browser::focus;

/// What the panel shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The outline.
    Outline,
    /// The discussion.
    Discussion,
}

impl Side {
    const fn title(self) -> &'static str {
        match self {
            Self::Outline => "Outline",
            Self::Discussion => "Discussion",
        }
    }

    /// The id of the button in the bar.
    pub const fn button(self) -> &'static str {
        match self {
            Self::Outline => "tool-outline",
            Self::Discussion => "tool-discussion",
        }
    }
}

/// The panel, with what each side shows. Belongs to the current reactive owner.
pub fn panel(side: RwSignal<Option<Side>>, parts: Vec<(Side, Made)>) -> Made {
    let title = make("h2").class("panel__title").attr("tabindex", "-1");
    let close = move || {
        let before = side.try_get_untracked().flatten();
        side.set(None);
        if let Some(before) = before {
            focus::focus_id(before.button());
        }
    };
    let close_button = make("button")
        .class("button icon-button")
        .attr("type", "button")
        .attr("data-look", "quiet")
        .attr("aria-label", "Close the panel")
        .with(make_icon("x"))
        .on("click", move |_| close());
    let head = make("header")
        .class("panel__head")
        .with(title.clone())
        .with(close_button);
    let body = make("div").class("panel__body");
    let aside = make("aside")
        .class("panel")
        .attr("id", "panel")
        .with(head)
        .with(body.clone())
        .on("keydown", move |event| {
            let key = event.dyn_ref::<KeyboardEvent>().map(KeyboardEvent::key);
            if key.as_deref() == Some("Escape") && !event.default_prevented() {
                event.prevent_default();
                close();
            }
        });
    for (_, part) in &parts {
        body.add(part);
    }
    let shown = aside.clone();
    let mut before = side.get_untracked();
    draw_effect(move || {
        let now = side.get();
        shown.show(now.is_some());
        for (of, part) in &parts {
            part.show(now == Some(*of));
        }
        if let Some(now) = now {
            shown.set("aria-label", Some(now.title()));
            title.say(now.title());
            if before.is_none() {
                title.focus();
            }
        }
        before = now;
    });
    aside
}

/// A button of the bar that shows and hides a side.
pub fn side_button(side: RwSignal<Option<Side>>, of: Side, icon: &str, words: Made) -> Made {
    let button = make("button")
        .class("button tool")
        .attr("type", "button")
        .attr("id", of.button())
        .attr("data-look", "quiet")
        .attr("aria-controls", "panel")
        .with(make_icon(icon))
        .with(words)
        .on("click", move |_| {
            if let Some(now) = side.try_get_untracked() {
                side.set((now != Some(of)).then_some(of));
            }
        });
    let shown = button.clone();
    draw_effect(move || {
        let open = side.get() == Some(of);
        shown.set("aria-expanded", Some(if open { "true" } else { "false" }));
    });
    button
}
