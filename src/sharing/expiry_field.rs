//! Until when: a list of spans, or a moment of one's own, and what it means here.

use leptos::prelude::*;

use super::form::Expiry;
use super::time;
use crate::browser::intl;
use crate::ui::{Select, SelectOption, TextInput};

/// The id of the field of a moment of one's own.
pub(super) const CUSTOM: &str = "share-expiry-custom";

/// When it ends, with the moment in the reader's own time.
#[component]
pub(super) fn ExpiryField(
    expiry: RwSignal<Expiry>,
    custom: RwSignal<String>,
    now: RwSignal<i64>,
    #[prop(into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let options = Signal::derive(|| {
        Expiry::PRESETS
            .map(|(value, words)| SelectOption::new(value, words))
            .to_vec()
    });
    let ends = Memo::new(move |_| custom.with(|custom| expiry.get().ends(custom, now.get())));
    view! {
        <div class="expiry-field">
            <Select
                label="Expires"
                value=Signal::derive(move || expiry.get().value().to_owned())
                options
                error=Signal::derive(move || {
                    error.get().filter(|_| expiry.get() != Expiry::Custom)
                })
                on_change=move |value: String| {
                    let chosen = Expiry::named(&value);
                    if chosen == Expiry::Custom && custom.with_untracked(String::is_empty)
                        && let Some(ends) = ends.get_untracked()
                    {
                        // One's own moment starts from the one chosen so far.
                        custom.set(time::input_value(ends));
                    }
                    expiry.set(chosen);
                }
            />
            <Show when=move || expiry.get() == Expiry::Custom>
                <TextInput label="Date and time" id=CUSTOM kind="datetime-local" value=custom error />
            </Show>
            <p class="expiry-field__ends" aria-live="polite">
                {move || {
                    ends.get()
                        .map(|ends| format!("Ends {} ({})", time::local(ends), intl::zone_name()))
                }}
            </p>
        </div>
    }
    .into_any()
}
