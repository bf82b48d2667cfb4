//! Where the reader is on a page, kept with the page's entry in the browser's history: *back*, *forward* and *reload*
//! lead there again. Numbers only: a history outlives the sign-out.

use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::concrete::on_window;
use super::timers;

/// How long the view must rest before its place is kept, in milliseconds: browsers refuse too many changes of state.
const RESTING: u64 = 150;

/// What the page counts (a message's number, rows), and how far from there the view is, in pixels.
pub type Place = (u32, i32);

/// The place kept for this page with the entry of the history that is shown now.
pub fn kept(page: &str) -> Option<Place> {
    let state = window().history().ok()?.state().ok()?.as_string()?;
    read(&state, page)
}

/// Keeps a place for this page; none: its beginning.
pub fn keep(page: &str, place: Option<Place>) {
    let Ok(history) = window().history() else {
        return;
    };
    let state = match place {
        Some((at, offset)) => JsValue::from_str(&format!("{at} {offset} {page}")),
        None => JsValue::NULL,
    };
    history.replace_state(&state, "").ok();
}

/// Calls `act` whenever the view has come to rest somewhere else, as long as the reactive owner lives.
pub fn when_resting(act: impl Fn() + 'static) {
    let act = StoredValue::new_local(act);
    let asked = StoredValue::new(false);
    let now = move || {
        // The page may be gone by now; with it, its values are.
        if asked.try_set_value(false).is_none() {
            act.try_with_value(|act| act());
        }
    };
    on_window("scroll", move || {
        if asked.try_get_value() == Some(false) {
            asked.try_set_value(true);
            timers::detached(RESTING, now);
        }
    });
    // What is pressed may lead away at once.
    on_window("pointerdown", now);
}

fn read(state: &str, page: &str) -> Option<Place> {
    let (at, rest) = state.split_once(' ')?;
    let (offset, of) = rest.split_once(' ')?;
    if of != page {
        return None;
    }
    Some((at.parse().ok()?, offset.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_for_the_page_it_was_kept_for() {
        assert_eq!(read("9000 -12 /s/a b", "/s/a b"), Some((9000, -12)));
        assert_eq!(read("9000 -12 /s/a", "/s/b"), None);
        for wrong in ["", "9000", "9000 -12", "x 1 /", "1 x /"] {
            assert_eq!(read(wrong, "/"), None, "{wrong}");
        }
    }
}
