//! What belongs to the business: numbers of accounts, orders and tenants with letters in them,
//! vehicle plates, draft and internal wording.

use crate::hit::{Asked, Scan};
use crate::label::Label;
use crate::lexicon::Flags;
use crate::text::Kind;

pub(crate) fn find(scan: &mut Scan<'_>) {
    named_ids(scan);
    uuids(scan);
    drafts(scan);
}

/// "order AB-1234", "account no. ACC00123", and the answer to a question for one.
fn named_ids(scan: &mut Scan<'_>) {
    let mut done = 0;
    for index in 0..scan.tokens.len() {
        let token = scan.tokens[index];
        let start = token.start as usize;
        if start < done
            || !matches!(token.kind, Kind::Alnum | Kind::Upper | Kind::Initial)
            || matches!(scan.byte_before(start), b'-' | b'/' | b'.' | b'_' | b'@')
        {
            continue;
        }
        let context = scan.before(index, 4);
        let short = scan.tokens.len() <= 12;
        let asked = scan.asked;
        let (label, why) = if context.has(Flags::TENANT) && context.has(Flags::NUMBER) {
            (Label::TenantId, "An id after a word of tenants")
        } else if context.has(Flags::ORDER) {
            (Label::OrderId, "An id after a word of orders")
        } else if context.has(Flags::ACCOUNT) {
            (Label::AccountId, "An id after a word of accounts")
        } else if context.has(Flags::VEHICLE) && !context.has(Flags::PUBLIC_ID) {
            (
                Label::Vehicle,
                "Letters and digits after a word of vehicle plates",
            )
        } else if short && asked.has(Asked::ORDER) {
            (Label::OrderId, "The answer to a question for an order")
        } else if short && asked.has(Asked::ACCOUNT) {
            (Label::AccountId, "The answer to a question for an account")
        } else {
            continue;
        };
        scan.steps += 1;
        let mut end = token.end as usize;
        let mut digits = 0;
        let mut letters = 0;
        for last in index..(index + 5).min(scan.tokens.len()) {
            let part = scan.tokens[last];
            if last > index {
                let gap = scan.gap(last - 1);
                let spaced = label == Label::Vehicle
                    && gap == b" "
                    && part.kind != Kind::Lower
                    && part.end - part.start <= 4;
                if !(gap == b"-" || gap == b"/" || spaced) {
                    break;
                }
            }
            let text = scan.str(&part);
            digits += text.bytes().filter(u8::is_ascii_digit).count();
            letters += text.bytes().filter(u8::is_ascii_uppercase).count();
            end = part.end as usize;
        }
        let enough = match label {
            Label::Vehicle => digits >= 2 && letters >= 1 && (5..=10).contains(&(end - start)),
            _ => digits >= 3 && end - start >= 5,
        };
        if enough && end - start <= 40 && !scan.in_code(start, end) && scan.byte(end) != b'(' {
            scan.hit(start, end, label, 0.65, why);
            done = end;
        }
    }
}

/// UUIDs beside a word that says whose they are.
fn uuids(scan: &mut Scan<'_>) {
    for index in 0..scan.tokens.len() {
        let token = scan.tokens[index];
        if token.end - token.start != 8 || scan.gap(index) != b"-" {
            continue;
        }
        let start = token.start as usize;
        let Some(text) = scan.text.get(start..start + 36) else {
            continue;
        };
        let fits = text.bytes().enumerate().all(|(i, b)| {
            if matches!(i, 8 | 13 | 18 | 23) {
                b == b'-'
            } else {
                b.is_ascii_hexdigit()
            }
        });
        if !fits || scan.byte(start + 36).is_ascii_alphanumeric() {
            continue;
        }
        scan.steps += 1;
        let context = scan.before(index, 4);
        let label = if context.has(Flags::TENANT) {
            Label::TenantId
        } else if context.has(Flags::ORDER) {
            Label::OrderId
        } else if context.has(Flags::ACCOUNT | Flags::USER) || scan.asked.has(Asked::ACCOUNT) {
            Label::AccountId
        } else {
            continue;
        };
        if !scan.in_code(start, start + 36) {
            scan.hit(
                start,
                start + 36,
                label,
                0.7,
                "A UUID after a word that says whose it is",
            );
        }
    }
}

/// Phrases that say a text is not for everybody; each begins with its first word.
const PHRASES: &[&str] = &[
    "internal only",
    "internal use only",
    "for internal use",
    "internal use",
    "do not share",
    "do not distribute",
    "do not forward",
    "not for distribution",
    "not for release",
    "not for external use",
    "not approved",
    "not yet approved",
    "pending approval",
    "strictly confidential",
    "highly confidential",
    "company confidential",
    "confidential draft",
    "confidential information",
    "private and confidential",
    "under embargo",
    "embargoed until",
    "embargoed",
    "draft only",
    "draft - ",
    "draft:",
    "[draft]",
    "draft response",
    "draft reply",
    "draft answer",
    "draft wording",
    "unapproved draft",
    "unapproved wording",
    "not customer-facing",
    "not customer facing",
    "do not send",
    "don't share",
    "don't forward",
    "please don't share",
    "under nda",
    "attorney-client privileged",
    "privileged and confidential",
    "work in progress - ",
    "for your eyes only",
    "keep this internal",
    "keep internal",
    "commercial in confidence",
    "in confidence",
    "off the record",
    "unreleased",
    "not public yet",
    "not yet public",
    "not yet announced",
    "unannounced",
    "staff only",
    "employees only",
    "vertraulich",
    "nur intern",
    "nur für den internen gebrauch",
    "streng vertraulich",
    "entwurf",
    "confidentiel",
    "usage interne",
    "ne pas diffuser",
    "brouillon",
    "confidencial",
    "uso interno",
    "borrador",
    "riservato",
    "bozza",
    "vertrouwelijk",
];

fn drafts(scan: &mut Scan<'_>) {
    for index in 0..scan.tokens.len() {
        let token = scan.tokens[index];
        if !token.kind.is_word() {
            continue;
        }
        if !token.flags.has(Flags::DRAFT) {
            continue;
        }
        let first = scan.bytes[token.start as usize] | 0x20;
        let mut start = token.start as usize;
        let mut best = 0;
        for phrase in PHRASES {
            let bracket = usize::from(phrase.starts_with('['));
            if bracket == 1 && scan.byte_before(start) != b'[' {
                continue;
            }
            let from = start - bracket;
            let end = from + phrase.len();
            if phrase.as_bytes()[bracket] == first
                && scan
                    .bytes
                    .get(from..end)
                    .is_some_and(|b| b.eq_ignore_ascii_case(phrase.as_bytes()))
                && !scan.byte(end).is_ascii_alphanumeric()
            {
                best = best.max(end - from);
                start = from;
            }
        }
        let shout = token.kind == Kind::Upper
            && token.flags.has(Flags::DRAFT)
            && matches!(
                scan.str(&token),
                "CONFIDENTIAL" | "DRAFT" | "EMBARGOED" | "INTERNAL"
            );
        if best == 0
            && shout
            && !scan.in_code(start, token.end as usize)
            && scan.byte(token.end as usize) != b'_'
        {
            best = token.end as usize - start;
        }
        if best == 0 {
            continue;
        }
        while best > 0 && matches!(scan.bytes[start + best - 1], b' ' | b'-') {
            best -= 1;
        }
        let weak = matches!(
            scan.text[start..start + best].to_ascii_lowercase().as_str(),
            "internal use"
                | "unreleased"
                | "in confidence"
                | "pending approval"
                | "confidential information"
                | "embargoed"
                | "entwurf"
                | "do not send"
        );
        if scan.in_code(start, start + best) {
            continue;
        }
        scan.hit(
            start,
            start + best,
            Label::Draft,
            if weak { 0.45 } else { 0.7 },
            "Wording that says the text is a draft or not for outsiders",
        );
    }
}
