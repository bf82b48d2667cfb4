//! The head of a conversation: what it is, how far it is exposed, what can be done with it.

use discreet_api_types::conversations::{ChangeConversation, Status};
use leptos::prelude::*;

use super::edit_line::{EditLine, change_sentence};
use super::open_conversation::OpenConversation;
use super::state::{status_label, tags_from};
use super::{StatusPill, delete_dialog::DeleteDialog};
use crate::browser::{announce, focus, timers};
use crate::paths;
use crate::sharing::StatusIndicator;
use crate::ui::{Banner, Button, Icon, IconButton, Look, Menu, MenuItem, MenuRadio, Tone};

const STATUSES: [Status; 4] = [
    Status::Open,
    Status::Escalated,
    Status::Resolved,
    Status::Closed,
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Editing {
    Nothing,
    Title,
    Tags,
}

/// The head of a conversation.
#[component]
pub fn Header(conversation: OpenConversation, sharing: RwSignal<bool>) -> impl IntoView {
    let title = conversation.part(|conversation| conversation.title.clone());
    let exposure = conversation.part(|conversation| conversation.exposure.clone());
    let abilities = conversation.part(|conversation| conversation.abilities.clone());
    let owner = conversation
        .part(|conversation| (!conversation.mine).then(|| conversation.owner.name.clone()));
    let editing = RwSignal::new(Editing::Nothing);
    let deleting = RwSignal::new(false);
    let status_error = RwSignal::new(None::<String>);
    let stop_editing = move |opener: &'static str| {
        Callback::new(move |()| {
            editing.set(Editing::Nothing);
            timers::detached(0, move || {
                focus::focus_id(opener);
            });
        })
    };

    let heading = move || {
        if editing.get() == Editing::Title {
            view! {
                <EditLine
                    conversation
                    label="Title"
                    field="title"
                    initial=title.get_untracked()
                    change=|typed| ChangeConversation {
                        title: Some(typed.trim().to_owned()),
                        ..ChangeConversation::default()
                    }
                    on_done=stop_editing("edit-title")
                />
            }
            .into_any()
        } else {
            view! {
                <div class="conversation-header__title">
                    <h1 tabindex="-1" dir="auto">{title}</h1>
                    <Show when=move || abilities.with(|abilities| abilities.change)>
                        <IconButton
                            id="edit-title"
                            label="Edit title"
                            icon="pencil"
                            on_press=move |()| editing.set(Editing::Title)
                        />
                    </Show>
                </div>
            }
            .into_any()
        }
    };

    view! {
        <header class="conversation-header">
            <a class="conversation-header__back" href=paths::HOME>
                <Icon name="chevron-left" />
                "Conversations"
            </a>
            {heading}
            <div class="conversation-header__facts">
                <StatusMenu conversation error=status_error />
                <Tags
                    conversation
                    editing=Signal::derive(move || editing.get() == Editing::Tags)
                    on_edit=Callback::new(move |()| editing.set(Editing::Tags))
                    on_done=stop_editing("edit-tags")
                />
                {move || {
                    owner
                        .get()
                        .map(|owner| {
                            view! { <span class="quiet small">{format!("Belongs to {owner}")}</span> }
                        })
                }}
            </div>
            <div class="conversation-header__actions">
                <StatusIndicator exposure on_open=Callback::new(move |()| sharing.set(true)) />
                <Show when=move || abilities.with(|abilities| abilities.share)>
                    <Button look=Look::Primary icon="share-2" on_press=move |()| sharing.set(true)>
                        "Share"
                    </Button>
                </Show>
                <Show when=move || abilities.with(|abilities| abilities.delete)>
                    <Menu
                        label="More actions"
                        look=Look::Quiet
                        compact=true
                        trigger=|| view! { <Icon name="ellipsis" large=true /> }
                    >
                        <MenuItem icon="trash-2" danger=true on_select=move |()| deleting.set(true)>
                            "Delete…"
                        </MenuItem>
                    </Menu>
                </Show>
            </div>
            <a
                class="conversation-header__about"
                href="#about"
                on:click=|event| {
                    event.prevent_default();
                    focus::focus_id("about");
                }
            >
                "Contact, summary and notes"
            </a>
            {move || {
                status_error.get().map(|error| view! { <Banner tone=Tone::Danger>{error}</Banner> })
            }}
            <DeleteDialog conversation open=deleting />
        </header>
    }
    .into_any()
}

#[component]
fn StatusMenu(conversation: OpenConversation, error: RwSignal<Option<String>>) -> impl IntoView {
    let status = conversation.part(|conversation| Some(conversation.status));
    let may_change = conversation.part(|conversation| conversation.abilities.change);
    let shown = Signal::derive(move || status.get().unwrap_or(Status::Open));
    let choose = Action::new_unsync(move |status: &Status| {
        let status = *status;
        async move {
            error.try_set(None);
            let change = ChangeConversation {
                status: Some(status),
                ..ChangeConversation::default()
            };
            match conversation.change(change).await {
                Ok(()) => announce(&format!("Status: {}", status_label(status))),
                Err(failure) => {
                    error.try_set(Some(change_sentence(&failure, "status")));
                }
            }
        }
    });
    move || {
        if !may_change.get() {
            return view! { <StatusPill status=shown /> }.into_any();
        }
        view! {
            <Menu
                look=Look::Secondary
                class="status-menu"
                trigger=move || {
                    view! {
                        <span class="visually-hidden">"Status: "</span>
                        <StatusPill status=shown />
                        <Icon name="chevron-down" />
                    }
                }
            >
                {STATUSES
                    .iter()
                    .map(|&one| {
                        view! {
                            <MenuRadio
                                checked=Signal::derive(move || shown.get() == one)
                                on_select=Callback::new(move |()| {
                                    if shown.get_untracked() != one {
                                        choose.dispatch(one);
                                    }
                                })
                            >
                                {status_label(one)}
                            </MenuRadio>
                        }
                    })
                    .collect_view()}
            </Menu>
        }
        .into_any()
    }
}

#[component]
fn Tags(
    conversation: OpenConversation,
    #[prop(into)] editing: Signal<bool>,
    on_edit: Callback<()>,
    on_done: Callback<()>,
) -> impl IntoView {
    let tags = conversation.part(|conversation| conversation.tags.clone());
    let may_change = conversation.part(|conversation| conversation.abilities.change);
    move || {
        if editing.get() {
            return view! {
                <EditLine
                    conversation
                    label="Tags"
                    hint="Separated by commas"
                    field="tags"
                    initial=tags.with_untracked(|tags| tags.join(", "))
                    change=|typed| ChangeConversation {
                        tags: Some(tags_from(typed)),
                        ..ChangeConversation::default()
                    }
                    on_done
                />
            }
            .into_any();
        }
        let list = move || {
            tags.get()
                .into_iter()
                .map(|tag| {
                    view! {
                        <li class="tag">
                            <bdi>{tag}</bdi>
                        </li>
                    }
                })
                .collect_view()
        };
        let words = move || {
            if tags.with(Vec::is_empty) {
                "Add tags"
            } else {
                "Edit tags"
            }
        };
        view! {
            <div class="tags">
                <Show when=move || !tags.with(Vec::is_empty)>
                    <ul class="tags__list" aria-label="Tags">
                        {list}
                    </ul>
                </Show>
                <Show when=move || may_change.get()>
                    <IconButton
                        id="edit-tags"
                        label=Signal::derive(move || words().to_owned())
                        icon="tag"
                        on_press=move |()| on_edit.run(())
                    />
                </Show>
            </div>
        }
        .into_any()
    }
}
