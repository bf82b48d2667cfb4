//! Where one is in a few steps.

use leptos::prelude::*;

use super::Icon;

/// Names of the steps, the current one marked.
#[component]
pub fn Steps(
    names: &'static [&'static str],
    /// Place of the current one, from 0.
    #[prop(into)]
    current: Signal<usize>,
) -> impl IntoView {
    let items = names
        .iter()
        .enumerate()
        .map(|(place, name)| {
            let state = move || match place.cmp(&current.get()) {
                std::cmp::Ordering::Less => "done",
                std::cmp::Ordering::Equal => "current",
                std::cmp::Ordering::Greater => "ahead",
            };
            view! {
                <li
                    class="steps__step"
                    data-state=state
                    aria-current=move || (place == current.get()).then_some("step")
                >
                    <span class="steps__number" aria-hidden="true">
                        {move || {
                            if place < current.get() {
                                view! { <Icon name="check" /> }.into_any()
                            } else {
                                (place + 1).into_any()
                            }
                        }}
                    </span>
                    <span>{*name}</span>
                </li>
            }
        })
        .collect_view();
    view! { <ol class="steps">{items}</ol> }.into_any()
}
