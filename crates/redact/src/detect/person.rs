//! Names of people: by lists, by shape, by what introduces them, by the question they answer.

use crate::hit::{Asked, Scan};
use crate::label::Label;
use crate::lexicon::Flags;
use crate::text::{Kind, Token};

/// What one token of a possible name is.
#[derive(Clone, Copy)]
struct Part {
    given: bool,
    surname: bool,
    common: bool,
    word: bool,
    never: bool,
    known: bool,
    foreign: bool,
    initial: bool,
}

pub(crate) fn find(scan: &mut Scan<'_>) {
    let mut index = 0;
    while index < scan.tokens.len() {
        let token = scan.tokens[index];
        let next = match token.kind {
            Kind::Title | Kind::Mixed | Kind::Initial | Kind::Upper => capital(scan, index),
            Kind::Lower if token.flags.has(Flags::GIVEN) => lower(scan, index),
            _ => index + 1,
        };
        index = next.max(index + 1);
    }
    introduced(scan);
    listed(scan);
    answer(scan);
}

fn part(scan: &Scan<'_>, token: &Token) -> Part {
    let flags = token.flags;
    let name = flags.has(Flags::GIVEN | Flags::SURNAME);
    let word = flags.has(Flags::WORD)
        || !flags.has(Flags::SURE_GIVEN)
            && !token.foreign
            && token.kind != Kind::Initial
            && scan.lexicon.is_dictionary(&scan.str(token).to_lowercase());
    Part {
        given: flags.has(Flags::GIVEN),
        surname: flags.has(Flags::SURNAME),
        common: flags.has(Flags::COMMON_SURNAME),
        word,
        never: token.kind != Kind::Initial
            && flags.has(Flags::NEVER_NAME | Flags::COMPANY | Flags::MONTH)
            && !flags.has(Flags::SURE_GIVEN)
            || flags.has(Flags::STREET) && !flags.has(Flags::GIVEN),
        known: name || word || flags.has(Flags::PROPER | Flags::PLACE),
        foreign: token.foreign && scan.str(token).chars().all(|c| c < '\u{250}'),
        initial: token.kind == Kind::Initial,
    }
}

/// The tokens of a capitalised run that could be one name: from `first` to before the result.
fn run(scan: &Scan<'_>, first: usize) -> usize {
    let mut last = first + 1;
    let upper = scan.tokens[first].kind == Kind::Upper;
    while last < scan.tokens.len() && last - first < 6 {
        let gap = scan.gap(last - 1);
        let previous = scan.tokens[last - 1];
        let token = scan.tokens[last];
        let joined = gap == b" "
            || gap == b"-"
            || gap == b"  "
            || (gap == b". " || gap == b".") && previous.kind == Kind::Initial;
        if !joined {
            break;
        }
        let capital = if upper {
            matches!(token.kind, Kind::Upper | Kind::Initial)
        } else {
            matches!(token.kind, Kind::Title | Kind::Mixed | Kind::Initial)
        };
        if capital {
            if token.kind == Kind::Mixed && !scan.str(&token).starts_with(char::is_uppercase) {
                break;
            }
            last += 1;
            continue;
        }
        // A particle, when a capital follows it.
        let particle = token.kind == Kind::Lower
            && token.flags.has(Flags::PARTICLE)
            && !matches!(scan.str(&token), "st" | "e" | "y" | "and");
        let second = scan.tokens.get(last + 1);
        let then = second.is_some_and(|t| {
            t.kind == Kind::Title
                || t.flags.has(Flags::PARTICLE)
                    && scan
                        .tokens
                        .get(last + 2)
                        .is_some_and(|t| t.kind == Kind::Title)
        });
        if particle && then && scan.gap(last) == b" " {
            last += if second.is_some_and(|t| t.kind == Kind::Title) {
                2
            } else {
                3
            };
            last = last.min(scan.tokens.len());
            continue;
        }
        break;
    }
    last
}

/// How strongly what stands before a token says that a person follows.
fn introduction(scan: &Scan<'_>, first: usize) -> f32 {
    let Some(before) = first.checked_sub(1) else {
        return 0.0;
    };
    let gap = scan.gap(before);
    let token = scan.tokens[before];
    if gap.len() > 4 {
        return 0.0;
    }
    let word = scan.str(&token).to_lowercase();
    let earlier = before
        .checked_sub(1)
        .map_or(String::new(), |i| scan.str(&scan.tokens[i]).to_lowercase());
    if token.flags.has(Flags::HONORIFIC)
        && token.kind.is_capital()
        && (gap == b" " || gap == b". " || gap == b".")
    {
        return if matches!(
            word.as_str(),
            "miss" | "sir" | "hon" | "col" | "sig" | "st" | "rev"
        ) {
            0.6
        } else {
            0.9
        };
    }
    let colon = gap.contains(&b':') || gap.contains(&b'?');
    match word.as_str() {
        "name" | "names" | "surname" | "nome" | "nom" if colon => 0.9,
        "is" if gap == b" " && matches!(earlier.as_str(), "name" | "surname" | "nickname") => 0.95,
        "is" if gap == b" " && matches!(earlier.as_str(), "this" | "here") => 0.6,
        "name's" | "heiße" | "heisse" | "llamo" | "m'appelle" | "chiamo" => 0.9,
        "to" if gap == b" "
            && matches!(
                earlier.as_str(),
                "it" | "listened" | "speaking" | "talking" | "spoke" | "talked" | "married"
            ) =>
        {
            0.6
        }
        "with" | "told" | "asked" | "met" if gap == b" " => 0.35,
        "by" if gap == b" " => 0.25,
        "dear" | "hi" | "hello" | "hey" | "hallo" | "bonjour" | "hola" | "liebe" | "lieber"
        | "ciao"
            if gap == b" " || gap == b", " =>
        {
            0.75
        }
        "regards" | "sincerely" | "cheers" | "wishes" | "yours"
            if gap.contains(&b'\n') || gap == b", " =>
        {
            0.8
        }
        "thanks" | "you" if gap.starts_with(b",\n") || gap.starts_with(b"!\n") || gap == b"\n" => {
            0.55
        }
        "thanks" if gap == b" " || gap == b", " => 0.55,
        "you" if (gap == b" " || gap == b", ") && earlier == "thank" => 0.5,
        "signed" | "attn" | "cc" | "von" if colon || gap == b", " => 0.7,
        "i'm" | "im" if gap == b" " => 0.5,
        "am" if gap == b" " && earlier == "i" => 0.5,
        "named" if gap == b" " => 0.7,
        "called" if gap == b" " => 0.3,
        "me" if gap == b" " && earlier == "call" => 0.7,
        "brother" | "sister" | "husband" | "wife" | "son" | "daughter" | "mother" | "father"
        | "mom" | "dad" | "friend" | "colleague" | "cousin" | "uncle" | "aunt" | "boss"
        | "manager" | "partner" | "girlfriend" | "boyfriend" | "nephew" | "niece"
        | "grandmother" | "grandfather" | "roommate" | "neighbour" | "neighbor" | "coworker"
            if gap == b" " || gap == b", " =>
        {
            0.55
        }
        "mr" | "mrs" | "ms" | "dr" => 0.85,
        "customer" | "client" | "patient" | "contact" | "agent" | "recipient" | "sender"
        | "holder" | "beneficiary" | "from" | "to" | "patron" | "author"
            if gap == b": " =>
        {
            0.6
        }
        _ => 0.0,
    }
}

/// What follows a person: verbs and relations.
fn followed(scan: &Scan<'_>, last: usize) -> f32 {
    let Some(token) = scan.tokens.get(last) else {
        return 0.0;
    };
    let gap = scan.gap(last - 1);
    let word = scan.str(token);
    if gap == b" " || gap == b", " {
        match word {
            "said" | "says" | "lives" | "began" | "listed" | "had" | "told" | "asked" | "wrote"
            | "writes" | "called" | "explained" | "thinks" | "wants" | "replied" | "shouted"
            | "died" | "married" | "works" | "moved" | "retired" | "speaking" | "novel"
            | "flew" | "spent" => {
                return 0.3;
            }
            _ => {}
        }
    }
    if scan.bytes[scan.tokens[last - 1].end as usize..].starts_with(b"'s ") {
        return 0.1;
    }
    0.0
}

fn sentence_start(scan: &Scan<'_>, index: usize) -> bool {
    let Some(before) = index.checked_sub(1) else {
        return true;
    };
    let gap = scan.gap(before);
    gap.iter().any(|b| {
        matches!(
            b,
            b'.' | b'!' | b'?' | b'\n' | b':' | b'"' | b'*' | b'-' | b'(' | b'|'
        )
    }) && scan.tokens[before].kind != Kind::Initial
}

fn capital(scan: &mut Scan<'_>, first: usize) -> usize {
    let token = scan.tokens[first];
    let start = token.start as usize;
    if token.kind == Kind::Mixed && !scan.str(&token).starts_with(char::is_uppercase) {
        return first + 1;
    }
    if token.flags.has(Flags::HONORIFIC)
        && token.kind != Kind::Initial
        && !token.flags.has(Flags::GIVEN)
    {
        return first + 1;
    }
    let last = run(scan, first);
    scan.steps += last - first;
    let parts: Vec<Part> = (first..last).map(|i| part(scan, &scan.tokens[i])).collect();
    // Leave out leading words that begin a sentence or are never names.
    let mut skip = 0;
    while skip < parts.len() {
        let p = parts[skip];
        let dull = p.never
            || !p.given && !p.surname && !p.initial && p.word && parts.len() > 1
            || p.initial && skip + 1 == parts.len();
        let opens =
            skip == 0 && p.word && !p.given && sentence_start(scan, first) && parts.len() > 1;
        if dull || opens {
            skip += 1;
        } else {
            break;
        }
    }
    if skip > 0 {
        return first + skip;
    }
    // And cut where one stands inside or at the end.
    let mut length = parts.len();
    for (at, p) in parts.iter().enumerate().skip(1) {
        let dull = p.never
            || !p.given
                && !p.surname
                && p.word
                && !(parts[at - 1].given && introduction(scan, first) > 0.5);
        if dull && !scan.tokens[first + at].flags.has(Flags::PARTICLE) {
            length = at;
            break;
        }
    }
    while length > 1 && parts[length - 1].initial {
        // "John B." ends with its initial; "A" at the start of a new sentence does not.
        if scan.gap(first + length - 1).starts_with(b".")
            && !sentence_follows(scan, first + length - 1)
        {
            break;
        }
        length -= 1;
    }
    let company = parts.len() > length
        && scan.tokens[first + length].flags.has(Flags::COMPANY)
        && scan.tokens[first + length].kind.is_capital();
    let street = scan.tokens.get(first + length).is_some_and(|t| {
        t.flags.has(Flags::STREET)
            && t.kind.is_capital()
            && scan.gap(first + length - 1) == b" "
            && !t.flags.has(Flags::GIVEN)
    });
    let last = first + length;
    let end = scan.tokens[last - 1].end as usize;
    if company || street {
        scan.hit(
            start,
            scan.tokens[last].end as usize,
            Label::Organization,
            0.5,
            "Capitalised words before a word of companies or streets",
        );
        return last + 1;
    }
    let parts = &parts[..length];
    let code = scan.in_code(start, end)
        || matches!(
            scan.byte_before(start),
            b'/' | b'_' | b'.' | b'#' | b'@' | b'$' | b'-' | b'<' | b'\\' | b'='
        )
        || matches!(scan.byte(end), b'(' | b'_' | b'/' | b'=' | b'<' | b'[');
    if code && !matches!(scan.byte_before(start), b'-') {
        return last;
    }
    let intro = introduction(scan, first);
    let after = followed(scan, last);
    let upper = token.kind == Kind::Upper;
    let confidence = if length == 1 {
        single(scan, first, parts[0], intro, after, upper)
    } else {
        several(scan, first, parts, intro, after, upper)
    };
    if confidence >= 0.3 {
        let why = if intro >= 0.5 {
            "Introduced as a name by the words before it"
        } else if parts.iter().any(|p| p.given) {
            "A given name of the lists, in the shape of a name"
        } else {
            "Capitalised words that no dictionary knows, in the shape of a name"
        };
        let mut end = end;
        if parts[length - 1].initial && scan.byte(end) == b'.' {
            end += 1;
        }
        scan.hit(start, end, Label::Person, confidence.min(0.97), why);
    } else if length <= 3 && token.flags.has(Flags::PLACE) {
        scan.hit(start, end, Label::Location, 0.6, "The name of a place");
    }
    last
}

fn sentence_follows(scan: &Scan<'_>, index: usize) -> bool {
    let gap = scan.gap(index);
    gap.len() > 1 && gap.contains(&b'\n')
        || scan
            .tokens
            .get(index + 1)
            .is_none_or(|t| t.kind == Kind::Title && gap == b". " && t.flags.has(Flags::NEVER_NAME))
}

fn single(scan: &Scan<'_>, first: usize, p: Part, intro: f32, after: f32, upper: bool) -> f32 {
    let token = scan.tokens[first];
    let place = token.flags.has(Flags::PLACE);
    let length = token.end - token.start;
    let dated = token.flags.has(Flags::MONTH)
        && [first.wrapping_sub(1), first + 1].iter().any(|&i| {
            scan.tokens
                .get(i)
                .is_some_and(|t| matches!(t.kind, Kind::Digits | Kind::Alnum))
        });
    if p.initial || p.never || length < 2 || dated {
        return 0.0;
    }
    let sure = token.flags.has(Flags::SURE_GIVEN);
    let starts = sentence_start(scan, first);
    let mut score: f32 = if p.given && !p.word && !place {
        if sure {
            0.62
        } else if token.flags.has(Flags::COMMON_GIVEN) {
            0.56
        } else if p.surname {
            0.45
        } else {
            0.5
        }
    } else if p.given && sure && !place {
        if starts { 0.25 } else { 0.45 }
    } else if p.given && !place {
        0.15
    } else if p.surname && !p.word && !place && !token.flags.has(Flags::PROPER) {
        if p.common { 0.5 } else { 0.33 }
    } else if p.foreign && !p.known {
        if starts || crowd(scan, first) {
            0.25
        } else {
            0.42
        }
    } else if !p.known {
        if surname_shape(scan.str(&token)) && !upper {
            0.45
        } else {
            0.1
        }
    } else {
        0.0
    };
    // "Asya lives", "Walker began": only people do that.
    if after >= 0.3 && score > 0.0 && token.kind == Kind::Title {
        score = score.max(0.5);
    }
    if matches!(
        first.checked_sub(1).map(|i| scan.str(&scan.tokens[i])),
        Some("my" | "My" | "your" | "Your" | "our" | "Our")
    ) {
        score *= 0.5;
    }
    if upper {
        score *= if length <= 4 { 0.2 } else { 0.6 };
    }
    if starts && !sure {
        score *= 0.8;
    }
    if intro >= 0.5 {
        let fit = if p.given || p.surname && !p.word || !p.known || p.foreign {
            1.0
        } else if intro >= 0.9 {
            0.75
        } else {
            0.2
        };
        return (intro * fit).max(score);
    }
    if score > 0.0 {
        score += intro * 0.4 + after * 0.6;
    }
    // "from Austin", "in Florence": a place.
    let before = first.checked_sub(1).map(|i| scan.str(&scan.tokens[i]));
    let ambiguous = !sure && !token.flags.has(Flags::COMMON_GIVEN);
    if matches!(before, Some("in" | "at" | "near" | "visit" | "a" | "an")) && !sure
        || matches!(before, Some("from" | "to")) && ambiguous
    {
        score *= 0.6;
    } else if matches!(before, Some("the" | "The")) && !sure {
        score *= 0.75;
    }
    score
}

fn several(
    scan: &Scan<'_>,
    first: usize,
    parts: &[Part],
    intro: f32,
    after: f32,
    upper: bool,
) -> f32 {
    let n = parts.len();
    let bare: Vec<Part> = (0..n)
        .filter(|&i| scan.tokens[first + i].kind != Kind::Lower)
        .map(|i| parts[i])
        .collect();
    let parts = bare.as_slice();
    let Some((&head, &tail)) = parts.first().zip(parts.last()) else {
        return 0.0;
    };
    let words = parts
        .iter()
        .filter(|p| p.word && !p.given && !p.surname)
        .count();
    let unknown = parts.iter().filter(|p| !p.known).count();
    let foreign = parts.iter().any(|p| p.foreign);
    let initial = parts.iter().skip(1).any(|p| p.initial);
    let token = |i: usize| scan.tokens[first + i];
    let places = (0..n).filter(|&i| token(i).flags.has(Flags::PLACE)).count();
    let proper = (0..n)
        .filter(|&i| token(i).flags.has(Flags::PROPER))
        .count();
    let sure = token(0).flags.has(Flags::SURE_GIVEN);
    let shaped = !tail.known && surname_shape(scan.str(&token(n - 1)));
    if parts.iter().all(|p| p.initial) {
        return 0.0;
    }
    let mut score: f32 = if shaped && words == 0 && !head.initial {
        0.66
    } else if head.given && (tail.surname || !tail.known) && (!head.word || sure) {
        if tail.word && !tail.common {
            0.55
        } else {
            0.82
        }
    } else if head.given && head.word && tail.surname && !tail.word {
        0.6
    } else if head.given && tail.given && !(head.word && tail.word) {
        0.6
    } else if head.given && tail.foreign {
        0.8
    } else if head.initial && n >= 2 && (tail.surname && !tail.word || !tail.known) {
        if tail.known || shaped { 0.5 } else { 0.36 }
    } else if tail.given && (head.surname && !head.word || !head.known) {
        0.6
    } else if initial && !head.word && (!tail.known || tail.surname && !tail.word) {
        0.7
    } else if foreign && words == 0 {
        0.6
    } else if head.surname && tail.surname && words == 0 && !head.word && !tail.word {
        0.5
    } else if unknown == n && n <= 3 {
        0.42
    } else if unknown > 0 && words == 0 && (head.surname || tail.surname) {
        0.48
    } else {
        0.0
    };
    if places > 0 {
        score *= if head.given && sure { 0.8 } else { 0.45 };
    }
    if proper > 0 && !sure {
        score *= 0.6;
    }
    if upper {
        score *= if parts.iter().any(|p| p.given) {
            0.6
        } else {
            0.3
        };
    }
    if words > 0 {
        score *= 0.5;
    }
    let before = first.checked_sub(1).map(|i| scan.str(&scan.tokens[i]));
    if matches!(
        before,
        Some("in" | "at" | "near" | "the" | "The" | "a" | "an")
    ) && !sure
        && !shaped
    {
        score *= if head.given || tail.given { 0.75 } else { 0.65 };
    }
    if intro >= 0.5 && words * 2 <= n && places == 0 {
        return (intro * if words > 0 { 0.8 } else { 1.0 }).max(score + 0.1);
    }
    if score > 0.0 {
        score += intro * 0.3 + after * 0.5;
    }
    score
}

/// Endings of surnames in many languages, on words that no list knows.
fn surname_shape(word: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "sson", "sdóttir", "dottir", "dóttir", "ović", "ovic", "evic", "ević", "enko", "yan",
        "shvili", "opoulos", "opoulou", "ský", "ski", "ska", "skaya", "sky", "ova", "eva", "ová",
        "iev", "yev", "ov", "escu", "berg", "ström", "strom", "qvist", "quist", "lund", "gaard",
        "gård", "sen", "mann", "ez", "elli", "etti", "czyk", "wicz", "nen", "oğlu", "oglu", "skas",
        "aitė", "ienė", "idis", "akis", "moto", "murthy", "swamy", "feld", "stein", "thal",
        "meier", "maier", "huber", "bauer",
    ];
    word.len() >= 6 && ENDINGS.iter().any(|ending| word.ends_with(ending))
}

/// Lower-case names: a sure given name, alone or with a surname.
fn lower(scan: &mut Scan<'_>, index: usize) -> usize {
    let token = scan.tokens[index];
    let (start, end) = (token.start as usize, token.end as usize);
    let sure = token.flags.has(Flags::SURE_GIVEN) && !token.flags.has(Flags::PLACE | Flags::MONTH);
    if token.flags.has(Flags::NEVER_NAME) {
        return index + 1;
    }
    let word = token.flags.has(Flags::WORD);
    scan.steps += 1;
    if matches!(
        scan.byte_before(start),
        b'-' | b'/'
            | b'_'
            | b'.'
            | b'@'
            | b'#'
            | b'='
            | b'"'
            | b'\''
            | b'`'
            | b'$'
            | b':'
            | b'<'
            | b'*'
            | b'('
    ) || matches!(
        scan.byte(end),
        b'/' | b'_' | b'=' | b'(' | b':' | b'@' | b'-' | b'"' | b'\'' | b'`' | b'>' | b'*'
    ) && scan.byte(end + 1) != b's'
        || scan.byte(end) == b'.' && scan.byte(end + 1).is_ascii_alphanumeric()
    {
        return index + 1;
    }
    // "benjamin a seiler": a letter may stand between.
    let letter = scan
        .tokens
        .get(index + 1)
        .is_some_and(|t| t.end - t.start == 1 && t.kind == Kind::Lower)
        && scan.gap(index) == b" ";
    let step = 1 + usize::from(letter);
    let next = scan.tokens.get(index + step).copied().filter(|t| {
        t.kind == Kind::Lower
            && (scan.gap(index + step - 1) == b" " || letter && scan.gap(index + step - 1) == b". ")
    });
    let surname = next.filter(|t| {
        t.flags.has(Flags::SURNAME | Flags::GIVEN)
            && !t.flags.has(Flags::NEVER_NAME | Flags::MONTH)
            && !(t.flags.has(Flags::WORD) && !t.flags.has(Flags::COMMON_SURNAME))
            && !scan.lexicon.is_dictionary(&scan.str(t).to_lowercase())
    });
    if let Some(surname) = surname
        && (!word || sure)
        && (sure || surname.flags.has(Flags::COMMON_SURNAME | Flags::GIVEN))
        && !scan.in_code(start, surname.end as usize)
    {
        scan.hit(
            start,
            surname.end as usize,
            Label::Person,
            0.65,
            "A given name and a surname of the lists, in lower case",
        );
        return index + step + 1;
    }
    if sure && !word && !scan.in_code(start, end) && scan.tokens.len() >= 2 {
        scan.hit(
            start,
            end,
            Label::Person,
            0.45,
            "A given name that is rarely anything else, in lower case",
        );
    }
    index + 1
}

/// "my name is sam lee", "this is sam", in lower case.
fn introduced(scan: &mut Scan<'_>) {
    for index in 1..scan.tokens.len() {
        let token = scan.tokens[index];
        if token.kind != Kind::Lower || token.end - token.start < 2 {
            continue;
        }
        let gap = scan.gap(index - 1);
        if gap != b" " && gap != b": " {
            continue;
        }
        let previous = scan.tokens[index - 1];
        let word = scan.str(&previous);
        if !(word.len() <= 6 || previous.flags.has(Flags::HONORIFIC)) {
            continue;
        }
        let earlier = |back: usize| {
            index
                .checked_sub(back)
                .map_or("", |i| scan.str(&scan.tokens[i]))
        };
        let lower = word.to_ascii_lowercase();
        let name_before = |s: &str| {
            matches!(
                s.to_ascii_lowercase().as_str(),
                "name" | "surname" | "names"
            )
        };
        let strong = lower == "is" && name_before(earlier(2))
            || lower == "name's"
            || name_before(&lower) && gap == b": "
            || lower == "s" && name_before(earlier(2))
            || matches!(lower.as_str(), "mr" | "mrs" | "ms");
        let weak = lower == "is"
            && matches!(earlier(2).to_ascii_lowercase().as_str(), "this" | "it")
            || matches!(lower.as_str(), "i'm" | "im")
            || lower == "am" && earlier(2).eq_ignore_ascii_case("i")
            || lower == "me" && earlier(2).eq_ignore_ascii_case("call")
            || matches!(lower.as_str(), "hi" | "hello" | "hey" | "dear" | "thanks");
        if !strong && !weak {
            continue;
        }
        let mut last = index;
        let mut given = 0;
        while last < scan.tokens.len() && last < index + 3 {
            let t = scan.tokens[last];
            if last > index && scan.gap(last - 1) != b" "
                || !matches!(t.kind, Kind::Lower | Kind::Title)
                || t.flags.has(Flags::NEVER_NAME | Flags::COMPANY)
            {
                break;
            }
            let named = t.flags.has(Flags::GIVEN | Flags::SURNAME);
            let common = t.flags.has(Flags::WORD)
                || scan.lexicon.is_dictionary(&scan.str(&t).to_lowercase());
            let ok = if strong {
                (named || !common)
                    && !(common
                        && !t.flags.has(Flags::GIVEN)
                        && last == index
                        && !t.flags.has(Flags::SURNAME))
            } else {
                t.flags.has(Flags::GIVEN) && !common || last > index && named && !common
            };
            // After the first, an ordinary word ends the name.
            if !ok || common && last > index && !t.flags.has(Flags::COMMON_SURNAME) {
                break;
            }
            given += usize::from(t.flags.has(Flags::GIVEN));
            last += 1;
        }
        if last > index && (strong || given > 0) {
            let (start, end) = (token.start as usize, scan.tokens[last - 1].end as usize);
            if !scan.in_code(start, end) {
                scan.hit(
                    start,
                    end,
                    Label::Person,
                    if strong { 0.8 } else { 0.55 },
                    "Introduced as a name by the words before it",
                );
            }
        }
    }
}

/// Whether words that no dictionary knows stand around, as in another language.
fn crowd(scan: &Scan<'_>, index: usize) -> bool {
    let odd = |i: usize| {
        scan.tokens.get(i).is_some_and(|t| {
            t.kind.is_word()
                && t.kind != Kind::Initial
                && !t.flags.has(Flags::NEVER_NAME)
                && !scan.lexicon.is_dictionary(&scan.str(t).to_lowercase())
        })
    };
    [
        index.wrapping_sub(2),
        index.wrapping_sub(1),
        index + 1,
        index + 2,
    ]
    .into_iter()
    .filter(|&i| odd(i))
    .count()
        >= 1
}

/// Unknown capitalised words beside a name, as in "Kónya, Becker and Vasquez".
fn listed(scan: &mut Scan<'_>) {
    let mut names: Vec<(usize, usize)> = scan
        .hits
        .iter()
        .filter(|h| h.label == Label::Person && h.confidence >= 0.45)
        .map(|h| (h.start, h.end))
        .collect();
    if names.is_empty() {
        return;
    }
    names.sort_unstable();
    let joins = |gap: &[u8]| matches!(gap, b", " | b" and " | b", and " | b" & " | b" or ");
    for forward in [true, false] {
        let order: Vec<usize> = if forward {
            (0..scan.tokens.len()).collect()
        } else {
            (0..scan.tokens.len()).rev().collect()
        };
        for index in order {
            let token = scan.tokens[index];
            if !matches!(token.kind, Kind::Title | Kind::Mixed)
                || token
                    .flags
                    .has(Flags::PLACE | Flags::COMPANY | Flags::NEVER_NAME)
            {
                continue;
            }
            let (start, end) = (token.start as usize, token.end as usize);
            let slot = names.partition_point(|n| n.0 < end);
            if slot > 0 && names[slot - 1].1 > start {
                continue;
            }
            let p = part(scan, &token);
            if p.word && !p.given || p.known && !p.given && !p.surname || scan.in_code(start, end) {
                continue;
            }
            let beside = if forward {
                slot > 0
                    && end > start
                    && start - names[slot - 1].1 <= 6
                    && joins(&scan.bytes[names[slot - 1].1..start])
            } else {
                names
                    .get(slot)
                    .is_some_and(|n| n.0 - end <= 6 && joins(&scan.bytes[end..n.0]))
            };
            if beside {
                scan.hit(start, end, Label::Person, 0.5, "Stands in a row with names");
                names.insert(slot, (start, end));
            }
        }
    }
}

/// The whole answer to "May I have your name?".
fn answer(scan: &mut Scan<'_>) {
    let count = scan.tokens.len();
    if count == 0 || count > 8 {
        return;
    }
    let asked = scan.asked.has(Asked::NAME);
    let mut first = 0;
    while first < count
        && (scan.tokens[first].flags.has(Flags::NEVER_NAME)
            || matches!(
                scan.str(&scan.tokens[first]).to_ascii_lowercase().as_str(),
                "name" | "name's" | "sure" | "yeah" | "course" | "full" | "certainly" | "it's"
            ))
    {
        first += 1;
    }
    let mut last = first;
    let mut names = 0;
    let mut surnames = 0;
    while last < count && last < first + 4 {
        let t = scan.tokens[last];
        let joined = last == first || matches!(scan.gap(last - 1), b" " | b"-" | b". ");
        if !joined || !t.kind.is_word() || t.flags.has(Flags::NEVER_NAME | Flags::HONORIFIC) {
            break;
        }
        let common =
            t.flags.has(Flags::WORD) || scan.lexicon.is_dictionary(&scan.str(&t).to_lowercase());
        let named = t.flags.has(Flags::GIVEN | Flags::SURNAME);
        if !(named || !common || t.kind == Kind::Initial) {
            break;
        }
        names += usize::from(t.flags.has(Flags::GIVEN) || asked && !common);
        surnames += usize::from(t.flags.has(Flags::SURNAME) || asked && !common);
        last += 1;
    }
    let rest = count - last;
    if last == first {
        return;
    }
    let (start, end) = (
        scan.tokens[first].start as usize,
        scan.tokens[last - 1].end as usize,
    );
    if asked && (names > 0 || surnames > 0) && rest <= 4 {
        scan.hit(
            start,
            end,
            Label::Person,
            0.82,
            "The answer to a question for a name",
        );
    } else if !asked
        && rest == 0
        && first == 0
        && (2..=3).contains(&(last - first))
        && scan.tokens[0].flags.has(Flags::GIVEN)
        && surnames > 0
        && scan.tokens[last - 1].flags.has(Flags::SURNAME)
        && count <= 3
    {
        let dictionary = (first..last)
            .filter(|&i| {
                scan.tokens[i].flags.has(Flags::WORD)
                    && !scan.tokens[i].flags.has(Flags::SURE_GIVEN)
            })
            .count();
        if dictionary < last - first {
            scan.hit(
                start,
                end,
                Label::Person,
                0.7,
                "A turn that is nothing but a name",
            );
        }
    }
}
