//! What the detectors of one text share: the text, its tokens, what was asked before it, and the
//! hits so far.

use std::borrow::Cow;

use crate::label::Label;
use crate::lexicon::{Flags, Lexicon};
use crate::text::{Prepared, Token};

/// A find in folded bytes, before overlaps are settled.
#[derive(Clone, Debug)]
pub(crate) struct Hit {
    pub start: usize,
    pub end: usize,
    pub label: Label,
    pub confidence: f32,
    pub why: Cow<'static, str>,
}

/// What the previous turn asked for, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Asked(pub u32);

impl Asked {
    pub(crate) const NAME: Asked = Asked(1);
    pub(crate) const PHONE: Asked = Asked(1 << 1);
    pub(crate) const ACCOUNT: Asked = Asked(1 << 2);
    pub(crate) const ORDER: Asked = Asked(1 << 3);
    pub(crate) const GOVERNMENT: Asked = Asked(1 << 4);
    pub(crate) const CARD: Asked = Asked(1 << 5);
    pub(crate) const BANK: Asked = Asked(1 << 6);
    pub(crate) const BIRTH: Asked = Asked(1 << 7);
    pub(crate) const ADDRESS: Asked = Asked(1 << 8);
    pub(crate) const USER: Asked = Asked(1 << 9);
    pub(crate) const SECRET: Asked = Asked(1 << 10);
    pub(crate) const LAST_FOUR: Asked = Asked(1 << 11);
    pub(crate) const EMAIL: Asked = Asked(1 << 12);

    pub(crate) fn has(self, other: Asked) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) fn add(&mut self, other: Asked) {
        self.0 |= other.0;
    }
}

/// One text being scanned.
pub(crate) struct Scan<'t> {
    pub text: &'t str,
    pub bytes: &'t [u8],
    pub tokens: &'t [Token],
    pub lexicon: &'static Lexicon,
    pub asked: Asked,
    pub hits: Vec<Hit>,
    /// Steps of work done, to show in tests that the work is linear.
    pub steps: usize,
}

impl<'t> Scan<'t> {
    pub(crate) fn new(prepared: &'t Prepared, asked: Asked) -> Self {
        Scan {
            text: &prepared.text,
            bytes: prepared.text.as_bytes(),
            tokens: &prepared.tokens,
            lexicon: Lexicon::get(),
            asked,
            hits: Vec::new(),
            steps: 0,
        }
    }

    pub(crate) fn hit(
        &mut self,
        start: usize,
        end: usize,
        label: Label,
        confidence: f32,
        why: impl Into<Cow<'static, str>>,
    ) {
        if start < end && self.text.is_char_boundary(start) && self.text.is_char_boundary(end) {
            self.hits.push(Hit {
                start,
                end,
                label,
                confidence,
                why: why.into(),
            });
        }
    }

    pub(crate) fn str(&self, token: &Token) -> &'t str {
        &self.text[token.start as usize..token.end as usize]
    }

    /// The bytes between token `index` and the next.
    pub(crate) fn gap(&self, index: usize) -> &'t [u8] {
        let from = self.tokens[index].end as usize;
        let to = self
            .tokens
            .get(index + 1)
            .map_or(self.bytes.len(), |t| t.start as usize);
        &self.bytes[from..to]
    }

    pub(crate) fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(b'\n')
    }

    pub(crate) fn byte_before(&self, at: usize) -> u8 {
        at.checked_sub(1)
            .and_then(|i| self.bytes.get(i))
            .copied()
            .unwrap_or(b'\n')
    }

    /// Flags of up to `count` tokens before token `index`, within the line and 60 bytes.
    pub(crate) fn before(&self, index: usize, count: usize) -> Flags {
        let mut all = Flags::NONE;
        let start = self
            .tokens
            .get(index)
            .map_or(self.bytes.len(), |t| t.start as usize);
        for at in (index.saturating_sub(count)..index).rev() {
            let token = &self.tokens[at];
            if start - token.end as usize > 60 || self.gap(at).contains(&b'\n') {
                break;
            }
            all |= token.flags;
            if !token.kind.is_word() {
                all |= self.parts(token);
            }
        }
        all
    }

    /// Flags of up to `count` tokens after token `index`, within the line.
    pub(crate) fn after(&self, index: usize, count: usize) -> Flags {
        let mut all = Flags::NONE;
        let end = self.tokens[index].end as usize;
        for at in index + 1..(index + 1 + count).min(self.tokens.len()) {
            let token = &self.tokens[at];
            if token.start as usize - end > 40 || self.gap(at - 1).contains(&b'\n') {
                break;
            }
            all |= token.flags;
        }
        all
    }

    /// Flags of the words inside an identifier such as `phone_number`.
    fn parts(&self, token: &Token) -> Flags {
        let word = self.str(token);
        if word.len() > 40 || !word.contains('_') {
            return Flags::NONE;
        }
        let mut all = Flags::NONE;
        for part in word.split('_') {
            all |= self.lexicon.word(&part.to_ascii_lowercase());
        }
        all
    }

    /// Whether the token's line reads as code or data rather than prose.
    pub(crate) fn in_code(&self, start: usize, end: usize) -> bool {
        let from = start.saturating_sub(60);
        let to = (end + 40).min(self.bytes.len());
        let back = &self.bytes[from..start];
        let line_start = back.iter().rposition(|&b| b == b'\n').map_or(0, |i| i + 1);
        let ahead = &self.bytes[end..to];
        let line_end = ahead
            .iter()
            .position(|&b| b == b'\n')
            .unwrap_or(ahead.len());
        let odd = |bytes: &[u8]| {
            bytes
                .iter()
                .filter(|b| {
                    matches!(
                        b,
                        b'{' | b'}'
                            | b';'
                            | b'='
                            | b'<'
                            | b'>'
                            | b'|'
                            | b'\\'
                            | b'`'
                            | b'$'
                            | b'['
                            | b']'
                            | b'_'
                    )
                })
                .count()
        };
        odd(&back[line_start..]) + odd(&ahead[..line_end]) >= 2
            || back[line_start..].contains(&b'`')
            || back[line_start..]
                .windows(2)
                .any(|w| w == b"//" || w == b"::" || w == b"0x")
    }
}
