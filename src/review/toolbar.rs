//! The toolbar beside a selection: hide it, hide everything like it, look for it, keep it, show it again, share only
//! its messages.

use leptos::html;
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

use super::Review;
use super::places;
use super::reasons;
use super::state::{Stretch, Verdict};
use super::team_memory::{AlwaysFind, NeverSuggest};
use crate::browser::{announce, timers};
use crate::ui::{Button, Look};

/// Values longer than this, in characters, are passages: they are not looked for elsewhere.
const LONGEST_VALUE: usize = 300;

/// The toolbar of the selection. Stands after the text, so that Tab leads to it.
#[component]
pub(super) fn SelectionToolbar(
    review: Review,
    selection: RwSignal<Vec<Stretch>>,
    /// Looks for these words in the panel.
    on_find: Callback<String>,
) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    // Every text is looked through once a selection, not again at every decision.
    let like = Memo::new(move |_| {
        selection.with(|selection| match selection.as_slice() {
            [one] => review.queue.with_untracked(|queue| {
                let words = queue.words(one);
                if words.trim().is_empty() || words.chars().count() > LONGEST_VALUE {
                    return Vec::new();
                }
                queue.all_like(&words)
            }),
            _ => Vec::new(),
        })
    });
    let alike = Memo::new(move |_| like.with(|like| review.queue.with(|queue| queue.shared(like))));
    let messages = Memo::new(move |_| selection.with(|selection| messages_of(selection)));
    let hidden = Memo::new(move |_| {
        selection.with(|selection| review.queue.with(|queue| queue.hides_any(selection)))
    });
    let finding = Memo::new(move |_| {
        let current = review.current.get()?;
        let concerns = selection.with(|selection| {
            review.queue.with(|queue| {
                queue
                    .findings()
                    .get(current)
                    .is_some_and(|finding| selection.as_slice() == [Stretch::from(finding)])
            })
        });
        concerns.then_some(current)
    });
    let words = Memo::new(move |_| {
        selection.with(|selection| match selection.as_slice() {
            [one] => review.queue.with_untracked(|queue| queue.words(one)),
            _ => String::new(),
        })
    });
    let label = Memo::new(move |_| {
        let at = finding.get()?;
        review
            .queue
            .with_untracked(|queue| Some(queue.findings().get(at)?.label.clone()))
    });
    let close = move || {
        places::select_nothing();
        selection.set(Vec::new());
    };
    // The place is the outside world: measured when the toolbar has its size.
    Effect::new(move |_| {
        selection.track();
        let Some(toolbar) = node.get() else { return };
        request_animation_frame(move || place(&toolbar));
    });
    let done = move |words: String| {
        announce(&words);
        places::select_nothing();
        selection.set(Vec::new());
    };
    let redact = move |()| redact_selection(review, selection);
    let redact_all = move |()| {
        let reason = review.reason.get_untracked();
        let all = like.get_untracked();
        let count = review
            .queue
            .try_update(|queue| {
                queue.redact(&all, reason);
                queue.shared(&all)
            })
            .unwrap_or_default();
        done(format!("{count} redacted"));
    };
    let keep = move |()| {
        if let Some(at) = finding.get_untracked() {
            review
                .queue
                .update(|queue| queue.decide(&[at], Verdict::Keep));
            done("Kept".to_owned());
        }
    };
    let find = move |()| {
        let one = selection.with_untracked(|selection| selection.first().copied());
        let Some(one) = one else { return };
        let words = review.queue.with_untracked(|queue| queue.words(&one));
        places::select_nothing();
        selection.set(Vec::new());
        on_find.run(words);
    };
    let only_these = move |()| {
        if let Some((first, last)) = messages.get_untracked() {
            review.queue.update(|queue| queue.only(first, last));
            done(if first == last {
                format!("Only message {first} is shared")
            } else {
                format!("Only messages {first} to {last} are shared")
            });
        }
    };
    let show_again = move |()| {
        let stretches = selection.get_untracked();
        review.queue.update(|queue| queue.show_again(&stretches));
        done("Shown again".to_owned());
    };
    view! {
        <Show when=move || !selection.with(Vec::is_empty)>
            <div
                class="selection-toolbar"
                role="toolbar"
                aria-label="Selection"
                node_ref=node
                // Pressing a button must not take the selection away before it acts.
                on:mousedown=|event| event.prevent_default()
            >
                <Button look=Look::Primary icon="square-slash" on_press=redact>
                    "Redact"
                </Button>
                {move || {
                    let count = alike.get();
                    (count > 1)
                        .then(|| {
                            view! {
                                <Button on_press=redact_all>
                                    {format!("Redact all {count} like it")}
                                </Button>
                            }
                        })
                }}
                {move || {
                    (finding.get().is_some())
                        .then(|| view! { <Button on_press=keep>"Keep"</Button> })
                }}
                {move || {
                    hidden
                        .get()
                        .then(|| {
                            view! {
                                <Button icon="eye" on_press=show_again>
                                    "Show again"
                                </Button>
                            }
                        })
                }}
                {move || {
                    (selection.with(Vec::len) == 1)
                        .then(|| {
                            view! {
                                <Button icon="search" on_press=find>
                                    "Find"
                                </Button>
                            }
                        })
                }}
                {move || {
                    messages
                        .get()
                        .is_some_and(|(first, last)| first < last)
                        .then(|| view! { <Button on_press=only_these>"Keep only selected"</Button> })
                }}
                <NeverSuggest review words=words label on_done=Callback::new(move |()| close()) />
                <AlwaysFind review words=words on_done=Callback::new(move |()| close()) />
                <label class="selection-toolbar__reason">
                    <span>"Reason"</span>
                    <select
                        class="selection-toolbar__select"
                        // Its list must open, which the toolbar's own handler would prevent.
                        on:mousedown=|event| event.stop_propagation()
                        on:change:target=move |event| {
                            review.reason.set(reasons::of_value(&event.target().value()));
                        }
                    >
                        {reasons::options()
                            .into_iter()
                            .map(|option| {
                                let value = option.value.clone();
                                let chosen = reasons::chosen(review.reason);
                                view! {
                                    <option
                                        value=option.value
                                        prop:selected=move || chosen.get() == value
                                    >
                                        {option.label}
                                    </option>
                                }
                            })
                            .collect_view()}
                    </select>
                </label>
            </div>
        </Show>
    }
    .into_any()
}

/// The first and the last message that a selection touches.
fn messages_of(selection: &[Stretch]) -> Option<(u32, u32)> {
    let numbers = || selection.iter().filter_map(|stretch| stretch.place.message);
    Some((numbers().min()?, numbers().max()?))
}

/// Hides what is selected. Whether there was something.
pub(super) fn redact_selection(review: Review, selection: RwSignal<Vec<Stretch>>) {
    let stretches = selection.get_untracked();
    let reason = review.reason.get_untracked();
    review
        .queue
        .update(|queue| queue.redact(&stretches, reason));
    announce("Redacted");
    places::select_nothing();
    selection.set(Vec::new());
}

/// Follows the selection of the page as long as the current owner lives. Late by a moment, so that a selection being
/// drawn is not chased.
pub(super) fn follow_selection(selection: RwSignal<Vec<Stretch>>) {
    let count = StoredValue::new(0_u32);
    // The event comes from the document and does not bubble to the window.
    let hear = Closure::<dyn Fn()>::new(move || {
        count.update_value(|count| *count = count.wrapping_add(1));
        let this = count.get_value();
        timers::detached(120, move || {
            if count.try_get_value() == Some(this) {
                let now = places::selected();
                if selection.with_untracked(|before| *before != now) {
                    selection.set(now);
                }
            }
        });
    });
    let page = document();
    let name = "selectionchange";
    page.add_event_listener_with_callback(name, hear.as_ref().unchecked_ref())
        .ok();
    let heard = SendWrapper::new((page, hear));
    on_cleanup(move || {
        let (page, hear) = heard.take();
        page.remove_event_listener_with_callback(name, hear.as_ref().unchecked_ref())
            .ok();
    });
}

/// Above the selection, or below it where there is no room; inside the window.
fn place(toolbar: &web_sys::HtmlDivElement) {
    let Some((left, top, bottom)) = places::selection_edges() else {
        return;
    };
    let size = toolbar.get_bounding_client_rect();
    let width = window()
        .inner_width()
        .ok()
        .and_then(|width| width.as_f64())
        .unwrap_or(0.0);
    let at = if top - size.height() - 8.0 > 8.0 {
        top - size.height() - 8.0
    } else {
        bottom + 8.0
    };
    let left = left.min(width - size.width() - 8.0).max(8.0);
    let style = web_sys::HtmlElement::style(toolbar);
    style.set_property("left", &format!("{left}px")).ok();
    style.set_property("top", &format!("{at}px")).ok();
}
