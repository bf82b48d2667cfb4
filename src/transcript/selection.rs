//! From a selection in the page to ranges of the stored text.
//!
//! Leaves drawn for review carry their source range (`data-s`, `data-e`, `data-x` where it is exact) inside an
//! element that names the field (`data-field`, `data-message`, `data-item`). The page counts UTF-16 units, the
//! server Unicode scalar values.

use discreet_api_types::review::Field;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Node, Range, Selection};

use super::Place;

/// A range of one field's stored text, in Unicode scalar values, end exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldRange {
    /// The field.
    pub place: Place,
    /// First scalar value.
    pub start: u32,
    /// One past the last.
    pub end: u32,
}

/// What is selected in the page now.
pub fn selected() -> Vec<FieldRange> {
    match window().get_selection() {
        Ok(Some(selection)) => from_dom(&selection),
        _ => Vec::new(),
    }
}

/// The ranges a selection covers, one a field, in the order of the page. What lies between two leaves of one field
/// (marks of bold, a link's target, a table's edges) is covered too. Empty where nothing drawn for review is selected.
pub fn from_dom(selection: &Selection) -> Vec<FieldRange> {
    let mut found = Vec::new();
    for index in 0..selection.range_count() {
        if let Ok(range) = selection.get_range_at(index) {
            collect(&range, &mut found);
        }
    }
    merge(found)
}

/// Selects these ranges again, from the start of the first to the end of the last, in text that was drawn anew. False
/// if it is not drawn any more.
pub fn select(ranges: &[FieldRange], backward: bool) -> bool {
    let (Some(first), Some(last)) = (ranges.first(), ranges.last()) else {
        return false;
    };
    let (Some(start), Some(end)) = (edge(first, Side::Start), edge(last, Side::End)) else {
        return false;
    };
    let Ok(Some(selection)) = window().get_selection() else {
        return false;
    };
    let (from, to) = if backward { (end, start) } else { (start, end) };
    selection
        .set_base_and_extent(&from.0, from.1, &to.0, to.1)
        .is_ok()
}

/// Whether what is selected was selected from its end to its start.
pub fn is_backward() -> bool {
    let Ok(Some(selection)) = window().get_selection() else {
        return false;
    };
    let (Some(anchor), Some(focus)) = (selection.anchor_node(), selection.focus_node()) else {
        return false;
    };
    if anchor == focus {
        return selection.focus_offset() < selection.anchor_offset();
    }
    anchor.compare_document_position(&focus) & Node::DOCUMENT_POSITION_PRECEDING != 0
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Start,
    End,
}

/// The text node and the offset in it, in UTF-16 units, where a range begins or ends.
fn edge(range: &FieldRange, side: Side) -> Option<(Node, u32)> {
    let place = range.place;
    let with = |name: &str, number: Option<u32>| match number {
        Some(number) => format!("[data-{name}=\"{number}\"]"),
        None => format!(":not([data-{name}])"),
    };
    let field = format!(
        "[data-field=\"{}\"]{}{}",
        field_name(place.field),
        with("message", place.message),
        with("item", place.item)
    );
    let field = document().query_selector(&field).ok()??;
    let leaves = field.query_selector_all("[data-s]").ok()?;
    let mut found = None;
    for index in 0..leaves.length() {
        let leaf: Element = leaves.item(index)?.dyn_into().ok()?;
        let attribute = |name: &str| leaf.get_attribute(name)?.parse::<u32>().ok();
        let (start, end) = (attribute("data-s")?, attribute("data-e")?);
        if start < range.end && range.start < end {
            found = Some((leaf, start));
            if side == Side::Start {
                break;
            }
        }
    }
    let (leaf, start) = found?;
    let exact = leaf.has_attribute("data-x");
    let scalars = match side {
        Side::Start if exact => range.start.saturating_sub(start),
        Side::Start => 0,
        Side::End if exact => range.end - start,
        Side::End => u32::MAX,
    };
    in_text(&leaf, scalars, side)
}

/// The text node in which so many characters of a leaf are behind one.
fn in_text(leaf: &Element, scalars: u32, side: Side) -> Option<(Node, u32)> {
    let walker = document()
        .create_tree_walker_with_what_to_show(leaf, SHOW_TEXT)
        .ok()?;
    let mut rest = scalars;
    let mut last = None;
    while let Ok(Some(node)) = walker.next_node() {
        let text = node.text_content().unwrap_or_default();
        let length = count(&text);
        // At a seam the start belongs to what follows, the end to what came before.
        let inside = match side {
            Side::Start => rest < length,
            Side::End => rest <= length,
        };
        let before = text.chars().take(rest as usize);
        let units = before
            .map(|one| u32::try_from(one.len_utf16()).unwrap_or(1))
            .sum();
        last = Some((node, units));
        if inside {
            break;
        }
        rest -= length;
    }
    last
}

const SHOW_TEXT: u32 = 4;

fn collect(range: &Range, found: &mut Vec<FieldRange>) -> Option<()> {
    if range.collapsed() {
        return None;
    }
    let common = range.common_ancestor_container().ok()?;
    let common: Element = match common.dyn_into::<Element>() {
        Ok(element) => element,
        Err(node) => node.parent_element()?,
    };
    if let Ok(Some(leaf)) = common.closest("[data-s]") {
        found.extend(in_leaf(range, &leaf));
        return Some(());
    }
    let leaves = common.query_selector_all("[data-s]").ok()?;
    for index in 0..leaves.length() {
        let Some(leaf) = leaves
            .item(index)
            .and_then(|node| node.dyn_into::<Element>().ok())
        else {
            continue;
        };
        if range.intersects_node(&leaf).unwrap_or(false) {
            found.extend(in_leaf(range, &leaf));
        }
    }
    Some(())
}

fn in_leaf(range: &Range, leaf: &Element) -> Option<FieldRange> {
    let place = place_of(&leaf.closest("[data-field]").ok()??)?;
    let attribute = |name: &str| leaf.get_attribute(name)?.parse::<u32>().ok();
    let (start, end) = (attribute("data-s")?, attribute("data-e")?);
    let offset_of = |container: Option<Node>, offset: Option<u32>, rounding| -> Option<u32> {
        let container = container.filter(|node| leaf.contains(Some(node)))?;
        let before = Range::new().ok()?;
        before.set_start(leaf, 0).ok()?;
        before.set_end(&container, offset?).ok()?;
        let text: js_sys::JsString = before.to_string();
        let units: Vec<u16> = text.iter().collect();
        Some(scalars(&units, rounding))
    };
    let from = offset_of(
        range.start_container().ok(),
        range.start_offset().ok(),
        Rounding::Down,
    );
    let to = offset_of(
        range.end_container().ok(),
        range.end_offset().ok(),
        Rounding::Up,
    );
    let length = leaf.text_content().map_or(0, |text| count(&text));
    let (start, end) = within(start, end, leaf.has_attribute("data-x"), length, from, to)?;
    Some(FieldRange { place, start, end })
}

fn place_of(element: &Element) -> Option<Place> {
    let number = |name: &str| element.get_attribute(name)?.parse().ok();
    Some(Place {
        field: field_named(&element.get_attribute("data-field")?)?,
        message: number("data-message"),
        item: number("data-item"),
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Rounding {
    Down,
    Up,
}

/// How many scalar values these UTF-16 units are. Half a pair at the end counts only when rounding up, so that a
/// selection that cuts a character in two takes it whole.
fn scalars(units: &[u16], rounding: Rounding) -> u32 {
    let whole = char::decode_utf16(units.iter().copied()).count();
    let cut = units
        .last()
        .is_some_and(|unit| (0xD800..0xDC00).contains(unit));
    let count = if cut && rounding == Rounding::Down {
        whole - 1
    } else {
        whole
    };
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn count(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

/// The part of a leaf between two offsets into its text (`None`: the selection begins before it, or ends after it),
/// as source offsets. A leaf that is not exact is taken whole. `None`: nothing of it.
fn within(
    start: u32,
    end: u32,
    exact: bool,
    length: u32,
    from: Option<u32>,
    to: Option<u32>,
) -> Option<(u32, u32)> {
    let from = from.unwrap_or(0);
    let to = to.unwrap_or(length).min(length);
    if from >= to {
        return None;
    }
    if !exact {
        return Some((start, end));
    }
    let (from, to) = ((start + from).min(end), (start + to).min(end));
    (from < to).then_some((from, to))
}

/// One range a field, from its first selected leaf to its last.
fn merge(found: Vec<FieldRange>) -> Vec<FieldRange> {
    let mut merged: Vec<FieldRange> = Vec::new();
    for range in found {
        match merged.iter_mut().find(|other| other.place == range.place) {
            Some(other) => {
                other.start = other.start.min(range.start);
                other.end = other.end.max(range.end);
            }
            None => merged.push(range),
        }
    }
    merged
}

macro_rules! field_names {
    ($($field:ident $name:literal,)*) => {
        /// The field's name on the wire, the value of `data-field`.
        pub(super) const fn field_name(field: Field) -> &'static str {
            match field { $(Field::$field => $name,)* }
        }

        fn field_named(name: &str) -> Option<Field> {
            match name { $($name => Some(Field::$field),)* _ => None }
        }

        #[cfg(test)]
        const FIELDS: &[Field] = &[$(Field::$field,)*];
    };
}

field_names! {
    Title "title",
    Message "message",
    SenderName "sender_name",
    CitationTitle "citation_title",
    CitationUrl "citation_url",
    CitationQuote "citation_quote",
    Attachment "attachment",
    ContactName "contact_name",
    ContactEmail "contact_email",
    ContactPhone "contact_phone",
    ContactReference "contact_reference",
    Tag "tag",
    Note "note",
    NoteAuthor "note_author",
    Summary "summary",
    Attempt "attempt",
    ContextWhy "context_why",
    ContextFocus "context_focus",
    ContextAction "context_action",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf16_units_become_scalar_values() {
        let units: Vec<u16> = "aé😀ש".encode_utf16().collect();
        assert_eq!(units.len(), 5);
        assert_eq!(scalars(&units, Rounding::Down), 4);
        assert_eq!(scalars(&units[..4], Rounding::Up), 3);
        assert_eq!(scalars(&[], Rounding::Up), 0);
    }

    #[test]
    fn a_character_cut_in_two_is_taken_whole() {
        let units: Vec<u16> = "a😀b".encode_utf16().collect();
        assert_eq!(scalars(&units[..2], Rounding::Down), 1);
        assert_eq!(scalars(&units[..2], Rounding::Up), 2);
    }

    #[test]
    fn an_exact_leaf_gives_the_selected_part() {
        assert_eq!(within(10, 20, true, 10, Some(2), Some(5)), Some((12, 15)));
        assert_eq!(within(10, 20, true, 10, None, Some(5)), Some((10, 15)));
        assert_eq!(within(10, 20, true, 10, Some(2), None), Some((12, 20)));
    }

    #[test]
    fn a_leaf_only_touched_gives_nothing() {
        assert_eq!(within(10, 20, true, 10, None, Some(0)), None);
        assert_eq!(within(10, 20, true, 10, Some(10), None), None);
        assert_eq!(within(10, 20, false, 4, None, Some(0)), None);
    }

    #[test]
    fn an_inexact_leaf_widens_to_the_whole() {
        assert_eq!(within(10, 20, false, 4, Some(1), Some(2)), Some((10, 20)));
    }

    #[test]
    fn leaves_of_one_field_become_one_range_and_fields_stay_apart() {
        let range = |number, start, end| FieldRange {
            place: Place::message(Field::Message, number, None),
            start,
            end,
        };
        let merged = merge(vec![range(1, 2, 4), range(1, 8, 12), range(2, 0, 3)]);
        assert_eq!(merged, [range(1, 2, 12), range(2, 0, 3)]);
    }

    #[test]
    fn field_names_are_those_of_the_wire() {
        for field in FIELDS {
            let name = field_name(*field);
            assert_eq!(serde_json::to_string(field).unwrap(), format!("\"{name}\""));
            assert_eq!(field_named(name), Some(*field));
        }
    }
}
