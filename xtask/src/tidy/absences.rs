//! What occurs nowhere, or in one place only.

use std::collections::BTreeSet;

use super::{Complaint, Source};
use crate::dist::has_inline_script;

/// This folder names everything it forbids.
const SELF: &str = "xtask/src/tidy";

pub fn complaints(sources: &[Source]) -> Vec<Complaint> {
    let readers = conversation_readers(sources);
    let mut found = Vec::new();
    for source in sources
        .iter()
        .filter(|source| !source.path.starts_with(SELF))
    {
        found.extend(unfinished(source));
        found.extend(markup(source));
        found.extend(network(source));
        found.extend(printing(source));
        found.extend(originals(source, &readers));
    }
    found
}

/// Unfinished work and switched-off tests.
fn unfinished(source: &Source) -> Vec<Complaint> {
    let mut found = source.complain_about(
        &[
            "todo!(",
            "unimplemented!(",
            "#[ignore",
            "test.skip(",
            "test.fixme(",
            "test.only(",
            "describe.only(",
        ],
        "nothing is left unfinished, switched off or alone",
    );
    let words = source
        .text
        .lines()
        .enumerate()
        .filter(|(_, line)| line.contains("TODO") || line.contains("FIXME"));
    found.extend(words.map(|(index, _)| {
        source.complaint(
            index + 1,
            "a note of unfinished work: do it or write an issue",
        )
    }));
    found
}

/// Text that becomes markup, and what a strict CSP blocks.
fn markup(source: &Source) -> Vec<Complaint> {
    let ending = source.path.rsplit('.').next().unwrap_or_default();
    let mut found = Vec::new();
    if matches!(ending, "rs" | "js") {
        found.extend(source.complain_about(
            &[
                "inner_html",
                "innerHTML",
                "outer_html",
                "outerHTML",
                "insert_adjacent_html",
                "insertAdjacentHTML",
            ],
            "text is rendered as elements, never as HTML",
        ));
    }
    if source.is_rust_in("src/") {
        found.extend(source.complain_about(
            &[" style=\"", " style=format!", " style={"],
            "the CSP blocks style attributes: use a class, or `style:property`",
        ));
    }
    if ending == "html" {
        let inline = [
            "style=\"",
            "<style",
            "javascript:",
            " onclick",
            " onload",
            " onerror",
        ];
        found.extend(source.complain_about(&inline, "the CSP blocks what is inline"));
        if has_inline_script(&source.text) {
            found.push(source.complaint(1, "the CSP blocks inline scripts"));
        }
    }
    found
}

/// Calls over the network from anywhere but `src/http.rs`, and streams of events from anywhere but the wrapper that
/// the pages of one browser share.
fn network(source: &Source) -> Vec<Complaint> {
    if !source.is_rust_in("src/") || source.path == "src/http.rs" {
        return Vec::new();
    }
    let calls = [
        "gloo_net",
        "fetch_with",
        "XmlHttpRequest",
        "WebSocket",
        "send_beacon",
    ];
    let mut complaints = source.complain_about(&calls, "only src/http.rs calls the server");
    if source.path != "src/browser/events.rs" {
        complaints.extend(source.complain_about(
            &["EventSource"],
            "only src/browser/events.rs listens to the server",
        ));
    }
    complaints
}

/// Printing by the server, which logs instead; its commands talk to people and may.
fn printing(source: &Source) -> Vec<Complaint> {
    if !source.is_rust_in("crates/server/src/") || source.path.starts_with("crates/server/src/cli")
    {
        return Vec::new();
    }
    source.complain_about(
        &["println!", "print!(", "dbg!("],
        "the server logs, only its commands print",
    )
}

/// Names of the store's functions that read a conversation's own text.
fn conversation_readers(sources: &[Source]) -> BTreeSet<String> {
    sources
        .iter()
        .filter(|source| source.is_rust_in("crates/store/src/conversations"))
        .flat_map(Source::code)
        .filter_map(|(_, line)| {
            line.trim()
                .strip_prefix("pub async fn ")?
                .split(['(', '<'])
                .next()
                .map(str::to_owned)
        })
        .collect()
}

/// Recipients get snapshots: no path from their routes to a conversation's original.
fn originals(source: &Source, readers: &BTreeSet<String>) -> Vec<Complaint> {
    const RECIPIENTS: [&str; 2] = ["crates/server/src/viewer", "crates/store/src/viewer"];
    const SENTENCE: &str = "recipients' code reads snapshots, never the conversation";
    if !RECIPIENTS.iter().any(|folder| source.is_rust_in(folder)) {
        return Vec::new();
    }
    let mut found = source.complain_about(
        &[
            "discreet_store::conversations",
            "crate::conversations",
            "entity::conversation",
            "entity::message",
        ],
        SENTENCE,
    );
    for name in readers {
        found.extend(source.complain_about(&[&format!(".{name}(")], SENTENCE));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::tests::{check, files};
    use super::*;

    #[test]
    fn nothing_is_left_unfinished_or_switched_off() {
        check(
            complaints,
            "crates/store/src/a.rs",
            "fn a() {}",
            "fn a() { todo!() }",
        );
        check(
            complaints,
            "crates/store/src/a.rs",
            "#[test]",
            "#[ignore = \"slow\"]",
        );
        check(
            complaints,
            "src/a.rs",
            "// to do what is right",
            "// TODO: the rest",
        );
        check(
            complaints,
            "tests/browser/a.spec.ts",
            "test(\"a\", run)",
            "test.only(\"a\", run)",
        );
        check(complaints, "style/a.css", "a { color: red }", "/* FIXME */");
    }

    #[test]
    fn text_never_becomes_markup() {
        check(
            complaints,
            "src/ui/a.rs",
            "view! { <p>{text}</p> }",
            "view! { <p inner_html=text></p> }",
        );
        check(
            complaints,
            "public/boot.js",
            "bar.textContent = text",
            "bar.innerHTML = text",
        );
    }

    #[test]
    fn nothing_inline_that_the_csp_would_block() {
        check(
            complaints,
            "src/ui/a.rs",
            "<p style:width=w>",
            "<p style=\"width: 1px\">",
        );
        check(
            complaints,
            "viewer.html",
            "<p class=\"a\">",
            "<p style=\"color: red\">",
        );
        check(
            complaints,
            "index.html",
            "<script src=\"/boot.js\"></script>",
            "<script>go()</script>",
        );
        check(
            complaints,
            "index.html",
            "<p data-load>",
            "<p onload=\"go()\">",
        );
    }

    #[test]
    fn only_one_file_calls_the_server() {
        check(
            complaints,
            "src/sharing/api.rs",
            "http::get(path)",
            "gloo_net::http::Request::get(path)",
        );
        check(
            complaints,
            "src/viewer/api.rs",
            "http::post(path)",
            "window().fetch_with_str(path)",
        );
        assert_eq!(
            complaints(&files(&[(
                "src/http.rs",
                "window().fetch_with_request(&request)"
            )])),
            []
        );
    }

    #[test]
    fn the_server_logs_and_only_its_commands_print() {
        check(
            complaints,
            "crates/server/src/app.rs",
            "tracing::info!(\"a\")",
            "println!(\"a\")",
        );
        check(
            complaints,
            "crates/server/src/auth.rs",
            "format!(\"a\")",
            "eprintln!(\"a\")",
        );
        assert_eq!(
            complaints(&files(&[(
                "crates/server/src/cli/scan.rs",
                "println!(\"a\")"
            )])),
            []
        );
    }

    #[test]
    fn recipients_code_reads_snapshots_only() {
        let store = (
            "crates/store/src/conversations/mod.rs",
            "    pub async fn conversation_in_org(&self) {}",
        );
        let with = |path, text| complaints(&files(&[store, (path, text)])).len();
        assert_eq!(
            with(
                "crates/server/src/viewer/open.rs",
                "app.store().snapshot_head(id)"
            ),
            0
        );
        assert_eq!(
            with(
                "crates/server/src/viewer/open.rs",
                "app.store().conversation_in_org(id)"
            ),
            1
        );
        assert_eq!(
            with(
                "crates/server/src/viewer/open.rs",
                "use discreet_store::conversations::Row;"
            ),
            1
        );
        assert_eq!(
            with(
                "crates/store/src/viewer/mod.rs",
                "use crate::conversations::entity;"
            ),
            1
        );
        assert_eq!(
            with(
                "crates/server/src/sharing/create_share.rs",
                "app.store().conversation_in_org(id)"
            ),
            0
        );
    }
}
