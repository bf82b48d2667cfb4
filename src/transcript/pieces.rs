//! What has arrived of a transcript, what of it is drawn, and what to ask for next. Pure.

use std::collections::VecDeque;
use std::sync::Arc;

use discreet_api_types::ids::Timestamp;
use discreet_api_types::tree::{Block, Span};

use super::Entry;

/// Messages drawn together. Measured best for 10,000 messages with `content-visibility` on the chunk.
const CHUNK: usize = 50;

/// Messages asked for before the one that is wanted, so that it is not the first thing on the page.
const LEAD: u32 = 10;

/// Some messages in a row, drawn as one.
#[derive(Clone)]
pub struct Chunk {
    /// The first number.
    pub first: u32,
    /// The last number.
    pub last: u32,
    /// The messages, in order of their numbers; never empty.
    pub entries: Arc<[Entry]>,
    /// About how high it will be, in pixels.
    pub height: u32,
}

/// Where a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// Drawn, or about to be: the first number of the range that exists.
    At(u32),
    /// Everything of the range has arrived, and there is nothing in it.
    Nowhere,
    /// Not arrived yet.
    NotYet,
}

/// What stands before a chunk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Before {
    /// It is the beginning.
    Nothing,
    /// Messages that have not arrived, or are not drawn yet.
    Gap,
    /// A message of this time.
    Message(Option<Timestamp>),
}

/// The pieces of one transcript.
#[derive(Clone, Default)]
pub struct Pieces {
    drawn: Vec<Chunk>,
    waiting: VecDeque<Chunk>,
    /// What has arrived: numbers after the first, up to and with the second; in order, disjoint.
    covered: Vec<(u32, u32)>,
}

impl Pieces {
    /// Takes in the answer to "messages after `after`". `next_after` none: there are no more.
    pub fn add_page(&mut self, after: u32, entries: Vec<Entry>, next_after: Option<u32>) {
        let mut run: Vec<Entry> = Vec::new();
        let mut chunks = Vec::new();
        for entry in entries {
            if self.is_covered(entry.number) {
                flush(&mut run, &mut chunks);
                continue;
            }
            run.push(entry);
            if run.len() == CHUNK {
                flush(&mut run, &mut chunks);
            }
        }
        flush(&mut run, &mut chunks);
        for chunk in chunks {
            let place = self
                .waiting
                .partition_point(|other| other.first < chunk.first);
            self.waiting.insert(place, chunk);
        }
        self.cover(after, next_after.unwrap_or(u32::MAX));
    }

    /// Takes in messages that were appended to the conversation after all others.
    pub fn reopen(&mut self) {
        if let Some(last) = self.covered.last_mut() {
            let end = self
                .drawn
                .last()
                .map(|chunk| chunk.last)
                .into_iter()
                .chain(self.waiting.back().map(|chunk| chunk.last))
                .max();
            last.1 = end.unwrap_or(last.0);
        }
    }

    /// Moves the first waiting chunk, or the one with `wanted` in it, to those that are drawn. False: none waits.
    pub fn draw(&mut self, wanted: Option<u32>) -> bool {
        let index = wanted
            .and_then(|number| {
                self.waiting
                    .iter()
                    .position(|chunk| chunk.first <= number && number <= chunk.last)
            })
            .unwrap_or(0);
        let Some(chunk) = self.waiting.remove(index) else {
            return false;
        };
        let place = self
            .drawn
            .partition_point(|other| other.first < chunk.first);
        self.drawn.insert(place, chunk);
        true
    }

    /// The drawn chunks, in order.
    pub fn drawn(&self) -> &[Chunk] {
        &self.drawn
    }

    /// All chunks that have arrived, in order.
    pub fn chunks(&self) -> Vec<Chunk> {
        let mut all: Vec<Chunk> = self.drawn.iter().chain(&self.waiting).cloned().collect();
        all.sort_unstable_by_key(|chunk| chunk.first);
        all
    }

    /// Chunks wait to be drawn.
    pub fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Everything has arrived.
    pub fn is_complete(&self) -> bool {
        self.covered == [(0, u32::MAX)]
    }

    /// Messages that have arrived.
    pub fn arrived(&self) -> usize {
        let count = |chunk: &Chunk| chunk.entries.len();
        self.drawn.iter().map(count).sum::<usize>() + self.waiting.iter().map(count).sum::<usize>()
    }

    /// "After" what to ask for next: around `wanted` if that has not arrived, else from the front. None: complete.
    pub fn next_after(&self, wanted: Option<u32>) -> Option<u32> {
        if let Some(number) = wanted.filter(|number| !self.is_covered(*number)) {
            let gap = self
                .covered
                .iter()
                .rev()
                .find(|(_, to)| *to < number)
                .map_or(0, |(_, to)| *to);
            return Some(number.saturating_sub(LEAD + 1).max(gap));
        }
        match self.covered.first() {
            Some((0, u32::MAX)) => None,
            Some((0, to)) => Some(*to),
            _ => Some(0),
        }
    }

    /// The first existing number of a range.
    pub fn find(&self, from: u32, to: u32) -> Found {
        let first = self
            .drawn
            .iter()
            .chain(&self.waiting)
            .filter(|chunk| chunk.last >= from && chunk.first <= to)
            .flat_map(|chunk| chunk.entries.iter().map(|entry| entry.number))
            .filter(|number| (from..=to).contains(number))
            .min();
        let before_it = first.map_or(to, |number| number - 1);
        let known = before_it < from
            || self
                .covered
                .iter()
                .any(|(start, end)| *start < from && before_it <= *end);
        match first {
            Some(number) if known => Found::At(number),
            None if known => Found::Nowhere,
            _ => Found::NotYet,
        }
    }

    /// Whether the chunk with this number is drawn.
    pub fn is_drawn(&self, number: u32) -> bool {
        self.drawn
            .iter()
            .any(|chunk| chunk.first <= number && number <= chunk.last)
    }

    /// The number drawn next after, or before, this one.
    pub fn neighbour(&self, number: u32, forward: bool) -> Option<u32> {
        let numbers = || {
            self.drawn
                .iter()
                .filter(|chunk| {
                    if forward {
                        chunk.last > number
                    } else {
                        chunk.first < number
                    }
                })
                .flat_map(|chunk| chunk.entries.iter().map(|entry| entry.number))
        };
        if forward {
            numbers().find(|other| *other > number)
        } else {
            numbers().take_while(|other| *other < number).last()
        }
    }

    /// What stands before the drawn chunk that begins with `first`.
    pub fn before(&self, first: u32) -> Before {
        let index = self.drawn.partition_point(|chunk| chunk.first < first);
        let previous = index.checked_sub(1).and_then(|index| self.drawn.get(index));
        let after = previous.map_or(0, |chunk| chunk.last);
        let arrived = first <= after + 1
            || self
                .covered
                .iter()
                .any(|(from, to)| *from <= after && first - 1 <= *to);
        let drawn = !self
            .waiting
            .iter()
            .any(|chunk| after < chunk.first && chunk.first < first);
        match previous.and_then(|chunk| chunk.entries.last()) {
            _ if !(arrived && drawn) => Before::Gap,
            Some(entry) => Before::Message(entry.sent_at.clone()),
            None => Before::Nothing,
        }
    }

    fn is_covered(&self, number: u32) -> bool {
        self.covered
            .iter()
            .any(|(after, to)| *after < number && number <= *to)
    }

    fn cover(&mut self, after: u32, to: u32) {
        self.covered.push((after, to.max(after)));
        self.covered.sort_unstable();
        let mut merged: Vec<(u32, u32)> = Vec::with_capacity(self.covered.len());
        for (after, to) in self.covered.drain(..) {
            match merged.last_mut() {
                Some(last) if after <= last.1 => last.1 = last.1.max(to),
                _ => merged.push((after, to)),
            }
        }
        self.covered = merged;
    }
}

fn flush(run: &mut Vec<Entry>, chunks: &mut Vec<Chunk>) {
    let entries: Arc<[Entry]> = std::mem::take(run).into();
    if let (Some(first), Some(last)) = (entries.first(), entries.last()) {
        chunks.push(Chunk {
            first: first.number,
            last: last.number,
            height: entries.iter().map(height).sum(),
            entries: entries.clone(),
        });
    }
}

/// About how high a message is, in pixels, in a column of 68 characters. Real heights replace it once seen.
fn height(entry: &Entry) -> u32 {
    56 + entry.blocks.iter().map(block_height).sum::<u32>()
        + if entry.citations.is_empty() { 0 } else { 32 }
        + if entry.attachments.is_empty() { 0 } else { 32 }
}

fn block_height(block: &Block) -> u32 {
    match block {
        Block::Paragraph { spans } | Block::Heading { spans, .. } => lines(spans, 72) * 25 + 8,
        Block::List { items, .. } => items.iter().flatten().map(block_height).sum(),
        Block::Quote { blocks } => blocks.iter().map(block_height).sum(),
        Block::Code { spans, .. } => lines(spans, u32::MAX) * 21 + 48,
        Block::Table { rows, .. } => (u32::try_from(rows.len()).unwrap_or(0) + 1) * 36 + 8,
        Block::Rule | Block::Stub { .. } => 32,
    }
}

fn lines(spans: &[Span], width: u32) -> u32 {
    let (mut lines, mut column) = (1_u32, 0_u32);
    count(spans, width, &mut lines, &mut column);
    lines
}

fn count(spans: &[Span], width: u32, lines: &mut u32, column: &mut u32) {
    for span in spans {
        match span {
            Span::Text { text, .. } | Span::Code { text, .. } => {
                for (index, line) in text.split('\n').enumerate() {
                    if index > 0 {
                        (*lines, *column) = (*lines + 1, 0);
                    }
                    *column += u32::try_from(line.len()).unwrap_or(0);
                    *lines += *column / width;
                    *column %= width;
                }
            }
            Span::Strong { spans }
            | Span::Emphasis { spans }
            | Span::Strike { spans }
            | Span::Link { spans, .. } => count(spans, width, lines, column),
            Span::Break => (*lines, *column) = (*lines + 1, 0),
            Span::Redacted { .. } => *column += 14,
        }
    }
}

#[cfg(test)]
mod tests {
    use discreet_api_types::conversations::Sender;

    use super::*;

    fn entries(numbers: impl IntoIterator<Item = u32>) -> Vec<Entry> {
        numbers
            .into_iter()
            .map(|number| Entry {
                number,
                sender: Sender::Contact,
                label: "Contact".to_owned(),
                name: Vec::new(),
                sent_at: None,
                assumed_utc: false,
                blocks: Vec::new(),
                citations: Vec::new(),
                attachments: Vec::new(),
            })
            .collect()
    }

    fn drawn(pieces: &Pieces) -> Vec<u32> {
        pieces
            .drawn()
            .iter()
            .flat_map(|chunk| chunk.entries.iter().map(|entry| entry.number))
            .collect()
    }

    fn draw_all(pieces: &mut Pieces) {
        while pieces.draw(None) {}
    }

    #[test]
    fn pages_follow_each_other_to_the_end() {
        let mut pieces = Pieces::default();
        assert_eq!(pieces.next_after(None), Some(0));
        pieces.add_page(0, entries(1..=100), Some(100));
        assert_eq!(pieces.next_after(None), Some(100));
        pieces.add_page(100, entries(101..=120), None);
        assert_eq!(pieces.next_after(None), None);
        assert!(pieces.is_complete());
        draw_all(&mut pieces);
        assert_eq!(drawn(&pieces), (1..=120).collect::<Vec<_>>());
    }

    #[test]
    fn a_wanted_message_is_asked_for_first_and_the_gap_is_filled_later() {
        let mut pieces = Pieces::default();
        pieces.add_page(0, entries(1..=100), Some(100));
        assert_eq!(pieces.next_after(Some(9000)), Some(8989));
        pieces.add_page(8989, entries(8990..=9089), Some(9089));
        assert_eq!(pieces.find(9000, 9002), Found::At(9000));
        assert_eq!(pieces.next_after(Some(9000)), Some(100));
        assert!(!pieces.is_complete());
    }

    #[test]
    fn a_page_that_overlaps_what_is_there_adds_nothing_twice() {
        let mut pieces = Pieces::default();
        pieces.add_page(0, entries(1..=100), Some(100));
        pieces.add_page(150, entries(151..=250), Some(250));
        pieces.add_page(100, entries(101..=200), Some(200));
        assert_eq!(pieces.next_after(None), Some(250));
        draw_all(&mut pieces);
        assert_eq!(drawn(&pieces), (1..=250).collect::<Vec<_>>());
    }

    #[test]
    fn a_number_that_was_left_out_is_nowhere_and_a_range_begins_at_what_exists() {
        let mut pieces = Pieces::default();
        pieces.add_page(0, entries([1, 2, 6, 7]), Some(7));
        assert_eq!(pieces.find(4, 4), Found::Nowhere);
        assert_eq!(pieces.find(4, 6), Found::At(6));
        assert_eq!(pieces.find(8, 8), Found::NotYet);
        pieces.add_page(7, Vec::new(), None);
        assert_eq!(pieces.find(8, 8), Found::Nowhere);
    }

    #[test]
    fn the_chunk_with_the_wanted_message_is_drawn_first() {
        let mut pieces = Pieces::default();
        pieces.add_page(0, entries(1..=200), None);
        assert!(pieces.draw(Some(120)));
        assert!(pieces.is_drawn(120));
        assert!(!pieces.is_drawn(1));
        assert!(pieces.draw(Some(120)));
        assert!(pieces.is_drawn(1));
    }

    #[test]
    fn a_chunk_knows_whether_something_is_missing_before_it() {
        let mut pieces = Pieces::default();
        pieces.add_page(0, entries(3..=150), Some(150));
        pieces.draw(None);
        assert_eq!(pieces.before(3), Before::Nothing);
        pieces.draw(Some(110));
        assert_eq!(pieces.before(103), Before::Gap);
        pieces.draw(None);
        assert_eq!(pieces.before(103), Before::Message(None));
        pieces.add_page(500, entries(501..=510), None);
        pieces.draw(None);
        assert_eq!(pieces.before(501), Before::Gap);
    }

    #[test]
    fn neighbours_cross_chunks_and_gaps() {
        let mut pieces = Pieces::default();
        pieces.add_page(0, entries((1..=50).chain([60])), None);
        draw_all(&mut pieces);
        assert_eq!(pieces.neighbour(50, true), Some(60));
        assert_eq!(pieces.neighbour(60, false), Some(50));
        assert_eq!(pieces.neighbour(60, true), None);
        assert_eq!(pieces.neighbour(1, false), None);
    }

    #[test]
    fn a_conversation_that_grew_is_asked_for_its_end_again() {
        let mut pieces = Pieces::default();
        pieces.add_page(0, entries(1..=3), None);
        pieces.reopen();
        assert_eq!(pieces.next_after(None), Some(3));
    }

    #[test]
    fn height_grows_with_the_text() {
        let text = |text: &str| Block::Paragraph {
            spans: vec![Span::Text {
                text: text.to_owned(),
                at: None,
            }],
        };
        assert_eq!(block_height(&text("short")), 33);
        assert_eq!(block_height(&text(&"x".repeat(720))), 33 + 250);
    }
}
