//! Form fields: label, hint and error around one control, and the summary of what is wrong.

use leptos::html;
use leptos::prelude::*;

use super::{Icon, unique_id};
use crate::browser::focus;

/// The frame of a field. The control inside must carry `id`, and [`described_by`] as its `aria-describedby`.
#[component]
pub fn Field(
    id: String,
    #[prop(into)] label: Signal<String>,
    #[prop(optional, into)] hint: Signal<Option<String>>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    children: Children,
) -> impl IntoView {
    let hint_id = format!("{id}-hint");
    let error_id = format!("{id}-error");
    view! {
        <div class="field" data-invalid=move || error.with(Option::is_some).then_some("")>
            <label class="field__label" for=id>{label}</label>
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
            {children()}
        </div>
    }
    .into_any()
}

/// `aria-describedby` of the control in the [`Field`] `id`.
pub fn described_by(
    id: &str,
    hint: Signal<Option<String>>,
    error: Signal<Option<String>>,
) -> Signal<Option<String>> {
    let id = id.to_owned();
    Signal::derive(
        move || match (hint.with(Option::is_some), error.with(Option::is_some)) {
            (true, true) => Some(format!("{id}-hint {id}-error")),
            (true, false) => Some(format!("{id}-hint")),
            (false, true) => Some(format!("{id}-error")),
            (false, false) => None,
        },
    )
}

/// One line of text.
#[component]
pub fn TextInput(
    #[prop(into)] label: Signal<String>,
    value: RwSignal<String>,
    /// Give it where an [`ErrorSummary`] must lead here.
    #[prop(optional, into)]
    id: Option<String>,
    #[prop(optional, into)] hint: Signal<Option<String>>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    /// `type`, such as `email` or `datetime-local`.
    #[prop(default = "text")]
    kind: &'static str,
    #[prop(optional)] autocomplete: Option<&'static str>,
    #[prop(optional)] placeholder: Option<&'static str>,
    #[prop(optional)] required: bool,
    #[prop(optional)] readonly: bool,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional)] maxlength: Option<u32>,
    /// Focused when its dialog opens.
    #[prop(optional)]
    autofocus: bool,
    #[prop(optional, into)] on_input: Option<Callback<()>>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| unique_id("field"));
    let described = described_by(&id, hint, error);
    view! {
        <Field id=id.clone() label hint error>
            <input
                class="input"
                id=id
                type=kind
                autocomplete=autocomplete
                placeholder=placeholder
                aria-required=required.then_some("true")
                readonly=readonly
                disabled=disabled
                maxlength=maxlength
                data-autofocus=autofocus.then_some("")
                aria-describedby=described
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                prop:value=value
                on:input:target=move |event| {
                    value.set(event.target().value());
                    if let Some(on_input) = on_input {
                        on_input.run(());
                    }
                }
            />
        </Field>
    }
    .into_any()
}

/// Several lines of text.
#[component]
pub fn TextArea(
    #[prop(into)] label: Signal<String>,
    value: RwSignal<String>,
    /// Give it where an [`ErrorSummary`] must lead here.
    #[prop(optional, into)]
    id: Option<String>,
    #[prop(optional, into)] hint: Signal<Option<String>>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(default = 3)] rows: u32,
    #[prop(optional)] placeholder: Option<&'static str>,
    #[prop(optional)] maxlength: Option<u32>,
    #[prop(optional, into)] on_input: Option<Callback<()>>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| unique_id("field"));
    let described = described_by(&id, hint, error);
    view! {
        <Field id=id.clone() label hint error>
            <textarea
                class="input"
                id=id
                rows=rows
                placeholder=placeholder
                maxlength=maxlength
                dir="auto"
                aria-describedby=described
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                prop:value=value
                on:input:target=move |event| {
                    value.set(event.target().value());
                    if let Some(on_input) = on_input {
                        on_input.run(());
                    }
                }
            />
        </Field>
    }
    .into_any()
}

/// A line of an [`ErrorSummary`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldProblem {
    /// Id of the control to lead to; none leads nowhere.
    pub id: Option<String>,
    /// What is wrong and what to do, a sentence.
    pub message: String,
}

/// What is wrong with a form, at its top. Takes the focus whenever it has something to say; each line leads to its
/// control.
#[component]
pub fn ErrorSummary(#[prop(into)] problems: Signal<Vec<FieldProblem>>) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if problems.with(Vec::is_empty) {
            return;
        }
        if let Some(node) = node.get() {
            node.focus().ok();
        }
    });
    let lines = move || {
        problems
            .get()
            .into_iter()
            .map(|problem| match problem.id {
                Some(id) => {
                    let href = format!("#{id}");
                    view! {
                        <li>
                            <a
                                href=href
                                on:click=move |event| {
                                    event.prevent_default();
                                    event.stop_propagation();
                                    focus::scroll_to_id(&id);
                                    focus::focus_id(&id);
                                }
                            >
                                {problem.message}
                            </a>
                        </li>
                    }
                    .into_any()
                }
                None => view! { <li>{problem.message}</li> }.into_any(),
            })
            .collect_view()
    };
    view! {
        <Show when=move || !problems.with(Vec::is_empty)>
            <div class="error-summary" role="alert" tabindex="-1" node_ref=node>
                <Icon name="circle-alert" large=true />
                <ul>{lines}</ul>
            </div>
        </Show>
    }
    .into_any()
}
