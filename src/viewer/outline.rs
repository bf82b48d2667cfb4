//! The outline of a conversation: its days, who joins, long stretches in steps. What it names leads to the message.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::browser::elements::{Made, make};
use crate::browser::intl::{self, Zone};
use crate::transcript::Entry;

/// Messages in a row without a line in the outline, before one is put in.
const STRETCH: u32 = 100;

/// A line of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The message it leads to.
    pub message: u32,
    /// What it is.
    pub kind: Kind,
    /// In words.
    pub words: String,
}

/// What a line of the outline is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A day begins.
    Day,
    /// Somebody writes for the first time.
    Joins,
    /// The next so many messages.
    Stretch,
    /// What readers marked: a highlight, a decision.
    Marked,
}

/// The lines for these messages. `day` says which day a message is of.
pub fn lines(rows: &[Arc<[Entry]>], day: impl Fn(&Entry) -> Option<String>) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut today = None;
    let mut known = BTreeSet::new();
    let mut since = 0;
    for entry in rows.iter().flat_map(|row| row.iter()) {
        let mut found = Vec::new();
        let date = day(entry);
        if let Some(date) = date.filter(|date| today.as_ref() != Some(date)) {
            found.push((Kind::Day, date.clone()));
            today = Some(date);
        }
        if known.insert(entry.label.clone()) {
            // The first one begins the conversation.
            let verb = if known.len() == 1 { "begins" } else { "joins" };
            found.push((Kind::Joins, format!("{} {verb}", entry.label)));
        } else if since >= STRETCH && found.is_empty() {
            found.push((Kind::Stretch, format!("Message {}", entry.number)));
        }
        since = if found.is_empty() { since + 1 } else { 1 };
        lines.extend(found.into_iter().map(|(kind, words)| Line {
            message: entry.number,
            kind,
            words,
        }));
    }
    lines
}

/// Puts further lines in where they belong.
pub fn merge(lines: &mut Vec<Line>, more: Vec<Line>) {
    lines.extend(more);
    // Stable: at one message the day comes first.
    lines.sort_by_key(|line| line.message);
}

/// The outline in a zone.
pub fn of(rows: &[Arc<[Entry]>], zone: Zone) -> Vec<Line> {
    lines(rows, |entry| Some(intl::day(entry.sent_at.as_ref()?, zone)))
}

/// Draws it as a list of links (`#m=7`).
pub fn draw(lines: &[Line]) -> Made {
    let list = make("ol").class("outline");
    for line in lines {
        let kind = match line.kind {
            Kind::Day => "day",
            Kind::Joins => "joins",
            Kind::Stretch => "stretch",
            Kind::Marked => "marked",
        };
        let link = make("a")
            .class("message-link outline__link")
            .attr("href", &format!("#m={}", line.message))
            .with(make("span").class("outline__words").text(&line.words))
            .with(
                make("span")
                    .class("outline__number number")
                    .attr("aria-label", &format!("message {}", line.message))
                    .attr("role", "img")
                    .text(&line.message.to_string()),
            );
        list.add(&make("li").attr("data-kind", kind).with(link));
    }
    list
}

#[cfg(test)]
mod tests {
    use discreet_api_types::conversations::Sender;

    use super::*;

    fn entries(labels: &[&str]) -> Vec<Arc<[Entry]>> {
        let entries = labels.iter().zip(1..).map(|(label, number)| Entry {
            number,
            sender: Sender::Contact,
            label: (*label).to_owned(),
            name: Vec::new(),
            sent_at: None,
            assumed_utc: false,
            blocks: Vec::new(),
            citations: Vec::new(),
            attachments: Vec::new(),
        });
        vec![entries.collect()]
    }

    fn seen(lines: &[Line]) -> Vec<(u32, &str)> {
        lines
            .iter()
            .map(|line| (line.message, line.words.as_str()))
            .collect()
    }

    #[test]
    fn days_and_those_who_join_have_a_line() {
        let rows = entries(&["Contact", "AI", "Contact", "Agent 1"]);
        let day = |entry: &Entry| {
            Some(
                if entry.number < 3 {
                    "Monday"
                } else {
                    "Tuesday"
                }
                .to_owned(),
            )
        };
        assert_eq!(
            seen(&lines(&rows, day)),
            [
                (1, "Monday"),
                (1, "Contact begins"),
                (2, "AI joins"),
                (3, "Tuesday"),
                (4, "Agent 1 joins"),
            ]
        );
    }

    #[test]
    fn a_long_stretch_has_steps() {
        let rows = entries(&["Contact"; 250]);
        assert_eq!(
            seen(&lines(&rows, |_| None)),
            [
                (1, "Contact begins"),
                (101, "Message 101"),
                (201, "Message 201")
            ]
        );
    }

    #[test]
    fn what_readers_marked_stands_behind_the_day() {
        let mut all = lines(&entries(&["Contact"]), |_| Some("Monday".to_owned()));
        let words = "Good example".to_owned();
        let marked = Line {
            message: 1,
            kind: Kind::Marked,
            words,
        };
        merge(&mut all, vec![marked]);
        assert_eq!(
            seen(&all),
            [(1, "Monday"), (1, "Contact begins"), (1, "Good example")]
        );
    }
}
