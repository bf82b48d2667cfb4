//! Applying decisions: hiding decided ranges in a tree or in a one-line field.
//!
//! Owns the promise that redaction never parses twice: the *original's* tree is rewritten, so that nothing
//! a placeholder looks like can become markup. Knows nothing of who decided, or why.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::address;
use crate::tree::{Block, Range, Span};

/// A range to hide, in Unicode scalar values of the stored text, end exclusive.
///
/// Several may overlap, come in any order, be empty or lie beyond the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Concealment {
    /// First scalar value.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// What to call it: a detector label or `OTHER`; empty if kinds are not shown.
    pub label: String,
    /// The same value has the same number inside one share; 0 if numbers are not shown.
    pub ordinal: u32,
}

/// A part of a one-line field. `Debug` shows lengths only.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Piece {
    /// Text.
    Text(String),
    /// Something that was hidden.
    Redacted {
        /// The kind of thing.
        label: String,
        /// Its number.
        ordinal: u32,
    },
}

impl fmt::Debug for Piece {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Self::Redacted { label, ordinal } => write!(f, "Redacted({label} {ordinal})"),
        }
    }
}

/// Hides the decided ranges in a tree that [`crate::tree::parse`] made of the text they address.
///
/// Returns the tree without any source range, and how many of the decisions hid something. Rules:
/// - Every leaf that overlaps a decided range is split, and the overlapping part becomes one
///   [`Span::Redacted`]; neighbours hidden by the same decision merge, also across line breaks and emphasis.
/// - A leaf whose range is not exact is hidden whole, and so is a web or e-mail address, in text or code,
///   of which a part is.
/// - A link whose target overlaps keeps its text and loses its target. One whose text is hidden loses its
///   target too if the target contains what was hidden, or if the link shows nothing but its target; then text
///   and target go together.
/// - The language of a code block and the first number of a list go when they overlap.
/// - What cannot be shown to lie outside every decision (a leaf or target without a range) is hidden.
pub fn conceal(blocks: &[Block], concealments: &[Concealment]) -> (Vec<Block>, u32) {
    let mut concealer = Concealer::new(concealments);
    let blocks = concealer.blocks(blocks);
    let hidden = concealer.used.iter().filter(|used| **used).count();
    (blocks, u32::try_from(hidden).unwrap_or(u32::MAX))
}

/// Hides the decided ranges in a one-line field or a text that is shown as it is (title, names, tags, notes,
/// citations, file names, context). Addresses are hidden whole, as in [`conceal`].
pub fn conceal_plain(text: &str, concealments: &[Concealment]) -> Vec<Piece> {
    let concealer = Concealer::new(concealments);
    let mut mask = Mask::default();
    let whole = Range {
        start: 0,
        end: u32::MAX,
        exact: true,
    };
    concealer.mark(text, whole, &mut mask);
    mask.widen_addresses(text);
    let mut pieces: Vec<Piece> = Vec::new();
    let mut last = SHOWN;
    for (part, decision) in mask.runs(text, 0) {
        match concealments.get(decision) {
            Some(concealment) if decision != last => pieces.push(Piece::Redacted {
                label: concealment.label.clone(),
                ordinal: concealment.ordinal,
            }),
            Some(_) => {}
            None => pieces.push(Piece::Text(part.to_owned())),
        }
        last = decision;
    }
    pieces
}

/// Hides an address field: whole if any part of it is decided.
pub fn conceal_whole(text: &str, concealments: &[Concealment]) -> Vec<Piece> {
    let pieces = conceal_plain(text, concealments);
    match pieces
        .iter()
        .find(|piece| matches!(piece, Piece::Redacted { .. }))
    {
        Some(redacted) => vec![redacted.clone()],
        None => pieces,
    }
}

/// The text without what nobody sees or what changes the order of its neighbours: control, zero-width and
/// bidirectional characters. For titles, names, tags and file names, when they are shown. Line breaks and
/// tabs become spaces.
pub fn clean_line(text: &str) -> String {
    text.chars()
        .filter_map(|c| match c {
            '\t' | '\n' | '\r' | '\u{0b}' | '\u{0c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                Some(' ')
            }
            c if is_unseen(c) => None,
            c => Some(c),
        })
        .collect()
}

/// Control, zero-width and bidirectional characters.
pub(crate) fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

/// In a mask: not hidden.
const SHOWN: usize = usize::MAX;

/// Which decision hides each scalar value of a text; [`SHOWN`] if none does.
#[derive(Default)]
struct Mask(Vec<usize>);

impl Mask {
    fn len(&self) -> usize {
        self.0.len()
    }

    /// The decision that hides something between two scalar values, if one does.
    fn hidden_in(&self, range: std::ops::Range<usize>) -> Option<usize> {
        self.0
            .get(range)?
            .iter()
            .copied()
            .find(|decision| *decision != SHOWN)
    }

    /// Hides all that is not hidden yet between two scalar values.
    fn fill(&mut self, range: std::ops::Range<usize>, decision: usize) {
        for slot in self.0.get_mut(range).into_iter().flatten() {
            if *slot == SHOWN {
                *slot = decision;
            }
        }
    }

    /// Hides all between two scalar values, by one decision.
    fn overwrite(&mut self, range: std::ops::Range<usize>, decision: usize) {
        if let Some(slots) = self.0.get_mut(range) {
            slots.fill(decision);
        }
    }

    /// Hides every address whole of which a part is hidden. `text` is the text that the mask is about.
    fn widen_addresses(&mut self, text: &str) {
        if self.0.iter().all(|decision| *decision == SHOWN) {
            return;
        }
        let (mut byte, mut scalar) = (0, 0);
        let mut to_scalar = |to: usize| {
            scalar += text[byte..to].chars().count();
            byte = to;
            scalar
        };
        for found in address::find(text) {
            let range = to_scalar(found.start)..to_scalar(found.end);
            if let Some(decision) = self.hidden_in(range.clone()) {
                self.overwrite(range, decision);
            }
        }
    }

    /// Cuts a text that begins at scalar value `offset` of the mask where the deciding changes.
    fn runs<'t>(&self, text: &'t str, offset: usize) -> Vec<(&'t str, usize)> {
        let mut runs = Vec::new();
        let mut start = 0;
        let mut current = None;
        let decisions = self
            .0
            .iter()
            .skip(offset)
            .copied()
            .chain(std::iter::repeat(SHOWN));
        for ((byte, _), decision) in text.char_indices().zip(decisions) {
            if let Some(before) = current
                && before != decision
            {
                runs.push((&text[start..byte], before));
                start = byte;
            }
            current = Some(decision);
        }
        if let Some(last) = current {
            runs.push((&text[start..], last));
        }
        runs
    }
}

/// A part of the source and the decision that hides it.
struct Segment {
    start: u32,
    end: u32,
    decision: usize,
}

struct Concealer<'a> {
    concealments: &'a [Concealment],
    /// Sorted, disjoint, not empty.
    segments: Vec<Segment>,
    /// For each decision, whether it hid something.
    used: Vec<bool>,
}

/// The text of a block, its leaves run together, and its links.
#[derive(Default)]
struct Run<'t> {
    text: String,
    mask: Mask,
    links: Vec<LinkPlace<'t>>,
}

/// A link in a run.
struct LinkPlace<'t> {
    /// Its text, in scalar values and in bytes of the run's text.
    scalars: std::ops::Range<usize>,
    bytes: std::ops::Range<usize>,
    href: Option<&'t str>,
    href_at: Option<Range>,
    /// Its target may stay.
    keeps_target: bool,
}

/// More hidden parts than this in one link's text are not compared with its target; it goes.
const MAX_COMPARED: usize = 64;

/// A span on its way into the new tree, and the decision if it is hidden.
type Built = (Span, usize);

impl<'a> Concealer<'a> {
    fn new(concealments: &'a [Concealment]) -> Self {
        let mut order: Vec<usize> = (0..concealments.len()).collect();
        order.sort_by_key(|index| {
            let concealment = &concealments[*index];
            (
                concealment.start,
                std::cmp::Reverse(concealment.end),
                *index,
            )
        });
        let mut segments: Vec<Segment> = Vec::new();
        let mut covered = 0;
        for decision in order {
            let Concealment { start, end, .. } = concealments[decision];
            let start = start.max(covered);
            if start < end {
                segments.push(Segment {
                    start,
                    end,
                    decision,
                });
                covered = end;
            }
        }
        Self {
            concealments,
            segments,
            used: vec![false; concealments.len()],
        }
    }

    fn overlapping(&self, start: u32, end: u32) -> impl Iterator<Item = &Segment> {
        let first = self
            .segments
            .partition_point(|segment| segment.end <= start);
        self.segments[first..]
            .iter()
            .take_while(move |segment| segment.start < end)
    }

    /// The decision that touches a place, or that has to stand in because nobody knows the place.
    fn touching(&self, at: Option<Range>) -> Option<usize> {
        match at {
            Some(at) => self.overlapping(at.start, at.end).next(),
            None => self.segments.first(),
        }
        .map(|segment| segment.decision)
    }

    /// Adds a leaf to the mask: `text` stands at `at` in the source.
    fn mark(&self, text: &str, at: Range, mask: &mut Mask) {
        let from = mask.len();
        mask.0.resize(from + text.chars().count(), SHOWN);
        let to = mask.len();
        for segment in self.overlapping(at.start, at.end) {
            let begin = segment.start.saturating_sub(at.start) as usize;
            let end = (segment.end - at.start) as usize;
            mask.fill(
                (from + begin).min(to)..(from + end).min(to),
                segment.decision,
            );
        }
    }

    fn blocks(&mut self, blocks: &[Block]) -> Vec<Block> {
        blocks.iter().map(|block| self.block(block)).collect()
    }

    fn block(&mut self, block: &Block) -> Block {
        match block {
            Block::Paragraph { spans } => Block::Paragraph {
                spans: self.run(spans),
            },
            Block::Heading { level, spans } => Block::Heading {
                level: *level,
                spans: self.run(spans),
            },
            Block::List {
                start,
                start_at,
                items,
            } => Block::List {
                start: start.map(|start| match self.touching(*start_at) {
                    Some(decision) if start != 1 => {
                        self.used[decision] = true;
                        1
                    }
                    _ => start,
                }),
                start_at: None,
                items: items.iter().map(|item| self.blocks(item)).collect(),
            },
            Block::Quote { blocks } => Block::Quote {
                blocks: self.blocks(blocks),
            },
            Block::Code {
                language,
                language_at,
                spans,
            } => {
                let language = language
                    .clone()
                    .filter(|_| match self.touching(*language_at) {
                        Some(decision) => {
                            self.used[decision] = true;
                            false
                        }
                        None => true,
                    });
                Block::Code {
                    language,
                    language_at: None,
                    spans: self.run(spans),
                }
            }
            Block::Table { align, head, rows } => Block::Table {
                align: align.clone(),
                head: head.iter().map(|cell| self.run(cell)).collect(),
                rows: rows
                    .iter()
                    .map(|row| row.iter().map(|cell| self.run(cell)).collect())
                    .collect(),
            },
            Block::Rule => Block::Rule,
            Block::Stub { reason } => Block::Stub {
                reason: reason.clone(),
            },
        }
    }

    /// Hides in the inline text of one block.
    fn run(&mut self, spans: &[Span]) -> Vec<Span> {
        let mut run = Run::default();
        self.flatten(spans, &mut run);
        self.note_used(&run.mask);
        run.mask.widen_addresses(&run.text);
        self.hide_shown_targets(&mut run);
        run.mask.widen_addresses(&run.text);
        self.hide_shown_targets(&mut run);
        self.settle_targets(&mut run);
        self.note_used(&run.mask);
        let mut place = Place::default();
        let built = self.rebuild(spans, &run, &mut place);
        built.into_iter().map(|(span, _)| span).collect()
    }

    fn note_used(&mut self, mask: &Mask) {
        for decision in &mask.0 {
            if let Some(used) = self.used.get_mut(*decision) {
                *used = true;
            }
        }
    }

    /// Collects the leaves and which parts of them are decided.
    fn flatten<'t>(&self, spans: &'t [Span], run: &mut Run<'t>) {
        for span in spans {
            match span {
                Span::Text { text, at } | Span::Code { text, at } => {
                    let len = text.chars().count();
                    run.text.push_str(text);
                    match at {
                        Some(at) if at.exact && at.end.saturating_sub(at.start) as usize == len => {
                            self.mark(text, *at, &mut run.mask);
                        }
                        _ => {
                            let decision = self.touching(*at).unwrap_or(SHOWN);
                            run.mask.0.resize(run.mask.len() + len, decision);
                        }
                    }
                }
                Span::Strong { spans } | Span::Emphasis { spans } | Span::Strike { spans } => {
                    self.flatten(spans, run);
                }
                Span::Link {
                    spans,
                    href,
                    href_at,
                    ..
                } => {
                    let (index, scalar, byte) = (run.links.len(), run.mask.len(), run.text.len());
                    run.links.push(LinkPlace {
                        scalars: scalar..scalar,
                        bytes: byte..byte,
                        href: href.as_deref(),
                        href_at: *href_at,
                        keeps_target: true,
                    });
                    self.flatten(spans, run);
                    run.links[index].scalars.end = run.mask.len();
                    run.links[index].bytes.end = run.text.len();
                }
                Span::Break => {
                    run.text.push('\n');
                    run.mask.0.push(SHOWN);
                }
                Span::Redacted { .. } => {
                    run.text.push('\u{fffc}');
                    run.mask.0.push(SHOWN);
                }
            }
        }
    }

    /// Hides the whole text of links that show nothing but their target, if part of either is hidden.
    fn hide_shown_targets(&self, run: &mut Run<'_>) {
        for link in &run.links {
            let Some(href) = link.href else { continue };
            if !address::shows_target(&run.text[link.bytes.clone()], href) {
                continue;
            }
            let hidden = run.mask.hidden_in(link.scalars.clone());
            if let Some(decision) = hidden.or_else(|| self.touching(link.href_at)) {
                run.mask.overwrite(link.scalars.clone(), decision);
            }
        }
    }

    /// Decides which links keep their target.
    fn settle_targets(&mut self, run: &mut Run<'_>) {
        for link in &mut run.links {
            let Some(href) = link.href else { continue };
            if let Some(decision) = self.touching(link.href_at) {
                self.used[decision] = true;
                link.keeps_target = false;
                continue;
            }
            if run.mask.hidden_in(link.scalars.clone()).is_none() {
                continue;
            }
            let text = &run.text[link.bytes.clone()];
            let hidden: Vec<&str> = run
                .mask
                .runs(text, link.scalars.start)
                .into_iter()
                .filter(|(_, decision)| *decision != SHOWN)
                .map(|(part, _)| part)
                .collect();
            link.keeps_target = hidden.len() <= MAX_COMPARED
                && !address::shows_target(text, href)
                && !reveals(href, &hidden);
        }
    }

    fn rebuild(&self, spans: &[Span], run: &Run<'_>, place: &mut Place) -> Vec<Built> {
        let mut out = Vec::with_capacity(spans.len());
        for span in spans {
            match span {
                Span::Text { text, .. } | Span::Code { text, .. } => {
                    let is_code = matches!(span, Span::Code { .. });
                    for (part, decision) in run.mask.runs(text, place.scalar) {
                        place.scalar += part.chars().count();
                        let text = part.to_owned();
                        match self.concealments.get(decision) {
                            Some(concealment) => {
                                add(&mut out, (redacted(concealment), decision));
                            }
                            None if is_code => {
                                add(&mut out, (Span::Code { text, at: None }, SHOWN));
                            }
                            None => {
                                add(&mut out, (Span::Text { text, at: None }, SHOWN));
                            }
                        }
                    }
                }
                Span::Strong { spans } => {
                    let inner = self.rebuild(spans, run, place);
                    wrap(&mut out, inner, |spans| Span::Strong { spans });
                }
                Span::Emphasis { spans } => {
                    let inner = self.rebuild(spans, run, place);
                    wrap(&mut out, inner, |spans| Span::Emphasis { spans });
                }
                Span::Strike { spans } => {
                    let inner = self.rebuild(spans, run, place);
                    wrap(&mut out, inner, |spans| Span::Strike { spans });
                }
                Span::Link {
                    href, image, spans, ..
                } => {
                    let keeps_target = run
                        .links
                        .get(place.link)
                        .is_some_and(|link| link.keeps_target);
                    place.link += 1;
                    let inner = self.rebuild(spans, run, place);
                    let href = href.clone().filter(|_| keeps_target);
                    let link = |href, spans| Span::Link {
                        href,
                        href_at: None,
                        image: *image,
                        spans,
                    };
                    match href {
                        None => wrap(&mut out, inner, |spans| link(None, spans)),
                        href => add(&mut out, (link(href, plain(inner)), SHOWN)),
                    }
                }
                Span::Break => {
                    place.scalar += 1;
                    add(&mut out, (Span::Break, SHOWN));
                }
                Span::Redacted { .. } => {
                    place.scalar += 1;
                    add(&mut out, (span.clone(), SHOWN));
                }
            }
        }
        out
    }
}

/// How far the rebuilding of a run has come.
#[derive(Default)]
struct Place {
    scalar: usize,
    link: usize,
}

fn redacted(concealment: &Concealment) -> Span {
    Span::Redacted {
        label: concealment.label.clone(),
        ordinal: concealment.ordinal,
    }
}

fn plain(built: Vec<Built>) -> Vec<Span> {
    built.into_iter().map(|(span, _)| span).collect()
}

/// Adds what stands in emphasis, or in a link without a target; what is hidden altogether needs neither.
fn wrap(out: &mut Vec<Built>, inner: Vec<Built>, around: impl FnOnce(Vec<Span>) -> Span) {
    match inner.as_slice() {
        [(_, decision)] if *decision != SHOWN => add_all(out, inner),
        _ => add(out, (around(plain(inner)), SHOWN)),
    }
}

fn add_all(out: &mut Vec<Built>, built: Vec<Built>) {
    for one in built {
        add(out, one);
    }
}

/// Adds a span. What the same decision hides on both sides of a line break, or of nothing, is one.
fn add(out: &mut Vec<Built>, (span, decision): Built) {
    if decision == SHOWN {
        if let (Some((Span::Text { text: before, .. }, SHOWN)), Span::Text { text, .. }) =
            (out.last_mut(), &span)
        {
            before.push_str(text);
        } else {
            out.push((span, decision));
        }
        return;
    }
    match out.as_slice() {
        [.., (_, last)] if *last == decision => {}
        [.., (_, before), (Span::Break, _)] if *before == decision => {
            out.pop();
        }
        _ => out.push((span, decision)),
    }
}

/// Whether a target contains something that was hidden: as it stands, percent-decoded, or when only letters
/// and digits are compared. Case does not matter.
fn reveals(href: &str, hidden: &[&str]) -> bool {
    let letters = |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).collect() };
    let mut forms = Vec::new();
    let mut form = href.to_owned();
    // Some systems encode twice.
    for _ in 0..3 {
        let lower = form.to_lowercase();
        forms.push((letters(&lower), lower));
        let decoded = percent_decoded(&form);
        if decoded == form {
            break;
        }
        form = decoded;
    }
    let together = hidden.concat();
    hidden
        .iter()
        .copied()
        .chain(std::iter::once(together.as_str()))
        .any(|part| {
            let part = part.trim().to_lowercase();
            let bare = letters(&part);
            !part.is_empty()
                && forms.iter().any(|(letters, whole)| {
                    whole.contains(&part) || (!bare.is_empty() && letters.contains(&bare))
                })
        })
}

/// With `%XX` decoded; what is not UTF-8 then becomes U+FFFD.
fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let hex = |at: usize| {
        bytes
            .get(at)
            .and_then(|byte| char::from(*byte).to_digit(16))
    };
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'%'
            && let (Some(high), Some(low)) = (hex(at + 1), hex(at + 2))
            && let Ok(byte) = u8::try_from(high * 16 + low)
        {
            out.push(byte);
            at += 3;
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
