//! A button that copies.

use leptos::prelude::*;

use super::{Button, Look};
use crate::browser::{announce, clipboard, timers};

/// Copies `text`; says *Copied* for two seconds, aloud too. Where the browser refuses, it says so.
#[component]
pub fn CopyButton(
    #[prop(into)] text: Signal<String>,
    /// What it says at first, such as *Copy link*.
    #[prop(into)]
    label: Signal<String>,
    #[prop(optional)] look: Look,
) -> impl IntoView {
    let said = RwSignal::new(None::<&'static str>);
    let copy = Action::new_unsync(move |text: &String| {
        let text = text.clone();
        async move {
            let words = match clipboard::copy(&text).await {
                Ok(()) => "Copied",
                Err(clipboard::NotCopied) => "Press Ctrl C to copy",
            };
            said.try_set(Some(words));
            announce(words);
            timers::sleep(2000).await;
            said.try_set(None);
        }
    });
    view! {
        <Button look icon="copy" on_press=move |()| {
            copy.dispatch(text.get_untracked());
        }>
            {move || match said.get() {
                Some(words) => words.to_owned(),
                None => label.get(),
            }}
        </Button>
    }
    .into_any()
}
