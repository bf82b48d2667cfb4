//! What stands where the share would: dead, after signing in, with a password, when asked for, later.

use leptos::prelude::*;

use super::state::{WayBack, counted};
use crate::browser::{location, storage};
use crate::paths;
use crate::ui::{Button, ButtonKind, Icon, Look, TextInput};

/// Where the way back is kept for the sign-in page, as long as the tab lives.
const WAY_BACK: &str = "discreet.return";

/// One page for every link that does not open, whatever the reason.
pub fn dead() -> AnyView {
    gate(
        "link-2-off",
        "This link does not open anything",
        view! {
            <p>"It may have ended, been stopped or replaced, or have lost its last characters on the way."</p>
            <p>"Ask the person who sent it for a new link. If it was shared with you by name or with your organisation, sign in first."</p>
            <Button on_press=move |()| sign_in_and_return()>"Sign in"</Button>
        }
        .into_any(),
    )
}

/// It may open after signing in.
pub fn sign_in() -> AnyView {
    gate(
        "lock",
        "Sign in to open this",
        view! {
            <p>"This link may be meant for certain people or for an organisation. You come back here after signing in."</p>
            <p>"If you were sent a public link, check that it is complete: it has more than this address in it."</p>
            <Button look=Look::Primary on_press=move |()| sign_in_and_return()>"Sign in to open"</Button>
        }
        .into_any(),
    )
}

/// It has a password.
pub fn password(wrong: bool, busy: Signal<bool>, submit: Callback<String>) -> AnyView {
    let value = RwSignal::new(String::new());
    let error = wrong.then(|| "That is not the password of this link.".to_owned());
    gate(
        "lock",
        "This link has a password",
        view! {
            <p>"The person who sent you the link can tell you the password, best by another way than the link."</p>
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
        view! {
            <p>"This link can be opened a limited number of times. Showing the conversation uses one of them; reading on and reloading do not."</p>
            <Button look=Look::Primary busy on_press=ask>"Show conversation"</Button>
        }
        .into_any(),
    )
}

/// Too many tries.
pub fn throttled(seconds: Option<u32>, busy: Signal<bool>, retry: Callback<()>) -> AnyView {
    let wait = match seconds {
        Some(seconds) if seconds > 90 => {
            format!(
                "Wait {} and try again.",
                counted(seconds.div_ceil(60), "minute")
            )
        }
        Some(seconds) => format!("Wait {} and try again.", counted(seconds, "second")),
        None => "Wait a minute and try again.".to_owned(),
    };
    gate(
        "clock",
        "Too many tries",
        view! {
            <p>{wait}</p>
            <Button busy on_press=retry>"Try again"</Button>
        }
        .into_any(),
    )
}

/// No connection, or something broke; `words` say which.
pub fn failed(
    title: &'static str,
    words: String,
    busy: Signal<bool>,
    retry: Callback<()>,
) -> AnyView {
    gate(
        "triangle-alert",
        title,
        view! {
            <p>{words}</p>
            <Button look=Look::Primary busy on_press=retry>"Try again"</Button>
        }
        .into_any(),
    )
}

fn gate(icon: &'static str, title: &'static str, body: AnyView) -> AnyView {
    view! {
        <section class="gate">
            <span class="gate__icon"><Icon name=icon large=true/></span>
            <h1 tabindex="-1">{title}</h1>
            {body}
        </section>
    }
    .into_any()
}

/// Leaves for the sign-in page. The secret stays in this tab's storage: a fragment would follow a redirect to another
/// site.
fn sign_in_and_return() {
    let way = WayBack {
        path: location::path(),
        fragment: location::fragment(),
    };
    storage::keep(WAY_BACK, serde_json::to_string(&way).ok().as_deref());
    location::replace_fragment("");
    location::go(paths::SIGN_IN);
}
