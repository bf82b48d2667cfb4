//! The browser app's features and shelves: a feature uses another only through what its `mod.rs` publishes, without
//! cycles; the shelves know no feature.

use std::collections::{BTreeMap, BTreeSet};

use super::{Complaint, Source};

/// Folders of `src/` that are no feature.
const SHELVES: [&str; 3] = ["ui", "browser", "bin"];

pub fn complaints(sources: &[Source]) -> Vec<Complaint> {
    let app: Vec<&Source> = sources
        .iter()
        .filter(|source| source.is_rust_in("src/"))
        .collect();
    let mut features: BTreeSet<&str> = app.iter().filter_map(|source| folder_of(source)).collect();
    features.retain(|name| !SHELVES.contains(name));

    let mut found = Vec::new();
    let mut uses: BTreeMap<&str, BTreeMap<&str, (&Source, usize)>> = BTreeMap::new();
    for source in app {
        let home = folder_of(source);
        for path in crate_paths(&source.text) {
            let Some(&used) = path
                .names
                .first()
                .and_then(|first| features.get(first.as_str()))
            else {
                continue;
            };
            if home == Some(used) {
                continue;
            }
            if let Some(shelf @ ("ui" | "browser")) = home {
                found.push(source.complaint(
                    path.line,
                    format!("`{shelf}` knows no feature, but names `{used}`"),
                ));
                continue;
            }
            if home.is_none() && source.path == "src/http.rs" {
                found.push(source.complaint(
                    path.line,
                    format!("`http` knows no feature, but names `{used}`"),
                ));
            }
            // `crate::sharing::dialog::X`: behind the feature stands one of its own files.
            let is_inside = path.names.len() > 2
                && path.names[1].starts_with(|first: char| first.is_lowercase());
            if is_inside && home.is_some_and(|home| home != "bin") {
                found.push(source.complaint(
                    path.line,
                    format!(
                        "`{}` reaches into `{used}`: use what its mod.rs publishes",
                        path.names.join("::")
                    ),
                ));
            }
            if let Some(home) = home.filter(|home| features.contains(home)) {
                uses.entry(home)
                    .or_default()
                    .entry(used)
                    .or_insert((source, path.line));
            }
        }
    }
    found.extend(cycles(&uses));
    found
}

/// The folder of `src/` that a file lies in; `None` for files directly in it.
fn folder_of(source: &Source) -> Option<&str> {
    source
        .path
        .strip_prefix("src/")?
        .split_once('/')
        .map(|(folder, _)| folder)
}

/// A path that starts at `crate::`, without that first word.
#[derive(Debug, PartialEq)]
struct CratePath {
    line: usize,
    names: Vec<String>,
}

/// Every path from `crate::` outside comments, groups in braces spread out.
fn crate_paths(text: &str) -> Vec<CratePath> {
    let code: String = text
        .split_inclusive('\n')
        .map(|line| {
            if line.trim_start().starts_with("//") {
                "\n"
            } else {
                line
            }
        })
        .collect();
    let mut found = Vec::new();
    for (at, start) in code.match_indices("crate::") {
        let joined = code[..at]
            .chars()
            .next_back()
            .is_some_and(|before| before.is_alphanumeric() || before == '_');
        if !joined {
            let line = code[..at].matches('\n').count() + 1;
            spread(&code[at + start.len()..], line, &mut Vec::new(), &mut found);
        }
    }
    found
}

/// Reads one path or group from the start of a text; returns how many bytes it took.
fn spread(text: &str, line: usize, prefix: &mut Vec<String>, found: &mut Vec<CratePath>) -> usize {
    let depth = prefix.len();
    let mut at = 0;
    loop {
        let rest = &text[at..];
        let trimmed = rest.trim_start();
        at += rest.len() - trimmed.len();
        if trimmed.starts_with('{') {
            at += 1;
            loop {
                let rest = &text[at..];
                let trimmed =
                    rest.trim_start_matches(|letter: char| letter.is_whitespace() || letter == ',');
                let line = line
                    + text[..at + rest.len() - trimmed.len()]
                        .matches('\n')
                        .count();
                at += rest.len() - trimmed.len();
                if trimmed.is_empty() || trimmed.starts_with('}') {
                    at += usize::from(!trimmed.is_empty());
                    break;
                }
                let took = spread(trimmed, line, prefix, found);
                // Something that is no path, such as `X as Y`: on to the next part.
                let skipped = trimmed[took..]
                    .find([',', '}'])
                    .unwrap_or(trimmed.len() - took);
                at += took + skipped;
            }
            break;
        }
        let end = trimmed
            .find(|letter: char| !letter.is_alphanumeric() && letter != '_' && letter != '*')
            .unwrap_or(trimmed.len());
        if end > 0 {
            prefix.push(trimmed[..end].to_owned());
            at += end;
        }
        if end > 0 && text[at..].starts_with("::") {
            at += 2;
        } else {
            found.push(CratePath {
                line,
                names: prefix.clone(),
            });
            break;
        }
    }
    prefix.truncate(depth);
    at
}

/// One complaint for every feature that comes back to itself.
fn cycles(uses: &BTreeMap<&str, BTreeMap<&str, (&Source, usize)>>) -> Vec<Complaint> {
    let mut found = Vec::new();
    for (&start, used) in uses {
        for (&next, (source, line)) in used {
            if next > start && reaches(uses, next, start, &mut BTreeSet::new()) {
                found.push(source.complaint(
                    *line,
                    format!("`{start}` uses `{next}`, which comes back to `{start}`: features form no cycle"),
                ));
            }
        }
    }
    found
}

fn reaches<'app>(
    uses: &BTreeMap<&'app str, BTreeMap<&'app str, (&Source, usize)>>,
    from: &'app str,
    to: &str,
    seen: &mut BTreeSet<&'app str>,
) -> bool {
    from == to
        || (seen.insert(from)
            && uses
                .get(from)
                .is_some_and(|used| used.keys().any(|&next| reaches(uses, next, to, seen))))
}

#[cfg(test)]
mod tests {
    use super::super::tests::files;
    use super::*;

    /// The sentences said about two features, a shelf and one more file.
    fn said(path: &str, text: &str) -> Vec<String> {
        let sources = files(&[
            ("src/sharing/mod.rs", ""),
            ("src/review/mod.rs", ""),
            ("src/ui/mod.rs", ""),
            (path, text),
        ]);
        complaints(&sources)
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn a_feature_uses_another_through_its_mod() {
        for good in [
            "use crate::sharing::ShareDialog;",
            "use crate::sharing;",
            "use crate::{sharing, ui::Button};",
            "use crate::sharing::{self, Step, words};",
            "let a = crate::sharing::Kind::Public;",
            "use crate::review::state::Queue;",
            "// use crate::sharing::dialog::X;",
            "use crate::ui::dialog::Dialog;",
        ] {
            assert_eq!(
                said("src/review/page.rs", good),
                Vec::<String>::new(),
                "{good}"
            );
        }
        for bad in [
            "use crate::sharing::dialog::ShareDialog;",
            "use crate::sharing::{dialog::ShareDialog, Step};",
            "use crate::{paths, sharing::{Step, state::X as Y}};",
            "let a = crate::sharing::state::open();",
        ] {
            let said = said("src/review/page.rs", bad);
            assert_eq!(said.len(), 1, "{bad}: {said:?}");
            assert!(
                said[0].starts_with("src/review/page.rs:1: `sharing::"),
                "{said:?}"
            );
        }
    }

    #[test]
    fn the_line_of_a_grouped_name_is_its_own() {
        let said = said(
            "src/review/page.rs",
            "use a;\nuse crate::{\n    ui,\n    sharing::dialog::X,\n};\n",
        );
        assert!(
            said.len() == 1 && said[0].starts_with("src/review/page.rs:4:"),
            "{said:?}"
        );
    }

    #[test]
    fn shelves_know_no_feature() {
        for path in ["src/ui/dialog.rs", "src/browser/focus.rs"] {
            assert_eq!(
                said(path, "use crate::browser::focus;"),
                Vec::<String>::new()
            );
            let said = said(path, "use crate::sharing::Kind;");
            assert!(
                said.len() == 1 && said[0].contains("knows no feature"),
                "{said:?}"
            );
        }
        assert_eq!(said("src/http.rs", "use crate::sharing::Kind;").len(), 1);
        assert_eq!(said("src/app.rs", "use crate::sharing::Kind;").len(), 0);
    }

    #[test]
    fn features_form_no_cycle() {
        let one_way = files(&[
            ("src/review/a.rs", "crate::sharing::X"),
            ("src/sharing/a.rs", "crate::ui::X"),
        ]);
        assert_eq!(complaints(&one_way), []);
        let round = files(&[
            ("src/review/a.rs", "crate::sharing::X"),
            ("src/sharing/a.rs", "crate::viewer::X"),
            ("src/viewer/a.rs", "\ncrate::review::X"),
        ]);
        let said = complaints(&round);
        assert!(
            !said.is_empty() && said.iter().all(|one| one.sentence.contains("no cycle")),
            "{said:?}"
        );
    }
}
