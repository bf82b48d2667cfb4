//! Where a conversation stands, as dot and word.

use discreet_api_types::conversations::Status;
use leptos::prelude::*;

use super::state::{status_label, status_name};

/// Where a conversation stands.
#[component]
pub fn StatusPill(#[prop(into)] status: Signal<Status>) -> impl IntoView {
    view! {
        <span class="status-pill" data-status=move || status_name(status.get())>
            {move || status_label(status.get())}
        </span>
    }
}
