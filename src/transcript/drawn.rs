//! A drawn message as its leaves: text nodes, line breaks and what is hidden, in reading order.
//!
//! Comments point into them by number: Unicode scalar values of the text, a line break and a redaction counting one
//! each, as `discreet_api_types::tree` numbers a recipient's leaves. The page counts UTF-16 units.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, Node, Range};

/// A part of a drawn message.
pub(super) enum Part {
    /// Some text.
    Text(Node, String),
    /// A line break.
    Break(Node),
    /// Something hidden.
    Hidden(Node),
    /// A block begins here.
    Edge,
}

/// The parts of a drawn message; none if it is no message.
pub(super) fn parts(message: &Element) -> Vec<Part> {
    let mut parts = Vec::new();
    if let Ok(Some(body)) = message.query_selector(".message__body") {
        walk(&body, &mut parts);
    }
    parts
}

fn walk(element: &Element, parts: &mut Vec<Part>) {
    let children = element.child_nodes();
    for index in 0..children.length() {
        let Some(child) = children.item(index) else {
            continue;
        };
        if child.node_type() == Node::TEXT_NODE {
            let text = child.node_value().unwrap_or_default();
            parts.push(Part::Text(child, text));
        } else if let Ok(child) = child.dyn_into::<Element>() {
            enter(child, parts);
        }
    }
}

fn enter(element: Element, parts: &mut Vec<Part>) {
    let tag = element.tag_name();
    if element.class_list().contains("redaction") {
        parts.push(Part::Hidden(element.into()));
    } else if tag == "BR" {
        parts.push(Part::Break(element.into()));
    } else if !element.has_attribute("data-beside-text") {
        let inline = ["A", "STRONG", "EM", "S", "SPAN", "MARK", "CODE"].contains(&tag.as_str());
        if !inline {
            parts.push(Part::Edge);
        }
        walk(&element, parts);
    }
}

/// The numbers of the leaves that a range covers, end exclusive; none if it covers none of this message's.
pub(super) fn numbers_of(message: &Element, range: &Range) -> Option<(u32, u32)> {
    let (start_node, end_node) = (range.start_container().ok()?, range.end_container().ok()?);
    let (start_unit, end_unit) = (range.start_offset().ok()?, range.end_offset().ok()?);
    let mut covered: Option<(u32, u32)> = None;
    let mut before = 0;
    for part in parts(message) {
        let (node, length, local) = match &part {
            Part::Edge => continue,
            Part::Text(node, text) => {
                let from = if *node == start_node {
                    letters(text, start_unit)
                } else {
                    0
                };
                let length = count(text);
                let to = if *node == end_node {
                    letters(text, end_unit)
                } else {
                    length
                };
                (node, length, (from, to))
            }
            Part::Break(node) | Part::Hidden(node) => (node, 1, (0, 1)),
        };
        if local.0 < local.1 && range.intersects_node(node).unwrap_or(false) {
            let (from, to) = (before + local.0, before + local.1);
            covered = Some(covered.map_or((from, to), |(first, _)| (first, to)));
        }
        before += length;
    }
    covered
}

/// The range of the page that these leaves stand in; none if the message has no such leaves.
pub(super) fn range_of(message: &Element, (start, end): (u32, u32)) -> Option<Range> {
    let range = document().create_range().ok()?;
    let mut before = 0;
    let mut begun = false;
    for part in parts(message) {
        let length = match &part {
            Part::Edge => continue,
            Part::Text(_, text) => count(text),
            Part::Break(_) | Part::Hidden(_) => 1,
        };
        let after = before + length;
        if !begun && start < after {
            begun = true;
            match &part {
                Part::Text(node, text) => {
                    range.set_start(node, units(text, start - before)).ok()?;
                }
                Part::Break(node) | Part::Hidden(node) => range.set_start_before(node).ok()?,
                Part::Edge => {}
            }
        }
        if begun && end <= after {
            match &part {
                Part::Text(node, text) => range.set_end(node, units(text, end - before)).ok()?,
                Part::Break(node) | Part::Hidden(node) => range.set_end_after(node).ok()?,
                Part::Edge => {}
            }
            return Some(range);
        }
        before = after;
    }
    None
}

fn count(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

/// How many scalar values the first `units` UTF-16 units hold; one cut in two counts.
fn letters(text: &str, units: u32) -> u32 {
    let mut seen = 0;
    let mut letters = 0;
    for letter in text.chars() {
        if seen >= units {
            break;
        }
        seen += if letter.len_utf16() == 2 { 2 } else { 1 };
        letters += 1;
    }
    letters
}

/// How many UTF-16 units the first `letters` scalar values take.
fn units(text: &str, letters: u32) -> u32 {
    let taken = text.chars().take(letters as usize);
    taken
        .map(|letter| if letter.len_utf16() == 2 { 2 } else { 1 })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_and_letters_differ_beyond_the_basic_plane() {
        assert_eq!(letters("a😀b", 1), 1);
        assert_eq!(letters("a😀b", 2), 2);
        assert_eq!(letters("a😀b", 3), 2);
        assert_eq!(letters("a😀b", 9), 3);
        assert_eq!(units("a😀b", 2), 3);
        assert_eq!(units("a😀b", 9), 4);
        assert_eq!(letters("", 3), 0);
    }
}
