//! What stands where content is not, or not yet.

use leptos::prelude::*;

use super::Icon;

/// Something is on its way; the words beside it say what.
#[component]
pub fn Spinner() -> impl IntoView {
    view! { <span class="spinner" aria-hidden="true" /> }
}

/// The true layout, in grey; appears after 400 ms. Say in `label` what is loading.
#[component]
pub fn Skeleton(
    /// Rows to draw.
    #[prop(default = 6)]
    rows: usize,
    #[prop(into)] label: Signal<String>,
) -> impl IntoView {
    let rows = (0..rows)
        .map(|_| {
            view! {
                <div class="skeleton__row">
                    <span class="skeleton__bar" data-width="short" />
                    <span class="skeleton__bar" data-width="long" />
                </div>
            }
        })
        .collect_view();
    view! {
        <div class="skeleton" role="status">
            <span class="visually-hidden">{label}</span>
            <div aria-hidden="true">{rows}</div>
        </div>
    }
    .into_any()
}

/// There is nothing here: why, and what to do about it (the children).
#[component]
pub fn EmptyState(
    /// Lucide's name.
    icon: &'static str,
    #[prop(into)] title: Signal<String>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="empty-state">
            <span class="empty-state__icon">
                <Icon name=icon large=true />
            </span>
            <h2>{title}</h2>
            {children()}
        </div>
    }
    .into_any()
}
