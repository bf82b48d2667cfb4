//! The banner: who shared it, until when, how much of it, who else can read it.

use discreet_api_types::ids::Timestamp;
use discreet_api_types::viewer::SharedConversation;
use leptos::prelude::*;

use super::state;
use crate::browser::intl::{self, Zone};
use crate::ui::Icon;

/// The facts of a share, an icon and words each.
pub fn facts(shared: &SharedConversation, zone: Zone) -> AnyView {
    let banner = &shared.share;
    let mut origin = match &banner.shared_by {
        Some(name) => format!("Shared by {name}, "),
        None => "Shared ".to_owned(),
    };
    origin.push_str(&moment(&banner.shared_at, zone));
    if let Some(at) = &banner.updated_at {
        origin.push_str("; updated ");
        origin.push_str(&moment(at, zone));
    }
    let until = match &banner.expires_at {
        Some(at) => format!(
            "Until {} ({})",
            moment(at, zone),
            intl::relative(at, intl::now())
        ),
        None => "No end date".to_owned(),
    };
    let times = match zone {
        Zone::Utc => "All times are UTC".to_owned(),
        Zone::Local => format!("Times are yours: {}", intl::zone_name()),
    };
    let mine = banner.mine.then(|| {
        fact(
            "info",
            "This is your own share: looking at it counts nothing".to_owned(),
            None,
        )
    });
    view! {
        <ul class="facts">
            {fact(
                state::audience_icon(banner.audience),
                state::audience(banner),
                Some(state::audience_name(banner.audience)),
            )}
            {fact("user", origin, None)}
            {fact("clock", until, Some("until"))}
            {fact("message-square", state::counts(&shared.conversation), None)}
            {fact("eye", state::permission(banner.permission).to_owned(), None)}
            {fact("globe", times, Some("zone"))}
            {mine}
        </ul>
    }
    .into_any()
}

fn fact(icon: &'static str, words: String, kind: Option<&'static str>) -> AnyView {
    view! {
        <li class="facts__fact" data-kind=kind>
            <Icon name=icon/>
            <span>{words}</span>
        </li>
    }
    .into_any()
}

/// `28 November 2026 at 14:02`, with the zone where it is not the reader's own.
pub fn moment(at: &Timestamp, zone: Zone) -> String {
    let words = intl::date_time(at, zone);
    match zone {
        Zone::Utc => format!("{words} UTC"),
        Zone::Local => words,
    }
}
