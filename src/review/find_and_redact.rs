//! Find and redact: everything that says the same, or that a pattern matches, is shown one by one and hidden at once.

use leptos::prelude::*;

use super::Review;
use super::places;
use super::reasons;
use super::state::Stretch;
use crate::browser::announce;
use crate::transcript::Feed;
use crate::ui::{Button, ButtonKind, Checkbox, IconButton, Select, TextInput};

/// The id of the field.
pub(super) const FIELD: &str = "review-find-words";

#[component]
pub(super) fn FindAndRedact(review: Review, feed: Feed) -> impl IntoView {
    let search = review.search;
    // What stays at home anyway is hidden along with the rest, but not counted and not shown.
    let shared = Memo::new(move |_| {
        search.matches.with(|matches| {
            review.queue.with(|queue| {
                let matches = matches.iter().copied();
                matches
                    .filter(|stretch| queue.shows(stretch.place))
                    .collect::<Vec<Stretch>>()
            })
        })
    });
    let count = Memo::new(move |_| shared.with(Vec::len));
    let at = RwSignal::new(None::<usize>);
    let looks = Memo::new(move |_| search.text.with(|text| !text.trim().is_empty()));
    Effect::new(move |_| {
        search.text.track();
        search.pattern.track();
        at.set(None);
        review.look();
    });
    let hint = Signal::derive(move || {
        Some(if !looks.get() {
            if search.pattern.get() {
                r"A regular expression, in any case, such as ORD-\d{4}.".to_owned()
            } else {
                "Whole words, in any case, in every text.".to_owned()
            }
        } else if search.trouble.with(Option::is_some) {
            return None;
        } else if !search.answered.get() {
            "Looking…".to_owned()
        } else if search.more.get() {
            "More than 5,000 matches. Narrow it down to hide them at once.".to_owned()
        } else {
            match count.get() {
                0 => "No match in what is shared.".to_owned(),
                1 => "1 match in what is shared.".to_owned(),
                more => format!("{more} matches in what is shared."),
            }
        })
    });
    let may = Memo::new(move |_| count.get() > 0 && !search.more.get());
    let redact = move || {
        let found = search.matches.get_untracked();
        if !may.get_untracked() {
            announce("No match");
            return;
        }
        let number = count.get_untracked();
        let reason = review.reason.get_untracked();
        review.queue.update(|queue| queue.redact(&found, reason));
        announce(&format!("{number} redacted"));
        search.clear();
    };
    // Enter may come before the answer: it is acted on then.
    let wished = RwSignal::new(false);
    Effect::new(move |_| {
        if search.answered.get() && wished.get() {
            wished.set(false);
            redact();
        }
    });
    let step = move |forward: bool| {
        let to = shared.with_untracked(|shared| {
            let all = shared.len();
            let to = match at.get_untracked() {
                _ if all == 0 => return None,
                None if forward => 0,
                None => all - 1,
                Some(here) if forward => (here + 1) % all,
                Some(here) => (here + all - 1) % all,
            };
            Some((to, all, *shared.get(to)?))
        });
        if let Some((to, all, stretch)) = to {
            at.set(Some(to));
            places::show(feed, stretch);
            announce(&format!("Match {} of {all}", to + 1));
        }
    };
    let has_worker = review.worker().is_some();
    view! {
        <section class="review-panel__part" aria-labelledby="review-find">
            <h3 id="review-find">"Find and redact"</h3>
            <p class="review-panel__hint">"Or select any text beside this."</p>
            <form
                class="find-and-redact"
                on:submit=move |event| {
                    event.prevent_default();
                    wished.set(true);
                }
            >
                <TextInput
                    label=Signal::derive(move || {
                        if search.pattern.get() { "Pattern to hide" } else { "Words to hide" }.to_owned()
                    })
                    id=FIELD
                    value=search.text
                    hint
                    error=search.trouble
                    autocomplete="off"
                />
                <div class="find-and-redact__acts">
                    <Button
                        kind=ButtonKind::Submit
                        icon="square-slash"
                        disabled=Signal::derive(move || !may.get())
                    >
                        {move || match count.get() {
                            0 | 1 => "Redact".to_owned(),
                            more => format!("Redact all {more}"),
                        }}
                    </Button>
                    <Show when=move || { count.get() > 0 }>
                        <span class="find-and-redact__at">
                            {move || at.get().map(|at| format!("{} of {}", at + 1, count.get()))}
                        </span>
                        <IconButton
                            label="Previous match"
                            icon="chevron-left"
                            on_press=move |()| step(false)
                        />
                        <IconButton
                            label="Next match"
                            icon="chevron-right"
                            on_press=move |()| step(true)
                        />
                    </Show>
                </div>
                {has_worker.then(|| view! { <Checkbox label="As a pattern" checked=search.pattern /> })}
            </form>
            <Select
                label="Reason for what you mark"
                value=reasons::chosen(review.reason)
                options=Signal::stored(reasons::options())
                on_change=move |value: String| review.reason.set(reasons::of_value(&value))
            />
        </section>
    }
    .into_any()
}
