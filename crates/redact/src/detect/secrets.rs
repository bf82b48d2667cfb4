//! Credentials: vendor formats, assignments to names that promise a secret, private keys, signed
//! tokens, headers, passwords in prose.

use crate::hit::{Asked, Scan};
use crate::label::Label;
use crate::lexicon::{Flags, Sieve, hash_word};
use crate::text::Kind;
use crate::vendors::{Formats, NEIGHBOURS};
use std::collections::HashSet;
use std::sync::OnceLock;

/// How far a value may run.
const VALUE: usize = 400;

pub(crate) fn find(scan: &mut Scan<'_>) {
    vendor_formats(scan);
    assignments(scan);
    prose_passwords(scan);
    neighbours(scan);

    blocks(scan);
}

/// Shannon entropy in bits a byte.
pub(crate) fn entropy(bytes: &[u8]) -> f32 {
    let mut counts = [0u16; 256];
    let mut total = 0.0f32;
    for &b in bytes.iter().take(512) {
        counts[b as usize] += 1;
        total += 1.0;
    }
    let mut bits = 0.0;
    for &count in counts.iter().filter(|&&c| c > 0) {
        let share = f32::from(count) / total;
        bits -= share * share.log2();
    }
    bits
}

/// Whether a value only stands for a secret: a variable, a template, an example, filler.
pub(crate) fn is_placeholder(value: &str) -> bool {
    let bytes = value.as_bytes();
    if bytes.is_empty() {
        return true;
    }
    if template(value)
        || value.contains("$(")
        || value.contains("...")
        || value.contains("***")
        || value.contains("###")
        || value.starts_with('$')
        || value.starts_with("%s")
        || value.starts_with('%') && value.ends_with('%')
        || value.starts_with('{') && value.ends_with('}')
    {
        return true;
    }
    let lower = value.to_ascii_lowercase();
    const FILLER: &[&str] = &[
        "example",
        "xxxx",
        "your",
        "changeme",
        "placeholder",
        "insert",
        "redacted",
        "dummy",
        "sample",
        "fake",
        "_here",
        "enough",
        "todo",
        "abcdefghijkl",
        "0123456789abcdef",
        "1234567890abcdef",
        "1234567890123456",
        "env.",
        "environ",
        "process.",
        "getenv",
        "foobar",
        "hidden",
        "mask",
        "lorem",
    ];
    if FILLER.iter().any(|f| lower.contains(f)) {
        return true;
    }
    // One character most of the time, or a long run of the same.
    let mut counts = [0usize; 256];
    let mut run = 1;
    let mut longest = 1;
    let mut climbing = 1;
    let mut climb = 1;
    for (i, &b) in bytes.iter().enumerate() {
        counts[b as usize] += 1;
        if i > 0 {
            run = if bytes[i - 1] == b { run + 1 } else { 1 };
            longest = longest.max(run);
            climbing = if b.wrapping_sub(bytes[i - 1]) == 1 {
                climbing + 1
            } else {
                1
            };
            climb = climb.max(climbing);
        }
    }
    let most = counts.iter().max().copied().unwrap_or(0);
    (bytes.len() >= 8 && most * 2 > bytes.len()) || longest >= 7 || climb >= 10
}

/// `${NAME}`, `{{ name }}`, `<name>`: something that is filled in later.
fn template(value: &str) -> bool {
    let closes = |open: &str, close: &str| {
        value.find(open).is_some_and(|at| {
            let rest = &value[at + open.len()..];
            rest.find(close).is_some_and(|end| {
                rest[..end].bytes().all(|b| {
                    b.is_ascii_alphanumeric()
                        || matches!(
                            b,
                            b'_' | b'.'
                                | b'-'
                                | b' '
                                | b':'
                                | b'/'
                                | b'|'
                                | b'%'
                                | b'@'
                                | b'('
                                | b')'
                                | b'['
                                | b']'
                                | b'{'
                        )
                })
            })
        })
    };
    closes("${", "}") && !value.contains(">-")
        || closes("{{", "}}") && !value.contains(">-")
        || closes("<", ">")
        || value.starts_with('<')
        || value.ends_with('>')
        || value.starts_with("${")
}

fn has_digit(bytes: &[u8]) -> bool {
    bytes.iter().any(u8::is_ascii_digit)
}

fn has_letter(bytes: &[u8]) -> bool {
    bytes.iter().any(u8::is_ascii_alphabetic)
}

fn vendor_formats(scan: &mut Scan<'_>) {
    let formats = Formats::get();
    let mut done = 0;
    for index in 0..scan.tokens.len() {
        let token = scan.tokens[index];
        let start = token.start as usize;
        if start < done {
            continue;
        }
        let long = token.end - token.start;
        // `_name` and `__name` hide a prefix behind underscores only for cookies.
        let first = scan.byte(start);
        let second = scan.byte(start + 1);
        scan.steps += 1;
        let mut best: Option<(usize, &'static str, usize)> = None;
        for &number in formats.starting_with(first, second) {
            let format = formats.at(number);
            if let Some(end) = format.matches(scan.bytes, start)
                && best.is_none_or(|(e, _, _)| end > e)
            {
                best = Some((end, format.vendor, format.prefix));
            }
        }
        if best.is_none()
            && (2..=40).contains(&long)
            && matches!(
                scan.byte(token.end as usize),
                b'-' | b'.' | b':' | b'~' | b'|'
            )
        {
            for &number in &formats.unprefixed {
                let format = formats.at(number);
                if let Some(end) = format.matches(scan.bytes, start) {
                    best = Some((end, format.vendor, 0));
                    break;
                }
            }
        }
        let Some((end, vendor, prefix)) = best else {
            continue;
        };
        if matches!(scan.byte_before(start), b'-' | b'/' | b'.' | b'+') && prefix <= 3 {
            continue;
        }
        if !scan.text.is_char_boundary(end) {
            continue;
        }
        let secret = &scan.bytes[start + prefix..end];
        if scan.bytes[end..].starts_with(b"...")
            || scan.bytes[end..].starts_with(b"###")
            || scan.bytes[end..].starts_with(b"***")
        {
            continue;
        }
        let least = if secret.len() >= 30 { 3.0 } else { 2.3 };
        let plain = &scan.text[start..end];
        if vendor != "age secret key"
            && secret.len() >= 6
            && (entropy(secret) < least
                || is_placeholder(&plain[prefix..])
                || plain.ends_with("EXAMPLE")
                || (!has_digit(secret) && secret.len() < 40)
                || !has_letter(secret) && prefix < 4)
        {
            continue;
        }
        if prefix <= 3 && secret.iter().all(u8::is_ascii_alphabetic) {
            continue;
        }
        if prefix <= 3 && !secret.iter().any(u8::is_ascii_digit) {
            continue;
        }
        let label = if vendor.contains("secret key") && vendor.starts_with("age") {
            Label::PrivateKey
        } else {
            Label::ApiKey
        };
        done = end;
        scan.hit(
            start,
            end,
            label,
            0.95,
            format!("The format of a key or token of {vendor}"),
        );
    }
}

/// What a name on the left of an assignment promises.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Promise {
    Key,
    Password,
    None,
}

fn promise(name: &str) -> Promise {
    let lower = name.to_ascii_lowercase();
    let tail = lower.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_' || c == '-');
    const NOT: &[&str] = &[
        "public",
        "keyboard",
        "keyword",
        "keyframe",
        "monkey",
        "token_url",
        "tokenurl",
        "authentic",
        "author",
        "key_id",
        "keyid",
        "keyname",
        "key_name",
        "foreignkey",
        "primarykey",
        "primary_key",
        "foreign_key",
        "max_tokens",
        "tokens",
        "tokenizer",
        "passage",
        "compass",
        "bypass",
        "passenger",
        "keysize",
        "key_size",
        "password_policy",
        "passwordlength",
        "csrf",
        "authenticity",
        "sort_key",
        "sortkey",
        "cache_key",
        "cachekey",
        "bucket_key",
        "vault_name",
        "secretname",
        "secret_name",
        "token_type",
        "tokentype",
        "next_token",
        "page_token",
        "nexttoken",
        "pagetoken",
        "continuationtoken",
        "keyfile",
        "key_file",
        "fingerprint",
        "algorithm",
        "password_field",
        "sequencekey",
        "shortcut",
        "hotkey",
        "_name",
        "_path",
        "_url",
        "_version",
        "_uri",
        "_file",
    ];
    if NOT.iter().any(|n| lower.contains(n)) {
        return Promise::None;
    }
    if ["passw", "pwd", "passphrase", "passcode"]
        .iter()
        .any(|p| lower.contains(p))
        || ["pass", "_pw", "-pw"].iter().any(|p| tail.ends_with(p))
        || tail == "pw"
    {
        return Promise::Password;
    }
    if [
        "token",
        "secret",
        "apikey",
        "api_key",
        "api-key",
        "credential",
        "access_key",
        "accesskey",
        "private_key",
        "authorization",
        "x-api",
        "client_id",
        "webhook",
    ]
    .iter()
    .any(|p| lower.contains(p))
        || [
            "key",
            "auth",
            "creds",
            "signature",
            "apitoken",
            "pat",
            "salt",
            "clientid",
            "bearer",
        ]
        .iter()
        .any(|p| tail.ends_with(p))
    {
        return Promise::Key;
    }
    Promise::None
}

fn vendors() -> &'static HashSet<u64> {
    static NAMES: OnceLock<HashSet<u64>> = OnceLock::new();
    NAMES.get_or_init(|| NEIGHBOURS.split_ascii_whitespace().map(hash_word).collect())
}

/// Whether an identifier is, or begins with, the name of a service.
fn names_vendor(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let known = |part: &str| vendors().contains(&hash_word(part));
    if known(&lower)
        || lower
            .split(['_', '-', '.'])
            .any(|part| part.len() > 2 && known(part))
    {
        return true;
    }
    // camelCase: what stands before the second capital.
    let second = name
        .bytes()
        .enumerate()
        .skip(1)
        .find(|(_, b)| b.is_ascii_uppercase())
        .map(|(i, _)| i);
    second.is_some_and(|end| lower.is_char_boundary(end) && known(&lower[..end]))
}

fn is_operator(b: u8) -> bool {
    matches!(
        b,
        b'=' | b':' | b'>' | b',' | b'(' | b'|' | b'?' | b'<' | b'~'
    )
}

/// The value on the right of an assignment: its range, and whether it stood in quotes.
fn value_after(scan: &Scan<'_>, mut at: usize, room: usize) -> Option<(usize, usize, bool, u8)> {
    let bytes = scan.bytes;
    let limit = (at + 24).min(bytes.len());
    let mut operator = 0;
    let mut closed = false;
    while at < limit {
        let b = bytes[at];
        match b {
            b'"' | b'\'' | b'`' | b'\\' if operator == 0 => closed = true,
            b']' | b')' | b'.' if operator == 0 => {}
            b's' | b'S'
                if operator == 0
                    && bytes[at..].len() > 8
                    && bytes[at..at + 6].eq_ignore_ascii_case(b"string")
                    && bytes[at - 1] == b' ' =>
            {
                at += 5;
            }
            b' ' | b'\t' => {}
            b'\n' | b'\r' if operator == b'>' => {}
            b if is_operator(b) => {
                if operator == 0 || b != b',' {
                    operator = b;
                }
            }
            _ => break,
        }
        if operator != 0 && !is_operator(b) && !matches!(b, b' ' | b'\t' | b'\n' | b'\r') {
            break;
        }
        at += 1;
    }
    if operator == 0 || at >= bytes.len() {
        return None;
    }
    // `name string = value`, `name = String("value")`, `@"value"`, `[]byte("value")` are left out.
    let mut start = at;
    if bytes[start] == b'\\' || bytes[start] == b'@' {
        start += 1;
    }
    let quote = bytes.get(start).copied()?;
    if matches!(quote, b'"' | b'\'' | b'`') {
        start += 1;
        let end = bytes[start..(start + room).min(bytes.len())]
            .iter()
            .position(|&b| b == quote || b == b'\n')?;
        let mut end = start + end;
        if end > start && bytes[end - 1] == b'\\' {
            end -= 1;
        }
        return (end > start && bytes[end] != b'\n').then_some((start, end, true, operator));
    }
    if operator == b',' || operator == b'(' {
        return None;
    }
    let _ = closed;
    let ends = |b: u8| {
        b.is_ascii_whitespace()
            || matches!(
                b,
                b'"' | b'\'' | b'`' | b'<' | b',' | b';' | b')' | b']' | b'}' | b'&' | b'\\'
            )
    };
    // In `a=b=c` the value is no secret but another name.
    let chained = |i: usize, b: u8| {
        (1..7).contains(&i)
            && b == b'='
            && bytes
                .get(start + i + 1)
                .is_some_and(u8::is_ascii_alphanumeric)
    };
    let length = bytes[start..(start + room).min(bytes.len())]
        .iter()
        .enumerate()
        .position(|(i, &b)| ends(b) || chained(i, b))
        .unwrap_or((bytes.len() - start).min(room));
    let mut end = start + length;
    while end > start && matches!(bytes[end - 1], b'.' | b':' | b'!' | b'?') {
        end -= 1;
    }
    (end > start).then_some((start, end, false, operator))
}

fn looks_random(value: &[u8]) -> bool {
    let letters = has_letter(value);
    let digits = value.iter().filter(|b| b.is_ascii_digit()).count();
    let least = match value.len() {
        0..=11 => 2.6,
        12..=19 => 2.9,
        _ => 3.0,
    };
    letters && digits >= 2 && entropy(value) >= least
}

fn is_key_value(value: &[u8]) -> bool {
    (10..=VALUE).contains(&value.len())
        && value.iter().all(u8::is_ascii_graphic)
        && !value.iter().any(|b| {
            matches!(
                b,
                b'(' | b')'
                    | b'{'
                    | b'}'
                    | b'['
                    | b']'
                    | b','
                    | b';'
                    | b'"'
                    | b'\''
                    | b'`'
                    | b'*'
                    | b'?'
            )
        })
        && (looks_random(value)
            || value.len() >= 24 && entropy(value) >= 3.9 && mixed_case_random(value))
        && !value.starts_with(b"http")
        && !value.starts_with(b"/")
        && !value.ends_with(b".pem")
}

fn mixed_case_random(value: &[u8]) -> bool {
    let changes = value
        .windows(2)
        .filter(|w| w[0].is_ascii_lowercase() && w[1].is_ascii_uppercase())
        .count();
    changes >= 4 && !value.contains(&b'_') && !value.contains(&b'.')
}

fn is_uuid(value: &[u8]) -> bool {
    value.len() == 36
        && value.iter().enumerate().all(|(i, b)| {
            if matches!(i, 8 | 13 | 18 | 23) {
                *b == b'-'
            } else {
                b.is_ascii_hexdigit()
            }
        })
}

/// A long word that no dictionary knows, in quotes, given to a name that says secret outright.
fn passphrase(scan: &Scan<'_>, name: &str, value: &str) -> bool {
    let name = name.to_ascii_lowercase();
    (16..=64).contains(&value.len())
        && ["secret", "private_key", "api_key", "apikey"]
            .iter()
            .any(|w| name.contains(w))
        && value.bytes().all(|b| b.is_ascii_alphanumeric())
        && entropy(value.as_bytes()) >= 3.0
        && !scan.lexicon.is_dictionary(&value.to_ascii_lowercase())
}

/// Letters between symbols of many kinds, as people type a long password: no code, no sentence.
fn scattered(value: &[u8]) -> bool {
    let mut kinds = [false; 128];
    let mut count = 0;
    for &b in value {
        if b.is_ascii_punctuation() && !kinds[usize::from(b)] {
            kinds[usize::from(b)] = true;
            count += 1;
        }
    }
    (12..=128).contains(&value.len())
        && count >= 5
        && has_letter(value)
        && !value.iter().any(u8::is_ascii_whitespace)
        && !value.starts_with(b"(")
        && !value.starts_with(b"[")
        && entropy(value) >= 3.5
}

fn is_password_value(value: &str, quoted: bool) -> bool {
    let bytes = value.as_bytes();
    if !(4..=128).contains(&bytes.len()) || value.contains(char::is_whitespace) {
        return false;
    }
    let odd = bytes
        .iter()
        .filter(|b| {
            matches!(
                b,
                b'{' | b'}' | b'(' | b')' | b'[' | b']' | b'<' | b'>' | b',' | b';'
            )
        })
        .count();
    if odd >= 2 && !(quoted && scattered(bytes)) || !bytes.iter().any(u8::is_ascii_alphanumeric) {
        return false;
    }
    let lower = value.to_ascii_lowercase();
    if [
        "real_", "password", "secret", "string", "none", "null", "true", "false", "required",
        "link",
    ]
    .iter()
    .any(|w| lower.starts_with(w) || lower.ends_with(w))
    {
        return false;
    }
    let digit = has_digit(bytes);
    let symbol = bytes
        .iter()
        .any(|b| b.is_ascii_punctuation() && !matches!(b, b'_' | b'.' | b'-' | b'/'));
    let upper = bytes.iter().any(u8::is_ascii_uppercase);
    let lower_case = bytes.iter().any(u8::is_ascii_lowercase);
    if quoted {
        digit
            || symbol
            || (upper && lower_case && bytes.len() >= 6 && !value.contains('.'))
            || (bytes.len() >= 8 && !value.contains(['.', '_', '-', '/']))
    } else {
        (digit && (lower_case || upper || bytes.len() >= 4) || symbol && bytes.len() >= 6)
            && !value.contains("::")
            && !value.starts_with('/')
    }
}

fn assignments(scan: &mut Scan<'_>) {
    let mut done = 0;
    let mut spent = 0;
    for index in 0..scan.tokens.len() {
        let token = scan.tokens[index];
        let (start, end) = (token.start as usize, token.end as usize);
        if scan.bytes[end..].starts_with(b"[]") {
            continue;
        }
        if start < done || end - start > 64 || end - start < 2 || token.kind == Kind::Digits {
            continue;
        }
        let gap = &scan.bytes[end..(end + 4).min(scan.bytes.len())];
        let typed = gap.starts_with(b" str") || gap.starts_with(b" Str");
        if !gap.iter().any(|&b| is_operator(b))
            && !gap.starts_with(b"\\\"")
            && !gap.starts_with(b" .=")
            && !typed
        {
            continue;
        }
        scan.steps += 1;
        // The whole name: what is joined to the token by dashes, dots or underscores.
        let from = scan.bytes[start.saturating_sub(40)..start]
            .iter()
            .rposition(|&b| !(b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.')))
            .map_or(start.saturating_sub(40), |i| {
                start.saturating_sub(40) + i + 1
            });
        let from = (from..=start)
            .find(|&i| scan.text.is_char_boundary(i))
            .unwrap_or(start);
        let name = &scan.text[from..end];
        let begin = from;
        let mut promised = promise(name);
        let vendor = names_vendor(name);
        if promised == Promise::None {
            // `api key: …`, `ibm cloud iam api key = …`
            let word = scan.str(&token).to_ascii_lowercase();
            if word == "pass" || word == "pw" {
                promised = Promise::Password;
            } else if !vendor {
                continue;
            }
        }
        // Values that overlap each other are paid for from one purse, so that the work stays linear.
        let room = if spent > scan.bytes.len() { 64 } else { VALUE };
        let Some((from, to, quoted, operator)) = value_after(scan, end, room) else {
            continue;
        };
        spent += to - from;
        if operator == b'>'
            && !scan.bytes[end..from].contains(&b'=')
            && (scan.byte_before(begin) != b'<' || scan.bytes[end] != b'>')
        {
            continue;
        }
        if operator == b'<' || scan.bytes[to..].starts_with(b"...") {
            continue;
        }
        if !scan.text.is_char_boundary(from) || !scan.text.is_char_boundary(to) {
            continue;
        }
        let value = &scan.text[from..to];
        if is_placeholder(value) {
            continue;
        }
        let bytes = value.as_bytes();
        match promised {
            Promise::Password => {
                if operator != b'('
                    && is_password_value(value, quoted)
                    && !(operator == b',' && !quoted)
                {
                    scan.hit(
                        from,
                        to,
                        Label::Password,
                        0.85,
                        "The value given to a name that says password",
                    );
                    done = to;
                }
            }
            Promise::Key
                if is_uuid(bytes)
                    && !vendor
                    && !["token", "api"]
                        .iter()
                        .any(|w| name.to_ascii_lowercase().contains(w))
                    && !name.to_ascii_lowercase().contains("secret") => {}
            Promise::Key => {
                if is_key_value(bytes)
                    || is_uuid(bytes)
                    || vendor
                        && (17..=20).contains(&bytes.len())
                        && bytes.iter().all(u8::is_ascii_digit)
                    || quoted && (scattered(bytes) || passphrase(scan, name, value))
                {
                    scan.hit(
                        from,
                        to,
                        Label::ApiKey,
                        0.8,
                        "A random value given to a name that says key, token or secret",
                    );
                    done = to;
                }
            }
            Promise::None => {
                if bytes.len() >= 14
                    && is_key_value(bytes)
                    && !bytes.contains(&b'.')
                    && !bytes.contains(&b'/')
                    || vendor && is_uuid(bytes) && quoted
                {
                    scan.hit(
                        from,
                        to,
                        Label::ApiKey,
                        0.6,
                        "A random value beside the name of a service",
                    );
                    done = to;
                }
            }
        }
    }
}

/// A random word soon after the name of a service, or after key, token or secret, in prose.
fn neighbours(scan: &mut Scan<'_>) {
    static NAMES: OnceLock<(Sieve, HashSet<u32>)> = OnceLock::new();
    let (sieve, names) = NAMES.get_or_init(|| {
        let names: HashSet<u32> = NEIGHBOURS
            .split_ascii_whitespace()
            .filter(|name| name.len() >= 4)
            .map(|name| u32::try_from(hash_word(name) >> 32).unwrap_or(0))
            .collect();
        let mut sieve = Sieve::default();
        for &name in &names {
            sieve.add(name);
        }
        (sieve, names)
    });
    // The last name or promising word: where it ends, and whether it promised a secret itself.
    let mut near: Option<(usize, bool)> = None;
    for index in 0..scan.tokens.len() {
        let token = scan.tokens[index];
        let (start, end) = (token.start as usize, token.end as usize);
        let word = &scan.text[start..end];
        if (3..=24).contains(&word.len()) {
            let promising = matches!(word.len(), 3..=6)
                && ["key", "token", "secret", "apikey"]
                    .iter()
                    .any(|w| word.eq_ignore_ascii_case(w));
            let vendor = token.kind.is_word()
                && !token.flags.has(Flags::WORD)
                && sieve.may_hold(token.hash)
                && names.contains(&token.hash);
            if promising || vendor {
                let kept = near.is_some_and(|(at, _)| start - at <= 40);
                near = Some((
                    end,
                    promising && (kept || word.len() > 3)
                        || near.is_some_and(|(at, p)| p && start - at <= 40),
                ));
                continue;
            }
        }
        let Some((at, promised)) = near else { continue };
        if start - at > 50 || scan.bytes[at..start].contains(&b'\n') {
            near = None;
            continue;
        }
        if token.kind != Kind::Alnum || !(20..=200).contains(&word.len()) {
            continue;
        }
        let bytes = word.as_bytes();
        let hex = bytes.iter().all(u8::is_ascii_hexdigit);
        let digest = hex && matches!(bytes.len(), 40 | 64 | 96 | 128) && !promised;
        let joined = matches!(
            scan.byte_before(start),
            b'/' | b'@' | b'.' | b'-' | b'#' | b'+'
        ) || matches!(scan.byte(end), b'/' | b'.' | b'(')
            && !scan.byte(end + 1).is_ascii_whitespace()
            || scan.bytes[at..start]
                .windows(3)
                .any(|w| w == b"://" || w == b"256");
        let digits = bytes.iter().filter(|b| b.is_ascii_digit()).count();
        if digits >= 3
            && !digest
            && !joined
            && !word.contains('_')
            && entropy(bytes) >= 3.0
            && has_letter(bytes)
            && !is_placeholder(word)
        {
            scan.hit(
                start,
                end,
                Label::ApiKey,
                0.55,
                "A random value soon after the name of a service or key",
            );
        }
    }
}

/// "the password is …", "my pin: 1234", "verification code 123456".
fn prose_passwords(scan: &mut Scan<'_>) {
    for index in 0..scan.tokens.len() {
        let token = scan.tokens[index];
        let lower = scan.str(&token);
        let is_password = token.flags.has(Flags::PASSWORD);
        let is_code = lower.eq_ignore_ascii_case("code") || lower.eq_ignore_ascii_case("otp");
        if !is_password && !is_code {
            continue;
        }
        scan.steps += 1;
        if is_code {
            let before = (index.saturating_sub(2)..index).any(|i| {
                let word = scan.str(&scan.tokens[i]).to_ascii_lowercase();
                matches!(
                    word.as_str(),
                    "verification"
                        | "security"
                        | "one"
                        | "time"
                        | "confirmation"
                        | "auth"
                        | "authentication"
                        | "login"
                        | "access"
                        | "sms"
                        | "reset"
                        | "backup"
                        | "recovery"
                        | "otp"
                        | "2fa"
                        | "pin"
                        | "unlock"
                        | "door"
                        | "gate"
                )
            });
            if !before && !lower.eq_ignore_ascii_case("otp") {
                continue;
            }
        }
        let mut at = index + 1;
        let mut linked = scan.gap(index).contains(&b':');
        while at < scan.tokens.len() && at < index + 5 {
            let word = scan.str(&scan.tokens[at]).to_ascii_lowercase();
            if matches!(
                word.as_str(),
                "is" | "was"
                    | "to"
                    | "being"
                    | "are"
                    | "ist"
                    | "lautet"
                    | "est"
                    | "es"
                    | "é"
                    | "set"
                    | "now"
                    | "just"
                    | "number"
                    | "still"
                    | "temporarily"
                    | "as"
            ) {
                linked |= word != "to" && word != "number" && word != "as"
                    || scan.str(&scan.tokens[at - 1]).eq_ignore_ascii_case("set")
                    || scan
                        .str(&scan.tokens[at - 1])
                        .eq_ignore_ascii_case("password");
                at += 1;
            } else {
                break;
            }
        }
        if !linked || at >= scan.tokens.len() {
            continue;
        }
        let mut from = scan.tokens[at].start as usize;
        let gap = &scan.bytes[scan.tokens[at - 1].end as usize..from];
        if gap.len() > 6
            || gap.contains(&b'\n')
            || gap
                .iter()
                .any(|b| matches!(b, b'.' | b',' | b';' | b'(' | b'=' | b'{'))
                && !gap.contains(&b':')
        {
            continue;
        }
        // A symbol may open the password; quotes do not belong to it.
        let quoted = gap.iter().any(|b| matches!(b, b'"' | b'\'' | b'`'));
        while from > 0
            && !scan.byte_before(from).is_ascii_whitespace()
            && !matches!(scan.byte_before(from), b'"' | b'\'' | b'`' | b':' | b'*')
        {
            from -= 1;
        }
        let rest = &scan.bytes[from..(from + 80).min(scan.bytes.len())];
        let mut to = from
            + rest
                .iter()
                .position(|b| b.is_ascii_whitespace() || matches!(b, b'"' | b'`' | b'<' | b'>'))
                .unwrap_or(rest.len());
        while to > from
            && matches!(
                scan.bytes[to - 1],
                b'.' | b',' | b'?' | b')' | b'\'' | b';' | b':'
            )
        {
            to -= 1;
        }
        if to <= from || !scan.text.is_char_boundary(from) || !scan.text.is_char_boundary(to) {
            continue;
        }
        let value = &scan.text[from..to];
        let bytes = value.as_bytes();
        let digits = bytes.iter().filter(|b| b.is_ascii_digit()).count();
        let fits = if is_code || lower.eq_ignore_ascii_case("pin") {
            (4..=10).contains(&digits) && bytes.len() <= 12
        } else {
            digits >= 1 && bytes.len() >= 4 && has_letter(bytes)
                || digits >= 4 && digits == bytes.len()
                || bytes.iter().any(|b| {
                    b.is_ascii_punctuation()
                        && !matches!(b, b'-' | b'.' | b'/' | b'_' | b'\'' | b'(' | b'*')
                }) && bytes.len() >= 5
                || quoted
                    && bytes.len() >= 5
                    && !scan.lexicon.is_dictionary(&value.to_ascii_lowercase())
        };
        if fits && !is_placeholder(value) && !value.starts_with("real_") && !scan.in_code(from, to)
        {
            let label = if is_code {
                Label::Credential
            } else {
                Label::Password
            };
            scan.hit(
                from,
                to,
                label,
                0.75,
                "Stands where the sentence gives a password or code",
            );
        }
    }
    if scan.asked.has(Asked::SECRET) {
        // The whole answer is one word that no dictionary knows.
        let trimmed = scan.text.trim();
        let word = trimmed.split_whitespace().last().unwrap_or("");
        let word = word.trim_end_matches(['.', ',', '!']);
        if trimmed.split_whitespace().count() <= 4
            && word.len() >= 4
            && has_digit(word.as_bytes())
            && let Some(from) = scan.text.rfind(word)
        {
            scan.hit(
                from,
                from + word.len(),
                Label::Password,
                0.7,
                "The answer to a question for a password or code",
            );
        }
    }
}

/// Private keys, signed tokens, headers, credentials in commands and addresses.
fn blocks(scan: &mut Scan<'_>) {
    let mut done = 0;
    for index in 0..scan.tokens.len() {
        let token = scan.tokens[index];
        let (start, end) = (token.start as usize, token.end as usize);
        if start < done {
            continue;
        }
        let word = &scan.bytes[start..end];
        match word.first() {
            Some(b'B') if word == b"BEGIN" && scan.bytes[..start].ends_with(b"-----") => {
                if let Some(to) = private_key(scan, start) {
                    scan.hit(
                        start - 5,
                        to,
                        Label::PrivateKey,
                        0.97,
                        "A private key between its BEGIN and END lines",
                    );
                    done = to;
                }
            }
            Some(b'P') if word == b"PuTTY" && scan.bytes[end..].starts_with(b"-User-Key-File") => {
                let to = (end + 2000).min(scan.bytes.len());
                let to = (end..=to)
                    .rev()
                    .find(|&i| scan.text.is_char_boundary(i))
                    .unwrap_or(end);
                scan.hit(
                    start,
                    to,
                    Label::PrivateKey,
                    0.9,
                    "A PuTTY private key file",
                );
                done = to;
            }
            Some(b'e') if word.starts_with(b"ey") && word.len() >= 4 => {
                if let Some(to) = signed_token(scan, start) {
                    scan.hit(
                        start,
                        to,
                        Label::Jwt,
                        0.95,
                        "Three parts joined by dots, the first a token header",
                    );
                    done = to;
                }
            }
            Some(b'B' | b'b' | b'T' | b't')
                if word.eq_ignore_ascii_case(b"bearer")
                    || word.eq_ignore_ascii_case(b"basic")
                    || word.eq_ignore_ascii_case(b"token") =>
            {
                if let Some((from, to)) = header_value(scan, index) {
                    scan.hit(
                        from,
                        to,
                        Label::Credential,
                        0.85,
                        "The value of an authorisation header",
                    );
                    done = to;
                }
            }
            Some(b'A' | b'a' | b'C' | b'c' | b'S' | b's' | b'X' | b'x' | b'P' | b'p')
                if word.eq_ignore_ascii_case(b"authorization")
                    || word.eq_ignore_ascii_case(b"cookie") =>
            {
                if let Some((from, to)) = header_line(scan, end, word.len() == 6) {
                    scan.hit(
                        from,
                        to,
                        Label::Credential,
                        0.8,
                        "The value of an authorisation header or cookie",
                    );
                    done = to;
                }
            }
            Some(b'c') if word == b"curl" => {
                if let Some((from, to)) = curl_user(scan, end) {
                    scan.hit(
                        from,
                        to,
                        Label::Password,
                        0.85,
                        "User and password given to curl",
                    );
                }
            }
            _ => {}
        }
    }
}

fn private_key(scan: &Scan<'_>, start: usize) -> Option<usize> {
    let bytes = scan.bytes;
    let line = &bytes[start..(start + 80).min(bytes.len())];
    let close = line.windows(5).position(|w| w == b"-----")?;
    let title = std::str::from_utf8(&line[..close]).ok()?;
    if !title.contains("PRIVATE KEY") && !title.contains("PGP PRIVATE") {
        return None;
    }
    let body = start + close + 5;
    let limit = (body + 20_000).min(bytes.len());
    let stop = bytes[body..limit]
        .windows(9)
        .position(|w| w == b"-----END ")
        .map(|i| body + i);
    let content_end = stop.unwrap_or(limit);
    let content = bytes[body..content_end]
        .iter()
        .filter(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='))
        .count();
    if content < 40 {
        return None;
    }
    let end = match stop {
        Some(at) => {
            let tail = &bytes[at + 9..(at + 80).min(bytes.len())];
            tail.windows(5)
                .position(|w| w == b"-----")
                .map_or(at, |i| at + 9 + i + 5)
        }
        None => {
            body + bytes[body..limit]
                .iter()
                .position(|b| {
                    !(b.is_ascii_alphanumeric()
                        || b.is_ascii_whitespace()
                        || matches!(
                            b,
                            b'+' | b'/' | b'=' | b'\\' | b'-' | b':' | b',' | b'"' | b'\''
                        ))
                })
                .unwrap_or(limit - body)
        }
    };
    scan.text.is_char_boundary(end).then_some(end)
}

fn base64url(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'/' | b'\\' | b'=')
}

fn signed_token(scan: &Scan<'_>, start: usize) -> Option<usize> {
    if scan.byte_before(start).is_ascii_alphanumeric() || scan.byte_before(start) == b'.' {
        return None;
    }
    let bytes = &scan.bytes[start..(start + 8000).min(scan.bytes.len())];
    let mut at = 0;
    let mut parts = 0;
    while parts < 3 {
        let run = bytes[at..].iter().take_while(|&&b| base64url(b)).count();
        let enough = match parts {
            0 => run >= 15,
            1 => run >= 15 && (bytes[at..].starts_with(b"ey") || bytes.starts_with(b"eyJ")),
            _ => true,
        };
        if !enough {
            return None;
        }
        at += run;
        parts += 1;
        if bytes.get(at) != Some(&b'.') {
            break;
        }
        at += 1;
    }
    if bytes.get(at.wrapping_sub(1)) == Some(&b'.') && parts < 3 {
        at -= 1;
    }
    let first = bytes.iter().position(|&b| b == b'.')?;
    let plausible = header_is_json(&bytes[..first]) || !bytes.starts_with(b"eyJ");
    (parts >= 2 && plausible && entropy(&bytes[..at]) > 3.5).then_some(start + at)
}

/// Whether base64 text begins like the JSON header of a token, with all of it printable.
fn header_is_json(text: &[u8]) -> bool {
    let mut out = Vec::with_capacity(text.len());
    let mut bits = 0u32;
    let mut have = 0;
    for &b in text {
        let value = match b {
            b'A'..=b'Z' => b - b'A',
            b'a'..=b'z' => b - b'a' + 26,
            b'0'..=b'9' => b - b'0' + 52,
            b'-' | b'+' => 62,
            b'_' | b'/' => 63,
            _ => continue,
        };
        bits = (bits << 6) | u32::from(value);
        have += 6;
        if have >= 8 {
            have -= 8;
            out.push(u8::try_from((bits >> have) & 0xff).unwrap_or(0));
        }
    }
    out.starts_with(b"{\"")
        && out
            .iter()
            .all(|b| (b' '..=b'~').contains(b) || b.is_ascii_whitespace())
}

fn word_value(scan: &Scan<'_>, from: usize) -> usize {
    let rest = &scan.bytes[from..(from + 2000).min(scan.bytes.len())];
    from + rest
        .iter()
        .position(|b| {
            b.is_ascii_whitespace()
                || matches!(
                    b,
                    b'"' | b'\'' | b'`' | b'<' | b'>' | b',' | b';' | b')' | b'\\'
                )
        })
        .unwrap_or(rest.len())
}

fn header_value(scan: &Scan<'_>, index: usize) -> Option<(usize, usize)> {
    let end = scan.tokens[index].end as usize;
    let gap = scan.gap(index);
    if gap != b" " && gap != b": " {
        return None;
    }
    let from = end + gap.len();
    let to = word_value(scan, from);
    let value = scan.text.get(from..to)?;
    (value.len() >= 12
        && !is_placeholder(value)
        && looks_random(value.as_bytes())
        && !value.contains("://"))
    .then_some((from, to))
}

fn header_line(scan: &Scan<'_>, end: usize, cookie: bool) -> Option<(usize, usize)> {
    let rest = &scan.bytes[end..(end + 300).min(scan.bytes.len())];
    let skip = rest
        .iter()
        .take_while(|b| matches!(b, b'"' | b'\'' | b':' | b' ' | b'='))
        .count();
    if skip == 0 || !rest[..skip].iter().any(|b| matches!(b, b':' | b'=')) {
        return None;
    }
    let mut from = end + skip;
    let mut to = word_value(scan, from);
    let first = scan.text.get(from..to)?;
    if matches!(
        first.to_ascii_lowercase().as_str(),
        "bearer" | "basic" | "token" | "apikey" | "digest" | "apitoken"
    ) {
        from = to + 1;
        to = word_value(scan, from);
    }
    let value = scan.text.get(from..to)?;
    let bytes = value.as_bytes();
    if is_placeholder(value) {
        return None;
    }
    let fits = if cookie {
        bytes.contains(&b'=') && bytes.len() >= 16 && looks_random(bytes)
    } else {
        bytes.len() >= 8 && has_digit(bytes) && entropy(bytes) >= 2.8
            || bytes.len() >= 8 && bytes.ends_with(b"=")
    };
    fits.then_some((from, to))
}

fn curl_user(scan: &Scan<'_>, end: usize) -> Option<(usize, usize)> {
    let rest = &scan.bytes[end..(end + 600).min(scan.bytes.len())];
    let mut at = 0;
    while at + 3 < rest.len() {
        if rest[at] == b' '
            && (rest[at + 1..].starts_with(b"-u")
                || rest[at + 1..].starts_with(b"--user") && !rest[at + 1..].starts_with(b"--user-"))
        {
            let mut from = at + 1 + if rest[at + 2] == b'u' { 2 } else { 6 };
            while from < rest.len() && matches!(rest[from], b' ' | b'=') {
                from += 1;
            }
            let quote = rest
                .get(from)
                .copied()
                .filter(|b| matches!(b, b'"' | b'\''));
            from += usize::from(quote.is_some());
            let length = rest
                .get(from..)?
                .iter()
                .position(|&b| quote.map_or(b.is_ascii_whitespace(), |q| b == q))
                .unwrap_or(rest.len() - from);
            let value = scan.text.get(end + from..end + from + length)?;
            let (user, password) = value.split_once(':')?;
            let lower = password.to_ascii_lowercase();
            let plain = [
                "password", "pass", "token", "test", "secret", "passwd", "pwd", "apikey", "api_key",
            ]
            .contains(&lower.trim_matches('"'));
            if user.len() + password.len() < 6
                || plain
                || is_placeholder(value)
                || value.contains('$') && value.contains('{')
                || password.starts_with('$')
            {
                return None;
            }
            return Some((end + from, end + from + length));
        }
        at += 1;
    }
    None
}
