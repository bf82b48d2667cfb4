use discreet_transcript::tree::{self, Block, Shown, leaves, parse, plain};

use crate::sketch::sketch;

fn check(source: &str, expected: &str) {
    assert_eq!(sketch(&parse(source)), expected, "of {source:?}");
    every_exact_leaf_is_its_source(source);
}

pub fn every_exact_leaf_is_its_source(source: &str) {
    let scalars: Vec<char> = source.chars().collect();
    for leaf in leaves(&parse(source)) {
        let Shown::Text(text) = leaf.shown else {
            continue;
        };
        let at = leaf
            .at
            .expect("every leaf of a parsed message knows its place");
        assert!(
            at.start < at.end && at.end as usize <= scalars.len(),
            "{at:?} in {source:?}"
        );
        if at.exact {
            let slice: String = scalars[at.start as usize..at.end as usize].iter().collect();
            assert_eq!(slice, text, "in {source:?}");
        }
    }
}

#[test]
fn text_and_emphasis_know_their_places() {
    check("", "");
    check("   \n\n", "");
    check("Hello", "p(Hello@0-5)");
    check(
        "äö **b** *i* ~~s~~",
        "p(äö @0-3 b(b@5-6)  @8-9 i(i@10-11)  @12-13 s(s@15-16))",
    );
    check("a\nb  \nc", "p(a@0-1 / b@2-3 / c@6-7)");
    check("a\r\nb", "p(a@0-1 / b@3-4)");
    check("# One\n\nTwo\n===", "h1(One@2-5) h1(Two@7-10)");
    check("a\n\n---\n\nb", "p(a@0-1) rule p(b@8-9)");
}

#[test]
fn entities_and_escapes_stay_addressable() {
    check("a &amp; b", "p(a @0-2 &@~2-7  b@7-9)");
    check(r"a\*b", "p(a@0-1 *b@2-4)");
    check("&#0;x", "p(\u{fffd}@~0-4 x@4-5)");
    check("a\u{0}b", "p(a\u{0}b@0-3)");
}

#[test]
fn code_knows_its_place_without_its_backticks() {
    check("`a` `` b` ``", "p(`a`@1-2  @3-4 `b``@7-9)");
    check("`a\nb`", "p(`a b`@~0-5)");
    check(
        "```rust,ignore\nlet a;\n\nlet b;\n```",
        "code:rust(let a;\n\nlet b;@15-29)",
    );
    check("```\n```", "code:()");
    check("    a\n      b", "code:(a\n@4-6   b@10-13)");
    check("0.\t\t0", "ol0[code:( @~3-4 0@4-5)]");
    check("> ```\n> a\n> b\n> ```", "q(code:(a\n@8-10 b@12-13))");
    check("```x\r\na\r\nb\r\n```", "code:x(a@6-7 \nb@8-10)");
}

#[test]
fn lists_quotes_and_tables_hold_blocks() {
    check("- a\n- b", "ul[p(a@2-3), p(b@6-7)]");
    check("3. a\n\n4. b", "ol3[p(a@3-4), p(b@9-10)]");
    check("- a\n  - b\n- c", "ul[p(a@2-3) ul[p(b@8-9)], p(c@12-13)]");
    check("- [x] done", "ul[p([x] done@2-10)]");
    check("> a\n> > b", "q(p(a@2-3) q(p(b@8-9)))");
    check(
        "| a | b |\n|---|:-:|\n| c | **d** |\n| `e\\|f` |",
        "table(a@2-3 | b@6-7; c@22-23 | b(d@28-29); `e|f`@~36-42 | )",
    );
}

#[test]
fn a_number_that_nobody_counts_to_is_text() {
    check("84720193. is my account", "p(84720193. is my account@0-23)");
    check("2024. a\n2025. b", "p(2024. a@0-7) p(2025. b@8-15)");
    check("999. a", "ol999[p(a@5-6)]");
}

#[test]
fn raw_html_is_text() {
    check("a <b>x</b>", "p(a <b>x</b>@0-10)");
    check(
        "<script>alert(1)</script>",
        "p(<script>alert(1)</script>@0-25)",
    );
    check(
        "<div>\n*a*\n</div>\n\nb",
        "p(<div>@0-5 / *a*@6-9 / </div>@10-16) p(b@18-19)",
    );
    check("<!-- a -->", "p(<!-- a -->@0-10)");
}

#[test]
fn links_know_where_their_targets_stand() {
    check(
        "[a](https://x.example \"t\")",
        "p(a<https://x.example@4-21>(a@1-2))",
    );
    check(
        "[a](<https://x.example>)",
        "p(a<https://x.example@5-22>(a@1-2))",
    );
    check(
        "[a](https://x.example/?a=1&amp;b)",
        "p(a<https://x.example/?a=1&b@~2-33>(a@1-2))",
    );
    check("[a *b*](tel:+49)", "p(a<tel:+49@8-15>(a @1-3 i(b@4-5)))");
    check(
        "[a][r]\n\n[r]: https://x.example 'title'",
        "p(a<https://x.example@~8-38>(a@1-2))",
    );
    check("[r]\n\n[R]: /relative", "p(a<>(r@1-2))");
    check(
        "<https://x.example>",
        "p(a<https://x.example@1-18>(https://x.example@~1-18))",
    );
    check(
        "<a@x.example>",
        "p(a<mailto:a@x.example@~1-12>(a@x.example@~1-12))",
    );
    check(
        "[](https://x.example)",
        "p(a<https://x.example@3-20>(https://x.example@~0-21))",
    );
    check("[a](javascript:alert(1))", "p(a<>(a@1-2))");
    check("[a](JaVa\tscript:x)", "p([a](JaVa\tscript:x)@0-18)");
    check("[a](&#106;avascript:alert(1))", "p(a<>(a@1-2))");
    check("[a](//evil.example)", "p(a<>(a@1-2))");
}

#[test]
fn images_are_named_links() {
    check(
        "![alt *b*](https://x.example/i.png)",
        "p(img<https://x.example/i.png@11-34>(alt @2-6 i(b@7-8)))",
    );
    check(
        "![](https://x.example/i.png)",
        "p(img<https://x.example/i.png@4-27>(https://x.example/i.png@~0-28))",
    );
    check("![](data:image/png;base64,AAAA)", "p(img<>(image@~0-31))");
    check(
        "[![alt](https://x.example/i.png)](https://y.example)",
        "p(a<https://y.example@34-51>(alt@3-6))",
    );
    check(
        "![a [b](https://c.example)](https://d.example)",
        "p(img<https://d.example@28-45>(a @2-4 b@5-6))",
    );
}

#[test]
fn bare_addresses_become_links() {
    check(
        "See https://x.example/a_b_c.",
        "p(See @0-4 a<https://x.example/a_b_c@4-27>(https://x.example/a_b_c@4-27) .@27-28)",
    );
    check(
        "www.x.example!",
        "p(a<https://www.x.example@~0-13>(www.x.example@0-13) !@13-14)",
    );
    check(
        "**a@x.example**",
        "p(b(a<mailto:a@x.example@~2-13>(a@x.example@2-13)))",
    );
    check(
        "https://x.example?a=1&amp;b=2 ok",
        "p(a<https://x.example?a=1&b=2@~0-29>(https://x.example?a=1@0-21 &@~21-26 b=2@26-29)  ok@29-32)",
    );
    check(
        r"a\_b@x.example",
        "p(a<mailto:a_b@x.example@~0-14>(a@0-1 _b@x.example@2-14))",
    );
    check(
        "[https://x.example](https://y.example)",
        "p(a<https://y.example@20-37>(https://x.example@1-18))",
    );
    check("`https://x.example`", "p(`https://x.example`@1-18)");
    check(
        "x javascript://x.example",
        "p(x javascript://x.example@0-24)",
    );
}

#[test]
fn deep_nesting_is_flattened_and_still_fits_into_json() {
    for source in [
        "> ".repeat(150) + "end",
        "- ".repeat(150) + "end",
        "1. ".repeat(150) + "end",
        "> - 1. ".repeat(40) + "| end |\n",
        "**_".repeat(100) + "end" + &"_**".repeat(100),
        "> ".repeat(500_000) + "end",
        "- ".repeat(500_000) + "end",
        "[".repeat(100_000) + "end" + &"](https://x.example)".repeat(50_000),
        "*a **b ".repeat(50_000) + "end",
        format!(
            "{}| a |\n{}|---|\n{}| **end** |",
            "> ".repeat(40),
            "> ".repeat(40),
            "> ".repeat(40)
        ),
    ] {
        let blocks = parse(&source);
        assert!(plain(&blocks).contains("end"));
        let json = serde_json::to_string(&vec![&blocks]).unwrap();
        assert_eq!(
            serde_json::from_str::<Vec<Vec<Block>>>(&json).unwrap()[0],
            unplaced(&json)
        );
    }
}

/// What a reader of the JSON gets, without the two ranges that stay off the wire.
fn unplaced(json: &str) -> Vec<Block> {
    serde_json::from_str::<Vec<Vec<Block>>>(json)
        .unwrap()
        .remove(0)
}

#[test]
fn hostile_messages_take_linear_time() {
    let size = 1 << 20;
    for piece in [
        "> ",
        "- ",
        "*a ",
        "[",
        "![[]()",
        "`` ` ",
        "<a ",
        "&amp;",
        "[a]: b\n",
        "http://a.b ",
        "a@b.co ",
        "|a",
        "> \tcode\n",
        "_a_ ",
    ] {
        let source = piece.repeat(size / piece.len());
        let start = std::time::Instant::now();
        parse(&source);
        assert!(
            start.elapsed().as_secs() < 20,
            "{piece:?} took {:?}",
            start.elapsed()
        );
    }
    // Many containers, then many lines: every line would visit every container.
    let source = "- ".repeat(size / 4) + &"\n".repeat(size / 2);
    let start = std::time::Instant::now();
    parse(&source);
    assert!(start.elapsed().as_secs() < 20, "took {:?}", start.elapsed());
}

#[test]
fn a_long_rule_is_no_nesting() {
    check(&format!("a\n{}", "-".repeat(1000)), "h2(a@0-1)");
    check(&"*".repeat(1000), "rule");
}

#[test]
fn leaves_are_numbered_through_the_message() {
    let blocks = parse("Hé **b**\nc\n\n| d |\n|---|\n| e |\n\n- f");
    let places: Vec<(u32, u32)> = leaves(&blocks)
        .map(|leaf| (leaf.offset, leaf.len))
        .collect();
    assert_eq!(
        places,
        [(0, 3), (3, 1), (4, 1), (5, 1), (6, 1), (7, 1), (8, 1)]
    );
}

#[test]
fn plain_text_reads_like_the_message() {
    let blocks = parse(
        "# Hi\n\nA **b** [c](https://x.example)\nd\n\n1. one\n2. two\n   - in\n\n| a | b |\n|---|---|\n| c | d |\n\n```\nx\ny\n```",
    );
    assert_eq!(
        plain(&blocks),
        "Hi\nA b c\nd\n1. one\n2. two\n- in\na\tb\nc\td\nx\ny"
    );
}

#[test]
fn placeholders_say_what_may_be_said() {
    assert_eq!(tree::placeholder("", 0), "[REDACTED]");
    assert_eq!(tree::placeholder("OTHER", 0), "[REDACTED]");
    assert_eq!(tree::placeholder("EMAIL", 1), "[REDACTED: email 1]");
    assert_eq!(
        tree::placeholder("CREDIT_CARD", 0),
        "[REDACTED: credit card]"
    );
    assert_eq!(tree::placeholder("", 2), "[REDACTED: 2]");
}

#[test]
fn the_wire_shapes_are_fixed() {
    let blocks = parse("**a** `b`\nhttps://x.example\n\n1. c\n\n```rust\nd\n```\n\n---");
    let json = serde_json::to_value(&blocks).unwrap();
    assert_eq!(
        json,
        serde_json::json!([
            {"paragraph": {"spans": [
                {"strong": {"spans": [{"text": {"text": "a", "at": {"start": 2, "end": 3, "exact": true}}}]}},
                {"text": {"text": " ", "at": {"start": 5, "end": 6, "exact": true}}},
                {"code": {"text": "b", "at": {"start": 7, "end": 8, "exact": true}}},
                "break",
                {"link": {
                    "href": "https://x.example",
                    "href_at": {"start": 10, "end": 27, "exact": true},
                    "spans": [{"text": {"text": "https://x.example", "at": {"start": 10, "end": 27, "exact": true}}}],
                }},
            ]}},
            {"list": {"start": 1, "items": [[{"paragraph": {"spans": [
                {"text": {"text": "c", "at": {"start": 32, "end": 33, "exact": true}}},
            ]}}]]}},
            {"code": {"language": "rust", "spans": [
                {"text": {"text": "d", "at": {"start": 43, "end": 44, "exact": true}}},
            ]}},
            "rule",
        ])
    );
}

#[test]
fn debug_output_holds_no_text() {
    let shown = format!(
        "{:?}",
        parse("secret `secret` [secret](https://secret.example)\n\n```secret\nsecret\n```")
    );
    assert!(!shown.contains("secret"), "{shown}");
}
