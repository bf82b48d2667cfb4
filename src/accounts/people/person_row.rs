//! A person in the list.

use discreet_api_types::people::Colleague;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::state::{State, role_name};
use crate::browser::intl::{self, Zone};
use crate::paths;
use crate::ui::{Badge, Icon, Look, Menu, MenuItem, Tone};

/// What can be done about somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Task {
    Role,
    Link,
    HandOver,
    Deactivate,
    Reactivate,
    Erase,
}

/// A row of the table.
#[component]
pub(super) fn PersonRow(
    person: Memo<Option<Colleague>>,
    on_task: Callback<(Task, Colleague)>,
) -> impl IntoView {
    // One read of one part of the person; nothing once they are gone from the list.
    let part = move |words: fn(&Colleague) -> String| {
        move || person.with(|person| person.as_ref().map(words).unwrap_or_default())
    };
    let state =
        Memo::new(move |_| person.with(|person| person.as_ref().map_or(State::Active, State::of)));
    let me = move || person.with(|person| person.as_ref().is_some_and(|person| person.me));
    let badge = move || {
        let tone = match state.get() {
            State::Active => Tone::Good,
            State::Invited => Tone::Info,
            State::Deactivated => Tone::Neutral,
        };
        view! { <Badge tone>{state.get().words()}</Badge> }
    };
    let seen = move || {
        person.with(|person| match person.as_ref()?.last_seen_at.as_ref() {
            None => Some(view! { <span class="quiet">"Not signed in"</span> }.into_any()),
            Some(at) => {
                let words = intl::relative(at, intl::now());
                let full = intl::date_time(at, Zone::Local);
                Some(view! { <time datetime=at.0.clone() title=full>{words}</time> }.into_any())
            }
        })
    };
    let label = person
        .with_untracked(|person| person.as_ref().map(|person| person.person.name.clone()))
        .map(|name| format!("Actions for {name}"))
        .unwrap_or_default();
    let navigate = StoredValue::new_local(use_navigate());
    let act = move |task: Task| {
        move |()| {
            if let Some(person) = person.get_untracked() {
                on_task.run((task, person));
            }
        }
    };
    let trail = move |()| {
        if let Some(person) = person.get_untracked() {
            let address = paths::trail_of_person(&person.person.id);
            navigate.with_value(|navigate| {
                navigate(&address, leptos_router::NavigateOptions::default());
            });
        }
    };
    let owns = move || {
        person.with(|person| {
            person
                .as_ref()
                .is_some_and(|person| person.conversations + person.shares > 0)
        })
    };
    view! {
        <tr data-state=move || (state.get() == State::Deactivated).then_some("off")>
            <th scope="row" class="org-table__who">
                <bdi>{part(|person| person.person.name.clone())}</bdi>
                {move || me().then(|| view! { <span class="quiet">" (you)"</span> })}
                <span class="org-table__address">{part(|person| person.person.email.clone())}</span>
            </th>
            <td data-label="Role">{part(|person| role_name(person.role).to_owned())}</td>
            <td data-label="State">{badge}</td>
            <td data-label="Conversations" class="org-table__number">
                {part(|person| person.conversations.to_string())}
            </td>
            <td data-label="Shares" class="org-table__number">
                {part(|person| person.shares.to_string())}
            </td>
            <td data-label="Last seen">{seen}</td>
            <td class="org-table__actions">
                <Menu
                    label
                    look=Look::Quiet
                    compact=true
                    trigger=|| view! { <Icon name="ellipsis" large=true /> }
                >
                    {move || {
                        (state.get() != State::Deactivated)
                            .then(|| {
                                view! {
                                    <MenuItem icon="shield" on_select=act(Task::Role)>
                                        "Change role…"
                                    </MenuItem>
                                    <MenuItem icon="link" on_select=act(Task::Link)>
                                        "New one-time link…"
                                    </MenuItem>
                                }
                            })
                    }}
                    {move || {
                        owns()
                            .then(|| {
                                view! {
                                    <MenuItem icon="users" on_select=act(Task::HandOver)>
                                        "Hand over…"
                                    </MenuItem>
                                }
                            })
                    }}
                    <MenuItem icon="history" on_select=trail>
                        "Audit trail"
                    </MenuItem>
                    {move || match state.get() {
                        State::Deactivated => {
                            view! {
                                <MenuItem icon="undo-2" on_select=act(Task::Reactivate)>
                                    "Reactivate"
                                </MenuItem>
                                <MenuItem icon="trash-2" danger=true on_select=act(Task::Erase)>
                                    "Erase…"
                                </MenuItem>
                            }
                                .into_any()
                        }
                        State::Active | State::Invited => {
                            (!me())
                                .then(|| {
                                    view! {
                                        <MenuItem
                                            icon="ban"
                                            danger=true
                                            on_select=act(Task::Deactivate)
                                        >
                                            "Deactivate…"
                                        </MenuItem>
                                    }
                                })
                                .into_any()
                        }
                    }}
                </Menu>
            </td>
        </tr>
    }
    .into_any()
}
