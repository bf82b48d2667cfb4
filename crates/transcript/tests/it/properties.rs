//! What must hold for every message and every decision.

use discreet_transcript::conceal::{Concealment, Piece, conceal, conceal_plain};
use discreet_transcript::tree::{Block, Shown, leaves, parse, plain};
use proptest::prelude::*;

use crate::tree::every_exact_leaf_is_its_source;

/// Pieces of Markdown; `@` becomes a word that occurs nowhere else.
const FRAGMENTS: &[&str] = &[
    "@ ",
    "@\n",
    "\n\n",
    "**@**",
    "*@ @*",
    "~~@~~",
    "`@`",
    "`` @ ``",
    "[@](https://@.example/@ \"@\")",
    "[@](@)",
    "![@](https://@.example/@.png)",
    "![](https://@.example)",
    "<https://@.example/@>",
    "<@@@.example>",
    "https://@.example/@?a=@ ",
    "www.@.example/@ ",
    "@.@@@.example ",
    "# @\n",
    "- @\n",
    "  - @ @\n",
    "1. @\n",
    "12345678. @\n",
    "> @ @\n",
    "> ",
    "```@ @\n@\n@\n```\n",
    "\n    @\n    @\n",
    "\n\n| @ | @ |\n|---|---|\n| @ | **@** |\n",
    "&amp;@",
    "\\*@",
    "@&lt;@",
    "<b title=@>@</b>",
    "\n<div>@\n@</div>\n\n",
    "[@][r]",
    "[r]",
    "\n\n[r]: https://@.example/@ '@'\n\n",
    "[^1]",
    "\n\n[redacted]: https://evil.example\n\n",
    "**",
    "_",
    "`",
    "[",
    "](",
    ")",
    "é",
    "😀",
    "\u{202e}",
    "\u{200b}",
    "\r\n",
    "\t",
    "|",
    "~",
    "<!-- @ -->",
    "<@",
    "postgres://@:@@@/@ ",
    "[https://@.example](https://@.example)",
];

/// A message whose words are all different, such as `qaaaz`, and no part of any other.
fn message() -> impl Strategy<Value = String> {
    prop::collection::vec(0..FRAGMENTS.len(), 0..24).prop_map(|picks| {
        let mut source = String::new();
        let mut count = 0_u32;
        for c in picks.into_iter().flat_map(|pick| FRAGMENTS[pick].chars()) {
            if c != '@' {
                source.push(c);
            } else if source.ends_with('z') {
                source.push('@');
            } else {
                source.push_str(&canary(count));
                count += 1;
            }
        }
        source
    })
}

fn canary(mut count: u32) -> String {
    let mut word = String::from("q");
    for _ in 0..3 {
        word.push(char::from(b'a' + u8::try_from(count % 16).unwrap()));
        count /= 16;
    }
    word.push('z');
    word
}

fn decisions() -> impl Strategy<Value = Vec<(u32, u32)>> {
    prop::collection::vec((0..400_u32, 0..40_u32), 0..6).prop_map(|pairs| {
        pairs
            .into_iter()
            .map(|(start, len)| (start, start + len))
            .collect()
    })
}

fn concealments(ranges: &[(u32, u32)]) -> Vec<Concealment> {
    ranges
        .iter()
        .map(|(start, end)| Concealment {
            start: *start,
            end: *end,
            label: "HIDDEN".to_owned(),
            ordinal: 7,
        })
        .collect()
}

/// The words of the source of which all, and of which no scalar value is decided.
fn words(source: &str, ranges: &[(u32, u32)]) -> (Vec<String>, Vec<String>) {
    let scalars: Vec<char> = source.chars().collect();
    let (mut hidden, mut shown) = (Vec::new(), Vec::new());
    for start in 0..scalars.len().saturating_sub(4) {
        let word: String = scalars[start..start + 5].iter().collect();
        if !(word.starts_with('q') && word.ends_with('z')) {
            continue;
        }
        let decided = (start..start + 5)
            .filter(|at| {
                ranges
                    .iter()
                    .any(|(from, to)| (*from as usize..*to as usize).contains(at))
            })
            .count();
        match decided {
            5 => hidden.push(word),
            0 => shown.push(word),
            _ => {}
        }
    }
    (hidden, shown)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn a_decided_word_survives_nowhere(source in message(), ranges in decisions()) {
        let (blocks, _) = conceal(&parse(&source), &concealments(&ranges));
        let json = serde_json::to_string(&blocks).unwrap();
        for word in words(&source, &ranges).0 {
            prop_assert!(!json.contains(&word), "{word} in {json}\nof {source:?}, {ranges:?}");
        }
        prop_assert!(!json.contains("\"at\"") && !json.contains("href_at"));
        prop_assert!(!json.contains("evil.example/"));
    }

    #[test]
    fn every_decided_scalar_value_of_an_exact_leaf_goes_and_the_others_stay(
        source in "[a-z0-9 *_`>\\-|é😀\n]{0,200}",
        ranges in decisions(),
    ) {
        // No addresses can be made of these characters, so that nothing is widened.
        let blocks = parse(&source);
        let decided = |at: u32| ranges.iter().any(|(start, end)| (*start..*end).contains(&at));
        let expected: String = leaves(&blocks)
            .filter_map(|leaf| match (leaf.shown, leaf.at) {
                (Shown::Text(text), Some(at)) if at.exact => Some(
                    text.chars()
                        .zip(at.start..)
                        .filter(|(_, place)| !decided(*place))
                        .map(|(c, _)| c)
                        .collect::<String>(),
                ),
                (Shown::Text(text), Some(at)) => (!ranges
                    .iter()
                    .any(|(start, end)| start < end && *start < at.end && *end > at.start))
                .then(|| text.to_owned()),
                _ => None,
            })
            .collect();
        let (hidden, _) = conceal(&blocks, &concealments(&ranges));
        let kept: String = leaves(&hidden)
            .filter_map(|leaf| match leaf.shown {
                Shown::Text(text) => Some(text),
                _ => None,
            })
            .collect();
        prop_assert_eq!(kept, expected);
    }

    #[test]
    fn what_nobody_decided_is_as_it_was(source in message()) {
        let blocks = parse(&source);
        let (same, hidden) = conceal(&blocks, &[]);
        prop_assert_eq!(hidden, 0);
        prop_assert_eq!(plain(&same), plain(&blocks));
        // Ranges that are beyond the text, or empty, change nothing either.
        let (same_again, hidden) = conceal(&blocks, &concealments(&[(100_000, 100_009), (3, 3)]));
        prop_assert_eq!(hidden, 0);
        prop_assert_eq!(same_again, same);
    }

    #[test]
    fn shown_words_stay_shown_unless_they_stand_in_an_address_or_a_whole_leaf(source in message(), ranges in decisions()) {
        let blocks = parse(&source);
        let (hidden, _) = conceal(&blocks, &concealments(&ranges));
        let json = serde_json::to_string(&hidden).unwrap();
        let kept = words(&source, &ranges).1;
        for leaf in leaves(&blocks) {
            let (Shown::Text(text), Some(at)) = (leaf.shown, leaf.at) else { continue };
            let risky = text.contains(['@', ':']) || text.contains("www.") || source.contains("://") || source.contains("www.") || source.contains('@');
            if !at.exact || risky {
                continue;
            }
            for word in kept.iter().filter(|word| text.contains(*word)) {
                prop_assert!(json.contains(word), "{word} is gone from {json}\nof {source:?}, {ranges:?}");
            }
        }
    }

    #[test]
    fn every_leaf_of_a_message_knows_its_place(source in message()) {
        every_exact_leaf_is_its_source(&source);
    }

    #[test]
    fn any_text_parses_and_crosses_the_wire(source in "\\PC{0,200}|(?s).{0,200}") {
        every_exact_leaf_is_its_source(&source);
        let (blocks, _) = conceal(&parse(&source), &concealments(&[(3, 9), (20, 30)]));
        let json = serde_json::to_string(&blocks).unwrap();
        prop_assert_eq!(serde_json::from_str::<Vec<Block>>(&json).unwrap(), blocks);
    }

    #[test]
    fn a_decided_word_of_a_line_survives_nowhere(source in message(), ranges in decisions()) {
        let pieces = conceal_plain(&source, &concealments(&ranges));
        let text: String = pieces.iter().map(|piece| match piece {
            Piece::Text(text) => text.as_str(),
            Piece::Redacted { .. } => "█",
        }).collect();
        for word in words(&source, &ranges).0 {
            prop_assert!(!text.contains(&word));
        }
    }
}
