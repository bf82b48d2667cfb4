//! The polite live region: says what changed to those who do not see it.

use leptos::prelude::*;

use super::timers;

/// The region itself: once on the page, and once inside every [`crate::ui::Dialog`], since an open modal dialog
/// makes everything outside it inert and silent.
#[component]
pub fn LiveRegion() -> impl IntoView {
    view! { <p class="visually-hidden" role="status" aria-live="polite" data-announcer="" /> }
}

/// Announces a sentence. The same sentence twice is heard twice.
pub fn announce(sentence: &str) {
    let Some(region) = region() else { return };
    region.set_text_content(None);
    let sentence = sentence.to_owned();
    // Screen readers hear a change of content, so the region must have been empty for a moment.
    timers::detached(60, move || region.set_text_content(Some(&sentence)));
}

/// The one inside the topmost open dialog, or else the page's.
fn region() -> Option<web_sys::Element> {
    let inside = document()
        .query_selector_all("dialog[open] [data-announcer]")
        .ok()?;
    if let Some(last) = inside.length().checked_sub(1) {
        use wasm_bindgen::JsCast;
        return inside.item(last)?.dyn_into().ok();
    }
    document().query_selector("[data-announcer]").ok()?
}
