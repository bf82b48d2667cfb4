//! Moving the focus and the view.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{
    FocusOptions, HtmlElement, ScrollBehavior, ScrollIntoViewOptions, ScrollLogicalPosition,
};

/// Focuses the first element that `selector` finds. False if there is none.
pub fn focus(selector: &str) -> bool {
    match find(selector) {
        Some(element) => element.focus().is_ok(),
        None => false,
    }
}

/// The same, leaving the view where it is.
pub fn focus_in_place(selector: &str) -> bool {
    let Some(element) = find(selector) else {
        return false;
    };
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    element.focus_with_options(&options).is_ok()
}

/// Focuses the element with this id.
pub fn focus_id(id: &str) -> bool {
    let found = document().get_element_by_id(id);
    match found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        Some(element) => element.focus().is_ok(),
        None => false,
    }
}

/// Nothing has the focus: what had it is gone.
pub fn is_lost() -> bool {
    document()
        .active_element()
        .is_none_or(|element| element.tag_name() == "BODY" || element.tag_name() == "DIALOG")
}

/// Brings the element with this id into the middle of the view, smoothly unless the person asked for less motion.
pub fn scroll_to_id(id: &str) -> bool {
    let Some(element) = document().get_element_by_id(id) else {
        return false;
    };
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Center);
    options.set_behavior(if reduced_motion() {
        ScrollBehavior::Instant
    } else {
        ScrollBehavior::Smooth
    });
    element.scroll_into_view_with_scroll_into_view_options(&options);
    true
}

/// The person asked for less motion.
pub fn reduced_motion() -> bool {
    window()
        .match_media("(prefers-reduced-motion: reduce)")
        .ok()
        .flatten()
        .is_some_and(|query| query.matches())
}

fn find(selector: &str) -> Option<HtmlElement> {
    document().query_selector(selector).ok()??.dyn_into().ok()
}
