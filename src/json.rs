//! A small reader of JSON, for programs that must stay small: no tree, no code made per type.
//!
//! Knows the grammar of RFC 8259 and no type of ours. `None` means that the text is not JSON, or not of the shape
//! that was asked for.

/// Deepest nesting that is read.
const DEEPEST: u32 = 256;

/// A place in a JSON text.
pub struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: u32,
}

impl<'a> Reader<'a> {
    /// At the beginning of a text.
    pub fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            depth: 0,
        }
    }

    /// Reads an object: `each` gets every key and must read its value, or [`skip`](Self::skip) it.
    pub fn object(&mut self, each: &mut dyn FnMut(&str, &mut Self) -> Option<()>) -> Option<()> {
        self.list(b'{', b'}', &mut |reader| {
            let key = reader.string()?;
            reader.take(b':')?;
            each(&key, reader)
        })
    }

    /// Reads an array: `each` must read every item.
    pub fn array(&mut self, each: &mut dyn FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.list(b'[', b']', each)
    }

    /// Reads a string.
    pub fn string(&mut self) -> Option<String> {
        self.take(b'"')?;
        let mut out = String::new();
        loop {
            let rest = &self.text[self.at..];
            let end = rest
                .bytes()
                .position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f))?;
            out.push_str(&rest[..end]);
            self.at += end + 1;
            match rest.as_bytes()[end] {
                b'"' => return Some(out),
                b'\\' => out.push(self.escape()?),
                _ => return None,
            }
        }
    }

    /// Reads a whole number of 0 or more.
    pub fn number(&mut self) -> Option<u64> {
        self.space();
        let rest = &self.text[self.at..];
        let length = rest
            .bytes()
            .position(|byte| !byte.is_ascii_digit())
            .unwrap_or(rest.len());
        self.at += length;
        rest[..length].parse().ok()
    }

    /// Reads `true` or `false`.
    pub fn boolean(&mut self) -> Option<bool> {
        if self.word("true") {
            Some(true)
        } else {
            self.word("false").then_some(false)
        }
    }

    /// Takes `null`, if it is there.
    pub fn null(&mut self) -> bool {
        self.word("null")
    }

    /// Whether a string comes next.
    pub fn is_string(&mut self) -> bool {
        self.next() == Some(b'"')
    }

    /// Passes over a value of any kind.
    pub fn skip(&mut self) -> Option<()> {
        match self.next()? {
            b'{' => self.object(&mut |_, reader| reader.skip()),
            b'[' => self.array(&mut Self::skip),
            b'"' => self.string().map(|_| ()),
            _ => {
                let rest = &self.text[self.at..];
                let length = rest
                    .bytes()
                    .position(|byte| {
                        matches!(byte, b',' | b']' | b'}' | b' ' | b'\t' | b'\n' | b'\r')
                    })
                    .unwrap_or(rest.len());
                self.at += length;
                (length > 0).then_some(())
            }
        }
    }

    /// Nothing follows.
    pub fn end(&mut self) -> Option<()> {
        self.next().is_none().then_some(())
    }

    fn list(
        &mut self,
        open: u8,
        close: u8,
        each: &mut dyn FnMut(&mut Self) -> Option<()>,
    ) -> Option<()> {
        self.take(open)?;
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        if self.next()? == close {
            self.at += 1;
        } else {
            loop {
                each(self)?;
                let after = self.next()?;
                self.at += 1;
                if after == close {
                    break;
                }
                if after != b',' {
                    return None;
                }
            }
        }
        self.depth -= 1;
        Some(())
    }

    fn escape(&mut self) -> Option<char> {
        let kind = self.text.as_bytes().get(self.at)?;
        self.at += 1;
        Some(match kind {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.hexadecimal()?;
                let mut units = vec![first];
                if (0xD800..0xDC00).contains(&first) {
                    if !self.text[self.at..].starts_with("\\u") {
                        return None;
                    }
                    self.at += 2;
                    units.push(self.hexadecimal()?);
                }
                char::decode_utf16(units).next()?.ok()?
            }
            _ => return None,
        })
    }

    fn hexadecimal(&mut self) -> Option<u16> {
        let digits = self.text.get(self.at..self.at + 4)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        self.at += 4;
        u16::from_str_radix(digits, 16).ok()
    }

    fn word(&mut self, word: &str) -> bool {
        self.space();
        let found = self.text[self.at..].starts_with(word);
        if found {
            self.at += word.len();
        }
        found
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        (self.next()? == byte).then(|| self.at += 1)
    }

    fn next(&mut self) -> Option<u8> {
        self.space();
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += rest
            .iter()
            .position(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))
            .unwrap_or(rest.len());
    }
}

/// Reads one value of a kind.
pub type Read<T> = for<'a> fn(&mut Reader<'a>) -> Option<T>;

/// A string.
pub fn string(reader: &mut Reader<'_>) -> Option<String> {
    reader.string()
}

/// A whole number of 0 or more.
pub fn number(reader: &mut Reader<'_>) -> Option<u64> {
    reader.number()
}

/// A whole number that fits 32 bits.
pub fn small(reader: &mut Reader<'_>) -> Option<u32> {
    u32::try_from(reader.number()?).ok()
}

/// A value, or `null`.
pub fn optional<T>(reader: &mut Reader<'_>, read: Read<T>) -> Option<Option<T>> {
    if reader.null() {
        Some(None)
    } else {
        read(reader).map(Some)
    }
}

/// An array of values of one kind.
pub fn list<T>(reader: &mut Reader<'_>, read: Read<T>) -> Option<Vec<T>> {
    let mut out = Vec::new();
    reader.array(&mut |reader| {
        out.push(read(reader)?);
        Some(())
    })?;
    Some(out)
}

/// A string as JSON, quotes included.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            control if u32::from(control) < 0x20 => {
                const DIGITS: [char; 16] = [
                    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f',
                ];
                let code = control as usize;
                out.push_str("\\u00");
                out.push(DIGITS[code / 16]);
                out.push(DIGITS[code % 16]);
            }
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_read_as_serde_reads_them() {
        for text in [
            r#""""#,
            r#""plain é 😀 ש""#,
            r#""a\"b\\c\/d\b\f\n\r\t""#,
            r#""\u00e9\ud83d\ude00\u0000""#,
        ] {
            let expected: String = serde_json::from_str(text).unwrap();
            assert_eq!(Reader::new(text).string(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_json_string_is_refused() {
        for text in [
            "",
            "a",
            "\"",
            "\"a",
            "\"\n\"",
            r#""\x""#,
            r#""\u12""#,
            r#""\ud83d""#,
            r#""\ud83dx""#,
            r#""\ud83d\u0041""#,
            r#""\ude00""#,
            r#""\u+123""#,
            "\"\\u00é\"",
        ] {
            assert_eq!(Reader::new(text).string(), None, "{text}");
        }
    }

    #[test]
    fn values_of_any_kind_can_be_passed_over() {
        let text = r#" { "a" : [ 1 , -2.5e3, true, null, {"b": "]}"} ], "c": 7 } "#;
        let mut found = None;
        let mut reader = Reader::new(text);
        let read = reader.object(&mut |key, reader| {
            if key == "c" {
                found = Some(reader.number()?);
                Some(())
            } else {
                reader.skip()
            }
        });
        assert_eq!(read, Some(()));
        assert_eq!(reader.end(), Some(()));
        assert_eq!(found, Some(7));
    }

    #[test]
    fn broken_or_endless_text_ends_in_a_refusal() {
        let deep = "[".repeat(100_000);
        for text in [
            "[1,]", "[1 2]", "{\"a\"}", "{\"a\":}", "{a:1}", "[", "", &deep,
        ] {
            assert_eq!(Reader::new(text).skip(), None);
        }
    }

    #[test]
    fn what_is_quoted_reads_back() {
        let text = "a\"b\\c\n\t\u{1}\u{1f} é😀</script>";
        let quoted = quoted(text);
        assert_eq!(serde_json::from_str::<String>(&quoted).unwrap(), text);
        assert_eq!(Reader::new(&quoted).string().as_deref(), Some(text));
    }
}
