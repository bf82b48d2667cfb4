//! Draws a message's tree as elements. Never as HTML text: what a message says can become nothing but text.
//!
//! For reading, a leaf is a text node. For review (`marks` given), each leaf that stands in the source is an element
//! with its range, split where marks begin and end, and links show their targets instead of leading there.

use discreet_api_types::tree::{Align, Block, SourceRange, Span};
use leptos::prelude::*;

use super::annotations::{Annotation, split};
use super::words::{placeholder_words, safe_target};

type Marks<'a> = Option<&'a [Annotation]>;

/// Blocks, one under the other.
pub(super) fn blocks(blocks: &[Block], marks: Marks<'_>) -> Vec<AnyView> {
    blocks.iter().map(|one| block(one, marks)).collect()
}

/// A leaf of text.
pub(super) fn leaf(text: &str, at: Option<SourceRange>, marks: Marks<'_>) -> AnyView {
    let (Some(at), Some(marks)) = (at, marks) else {
        return text.to_owned().into_any();
    };
    let parts: Vec<AnyView> = split(text, at, marks)
        .into_iter()
        .map(|part| {
            let text = part.text.to_owned();
            match part.mark {
                None => text.into_any(),
                Some(mark) => view! {
                    <mark
                        class="mark"
                        data-mark=mark.mark.word()
                        data-annotation=mark.id.to_string()
                        data-selected=mark.selected.then_some("")
                    >
                        {text}
                    </mark>
                }
                .into_any(),
            }
        })
        .collect();
    view! {
        <span data-s=at.start.to_string() data-e=at.end.to_string() data-x=at.exact.then_some("")>
            {parts}
        </span>
    }
    .into_any()
}

/// Something hidden: a bar of constant width that is copied and read out as `[REDACTED: email 1]`. Text that merely
/// says so is no such element.
pub(super) fn redaction(label: &str, ordinal: u32) -> AnyView {
    let words = placeholder_words(label, ordinal);
    let name = match &words {
        Some(words) => format!("Redacted: {words}"),
        None => "Redacted".to_owned(),
    };
    let (before, shown) = match words {
        Some(words) => ("[REDACTED: ", words),
        None => ("[", "REDACTED".to_owned()),
    };
    view! {
        <span class="redaction" role="img" aria-label=name.clone() title=name>
            <span class="redaction__copy">{before}</span>
            <span class="redaction__word">{shown}</span>
            <span class="redaction__copy">"]"</span>
        </span>
    }
    .into_any()
}

fn block(block: &Block, marks: Marks<'_>) -> AnyView {
    match block {
        Block::Paragraph { spans: inside } => {
            view! { <p dir="auto">{spans(inside, marks)}</p> }.into_any()
        }
        Block::Heading {
            level,
            spans: inside,
        } => {
            let text = spans(inside, marks);
            // Below the page's own headings: title, transcript, day.
            match level {
                0 | 1 => view! { <h4 class="heading" dir="auto">{text}</h4> }.into_any(),
                2 => view! { <h5 class="heading" dir="auto">{text}</h5> }.into_any(),
                _ => view! { <h6 class="heading" dir="auto">{text}</h6> }.into_any(),
            }
        }
        Block::List { start, items } => list(*start, items, marks),
        Block::Quote { blocks: inside } => {
            view! { <blockquote dir="auto">{blocks(inside, marks)}</blockquote> }.into_any()
        }
        Block::Code {
            language,
            spans: inside,
        } => code_block(language.as_deref(), inside, marks),
        Block::Table { align, head, rows } => table(align, head, rows, marks),
        Block::Rule => view! { <hr/> }.into_any(),
        Block::Stub { reason } => view! { <p class="stub">{reason.clone()}</p> }.into_any(),
    }
}

fn list(start: Option<u64>, items: &[Vec<Block>], marks: Marks<'_>) -> AnyView {
    let items: Vec<AnyView> = items
        .iter()
        .map(|item| view! { <li dir="auto">{blocks(item, marks)}</li> }.into_any())
        .collect();
    match start {
        None => view! { <ul dir="auto">{items}</ul> }.into_any(),
        Some(start) => {
            let start = (start != 1).then(|| start.to_string());
            view! { <ol dir="auto" start=start>{items}</ol> }.into_any()
        }
    }
}

fn code_block(language: Option<&str>, inside: &[Span], marks: Marks<'_>) -> AnyView {
    let language = language.filter(|name| !name.is_empty()).map(str::to_owned);
    let name = match &language {
        Some(language) => format!("Code, {language}"),
        None => "Code".to_owned(),
    };
    view! {
        <div class="code">
            {language.map(|language| view! { <p class="code__language" aria-hidden="true">{language}</p> })}
            <pre tabindex="0" role="group" aria-label=name dir="ltr">
                <code>{spans(inside, marks)}</code>
            </pre>
        </div>
    }
    .into_any()
}

fn table(
    align: &[Align],
    head: &[Vec<Span>],
    rows: &[Vec<Vec<Span>>],
    marks: Marks<'_>,
) -> AnyView {
    let side = |column: usize| match align.get(column) {
        None | Some(Align::None) => None,
        Some(Align::Left) => Some("left"),
        Some(Align::Center) => Some("center"),
        Some(Align::Right) => Some("right"),
    };
    let head: Vec<AnyView> = head
        .iter()
        .enumerate()
        .map(|(column, cell)| {
            view! { <th scope="col" dir="auto" data-align=side(column)>{spans(cell, marks)}</th> }
                .into_any()
        })
        .collect();
    let rows: Vec<AnyView> = rows
        .iter()
        .map(|row| {
            let cells: Vec<AnyView> = row
                .iter()
                .enumerate()
                .map(|(column, cell)| {
                    view! { <td dir="auto" data-align=side(column)>{spans(cell, marks)}</td> }
                        .into_any()
                })
                .collect();
            view! { <tr>{cells}</tr> }.into_any()
        })
        .collect();
    view! {
        <div class="table" tabindex="0" role="group" aria-label="Table">
            <table>
                <thead>
                    <tr>{head}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn spans(spans: &[Span], marks: Marks<'_>) -> Vec<AnyView> {
    spans.iter().map(|one| span(one, marks)).collect()
}

fn span(span: &Span, marks: Marks<'_>) -> AnyView {
    match span {
        Span::Text { text, at } => leaf(text, *at, marks),
        Span::Code { text, at } => view! { <code>{leaf(text, *at, marks)}</code> }.into_any(),
        Span::Strong { spans: inside } => {
            view! { <strong>{spans(inside, marks)}</strong> }.into_any()
        }
        Span::Emphasis { spans: inside } => view! { <em>{spans(inside, marks)}</em> }.into_any(),
        Span::Strike { spans: inside } => view! { <s>{spans(inside, marks)}</s> }.into_any(),
        Span::Link {
            href,
            href_at,
            image,
            spans: inside,
        } => {
            let text = spans(inside, marks);
            // A bare address is its own text: once is enough.
            let at = href_at.filter(|target| !overlaps(inside, *target));
            link(href.as_deref(), at, *image, text, marks)
        }
        Span::Break => view! { <br/> }.into_any(),
        Span::Redacted { label, ordinal } => redaction(label, *ordinal),
    }
}

fn link(
    href: Option<&str>,
    at: Option<SourceRange>,
    image: bool,
    text: Vec<AnyView>,
    marks: Marks<'_>,
) -> AnyView {
    let image = image.then_some("");
    // A link never leads anywhere while its text is being selected, and its target must be seen to be judged.
    if marks.is_some() {
        let target = href.filter(|_| at.is_some()).map(|href| {
            view! { <span class="link__target" dir="ltr">{leaf(href, at, marks)}</span> }
        });
        return view! { <span class="link" data-image=image>{text}{target}</span> }.into_any();
    }
    match href.and_then(safe_target) {
        Some(href) => view! {
            <a
                class="link"
                data-image=image
                href=href.to_owned()
                target="_blank"
                rel="noopener noreferrer nofollow"
                referrerpolicy="no-referrer"
            >
                {text}
            </a>
        }
        .into_any(),
        None => view! { <span class="link" data-image=image>{text}</span> }.into_any(),
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
