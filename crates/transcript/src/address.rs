//! Web and e-mail addresses: finding them in text, and which targets a link may have.
//!
//! The same finder makes bare addresses into links and widens redactions to whole addresses, so that the two
//! never disagree about where an address ends. No regular expressions: one pass, linear in the text.

/// What kind of address was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Begins with `http://` or `https://`.
    Web,
    /// Begins with `www.`.
    Www,
    /// An e-mail address.
    Mail,
    /// An address of another scheme, such as `postgres://…`: never a link, but hidden only as a whole.
    Other,
}

/// An address in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// What it is.
    pub kind: Kind,
}

/// Longest scheme looked for, in bytes.
const MAX_SCHEME: usize = 32;
/// Longest local part of an e-mail address looked for, in bytes (RFC 5321 allows 64 octets).
const MAX_LOCAL: usize = 64;
/// Longest domain of an e-mail address looked for, in bytes (RFC 1035 allows 253).
const MAX_DOMAIN: usize = 253;

/// The link target to use for `raw`, if it may be one: http, https, mailto and tel only.
///
/// Control characters are dropped and surrounding white space is trimmed first, since browsers do the same
/// before they look at the scheme. A web address must name its host (`https:path` would be relative).
pub fn target(raw: &str) -> Option<String> {
    let clean: String = raw.chars().filter(|c| !c.is_control()).collect();
    let clean = clean.trim();
    let (scheme, rest) = clean.split_once(':')?;
    let allowed = if scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https") {
        rest.strip_prefix("//")
            .is_some_and(|host| !host.is_empty() && !host.starts_with(['/', '\\', '?', '#']))
    } else {
        (scheme.eq_ignore_ascii_case("mailto") || scheme.eq_ignore_ascii_case("tel"))
            && !rest.is_empty()
    };
    allowed.then(|| clean.to_owned())
}

/// The target of a bare address, if it can be a link.
pub(crate) fn bare_target(text: &str, kind: Kind) -> Option<String> {
    match kind {
        Kind::Web => target(text),
        Kind::Www => target(&format!("https://{text}")),
        Kind::Mail => target(&format!("mailto:{text}")),
        Kind::Other => None,
    }
}

/// Whether a link whose shown text is `text` shows nothing but its own target.
pub(crate) fn shows_target(text: &str, href: &str) -> bool {
    let text = text.trim();
    if text.is_empty() {
        return false;
    }
    let ends_like = |prefix: &str| {
        href.get(..prefix.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(prefix))
            && href.get(prefix.len()..).is_some_and(|rest| {
                rest.trim_end_matches('/')
                    .eq_ignore_ascii_case(text.trim_end_matches('/'))
            })
    };
    ["", "https://", "http://", "mailto:", "tel:"]
        .into_iter()
        .any(ends_like)
}

/// Every address in the text, in order, without overlaps.
pub(crate) fn find(text: &str) -> Vec<Found> {
    let bytes = text.as_bytes();
    let mut found: Vec<Found> = Vec::new();
    let mut consumed = 0;
    let mut at = 0;
    while at < bytes.len() {
        let hit = match bytes[at] {
            b':' if bytes[at..].starts_with(b"://") => url(text, at, consumed),
            b'w' | b'W' => www(text, at),
            b'@' => mail(text, at, consumed),
            _ => None,
        };
        if let Some(hit) = hit {
            consumed = hit.end;
            at = hit.end.max(at + 1);
            found.push(hit);
        } else {
            at += 1;
        }
    }
    found
}

/// An address with a scheme, whose `://` stands at `colon`.
fn url(text: &str, colon: usize, consumed: usize) -> Option<Found> {
    let bytes = text.as_bytes();
    let mut start = colon;
    while start > consumed && colon - start < MAX_SCHEME && is_scheme(bytes[start - 1]) {
        start -= 1;
    }
    while start < colon && !bytes[start].is_ascii_alphabetic() {
        start += 1;
    }
    if start == colon {
        return None;
    }
    let end = url_end(text, colon + 3);
    if end <= colon + 3 {
        return None;
    }
    let scheme = &text[start..colon];
    let web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let named = text[colon + 3..end].starts_with(|c: char| c.is_alphanumeric() || c == '[');
    let kind = if web && named { Kind::Web } else { Kind::Other };
    Some(Found { start, end, kind })
}

/// An address without a scheme, whose `www.` may stand at `start`.
fn www(text: &str, start: usize) -> Option<Found> {
    let bytes = text.as_bytes();
    let prefix = bytes.get(start..start + 4)?;
    if !prefix.eq_ignore_ascii_case(b"www.") || text[..start].ends_with(char::is_alphanumeric) {
        return None;
    }
    let end = url_end(text, start + 4);
    let rest = text.get(start + 4..end)?;
    let host = rest.split(['/', '?', '#', ':']).next()?;
    (host.starts_with(char::is_alphanumeric) && host.contains('.')).then_some(Found {
        start,
        end,
        kind: Kind::Www,
    })
}

/// An e-mail address, whose `@` stands at `at`.
fn mail(text: &str, at: usize, consumed: usize) -> Option<Found> {
    let mut start = at;
    for (offset, c) in text[consumed..at].char_indices().rev() {
        let here = consumed + offset;
        if at - here > MAX_LOCAL || !(c.is_alphanumeric() || "._%+-'&".contains(c)) {
            break;
        }
        start = here;
    }
    start += text[start..at].find(char::is_alphanumeric)?;

    let domain_start = at + 1;
    let mut end = domain_start;
    for (offset, c) in text[domain_start..].char_indices() {
        if offset > MAX_DOMAIN || !(c.is_alphanumeric() || c == '.' || c == '-') {
            break;
        }
        end = domain_start + offset + c.len_utf8();
    }
    let domain = text[domain_start..end].trim_end_matches(['.', '-']);
    let (host, top) = domain.rsplit_once('.')?;
    let names = host.starts_with(char::is_alphanumeric) && !host.contains("..");
    (names && top.chars().count() >= 2 && top.chars().any(char::is_alphabetic)).then(|| Found {
        start,
        end: domain_start + domain.len(),
        kind: Kind::Mail,
    })
}

fn is_scheme(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')
}

/// Where an address that goes on at `from` ends: before white space, quotation marks and invisible characters,
/// without the punctuation of the sentence around it.
fn url_end(text: &str, from: usize) -> usize {
    let mut end = text.len();
    // Open minus closed, for (), [] and {}.
    let mut open = [0_i64; 3];
    for (offset, c) in text[from..].char_indices() {
        if c.is_whitespace()
            || crate::conceal::is_unseen(c)
            || "<>\"`“”‘’«»„，。；：！？、）」』】》".contains(c)
        {
            end = from + offset;
            break;
        }
        if let Some((pair, step)) = bracket(c) {
            open[pair] += step;
        }
    }
    while let Some(last) = text[from..end].chars().next_back() {
        match bracket(last) {
            Some((pair, -1)) if open[pair] < 0 => open[pair] += 1,
            Some((pair, 1)) => open[pair] -= 1,
            None if ".,;:!?'*_~…".contains(last) => {}
            _ => break,
        }
        end -= last.len_utf8();
    }
    end
}

/// Which pair of brackets it belongs to, and +1 if it opens.
fn bracket(c: char) -> Option<(usize, i64)> {
    match c {
        '(' => Some((0, 1)),
        ')' => Some((0, -1)),
        '[' => Some((1, 1)),
        ']' => Some((1, -1)),
        '{' => Some((2, 1)),
        '}' => Some((2, -1)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = find(text).iter().map(|f| &text[f.start..f.end]).collect();
        assert_eq!(found, expected, "in {text:?}");
    }

    #[test]
    fn addresses_end_where_the_sentence_goes_on() {
        check(
            "See https://docs.acme.example/a_b?x=1#y.",
            &["https://docs.acme.example/a_b?x=1#y"],
        );
        check(
            "(https://acme.example/a_(b))",
            &["https://acme.example/a_(b)"],
        );
        check("www.acme.example, or www.nothing", &["www.acme.example"]);
        check("\"HTTPS://ACME.example/\"", &["HTTPS://ACME.example/"]);
        check(
            "Mail bob.o'neil@mail.acme.example.",
            &["bob.o'neil@mail.acme.example"],
        );
        check("mailto:bob@acme.example", &["bob@acme.example"]);
        check(
            "'bob@acme.example' <eve@acme.example>",
            &["bob@acme.example", "eve@acme.example"],
        );
        check("jürgen@bücher.example。", &["jürgen@bücher.example"]);
        check(
            "postgres://app:pass@db.internal:5432/x",
            &["postgres://app:pass@db.internal:5432/x"],
        );
        check("a@b, @home, 3@4, a@b.c, ://, http://, http:// x", &[]);
    }

    #[test]
    fn only_web_mail_and_telephone_targets_are_allowed() {
        for good in [
            "https://a.example",
            "HTTP://a.example/x",
            "mailto:a@b.example",
            "tel:+4915",
            " \u{1}https://a.example\n",
        ] {
            assert!(target(good).is_some(), "{good:?}");
        }
        for bad in [
            "javascript:alert(1)",
            "java\tscript:alert(1)",
            "\u{1}javascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "/relative",
            "//host.example",
            "#x",
            "",
            "https:",
            "https:path",
            "https:///x",
            "https://",
            "mailto:",
            "file:///etc/passwd",
            "blob:https://a.example/x",
        ] {
            assert_eq!(target(bad), None, "{bad:?}");
        }
        assert_eq!(
            target("ht\ntps://a.example\t").as_deref(),
            Some("https://a.example")
        );
    }

    #[test]
    fn hostile_text_takes_linear_time() {
        for piece in [
            "a@",
            "http://",
            "www.",
            "((((",
            "a.",
            "://",
            "é@é.",
            "http://a)",
        ] {
            let text = piece.repeat(300_000);
            let start = std::time::Instant::now();
            find(&text);
            assert!(
                start.elapsed().as_secs() < 10,
                "{piece:?} took {:?}",
                start.elapsed()
            );
        }
    }
}
