use discreet_transcript::conceal::{
    Concealment, Piece, clean_line, conceal, conceal_plain, conceal_whole,
};
use discreet_transcript::tree::{parse, plain};

use crate::sketch::sketch;

/// A source with the parts to hide in `«…»`, which are taken out; each gets an ordinal in order.
fn marked(source: &str) -> (String, Vec<Concealment>) {
    let mut text = String::new();
    let mut concealments = Vec::new();
    let mut count = 0;
    let mut start = 0;
    for c in source.chars() {
        match c {
            '«' => start = count,
            '»' => concealments.push(Concealment {
                start,
                end: count,
                label: "X".to_owned(),
                ordinal: u32::try_from(concealments.len()).unwrap() + 1,
            }),
            c => {
                text.push(c);
                count += 1;
            }
        }
    }
    (text, concealments)
}

fn check(source: &str, expected: &str) {
    let (text, concealments) = marked(source);
    let (blocks, _) = conceal(&parse(&text), &concealments);
    assert_eq!(sketch(&blocks), expected, "of {source:?}");
    let json = serde_json::to_string(&blocks).unwrap();
    assert!(
        !json.contains("\"at\"") && !json.contains("href_at"),
        "geometry in {json}"
    );
}

fn at(start: u32, end: u32) -> Concealment {
    Concealment {
        start,
        end,
        label: "X".to_owned(),
        ordinal: 1,
    }
}

#[test]
fn a_message_that_defines_the_placeholder_gains_no_link() {
    check(
        "My mail is «a@b.example».\n\n[redacted]: https://evil.example\n[REDACTED: x 1]: https://evil.example",
        "p(My mail is  [X 1] .)",
    );
    let (text, concealments) = marked("«x»\n\n[redacted]: https://evil.example");
    let (blocks, _) = conceal(&parse(&text), &concealments);
    assert_eq!(plain(&blocks), "[REDACTED: x 1]");
    assert!(!serde_json::to_string(&blocks).unwrap().contains("evil"));
}

#[test]
fn redactions_across_bold_links_code_and_tables_leave_the_rest() {
    check(
        "keep «hide **hide» keep** keep",
        "p(keep  [X 1] b([X 1]  keep)  keep)",
    );
    check(
        "keep **keep «hide** hide» keep",
        "p(keep  b(keep  [X 1]) [X 1]  keep)",
    );
    check("a «b **c** d» e", "p(a  [X 1]  e)");
    check("a «b\nc» d\n\n«e»", "p(a  [X 1]  d) p([X 2])");
    check("run `a «b» c` now", "p(run  `a ` [X 1] ` c`  now)");
    check("```sh\na «b\nc» d\n```", "code:sh(a  [X 1]  d)");
    check("```«sh»\na\n```", "code:(a)");
    check(
        "| a | b |\n|---|---|\n| «c» d | e |",
        "table(a | b; [X 1]  d | e)",
    );
    check("| a «b | c» d |\n|---|---|", "table(a  [X 1] | [X 1]  d)");
    check("- a «b\n- c» d", "ul[p(a  [X 1]), p([X 1]  d)]");
    check("a &am«p»; b", "p(a  [X 1]  b)");
    check("a\\«*»b", "p(a [X 1] b)");
    check("ä«ö»ü 😀«😀»", "p(ä [X 1] ü 😀 [X 2])");
    check("<b title=«x»>", "p(<b title= [X 1] >)");
}

#[test]
fn a_hidden_target_leaves_the_text() {
    check("[docs](https://«secret».example/x)", "p(a<>(docs))");
    check(
        "[docs](https://x.example \"«secret»\")",
        "p(a<https://x.example>(docs))",
    );
    check("[docs][r]\n\n[r]: https://«secret».example", "p(a<>(docs))");
    check(
        "[docs][r] [more][r]\n\n[r]: https://x.example '«secret»'",
        "p(a<>(docs)   a<>(more))",
    );
    check("![alt](https://«secret».example/i.png)", "p(img<>(alt))");
    check("![](https://«secret».example/i.png)", "p([X 1])");
}

#[test]
fn a_hidden_text_takes_a_target_that_tells_it() {
    check(
        "[«docs»](https://x.example/a)",
        "p(a<https://x.example/a>([X 1]))",
    );
    check(
        "[«Jane» here](https://x.example/JANE)",
        "p(a<>([X 1]  here))",
    );
    check(
        "[«jane doe» here](https://x.example/jane%20doe)",
        "p(a<>([X 1]  here))",
    );
    check("[«jane doe»](https://x.example/jane%2520doe)", "p([X 1])");
    check("[«jane doe»](https://x.example/Jane-Doe)", "p([X 1])");
    check("[«ja*ne*»](https://x.example/jane)", "p([X 1])");
    check("[a@b.«example»](mailto:a@b.example)", "p([X 1])");
    check("[«secret»][r]\n\n[r]: https://x.example/secret", "p([X 1])");
}

#[test]
fn an_address_is_hidden_whole_or_not_at_all() {
    check("see https://x.example/«token» now", "p(see  [X 1]  now)");
    check("see <https://x.example/«token»> now", "p(see  [X 1]  now)");
    check("call <tel:+49«30»>", "p(call  [X 1])");
    check("mail jane.«doe»@x.example", "p(mail  [X 1])");
    check("mail <jane.«doe»@x.example>", "p(mail  [X 1])");
    check("https://x.example/?a=«1»&amp;b=2", "p([X 1])");
    check("https://x.example/?a=1&amp;b=«2»!", "p([X 1] !)");
    check(
        "`curl https://x.example/«token» -v`",
        "p(`curl ` [X 1] ` -v`)",
    );
    check("`postgres://app:«pass»@db.example/x`", "p([X 1])");
    check("**jane**@x.exa«mple»", "p([X 1])");
    check("[https://x.example/a](https://x.example/«a»)", "p([X 1])");
    check(
        "[say https://x.example/«a»](https://y.example)",
        "p(a<https://y.example>(say  [X 1]))",
    );
    check(
        "a@x.example and «b@x.example»",
        "p(a<mailto:a@x.example>(a@x.example)  and  [X 1])",
    );
}

#[test]
fn a_list_begins_at_one_when_its_number_is_hidden() {
    check("«42». a\n43. b", "ol1[p(a), p(b)]");
    check("«84720193». is my account", "p([X 1] . is my account)");
}

#[test]
fn markup_alone_hides_nothing() {
    for (source, expected) in [
        ("a **«»b** c", "p(a  b(b)  c)"),
        ("a «**»b** c", "p(a  b(b)  c)"),
        ("> a\n«>» b", "q(p(a / b))"),
        ("a«\n\n»b", "p(a) p(b)"),
    ] {
        let (text, concealments) = marked(source);
        let (blocks, hidden) = conceal(&parse(&text), &concealments);
        assert_eq!((sketch(&blocks).as_str(), hidden), (expected, 0));
    }
}

#[test]
fn decisions_may_overlap_repeat_and_lie_outside() {
    let blocks = parse("abcdefghij");
    let twice = |ordinal, start, end| Concealment {
        ordinal,
        ..at(start, end)
    };
    let (hidden, count) = conceal(
        &blocks,
        &[
            twice(1, 5, 8),
            twice(2, 2, 6),
            twice(3, 3, 4),
            twice(4, 9, 900),
            twice(5, 7, 7),
            twice(6, 8, 2),
            twice(7, 50, 60),
        ],
    );
    assert_eq!(sketch(&hidden), "p(ab [X 2] [X 1] i [X 4])");
    assert_eq!(count, 3);
    let (all, count) = conceal(&blocks, &[at(0, u32::MAX)]);
    assert_eq!((sketch(&all).as_str(), count), ("p([X 1])", 1));
    let (none, count) = conceal(&blocks, &[]);
    assert_eq!((sketch(&none).as_str(), count), ("p(abcdefghij)", 0));
}

#[test]
fn one_decision_counts_once_however_many_places_it_hides() {
    let (text, concealments) = marked("«a **b** c\n\nd» [e](https://«f».example) «g»");
    let (_, hidden) = conceal(&parse(&text), &concealments);
    assert_eq!(hidden, 3);
}

#[test]
fn what_has_no_place_is_hidden_with_the_first_decision() {
    let (shown, _) = conceal(&parse("a [b](https://c.example)"), &[]);
    let (again, _) = conceal(&shown, &[at(50, 51)]);
    assert_eq!(sketch(&again), "p([X 1])");
}

#[test]
fn one_line_fields_are_hidden_by_the_same_rules() {
    let plain = |source: &str| {
        let (text, concealments) = marked(source);
        serde_json::to_string(&conceal_plain(&text, &concealments)).unwrap()
    };
    let x = r#"{"redacted":{"label":"X","ordinal":1}}"#;
    assert_eq!(
        plain("Call «Jane» now"),
        format!(r#"[{{"text":"Call "}},{x},{{"text":" now"}}]"#)
    );
    assert_eq!(plain("«Jane»"), format!("[{x}]"));
    assert_eq!(
        plain("mail ja«ne»@x.example"),
        format!(r#"[{{"text":"mail "}},{x}]"#)
    );
    assert_eq!(
        plain("**«a»**"),
        format!(r#"[{{"text":"**"}},{x},{{"text":"**"}}]"#)
    );
    assert_eq!(plain("nothing"), r#"[{"text":"nothing"}]"#);
    assert_eq!(plain(""), "[]");
    assert_eq!(
        conceal_plain("ab", &[at(5, 9), at(2, 1)]),
        [Piece::Text("ab".to_owned())]
    );
}

#[test]
fn an_address_field_goes_as_a_whole() {
    let (text, concealments) = marked("not an address, but «secret»");
    let redacted = Piece::Redacted {
        label: "X".to_owned(),
        ordinal: 1,
    };
    assert_eq!(conceal_whole(&text, &concealments), [redacted]);
    assert_eq!(
        conceal_whole("https://x.example", &[]),
        [Piece::Text("https://x.example".to_owned())]
    );
}

#[test]
fn lines_lose_what_nobody_sees() {
    assert_eq!(
        clean_line("in\u{202e}voice\u{200b}.\u{feff}pdf\u{7}"),
        "invoice.pdf"
    );
    assert_eq!(clean_line("a\tb\r\nc\u{2028}d"), "a b  c d");
    assert_eq!(clean_line("Zoë 王 😀"), "Zoë 王 😀");
}
