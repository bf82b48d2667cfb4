//! What the pages of conversations show, as pure functions.

use discreet_api_types::conversations::{ImportReport, Snippet, SnippetPart, Status, TextRange};
use discreet_api_types::sharing::{AudienceKind, Share, ShareStatus};

/// How the list is narrowed and sorted, as the address says it (`?q=&status=&shared=&tag=…&sort=`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words to find.
    pub q: String,
    /// A [`Status`], as the wire says it; empty: any.
    pub status: String,
    /// A share filter, as the wire says it; empty: any.
    pub shared: String,
    /// A tag; empty: any.
    pub tag: String,
    /// A channel; empty: any.
    pub channel: String,
    /// The first day of the last message, such as `2026-11-01`, in the reader's time zone; empty: any.
    pub from: String,
    /// The last day; empty: any.
    pub to: String,
    /// Only one's own.
    pub mine: bool,
    /// An order, as the wire says it; empty: the best for what is asked.
    pub sort: String,
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

    /// Orders to choose from, with their words.
    pub const SORTS: [(&str, &str); 5] = [
        ("relevance", "Best match"),
        ("changed", "Last changed"),
        ("message", "Last message"),
        ("created", "Newest"),
        ("title", "Title"),
    ];

    /// From the values of an address; unknown ones are left out.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Self {
        let one_of = |name: &str, known: &[(&str, &str)]| {
            get(name)
                .filter(|value| known.iter().any(|(known, _)| known == value))
                .unwrap_or_default()
        };
        let any = |name: &str| get(name).unwrap_or_default();
        let day = |name: &str| get(name).filter(|value| is_day(value)).unwrap_or_default();
        Self {
            q: any("q"),
            status: one_of("status", &Self::STATUSES),
            shared: one_of("shared", &Self::SHARED),
            tag: any("tag"),
            channel: any("channel"),
            from: day("from"),
            to: day("to"),
            mine: get("mine").as_deref() == Some("true"),
            sort: one_of("sort", &Self::SORTS),
        }
    }

    /// Names and values, in the order of the address; empty ones mean nothing.
    pub fn pairs(&self) -> [(&'static str, &str); 9] {
        [
            ("q", self.q.trim_start()),
            ("status", &self.status),
            ("shared", &self.shared),
            ("tag", &self.tag),
            ("channel", &self.channel),
            ("from", &self.from),
            ("to", &self.to),
            ("mine", if self.mine { "true" } else { "" }),
            ("sort", &self.sort),
        ]
    }

    /// It narrows something.
    pub fn narrows(&self) -> bool {
        self.searches() || self.filters()
    }

    /// It asks for words.
    pub fn searches(&self) -> bool {
        !self.q.trim().is_empty()
    }

    /// It narrows by something else than words.
    pub fn filters(&self) -> bool {
        let mut pairs = self.pairs().into_iter();
        pairs.any(|(name, value)| !matches!(name, "q" | "sort") && !value.is_empty())
    }

    /// The same words without anything else.
    #[must_use]
    pub fn words_only(&self) -> Self {
        Self {
            q: self.q.clone(),
            ..Self::default()
        }
    }

    /// The order that is in force.
    pub fn sorted(&self) -> &str {
        match self.sort.as_str() {
            "" if self.searches() => "relevance",
            "" => "changed",
            chosen => chosen,
        }
    }

    /// Chooses an order; the one that is in force by itself is not named.
    pub fn sort_by(&mut self, sort: &str) {
        self.sort = String::new();
        if self.sorted() != sort {
            sort.clone_into(&mut self.sort);
        }
    }
}

/// `2026-11-01`
fn is_day(value: &str) -> bool {
    value.len() == 10
        && value.bytes().enumerate().all(|(place, byte)| match place {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

/// A text in parts, each in or out of the ranges; ranges are in order and disjoint.
pub fn marked(text: &str, ranges: &[TextRange]) -> Vec<(String, bool)> {
    let mut parts: Vec<(String, bool)> = Vec::new();
    for (place, character) in (0_u32..).zip(text.chars()) {
        let inside = ranges
            .iter()
            .any(|range| range.start <= place && place < range.end);
        match parts.last_mut() {
            Some((part, known)) if *known == inside => part.push(character),
            _ => parts.push((character.to_string(), inside)),
        }
    }
    parts
}

/// What the list announces once it has changed.
pub fn found_sentence(shown: usize, more: bool) -> String {
    match (shown, more) {
        (0, _) => "No conversations".to_owned(),
        (shown, false) => counted(shown, "conversation", "conversations"),
        (shown, true) => format!("More than {} conversations", grouped(shown)),
    }
}

/// Where a snippet comes from.
pub fn snippet_place(snippet: &Snippet) -> String {
    match (snippet.part, snippet.message) {
        (SnippetPart::Message, Some(number)) => format!("Message {number}"),
        (SnippetPart::Message, None) => "Message".to_owned(),
        (SnippetPart::Summary, _) => "Summary".to_owned(),
        (SnippetPart::Attempt, _) => "What the AI tried".to_owned(),
        (SnippetPart::Note, _) => "Note".to_owned(),
        (SnippetPart::Contact, _) => "Contact".to_owned(),
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
            q: "refund \"order 44\"".to_owned(),
            status: "open".to_owned(),
            shared: "public".to_owned(),
            tag: "late delivery".to_owned(),
            channel: "chat".to_owned(),
            from: "2026-11-01".to_owned(),
            to: "2026-11-30".to_owned(),
            mine: true,
            sort: "title".to_owned(),
        };
        let pairs = filter.pairs().map(|(name, value)| (name, value.to_owned()));
        let read = Filter::read(|wanted| {
            let (_, value) = pairs.iter().find(|(name, _)| *name == wanted)?;
            Some(value.clone())
        });
        assert_eq!(read, filter);
        assert!(read.narrows());

        let free = ["q", "tag", "channel"];
        let unknown = Filter::read(|name| (!free.contains(&name)).then(|| "nonsense".to_owned()));
        assert_eq!(unknown, Filter::default());
        assert!(!unknown.narrows());
    }

    #[test]
    fn the_order_in_force_by_itself_is_not_named_in_the_address() {
        let mut filter = Filter::default();
        assert_eq!(filter.sorted(), "changed");
        filter.sort_by("title");
        assert_eq!(filter.sort, "title");
        assert!(!filter.narrows());
        filter.sort_by("changed");
        assert_eq!(filter.sort, "");
        filter.q = "refund".to_owned();
        assert_eq!(filter.sorted(), "relevance");
        filter.sort_by("changed");
        assert_eq!(filter.sorted(), "changed");
    }

    #[test]
    fn a_text_is_cut_where_matches_begin_and_end() {
        let parts = marked(
            "Viele Grüße aus",
            &[
                TextRange { start: 6, end: 11 },
                TextRange { start: 12, end: 15 },
            ],
        );
        let words: Vec<(&str, bool)> = parts
            .iter()
            .map(|(part, inside)| (part.as_str(), *inside))
            .collect();
        assert_eq!(
            words,
            [
                ("Viele ", false),
                ("Grüße", true),
                (" ", false),
                ("aus", true)
            ]
        );
        assert!(marked("", &[]).is_empty());
    }

    #[test]
    fn how_many_were_found_is_said_in_words() {
        assert_eq!(found_sentence(0, false), "No conversations");
        assert_eq!(found_sentence(1, false), "1 conversation");
        assert_eq!(found_sentence(50, true), "More than 50 conversations");
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
