//! Beside the text: what was found by kind, what to look for oneself, what to hide by its words.

use discreet_api_types::review::{Reason, Severity};
use leptos::prelude::*;

use super::Review;
use super::places::{self, Side, row_id};
use super::state::{Kind, Standing, Verdict, place_of, place_words};
use crate::browser::announce;
use crate::transcript::Feed;
use crate::ui::{Button, ButtonKind, Checkbox, Look, Select, SelectOption, TextInput};

/// Rows of one kind that are drawn at first.
const ROWS: usize = 60;

/// What to look for, since no detector finds everything.
const LOOK_FOR: [(&str, &str); 6] = [
    ("Customer data", "orders, contracts, account numbers"),
    ("Personal data", "names, addresses, health, age"),
    ("Tenant ids", "of this customer or another"),
    ("Credentials", "keys, passwords, tokens, one-time codes"),
    (
        "Internal addresses",
        "host names, admin pages, IP addresses",
    ),
    ("Draft wording", "promises not made yet, notes to self"),
];

/// The reasons, in the order to offer.
const REASONS: [(&str, &str, Reason); 6] = [
    ("personal_data", "Personal data", Reason::PersonalData),
    ("credential", "Credential", Reason::Credential),
    (
        "customer_confidential",
        "Customer confidential",
        Reason::CustomerConfidential,
    ),
    ("internal_only", "Internal only", Reason::InternalOnly),
    ("legal", "Legal", Reason::Legal),
    ("other", "Other", Reason::Other),
];

/// The panel.
#[component]
pub(super) fn ReviewPanel(review: Review, feed: Feed) -> impl IntoView {
    view! {
        <div class="review-panel">
            <Findings review feed />
            <FindAndRedact review />
            <LookFor />
        </div>
    }
    .into_any()
}

#[component]
fn Findings(review: Review, feed: Feed) -> impl IntoView {
    let kinds = Memo::new(move |_| review.queue.with(super::state::ReviewQueue::kinds));
    let all = move |verdict: Verdict| {
        // Only what nobody decided: a decision made one by one is worth more than one for all.
        let open: Vec<usize> = review.queue.with_untracked(|queue| {
            queue
                .in_order()
                .into_iter()
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
                when=move || !kinds.with(Vec::is_empty)
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
                <For
                    each=move || kinds.get()
                    key=|kind| (kind.label.clone(), kind.findings.clone())
                    let:kind
                >
                    <KindOfFinding review feed kind />
                </For>
            </Show>
        </section>
    }
    .into_any()
}

#[component]
fn KindOfFinding(review: Review, feed: Feed, kind: Kind) -> impl IntoView {
    let count = kind.findings.len();
    let findings = StoredValue::new(kind.findings);
    let drawn = RwSignal::new(ROWS);
    let decide = move |verdict: Verdict| {
        review
            .queue
            .update(|queue| findings.with_value(|findings| queue.decide(findings, verdict)));
        announce(
            &review
                .queue
                .with_untracked(|queue| queue.counts().findings_line()),
        );
    };
    let every = move |standing: Standing| {
        review.queue.with(|queue| {
            findings.with_value(|findings| {
                findings
                    .iter()
                    .all(|finding| queue.standing(*finding) == standing)
            })
        })
    };
    let severity = match kind.severity {
        Severity::Critical => "critical",
        Severity::High => "high",
        Severity::Medium => "medium",
        Severity::Low => "low",
    };
    let name = kind.name.clone();
    view! {
        <section class="finding-kind" data-severity=severity aria-label=name.clone()>
            <header class="finding-kind__head">
                <h4>{kind.name.clone()} <span class="finding-kind__count">{count}</span></h4>
                <div class="decide" role="group" aria-label=format!("All: {name}") hidden=count == 1>
                    <button
                        type="button"
                        class="decide__choice"
                        data-verdict="redact"
                        aria-pressed=move || pressed(every(Standing::Redacted))
                        on:click=move |_| decide(Verdict::Redact)
                    >
                        "Redact all"
                    </button>
                    <button
                        type="button"
                        class="decide__choice"
                        data-verdict="keep"
                        aria-pressed=move || pressed(every(Standing::Kept))
                        on:click=move |_| decide(Verdict::Keep)
                    >
                        "Keep all"
                    </button>
                </div>
            </header>
            <ul class="finding-kind__rows">
                <For
                    each=move || {
                        findings
                            .with_value(|findings| {
                                findings.iter().take(drawn.get()).copied().collect::<Vec<_>>()
                            })
                    }
                    key=|at| *at
                    let:at
                >
                    <FindingRow review feed at />
                </For>
            </ul>
            <Show when=move || { count > drawn.get() }>
                <Button look=Look::Quiet on_press=move |()| drawn.update(|drawn| *drawn += 200)>
                    {move || format!("Show {} more", (count - drawn.get()).min(200))}
                </Button>
            </Show>
        </section>
    }
    .into_any()
}

#[component]
fn FindingRow(review: Review, feed: Feed, at: usize) -> impl IntoView {
    let (place, explanation, confidence) =
        review
            .queue
            .with_untracked(|queue| match queue.findings().get(at) {
                Some(finding) => (
                    place_words(place_of(finding)),
                    finding.explanation.clone(),
                    format!("{:.0} % sure", finding.confidence * 100.0),
                ),
                None => Default::default(),
            });
    view! {
        <li
            class="finding-row"
            data-standing=move || review.queue.with(|queue| queue.standing(at).word())
            data-current=move || (review.current.get() == Some(at)).then_some("")
        >
            <button
                type="button"
                class="finding-row__go"
                id=row_id(at)
                aria-current=move || (review.current.get() == Some(at)).then_some("true")
                title=format!("{explanation} {confidence}.")
                on:click=move |_| places::go(review, feed, at, Side::List)
            >
                <span class="finding-row__words" dir="auto">{words_of(review, at)}</span>
                <span class="finding-row__place">
                    {place} " · "
                    {move || review.queue.with(|queue| queue.standing(at).word())}
                </span>
            </button>
            <Decide review at />
            <Show when=move || review.current.get() == Some(at)>
                <p class="finding-row__why">{format!("{explanation} {confidence}.")}</p>
            </Show>
        </li>
    }
    .into_any()
}

/// *Redact* and *Keep* of one finding.
#[component]
pub(super) fn Decide(review: Review, at: usize) -> impl IntoView {
    let is = move |standing: Standing| {
        pressed(review.queue.with(|queue| queue.standing(at)) == standing)
    };
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

#[component]
fn FindAndRedact(review: Review) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let matches = Memo::new(move |_| {
        typed.with(|typed| {
            if typed.trim().is_empty() {
                return Vec::new();
            }
            review.queue.with(|queue| queue.all_like(typed))
        })
    });
    let count = Memo::new(move |_| {
        matches.with(|matches| review.queue.with(|queue| queue.shared(matches)))
    });
    let hint = Signal::derive(move || {
        Some(if typed.with(|typed| typed.trim().is_empty()) {
            "Whole words, in any case, in every text.".to_owned()
        } else {
            match count.get() {
                0 => "No match in what is shared.".to_owned(),
                1 => "1 match in what is shared.".to_owned(),
                more => format!("{more} matches in what is shared."),
            }
        })
    });
    let redact = move || {
        let found = matches.get_untracked();
        if found.is_empty() {
            announce("No match");
            return;
        }
        let reason = review.reason.get_untracked();
        review.queue.update(|queue| queue.redact(&found, reason));
        announce(&format!("{} redacted", count.get_untracked()));
        typed.set(String::new());
    };
    let reason = Signal::derive(move || {
        let reason = review.reason.get();
        REASONS
            .iter()
            .find(|(_, _, known)| Some(*known) == reason)
            .map_or("", |(value, _, _)| value)
            .to_owned()
    });
    let reasons = Signal::derive(|| {
        std::iter::once(SelectOption::new("", "No reason given"))
            .chain(
                REASONS
                    .iter()
                    .map(|(value, words, _)| SelectOption::new(*value, *words)),
            )
            .collect::<Vec<_>>()
    });
    view! {
        <section class="review-panel__part" aria-labelledby="review-find">
            <h3 id="review-find">"Find and redact"</h3>
            <p class="review-panel__hint">"Or select any text beside this."</p>
            <form
                class="find-and-redact"
                on:submit=move |event| {
                    event.prevent_default();
                    redact();
                }
            >
                <TextInput label="Words to hide" value=typed hint autocomplete="off" />
                <Button
                    kind=ButtonKind::Submit
                    icon="square-slash"
                    disabled=Signal::derive(move || count.get() == 0)
                >
                    {move || match count.get() {
                        0 | 1 => "Redact".to_owned(),
                        more => format!("Redact all {more}"),
                    }}
                </Button>
            </form>
            <Select
                label="Reason for what you mark"
                value=reason
                options=reasons
                on_change=move |value: String| {
                    let chosen = REASONS.iter().find(|(known, _, _)| *known == value);
                    review.reason.set(chosen.map(|(_, _, reason)| *reason));
                }
            />
        </section>
    }
    .into_any()
}

#[component]
fn LookFor() -> impl IntoView {
    let items = LOOK_FOR
        .map(|(name, such_as)| {
            let looked = RwSignal::new(false);
            view! {
                <li>
                    <Checkbox label=name checked=looked hint=Some(such_as.to_owned()) />
                </li>
            }
        })
        .into_iter()
        .collect_view();
    view! {
        <section class="review-panel__part" aria-labelledby="review-look-for">
            <h3 id="review-look-for">"Look for"</h3>
            <ul class="look-for">{items}</ul>
        </section>
    }
    .into_any()
}

fn pressed(on: bool) -> &'static str {
    if on { "true" } else { "false" }
}
