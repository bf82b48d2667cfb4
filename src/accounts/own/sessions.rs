//! Where one is signed in.

use discreet_api_types::ids::SessionId;
use discreet_api_types::people::OwnSession;
use leptos::prelude::*;

use crate::accounts::api;
use crate::accounts::{SignOut, sign_out};
use crate::browser::intl::{self, Zone};
use crate::browser::{announce, focus};
use crate::ui::{Badge, Banner, Button, Look, Skeleton, Tone};

const HEADING: &str = "own-sessions";

/// The sessions, each with a way to end it.
#[component]
pub(super) fn Sessions(
    /// Counts what ended sessions elsewhere on the page.
    ended: Signal<u32>,
) -> impl IntoView {
    let list = LocalResource::new(move || {
        ended.track();
        api::sessions()
    });
    let failed = RwSignal::new(None::<String>);
    let end = Action::new_unsync(move |session: &SessionId| {
        let session = session.clone();
        async move {
            failed.try_set(None);
            match api::end_session(&session).await {
                Ok(()) => {
                    announce("The session ended");
                    focus::focus_id(HEADING);
                    list.refetch();
                }
                Err(failure) => {
                    failed.try_set(Some(failure.to_string()));
                }
            }
        }
    });
    let leave = sign_out();
    let body = move || match list.get() {
        None => view! { <Skeleton rows=2 label="Loading your sessions" /> }.into_any(),
        Some(Err(failure)) => view! {
            <Banner tone=Tone::Danger>
                <p>{failure.to_string()}</p>
                <Button on_press=move |()| list.refetch()>"Try again"</Button>
            </Banner>
        }
        .into_any(),
        Some(Ok(read)) => {
            let several = read.sessions.len() > 1;
            let rows = read
                .sessions
                .into_iter()
                .map(|session| row(&session, end))
                .collect_view();
            view! {
                <ul class="sessions">{rows}</ul>
                {several
                    .then(|| {
                        view! {
                            <div>
                                <Button
                                    icon="log-out"
                                    busy=leave.pending()
                                    on_press=move |()| {
                                        leave.dispatch(SignOut::Everywhere);
                                    }
                                >
                                    "Sign out everywhere, here too"
                                </Button>
                            </div>
                        }
                    })}
            }
            .into_any()
        }
    };
    view! {
        <section class="own__part own__sessions">
            <h2 id=HEADING tabindex="-1">
                "Where you are signed in"
            </h2>
            {move || failed.get().map(|said| view! { <Banner tone=Tone::Danger>{said}</Banner> })}
            {body}
        </section>
    }
    .into_any()
}

fn row(session: &OwnSession, end: Action<SessionId, ()>) -> AnyView {
    let since = intl::date_time(&session.created_at, Zone::Local);
    let seen = intl::relative(&session.last_seen_at, intl::now());
    let until = intl::date_time(&session.expires_at, Zone::Local);
    let id = session.id.clone();
    let act = if session.current {
        view! { <Badge tone=Tone::Good>"This one"</Badge> }.into_any()
    } else {
        // Which one: the button is read without its row.
        let words = format!(" of {since}");
        view! {
            <Button
                look=Look::Quiet
                icon="log-out"
                on_press=move |()| {
                    end.dispatch(id.clone());
                }
            >
                "End"
                <span class="visually-hidden">" the session" {words.clone()}</span>
            </Button>
        }
        .into_any()
    };
    view! {
        <li class="sessions__one">
            <div>
                <p>"Signed in " {since}</p>
                <p class="quiet small">"Last used " {seen} " · ends by itself " {until}</p>
            </div>
            {act}
        </li>
    }
    .into_any()
}
