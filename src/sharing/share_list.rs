//! The shares of a conversation: live ones first, ended ones folded.

use discreet_api_types::sharing::Share;
use leptos::prelude::*;

use super::api;
use super::desk::Desk;
use super::requests::Requests;
use super::share_row::ShareRow;
use super::state::{counted, is_live};
use crate::browser::{focus, timers};
use crate::paths;
use crate::review::requests;
use crate::ui::{Banner, Button, EmptyState, Look, Skeleton, Tone};

/// The list, and the way to a new share.
#[component]
pub(super) fn ShareList(desk: Desk) -> impl IntoView {
    let shares = LocalResource::new(move || {
        let id = desk.conversation.with_untracked(|here| here.id.clone());
        async move { api::shares(&id).await }
    });
    let all = Memo::new(move |_| match shares.get() {
        Some(Ok(list)) => list.shares,
        Some(Err(_)) | None => Vec::new(),
    });
    let changed = Callback::new(move |()| {
        shares.refetch();
        desk.on_changed.run(());
    });
    let ids = move |live: bool| {
        all.with(|all| {
            all.iter()
                .filter(|share| is_live(share.status) == live)
                .cloned()
                .collect::<Vec<Share>>()
        })
    };
    let live = Memo::new(move |_| ids(true).len());
    let ended = Memo::new(move |_| ids(false).len());
    let state = Memo::new(move |_| match shares.get() {
        None => "loading",
        Some(Err(_)) => "failed",
        Some(Ok(list)) if list.shares.is_empty() => "empty",
        Some(Ok(_)) => "list",
    });
    // A row that moves to the other list is another one there; where it had the focus, the list takes that over.
    Effect::new(move |before: Option<usize>| {
        let now = live.get();
        if before.is_some_and(|before| before != now) {
            timers::detached(0, || {
                let page = document();
                if page
                    .active_element()
                    .is_none_or(|active| active.tag_name() == "BODY")
                {
                    focus::focus(".share-list[data-head]");
                }
            });
        }
        now
    });
    let may_share = Memo::new(move |_| desk.conversation.with(|here| here.abilities.share));
    let new_share = move || {
        let words = if desk
            .review
            .phase
            .with(|phase| *phase != crate::review::Phase::Idle)
        {
            "Continue the new share"
        } else {
            "New share"
        };
        may_share.get().then(|| {
            view! {
                <Button look=Look::Primary icon="plus" autofocus=true on_press=move |()| desk.start()>
                    {words}
                </Button>
            }
        })
    };
    view! {
        <div class="share-list" tabindex="-1" data-head="" role="group" aria-label="Shares" aria-busy=move || (state.get() == "loading").then_some("true")>
            <AskedForReview desk />
            {move || match state.get() {
                "loading" => view! { <Skeleton rows=3 label="Loading shares" /> }.into_any(),
                "failed" => {
                    let said = match shares.get() {
                        Some(Err(failure)) => failure.to_string(),
                        _ => String::new(),
                    };
                    view! {
                        <Banner tone=Tone::Danger>
                            <p>{said}</p>
                            <Button on_press=move |()| shares.refetch()>"Try again"</Button>
                        </Banner>
                    }
                        .into_any()
                }
                "empty" => {
                    view! {
                        <EmptyState icon="lock" title="This conversation is private">
                            <p>
                                "Only you can read it. A share gives people, your organisation or the holders of a link a frozen copy: you look it through first, and what you hide is not in it."
                            </p>
                            {new_share}
                        </EmptyState>
                    }
                        .into_any()
                }
                _ => {
                    view! {
                        <div class="share-list__head">
                            <p>
                                {move || match live.get() {
                                    0 => "Nobody else can read this now.".to_owned(),
                                    count => {
                                        counted(
                                            u32::try_from(count).unwrap_or(u32::MAX),
                                            "live share",
                                            "live shares",
                                        )
                                    }
                                }}
                            </p>
                            {new_share}
                        </div>
                        <Requests desk all changed />
                        <ul class="share-list__rows">
                            <For each=move || ids(true) key=|share| share.id.clone() let:share>
                                <ShareRow desk all first=share changed />
                            </For>
                        </ul>
                        <Show when=move || { ended.get() > 0 }>
                            <details class="share-list__ended" open=live.get_untracked() == 0>
                                <summary>
                                    {move || {
                                        counted(
                                            u32::try_from(ended.get()).unwrap_or(u32::MAX),
                                            "ended share",
                                            "ended shares",
                                        )
                                    }}
                                </summary>
                                <ul class="share-list__rows">
                                    <For
                                        each=move || ids(false)
                                        key=|share| share.id.clone()
                                        let:share
                                    >
                                        <ShareRow desk all first=share changed />
                                    </For>
                                </ul>
                            </details>
                        </Show>
                    }
                        .into_any()
                }
            }}
        </div>
    }
    .into_any()
}

/// What of this conversation is being checked by a colleague, and what they said.
#[component]
fn AskedForReview(desk: Desk) -> impl IntoView {
    let found = LocalResource::new(requests::list);
    let rows = move || {
        let here = desk.conversation.with(|here| here.id.clone());
        // Shares are listed without it: the page of requests says what went wrong.
        let Some(Ok(list)) = found.get() else {
            return Vec::new();
        };
        list.requests
            .into_iter()
            .filter(|request| {
                request.mine && request.conversation == here && requests::is_open(request.status)
            })
            .collect::<Vec<_>>()
    };
    view! {
        {move || {
            let rows = rows();
            (!rows.is_empty())
                .then(|| {
                    view! {
                        <ul class="requests" aria-label="Asked for review">
                            {rows
                                .into_iter()
                                .map(|request| {
                                    view! {
                                        <li class="requests__row">
                                            <a
                                                class="requests__title"
                                                href=paths::review(&request.id)
                                            >
                                                {if request.updates.is_some() {
                                                    "An update"
                                                } else {
                                                    "A new share"
                                                }}
                                            </a>
                                            <span
                                                class="request-status"
                                                data-status=requests::status_token(request.status)
                                            >
                                                {requests::status_words(request.status)}
                                            </span>
                                            {(!request.answer.is_empty())
                                                .then(|| {
                                                    view! {
                                                        <p class="requests__about" dir="auto">
                                                            {request.answer.clone()}
                                                        </p>
                                                    }
                                                })}
                                        </li>
                                    }
                                })
                                .collect_view()}
                        </ul>
                    }
                })
        }}
    }
    .into_any()
}
