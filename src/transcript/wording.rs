//! What a message says as text: plain to read, or as Markdown, both with placeholders for what is hidden. Pure.

use discreet_api_types::tree::{Align, Block, Piece, Span};

use super::words::placeholder;

/// For whom text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// For people.
    Plain,
    /// For programs that draw Markdown: what would be markup is escaped.
    Markdown,
}

/// Blocks as text, an empty line between them, none at the end.
pub fn blocks_as_text(blocks: &[Block], manner: Manner) -> String {
    let parts: Vec<String> = blocks
        .iter()
        .map(|one| block(one, manner))
        .filter(|text| !text.is_empty())
        .collect();
    parts.join("\n\n")
}

/// A field as text.
pub fn pieces_as_text(pieces: &[Piece]) -> String {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Redacted { label, ordinal } => placeholder(label, *ordinal),
        })
        .collect()
}

/// The words of these leaves of a message, as comments point into it: scalar values of text, a line break and a
/// redaction counting one each.
pub fn words_of_leaves(blocks: &[Block], (start, end): (u32, u32)) -> String {
    let mut taking = Taking {
        at: 0,
        start,
        end,
        out: String::new(),
    };
    taking.blocks(blocks);
    taking.out
}

struct Taking {
    at: u32,
    start: u32,
    end: u32,
    out: String,
}

impl Taking {
    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            if self.at > self.start
                && !self.out.is_empty()
                && !self.out.ends_with(' ')
                && self.at < self.end
            {
                self.out.push(' ');
            }
            match block {
                Block::Paragraph { spans }
                | Block::Heading { spans, .. }
                | Block::Code { spans, .. } => {
                    self.spans(spans);
                }
                Block::List { items, .. } => items.iter().for_each(|item| self.blocks(item)),
                Block::Quote { blocks } => self.blocks(blocks),
                Block::Table { head, rows, .. } => {
                    for cell in head.iter().chain(rows.iter().flatten()) {
                        self.spans(cell);
                    }
                }
                Block::Rule | Block::Stub { .. } => {}
            }
        }
    }

    fn spans(&mut self, spans: &[Span]) {
        for span in spans {
            match span {
                Span::Text { text, .. } | Span::Code { text, .. } => {
                    for letter in text.chars() {
                        self.leaf(|out| out.push(letter));
                    }
                }
                Span::Strong { spans }
                | Span::Emphasis { spans }
                | Span::Strike { spans }
                | Span::Link { spans, .. } => self.spans(spans),
                Span::Break => self.leaf(|out| out.push(' ')),
                Span::Redacted { label, ordinal } => {
                    self.leaf(|out| out.push_str(&placeholder(label, *ordinal)));
                }
            }
        }
    }

    fn leaf(&mut self, add: impl FnOnce(&mut String)) {
        if self.start <= self.at && self.at < self.end {
            add(&mut self.out);
        }
        self.at += 1;
    }
}

/// Text as a quotation: `> ` before every line.
pub fn quoted_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for line in text.trim_end().split('\n') {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push('>');
        if !line.is_empty() {
            out.push(' ');
            out.push_str(line);
        }
    }
    out
}

/// Text whose every character stands for itself in Markdown.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut begins_line = true;
    for character in text.chars() {
        let special = matches!(
            character,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&'
        );
        if special || (begins_line && matches!(character, '#' | '-' | '+' | '=')) {
            out.push('\\');
        }
        out.push(character);
        begins_line = character == '\n' || (begins_line && character == ' ');
    }
    out
}

fn block(block: &Block, manner: Manner) -> String {
    match block {
        Block::Paragraph { spans } => spans_as_text(spans, manner),
        Block::Heading { level, spans } => {
            let text = spans_as_text(spans, manner);
            match manner {
                Manner::Plain => text,
                Manner::Markdown => {
                    format!("{} {text}", "#".repeat(usize::from(*level).clamp(1, 6)))
                }
            }
        }
        Block::List { start, items } => list(*start, items, manner),
        Block::Quote { blocks } => quoted_lines(&blocks_as_text(blocks, manner)),
        Block::Code { language, spans } => {
            // Inside code nothing is markup, so nothing is escaped.
            let text = spans_as_text(spans, Manner::Plain);
            match manner {
                Manner::Plain => text,
                Manner::Markdown => {
                    let fence = "`".repeat(longest_run(&text).max(2) + 1);
                    let language = language.as_deref().unwrap_or_default();
                    format!(
                        "{fence}{language}\n{}\n{fence}",
                        text.trim_end_matches('\n')
                    )
                }
            }
        }
        Block::Table { align, head, rows } => table(align, head, rows, manner),
        Block::Rule => "---".to_owned(),
        Block::Stub { reason } => match manner {
            Manner::Plain => reason.clone(),
            Manner::Markdown => escaped(reason),
        },
    }
}

fn list(start: Option<u64>, items: &[Vec<Block>], manner: Manner) -> String {
    let mut lines = Vec::new();
    for (item, index) in items.iter().zip(0..) {
        let sign = match start {
            None => "- ".to_owned(),
            Some(start) => format!("{}. ", start + index),
        };
        let inset = " ".repeat(sign.len());
        let text = blocks_as_text(item, manner);
        for (line, first) in text
            .split('\n')
            .zip([true].into_iter().chain(std::iter::repeat(false)))
        {
            let before = if first { &sign } else { &inset };
            lines.push(format!("{before}{line}").trim_end().to_owned());
        }
    }
    lines.join("\n")
}

fn table(align: &[Align], head: &[Vec<Span>], rows: &[Vec<Vec<Span>>], manner: Manner) -> String {
    let row = |cells: &[Vec<Span>]| {
        let cells: Vec<String> = cells
            .iter()
            .map(|spans| spans_as_text(spans, manner).replace('\n', " "))
            .collect();
        match manner {
            Manner::Plain => cells.join(" | "),
            Manner::Markdown => format!("| {} |", cells.join(" | ")),
        }
    };
    let mut lines = vec![row(head)];
    if manner == Manner::Markdown {
        let columns: Vec<&str> = (0..head.len())
            .map(|column| match align.get(column) {
                None | Some(Align::None) => "---",
                Some(Align::Left) => ":--",
                Some(Align::Center) => ":-:",
                Some(Align::Right) => "--:",
            })
            .collect();
        lines.push(format!("| {} |", columns.join(" | ")));
    }
    lines.extend(rows.iter().map(|cells| row(cells)));
    lines.join("\n")
}

fn spans_as_text(spans: &[Span], manner: Manner) -> String {
    let mut out = String::new();
    for span in spans {
        add_span(span, manner, &mut out);
    }
    out
}

fn add_span(span: &Span, manner: Manner, out: &mut String) {
    let mut inside = |spans: &[Span], mark: &str| {
        let text = spans_as_text(spans, manner);
        let marked = manner == Manner::Markdown && !text.trim().is_empty();
        let mark = if marked { mark } else { "" };
        out.push_str(mark);
        out.push_str(&text);
        out.push_str(mark);
    };
    match span {
        Span::Text { text, .. } => match manner {
            Manner::Plain => out.push_str(text),
            Manner::Markdown => out.push_str(&escaped(text)),
        },
        Span::Code { text, .. } => match manner {
            Manner::Plain => out.push_str(text),
            Manner::Markdown => {
                let fence = "`".repeat(longest_run(text) + 1);
                let space = if text.starts_with('`') || text.ends_with('`') {
                    " "
                } else {
                    ""
                };
                out.extend([&fence, space, text, space, &fence]);
            }
        },
        Span::Strong { spans } => inside(spans, "**"),
        Span::Emphasis { spans } => inside(spans, "*"),
        Span::Strike { spans } => inside(spans, "~~"),
        Span::Link { href, spans, .. } => {
            let text = spans_as_text(spans, manner);
            match (manner, href) {
                (Manner::Markdown, Some(href)) => {
                    let target = href.replace('<', "%3C").replace('>', "%3E");
                    out.extend(["[", &text, "](<", &target, ">)"]);
                }
                _ => out.push_str(&text),
            }
        }
        Span::Break => out.push_str(match manner {
            Manner::Plain => "\n",
            Manner::Markdown => "\\\n",
        }),
        Span::Redacted { label, ordinal } => {
            let words = placeholder(label, *ordinal);
            out.push_str(&match manner {
                Manner::Plain => words,
                // Or it would be a link as soon as somebody defines one of that name.
                Manner::Markdown => escaped(&words),
            });
        }
    }
}

/// The longest run of backticks.
fn longest_run(text: &str) -> usize {
    text.split(|character| character != '`')
        .map(str::len)
        .max()
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Span {
        Span::Text {
            text: text.to_owned(),
            at: None,
        }
    }

    fn paragraph(spans: Vec<Span>) -> Block {
        Block::Paragraph { spans }
    }

    #[track_caller]
    fn check(blocks: &[Block], plain: &str, markdown: &str) {
        assert_eq!(blocks_as_text(blocks, Manner::Plain), plain);
        assert_eq!(blocks_as_text(blocks, Manner::Markdown), markdown);
    }

    #[test]
    fn paragraphs_stand_apart_and_marks_are_kept_in_markdown_only() {
        let blocks = [
            paragraph(vec![
                text("a "),
                Span::Strong {
                    spans: vec![text("b")],
                },
                Span::Break,
                text("c"),
            ]),
            paragraph(vec![Span::Code {
                text: "x`y".to_owned(),
                at: None,
            }]),
        ];
        check(&blocks, "a b\nc\n\nx`y", "a **b**\\\nc\n\n``x`y``");
    }

    #[test]
    fn what_looks_like_markup_is_text_in_markdown_too() {
        let blocks = [paragraph(vec![text("# [a](b) *c* <i>\n- d")])];
        check(
            &blocks,
            "# [a](b) *c* <i>\n- d",
            "\\# \\[a\\](b) \\*c\\* \\<i\\>\n\\- d",
        );
    }

    #[test]
    fn a_placeholder_can_become_no_link() {
        let blocks = [paragraph(vec![Span::Redacted {
            label: "EMAIL".to_owned(),
            ordinal: 1,
        }])];
        check(&blocks, "[REDACTED: email 1]", "\\[REDACTED: email 1\\]");
    }

    #[test]
    fn lists_quotes_and_code_keep_their_form() {
        let blocks = [
            Block::List {
                start: Some(9),
                items: vec![
                    vec![paragraph(vec![text("one")])],
                    vec![paragraph(vec![text("two")]), paragraph(vec![text("more")])],
                ],
            },
            Block::Quote {
                blocks: vec![paragraph(vec![text("said\nso")])],
            },
            Block::Code {
                language: Some("sh".to_owned()),
                spans: vec![text("a [b]\n```\n")],
            },
        ];
        check(
            &blocks,
            "9. one\n10. two\n\n    more\n\n> said\n> so\n\na [b]\n```\n",
            "9. one\n10. two\n\n    more\n\n> said\n> so\n\n````sh\na [b]\n```\n````",
        );
    }

    #[test]
    fn a_table_is_rows_of_cells() {
        let blocks = [Block::Table {
            align: vec![Align::None, Align::Right],
            head: vec![vec![text("a")], vec![text("b|c")]],
            rows: vec![vec![vec![text("1\n2")], Vec::new()]],
        }];
        check(
            &blocks,
            "a | b|c\n1 2 | ",
            "| a | b\\|c |\n| --- | --: |\n| 1 2 |  |",
        );
    }

    #[test]
    fn leaves_are_counted_by_character_a_break_and_a_redaction_being_one_each() {
        let hidden = Span::Redacted {
            label: String::new(),
            ordinal: 0,
        };
        let blocks = [
            paragraph(vec![text("é😀"), hidden, Span::Break, text("c")]),
            paragraph(vec![Span::Strong {
                spans: vec![text("def")],
            }]),
        ];
        for (range, words) in [
            ((0, 2), "é😀"),
            ((1, 3), "😀[REDACTED]"),
            ((2, 5), "[REDACTED] c"),
            ((4, 7), "c de"),
            ((5, 99), "def"),
            ((9, 12), ""),
        ] {
            assert_eq!(words_of_leaves(&blocks, range), words, "{range:?}");
        }
    }

    #[test]
    fn every_line_of_a_quotation_is_marked() {
        assert_eq!(quoted_lines("a\n\nb\n"), "> a\n>\n> b");
        assert_eq!(quoted_lines(""), ">");
    }
}
