//! Inviting somebody: name, address, role; then the link to hand over.

use discreet_api_types::accounts::Role;
use discreet_api_types::people::{NewPerson, PasswordLink};
use leptos::prelude::*;

use super::link_shown::LinkShown;
use super::state::{ROLES, role_of, role_value};
use crate::accounts::api;
use crate::browser::announce;
use crate::http::Failure;
use crate::ui::{
    Button, ButtonKind, Dialog, ErrorSummary, FieldProblem, Look, Select, SelectOption, TextInput,
};

const FIELDS: [&str; 3] = ["name", "email", "role"];

/// The dialog.
#[component]
pub(super) fn InviteDialog(open: RwSignal<bool>, on_changed: Callback<()>) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let email = RwSignal::new(String::new());
    let role = RwSignal::new(Role::Member);
    let failure = RwSignal::new(None::<Failure>);
    let link = RwSignal::new(None::<PasswordLink>);
    // The effect forgets: what was shown once is not there when the dialog opens again.
    Effect::new(move |_| {
        if !open.get() && link.with_untracked(Option::is_some) {
            link.set(None);
            name.set(String::new());
            email.set(String::new());
            role.set(Role::Member);
        }
    });
    let invite = Action::new_unsync(move |wanted: &NewPerson| {
        let wanted = wanted.clone();
        async move {
            match api::invite(&wanted).await {
                Ok(made) => {
                    announce("Invited. Copy the link and hand it over.");
                    link.try_set(Some(made));
                    on_changed.run(());
                }
                Err(reason) => {
                    failure.try_set(Some(reason));
                }
            }
        }
    });
    let problems = Signal::derive(move || {
        failure.with(|failure| match failure {
            None => Vec::new(),
            Some(failure) if failure.fields().is_empty() => vec![FieldProblem {
                id: None,
                message: failure.to_string(),
            }],
            Some(failure) => failure
                .fields()
                .iter()
                .map(|error| FieldProblem {
                    id: FIELDS
                        .contains(&error.field.as_str())
                        .then(|| format!("invite-{}", error.field)),
                    message: error.message.clone(),
                })
                .collect(),
        })
    });
    let error = move |field: &'static str| {
        Signal::derive(move || failure.with(|failure| failure.as_ref()?.field(field)))
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if invite.pending().get_untracked() {
            return;
        }
        failure.set(None);
        invite.dispatch(NewPerson {
            name: name.get_untracked(),
            email: email.get_untracked(),
            role: role.get_untracked(),
        });
    };
    view! {
        <Dialog open title="Invite a person">
            {move || match link.get() {
                Some(link) => {
                    view! {
                        <div class="dialog__body">
                            <LinkShown link />
                        </div>
                        <footer class="dialog__footer">
                            <Button on_press=move |()| open.set(false)>"Done"</Button>
                        </footer>
                    }
                        .into_any()
                }
                None => {
                    view! {
                        <form class="dialog__form" novalidate on:submit=submit>
                            <div class="dialog__body form">
                                <ErrorSummary problems />
                                <TextInput
                                    id="invite-name"
                                    label="Name"
                                    value=name
                                    autocomplete="off"
                                    autofocus=true
                                    maxlength=120
                                    error=error("name")
                                />
                                <TextInput
                                    id="invite-email"
                                    label="E-mail address"
                                    kind="email"
                                    autocomplete="off"
                                    value=email
                                    hint=Some(
                                        "They sign in with it. Nothing is sent to it.".to_owned(),
                                    )
                                    error=error("email")
                                />
                                <Select
                                    id="invite-role"
                                    label="Role"
                                    value=Signal::derive(move || role_value(role.get()).to_owned())
                                    options=role_options()
                                    error=error("role")
                                    on_change=move |value: String| {
                                        if let Some(chosen) = role_of(&value) {
                                            role.set(chosen);
                                        }
                                    }
                                />
                            </div>
                            <footer class="dialog__footer">
                                <Button on_press=move |()| open.set(false)>"Cancel"</Button>
                                <Button
                                    kind=ButtonKind::Submit
                                    look=Look::Primary
                                    busy=invite.pending()
                                >
                                    "Invite and get the link"
                                </Button>
                            </footer>
                        </form>
                    }
                        .into_any()
                }
            }}
        </Dialog>
    }
    .into_any()
}

/// The roles to choose from.
pub(super) fn role_options() -> Signal<Vec<SelectOption>> {
    Signal::derive(|| {
        ROLES
            .map(|(_, value, name, what)| SelectOption::new(value, format!("{name}: {what}")))
            .to_vec()
    })
}
