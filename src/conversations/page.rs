//! `/conversations/:id`: a conversation, its transcript and what is known about it.

use discreet_api_types::ids::ConversationId;
use discreet_api_types::problem::ErrorCode;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map};

use super::about::{About, Log};
use super::api;
use super::comments::Comments;
use super::header::Header;
use super::open_conversation::OpenConversation;
use crate::browser::{location, title};
use crate::http::Failure;
use crate::paths;
use crate::sharing::SharingControls;
use crate::transcript::{Entry, Feed, Page, Transcript, load_pages};
use crate::ui::{Banner, Button, EmptyState, Skeleton, Tone};

/// A conversation; another one when the address changes.
#[component]
pub fn ConversationPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    move || view! { <OneConversation id=ConversationId(id.get()) /> }.into_any()
}

#[component]
fn OneConversation(id: ConversationId) -> impl IntoView {
    let conversation = OpenConversation::new(id.clone());
    title::show(conversation.part(|conversation| conversation.title.clone()));

    // By the router's word: while a link is followed, the address still names the page before.
    let asked = use_location().search.get_untracked();
    let sharing = RwSignal::new(asked.trim_start_matches('?') == paths::SHARING);
    // The effect speaks to the address: once closed, a reload is not to open the controls again.
    Effect::new(move |before: Option<bool>| {
        let open = sharing.get();
        if before == Some(true) && !open && !location::query().is_empty() {
            let fragment = location::fragment();
            let hash = if fragment.is_empty() { "" } else { "#" };
            location::replace_address(&format!("{}{hash}{fragment}", location::path()));
        }
        open
    });

    let feed = Feed::new();
    let loading = load_pages(feed, move |after| {
        let id = id.clone();
        async move {
            let page = api::messages(&id, after).await?;
            Ok(Page {
                entries: page.messages.into_iter().map(Entry::from).collect(),
                next_after: page.next_after,
            })
        }
    });
    let count = conversation.part(|conversation| conversation.message_count);
    // The effect speaks to the feed's loader: a conversation that grew is asked for its end again.
    Effect::new(move |before: Option<u32>| {
        let count = count.get();
        if before.is_some_and(|before| before > 0 && count > before) {
            feed.reopen();
        }
        count
    });

    let is_here = Memo::new(move |_| conversation.is_here());
    move || {
        if is_here.get() {
            return view! {
                <article class="conversation">
                    <Header conversation sharing />
                    <About conversation />
                    <div class="conversation__transcript">
                        <Transcript feed />
                        <Show when=move || feed.is_complete() && feed.arrived() == 0>
                            <p class="quiet">"This conversation has no messages yet."</p>
                        </Show>
                        {move || {
                            loading
                                .failure
                                .get()
                                .map(|failure| {
                                    view! {
                                        <Banner tone=Tone::Danger>
                                            <p>"Not all messages could be loaded. " {failure.to_string()}</p>
                                            <Button on_press=move |()| loading.retry()>"Try again"</Button>
                                        </Banner>
                                    }
                                })
                        }}
                        <Comments id=conversation.id() />
                        <Log conversation />
                    </div>
                    {conversation
                        .whole()
                        .map(|whole| {
                            view! {
                                <SharingControls
                                    conversation=whole
                                    open=sharing
                                    on_changed=Callback::new(move |()| conversation.refetch())
                                />
                            }
                        })}
                </article>
            }
            .into_any();
        }
        match conversation.failure() {
            None => view! { <Skeleton rows=6 label="Loading the conversation" /> }.into_any(),
            Some(failure) => {
                view! { <NotHere failure retry=Callback::new(move |()| conversation.refetch()) /> }
                    .into_any()
            }
        }
    }
}

/// There is no conversation to show.
#[component]
fn NotHere(failure: Failure, retry: Callback<()>) -> impl IntoView {
    if failure.code() == Some(ErrorCode::NotFound) {
        title::show("Not found".to_owned());
        return view! {
            <h1 class="visually-hidden" tabindex="-1">"Not found"</h1>
            <EmptyState icon="search" title="There is no such conversation here">
                <p>"It may have been deleted, or it belongs to somebody else. Shared ones open from their own links."</p>
                <a class="button" data-look="secondary" href=paths::HOME>
                    "All conversations"
                </a>
            </EmptyState>
        }
        .into_any();
    }
    title::show("Conversation".to_owned());
    view! {
        <h1 class="visually-hidden" tabindex="-1">"Conversation"</h1>
        <Banner tone=Tone::Danger>
            <p>{failure.to_string()}</p>
            <Button on_press=move |()| retry.run(())>"Try again"</Button>
        </Banner>
    }
    .into_any()
}
