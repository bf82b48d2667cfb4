//! `/shares`

use std::collections::BTreeSet;

use discreet_api_types::ids::ShareId;
use discreet_api_types::sharing::{Share, ShareStatus};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::exposure_picture::ExposurePicture;
use super::filters::Filters;
use super::renew_dialog::RenewDialog;
use super::row::Row;
use super::state::Filter;
use super::stop_dialog::StopDialog;
use crate::browser::{focus, title};
use crate::paths;
use crate::session;
use crate::sharing::{api, time};
use crate::ui::{Banner, Button, EmptyState, Look, Skeleton, Toasts, Tone};

/// Where the focus goes when the rows it was in are drawn anew.
const COUNT: &str = "my-shares-count";

/// Everything one ever shared; for admins everybody's too.
#[component]
pub fn MySharesPage() -> impl IntoView {
    let session = session::current();
    title::show("My shares".to_owned());
    let query = use_query_map();
    let filter = Memo::new(move |_| {
        let mut filter = query.with(|query| Filter::read(|name| query.get(name)));
        filter.all &= session.abilities().see_all_shares;
        filter
    });
    let again = RwSignal::new(0_u32);
    let list = LocalResource::new(move || {
        again.track();
        api::all_shares()
    });
    let shares = Memo::new(
        move |before: Option<&Option<Vec<Share>>>| match list.get() {
            Some(Ok(read)) => Some(read.shares),
            Some(Err(_)) | None => before.cloned().flatten(),
        },
    );
    let whose = Memo::new(move |_| {
        let all = filter.with(|filter| filter.all);
        shares.with(|shares| {
            let mut shares = shares.clone().unwrap_or_default();
            shares.retain(|share| all || session.with_person(|me| me == &share.owner.id));
            shares
        })
    });
    let counts = Memo::new(move |_| whose.with(|shares| Filter::counts(shares, time::now())));
    let shown = Memo::new(move |_| {
        whose.with(|shares| filter.with(|filter| filter.choose(shares, time::now())))
    });
    let chosen = RwSignal::new(BTreeSet::<String>::new());
    // Chosen and still shown: what a filter hides is not stopped unseen.
    let picked = Memo::new(move |_| {
        shown.with(|shown| {
            chosen.with(|chosen| {
                shown
                    .iter()
                    .filter(|share| may_stop(share) && chosen.contains(&share.id.0))
                    .map(|share| share.id.clone())
                    .collect::<Vec<ShareId>>()
            })
        })
    });
    let toasts = expect_context::<Toasts>();
    let changed = Callback::new(move |words: String| {
        toasts.good(words);
        chosen.set(BTreeSet::new());
        again.update(|again| *again += 1);
        focus::focus_id(COUNT);
    });
    let stopping = RwSignal::new(false);
    let to_stop = RwSignal::new(Vec::<ShareId>::new());
    let stop = Callback::new(move |ids: Vec<ShareId>| {
        to_stop.set(ids);
        stopping.set(true);
    });
    let renewing = RwSignal::new(false);
    let to_renew = RwSignal::new(None::<ShareId>);
    let renew = Callback::new(move |id: ShareId| {
        to_renew.set(Some(id));
        renewing.set(true);
    });
    let body = move || {
        match (shares.with(Option::is_some), list.get()) {
        (false, Some(Err(failure))) => view! {
            <Banner tone=Tone::Danger>
                <p>{failure.to_string()}</p>
                <Button on_press=move |()| list.refetch()>"Try again"</Button>
            </Banner>
        }
        .into_any(),
        (false, _) => view! { <Skeleton label="Loading shares" /> }.into_any(),
        (true, _) if whose.with(Vec::is_empty) => view! {
            <EmptyState icon="share-2" title="Nothing is shared">
                <p>"What you share will stand here, as long as it is open and afterwards."</p>
                <a class="button" data-look="secondary" href=paths::HOME>
                    "Choose a conversation to share"
                </a>
            </EmptyState>
        }
        .into_any(),
        (true, _) if shown.with(Vec::is_empty) => view! {
            <EmptyState icon="search" title="None of these">
                <p>"No share fits what is chosen above."</p>
                <a class="button" data-look="secondary" href=format!("{}?show=every", paths::SHARES)>
                    "Show all of mine"
                </a>
            </EmptyState>
        }
        .into_any(),
        (true, _) => view! {
            <ul class="my-shares__list" aria-label="Shares">
                <For
                    each=move || shown.get()
                    key=|share| {
                        (
                            share.id.0.clone(),
                            share.updated_at.0.clone(),
                            share.views,
                            super::super::state::status_words(share.status),
                            share.expires_at.as_ref().map(|at| at.0.clone()),
                        )
                    }
                    let:share
                >
                    <Row share chosen on_renew=renew on_stop=stop />
                </For>
            </ul>
        }
        .into_any(),
    }
    };
    let all_chosen = Memo::new(move |_| {
        let stoppable = shown.with(|shown| shown.iter().filter(|share| may_stop(share)).count());
        stoppable > 0 && picked.with(Vec::len) == stoppable
    });
    view! {
        <section class="my-shares">
            <div>
                <h1 tabindex="-1">
                    {move || if filter.with(|filter| filter.all) { "All shares" } else { "My shares" }}
                </h1>
                <p class="quiet small">
                    {move || {
                        if filter.with(|filter| filter.all) {
                            "Everybody’s, without their text and links. You can stop any of them."
                        } else {
                            "Everything you ever shared: who can read it until when, and whether they did."
                        }
                    }}
                </p>
            </div>
            <ExposurePicture filter again=again.into() />
            <Filters filter counts />
            <div class="my-shares__bar">
                <Show when=move || shown.with(|shown| shown.iter().any(may_stop))>
                    <label class="my-shares__every">
                        <input
                            type="checkbox"
                            prop:checked=all_chosen
                            on:change:target=move |event| {
                                let on = event.target().checked();
                                chosen
                                    .set(
                                        shown
                                            .with_untracked(|shown| {
                                                shown
                                                    .iter()
                                                    .filter(|share| on && may_stop(share))
                                                    .map(|share| share.id.0.clone())
                                                    .collect()
                                            }),
                                    );
                            }
                        />
                        "Select all shown"
                    </label>
                </Show>
                <p class="quiet small" id=COUNT tabindex="-1" role="status">
                    {move || {
                        let shown = crate::sharing::state::counted(
                            u32::try_from(shown.with(Vec::len)).unwrap_or(u32::MAX),
                            "share",
                            "shares",
                        );
                        match picked.with(Vec::len) {
                            0 => shown,
                            some => format!("{shown}, {some} selected"),
                        }
                    }}
                </p>
                <Show when=move || !picked.with(Vec::is_empty)>
                    <Button
                        look=Look::Danger
                        icon="link-2-off"
                        on_press=move |()| stop.run(picked.get_untracked())
                    >
                        "Stop selected…"
                    </Button>
                </Show>
            </div>
            {body}
        </section>
        <StopDialog open=stopping ids=to_stop on_stopped=changed />
        <RenewDialog open=renewing share=to_renew on_renewed=changed />
    }
}

fn may_stop(share: &Share) -> bool {
    share.abilities.stop && share.status != ShareStatus::Stopped
}
