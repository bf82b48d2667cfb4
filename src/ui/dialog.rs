//! Modal dialogs: the native `<dialog>`, which traps the focus, closes on Escape and gives the focus back.

use leptos::html;
use leptos::prelude::*;

use super::{Banner, Button, IconButton, Look, Tone, unique_id};
use crate::browser::announce::LiveRegion;

/// How wide a dialog is. All are a full-height sheet on a phone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DialogSize {
    /// A question.
    Small,
    /// A form.
    #[default]
    Medium,
    /// As large as the window allows, for work that takes a while.
    Large,
}

impl DialogSize {
    const fn name(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Medium => "medium",
            Self::Large => "large",
        }
    }
}

/// A modal dialog. Stays mounted; its content lives only while `open` is true, so it starts fresh each time: keep
/// typed text in signals outside it if it must survive.
///
/// The focus goes to the first control marked `data-autofocus`, or else to the title, and back to the opener.
#[component]
pub fn Dialog(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    #[prop(optional)] size: DialogSize,
    /// Which of several things it shows, for its look.
    #[prop(optional, into)]
    shows: Signal<Option<&'static str>>,
    /// Asked before Escape or the cross closes it; `false` keeps it open.
    #[prop(optional, into)]
    may_close: Option<Callback<(), bool>>,
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let title_id = unique_id("dialog");
    let labelled = title_id.clone();
    let allowed = move || may_close.is_none_or(|ask| ask.run(()));
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        if open.get() {
            if !dialog.open() && dialog.show_modal().is_ok() {
                focus_first(&dialog);
            }
        } else if dialog.open() {
            dialog.close();
        }
    });
    let children = StoredValue::new(children);
    view! {
        <dialog
            class="dialog"
            node_ref=node
            data-size=size.name()
            data-shows=shows
            aria-labelledby=labelled
            on:close=move |event| {
                if is_own(&event) {
                    open.set(false);
                }
            }
            on:cancel=move |event| {
                if is_own(&event) && !allowed() {
                    event.prevent_default();
                }
            }
        >
            <Show when=move || open.get()>
                <div class="dialog__frame">
                    <header class="dialog__header">
                        <h2 id=title_id.clone() tabindex="-1">{title}</h2>
                        <IconButton
                            label="Close"
                            icon="x"
                            on_press=move |()| {
                                if allowed() {
                                    open.set(false);
                                }
                            }
                        />
                    </header>
                    {children.with_value(|children| children())}
                </div>
                <LiveRegion />
            </Show>
        </dialog>
    }
    .into_any()
}

/// `close` and `cancel` do not bubble in every browser alike: a dialog inside this one must not close it.
fn is_own(event: &web_sys::Event) -> bool {
    event.target() == event.current_target()
}

fn focus_first(dialog: &web_sys::HtmlDialogElement) {
    use wasm_bindgen::JsCast;
    let find = |selector: &str| {
        dialog
            .query_selector(selector)
            .ok()
            .flatten()
            .and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok())
    };
    if let Some(element) = find("[data-autofocus]").or_else(|| find("h2[tabindex]")) {
        element.focus().ok();
    }
}

/// Asks before something public or destructive. The children say in words what will happen.
#[component]
pub fn ConfirmDialog(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    /// What the button does, such as *Delete conversation*.
    #[prop(into)]
    confirm: Signal<String>,
    #[prop(optional)] look: Option<Look>,
    #[prop(optional, into)] busy: Signal<bool>,
    /// Why it failed; the dialog stays.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    #[prop(into)] on_confirm: Callback<()>,
    children: ChildrenFn,
) -> impl IntoView {
    let children = StoredValue::new(children);
    let look = look.unwrap_or(Look::Danger);
    view! {
        <Dialog open title size=DialogSize::Small>
            <div class="dialog__body">
                {children.with_value(|children| children())}
                {move || {
                    error.get().map(|error| view! { <Banner tone=Tone::Danger>{error}</Banner> })
                }}
            </div>
            <footer class="dialog__footer">
                <Button on_press=move |()| open.set(false)>"Cancel"</Button>
                <Button look busy on_press=move |()| on_confirm.run(())>
                    {confirm}
                </Button>
            </footer>
        </Dialog>
    }
    .into_any()
}
