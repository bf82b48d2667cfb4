//! Choosing: a list, a tick, one card of several.

use leptos::prelude::*;

use super::{Field, Icon, described_by, unique_id};

/// An option of a [`Select`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectOption {
    /// What it stands for.
    pub value: String,
    /// What it says.
    pub label: String,
}

impl SelectOption {
    /// An option.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
        }
    }
}

/// One of a list.
#[component]
pub fn Select(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] options: Signal<Vec<SelectOption>>,
    #[prop(into)] on_change: Callback<String>,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional, into)] hint: Signal<Option<String>>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] disabled: Signal<bool>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| unique_id("field"));
    let described = described_by(&id, hint, error);
    let list = move || {
        let chosen = value.get();
        options
            .get()
            .into_iter()
            .map(|option| {
                let selected = option.value == chosen;
                view! {
                    <option value=option.value prop:selected=selected>
                        {option.label}
                    </option>
                }
            })
            .collect_view()
    };
    view! {
        <Field id=id.clone() label hint error>
            <span class="select">
                <select
                    class="input"
                    id=id
                    disabled=disabled
                    aria-describedby=described
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    on:change:target=move |event| on_change.run(event.target().value())
                >
                    {list}
                </select>
                <Icon name="chevron-down" />
            </span>
        </Field>
    }
    .into_any()
}

/// A tick.
#[component]
pub fn Checkbox(
    #[prop(into)] label: Signal<String>,
    checked: RwSignal<bool>,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional, into)] hint: Signal<Option<String>>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] on_change: Option<Callback<bool>>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| unique_id("field"));
    let described = described_by(&id, hint, error);
    let hint_id = format!("{id}-hint");
    let error_id = format!("{id}-error");
    view! {
        <div class="checkbox" data-invalid=move || error.with(Option::is_some).then_some("")>
            <input
                type="checkbox"
                id=id.clone()
                prop:checked=checked
                disabled=disabled
                aria-describedby=described
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                on:change:target=move |event| {
                    let now = event.target().checked();
                    checked.set(now);
                    if let Some(on_change) = on_change {
                        on_change.run(now);
                    }
                }
            />
            <label for=id>{label}</label>
            {move || {
                let id = hint_id.clone();
                hint.get().map(|hint| view! { <p class="field__hint" id=id>{hint}</p> })
            }}
            {move || {
                let id = error_id.clone();
                error
                    .get()
                    .map(|error| {
                        view! {
                            <p class="field__error" id=id>
                                <Icon name="circle-alert" />
                                <span>{error}</span>
                            </p>
                        }
                    })
            }}
        </div>
    }
    .into_any()
}

/// A card of [`RadioCards`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RadioCard {
    /// What it stands for.
    pub value: &'static str,
    /// Lucide's name.
    pub icon: &'static str,
    /// What it says.
    pub title: String,
    /// What that means.
    pub description: String,
    /// `data-tone` of the card; empty: none.
    pub tone: &'static str,
    /// It cannot be chosen; the description says why.
    pub disabled: bool,
}

/// One of a few, each explained.
#[component]
pub fn RadioCards(
    #[prop(into)] legend: Signal<String>,
    #[prop(into)] cards: Signal<Vec<RadioCard>>,
    #[prop(into)] value: Signal<Option<&'static str>>,
    #[prop(into)] on_change: Callback<&'static str>,
) -> impl IntoView {
    let name = unique_id("choice");
    let list = move || {
        let name = name.clone();
        cards
            .get()
            .into_iter()
            .map(|card| {
                let this = card.value;
                let description_id = format!("{name}-{this}");
                view! {
                    <label class="radio-card" data-tone=card.tone>
                        <input
                            type="radio"
                            name=name.clone()
                            value=this
                            prop:checked=move || value.get() == Some(this)
                            disabled=card.disabled
                            aria-describedby=description_id.clone()
                            on:change=move |_| on_change.run(this)
                        />
                        <Icon name=card.icon large=true />
                        <span class="radio-card__title">{card.title}</span>
                        <span class="radio-card__description" id=description_id>
                            {card.description}
                        </span>
                    </label>
                }
            })
            .collect_view()
    };
    view! {
        <fieldset class="radio-cards">
            <legend class="field__label">{legend}</legend>
            {list}
        </fieldset>
    }
    .into_any()
}
