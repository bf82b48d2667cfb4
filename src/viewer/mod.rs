//! What a recipient sees: the share behind a link, or why it does not open.
//!
//! Publishes [`ViewerPage`], the whole recipients' door, and [`SharedView`], the share as the recipient sees it, which
//! the workspace shows as a preview. Knows nothing of the workspace, so that the door stays small.

mod api;
mod context;
mod facts;
mod gates;
mod marks;
mod menu;
mod outline;
mod page;
mod panel;
mod quote;
mod search;
mod shared_view;
mod state;
mod tools;
mod wire;
mod zone;

pub use page::ViewerPage;
pub use shared_view::SharedView;

use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Shows [`ViewerPage`] in the page's `#app`.
pub fn start() {
    let root = document()
        .get_element_by_id("app")
        .and_then(|element| element.dyn_into().ok())
        .or_else(|| document().body());
    if let Some(root) = root {
        leptos::mount::mount_to(root, ViewerPage).forget();
    }
}
