//! Colleagues who ask to be let in, above the list of shares.

use discreet_api_types::accesses::AccessRequest;
use discreet_api_types::ids::ShareId;
use discreet_api_types::sharing::{AudienceKind, Share};
use leptos::prelude::*;

use super::api;
use super::desk::Desk;
use super::state::{ago_words, audience_words, is_live};
use super::time;
use crate::browser::{announce, focus};
use crate::ui::{Banner, Button, Look, Select, SelectOption, Tone};

/// The open requests for this conversation's shares; nothing at all while there are none.
#[component]
pub(super) fn Requests(
    desk: Desk,
    /// All shares, as they are now.
    all: Memo<Vec<Share>>,
    /// Somebody was let in.
    changed: Callback<()>,
) -> impl IntoView {
    let list = LocalResource::new(move || async move { api::requests().await });
    let here = Memo::new(move |_| {
        let conversation = desk.conversation.with(|here| here.id.clone());
        match list.get() {
            Some(Ok(list)) => list
                .requests
                .into_iter()
                .filter(|request| request.conversation.as_ref() == Some(&conversation))
                .collect(),
            Some(Err(_)) | None => Vec::new(),
        }
    });
    let decided = Callback::new(move |words: String| {
        announce(&words);
        list.refetch();
        changed.run(());
        focus::focus(".share-list[data-head]");
    });
    view! {
        <Show when=move || here.with(|here: &Vec<AccessRequest>| !here.is_empty())>
            <section class="access-requests" aria-label="Requests for access">
                <h3>"Asking for access"</h3>
                <ul class="access-requests__list">
                    <For each=move || here.get() key=|request| request.id.clone() let:request>
                        <RequestLine desk request all decided />
                    </For>
                </ul>
            </section>
        </Show>
    }
    .into_any()
}

#[component]
fn RequestLine(
    desk: Desk,
    request: AccessRequest,
    all: Memo<Vec<Share>>,
    decided: Callback<String>,
) -> impl IntoView {
    let failed = RwSignal::new(None::<String>);
    let name = request.person.name.clone();
    let asked_for = request.share.clone();
    // Where they can be let in: the share they asked for first.
    let places = Memo::new(move |_| {
        let mut places: Vec<Share> = all.with(|all| {
            all.iter()
                .filter(|share| {
                    share.audience.kind == AudienceKind::People && is_live(share.status)
                })
                .cloned()
                .collect()
        });
        places.sort_by_key(|share| share.id != asked_for);
        places
    });
    let chosen = RwSignal::new(None::<String>);
    let place = Signal::derive(move || {
        places.with(|places| {
            let first = places.first().map(|share| share.id.0.clone());
            chosen
                .get()
                .filter(|id| places.iter().any(|share| share.id.0 == *id))
                .or(first)
        })
    });
    let options = Signal::derive(move || {
        places.with(|places| {
            places
                .iter()
                .map(|share| {
                    let who = audience_words(&share.audience, &desk.organisation.get());
                    let words = match &share.label {
                        Some(label) => format!("{label}: {who}"),
                        None => who,
                    };
                    SelectOption::new(share.id.0.clone(), words)
                })
                .collect::<Vec<_>>()
        })
    });
    let id = request.id.clone();
    let who = name.clone();
    let approve = Action::new_unsync(move |share: &ShareId| {
        let (id, share, who) = (id.clone(), share.clone(), who.clone());
        async move {
            match api::approve(&id, share).await {
                Ok(_) => {
                    decided.try_run(format!("{who} can open it now"));
                }
                Err(failure) => {
                    failed.try_set(Some(failure.to_string()));
                }
            }
        }
    });
    let id = request.id.clone();
    let who = name.clone();
    let decline = Action::new_unsync(move |(): &()| {
        let (id, who) = (id.clone(), who.clone());
        async move {
            match api::decline(&id).await {
                Ok(_) => {
                    decided.try_run(format!("{who} was not let in"));
                }
                Err(failure) => {
                    failed.try_set(Some(failure.to_string()));
                }
            }
        }
    });
    let asked = time::parse(&request.asked_at);
    let has_place = Memo::new(move |_| places.with(|places| !places.is_empty()));
    view! {
        <li class="access-requests__line">
            <p>
                <bdi>{format!("{name} ({})", request.person.email)}</bdi>
                <span class="access-requests__when">
                    {move || asked.map(|at| format!(" asked {}", ago_words(desk.now.get(), at)))}
                </span>
            </p>
            <Show when=move || places.with(|places| places.len() > 1)>
                <Select
                    label="Let them into"
                    value=Signal::derive(move || place.get().unwrap_or_default())
                    options
                    on_change=move |id: String| chosen.set(Some(id))
                />
            </Show>
            <Show when=move || !has_place.get()>
                <p class="access-requests__when">
                    "To let them in, make a People share that names them."
                </p>
            </Show>
            {move || failed.get().map(|said| view! { <Banner tone=Tone::Danger>{said}</Banner> })}
            <div class="question__buttons">
                <Show when=move || has_place.get()>
                    <Button
                        look=Look::Primary
                        busy=approve.pending()
                        on_press=move |()| {
                            if let Some(id) = place.get_untracked() {
                                approve.dispatch(ShareId(id));
                            }
                        }
                    >
                        "Let them in"
                    </Button>
                </Show>
                <Button
                    busy=decline.pending()
                    on_press=move |()| {
                        decline.dispatch(());
                    }
                >
                    "Decline"
                </Button>
            </div>
        </li>
    }
    .into_any()
}
