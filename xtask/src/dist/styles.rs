//! One style sheet per door. A list such as `style/index.css` holds an `@layer` statement and `@import` lines; browsers
//! would fetch the files one after the other, and Trunk does not follow them, so they are put together here.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result, bail};

/// The style sheet that a list stands for: every import in its place, comments and indentation gone.
pub fn bundle(folder: &Path, list: &str) -> Result<String> {
    let read = |name: &str| {
        let path = folder.join(name);
        std::fs::read_to_string(&path).with_context(|| format!("style/{name} cannot be read"))
    };
    let mut sheet = String::new();
    for line in without_comments(&read(list)?).lines() {
        match line.trim().strip_prefix("@import") {
            None => {
                sheet.push_str(line);
                sheet.push('\n');
            }
            Some(rest) => {
                let (name, layer) = parse_import(rest)
                    .with_context(|| format!("style/{list}: `{}`", line.trim()))?;
                let text = without_comments(&read(name)?);
                if text.contains("@import") {
                    bail!("style/{name} imports another file; only the lists may");
                }
                match layer {
                    None => sheet.push_str(&text),
                    Some(layer) => write!(sheet, "@layer {layer} {{\n{text}\n}}")?,
                }
                sheet.push('\n');
            }
        }
    }
    Ok(tightened(&sheet))
}

/// `"tokens.css" layer(tokens);` as file name and layer.
fn parse_import(text: &str) -> Result<(&str, Option<&str>)> {
    const EXPECTED: &str =
        "expected `@import \"file.css\";` or `@import \"file.css\" layer(name);`, one a line";
    let text = text.trim().strip_suffix(';').context(EXPECTED)?.trim();
    let text = text.strip_prefix("url(").unwrap_or(text);
    let quote = text
        .chars()
        .next()
        .filter(|first| matches!(first, '"' | '\''))
        .context(EXPECTED)?;
    let (name, rest) = text[1..].split_once(quote).context(EXPECTED)?;
    let rest = rest.trim_start_matches(')').trim();
    if rest.is_empty() {
        return Ok((name.trim_start_matches("./"), None));
    }
    let layer = rest
        .strip_prefix("layer(")
        .and_then(|rest| rest.strip_suffix(')'))
        .context(EXPECTED)?;
    Ok((name.trim_start_matches("./"), Some(layer.trim())))
}

/// The text without `/* … */`, which may not start inside a string.
fn without_comments(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut quote = None;
    let mut letters = css.chars().peekable();
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (None, '/') if letters.peek() == Some(&'*') => {
                letters.next();
                let mut last = ' ';
                for inside in letters.by_ref() {
                    if last == '*' && inside == '/' {
                        break;
                    }
                    last = inside;
                }
                continue;
            }
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), _) if open == letter => quote = None,
            (Some(_), '\\') => {
                out.push(letter);
                out.extend(letters.next());
                continue;
            }
            _ => {}
        }
        out.push(letter);
    }
    out
}

/// Without indentation and empty lines. Spaces inside a line stay: some of them mean something.
fn tightened(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    for line in css.lines().map(str::trim).filter(|line| !line.is_empty()) {
        out.push_str(line);
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bundled(files: &[(&str, &str)]) -> Result<String> {
        static COUNT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let count = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let folder =
            std::env::temp_dir().join(format!("discreet-style-{}-{count}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        for (name, text) in files {
            std::fs::write(folder.join(name), text)?;
        }
        let result = bundle(&folder, "index.css");
        std::fs::remove_dir_all(&folder)?;
        result
    }

    #[test]
    fn imports_stand_in_their_order_and_layers() {
        let sheet = bundled(&[
            (
                "index.css",
                "/* order */\n@layer tokens, ui;\n@import \"ui.css\" layer(ui);\n@import url('./own.css');\n",
            ),
            ("ui.css", ".a {\n  color: red; /* why */\n}\n"),
            ("own.css", "@layer tokens { .b { color: blue } }"),
        ]);
        assert_eq!(
            sheet.unwrap(),
            "@layer tokens, ui;\n@layer ui {\n.a {\ncolor: red;\n}\n}\n@layer tokens { .b { color: blue } }\n"
        );
    }

    #[test]
    fn a_comment_sign_inside_a_string_is_text() {
        assert_eq!(
            without_comments(r#"a{content:"/* \" */"}/* gone */b{}"#),
            r#"a{content:"/* \" */"}b{}"#
        );
    }

    #[test]
    fn a_missing_file_and_a_nested_import_are_refused_by_name() {
        let missing = bundled(&[("index.css", "@import \"gone.css\";")]).unwrap_err();
        assert_eq!(missing.to_string(), "style/gone.css cannot be read");
        let nested = bundled(&[
            ("index.css", "@import \"a.css\";"),
            ("a.css", "@import \"b.css\";"),
        ])
        .unwrap_err();
        assert_eq!(
            nested.to_string(),
            "style/a.css imports another file; only the lists may"
        );
        let wrong = bundled(&[("index.css", "@import a.css;")]).unwrap_err();
        assert_eq!(wrong.to_string(), "style/index.css: `@import a.css;`");
    }
}
