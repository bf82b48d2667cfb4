//! Whether the trail is as it was written, and what it means if it is not.

use discreet_api_types::audit::Verification;
use leptos::prelude::*;

use super::api;
use super::state::verification_words;
use crate::browser::announce;
use crate::http::Failure;
use crate::ui::{Banner, Button, CopyButton, Tone};

/// Checks the whole chain on request.
#[component]
pub(super) fn Integrity() -> impl IntoView {
    let found = RwSignal::new(None::<Result<Verification, Failure>>);
    let verify = Action::new_unsync(move |(): &()| async move {
        let answer = api::verify().await;
        announce(&match &answer {
            Ok(answer) => verification_words(answer),
            Err(failure) => failure.to_string(),
        });
        found.try_set(Some(answer));
    });
    let said = move || {
        found.get().map(|answer| match answer {
            Err(failure) => {
                view! { <Banner tone=Tone::Warning>{failure.to_string()}</Banner> }.into_any()
            }
            Ok(answer) => {
                let words = verification_words(&answer);
                let tone = if answer.verified {
                    Tone::Good
                } else {
                    Tone::Danger
                };
                let todo = (!answer.verified).then(|| {
                    view! {
                        <p>
                            "Somebody or something changed the database beside this program. Keep a copy of it as it is, look who had access to it, and compare with the last backup that verifies."
                        </p>
                    }
                });
                view! {
                    <Banner tone>
                        <p>{words}</p>
                        {todo}
                    </Banner>
                    {answer.head.map(head)}
                }
                .into_any()
            }
        })
    };
    view! {
        <section class="audit__integrity" aria-labelledby="audit-integrity">
            <div class="audit__integrity-head">
                <h2 id="audit-integrity">"Integrity"</h2>
                <Button
                    icon="shield-check"
                    busy=verify.pending()
                    on_press=move |()| {
                        verify.dispatch(());
                    }
                >
                    "Verify"
                </Button>
            </div>
            {said}
            <details>
                <summary>"What is checked, and what a failed check means"</summary>
                <p>
                    "Each row carries a code made from itself, from the code of the row before and from a key that is not in the database. A row that was changed, removed, moved or added by anything but Discreet does not fit, and the check names the first such row. Names can be erased: the codes cover pseudonyms only."
                </p>
                <p>
                    "Whoever cuts off the end leaves a shorter trail that fits. That is found by the head, the last row’s number and code, which is kept outside the database too: beside the key ring, and in the server’s log every hour. Keep it somewhere else as well; "
                    <code>"discreet audit verify --expect SEQ:MAC"</code> " checks against it."
                </p>
            </details>
        </section>
    }
    .into_any()
}

fn head(head: String) -> AnyView {
    view! {
        <div class="audit__seal">
            <span class="field__label">"Head now"</span>
            <code>{head.clone()}</code>
            <CopyButton text=head label="Copy head" />
        </div>
    }
    .into_any()
}
