//! How far a conversation is exposed, as icon and words.

use discreet_api_types::conversations::Exposure;
use leptos::prelude::*;

use super::state::{ExposureWords, exposure_words};
use super::time;
use crate::ui::Icon;

/// How far a conversation is exposed, worst first: icon and words, never one without the other.
#[component]
pub fn ExposureBadge(
    /// What the server says about it.
    #[prop(into)]
    exposure: Signal<Exposure>,
) -> impl IntoView {
    let said = Memo::new(move |_| exposure.with(words_now));
    view! {
        <span
            class="exposure"
            data-exposure=move || said.with(|said| said.level.token())
            title=move || said.with(|said| said.sentence.clone())
        >
            {move || view! { <Icon name=said.with(|said| said.level.icon()) /> }}
            // The space keeps the two apart where they are read out in one go.
            <span class="exposure__words">{move || said.with(|said| said.words.clone())}</span>
            " "
            {move || {
                said.with(|said| said.changed)
                    .map(|changed| view! { <span class="exposure__changed">{changed}</span> })
            }}
        </span>
    }
}

/// The words as of this moment.
pub(super) fn words_now(exposure: &Exposure) -> ExposureWords {
    let ends = exposure.expires_at.as_ref().and_then(time::parse);
    exposure_words(exposure, time::now(), ends)
}
