//! Every occurrence of a value in a text, however it is spelt or encoded.
//!
//! Compared are folded characters: compatibility forms decomposed (Unicode NFKD, so that composed and decomposed
//! spellings, full-width letters and ligatures are the same), case folded, zero-width and bidi control characters
//! dropped, any run of white space one space. The text is looked through as it stands; with percent-encoding, character
//! references and Markdown escapes taken back; and inside whatever may be base64.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

use crate::decisions::is_invisible;

/// Shortest run of letters and digits that is looked into as base64, and shortest value looked for in it.
const SHORTEST_RUN: usize = 8;
const SHORTEST_ENCODED: usize = 4;

/// A text, prepared for looking for many values.
pub struct Haystack {
    plain: Vec<Folded>,
    /// With encodings taken back, where there are any.
    decoded: Vec<Folded>,
    runs: Vec<Run>,
}

/// A folded character, and the scalar values of the text it came from.
#[derive(Clone, Copy, Debug)]
struct Folded {
    c: char,
    start: u32,
    end: u32,
}

/// What may be base64, with what it says at each of the four places where a group may begin.
struct Run {
    at: Range<u32>,
    says: [Vec<char>; 4],
}

impl Haystack {
    /// Prepares a text. Takes linear time.
    pub fn new(text: &str) -> Self {
        let scalars: Vec<char> = text.chars().collect();
        let plain = fold(one_by_one(&scalars));
        let encoded = |c: &char| matches!(c, '%' | '&' | '\\' | '+');
        let decoded = if scalars.iter().any(encoded) {
            fold(decoded(&scalars))
        } else {
            Vec::new()
        };
        Haystack {
            plain,
            decoded,
            runs: runs(&scalars),
        }
    }

    /// Every occurrence of a value, as ranges of scalar values of the text, in order and without overlaps. An
    /// occurrence must not continue a word on either side; one inside base64 is the whole run. Takes linear time.
    pub fn all_like(&self, value: &str) -> Vec<Range<u32>> {
        let needle = needle(value);
        if needle.is_empty() {
            return Vec::new();
        }
        let mut found = search(&self.plain, &needle);
        found.extend(search(&self.decoded, &needle));
        if needle.len() >= SHORTEST_ENCODED {
            let inside = |run: &&Run| run.says.iter().any(|says| contains(says, &needle));
            found.extend(self.runs.iter().filter(inside).map(|run| run.at.clone()));
        }
        joined(found)
    }
}

/// The value as it is compared: folded, without white space around it.
pub fn folded(value: &str) -> String {
    needle(value).into_iter().collect()
}

fn needle(value: &str) -> Vec<char> {
    let scalars: Vec<char> = value.chars().collect();
    let folded = fold(one_by_one(&scalars));
    let chars: Vec<char> = folded.into_iter().map(|folded| folded.c).collect();
    let start = chars.iter().position(|&c| c != ' ').unwrap_or(chars.len());
    let end = chars
        .iter()
        .rposition(|&c| c != ' ')
        .map_or(start, |at| at + 1);
    chars[start..end].to_vec()
}

fn one_by_one(scalars: &[char]) -> impl Iterator<Item = Folded> {
    (0..).zip(scalars).map(|(at, &c)| Folded {
        c,
        start: at,
        end: at + 1,
    })
}

fn fold(chars: impl Iterator<Item = Folded>) -> Vec<Folded> {
    let mut folded: Vec<Folded> = Vec::with_capacity(chars.size_hint().0);
    let mut marks = false;
    for place in chars {
        let mut push = |c: char| folded.push(Folded { c, ..place });
        if place.c.is_ascii() && !place.c.is_ascii_whitespace() {
            push(place.c.to_ascii_lowercase());
            continue;
        }
        if is_invisible(place.c) {
            continue;
        }
        if place.c.is_whitespace() {
            match folded.last_mut() {
                Some(last) if last.c == ' ' => {}
                _ => folded.push(Folded { c: ' ', ..place }),
            }
            continue;
        }
        for c in std::iter::once(place.c).nfkd() {
            marks |= canonical_combining_class(c) != 0;
            match c {
                'ß' | 'ẞ' => folded.extend([Folded { c: 's', ..place }; 2]),
                'ς' => folded.push(Folded { c: 'σ', ..place }),
                c => folded.extend(c.to_lowercase().map(|c| Folded { c, ..place })),
            }
        }
    }
    if marks {
        order_marks(&mut folded);
    }
    folded
}

/// Puts combining marks in canonical order, as decomposing the text as a whole would.
fn order_marks(folded: &mut [Folded]) {
    let class = |folded: &Folded| canonical_combining_class(folded.c);
    let mut from = 0;
    while from < folded.len() {
        if class(&folded[from]) == 0 {
            from += 1;
            continue;
        }
        let length = folded[from..]
            .iter()
            .take_while(|folded| class(folded) != 0)
            .count();
        folded[from..from + length].sort_by_key(class);
        from += length;
    }
}

/// The text with percent-encoding, `+` for a space, character references and Markdown escapes taken back.
fn decoded(scalars: &[char]) -> impl Iterator<Item = Folded> {
    let mut out: Vec<Folded> = Vec::with_capacity(scalars.len());
    let mut at = 0;
    let place = |from: usize, to: usize, c: char| Folded {
        c,
        start: offset(from),
        end: offset(to),
    };
    while at < scalars.len() {
        match scalars[at] {
            '%' if percent(scalars, at).is_some() => {
                let first = at;
                let mut bytes = Vec::new();
                while let Some(byte) = percent(scalars, at) {
                    bytes.push(byte);
                    at += 3;
                }
                let mut byte = 0;
                for c in String::from_utf8_lossy(&bytes).chars() {
                    // A byte that is no UTF-8 became one U+FFFD: it is one byte long here too.
                    let length = if c == char::REPLACEMENT_CHARACTER {
                        1
                    } else {
                        c.len_utf8()
                    };
                    let from = (first + 3 * byte).min(at);
                    byte += length;
                    out.push(place(from, (first + 3 * byte).min(at), c));
                }
            }
            '&' => {
                let (c, length) = reference(scalars, at).unwrap_or(('&', 1));
                out.push(place(at, at + length, c));
                at += length;
            }
            '\\' if scalars.get(at + 1).is_some_and(char::is_ascii_punctuation) => {
                out.push(place(at, at + 2, scalars[at + 1]));
                at += 2;
            }
            '+' => {
                out.push(place(at, at + 1, ' '));
                at += 1;
            }
            c => {
                out.push(place(at, at + 1, c));
                at += 1;
            }
        }
    }
    out.into_iter()
}

fn percent(scalars: &[char], at: usize) -> Option<u8> {
    if scalars.get(at) != Some(&'%') {
        return None;
    }
    let digit = |at: usize| scalars.get(at)?.to_digit(16);
    u8::try_from(digit(at + 1)? * 16 + digit(at + 2)?).ok()
}

/// A character reference, and how many scalar values it takes.
fn reference(scalars: &[char], at: usize) -> Option<(char, usize)> {
    const NAMED: &[(&str, char)] = &[
        ("amp", '&'),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("apos", '\''),
        ("nbsp", ' '),
        ("commat", '@'),
        ("period", '.'),
        ("lowbar", '_'),
        ("hyphen", '-'),
        ("plus", '+'),
        ("colon", ':'),
        ("sol", '/'),
        ("num", '#'),
    ];
    let name: String = scalars
        .get(at + 1..)?
        .iter()
        .take(10)
        .take_while(|c| **c != ';')
        .collect();
    let length = name.chars().count() + 2;
    if scalars.get(at + length - 1) != Some(&';') {
        return None;
    }
    let number = |digits: &str, radix| char::from_u32(u32::from_str_radix(digits, radix).ok()?);
    let c = if let Some(digits) = name.strip_prefix("#x").or(name.strip_prefix("#X")) {
        number(digits, 16)?
    } else if let Some(digits) = name.strip_prefix('#') {
        number(digits, 10)?
    } else {
        NAMED.iter().find(|(known, _)| *known == name)?.1
    };
    Some((c, length))
}

/// Runs of characters that may be base64 in either alphabet. What is one lower-case or capitalised word is none.
fn runs(scalars: &[char]) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut at = 0;
    while at < scalars.len() {
        let length = scalars[at..]
            .iter()
            .take_while(|c| sextet(**c).is_some())
            .count();
        let run = &scalars[at..at + length];
        let odd = |c: &char| !c.is_ascii_lowercase();
        if length >= SHORTEST_RUN && run[1..].iter().any(odd) {
            let padding = scalars[at + length..]
                .iter()
                .take(2)
                .take_while(|c| **c == '=')
                .count();
            runs.push(Run {
                at: offset(at)..offset(at + length + padding),
                says: [0, 1, 2, 3].map(|skip| said(&run[skip..])),
            });
        }
        at += length.max(1);
    }
    runs
}

/// What base64 says, folded.
fn said(run: &[char]) -> Vec<char> {
    let mut bytes = Vec::with_capacity(run.len() * 3 / 4);
    for group in run.chunks(4) {
        let bits = group
            .iter()
            .fold(0, |bits, c| bits << 6 | u32::from(sextet(*c).unwrap_or(0)));
        let bits = bits << (6 * (4 - group.len()));
        let [_, first, second, third] = bits.to_be_bytes();
        bytes.extend(
            [first, second, third]
                .iter()
                .take(group.len().saturating_sub(1)),
        );
    }
    let scalars: Vec<char> = String::from_utf8_lossy(&bytes).chars().collect();
    fold(one_by_one(&scalars))
        .into_iter()
        .map(|folded| folded.c)
        .collect()
}

fn sextet(c: char) -> Option<u8> {
    let byte = u8::try_from(c).ok()?;
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn search(hay: &[Folded], needle: &[char]) -> Vec<Range<u32>> {
    let mut found: Vec<Range<u32>> = Vec::new();
    let mut free_from = 0;
    for last in ends(hay.iter().map(|folded| folded.c), needle) {
        let first = last + 1 - needle.len();
        if first >= free_from && stands_alone(hay, first, last) {
            // Marks may stand in another order in the text.
            let all = &hay[first..=last];
            let start = all.iter().map(|folded| folded.start).min();
            let end = all.iter().map(|folded| folded.end).max();
            found.extend(start.zip(end).map(|(start, end)| start..end));
            free_from = last + 1;
        }
    }
    found
}

fn contains(hay: &[char], needle: &[char]) -> bool {
    ends(hay.iter().copied(), needle).next().is_some()
}

/// Where occurrences end, by Knuth, Morris and Pratt.
fn ends(hay: impl Iterator<Item = char>, needle: &[char]) -> impl Iterator<Item = usize> {
    let fail = failures(needle);
    let mut matched = 0;
    hay.enumerate().filter_map(move |(index, c)| {
        while matched > 0 && needle[matched] != c {
            matched = fail[matched - 1];
        }
        if needle[matched] == c {
            matched += 1;
        }
        if matched < needle.len() {
            return None;
        }
        matched = fail[matched - 1];
        Some(index)
    })
}

/// How much of the needle still fits on a mismatch.
fn failures(needle: &[char]) -> Vec<usize> {
    let mut fail = vec![0; needle.len()];
    let mut matched = 0;
    for at in 1..needle.len() {
        while matched > 0 && needle[at] != needle[matched] {
            matched = fail[matched - 1];
        }
        if needle[at] == needle[matched] {
            matched += 1;
        }
        fail[at] = matched;
    }
    fail
}

fn stands_alone(hay: &[Folded], first: usize, last: usize) -> bool {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let before = first.checked_sub(1).map(|at| hay[at].c);
    let after = hay.get(last + 1).map(|folded| folded.c);
    let runs_on_before = before.is_some_and(word) && word(hay[first].c);
    let runs_on_after =
        after.is_some_and(|c| (word(c) && word(hay[last].c)) || canonical_combining_class(c) != 0);
    !runs_on_before && !runs_on_after
}

/// Ranges in order, those that overlap made one.
fn joined(mut ranges: Vec<Range<u32>>) -> Vec<Range<u32>> {
    ranges.sort_unstable_by_key(|range| (range.start, range.end));
    let mut out: Vec<Range<u32>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match out.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => out.push(range),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The occurrences of a value, as they stand in the text.
    fn check(text: &str, value: &str, expected: &[&str]) {
        let scalars: Vec<char> = text.chars().collect();
        let found: Vec<String> = Haystack::new(text)
            .all_like(value)
            .into_iter()
            .map(|range| {
                scalars[range.start as usize..range.end as usize]
                    .iter()
                    .collect()
            })
            .collect();
        assert_eq!(found, expected, "{value:?} in {text:?}");
    }

    #[test]
    fn spellings_of_one_value_are_the_same() {
        check("Zoë, ZOE\u{308}, zoé", "zoë", &["Zoë", "ZOE\u{308}"]);
        check(
            "ｓａｍ@ａｃｍｅ．example",
            "sam@acme.example",
            &["ｓａｍ@ａｃｍｅ．example"],
        );
        check("ﬁnn and FINN", "finn", &["ﬁnn", "FINN"]);
        check(
            "Straße STRASSE strasse",
            "Straße",
            &["Straße", "STRASSE", "strasse"],
        );
        check("s\u{200b}a\u{ad}m", "Sam", &["s\u{200b}a\u{ad}m"]);
        check("Sam\u{a0}\n Lee", "sam lee", &["Sam\u{a0}\n Lee"]);
        check(
            "e\u{323}\u{302} e\u{302}\u{323}",
            "ệ",
            &["e\u{323}\u{302}", "e\u{302}\u{323}"],
        );
    }

    #[test]
    fn a_longer_word_is_another_value() {
        check("Samuel Sam_ sam1 Sam", "sam", &["Sam"]);
        check("same\u{301}", "same", &[]);
    }

    #[test]
    fn percent_encoding_is_taken_back() {
        check(
            "?to=sam%40acme.example&x",
            "sam@acme.example",
            &["sam%40acme.example"],
        );
        check("/Zo%C3%AB/", "Zoë", &["Zo%C3%AB"]);
        check("?q=Sam+Lee%20", "Sam Lee", &["Sam+Lee"]);
        check("%73%61%6d!", "sam", &["%73%61%6d"]);
        check("100% sam %zz", "sam", &["sam"]);
        check("%ff%73am", "sam", &["%73am"]);
    }

    #[test]
    fn character_references_and_escapes_are_taken_back() {
        check(
            "sam&#64;acme&#x2E;example",
            "sam@acme.example",
            &["sam&#64;acme&#x2E;example"],
        );
        check(
            "sam\\@acme\\.example",
            "sam@acme.example",
            &["sam\\@acme\\.example"],
        );
        check("R&amp;D & r&d", "r&d", &["R&amp;D", "r&d"]);
    }

    #[test]
    fn base64_is_looked_into_wherever_a_group_begins() {
        // `user=sam@acme.example` and `sam@acme.example` at three places.
        check(
            "Basic c2FtQGFjbWUuZXhhbXBsZQ==.",
            "sam@acme.example",
            &["c2FtQGFjbWUuZXhhbXBsZQ=="],
        );
        check(
            "t=dXNlcj1TYW1AYWNtZS5leGFtcGxl",
            "sam@acme.example",
            &["dXNlcj1TYW1AYWNtZS5leGFtcGxl"],
        );
        check(
            "/x/c2FtQGFjbWUuZXhhbXBsZQ",
            "sam@acme.example",
            &["/x/c2FtQGFjbWUuZXhhbXBsZQ"],
        );
        check("c2FtQGFjbWUuZXhhbXBsZQ", "tom@acme.example", &[]);
        check("international", "tern", &[]);
    }

    #[test]
    fn nothing_is_like_nothing() {
        check("anything", " \u{200b} ", &[]);
        check("", "sam", &[]);
    }

    #[test]
    fn ranges_come_in_order_and_do_not_overlap() {
        check("sam sam%20sam sam", "sam", &["sam", "sam", "sam", "sam"]);
        check("aXaXa", "aXa", &[]);
        check("a a a", "a a", &["a a"]);
    }
}
