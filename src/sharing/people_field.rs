//! Who may read it: addresses as chips.

use leptos::prelude::*;

use super::desk::{Fields, Trouble};
use super::form::take_typed;
use crate::browser::{announce, focus, timers};
use crate::ui::Icon;

/// The id of the field the addresses are typed into.
pub(super) const ID: &str = "share-people";

/// Addresses of the people named, each with what the server says about it.
#[component]
pub(super) fn PeopleField(fields: Fields, trouble: RwSignal<Option<Trouble>>) -> impl IntoView {
    let wrong = RwSignal::new(None::<String>);
    let take = move || {
        let (mut emails, mut typing) =
            (fields.emails.get_untracked(), fields.typing.get_untracked());
        let before = emails.len();
        let result = take_typed(&mut emails, &mut typing);
        if emails.len() > before {
            announce(&format!("{} added", emails[before..].join(", ")));
            fields.emails.set(emails);
        }
        fields.typing.set(typing);
        wrong.set(result.err());
    };
    let remove = move |address: String| {
        fields
            .emails
            .update(|emails| emails.retain(|known| *known != address));
        // What was said about places in the list is not about these places any more.
        trouble.update(|trouble| {
            let Some(said) = trouble else { return };
            said.errors
                .retain(|error| !error.field.starts_with("audience.emails"));
            if said.errors.is_empty() {
                *trouble = None;
            }
        });
        announce(&format!("{address} removed"));
        // Once what is left of the summary has taken the focus, as it does whenever it says something else.
        timers::detached(0, || {
            focus::focus_id(ID);
        });
    };
    let said_about = move |at: usize| {
        trouble.with(|trouble| {
            trouble
                .as_ref()
                .and_then(|trouble| trouble.field(&format!("audience.emails[{at}]")))
        })
    };
    let error = Signal::derive(move || {
        wrong.get().or_else(|| {
            trouble.with(|trouble| {
                trouble
                    .as_ref()
                    .and_then(|said| said.field("audience.emails"))
            })
        })
    });
    let chips = move || {
        fields
            .emails
            .get()
            .into_iter()
            .enumerate()
            .map(|(at, address)| {
                let said = said_about(at);
                let invalid = said.is_some().then_some("");
                let name = format!("Remove {address}");
                let gone = address.clone();
                view! {
                    <li class="chip" data-invalid=invalid>
                        <span class="chip__words">{address}</span>
                        <button
                            type="button"
                            class="chip__remove"
                            aria-label=name
                            on:click=move |_| remove(gone.clone())
                        >
                            <Icon name="x" />
                        </button>
                        {said
                            .map(|said| {
                                view! {
                                    <span class="chip__error" role="alert">
                                        {said}
                                    </span>
                                }
                            })}
                    </li>
                }
            })
            .collect_view()
    };
    view! {
        <div class="field people-field" data-invalid=move || error.with(Option::is_some).then_some("")>
            <label class="field__label" for=ID>
                "People"
            </label>
            <p class="field__hint" id="share-people-hint">
                "E-mail addresses of colleagues, each followed by Enter or a comma."
            </p>
            {move || {
                error
                    .get()
                    .map(|error| {
                        view! {
                            <p class="field__error" id="share-people-error">
                                <Icon name="circle-alert" />
                                <span>{error}</span>
                            </p>
                        }
                    })
            }}
            <div class="people-field__box">
                <ul class="people-field__chips" aria-label="People named">
                    {chips}
                </ul>
                <input
                    class="people-field__input"
                    id=ID
                    type="email"
                    multiple=""
                    inputmode="email"
                    autocomplete="off"
                    spellcheck="false"
                    aria-describedby="share-people-hint share-people-error"
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    prop:value=fields.typing
                    on:input:target=move |event| {
                        let typed = event.target().value();
                        let ends = typed.ends_with([',', ';', ' ']);
                        fields.typing.set(typed);
                        wrong.set(None);
                        if ends {
                            take();
                        }
                    }
                    on:keydown=move |event| {
                        match event.key().as_str() {
                            "Enter" => {
                                event.prevent_default();
                                take();
                            }
                            "Backspace" if fields.typing.with_untracked(String::is_empty) => {
                                let last = fields.emails.with_untracked(|all| all.last().cloned());
                                if let Some(last) = last {
                                    remove(last);
                                }
                            }
                            _ => {}
                        }
                    }
                    on:blur=move |_| take()
                />
            </div>
        </div>
    }
    .into_any()
}
