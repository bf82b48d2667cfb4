//! From the HTML of help desks and mails to Markdown: paragraphs, lists, quotes, links and code, no more.
//!
//! What is no element of text (scripts, styles, the head) is dropped; images are counted, never linked.

use html_escape::decode_html_entities;

use crate::address;

/// Markdown made of HTML.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Markdown {
    pub text: String,
    /// Images that stood in it.
    pub images: u32,
}

pub(super) fn markdown(html: &str) -> Markdown {
    let mut writer = Writer::default();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        writer.text(&rest[..at]);
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let is_tag =
            rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
        if !is_tag {
            writer.text("<");
            rest = &rest[1..];
            continue;
        }
        let Some(end) = rest.find('>') else {
            // No tag ends after this.
            break;
        };
        let tag = &rest[1..end];
        rest = &rest[end + 1..];
        let (closes, tag) = tag
            .strip_prefix('/')
            .map_or((false, tag), |tag| (true, tag));
        let name: String = tag
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        if !closes
            && matches!(
                name.as_str(),
                "script" | "style" | "head" | "template" | "title"
            )
        {
            rest = after_close(rest, &name);
            continue;
        }
        writer.tag(&name, closes, tag);
    }
    writer.text(rest);
    writer.close_link();
    Markdown {
        text: writer.out.trim().to_owned(),
        images: writer.images,
    }
}

fn after_close<'a>(rest: &'a str, name: &str) -> &'a str {
    let mut at = 0;
    while let Some(found) = rest[at..].find("</") {
        let start = at + found + 2;
        let here = rest.as_bytes().get(start..start + name.len());
        if here.is_some_and(|word| word.eq_ignore_ascii_case(name.as_bytes())) {
            return rest[start..]
                .find('>')
                .map_or("", |end| &rest[start + end + 1..]);
        }
        at = start;
    }
    ""
}

#[derive(Default)]
struct Writer {
    out: String,
    images: u32,
    quotes: usize,
    preformatted: bool,
    /// A word stands on this line.
    in_line: bool,
    /// White space since the last word.
    space: bool,
    /// The link that is open: where its text begins and where it leads.
    link: Option<(usize, String)>,
}

impl Writer {
    fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let decoded = decode_html_entities(text);
        if self.preformatted {
            self.out.push_str(&decoded);
            return;
        }
        for c in decoded.chars() {
            if c.is_whitespace() {
                self.space = true;
                continue;
            }
            if self.space && self.in_line {
                self.out.push(' ');
            }
            self.space = false;
            self.in_line = true;
            self.out.push(c);
        }
    }

    fn tag(&mut self, name: &str, closes: bool, tag: &str) {
        match name {
            "br" => self.lines(1, true),
            "div" | "tr" | "dt" | "dd" => self.lines(1, false),
            "p" | "ul" | "ol" | "table" | "section" | "article" | "hr" => self.lines(2, false),
            "li" if !closes => {
                self.lines(1, false);
                self.out.push_str("- ");
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.lines(2, false);
                if !closes {
                    self.out.push_str("### ");
                }
            }
            "blockquote" if closes => {
                self.quotes = self.quotes.saturating_sub(1);
                self.lines(2, false);
            }
            // Deeper than anybody reads, and every line would grow with each.
            "blockquote" if self.quotes < 8 => {
                self.lines(2, false);
                self.quotes += 1;
                self.out.push_str("> ");
            }
            "pre" if !closes && !self.preformatted => {
                self.lines(2, false);
                self.out.push_str("```\n");
                self.preformatted = true;
            }
            "pre" if closes && self.preformatted => {
                self.preformatted = false;
                if !self.out.ends_with('\n') {
                    self.out.push('\n');
                }
                self.out.push_str("```");
                self.lines(2, false);
            }
            "td" | "th" if closes => self.space = true,
            "img" => self.images = self.images.saturating_add(1),
            "a" if closes => self.close_link(),
            "a" => {
                self.close_link();
                if let Some(target) = attribute(tag, "href").and_then(|href| address::target(&href))
                {
                    if self.space && self.in_line {
                        self.out.push(' ');
                    }
                    self.space = false;
                    self.link = Some((self.out.len(), target));
                }
            }
            _ => {}
        }
    }

    fn close_link(&mut self) {
        let Some((start, target)) = self.link.take() else {
            return;
        };
        let Some(text) = self.out.get(start..).map(str::to_owned) else {
            return;
        };
        let shown = text.trim();
        let same = target == shown || target.strip_prefix("mailto:") == Some(shown);
        let writable =
            !target.contains(['<', '>', '(', ')', ' ']) && !shown.contains(['[', ']', '\n']);
        if shown.is_empty() || same || !writable {
            return;
        }
        self.out.truncate(start);
        self.out.push('[');
        self.out.push_str(shown);
        self.out.push_str("](");
        self.out.push_str(&target);
        self.out.push(')');
    }

    /// Ends the line, with empty ones up to `count` breaks in all; `hard`: one more in any case.
    fn lines(&mut self, count: usize, hard: bool) {
        self.space = false;
        self.in_line = false;
        if self.preformatted {
            if hard {
                self.out.push('\n');
            }
            return;
        }
        let prefix = "> ".repeat(self.quotes);
        let bare = self.out.trim_end_matches(['>', ' ', '\n']).len();
        let tail = &self.out[bare..];
        if bare == 0 {
            self.out = prefix;
            return;
        }
        let before = tail.matches('\n').count();
        let breaks = if hard {
            (before + 1).min(2)
        } else {
            before.max(count)
        };
        if breaks == before && before > 0 && tail.rsplit('\n').next() == Some(&prefix) {
            return;
        }
        self.out.truncate(bare);
        for nth in 0..breaks {
            self.out.push('\n');
            if nth + 1 < breaks {
                self.out.push_str(prefix.trim_end());
            }
        }
        self.out.push_str(&prefix);
    }
}

/// An attribute's value, decoded.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let mut rest = tag;
    while let Some(equals) = rest.find('=') {
        let key = rest[..equals]
            .trim_end()
            .rsplit(|c: char| c.is_whitespace() || c == '"' || c == '\'')
            .next()?;
        let after = rest[equals + 1..].trim_start();
        let (value, next) = if let Some(quote @ ('"' | '\'')) = after.chars().next() {
            let inner = &after[1..];
            let end = inner.find(quote).unwrap_or(inner.len());
            (&inner[..end], inner.get(end + 1..).unwrap_or_default())
        } else {
            let end = after.find(char::is_whitespace).unwrap_or(after.len());
            (&after[..end], &after[end..])
        };
        if key.eq_ignore_ascii_case(name) {
            return Some(decode_html_entities(value).into_owned());
        }
        rest = next;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::markdown;

    #[track_caller]
    fn check(html: &str, expected: &str) {
        assert_eq!(markdown(html).text, expected, "of {html}");
    }

    #[test]
    fn paragraphs_lists_and_quotes_keep_their_lines() {
        check(
            "<p>One &amp;\n two</p><p>Three<br>four</p>",
            "One & two\n\nThree\nfour",
        );
        check("<div>a</div><div>b</div>", "a\nb");
        check(
            "<p>x</p><ul><li>one</li><li>two</li></ul>y",
            "x\n\n- one\n- two\n\ny",
        );
        check(
            "a<blockquote><p>b</p><p>c</p></blockquote>d",
            "a\n\n> b\n>\n> c\n\nd",
        );
        check("<pre>a\n  b</pre>c", "```\na\n  b\n```\n\nc");
    }

    #[test]
    fn links_keep_where_they_lead_if_they_may_lead_there() {
        check(
            "see <a class=x href=\"https://acme.example/a?b=1&amp;c\">our page</a>.",
            "see [our page](https://acme.example/a?b=1&c).",
        );
        check(
            "<a href='https://acme.example'>https://acme.example</a>",
            "https://acme.example",
        );
        check("<a href='javascript:alert(1)'>click</a> me", "click me");
    }

    #[test]
    fn what_is_no_text_is_dropped_and_images_are_counted() {
        let read = markdown(
            "<head><title>t</title></head>a<script>b</script><!-- c --><STYLE>d</STYLE >e<img src=x>",
        );
        assert_eq!((read.text.as_str(), read.images), ("ae", 1));
        check("1 < 2 and 3 > 2", "1 < 2 and 3 > 2");
        check("<a href=", "<a href=");
    }
}
