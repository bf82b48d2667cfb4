//! Rows of the trail in words, as pure functions.

use chrono::{Days, Local, NaiveDate, NaiveTime, SecondsFormat, TimeDelta};
use discreet_api_types::audit::{AuditRow, Verification};

/// What can happen, with its words.
pub const ACTIONS: [(&str, &str); 22] = [
    ("share.created", "Created a share"),
    ("share.updated", "Updated a share"),
    ("share.changed", "Changed a share"),
    ("share.renewed", "Renewed a share"),
    ("share.rotated", "Gave a share a new link"),
    ("share.paused", "Paused or resumed a share"),
    ("share.stopped", "Stopped a share"),
    ("share.opened", "Opened a share"),
    ("share.shown", "Came back to a share"),
    ("share.denied", "Was denied a share"),
    ("share.exported", "Exported a share"),
    ("share.mailed", "Mailed a share"),
    ("comment.added", "Added a comment"),
    ("review.decided", "Decided a review"),
    ("conversation.created", "Brought a conversation in"),
    ("conversation.changed", "Changed a conversation"),
    ("conversation.deleted", "Deleted a conversation"),
    (
        "conversation.opened_by_admin",
        "Opened a conversation as admin",
    ),
    ("session.started", "Signed in"),
    ("session.ended", "Signed out"),
    ("policy.changed", "Changed policy, people or teams"),
    ("person.erased", "Erased a person"),
];

/// What happened, in words; an action unknown to this program as the server names it.
pub fn action_words(action: &str) -> String {
    let known = ACTIONS.iter().find(|(known, _)| *known == action);
    known.map_or(action, |(_, words)| words).to_owned()
}

/// Which rows are shown, as the address says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// An action of [`ACTIONS`]; empty: any.
    pub action: String,
    /// A person's id; empty: anybody.
    pub person: String,
    /// A share's id; empty: any.
    pub share: String,
    /// A conversation's id; empty: any.
    pub conversation: String,
    /// The first day, such as `2026-11-01`, in the reader's time zone; empty: the first of all.
    pub from: String,
    /// The last day; empty: today.
    pub until: String,
}

impl Filter {
    /// From the values of an address; what cannot be is left out.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Self {
        let any = |name: &str| get(name).unwrap_or_default();
        let id = |name: &str| {
            let fits = |id: &String| {
                id.bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
            };
            get(name).filter(fits).unwrap_or_default()
        };
        Self {
            action: get("action")
                .filter(|action| ACTIONS.iter().any(|(known, _)| known == action))
                .unwrap_or_default(),
            person: id("person"),
            share: id("share"),
            conversation: id("conversation"),
            from: any("from"),
            until: any("until"),
        }
    }

    /// Names and values, in the order of the address; empty ones mean nothing.
    pub fn pairs(&self) -> [(&'static str, &str); 6] {
        self.wire(&self.from, &self.until)
    }

    /// The same with moments in place of days, as the server takes them.
    pub fn wire<'a>(&'a self, from: &'a str, until: &'a str) -> [(&'static str, &'a str); 6] {
        [
            ("action", &self.action),
            ("person", &self.person),
            ("share", &self.share),
            ("conversation", &self.conversation),
            ("from", from),
            ("until", until),
        ]
    }

    /// It narrows something.
    pub fn narrows(&self) -> bool {
        *self != Self::default()
    }

    /// When the first day begins and the last one ends, in the reader's time zone; empty where none was named.
    pub fn moments(&self) -> (String, String) {
        let start = |day: &str, after: u64| {
            let day = NaiveDate::parse_from_str(day, "%Y-%m-%d").ok()?;
            let at = day
                .checked_add_days(Days::new(after))?
                .and_time(NaiveTime::MIN);
            // Where clocks skip midnight, the day begins an hour later.
            let at = at.and_local_timezone(Local).earliest().or_else(|| {
                (at + TimeDelta::hours(1))
                    .and_local_timezone(Local)
                    .earliest()
            })?;
            Some(at.to_utc().to_rfc3339_opts(SecondsFormat::Secs, true))
        };
        (
            start(&self.from, 0).unwrap_or_default(),
            start(&self.until, 1).unwrap_or_default(),
        )
    }
}

/// Who did it: a name, else the pseudonym's beginning, else nobody known.
pub fn actor_words(row: &AuditRow) -> String {
    match (&row.actor_name, &row.actor) {
        (Some(name), _) => name.clone(),
        (None, Some(pseudonym)) => {
            let short: String = pseudonym.chars().take(8).collect();
            format!("Unnamed · {short}")
        }
        (None, None) => "Anonymous".to_owned(),
    }
}

/// Audience and details on one line.
pub fn detail_words(row: &AuditRow) -> String {
    let audience = row.audience.iter().map(|audience| match audience.as_str() {
        "people" => "People".to_owned(),
        "organisation" => "Organisation".to_owned(),
        "public" => "Public link".to_owned(),
        other => other.to_owned(),
    });
    let details = row
        .details
        .iter()
        // Whom it was done to: their name stands first, unless they are erased.
        .filter(|(name, _)| !(row.subject_name.is_some() && *name == "subject"))
        .map(|(name, value)| format!("{}: {}", name.replace('_', " "), value.replace('_', " ")));
    let whom = row.subject_name.iter().cloned();
    whom.chain(audience)
        .chain(details)
        .collect::<Vec<_>>()
        .join(" · ")
}

/// What checking the chain found.
pub fn verification_words(found: &Verification) -> String {
    if found.verified {
        return format!(
            "Intact: all {} rows are as they were written, and none is missing.",
            found.checked
        );
    }
    let place = found
        .first_bad
        .map(|seq| format!(" at row {seq}"))
        .unwrap_or_default();
    let why = found.explanation.as_deref().unwrap_or_default();
    format!("The trail was changed{place}. {why}")
        .trim_end()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use discreet_api_types::ids::Timestamp;
    use std::collections::BTreeMap;

    fn row() -> AuditRow {
        AuditRow {
            seq: 1,
            at: Timestamp("2026-11-20T10:00:00Z".to_owned()),
            action: "share.created".to_owned(),
            actor: Some("0123456789abcdef".to_owned()),
            actor_name: None,
            subject_name: None,
            share: None,
            conversation: None,
            audience: Some("public".to_owned()),
            details: BTreeMap::from([("messages_shown".to_owned(), "12".to_owned())]),
        }
    }

    #[test]
    fn known_actions_are_said_in_words_and_unknown_ones_as_they_come() {
        assert_eq!(action_words("share.created"), "Created a share");
        assert_eq!(action_words("moon.landed"), "moon.landed");
    }

    #[test]
    fn days_become_the_moments_they_begin_and_end_at() {
        let filter = Filter {
            from: "2026-11-20".to_owned(),
            until: "2026-11-20".to_owned(),
            ..Filter::default()
        };
        let (from, until) = filter.moments();
        let parse = |at: &str| chrono::DateTime::parse_from_rfc3339(at).unwrap();
        assert_eq!((parse(&until) - parse(&from)).num_hours(), 24);
        assert_eq!(Filter::default().moments(), (String::new(), String::new()));
    }

    #[test]
    fn an_address_with_what_cannot_be_shows_everything() {
        let read = Filter::read(|name| match name {
            "action" => Some("moon.landed".to_owned()),
            "person" => Some("a&b".to_owned()),
            _ => None,
        });
        assert!(!read.narrows());
        assert!(Filter::read(|name| (name == "share").then(|| "AbC_-1".to_owned())).narrows());
    }

    #[test]
    fn whom_it_was_done_to_stands_before_the_details() {
        let mut row = row();
        row.subject_name = Some("Agent".to_owned());
        row.details.insert("subject".to_owned(), "0123".to_owned());
        assert_eq!(
            detail_words(&row),
            "Agent · Public link · messages shown: 12"
        );
    }

    #[test]
    fn an_erased_person_keeps_a_short_pseudonym() {
        assert_eq!(actor_words(&row()), "Unnamed · 01234567");
    }

    #[test]
    fn audience_and_details_share_a_line() {
        assert_eq!(detail_words(&row()), "Public link · messages shown: 12");
    }

    #[test]
    fn a_broken_chain_says_where_and_why() {
        let found = Verification {
            verified: false,
            checked: 9,
            first_bad: Some(4),
            head: None,
            explanation: Some("Its seal does not fit.".to_owned()),
        };
        assert_eq!(
            verification_words(&found),
            "The trail was changed at row 4. Its seal does not fit."
        );
    }
}
