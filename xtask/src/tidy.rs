//! Holds the code against the walls of ARCHITECTURE.md: who may know whom, and what occurs nowhere.
//!
//! Every rule is a function from a file's path and text to complaints, so that each can be shown to fail on a small
//! example. The rules read lines, not syntax: what they look for is written plainly in this code base.

mod absences;
mod crates;
mod features;

use std::path::Path;

use anyhow::{Context as _, Result, bail};

use crate::places;

/// A file by its path from the root, with `/`.
struct Source {
    path: String,
    text: String,
}

/// Where a rule is broken, and which.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Complaint {
    path: String,
    /// From 1.
    line: usize,
    sentence: String,
}

impl std::fmt::Display for Complaint {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}:{}: {}", self.path, self.line, self.sentence)
    }
}

/// `cargo xtask tidy`.
pub fn command() -> Result<()> {
    let sources = read_all(&places::root())?;
    let complaints = complaints(&sources);
    if complaints.is_empty() {
        println!("{} files keep to the walls.", sources.len());
        return Ok(());
    }
    for complaint in &complaints {
        println!("{complaint}");
    }
    bail!("{} lines break a rule of ARCHITECTURE.md", complaints.len())
}

fn complaints(sources: &[Source]) -> Vec<Complaint> {
    let mut found = crates::complaints(sources);
    found.extend(features::complaints(sources));
    found.extend(absences::complaints(sources));
    found.sort();
    found
}

/// Every text file that is ours.
fn read_all(root: &Path) -> Result<Vec<Source>> {
    const ENDINGS: [&str; 8] = ["rs", "toml", "html", "js", "ts", "css", "svg", "sh"];
    const NOT_OURS: [&str; 6] = [
        "target",
        "dist",
        "node_modules",
        "test-results",
        "playwright-report",
        ".git",
    ];
    let mut sources = Vec::new();
    let mut open = vec![root.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder)
            .with_context(|| format!("{} cannot be read", folder.display()))?
        {
            let entry = entry?;
            let path = entry.path();
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if entry.file_type()?.is_dir() {
                if !NOT_OURS.contains(&name.as_ref()) {
                    open.push(path);
                }
            } else if name
                .rsplit('.')
                .next()
                .is_some_and(|ending| ENDINGS.contains(&ending))
            {
                let text = std::fs::read_to_string(&path)
                    .with_context(|| format!("{} is not text", path.display()))?;
                let path = path
                    .strip_prefix(root)?
                    .to_string_lossy()
                    .replace('\\', "/");
                sources.push(Source { path, text });
            }
        }
    }
    sources.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(sources)
}

impl Source {
    /// Whether this is Rust code below a folder.
    fn is_rust_in(&self, folder: &str) -> bool {
        self.path.starts_with(folder) && self.path.rsplit('.').next() == Some("rs")
    }

    /// Lines that are no comment, from 1.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line))
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    /// The part before the file's own tests.
    fn without_tests(&self) -> Self {
        let code = self.text.split("#[cfg(test)]").next().unwrap_or_default();
        Self {
            path: self.path.clone(),
            text: code.to_owned(),
        }
    }

    fn complaint(&self, line: usize, sentence: impl Into<String>) -> Complaint {
        Complaint {
            path: self.path.clone(),
            line,
            sentence: sentence.into(),
        }
    }

    /// One complaint for every code line that holds any of the needles.
    fn complain_about(&self, needles: &[&str], sentence: &str) -> Vec<Complaint> {
        self.code()
            .filter_map(|(number, line)| {
                let needle = needles.iter().find(|needle| line.contains(**needle))?;
                Some(self.complaint(number, format!("`{needle}`: {sentence}")))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made-up files by path and text.
    pub fn files(entries: &[(&str, &str)]) -> Vec<Source> {
        let source = |&(path, text): &(&str, &str)| Source {
            path: path.to_owned(),
            text: text.to_owned(),
        };
        entries.iter().map(source).collect()
    }

    /// Asserts that the rule accepts one text in a place and refuses another there, in its first line.
    pub fn check(rule: fn(&[Source]) -> Vec<Complaint>, path: &str, good: &str, bad: &str) {
        let said = rule(&files(&[(path, good)]));
        assert!(
            said.is_empty(),
            "`{good}` in {path} is right, but: {said:?}"
        );
        let said = rule(&files(&[(path, bad)]));
        assert_eq!(said.len(), 1, "`{bad}` in {path} breaks one rule: {said:?}");
        assert_eq!((said[0].path.as_str(), said[0].line), (path, 1));
    }

    #[test]
    fn the_code_keeps_to_the_walls() {
        let sources = read_all(&places::root()).unwrap();
        assert!(
            sources.iter().any(|source| source.path == "src/http.rs"),
            "the app's code was not found"
        );
        let said: Vec<String> = complaints(&sources)
            .iter()
            .map(ToString::to_string)
            .collect();
        assert!(said.is_empty(), "\n{}", said.join("\n"));
    }

    #[test]
    fn a_complaint_says_where_and_what() {
        let source = Source {
            path: "src/a.rs".to_owned(),
            text: "// fetch\nfetch\n".to_owned(),
        };
        let said = source.complain_about(&["fetch"], "not here");
        assert_eq!(
            said.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["src/a.rs:2: `fetch`: not here"]
        );
    }
}
