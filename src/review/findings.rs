//! What was found, by kind, worst first: each finding with its decision, each kind with one for all of it.

use discreet_api_types::review::Severity;
use leptos::prelude::*;

use super::Review;
use super::places::{self, Side, row_id};
use super::state::{Kind, Standing, Verdict, place_of, place_words};
use super::team_memory::NeverSuggest;
use crate::browser::announce;
use crate::transcript::Feed;
use crate::ui::{Button, Look};

/// Rows of one kind that are drawn at a time.
const PAGE: usize = 50;

/// The findings.
#[component]
pub(super) fn Findings(review: Review, feed: Feed) -> impl IntoView {
    let kinds = Memo::new(move |_| review.queue.with(super::state::ReviewQueue::kinds));
    let labels = Memo::new(move |_| {
        kinds.with(|kinds| {
            kinds
                .iter()
                .map(|kind| kind.label.clone())
                .collect::<Vec<_>>()
        })
    });
    let all = move |verdict: Verdict| {
        // Only what nobody decided: a decision made one by one is worth more than one for all.
        let open: Vec<usize> = review.queue.with_untracked(|queue| {
            let order = queue.in_order().iter().copied();
            order
                .filter(|at| queue.standing(*at) == Standing::Undecided)
                .collect()
        });
        review.queue.update(|queue| queue.decide(&open, verdict));
        announce(
            &review
                .queue
                .with_untracked(|queue| queue.counts().findings_line()),
        );
    };
    let undecided = Memo::new(move |_| review.queue.with(|queue| queue.counts().undecided));
    view! {
        <section class="review-panel__part" aria-labelledby="review-findings">
            <h3 id="review-findings">"Findings"</h3>
            <Show
                when=move || !labels.with(Vec::is_empty)
                fallback=|| {
                    view! {
                        <p class="review-panel__hint">
                            "Nothing was found. Detection is best effort: read it once yourself."
                        </p>
                    }
                }
            >
                <p class="review-panel__hint">
                    "Detection is best effort: read it once yourself."
                </p>
                <Show when=move || { undecided.get() > 1 }>
                    <div class="review-panel__all">
                        <Button on_press=move |()| all(Verdict::Redact)>
                            {move || format!("Redact all {} undecided", undecided.get())}
                        </Button>
                        <Button look=Look::Quiet on_press=move |()| all(Verdict::Keep)>
                            "Keep them"
                        </Button>
                    </div>
                </Show>
                <For each=move || labels.get() key=String::clone let:label>
                    <KindOfFinding review feed kinds=kinds.into() label />
                </For>
            </Show>
        </section>
    }
    .into_any()
}

/// How the findings of one kind stand.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Tally {
    redacted: usize,
    kept: usize,
    undecided: usize,
}

impl Tally {
    fn all(self) -> usize {
        self.redacted + self.kept + self.undecided
    }
}

#[component]
fn KindOfFinding(
    review: Review,
    feed: Feed,
    kinds: Signal<std::sync::Arc<[Kind]>>,
    label: String,
) -> impl IntoView {
    let kind = Memo::new(move |_| {
        kinds.with(|kinds| kinds.iter().find(|kind| kind.label == label).cloned())
    });
    let findings = move || kind.with(|kind| kind.as_ref().map(|kind| kind.findings.clone()));
    let tally = Memo::new(move |_| {
        let mut tally = Tally::default();
        kind.with(|kind| {
            let findings = kind.iter().flat_map(|kind| &kind.findings);
            review.queue.with(|queue| {
                for finding in findings {
                    match queue.standing(*finding) {
                        Standing::Redacted => tally.redacted += 1,
                        Standing::Kept => tally.kept += 1,
                        Standing::Undecided => tally.undecided += 1,
                    }
                }
            });
        });
        tally
    });
    // The page that was turned to, as long as one stays at the same finding; else the one with the finding.
    let turned = RwSignal::new(None::<(Option<usize>, usize)>);
    let page = Memo::new(move |before: Option<&usize>| {
        let current = review.current.get();
        match turned.get() {
            Some((at, page)) if at == current => page,
            _ => kind
                .with(|kind| kind.as_ref()?.findings.binary_search(&current?).ok())
                .map_or(before.copied().unwrap_or_default(), |at| at / PAGE),
        }
    });
    let rows = Memo::new(move |_| {
        let page = page.get();
        kind.with(|kind| {
            let findings = kind.iter().flat_map(|kind| &kind.findings);
            findings
                .skip(page * PAGE)
                .take(PAGE)
                .copied()
                .collect::<Vec<_>>()
        })
    });
    let count = Memo::new(move |_| tally.with(|tally| tally.all()));
    let decide = move |verdict: Verdict| {
        let findings = untrack(findings).unwrap_or_default();
        review
            .queue
            .update(|queue| queue.decide(&findings, verdict));
        announce(
            &review
                .queue
                .with_untracked(|queue| queue.counts().findings_line()),
        );
    };
    let severity = move || {
        kind.with(|kind| {
            kind.as_ref().map(|kind| match kind.severity {
                Severity::Critical => "critical",
                Severity::High => "high",
                Severity::Medium => "medium",
                Severity::Low => "low",
            })
        })
    };
    let name = Memo::new(move |_| {
        kind.with(|kind| kind.as_ref().map(|kind| kind.name.clone()))
            .unwrap_or_default()
    });
    view! {
        <section class="finding-kind" data-severity=severity aria-label=name>
            <header class="finding-kind__head">
                <h4>{name} <span class="finding-kind__count">{count}</span></h4>
                <div
                    class="decide"
                    role="group"
                    aria-label=move || format!("All: {}", name.get())
                    hidden=move || count.get() == 1
                >
                    <button
                        type="button"
                        class="decide__choice"
                        data-verdict="redact"
                        aria-pressed=move || pressed(tally.get().redacted == count.get())
                        on:click=move |_| decide(Verdict::Redact)
                    >
                        "Redact all"
                    </button>
                    <button
                        type="button"
                        class="decide__choice"
                        data-verdict="keep"
                        aria-pressed=move || pressed(tally.get().kept == count.get())
                        on:click=move |_| decide(Verdict::Keep)
                    >
                        "Keep all"
                    </button>
                </div>
            </header>
            <ul class="finding-kind__rows">
                <For each=move || rows.get() key=|at| *at let:at>
                    <FindingRow review feed at />
                </For>
            </ul>
            <Show when=move || { count.get() > PAGE }>
                <nav class="finding-kind__pages" aria-label=move || format!("Pages: {}", name.get())>
                    <Button
                        look=Look::Quiet
                        icon="chevron-left"
                        disabled=Signal::derive(move || page.get() == 0)
                        on_press=move |()| turn(review, turned, page.get_untracked(), false)
                    >
                        "Before"
                    </Button>
                    <span class="finding-kind__page">
                        {move || {
                            let first = page.get() * PAGE;
                            let last = (first + PAGE).min(count.get());
                            format!("{} to {last} of {}", first + 1, count.get())
                        }}
                    </span>
                    <Button
                        look=Look::Quiet
                        icon="chevron-right"
                        disabled=Signal::derive(move || (page.get() + 1) * PAGE >= count.get())
                        on_press=move |()| turn(review, turned, page.get_untracked(), true)
                    >
                        "After"
                    </Button>
                </nav>
            </Show>
        </section>
    }
    .into_any()
}

fn turn(
    review: Review,
    turned: RwSignal<Option<(Option<usize>, usize)>>,
    page: usize,
    forward: bool,
) {
    let to = if forward {
        page + 1
    } else {
        page.saturating_sub(1)
    };
    turned.set(Some((review.current.get_untracked(), to)));
}

#[component]
fn FindingRow(review: Review, feed: Feed, at: usize) -> impl IntoView {
    let place = review
        .queue
        .with_untracked(|queue| queue.findings().get(at).map(place_of))
        .map(place_words);
    let standing = Memo::new(move |_| review.queue.with(|queue| queue.standing(at)));
    let is_current = Memo::new(move |_| review.current.get() == Some(at));
    view! {
        <li
            class="finding-row"
            data-standing=move || standing.get().word()
            data-current=move || is_current.get().then_some("")
        >
            <button
                type="button"
                class="finding-row__go"
                id=row_id(at)
                aria-current=move || is_current.get().then_some("true")
                on:click=move |_| places::go(review, feed, at, Side::List)
            >
                <span class="finding-row__words" dir="auto">{words_of(review, at)}</span>
                <span class="finding-row__place">
                    {place} " · " {move || standing.get().word()}
                </span>
            </button>
            <Decide review at standing=standing.into() />
            <Show when=move || is_current.get()>
                <div class="finding-row__more">
                    <p class="finding-row__why">{why(review, at)}</p>
                    <Button look=Look::Quiet on_press=move |()| redact_all_like(review, at)>
                        "Redact all like it"
                    </Button>
                    <NeverSuggest
                        review
                        words=Signal::stored(words_of(review, at))
                        label=Signal::stored(label_of(review, at))
                        on_done=Callback::new(|()| ())
                    />
                </div>
            </Show>
        </li>
    }
    .into_any()
}

/// Hides a finding's value wherever it stands.
pub(super) fn redact_all_like(review: Review, at: usize) {
    let count = review
        .queue
        .try_update(|queue| queue.decide_all_like(at, Verdict::Redact));
    let counts = review
        .queue
        .with_untracked(super::state::ReviewQueue::counts);
    announce(&format!(
        "{} redacted. {}",
        count.unwrap_or_default(),
        counts.findings_line()
    ));
}

/// *Redact* and *Keep* of one finding.
#[component]
pub(super) fn Decide(review: Review, at: usize, standing: Signal<Standing>) -> impl IntoView {
    let is = move |one: Standing| pressed(standing.get() == one);
    let decide = move |verdict: Verdict| {
        review.current.set(Some(at));
        review.queue.update(|queue| queue.decide(&[at], verdict));
        announce(&review.queue.with_untracked(|queue| {
            format!(
                "{}. {}",
                queue.standing(at).word(),
                queue.counts().findings_line()
            )
        }));
    };
    view! {
        <div class="decide" role="group" aria-label="Decision">
            <button
                type="button"
                class="decide__choice"
                data-verdict="redact"
                aria-pressed=move || is(Standing::Redacted)
                on:click=move |_| decide(Verdict::Redact)
            >
                "Redact"
            </button>
            <button
                type="button"
                class="decide__choice"
                data-verdict="keep"
                aria-pressed=move || is(Standing::Kept)
                on:click=move |_| decide(Verdict::Keep)
            >
                "Keep"
            </button>
        </div>
    }
    .into_any()
}

/// The words a finding is about.
pub(super) fn words_of(review: Review, at: usize) -> String {
    review.queue.with_untracked(|queue| {
        queue
            .findings()
            .get(at)
            .map(|finding| queue.words(&finding.into()))
            .unwrap_or_default()
    })
}

fn label_of(review: Review, at: usize) -> Option<String> {
    review
        .queue
        .with_untracked(|queue| Some(queue.findings().get(at)?.label.clone()))
}

/// Why it was found, and how sure the detector is.
pub(super) fn why(review: Review, at: usize) -> String {
    review.queue.with_untracked(|queue| {
        queue
            .findings()
            .get(at)
            .map(|finding| {
                let sure = finding.confidence * 100.0;
                format!("{} {sure:.0} % sure.", finding.explanation)
            })
            .unwrap_or_default()
    })
}

fn pressed(on: bool) -> &'static str {
    if on { "true" } else { "false" }
}
