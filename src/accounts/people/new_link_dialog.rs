//! A new link for somebody who lost the first one, or their password.

use discreet_api_types::ids::PersonId;
use discreet_api_types::people::{Colleague, PasswordLink};
use leptos::prelude::*;

use super::link_shown::LinkShown;
use crate::accounts::api;
use crate::browser::announce;
use crate::ui::{Banner, Button, Dialog, Look, Tone};

/// The dialog.
#[component]
pub(super) fn NewLinkDialog(
    open: RwSignal<bool>,
    person: Signal<Option<Colleague>>,
) -> impl IntoView {
    let link = RwSignal::new(None::<PasswordLink>);
    let failed = RwSignal::new(None::<String>);
    // The effect forgets: what was shown once is not there when the dialog opens again.
    Effect::new(move |_| {
        if !open.get() {
            link.set(None);
            failed.set(None);
        }
    });
    let make = Action::new_unsync(move |person: &PersonId| {
        let person = person.clone();
        async move {
            failed.try_set(None);
            match api::new_link(&person).await {
                Ok(made) => {
                    announce("The link is ready. Copy it and hand it over.");
                    link.try_set(Some(made));
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
        <Dialog open title="New one-time link">
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
                        <div class="dialog__body">
                            <p>
                                "A link by which " <bdi>{name}</bdi>
                                " chooses a password, once, within 7 days. Using it ends all their sessions; until then nothing changes."
                            </p>
                            {move || {
                                failed
                                    .get()
                                    .map(|said| view! { <Banner tone=Tone::Danger>{said}</Banner> })
                            }}
                        </div>
                        <footer class="dialog__footer">
                            <Button on_press=move |()| open.set(false)>"Cancel"</Button>
                            <Button
                                look=Look::Primary
                                busy=make.pending()
                                on_press=move |()| {
                                    if let Some(person) = person.get_untracked() {
                                        make.dispatch(person.person.id);
                                    }
                                }
                            >
                                "Make the link"
                            </Button>
                        </footer>
                    }
                        .into_any()
                }
            }}
        </Dialog>
    }
    .into_any()
}
