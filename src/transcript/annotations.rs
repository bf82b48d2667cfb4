//! Annotations: marks laid over the stored text, and where a leaf of the tree has to be split for them.
//!
//! Knows ranges and kinds, not who decided.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, RwLock};

use discreet_api_types::review::Field;
use discreet_api_types::tree::SourceRange;
use leptos::prelude::*;

use crate::browser::elements::{Made, make};

/// What a mark says, weakest first: where several overlap, the strongest is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// Looked at, and stays.
    Kept,
    /// May be sensitive; nobody decided.
    Suggested,
    /// Will be hidden.
    Redacted,
}

impl Mark {
    /// The word beside the colour, and the value of `data-mark`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Suggested => "suggested",
            Self::Redacted => "redacted",
        }
    }
}

/// A mark over a range of one field's stored text, in Unicode scalar values, end exclusive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotation {
    /// The caller's own number for it, found again in `data-annotation`.
    pub id: u32,
    /// The field.
    pub field: Field,
    /// Which of several, from 0.
    pub item: Option<u32>,
    /// First scalar value.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// What it says.
    pub mark: Mark,
    /// It is the one being looked at.
    pub selected: bool,
}

/// All marks: by message number, those of the conversation's own fields (title, contact, tags …) under `None`.
pub type AnnotationMap = BTreeMap<Option<u32>, Vec<Annotation>>;

type Cell = ArcRwSignal<Arc<[Annotation]>>;

/// The marks as the transcript looks them up: one signal a message, so that only messages whose marks changed are
/// drawn again.
///
/// Looking up and drawing are held as functions that only [`Annotations::new`] names: a
/// program that never makes marks has none of their code.
#[derive(Clone)]
pub struct Annotations {
    cell: Arc<dyn Fn(Option<u32>) -> Cell + Send + Sync>,
    stale: Arc<Compare>,
    lay: Arc<Lay>,
    leaf: DrawLeaf,
}

type Compare = dyn Fn(&AnnotationMap) -> Vec<Option<u32>> + Send + Sync;

type Lay = dyn Fn(&AnnotationMap, &[Option<u32>]) + Send + Sync;

type DrawLeaf = fn(&str, SourceRange, &[Annotation]) -> Made;

impl Annotations {
    /// No marks yet.
    #[expect(
        clippy::new_without_default,
        reason = "it is shared, not a plain value"
    )]
    pub fn new() -> Self {
        let cells = Arc::new(RwLock::new(BTreeMap::new()));
        let (known, all) = (cells.clone(), cells.clone());
        Self {
            cell: Arc::new(move |key| cell(&cells, key)),
            stale: Arc::new(move |map| stale(&known, map)),
            lay: Arc::new(move |map, keys| lay(&all, map, keys)),
            leaf: draw_leaf,
        }
    }

    /// The messages (`None`: the conversation's own fields) whose marks are others than in `map`, in order.
    pub fn stale(&self, map: &AnnotationMap) -> Vec<Option<u32>> {
        (self.stale)(map)
    }

    /// Lays the marks in `map` over these messages in place of those before. Each is drawn anew: a thousand at once
    /// would hold up the page.
    pub fn lay(&self, map: &AnnotationMap, messages: &[Option<u32>]) {
        (self.lay)(map, messages);
    }

    /// The marks of a message, or of the conversation's own fields; tracked.
    pub fn of(&self, message: Option<u32>) -> Arc<[Annotation]> {
        (self.cell)(message).get()
    }

    /// These marks, to draw with.
    pub(super) fn over<'a>(&self, marks: &'a [Annotation]) -> Over<'a> {
        Over {
            marks,
            leaf: self.leaf,
        }
    }
}

/// The marks over one field, and how its leaves are drawn.
#[derive(Clone, Copy)]
pub struct Over<'a> {
    marks: &'a [Annotation],
    leaf: DrawLeaf,
}

impl Over<'_> {
    /// A leaf with its range, split where marks begin and end.
    pub(super) fn leaf(self, text: &str, at: SourceRange) -> Made {
        (self.leaf)(text, at, self.marks)
    }
}

fn draw_leaf(text: &str, at: SourceRange, marks: &[Annotation]) -> Made {
    let leaf = make("span")
        .attr("data-s", &at.start.to_string())
        .attr("data-e", &at.end.to_string())
        .attr_if("data-x", at.exact.then_some(""));
    for part in split(text, at, marks) {
        match part.mark {
            None => leaf.add_text(part.text),
            Some(mark) => leaf.add(
                &make("mark")
                    .class("mark")
                    .attr("data-mark", mark.mark.word())
                    .attr("data-annotation", &mark.id.to_string())
                    .attr_if("data-selected", mark.selected.then_some(""))
                    .text(part.text),
            ),
        }
    }
    leaf
}

type Cells = RwLock<BTreeMap<Option<u32>, Cell>>;

fn cell(cells: &Cells, key: Option<u32>) -> Cell {
    let none = || ArcRwSignal::new([].into());
    match cells.write() {
        Ok(mut cells) => cells.entry(key).or_insert_with(none).clone(),
        Err(_) => none(),
    }
}

fn stale(cells: &Cells, map: &AnnotationMap) -> Vec<Option<u32>> {
    let empty = Vec::new();
    let Ok(cells) = cells.read() else {
        return Vec::new();
    };
    let is_stale = |key: &Option<u32>, marks: &Vec<Annotation>| match cells.get(key) {
        Some(cell) => cell.with_untracked(|old| **old != **marks),
        None => !marks.is_empty(),
    };
    // Only messages that have marks or had some: thousands have neither.
    let gone = cells
        .iter()
        .filter(|(key, cell)| {
            cell.with_untracked(|marks| !marks.is_empty()) && !map.contains_key(key)
        })
        .map(|(key, _)| *key);
    let mut keys: Vec<Option<u32>> = map
        .iter()
        .filter(|(key, marks)| is_stale(key, marks))
        .map(|(key, _)| *key)
        .chain(gone.filter(|key| is_stale(key, &empty)))
        .collect();
    keys.sort_unstable();
    keys
}

fn lay(cells: &Cells, map: &AnnotationMap, keys: &[Option<u32>]) {
    for key in keys {
        let marks = map.get(key).map_or(&[][..], Vec::as_slice);
        cell(cells, *key).set(marks.into());
    }
}

/// A part of a leaf that is marked in one way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part<'a> {
    /// Its text.
    pub text: &'a str,
    /// The strongest mark over it.
    pub mark: Option<&'a Annotation>,
}

/// Splits a leaf at the edges of `marks` (those of its own field). A leaf that is not exact goes as a whole.
///
/// ```
/// # use discreet_app::transcript::{Annotation, Mark, split};
/// # use discreet_api_types::{review::Field, tree::SourceRange};
/// let mark = Annotation {
///     id: 0, field: Field::Message, item: None, start: 12, end: 15, mark: Mark::Redacted, selected: false,
/// };
/// let at = SourceRange { start: 8, end: 19, exact: true };
/// let marks = [mark];
/// let parts = split("Ask Ann now", at, &marks);
/// assert_eq!(parts.iter().map(|part| part.text).collect::<Vec<_>>(), ["Ask ", "Ann", " now"]);
/// ```
pub fn split<'a>(text: &'a str, at: SourceRange, marks: &'a [Annotation]) -> Vec<Part<'a>> {
    let over: Vec<&Annotation> = marks
        .iter()
        .filter(|mark| mark.start < mark.end && mark.start < at.end && at.start < mark.end)
        .collect();
    if over.is_empty() || !at.exact {
        let mark = strongest(over.into_iter());
        return vec![Part { text, mark }];
    }
    let edges: BTreeSet<u32> = over
        .iter()
        .flat_map(|mark| [mark.start, mark.end])
        .filter(|edge| at.start < *edge && *edge < at.end)
        .collect();
    let mut parts = Vec::with_capacity(edges.len() + 1);
    let (mut start, mut rest) = (at.start, text);
    for end in edges.into_iter().chain([at.end]) {
        let length = (end - start) as usize;
        let cut = rest
            .char_indices()
            .nth(length)
            .map_or(rest.len(), |(index, _)| index);
        let (part, after) = if end == at.end {
            (rest, "")
        } else {
            rest.split_at(cut)
        };
        let mark = strongest(
            over.iter()
                .copied()
                .filter(|mark| mark.start < end && start < mark.end),
        );
        if !part.is_empty() {
            parts.push(Part { text: part, mark });
        }
        (start, rest) = (end, after);
    }
    parts
}

fn strongest<'a>(marks: impl Iterator<Item = &'a Annotation>) -> Option<&'a Annotation> {
    marks.max_by_key(|mark| (mark.mark, mark.selected))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(id: u32, start: u32, end: u32, mark: Mark) -> Annotation {
        Annotation {
            id,
            field: Field::Message,
            item: None,
            start,
            end,
            mark,
            selected: false,
        }
    }

    fn exact(start: u32, end: u32) -> SourceRange {
        SourceRange {
            start,
            end,
            exact: true,
        }
    }

    #[track_caller]
    fn check(text: &str, at: SourceRange, marks: &[Annotation], expected: &[(&str, Option<u32>)]) {
        let parts: Vec<_> = split(text, at, marks)
            .into_iter()
            .map(|part| (part.text, part.mark.map(|mark| mark.id)))
            .collect();
        assert_eq!(parts, expected);
    }

    #[test]
    fn a_leaf_without_marks_stays_whole() {
        check("Hello", exact(10, 15), &[], &[("Hello", None)]);
        let elsewhere = [
            mark(1, 0, 10, Mark::Redacted),
            mark(2, 15, 20, Mark::Redacted),
        ];
        check("Hello", exact(10, 15), &elsewhere, &[("Hello", None)]);
    }

    #[test]
    fn marks_split_by_scalar_values_not_bytes() {
        let marks = [mark(1, 2, 4, Mark::Redacted)];
        check(
            "é😀שa",
            exact(1, 5),
            &marks,
            &[("é", None), ("😀ש", Some(1)), ("a", None)],
        );
    }

    #[test]
    fn a_mark_may_begin_before_the_leaf_and_end_after_it() {
        check(
            "bold",
            exact(4, 8),
            &[mark(1, 0, 20, Mark::Kept)],
            &[("bold", Some(1))],
        );
    }

    #[test]
    fn the_strongest_of_overlapping_marks_is_shown() {
        let marks = [
            mark(1, 0, 6, Mark::Suggested),
            mark(2, 3, 9, Mark::Redacted),
        ];
        check(
            "abcdefghi",
            exact(0, 9),
            &marks,
            &[("abc", Some(1)), ("def", Some(2)), ("ghi", Some(2))],
        );
    }

    #[test]
    fn an_inexact_leaf_goes_as_a_whole() {
        let at = SourceRange {
            start: 0,
            end: 9,
            exact: false,
        };
        check(
            "a & b",
            at,
            &[mark(1, 2, 3, Mark::Redacted)],
            &[("a & b", Some(1))],
        );
    }

    #[test]
    fn ranges_that_do_not_fit_the_text_lose_nothing_of_it() {
        let marks = [mark(1, 2, 40, Mark::Redacted), mark(2, 5, 5, Mark::Kept)];
        check("abc", exact(0, 50), &marks, &[("ab", None), ("c", Some(1))]);
    }
}
