//! `/`: the list of conversations. What narrows it is in the address.

use discreet_api_types::conversations::{ConversationPage, ConversationSummary};
use discreet_api_types::ids::ConversationId;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

use super::row::Row;
use super::state::Filter;
use super::{Importer, api};
use crate::browser::{announce, timers, title};
use crate::http::{self, Failure};
use crate::paths;
use crate::session;
use crate::ui::{Banner, Button, EmptyState, Icon, Look, Skeleton, Tone};

/// How long to wait for more letters, in milliseconds.
const TYPING: u64 = 250;

/// Pages after the first, kept as long as the first ends where they begin.
#[derive(Clone, Default)]
struct Further {
    after: Option<String>,
    rows: Vec<ConversationSummary>,
    next: Option<String>,
}

/// The list of conversations.
#[component]
pub fn ConversationsPage() -> impl IntoView {
    title::show("Conversations".to_owned());
    let importer = expect_context::<Importer>();
    let query = use_query_map();
    let filter = Memo::new(move |_| query.with(|query| Filter::read(|name| query.get(name))));
    let narrow = narrow();

    let first = LocalResource::new(move || {
        let filter = filter.get();
        importer.version();
        async move { api::list(&filter, "").await }
    });
    let further = RwSignal::new(Further::default());
    let page = Memo::new(move |_| match first.get() {
        Some(Ok(first)) => Some(Ok(with_further(first, &further.get()))),
        Some(Err(failure)) => Some(Err(failure)),
        None => None,
    });
    let more_failure = RwSignal::new(None::<Failure>);
    let more = Action::new_unsync(move |(filter, cursor): &(Filter, String)| {
        let (filter, cursor) = (filter.clone(), cursor.clone());
        let after = first_cursor(first);
        async move {
            more_failure.try_set(None);
            match api::list(&filter, &cursor).await {
                Ok(page) => {
                    let count = page.conversations.len();
                    further.try_update(|further| {
                        if further.after != after {
                            *further = Further {
                                after,
                                ..Further::default()
                            };
                        }
                        further.rows.extend(page.conversations);
                        further.next = page.next_cursor;
                    });
                    announce(&format!("{count} more"));
                }
                Err(failure) => {
                    more_failure.try_set(Some(failure));
                }
            }
        }
    });

    let rows = Memo::new(move |_| match page.get() {
        Some(Ok(page)) => page.conversations,
        Some(Err(_)) | None => Vec::new(),
    });
    let next = Memo::new(move |_| match page.get() {
        Some(Ok(page)) => page.next_cursor,
        Some(Err(_)) | None => None,
    });
    let shows = Memo::new(move |_| match page.get() {
        None => Shows::Loading,
        Some(Err(_)) => Shows::Failure,
        Some(Ok(page)) if !page.conversations.is_empty() => Shows::Rows,
        Some(Ok(_)) if filter.get().narrows() => Shows::NothingFound,
        Some(Ok(_)) => Shows::NothingYet,
    });
    // The effect speaks to those who do not see the list change.
    Effect::new(move |before: Option<Shows>| {
        let now = shows.get();
        if before.is_some_and(|before| before != now) && now == Shows::NothingFound {
            announce("Nothing found");
        }
        now
    });

    let list = move || {
        match shows.get() {
        Shows::Loading => {
            view! { <Skeleton rows=7 label="Loading conversations" /> }.into_any()
        }
        Shows::Failure => view! {
            <Banner tone=Tone::Danger>
                <p>{move || page.get().and_then(Result::err).map(|failure| failure.to_string())}</p>
                <Button on_press=move |()| first.refetch()>"Try again"</Button>
            </Banner>
        }
        .into_any(),
        Shows::NothingFound => {
            let narrow = narrow.clone();
            view! {
                <EmptyState icon="search" title="Nothing found">
                    <p>"No conversation fits these words and filters."</p>
                    <Button on_press=move |()| narrow(&Filter::default())>"Clear search and filters"</Button>
                </EmptyState>
            }
            .into_any()
        }
        Shows::NothingYet => view! { <NothingYet /> }.into_any(),
        Shows::Rows => view! {
            <ul class="conversation-list">
                <For
                    each=move || rows.with(|rows| ids(rows))
                    key=Clone::clone
                    children=move |id| {
                        let blank = rows.with_untracked(|rows| find(rows, &id));
                        // A row on its way out keeps its last content.
                        blank
                            .map(|last| {
                                let summary = Memo::new(move |before: Option<&ConversationSummary>| {
                                    rows.with(|rows| find(rows, &id))
                                        .or_else(|| before.cloned())
                                        .unwrap_or_else(|| last.clone())
                                });
                                view! { <Row summary /> }
                            })
                    }
                />
            </ul>
            {move || {
                more_failure
                    .get()
                    .map(|failure| view! { <Banner tone=Tone::Danger>{failure.to_string()}</Banner> })
            }}
            <Show when=move || next.with(Option::is_some)>
                <div class="conversation-list__more">
                    <Button
                        busy=more.pending()
                        on_press=move |()| {
                            if let Some(cursor) = next.get_untracked() {
                                more.dispatch((filter.get_untracked(), cursor));
                            }
                        }
                    >
                        "Show more"
                    </Button>
                </div>
            </Show>
        }
        .into_any(),
    }
    };

    view! {
        <section class="conversations">
            <h1 tabindex="-1">"Conversations"</h1>
            <Filters filter />
            <div aria-busy=move || if shows.get() == Shows::Loading { "true" } else { "false" }>
                {list}
            </div>
        </section>
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shows {
    Loading,
    Failure,
    NothingYet,
    NothingFound,
    Rows,
}

/// Search and filters.
#[component]
fn Filters(filter: Memo<Filter>) -> impl IntoView {
    let session = session::current();
    let narrow = narrow();
    let typed = RwSignal::new(filter.with_untracked(|filter| filter.q.clone()));
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let forget = move || {
        if let Some(Some(handle)) = timer.try_update_value(Option::take) {
            handle.clear();
        }
    };
    let search = {
        let narrow = narrow.clone();
        move || {
            forget();
            let q = typed.get_untracked();
            if filter.with_untracked(|filter| filter.q != q) {
                narrow(&Filter {
                    q,
                    ..filter.get_untracked()
                });
            }
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
    let choose = {
        let narrow = narrow.clone();
        move |change: &dyn Fn(&mut Filter)| {
            let mut wanted = filter.get_untracked();
            change(&mut wanted);
            narrow(&wanted);
        }
    };
    let choose_status = choose.clone();
    let choose_shared = choose.clone();
    let choose_mine = choose;
    view! {
        <search class="filters">
            <form
                class="filters__search"
                on:submit=move |event| {
                    event.prevent_default();
                    search();
                }
            >
                <label class="visually-hidden" for="search">
                    "Search in title and contact"
                </label>
                <Icon name="search" />
                <input
                    class="input"
                    id="search"
                    type="search"
                    placeholder="Search in title and contact"
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=typed
                    on:input:target=move |event| {
                        typed.set(event.target().value());
                        search_soon();
                    }
                />
            </form>
            <FilterSelect
                label="Status"
                options=&Filter::STATUSES
                value=Signal::derive(move || filter.with(|filter| filter.status.clone()))
                on_change=Callback::new(move |value: String| {
                    choose_status(&|filter| filter.status.clone_from(&value));
                })
            />
            <FilterSelect
                label="Shared"
                options=&Filter::SHARED
                value=Signal::derive(move || filter.with(|filter| filter.shared.clone()))
                on_change=Callback::new(move |value: String| {
                    choose_shared(&|filter| filter.shared.clone_from(&value));
                })
            />
            <Show when=move || session.abilities().see_all_shares>
                {
                    let choose_mine = choose_mine.clone();
                    view! {
                        <button
                            class="button"
                            type="button"
                            data-look="secondary"
                            aria-pressed=move || if filter.with(|filter| filter.mine) { "true" } else { "false" }
                            on:click=move |_| choose_mine(&|filter| filter.mine = !filter.mine)
                        >
                            "Mine"
                        </button>
                    }
                }
            </Show>
        </search>
    }
    .into_any()
}

#[component]
fn FilterSelect(
    label: &'static str,
    options: &'static [(&'static str, &'static str)],
    value: Signal<String>,
    on_change: Callback<String>,
) -> impl IntoView {
    let list = options
        .iter()
        .map(|(option, words)| {
            view! {
                <option value=*option prop:selected=move || value.with(|value| value == option)>
                    {*words}
                </option>
            }
        })
        .collect_view();
    view! {
        <span class="select" data-chosen=move || value.with(|value| !value.is_empty()).then_some("")>
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

/// The list is empty and nothing narrows it.
#[component]
fn NothingYet() -> impl IntoView {
    let session = session::current();
    let importer = expect_context::<Importer>();
    move || {
        if session.abilities().bring_in {
            view! {
                <EmptyState icon="message-square" title="No conversations yet">
                    <p>
                        "Drop a file here, or choose one: JSON with one conversation, an array of them, or JSON Lines. \
                         Your systems can send theirs to "
                        <code>"POST /api/v1/conversations"</code>"."
                    </p>
                    <Button look=Look::Primary icon="upload" on_press=move |()| importer.choose()>
                        "Choose a file"
                    </Button>
                </EmptyState>
            }
            .into_any()
        } else {
            view! {
                <EmptyState icon="message-square" title="No conversations here">
                    <p>"Conversations that colleagues share with you open from the links they send you."</p>
                </EmptyState>
            }
            .into_any()
        }
    }
}

/// What to call to narrow the list: changes the address.
fn narrow() -> impl Fn(&Filter) + Clone + Send + Sync + 'static {
    let navigate = use_navigate();
    let navigate = send_wrapper::SendWrapper::new(navigate);
    move |filter: &Filter| {
        let address = format!("{}{}", paths::HOME, http::query(&filter.pairs()));
        navigate(
            &address,
            NavigateOptions {
                replace: true,
                scroll: false,
                ..NavigateOptions::default()
            },
        );
    }
}

fn first_cursor(first: LocalResource<Result<ConversationPage, Failure>>) -> Option<String> {
    first.get_untracked()?.ok()?.next_cursor
}

/// The first page and those after it, if they still belong together.
fn with_further(mut first: ConversationPage, further: &Further) -> ConversationPage {
    if further.after.is_some() && further.after == first.next_cursor {
        first.conversations.extend(further.rows.iter().cloned());
        first.next_cursor.clone_from(&further.next);
    }
    first
}

fn ids(rows: &[ConversationSummary]) -> Vec<ConversationId> {
    let mut ids: Vec<ConversationId> = Vec::with_capacity(rows.len());
    for row in rows {
        // A conversation that changed between two pages comes twice.
        if !ids.contains(&row.id) {
            ids.push(row.id.clone());
        }
    }
    ids
}

fn find(rows: &[ConversationSummary], id: &ConversationId) -> Option<ConversationSummary> {
    rows.iter().find(|row| row.id == *id).cloned()
}
