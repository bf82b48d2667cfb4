//! People and teams are two pages of one place.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::paths;

/// The way from one to the other.
#[component]
pub(super) fn OrganisationTabs() -> impl IntoView {
    let place = use_location();
    let current =
        move |path: &'static str| move || (place.pathname.get() == path).then_some("page");
    view! {
        <nav class="tabs" aria-label="Organisation">
            <a href=paths::PEOPLE aria-current=current(paths::PEOPLE)>
                "People"
            </a>
            <a href=paths::TEAMS aria-current=current(paths::TEAMS)>
                "Teams"
            </a>
        </nav>
    }
    .into_any()
}
