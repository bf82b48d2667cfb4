//! Deleting a conversation: says first which live shares will end.

use discreet_api_types::ids::ConversationId;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::open_conversation::OpenConversation;
use super::state::{audience_sentence, counted, live};
use super::{Importer, api};
use crate::browser::intl;
use crate::paths;
use crate::ui::{Banner, ConfirmDialog, Spinner, Toasts, Tone};

/// Asks, deletes, and leads to the list.
#[component]
pub fn DeleteDialog(conversation: OpenConversation, open: RwSignal<bool>) -> impl IntoView {
    let toasts = expect_context::<Toasts>();
    let importer = expect_context::<Importer>();
    let navigate = use_navigate();
    let error = RwSignal::new(None::<String>);
    let title = conversation.part(|conversation| conversation.title.clone());
    let delete = Action::new_unsync(move |id: &ConversationId| {
        let id = id.clone();
        let navigate = navigate.clone();
        async move {
            error.try_set(None);
            match api::delete(&id).await {
                Ok(deleted) => {
                    open.try_set(false);
                    toasts.good(match deleted.ended_shares.len() {
                        0 => "Conversation deleted".to_owned(),
                        count => format!(
                            "Conversation deleted; {} ended",
                            counted(count, "share", "shares")
                        ),
                    });
                    importer.changed();
                    navigate(paths::HOME, NavigateOptions::default());
                }
                Err(failure) => {
                    error.try_set(Some(failure.to_string()));
                }
            }
        }
    });
    view! {
        <ConfirmDialog
            open
            title="Delete this conversation?"
            confirm="Delete conversation"
            busy=delete.pending()
            error
            on_confirm=move |()| {
                delete.dispatch(conversation.id());
            }
        >
            <p>
                <strong>
                    <bdi>{title}</bdi>
                </strong>
                " is deleted for good, with its messages, notes and log. The audit trail stays."
            </p>
            <WhatEnds id=conversation.id() />
        </ConfirmDialog>
    }
    .into_any()
}

#[component]
fn WhatEnds(id: ConversationId) -> impl IntoView {
    let shares = LocalResource::new(move || {
        let id = id.clone();
        async move { api::shares(&id).await }
    });
    move || match shares.get() {
        None => view! {
            <p class="quiet small import__progress">
                <Spinner />
                "Looking which shares will end"
            </p>
        }
        .into_any(),
        Some(Err(failure)) => view! {
            <Banner tone=Tone::Warning>
                "Which shares will end cannot be said now. " {failure.to_string()}
            </Banner>
        }
        .into_any(),
        Some(Ok(list)) => {
            let ending = live(&list.shares);
            if ending.is_empty() {
                return view! { <p class="quiet">"Nobody has access to it through a share."</p> }
                    .into_any();
            }
            let count = ending.len();
            let items = ending
                .into_iter()
                .map(|share| {
                    let until = match &share.expires_at {
                        Some(at) => format!("until {}", intl::date_time(at, intl::Zone::Local)),
                        None => "without an end".to_owned(),
                    };
                    view! {
                        <li>
                            <strong>{audience_sentence(share)}</strong>
                            <span class="quiet">", " {until}</span>
                        </li>
                    }
                })
                .collect_view();
            let sentence = if count == 1 {
                "This share ends at once; its link stops working:".to_owned()
            } else {
                format!("These {count} shares end at once; their links stop working:")
            };
            view! {
                <Banner tone=Tone::Warning>
                    <p>{sentence}</p>
                    <ul class="import__list">{items}</ul>
                </Banner>
            }
            .into_any()
        }
    }
}
