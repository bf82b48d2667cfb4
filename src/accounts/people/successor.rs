//! What becomes of what somebody owns: their shares end, or a colleague takes everything over.

use discreet_api_types::ids::PersonId;
use discreet_api_types::people::Colleague;
use leptos::prelude::*;

use crate::ui::{RadioCard, RadioCards, Select, SelectOption};

/// The id of the field a colleague is chosen in.
pub(super) const ID: &str = "successor";

/// What was chosen.
#[derive(Clone, Copy)]
pub(super) struct Succession {
    /// A colleague takes over.
    pub hand_over: RwSignal<bool>,
    /// Which one.
    pub to: RwSignal<String>,
}

impl Succession {
    /// Shares end, until something else is chosen.
    pub fn new() -> Self {
        Self {
            hand_over: RwSignal::new(false),
            to: RwSignal::new(String::new()),
        }
    }

    /// As at first.
    pub fn reset(self) {
        self.hand_over.set(false);
        self.to.set(String::new());
    }

    /// Who takes over, or nobody; what is missing, if nobody was chosen.
    pub fn chosen(self) -> Result<Option<PersonId>, &'static str> {
        if !self.hand_over.get_untracked() {
            return Ok(None);
        }
        match self.to.get_untracked() {
            none if none.is_empty() => Err("Choose who takes over."),
            id => Ok(Some(PersonId(id))),
        }
    }
}

/// Ends or hands over.
#[component]
pub(super) fn SuccessionChoice(
    succession: Succession,
    /// What happens if nobody takes over, in words.
    ends: String,
    /// What they own, in words.
    owns: String,
    /// Who could take over.
    choices: Vec<Colleague>,
    error: Signal<Option<String>>,
) -> impl IntoView {
    let nobody = choices.is_empty();
    let cards = Signal::derive(move || {
        vec![
            RadioCard {
                value: "end",
                icon: "link-2-off",
                title: "Their shares end".to_owned(),
                description: ends.clone(),
                tone: "",
                disabled: false,
            },
            RadioCard {
                value: "hand_over",
                icon: "users",
                title: "A colleague takes over".to_owned(),
                description: if nobody {
                    "There is nobody else who may own conversations.".to_owned()
                } else {
                    format!("{owns} go to them. The links stay the same and go on working.")
                },
                tone: "",
                disabled: nobody,
            },
        ]
    });
    view! {
        <RadioCards
            legend="What becomes of what they own"
            cards
            value=Signal::derive(move || {
                Some(if succession.hand_over.get() { "hand_over" } else { "end" })
            })
            on_change=move |value: &'static str| succession.hand_over.set(value == "hand_over")
        />
        <Show when=move || succession.hand_over.get()>
            <SuccessorField to=succession.to choices=choices.clone() error />
        </Show>
    }
    .into_any()
}

/// A colleague who may own conversations.
#[component]
pub(super) fn SuccessorField(
    to: RwSignal<String>,
    /// Whom to choose from.
    choices: Vec<Colleague>,
    error: Signal<Option<String>>,
) -> impl IntoView {
    let mut options = vec![SelectOption::new("", "Choose a colleague …")];
    options.extend(choices.into_iter().map(|person| {
        let words = format!("{} ({})", person.person.name, person.person.email);
        SelectOption::new(person.person.id.0, words)
    }));
    view! {
        <Select
            id=ID
            label="Who takes over"
            value=to
            options=Signal::stored(options)
            error
            on_change=move |value: String| to.set(value)
        />
    }
    .into_any()
}
