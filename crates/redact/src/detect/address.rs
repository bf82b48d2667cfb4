//! Postal addresses, postcodes, dates in words and ages.

use crate::hit::{Asked, Scan};
use crate::label::Label;
use crate::lexicon::Flags;
use crate::text::Kind;
use crate::words::STATES;

pub(crate) fn find(scan: &mut Scan<'_>) {
    let mut index = 0;
    while index < scan.tokens.len() {
        let token = scan.tokens[index];
        let next = match token.kind {
            Kind::Digits | Kind::Alnum => numbered(scan, index),
            _ if token.flags.has(Flags::STREET) || is_street(scan, index) => {
                street_first(scan, index)
            }
            _ if token.flags.has(Flags::UNIT) => boxed(scan, index),
            _ if token.flags.has(Flags::MONTH) => {
                month(scan, index);
                index + 1
            }
            _ => index + 1,
        };
        index = next.max(index + 1);
    }
    postcodes(scan);
    ages(scan);
    whole_answer(scan);
}

/// Endings that make a street of one word, as in several languages.
const ENDINGS: &[&str] = &[
    "straße",
    "strasse",
    "straat",
    "gatan",
    "gata",
    "vägen",
    "vegen",
    "veien",
    "gade",
    "vej",
    "katu",
    "kuja",
    "weg",
    "platz",
    "allee",
    "gasse",
    "laan",
    "utca",
    "stræde",
    "ringstraße",
    "polku",
    "tie",
    "gränd",
    "plein",
    "kade",
    "dijk",
    "damm",
    "ufer",
    "vegur",
    "stígur",
];

fn is_street(scan: &Scan<'_>, index: usize) -> bool {
    let token = scan.tokens[index];
    let length = token.end - token.start;
    if !(6..=40).contains(&length) || token.flags.has(Flags::WORD) || !token.kind.is_word() {
        return false;
    }
    let last = scan.byte_before(token.end as usize);
    if !matches!(
        last,
        b'e' | b't' | b'n' | b'a' | b'g' | b'z' | b'j' | b'u' | b'k' | b'm' | b'r' | b'd'
    ) {
        return false;
    }
    let word = scan.str(&token).to_lowercase();
    ENDINGS
        .iter()
        .any(|ending| word.len() > ending.len() + 2 && word.ends_with(ending))
        && !scan.lexicon.is_dictionary(&word)
}

fn short_number(scan: &Scan<'_>, index: usize) -> bool {
    scan.tokens.get(index).is_some_and(|t| {
        let text = scan.str(t);
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        digits >= 1 && text.len() <= 6 && text.len() - digits <= 1
    })
}

/// Gaps that may stand inside an address.
fn inside(gap: &[u8]) -> bool {
    gap.len() <= 10
        && gap
            .iter()
            .all(|b| matches!(b, b' ' | b',' | b'.' | b'\n' | b'#' | b'-' | b'/' | b'\r'))
        && gap.iter().filter(|&&b| b == b'\n').count() <= 2
        && gap != b" - "
}

/// "12 Main Street", "6750 Koskikatu 25 Apt. 864".
fn numbered(scan: &mut Scan<'_>, first: usize) -> usize {
    let start = scan.tokens[first].start as usize;
    if !short_number(scan, first)
        || matches!(
            scan.byte_before(start),
            b'$' | b'.' | b'/' | b'-' | b':' | b'_' | b'=' | b'\\' | b'['
        )
    {
        return first + 1;
    }
    let mut at = first + 1;
    let mut street = None;
    let mut unit = false;
    let mut capitals = 0;
    while at < scan.tokens.len() && at <= first + 6 {
        let gap = scan.gap(at - 1);
        let token = scan.tokens[at];
        let near = gap == b" "
            || gap == b". " && at > first + 1
            || gap == b", " && at > first + 1
            || gap == b"-" && at > first + 1
            || gap == b" / ";
        if !near {
            break;
        }
        if token.flags.has(Flags::STREET) || is_street(scan, at) {
            let follows_name = at > first + 1
                || is_street(scan, at)
                || scan
                    .tokens
                    .get(at + 1)
                    .is_some_and(|t| t.kind == Kind::Title)
                    && token.kind == Kind::Title;
            if follows_name {
                street = Some(at);
                // "St" may be Saint, "Court" part of a name: go on when another follows.
                let another = (at + 1..(at + 3).min(scan.tokens.len())).any(|i| {
                    scan.tokens[i].flags.has(Flags::STREET)
                        && scan.gap(i - 1) == b" "
                        && scan.tokens[i].kind.is_capital()
                });
                if !another {
                    break;
                }
            }
        } else if token.flags.has(Flags::UNIT) && at > first + 1 && short_number(scan, at + 1) {
            unit = true;
            break;
        } else if token.kind == Kind::Lower
            && token
                .flags
                .has(Flags::NEVER_NAME | Flags::NUMBER | Flags::MONTH | Flags::PHONE)
            && !token.flags.has(Flags::PARTICLE)
        {
            break;
        } else if token.kind == Kind::Alnum && scan.str(&token).contains('_') {
            break;
        }
        capitals += usize::from(token.kind.is_capital());
        at += 1;
    }
    scan.steps += at - first;
    let end = match street {
        Some(street) => {
            let between = &scan.tokens[first + 1..street];
            let lower = between.iter().filter(|t| t.kind == Kind::Lower).count();
            let odd = between.iter().any(|t| {
                t.flags.has(Flags::NEVER_NAME)
                    && !t.flags.has(Flags::PLACE)
                    && t.kind == Kind::Lower
            });
            let suffix = scan.str(&scan.tokens[street]).to_lowercase();
            // Words that are streets only beside capitals, or after words of addresses.
            let loose = matches!(
                suffix.as_str(),
                "way"
                    | "place"
                    | "drive"
                    | "court"
                    | "square"
                    | "close"
                    | "crossing"
                    | "heights"
                    | "flats"
                    | "trail"
                    | "loop"
                    | "row"
                    | "pl"
                    | "dr"
                    | "st"
                    | "ct"
                    | "tie"
                    | "via"
                    | "via."
                    | "circle"
                    | "ter"
                    | "lane"
                    | "plaza"
                    | "cir"
                    | "crescent"
                    | "cliffs"
                    | "str"
            );
            let said = scan.before(first, 6).has(Flags::ADDRESS) || scan.asked.has(Asked::ADDRESS);
            let numbers = between
                .iter()
                .all(|t| matches!(t.kind, Kind::Digits | Kind::Alnum))
                && !between.is_empty()
                && !between.iter().any(|t| t.kind == Kind::Alnum);
            if odd
                || lower > 3
                || numbers
                || loose
                    && lower > 0
                    && !said
                    && !(lower <= 2
                        && scan.tokens[street].kind == Kind::Lower
                        && scan.str(&scan.tokens[street]).len() >= 4
                        && !between
                            .iter()
                            .any(|t| t.flags.has(Flags::WORD) && !t.flags.has(Flags::SURNAME)))
            {
                return first + 1;
            }
            street
        }
        None if unit && capitals > 0 => at,
        None if double(scan, first).is_some() => double(scan, first).unwrap_or(first),
        None => match named_place(scan, first) {
            Some(last) => last,
            None => return first + 1,
        },
    };
    let last = tail(scan, end);
    let to = scan.tokens[last].end as usize;
    if scan.in_code(start, to.min(start + 40)) && !scan.asked.has(Asked::ADDRESS) {
        return first + 1;
    }
    scan.hit(start, to, Label::Address, 0.78, "A number and a street");
    last + 1
}

/// "located at 1 Ham Yard": a number and capitals straight after words of addresses. The last
/// capital.
fn named_place(scan: &Scan<'_>, first: usize) -> Option<usize> {
    if scan.tokens[first].kind != Kind::Digits || !scan.before(first, 3).has(Flags::ADDRESS) {
        return None;
    }
    let mut at = first + 1;
    while at < scan.tokens.len()
        && at <= first + 4
        && scan.gap(at - 1) == b" "
        && scan.tokens[at].kind == Kind::Title
        && !scan.tokens[at].flags.has(Flags::MONTH | Flags::NEVER_NAME)
    {
        at += 1;
    }
    (at > first + 1 && !scan.tokens[at - 1].flags.has(Flags::COMPANY)).then(|| at - 1)
}

/// "3421 Fagradalsbraut 71": a number, capitals and another number, where the text speaks of
/// addresses or a town with its postcode follows. The token of the second number.
fn double(scan: &Scan<'_>, first: usize) -> Option<usize> {
    let mut at = first + 1;
    while at < scan.tokens.len()
        && at <= first + 4
        && scan.gap(at - 1) == b" "
        && matches!(scan.tokens[at].kind, Kind::Title | Kind::Initial)
    {
        at += 1;
    }
    let number = scan
        .tokens
        .get(at)
        .filter(|t| t.kind == Kind::Digits && t.end - t.start <= 4)?;
    if at == first + 1 || scan.gap(at - 1) != b" " || scan.tokens[first].kind != Kind::Digits {
        return None;
    }
    let months = (first + 1..at).any(|i| {
        scan.tokens[i]
            .flags
            .has(Flags::MONTH | Flags::NEVER_NAME | Flags::WORD)
    });
    if months || matches!(scan.byte(number.end as usize), b':' | b'%') {
        return None;
    }
    let said = scan.before(first, 6).has(Flags::ADDRESS) || scan.asked.has(Asked::ADDRESS);
    (said || tail(scan, at) >= at + 2).then_some(at)
}

/// How far an address goes on after its street: unit, town, state, postcode, country.
fn tail(scan: &Scan<'_>, street: usize) -> usize {
    let mut last = street;
    let mut at = street + 1;
    let mut capitals = 0;
    while at < scan.tokens.len() && at <= street + 14 {
        let gap = scan.gap(at - 1);
        if !inside(gap) {
            break;
        }
        let token = scan.tokens[at];
        let text = scan.str(&token);
        let new_line = gap.contains(&b'\n');
        let sentence =
            gap.starts_with(b". ") && !scan.tokens[at - 1].flags.has(Flags::UNIT | Flags::STREET);
        if sentence {
            break;
        }
        let digits = token.kind == Kind::Digits;
        if token.flags.has(Flags::UNIT)
            && (short_number(scan, at + 1)
                || scan
                    .tokens
                    .get(at + 1)
                    .is_some_and(|t| t.kind == Kind::Initial))
        {
            last = at + 1;
            at += 2;
            capitals = 0;
            continue;
        }
        let phone = digits
            && scan.gap(at) == b"-"
            && scan
                .tokens
                .get(at + 1)
                .is_some_and(|t| t.kind == Kind::Digits)
            && !(text.len() == 5 && scan.str(&scan.tokens[at + 1]).len() == 4);
        if phone {
            break;
        }
        if digits && text.len() <= 6 && (gap.contains(&b'#') || text.len() >= 3 || at == street + 1)
        {
            let zip = text.len() >= 4;
            last = at;
            at += 1;
            if zip
                && scan.gap(at - 1) == b"-"
                && scan
                    .tokens
                    .get(at)
                    .is_some_and(|t| t.kind == Kind::Digits && t.end - t.start == 4)
            {
                last = at;
                at += 1;
            }
            if zip && at > street + 2 {
                // A country may follow.
                if scan
                    .tokens
                    .get(at)
                    .is_some_and(|t| t.flags.has(Flags::PLACE) && t.kind.is_capital())
                    && inside(scan.gap(at - 1))
                    && !scan.gap(at - 1).contains(&b'.')
                {
                    last = at;
                }
                break;
            }
            continue;
        }
        if token.kind == Kind::Upper
            && (text.len() == 2 && STATES.contains(&text) || text.len() <= 3 && new_line)
        {
            last = at;
            at += 1;
            continue;
        }
        if token.kind == Kind::Alnum && text.len() <= 5 && !text.contains('_') {
            last = at;
            at += 1;
            continue;
        }
        if token.flags.has(Flags::PLACE) && (token.kind.is_capital() || token.kind == Kind::Lower) {
            last = at;
            at += 1;
            continue;
        }
        if token.kind.is_capital()
            && !(token.flags.has(Flags::NEVER_NAME) && token.kind == Kind::Title && !new_line)
            && capitals < 5
        {
            capitals += 1;
            // The word straight after a comma is the town.
            if gap == b", "
                || capitals > 1
                    && last + 1 == at
                    && gap == b" "
                    && scan.gap(last.saturating_sub(1)) == b", "
            {
                last = at;
            }
            at += 1;
            continue;
        }
        if token.kind == Kind::Lower
            && (token.flags.has(Flags::PARTICLE)
                || scan.str(&token) == "nan"
                || !token.flags.has(Flags::NEVER_NAME | Flags::WORD))
            && capitals < 4
            && at < street + 6
        {
            capitals += 1;
            at += 1;
            continue;
        }
        break;
    }
    last
}

/// "Hauptstraße 12", "Via Roma 3", "Rua das Flores 10".
fn street_first(scan: &mut Scan<'_>, index: usize) -> usize {
    let token = scan.tokens[index];
    if !token.kind.is_capital() && !is_street(scan, index) {
        return index + 1;
    }
    let mut first = index;
    let mut number = None;
    if is_street(scan, index) {
        while first > 0
            && index - first < 2
            && scan.gap(first - 1) == b" "
            && scan.tokens[first - 1].kind == Kind::Title
            && !scan.tokens[first - 1]
                .flags
                .has(Flags::NEVER_NAME | Flags::WORD)
        {
            first -= 1;
        }
        if scan.gap(index).len() <= 2
            && short_number(scan, index + 1)
            && !scan.gap(index).contains(&b'\n')
        {
            number = Some(index + 1);
        }
    } else {
        let word = scan.str(&token).to_lowercase();
        if matches!(
            word.as_str(),
            "rue"
                | "via"
                | "viale"
                | "calle"
                | "avenida"
                | "avda"
                | "rua"
                | "chemin"
                | "plaza"
                | "piazza"
                | "travessa"
                | "alameda"
                | "quai"
                | "corso"
                | "ulica"
                | "ul"
                | "boulevard"
                | "avenue"
        ) {
            for at in index + 1..(index + 6).min(scan.tokens.len()) {
                let gap = scan.gap(at - 1);
                if !matches!(gap, b" " | b". " | b", " | b", n" | b" n. ") {
                    break;
                }
                if short_number(scan, at) {
                    if at > index + 1 {
                        number = Some(at);
                    }
                    break;
                }
                let t = scan.tokens[at];
                if !t.kind.is_word()
                    || t.flags.has(Flags::NEVER_NAME)
                        && t.kind == Kind::Lower
                        && !t.flags.has(Flags::PARTICLE)
                {
                    break;
                }
            }
        }
    }
    let Some(number) = number else {
        return index + 1;
    };
    if first > 0
        && scan.tokens[first - 1].kind == Kind::Digits
        && scan.gap(first - 1) == b" "
        && scan.str(&scan.tokens[first - 1]).len() >= 4
    {
        first -= 1;
    }
    let last = tail(scan, number);
    let (start, end) = (
        scan.tokens[first].start as usize,
        scan.tokens[last].end as usize,
    );
    if !scan.in_code(start, end.min(start + 40)) {
        scan.hit(start, end, Label::Address, 0.72, "A street with its number");
    }
    last + 1
}

/// "P.O. Box 104", "PSC 9009, Box 9725", "Unit 0822 Box 8858".
fn boxed(scan: &mut Scan<'_>, index: usize) -> usize {
    let token = scan.tokens[index];
    let word = scan.str(&token).to_ascii_lowercase();
    if !short_number(scan, index + 1)
        || scan.gap(index).len() > 3
        || scan.gap(index).contains(&b'\n')
    {
        return index + 1;
    }
    let mut first = index;
    let before = |back: usize| {
        index
            .checked_sub(back)
            .map_or("", |i| scan.str(&scan.tokens[i]))
    };
    let post = word == "box"
        && (before(1).eq_ignore_ascii_case("po")
            || before(1).eq_ignore_ascii_case("o") && before(2).eq_ignore_ascii_case("p")
            || before(1).eq_ignore_ascii_case("office"))
        || word == "postbox";
    let military = (word == "unit" || word == "box")
        && token.kind == Kind::Title
        && scan.tokens.len() > index + 3
        && {
            let next = scan.str(&scan.tokens[index + 2]);
            matches!(next, "Box" | "APO" | "FPO" | "DPO")
        };
    let unit_after_street =
        matches!(word.as_str(), "apt" | "apartment" | "suite") && token.kind == Kind::Title;
    if post {
        first = if word == "postbox" {
            index
        } else if before(1).eq_ignore_ascii_case("po") {
            index - 1
        } else {
            index - 2
        };
        if before(1).eq_ignore_ascii_case("office") && before(2).eq_ignore_ascii_case("post") {
            first = index - 2;
        }
        if first > 0 && scan.tokens[first - 1].kind == Kind::Digits && scan.gap(first - 1) == b" " {
            first -= 1;
        }
    } else if !military && !unit_after_street {
        return index + 1;
    }
    if military && first >= 2 && scan.str(&scan.tokens[first - 2]) == "PSC" {
        first -= 2;
    }
    let last = tail(scan, index + 1);
    let (start, end) = (
        scan.tokens[first].start as usize,
        scan.tokens[last].end as usize,
    );
    let start = if post && start >= 2 && scan.bytes[..start].ends_with(b"P.") {
        start - 2
    } else {
        start
    };
    if !scan.in_code(start, end.min(start + 40)) {
        scan.hit(
            start,
            end,
            Label::Address,
            if post || military { 0.8 } else { 0.5 },
            "A box or unit with its number",
        );
    }
    last + 1
}

/// Postcodes that show by their shape, or by the state before them.
fn postcodes(scan: &mut Scan<'_>) {
    for index in 0..scan.tokens.len() {
        let token = scan.tokens[index];
        let text = scan.str(&token);
        let (start, end) = (token.start as usize, token.end as usize);
        if token.kind == Kind::Upper && text.len() == 2 && STATES.contains(&text)
            || matches!(text, "APO" | "FPO" | "DPO")
        {
            // "CA 94103", "WA 98101-1234"
            let mut at = index + 1;
            if scan
                .tokens
                .get(at)
                .is_some_and(|t| matches!(scan.str(t), "AA" | "AE" | "AP"))
            {
                at += 1;
            }
            if let Some(zip) = scan.tokens.get(at)
                && zip.kind == Kind::Digits
                && zip.end - zip.start == 5
                && scan.gap(at - 1).len() <= 2
                && !scan.gap(at - 1).contains(&b'-')
            {
                let ship = index >= 2
                    && matches!(
                        scan.str(&scan.tokens[index - 2]),
                        "USS" | "USNS" | "USCGC" | "USNV"
                    );
                let from = if ship {
                    scan.tokens[index - 2].start as usize
                } else {
                    start
                };
                scan.hit(
                    from,
                    zip.end as usize,
                    Label::Address,
                    0.6,
                    "A state and its postcode",
                );
            }
        }
        // SW1A 2AA, K1A 0B1
        let Some(next) = scan.tokens.get(index + 1) else {
            continue;
        };
        if token.kind != Kind::Alnum
            || next.kind != Kind::Alnum
            || scan.gap(index) != b" "
            || !(2..=4).contains(&text.len())
            || next.end - next.start != 3
        {
            continue;
        }
        let (a, b) = (text.as_bytes(), scan.str(next).as_bytes());
        let upper = |x: u8| x.is_ascii_uppercase();
        let british = upper(a[0])
            && b[0].is_ascii_digit()
            && upper(b[1])
            && upper(b[2])
            && a.iter().skip(1).any(u8::is_ascii_digit)
            && a.iter().all(|&x| upper(x) || x.is_ascii_digit());
        let canadian = a.len() == 3
            && upper(a[0])
            && a[1].is_ascii_digit()
            && upper(a[2])
            && b[0].is_ascii_digit()
            && upper(b[1])
            && b[2].is_ascii_digit();
        if (british || canadian) && !scan.in_code(start, end) {
            scan.hit(
                start,
                next.end as usize,
                Label::Address,
                0.65,
                "The shape of a British or Canadian postcode",
            );
        }
    }
    for index in 1..scan.tokens.len() {
        let token = scan.tokens[index];
        // NL-2611ET, 2601 DC after words of addresses or countries.
        let text = scan.str(&token);
        let said = scan.before(index, 5).has(Flags::ADDRESS)
            || scan.asked.has(Asked::ADDRESS)
            || matches!(
                scan.str(&scan.tokens[index - 1]),
                "NL" | "SE" | "D" | "CH" | "FR" | "DK" | "FIN" | "PL"
            ) && scan.gap(index - 1) == b"-";
        if !said {
            continue;
        }
        let start = token.start as usize;
        let dutch = text.len() == 6
            && text.bytes().take(4).all(|b| b.is_ascii_digit())
            && text.bytes().skip(4).all(|b| b.is_ascii_uppercase());
        let spaced = token.kind == Kind::Digits
            && matches!(text.len(), 4 | 3)
            && scan.gap(index) == b" "
            && scan.tokens.get(index + 1).is_some_and(|t| {
                t.end - t.start == 2 && matches!(t.kind, Kind::Upper | Kind::Digits)
            });
        if dutch {
            scan.hit(
                start,
                token.end as usize,
                Label::Address,
                0.65,
                "The shape of a postcode",
            );
        } else if spaced {
            scan.hit(
                start,
                scan.tokens[index + 1].end as usize,
                Label::Address,
                0.55,
                "The shape of a postcode",
            );
        } else if token.kind == Kind::Digits
            && text.len() == 5
            && scan.bytes[..start].ends_with(b"-")
        {
            scan.hit(
                start,
                token.end as usize,
                Label::Address,
                0.5,
                "A postcode with its country in front",
            );
        }
    }
}

/// "March 3rd, 1980", "3 March 1980".
fn month(scan: &mut Scan<'_>, index: usize) {
    let token = scan.tokens[index];
    if token.kind == Kind::Lower && token.end - token.start <= 3 && token.flags.has(Flags::WORD) {
        return;
    }
    let day = |i: Option<usize>| {
        i.and_then(|i| scan.tokens.get(i)).is_some_and(|t| {
            let text = scan.str(t);
            let digits = text.bytes().take_while(u8::is_ascii_digit).count();
            (1..=2).contains(&digits)
                && (digits == text.len()
                    || matches!(
                        text[digits..].to_ascii_lowercase().as_str(),
                        "st" | "nd" | "rd" | "th"
                    ))
        })
    };
    let year = |i: usize| {
        scan.tokens.get(i).is_some_and(|t| {
            t.kind == Kind::Digits
                && t.end - t.start == 4
                && matches!(
                    scan.str(t).as_bytes()[..2],
                    [b'1', b'8' | b'9'] | [b'2', b'0']
                )
                && scan.gap(i - 1).len() <= 3
        })
    };
    let mut first = index;
    let mut last = index;
    if index > 0 && day(Some(index - 1)) && scan.gap(index - 1).len() <= 2 {
        first = index - 1;
    } else if index > 1 && scan.str(&scan.tokens[index - 1]) == "of" && day(Some(index - 2)) {
        first = index - 2;
    } else if day(Some(index + 1)) && scan.gap(index).len() <= 2 {
        last = index + 1;
    }
    if year(last + 1) {
        last += 1;
    }
    if first == last {
        return;
    }
    let birth = scan.before(first, 6).has(Flags::BIRTH)
        || scan.asked.has(Asked::BIRTH) && scan.tokens.len() <= 12;
    let (start, end) = (
        scan.tokens[first].start as usize,
        scan.tokens[last].end as usize,
    );
    if birth {
        scan.hit(
            start,
            end,
            Label::DateOfBirth,
            0.85,
            "A date beside a word of birth",
        );
    } else {
        scan.hit(start, end, Label::Date, 0.6, "A date");
    }
}

/// "47 years old", "aged 66".
fn ages(scan: &mut Scan<'_>) {
    for index in 0..scan.tokens.len() {
        let token = scan.tokens[index];
        if token.kind != Kind::Digits || token.end - token.start > 3 || token.end - token.start < 2
        {
            continue;
        }
        let word = |i: usize| {
            scan.tokens
                .get(i)
                .map_or(String::new(), |t| scan.str(t).to_ascii_lowercase())
        };
        let old = matches!(word(index + 1).as_str(), "year" | "years" | "yr" | "yrs")
            && word(index + 2) == "old"
            && !matches!(
                word(index + 3).as_str(),
                "account" | "car" | "system" | "company" | "bug" | "code" | "house"
            );
        let aged = index > 0
            && (word(index - 1) == "aged"
                || word(index - 1) == "age" && scan.gap(index - 1).contains(&b':')
                || word(index - 1) == "of" && index > 1 && word(index - 2) == "age"
                || word(index - 1) == "turned"
                    && index > 1
                    && matches!(
                        word(index - 2).as_str(),
                        "just" | "i" | "she" | "he" | "has"
                    ));
        if old || aged {
            scan.hit(
                token.start as usize,
                token.end as usize,
                Label::DateOfBirth,
                0.5,
                "An age",
            );
        }
    }
}

/// The whole answer to a question for an address.
fn whole_answer(scan: &mut Scan<'_>) {
    if !scan.asked.has(Asked::ADDRESS) || scan.tokens.len() > 20 || scan.tokens.len() < 3 {
        return;
    }
    let Some(first) = (0..scan.tokens.len()).find(|&i| short_number(scan, i)) else {
        return;
    };
    let line_end = scan.bytes[scan.tokens[first].start as usize..]
        .iter()
        .position(|&b| b == b'?')
        .is_some();
    let next = scan.tokens[(first + 1).min(scan.tokens.len() - 1)];
    let plain = next.kind == Kind::Lower && scan.lexicon.is_dictionary(scan.str(&next));
    if line_end
        || scan.tokens.len() - first < 3
        || !next.kind.is_word()
        || plain
        || matches!(
            scan.byte_before(scan.tokens[first].start as usize),
            b'$' | b'+' | b'.' | b','
        )
    {
        return;
    }
    let last = tail(scan, (first + 2).min(scan.tokens.len() - 1));
    let (start, end) = (
        scan.tokens[first].start as usize,
        scan.tokens[last].end as usize,
    );
    scan.hit(
        start,
        end,
        Label::Address,
        0.6,
        "The answer to a question for an address",
    );
}
