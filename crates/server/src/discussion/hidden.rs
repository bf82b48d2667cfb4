//! What comments of a share must not repeat: known by keyed codes, never by the text itself.
//!
//! A value is folded first: compatibility forms, accents, case, punctuation and spaces make no difference, so that
//! `+49 170 / 123` and `049170123` differ by their digits only. Values are kept whole; long ones also by every five
//! words in a row, so that a part of a hidden sentence is known too; numbers of nine digits and more also by their
//! last eight, since prefixes are written in many ways. Codes are bound to the share, so that equal values in two
//! shares have different codes. They are made when a snapshot is published and go with it.

use std::collections::{BTreeSet, HashSet};

use discreet_api_types::review::Decision;
use discreet_api_types::viewer::{SharedHead, SharedMessage};
use discreet_redact::decisions::folded;
use discreet_transcript::model::Sender;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::drawn;
use crate::keys::KeyRing;
use crate::review::fields::{Material, place};
use crate::sharing::snapshot::slice;

/// Shorter values are too common to be told apart from ordinary words.
const SHORTEST: usize = 3;
/// Longest value kept whole, in folded characters.
const LONGEST: usize = 80;
/// Words of a part of a long value, and how many characters they must have together.
const SHINGLE: usize = 5;
const SHORTEST_SHINGLE: usize = 16;
/// Digits of the end of a long number, and from how many digits on.
const NUMBER_END: usize = 8;
const LONG_NUMBER: usize = 9;
/// Bytes of a code.
const CODE: usize = 16;

/// What a snapshot hides, folded. Lives in memory only, while the snapshot is made.
pub struct HiddenValues(BTreeSet<String>);

impl HiddenValues {
    /// What is redacted, and the contact's identifiers where the share shows them nowhere.
    pub fn of(
        material: Material<'_>,
        shows_contact: bool,
        redactions: &[Decision],
        head: &SharedHead,
        messages: &[SharedMessage],
    ) -> Self {
        let mut found = Self::redacted(material, redactions);
        if shows_contact {
            return found;
        }
        let shown = Words::of(&drawn::everything(head, messages));
        let contact = &material.head.contact;
        let of_head = [
            &contact.name,
            &contact.email,
            &contact.phone,
            &contact.reference,
        ];
        let of_messages = material
            .messages
            .iter()
            .filter(|message| message.sender == Sender::Contact)
            .map(|message| &message.name);
        let mut seen = HashSet::new();
        for value in of_head.into_iter().chain(of_messages).flatten() {
            let value = value.as_str();
            if seen.insert(value) && !shown.has(&Words::of(value).joined()) {
                found.add(value);
            }
        }
        found
    }

    /// What these decisions hide.
    pub fn redacted(material: Material<'_>, redactions: &[Decision]) -> Self {
        let mut found = Self(BTreeSet::new());
        for decision in redactions {
            if let Some(text) = material.text(place(decision)) {
                found.add(&slice(text, decision.start, decision.end));
            }
        }
        found
    }

    /// Whether there is nothing to keep.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn add(&mut self, value: &str) {
        let words = Words::of(value);
        let whole = words.joined();
        let length = whole.chars().count();
        let dense = whole.chars().any(is_dense);
        if length < SHORTEST && !(dense && length == 2) {
            return;
        }
        if length >= LONG_NUMBER && whole.chars().all(|c| c.is_ascii_digit()) {
            self.0.insert(whole[length - NUMBER_END..].to_owned());
        }
        if length <= LONGEST {
            self.0.insert(whole);
        }
        if words.0.len() >= SHINGLE {
            for part in words.0.windows(SHINGLE) {
                let part = part.concat();
                let length = part.chars().count();
                if (SHORTEST_SHINGLE..=LONGEST).contains(&length) {
                    self.0.insert(part);
                }
            }
        }
    }

    /// Their codes for a share.
    pub fn codes(&self, keys: &KeyRing, share: &str) -> Vec<u8> {
        self.with(HiddenCodes::default(), keys, share)
    }

    /// Their codes, and those that were there.
    pub fn added_to(&self, codes: &[u8], keys: &KeyRing, share: &str) -> Vec<u8> {
        self.with(HiddenCodes::read(codes).unwrap_or_default(), keys, share)
    }

    fn with(&self, mut codes: HiddenCodes, keys: &KeyRing, share: &str) -> Vec<u8> {
        for value in &self.0 {
            codes.lengths.insert(value.chars().count());
            codes.codes.insert(keys.hidden_code(share, value));
        }
        codes.write()
    }
}

/// The codes of a snapshot, read.
#[derive(Default)]
pub struct HiddenCodes {
    lengths: BTreeSet<usize>,
    codes: BTreeSet<[u8; CODE]>,
}

impl HiddenCodes {
    /// Reads codes; none if they are not whole.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (&count, rest) = bytes.split_first()?;
        let (lengths, codes) = rest.split_at_checked(usize::from(count))?;
        let (codes, left) = codes.as_chunks::<CODE>();
        left.is_empty().then(|| Self {
            lengths: lengths.iter().map(|&length| usize::from(length)).collect(),
            codes: codes.iter().copied().collect(),
        })
    }

    /// As bytes: how many lengths occur, the lengths (at most [`LONGEST`]), then the codes.
    fn write(&self) -> Vec<u8> {
        let byte = |number: usize| u8::try_from(number).unwrap_or(u8::MAX);
        let mut bytes = vec![byte(self.lengths.len())];
        bytes.extend(self.lengths.iter().map(|length| byte(*length)));
        bytes.extend(self.codes.iter().flatten());
        bytes
    }

    /// Whether a text repeats any of them.
    pub fn are_repeated_by(&self, text: &str, keys: &KeyRing, share: &str) -> bool {
        let Some(&longest) = self.lengths.last() else {
            return false;
        };
        let words = Words::of(text);
        let mut asked: HashSet<String> = HashSet::new();
        let mut is_hidden = |value: &str| {
            asked.insert(value.to_owned()) && self.codes.contains(&keys.hidden_code(share, value))
        };
        for first in 0..words.0.len() {
            let (mut run, mut length) = (String::new(), 0);
            for word in &words.0[first..] {
                run.push_str(word);
                length += word.chars().count();
                if length >= LONG_NUMBER
                    && run.bytes().all(|byte| byte.is_ascii_digit())
                    && is_hidden(&run[length - NUMBER_END..])
                {
                    return true;
                }
                if length > longest.max(LONG_NUMBER * 3) {
                    break;
                }
                if self.lengths.contains(&length) && is_hidden(&run) {
                    return true;
                }
            }
        }
        false
    }
}

/// A text's words, folded; punctuation and spaces are gone. Where words are written without spaces, every character
/// is one.
struct Words(Vec<String>);

impl Words {
    fn of(text: &str) -> Self {
        let plain: String = folded(text)
            .nfkd()
            .filter(|c| !is_combining_mark(*c))
            .flat_map(char::to_lowercase)
            .collect();
        let mut words = Vec::new();
        let mut word = String::new();
        for c in plain.chars() {
            if is_dense(c) {
                words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
                words.push(c.to_string());
            } else if c.is_alphanumeric() {
                word.push(c);
            } else {
                words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
            }
        }
        words.extend((!word.is_empty()).then_some(word));
        Self(words)
    }

    fn joined(&self) -> String {
        self.0.concat()
    }

    /// Whether some of these words in a row, joined, are that.
    fn has(&self, joined: &str) -> bool {
        !joined.is_empty()
            && (0..self.0.len()).any(|first| {
                let mut rest = joined;
                for word in &self.0[first..] {
                    match rest.strip_prefix(word.as_str()) {
                        Some("") => return true,
                        Some(more) => rest = more,
                        None => return false,
                    }
                }
                false
            })
    }
}

/// Scripts that put no spaces between words.
fn is_dense(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1100}'..='\u{11ff}' | '\u{1780}'..='\u{17ff}'
        | '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
        && c.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(values: &[&str], text: &str) -> bool {
        let keys = KeyRing::random();
        let mut hidden = HiddenValues(BTreeSet::new());
        for value in values {
            hidden.add(value);
        }
        let codes = HiddenCodes::read(&hidden.codes(&keys, "share")).unwrap();
        assert!(
            !codes.are_repeated_by(text, &keys, "another share"),
            "codes are bound to their share"
        );
        codes.are_repeated_by(text, &keys, "share")
    }

    #[test]
    fn a_value_is_known_however_it_is_written() {
        for (hidden, said) in [
            ("Jörg Müller", "did JORG  muller call?"),
            (
                "person@customer.example",
                "ask person @ customer . example!",
            ),
            (
                "person@customer.example",
                "(mailto:Person@Customer.Example)",
            ),
            ("4711-0815", "it is 47110815."),
            ("+49 170 1234567", "0170/1234567"),
            ("secret", "the \u{200b}s e c r e t word"),
            ("ＡＢＣ１２３", "abc-123"),
            ("山田太郎", "これは山田太郎さんです"),
            (
                "her daughter was moved to another hospital",
                "I read that her daughter was moved to some place",
            ),
        ] {
            assert!(check(&[hidden], said), "{hidden} in {said}");
        }
    }

    #[test]
    fn what_is_not_hidden_may_be_said() {
        for (hidden, said) in [
            ("Ann", "the annual plan"),
            ("4711-0815", "4711 and then 0816"),
            ("ab", "ab"),
            (
                "her daughter was moved to another hospital",
                "the order was moved to another day",
            ),
            ("+49 170 1234567", "call 1234567 times"),
        ] {
            assert!(!check(&[hidden], said), "{hidden} in {said}");
        }
        assert!(!check(&[], "anything at all"));
    }

    #[test]
    fn codes_that_are_cut_are_not_read() {
        let keys = KeyRing::random();
        let mut hidden = HiddenValues(BTreeSet::new());
        hidden.add("something");
        let codes = hidden.codes(&keys, "share");
        assert!(HiddenCodes::read(&codes[..codes.len() - 1]).is_none());
        assert!(HiddenCodes::read(&[]).is_none());
        assert!(!String::from_utf8_lossy(&codes).contains("something"));
    }
}
