//! Looking for words or a regular expression in a conversation, for a person who typed them.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::conversation::{Conversation, Field};
use crate::decisions::all_like;
use crate::scanner::texts;
use crate::settings::compile;

/// What is looked for.
#[derive(Clone, Debug)]
pub enum Wanted {
    /// A value wherever it stands, as [`all_like`] finds it.
    Words(String),
    /// Whatever a pattern matches.
    Pattern(Pattern),
}

/// A stretch of one text that is what was looked for. Offsets count scalar values, the end is exclusive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Match {
    /// The field.
    pub field: Field,
    /// The message's number, for fields that belong to a message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<u32>,
    /// The index from 0, for fields of which there are several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<u32>,
    /// First scalar value.
    pub start: u32,
    /// One past the last.
    pub end: u32,
}

/// The first `most` places where it stands in the texts of a conversation, in their order.
pub fn find(conversation: &Conversation<'_>, wanted: &Wanted, most: usize) -> Vec<Match> {
    let mut found = Vec::new();
    for (field, message, item, text) in texts(conversation) {
        let ranges: Vec<Range<u32>> = match wanted {
            Wanted::Words(words) => all_like(text, words),
            Wanted::Pattern(pattern) => pattern.matches(text).take(most).collect(),
        };
        found.extend(ranges.into_iter().map(|range| Match {
            field,
            message,
            item,
            start: range.start,
            end: range.end,
        }));
        if found.len() >= most {
            found.truncate(most);
            break;
        }
    }
    found
}

/// A regular expression that somebody typed. Upper and lower case are the same to it.
///
/// The syntax is that of the `regex` crate: no look-around, no back-references, and matching takes time linear in the
/// text, whatever the expression.
#[derive(Clone, Debug)]
pub struct Pattern(regex::Regex);

impl Pattern {
    /// Reads an expression.
    ///
    /// # Errors
    ///
    /// A sentence that says what is wrong with it.
    pub fn parse(expression: &str) -> Result<Self, String> {
        // By itself first: what closes one group too many must not close ours.
        compile(expression)
            .and_then(|_| compile(&format!("(?i:{expression})")))
            .map(Self)
            .map_err(|reason| sentence(&reason))
    }

    /// Where it matches, as ranges of scalar values that do not overlap; empty matches are none.
    ///
    /// ```
    /// # use discreet_redact::Pattern;
    /// let pattern = Pattern::parse(r"ord-\d{4}").unwrap();
    /// assert_eq!(pattern.matches("é ORD-1234, ord-12").collect::<Vec<_>>(), [2..10]);
    /// ```
    pub fn matches(&self, text: &str) -> impl Iterator<Item = Range<u32>> {
        let (mut bytes, mut scalars) = (0, 0_u32);
        let mut upto = move |at: usize| {
            let passed = text.get(bytes..at).map_or(0, |part| part.chars().count());
            scalars = scalars.saturating_add(u32::try_from(passed).unwrap_or(u32::MAX));
            bytes = at;
            scalars
        };
        let found = self.0.find_iter(text).filter(|found| !found.is_empty());
        found.map(move |found| upto(found.start())..upto(found.end()))
    }
}

/// The last line of what the `regex` crate says, without the expression it draws above it.
fn sentence(reason: &str) -> String {
    let last = reason.lines().last().unwrap_or_default().trim();
    let last = last.strip_prefix("error: ").unwrap_or(last);
    format!("This pattern cannot be used: {last}.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::{Message, Sender};

    #[test]
    fn words_and_patterns_are_found_in_every_text_up_to_a_limit() {
        let conversation = Conversation {
            title: "Order ORD-1234".into(),
            tags: vec!["plain".into(), "ord-77".into()],
            messages: vec![
                Message::new(3, Sender::Contact, "ORD-1234, again ord-1234"),
                Message::new(4, Sender::Ai, "nothing"),
            ],
            ..Conversation::default()
        };
        let places = |wanted: &Wanted, most| {
            let found = find(&conversation, wanted, most).into_iter();
            found
                .map(|one| (one.field, one.message, one.item, one.start))
                .collect::<Vec<_>>()
        };
        let words = Wanted::Words("ord-1234".to_owned());
        let in_message = |start| (Field::Message, Some(3), None, start);
        assert_eq!(
            places(&words, 9),
            [(Field::Title, None, None, 6), in_message(0), in_message(16)]
        );
        let pattern = Wanted::Pattern(Pattern::parse(r"\bord-\d+").unwrap());
        assert_eq!(
            places(&pattern, 3),
            [
                (Field::Title, None, None, 6),
                (Field::Tag, None, Some(1), 0),
                in_message(0)
            ]
        );
    }

    #[test]
    fn a_broken_expression_is_explained_in_a_sentence() {
        let said = |expression| Pattern::parse(expression).map(|_| ()).unwrap_err();
        assert_eq!(said("a("), "This pattern cannot be used: unclosed group.");
        assert_eq!(said(")("), "This pattern cannot be used: unopened group.");
        assert!(said("x*").contains("matches nothing at all"));
    }

    #[test]
    fn offsets_count_scalar_values() {
        let pattern = Pattern::parse("b+").unwrap();
        let found: Vec<_> = pattern.matches("😀ab🙂BB").collect();
        assert_eq!(found, [2..3, 4..6]);
    }
}
