//! Erasing who somebody was.

use discreet_api_types::people::Colleague;
use leptos::prelude::*;

use crate::accounts::api;
use crate::ui::ConfirmDialog;

/// The dialog.
#[component]
pub(super) fn EraseDialog(
    open: RwSignal<bool>,
    person: Signal<Option<Colleague>>,
    on_changed: Callback<String>,
) -> impl IntoView {
    let failed = RwSignal::new(None::<String>);
    let erase = Action::new_unsync(move |person: &Colleague| {
        let person = person.clone();
        async move {
            failed.try_set(None);
            match api::erase(&person.person.id).await {
                Ok(()) => {
                    open.try_set(false);
                    on_changed.run("The person is erased".to_owned());
                }
                Err(failure) => {
                    failed.try_set(Some(failure.to_string()));
                }
            }
        }
    });
    let name = move || {
        person.with(|person| {
            person
                .as_ref()
                .map(|person| person.person.name.clone())
                .unwrap_or_default()
        })
    };
    view! {
        <ConfirmDialog
            open
            title="Erase this person?"
            confirm="Erase for good"
            busy=erase.pending()
            error=failed
            on_confirm=move |()| {
                if let Some(person) = person.get_untracked() {
                    erase.dispatch(person);
                }
            }
        >
            <p>
                "The name and address of " <bdi>{name}</bdi>
                " are deleted, here, in teams and in the audit trail, where a pseudonym stays in their place. The trail still verifies."
            </p>
            <p>"Conversations they brought in stay. This cannot be undone."</p>
        </ConfirmDialog>
    }
    .into_any()
}
