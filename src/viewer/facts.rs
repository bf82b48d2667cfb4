//! The banner: who shared it, until when, how much of it, who else can read it.

use discreet_api_types::ids::Timestamp;
use discreet_api_types::viewer::SharedConversation;

use super::state;
use crate::browser::elements::{Made, make, make_icon};
use crate::browser::intl::{self, Zone};

/// The facts of a share, an icon and words each.
pub fn facts(shared: &SharedConversation, zone: Zone) -> Made {
    let banner = &shared.share;
    let list = make("ul").class("facts");
    let add = |icon, words: &str, kind| {
        let row = make("li").class("facts__fact").attr_if("data-kind", kind);
        list.add(&row.with(make_icon(icon)).with(make("span").text(words)));
    };
    add(
        state::audience_icon(banner.audience),
        &state::audience(banner),
        Some(state::audience_name(banner.audience)),
    );
    let mut origin = match &banner.shared_by {
        Some(name) => format!("Shared by {name}, "),
        None => "Shared ".to_owned(),
    };
    origin.push_str(&moment(&banner.shared_at, zone));
    if let Some(at) = &banner.updated_at {
        origin.push_str("; updated ");
        origin.push_str(&moment(at, zone));
    }
    add("user", &origin, None);
    let until = match &banner.expires_at {
        Some(at) => format!(
            "Until {} ({})",
            moment(at, zone),
            intl::relative(at, intl::now())
        ),
        None => "No end date".to_owned(),
    };
    add("clock", &until, None);
    add("message-square", &state::counts(&shared.conversation), None);
    add("eye", state::permission(banner.permission), None);
    let times = match zone {
        Zone::Utc => "All times are UTC".to_owned(),
        Zone::Local => format!("Times are yours: {}", intl::zone_name()),
    };
    add("info", &times, None);
    if banner.mine {
        add(
            "info",
            "This is your own share: looking at it counts nothing",
            None,
        );
    }
    list
}

/// `28 November 2026 at 14:02`, with the zone where it is not the reader's own.
pub fn moment(at: &Timestamp, zone: Zone) -> String {
    let words = intl::date_time(at, zone);
    match zone {
        Zone::Utc => format!("{words} UTC"),
        Zone::Local => words,
    }
}
