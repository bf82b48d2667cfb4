//! From a finding or a selection to the team memory, in one step.

use discreet_api_types::policy::WordKind;
use leptos::prelude::*;

use super::Review;
use crate::policy;
use crate::ui::{Button, Look};

/// Values of more characters than this are passages, and not remembered.
const LONGEST: usize = 200;

/// *Never suggest*, for a value whose findings are not always suggested.
#[component]
pub(super) fn NeverSuggest(
    review: Review,
    #[prop(into)] words: Signal<String>,
    /// The finding's label, if it is one.
    #[prop(into)]
    label: Signal<Option<String>>,
    on_done: Callback<()>,
) -> impl IntoView {
    let offered = Memo::new(move |_| {
        review.can_remember()
            && words.with(|words| is_value(words))
            && label.with(|label| {
                label
                    .as_deref()
                    .is_some_and(|label| !policy::is_preset(label))
            })
    });
    view! {
        <Show when=move || offered.get()>
            <Button
                look=Look::Quiet
                on_press=move |()| {
                    review.remember(&words.get_untracked(), WordKind::Never);
                    on_done.run(());
                }
            >
                "Never suggest"
            </Button>
        </Show>
    }
    .into_any()
}

/// *Always find*, for a value of the organisation's own.
#[component]
pub(super) fn AlwaysFind(
    review: Review,
    #[prop(into)] words: Signal<String>,
    on_done: Callback<()>,
) -> impl IntoView {
    let offered = Memo::new(move |_| review.can_remember() && words.with(|words| is_value(words)));
    view! {
        <Show when=move || offered.get()>
            <Button
                look=Look::Quiet
                on_press=move |()| {
                    review.remember(&words.get_untracked(), WordKind::Word);
                    on_done.run(());
                }
            >
                "Always find"
            </Button>
        </Show>
    }
    .into_any()
}

fn is_value(words: &str) -> bool {
    let words = words.trim();
    words.chars().count() > 1 && words.chars().count() <= LONGEST && !words.contains('\n')
}
