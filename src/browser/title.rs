//! The document's title, and the focus on a new page's heading.

use std::cell::Cell;

use leptos::prelude::*;

use super::{focus, timers};

thread_local! {
    static ARRIVING: Cell<bool> = const { Cell::new(false) };
}

/// Another page is on its way: its heading is to take the focus once its title is known.
pub fn arrive() {
    ARRIVING.set(true);
}

/// Shows a page's title in the tab, `· Discreet` behind it. Empty while it is not known yet.
pub fn show(title: impl Into<Signal<String>>) {
    let title = title.into();
    Effect::new(move |_| {
        let title = title.get();
        if title.is_empty() {
            return;
        }
        document().set_title(&format!("{title} · Discreet"));
        if ARRIVING.replace(false) {
            // The heading is drawn in the same turn as this effect runs, in no particular order.
            timers::detached(0, || {
                focus::focus_in_place("main h1");
            });
        }
    });
}
