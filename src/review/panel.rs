//! Beside the text: what was found, what to look for oneself, what to hide by its words.

use leptos::prelude::*;

use super::Review;
use super::find_and_redact::FindAndRedact;
use super::findings::Findings;
use crate::transcript::Feed;
use crate::ui::Checkbox;

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

/// The panel.
#[component]
pub(super) fn ReviewPanel(review: Review, feed: Feed) -> impl IntoView {
    view! {
        <div class="review-panel">
            <Findings review feed />
            <FindAndRedact review feed />
            <LookFor />
        </div>
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
