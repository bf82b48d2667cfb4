//! From Markdown source to the tree.
//!
//! Owns which Markdown is understood (`CommonMark` with tables and strikethrough) and where each leaf stands
//! in the source. Raw HTML is text; images are named links; nothing is fetched, nothing is dropped that a
//! reader would see.

use pulldown_cmark::{Alignment, CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag};

use super::{Align, Block, Range, Span};
use crate::address;

/// How deeply quotes, lists and emphasis may nest; what is deeper is flattened to text.
///
/// A list takes four levels of JSON and readers of JSON stop at 128, so that 24 levels, a table and a page
/// around it still fit.
pub const MAX_NESTING: usize = 24;

/// Highest number at which a list may begin. A higher one is more likely a reference that somebody typed,
/// so that it stays text, where it can be hidden.
const MAX_LIST_START: u64 = 999;

/// Most container markers (`>`, `-`, `1.` …) one line may begin with before the message is taken as plain text.
///
/// The parser visits every open container on every line, which makes a message of many markers followed
/// by many short lines take quadratic time.
const MAX_LINE_MARKERS: usize = 200;

/// The tree of a message's Markdown source.
///
/// Never fails: whatever is not understood is text. Offsets in the tree count Unicode scalar values of `source`.
pub fn parse(source: &str) -> Vec<Block> {
    let mut builder = Builder::new(source);
    if too_nested(source) {
        builder.plain_lines();
        return builder.finish();
    }
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut events = Parser::new_ext(source, options).into_offset_iter();
    while let Some((event, range)) = events.next() {
        let definition = match &event {
            Event::Start(Tag::Link { id, .. } | Tag::Image { id, .. }) if !id.is_empty() => events
                .reference_definitions()
                .get(id)
                .map(|definition| definition.span.clone()),
            _ => None,
        };
        builder.event(event, range, definition);
    }
    builder.finish()
}

/// Whether some line begins with more container markers than anybody writes.
fn too_nested(source: &str) -> bool {
    source.lines().any(|line| {
        let mut markers = 0;
        let mut digits = 0;
        for byte in line.bytes() {
            match byte {
                b' ' | b'\t' => digits = 0,
                b'>' | b'-' | b'+' | b'*' => markers += 1,
                b'0'..=b'9' if digits < 9 => digits += 1,
                b'.' | b')' if digits > 0 => {
                    markers += 1;
                    digits = 0;
                }
                _ => break,
            }
        }
        // A long row of dashes is a rule or the underline of a heading, and opens nothing.
        markers > MAX_LINE_MARKERS
            && line
                .bytes()
                .filter(|byte| matches!(byte, b' ' | b'\t' | b'>'))
                .count()
                > MAX_LINE_MARKERS / 2
    })
}

/// Where bytes of the source stand, counted in scalar values.
struct Scalars<'a> {
    bytes: &'a [u8],
    /// Scalar values before every 128th byte; empty if the source is ASCII.
    marks: Vec<u32>,
}

impl<'a> Scalars<'a> {
    const STEP: usize = 128;

    fn new(source: &'a str) -> Self {
        let bytes = source.as_bytes();
        let mut marks = Vec::new();
        if !source.is_ascii() {
            let mut count = 0_u32;
            for chunk in bytes.chunks(Self::STEP) {
                marks.push(count);
                count = count.saturating_add(begins(chunk));
            }
            marks.push(count);
        }
        Self { bytes, marks }
    }

    fn at(&self, byte: usize) -> u32 {
        let byte = byte.min(self.bytes.len());
        match self.marks.get(byte / Self::STEP) {
            Some(mark) => {
                let from = byte - byte % Self::STEP;
                mark.saturating_add(begins(&self.bytes[from..byte]))
            }
            None => u32::try_from(byte).unwrap_or(u32::MAX),
        }
    }

    fn range(&self, range: &std::ops::Range<usize>, exact: bool) -> Range {
        Range {
            start: self.at(range.start),
            end: self.at(range.end),
            exact,
        }
    }
}

/// How many scalar values begin in these bytes of UTF-8.
fn begins(bytes: &[u8]) -> u32 {
    let count = bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Something that was opened and collects what stands in it.
struct Frame {
    kind: Kind,
    blocks: Vec<Block>,
    spans: Vec<Span>,
}

enum Kind {
    Root,
    Quote,
    List {
        start: Option<u64>,
        start_at: Option<Range>,
        items: Vec<Vec<Block>>,
    },
    Item,
    /// A paragraph; the text of a tight list's item has one that the source does not mark.
    Paragraph {
        implicit: bool,
    },
    Heading(u8),
    Code {
        language: Option<String>,
        language_at: Option<Range>,
    },
    Table {
        align: Vec<Align>,
        head: Vec<Vec<Span>>,
        rows: Vec<Vec<Vec<Span>>>,
    },
    Row {
        cells: Vec<Vec<Span>>,
        head: bool,
    },
    Cell,
    Strong,
    Emphasis,
    Strike,
    Link(Link),
    Unknown,
}

struct Link {
    image: bool,
    dest: String,
    target: Target,
    range: std::ops::Range<usize>,
}

/// Where a link's target stands.
enum Target {
    /// After the text, in round brackets.
    Inline,
    /// The text is the target.
    Auto,
    /// In a definition elsewhere.
    Defined(std::ops::Range<usize>),
    /// Nobody knows; such a link has no target.
    Nowhere,
}

impl Kind {
    fn holds_blocks(&self) -> bool {
        matches!(self, Self::Root | Self::Quote | Self::Item | Self::Unknown)
    }

    /// Whether it counts towards [`MAX_NESTING`].
    fn nests(&self) -> bool {
        matches!(
            self,
            Self::Quote
                | Self::List { .. }
                | Self::Strong
                | Self::Emphasis
                | Self::Strike
                | Self::Link(_)
        )
    }
}

#[derive(Clone, Copy)]
enum Opened {
    /// It has a frame.
    Framed,
    /// What stands in it goes into the frame around it.
    Flat {
        /// It is a block, so that text after it begins a new paragraph.
        block: bool,
    },
}

struct Builder<'a> {
    source: &'a str,
    scalars: Scalars<'a>,
    frames: Vec<Frame>,
    /// For every open tag of the source, what became of it.
    opened: Vec<Opened>,
    nesting: usize,
    /// Open links; a link never stands inside another.
    links: usize,
    /// Where the last thing ended, in bytes.
    last_end: usize,
}

impl<'a> Builder<'a> {
    fn new(source: &'a str) -> Self {
        Self {
            source,
            scalars: Scalars::new(source),
            frames: vec![Frame {
                kind: Kind::Root,
                blocks: Vec::new(),
                spans: Vec::new(),
            }],
            opened: Vec::new(),
            nesting: 0,
            links: 0,
            last_end: 0,
        }
    }

    fn event(
        &mut self,
        event: Event<'_>,
        range: std::ops::Range<usize>,
        definition: Option<std::ops::Range<usize>>,
    ) {
        let end = range.end;
        match event {
            Event::Start(tag) => {
                self.start(tag, range, definition);
                return;
            }
            Event::End(_) => self.end(),
            Event::Code(code) => self.code(&code, &range),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => {
                self.text(&text, &range);
            }
            Event::SoftBreak | Event::HardBreak => self.add_span(Span::Break),
            Event::Rule => {
                self.close_implicit();
                self.add_block(Block::Rule);
            }
            // None of these is switched on; should one come nevertheless, its source is shown.
            Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_) => {
                if let Some(slice) = self.source.get(range.clone()) {
                    self.text(slice, &range);
                }
            }
        }
        self.last_end = end;
    }

    fn start(
        &mut self,
        tag: Tag<'_>,
        range: std::ops::Range<usize>,
        definition: Option<std::ops::Range<usize>>,
    ) {
        let kind = match tag {
            Tag::Paragraph | Tag::HtmlBlock => Kind::Paragraph { implicit: false },
            Tag::Heading { level, .. } => Kind::Heading(level as u8),
            Tag::BlockQuote(_) => Kind::Quote,
            Tag::CodeBlock(kind) => self.code_block(&kind, &range),
            Tag::List(Some(start)) if start > MAX_LIST_START => {
                self.flatten_list();
                return;
            }
            Tag::List(start) => Kind::List {
                start,
                start_at: start.map(|_| self.list_marker(range.start).0),
                items: Vec::new(),
            },
            Tag::Item => {
                self.item(&range);
                return;
            }
            Tag::Table(alignments) => Kind::Table {
                align: alignments.into_iter().map(align).collect(),
                head: Vec::new(),
                rows: Vec::new(),
            },
            Tag::TableHead => Kind::Row {
                cells: Vec::new(),
                head: true,
            },
            Tag::TableRow => Kind::Row {
                cells: Vec::new(),
                head: false,
            },
            Tag::TableCell => Kind::Cell,
            Tag::Emphasis => Kind::Emphasis,
            Tag::Strong => Kind::Strong,
            Tag::Strikethrough => Kind::Strike,
            Tag::Link {
                link_type,
                dest_url,
                ..
            } => link(false, link_type, &dest_url, range.clone(), definition),
            Tag::Image {
                link_type,
                dest_url,
                ..
            } => link(true, link_type, &dest_url, range.clone(), definition),
            // None of these is switched on; should one come nevertheless, a stub stands for it.
            Tag::FootnoteDefinition(_)
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::Superscript
            | Tag::Subscript
            | Tag::MetadataBlock(_) => Kind::Unknown,
        };
        let inline = matches!(
            kind,
            Kind::Emphasis | Kind::Strong | Kind::Strike | Kind::Link(_)
        );
        // Where the text of a link would end if it had none.
        self.last_end = match &kind {
            Kind::Link(link) => range.start + 1 + usize::from(link.image),
            _ => range.start,
        };
        if !inline {
            self.close_implicit();
        }
        let nested_link = matches!(kind, Kind::Link(_)) && self.links > 0;
        if nested_link || (kind.nests() && self.nesting >= MAX_NESTING) {
            self.opened.push(Opened::Flat { block: !inline });
            return;
        }
        if inline {
            self.open_implicit();
        }
        self.push(kind);
    }

    fn push(&mut self, kind: Kind) {
        self.nesting += usize::from(kind.nests());
        self.links += usize::from(matches!(kind, Kind::Link(_)));
        self.opened.push(Opened::Framed);
        self.frames.push(Frame {
            kind,
            blocks: Vec::new(),
            spans: Vec::new(),
        });
    }

    fn flatten_list(&mut self) {
        self.close_implicit();
        self.opened.push(Opened::Flat { block: true });
    }

    fn item(&mut self, range: &std::ops::Range<usize>) {
        if matches!(
            self.frames.last(),
            Some(Frame {
                kind: Kind::List { .. },
                ..
            })
        ) {
            self.push(Kind::Item);
            return;
        }
        // A flattened list's item: its marker is text.
        if self.last_end != range.start {
            self.close_implicit();
        }
        self.opened.push(Opened::Flat { block: true });
        let (_, marker) = self.list_marker(range.start);
        let source = self.source;
        if let Some(text) = source.get(marker.clone()) {
            self.text(text, &marker);
        }
        self.last_end = marker.end;
    }

    /// The number of the list marker that begins at or after a byte, and the whole marker with one space after it.
    fn list_marker(&self, from: usize) -> (Range, std::ops::Range<usize>) {
        let bytes = self.source.as_bytes();
        let skip = |mut at: usize, wanted: fn(u8) -> bool, most: usize| {
            let end = (at + most).min(bytes.len());
            while at < end && wanted(bytes[at]) {
                at += 1;
            }
            at
        };
        let start = skip(from, |byte| byte == b' ' || byte == b'\t', 8);
        let digits = skip(start, |byte| byte.is_ascii_digit(), 9);
        let sign = skip(
            digits,
            |byte| matches!(byte, b'.' | b')' | b'-' | b'+' | b'*'),
            1,
        );
        let end = skip(sign, |byte| byte == b' ', 1);
        (self.scalars.range(&(start..digits), true), start..end)
    }

    fn code_block(&self, kind: &CodeBlockKind<'_>, range: &std::ops::Range<usize>) -> Kind {
        let mut language = None;
        let mut language_at = None;
        if let CodeBlockKind::Fenced(info) = kind {
            // "rust,ignore" and "{.rust}" name a language too; what else stands there is not shown.
            let name: String = info
                .trim_start_matches(['{', '.', ' '])
                .chars()
                .take_while(|c| c.is_alphanumeric() || "+-#_.".contains(*c))
                .take(40)
                .collect();
            if !name.is_empty() {
                // The whole opening line: the info string's entities and escapes are nobody's business.
                let line = self.source.get(range.clone()).unwrap_or_default();
                let end = range.start + line.find(['\n', '\r']).unwrap_or(line.len());
                language = Some(name);
                language_at = Some(self.scalars.range(&(range.start..end), false));
            }
        }
        Kind::Code {
            language,
            language_at,
        }
    }

    fn end(&mut self) {
        match self.opened.pop() {
            Some(Opened::Framed) => {
                self.close_implicit();
                self.close();
            }
            Some(Opened::Flat { block: true }) => self.close_implicit(),
            Some(Opened::Flat { block: false }) | None => {}
        }
    }

    /// Closes the innermost frame and hands what it holds to the one around it.
    fn close(&mut self) {
        if self.frames.len() < 2 {
            return;
        }
        let Some(Frame {
            kind,
            blocks,
            spans,
        }) = self.frames.pop()
        else {
            return;
        };
        self.nesting -= usize::from(kind.nests());
        match kind {
            Kind::Root | Kind::Unknown => self.add_block(Block::Stub {
                reason: "This part cannot be shown.".to_owned(),
            }),
            Kind::Quote => self.add_block(Block::Quote { blocks }),
            Kind::List {
                start,
                start_at,
                items,
            } => self.add_block(Block::List {
                start,
                start_at,
                items,
            }),
            Kind::Item => {
                if let Some(Frame {
                    kind: Kind::List { items, .. },
                    ..
                }) = self.frames.last_mut()
                {
                    items.push(blocks);
                }
            }
            Kind::Paragraph { .. } => {
                let spans = self.finish_spans(spans);
                if !spans.is_empty() {
                    self.add_block(Block::Paragraph { spans });
                }
            }
            Kind::Heading(level) => {
                let spans = self.finish_spans(spans);
                self.add_block(Block::Heading { level, spans });
            }
            Kind::Code {
                language,
                language_at,
            } => self.add_block(Block::Code {
                language,
                language_at,
                spans: without_last_newline(spans),
            }),
            Kind::Table { align, head, rows } => self.add_block(Block::Table { align, head, rows }),
            Kind::Row {
                cells,
                head: is_head,
            } => {
                if let Some(Frame {
                    kind: Kind::Table { head, rows, .. },
                    ..
                }) = self.frames.last_mut()
                {
                    if is_head {
                        *head = cells;
                    } else {
                        rows.push(cells);
                    }
                }
            }
            Kind::Cell => {
                let spans = self.finish_spans(spans);
                if let Some(Frame {
                    kind: Kind::Row { cells, .. },
                    ..
                }) = self.frames.last_mut()
                {
                    cells.push(spans);
                }
            }
            Kind::Strong => {
                let spans = self.finish_spans(spans);
                self.add_span(Span::Strong { spans });
            }
            Kind::Emphasis => {
                let spans = self.finish_spans(spans);
                self.add_span(Span::Emphasis { spans });
            }
            Kind::Strike => {
                let spans = self.finish_spans(spans);
                self.add_span(Span::Strike { spans });
            }
            Kind::Link(link) => {
                self.links -= 1;
                let span = self.close_link(&link, spans);
                self.add_span(span);
            }
        }
    }

    fn close_link(&self, link: &Link, mut spans: Vec<Span>) -> Span {
        let allowed = match link.target {
            Target::Nowhere => None,
            _ => address::target(&link.dest),
        };
        let same = allowed.as_deref() == Some(link.dest.as_str());
        let href_at = match &link.target {
            Target::Inline => Some(self.inline_target(link, same)),
            Target::Auto => {
                let inner = link.range.start + 1..link.range.end.saturating_sub(1);
                let exact = same && self.source.get(inner.clone()) == Some(link.dest.as_str());
                Some(self.scalars.range(&inner, exact))
            }
            Target::Defined(definition) => Some(self.scalars.range(definition, false)),
            Target::Nowhere => None,
        };
        if matches!(link.target, Target::Auto) {
            // An address is hidden whole or not at all.
            for span in &mut spans {
                if let Span::Text { at: Some(at), .. } = span {
                    at.exact = false;
                }
            }
        }
        if super::plain_spans(&spans).trim().is_empty() {
            let text = allowed
                .clone()
                .unwrap_or_else(|| if link.image { "image" } else { "link" }.to_owned());
            spans = vec![Span::Text {
                text,
                at: Some(self.scalars.range(&link.range, false)),
            }];
        }
        Span::Link {
            href_at: href_at.filter(|_| allowed.is_some()),
            href: allowed,
            image: link.image,
            spans,
        }
    }

    /// Where an inline link's target stands: exactly if it stands there literally, else all that follows the text.
    fn inline_target(&self, link: &Link, same: bool) -> Range {
        let from = self.last_end.clamp(link.range.start, link.range.end);
        let rest = self.source.get(from..link.range.end).unwrap_or_default();
        if let Some(inside) = rest.strip_prefix("](") {
            let dest = inside.trim_start_matches([' ', '\t', '\n', '<']);
            if same && dest.starts_with(&link.dest) {
                let start = link.range.end - dest.len();
                return self.scalars.range(&(start..start + link.dest.len()), true);
            }
        }
        self.scalars.range(&(from..link.range.end), false)
    }

    fn add_block(&mut self, block: Block) {
        let holder = self
            .frames
            .iter_mut()
            .rev()
            .find(|frame| frame.kind.holds_blocks());
        if let Some(holder) = holder {
            holder.blocks.push(block);
        }
    }

    fn add_span(&mut self, span: Span) {
        self.open_implicit();
        let Some(frame) = self.frames.last_mut() else {
            return;
        };
        if let Span::Text { text, at: Some(at) } = &span
            && let Some(Span::Text {
                text: before,
                at: Some(before_at),
            }) = frame.spans.last_mut()
            && at.exact
            && before_at.exact
            && before_at.end == at.start
        {
            before.push_str(text);
            before_at.end = at.end;
            return;
        }
        frame.spans.push(span);
    }

    fn open_implicit(&mut self) {
        let holds_spans = self.frames.last().is_some_and(|frame| {
            !(frame.kind.holds_blocks()
                || matches!(
                    frame.kind,
                    Kind::List { .. } | Kind::Table { .. } | Kind::Row { .. }
                ))
        });
        if !holds_spans {
            self.frames.push(Frame {
                kind: Kind::Paragraph { implicit: true },
                blocks: Vec::new(),
                spans: Vec::new(),
            });
        }
    }

    fn close_implicit(&mut self) {
        if matches!(
            self.frames.last(),
            Some(Frame {
                kind: Kind::Paragraph { implicit: true },
                ..
            })
        ) {
            self.close();
        }
    }

    /// Text as shown, which the source has at `range`. Line breaks in it become breaks, save in code blocks.
    fn text(&mut self, text: &str, range: &std::ops::Range<usize>) {
        let exact = self.source.get(range.clone()) == Some(text);
        // The spaces that a half-used tab still stands for have no place of their own: theirs is the tab's.
        let range = &if range.is_empty() {
            let before = self
                .source
                .get(..range.start)
                .and_then(|before| before.chars().next_back());
            range.start - before.map_or(0, char::len_utf8)..range.end
        } else {
            range.clone()
        };
        let in_code = matches!(
            self.frames.last(),
            Some(Frame {
                kind: Kind::Code { .. },
                ..
            })
        );
        if in_code {
            self.leaf(text, range, exact);
            return;
        }
        let mut from = range.start;
        for line in text.split_inclusive('\n') {
            let shown = line.trim_end_matches(['\n', '\r']);
            let place = if exact {
                from..from + shown.len()
            } else {
                range.clone()
            };
            self.leaf(shown, &place, exact);
            if line.ends_with('\n') {
                self.add_span(Span::Break);
            }
            from += line.len();
        }
    }

    fn leaf(&mut self, text: &str, range: &std::ops::Range<usize>, exact: bool) {
        if !text.is_empty() {
            self.add_span(Span::Text {
                text: text.to_owned(),
                at: Some(self.scalars.range(range, exact)),
            });
        }
    }

    /// A code span: its text without the backticks, and without the one space around it that Markdown drops.
    fn code(&mut self, text: &CowStr<'_>, range: &std::ops::Range<usize>) {
        let slice = self.source.get(range.clone()).unwrap_or_default();
        let ticks = slice.bytes().take_while(|byte| *byte == b'`').count();
        let inner = range.start + ticks..range.end.saturating_sub(ticks).max(range.start + ticks);
        let place = |from: usize| {
            let place = from..from + text.len();
            (self.source.get(place.clone()) == Some(text) && place.end <= inner.end)
                .then_some(place)
        };
        let at = match place(inner.start).or_else(|| place(inner.start + 1)) {
            Some(place) => self.scalars.range(&place, true),
            None => self.scalars.range(range, false),
        };
        self.add_span(Span::Code {
            text: text.to_string(),
            at: Some(at),
        });
    }

    /// The source as plain text: a paragraph for each run of lines that are not blank.
    fn plain_lines(&mut self) {
        let source = self.source;
        let mut from = 0;
        for line in source.split_inclusive('\n') {
            let shown = line.trim_end_matches(['\n', '\r']);
            if shown.trim().is_empty() {
                self.close_implicit();
            } else {
                let inside = matches!(
                    self.frames.last(),
                    Some(Frame {
                        kind: Kind::Paragraph { .. },
                        ..
                    })
                );
                if inside {
                    self.add_span(Span::Break);
                }
                self.leaf(shown, &(from..from + shown.len()), true);
            }
            from += line.len();
        }
    }

    /// Without breaks at either end, and with bare addresses made links.
    fn finish_spans(&self, mut spans: Vec<Span>) -> Vec<Span> {
        while matches!(spans.last(), Some(Span::Break)) {
            spans.pop();
        }
        let leading = spans
            .iter()
            .take_while(|span| matches!(span, Span::Break))
            .count();
        spans.drain(..leading);
        if self.links > 0 {
            spans
        } else {
            link_addresses(spans)
        }
    }

    fn finish(mut self) -> Vec<Block> {
        while self.frames.len() > 1 {
            self.close();
        }
        self.frames
            .pop()
            .map(|root| root.blocks)
            .unwrap_or_default()
    }
}

fn link(
    image: bool,
    link_type: LinkType,
    dest: &CowStr<'_>,
    range: std::ops::Range<usize>,
    definition: Option<std::ops::Range<usize>>,
) -> Kind {
    let target = match link_type {
        LinkType::Inline => Target::Inline,
        LinkType::Autolink | LinkType::Email => Target::Auto,
        LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut => {
            definition.map_or(Target::Nowhere, Target::Defined)
        }
        LinkType::ReferenceUnknown
        | LinkType::CollapsedUnknown
        | LinkType::ShortcutUnknown
        | LinkType::WikiLink { .. } => Target::Nowhere,
    };
    let dest = if link_type == LinkType::Email {
        format!("mailto:{dest}")
    } else {
        dest.to_string()
    };
    Kind::Link(Link {
        image,
        dest,
        target,
        range,
    })
}

fn align(alignment: Alignment) -> Align {
    match alignment {
        Alignment::None => Align::None,
        Alignment::Left => Align::Left,
        Alignment::Center => Align::Center,
        Alignment::Right => Align::Right,
    }
}

/// A code block's text ends with the line break before its closing fence, which nobody sees.
fn without_last_newline(mut spans: Vec<Span>) -> Vec<Span> {
    if let Some(Span::Text { text, at }) = spans.last_mut()
        && text.ends_with('\n')
    {
        text.pop();
        if let Some(at) = at
            && at.exact
        {
            at.end -= 1;
        }
        if text.is_empty() {
            spans.pop();
        }
    }
    spans
}

/// Makes links of the bare addresses in each run of text.
fn link_addresses(spans: Vec<Span>) -> Vec<Span> {
    let mut out = Vec::with_capacity(spans.len());
    let mut run: Vec<(String, Option<Range>)> = Vec::new();
    for span in spans {
        match span {
            Span::Text { text, at } => run.push((text, at)),
            other => {
                link_run(&mut run, &mut out);
                out.push(other);
            }
        }
    }
    link_run(&mut run, &mut out);
    out
}

/// Empties the run into `out`, with links around its addresses.
fn link_run(run: &mut Vec<(String, Option<Range>)>, out: &mut Vec<Span>) {
    let whole: String = run.iter().map(|(text, _)| text.as_str()).collect();
    let mut addresses = address::find(&whole)
        .into_iter()
        .filter_map(|found| {
            let href = address::bare_target(&whole[found.start..found.end], found.kind)?;
            Some((found, href))
        })
        .peekable();
    if addresses.peek().is_none() {
        out.extend(run.drain(..).map(|(text, at)| Span::Text { text, at }));
        return;
    }
    // Link text collected so far, for an address that goes on in the next piece.
    let mut inside: Vec<Span> = Vec::new();
    let mut base = 0;
    for (text, at) in run.drain(..) {
        let end = base + text.len();
        let mut piece = Cutter { rest: &text, at };
        let mut from = base;
        while from < end {
            let (until, linked) = match addresses.peek() {
                None => (end, false),
                Some((found, _)) if found.start > from => (found.start.min(end), false),
                Some((found, _)) => (found.end.min(end), true),
            };
            let span = piece.cut(until - from);
            from = until;
            if !linked {
                out.extend(span);
                continue;
            }
            inside.extend(span);
            if let Some((_, href)) = addresses.next_if(|(found, _)| found.end == until) {
                out.push(bare_link(href, std::mem::take(&mut inside)));
            }
        }
        base = end;
    }
}

/// Cuts a text leaf into parts from its beginning. An inexact leaf's parts all stand for the whole of it.
struct Cutter<'a> {
    rest: &'a str,
    at: Option<Range>,
}

impl Cutter<'_> {
    fn cut(&mut self, bytes: usize) -> Option<Span> {
        let (part, rest) = self.rest.split_at_checked(bytes)?;
        self.rest = rest;
        let mut at = self.at;
        if let (Some(part_at), Some(rest_at)) = (&mut at, &mut self.at)
            && part_at.exact
        {
            part_at.end = part_at.start.saturating_add(begins(part.as_bytes()));
            rest_at.start = part_at.end;
        }
        (!part.is_empty()).then(|| Span::Text {
            text: part.to_owned(),
            at,
        })
    }
}

fn bare_link(href: String, spans: Vec<Span>) -> Span {
    let ends = |span: Option<&Span>| match span {
        Some(Span::Text { at, .. }) => *at,
        _ => None,
    };
    let href_at = match (ends(spans.first()), ends(spans.last())) {
        (Some(first), Some(last)) => {
            let literal = matches!(spans.as_slice(), [Span::Text { text, .. }] if *text == href);
            Some(Range {
                start: first.start,
                end: last.end,
                exact: first.exact && literal,
            })
        }
        _ => None,
    };
    Span::Link {
        href: Some(href),
        href_at,
        image: false,
        spans,
    }
}
