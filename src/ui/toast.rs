//! Toasts: what succeeded elsewhere. What failed is said inline, where it failed.

use leptos::html;
use leptos::prelude::*;

use super::{Icon, IconButton, Tone};
use crate::browser::{announce, timers};

/// How long a toast stays, in milliseconds; longer with something to press.
const STAYS: u64 = 6_000;
const STAYS_TO_BE_PRESSED: u64 = 12_000;

/// A toast.
#[derive(Clone)]
pub struct Toast {
    id: u32,
    text: String,
    tone: Tone,
    action: Option<(String, Callback<()>)>,
}

/// The toasts of the page: a context, provided by the app.
#[derive(Clone, Copy)]
pub struct Toasts(RwSignal<Vec<Toast>>);

impl Toasts {
    /// None yet.
    #[expect(
        clippy::new_without_default,
        reason = "it makes a signal, which belongs to an owner"
    )]
    pub fn new() -> Self {
        Self(RwSignal::new(Vec::new()))
    }

    /// Says, and announces, that something went well.
    pub fn good(self, text: impl Into<String>) {
        self.add(text.into(), Tone::Good, None);
    }

    /// Says that something happened.
    pub fn info(self, text: impl Into<String>) {
        self.add(text.into(), Tone::Info, None);
    }

    /// Says it, and offers something to do about it, such as *Undo*. `act` must outlive the page that offers it.
    pub fn offer(self, text: impl Into<String>, label: impl Into<String>, act: Callback<()>) {
        self.add(text.into(), Tone::Good, Some((label.into(), act)));
    }

    fn add(self, text: String, tone: Tone, action: Option<(String, Callback<()>)>) {
        announce(&text);
        self.0.try_update(|toasts| {
            let id = toasts.last().map_or(1, |last| last.id + 1);
            toasts.push(Toast {
                id,
                text,
                tone,
                action,
            });
        });
    }

    fn remove(self, id: u32) {
        self.0
            .try_update(|toasts| toasts.retain(|toast| toast.id != id));
    }
}

/// Where toasts appear: above everything, dialogs included.
#[component]
pub fn ToastRegion(toasts: Toasts) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        let Some(region) = node.get() else { return };
        // Shown anew each time, so that it lies above a dialog opened in between.
        region.hide_popover().ok();
        if !toasts.0.with(Vec::is_empty) {
            region.show_popover().ok();
        }
    });
    view! {
        <div class="toasts" popover="manual" node_ref=node role="region" aria-label="Messages">
            <For each=move || toasts.0.get() key=|toast| toast.id let:toast>
                <OneToast toasts toast />
            </For>
        </div>
    }
    .into_any()
}

#[component]
fn OneToast(toasts: Toasts, toast: Toast) -> impl IntoView {
    let id = toast.id;
    let stays = if toast.action.is_some() {
        STAYS_TO_BE_PRESSED
    } else {
        STAYS
    };
    timers::after(stays, move || toasts.remove(id));
    let name = match toast.tone {
        Tone::Good => "check",
        Tone::Neutral | Tone::Info | Tone::Warning | Tone::Danger => "info",
    };
    view! {
        <div class="toast" data-tone=toast.tone.name()>
            <Icon name large=true />
            <span class="toast__text">{toast.text}</span>
            {toast
                .action
                .map(|(label, act)| {
                    view! {
                        <button
                            class="button"
                            type="button"
                            data-look="secondary"
                            on:click=move |_| {
                                toasts.remove(id);
                                act.run(());
                            }
                        >
                            {label}
                        </button>
                    }
                })}
            <IconButton label="Dismiss" icon="x" on_press=move |()| toasts.remove(id) />
        </div>
    }
    .into_any()
}
