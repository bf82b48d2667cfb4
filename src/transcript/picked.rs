//! What a reader has selected in a transcript, as messages and leaves of one message.

use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{DomRect, Element, Node, Range};

use super::drawn::{numbers_of, range_of};
use super::number_of;

/// Selected words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picked {
    /// First and last message, both included.
    pub messages: (u32, u32),
    /// The leaves covered, end exclusive, where they are of one message.
    pub leaves: Option<(u32, u32)>,
    /// The words, placeholders included.
    pub text: String,
}

/// What is selected now, where that is words of messages with ids that begin with `prefix`, and where it stands in the
/// window.
pub fn picked(prefix: &str) -> Option<(Picked, DomRect)> {
    let selection = window().get_selection().ok()??;
    let range = selection.get_range_at(0).ok()?;
    if range.collapsed() {
        return None;
    }
    let from = message_of(&range.start_container().ok()?);
    let to = message_of(&range.end_container().ok()?);
    let messages = match (from, to) {
        (Some(from), Some(to)) if from == to => vec![from],
        _ => messages_in(&range)?,
    };
    let mut covered: Vec<(u32, (u32, u32))> = Vec::new();
    for message in messages
        .iter()
        .filter(|message| message.id().starts_with(prefix))
    {
        if let (Some(number), Some(leaves)) = (number_of(message), numbers_of(message, &range)) {
            covered.push((number, leaves));
        }
    }
    let (first, last) = (covered.first()?, covered.last()?);
    let text: String = selection.to_string().into();
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let picked = Picked {
        messages: (first.0, last.0),
        leaves: (covered.len() == 1).then_some(first.1),
        text: text.to_owned(),
    };
    Some((picked, range.get_bounding_client_rect()))
}

/// Where these leaves of a message stand in the page, if it is drawn.
pub fn range_in(prefix: &str, message: u32, leaves: (u32, u32)) -> Option<Range> {
    let message = document().get_element_by_id(&format!("{prefix}-{message}"))?;
    range_of(&message, leaves)
}

fn message_of(node: &Node) -> Option<Element> {
    let element = match node.dyn_ref::<Element>() {
        Some(element) => element.clone(),
        None => node.parent_element()?,
    };
    element.closest(".message").ok()?
}

fn messages_in(range: &Range) -> Option<Vec<Element>> {
    let common = range.common_ancestor_container().ok()?;
    let common: Element = match common.dyn_into::<Element>() {
        Ok(element) => element,
        Err(node) => node.parent_element()?,
    };
    let all = common.query_selector_all(".message").ok()?;
    let messages =
        (0..all.length()).filter_map(|index| all.item(index)?.dyn_into::<Element>().ok());
    let inside = messages.filter(|message| range.intersects_node(message).unwrap_or(false));
    Some(inside.collect())
}
