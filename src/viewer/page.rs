//! The recipients' door: opens the share, watches that it stays open, says why it does not.

use std::sync::Arc;

use discreet_api_types::ids::ShareId;
use discreet_api_types::sharing::AudienceKind;
use discreet_api_types::viewer::{OpenShare, SharedConversation};
use leptos::ev;
use leptos::prelude::*;

use super::state::{Stage, share_of};
use super::{SharedView, api, gates};
use crate::browser::announce::LiveRegion;
use crate::browser::{announce, focus, location, timers};
use crate::http::{self, Failure};
use crate::paths;
use crate::ui::{Banner, Button, IconButton, Skeleton, Theme, Tone};

/// How often an open page asks whether it may stay open, in milliseconds: within 5 seconds it must know.
const LOOK_EVERY: u64 = 4000;

/// The whole page.
#[component]
pub fn ViewerPage() -> impl IntoView {
    let id = share_of(&location::path());
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
    let open = opening(id.clone(), stage, how);
    if id.is_some() {
        open.dispatch(true);
    }
    follow_new_secret(secret);
    Effect::new(move |_| {
        document().set_title(stage.with(|stage| match stage {
            Stage::Opening => "Discreet",
            // Not the conversation's own title: it would stay in the browser's history.
            Stage::Open(_) => "Shared conversation · Discreet",
            Stage::Dead => "This link does not open · Discreet",
            Stage::SignIn => "Sign in to open · Discreet",
            Stage::Password { .. } | Stage::Show => "Open · Discreet",
            Stage::Throttled(_) | Stage::Offline | Stage::Failed(_) => "Try again · Discreet",
        }));
    });

    let busy: Signal<bool> = open.pending().into();
    let retry = Callback::new(move |()| {
        open.dispatch(false);
    });
    let with_password = Callback::new(move |password| {
        how.update_value(|how| how.password = Some(password));
        open.dispatch(false);
    });
    let show = Callback::new(move |()| {
        how.update_value(|how| how.show = true);
        open.dispatch(false);
    });
    // What the shared view shows goes with its owner, so that an ended share leaves neither page nor memory with text.
    let set_stage = Callback::new(move |next: Stage| {
        stage.set(next);
        announce("This conversation is no longer shared with you");
        timers::detached(0, || {
            focus::focus("main h1");
        });
    });
    let content = move || {
        stage.with(|stage| match stage {
            Stage::Opening => {
                view! { <Skeleton rows=8 label="Opening the conversation"/> }.into_any()
            }
            Stage::Open(shared) => opened(shared.clone(), set_stage),
            Stage::Dead => gates::dead(),
            Stage::SignIn => gates::sign_in(),
            Stage::Password { wrong } => gates::password(*wrong, busy, with_password),
            Stage::Show => gates::show(busy, show),
            Stage::Throttled(seconds) => gates::throttled(*seconds, busy, retry),
            Stage::Offline => {
                gates::failed("No connection", &Failure::Offline.to_string(), busy, retry)
            }
            Stage::Failed(words) => gates::failed("Something went wrong", words, busy, retry),
        })
    };
    let member = move || {
        stage.with(|stage| match stage {
            Stage::Open(shared) => {
                shared.share.mine || shared.share.audience != AudienceKind::Public
            }
            _ => false,
        })
    };
    view! {
        <header class="viewer-bar">
            <span class="viewer-bar__name">"Discreet"</span>
            {move || member().then(|| view! { <a class="button" data-look="quiet" href=paths::HOME>"Open Discreet"</a> })}
            <ThemeButton/>
        </header>
        <main class="viewer">{content}</main>
        <LiveRegion/>
    }
}

/// Opens the share. The first time takes over the answer that was asked for beside loading this program.
fn opening(
    id: Option<ShareId>,
    stage: RwSignal<Stage>,
    how: StoredValue<OpenShare>,
) -> Action<bool, ()> {
    Action::new_unsync(move |first: &bool| {
        let first = *first;
        let id = id.clone();
        async move {
            let Some(id) = id else { return };
            let early = if first {
                http::take_early_open::<SharedConversation>().await
            } else {
                None
            };
            let Some(request) = how.try_get_value() else {
                return;
            };
            let answer = match early {
                Some(answer) => answer,
                None => api::open(&id, &request).await,
            };
            let next = match answer {
                Ok(shared) => Stage::Open(Arc::new(shared)),
                Err(failure) => Stage::refused(&failure),
            };
            // A view was asked for once; opening again must be asked for again.
            how.try_update_value(|how| how.show = false);
            stage.try_set(next);
            if !first {
                timers::detached(0, || {
                    focus::focus("main h1");
                });
            }
        }
    })
}

/// The share, and the watch over it.
fn opened(shared: Arc<SharedConversation>, end: Callback<Stage>) -> AnyView {
    let newer = RwSignal::new(false);
    let offline = RwSignal::new(false);
    if let Some(id) = shared.share.id.clone() {
        watch(id, shared.share.snapshot_version, newer, offline, end);
    }
    let bar = move || {
        if newer.get() {
            view! {
                <Banner tone=Tone::Info icon="refresh-cw">
                    <p>"A newer version was published."</p>
                    <Button on_press=move |()| location::reload()>"Reload"</Button>
                </Banner>
            }
            .into_any()
        } else if offline.get() {
            view! {
                <Banner tone=Tone::Warning>
                    <p>"No connection: this page cannot tell whether the conversation is still shared."</p>
                </Banner>
            }
            .into_any()
        } else {
            ().into_any()
        }
    };
    view! {
        <div class="viewer__notice" role="status">{bar}</div>
        <SharedView shared/>
    }
    .into_any()
}

/// Asks every few seconds, and at once when the page is seen again or the connection is back, whether the share still
/// opens.
fn watch(
    id: ShareId,
    version: u32,
    newer: RwSignal<bool>,
    offline: RwSignal<bool>,
    end: Callback<Stage>,
) {
    let look = Action::new_unsync(move |(): &()| {
        let id = id.clone();
        async move {
            match api::alive(&id).await {
                Ok(alive) => {
                    set_if_other(offline, false);
                    if alive.snapshot_version > version {
                        set_if_other(newer, true);
                    }
                }
                Err(failure) => match Stage::ended(&failure) {
                    Some(stage) => {
                        end.try_run(stage);
                    }
                    None => set_if_other(offline, failure == Failure::Offline),
                },
            }
        }
    });
    let ask = move || {
        if !document().hidden() && !look.pending().get_untracked() {
            look.dispatch(());
        }
    };
    timers::every(LOOK_EVERY, ask);
    let seen = window_event_listener(ev::visibilitychange, move |_| ask());
    let back = window_event_listener(ev::online, move |_| ask());
    on_cleanup(move || {
        seen.remove();
        back.remove();
    });
}

/// Sets a signal that may be gone, and only when that changes something.
fn set_if_other(signal: RwSignal<bool>, value: bool) {
    if signal.try_get_untracked() == Some(!value) {
        signal.set(value);
    }
}

/// Another complete link put into the address bar of this page must open what it names.
fn follow_new_secret(opened_with: Option<String>) {
    let listener = window_event_listener(ev::hashchange, move |_| {
        let now = secret();
        if now.is_some() && now != opened_with {
            location::reload();
        }
    });
    on_cleanup(move || listener.remove());
}

fn secret() -> Option<String> {
    location::fragment_value(&location::fragment(), "k").map(str::to_owned)
}

/// Goes round: as the system has it, light, dark.
#[component]
fn ThemeButton() -> impl IntoView {
    let theme = RwSignal::new(Theme::remembered());
    theme.get_untracked().choose();
    let next = move || match theme.get() {
        Theme::System => Theme::Light,
        Theme::Light => Theme::Dark,
        Theme::Dark => Theme::System,
    };
    let press = move |()| {
        let next = untrack(next);
        next.choose();
        theme.set(next);
        announce(&format!("Theme: {}", next.label()));
    };
    move || {
        let theme = theme.get();
        let label = format!("Theme: {}. Change", theme.label());
        view! { <IconButton label icon=theme.icon() on_press=press/> }
    }
}
