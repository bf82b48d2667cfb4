//! The team memory in words, and as the detector takes it. Pure.

use discreet_api_types::policy::{Word, WordKind, Words};
use discreet_redact::{Label, OwnPattern, OwnWord, Settings};

/// Labels that own words and patterns may be given, with their names.
pub const LABELS: [(&str, &str); 6] = [
    ("CUSTOM", "Internal word"),
    ("TENANT_ID", "Tenant id"),
    ("ACCOUNT_ID", "Account or order number"),
    ("ORGANIZATION", "Organisation"),
    ("PERSON", "Name of a person"),
    ("OTHER", "Other"),
];

/// The kinds, in the order to offer: value, name, what it does.
pub const KINDS: [(WordKind, &str, &str, &str); 4] = [
    (
        WordKind::Word,
        "word",
        "Word or phrase",
        "Found wherever it stands as a whole, in any case.",
    ),
    (
        WordKind::Pattern,
        "pattern",
        "Pattern",
        r"A regular expression, such as ORD-\d{4}: for ids of your own format.",
    ),
    (
        WordKind::Host,
        "host",
        "Internal host",
        "Found with its subdomains, such as intranet.acme.example.",
    ),
    (
        WordKind::Never,
        "never",
        "Never suggest",
        "A value that is fine to share. It is kept as a hash; credentials, payment and government ids are always suggested.",
    ),
];

/// The name of a kind.
pub fn kind_words(kind: WordKind) -> &'static str {
    KINDS
        .iter()
        .find(|(known, ..)| *known == kind)
        .map_or("", |(_, _, name, _)| name)
}

/// The name of a label, as the detector has it.
pub fn label_words(label: &str) -> String {
    LABELS
        .iter()
        .find(|(known, _)| *known == label)
        .map_or_else(
            || {
                label
                    .parse::<Label>()
                    .map_or_else(|_| label.to_owned(), |label| label.name().to_owned())
            },
            |(_, name)| (*name).to_owned(),
        )
}

/// Whether findings of this label are always suggested: credentials, payment, government ids.
pub fn is_preset(label: &str) -> bool {
    label.parse::<Label>().is_ok_and(Label::is_preset)
}

/// What holds of the team memory, as the detector beside the page takes it. Values never to suggest are hashes, which
/// only the server can compare.
pub fn settings(words: &Words) -> Settings {
    let mut settings = Settings::default();
    let label = |word: &Word| {
        word.label
            .as_deref()
            .and_then(|label| label.parse().ok())
            .unwrap_or(Label::Custom)
    };
    for word in words.words.iter().filter(|word| !word.expired) {
        match word.kind {
            WordKind::Word => settings.words.push(OwnWord {
                text: word.text.clone(),
                label: label(word),
            }),
            WordKind::Pattern => settings.patterns.push(OwnPattern {
                pattern: word.text.clone(),
                label: label(word),
                name: word.name.clone().unwrap_or_default(),
            }),
            WordKind::Host => settings.hosts.push(word.text.clone()),
            WordKind::Never => {}
        }
    }
    settings
}

#[cfg(test)]
mod tests {
    use discreet_api_types::accounts::Person;
    use discreet_api_types::ids::{PersonId, Timestamp, WordId};

    use super::*;

    fn word(kind: WordKind, text: &str, expired: bool) -> Word {
        let now = Timestamp("2026-11-21T10:00:00Z".to_owned());
        Word {
            id: WordId("w".to_owned()),
            kind,
            text: text.to_owned(),
            label: Some("TENANT_ID".to_owned()),
            name: None,
            added_by: Person {
                id: PersonId("p".to_owned()),
                name: "Reviewer".to_owned(),
                email: "reviewer@acme.example".to_owned(),
            },
            added_at: now.clone(),
            expires_at: now,
            expired,
        }
    }

    #[test]
    fn only_what_holds_and_can_be_compared_goes_to_the_detector() {
        let words = Words {
            words: vec![
                word(WordKind::Word, "Lanternwick", false),
                word(WordKind::Word, "Old", true),
                word(WordKind::Pattern, r"t-\d+", false),
                word(WordKind::Host, "intranet.acme.example", false),
                word(WordKind::Never, "a…z", false),
            ],
            never: 1,
            can_change: true,
        };
        let settings = settings(&words);
        assert_eq!(settings.words.len(), 1);
        assert_eq!(settings.patterns[0].label, Label::TenantId);
        assert_eq!(settings.hosts, ["intranet.acme.example"]);
        assert!(settings.never.is_empty());
    }

    #[test]
    fn every_label_that_is_offered_is_known_to_the_detector() {
        for (label, _) in LABELS {
            assert!(label.parse::<Label>().is_ok(), "{label}");
            assert!(!is_preset(label), "{label}");
        }
    }
}
