//! Which crate may know which: in `Cargo.toml` and in the code.

use super::{Complaint, Source};

struct Wall {
    /// Folder of the crate's code, and its manifest.
    code: &'static str,
    manifest: &'static str,
    /// Our crates that it may know, by their folder's name.
    may_know: &'static [&'static str],
    /// Foreign crates that belong to another side.
    not: &'static [&'static str],
}

/// Databases, servers and runtimes: nothing for the pure crates or the browser.
const SERVER_SIDE: &[&str] = &[
    "tokio",
    "axum",
    "tower",
    "hyper",
    "sqlx",
    "sea-orm",
    "sea-orm-migration",
    "reqwest",
];

const OURS: [&str; 7] = [
    "api-types",
    "transcript",
    "redact",
    "store",
    "document",
    "server",
    "app",
];

const WALLS: [Wall; 8] = [
    Wall {
        code: "crates/api-types/",
        manifest: "crates/api-types/Cargo.toml",
        may_know: &[],
        not: SERVER_SIDE,
    },
    Wall {
        code: "crates/transcript/",
        manifest: "crates/transcript/Cargo.toml",
        may_know: &[],
        not: SERVER_SIDE,
    },
    Wall {
        code: "crates/redact/",
        manifest: "crates/redact/Cargo.toml",
        may_know: &[],
        not: SERVER_SIDE,
    },
    Wall {
        code: "crates/store/",
        manifest: "crates/store/Cargo.toml",
        may_know: &["transcript"],
        not: &["axum", "hyper", "reqwest"],
    },
    Wall {
        code: "crates/document/",
        manifest: "crates/document/Cargo.toml",
        may_know: &["transcript"],
        not: SERVER_SIDE,
    },
    Wall {
        code: "crates/server/",
        manifest: "crates/server/Cargo.toml",
        may_know: &["api-types", "transcript", "redact", "store", "document"],
        not: &["leptos", "web-sys"],
    },
    Wall {
        code: "src/",
        manifest: "Cargo.toml",
        may_know: &["api-types", "transcript", "redact"],
        not: SERVER_SIDE,
    },
    Wall {
        code: "xtask/",
        manifest: "xtask/Cargo.toml",
        may_know: &[],
        not: &[],
    },
];

/// The pure crates' code; their tests and examples may do more.
const PURE: [&str; 3] = [
    "crates/api-types/src/",
    "crates/transcript/src/",
    "crates/redact/src/",
];

pub fn complaints(sources: &[Source]) -> Vec<Complaint> {
    let mut found = Vec::new();
    for source in sources {
        for wall in &WALLS {
            if source.path == wall.manifest {
                found.extend(dependencies(source, wall));
            } else if source.is_rust_in(wall.code) && !source.path.starts_with("xtask/src/tidy") {
                found.extend(mentions(source, wall));
            }
        }
        if PURE.iter().any(|folder| source.is_rust_in(folder)) {
            found.extend(source.without_tests().complain_about(
                &[
                    "std::fs",
                    "std::net::Tcp",
                    "std::net::Udp",
                    "ToSocketAddrs",
                    "std::process",
                    "std::thread",
                    "std::env",
                    "SystemTime",
                    "Instant::now",
                    "Utc::now",
                    "Local::now",
                ],
                "a pure crate does no I/O and reads no clock",
            ));
        }
        if source.is_rust_in("crates/") && !source.path.starts_with("crates/server/") {
            found.extend(source.complain_about(
                &["StatusCode"],
                "nothing below `server` knows an HTTP status",
            ));
        }
    }
    found
}

/// Dependencies that the wall does not let through. Only the tables of dependencies count, those of tests included:
/// a workspace's list of versions binds nobody.
fn dependencies(manifest: &Source, wall: &Wall) -> Vec<Complaint> {
    let mut found = Vec::new();
    let mut inside = false;
    for (number, line) in manifest
        .text
        .lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line.trim()))
    {
        if line.starts_with('[') {
            inside = line.ends_with("dependencies]") && !line.starts_with("[workspace");
        }
        let Some((name, _)) = line
            .split_once(['=', '.', ' '])
            .filter(|_| inside && !line.starts_with('#'))
        else {
            continue;
        };
        let foreign = wall.not.contains(&name);
        let ours = name
            .strip_prefix("discreet-")
            .is_some_and(|name| !wall.may_know.contains(&name));
        if foreign || ours {
            found.push(manifest.complaint(number, format!("this crate may not know `{name}`")));
        }
    }
    found
}

/// Code that names one of our crates across the wall.
fn mentions(source: &Source, wall: &Wall) -> Vec<Complaint> {
    let own = wall
        .code
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or_default();
    let own = if own == "src" { "app" } else { own };
    OURS.iter()
        .filter(|name| **name != own && !wall.may_know.contains(*name))
        .flat_map(|name| {
            let path = format!("discreet_{}::", name.replace('-', "_"));
            source.complain_about(&[&path], "this crate may not know that one")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{check, files};
    use super::*;

    #[test]
    fn a_manifest_names_only_what_its_crate_may_know() {
        for (path, good, bad) in [
            (
                "crates/transcript/Cargo.toml",
                "serde.workspace = true",
                "discreet-redact.workspace = true",
            ),
            ("crates/redact/Cargo.toml", "regex = \"1\"", "tokio = \"1\""),
            (
                "crates/store/Cargo.toml",
                "discreet-transcript.workspace = true",
                "discreet-api-types = { path = \"x\" }",
            ),
            (
                "crates/server/Cargo.toml",
                "discreet-store.workspace = true",
                "leptos = \"0.8\"",
            ),
            (
                "Cargo.toml",
                "discreet-redact.workspace = true",
                "discreet-store.workspace = true",
            ),
            ("Cargo.toml", "gloo-net = \"0.6\"", "sea-orm = \"2\""),
            (
                "xtask/Cargo.toml",
                "anyhow = \"1\"",
                "discreet-server = { path = \"x\" }",
            ),
        ] {
            for table in [
                "dependencies",
                "dev-dependencies",
                "target.'cfg(unix)'.dependencies",
            ] {
                let good = files(&[(path, &format!("[{table}]\n{good}"))]);
                assert_eq!(complaints(&good), []);
                let said = complaints(&files(&[(path, &format!("[{table}]\n{bad}"))]));
                assert_eq!(said.len(), 1, "{bad} in {path}");
                assert_eq!(said[0].line, 2);
            }
        }
        let versions = "[workspace.dependencies]\ntokio = \"1\"\ndiscreet-store = { path = \"x\" }";
        assert_eq!(complaints(&files(&[("Cargo.toml", versions)])), []);
    }

    #[test]
    fn code_names_only_crates_that_its_own_may_know() {
        check(
            complaints,
            "src/review/api.rs",
            "use discreet_api_types::Finding;",
            "use discreet_store::Store;",
        );
        check(
            complaints,
            "crates/store/src/a.rs",
            "use discreet_transcript::Message;",
            "discreet_redact::apply(x)",
        );
        check(
            complaints,
            "crates/redact/src/a.rs",
            "use discreet_redact::X;",
            "use discreet_transcript::X;",
        );
    }

    #[test]
    fn pure_crates_do_no_io_and_the_store_knows_no_status() {
        check(
            complaints,
            "crates/redact/src/a.rs",
            "let a = std::fmt::Error;",
            "let a = std::fs::read(\"b\");",
        );
        check(
            complaints,
            "crates/transcript/src/a.rs",
            "fn at(now: DateTime<Utc>)",
            "let now = Utc::now();",
        );
        check(
            complaints,
            "crates/store/src/a.rs",
            "enum Status {}",
            "use http::StatusCode;",
        );
        assert_eq!(
            complaints(&files(&[(
                "crates/server/src/problem.rs",
                "use axum::http::StatusCode;"
            )])),
            []
        );
        assert_eq!(
            complaints(&files(&[(
                "crates/redact/examples/a.rs",
                "std::fs::read(x)"
            )])),
            []
        );
    }
}
