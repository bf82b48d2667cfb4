//! E-mail addresses, links, network addresses, handles.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::detect::secrets::{entropy, is_placeholder};
use crate::hit::{Asked, Scan};
use crate::label::Label;
use crate::lexicon::Flags;
use crate::text::Kind;

pub(crate) fn find(scan: &mut Scan<'_>) {
    let mut done = 0;
    let mut at = 0;
    while at < scan.bytes.len() {
        let byte = scan.bytes[at];
        match byte {
            b'@' => email(scan, at),
            b':' if scan.bytes[at..].starts_with(b"://") && at >= done => {
                done = link(scan, at).max(done);
            }
            b':' if at >= done => {
                if let Some(end) = colons(scan, at) {
                    done = end;
                }
            }
            _ => {}
        }
        at += 1;
    }
    spoken(scan);
    dashed_mac(scan);
    users(scan);
}

fn local_part(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'%' | b'+' | b'-' | b'\'') || b >= 128
}

fn email(scan: &mut Scan<'_>, at: usize) {
    let bytes = scan.bytes;
    let mut start = at;
    while start > 0 && at - start < 64 && local_part(bytes[start - 1]) {
        start -= 1;
    }
    while start < at
        && (matches!(bytes[start], b'.' | b'\'' | b'=' | b'&' | b'-')
            || bytes[start] & 0xc0 == 0x80)
    {
        start += 1;
    }
    if start == at || bytes[at - 1] == b'.' {
        return;
    }
    let mut end = at + 1;
    while end < bytes.len()
        && end - at < 120
        && (bytes[end].is_ascii_alphanumeric()
            || matches!(bytes[end], b'.' | b'-')
            || bytes[end] >= 128)
    {
        end += 1;
    }
    while end > at + 1 && matches!(bytes[end - 1], b'.' | b'-') {
        end -= 1;
    }
    scan.steps += end - start;
    while !scan.text.is_char_boundary(end) {
        end += 1;
    }
    let domain = &scan.text[at + 1..end];
    let Some((host, top)) = domain.rsplit_once('.') else {
        return;
    };
    let top_ok =
        top.chars().count() >= 2 && top.chars().all(char::is_alphabetic) && top.len() <= 18;
    const FILES: &[&str] = &[
        "png", "jpg", "jpeg", "svg", "gif", "js", "ts", "css", "html", "json", "webp", "git", "md",
        "rs", "py", "service", "target", "local",
    ];
    if !top_ok
        || host.is_empty()
        || host.starts_with('.')
        || host.contains("..")
        || FILES.contains(&top) && top != "local"
    {
        return;
    }
    // `https://user:password@host` is a link's business.
    let reach = &bytes[start.saturating_sub(60)..start];
    let link = reach
        .windows(3)
        .rposition(|w| w == b"://")
        .is_some_and(|i| !reach[i..].iter().any(u8::is_ascii_whitespace));
    if scan.byte(end) == b'(' || link && !reach.contains(&b'?') {
        return;
    }
    scan.hit(start, end, Label::Email, 0.97, "An e-mail address");
}

const TOPS: &[&str] = &[
    "com", "org", "net", "edu", "gov", "io", "co", "uk", "de", "fr", "es", "it", "nl", "ca", "au",
    "in", "info", "me", "us", "biz", "eu", "ch", "at", "example",
];

/// "name at example dot com", "name (at) example [dot] com".
fn spoken(scan: &mut Scan<'_>) {
    for index in 1..scan.tokens.len() {
        let word = |i: usize| scan.tokens.get(i).map_or("", |t| scan.str(t));
        if !word(index).eq_ignore_ascii_case("at") {
            continue;
        }
        let near = |i: usize| scan.gap(i).len() <= 3 && !scan.gap(i).contains(&b'\n');
        if !near(index - 1) || !near(index) {
            continue;
        }
        // The domain: words joined by "dot" (or a point), ending in a top-level name.
        let mut last = index + 1;
        let mut dots = 0;
        let mut end = None;
        for _ in 0..4 {
            if last >= scan.tokens.len() {
                break;
            }
            if dots > 0 && TOPS.contains(&word(last).to_ascii_lowercase().as_str()) {
                end = Some(last);
            }
            let next = word(last + 1).to_ascii_lowercase();
            if (next == "dot" || next == "point") && near(last) && near(last + 1) {
                last += 2;
                dots += 1;
            } else if scan.gap(last) == b"." {
                last += 1;
                dots += 1;
            } else {
                break;
            }
        }
        let Some(end) = end else { continue };
        // The name: one word, or more joined by "dot", "underscore", "dash".
        let mut first = index - 1;
        while first >= 2
            && near(first - 1)
            && near(first - 2)
            && matches!(
                word(first - 1).to_ascii_lowercase().as_str(),
                "dot" | "underscore" | "dash" | "hyphen" | "point"
            )
        {
            first -= 2;
        }
        while first >= 1 && scan.gap(first - 1) == b"." {
            first -= 1;
        }
        let only_points = scan.gap(index + 1) == b"."
            && !scan.bytes[scan.tokens[index].start.saturating_sub(2) as usize..].starts_with(b"(");
        // "meet me at example.com" is no address; "sam at example.com" is, when e-mail was spoken of.
        if only_points && !scan.asked.has(Asked::EMAIL) && !scan.tokens[first].kind.eq(&Kind::Alnum)
        {
            let said = (index.saturating_sub(6)..first)
                .any(|i| word(i).to_ascii_lowercase().contains("mail"));
            if !said {
                continue;
            }
        }
        let (from, to) = (
            scan.tokens[first].start as usize,
            scan.tokens[end].end as usize,
        );
        scan.hit(
            from,
            to,
            Label::Email,
            0.85,
            "An e-mail address spelled out",
        );
    }
}

fn is_private(host: &str) -> bool {
    if let Ok(ip) = host.parse::<Ipv4Addr>() {
        return ip.is_private() || ip.is_link_local();
    }
    let lower = host.to_ascii_lowercase();
    [
        ".internal",
        ".local",
        ".corp",
        ".lan",
        ".intranet",
        ".intra",
        ".home.arpa",
        ".localdomain",
        ".private",
    ]
    .iter()
    .any(|top| lower.ends_with(top))
        || lower.contains(".svc.cluster")
        || lower.contains(".internal.")
        || lower.contains(".corp.")
        || lower.contains(".intranet.")
        || lower.starts_with("intranet.")
}

fn single_label(host: &str) -> bool {
    !host.contains('.')
        && host.len() >= 3
        && !host.eq_ignore_ascii_case("localhost")
        && host.bytes().any(|b| b.is_ascii_digit() || b == b'-')
        && host.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && host.as_bytes()[0].is_ascii_alphabetic()
}

const SIGNED: &[&str] = &[
    "sig=",
    "x-amz-signature=",
    "x-goog-signature=",
    "access_token=",
    "token=",
    "apikey=",
    "api_key=",
    "key=",
    "secret=",
    "password=",
    "passwd=",
    "pwd=",
    "signature=",
    "auth=",
    "jwt=",
    "code=",
    "session=",
    "sessionid=",
    "id_token=",
    "refresh_token=",
    "sv=",
];

/// A link around `://` at `at`; returns where it ends.
fn link(scan: &mut Scan<'_>, at: usize) -> usize {
    let bytes = scan.bytes;
    let mut start = at;
    while start > 0
        && at - start < 30
        && (bytes[start - 1].is_ascii_alphanumeric()
            || matches!(bytes[start - 1], b'+' | b'.' | b'-' | b':'))
    {
        start -= 1;
    }
    while start < at && !bytes[start].is_ascii_alphabetic() {
        start += 1;
    }
    let limit = (at + 2048).min(bytes.len());
    let mut end = at + 3;
    while end < limit
        && !bytes[end].is_ascii_whitespace()
        && !matches!(bytes[end], b'<' | b'>' | b'"' | b'`' | b'\\' | b'|' | b'^')
    {
        if bytes[end] == b'\'' || bytes[end] == b')' && !scan.bytes[start..end].contains(&b'(') {
            break;
        }
        if bytes[end] == b',' && bytes.get(end + 1).is_none_or(u8::is_ascii_whitespace) {
            break;
        }
        end += 1;
    }
    while end > at + 3
        && matches!(
            bytes[end - 1],
            b'.' | b',' | b';' | b':' | b'!' | b'?' | b')' | b']' | b'}' | b'*' | b'_'
        )
    {
        end -= 1;
    }
    while end < bytes.len() && !scan.text.is_char_boundary(end) {
        end += 1;
    }
    scan.steps += end - start;
    if start == at || end <= at + 3 {
        return end;
    }
    let rest = &scan.text[at + 3..end];
    let authority_end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let authority = &rest[..authority_end];
    // A password may itself hold a slash or an at sign: look in all that is left for the host.
    let scheme = &scan.text[start..at];
    if let Some((user, host)) = authority.rsplit_once('@')
        && let Some((name, password)) = user.split_once(':')
    {
        let lower = password.to_ascii_lowercase();
        let shown = [
            "password", "pass", "pwd", "passwd", "secret", "token", "pw", "user",
        ]
        .contains(&lower.as_str())
            || is_placeholder(password)
            || host.is_empty()
            || name.starts_with('<')
            || lower.starts_with('$')
            || lower.starts_with('%') && lower.ends_with('%')
            || lower.starts_with('{');
        if !shown
            && password.len() >= 2
            && !scan
                .lexicon
                .word(&name.to_ascii_lowercase())
                .has(Flags::NEVER_NAME)
        {
            scan.hit(
                start,
                end,
                Label::Credential,
                0.93,
                format!("A {scheme} address with user name and password in it"),
            );
            return end;
        }
    }
    let after = &rest[authority_end..];
    let lower = after.to_ascii_lowercase();
    if let Some(query) = lower.find('?') {
        let signed = SIGNED.iter().find_map(|name| {
            let mut from = query;
            while let Some(i) = lower[from..].find(name) {
                let p = from + i;
                let before = lower.as_bytes()[p - 1];
                let value_start = p + name.len();
                let value_end = lower[value_start..]
                    .find(['&', '#'])
                    .map_or(lower.len(), |i| value_start + i);
                let value = &after[value_start..value_end];
                let enough = if matches!(*name, "sv=" | "code=" | "key=") {
                    24
                } else {
                    12
                };
                if (before == b'?' || before == b'&' || before == b'-' || before == b'_')
                    && value.len() >= enough
                    && !is_placeholder(value)
                    && entropy(value.as_bytes()) >= 3.0
                    && value.bytes().any(|b| b.is_ascii_digit())
                {
                    return Some(());
                }
                from = value_start;
            }
            None
        });
        if signed.is_some() {
            scan.hit(
                start,
                end,
                Label::Credential,
                0.8,
                "A link that carries a token or signature",
            );
            return end;
        }
    }
    let host = authority.rsplit('@').next().unwrap_or(authority);
    let host = host.split(':').next().unwrap_or(host);
    if matches!(
        scheme,
        "http" | "https" | "ftp" | "ssh" | "smb" | "wss" | "ws" | "ldap" | "git" | "rdp"
    ) {
        if is_private(host) {
            scan.hit(
                start,
                end,
                Label::InternalUrl,
                0.85,
                "A link into a private network or an internal domain",
            );
        } else if single_label(host) && !scan.in_code(start, end) {
            scan.hit(
                start,
                end,
                Label::InternalUrl,
                0.6,
                "A link to a host without a domain, so an internal one",
            );
        } else if lower.contains("%40")
            || after.contains('@')
                && after.contains('=')
                && after.rsplit('@').next().is_some_and(|d| d.contains('.'))
        {
            scan.hit(
                start,
                end,
                Label::Url,
                0.6,
                "A link with an e-mail address in it",
            );
        }
    }
    end
}

/// IPv6 and colon-separated hardware addresses around the colon at `at`.
fn colons(scan: &mut Scan<'_>, at: usize) -> Option<usize> {
    let bytes = scan.bytes;
    let part = |b: u8| b.is_ascii_hexdigit() || b == b':';
    let mut start = at;
    while start > 0 && at - start < 5 && part(bytes[start - 1]) {
        start -= 1;
    }
    let next = bytes.get(at + 1).copied().unwrap_or(b' ');
    if !part(next) && start == at {
        return None;
    }
    let mut end = at + 1;
    while end < bytes.len() && end - start < 46 && (part(bytes[end]) || bytes[end] == b'.') {
        end += 1;
    }
    scan.steps += end - start;
    if end - start >= 46 || at - start >= 5 {
        return Some(end);
    }
    if scan.byte_before(start).is_ascii_alphanumeric() {
        return None;
    }
    while end > start
        && (bytes[end - 1] == b'.' || bytes[end - 1] == b':' && !bytes[..end].ends_with(b"::"))
    {
        end -= 1;
    }
    if scan.byte(end).is_ascii_alphanumeric() {
        return None;
    }
    let text = scan.text.get(start..end)?;
    let colons = text.bytes().filter(|&b| b == b':').count();
    if colons == 5
        && text
            .split(':')
            .all(|p| p.len() == 2 && p.bytes().all(|b| b.is_ascii_hexdigit()))
    {
        if !matches!(
            text,
            "00:00:00:00:00:00" | "ff:ff:ff:ff:ff:ff" | "FF:FF:FF:FF:FF:FF"
        ) {
            scan.hit(
                start,
                end,
                Label::Mac,
                0.9,
                "Six pairs of hexadecimal digits, as in hardware addresses",
            );
        }
        return Some(end);
    }
    if colons >= 2
        && text.len() >= 6
        && text.bytes().any(|b| b.is_ascii_digit())
        && let Ok(ip) = text.parse::<Ipv6Addr>()
    {
        if !ip.is_loopback()
            && !ip.is_unspecified()
            && ip.segments().iter().filter(|&&s| s != 0).count() >= 2
        {
            scan.hit(start, end, Label::Ip, 0.85, "An IPv6 address");
        }
        return Some(end);
    }
    None
}

/// `D0-50-99-84-A2-A0` and `d050.9984.a2a0`.
fn dashed_mac(scan: &mut Scan<'_>) {
    let pair = |scan: &Scan<'_>, i: usize, length: u32| {
        scan.tokens.get(i).is_some_and(|t| {
            t.end - t.start == length && scan.str(t).bytes().all(|b| b.is_ascii_hexdigit())
        })
    };
    for index in 0..scan.tokens.len() {
        let gap = scan.gap(index);
        if gap != b"-" && gap != b"." {
            continue;
        }
        let (length, count) = if gap == b"-" { (2, 6) } else { (4, 3) };
        if !pair(scan, index, length) || index > 0 && scan.gap(index - 1) == gap {
            continue;
        }
        let whole = (1..count).all(|n| pair(scan, index + n, length))
            && (0..count - 1).all(|n| scan.gap(index + n) == gap);
        if whole && scan.gap(index + count - 1) != gap {
            let (from, to) = (
                scan.tokens[index].start as usize,
                scan.tokens[index + count - 1].end as usize,
            );
            let text = &scan.text[from..to];
            if text.bytes().any(|b| b.is_ascii_alphabetic())
                || length == 2 && !text.bytes().all(|b| matches!(b, b'0' | b'-'))
            {
                scan.hit(from, to, Label::Mac, 0.85, "A hardware address");
            }
        }
    }
}

/// "username: `sam_lee`", "my user name is …", "@`sam_lee` on Twitter".
fn users(scan: &mut Scan<'_>) {
    for index in 0..scan.tokens.len() {
        let token = scan.tokens[index];
        let word = scan.str(&token);
        let mut after = index + 1;
        let named = token.flags.has(Flags::USER)
            || word.eq_ignore_ascii_case("user")
                && scan.tokens.get(index + 1).is_some_and(|t| {
                    after = index + 2;
                    matches!(scan.str(t).to_ascii_lowercase().as_str(), "name" | "id")
                });
        if !named {
            continue;
        }
        scan.steps += 1;
        let mut linked = scan.gap(after - 1).contains(&b':') || scan.gap(after - 1).contains(&b'=');
        while after < scan.tokens.len()
            && matches!(
                scan.str(&scan.tokens[after]).to_ascii_lowercase().as_str(),
                "is" | "was" | "on" | "the" | "it's" | "would" | "be" | "should"
            )
        {
            linked |= scan.str(&scan.tokens[after]).len() == 2;
            after += 1;
        }
        if linked && let Some(value) = scan.tokens.get(after) {
            username(scan, after, value.flags, 0.75);
        }
    }
    if scan.asked.has(Asked::USER) && scan.tokens.len() <= 12 {
        for index in 0..scan.tokens.len() {
            let token = scan.tokens[index];
            if token.kind == Kind::Alnum
                && scan.str(&token).bytes().any(|b| b.is_ascii_alphabetic())
            {
                username(scan, index, Flags::NONE, 0.7);
            }
        }
    }
    for at in 0..scan.tokens.len() {
        let token = scan.tokens[at];
        let start = token.start as usize;
        if scan.byte_before(start) != b'@'
            || start >= 2
                && !matches!(
                    scan.byte_before(start - 1),
                    b' ' | b'\n' | b'(' | b',' | b':'
                )
        {
            continue;
        }
        let said = (at.saturating_sub(4)..at).any(|i| {
            matches!(
                scan.str(&scan.tokens[i]).to_ascii_lowercase().as_str(),
                "twitter"
                    | "instagram"
                    | "insta"
                    | "telegram"
                    | "handle"
                    | "dm"
                    | "tiktok"
                    | "snapchat"
                    | "ig"
                    | "github"
                    | "discord"
                    | "username"
                    | "mastodon"
                    | "linkedin"
                    | "facebook"
            )
        });
        if said {
            scan.hit(
                start - 1,
                token.end as usize,
                Label::Username,
                0.6,
                "A handle after the name of a service",
            );
        }
    }
}

fn username(scan: &mut Scan<'_>, index: usize, flags: Flags, confidence: f32) {
    let token = scan.tokens[index];
    let start = token.start as usize;
    let gap = if index > 0 { scan.gap(index - 1) } else { b"" };
    if gap.len() > 5
        || gap
            .iter()
            .any(|b| matches!(b, b'\n' | b'.' | b'?' | b'(' | b'<' | b'{' | b'$'))
        || flags.has(Flags::NEVER_NAME | Flags::WORD)
    {
        return;
    }
    let rest = &scan.bytes[start..(start + 60).min(scan.bytes.len())];
    let mut end = start
        + rest
            .iter()
            .position(|b| {
                !(b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-')) && *b < 128
            })
            .unwrap_or(rest.len());
    while end > start && matches!(scan.bytes[end - 1], b'.' | b'-') {
        end -= 1;
    }
    if end - start < 3 || scan.byte(end) == b'@' || scan.byte(end) == b'(' {
        return;
    }
    let Some(text) = scan.text.get(start..end) else {
        return;
    };
    if is_placeholder(text)
        || scan.lexicon.is_dictionary(&text.to_lowercase())
        || scan.in_code(start, end)
    {
        return;
    }
    scan.hit(
        start,
        end,
        Label::Username,
        confidence,
        "Stands where the text gives a user name",
    );
}
