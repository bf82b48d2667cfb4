//! Draws a message's tree as elements. Never as HTML text: what a message says can become nothing but text.
//!
//! For reading, a leaf is a text node. For review (`marks` given), each leaf that stands in the source is an element
//! with its range, split where marks begin and end, and links show their targets instead of leading there.

use discreet_api_types::tree::{Align, Block, SourceRange, Span};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};

use super::annotations::Over;
use super::words::{placeholder_words, safe_target};
use crate::browser::elements::{Made, make};

/// The marks over a field, in review.
pub(super) type Marks<'a> = Option<Over<'a>>;

/// Adds blocks, one under the other.
pub(super) fn add_blocks(blocks: &[Block], marks: Marks<'_>, into: &Made) {
    for one in blocks {
        into.add(&block(one, marks));
    }
}

/// Adds a leaf of text.
pub(super) fn add_leaf(text: &str, at: Option<SourceRange>, marks: Marks<'_>, into: &Made) {
    match (at, marks) {
        (Some(at), Some(marks)) => into.add(&marks.leaf(text, at)),
        _ => into.add_text(text),
    }
}

/// Something hidden: a bar of constant width that is copied and read out as `[REDACTED: email 1]`. Text that merely
/// says so is no such element.
pub(super) fn redaction(label: &str, ordinal: u32) -> Made {
    let words = placeholder_words(label, ordinal);
    let name = match &words {
        Some(words) => format!("Redacted: {words}"),
        None => "Redacted".to_owned(),
    };
    let (before, shown) = match &words {
        Some(words) => ("[REDACTED: ", words.as_str()),
        None => ("[", "REDACTED"),
    };
    let copied = |text| make("span").class("redaction__copy").text(text);
    make("span")
        .class("redaction")
        .attr("role", "img")
        .attr("aria-label", &name)
        .attr("title", &name)
        .with(copied(before))
        .with(make("span").class("redaction__word").text(shown))
        .with(copied("]"))
}

/// A link that leads out, and tells the other side nothing.
pub(super) fn outward(target: &str) -> Made {
    make("a")
        .class("link")
        .attr("href", target)
        .attr("target", "_blank")
        .attr("rel", "noopener noreferrer nofollow")
        .attr("referrerpolicy", "no-referrer")
}

/// An element of text that runs the way its own script does.
fn directed(tag: &str) -> Made {
    make(tag).attr("dir", "auto")
}

fn block(block: &Block, marks: Marks<'_>) -> Made {
    match block {
        Block::Paragraph { spans } => with_spans(directed("p"), spans, marks),
        Block::Heading { level, spans } => {
            // Below the page's own headings: title, transcript, day.
            let tag = match level {
                0 | 1 => "h4",
                2 => "h5",
                _ => "h6",
            };
            with_spans(directed(tag).class("heading"), spans, marks)
        }
        Block::List { start, items } => {
            let list = match start {
                None => directed("ul"),
                Some(1) => directed("ol"),
                Some(start) => directed("ol").attr("start", &start.to_string()),
            };
            list.with_all(items.iter().map(|item| {
                let item_element = directed("li");
                add_blocks(item, marks, &item_element);
                item_element
            }))
        }
        Block::Quote { blocks } => {
            let quote = directed("blockquote");
            add_blocks(blocks, marks, &quote);
            quote
        }
        Block::Code { language, spans } => code_block(language.as_deref(), spans, marks),
        Block::Table { align, head, rows } => table(align, head, rows, marks),
        Block::Rule => make("hr"),
        Block::Stub { reason } => make("p")
            .class("stub")
            .attr("data-beside-text", "")
            .text(reason),
    }
}

fn code_block(language: Option<&str>, spans: &[Span], marks: Marks<'_>) -> Made {
    let language = language.filter(|name| !name.is_empty());
    let mut name = "Code".to_owned();
    let block = make("div").class("code");
    if let Some(language) = language {
        name.push_str(", ");
        name.push_str(language);
        let line = make("p")
            .class("code__language")
            .attr("aria-hidden", "true")
            .attr("data-beside-text", "");
        block.add(&line.text(language));
    }
    let text = make("pre")
        .attr("tabindex", "0")
        .attr("role", "group")
        .attr("aria-label", &name)
        .attr("dir", "ltr");
    let text = text.with(with_spans(make("code"), spans, marks));
    // Under review everything must be seen.
    let lines = if marks.is_none() {
        count_lines(spans) + 1
    } else {
        0
    };
    if lines <= LONG {
        return block.with(text);
    }
    block
        .attr("data-folded", "")
        .with(text)
        .with(unfold_button(lines))
}

/// Lines of code above which it is folded.
const LONG: usize = 30;

fn count_lines(spans: &[Span]) -> usize {
    spans
        .iter()
        .map(|span| match span {
            Span::Text { text, .. } | Span::Code { text, .. } => text.matches('\n').count(),
            Span::Break => 1,
            Span::Strong { spans }
            | Span::Emphasis { spans }
            | Span::Strike { spans }
            | Span::Link { spans, .. } => count_lines(spans),
            Span::Redacted { .. } => 0,
        })
        .sum()
}

/// Shows folded code in full, and folds it again.
fn unfold_button(lines: usize) -> Made {
    let all = format!("Show all {lines} lines");
    make("button")
        .class("code__unfold")
        .attr("type", "button")
        .attr("aria-expanded", "false")
        .attr("data-beside-text", "")
        .text(&all)
        .on("click", move |event| {
            let button: Option<Element> = event.target().and_then(|target| target.dyn_into().ok());
            if let Some(button) = button
                && let Some(block) = button.parent_element()
            {
                set_unfolded(&block, &button, block.has_attribute("data-folded"), &all);
            }
        })
}

fn set_unfolded(block: &Element, button: &Element, unfolded: bool, all: &str) {
    button
        .set_attribute("aria-expanded", if unfolded { "true" } else { "false" })
        .ok();
    if unfolded {
        block.remove_attribute("data-folded").ok();
        button.set_text_content(Some("Show fewer lines"));
    } else {
        block.set_attribute("data-folded", "").ok();
        button.set_text_content(Some(all));
    }
}

/// Unfolds the code that this node stands in, so that it can be seen.
pub fn unfold(node: &Node) {
    let folded = node
        .parent_element()
        .and_then(|parent| parent.closest(".code[data-folded]").ok().flatten());
    if let Some(block) = folded
        && let Ok(Some(button)) = block.query_selector(".code__unfold")
        && let Ok(button) = button.dyn_into::<HtmlElement>()
    {
        button.click();
    }
}

fn table(align: &[Align], head: &[Vec<Span>], rows: &[Vec<Vec<Span>>], marks: Marks<'_>) -> Made {
    let row = |cells: &[Vec<Span>], tag: &str| {
        make("tr").with_all(cells.iter().enumerate().map(|(column, spans)| {
            let side = match align.get(column) {
                None | Some(Align::None) => None,
                Some(Align::Left) => Some("left"),
                Some(Align::Center) => Some("center"),
                Some(Align::Right) => Some("right"),
            };
            let cell = directed(tag)
                .attr_if("data-align", side)
                .attr_if("scope", (tag == "th").then_some("col"));
            with_spans(cell, spans, marks)
        }))
    };
    make("div")
        .class("table")
        .attr("tabindex", "0")
        .attr("role", "group")
        .attr("aria-label", "Table")
        .with(
            make("table")
                .with(make("thead").with(row(head, "th")))
                .with(make("tbody").with_all(rows.iter().map(|cells| row(cells, "td")))),
        )
}

fn with_spans(element: Made, spans: &[Span], marks: Marks<'_>) -> Made {
    for one in spans {
        add_span(one, marks, &element);
    }
    element
}

fn add_span(span: &Span, marks: Marks<'_>, into: &Made) {
    let inside = |tag, spans| into.add(&with_spans(make(tag), spans, marks));
    match span {
        Span::Text { text, at } => add_leaf(text, *at, marks, into),
        Span::Code { text, at } => {
            let code = make("code");
            add_leaf(text, *at, marks, &code);
            into.add(&code);
        }
        Span::Strong { spans } => inside("strong", spans),
        Span::Emphasis { spans } => inside("em", spans),
        Span::Strike { spans } => inside("s", spans),
        Span::Link {
            href,
            href_at,
            image,
            spans,
        } => {
            // A bare address is its own text: once is enough.
            let at = href_at.filter(|target| !overlaps(spans, *target));
            // Print names a link's target, unless its text already does.
            let bare = matches!(spans.as_slice(), [Span::Text { text, .. }] if Some(text) == href.as_ref());
            let link = link(href.as_deref(), marks)
                .attr_if("data-image", image.then_some(""))
                .attr_if("data-bare", bare.then_some(""));
            let link = with_spans(link, spans, marks);
            if let (Some(href), Some(_), Some(_)) = (href, at, marks) {
                let target = make("span").class("link__target").attr("dir", "ltr");
                add_leaf(href, at, marks, &target);
                link.add(&target);
            }
            into.add(&link);
        }
        Span::Break => into.add(&make("br")),
        Span::Redacted { label, ordinal } => into.add(&redaction(label, *ordinal)),
    }
}

/// A link; in review it never leads anywhere, since its text is there to be selected.
fn link(href: Option<&str>, marks: Marks<'_>) -> Made {
    match href.and_then(safe_target).filter(|_| marks.is_none()) {
        Some(target) => outward(target),
        None => make("span").class("link"),
    }
}

fn overlaps(spans: &[Span], target: SourceRange) -> bool {
    spans.iter().any(|span| match span {
        Span::Text { at, .. } | Span::Code { at, .. } => {
            at.is_some_and(|at| at.start < target.end && target.start < at.end)
        }
        Span::Strong { spans }
        | Span::Emphasis { spans }
        | Span::Strike { spans }
        | Span::Link { spans, .. } => overlaps(spans, target),
        Span::Break | Span::Redacted { .. } => false,
    })
}
