//! Message ranges: "3", "3-5", and "messages 3 to 5" in prose.
//!
//! Small enough for the recipients' page: no regular expressions, no allocation but the answer.

/// Messages by number, both ends included; `from` is never 0 and never above `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MessageRange {
    /// First number.
    pub from: u32,
    /// Last number.
    pub to: u32,
}

impl MessageRange {
    /// Whether it holds that message.
    pub fn contains(self, number: u32) -> bool {
        (self.from..=self.to).contains(&number)
    }
}

impl std::fmt::Display for MessageRange {
    /// As it stands in a fragment: `3` or `3-5`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.from == self.to {
            write!(f, "{}", self.from)
        } else {
            write!(f, "{}-{}", self.from, self.to)
        }
    }
}

/// A mention of messages in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Where it begins, in Unicode scalar values of the text.
    pub start: usize,
    /// One past its end.
    pub end: usize,
    /// The messages meant.
    pub range: MessageRange,
}

/// Reads "3", "3-5", "3–5", "3 to 5", "message 3" or "messages 3-5"; nothing else may stand around it.
///
/// Ends in the wrong order are swapped. Message 0 does not exist.
pub fn parse(text: &str) -> Option<MessageRange> {
    let text = text.trim();
    let numbers = word(text).map_or(text, |rest| &text[rest..]);
    let (range, len) = numbers_at(numbers)?;
    (len == numbers.len()).then_some(range)
}

/// The range in a page address's fragment such as `k=SECRET&m=3-5`; a leading `#` may stay.
pub fn from_fragment(fragment: &str) -> Option<MessageRange> {
    fragment
        .trim_start_matches('#')
        .split('&')
        .find_map(|part| part.strip_prefix("m="))
        .and_then(parse)
}

/// Every "message 7", "messages 3-5" and "messages 3 to 5" in a text, in order.
pub fn find(text: &str) -> Vec<Reference> {
    let mut found = Vec::new();
    let mut at_word = true;
    let mut scalar = 0;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let mention = at_word
            .then(|| {
                let numbers = word(rest)?;
                let (range, len) = numbers_at(&rest[numbers..])?;
                Some((range, numbers + len))
            })
            .flatten();
        if let Some((range, len)) = mention {
            let scalars = rest[..len].chars().count();
            found.push(Reference {
                start: scalar,
                end: scalar + scalars,
                range,
            });
            scalar += scalars;
            rest = &rest[len..];
            at_word = false;
        } else {
            at_word = !c.is_alphanumeric();
            scalar += 1;
            rest = &rest[c.len_utf8()..];
        }
    }
    found
}

/// Where the numbers begin, in bytes, if the text begins with "message" or "messages" and a space.
fn word(text: &str) -> Option<usize> {
    let singular = text
        .get(..7)
        .filter(|word| word.eq_ignore_ascii_case("message"))?
        .len();
    let end = singular + usize::from(text[singular..].starts_with(['s', 'S']));
    let spaces = text[end..].len() - text[end..].trim_start_matches([' ', '\u{a0}']).len();
    (spaces > 0).then_some(end + spaces)
}

/// The numbers that a text begins with, and how many bytes they take.
fn numbers_at(text: &str) -> Option<(MessageRange, usize)> {
    let (first, first_len) = number(text)?;
    let second = joint(&text[first_len..]).and_then(|joint_len| {
        let from = first_len + joint_len;
        let (second, len) = number(&text[from..])?;
        Some((second, from + len))
    });
    let (second, len) = second.unwrap_or((first, first_len));
    // "7th", "7.5" and "7,000" are no message numbers.
    let mut after = text[len..].chars();
    let ends = match after.next() {
        Some('.' | ',') => !after.next().is_some_and(|c| c.is_ascii_digit()),
        Some(c) => !(c.is_alphanumeric() || c == '_'),
        None => true,
    };
    ends.then_some((
        MessageRange {
            from: first.min(second),
            to: first.max(second),
        },
        len,
    ))
}

/// How many bytes a dash or "to" takes that joins two numbers.
fn joint(text: &str) -> Option<usize> {
    let inner = text.trim_start_matches([' ', '\u{a0}']);
    let spaced = inner.len() < text.len();
    let after = if let Some(after) = inner.strip_prefix(['-', '\u{2010}', '\u{2011}', '–', '—'])
    {
        after
    } else {
        let word = inner
            .get(..2)
            .filter(|word| spaced && word.eq_ignore_ascii_case("to"))?;
        inner[word.len()..].strip_prefix([' ', '\u{a0}'])?
    };
    let after = after.trim_start_matches([' ', '\u{a0}']);
    Some(text.len() - after.len())
}

fn number(text: &str) -> Option<(u32, usize)> {
    let len = text.bytes().take_while(u8::is_ascii_digit).count();
    let number = text[..len].parse().ok().filter(|number| *number > 0)?;
    Some((number, len))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, u32, u32)]) {
        let scalars: Vec<char> = text.chars().collect();
        let found: Vec<(String, u32, u32)> = find(text)
            .iter()
            .map(|reference| {
                let words = scalars[reference.start..reference.end].iter().collect();
                (words, reference.range.from, reference.range.to)
            })
            .collect();
        let expected: Vec<(String, u32, u32)> = expected
            .iter()
            .map(|(words, from, to)| ((*words).to_owned(), *from, *to))
            .collect();
        assert_eq!(found, expected, "in {text:?}");
    }

    #[test]
    fn a_range_reads_as_people_write_it() {
        for (text, from, to) in [
            ("3", 3, 3),
            ("3-5", 3, 5),
            (" 3–5 ", 3, 5),
            ("3 — 5", 3, 5),
            ("3 to 5", 3, 5),
            ("5-3", 3, 5),
            ("message 3", 3, 3),
            ("Messages 3-5", 3, 5),
        ] {
            assert_eq!(parse(text), Some(MessageRange { from, to }), "{text:?}");
        }
        for text in [
            "",
            "0",
            "-3",
            "3-",
            "3-0",
            "a",
            "3a",
            "3 5",
            "3to5",
            "99999999999",
            "messages",
            "message3",
            "3-5-7",
            "３",
        ] {
            assert_eq!(parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_fragment_names_its_messages_in_any_order() {
        let range = Some(MessageRange { from: 3, to: 5 });
        for fragment in ["#k=SECRET&m=3-5", "m=3-5&k=SECRET", "x=1&m=3-5&y", "#m=3-5"] {
            assert_eq!(from_fragment(fragment), range, "{fragment:?}");
        }
        for fragment in ["", "#", "#k=m", "#m=", "#m=x", "#message=3"] {
            assert_eq!(from_fragment(fragment), None, "{fragment:?}");
        }
        assert_eq!(MessageRange { from: 3, to: 5 }.to_string(), "3-5");
        assert_eq!(MessageRange { from: 3, to: 3 }.to_string(), "3");
    }

    #[test]
    fn prose_mentions_messages() {
        check("See messages 3-5.", &[("messages 3-5", 3, 5)]);
        check(
            "Öl: Message 7, then MESSAGES 9 to 12!",
            &[("Message 7", 7, 7), ("MESSAGES 9 to 12", 9, 12)],
        );
        check(
            "messages 3–5 and message 8",
            &[("messages 3–5", 3, 5), ("message 8", 8, 8)],
        );
        check("message 3 to you", &[("message 3", 3, 3)]);
        check("message 3 - a long one", &[("message 3", 3, 3)]);
        check("(message 3)", &[("message 3", 3, 3)]);
        check(
            "#7, message 0, message 7th, message 7.5, message 7,000, submessage 3, messages, message x",
            &[],
        );
        check("messagé 3, message", &[]);
    }
}
