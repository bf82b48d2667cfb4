//! What narrows and sorts the list. All of it stands in the address.

use std::time::Duration;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::state::Filter;
use crate::http;
use crate::paths;
use crate::session;
use crate::ui::{Icon, Select, SelectOption};

/// How long to wait for more letters, in milliseconds.
const TYPING: u64 = 250;

/// A change of what is asked for.
pub(super) type Change = Box<dyn FnOnce(&mut Filter)>;

/// What to call to change the address.
pub(super) fn choose(filter: Memo<Filter>) -> Callback<Change> {
    let navigate = StoredValue::new_local(use_navigate());
    Callback::new(move |change: Change| {
        let mut wanted = filter.get_untracked();
        change(&mut wanted);
        if wanted == filter.get_untracked() {
            return;
        }
        let address = format!("{}{}", paths::SHARES, http::query(&wanted.pairs()));
        let options = NavigateOptions {
            // The letters of a word are no places to go back to.
            replace: wanted.q != filter.with_untracked(|filter| filter.q.clone()),
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate.with_value(|navigate| navigate(&address, options));
    })
}

/// Groups, search, audience, order, and whose.
#[component]
pub(super) fn Filters(filter: Memo<Filter>, counts: Memo<[usize; 5]>) -> impl IntoView {
    let session = session::current();
    let choose = choose(filter);
    let groups = Filter::GROUPS
        .into_iter()
        .enumerate()
        .map(|(at, (group, words))| {
            view! {
                <button
                    class="groups__one"
                    type="button"
                    aria-pressed=move || {
                        if filter.with(|filter| filter.show == group) { "true" } else { "false" }
                    }
                    on:click=move |_| {
                        choose.run(Box::new(move |filter| group.clone_into(&mut filter.show)));
                    }
                >
                    {words}
                    " "
                    <span class="groups__count">{move || counts.get()[at]}</span>
                </button>
            }
        })
        .collect_view();
    let known = |options: &'static [(&'static str, &'static str)]| {
        Signal::derive(move || {
            options
                .iter()
                .map(|(value, words)| SelectOption::new(*value, *words))
                .collect::<Vec<_>>()
        })
    };
    view! {
        <search class="my-shares__filters">
            <div class="groups" role="group" aria-label="Which shares">
                {groups}
            </div>
            <div class="my-shares__fields">
                <SearchField filter choose />
                <Select
                    label="Audience"
                    value=Signal::derive(move || filter.with(|filter| filter.audience.clone()))
                    options=known(&Filter::AUDIENCES)
                    on_change=move |value: String| {
                        choose.run(Box::new(move |filter| filter.audience = value));
                    }
                />
                <Select
                    label="Sort by"
                    value=Signal::derive(move || filter.with(|filter| filter.sort.clone()))
                    options=known(&Filter::SORTS)
                    on_change=move |value: String| {
                        choose.run(Box::new(move |filter| filter.sort = value));
                    }
                />
                <Show when=move || session.abilities().see_all_shares>
                    <button
                        class="button"
                        type="button"
                        data-look="secondary"
                        aria-pressed=move || {
                            if filter.with(|filter| filter.all) { "true" } else { "false" }
                        }
                        on:click=move |_| choose.run(Box::new(|filter| filter.all = !filter.all))
                    >
                        "Everybody’s"
                    </button>
                </Show>
            </div>
        </search>
    }
    .into_any()
}

#[component]
fn SearchField(filter: Memo<Filter>, choose: Callback<Change>) -> impl IntoView {
    let typed = RwSignal::new(filter.with_untracked(|filter| filter.q.clone()));
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let forget = move || {
        if let Some(Some(handle)) = timer.try_update_value(Option::take) {
            handle.clear();
        }
    };
    on_cleanup(forget);
    let search = move || {
        forget();
        let q = typed.get_untracked();
        choose.run(Box::new(move |filter| filter.q = q));
    };
    view! {
        <div class="field my-shares__search">
            <label class="field__label" for="my-shares-search">
                "Search"
            </label>
            <span class="my-shares__box">
                <Icon name="search" />
                <input
                    class="input"
                    id="my-shares-search"
                    type="search"
                    autocomplete="off"
                    placeholder="Title, label, person, owner"
                    prop:value=typed
                    on:input:target=move |event| {
                        typed.set(event.target().value());
                        forget();
                        let handle = set_timeout_with_handle(search, Duration::from_millis(TYPING));
                        timer.set_value(handle.ok());
                    }
                    on:keydown=move |event| {
                        if event.key() == "Enter" {
                            search();
                        }
                    }
                />
            </span>
        </div>
    }
    .into_any()
}
