//! A text field with a list of what it could mean: the combobox of the ARIA practices, with the focus in the field.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::{Icon, unique_id};
use crate::browser::announce;

/// A choice of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComboOption {
    /// What it stands for.
    pub value: String,
    /// What it says.
    pub label: String,
    /// What tells it from others of the same name.
    pub detail: String,
    /// Lucide's name.
    pub icon: &'static str,
}

/// The field and its list. The label, the hint and the error around it are the caller's ([`super::Field`], say).
///
/// Arrow keys go through the list, Enter takes, Escape closes the list and nothing else.
#[component]
pub fn ComboInput(
    #[prop(into)] id: String,
    /// What is typed.
    typed: RwSignal<String>,
    /// What it could mean; empty: no list.
    #[prop(into)]
    options: Signal<Vec<ComboOption>>,
    /// Stands in place of the list, such as *Type at least three letters*.
    #[prop(optional, into)]
    instead: Signal<Option<String>>,
    /// Taken from the list. What is typed is cleared first.
    #[prop(into)]
    on_choose: Callback<ComboOption>,
    #[prop(default = "input")] class: &'static str,
    #[prop(optional, into)] described: Signal<Option<String>>,
    #[prop(optional, into)] invalid: Signal<bool>,
    /// Something was typed.
    #[prop(optional, into)]
    on_input: Option<Callback<()>>,
    /// Keys that the list has no use for.
    #[prop(optional, into)]
    on_key: Option<Callback<KeyboardEvent>>,
    /// The focus left.
    #[prop(optional, into)]
    on_leave: Option<Callback<()>>,
) -> impl IntoView {
    let list_id = unique_id("options");
    let open = RwSignal::new(false);
    let active = RwSignal::new(None::<usize>);
    let shown = Memo::new(move |_| open.get() && options.with(|options| !options.is_empty()));
    // The effect speaks: how many there are to choose from, whenever that changes.
    Effect::new(move |_| {
        let count = options.with(Vec::len);
        active.set(None);
        if count > 0 && open.get_untracked() {
            announce(&format!(
                "{count} found. The arrow keys go through them, Enter takes one."
            ));
        }
    });
    let choose = move |at: usize| {
        let chosen = options.with_untracked(|options| options.get(at).cloned());
        if let Some(chosen) = chosen {
            typed.set(String::new());
            open.set(false);
            active.set(None);
            on_choose.run(chosen);
        }
    };
    let go = move |forth: bool| {
        let count = options.with_untracked(Vec::len);
        if count == 0 {
            return;
        }
        open.set(true);
        active.update(|active| {
            *active = Some(match (*active, forth) {
                (None, true) => 0,
                (None | Some(0), false) => count - 1,
                (Some(at), true) => (at + 1) % count,
                (Some(at), false) => at - 1,
            });
        });
    };
    let option_id = {
        let list = list_id.clone();
        move |at: usize| format!("{list}-{at}")
    };
    let active_id = {
        let option_id = option_id.clone();
        move || {
            let at = active.get().filter(|_| shown.get())?;
            Some(option_id(at))
        }
    };
    let list = move || {
        let option_id = option_id.clone();
        options
            .get()
            .into_iter()
            .enumerate()
            .map(|(at, option)| {
                view! {
                    <li
                        class="combo__option"
                        id=option_id(at)
                        role="option"
                        aria-selected=move || {
                            if active.get() == Some(at) { "true" } else { "false" }
                        }
                        // The focus stays in the field.
                        on:mousedown=|event| event.prevent_default()
                        on:click=move |_| choose(at)
                    >
                        <Icon name=option.icon />
                        <span>
                            <bdi>{option.label}</bdi>
                            " "
                            <span class="quiet">{option.detail}</span>
                        </span>
                    </li>
                }
            })
            .collect_view()
    };
    let said = move || {
        let words = instead.get().filter(|_| open.get() && !shown.get())?;
        Some(view! { <p class="combo__instead">{words}</p> })
    };
    view! {
        <span class="combo">
            <input
                class=class
                id=id
                type="text"
                role="combobox"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                aria-autocomplete="list"
                aria-expanded=move || if shown.get() { "true" } else { "false" }
                aria-controls=list_id.clone()
                aria-activedescendant=active_id
                aria-describedby=described
                aria-invalid=move || invalid.get().then_some("true")
                prop:value=typed
                on:input:target=move |event| {
                    typed.set(event.target().value());
                    open.set(true);
                    active.set(None);
                    if let Some(on_input) = on_input {
                        on_input.run(());
                    }
                }
                on:keydown=move |event| {
                    match event.key().as_str() {
                        "ArrowDown" => {
                            event.prevent_default();
                            go(true);
                        }
                        "ArrowUp" => {
                            event.prevent_default();
                            go(false);
                        }
                        "Escape" if open.get_untracked() && (shown.get_untracked() || instead.with_untracked(Option::is_some)) => {
                            event.prevent_default();
                            event.stop_propagation();
                            open.set(false);
                            active.set(None);
                        }
                        "Enter" if shown.get_untracked() && active.get_untracked().is_some() => {
                            event.prevent_default();
                            if let Some(at) = active.get_untracked() {
                                choose(at);
                            }
                        }
                        _ => {
                            if let Some(on_key) = on_key {
                                on_key.run(event);
                            }
                        }
                    }
                }
                on:blur=move |_| {
                    open.set(false);
                    if let Some(on_leave) = on_leave {
                        on_leave.run(());
                    }
                }
            />
            <ul class="combo__list" id=list_id role="listbox" aria-label="Found" hidden=move || !shown.get()>
                {list}
            </ul>
            {said}
        </span>
    }
    .into_any()
}
