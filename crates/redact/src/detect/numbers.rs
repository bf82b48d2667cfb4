//! Numbers: payment cards, bank accounts, phones, government ids, dates, network addresses. Takes
//! each run of digits once, whatever separates its groups, and decides by check digits, grouping
//! and the words around it.

use crate::detect::ids;
use crate::hit::{Asked, Scan};
use crate::label::Label;
use crate::lexicon::Flags;
use crate::text::Kind;

/// Runs of more groups than this are tables, not numbers.
const GROUPS: usize = 12;

struct Run {
    /// First token and one past the last.
    first: usize,
    last: usize,
    start: usize,
    end: usize,
    digits: Vec<u8>,
    /// Digits in each group.
    groups: Vec<usize>,
    /// Between groups, one kind of each; `m` when mixed.
    separator: u8,
    plus: bool,
    paren: bool,
}

pub(crate) fn find(scan: &mut Scan<'_>) {
    let mut index = 0;
    while index < scan.tokens.len() {
        let token = scan.tokens[index];
        if token.kind == Kind::Digits {
            let run = run_at(scan, index);
            index = run.last;
            classify(scan, &run);
        } else {
            index += 1;
        }
    }
    compact_ids(scan);
    long_words(scan);
    spelled(scan);
}

fn joins(gap: &[u8]) -> bool {
    !gap.is_empty()
        && gap.len() <= 3
        && gap
            .iter()
            .all(|b| matches!(b, b' ' | b'-' | b'.' | b'/' | b'(' | b')' | b'+'))
        && !gap.contains(&b'+')
        && (gap != b". " && gap != b".. " && gap != b"..")
}

fn run_at(scan: &mut Scan<'_>, first: usize) -> Run {
    let mut last = first + 1;
    while last < scan.tokens.len()
        && scan.tokens[last].kind == Kind::Digits
        && joins(scan.gap(last - 1))
    {
        // The mask after a network address is none of its numbers.
        if last - first == 4
            && scan.gap(last - 1) == b"/"
            && scan.gap(first) == b"."
            && scan.gap(first + 1) == b"."
            && scan.gap(first + 2) == b"."
        {
            break;
        }
        last += 1;
    }
    scan.steps += last - first;
    let mut start = scan.tokens[first].start as usize;
    let end = scan.tokens[last - 1].end as usize;
    let mut digits = Vec::new();
    let mut groups = Vec::new();
    let mut separator = 0;
    if last - first <= GROUPS {
        for at in first..last {
            let text = scan.str(&scan.tokens[at]).as_bytes();
            if digits.len() + text.len() > 64 {
                groups.push(99);
                continue;
            }
            digits.extend_from_slice(text);
            groups.push(text.len());
            if at + 1 < last {
                let gap = scan.gap(at);
                let kind = if gap.len() == 1 { gap[0] } else { b'm' };
                separator = if separator == 0 || separator == kind {
                    kind
                } else {
                    b'm'
                };
            }
        }
    }
    // "345-899-3560x4587": the last group and its extension are one token.
    let mut end = end;
    if last - first >= 2
        && last < scan.tokens.len()
        && matches!(scan.gap(last - 1), b"-" | b"." | b" ")
    {
        let text = scan.str(&scan.tokens[last]);
        if let Some((group, extension)) = text.split_once(['x', 'X']) {
            let digits_only =
                |s: &str| !s.is_empty() && s.len() <= 6 && s.bytes().all(|b| b.is_ascii_digit());
            if digits_only(group) && digits_only(extension) && last - first < GROUPS {
                digits.extend_from_slice(group.as_bytes());
                groups.push(group.len());
                end = scan.tokens[last].end as usize;
                last += 1;
            }
        }
    }
    let mut plus = false;
    let mut paren = false;
    if scan.byte_before(start) == b'(' {
        paren = scan.bytes[start..end].contains(&b')');
        start -= usize::from(paren);
    }
    if scan.byte_before(start) == b'+' {
        plus = true;
        start -= 1;
    }
    Run {
        first,
        last,
        start,
        end,
        digits,
        groups,
        separator,
        plus,
        paren,
    }
}

fn ipv4(scan: &Scan<'_>, run: &Run) -> bool {
    run.groups.len() == 4
        && run.separator == b'.'
        && run.groups.iter().all(|&n| n <= 3)
        && (run.first..run.last).all(|i| {
            scan.str(&scan.tokens[i])
                .parse::<u32>()
                .is_ok_and(|n| n <= 255)
        })
}

/// Day, month and year in any usual order.
fn date(scan: &Scan<'_>, run: &Run) -> bool {
    if run.groups.len() != 3 || !matches!(run.separator, b'/' | b'-' | b'.') {
        return false;
    }
    let part = |i: usize| {
        scan.str(&scan.tokens[run.first + i])
            .parse::<u32>()
            .unwrap_or(0)
    };
    let (a, b, c) = (part(0), part(1), part(2));
    let year = |y: u32, n: usize| n == 4 && (1850..=2100).contains(&y) || n == 2;
    let md = |m: u32, d: u32| (1..=12).contains(&m) && (1..=31).contains(&d);
    match run.groups.as_slice() {
        [4, 1..=2, 1..=2] => year(a, 4) && md(b, c),
        [1..=2, 1..=2, n @ (2 | 4)] => year(c, *n) && (md(a, b) || md(b, a)),
        _ => false,
    }
}

fn classify(scan: &mut Scan<'_>, run: &Run) {
    let n = run.digits.len();
    if n == 0 || run.groups.contains(&99) {
        return;
    }
    let before_byte = scan.byte_before(run.start);
    let after_byte = scan.byte(run.end);
    if matches!(before_byte, b'$' | b'\\' | b'#' | b'@' | b'^') && n < 8
        || scan.text[..run.start].ends_with(['€', '£', '¥', '₹'])
    {
        return;
    }
    if after_byte == b'%'
        || before_byte == b'.' && n < 9
        || matches!(after_byte, b',') && scan.byte(run.end + 1).is_ascii_digit()
    {
        return;
    }
    // Words before on the line; "name: value" over a line break counts through the question.
    let near = scan.before(run.first, 3);
    let wide = scan.before(run.first, 6);
    let after = scan.after(run.last - 1, 2);
    let asked = scan.asked;
    let code = scan.in_code(run.start, run.end);
    if ipv4(scan, run) {
        let text = &scan.text[run.start..run.end];
        let version = (run.first.saturating_sub(2)..run.first).any(|i| {
            scan.str(&scan.tokens[i])
                .to_ascii_lowercase()
                .contains("version")
        });
        let plain = text.starts_with("127.")
            || text.starts_with("0.")
            || text.starts_with("255.")
            || text.starts_with("192.0.2.")
            || text == "1.2.3.4";
        if !version && !plain && !matches!(before_byte, b'v' | b'-' | b'/') && after_byte != b'-' {
            scan.hit(
                run.start,
                run.end,
                Label::Ip,
                if code { 0.6 } else { 0.8 },
                "Four numbers to 255, as in network addresses",
            );
        }
        return;
    }
    let year = |d: &[u8]| d.starts_with(b"19") || d.starts_with(b"20");
    if run.groups == [4, 4] && run.separator != b' ' && year(&run.digits) && year(&run.digits[4..])
    {
        return;
    }
    if date(scan, run) {
        let birth = wide.has(Flags::BIRTH) || after.has(Flags::BIRTH) || asked.has(Asked::BIRTH);
        let (label, confidence) = if birth {
            (Label::DateOfBirth, 0.85)
        } else {
            (Label::Date, 0.5)
        };
        scan.hit(
            run.start,
            run.end,
            label,
            confidence,
            if birth {
                "A date beside a word of birth"
            } else {
                "A date"
            },
        );
        return;
    }
    let sentence_end = before_byte == b'.'
        && n >= 10
        && run.groups.len() >= 3
        && scan.byte_before(run.start - 1).is_ascii_lowercase();
    if matches!(before_byte, b'-' | b'_' | b'/' | b'.' | b':')
        && !sentence_end
        && run.start >= 2
        && scan.bytes[run.start - 2].is_ascii_alphanumeric()
        && n < 13
    {
        return;
    }
    if matches!(after_byte, b'-' | b'_' | b'/' | b':')
        && scan.byte(run.end + 1).is_ascii_alphanumeric()
        && n < 13
        && after_byte != b'-'
    {
        return;
    }
    if card(scan, run, wide, code) {
        return;
    }
    if windows(scan, run) {
        return;
    }
    if wide.has(Flags::PUBLIC_ID) && !wide.has(Flags::PHONE) && !run.plus {
        return;
    }
    if context_number(scan, run, near, wide, after, code) {
        return;
    }
    if phone(scan, run, wide, after, code) {
        return;
    }
    bare_number(scan, run, code);
}

/// Payment cards, whole.
fn card(scan: &mut Scan<'_>, run: &Run, wide: Flags, code: bool) -> bool {
    let n = run.digits.len();
    let said = wide.has(Flags::CARD) || scan.asked.has(Asked::CARD);
    if (12..=19).contains(&n) && run.separator != b'.' && run.separator != b'/' {
        let grouped = run.groups.len() == 1 || run.groups.iter().all(|&g| g >= 3) || said;
        if grouped && let Some(network) = ids::card(&run.digits) {
            if (!said && (code && run.groups.len() == 1 && n != 16)) || run.plus {
                return false;
            }
            let confidence = if said || n >= 15 { 0.95 } else { 0.6 };
            scan.hit(
                run.start,
                run.end,
                Label::CreditCard,
                confidence,
                format!("{n} digits, {network} range, Luhn check passes"),
            );
            return true;
        }
        if said && n >= 13 && grouped {
            scan.hit(
                run.start,
                run.end,
                Label::CreditCard,
                0.7,
                format!("{n} digits beside a word of payment cards"),
            );
            return true;
        }
    }
    if (said || scan.asked.has(Asked::LAST_FOUR))
        && run.groups.len() == 1
        && (n == 4 || n == 3)
        && !scan.in_code(run.start, run.end)
    {
        let words = (run.first.saturating_sub(5)..run.first).any(|i| {
            matches!(
                scan.str(&scan.tokens[i]).to_ascii_lowercase().as_str(),
                "ending" | "ends" | "last" | "cvv" | "cvc" | "digits" | "four"
            )
        });
        if words || scan.asked.has(Asked::LAST_FOUR) && scan.tokens.len() <= 10 {
            scan.hit(
                run.start,
                run.end,
                Label::CreditCard,
                0.55,
                "The last digits or the security code of a card",
            );
            return true;
        }
    }
    false
}

/// A card hidden in a longer run, as in a number beside its expiry date.
fn windows(scan: &mut Scan<'_>, run: &Run) -> bool {
    if run.groups.len() < 2 || run.digits.len() < 17 || run.separator == b'.' {
        return false;
    }
    let mut offset = 0;
    for first in 0..run.groups.len() {
        let mut length = 0;
        for last in first..run.groups.len() {
            length += run.groups[last];
            if length > 16 {
                break;
            }
            if length >= 15
                && let Some(network) = ids::card(&run.digits[offset..offset + length])
            {
                let start = scan.tokens[run.first + first].start as usize;
                let end = scan.tokens[run.first + last].end as usize;
                scan.hit(
                    start,
                    end,
                    Label::CreditCard,
                    0.85,
                    format!("{length} digits, {network} range, Luhn check passes"),
                );
                return true;
            }
        }
        offset += run.groups[first];
    }
    false
}

/// Numbers named by the words before them, or asked for in the turn before.
fn context_number(
    scan: &mut Scan<'_>,
    run: &Run,
    near: Flags,
    wide: Flags,
    after: Flags,
    code: bool,
) -> bool {
    let n = run.digits.len();
    let asked = scan.asked;
    let short_answer = scan.tokens.len() <= 14;
    let ask = |kind: Asked| asked.has(kind) && short_answer;
    if code && !near.has(Flags::GOVERNMENT) {
        return false;
    }
    let _ = after;
    let government = government_before(scan, run.first);
    if government && n >= 4 {
        scan.hit(
            run.start,
            run.end,
            Label::NationalId,
            0.8,
            "A number after the name of a government id",
        );
        return true;
    }
    if ask(Asked::GOVERNMENT) && n >= 4 {
        scan.hit(
            run.start,
            run.end,
            Label::NationalId,
            0.75,
            "The answer to a question for a government id",
        );
        return true;
    }
    if run.plus {
        return false;
    }
    let ssn = run.groups == [3, 2, 4]
        && run.separator != b'.'
        && !matches!(&run.digits[..3], b"000" | b"666")
        && &run.digits[3..5] != b"00";
    if ssn {
        scan.hit(
            run.start,
            run.end,
            Label::NationalId,
            0.85,
            "Three, two and four digits, as in social security numbers",
        );
        return true;
    }
    if (wide.has(Flags::BANK) || ask(Asked::BANK)) && n >= 5 {
        scan.hit(
            run.start,
            run.end,
            Label::BankAccount,
            0.75,
            "A number beside a word of banking",
        );
        return true;
    }
    let phone_shape = run.groups.len() >= 2 && (7..=13).contains(&n);
    if wide.has(Flags::TENANT) && wide.has(Flags::NUMBER) && n >= 4 {
        scan.hit(
            run.start,
            run.end,
            Label::TenantId,
            0.6,
            "A number after a word of tenants",
        );
        return true;
    }
    let number = wide.has(Flags::NUMBER)
        || scan.byte_before(run.start) == b'#'
        || scan.bytes[..run.start].ends_with(b": ");
    let is_year = n == 4 && (run.digits.starts_with(b"19") || run.digits.starts_with(b"20"));
    if wide.has(Flags::ORDER)
        && !near.has(Flags::PHONE)
        && !phone_shape
        && (number && n >= 4 || n >= 6)
        && !is_year
        && run.groups.len() <= 3
    {
        scan.hit(
            run.start,
            run.end,
            Label::OrderId,
            0.7,
            "A number after a word of orders",
        );
        return true;
    }
    if wide.has(Flags::ACCOUNT)
        && !near.has(Flags::PHONE)
        && (number && n >= 4 || n >= 6)
        && !is_year
    {
        scan.hit(
            run.start,
            run.end,
            Label::AccountId,
            0.7,
            "A number after a word of accounts",
        );
        return true;
    }
    if !phone_shape && short_answer {
        if ask(Asked::ORDER) && n >= 4 {
            scan.hit(
                run.start,
                run.end,
                Label::OrderId,
                0.7,
                "The answer to a question for an order",
            );
            return true;
        }
        if ask(Asked::ACCOUNT) && n >= 4 {
            scan.hit(
                run.start,
                run.end,
                Label::AccountId,
                0.7,
                "The answer to a question for an account",
            );
            return true;
        }
    }
    if (ask(Asked::ADDRESS) || wide.has(Flags::ADDRESS))
        && matches!(n, 3..=9)
        && run.groups.len() <= 2
        && postcode_words(scan, run.first)
    {
        scan.hit(run.start, run.end, Label::Address, 0.65, "A postcode");
        return true;
    }
    false
}

fn postcode_words(scan: &Scan<'_>, first: usize) -> bool {
    scan.asked.has(Asked::ADDRESS) && scan.tokens.len() <= 4
        || (first.saturating_sub(5)..first).any(|i| {
            matches!(
                scan.str(&scan.tokens[i]).to_lowercase().as_str(),
                "zip"
                    | "zipcode"
                    | "postcode"
                    | "postal"
                    | "plz"
                    | "postleitzahl"
                    | "cap"
                    | "postnummer"
            )
        })
}

/// Whether one of the words before names a government id. Short names count in capitals only,
/// or where "my … is" leads to the number.
fn government_before(scan: &Scan<'_>, first: usize) -> bool {
    let from = first.saturating_sub(6);
    let start = scan.tokens[first].start as usize;
    for at in (from..first).rev() {
        let token = &scan.tokens[at];
        let gap = scan.gap(at);
        if gap.contains(&b'\n')
            || gap
                .windows(2)
                .any(|w| w == b". " || w == b"? " || w == b"! ")
            || start - token.end as usize > 45
        {
            return false;
        }
        if token.flags.has(Flags::PUBLIC_ID | Flags::PHONE) {
            return false;
        }
        if token.kind == Kind::Digits {
            return false;
        }
        let word = scan.str(token);
        let long = matches!(
            word.to_ascii_lowercase().as_str(),
            "ssn"
                | "passport"
                | "nino"
                | "dni"
                | "nie"
                | "cpf"
                | "cnpj"
                | "curp"
                | "pesel"
                | "aadhaar"
                | "aadhar"
                | "reisepass"
                | "pasaporte"
                | "passeport"
                | "itin"
                | "medicare"
                | "nhs"
                | "tin"
                | "ein"
                | "ssns"
                | "personnummer"
                | "fodselsnummer"
                | "steuernummer"
                | "kennitala"
                | "vat"
        );
        if long {
            return true;
        }
        let standard = word == "RFC"
            && scan.tokens[first].kind == Kind::Digits
            && scan.tokens[first].end - scan.tokens[first].start <= 5;
        if standard {
            return false;
        }
        if token.flags.has(Flags::GOVERNMENT)
            && token.kind == Kind::Upper
            && word.len() >= 2
            && !matches!(word, "ID" | "NO" | "IN" | "US")
        {
            return true;
        }
        let lower = word.to_ascii_lowercase();
        let pair = at > 0 && {
            let other = scan.str(&scan.tokens[at - 1]).to_ascii_lowercase();
            matches!(
                (other.as_str(), lower.as_str()),
                ("social", "security" | "insurance")
                    | ("national", "insurance" | "id" | "number")
                    | ("tax" | "government" | "voter" | "taxpayer", "id")
                    | (
                        "tax"
                            | "identity"
                            | "identification"
                            | "health"
                            | "vat"
                            | "license"
                            | "licence",
                        "number"
                    )
                    | ("identity", "card")
                    | ("driving" | "driver's", "licence")
                    | ("driver's" | "drivers" | "driver", "license")
                    | ("the" | "my", "social")
            )
        };
        if pair {
            return true;
        }
        // "My XYZ is 12-345": an acronym that a person calls theirs.
        if token.kind == Kind::Upper
            && (2..=8).contains(&word.len())
            && !token
                .flags
                .has(Flags::CARD | Flags::BANK | Flags::ORDER | Flags::ACCOUNT)
        {
            let owned = at > 0
                && matches!(
                    scan.str(&scan.tokens[at - 1]).to_ascii_lowercase().as_str(),
                    "my" | "his" | "her" | "their" | "our" | "your"
                );
            if owned {
                return true;
            }
        }
    }
    false
}

const COUNTRY_CODES: &[u16] = &[
    1, 7, 20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 53, 54,
    55, 56, 57, 58, 60, 61, 62, 63, 64, 65, 66, 81, 82, 84, 86, 90, 91, 92, 93, 94, 95, 98, 211,
    212, 213, 216, 218, 220, 221, 222, 223, 224, 225, 226, 227, 228, 229, 230, 231, 232, 233, 234,
    235, 236, 237, 238, 239, 240, 241, 242, 243, 244, 245, 246, 247, 248, 249, 250, 251, 252, 253,
    254, 255, 256, 257, 258, 260, 261, 262, 263, 264, 265, 266, 267, 268, 269, 290, 291, 297, 298,
    299, 350, 351, 352, 353, 354, 355, 356, 357, 358, 359, 370, 371, 372, 373, 374, 375, 376, 377,
    378, 379, 380, 381, 382, 383, 385, 386, 387, 389, 420, 421, 423, 500, 501, 502, 503, 504, 505,
    506, 507, 508, 509, 590, 591, 592, 593, 594, 595, 596, 597, 598, 599, 670, 672, 673, 674, 675,
    676, 677, 678, 679, 680, 681, 682, 683, 685, 686, 687, 688, 689, 690, 691, 692, 800, 808, 850,
    852, 853, 855, 856, 870, 878, 880, 881, 882, 883, 886, 888, 960, 961, 962, 963, 964, 965, 966,
    967, 968, 970, 971, 972, 973, 974, 975, 976, 977, 979, 992, 993, 994, 995, 996, 998,
];

fn country_code(d: &[u8]) -> bool {
    (1..=3).any(|length| {
        d.get(..length)
            .and_then(|p| std::str::from_utf8(p).ok())
            .and_then(|p| p.parse::<u16>().ok().filter(|_| !p.starts_with('0')))
            .is_some_and(|code| COUNTRY_CODES.binary_search(&code).is_ok())
    })
}

/// The end of an extension after a phone number: "ext. 12", "x12".
fn extension(scan: &Scan<'_>, run: &Run) -> usize {
    let Some(next) = scan.tokens.get(run.last) else {
        return run.end;
    };
    let gap = scan.gap(run.last - 1);
    let word = scan.str(next).to_ascii_lowercase();
    if gap.len() <= 2 && !gap.contains(&b'\n') {
        if matches!(word.as_str(), "ext" | "extension" | "x" | "extn") {
            if let Some(number) = scan.tokens.get(run.last + 1)
                && number.kind == Kind::Digits
                && number.end - number.start <= 6
                && scan.gap(run.last).len() <= 2
            {
                return number.end as usize;
            }
        } else if word.starts_with('x')
            && word.len() <= 7
            && word.len() > 1
            && word[1..].bytes().all(|b| b.is_ascii_digit())
        {
            return next.end as usize;
        }
    }
    run.end
}

fn phone(scan: &mut Scan<'_>, run: &Run, wide: Flags, after: Flags, code: bool) -> bool {
    let n = run.digits.len();
    let d = &run.digits;
    let end = extension(scan, run);
    if run.plus {
        if (6..=15).contains(&n)
            && country_code(d)
            && !(code && scan.byte_before(run.start).is_ascii_alphanumeric())
            && !scan.byte_before(run.start).is_ascii_alphanumeric()
        {
            scan.hit(
                run.start,
                end,
                Label::Phone,
                0.92,
                "A plus sign, a country's code and a plausible length",
            );
            return true;
        }
        return false;
    }
    let said = wide.has(Flags::PHONE)
        || scan.asked.has(Asked::PHONE) && scan.tokens.len() <= 20
        || after.has(Flags::PHONE) && scan.after(run.last - 1, 1).has(Flags::PHONE)
        || end != run.end;
    if said && (5..=15).contains(&n) && !code {
        let year = n == 4;
        if !year
            && run.groups.iter().all(|&g| g <= 14)
            && run.groups.len() <= 6
            && !(run.separator == b'.' && run.groups.len() == 2)
        {
            scan.hit(
                run.start,
                end,
                Label::Phone,
                0.85,
                "Digits where the text speaks of a phone number",
            );
            return true;
        }
    }
    if !(6..=14).contains(&n) || code && run.groups.len() < 3 {
        return false;
    }
    if matches!(
        scan.byte_before(run.start),
        b'-' | b'/' | b'_' | b'=' | b','
    ) || scan.byte_before(run.start) == b'.' && run.groups.len() < 3
        || scan.byte(run.end) == b'-'
    {
        return false;
    }
    // ISBN and the like are written in four or five groups with a single check digit at the end.
    if run.separator == b'-'
        && run.groups.len() >= 4
        && run.groups.last() == Some(&1)
        && ids::is_product_number(&run.digits)
    {
        return false;
    }
    let g = run.groups.as_slice();
    let nanp = |d: &[u8]| d.len() == 10 && d[0] >= b'2' && d[3] >= b'2';
    let north = match g {
        [3, 3, 4] => nanp(d),
        [1, 3, 3, 4] => d[0] == b'1' && nanp(&d[1..]),
        [3, 7] => run.paren && nanp(d),
        _ => false,
    };
    if north && run.separator != b'/' {
        scan.hit(
            run.start,
            end,
            Label::Phone,
            0.85,
            "Grouped like a North American phone number",
        );
        return true;
    }
    if g == [3, 4] && matches!(run.separator, b'-' | b' ' | b'.') && d[0] >= b'2' && !code {
        scan.hit(
            run.start,
            end,
            Label::Phone,
            0.55,
            "Three and four digits, as in local phone numbers",
        );
        return true;
    }
    if run.paren && n >= 6 {
        scan.hit(
            run.start,
            end,
            Label::Phone,
            0.7,
            "An area code in brackets",
        );
        return true;
    }
    let trunk = d[0] == b'0' && d.get(1) != Some(&b'0') && (8..=12).contains(&n);
    let abroad = d.starts_with(b"00") && country_code(&d[2..]) && (10..=15).contains(&n);
    if (trunk || abroad) && g.len() >= 2 && g.len() <= 6 && run.separator != b'.' && !code {
        scan.hit(
            run.start,
            end,
            Label::Phone,
            0.7,
            "Begins with a trunk or international prefix, grouped like a phone number",
        );
        return true;
    }
    if (trunk || abroad) && g.len() == 1 && n >= 9 && !code {
        scan.hit(
            run.start,
            end,
            Label::Phone,
            0.5,
            "Begins with a trunk or international prefix and has a plausible length",
        );
        return true;
    }
    let even = g.len() >= 2
        && g.len() <= 5
        && g.iter().all(|&x| (1..=5).contains(&x))
        && matches!(run.separator, b' ' | b'-');
    let years =
        g == [4, 4] && run.separator == b'-' && (d.starts_with(b"19") || d.starts_with(b"20"));
    let fits = match g {
        [4, 4] => !years && !(run.separator == b'-' && ids::is_product_number(d)),
        [1 | 2, 3, 4]
        | [2, 3 | 2, 2, 2]
        | [3 | 2, 2, 2 | 3]
        | [3, 2, 2, 2]
        | [3, 3, 2 | 3]
        | [2..=4, 6]
        | [2 | 1, 7]
        | [2..=5, 5]
        | [2, 4]
        | [3 | 4, 3]
        | [4 | 2, 3, 3]
        | [3, 3, 1, 3]
        | [1..=3, 4, 4]
        | [2 | 1, 2, 2, 2, 2]
        | [2, 2, 3, 2] => true,
        _ => even && n >= 9,
    };
    let dated = g.len() == 2
        && g[0] <= 2
        && g[1] == 4
        && (d[g[0]..].starts_with(b"19") || d[g[0]..].starts_with(b"20"));
    if fits
        && even
        && !dated
        && !code
        && prose_around(scan, run)
        && !(n <= 6 && run.separator == b'-')
    {
        scan.hit(
            run.start,
            end,
            Label::Phone,
            if n >= 8 { 0.5 } else { 0.45 },
            "Grouped like a phone number",
        );
        return true;
    }
    false
}

/// Whether a number stands inside or at the end of a sentence, not among other numbers or columns.
fn prose_around(scan: &Scan<'_>, run: &Run) -> bool {
    let before = run
        .first
        .checked_sub(1)
        .map(|i| (&scan.tokens[i], scan.gap(i)));
    let prose_before = before.is_some_and(|(token, gap)| {
        token.kind.is_word()
            && matches!(
                gap,
                b" " | b": " | b", " | b" (" | b" +" | b"\n" | b":\n" | b" \"" | b" '"
            )
    });
    let alone = scan.tokens.len() <= run.last - run.first + 8;
    let next_number = scan
        .tokens
        .get(run.last)
        .is_some_and(|t| t.kind == Kind::Digits && scan.gap(run.last - 1).len() <= 4);
    let unit = scan.tokens.get(run.last).is_some_and(|t| {
        matches!(
            scan.str(t).to_ascii_lowercase().as_str(),
            "bytes"
                | "byte"
                | "kb"
                | "mb"
                | "gb"
                | "ms"
                | "us"
                | "ns"
                | "seconds"
                | "times"
                | "rows"
                | "lines"
                | "files"
                | "users"
                | "people"
                | "percent"
                | "px"
                | "dollars"
                | "usd"
                | "eur"
                | "euros"
                | "tokens"
                | "requests"
                | "operations"
                | "iterations"
                | "items"
                | "jan"
                | "feb"
                | "mar"
                | "apr"
                | "may"
                | "jun"
                | "jul"
                | "aug"
                | "sep"
                | "oct"
                | "nov"
                | "dec"
                | "blocks"
                | "inodes"
                | "objects"
                | "packets"
                | "k"
                | "m"
                | "million"
                | "billion"
        )
    });
    let counted = scan.tokens.get(run.last).is_some_and(|t| {
        t.kind == Kind::Lower
            && scan.gap(run.last - 1) == b" "
            && t.end - t.start >= 4
            && (scan.str(t).ends_with('s') || scan.str(t).ends_with("ed"))
    });
    (prose_before || alone) && !next_number && !unit && !counted
}

/// Sixteen digits in four groups whose last is a check digit of ISO 7064 MOD 11-2, as researchers'
/// public ids have.
fn orcid(run: &Run) -> bool {
    if run.groups != [4, 4, 4, 4] || run.separator != b'-' || !run.digits.starts_with(b"000") {
        return false;
    }
    let total = run.digits[..15]
        .iter()
        .fold(0u32, |t, &b| (t + u32::from(b - b'0')) * 2 % 11);
    (12 - total) % 11 == u32::from(run.digits[15] - b'0')
}

/// Long numbers with no word to tell what they are: an id when check digits fit, else only long
/// enough to be looked at.
fn bare_number(scan: &mut Scan<'_>, run: &Run, code: bool) {
    let n = run.digits.len();
    if !(8..=27).contains(&n) || code || !prose_around(scan, run) {
        return;
    }
    let doi = run.digits.starts_with(b"10")
        && run.groups.len() == 3
        && run.groups[0] == 2
        && run.separator == b'm';
    let columns = run.groups.len() >= 2 && run.groups.iter().any(|&g| g > 8);
    if doi || columns || orcid(run) {
        return;
    }
    if matches!(scan.byte(run.end), b'-' | b'_') && scan.byte(run.end + 1).is_ascii_alphanumeric()
        || scan.byte_before(run.start) == b'='
    {
        return;
    }
    let written_plain = run.groups.len() == 1
        || run.separator == b'-' && run.groups.len() >= 4
        || run.groups == [4, 4];
    if written_plain && ids::is_product_number(&run.digits) {
        return;
    }
    let epoch = run.groups.len() == 1
        && run.digits[0] == b'1'
        && matches!(run.digits[1], b'3'..=b'8')
        && n == 13;
    let stamp = run.groups.len() == 1
        && (n == 8 || n == 14)
        && (run.digits.starts_with(b"20") || run.digits.starts_with(b"19"));
    if epoch || stamp {
        return;
    }
    if let Some(id) = ids::digits_id(&run.digits) {
        scan.hit(
            run.start,
            run.end,
            id.label,
            id.confidence,
            format!("{n} digits whose check fits: {}", id.name),
        );
        return;
    }
    let grouped = run.groups.len() >= 2;
    if n >= 9 || grouped {
        scan.hit(
            run.start,
            run.end,
            Label::AccountId,
            if grouped { 0.45 } else { 0.42 },
            "A long number that stands alone in a sentence",
        );
    } else if n == 8 && scan.tokens.len() < 20 {
        scan.hit(
            run.start,
            run.end,
            Label::Phone,
            0.41,
            "Eight digits that stand alone in a sentence",
        );
    }
}

/// Ids of letters and digits, with or without separators.
fn compact_ids(scan: &mut Scan<'_>) {
    let mut done = 0;
    for index in 0..scan.tokens.len() {
        let token = scan.tokens[index];
        let start = token.start as usize;
        if start < done || token.foreign {
            continue;
        }
        let length = (token.end - token.start) as usize;
        let possible = match token.kind {
            Kind::Digits => length <= 12,
            Kind::Alnum => length <= 34,
            Kind::Upper => length <= 6,
            Kind::Initial => true,
            Kind::Title | Kind::Mixed => length <= 2,
            Kind::Lower => length == 1 && scan.gap(index) == b"-",
        };
        if !possible
            || matches!(
                scan.byte_before(start),
                b'-' | b'/' | b'.' | b'_' | b'@' | b'#' | b'=' | b'&' | b'\\' | b'%' | b':'
            ) && index > 0
                && scan.gap(index - 1).len() == 1
            || token.flags.has(Flags::PUBLIC_ID) && token.kind == Kind::Upper
        {
            continue;
        }
        // A word in capitals and a number after a space are a code of a country or a name.
        let apart = token.kind == Kind::Upper && length >= 3 && scan.gap(index) == b" ";
        // Digits that go on as digits are the business of the runs above, unless letters follow.
        let mut compact: Vec<u8> = Vec::with_capacity(36);
        let mut best: Option<(usize, usize, ids::Id)> = None;
        let mut letters = 0;
        let mut digits = 0;
        for last in index..(index + 9).min(scan.tokens.len()) {
            scan.steps += 1;
            let part = scan.tokens[last];
            if part.foreign || (part.end - part.start) > 34 {
                break;
            }
            if last > index {
                let gap = scan.gap(last - 1);
                let join =
                    gap.len() <= 3 && gap.iter().all(|b| matches!(b, b' ' | b'-' | b'.' | b'/'));
                if !join || part.kind.is_word() && gap == b" " && part.end - part.start > 4 {
                    break;
                }
            }
            let text = scan.str(&part);
            if text.contains('_') || compact.len() + text.len() > 34 {
                break;
            }
            for b in text.bytes() {
                letters += usize::from(b.is_ascii_alphabetic());
                digits += usize::from(b.is_ascii_digit());
                compact.push(b.to_ascii_uppercase());
            }
            if letters == 0 || digits < 4 || compact.len() < 7 {
                continue;
            }
            let end = part.end as usize;
            let next = scan.byte(end);
            let runs_on = matches!(next, b'-' | b'/' | b'_' | b'.' | b'@')
                && scan.byte(end + 1).is_ascii_alphanumeric();
            if runs_on {
                continue;
            }
            if let Some(id) = ids::mixed_id(&compact) {
                let lower = scan.text[start..end]
                    .bytes()
                    .any(|b| b.is_ascii_lowercase());
                if !(apart && id.confidence < 0.6)
                    && !(lower
                        && id.confidence < 0.7
                        && scan.text[start..end]
                            .bytes()
                            .any(|b| b.is_ascii_uppercase()))
                {
                    best = Some((last, end, id));
                }
            }
        }
        if let Some((last, end, id)) = best {
            let weak = id.confidence < 0.6;
            let near = scan.before(index, 4);
            if near.has(Flags::PUBLIC_ID) && id.label != Label::Iban
                || weak && scan.in_code(start, end)
            {
                continue;
            }
            let lower_only = scan.text[start..end]
                .bytes()
                .all(|b| !b.is_ascii_uppercase());
            if weak && lower_only && !government_before(scan, index) {
                continue;
            }
            let _ = last;
            let named = if government_before(scan, index) {
                0.2
            } else {
                0.0
            };
            scan.hit(
                start,
                end,
                id.label,
                (id.confidence + named).min(0.97),
                format!("The format of a {}", id.name),
            );
            done = end;
            continue;
        }
        // "My NRT is U-132950-X": letters and digits after the name of an id.
        if matches!(
            token.kind,
            Kind::Alnum | Kind::Initial | Kind::Upper | Kind::Digits
        ) && government_before(scan, index)
        {
            let mut end = token.end as usize;
            let mut digits = scan.str(&token).bytes().filter(u8::is_ascii_digit).count();
            let mut total = length;
            for last in index + 1..(index + 9).min(scan.tokens.len()) {
                let part = scan.tokens[last];
                let gap = scan.gap(last - 1);
                let text = scan.str(&part);
                let tight = gap.len() <= 3
                    && gap
                        .iter()
                        .all(|b| matches!(b, b'-' | b'.' | b'/' | b'(' | b')' | b'+'));
                let capital = text
                    .bytes()
                    .all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
                let loose = gap == b" "
                    && capital
                    && (text.len() <= 4 || text.bytes().any(|b| b.is_ascii_digit()));
                if !tight && !loose || part.kind == Kind::Lower && text.len() > 3 {
                    break;
                }
                digits += text.bytes().filter(u8::is_ascii_digit).count();
                total += text.len();
                end = part.end as usize;
            }
            if digits >= 2 && (4..=34).contains(&total) && !scan.in_code(start, end) {
                scan.hit(
                    start,
                    end,
                    Label::NationalId,
                    0.7,
                    "Letters and digits after the name of a government id",
                );
                done = end;
            }
        }
    }
}

/// "five five five oh one two three": digits as words, as speech is written down.
fn spelled(scan: &mut Scan<'_>) {
    const DIGITS: &[&str] = &[
        "zero", "oh", "o", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
        "double", "triple", "hundred",
    ];
    let digit = |scan: &Scan<'_>, i: usize| {
        let t = &scan.tokens[i];
        matches!(t.end - t.start, 1..=7)
            && (t.kind == Kind::Digits && t.end - t.start <= 2
                || t.kind.is_word() && DIGITS.iter().any(|d| scan.str(t).eq_ignore_ascii_case(d)))
    };
    let mut index = 0;
    while index < scan.tokens.len() {
        if !scan.tokens[index].kind.is_word() || !digit(scan, index) {
            index += 1;
            continue;
        }
        let mut last = index + 1;
        while last < scan.tokens.len()
            && matches!(scan.gap(last - 1), b" " | b"-" | b", ")
            && digit(scan, last)
        {
            last += 1;
        }
        let context = scan.before(index, 5);
        let said = context
            .has(Flags::PHONE | Flags::ACCOUNT | Flags::NUMBER | Flags::GOVERNMENT | Flags::CARD)
            || scan.asked != Asked::default();
        if last - index >= 7 || said && last - index >= 4 {
            let label = if context.has(Flags::PHONE) || scan.asked.has(Asked::PHONE) {
                Label::Phone
            } else if context.has(Flags::CARD) {
                Label::CreditCard
            } else {
                Label::AccountId
            };
            scan.hit(
                scan.tokens[index].start as usize,
                scan.tokens[last - 1].end as usize,
                label,
                0.6,
                "Digits spelled as words",
            );
        }
        index = last;
    }
}

/// Wallet addresses and UUIDs.
fn long_words(scan: &mut Scan<'_>) {
    for index in 0..scan.tokens.len() {
        let token = scan.tokens[index];
        let length = token.end - token.start;
        if token.kind != Kind::Alnum || !(26..=74).contains(&length) {
            continue;
        }
        scan.steps += 1;
        if let Some(name) = ids::wallet(scan.str(&token)) {
            scan.hit(
                token.start as usize,
                token.end as usize,
                Label::Crypto,
                0.9,
                format!("A {name}"),
            );
        }
    }
}
