//! From bytes to JSON values: byte-order marks, files of several conversations, and syntax errors by place.

use std::ops::Range;

use serde_json::Value;

use super::Refusal;

/// Deepest nesting of lists and objects that is read.
pub const MAX_DEPTH: usize = 64;

/// What a file holds.
pub(super) enum File<'a> {
    /// One conversation.
    One(&'a [u8]),
    /// A list of conversations; the reason if the list itself is broken at its end.
    List {
        /// Each with the place where it begins.
        parts: Vec<Part<'a>>,
        /// What is wrong with the list itself.
        broken: Option<&'static str>,
    },
    /// A conversation on every line.
    Lines(Vec<Part<'a>>),
}

/// A piece of a file.
pub(super) struct Part<'a> {
    pub bytes: &'a [u8],
    /// Line of the file on which it begins, from 1.
    pub line: usize,
    /// Bytes before it on that line.
    pub column: usize,
}

/// Splits a file without a byte-order mark into its conversations.
pub(super) fn split(bytes: &[u8]) -> File<'_> {
    if bytes.trim_ascii_start().starts_with(b"[") {
        return list(bytes);
    }
    let lines: Vec<Part<'_>> = bytes
        .split(|byte| *byte == b'\n')
        .enumerate()
        .map(|(index, line)| Part {
            bytes: line,
            line: index + 1,
            column: 0,
        })
        .filter(|part| !part.bytes.trim_ascii().is_empty())
        .collect();
    // Two of the lines decide, so that one broken line does not make the others unreadable.
    if lines.len() > 1 && lines.iter().take(2).any(|part| is_whole_object(part.bytes)) {
        File::Lines(lines)
    } else {
        File::One(bytes)
    }
}

/// Whether an object begins and ends here.
pub(in crate::import) fn is_whole_object(bytes: &[u8]) -> bool {
    let bytes = bytes.trim_ascii();
    let mut scan = Scan::default();
    let mut closed = None;
    for (at, byte) in bytes.iter().enumerate() {
        scan.step(*byte);
        if closed.is_none() && scan.depth == 0 {
            closed = Some(at + 1);
        }
    }
    bytes.starts_with(b"{") && closed == Some(bytes.len())
}

fn list(bytes: &[u8]) -> File<'_> {
    let mut parts = Vec::new();
    let mut scan = Scan::default();
    let (mut line, mut line_start) = (1, 0);
    // The part that is open: its first byte, its line, and the bytes before it on that line.
    let mut open = (0, 1, 0);
    let mut end = None;
    let mut trailing = false;
    for (at, byte) in bytes.iter().enumerate() {
        if end.is_some() {
            trailing |= !byte.is_ascii_whitespace();
            continue;
        }
        let before = scan.depth;
        scan.step(*byte);
        let begins = before == 0 && scan.depth == 1;
        let separates = scan.depth == 1 && !scan.in_string && *byte == b',';
        let ends = before == 1 && scan.depth == 0;
        if separates || ends {
            let range: Range<usize> = open.0..at;
            let last_is_empty =
                ends && parts.is_empty() && bytes[range.clone()].trim_ascii().is_empty();
            if !last_is_empty {
                parts.push(Part {
                    bytes: &bytes[range],
                    line: open.1,
                    column: open.2,
                });
            }
        }
        if begins || separates {
            open = (at + 1, line, at + 1 - line_start);
        }
        if ends {
            end = Some(at);
        }
        if *byte == b'\n' {
            line += 1;
            line_start = at + 1;
        }
    }
    let broken = if end.is_none() {
        parts.push(Part {
            bytes: &bytes[open.0..],
            line: open.1,
            column: open.2,
        });
        Some("The list is not closed: expected `]` at its end.")
    } else if trailing {
        Some("Found more after the list's closing `]`; expected nothing.")
    } else {
        None
    };
    File::List { parts, broken }
}

/// Follows JSON byte by byte, as far as brackets and strings go.
#[derive(Default)]
pub(in crate::import) struct Scan {
    pub depth: usize,
    pub in_string: bool,
    pub escaped: bool,
}

impl Scan {
    pub fn step(&mut self, byte: u8) {
        if self.in_string {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_string = false,
                _ => {}
            }
            return;
        }
        match byte {
            b'"' => self.in_string = true,
            b'[' | b'{' => self.depth += 1,
            b']' | b'}' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
    }
}

/// Reads one JSON value. Refuses what is not UTF-8, is nested too deeply or has half a character in it.
pub(in crate::import) fn value(bytes: &[u8]) -> Result<Value, Refusal> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        refusal(
            bytes,
            error.valid_up_to(),
            "found bytes that are not UTF-8; expected JSON in UTF-8",
        )
    })?;
    scan(bytes)?;
    serde_json::from_str(text).map_err(|error| {
        let place = format!(" at line {} column {}", error.line(), error.column());
        let said = error.to_string();
        Refusal::Syntax {
            line: error.line(),
            column: error.column(),
            message: sentence(said.strip_suffix(&place).unwrap_or(&said)),
        }
    })
}

fn sentence(words: &str) -> String {
    format!("This is not valid JSON: {words}.")
}

/// Looks for what the parser would refuse in words that help nobody.
fn scan(bytes: &[u8]) -> Result<(), Refusal> {
    let mut scan = Scan::default();
    let mut at = 0;
    while at < bytes.len() {
        if scan.in_string && scan.escaped && bytes[at] == b'u' {
            let unit = hex(bytes, at + 1);
            let next_is_low = || {
                bytes.get(at + 5..at + 7) == Some(b"\\u")
                    && matches!(hex(bytes, at + 7), Some(0xDC00..=0xDFFF))
            };
            match unit {
                Some(0xD800..=0xDBFF) if next_is_low() => {
                    scan.escaped = false;
                    at += 11;
                    continue;
                }
                Some(0xD800..=0xDFFF) => {
                    return Err(refusal(
                        bytes,
                        at - 1,
                        "found a lone surrogate (half a character, between \\ud800 and \\udfff); expected its other half beside it",
                    ));
                }
                _ => {}
            }
        }
        if scan.in_string && bytes[at] < b' ' {
            return Err(refusal(
                bytes,
                at,
                "found a line break or control character inside a text; expected it escaped, as in \\n",
            ));
        }
        scan.step(bytes[at]);
        if scan.depth > MAX_DEPTH {
            return Err(refusal(
                bytes,
                at,
                "found lists and objects nested more than 64 deep; expected at most 64 levels",
            ));
        }
        at += 1;
    }
    Ok(())
}

fn hex(bytes: &[u8], at: usize) -> Option<u32> {
    let digits = std::str::from_utf8(bytes.get(at..at + 4)?).ok()?;
    u32::from_str_radix(digits, 16).ok()
}

fn refusal(bytes: &[u8], at: usize, words: &str) -> Refusal {
    let before = &bytes[..at];
    let line_start = before
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |newline| newline + 1);
    Refusal::Syntax {
        line: before.split(|byte| *byte == b'\n').count(),
        column: at - line_start + 1,
        message: sentence(words),
    }
}
