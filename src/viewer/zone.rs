//! In which zone this reader wants times: remembered for all shares. Until they chose, the share decides.

use leptos::prelude::*;

use crate::browser::elements::{Made, make, make_icon};
use crate::browser::intl::{self, Zone};
use crate::browser::{announce, storage};

/// Where the choice is remembered: `utc` or `local`; absent: as the share has it.
const KEY: &str = "discreet.times";

/// The zone to begin with.
pub fn remembered(share_says_utc: bool) -> Zone {
    match storage::remembered(KEY).as_deref() {
        Some("utc") => Zone::Utc,
        Some("local") => Zone::Local,
        _ if share_says_utc => Zone::Utc,
        _ => Zone::Local,
    }
}

/// Goes from one's own zone to UTC and back.
pub fn zone_button(zone: RwSignal<Zone>) -> Made {
    let words = make("span").class("tool__words");
    let button = make("button")
        .class("button tool")
        .attr("type", "button")
        .attr("data-look", "quiet")
        .with(make_icon("clock"))
        .with(words.clone());
    show(&button, &words, zone.get_untracked());
    let shown = button.clone();
    button.on("click", move |_| {
        let Some(now) = zone.try_get_untracked() else {
            return;
        };
        let (next, name) = match now {
            Zone::Local => (Zone::Utc, "utc"),
            Zone::Utc => (Zone::Local, "local"),
        };
        storage::remember(KEY, Some(name));
        show(&shown, &words, next);
        announce(&format!("Times in {}", full(next)));
        zone.set(next);
    })
}

fn show(button: &Made, words: &Made, zone: Zone) {
    words.say(match zone {
        Zone::Local => "Local time",
        Zone::Utc => "UTC",
    });
    let other = match zone {
        Zone::Local => Zone::Utc,
        Zone::Utc => Zone::Local,
    };
    let label = match zone {
        Zone::Local => "Local time",
        Zone::Utc => "UTC",
    };
    let label = format!("{label}: show times in {}", full(other));
    button.set("aria-label", Some(&label));
    button.set("data-tooltip", Some(&label));
}

fn full(zone: Zone) -> String {
    match zone {
        Zone::Utc => "UTC".to_owned(),
        Zone::Local => format!("your time zone, {}", intl::zone_name()),
    }
}
