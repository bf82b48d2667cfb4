//! `cargo xtask test`: every check there is, in the order in which a mistake is cheapest to find.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::claim::claim;
use crate::postgres::Postgres;
use crate::shell::{Steps, cargo, program, run};
use crate::{dist, openapi, places, run as server, setup, tidy};

const WASM: [&str; 2] = ["--target", "wasm32-unknown-unknown"];

/// `cargo xtask test [--fast] [FILTER…]`.
pub fn command(arguments: &[String]) -> Result<()> {
    let wish = Wish::from_arguments(arguments)?;
    let mut steps = Steps::default();
    let result = all(&wish, &mut steps);
    println!("\n{}", steps.table());
    if result.is_ok() {
        println!("\nAll checks passed.");
    }
    result
}

#[derive(Debug, Default, PartialEq)]
struct Wish {
    fast: bool,
    /// Only tests whose names hold one of these; no words: everything.
    words: Vec<String>,
}

impl Wish {
    fn from_arguments(arguments: &[String]) -> Result<Self> {
        let mut wish = Self::default();
        for argument in arguments {
            match argument.as_str() {
                "--fast" => wish.fast = true,
                flag if flag.starts_with('-') => {
                    bail!("`{flag}` is not known here: expected --fast or words")
                }
                word => wish.words.push(word.to_owned()),
            }
        }
        Ok(wish)
    }
}

fn all(wish: &Wish, steps: &mut Steps) -> Result<()> {
    let root = places::root();
    let _claim = claim(&places::target(), &root)?;
    steps.take("set up", || {
        setup::for_building()?;
        setup::for_testing()
    })?;
    if wish.words.is_empty() {
        steps.take("format", || run(cargo().args(["fmt", "--all", "--check"])))?;
        steps.take("walls", tidy::command)?;
        steps.take("types of the browser tests", || {
            run(&mut browser_tool(&root, "tsc"))
        })?;
        steps.take("lints", || {
            run(cargo().args([
                "clippy",
                "--workspace",
                "--all-targets",
                "--",
                "-D",
                "warnings",
            ]))
        })?;
        steps.take("lints of the browser app", || {
            let mut clippy = cargo();
            clippy
                .args(["clippy", "--package", "discreet-app", "--all-targets"])
                .args(WASM);
            run(clippy.args(["--", "-D", "warnings"]))
        })?;
    }
    steps.take("web app", || dist::build(wish.fast))?;
    let postgres = steps.take("PostgreSQL", Postgres::start)?;
    steps.take("Rust tests", || {
        let mut test = cargo();
        test.args(["test", "--workspace", "--no-fail-fast"]);
        run(test
            .env("DISCREET_TEST_POSTGRES", postgres.address())
            .arg("--")
            .args(&wish.words))
    })?;
    drop(postgres);
    if wish.words.is_empty() {
        steps.take("API description", || openapi::command(true))?;
    }
    if root.join("tests/web/main.rs").is_file() {
        steps.take("component tests in the browser", || {
            run(component_tests().arg("--").args(&wish.words))
        })?;
    }
    steps.take("server", server::build_server)?;
    steps.take("browser tests", || run(&mut browser_tests(&root, wish)))
}

fn component_tests() -> Command {
    let mut test = cargo();
    test.args(["test", "--package", "discreet-app", "--test", "web"])
        .args(WASM);
    test.env(
        "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
        "wasm-bindgen-test-runner",
    );
    test.env("CHROMEDRIVER", "/usr/bin/chromedriver")
        .env("WASM_BINDGEN_TEST_TIMEOUT", "120");
    test
}

fn browser_tests(root: &Path, wish: &Wish) -> Command {
    let mut playwright = browser_tool(root, "playwright");
    playwright.arg("test");
    if !wish.words.is_empty() {
        playwright.args(["--pass-with-no-tests", "--grep", &alternatives(&wish.words)]);
    }
    playwright.env("DISCREET_BIN", places::target().join("release/discreet"));
    playwright
}

/// One of the programs that npm put into `tests/browser`.
fn browser_tool(root: &Path, name: &str) -> Command {
    let folder = root.join("tests/browser");
    let mut tool = program(
        &folder
            .join("node_modules/.bin")
            .join(name)
            .to_string_lossy(),
    );
    tool.current_dir(folder);
    tool
}

/// A pattern that finds any of the words, letter by letter.
fn alternatives(words: &[String]) -> String {
    let literal = |word: &String| {
        word.chars().fold(String::new(), |mut text, letter| {
            if !letter.is_alphanumeric() {
                text.push('\\');
            }
            text.push(letter);
            text
        })
    };
    words.iter().map(literal).collect::<Vec<_>>().join("|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_filter_and_unknown_flags_are_refused() {
        let wish = Wish::from_arguments(&["--fast".to_owned(), "sharing".to_owned()]).unwrap();
        assert_eq!(
            wish,
            Wish {
                fast: true,
                words: vec!["sharing".to_owned()]
            }
        );
        assert!(Wish::from_arguments(&["--slow".to_owned()]).is_err());
    }

    #[test]
    fn a_filter_is_taken_letter_by_letter() {
        assert_eq!(
            alternatives(&["a.b".to_owned(), "c d".to_owned()]),
            "a\\.b|c\\ d"
        );
    }
}
