//! Finding a colleague by the beginning of their name or address, inside the organisation only.

use std::time::Duration;

use discreet_api_types::accounts::Person;
use discreet_api_types::ids::PersonId;
use leptos::prelude::*;

use super::api;
use crate::ui::{ComboInput, ComboOption, Field, described_by};

/// Fewest letters that the server looks for.
const FEWEST: usize = 3;
/// How long to wait for more letters, in milliseconds.
const TYPING: u64 = 250;

/// The colleagues that what is typed could mean.
#[derive(Clone, Copy)]
pub struct Colleagues {
    found: Signal<Vec<Person>>,
    instead: Signal<Option<String>>,
}

impl Colleagues {
    /// Looks for them a moment after the last letter.
    pub fn named(typed: RwSignal<String>) -> Self {
        let wanted = RwSignal::new(String::new());
        let timer = StoredValue::new(None::<TimeoutHandle>);
        let forget = move || {
            if let Some(Some(handle)) = timer.try_update_value(Option::take) {
                handle.clear();
            }
        };
        on_cleanup(forget);
        // The effect speaks to a clock: what is asked for follows what is typed, later.
        Effect::new(move |_| {
            let typed = typed.with(|typed| typed.trim().to_owned());
            forget();
            if typed.chars().count() < FEWEST {
                wanted.set(String::new());
                return;
            }
            let ask = move || {
                wanted.try_set(typed.clone());
            };
            timer.set_value(set_timeout_with_handle(ask, Duration::from_millis(TYPING)).ok());
        });
        let answer = LocalResource::new(move || {
            let wanted = wanted.get();
            async move {
                if wanted.is_empty() {
                    return (wanted, Ok(Vec::new()));
                }
                let found = api::find_people(&wanted).await;
                (wanted, found.map(|found| found.people))
            }
        });
        let typed_now = move || typed.with(|typed| typed.trim().to_owned());
        Self {
            found: Signal::derive(move || {
                // An answer to fewer letters is no answer to these.
                match answer.get() {
                    Some((asked, Ok(people))) if asked == typed_now() => people,
                    _ => Vec::new(),
                }
            }),
            instead: Signal::derive(move || {
                let typed = typed_now();
                if typed.is_empty() {
                    return None;
                }
                if typed.chars().count() < FEWEST {
                    return Some("Type at least three letters.".to_owned());
                }
                match answer.get() {
                    Some((asked, answer)) if asked == typed => Some(match answer {
                        Ok(_) => "Nobody here has a name or address that begins so.".to_owned(),
                        Err(failure) => failure.to_string(),
                    }),
                    _ => Some("Looking …".to_owned()),
                }
            }),
        }
    }

    /// Who was found.
    pub fn found(self) -> Signal<Vec<Person>> {
        self.found
    }

    /// What to say where nobody was found.
    pub fn instead(self) -> Signal<Option<String>> {
        self.instead
    }
}

/// A person as a choice of a list.
fn option(person: &Person) -> ComboOption {
    ComboOption {
        value: person.id.0.clone(),
        label: person.name.clone(),
        detail: person.email.clone(),
        icon: "user",
    }
}

/// A field to choose one colleague with.
#[component]
pub fn PersonPicker(
    #[prop(into)] id: String,
    #[prop(into)] label: Signal<String>,
    #[prop(optional, into)] hint: Signal<Option<String>>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(into)] on_choose: Callback<Person>,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let colleagues = Colleagues::named(typed);
    let described = described_by(&id, hint, error);
    let found = colleagues.found();
    view! {
        <Field id=id.clone() label hint error>
            <ComboInput
                id
                typed
                options=Signal::derive(move || {
                    found.with(|found| found.iter().map(option).collect::<Vec<_>>())
                })
                instead=colleagues.instead()
                described
                invalid=Signal::derive(move || error.with(Option::is_some))
                on_choose=move |chosen: ComboOption| {
                    on_choose
                        .run(Person {
                            id: PersonId(chosen.value),
                            name: chosen.label,
                            email: chosen.detail,
                        });
                }
            />
        </Field>
    }
    .into_any()
}
