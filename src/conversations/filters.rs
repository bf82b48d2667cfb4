//! What narrows and sorts the list. All of it stands in the address.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use wasm_bindgen::JsCast;

use super::state::Filter;
use crate::browser::{focus, timers};
use crate::http;
use crate::paths;
use crate::session;
use crate::ui::Icon;

/// How long to wait for more letters, in milliseconds.
const TYPING: u64 = 250;

/// Whether *back* leads to the list as it was.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// It does.
    New,
    /// It leads to what was before: the letters of a word are no places to go back to.
    Same,
}

/// What to call to narrow the list: changes the address.
pub fn narrow() -> impl Fn(&Filter, Entry) + Clone + Send + Sync + 'static {
    let navigate = use_navigate();
    let navigate = send_wrapper::SendWrapper::new(navigate);
    move |filter: &Filter, entry: Entry| {
        let address = format!("{}{}", paths::HOME, http::query(&filter.pairs()));
        navigate(
            &address,
            NavigateOptions {
                replace: entry == Entry::Same,
                scroll: false,
                ..NavigateOptions::default()
            },
        );
    }
}

/// Search, filters and order.
#[component]
pub fn Filters(filter: Memo<Filter>, channels: Memo<Vec<String>>) -> impl IntoView {
    let session = session::current();
    let narrow = narrow();
    let choose = Callback::new(move |change: Change| {
        let mut wanted = filter.get_untracked();
        change(&mut wanted);
        if wanted != filter.get_untracked() {
            narrow(&wanted, Entry::New);
        }
    });
    let known = |options: &'static [(&'static str, &'static str)]| {
        let owned = |(value, words): &(&str, &str)| ((*value).to_owned(), (*words).to_owned());
        options.iter().map(owned).collect::<Vec<_>>()
    };
    let any_channel = move || {
        let mut options = vec![(String::new(), "Any channel".to_owned())];
        let chosen = filter.with(|filter| filter.channel.clone());
        let mut known = channels.get();
        if !chosen.is_empty() && !known.contains(&chosen) {
            known.push(chosen);
        }
        options.extend(known.into_iter().map(|channel| (channel.clone(), channel)));
        options
    };
    let has_channels = Memo::new(move |_| {
        channels.with(|channels| !channels.is_empty())
            || filter.with(|filter| !filter.channel.is_empty())
    });
    let orders = move || {
        let searches = filter.with(Filter::searches);
        let mut orders = known(&Filter::SORTS);
        orders.retain(|(value, _)| searches || value != "relevance");
        orders
    };
    view! {
        <search class="filters">
            <SearchField filter />
            <FilterSelect
                label="Status"
                options=move || known(&Filter::STATUSES)
                value=part(filter, |filter| &filter.status)
                on_change=move |value: String| choose.run(Box::new(|filter| filter.status = value))
            />
            <FilterSelect
                label="Shared"
                options=move || known(&Filter::SHARED)
                value=part(filter, |filter| &filter.shared)
                on_change=move |value: String| choose.run(Box::new(|filter| filter.shared = value))
            />
            <Show when=move || has_channels.get()>
                <FilterSelect
                    label="Channel"
                    options=any_channel
                    value=part(filter, |filter| &filter.channel)
                    on_change=move |value: String| choose.run(Box::new(|filter| filter.channel = value))
                />
            </Show>
            <Days filter choose />
            <Show when=move || session.abilities().see_all_shares>
                <button
                    class="button"
                    type="button"
                    data-look="secondary"
                    aria-pressed=move || if filter.with(|filter| filter.mine) { "true" } else { "false" }
                    on:click=move |_| choose.run(Box::new(|filter| filter.mine = !filter.mine))
                >
                    "Mine"
                </button>
            </Show>
            <FilterSelect
                label="Sort by"
                options=orders
                value=Signal::derive(move || filter.with(|filter| filter.sorted().to_owned()))
                on_change=move |value: String| choose.run(Box::new(move |filter| filter.sort_by(&value)))
                sort=true
            />
            <Chips filter choose />
        </search>
    }
    .into_any()
}

/// A change of what is asked for.
type Change = Box<dyn FnOnce(&mut Filter)>;

fn part(filter: Memo<Filter>, part: fn(&Filter) -> &String) -> Signal<String> {
    Signal::derive(move || filter.with(|filter| part(filter).clone()))
}

/// Words to find, asked for a moment after the last letter.
#[component]
fn SearchField(filter: Memo<Filter>) -> impl IntoView {
    let narrow = narrow();
    let typed = RwSignal::new(filter.with_untracked(|filter| filter.q.clone()));
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let forget = move || {
        if let Some(Some(handle)) = timer.try_update_value(Option::take) {
            handle.clear();
        }
    };
    let search = move || {
        forget();
        let q = typed.get_untracked();
        let mut wanted = filter.get_untracked();
        if wanted.q != q {
            // The first letter begins a new place to go back to; the others change it.
            let entry = if wanted.searches() {
                Entry::Same
            } else {
                Entry::New
            };
            wanted.q = q;
            if !wanted.searches() && wanted.sort == "relevance" {
                wanted.sort = String::new();
            }
            narrow(&wanted, entry);
        }
    };
    on_cleanup(forget);
    let search_soon = {
        let search = search.clone();
        move || {
            forget();
            let duration = std::time::Duration::from_millis(TYPING);
            timer.set_value(set_timeout_with_handle(search.clone(), duration).ok());
        }
    };
    // The address can change by *back* or by *Clear*: the field follows, unless it is being typed in.
    Effect::new(move |_| {
        let q = filter.with(|filter| filter.q.clone());
        timers::detached(0, move || {
            if typed
                .try_get_untracked()
                .is_some_and(|typed| typed.trim() != q.trim())
                && timer.try_with_value(Option::is_none) == Some(true)
            {
                typed.try_set(q);
            }
        });
    });
    view! {
        <form
            class="filters__search"
            on:submit=move |event| {
                event.prevent_default();
                search();
            }
        >
            <label class="visually-hidden" for="search">
                "Search conversations"
            </label>
            <Icon name="search" />
            <input
                class="input"
                id="search"
                type="search"
                placeholder="Search messages, titles, contacts, tags, notes"
                title="All words must occur. Put words in quotation marks to find them together."
                autocomplete="off"
                spellcheck="false"
                maxlength="500"
                prop:value=typed
                on:input:target=move |event| {
                    typed.set(event.target().value());
                    search_soon();
                }
            />
        </form>
    }
    .into_any()
}

#[component]
fn FilterSelect(
    label: &'static str,
    #[prop(into)] options: Signal<Vec<(String, String)>>,
    value: Signal<String>,
    #[prop(into)] on_change: Callback<String>,
    /// It is the order: something is chosen always.
    #[prop(optional)]
    sort: bool,
) -> impl IntoView {
    let list = move || {
        options
            .get()
            .into_iter()
            .map(|(option, words)| {
                let known = option.clone();
                view! {
                    <option value=option prop:selected=move || value.with(|value| *value == known)>
                        {words}
                    </option>
                }
            })
            .collect_view()
    };
    view! {
        <span
            class="select"
            class:filters__sort=sort
            data-chosen=move || (!sort && value.with(|value| !value.is_empty())).then_some("")
        >
            <select
                class="input"
                aria-label=label
                on:change:target=move |event| on_change.run(event.target().value())
            >
                {list}
            </select>
            <Icon name="chevron-down" />
        </span>
    }
    .into_any()
}

/// From which day to which the last message is.
#[component]
fn Days(filter: Memo<Filter>, choose: Callback<Change>) -> impl IntoView {
    let chosen = move || filter.with(|filter| !(filter.from.is_empty() && filter.to.is_empty()));
    let details = NodeRef::<leptos::html::Details>::new();
    let close = move || {
        if let Some(details) = details.get_untracked() {
            details.set_open(false);
        }
    };
    view! {
        <details
            class="filters__days"
            node_ref=details
            data-chosen=move || chosen().then_some("")
            on:keydown=move |event| {
                if event.key() == "Escape" {
                    close();
                    focus::focus_id("filter-days");
                }
            }
            on:focusout=move |event| {
                let inside = event
                    .related_target()
                    .and_then(|target| target.dyn_into::<web_sys::Node>().ok())
                    .is_some_and(|target| {
                        details.get_untracked().is_some_and(|details| details.contains(Some(&target)))
                    });
                if !inside && event.related_target().is_some() {
                    close();
                }
            }
        >
            <summary class="button" id="filter-days" data-look="secondary">
                "Dates" <Icon name="chevron-down" />
            </summary>
            <div class="filters__between">
                <Day
                    label="Last message from"
                    value=part(filter, |filter| &filter.from)
                    on_change=move |value: String| choose.run(Box::new(|filter| filter.from = value))
                />
                <Day
                    label="until"
                    value=part(filter, |filter| &filter.to)
                    on_change=move |value: String| choose.run(Box::new(|filter| filter.to = value))
                />
            </div>
        </details>
    }
    .into_any()
}

#[component]
fn Day(
    label: &'static str,
    value: Signal<String>,
    #[prop(into)] on_change: Callback<String>,
) -> impl IntoView {
    view! {
        <label class="filters__day">
            <span>{label}</span>
            <input
                class="input"
                type="date"
                prop:value=value
                on:change:target=move |event| on_change.run(event.target().value())
            />
        </label>
    }
    .into_any()
}

/// What narrows the list and cannot be seen in a field, each with a way to drop it.
#[component]
fn Chips(filter: Memo<Filter>, choose: Callback<Change>) -> impl IntoView {
    let chips = move || {
        let filter = filter.get();
        let tag: fn(&mut Filter) = |filter| filter.tag.clear();
        let from: fn(&mut Filter) = |filter| filter.from.clear();
        let to: fn(&mut Filter) = |filter| filter.to.clear();
        let all = [
            ("Tag", filter.tag, tag),
            ("From", filter.from, from),
            ("Until", filter.to, to),
        ];
        let chips: Vec<_> = all
            .into_iter()
            .filter(|(_, value, _)| !value.is_empty())
            .map(|(name, value, drop)| {
                let label = format!("Remove filter {name}: {value}");
                view! {
                    <li>
                        <button
                            class="chip"
                            type="button"
                            aria-label=label.clone()
                            title=label
                            on:click=move |_| {
                                choose.run(Box::new(drop));
                                focus::focus_id("search");
                            }
                        >
                            <span class="quiet">{name} ": "</span>
                            <bdi>{value}</bdi>
                            <Icon name="x" />
                        </button>
                    </li>
                }
            })
            .collect();
        (!chips.is_empty()).then(
            || view! { <ul class="filters__chips" aria-label="Filters in force">{chips}</ul> },
        )
    };
    view! { {chips} }.into_any()
}
