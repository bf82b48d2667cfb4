//! What became of a file that was brought in.

use discreet_api_types::conversations::{self, ImportReport, Skipped};
use leptos::prelude::*;

use super::state::counted;
use crate::paths;

/// How many lines of a kind to show at once.
const SHOWN: usize = 100;

/// What became of a file: what is new, what was here, what was left out and why.
#[component]
pub fn Report(report: ImportReport, open: RwSignal<bool>) -> impl IntoView {
    view! {
        <Brought heading="New" list=report.imported open />
        <Brought heading="Already here; what is new was added" list=report.updated open />
        <LeftOut list=report.skipped />
    }
    .into_any()
}

#[component]
fn Brought(
    heading: &'static str,
    list: Vec<conversations::Imported>,
    open: RwSignal<bool>,
) -> impl IntoView {
    if list.is_empty() {
        return ().into_any();
    }
    let rest = list.len().saturating_sub(SHOWN);
    let items = list
        .into_iter()
        .take(SHOWN)
        .map(|one| {
            let count = counted(one.messages as usize, "message", "messages");
            view! {
                <li>
                    <a href=paths::conversation(&one.id) on:click=move |_| open.set(false)>
                        <bdi>{one.title}</bdi>
                    </a>
                    <span class="quiet">" · " {count}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <h4 class="import__heading">{heading}</h4>
        <ul class="import__list">
            {items} {(rest > 0).then(|| view! { <li class="quiet">{format!("and {rest} more")}</li> })}
        </ul>
    }
    .into_any()
}

/// What cannot be taken in: where it stands in the file, and why.
#[component]
pub fn LeftOut(list: Vec<Skipped>) -> impl IntoView {
    if list.is_empty() {
        return ().into_any();
    }
    let rest = list.len().saturating_sub(SHOWN);
    let items = list
        .into_iter()
        .take(SHOWN)
        .map(|one| {
            let errors = one
                .errors
                .into_iter()
                .map(|error| {
                    view! {
                        <li>
                            <code>{error.field}</code>
                            " "
                            {error.message}
                        </li>
                    }
                })
                .collect_view();
            view! {
                <li>
                    <strong>{one.location}</strong>
                    ": "
                    {one.reason}
                    <ul class="import__list">{errors}</ul>
                </li>
            }
        })
        .collect_view();
    view! {
        <h4 class="import__heading" data-tone="warning">
            "Problems"
        </h4>
        <ul class="import__list">
            {items} {(rest > 0).then(|| view! { <li class="quiet">{format!("and {rest} more")}</li> })}
        </ul>
    }
    .into_any()
}
