//! `/team-memory`: the organisation's own words and patterns, and what is never suggested.

use discreet_api_types::ids::WordId;
use discreet_api_types::policy::{Word, WordKind};
use leptos::prelude::*;

use super::add_word::AddWord;
use super::api;
use super::state::{kind_words, label_words};
use crate::browser::intl::{self, Zone};
use crate::browser::{announce, focus, title};
use crate::http::Failure;
use crate::ui::{Banner, Button, EmptyState, Look, Skeleton, Tone};

/// What to do with an entry.
#[derive(Clone)]
enum Act {
    Renew(WordId),
    Remove(WordId),
}

/// The team memory.
#[component]
pub fn WordsPage() -> impl IntoView {
    title::show("Team memory".to_owned());
    let words = LocalResource::new(api::words);
    // What was there is shown until what is newer has come.
    let failure = RwSignal::new(None::<Failure>);
    let act = Action::new_unsync(move |act: &Act| {
        let act = act.clone();
        async move {
            let (done, said) = match &act {
                Act::Renew(id) => (api::renew(id).await.map(|_| ()), "Renewed for a year"),
                Act::Remove(id) => (api::remove(id).await, "Removed"),
            };
            match done {
                Ok(()) => {
                    failure.try_set(None);
                    announce(said);
                    // The button that was pressed may be gone with its row.
                    focus::focus("main h1");
                    words.refetch();
                }
                Err(reason) => {
                    announce(&reason.to_string());
                    failure.try_set(Some(reason));
                }
            }
        }
    });
    let body = move || match words.get() {
        None => view! { <Skeleton label="Loading the team memory" /> }.into_any(),
        Some(Err(failure)) => view! {
            <Banner tone=Tone::Danger>
                <p>{failure.to_string()}</p>
                <Button on_press=move |()| words.refetch()>"Try again"</Button>
            </Banner>
        }
        .into_any(),
        Some(Ok(found)) => {
            let can_change = found.can_change;
            let rows = found
                .words
                .into_iter()
                .map(|word| view! { <Row word can_change act /> })
                .collect_view();
            view! {
                {can_change.then(|| view! { <AddWord on_added=Callback::new(move |()| words.refetch()) /> })}
                {if rows.is_empty() {
                    view! {
                        <EmptyState icon="wand" title="Nothing is remembered yet">
                            <p>
                                "Add tenant-id formats, project names and internal hosts, so that every review finds them."
                            </p>
                        </EmptyState>
                    }
                        .into_any()
                } else {
                    view! {
                        <ul class="words" aria-label="Team memory">
                            {rows}
                        </ul>
                    }
                        .into_any()
                }}
            }
            .into_any()
        }
    };
    view! {
        <section class="team-memory">
            <div>
                <h1 tabindex="-1">"Team memory"</h1>
                <p class="quiet small">
                    "What every review in your organisation looks for, and what it never suggests. Entries hold for a year unless renewed; every change is recorded."
                </p>
            </div>
            {move || {
                failure
                    .get()
                    .map(|failure| view! { <Banner tone=Tone::Danger>{failure.to_string()}</Banner> })
            }}
            {body}
        </section>
    }
}

#[component]
fn Row(word: Word, can_change: bool, act: Action<Act, ()>) -> impl IntoView {
    let never = word.kind == WordKind::Never;
    let label = word.label.as_deref().map(label_words);
    let until = intl::day(&word.expires_at, Zone::Local);
    let until = if word.expired {
        format!("Expired on {until}: it does nothing until it is renewed")
    } else {
        format!("until {until}")
    };
    let by = format!(
        "added by {} on {}",
        word.added_by.name,
        intl::day(&word.added_at, Zone::Local)
    );
    let (renew, remove) = (word.id.clone(), word.id);
    let about = word.text.clone();
    let about_removed = word.text.clone();
    view! {
        <li class="words__row" data-expired=word.expired.then_some("")>
            <div class="words__what">
                <span class="words__kind">{kind_words(word.kind)}</span>
                <bdi class="words__text">{word.text}</bdi>
                {word.name.map(|name| view! { <span class="quiet">{name}</span> })}
            </div>
            <p class="words__about quiet small">
                {label.filter(|_| !never).map(|label| format!("{label} · "))} {by} " · " {until}
            </p>
            {can_change
                .then(|| {
                    view! {
                        <div class="words__acts">
                            <Button
                                look=Look::Quiet
                                icon="refresh-cw"
                                on_press=move |()| {
                                    act.dispatch(Act::Renew(renew.clone()));
                                }
                            >
                                "Renew" <span class="visually-hidden">" " {about}</span>
                            </Button>
                            <Button
                                look=Look::Quiet
                                icon="trash-2"
                                on_press=move |()| {
                                    act.dispatch(Act::Remove(remove.clone()));
                                }
                            >
                                "Remove" <span class="visually-hidden">" " {about_removed}</span>
                            </Button>
                        </div>
                    }
                })}
        </li>
    }
    .into_any()
}
