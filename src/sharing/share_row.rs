//! One share in the list: what it is, and what can be done with it.

use discreet_api_types::ids::ShareId;
use discreet_api_types::sharing::{Share, ShareStatus};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::accesses::AccessesPanel;
use super::change_share::ChangeForm;
use super::check_access::CheckForm;
use super::desk::{Desk, View};
use super::expiry_field::ExpiryField;
use super::form::{Expiry, include_words, joined};
use super::qr_code::QrPanel;
use super::state::{
    CHANGED, Level, ago_words, audience_words, counted, expiry_words, held_words, is_live,
    status_words,
};
use super::{api, time};
use crate::browser::{announce, clipboard, focus};
use crate::http::Failure;
use crate::review::Start;
use crate::ui::{Badge, Banner, Button, Icon, Look, Menu, MenuItem, Tone};

/// What is open below a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Below {
    Change,
    Renew,
    NewLink,
    Stop,
    Accesses,
    Check,
    QrCode,
}

/// A share. Keeps its place and what is typed in it while the list is loaded again.
#[component]
pub(super) fn ShareRow(
    desk: Desk,
    /// All shares, as they are now.
    all: Memo<Vec<Share>>,
    /// This one, as it was first.
    first: Share,
    /// Something changed on the server.
    changed: Callback<()>,
) -> impl IntoView {
    let id = first.id.clone();
    let share = Memo::new(move |before: Option<&Share>| {
        let now = all.with(|all| all.iter().find(|share| share.id == id).cloned());
        now.or_else(|| before.cloned())
            .unwrap_or_else(|| first.clone())
    });
    let below = RwSignal::new(None::<Below>);
    let failed = RwSignal::new(None::<String>);
    let opener = StoredValue::new_local(None::<web_sys::Element>);
    let open = move |what: Below| {
        failed.set(None);
        opener.set_value(document().active_element());
        below.update(|below| {
            *below = if *below == Some(what) {
                None
            } else {
                Some(what)
            }
        });
    };
    let row = crate::ui::unique_id("share");
    // What was open below goes, and the focus with it, unless it is taken back to what opened it, or to the row where
    // that is gone or never had the focus.
    let close = {
        let row = StoredValue::new(row.clone());
        move || {
            below.set(None);
            row.with_value(|row| focus::focus_id(row));
            let back =
                opener.with_value(|opener| opener.as_ref()?.dyn_ref::<HtmlElement>().cloned());
            if let Some(back) = back.filter(|back| back.tag_name() == "BUTTON") {
                back.focus().ok();
            }
        }
    };
    let done = Callback::new(move |words: &'static str| {
        close();
        announce(words);
        changed.run(());
    });
    let copied = RwSignal::new(false);
    let copy = Action::new_unsync(move |id: &ShareId| {
        let id = id.clone();
        async move {
            failed.try_set(None);
            match api::link(&id).await {
                Err(failure) => {
                    failed.try_set(Some(failure.to_string()));
                }
                Ok(link) => match clipboard::copy(&link.url).await {
                    Ok(()) => {
                        copied.try_set(true);
                        announce("Copied");
                        crate::browser::timers::sleep(2000).await;
                        copied.try_set(false);
                    }
                    Err(_) => {
                        failed.try_set(Some(format!(
                            "The browser did not let this page copy. The link: {}",
                            link.url
                        )));
                    }
                },
            }
        }
    });
    let update = Action::new_unsync(move |share: &Share| {
        let share = share.clone();
        async move {
            match api::decisions(&share.id).await {
                Err(failure) => {
                    failed.try_set(Some(failure.to_string()));
                }
                Ok(decisions) => {
                    if let Some(conversation) = share.conversation.clone() {
                        let start = Start::Update(Box::new(share.clone()), Box::new(decisions));
                        desk.update_review.begin(conversation, start);
                        desk.updating.set(Some(share));
                        desk.trouble.set(None);
                        desk.view.set(View::Update);
                    }
                }
            }
        }
    });
    let hold = Action::new_unsync(move |(id, pause): &(ShareId, bool)| {
        let (id, pause) = (id.clone(), *pause);
        async move {
            let answer = if pause {
                api::pause(&id).await
            } else {
                api::resume(&id).await
            };
            match answer {
                Ok(_) => {
                    failed.try_set(None);
                    let words = if pause {
                        "Paused: the link opens for nobody"
                    } else {
                        "Resumed: the link opens again"
                    };
                    done.try_run(words);
                }
                Err(failure) => {
                    failed.try_set(Some(failure.to_string()));
                }
            }
        }
    });
    let set_held = move |pause: bool| {
        hold.dispatch((share.with_untracked(|share| share.id.clone()), pause));
    };
    let paused = Memo::new(move |_| share.with(|share| share.status == ShareStatus::Paused));
    let abilities = Memo::new(move |_| share.with(|share| share.abilities.clone()));
    let live = Memo::new(move |_| share.with(|share| is_live(share.status)));
    let held = Memo::new(move |_| {
        let shown = live.get();
        share.with(|share| {
            if shown {
                share.held.clone()
            } else {
                Vec::new()
            }
        })
    });
    let level = Memo::new(move |_| share.with(|share| Level::of(Some(share.audience.kind))));
    let press = move |what: Below| Callback::new(move |()| open(what));
    view! {
        <li
            class="share-row"
            id=row
            tabindex="-1"
            data-exposure=move || if live.get() { level.get().token() } else { "ended" }
        >
            <div class="share-row__head">
                <span class="share-row__icon">
                    {move || view! { <Icon name=level.get().icon() large=true /> }}
                </span>
                <div class="share-row__what">
                    <p class="share-row__audience">
                        {move || {
                            share
                                .with(|share| {
                                    audience_words(&share.audience, &desk.organisation.get())
                                })
                        }}
                    </p>
                    <p class="share-row__badges">
                        {move || {
                            let status = share.with(|share| share.status);
                            (status != ShareStatus::Active)
                                .then(|| {
                                    view! {
                                        <Badge tone=Tone::Neutral icon="link-2-off">
                                            {status_words(status)}
                                        </Badge>
                                    }
                                })
                        }}
                        {move || {
                            (live.get() && share.with(|share| share.changed_since))
                                .then(|| view! { <span class="exposure__changed">{CHANGED}</span> })
                        }}
                        {move || {
                            share
                                .with(|share| share.follow)
                                .then(|| {
                                    view! {
                                        <Badge tone=Tone::Neutral icon="refresh-cw">
                                            "Follows the conversation"
                                        </Badge>
                                    }
                                })
                        }}
                        {move || {
                            share
                                .with(|share| share.recipient.clone())
                                .map(|recipient| {
                                    view! {
                                        <span class="share-row__label">
                                            "For " <bdi>{recipient}</bdi>
                                        </span>
                                    }
                                })
                        }}
                        {move || {
                            share
                                .with(|share| share.label.clone())
                                .map(|label| {
                                    view! { <bdi class="share-row__label">{label}</bdi> }
                                })
                        }}
                    </p>
                    <p class="share-row__line">
                        {move || share.with(|share| shows_words(share, total(desk)))}
                    </p>
                    <p class="share-row__line">
                        {move || share.with(|share| time_words(share, desk.now.get()))}
                    </p>
                </div>
            </div>
            {move || {
                held_words(&held.get())
                    .map(|words| {
                        view! {
                            <Banner tone=Tone::Warning>
                                <p>{words}</p>
                                <Button
                                    busy=update.pending()
                                    on_press=move |()| {
                                        update.dispatch(share.get_untracked());
                                    }
                                >
                                    "Decide"
                                </Button>
                            </Banner>
                        }
                    })
            }}
            <div class="share-row__actions">
                <Show when=move || abilities.get().copy_link && live.get()>
                    <Button
                        icon="copy"
                        busy=copy.pending()
                        on_press=move |()| {
                            copy.dispatch(share.with_untracked(|share| share.id.clone()));
                        }
                    >
                        {move || if copied.get() { "Copied" } else { "Copy link" }}
                    </Button>
                </Show>
                <Show when=move || {
                    abilities.get().update && live.get() && share.with(|share| share.changed_since)
                }>
                    <Button
                        icon="refresh-cw"
                        busy=update.pending()
                        on_press=move |()| {
                            update.dispatch(share.get_untracked());
                        }
                    >
                        "Update share"
                    </Button>
                </Show>
                <Show when=move || {
                    abilities.get().renew
                        && share
                            .with(|share| {
                                matches!(share.status, ShareStatus::Expired | ShareStatus::UsedUp)
                            })
                }>
                    <Button icon="history" on_press=press(Below::Renew)>
                        "Renew"
                    </Button>
                </Show>
                <Show when=move || abilities.get().pause && paused.get()>
                    <Button busy=hold.pending() on_press=move |()| set_held(false)>
                        "Resume"
                    </Button>
                </Show>
                <Show when=move || abilities.get().see_accesses>
                    <Button look=Look::Quiet icon="eye" on_press=press(Below::Accesses)>
                        "Who has opened it"
                    </Button>
                </Show>
                <Show when=move || abilities.get().change && live.get()>
                    <Button look=Look::Quiet icon="pencil" on_press=press(Below::Change)>
                        "Change"
                    </Button>
                </Show>
                <Show when=move || abilities.get().rotate && live.get()>
                    <Button look=Look::Quiet icon="link" on_press=press(Below::NewLink)>
                        "New link"
                    </Button>
                </Show>
                <Show when=move || abilities.get().change>
                    <Menu
                        look=Look::Quiet
                        compact=true
                        label="More for this share"
                        trigger=move || view! { <Icon name="ellipsis" /> }
                    >
                        <MenuItem icon="circle-help" on_select=press(Below::Check)>
                            "Can they open it?"
                        </MenuItem>
                        {move || {
                            abilities
                                .get()
                                .copy_link
                                .then(|| {
                                    view! {
                                        <MenuItem icon="qr-code" on_select=press(Below::QrCode)>
                                            "QR code"
                                        </MenuItem>
                                    }
                                })
                        }}
                        {move || {
                            (abilities.get().pause && live.get() && !paused.get())
                                .then(|| {
                                    view! {
                                        <MenuItem icon="lock" on_select=move |()| set_held(true)>
                                            "Pause"
                                        </MenuItem>
                                    }
                                })
                        }}
                    </Menu>
                </Show>
                <Show when=move || {
                    abilities.get().stop
                        && share.with(|share| share.status != ShareStatus::Stopped)
                }>
                    <Button look=Look::Quiet icon="link-2-off" on_press=press(Below::Stop)>
                        "Stop sharing"
                    </Button>
                </Show>
            </div>
            {move || failed.get().map(|said| view! { <Banner tone=Tone::Danger>{said}</Banner> })}
            {move || {
                let keep = move |()| close();
                below
                    .get()
                    .map(|what| match what {
                        Below::Change => {
                            view! {
                                <ChangeForm
                                    share=share.get_untracked()
                                    now=desk.now
                                    on_done=move |()| done.run("Changed")
                                    on_cancel=keep
                                />
                            }
                                .into_any()
                        }
                        Below::Renew => {
                            view! {
                                <RenewForm
                                    share=share.with_untracked(|share| share.id.clone())
                                    now=desk.now
                                    on_done=move |()| done.run("Renewed")
                                    on_cancel=keep
                                />
                            }
                                .into_any()
                        }
                        Below::Accesses => {
                            view! {
                                <AccessesPanel
                                    share=share.with_untracked(|share| share.id.clone())
                                    now=desk.now
                                    on_close=keep
                                />
                            }
                                .into_any()
                        }
                        Below::Check => {
                            view! {
                                <CheckForm
                                    share=share.with_untracked(|share| share.id.clone())
                                    on_changed=changed
                                    on_renew=move |()| below.set(Some(Below::Renew))
                                    on_close=keep
                                />
                            }
                                .into_any()
                        }
                        Below::QrCode => {
                            view! {
                                <QrPanel
                                    share=share.with_untracked(|share| share.id.clone())
                                    on_close=keep
                                />
                            }
                                .into_any()
                        }
                        Below::NewLink => {
                            view! {
                                <NewLinkQuestion
                                    share=share.with_untracked(|share| share.id.clone())
                                    on_done=move |()| done.run("The link is replaced")
                                    on_keep=keep
                                />
                            }
                                .into_any()
                        }
                        Below::Stop => {
                            view! {
                                <StopQuestion
                                    share=share.with_untracked(|share| share.id.clone())
                                    on_stopped=move |()| done.run("Sharing stopped")
                                    on_keep=keep
                                />
                            }
                                .into_any()
                        }
                    })
            }}
        </li>
    }
    .into_any()
}

fn total(desk: Desk) -> u32 {
    desk.conversation.with(|here| here.message_count)
}

/// `Can view · 12 of 18 messages, 5 redactions · with contact`.
fn shows_words(share: &Share, total: u32) -> String {
    let shown = if share.message_count >= total {
        counted(share.message_count, "message", "messages")
    } else {
        format!("{} of {total} messages", share.message_count)
    };
    let mut words = format!(
        "Can view · {shown}, {}",
        counted(share.redactions, "redaction", "redactions")
    );
    let with = include_words(share.include);
    if !with.is_empty() {
        words.push_str(" · with ");
        words.push_str(&joined(&with));
    }
    if !share.allow_download {
        words.push_str(" · no download");
    }
    if share.has_password {
        words.push_str(" · password");
    }
    if share.hide_sharer {
        words.push_str(" · your name is hidden");
    }
    words
}

/// `Expires in 2 days (Sat 28 Nov 2026, 14:00) · opened 3 times, last 2 hours ago`.
fn time_words(share: &Share, now: i64) -> String {
    let mut words = match share.expires_at.as_ref().and_then(time::parse) {
        None if is_live(share.status) => "Never expires".to_owned(),
        None => String::new(),
        Some(ends) if is_live(share.status) => {
            let mut words = expiry_words(now, ends);
            words.replace_range(..1, "E");
            format!("{words} ({})", time::local(ends))
        }
        Some(ends) if share.status == ShareStatus::Expired => {
            format!("Expired {} ({})", ago_words(now, ends), time::local(ends))
        }
        Some(_) => match time::parse(&share.updated_at) {
            Some(at) => format!("Ended {}", ago_words(now, at)),
            None => String::new(),
        },
    };
    if !words.is_empty() {
        words.push_str(" · ");
    }
    match share.views {
        views if let Some(allowed) = share.max_views => {
            words = format!("{words}opened {views} of {allowed} times");
        }
        0 => words.push_str("not opened yet"),
        1 => words.push_str("opened once"),
        more => words = format!("{words}opened {more} times"),
    }
    if let Some(at) = share.last_opened_at.as_ref().and_then(time::parse) {
        words = format!("{words}, last {}", ago_words(now, at));
    }
    words
}

/// Asks before a share is stopped, and stops it.
#[component]
pub(super) fn StopQuestion(
    share: ShareId,
    #[prop(into)] on_stopped: Callback<()>,
    #[prop(into)] on_keep: Callback<()>,
) -> impl IntoView {
    view! {
        <Question
            share
            words="The link ends at once, for pages that are open too. This cannot be undone; a new share gets a new link."
            button="Stop sharing"
            look=Look::Danger
            act=|id| Box::pin(async move { api::revoke(&id).await.map(|_| ()) })
            on_done=on_stopped
            on_keep
        />
    }
    .into_any()
}

#[component]
fn NewLinkQuestion(
    share: ShareId,
    #[prop(into)] on_done: Callback<()>,
    #[prop(into)] on_keep: Callback<()>,
) -> impl IntoView {
    view! {
        <Question
            share
            words="A new link takes the place of the old one, which opens nothing any more. Everyone who should still read it needs the new link."
            button="Replace the link"
            look=Look::Primary
            act=|id| Box::pin(async move { api::rotate(&id).await.map(|_| ()) })
            on_done
            on_keep
        />
    }
    .into_any()
}

type Answer = std::pin::Pin<Box<dyn Future<Output = Result<(), Failure>>>>;

/// A question in place: nothing covers what it is about.
#[component]
fn Question(
    share: ShareId,
    words: &'static str,
    button: &'static str,
    look: Look,
    act: fn(ShareId) -> Answer,
    on_done: Callback<()>,
    on_keep: Callback<()>,
) -> impl IntoView {
    let failed = RwSignal::new(None::<String>);
    let ask = Action::new_unsync(move |id: &ShareId| {
        let answer = act(id.clone());
        async move {
            match answer.await {
                Ok(()) => {
                    on_done.try_run(());
                }
                Err(failure) => {
                    failed.try_set(Some(failure.to_string()));
                }
            }
        }
    });
    let id = crate::ui::unique_id("question");
    let place = id.clone();
    request_animation_frame(move || {
        crate::browser::focus::focus_id(&place);
    });
    view! {
        <div class="question" role="group" aria-label=button tabindex="-1" id=id>
            <p>{words}</p>
            {move || failed.get().map(|said| view! { <Banner tone=Tone::Danger>{said}</Banner> })}
            <div class="question__buttons">
                <Button
                    look
                    busy=ask.pending()
                    on_press=move |()| {
                        ask.dispatch(share.clone());
                    }
                >
                    {button}
                </Button>
                <Button on_press=move |()| on_keep.run(())>"Leave it as it is"</Button>
            </div>
        </div>
    }
    .into_any()
}

#[component]
pub(super) fn RenewForm(
    share: ShareId,
    now: RwSignal<i64>,
    #[prop(into)] on_done: Callback<()>,
    #[prop(into)] on_cancel: Callback<()>,
) -> impl IntoView {
    let expiry = RwSignal::new(Expiry::default());
    let custom = RwSignal::new(String::new());
    let error = RwSignal::new(None::<String>);
    let renew = Action::new_unsync(move |(id, ends): &(ShareId, i64)| {
        let (id, ends) = (id.clone(), time::timestamp(*ends));
        async move {
            match api::renew(&id, ends).await {
                Ok(_) => {
                    on_done.try_run(());
                }
                Err(failure) => {
                    let said = failure.field("expires_at");
                    error.try_set(Some(said.unwrap_or_else(|| failure.to_string())));
                }
            }
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        match custom.with_untracked(|custom| expiry.get_untracked().checked(custom, time::now())) {
            Ok(ends) => {
                error.set(None);
                renew.dispatch((share.clone(), ends));
            }
            Err(said) => error.set(Some(said.to_owned())),
        }
    };
    view! {
        <form class="share-row__form" on:submit=submit>
            <p>"The same link opens again, with the same copy."</p>
            <ExpiryField expiry custom now error />
            <div class="question__buttons">
                <Button
                    look=Look::Primary
                    kind=crate::ui::ButtonKind::Submit
                    busy=renew.pending()
                >
                    "Renew"
                </Button>
                <Button on_press=move |()| on_cancel.run(())>"Cancel"</Button>
            </div>
        </form>
    }
    .into_any()
}
