//! Somebody leaves, or hands over what they own.

use discreet_api_types::people::{ChangePerson, Colleague};
use leptos::prelude::*;

use super::state::{ending_words, holdings_words, successors};
use super::successor::{ID, Succession, SuccessionChoice, SuccessorField};
use crate::accounts::api;
use crate::browser::focus;
use crate::ui::{Banner, Button, Dialog, Look, Tone};

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leave {
    /// They may not sign in any more.
    Deactivate,
    /// They stay; what they own goes to a colleague.
    HandOver,
}

/// The dialog.
#[component]
pub(super) fn LeaveDialog(
    open: RwSignal<bool>,
    what: Leave,
    person: Signal<Option<Colleague>>,
    people: Signal<Vec<Colleague>>,
    on_changed: Callback<String>,
) -> impl IntoView {
    let succession = Succession::new();
    let failed = RwSignal::new(None::<String>);
    let missing = RwSignal::new(None::<String>);
    // The effect begins anew for each person it is opened for.
    Effect::new(move |_| {
        if open.get() {
            succession.reset();
            succession.hand_over.set(what == Leave::HandOver);
            failed.set(None);
            missing.set(None);
        }
    });
    let change = Action::new_unsync(move |(person, change): &(Colleague, ChangePerson)| {
        let (person, change) = (person.clone(), change.clone());
        async move {
            match api::change_person(&person.person.id, &change).await {
                Ok(_) => {
                    open.try_set(false);
                    let name = &person.person.name;
                    on_changed.run(match what {
                        Leave::Deactivate => format!("{name} is deactivated"),
                        Leave::HandOver => format!("Everything of {name}’s is handed over"),
                    });
                }
                Err(failure) => {
                    let at_field = failure.field("hand_over");
                    failed.try_set(at_field.is_none().then(|| {
                        failure
                            .fields()
                            .first()
                            .map_or_else(|| failure.to_string(), |error| error.message.clone())
                    }));
                    missing.try_set(at_field);
                }
            }
        }
    });
    let act = move || {
        failed.set(None);
        missing.set(None);
        match succession.chosen() {
            Err(words) => {
                missing.set(Some(words.to_owned()));
                focus::focus_id(ID);
            }
            Ok(hand_over) => {
                if let Some(person) = person.get_untracked() {
                    let wanted = ChangePerson {
                        active: (what == Leave::Deactivate).then_some(false),
                        hand_over,
                        ..ChangePerson::default()
                    };
                    change.dispatch((person, wanted));
                }
            }
        }
    };
    let body = move || {
        let person = person.get()?;
        let people = people.get_untracked();
        let name = person.person.name.clone();
        Some(match what {
            Leave::Deactivate if person.conversations + person.shares == 0 => view! {
                <p>
                    <bdi>{name}</bdi>
                    " is signed out everywhere and cannot sign in any more. They own nothing. You can reactivate them."
                </p>
            }
            .into_any(),
            Leave::Deactivate => view! {
                <p>
                    <bdi>{name}</bdi>
                    " is signed out everywhere and cannot sign in any more. You can reactivate them; shares that ended stay ended."
                </p>
                <SuccessionChoice
                    succession
                    ends=ending_words(&person)
                    owns=holdings_words(&person)
                    choices=successors(&people, &person)
                    error=missing.into()
                />
            }
            .into_any(),
            Leave::HandOver => view! {
                <p>
                    {holdings_words(&person)} " of " <bdi>{name}</bdi>
                    "’s go to a colleague. The links stay the same and go on working."
                </p>
                <SuccessorField to=succession.to choices=successors(&people, &person) error=missing.into() />
            }
            .into_any(),
        })
    };
    let (title, button, look) = match what {
        Leave::Deactivate => ("Deactivate this person?", "Deactivate", Look::Danger),
        Leave::HandOver => ("Hand over", "Hand over", Look::Primary),
    };
    view! {
        <Dialog open title>
            <div class="dialog__body form">
                {body}
                {move || failed.get().map(|said| view! { <Banner tone=Tone::Danger>{said}</Banner> })}
            </div>
            <footer class="dialog__footer">
                <Button on_press=move |()| open.set(false)>"Cancel"</Button>
                <Button look busy=change.pending() on_press=move |()| act()>
                    {button}
                </Button>
            </footer>
        </Dialog>
    }
    .into_any()
}
