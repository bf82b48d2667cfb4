//! The recipients' door: opens the share, watches that it stays open, says why it does not.

use std::rc::Rc;
use std::sync::Arc;

use discreet_api_types::ids::ShareId;
use discreet_api_types::sharing::AudienceKind;
use discreet_api_types::viewer::{OpenShare, SharedConversation};
use leptos::prelude::*;

use super::api;
use super::gates::{self, button};
use super::shared_view::{notice, open_share};
use super::state::{Stage, share_of};
use super::tools::Slots;
use crate::browser::announce::LiveRegion;
use crate::browser::concrete::{Work, draw_effect, effect, live, on_window};
use crate::browser::elements::{Made, make, make_icon};
use crate::browser::{announce, focus, location, timers};
use crate::http::Failure;
use crate::paths;
use crate::ui::Theme;

/// How often an open page asks whether it may stay open, in milliseconds: within 5 seconds it must know.
const LOOK_EVERY: u64 = 4000;

/// The whole page.
#[component]
pub fn ViewerPage() -> impl IntoView {
    let id = share_of(&location::path());
    let named = id.clone();
    let secret = secret();
    let stage = RwSignal::new(if id.is_some() {
        Stage::Opening
    } else {
        Stage::Dead
    });
    let how = StoredValue::new(OpenShare {
        secret: secret.clone(),
        ..OpenShare::default()
    });
    let work = Work::new();
    let open = Callback::new(move |first| {
        if let Some(id) = id.clone() {
            work.start(opening(id, first, stage, how));
        }
    });
    open.run(true);
    follow_new_secret(secret);
    effect(move || {
        document().set_title(stage.with(|stage| match stage {
            Stage::Opening => "Discreet",
            // Not the conversation's own title: it would stay in the browser's history.
            Stage::Open(_) => "Shared conversation · Discreet",
            Stage::Dead | Stage::Ended => "This link does not open · Discreet",
            Stage::SignIn => "Sign in to open · Discreet",
            Stage::Password { .. } | Stage::Show => "Open · Discreet",
            Stage::Throttled(_) | Stage::Offline | Stage::Failed(_) => "Try again · Discreet",
        }));
    });

    let busy = work.busy();
    let retry = Callback::new(move |()| open.run(false));
    let with_password = Callback::new(move |password| {
        how.update_value(|how| how.password = Some(password));
        open.run(false);
    });
    let show = Callback::new(move |()| {
        how.update_value(|how| how.show = true);
        open.run(false);
    });
    let end = Callback::new(move |next: Stage| {
        stage.set(next);
        announce("This conversation is no longer shared with you");
        timers::detached(0, || {
            focus::focus("main h1");
        });
    });
    let slots = Slots {
        buttons: make("div").class("viewer-bar__tools"),
        below: make("div").class("viewer-bar__below"),
    };
    let (tools, below) = (slots.buttons.clone(), slots.below.clone());
    let draw = move |stage: &Stage| match stage {
        Stage::Opening => skeleton(),
        Stage::Open(shared) => opened(shared, &slots, end),
        Stage::Dead => gates::dead(named.clone()),
        Stage::Ended => gates::ended(),
        Stage::SignIn => gates::sign_in(),
        Stage::Password { wrong } => gates::password(*wrong, busy, with_password),
        Stage::Show => gates::show(busy, show),
        Stage::Throttled(seconds) => gates::throttled(*seconds, busy, retry),
        Stage::Offline => {
            gates::failed("No connection", &Failure::Offline.to_string(), busy, retry)
        }
        Stage::Failed(words) => gates::failed("Something went wrong", words, busy, retry),
    };
    // What the share's view shows goes with its owner: an ended share leaves no text behind, in page or memory.
    let content = live(move || stage.with(&draw).into_any());
    let member = make("a")
        .class("button viewer-bar__member")
        .attr("data-look", "quiet")
        .attr("href", paths::HOME)
        .with(make("span").class("tool__words").text("Open "))
        .with(make("span").text("Discreet"));
    let shown = member.clone();
    draw_effect(move || {
        shown.show(stage.with(|stage| match stage {
            Stage::Open(shared) => {
                shared.share.mine || shared.share.audience != AudienceKind::Public
            }
            _ => false,
        }));
    });
    let bar = make("header")
        .class("viewer-bar")
        .with(make("span").class("viewer-bar__name").text("Discreet"))
        .with(tools)
        .with(theme_button())
        .with(member)
        .with(below);
    view! {
        {bar}
        <main class="viewer">{content}</main>
        <LiveRegion/>
    }
}

/// The true layout, in grey.
fn skeleton() -> Made {
    let line = |width: &str| {
        make("span")
            .class("skeleton__bar")
            .attr("data-width", width)
    };
    let rows = (0..8).map(|_| {
        make("div")
            .class("skeleton__row")
            .with(line("short"))
            .with(line("long"))
    });
    let words = make("span").class("visually-hidden");
    make("div")
        .class("skeleton")
        .attr("role", "status")
        .with(words.text("Opening the conversation"))
        .with(make("div").attr("aria-hidden", "true").with_all(rows))
}

/// Opens the share. The first time takes over the answer that was asked for beside loading this program.
async fn opening(id: ShareId, first: bool, stage: RwSignal<Stage>, how: StoredValue<OpenShare>) {
    let early = if first { api::early_open().await } else { None };
    let Some(request) = how.try_get_value() else {
        return;
    };
    let answer = match early {
        Some(answer) => answer,
        None => api::open(&id, &request).await,
    };
    // A view was asked for once; opening again must be asked for again.
    how.try_update_value(|how| how.show = false);
    stage.try_set(match answer {
        Ok(shared) => Stage::Open(Arc::new(shared)),
        Err(failure) => Stage::refused(&failure),
    });
    if !first {
        timers::detached(0, || {
            focus::focus("main h1");
        });
    }
}

/// The share, and the watch over it.
fn opened(shared: &SharedConversation, slots: &Slots, end: Callback<Stage>) -> Made {
    let newer = RwSignal::new(false);
    let offline = RwSignal::new(false);
    let Some(id) = shared.share.id.clone() else {
        // The answer to `open` always names it.
        return gates::dead(None);
    };
    let ask = watch(
        id.clone(),
        shared.share.snapshot_version,
        newer,
        offline,
        end,
    );
    let bar = make("div").class("viewer__notice").attr("role", "status");
    let notices = bar.clone();
    draw_effect(move || {
        notices.clear();
        if newer.get() {
            let reload = Callback::new(|()| location::reload());
            let reload = button("Reload", "secondary", Signal::stored(false), reload);
            let words = "A newer version was published.";
            notices.add(&notice("info", "refresh-cw", words, Some(reload)));
        } else if offline.get() {
            let words =
                "No connection: this page cannot tell whether the conversation is still shared.";
            notices.add(&notice("warning", "triangle-alert", words, None));
        }
    });
    make("div")
        .with(bar)
        .with(open_share(shared, id, slots, ask, end))
}

/// Asks every few seconds, and at once when the page is seen again or the connection is back, whether the share still
/// opens. The answer asks now.
fn watch(
    id: ShareId,
    version: u32,
    newer: RwSignal<bool>,
    offline: RwSignal<bool>,
    end: Callback<Stage>,
) -> Rc<dyn Fn()> {
    let work = Work::new();
    let busy = work.busy();
    let look = move |id: ShareId| async move {
        match api::alive(&id).await {
            Ok(alive) => {
                set_if_other(offline, false);
                if alive.snapshot_version > version {
                    set_if_other(newer, true);
                }
            }
            Err(failure) => match Stage::ended(&failure) {
                Some(stage) if newer.try_get_untracked().is_some() => end.run(stage),
                Some(_) => {}
                None => set_if_other(offline, failure == Failure::Offline),
            },
        }
    };
    let ask: Rc<dyn Fn()> = Rc::new(move || {
        if !document().hidden() && busy.try_get_untracked() == Some(false) {
            work.start(look(id.clone()));
        }
    });
    for event in ["visibilitychange", "online", "pageshow"] {
        let ask = ask.clone();
        on_window(event, move || ask());
    }
    let now = ask.clone();
    timers::every(LOOK_EVERY, move || ask());
    now
}

/// Sets a signal that may be gone, and only when that changes something.
fn set_if_other(signal: RwSignal<bool>, value: bool) {
    if signal.try_get_untracked() == Some(!value) {
        signal.set(value);
    }
}

/// Another complete link put into the address bar of this page must open what it names.
fn follow_new_secret(opened_with: Option<String>) {
    on_window("hashchange", move || {
        let now = secret();
        if now.is_some() && now != opened_with {
            location::reload();
        }
    });
}

fn secret() -> Option<String> {
    location::fragment_value(&location::fragment(), "k").map(str::to_owned)
}

/// Goes round: as the system has it, light, dark.
fn theme_button() -> Made {
    let button = make("button")
        .class("button icon-button")
        .attr("type", "button")
        .attr("data-look", "quiet");
    show_theme(&button, Theme::remembered());
    let shown = button.clone();
    button.on("click", move |_| {
        let next = match Theme::remembered() {
            Theme::System => Theme::Light,
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::System,
        };
        show_theme(&shown, next);
        announce(&format!("Theme: {}", next.label()));
    })
}

fn show_theme(button: &Made, theme: Theme) {
    theme.choose();
    let label = format!("Theme: {}. Change", theme.label());
    button.clear();
    button.add(&make_icon(theme.icon()));
    button.element().set_attribute("aria-label", &label).ok();
    button.element().set_attribute("data-tooltip", &label).ok();
}
