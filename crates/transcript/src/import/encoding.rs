//! From bytes in some encoding to UTF-8.
//!
//! Byte-order marks are taken off, UTF-16 is told by its mark or by its zero bytes and decoded on the way. What
//! is neither is handed on as it is: JSON refuses what is not UTF-8 by name, text falls back to Windows-1252,
//! which contains Latin-1.

use std::borrow::Cow;
use std::io::{self, BufRead, Read};

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How many bytes tell the encoding.
const HEAD: usize = 64;

/// What a file's first bytes say about its encoding.
pub(super) enum Told {
    /// UTF-8 or unknown, after a byte-order mark of that many bytes.
    AsIs(usize),
    /// UTF-16, after a byte-order mark of that many bytes.
    Utf16(&'static Encoding, usize),
}

pub(super) fn tell(head: &[u8]) -> Told {
    match head {
        [0xEF, 0xBB, 0xBF, ..] => Told::AsIs(3),
        [0xFF, 0xFE, ..] => Told::Utf16(UTF_16LE, 2),
        [0xFE, 0xFF, ..] => Told::Utf16(UTF_16BE, 2),
        _ => {
            let head = &head[..head.len().min(HEAD)];
            let zeros = |from: usize| {
                let units = head.iter().skip(from).step_by(2);
                let count = units.clone().count();
                count >= 2 && units.filter(|byte| **byte == 0).count() == count
            };
            let none = |from: usize| head.iter().skip(from).step_by(2).all(|byte| *byte != 0);
            if zeros(1) && none(0) {
                Told::Utf16(UTF_16LE, 0)
            } else if zeros(0) && none(1) {
                Told::Utf16(UTF_16BE, 0)
            } else {
                Told::AsIs(0)
            }
        }
    }
}

/// A reader that decodes to UTF-8. A lone surrogate becomes U+FFFD.
pub(super) struct Decoded<'a> {
    inner: &'a mut dyn BufRead,
    decoder: Decoder,
    ended: bool,
}

impl<'a> Decoded<'a> {
    pub fn new(inner: &'a mut dyn BufRead, encoding: &'static Encoding) -> Self {
        Self {
            inner,
            decoder: encoding.new_decoder_without_bom_handling(),
            ended: false,
        }
    }
}

impl Read for Decoded<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        // A decoder needs room for a whole character.
        if out.len() < 16 {
            return Err(io::Error::other("the buffer is too small to decode into"));
        }
        while !self.ended {
            let input = self.inner.fill_buf()?;
            let last = input.is_empty();
            let (result, read, written, _) = self.decoder.decode_to_utf8(input, out, last);
            self.inner.consume(read);
            self.ended = last && result == CoderResult::InputEmpty;
            if written > 0 {
                return Ok(written);
            }
        }
        Ok(0)
    }
}

/// A text of unknown encoding: UTF-8, else Windows-1252.
pub(super) fn text(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}
