//! Buttons.

use leptos::prelude::*;

use super::{Icon, Spinner};

/// How loud a button is. One primary button a surface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// What the surface is for.
    Primary,
    /// One of several.
    #[default]
    Secondary,
    /// Only seen when looked for.
    Quiet,
    /// Destroys something.
    Danger,
}

impl Look {
    /// As `data-look` says it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Secondary => "secondary",
            Self::Quiet => "quiet",
            Self::Danger => "danger",
        }
    }
}

/// What pressing does natively.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// Nothing but `on_press`.
    #[default]
    Plain,
    /// Submits its form.
    Submit,
}

impl ButtonKind {
    const fn name(self) -> &'static str {
        match self {
            Self::Plain => "button",
            Self::Submit => "submit",
        }
    }
}

/// A button that says what it does. While `busy` it keeps the focus, shows a spinner and ignores presses.
#[component]
pub fn Button(
    #[prop(optional)] look: Look,
    #[prop(optional)] kind: ButtonKind,
    /// Lucide's name of an icon before the words.
    #[prop(optional)]
    icon: Option<&'static str>,
    #[prop(optional, into)] busy: Signal<bool>,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// Focused when its dialog opens.
    #[prop(optional)]
    autofocus: bool,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional, into)] on_press: Option<Callback<()>>,
    children: Children,
) -> impl IntoView {
    view! {
        <button
            id=id
            class="button"
            type=kind.name()
            data-look=look.name()
            data-autofocus=autofocus.then_some("")
            disabled=disabled
            aria-busy=move || busy.get().then_some("true")
            aria-disabled=move || busy.get().then_some("true")
            on:click=move |event| {
                if busy.get_untracked() {
                    event.prevent_default();
                } else if let Some(on_press) = on_press {
                    on_press.run(());
                }
            }
        >
            {move || {
                if busy.get() {
                    view! { <Spinner /> }.into_any()
                } else {
                    icon.map(|name| view! { <Icon name /> }).into_any()
                }
            }}
            <span>{children()}</span>
        </button>
    }
    .into_any()
}

/// A button that is only an icon; its label is its accessible name and its tooltip.
#[component]
pub fn IconButton(
    #[prop(into)] label: Signal<String>,
    icon: &'static str,
    #[prop(optional)] look: Option<Look>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] id: Option<String>,
    #[prop(into)] on_press: Callback<()>,
) -> impl IntoView {
    view! {
        <button
            id=id
            class="button icon-button"
            type="button"
            data-look=look.unwrap_or(Look::Quiet).name()
            disabled=disabled
            aria-label=label
            data-tooltip=label
            on:click=move |_| on_press.run(())
        >
            <Icon name=icon large=true />
        </button>
    }
    .into_any()
}
