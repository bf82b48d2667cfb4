//! The command line: one file per command, each a thin hand that feeds the features and prints what came of it.
//!
//! Owns arguments, exit statuses and what the terminal shows. Must not decide anything about conversations, shares
//! or people: that is the features' business. Exit statuses are the same everywhere: 0 all is well, 1 the answer is
//! "no" (something found, skipped or not verified), 2 it could not be done.

mod audit;
mod import;
mod installation;
mod keys;
mod openapi;
mod redact;
mod scan;
mod scanned;
mod serve;
mod user;
mod watch;

use std::io::Write;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use discreet_store::StoreError;

use crate::keys::KeyRingError;
use crate::problem::Refusal;

/// Share the conversation, not the customer.
#[derive(Parser)]
#[command(name = "discreet", version, propagate_version = true)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves app and API.
    Serve(serve::Serve),
    /// Brings conversations in from files, or from a folder that is watched.
    Import(import::Import),
    /// Adds people and lists them.
    #[command(subcommand)]
    User(user::User),
    /// Checks the audit trail.
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Makes and shows key rings.
    #[command(subcommand)]
    Keys(keys::Keys),
    /// Lists what is sensitive in a file; exits 0 if nothing is, 1 if something is.
    Scan(scan::Scan),
    /// Prints a file with what is sensitive in it hidden; exits 0 if nothing is, 1 if something is.
    Redact(redact::Redact),
    /// Prints the OpenAPI document.
    Openapi,
}

/// What a command that was done has to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    /// All is well, or nothing was found.
    Yes,
    /// Something was found, skipped or not verified.
    No,
}

impl Answer {
    fn no_if(bad: bool) -> Self {
        if bad { Self::No } else { Self::Yes }
    }
}

/// Why a command could not be done: one sentence for people, which quotes neither text nor secret.
#[derive(Debug)]
struct Failure(String);

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a command comes to.
type Outcome = Result<Answer, Failure>;

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        // Whoever reads the output has read enough, as in `discreet openapi | head`: there is nothing to say.
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            return Self(String::new());
        }
        Self(format!("the output could not be written: {error}"))
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self(error.to_string())
    }
}

impl From<KeyRingError> for Failure {
    fn from(error: KeyRingError) -> Self {
        Self(error.to_string())
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self(refusal.into_sentence())
    }
}

/// Does what the command line asks, and says how it went.
pub fn run() -> ExitCode {
    let outcome = match CommandLine::parse().command {
        Command::Serve(serve) => on_many_threads(serve.run()),
        Command::Import(import) => on_one_thread(import.run()),
        Command::User(user) => on_one_thread(user.run()),
        Command::Audit(audit) => on_one_thread(audit.run()),
        Command::Keys(keys) => keys.run(),
        Command::Scan(scan) => scan.run(),
        Command::Redact(redact) => redact.run(),
        Command::Openapi => openapi::run(),
    };
    match outcome {
        Ok(Answer::Yes) => ExitCode::SUCCESS,
        Ok(Answer::No) => ExitCode::from(1),
        Err(Failure(sentence)) => {
            if !sentence.is_empty() {
                complain(&sentence);
            }
            ExitCode::from(2)
        }
    }
}

fn on_many_threads(work: impl Future<Output = Outcome>) -> Outcome {
    on(tokio::runtime::Builder::new_multi_thread(), work)
}

fn on_one_thread(work: impl Future<Output = Outcome>) -> Outcome {
    on(tokio::runtime::Builder::new_current_thread(), work)
}

fn on(mut builder: tokio::runtime::Builder, work: impl Future<Output = Outcome>) -> Outcome {
    let runtime = builder
        .enable_all()
        .build()
        .map_err(|error| Failure(format!("the program could not start its threads: {error}")))?;
    runtime.block_on(work)
}

/// Says something on the error output. Where nobody listens, nothing is lost.
fn complain(sentence: &str) {
    let _ = writeln!(std::io::stderr(), "discreet: {sentence}");
}

/// The rows as lines of aligned columns, two spaces apart; the last column runs free.
fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let mut widths: Vec<usize> = head.iter().map(|name| name.chars().count()).collect();
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let mut line = String::new();
        for (width, cell) in widths.iter().zip(cells) {
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', width - cell.chars().count() + 2));
        }
        line.truncate(line.trim_end().len());
        line.push('\n');
        line
    };
    let mut text = line(&mut head.iter().copied());
    for row in rows {
        text.push_str(&line(&mut row.iter().map(String::as_str)));
    }
    text
}

/// "1 message", "2 messages".
fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn columns_are_aligned_and_lines_end_without_spaces() {
        let rows = [
            vec!["a".to_owned(), "long".to_owned()],
            vec!["bcd".to_owned(), String::new()],
        ];
        assert_eq!(table(&["x", "y"], &rows), "x    y\na    long\nbcd\n");
    }
}
