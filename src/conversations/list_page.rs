//! `/`: the list of conversations. What narrows it is in the address.

use discreet_api_types::conversations::{ConversationPage, ConversationSummary};
use discreet_api_types::ids::ConversationId;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::filters::{Entry, Filters, narrow};
use super::row::Row;
use super::state::{self, Filter};
use super::{Importer, api};
use crate::browser::place::{self, Place};
use crate::browser::{announce, location, title};
use crate::http::Failure;
use crate::paths;
use crate::session;
use crate::ui::{Banner, Button, EmptyState, Look, Skeleton, Tone};

type First = LocalResource<Result<ConversationPage, Failure>>;

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

    keep_place(filter, first, further);

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
    // The effect speaks to those who do not see the list change: once, when the answer to a new question is here.
    Effect::new(move |before: Option<Option<Filter>>| {
        let answered = first.with(|first| match first {
            Some(Ok(first)) => Some((first.conversations.len(), first.next_cursor.is_some())),
            Some(Err(_)) | None => None,
        });
        let asked = filter.get_untracked();
        if let Some((shown, more)) = answered {
            if matches!(&before, Some(Some(known)) if *known != asked) {
                announce(&state::found_sentence(shown, more));
            }
            return Some(asked);
        }
        before.flatten()
    });
    let channels = Memo::new(move |_| match page.get() {
        Some(Ok(page)) => page.channels,
        Some(Err(_)) | None => Vec::new(),
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
        Shows::NothingFound => view! { <NothingFound filter /> }.into_any(),
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
            <Filters filter channels />
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

/// Nothing fits: what was asked for, and the ways out.
#[component]
fn NothingFound(filter: Memo<Filter>) -> impl IntoView {
    let narrow = narrow();
    let clear = narrow.clone();
    let asked = move || {
        filter.with(|filter| match (filter.searches(), filter.filters()) {
            (true, true) => view! {
                <p>
                    "No conversation with these filters says " <q><bdi>{filter.q.trim().to_owned()}</bdi></q> "."
                </p>
            }
            .into_any(),
            (true, false) => view! {
                <p>
                    "No conversation says " <q><bdi>{filter.q.trim().to_owned()}</bdi></q>
                    ". All words must occur; fewer words find more."
                </p>
            }
            .into_any(),
            (false, _) => view! { <p>"No conversation fits these filters."</p> }.into_any(),
        })
    };
    let both = move || filter.with(|filter| filter.searches() && filter.filters());
    view! {
        <EmptyState icon="search" title="Nothing found">
            {asked}
            <div class="empty__ways">
                <Show when=both>
                    {
                        let narrow = narrow.clone();
                        view! {
                            <Button on_press=move |()| {
                                narrow(&filter.get_untracked().words_only(), Entry::New);
                            }>"Search without filters"</Button>
                        }
                    }
                </Show>
                <Button on_press=move |()| clear(&Filter::default(), Entry::New)>
                    "Clear search and filters"
                </Button>
            </div>
        </EmptyState>
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

/// *Back* leads to the rows that were shown, and to the place among them.
fn keep_place(filter: Memo<Filter>, first: First, further: RwSignal<Further>) {
    let address = || format!("{}{}", location::path(), location::query());
    // Until it is reached, the place that was kept is the one that counts.
    let reached = RwSignal::new(false);
    let go = Action::new_unsync(move |(asked, (rows, top)): &(Filter, Place)| {
        let (asked, rows, top) = (asked.clone(), *rows as usize, f64::from(*top));
        async move {
            let Some(Some(Ok(start))) = first.try_get_untracked() else {
                return;
            };
            let mut all = Further {
                after: start.next_cursor.clone(),
                rows: Vec::new(),
                next: start.next_cursor,
            };
            while start.conversations.len() + all.rows.len() < rows
                && let Some(cursor) = all.next.clone()
                && let Ok(page) = api::list(&asked, &cursor).await
            {
                all.rows.extend(page.conversations);
                all.next = page.next_cursor;
            }
            // Something else may be asked for by now.
            if filter.try_get_untracked() == Some(asked) {
                further.try_set(all);
                request_animation_frame(move || {
                    window().scroll_to_with_x_and_y(0.0, top);
                    reached.try_set(true);
                });
            }
        }
    });
    // The effect speaks to the history: once an answer is here, was the reader here before?
    Effect::new(move |before: Option<Option<Filter>>| {
        let answered = first.with(|first| matches!(first, Some(Ok(_))));
        let asked = filter.get_untracked();
        if !answered || before.as_ref() == Some(&Some(asked.clone())) {
            return before.flatten();
        }
        match place::kept(&address()) {
            Some(kept) => {
                reached.set(false);
                go.dispatch((asked.clone(), kept));
            }
            None => reached.set(true),
        }
        Some(asked)
    });
    place::when_resting(move || {
        let top = window().scroll_y().unwrap_or_default();
        let further = further.with_untracked(|further| further.rows.len());
        if reached.get_untracked()
            && let Some(first) = first.get_untracked().and_then(Result::ok)
            && location::path() == paths::HOME
        {
            let rows = u32::try_from(first.conversations.len() + further).unwrap_or(u32::MAX);
            #[expect(clippy::cast_possible_truncation, reason = "pixels of a page")]
            let place = (top >= 1.0).then_some((rows, top as i32));
            place::keep(&address(), place);
        }
    });
}

fn first_cursor(first: First) -> Option<String> {
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
