//! Turns: speaker prefixes in plain text, and what a turn asks the next one for.

use crate::hit::Asked;
use crate::lexicon::Lexicon;
use crate::text::Prepared;

/// A piece of plain text that one speaker said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Turn {
    /// Bytes of the words, without the prefix.
    pub start: usize,
    pub end: usize,
    /// Hash-like id of the speaker; `None` before the first prefix.
    pub speaker: Option<u8>,
}

const SPEAKERS: &[&str] = &[
    "customer",
    "user",
    "client",
    "contact",
    "human",
    "caller",
    "visitor",
    "me",
    "patient",
    "guest",
    "member",
    "buyer",
    "assistant",
    "agent",
    "bot",
    "ai",
    "support",
    "operator",
    "rep",
    "representative",
    "advisor",
    "staff",
    "chatbot",
    "you",
    "gpt",
    "chatgpt",
    "claude",
    "model",
    "specialist",
    "seller",
    "system",
    "action",
    "tool",
    "note",
];

/// Cuts plain text into turns at speaker prefixes: at line starts, and inside a line before a
/// capitalised speaker, as in "Bot: … User: …".
pub(crate) fn turns(text: &str) -> Vec<Turn> {
    let bytes = text.as_bytes();
    let mut turns = vec![Turn {
        start: 0,
        end: text.len(),
        speaker: None,
    }];
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b':' {
            at += 1;
            continue;
        }
        let mut from = at;
        while from > 0 && at - from <= 16 && (bytes[from - 1].is_ascii_alphabetic()) {
            from -= 1;
        }
        let word = &text[from..at];
        let known = SPEAKERS.iter().position(|s| word.eq_ignore_ascii_case(s));
        let line_start = from == 0
            || bytes[from - 1] == b'\n'
            || (bytes[from - 1] == b'*' || bytes[from - 1] == b'[')
                && (from < 3 || bytes[from - 2] == b'*' || bytes[from - 2] == b'\n');
        let inline = from > 1
            && bytes[from - 1] == b' '
            && matches!(bytes[from - 2], b'.' | b'?' | b'!' | b')' | b'"')
            && word.as_bytes().first().is_some_and(u8::is_ascii_uppercase)
            && known.is_some_and(|k| k < 24);
        let spaced = bytes
            .get(at + 1)
            .is_none_or(|b| b.is_ascii_whitespace() || *b == b'*');
        if let Some(speaker) = known.filter(|_| (line_start || inline) && spaced && from < at) {
            if let Some(last) = turns.last_mut() {
                last.end = from;
            }
            turns.push(Turn {
                start: at + 1,
                end: text.len(),
                speaker: u8::try_from(speaker).ok(),
            });
        }
        at += 1;
    }
    turns.retain(|turn| turn.start < turn.end);
    turns
}

/// What a text asks its reader for.
pub(crate) fn asks(prepared: &Prepared, lexicon: &Lexicon) -> Asked {
    let _ = lexicon;
    let mut asked = Asked::default();
    let text = &prepared.text;
    // Requests stand near the end; long texts are no questions for a single value.
    let tokens = &prepared.tokens[prepared.tokens.len().saturating_sub(60)..];
    let word = |i: usize| {
        tokens
            .get(i)
            .map_or("", |t| &text[t.start as usize..t.end as usize])
    };
    let lower: Vec<String> = (0..tokens.len())
        .map(|i| word(i).to_ascii_lowercase())
        .collect();
    let is = |i: usize, words: &[&str]| lower.get(i).is_some_and(|w| words.contains(&w.as_str()));
    let requests = text.contains('?')
        || lower.iter().any(|w| {
            matches!(
                w.as_str(),
                "please"
                    | "provide"
                    | "need"
                    | "give"
                    | "confirm"
                    | "verify"
                    | "share"
                    | "enter"
                    | "tell"
                    | "type"
                    | "send"
            )
        });
    if !requests {
        return asked;
    }
    for (i, this) in lower.iter().enumerate() {
        let back = |n: usize, words: &[&str]| (i.saturating_sub(n)..i).any(|k| is(k, words));
        let ahead = |n: usize, words: &[&str]| (i + 1..=i + n).any(|k| is(k, words));
        let about_reader = back(
            6,
            &[
                "your",
                "ur",
                "full",
                "first",
                "last",
                "account",
                "cardholder",
                "have",
                "a",
                "complete",
                "cardholder's",
                "passenger",
                "the",
            ],
        );
        match this.as_str() {
            "name" | "names" | "surname"
                if about_reader
                    && !back(
                        1,
                        &[
                            "user",
                            "company",
                            "file",
                            "hotel",
                            "movie",
                            "restaurant",
                            "song",
                            "event",
                            "place",
                            "bank's",
                            "product",
                            "host",
                            "domain",
                        ],
                    )
                    && !ahead(2, &["of"])
                    || ahead(3, &["account"]) && *this == "name" =>
            {
                asked.add(Asked::NAME);
            }
            "who" if ahead(2, &["speaking", "am", "is"]) => asked.add(Asked::NAME),
            "phone" | "telephone" | "mobile" | "callback" | "cell" | "contact"
                if *this != "contact" || ahead(1, &["number", "no", "info", "details"]) =>
            {
                asked.add(Asked::PHONE);
            }
            "email" | "mail" | "e" if *this != "e" || ahead(1, &["mail"]) => {
                asked.add(Asked::EMAIL);
            }
            "account" | "customer" | "member" | "membership" | "policy" | "loyalty"
                if ahead(2, &["number", "id", "no", "#", "num"])
                    || *this == "account" && ahead(1, &["id"]) =>
            {
                asked.add(Asked::ACCOUNT);
                if back(2, &["bank", "checking", "savings"]) {
                    asked.add(Asked::BANK);
                }
            }
            "order" | "booking" | "reservation" | "confirmation" | "ticket" | "tracking"
            | "reference" | "invoice"
                if ahead(2, &["number", "id", "no", "#", "code", "num"]) =>
            {
                asked.add(Asked::ORDER);
            }
            "ssn" | "passport" | "licence" | "license" => asked.add(Asked::GOVERNMENT),
            "social" | "tax" | "national"
                if ahead(2, &["security", "id", "number", "insurance"]) =>
            {
                asked.add(Asked::GOVERNMENT);
            }
            "card" | "cvv" | "cvc"
                if ahead(2, &["number", "details", "digits"])
                    || *this != "card"
                    || back(6, &["digits", "number"]) =>
            {
                asked.add(Asked::CARD);
            }
            "routing" | "iban" | "sort" => asked.add(Asked::BANK),
            "birth" | "dob" | "birthday" | "born" => asked.add(Asked::BIRTH),
            "address" if !back(1, &["email", "mail", "ip", "e"]) => asked.add(Asked::ADDRESS),
            "zip" | "postcode" | "zipcode" | "postal" => asked.add(Asked::ADDRESS),
            "username" | "login" => asked.add(Asked::USER),
            "user" if ahead(1, &["name", "id"]) => asked.add(Asked::USER),
            "id" if back(1, &["account"]) => asked.add(Asked::USER),
            "password" | "passcode" | "pin" | "passphrase" => asked.add(Asked::SECRET),
            "code"
                if back(
                    2,
                    &["security", "verification", "access", "confirmation", "pass"],
                ) =>
            {
                asked.add(Asked::SECRET);
            }
            "last" if ahead(1, &["four", "4"]) => asked.add(Asked::LAST_FOUR),
            _ => {}
        }
    }
    asked
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<_> = turns(text)
            .iter()
            .map(|t| text[t.start..t.end].trim().to_owned())
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn speaker_prefixes_begin_turns() {
        check("Agent: Hello\nCustomer: Hi there", &["Hello", "Hi there"]);
        check("Bot: Your name? User: Sam", &["Your name?", "Sam"]);
        check("The time: now\nno turn", &["The time: now\nno turn"]);
        check("user: a\nb\nassistant: c", &["a\nb", "c"]);
    }
}
