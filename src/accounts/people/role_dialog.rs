//! Changing a role, and what becomes of what somebody owns if they may not share any more.

use discreet_api_types::accounts::Role;
use discreet_api_types::people::{ChangePerson, Colleague};
use leptos::prelude::*;

use super::invite_dialog::role_options;
use super::state::{
    ending_words, holdings_words, may_own, role_name, role_of, role_value, successors,
};
use super::successor::{Succession, SuccessionChoice};
use crate::accounts::api;
use crate::ui::{Banner, Button, Dialog, Look, Select, Tone};

/// The dialog.
#[component]
pub(super) fn RoleDialog(
    open: RwSignal<bool>,
    person: Signal<Option<Colleague>>,
    people: Signal<Vec<Colleague>>,
    on_changed: Callback<String>,
) -> impl IntoView {
    let role = RwSignal::new(Role::Viewer);
    let succession = Succession::new();
    let failed = RwSignal::new(None::<String>);
    let missing = RwSignal::new(None::<String>);
    // The effect begins anew for each person it is opened for.
    Effect::new(move |_| {
        if open.get() {
            role.set(person.with_untracked(|person| {
                person.as_ref().map_or(Role::Viewer, |person| person.role)
            }));
            succession.reset();
            failed.set(None);
            missing.set(None);
        }
    });
    let loses = Memo::new(move |_| {
        person.with(|person| {
            person.as_ref().is_some_and(|person| {
                may_own(person.role)
                    && !may_own(role.get())
                    && person.shares + person.conversations > 0
            })
        })
    });
    let change = Action::new_unsync(move |(person, change): &(Colleague, ChangePerson)| {
        let (person, change) = (person.clone(), change.clone());
        async move {
            match api::change_person(&person.person.id, &change).await {
                Ok(changed) => {
                    open.try_set(false);
                    on_changed.run(format!(
                        "{} is {} now",
                        changed.person.name,
                        role_name(changed.role).to_lowercase()
                    ));
                }
                Err(failure) => {
                    let at_field = failure.field("hand_over");
                    failed.try_set(
                        at_field
                            .is_none()
                            .then(|| failure.field("role").unwrap_or_else(|| failure.to_string())),
                    );
                    missing.try_set(at_field);
                }
            }
        }
    });
    let save = move || {
        failed.set(None);
        missing.set(None);
        let hand_over = if loses.get_untracked() {
            match succession.chosen() {
                Ok(chosen) => chosen,
                Err(words) => {
                    missing.set(Some(words.to_owned()));
                    crate::browser::focus::focus_id(super::successor::ID);
                    return;
                }
            }
        } else {
            None
        };
        if let Some(person) = person.get_untracked() {
            let wanted = ChangePerson {
                role: Some(role.get_untracked()),
                hand_over,
                ..ChangePerson::default()
            };
            change.dispatch((person, wanted));
        }
    };
    let body = move || {
        let person = person.get()?;
        let who = person.clone();
        Some(view! {
                   <p>
                       <bdi>{person.person.name.clone()}</bdi>
                       " · "
                       {person.person.email.clone()}
                   </p>
                   <Select
                       label="Role"
                       value=Signal::derive(move || role_value(role.get()).to_owned())
                       options=role_options()
                       on_change=move |value: String| {
                           if let Some(chosen) = role_of(&value) {
                               role.set(chosen);
                           }
                       }
                   />
                   <Show when=move || loses.get()>
                       <SuccessionChoice
                           succession
                           ends=ending_words(&who)
        owns=holdings_words(&who)
        choices=people.with_untracked(|people| successors(people, &who))
                           error=missing.into()
                       />
                   </Show>
               })
    };
    view! {
        <Dialog open title="Change role">
            <div class="dialog__body form">
                {body}
                {move || failed.get().map(|said| view! { <Banner tone=Tone::Danger>{said}</Banner> })}
            </div>
            <footer class="dialog__footer">
                <Button on_press=move |()| open.set(false)>"Cancel"</Button>
                <Button look=Look::Primary busy=change.pending() on_press=move |()| save()>
                    "Change role"
                </Button>
            </footer>
        </Dialog>
    }
    .into_any()
}
