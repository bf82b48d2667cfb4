//! What stands where the share would: dead, after signing in, with a password, when asked for, later.

use discreet_api_types::ids::ShareId;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use super::api;
use super::state::{counted, way_back};
use crate::browser::concrete::{Work, draw_effect};
use crate::browser::elements::{Made, make, make_icon};
use crate::browser::{location, storage};
use crate::paths;

/// Where the way back is kept for the sign-in page, as long as the tab lives.
const WAY_BACK: &str = "discreet.return";

/// One page for every link that does not open, whatever the reason. Who is signed in can ask for access; the answer
/// is the same whether there is something to ask for or not.
pub fn dead(id: Option<ShareId>) -> Made {
    let way = make("div").class("gate__way");
    let sign_in = button(
        "Sign in",
        "secondary",
        never(),
        Callback::new(sign_in_and_return),
    );
    way.add(&sign_in);
    if let Some(id) = id {
        let place = way.clone();
        let work = Work::new();
        work.start(async move {
            if api::is_signed_in().await {
                sign_in.remove();
                place.add(&request_access(id));
            }
        });
    }
    gate(
        "link-2-off",
        "This link does not open anything",
        &[
            "It may have ended, been stopped or replaced, or have lost its last characters on the way.",
            "Ask the person who sent it for a new link. If it was shared with you by name or with your organisation, \
             sign in first.",
        ],
        way,
    )
}

/// Asks the owner to let this reader in.
fn request_access(id: ShareId) -> Made {
    let work = Work::new();
    let said = make("p")
        .class("gate__said")
        .attr("role", "status")
        .attr("tabindex", "-1");
    let place = make("div").class("gate__request");
    let (words, row) = (said.clone(), place.clone());
    let ask = Callback::new(move |()| {
        let (id, words, row) = (id.clone(), words.clone(), row.clone());
        work.start(async move {
            let answer = api::request_access(&id).await;
            words.say(&match &answer {
                Ok(()) => "You asked for access. If there is something behind this link, the person who shared it \
                           decides; then the same link opens for you."
                    .to_owned(),
                Err(failure) => failure.to_string(),
            });
            if answer.is_ok()
                && let Some(button) = row.element().query_selector("button").ok().flatten()
            {
                // The focus goes with the button unless it is given on.
                words.focus();
                button.remove();
            }
        });
    });
    let button = button("Request access", "primary", work.busy(), ask);
    place.with(button).with(said)
}

/// It may open after signing in.
pub fn sign_in() -> Made {
    gate(
        "lock",
        "Sign in to open this",
        &[
            "This link may be meant for certain people or for an organisation. You come back here after signing in.",
            "If you were sent a public link, check that it is complete: it has more than this address in it.",
        ],
        button(
            "Sign in to open",
            "primary",
            never(),
            Callback::new(sign_in_and_return),
        ),
    )
}

/// It has a password.
pub fn password(wrong: bool, busy: Signal<bool>, submit: Callback<String>) -> Made {
    let input = make("input")
        .class("input")
        .attr("id", "password")
        .attr("type", "password")
        .attr("autocomplete", "off")
        .attr("required", "");
    let field = make("div").class("field").with(
        make("label")
            .class("field__label")
            .attr("for", "password")
            .text("Password"),
    );
    let field = field.with(if wrong {
        input
            .clone()
            .attr("aria-invalid", "true")
            .attr("aria-describedby", "password-error")
    } else {
        input.clone()
    });
    if wrong {
        let error = make("p").class("field__error").attr("id", "password-error");
        field.add(&error.text("That is not the password of this link."));
    }
    let send = Callback::new(move |()| {
        if let Some(input) = input.element().dyn_ref::<HtmlInputElement>() {
            submit.run(input.value());
        }
    });
    let form = make("form")
        .class("form gate__form")
        .on("submit", move |event| {
            event.prevent_default();
            send.try_run(());
        })
        .with(field)
        .with(button("Open", "primary", busy, send));
    gate(
        "lock",
        "This link has a password",
        &[
            "The person who sent you the link can tell you the password, best by another way than the link.",
        ],
        form,
    )
}

/// It counts how often it is opened.
pub fn show(busy: Signal<bool>, ask: Callback<()>) -> Made {
    gate(
        "eye",
        "Show this conversation?",
        &[
            "This link can be opened a limited number of times. Showing the conversation uses one of them; reading on \
             and reloading do not.",
        ],
        button("Show conversation", "primary", busy, ask),
    )
}

/// The reader ended their own link.
pub fn ended() -> Made {
    gate(
        "check",
        "You ended this link",
        &["It opens nothing any more, for you or for anybody else who has it."],
        make("span"),
    )
}

/// Too many tries.
pub fn throttled(seconds: Option<u32>, busy: Signal<bool>, retry: Callback<()>) -> Made {
    let wait = match seconds {
        Some(seconds) if seconds > 90 => counted(seconds.div_ceil(60), "minute"),
        Some(seconds) => counted(seconds, "second"),
        None => "a minute".to_owned(),
    };
    gate(
        "clock",
        "Too many tries",
        &[&format!("Wait {wait} and try again.")],
        button("Try again", "secondary", busy, retry),
    )
}

/// No connection, or something broke; `words` say which.
pub fn failed(title: &str, words: &str, busy: Signal<bool>, retry: Callback<()>) -> Made {
    gate(
        "triangle-alert",
        title,
        &[words],
        button("Try again", "primary", busy, retry),
    )
}

fn gate(icon: &str, title: &str, paragraphs: &[&str], action: Made) -> Made {
    make("section")
        .class("gate")
        .with(make("span").class("gate__icon").with(make_icon(icon)))
        .with(make("h1").attr("tabindex", "-1").text(title))
        .with_all(paragraphs.iter().map(|text| make("p").text(text)))
        .with(action)
}

/// A button. While busy it ignores presses.
pub fn button(
    words: &'static str,
    look: &'static str,
    busy: Signal<bool>,
    on_press: Callback<()>,
) -> Made {
    let element = make("button")
        .class("button")
        .attr("type", "button")
        .attr("data-look", look)
        .text(words)
        .on("click", move |_| {
            if busy.try_get_untracked() == Some(false) {
                on_press.try_run(());
            }
        });
    let shown = element.clone();
    draw_effect(move || {
        let element = shown.element();
        if busy.get() {
            element.set_attribute("aria-busy", "true").ok();
        } else {
            element.remove_attribute("aria-busy").ok();
        }
    });
    element
}

fn never() -> Signal<bool> {
    Signal::stored(false)
}

/// Leaves for the sign-in page. The secret stays in this tab's storage: a fragment would follow a redirect to another
/// site.
fn sign_in_and_return((): ()) {
    let way = way_back(&location::path(), &location::fragment());
    storage::keep(WAY_BACK, Some(&way));
    location::replace_fragment("");
    location::go(paths::SIGN_IN);
}
