//! The design system: small, accessible parts with concrete props. Knows no feature.
//!
//! Look lives in `style/ui.css`; state is told by `data-*` and `aria-*`. Props named `on_…` are [`Callback`]s
//! (`on_press=move |()| …`); texts are `#[prop(into)] Signal<String>`, so a literal, a `String` or a signal will do.
//! A plain link that should look like a button takes `class="button" data-look="primary"`.

mod banner;
mod button;
mod choice;
mod combobox;
mod copy_button;
mod dialog;
mod field;
mod icon;
mod menu;
mod placeholder;
mod steps;
mod theme;
mod toast;

use std::cell::Cell;

use leptos::prelude::*;

pub use banner::{Badge, Banner};
pub use button::{Button, ButtonKind, IconButton, Look};
pub use choice::{Checkbox, RadioCard, RadioCards, Select, SelectOption};
pub use combobox::{ComboInput, ComboOption};
pub use copy_button::CopyButton;
pub use dialog::{ConfirmDialog, Dialog, DialogSize};
pub use field::{ErrorSummary, Field, FieldProblem, TextArea, TextInput, described_by};
pub use icon::Icon;
pub use menu::{Menu, MenuItem, MenuRadio, MenuSeparator, SharedMenu};
pub use placeholder::{EmptyState, Skeleton, Spinner};
pub use steps::Steps;
pub use theme::Theme;
pub use toast::{Toast, ToastRegion, Toasts};

/// What a coloured part says. Colour never says it alone: an icon or words come along.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing in particular.
    #[default]
    Neutral,
    /// Worth knowing.
    Info,
    /// It went well.
    Good,
    /// Look before you go on.
    Warning,
    /// It failed, or destroys something.
    Danger,
}

impl Tone {
    /// As `data-tone` says it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Info => "info",
            Self::Good => "good",
            Self::Warning => "warning",
            Self::Danger => "danger",
        }
    }
}

/// An id no other element of the page has.
pub fn unique_id(prefix: &str) -> String {
    thread_local! {
        static LAST: Cell<u32> = const { Cell::new(0) };
    }
    let number = LAST.get() + 1;
    LAST.set(number);
    format!("{prefix}-{number}")
}

/// Words for screen readers only.
#[component]
pub fn Hidden(children: Children) -> impl IntoView {
    view! { <span class="visually-hidden">{children()}</span> }
}
