//! Trees in a short notation, so that an expectation fits on a line.
//!
//! `p(…)` paragraph, `h1(…)` heading, `ul[…]` and `ol3[…]` lists, `q(…)` quote, `code:rust(…)`, `table(…)`;
//! `text@0-4` an exact leaf, `text@~0-4` an inexact one; `b(…)`, `i(…)`, `s(…)`, `a<href@1-2>(…)`,
//! `img<…>(…)`, `/` a break, `[EMAIL 1]` something hidden.

use discreet_transcript::tree::{Block, Range, Span};

pub fn sketch(blocks: &[Block]) -> String {
    blocks.iter().map(block).collect::<Vec<_>>().join(" ")
}

fn block(block: &Block) -> String {
    match block {
        Block::Paragraph { spans } => format!("p({})", sketch_spans(spans)),
        Block::Heading { level, spans } => format!("h{level}({})", sketch_spans(spans)),
        Block::List { start, items, .. } => {
            let items: Vec<String> = items.iter().map(|item| sketch(item)).collect();
            match start {
                Some(start) => format!("ol{start}[{}]", items.join(", ")),
                None => format!("ul[{}]", items.join(", ")),
            }
        }
        Block::Quote { blocks } => format!("q({})", sketch(blocks)),
        Block::Code {
            language, spans, ..
        } => {
            format!(
                "code:{}({})",
                language.as_deref().unwrap_or(""),
                sketch_spans(spans)
            )
        }
        Block::Table { head, rows, .. } => {
            let row = |cells: &Vec<Vec<Span>>| {
                cells
                    .iter()
                    .map(|cell| sketch_spans(cell))
                    .collect::<Vec<_>>()
                    .join(" | ")
            };
            let rows: Vec<String> = std::iter::once(head).chain(rows).map(row).collect();
            format!("table({})", rows.join("; "))
        }
        Block::Rule => "rule".to_owned(),
        Block::Stub { reason } => format!("stub({reason})"),
    }
}

fn sketch_spans(spans: &[Span]) -> String {
    spans.iter().map(span).collect::<Vec<_>>().join(" ")
}

fn span(span: &Span) -> String {
    match span {
        Span::Text { text, at } => format!("{text}{}", place(*at)),
        Span::Code { text, at } => format!("`{text}`{}", place(*at)),
        Span::Strong { spans } => format!("b({})", sketch_spans(spans)),
        Span::Emphasis { spans } => format!("i({})", sketch_spans(spans)),
        Span::Strike { spans } => format!("s({})", sketch_spans(spans)),
        Span::Link {
            href,
            href_at,
            image,
            spans,
        } => {
            let name = if *image { "img" } else { "a" };
            let href = href.as_deref().unwrap_or("");
            format!("{name}<{href}{}>({})", place(*href_at), sketch_spans(spans))
        }
        Span::Break => "/".to_owned(),
        Span::Redacted { label, ordinal } => format!("[{label} {ordinal}]"),
    }
}

fn place(at: Option<Range>) -> String {
    match at {
        Some(at) => format!(
            "@{}{}-{}",
            if at.exact { "" } else { "~" },
            at.start,
            at.end
        ),
        None => String::new(),
    }
}
