//! The status indicator in its button form: says how far a conversation is exposed, opens the sharing controls.

use discreet_api_types::conversations::Exposure;
use leptos::prelude::*;

use super::ExposureBadge;
use super::exposure_badge::words_now;
use crate::ui::Icon;

/// A button that says how far the conversation is exposed and opens the sharing controls.
#[component]
pub fn StatusIndicator(
    /// What the server says about it.
    #[prop(into)]
    exposure: Signal<Exposure>,
    /// Opens the sharing controls.
    on_open: Callback<()>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="status-indicator"
            aria-haspopup="dialog"
            aria-label=move || format!("Sharing: {}", exposure.with(words_now).sentence)
            on:click=move |_| on_open.run(())
        >
            <ExposureBadge exposure />
            <Icon name="chevron-down" />
        </button>
    }
}
