//! What a discussion leaves on the messages: how many comments each has, the words commented on, lines of the outline.

use std::collections::BTreeMap;
use std::rc::Rc;

use discreet_api_types::discussion::CommentKind;
use leptos::prelude::document;
use web_sys::{Element, Range};

use super::outline::{Kind, Line};
use super::state::counted;
use crate::browser::elements::{make, make_icon};
use crate::browser::highlights;
use crate::discussion::{Thread, kind_words};
use crate::transcript::range_in;

/// The name of the colour in the style.
const COLOUR: &str = "commented";

/// So many selections are coloured.
const COLOURED: usize = 500;

/// Puts a button with the number of comments into the head of each drawn message that has some.
pub fn show_counts(prefix: &str, counts: &BTreeMap<u32, u32>, open: impl Fn(u32) + 'static) {
    let open = Rc::new(open);
    if let Ok(old) = document().query_selector_all(".message__comments") {
        for index in 0..old.length() {
            let gone = old.item(index).and_then(|old| {
                let old: Element = wasm_bindgen::JsCast::dyn_into(old).ok()?;
                let number = old.get_attribute("data-message")?.parse().ok()?;
                let same =
                    counts.get(&number).map(u32::to_string) == old.get_attribute("data-count");
                (!same).then_some(old)
            });
            if let Some(old) = gone {
                old.remove();
            }
        }
    }
    for (number, count) in counts {
        let head = document()
            .get_element_by_id(&format!("{prefix}-{number}"))
            .and_then(|message| message.query_selector(".message__head").ok().flatten());
        let Some(head) = head else { continue };
        if matches!(head.query_selector(".message__comments"), Ok(Some(_))) {
            continue;
        }
        let (open, number) = (open.clone(), *number);
        let words = format!("{} on message {number}", counted(*count, "comment"));
        let button = make("button")
            .class("message__comments")
            .attr("type", "button")
            .attr("aria-label", &words)
            .attr("data-message", &number.to_string())
            .attr("data-count", &count.to_string())
            .with(make_icon("message-square"))
            .with(make("span").class("number").text(&count.to_string()))
            .on("click", move |_| open(number));
        head.append_child(button.element()).ok();
    }
}

/// Colours the words that threads are about, as long as nobody resolved them.
pub fn colour_selections(prefix: &str, threads: &[Thread]) {
    let open = threads
        .iter()
        .filter(|thread| thread.root.resolved.is_none());
    let ranges: Vec<Range> = open
        .filter_map(|thread| {
            let leaves = thread.root.start.zip(thread.root.end)?;
            range_in(prefix, thread.root.message?, leaves)
        })
        .take(COLOURED)
        .collect();
    highlights::set(COLOUR, &ranges);
}

/// What the outline says of a discussion: highlights, decisions, and messages with other comments.
pub fn outline_lines(threads: &[Thread]) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut others: BTreeMap<u32, u32> = BTreeMap::new();
    for thread in threads {
        let Some(message) = thread.root.message else {
            continue;
        };
        match thread.root.kind {
            CommentKind::GoodExample | CommentKind::Problem | CommentKind::Decision => {
                lines.push(Line {
                    message,
                    kind: Kind::Marked,
                    words: kind_words(thread.root.kind).to_owned(),
                });
            }
            CommentKind::Note | CommentKind::Suggestion | CommentKind::Action => {
                *others.entry(message).or_insert(0) += thread.count();
            }
        }
    }
    lines.extend(others.into_iter().map(|(message, count)| Line {
        message,
        kind: Kind::Marked,
        words: counted(count, "comment"),
    }));
    lines
}
