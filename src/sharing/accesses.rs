//! Who has been at a share, and who has not yet, below its row.

use discreet_api_types::accesses::{Access, AccessEvent, Accesses};
use discreet_api_types::ids::{ShareId, Timestamp};
use leptos::prelude::*;

use super::access_words::{did_words, kind_words, visitor_words, why_words};
use super::state::ago_words;
use super::{api, time};
use crate::browser::focus;
use crate::ui::{Banner, Button, Skeleton, Tone};

/// Loads and shows it.
#[component]
pub(super) fn AccessesPanel(
    share: ShareId,
    now: RwSignal<i64>,
    #[prop(into)] on_close: Callback<()>,
) -> impl IntoView {
    let accesses = LocalResource::new(move || {
        let share = share.clone();
        async move { api::accesses(&share).await }
    });
    let id = crate::ui::unique_id("accesses");
    let place = id.clone();
    request_animation_frame(move || {
        focus::focus_id(&place);
    });
    view! {
        <div class="question accesses" role="group" aria-label="Who has opened it" tabindex="-1" id=id>
            {move || match accesses.get() {
                None => view! { <Skeleton rows=2 label="Loading who has opened it" /> }.into_any(),
                Some(Err(failure)) => {
                    view! {
                        <Banner tone=Tone::Danger>
                            <p>{failure.to_string()}</p>
                            <Button on_press=move |()| accesses.refetch()>"Try again"</Button>
                        </Banner>
                    }
                        .into_any()
                }
                Some(Ok(list)) => view! { <List list now /> }.into_any(),
            }}
            <div class="question__buttons">
                <Button icon="refresh-cw" on_press=move |()| accesses.refetch()>"Look again"</Button>
                <Button on_press=move |()| on_close.run(())>"Close"</Button>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn List(list: Accesses, now: RwSignal<i64>) -> impl IntoView {
    let Accesses {
        visitors,
        more,
        not_yet,
        events,
    } = list;
    let (been, refused): (Vec<Access>, Vec<Access>) = visitors
        .into_iter()
        .partition(|one| one.opened + one.shown + one.exported + one.commented > 0 || one.ended);
    let nobody = been.is_empty();
    view! {
        <section>
            <h3>"Opened by"</h3>
            {nobody.then(|| view! { <p class="accesses__none">"Nobody has opened it yet."</p> })}
            <Visitors visitors=been now />
        </section>
        {(!not_yet.is_empty())
            .then(|| {
                let names = not_yet
                    .into_iter()
                    .map(|person| {
                        let words = if person.name.is_empty() {
                            person.email
                        } else {
                            format!("{} ({})", person.name, person.email)
                        };
                        view! { <li><bdi>{words}</bdi></li> }
                    })
                    .collect_view();
                view! {
                    <section>
                        <h3>"Not yet"</h3>
                        <ul class="accesses__list">{names}</ul>
                    </section>
                }
            })}
        {(!refused.is_empty())
            .then(|| {
                view! {
                    <section>
                        <h3>"Refused"</h3>
                        <Visitors visitors=refused now />
                    </section>
                }
            })}
        {more.then(|| view! { <p class="accesses__none">"The latest 200 visitors are shown."</p> })}
        {(!events.is_empty())
            .then(|| {
                let lines = events.into_iter().map(|event| event_line(&event)).collect_view();
                view! {
                    <details class="accesses__events">
                        <summary>"What happened, one by one"</summary>
                        <ol class="accesses__list">{lines}</ol>
                    </details>
                }
            })}
    }
    .into_any()
}

#[component]
fn Visitors(visitors: Vec<Access>, now: RwSignal<i64>) -> impl IntoView {
    let lines = visitors
        .into_iter()
        .map(|one| {
            let last = time::parse(&one.last_at);
            view! {
                <li>
                    <bdi class="accesses__who">{visitor_words(&one.visitor)}</bdi>
                    <span class="accesses__did">
                        {did_words(&one)}
                        {move || last.map(|at| format!(", last {}", ago_words(now.get(), at)))}
                    </span>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="accesses__list">{lines}</ul> }.into_any()
}

fn event_line(event: &AccessEvent) -> impl IntoView + use<> {
    let mut words = kind_words(event.what).to_owned();
    if event.times > 1 {
        words = format!("{words} {} times", event.times);
    }
    if let Some(why) = &event.why {
        words = format!("{words}: {}", why_words(why));
    }
    let who = visitor_words(&event.visitor);
    view! {
        <li>
            <time datetime=event.at.0.clone()>{moment(&event.at)}</time>
            <span>{words}</span>
            <bdi>{who}</bdi>
        </li>
    }
}

fn moment(at: &Timestamp) -> String {
    time::parse(at).map(time::local).unwrap_or_default()
}
