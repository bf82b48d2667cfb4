//! What the list says of where words were found: ranges of what it shows, and the words around them.

use discreet_api_types::conversations::{Found, Snippet, SnippetPart, TextRange};
use discreet_store::conversations::{FoundIn, FoundText};
use discreet_transcript::conceal::clean_line;
use discreet_transcript::tree;
use discreet_transcript::words::Query;

/// Most characters of a snippet.
const LONGEST: usize = 180;
/// Characters shown before the first match.
const LEAD: usize = 48;
/// Bytes of a message up to which its Markdown is read; longer ones are quoted as they stand.
const PARSED: usize = 32 * 1024;

/// Where the words are in a row of the list, and inside the conversation if it is the asker's own.
pub fn found(
    query: &Query,
    title: &str,
    contact: Option<&str>,
    tags: &[String],
    inside: Option<&FoundText>,
) -> Found {
    let has_words = |(_, tag): &(u32, &String)| !query.ranges(tag).is_empty();
    Found {
        title: ranges(query, title),
        contact: contact
            .map(|contact| ranges(query, contact))
            .unwrap_or_default(),
        tags: (0..)
            .zip(tags)
            .filter(has_words)
            .map(|(place, _)| place)
            .collect(),
        snippet: inside.map(|inside| snippet(query, inside)),
    }
}

fn snippet(query: &Query, inside: &FoundText) -> Snippet {
    let (part, message) = match inside.place {
        FoundIn::Message(number) => (SnippetPart::Message, Some(number)),
        FoundIn::Summary => (SnippetPart::Summary, None),
        FoundIn::Attempt => (SnippetPart::Attempt, None),
        FoundIn::Note => (SnippetPart::Note, None),
        FoundIn::Contact => (SnippetPart::Contact, None),
    };
    let text = inside.text.as_str();
    let plain = (part == SnippetPart::Message && text.len() <= PARSED)
        .then(|| on_one_line(&tree::plain(&tree::parse(text))))
        // What is found may be what Markdown does not show, such as a link's address.
        .filter(|plain| !query.ranges(plain).is_empty());
    let text = excerpt(query, &plain.unwrap_or_else(|| on_one_line(text)));
    Snippet {
        part,
        message,
        ranges: ranges(query, &text),
        text,
    }
}

fn on_one_line(text: &str) -> String {
    let clean = clean_line(text);
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words around the first match, whole words where there are any.
fn excerpt(query: &Query, text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    if characters.len() <= LONGEST {
        return text.to_owned();
    }
    let first = query.ranges(text).first().map_or(0, |(start, _)| *start);
    let from = first.saturating_sub(LEAD);
    // Not in the middle of a word, if one begins soon.
    let from = match from {
        0 => 0,
        from => (from..first)
            .find(|place| characters.get(place - 1).is_some_and(|c| c.is_whitespace()))
            .unwrap_or(from),
    };
    let to = (from + LONGEST).min(characters.len());
    let begun = if from > 0 { "…" } else { "" };
    let cut = if to < characters.len() { "…" } else { "" };
    let shown: String = characters
        .get(from..to)
        .unwrap_or_default()
        .iter()
        .collect();
    format!("{begun}{}{cut}", shown.trim_end())
}

fn ranges(query: &Query, text: &str) -> Vec<TextRange> {
    let number = |place| u32::try_from(place).unwrap_or(u32::MAX);
    query
        .ranges(text)
        .into_iter()
        .map(|(start, end)| TextRange {
            start: number(start),
            end: number(end),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(q: &str, text: &str) -> (String, Vec<String>) {
        let query = Query::parse(q).expect("words");
        let inside = FoundText {
            place: FoundIn::Message(7),
            text: text.into(),
        };
        let snippet = snippet(&query, &inside);
        assert_eq!(
            (snippet.part, snippet.message),
            (SnippetPart::Message, Some(7))
        );
        let characters: Vec<char> = snippet.text.chars().collect();
        let marked = snippet.ranges.iter().map(|range| {
            characters[range.start as usize..range.end as usize]
                .iter()
                .collect()
        });
        (snippet.text.clone(), marked.collect())
    }

    #[test]
    fn a_snippet_is_plain_text_on_one_line_with_its_matches() {
        let (text, marked) = quoted("parcel refu", "# Where\n\nis the **parcel**?\n\n- a Refund");
        assert_eq!(text, "Where is the parcel? - a Refund");
        assert_eq!(marked, ["parcel", "Refund"]);
    }

    #[test]
    fn a_long_text_is_cut_around_the_first_match() {
        let text = format!("{}needle {}", "straw ".repeat(100), "hay ".repeat(100));
        let (text, marked) = quoted("needle", &text);
        assert!(text.starts_with("…straw ") && text.ends_with('…'), "{text}");
        assert!(text.chars().count() <= LONGEST + 2, "{text}");
        assert_eq!(marked, ["needle"]);
        let (text, marked) = quoted("東", &format!("{}東京", "字".repeat(400)));
        assert!(text.starts_with('…') && text.ends_with("東京"), "{text}");
        assert_eq!(marked, ["東"]);
    }

    #[test]
    fn what_markdown_does_not_show_is_quoted_from_the_source() {
        let (text, marked) = quoted("tracking", "See [here](https://carrier.example/tracking).");
        assert_eq!(text, "See [here](https://carrier.example/tracking).");
        assert_eq!(marked, ["tracking"]);
    }

    #[test]
    fn characters_nobody_sees_are_not_quoted() {
        let (text, _) = quoted("evil", "an \u{202e}evil\u{200b} word");
        assert_eq!(text, "an evil word");
    }
}
