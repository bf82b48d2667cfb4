//! The workspace: mounts the app into its shell.

use discreet_app::app::App;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

fn main() {
    console_error_panic_hook::set_once();
    let Some(place) = document().get_element_by_id("app") else {
        return;
    };
    place.set_text_content(None);
    mount_to(place.unchecked_into(), App).forget();
}
