//! Which shares are shown, in which order, and how exposure is drawn: pure.

use discreet_api_types::sharing::{AudienceKind, ExposureDay, Share, ShareStatus};

use crate::sharing::state::is_live;
use crate::sharing::time;

/// What ends within this many milliseconds ends soon.
const SOON: i64 = 48 * 3_600_000;

/// How the list is narrowed and sorted, as the address says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// A group of [`Filter::GROUPS`]; empty: active ones.
    pub show: String,
    /// Words of the title, the label, the owner or the people named.
    pub q: String,
    /// An audience; empty: any.
    pub audience: String,
    /// An order of [`Filter::SORTS`]; empty: newest first.
    pub sort: String,
    /// Everybody's, for admins.
    pub all: bool,
    /// The picture shows 90 days instead of 30.
    pub long: bool,
}

impl Filter {
    /// The groups, with their words.
    pub const GROUPS: [(&str, &str); 5] = [
        ("", "Active"),
        ("soon", "Expiring soon"),
        ("expired", "Expired"),
        ("stopped", "Stopped"),
        ("every", "All"),
    ];

    /// Audiences to choose from, with their words.
    pub const AUDIENCES: [(&str, &str); 4] = [
        ("", "Any audience"),
        ("people", "People"),
        ("organisation", "Organisation"),
        ("public", "Public link"),
    ];

    /// Orders to choose from, with their words.
    pub const SORTS: [(&str, &str); 4] = [
        ("", "Newest"),
        ("expiry", "Ends first"),
        ("opened", "Last opened"),
        ("opens", "Most opened"),
    ];

    /// From the values of an address; unknown ones are left out.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Self {
        let one_of = |name: &str, known: &[(&str, &str)]| {
            get(name)
                .filter(|value| known.iter().any(|(known, _)| known == value))
                .unwrap_or_default()
        };
        Self {
            show: one_of("show", &Self::GROUPS),
            q: get("q").unwrap_or_default(),
            audience: one_of("audience", &Self::AUDIENCES),
            sort: one_of("sort", &Self::SORTS),
            all: get("all").as_deref() == Some("true"),
            long: get("days").as_deref() == Some("90"),
        }
    }

    /// Names and values, in the order of the address; empty ones mean nothing.
    pub fn pairs(&self) -> [(&'static str, &str); 6] {
        [
            ("show", &self.show),
            ("q", self.q.trim_start()),
            ("audience", &self.audience),
            ("sort", &self.sort),
            ("all", if self.all { "true" } else { "" }),
            ("days", if self.long { "90" } else { "" }),
        ]
    }

    /// Days of the picture.
    pub fn days(&self) -> u32 {
        if self.long { 90 } else { 30 }
    }

    /// Whether a share is in the chosen group.
    fn takes(&self, share: &Share, now: i64) -> bool {
        in_group(&self.show, share, now)
            && (self.audience.is_empty() || self.audience == audience(share.audience.kind))
            && self.finds(share)
    }

    fn finds(&self, share: &Share) -> bool {
        let wanted = self.q.trim().to_lowercase();
        if wanted.is_empty() {
            return true;
        }
        let named = share
            .audience
            .people
            .iter()
            .flat_map(|person| [&person.name, &person.email]);
        let teams = share.audience.teams.iter().map(|team| &team.name);
        let mut words = [&share.owner.name, &share.owner.email]
            .into_iter()
            .chain(&share.title)
            .chain(&share.label)
            .chain(&share.recipient)
            .chain(named)
            .chain(teams);
        words.any(|words| words.to_lowercase().contains(&wanted))
    }

    /// The shares to show, in order.
    pub fn choose(&self, shares: &[Share], now: i64) -> Vec<Share> {
        let mut chosen: Vec<Share> = shares
            .iter()
            .filter(|share| self.takes(share, now))
            .cloned()
            .collect();
        match self.sort.as_str() {
            "expiry" => chosen.sort_by_key(|share| ends(share).unwrap_or(i64::MAX)),
            "opened" => chosen.sort_by_key(|share| {
                std::cmp::Reverse(share.last_opened_at.as_ref().and_then(time::parse))
            }),
            "opens" => chosen.sort_by_key(|share| std::cmp::Reverse(share.views)),
            _ => chosen.sort_by_key(|share| std::cmp::Reverse(time::parse(&share.created_at))),
        }
        chosen
    }

    /// How many shares each group has, in the order of [`Filter::GROUPS`].
    pub fn counts(shares: &[Share], now: i64) -> [usize; 5] {
        Self::GROUPS.map(|(group, _)| {
            let of_group = shares.iter().filter(|share| in_group(group, share, now));
            of_group.count()
        })
    }
}

fn in_group(group: &str, share: &Share, now: i64) -> bool {
    match group {
        "" => is_live(share.status),
        "soon" => is_live(share.status) && ends(share).is_some_and(|ends| ends - now <= SOON),
        "expired" => matches!(share.status, ShareStatus::Expired | ShareStatus::UsedUp),
        "stopped" => share.status == ShareStatus::Stopped,
        _ => true,
    }
}

fn ends(share: &Share) -> Option<i64> {
    share.expires_at.as_ref().and_then(time::parse)
}

/// An audience as an address names it.
pub fn audience(kind: AudienceKind) -> &'static str {
    match kind {
        AudienceKind::People => "people",
        AudienceKind::Organisation => "organisation",
        AudienceKind::Public => "public",
    }
}

/// A bar of the picture: from `top` down to `bottom`, in parts of a hundred.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    /// Which day, from 0.
    pub day: usize,
    /// Whose colour.
    pub of: &'static str,
    /// Distance of its upper edge from the top.
    pub top: f64,
    /// Its height.
    pub height: f64,
}

/// The highest day, for the scale: at least 1.
pub fn highest(days: &[ExposureDay]) -> u32 {
    let total = |day: &ExposureDay| day.people + day.organisation + day.public;
    days.iter().map(total).max().unwrap_or(0).max(1)
}

/// Columns of shares by audience, the widest exposure on top.
pub fn bars(days: &[ExposureDay]) -> Vec<Bar> {
    let unit = 100.0 / f64::from(highest(days));
    let mut bars = Vec::new();
    for (at, day) in days.iter().enumerate() {
        let mut floor = 100.0;
        for (of, count) in [
            ("people", day.people),
            ("organisation", day.organisation),
            ("public", day.public),
        ] {
            let height = f64::from(count) * unit;
            floor -= height;
            if count > 0 {
                bars.push(Bar {
                    day: at,
                    of,
                    top: floor,
                    height,
                });
            }
        }
    }
    bars
}

/// Columns of openings.
pub fn opening_bars(days: &[ExposureDay]) -> Vec<Bar> {
    let most = days.iter().map(|day| day.opens).max().unwrap_or(0).max(1);
    let unit = 100.0 / f64::from(most);
    days.iter()
        .enumerate()
        .filter(|(_, day)| day.opens > 0)
        .map(|(at, day)| Bar {
            day: at,
            of: "opens",
            top: 100.0 - f64::from(day.opens) * unit,
            height: f64::from(day.opens) * unit,
        })
        .collect()
}

/// The picture in a sentence.
pub fn picture_words(days: &[ExposureDay]) -> String {
    let Some(today) = days.last() else {
        return "Nothing was shared.".to_owned();
    };
    let opens: u32 = days.iter().map(|day| day.opens).sum();
    format!(
        "Today {} could be opened by named people, {} by the organisation and {} by anyone with the link; in {} days \
         shares were opened {} times, and at most {} could be opened on one day.",
        today.people,
        today.organisation,
        today.public,
        days.len(),
        opens,
        days.iter()
            .map(|day| day.people + day.organisation + day.public)
            .max()
            .unwrap_or(0),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(id: &str, more: &str) -> Share {
        let text = format!(
            r#"{{"id":"{id}","url":"","conversation":null,"status":"active","audience":{{"kind":"people"}},
            "permission":"view","expires_at":null,"views":0,"snapshot_version":1,"snapshot_revision":1,
            "changed_since":false,"changes":{{"new_messages":0,"details_changed":false}},"message_count":1,
            "redactions":0,"include":{{}},"messages":{{}},"leave_out":[],"numbered":false,"hide_sharer":false,
            "allow_download":true,"utc":false,"owner":{{"id":"1","name":"Agent","email":"agent@acme.example"}},
            "created_at":"2026-11-01T00:00:00Z","updated_at":"2026-11-01T00:00:00Z",
            "abilities":{{"copy_link":true,"change":true,"update":true,"renew":true,"rotate":true,"pause":true,
            "stop":true}}}}"#
        );
        let mut whole: serde_json::Value = serde_json::from_str(&text).unwrap();
        let more: serde_json::Value = serde_json::from_str(more).unwrap();
        for (name, value) in more.as_object().unwrap() {
            whole[name] = value.clone();
        }
        serde_json::from_value(whole).unwrap()
    }

    fn now() -> i64 {
        time::parse(&discreet_api_types::ids::Timestamp(
            "2026-11-20T00:00:00Z".to_owned(),
        ))
        .unwrap()
    }

    fn ids(shares: &[Share]) -> Vec<&str> {
        shares.iter().map(|share| share.id.0.as_str()).collect()
    }

    #[test]
    fn a_share_that_ends_within_two_days_is_active_and_ends_soon() {
        let shares = [
            share("a", r#"{"expires_at":"2026-11-21T23:00:00Z"}"#),
            share("b", r#"{"expires_at":"2026-11-23T00:00:00Z"}"#),
            share("c", r#"{"status":"stopped"}"#),
            share("d", r#"{"status":"used_up"}"#),
        ];
        assert_eq!(Filter::counts(&shares, now()), [2, 1, 1, 1, 4]);
        let soon = Filter {
            show: "soon".to_owned(),
            ..Filter::default()
        };
        assert_eq!(ids(&soon.choose(&shares, now())), ["a"]);
    }

    #[test]
    fn titles_labels_and_names_are_searched_whatever_the_case() {
        let shares = [
            share("a", r#"{"title":"Refund for order 4411"}"#),
            share("b", r#"{"label":"For the carrier"}"#),
        ];
        let find = |q: &str| {
            let filter = Filter {
                q: q.to_owned(),
                ..Filter::default()
            };
            filter.choose(&shares, now()).len()
        };
        assert_eq!(
            (find("REFUND"), find("carrier"), find("agent@"), find("x y")),
            (1, 1, 2, 0)
        );
    }

    #[test]
    fn what_ends_first_stands_first_and_what_never_ends_last() {
        let shares = [
            share("never", "{}"),
            share("late", r#"{"expires_at":"2026-12-21T23:00:00Z"}"#),
            share("early", r#"{"expires_at":"2026-11-21T23:00:00Z"}"#),
        ];
        let filter = Filter {
            sort: "expiry".to_owned(),
            ..Filter::default()
        };
        assert_eq!(
            ids(&filter.choose(&shares, now())),
            ["early", "late", "never"]
        );
    }

    #[test]
    fn an_address_with_unknown_values_shows_what_is_active() {
        let read = Filter::read(|name| Some(format!("no {name}")));
        assert_eq!(
            (read.show.as_str(), read.sort.as_str(), read.long),
            ("", "", false)
        );
        let nothing = Filter::default();
        let pairs = nothing.pairs();
        assert!(pairs.iter().all(|(_, value)| value.is_empty()));
    }

    #[test]
    fn columns_stand_on_the_ground_and_the_highest_fills_the_picture() {
        let day = |people, public, opens| ExposureDay {
            date: "2026-11-20".to_owned(),
            people,
            organisation: 0,
            public,
            opens,
        };
        let days = [day(1, 0, 0), day(2, 2, 3)];
        let drawn = bars(&days);
        assert_eq!(drawn.len(), 3);
        assert!((drawn[0].top - 75.0).abs() < 0.01);
        assert!((drawn[2].top - 0.0).abs() < 0.01 && drawn[2].of == "public");
        assert_eq!(opening_bars(&days).len(), 1);
        assert_eq!(highest(&[]), 1);
    }
}
