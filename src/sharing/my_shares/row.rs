//! A share in the list of all one's shares.

use std::collections::BTreeSet;

use discreet_api_types::ids::ShareId;
use discreet_api_types::sharing::{AudienceKind, Share, ShareStatus};
use leptos::prelude::*;

use crate::paths;
use crate::session;
use crate::sharing::state::{
    Level, ago_words, audience_words, counted, expiry_words, is_live, status_words,
};
use crate::sharing::time;
use crate::ui::{Badge, Button, Icon, Look, Tone, unique_id};

/// A share: what, for whom, until when, how often opened; chosen, renewed, stopped.
#[component]
pub(super) fn Row(
    share: Share,
    chosen: RwSignal<BTreeSet<String>>,
    on_renew: Callback<ShareId>,
    on_stop: Callback<Vec<ShareId>>,
) -> impl IntoView {
    let session = session::current();
    let organisation = untrack(|| session.get())
        .map(|session| session.organisation)
        .unwrap_or_default();
    let mine = untrack(|| session.with_person(|me| me == &share.owner.id));
    let now = time::now();
    let live = is_live(share.status);
    let level = Level::of(Some(share.audience.kind));
    let may_stop = share.abilities.stop && share.status != ShareStatus::Stopped;
    let name = match (&share.title, &share.conversation) {
        (Some(title), _) => title.clone(),
        (None, Some(_)) => "A colleague’s conversation".to_owned(),
        (None, None) => "A deleted conversation".to_owned(),
    };
    let title = match &share.conversation {
        Some(id) if mine => {
            view! { <a href=paths::sharing(id)><bdi>{name.clone()}</bdi></a> }.into_any()
        }
        Some(_) | None => view! { <bdi>{name.clone()}</bdi> }.into_any(),
    };
    let id = share.id.0.clone();
    let check_id = unique_id("chosen");
    let check = may_stop.then(|| {
        let (id, other) = (id.clone(), id.clone());
        let label = format!(
            "Select {name}, {}",
            audience_words(&share.audience, &organisation)
        );
        view! {
            <input
                class="my-shares__check"
                type="checkbox"
                id=check_id
                aria-label=label
                prop:checked=move || chosen.with(|chosen| chosen.contains(&id))
                on:change:target=move |event| {
                    let on = event.target().checked();
                    chosen
                        .update(|chosen| {
                            if on {
                                chosen.insert(other.clone());
                            } else {
                                chosen.remove(&other);
                            }
                        });
                }
            />
        }
    });
    let badge = match share.status {
        ShareStatus::Active => None,
        other => Some(view! {
            <Badge tone=Tone::Neutral icon="link-2-off">
                {status_words(other)}
            </Badge>
        }),
    };
    let owner = (!mine).then(|| {
        let owner = share.owner.name.clone();
        view! { <span>"Shared by " <bdi>{owner}</bdi></span> }
    });
    let trail = untrack(|| session.abilities()).read_audit.then(|| {
        view! {
            <a class="button" data-look="quiet" href=paths::trail_of_share(&share.id)>
                <Icon name="history" />
                <span>"Audit trail"<span class="visually-hidden">" of " {name.clone()}</span></span>
            </a>
        }
    });
    let may_renew = mine
        && share.abilities.renew
        && share.status != ShareStatus::Stopped
        && (!live || share.expires_at.is_some());
    let renewed = share.id.clone();
    let for_whom = audience_words(&share.audience, &organisation);
    let times = format!(
        "{} · {}",
        ends_words(&share, now),
        opened_words(&share, now)
    );
    let label = share
        .label
        .map(|label| view! { <bdi class="quiet">{label}</bdi> });
    let stopped = share.id;
    let (of_renew, of_stop) = (name.clone(), name);
    view! {
        <li class="my-shares__row" data-exposure=if live { level.token() } else { "ended" }>
            <span class="my-shares__choice">{check}</span>
            <div class="my-shares__what">
                <p class="my-shares__title">
                    {title}
                    {label}
                    {badge}
                </p>
                <p class="my-shares__audience">
                    <Icon name=level.icon() />
                    <span>{for_whom}</span>
                </p>
                <p class="quiet small">{times}</p>
                <p class="quiet small">{owner}</p>
            </div>
            <div class="my-shares__actions">
                {may_renew
                    .then(|| {
                        view! {
                            <Button look=Look::Quiet icon="clock" on_press=move |()| on_renew.run(renewed.clone())>
                                "Renew"
                                <span class="visually-hidden">" " {of_renew.clone()}</span>
                            </Button>
                        }
                    })}
                {may_stop
                    .then(|| {
                        view! {
                            <Button
                                look=Look::Quiet
                                icon="link-2-off"
                                on_press=move |()| on_stop.run(vec![stopped.clone()])
                            >
                                "Stop"
                                <span class="visually-hidden">" sharing " {of_stop.clone()}</span>
                            </Button>
                        }
                    })}
                {trail}
            </div>
        </li>
    }
    .into_any()
}

/// `Expires in 2 days`, `Stopped 3 hours ago`.
fn ends_words(share: &Share, now: i64) -> String {
    let ends = share.expires_at.as_ref().and_then(time::parse);
    match (share.status, ends) {
        (ShareStatus::Active | ShareStatus::Paused, None) => "Never expires".to_owned(),
        (ShareStatus::Active | ShareStatus::Paused, Some(ends)) => {
            let words = expiry_words(now, ends);
            format!("E{} ({})", &words[1..], time::local(ends))
        }
        (ShareStatus::Expired, Some(ends)) => format!("Expired {}", ago_words(now, ends)),
        (ShareStatus::Expired | ShareStatus::UsedUp | ShareStatus::Stopped, _) => {
            match time::parse(&share.updated_at) {
                Some(at) => format!("Ended {}", ago_words(now, at)),
                None => "Ended".to_owned(),
            }
        }
    }
}

fn opened_words(share: &Share, now: i64) -> String {
    let last = share.last_opened_at.as_ref().and_then(time::parse);
    match (share.views, last) {
        (0, None) if share.audience.kind == AudienceKind::People => {
            "nobody has opened it yet".to_owned()
        }
        (0, None) => "not opened yet".to_owned(),
        (views, None) => format!("opened {}", counted(views, "time", "times")),
        (views, Some(at)) => format!(
            "opened {}, last {}",
            counted(views, "time", "times"),
            ago_words(now, at)
        ),
    }
}
