//! One finding at a time: the bottom sheet of a narrow screen.

use leptos::prelude::*;

use super::Review;
use super::findings::{Decide, why, words_of};
use super::places::{self, Side};
use super::state::{label_words, place_of, place_words};
use crate::transcript::Feed;
use crate::ui::IconButton;

/// The finding one is at, with its decisions and the way to the next.
#[component]
pub(super) fn FindingBar(review: Review, feed: Feed) -> impl IntoView {
    let shown = Memo::new(move |_| {
        let current = review.current.get();
        review.queue.with(|queue| {
            current
                .filter(|at| queue.concerns(*at))
                .or_else(|| queue.next(None))
        })
    });
    let step = move |forward: bool| {
        let from = review.current.get_untracked();
        let to = review.queue.with_untracked(|queue| {
            if forward {
                queue.next(from)
            } else {
                queue.previous(from)
            }
        });
        if let Some(to) = to {
            places::go(review, feed, to, Side::Text);
        }
    };
    let explained = RwSignal::new(false);
    view! {
        {move || {
            shown
                .get()
                .map(|at| {
                    let standing = Memo::new(move |_| {
                        review.queue.with(|queue| queue.standing(at))
                    });
                    let (kind, place) = review
                        .queue
                        .with_untracked(|queue| match queue.findings().get(at) {
                            Some(finding) => {
                                (label_words(&finding.label), place_words(place_of(finding)))
                            }
                            None => (String::new(), String::new()),
                        });
                    view! {
                        <div class="finding-bar" role="group" aria-label="Finding">
                            <IconButton
                                label="Previous finding"
                                icon="chevron-left"
                                on_press=move |()| step(false)
                            />
                            <button
                                type="button"
                                class="finding-bar__what"
                                aria-expanded=move || if explained.get() { "true" } else { "false" }
                                on:click=move |_| explained.update(|on| *on = !*on)
                            >
                                <span class="finding-bar__words" dir="auto">
                                    {words_of(review, at)}
                                </span>
                                <span class="finding-bar__kind">
                                    {format!("{kind} · {place}")}
                                </span>
                            </button>
                            <Decide review at standing=standing.into() />
                            <IconButton
                                label="Next finding"
                                icon="chevron-right"
                                on_press=move |()| step(true)
                            />
                            <Show when=move || explained.get()>
                                <p class="finding-bar__why">{why(review, at)}</p>
                            </Show>
                        </div>
                    }
                })
        }}
    }
    .into_any()
}
