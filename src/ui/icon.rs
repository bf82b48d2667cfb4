//! Icons of the sprite `/icons.svg`; names are Lucide's.

use leptos::prelude::*;

/// An icon beside words: hidden from screen readers, since the words say it.
#[component]
pub fn Icon(
    /// Lucide's name, such as `lock`.
    name: &'static str,
    /// 20 pixels instead of 16.
    #[prop(optional)]
    large: bool,
) -> impl IntoView {
    let size = if large { "20" } else { "16" };
    view! {
        <svg class="icon" width=size height=size aria-hidden="true" focusable="false">
            <use_ href=format!("/icons.svg#{name}") />
        </svg>
    }
}
