//! A text made ready for scanning: invisible characters dropped, digits and dashes folded to
//! ASCII, cut into tokens in one pass. It knows offsets and character classes, nothing else.

use crate::decisions::is_invisible;
use crate::lexicon::{Flags, Lexicon, hash_byte, hash_finish, hash_start};

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Letters, all lower case (or without case).
    Lower,
    /// A capital, then lower case.
    Title,
    /// Capitals only, two or more letters.
    Upper,
    /// One capital letter.
    Initial,
    /// Letters in mixed case, as in `McLeod` or `camelCase`.
    Mixed,
    /// Digits only.
    Digits,
    /// Letters and digits, or with underscores.
    Alnum,
}

impl Kind {
    pub(crate) fn is_word(self) -> bool {
        !matches!(self, Kind::Digits | Kind::Alnum)
    }

    /// A capital in front.
    pub(crate) fn is_capital(self) -> bool {
        matches!(self, Kind::Title | Kind::Upper | Kind::Initial)
    }
}

/// A run of letters, digits and underscores; an apostrophe or a combining mark between letters
/// belongs to it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub start: u32,
    pub end: u32,
    pub kind: Kind,
    /// Letters outside ASCII in it.
    pub foreign: bool,
    pub flags: Flags,
    /// Of the lower-case word.
    pub hash: u32,
}

/// A folded text with its tokens.
pub(crate) struct Prepared {
    /// What the detectors read.
    pub text: String,
    pub tokens: Vec<Token>,
    /// For each change of distance between folded and original: (folded byte, original byte).
    /// Empty when nothing was folded.
    map: Vec<(u32, u32)>,
    /// Every so many bytes of the original, how many scalar values precede it; empty for ASCII.
    scalars: Vec<u32>,
}

const STRIDE: usize = 64;

impl Prepared {
    pub(crate) fn new(original: &str, lexicon: &Lexicon) -> Self {
        let mut map = Vec::new();
        let ascii = original.is_ascii();
        let text = if ascii || !original.chars().any(needs_folding) {
            original.to_owned()
        } else {
            fold(original, &mut map)
        };
        let scalars = if ascii {
            Vec::new()
        } else {
            scalar_index(original)
        };
        let tokens = tokens(&text, lexicon);
        Prepared {
            text,
            tokens,
            map,
            scalars,
        }
    }

    /// A part as a text of its own; its offsets count from its start, and map to nothing else.
    pub(crate) fn slice(&self, start: usize, end: usize) -> Prepared {
        let offset = u32::try_from(start).unwrap_or(u32::MAX);
        let first = self.tokens.partition_point(|t| (t.start as usize) < start);
        let last = self.tokens.partition_point(|t| (t.end as usize) <= end);
        Prepared {
            text: self.text[start..end].to_owned(),
            tokens: self.tokens[first..last.max(first)]
                .iter()
                .map(|t| Token {
                    start: t.start - offset,
                    end: t.end - offset,
                    ..*t
                })
                .collect(),
            map: Vec::new(),
            scalars: Vec::new(),
        }
    }

    /// The original's byte offset for a folded byte offset.
    fn original_byte(&self, folded: usize) -> usize {
        let at = self.map.partition_point(|&(f, _)| f as usize <= folded);
        match at.checked_sub(1).map(|i| self.map[i]) {
            None => folded,
            Some((f, o)) => o as usize + (folded - f as usize),
        }
    }

    /// A folded byte range as a range of the original's scalar values.
    pub(crate) fn scalars(&self, original: &str, start: usize, end: usize) -> (u32, u32) {
        let first = self.original_byte(start);
        // The end is where the last character ends, not where the next folded one begins.
        let last_start = self.text[..end]
            .char_indices()
            .next_back()
            .map_or(0, |(i, _)| i);
        let last = self.original_byte(last_start);
        let last_len = original[last..].chars().next().map_or(0, char::len_utf8);
        (
            self.scalar_of(original, first),
            self.scalar_of(original, last + last_len),
        )
    }

    fn scalar_of(&self, original: &str, byte: usize) -> u32 {
        if self.scalars.is_empty() {
            return u32::try_from(byte).unwrap_or(u32::MAX);
        }
        let slot = byte / STRIDE;
        let base = self.scalars[slot];
        let rest = original.as_bytes()[slot * STRIDE..byte]
            .iter()
            .filter(|&&b| !is_continuation(b))
            .count();
        base + u32::try_from(rest).unwrap_or(0)
    }
}

fn is_continuation(byte: u8) -> bool {
    byte & 0xc0 == 0x80
}

fn scalar_index(text: &str) -> Vec<u32> {
    let mut index = Vec::with_capacity(text.len() / STRIDE + 1);
    let mut count = 0;
    for (at, byte) in text.bytes().enumerate() {
        if at % STRIDE == 0 {
            index.push(count);
        }
        count += u32::from(!is_continuation(byte));
    }
    if text.len().is_multiple_of(STRIDE) {
        index.push(count);
    }
    index
}

fn needs_folding(c: char) -> bool {
    !c.is_ascii() && (is_invisible(c) || folded(c) != c)
}

/// The ASCII character that a look-alike digit, dash, space, quote or full-width form stands for.
fn folded(c: char) -> char {
    let code = c as u32;
    let digit = |zero: u32| char::from_digit(code - zero, 10).unwrap_or(c);
    match code {
        0xff01..=0xff5e => char::from_u32(code - 0xfee0).unwrap_or(c),
        0x0660..=0x0669 => digit(0x0660),
        0x06f0..=0x06f9 => digit(0x06f0),
        0x0966..=0x096f => digit(0x0966),
        0x09e6..=0x09ef => digit(0x09e6),
        0x0e50..=0x0e59 => digit(0x0e50),
        0x1d7ce..=0x1d7ff => char::from_digit((code - 0x1d7ce) % 10, 10).unwrap_or(c),
        0xa0 | 0x2000..=0x200a | 0x202f | 0x205f | 0x3000 => ' ',
        0x2010..=0x2015 | 0x2212 => '-',
        0x2018 | 0x2019 | 0x201b => '\'',
        0x201c | 0x201d | 0x201f => '"',
        _ => c,
    }
}

fn fold(original: &str, map: &mut Vec<(u32, u32)>) -> String {
    let mut out = String::with_capacity(original.len());
    let mut distance = 0usize;
    for (at, c) in original.char_indices() {
        if is_invisible(c) {
            continue;
        }
        if at - out.len() != distance {
            distance = at - out.len();
            let offset = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            map.push((offset(out.len()), offset(at)));
        }
        out.push(folded(c));
    }
    out
}

const OTHER: u8 = 0;
const LOWER: u8 = 1;
const UPPER: u8 = 2;
const DIGIT: u8 = 4;
const UNDER: u8 = 8;
const HIGH: u8 = 16;

#[expect(clippy::cast_possible_truncation, reason = "the loop ends at 256")]
const CLASS: [u8; 256] = {
    let mut table = [OTHER; 256];
    let mut b = 0;
    while b < 256 {
        table[b] = match b as u8 {
            b'a'..=b'z' => LOWER,
            b'A'..=b'Z' => UPPER,
            b'0'..=b'9' => DIGIT,
            b'_' => UNDER,
            128.. => HIGH,
            _ => OTHER,
        };
        b += 1;
    }
    table
};

fn tokens(text: &str, lexicon: &Lexicon) -> Vec<Token> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(text.len() / 5);
    let mut at = 0;
    while at < bytes.len() {
        let class = CLASS[bytes[at] as usize];
        if class == OTHER {
            at += 1;
            continue;
        }
        let start = at;
        let mut seen = 0u8;
        let mut uppers = 0u32;
        let mut letters = 0u32;
        let mut first_upper = false;
        let mut foreign = false;
        let mut hash = hash_start();
        while at < bytes.len() {
            let byte = bytes[at];
            let class = CLASS[byte as usize];
            match class {
                LOWER | DIGIT | UNDER => {
                    seen |= class;
                    letters += u32::from(class == LOWER);
                    hash = hash_byte(hash, byte);
                    at += 1;
                }
                UPPER => {
                    seen |= class;
                    if letters == 0 && seen & (DIGIT | UNDER) == 0 {
                        first_upper = true;
                    }
                    letters += 1;
                    uppers += 1;
                    hash = hash_byte(hash, byte | 0x20);
                    at += 1;
                }
                HIGH => {
                    let Some(c) = text[at..].chars().next() else {
                        break;
                    };
                    if !c.is_alphanumeric() && !is_mark(c) {
                        if at == start {
                            at += c.len_utf8();
                        }
                        break;
                    }
                    foreign = true;
                    if c.is_uppercase() {
                        if letters == 0 {
                            first_upper = true;
                        }
                        uppers += 1;
                    }
                    seen |= if c.is_uppercase() { UPPER } else { LOWER };
                    letters += 1;
                    for lower in c.to_lowercase() {
                        let mut buffer = [0; 4];
                        for &b in lower.encode_utf8(&mut buffer).as_bytes() {
                            hash = hash_byte(hash, b);
                        }
                    }
                    at += c.len_utf8();
                }
                _ => {
                    // O'Neil, don't: an apostrophe between letters.
                    let joins = byte == b'\''
                        && letters > 0
                        && seen & DIGIT == 0
                        && bytes
                            .get(at + 1)
                            .is_some_and(|&b| CLASS[b as usize] & (LOWER | UPPER) != 0)
                        && at - start < 24;
                    if !joins {
                        break;
                    }
                    if matches!(bytes[at + 1] | 0x20, b's')
                        && bytes
                            .get(at + 2)
                            .is_none_or(|&b| CLASS[b as usize] == OTHER)
                    {
                        break;
                    }
                    hash = hash_byte(hash, byte);
                    at += 1;
                }
            }
        }
        let end = at;
        if letters == 0 && seen & DIGIT == 0 && seen & UNDER == 0 {
            continue;
        }
        let kind = if seen & (DIGIT | UNDER) != 0 {
            if seen == DIGIT {
                Kind::Digits
            } else {
                Kind::Alnum
            }
        } else if uppers == 0 {
            Kind::Lower
        } else if letters == 1 {
            Kind::Initial
        } else if uppers == letters {
            Kind::Upper
        } else if uppers == 1 && first_upper {
            Kind::Title
        } else {
            Kind::Mixed
        };
        let hash = hash_finish(hash);
        let flags = if kind.is_word() && end - start <= 40 {
            lexicon.flags(hash)
        } else {
            Flags::NONE
        };
        let offset = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        out.push(Token {
            start: offset(start),
            end: offset(end),
            kind,
            foreign,
            flags,
            hash: u32::try_from(hash >> 32).unwrap_or(0),
        });
    }
    out
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{64b}'..='\u{65f}' | '\u{93e}'..='\u{94d}')
}
