//! Words and rules of sharing, without a browser: pure, so that they are tested where the compiler runs.
//!
//! Times are milliseconds since 1970 in UTC; turning them into the reader's local words is the browser's work.

use discreet_api_types::conversations::Exposure;
use discreet_api_types::sharing::{Audience, AudienceKind, ShareStatus};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// How far something is exposed: which icon and colour it gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Only its owner reads it.
    Private,
    /// The people named.
    People,
    /// The organisation.
    Organisation,
    /// The internet.
    Public,
}

impl Level {
    /// The level of an audience.
    pub fn of(audience: Option<AudienceKind>) -> Self {
        match audience {
            None => Self::Private,
            Some(AudienceKind::People) => Self::People,
            Some(AudienceKind::Organisation) => Self::Organisation,
            Some(AudienceKind::Public) => Self::Public,
        }
    }

    /// The icon's name in the sprite.
    pub fn icon(self) -> &'static str {
        match self {
            Self::Private => "lock",
            Self::People => "users",
            Self::Organisation => "building-2",
            Self::Public => "globe",
        }
    }

    /// The word for `data-exposure`, by which the style sheet colours it.
    pub fn token(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::People => "people",
            Self::Organisation => "organisation",
            Self::Public => "public",
        }
    }
}

/// What the status indicator says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExposureWords {
    /// Icon and colour.
    pub level: Level,
    /// The worst exposure in words, as in `Public link · expires in 2 days`.
    pub words: String,
    /// `Changed since shared`, where a live share shows less than the conversation has.
    pub changed: Option<&'static str>,
    /// Everything in one sentence, for the accessible name and the tooltip.
    pub sentence: String,
}

/// The words for an exposure, worst first. `ends` is the exposure's expiry, if it has one that can be read.
pub fn exposure_words(exposure: &Exposure, now: i64, ends: Option<i64>) -> ExposureWords {
    let level = Level::of(exposure.worst);
    let mut words = match level {
        Level::Private => "Private".to_owned(),
        Level::People => format!("Shared with {}", people(exposure.people)),
        Level::Organisation => "Organisation".to_owned(),
        Level::Public => "Public link".to_owned(),
    };
    if level != Level::Private
        && let Some(ends) = ends
    {
        words.push_str(" · ");
        words.push_str(&expiry_words(now, ends));
    }
    let changed = (level != Level::Private && exposure.changed_since).then_some(CHANGED);
    let mut sentence = words.replace(" · ", ", ");
    if let Some(changed) = changed {
        sentence.push_str(", ");
        sentence.push_str(&changed.to_lowercase());
    }
    if exposure.live > 1 {
        sentence = format!("{sentence}, {} live shares", exposure.live);
    }
    ExposureWords {
        level,
        words,
        changed,
        sentence,
    }
}

/// What stands beside a share whose conversation has changed.
pub const CHANGED: &str = "Changed since shared";

/// `1 person`, `3 people`.
pub fn people(count: u32) -> String {
    counted(count, "person", "people")
}

/// A number with its noun.
pub fn counted(count: u32, one: &str, many: &str) -> String {
    if count == 1 {
        format!("1 {one}")
    } else {
        format!("{count} {many}")
    }
}

/// Who may read a share, in words: `Agent and Reviewer, after signing in`.
pub fn audience_words(audience: &Audience, organisation: &str) -> String {
    match audience.kind {
        AudienceKind::Public => "Public link: anyone on the internet with the link".to_owned(),
        AudienceKind::Organisation => {
            format!("Organisation: anyone at {organisation} with the link, signed in")
        }
        AudienceKind::People => {
            let names: Vec<String> = audience
                .people
                .iter()
                .map(|person| person.name.clone())
                .chain(
                    audience
                        .teams
                        .iter()
                        .map(|team| format!("the team {} ({})", team.name, people(team.size))),
                )
                .collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            format!("{}, after signing in", super::form::joined(&names))
        }
    }
}

/// Where a share stands, in a word or two.
pub fn status_words(status: ShareStatus) -> &'static str {
    match status {
        ShareStatus::Active => "Active",
        ShareStatus::Paused => "Paused",
        ShareStatus::Expired => "Expired",
        ShareStatus::UsedUp => "Views used up",
        ShareStatus::Stopped => "Stopped",
    }
}

/// Whether somebody can read it, or could after a pause.
pub fn is_live(status: ShareStatus) -> bool {
    matches!(status, ShareStatus::Active | ShareStatus::Paused)
}

/// `expires in 2 days`, or `expired`.
pub fn expiry_words(now: i64, ends: i64) -> String {
    if ends <= now {
        "expired".to_owned()
    } else {
        format!("expires in {}", span_words(ends - now))
    }
}

/// `2 days ago`, `just now`.
pub fn ago_words(now: i64, at: i64) -> String {
    if now - at < MINUTE {
        "just now".to_owned()
    } else {
        format!("{} ago", span_words(now - at))
    }
}

/// A span in its largest unit, rounded to the nearest: `2 days`, `5 hours`, `12 minutes`, `less than a minute`.
pub fn span_words(span: i64) -> String {
    let rounded = |unit: i64| u32::try_from((span + unit / 2) / unit).unwrap_or(u32::MAX);
    if span < MINUTE {
        "less than a minute".to_owned()
    } else if rounded(MINUTE) < 60 {
        counted(rounded(MINUTE), "minute", "minutes")
    } else if rounded(HOUR) < 24 {
        counted(rounded(HOUR), "hour", "hours")
    } else {
        counted(rounded(DAY), "day", "days")
    }
}

/// Messages of a share that follows which wait for a decision; none: no words.
pub fn held_words(held: &[u32]) -> Option<String> {
    match held {
        [] => None,
        [one] => Some(format!(
            "Message {one} is held back: something in it may be sensitive, and nobody decided."
        )),
        [first, .., last] => Some(format!(
            "{} messages between {first} and {last} are held back: something in them may be sensitive, and nobody decided.",
            held.len()
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exposure(worst: Option<AudienceKind>) -> Exposure {
        Exposure {
            worst,
            people: 3,
            live: u32::from(worst.is_some()),
            ..Exposure::default()
        }
    }

    #[test]
    fn a_conversation_nobody_else_reads_is_private() {
        let said = exposure_words(&exposure(None), 0, None);
        assert_eq!(
            (said.level, said.words.as_str()),
            (Level::Private, "Private")
        );
        assert_eq!(said.changed, None);
    }

    #[test]
    fn people_are_counted_and_one_is_a_person() {
        let mut shared = exposure(Some(AudienceKind::People));
        assert_eq!(
            exposure_words(&shared, 0, None).words,
            "Shared with 3 people"
        );
        shared.people = 1;
        assert_eq!(
            exposure_words(&shared, 0, None).words,
            "Shared with 1 person"
        );
    }

    #[test]
    fn a_public_link_says_when_it_expires() {
        let said = exposure_words(&exposure(Some(AudienceKind::Public)), 0, Some(2 * DAY));
        assert_eq!(said.words, "Public link · expires in 2 days");
        assert_eq!(said.sentence, "Public link, expires in 2 days");
    }

    #[test]
    fn a_change_and_further_shares_are_said_after_the_worst_exposure() {
        let mut shared = exposure(Some(AudienceKind::Organisation));
        shared.changed_since = true;
        shared.live = 2;
        let said = exposure_words(&shared, 0, None);
        assert_eq!(said.words, "Organisation");
        assert_eq!(said.changed, Some("Changed since shared"));
        assert_eq!(
            said.sentence,
            "Organisation, changed since shared, 2 live shares"
        );
    }

    #[test]
    fn spans_are_rounded_to_their_largest_unit() {
        assert_eq!(span_words(59_000), "less than a minute");
        assert_eq!(span_words(MINUTE), "1 minute");
        assert_eq!(span_words(59 * MINUTE + 40_000), "1 hour");
        assert_eq!(span_words(23 * HOUR + 40 * MINUTE), "1 day");
        assert_eq!(span_words(7 * DAY - 1), "7 days");
    }

    #[test]
    fn what_is_over_has_expired() {
        assert_eq!(expiry_words(10, 10), "expired");
        assert_eq!(ago_words(DAY, DAY), "just now");
        assert_eq!(ago_words(DAY, 0), "1 day ago");
    }
}
