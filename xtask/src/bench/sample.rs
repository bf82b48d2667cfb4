//! Conversations to measure with: made of common words by a seeded generator, the same on every machine.
//!
//! Contact and AI take turns; a message has 30 to 200 words, one in five also a list, code or a table. The first
//! begins and the last ends with words of their own, so that a browser can wait for plain text on the screen.

use std::fmt::Write as _;

use serde_json::{Value, json};

const WORDS: &str = "a about after again all also and answer any are around as at back batch be because been before \
    below between both box bring buffer but by cable call can carrier case change check clear close cloud code colour \
    come could day delay desk did do does door down each early empty end error even every few field file find first \
    follow for form from full get give go had has have help here hold how if in into is it job just keep label last \
    late layer left less level like line link list little long look made make many may measure might minute module \
    month more most move much must name near new next no not note now of off old on once one only open or order other \
    our out over page paper parcel part past path place plan point quick reader reply report right room route row rule \
    said same save say screen search see send server set shelf short should side simple size small so some sound state \
    station step still stop store such table take tell than that the their them then there these they thing this \
    through time to today together too tool turn two under until up us use very view wait was way we week well went \
    were what when where which while who why will window with word work would write year yes yet you your";

/// A conversation.
pub struct Sample {
    messages: Vec<Vec<Block>>,
}

/// A piece of a message.
enum Block {
    Prose(String),
    List(Vec<String>),
    Code(Vec<String>),
    Table(Vec<Vec<String>>),
}

impl Sample {
    /// So many messages. `personal`: every tenth names made-up contact details, all of ranges reserved for examples.
    pub fn new(messages: usize, personal: bool) -> Self {
        let mut dice = Dice(0x5eed_0000 + messages as u64);
        let mut all: Vec<Vec<Block>> = (0..messages)
            .map(|index| message(&mut dice, index, personal))
            .collect();
        let (first, last) = (first_words(messages), last_words(messages));
        if let Some(blocks) = all.first_mut() {
            blocks.insert(0, Block::Prose(format!("{first}.")));
        }
        if let Some(blocks) = all.last_mut() {
            blocks.push(Block::Prose(format!("{last}.")));
        }
        Self { messages: all }
    }

    /// Plain words inside the first message.
    pub fn first_words(&self) -> String {
        first_words(self.messages.len())
    }

    /// Plain words inside the last message.
    pub fn last_words(&self) -> String {
        last_words(self.messages.len())
    }

    /// As it is brought in: our own JSON.
    pub fn json(&self) -> Value {
        let message = |(index, blocks): (usize, &Vec<Block>)| json!({"sender": sender(index).0, "sent_at": sent_at(index), "body": markdown(blocks)});
        json!({"title": self.title(), "messages": self.messages.iter().enumerate().map(message).collect::<Vec<_>>()})
    }

    /// As the scan worker takes it.
    pub fn scan_json(&self) -> Value {
        let message = |(index, blocks): (usize, &Vec<Block>)| json!({"number": index + 1, "sender": sender(index).0, "body": markdown(blocks)});
        json!({"title": self.title(), "messages": self.messages.iter().enumerate().map(message).collect::<Vec<_>>()})
    }

    /// Bytes of all bodies.
    pub fn body_bytes(&self) -> usize {
        self.messages
            .iter()
            .map(|blocks| markdown(blocks).len())
            .sum()
    }

    /// The page nobody can beat: HTML and a little style in one file, no script, chunks that lie off the screen left
    /// out of layout.
    pub fn html(&self) -> String {
        let mut page = format!(
            "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content=\"width=device-width\">\
             <title>{title}</title><style>body{{font:16px/1.55 system-ui;max-width:68ch;margin:auto}}\
             section{{content-visibility:auto;contain-intrinsic-size:auto 12000px}}pre{{overflow-x:auto}}\
             header{{color:#555}}</style><h1>{title}</h1>",
            title = self.title()
        );
        for (chunk, messages) in self.messages.chunks(50).enumerate() {
            page += "<section>";
            for (index, blocks) in messages.iter().enumerate() {
                let index = chunk * 50 + index;
                let number = index + 1;
                let _ = write!(
                    page,
                    "<article id=m{number}><header>{number} <b>{}</b> <time>{}</time></header>",
                    sender(index).1,
                    sent_at(index)
                );
                for block in blocks {
                    block.html(&mut page);
                }
                page += "</article>";
            }
            page += "</section>";
        }
        page
    }

    fn title(&self) -> String {
        format!("A conversation of {} messages", self.messages.len())
    }
}

fn first_words(messages: usize) -> String {
    format!("Opening words alpha {messages}")
}

fn last_words(messages: usize) -> String {
    format!("Closing words omega {messages}")
}

/// On the wire and in words.
fn sender(index: usize) -> (&'static str, &'static str) {
    if index.is_multiple_of(2) {
        ("contact", "Contact")
    } else {
        ("ai", "AI")
    }
}

/// One message a minute, from a Monday morning on.
fn sent_at(index: usize) -> String {
    let (day, minute) = (index / 1440, index % 1440);
    let (month, day) = if day < 27 {
        (1, 5 + day)
    } else {
        (2, day - 26)
    };
    format!(
        "2026-{month:02}-{day:02}T{:02}:{:02}:00Z",
        minute / 60,
        minute % 60
    )
}

fn message(dice: &mut Dice, index: usize, personal: bool) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut left = dice.between(30, 200);
    while left > 0 {
        let words = left.min(dice.between(20, 70));
        blocks.push(Block::Prose(dice.sentences(words)));
        left -= words;
    }
    if index % 5 == 3 {
        let extra = match index / 5 % 3 {
            0 => Block::List((0..dice.between(3, 7)).map(|_| dice.sentences(9)).collect()),
            1 => Block::Code(
                (0..dice.between(4, 8))
                    .map(|line| dice.code(line))
                    .collect(),
            ),
            _ => {
                let columns = dice.between(3, 4);
                let rows = dice.between(4, 7);
                Block::Table(
                    (0..rows)
                        .map(|_| (0..columns).map(|_| dice.word().to_owned()).collect())
                        .collect(),
                )
            }
        };
        blocks.insert(1, extra);
    }
    if personal && index % 10 == 4 {
        let number = dice.between(100_000, 999_999);
        let text = match index / 10 % 4 {
            0 => format!("You can write to person-{number}@acme.example about it."),
            1 => format!("Please call me back on (201) 555-01{:02}.", number % 100),
            2 => "The card is 4111 1111 1111 1111, I think.".to_owned(),
            _ => format!("My customer number is C-{number}, order number 48{number}."),
        };
        blocks.push(Block::Prose(text));
    }
    blocks
}

fn markdown(blocks: &[Block]) -> String {
    let pieces: Vec<String> = blocks
        .iter()
        .map(|block| match block {
            Block::Prose(text) => text.clone(),
            Block::List(items) => items
                .iter()
                .map(|item| format!("- {item}"))
                .collect::<Vec<_>>()
                .join("\n"),
            Block::Code(lines) => format!("```rust\n{}\n```", lines.join("\n")),
            Block::Table(rows) => {
                let mut lines: Vec<String> = rows
                    .iter()
                    .map(|cells| format!("| {} |", cells.join(" | ")))
                    .collect();
                let columns = rows.first().map_or(0, Vec::len);
                lines.insert(1.min(lines.len()), format!("|{}", "---|".repeat(columns)));
                lines.join("\n")
            }
        })
        .collect();
    pieces.join("\n\n")
}

impl Block {
    fn html(&self, page: &mut String) {
        let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
        match self {
            Self::Prose(text) => {
                let _ = write!(page, "<p>{}</p>", escaped(text));
            }
            Self::List(items) => {
                *page += "<ul>";
                for item in items {
                    let _ = write!(page, "<li>{}</li>", escaped(item));
                }
                *page += "</ul>";
            }
            Self::Code(lines) => {
                let _ = write!(
                    page,
                    "<pre><code>{}</code></pre>",
                    escaped(&lines.join("\n"))
                );
            }
            Self::Table(rows) => {
                *page += "<table>";
                for row in rows {
                    *page += "<tr>";
                    for cell in row {
                        let _ = write!(page, "<td>{}</td>", escaped(cell));
                    }
                    *page += "</tr>";
                }
                *page += "</table>";
            }
        }
    }
}

/// `SplitMix64`: small, and the same everywhere.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Both ends included.
    fn between(&mut self, from: usize, to: usize) -> usize {
        let choices = (to - from + 1) as u64;
        from + usize::try_from(self.next() % choices).unwrap_or_default()
    }

    fn word(&mut self) -> &'static str {
        let words = WORDS.split_ascii_whitespace();
        let count = words.clone().count();
        words
            .into_iter()
            .nth(self.between(0, count - 1))
            .unwrap_or_default()
    }

    /// So many words in sentences of about a dozen.
    fn sentences(&mut self, words: usize) -> String {
        let mut text = String::new();
        for index in 0..words {
            let word = self.word();
            if index % 12 == 0 {
                text += if index == 0 { "" } else { ". " };
                text.extend(word.chars().take(1).flat_map(char::to_uppercase));
                text += &word[1..];
            } else {
                let _ = write!(text, " {word}");
            }
        }
        text + "."
    }

    fn code(&mut self, line: usize) -> String {
        let (one, other) = (self.word(), self.word());
        let limit = self.between(2, 99);
        format!(
            "{}let {one}_{line} = {other}(rows, {limit})?; // below the limit",
            "    ".repeat(line % 3)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_conversation_comes_out_every_time() {
        let (one, again) = (Sample::new(20, true), Sample::new(20, true));
        assert_eq!(one.json(), again.json());
        assert_eq!(one.html(), again.html());
        assert_ne!(one.json(), Sample::new(20, false).json());
    }

    #[test]
    fn both_forms_hold_every_message_and_the_words_to_wait_for() {
        let sample = Sample::new(60, false);
        assert_eq!(sample.json()["messages"].as_array().unwrap().len(), 60);
        assert_eq!(sample.html().matches("<article").count(), 60);
        for words in [sample.first_words(), sample.last_words()] {
            assert_eq!(sample.html().matches(&words).count(), 1, "{words}");
            assert_eq!(
                sample.json().to_string().matches(&words).count(),
                1,
                "{words}"
            );
        }
    }

    #[test]
    fn times_go_on_into_the_next_month() {
        assert_eq!(sent_at(0), "2026-01-05T00:00:00Z");
        assert_eq!(sent_at(26 * 1440 + 61), "2026-01-31T01:01:00Z");
        assert_eq!(sent_at(27 * 1440), "2026-02-01T00:00:00Z");
    }
}
