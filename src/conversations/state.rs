//! What the pages of conversations show, as pure functions.

use discreet_api_types::conversations::{ImportReport, Status};
use discreet_api_types::sharing::{AudienceKind, Share, ShareStatus};

/// How the list is narrowed, as the address says it (`?q=&status=&shared=&mine=`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words of title or contact.
    pub q: String,
    /// A [`Status`], as the wire says it; empty: any.
    pub status: String,
    /// A share filter, as the wire says it; empty: any.
    pub shared: String,
    /// Only one's own.
    pub mine: bool,
}

impl Filter {
    /// Statuses to choose from, with their words.
    pub const STATUSES: [(&str, &str); 5] = [
        ("", "Any status"),
        ("open", "Open"),
        ("escalated", "Escalated"),
        ("resolved", "Resolved"),
        ("closed", "Closed"),
    ];

    /// Ways of sharing to choose from, with their words.
    pub const SHARED: [(&str, &str); 5] = [
        ("", "Shared or not"),
        ("private", "Private"),
        ("people", "People"),
        ("organisation", "Organisation"),
        ("public", "Public link"),
    ];

    /// From the values of an address; unknown ones are left out.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Self {
        let one_of = |name: &str, known: &[(&str, &str)]| {
            get(name)
                .filter(|value| known.iter().any(|(known, _)| known == value))
                .unwrap_or_default()
        };
        Self {
            q: get("q").unwrap_or_default(),
            status: one_of("status", &Self::STATUSES),
            shared: one_of("shared", &Self::SHARED),
            mine: get("mine").as_deref() == Some("true"),
        }
    }

    /// Names and values, in the order of the address; empty ones mean nothing.
    pub fn pairs(&self) -> [(&'static str, &str); 4] {
        [
            ("q", self.q.trim()),
            ("status", &self.status),
            ("shared", &self.shared),
            ("mine", if self.mine { "true" } else { "" }),
        ]
    }

    /// It narrows something.
    pub fn narrows(&self) -> bool {
        self.pairs().iter().any(|(_, value)| !value.is_empty())
    }
}

/// A status in words.
pub const fn status_label(status: Status) -> &'static str {
    match status {
        Status::Open => "Open",
        Status::Escalated => "Escalated",
        Status::Resolved => "Resolved",
        Status::Closed => "Closed",
    }
}

/// A status as `data-status` says it.
pub const fn status_name(status: Status) -> &'static str {
    match status {
        Status::Open => "open",
        Status::Escalated => "escalated",
        Status::Resolved => "resolved",
        Status::Closed => "closed",
    }
}

/// Tags from a line, separated by commas: trimmed, without `#`, none empty, none twice.
pub fn tags_from(line: &str) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for tag in line.split(',') {
        let tag = tag.trim().trim_start_matches('#').trim();
        if !tag.is_empty() && !tags.iter().any(|known| known == tag) {
            tags.push(tag.to_owned());
        }
    }
    tags
}

/// `1 message`, `12 messages`.
pub fn counted(count: usize, one: &str, many: &str) -> String {
    let word = if count == 1 { one } else { many };
    format!("{} {word}", grouped(count))
}

/// Digits in groups of three: `12,345`.
fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// What became of an import, in one sentence.
pub fn import_sentence(report: &ImportReport) -> String {
    let mut parts = Vec::new();
    if !report.imported.is_empty() {
        let what = counted(report.imported.len(), "conversation", "conversations");
        parts.push(format!("{what} imported"));
    }
    if !report.updated.is_empty() {
        parts.push(format!("{} already here", report.updated.len()));
    }
    if !report.skipped.is_empty() {
        // One conversation can have several.
        parts.push(counted(report.skipped.len(), "problem", "problems"));
    }
    if parts.is_empty() {
        "There was nothing in this file.".to_owned()
    } else {
        format!("{}.", parts.join(", "))
    }
}

/// Live shares: those that deleting the conversation ends.
pub fn live(shares: &[Share]) -> Vec<&Share> {
    shares
        .iter()
        .filter(|share| matches!(share.status, ShareStatus::Active | ShareStatus::Paused))
        .collect()
}

/// Who loses access when a share ends.
pub fn audience_sentence(share: &Share) -> String {
    let audience = match share.audience.kind {
        AudienceKind::People => {
            let names: Vec<&str> = share
                .audience
                .people
                .iter()
                .map(|person| person.name.as_str())
                .collect();
            match names.as_slice() {
                [] => "People".to_owned(),
                [one] => (*one).to_owned(),
                [names @ .., last] => format!("{} and {last}", names.join(", ")),
            }
        }
        AudienceKind::Organisation => "Organisation".to_owned(),
        AudienceKind::Public => "Public link".to_owned(),
    };
    match share.label.as_deref() {
        Some(label) if !label.is_empty() => format!("{audience} · {label}"),
        _ => audience,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use discreet_api_types::conversations::{Imported, Skipped};
    use discreet_api_types::ids::ConversationId;

    #[test]
    fn a_filter_reads_what_it_wrote_and_drops_what_it_does_not_know() {
        let filter = Filter {
            q: "refund".to_owned(),
            status: "open".to_owned(),
            shared: "public".to_owned(),
            mine: true,
        };
        let pairs = filter.pairs().map(|(name, value)| (name, value.to_owned()));
        let read = Filter::read(|wanted| {
            let (_, value) = pairs.iter().find(|(name, _)| *name == wanted)?;
            Some(value.clone())
        });
        assert_eq!(read, filter);
        assert!(read.narrows());

        let unknown = Filter::read(|name| (name != "q").then(|| "nonsense".to_owned()));
        assert_eq!(unknown, Filter::default());
        assert!(!unknown.narrows());
    }

    #[test]
    fn tags_are_split_at_commas_and_named_once() {
        assert_eq!(
            tags_from(" #refund, carrier ,, refund,# late delivery "),
            ["refund", "carrier", "late delivery"]
        );
        assert!(tags_from(" , ").is_empty());
    }

    #[test]
    fn counts_agree_with_their_word_and_group_their_digits() {
        assert_eq!(counted(1, "message", "messages"), "1 message");
        assert_eq!(counted(0, "message", "messages"), "0 messages");
        assert_eq!(counted(10_000, "message", "messages"), "10,000 messages");
        assert_eq!(counted(1_234_567, "a", "b"), "1,234,567 b");
    }

    #[test]
    fn an_import_says_what_became_of_every_part() {
        let one = |n: usize| {
            vec![
                Imported {
                    id: ConversationId("1".to_owned()),
                    title: "t".to_owned(),
                    messages: 1,
                };
                n
            ]
        };
        let report = |imported, updated, skipped: usize| ImportReport {
            format: "discreet".to_owned(),
            imported: one(imported),
            updated: one(updated),
            skipped: vec![
                Skipped {
                    location: "line 3".to_owned(),
                    reason: "no title".to_owned(),
                    errors: Vec::new(),
                };
                skipped
            ],
        };
        assert_eq!(
            import_sentence(&report(2, 1, 1)),
            "2 conversations imported, 1 already here, 1 problem."
        );
        assert_eq!(
            import_sentence(&report(1, 0, 0)),
            "1 conversation imported."
        );
        assert_eq!(
            import_sentence(&report(0, 0, 0)),
            "There was nothing in this file."
        );
    }
}
