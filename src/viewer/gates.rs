//! What stands where the share would: dead, after signing in, with a password, when asked for, later.

use leptos::prelude::*;

use super::state::{WayBack, counted};
use crate::browser::elements::{make, make_icon};
use crate::browser::{location, storage};
use crate::paths;
use crate::ui::{Button, ButtonKind, Look, TextInput};

/// Where the way back is kept for the sign-in page, as long as the tab lives.
const WAY_BACK: &str = "discreet.return";

/// One page for every link that does not open, whatever the reason.
pub fn dead() -> AnyView {
    gate(
        "link-2-off",
        "This link does not open anything",
        &[
            "It may have ended, been stopped or replaced, or have lost its last characters on the way.",
            "Ask the person who sent it for a new link. If it was shared with you by name or with your organisation, \
             sign in first.",
        ],
        button(
            "Sign in",
            Look::Secondary,
            never(),
            Callback::new(sign_in_and_return),
        ),
    )
}

/// It may open after signing in.
pub fn sign_in() -> AnyView {
    gate(
        "lock",
        "Sign in to open this",
        &[
            "This link may be meant for certain people or for an organisation. You come back here after signing in.",
            "If you were sent a public link, check that it is complete: it has more than this address in it.",
        ],
        button(
            "Sign in to open",
            Look::Primary,
            never(),
            Callback::new(sign_in_and_return),
        ),
    )
}

/// It has a password.
pub fn password(wrong: bool, busy: Signal<bool>, submit: Callback<String>) -> AnyView {
    let value = RwSignal::new(String::new());
    let error = wrong.then(|| "That is not the password of this link.".to_owned());
    gate(
        "lock",
        "This link has a password",
        &[
            "The person who sent you the link can tell you the password, best by another way than the link.",
        ],
        view! {
            <form
                class="form gate__form"
                on:submit=move |event| {
                    event.prevent_default();
                    submit.run(value.get_untracked());
                }
            >
                <TextInput
                    label="Password"
                    value
                    kind="password"
                    autocomplete="off"
                    required=true
                    error=Signal::stored(error)
                />
                <Button look=Look::Primary kind=ButtonKind::Submit busy>"Open"</Button>
            </form>
        }
        .into_any(),
    )
}

/// It counts how often it is opened.
pub fn show(busy: Signal<bool>, ask: Callback<()>) -> AnyView {
    gate(
        "eye",
        "Show this conversation?",
        &[
            "This link can be opened a limited number of times. Showing the conversation uses one of them; reading on \
             and reloading do not.",
        ],
        button("Show conversation", Look::Primary, busy, ask),
    )
}

/// Too many tries.
pub fn throttled(seconds: Option<u32>, busy: Signal<bool>, retry: Callback<()>) -> AnyView {
    let wait = match seconds {
        Some(seconds) if seconds > 90 => counted(seconds.div_ceil(60), "minute"),
        Some(seconds) => counted(seconds, "second"),
        None => "a minute".to_owned(),
    };
    gate(
        "clock",
        "Too many tries",
        &[&format!("Wait {wait} and try again.")],
        button("Try again", Look::Secondary, busy, retry),
    )
}

/// No connection, or something broke; `words` say which.
pub fn failed(title: &str, words: &str, busy: Signal<bool>, retry: Callback<()>) -> AnyView {
    gate(
        "triangle-alert",
        title,
        &[words],
        button("Try again", Look::Primary, busy, retry),
    )
}

fn gate(icon: &str, title: &str, paragraphs: &[&str], action: AnyView) -> AnyView {
    let mut parts = vec![
        make("span").class("gate__icon").with(make_icon(icon)),
        make("h1").attr("tabindex", "-1").text(title),
    ];
    parts.extend(paragraphs.iter().map(|text| make("p").text(text)));
    view! { <section class="gate">{parts}{action}</section> }.into_any()
}

fn button(words: &'static str, look: Look, busy: Signal<bool>, on_press: Callback<()>) -> AnyView {
    view! { <Button look busy on_press>{words}</Button> }.into_any()
}

fn never() -> Signal<bool> {
    Signal::stored(false)
}

/// Leaves for the sign-in page. The secret stays in this tab's storage: a fragment would follow a redirect to another
/// site.
fn sign_in_and_return((): ()) {
    let way = WayBack {
        path: location::path(),
        fragment: location::fragment(),
    };
    storage::keep(WAY_BACK, serde_json::to_string(&way).ok().as_deref());
    location::replace_fragment("");
    location::go(paths::SIGN_IN);
}
