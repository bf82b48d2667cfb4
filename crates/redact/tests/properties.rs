//! What holds for any input: no panic, offsets inside the text, order, no overlap, linear work.

use cpu_time::ThreadTime;

use discreet_redact::decisions::all_like;
use discreet_redact::{Conversation, Message, Scanner, Sender, Settings, scan, scan_text};
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

fn everything() -> Settings {
    use discreet_redact::Label;
    Settings {
        soft: vec![Label::Date, Label::Location, Label::Organization],
        min_confidence: 0.0,
        hosts: vec!["acme.example".into()],
        ..Settings::default()
    }
}

fn sound(text: &str) {
    let findings = scan_text(text, &everything());
    let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    let mut last = 0;
    for finding in &findings {
        assert!(
            finding.start < finding.end && finding.end <= length,
            "{finding:?} in {length}"
        );
        assert!(finding.start >= last, "{finding:?} begins before {last}");
        assert!((0.0..=1.0).contains(&finding.confidence));
        last = finding.end;
    }
    let conversation = Conversation {
        messages: vec![Message::new(1, Sender::Contact, text)],
        title: text.into(),
        tags: vec![text.into()],
        ..Conversation::default()
    };
    for finding in scan(&conversation, &everything()) {
        assert!(
            finding.start < finding.end && finding.end <= length,
            "{finding:?} in {length}"
        );
    }
}

/// Pieces that mean something to one detector or another, to be put together at random.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("Agent: What is your name?\n".to_owned()),
        Just("Customer: ".to_owned()),
        Just("password: ".to_owned()),
        Just("@".to_owned()),
        Just("://".to_owned()),
        Just("http://u:p9x@h".to_owned()),
        Just("-----BEGIN PRIVATE KEY-----".to_owned()),
        Just("eyJhbGciOiJIUzI1NiJ9.".to_owned()),
        Just("4111 1111 1111 1111".to_owned()),
        Just("\u{200b}".to_owned()),
        Just("\u{202e}".to_owned()),
        Just("e\u{301}".to_owned()),
        Just("İ".to_owned()),
        Just("ß".to_owned()),
        Just("Bearer ".to_owned()),
        Just("curl -u a:".to_owned()),
        Just("12 Main Street".to_owned()),
        Just("P.O. Box 1".to_owned()),
        Just("at a dot com".to_owned()),
        Just("GB82".to_owned()),
        Just("+".to_owned()),
        Just("(".to_owned()),
        Just(")".to_owned()),
        Just("xoxb-".to_owned()),
        Just("May 3".to_owned()),
        Just("aged ".to_owned()),
        Just("x".to_owned()),
        Just("Mr. ".to_owned()),
        Just("Šárka ".to_owned()),
        Just("van de ".to_owned()),
        Just("\n".to_owned()),
        Just(" ".to_owned()),
        Just("ext ".to_owned()),
        Just("draft ".to_owned()),
        "[0-9]{1,12}",
        "[A-Z][a-z]{1,8} ",
        "[a-z]{1,8} ",
        "[-./:_=\"'`<>{}$#,;?!|]{1,3}",
        "\\PC{1,4}",
        "[٠-٩０-９]{1,6}",
    ];
    prop::collection::vec(piece, 0..24).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_scanned_soundly(text in any::<String>()) {
        sound(&text);
    }

    #[test]
    fn any_mixture_of_meaningful_pieces_is_scanned_soundly(text in pieces()) {
        sound(&text);
    }

    #[test]
    fn every_occurrence_lies_inside_the_text(text in pieces(), value in pieces()) {
        let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        for range in all_like(&text, &value) {
            prop_assert!(range.start < range.end && range.end <= length);
        }
    }
}

#[test]
fn scanning_in_steps_gives_the_same_as_scanning_at_once() {
    let conversation = Conversation {
        messages: (1..20)
            .map(|n| {
                Message::new(
                    n,
                    if n % 2 == 0 {
                        Sender::Agent
                    } else {
                        Sender::Contact
                    },
                    "My name is Sam Lee, sam@acme.example. Sam again.",
                )
            })
            .collect(),
        ..Conversation::default()
    };
    let mut scanner = Scanner::new(conversation.clone(), &Settings::default());
    let mut stepwise = Vec::new();
    let mut steps = 0;
    while !scanner.progress().is_finished() {
        stepwise.extend(scanner.step());
        steps += 1;
        assert_eq!(scanner.progress().done, steps);
    }
    assert!(scanner.step().is_empty());
    let mut at_once = scan(&conversation, &Settings::default());
    let key = |f: &discreet_redact::Finding| (f.field, f.message, f.item, f.start);
    stepwise.sort_by_key(key);
    at_once.sort_by_key(key);
    assert_eq!(stepwise, at_once);
    assert!(!at_once.is_empty());
}

/// Sixteen times the text may take at most eighty times as much of this thread's processor time, whatever else the
/// machine does; quadratic work would take 256.
#[test]
fn hostile_text_costs_no_more_a_byte_when_it_is_longer() {
    let time = |text: &str| {
        (0..3)
            .map(|_| {
                let start = ThreadTime::now();
                std::hint::black_box(scan_text(text, &Settings::default()));
                start.elapsed().as_secs_f64()
            })
            .fold(f64::INFINITY, f64::min)
    };
    for piece in [
        "a",
        "A",
        "1 ",
        "1",
        "a@",
        "a.",
        "/",
        ".",
        "[",
        "(",
        "http://",
        "Aa ",
        "key=",
        "password: ",
        "-----BEGIN PRIVATE KEY-----",
        "eyJhbGci.",
        ":",
        "ab:",
        "::",
        "curl -u ",
        "1-",
        "+1",
        "at a dot ",
        "12 Aa ",
        "Street ",
        "é",
        "\u{200b}1",
        "\"",
        "x=\"",
        "Bearer ",
        "name is ",
        "sam ",
        "Sam, ",
    ] {
        let short = piece.repeat(48_000 / piece.len());
        let long = piece.repeat(768_000 / piece.len());
        let (a, b) = (time(&short), time(&long));
        assert!(
            b < 80.0 * a,
            "{piece:?}: {a:.5} s, then {b:.5} s for sixteen times the text"
        );
    }
}

/// A value as it may stand in a text, in one of several disguises.
fn disguised(value: &str, disguise: usize) -> String {
    match disguise {
        0 => value.to_uppercase(),
        1 => value.chars().flat_map(|c| [c, '\u{200b}']).collect(),
        2 => value.nfd().collect(),
        3 => value.nfkc().collect(),
        4 => value
            .bytes()
            .fold(String::new(), |text, byte| text + &format!("%{byte:02X}")),
        5 => value.chars().fold(String::new(), |text, c| {
            text + &format!("&#x{:x};", u32::from(c))
        }),
        6 => value
            .chars()
            .map(|c| if c == ' ' { '+' } else { c })
            .collect(),
        7 => base64(value.as_bytes()),
        8 => base64(format!("u={value}").as_bytes()),
        9 => base64(format!("id={value}&x=1").as_bytes()),
        _ => value.to_owned(),
    }
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for group in bytes.chunks(3) {
        let mut bits = [0; 3];
        bits[..group.len()].copy_from_slice(group);
        let bits = u32::from_be_bytes([0, bits[0], bits[1], bits[2]]);
        for place in 0..=group.len() {
            let at = usize::try_from(bits >> (18 - 6 * place) & 63).unwrap_or(0);
            out.push(char::from(ALPHABET[at]));
        }
    }
    out
}

proptest! {
    #[test]
    fn a_value_is_found_however_it_is_encoded(
        value in "[a-z]{5,9}[0-9]{0,3}@[a-zäé]{3,8}\\.example|[A-Z][a-zéß]{4,8} [A-Z][a-z]{4,8}|[A-Z]{2,4}-[0-9]{4,9}",
        before in "|[a-z]{1,5} |(see |\\PC{0,20} )\\(|\\PC{0,20}\n",
        after in "|[ ,;!)]\\PC{0,20}",
        disguise in 0..11_usize,
    ) {
        let spelt = disguised(&value, disguise);
        let text = format!("{before}{spelt}{after}");
        let start = u32::try_from(before.chars().count()).unwrap();
        let visible = u32::try_from(spelt.trim_end_matches('\u{200b}').chars().count()).unwrap();
        let found = all_like(&text, &value);
        prop_assert!(
            found.iter().any(|range| range.start <= start && range.end >= start + visible),
            "{value:?} as {spelt:?} in {text:?}: {found:?}"
        );
    }

    #[test]
    fn occurrences_come_in_order_inside_the_text(text in "\\PC{0,60}|[a-c %&+=]{0,60}", value in "\\PC{1,4}|[a-c]{1,3}") {
        let length = u32::try_from(text.chars().count()).unwrap();
        let mut last = 0;
        for range in all_like(&text, &value) {
            prop_assert!(range.start < range.end && range.start >= last && range.end <= length);
            last = range.end;
        }
    }
}
