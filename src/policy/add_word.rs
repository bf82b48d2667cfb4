//! Adding to the team memory by hand.

use discreet_api_types::policy::{NewWord, WordKind};
use leptos::prelude::*;

use super::api;
use super::state::{KINDS, LABELS};
use crate::browser::{announce, focus};
use crate::http::Failure;
use crate::ui::{Banner, Button, ButtonKind, Look, Select, SelectOption, TextInput, Tone};

const FIELD: &str = "word-text";

/// The form. What was typed stays until it was added.
#[component]
pub(super) fn AddWord(on_added: Callback<()>) -> impl IntoView {
    let kind = RwSignal::new(WordKind::Word);
    let text = RwSignal::new(String::new());
    let label = RwSignal::new(LABELS[0].0.to_owned());
    let name = RwSignal::new(String::new());
    let failure = RwSignal::new(None::<Failure>);
    let missing = RwSignal::new(false);
    let add = Action::new_unsync(move |word: &NewWord| {
        let word = word.clone();
        async move {
            match api::add(&word).await {
                Ok(added) => {
                    failure.try_set(None);
                    text.try_set(String::new());
                    name.try_set(String::new());
                    announce(&format!("{} added", added.text));
                    focus::focus_id(FIELD);
                    on_added.try_run(());
                }
                Err(reason) => {
                    failure.try_set(Some(reason));
                    focus::focus_id(FIELD);
                }
            }
        }
    });
    let labelled = Memo::new(move |_| matches!(kind.get(), WordKind::Word | WordKind::Pattern));
    let submit = move || {
        let words = text.get_untracked().trim().to_owned();
        missing.set(words.is_empty());
        if words.is_empty() {
            focus::focus_id(FIELD);
            return;
        }
        let called = name.get_untracked().trim().to_owned();
        let is_pattern = kind.get_untracked() == WordKind::Pattern;
        add.dispatch(NewWord {
            kind: kind.get_untracked(),
            text: words,
            label: labelled.get_untracked().then(|| label.get_untracked()),
            name: (is_pattern && !called.is_empty()).then_some(called),
        });
    };
    let of_field = move |field: &'static str| {
        Signal::derive(move || failure.with(|failure| failure.as_ref()?.field(field)))
    };
    let text_error = Signal::derive(move || {
        of_field("text").get().or_else(|| {
            let empty = text.with(|text| text.trim().is_empty());
            (missing.get() && empty).then(|| "Enter what is to be remembered.".to_owned())
        })
    });
    let elsewhere = move || {
        failure.with(|failure| {
            let failure = failure.as_ref()?;
            let at_field = ["text", "label", "name"]
                .iter()
                .any(|field| failure.field(field).is_some());
            (!at_field).then(|| failure.to_string())
        })
    };
    let of_kind = move || KINDS.iter().find(|(known, ..)| *known == kind.get());
    view! {
        <form
            class="add-word"
            aria-label="Add to the team memory"
            on:submit=move |event| {
                event.prevent_default();
                submit();
            }
        >
            <Select
                label="What it is"
                value=Signal::derive(move || {
                    of_kind().map_or("", |(_, value, ..)| value).to_owned()
                })
                options=Signal::stored(
                    KINDS
                        .iter()
                        .map(|(_, value, name, _)| SelectOption::new(*value, *name))
                        .collect::<Vec<_>>(),
                )
                hint=Signal::derive(move || of_kind().map(|(.., hint)| (*hint).to_owned()))
                on_change=move |value: String| {
                    if let Some((chosen, ..)) = KINDS.iter().find(|(_, known, ..)| *known == value)
                    {
                        kind.set(*chosen);
                        failure.set(None);
                    }
                }
            />
            <TextInput
                label=Signal::derive(move || match kind.get() {
                    WordKind::Word => "Word or phrase",
                    WordKind::Pattern => "Pattern",
                    WordKind::Host => "Host name",
                    WordKind::Never => "Value",
                }.to_owned())
                id=FIELD
                value=text
                error=text_error
                autocomplete="off"
                maxlength=200
            />
            <Show when=move || labelled.get()>
                <Select
                    label="What a find is called"
                    value=Signal::derive(move || label.get())
                    options=Signal::stored(
                        LABELS
                            .iter()
                            .map(|(value, name)| SelectOption::new(*value, *name))
                            .collect::<Vec<_>>(),
                    )
                    error=of_field("label")
                    on_change=move |value: String| label.set(value)
                />
            </Show>
            <Show when=move || kind.get() == WordKind::Pattern>
                <TextInput
                    label="What it describes"
                    value=name
                    hint=Signal::stored(Some("For reviewers, such as “our tenant ids”.".to_owned()))
                    error=of_field("name")
                    autocomplete="off"
                />
            </Show>
            {move || elsewhere().map(|words| view! { <Banner tone=Tone::Danger>{words}</Banner> })}
            <div>
                <Button kind=ButtonKind::Submit look=Look::Primary icon="plus" busy=add.pending()>
                    "Add"
                </Button>
            </div>
        </form>
    }
    .into_any()
}
