//! Running programs, and saying what is being done and how long it took.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::places;

/// A program to run in the repository, with our tools in front of `PATH` and nothing to read from.
pub fn program(name: &str) -> Command {
    let mut command = Command::new(name);
    command
        .current_dir(places::root())
        .env("PATH", places::search_path())
        .stdin(Stdio::null());
    command
}

/// Cargo, building into the shared folder.
pub fn cargo() -> Command {
    let mut command = program(&std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()));
    command.env("CARGO_TARGET_DIR", places::target());
    // What `cargo run` set for us would make every build script of the nested build run again.
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// Runs to the end, showing its output; anything but success is an error.
pub fn run(command: &mut Command) -> Result<()> {
    let said = describe(command);
    let status = command
        .status()
        .with_context(|| format!("`{said}` could not be started"))?;
    if status.success() {
        Ok(())
    } else {
        bail!("`{said}` ended with {status}")
    }
}

/// Runs to the end and returns what it wrote; anything but success is an error holding what it complained about.
pub fn output(command: &mut Command) -> Result<String> {
    let said = describe(command);
    let output = command
        .output()
        .with_context(|| format!("`{said}` could not be started"))?;
    if !output.status.success() {
        bail!(
            "`{said}` ended with {}\n{}",
            output.status,
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    String::from_utf8(output.stdout)
        .with_context(|| format!("`{said}` wrote something that is not UTF-8"))
}

/// What a program answers to `--version`, or `None` if it is not there.
pub fn version_of(name: &str) -> Option<String> {
    output(program(name).arg("--version"))
        .ok()
        .map(|text| text.trim().to_owned())
}

/// Whether a program is on `PATH` or among our tools.
pub fn is_there(name: &str) -> bool {
    std::env::split_paths(&places::search_path()).any(|folder| folder.join(name).is_file())
}

fn describe(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(
        command
            .get_args()
            .map(|word| word.to_string_lossy().into_owned()),
    );
    words.join(" ")
}

/// Steps taken so far, for the table at the end.
#[derive(Default)]
pub struct Steps {
    done: Vec<(String, Duration, bool)>,
}

impl Steps {
    /// Announces a step, does it, says how long it took. A failure names the step.
    pub fn take<T>(&mut self, name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        println!("\n== {name}");
        let _ = std::io::stdout().flush();
        let start = Instant::now();
        let result = work().with_context(|| format!("step `{name}` failed"));
        let took = start.elapsed();
        println!(
            "== {name}: {} after {}",
            if result.is_ok() { "done" } else { "FAILED" },
            seconds(took)
        );
        self.done.push((name.to_owned(), took, result.is_ok()));
        result
    }

    /// The table of all steps.
    pub fn table(&self) -> String {
        let width = self
            .done
            .iter()
            .map(|(name, ..)| name.chars().count())
            .max()
            .unwrap_or_default();
        let mut lines: Vec<String> = self
            .done
            .iter()
            .map(|(name, took, good)| {
                format!(
                    "{}  {name:width$}  {:>9}",
                    if *good { "ok    " } else { "FAILED" },
                    seconds(*took)
                )
            })
            .collect();
        let total = self.done.iter().map(|(_, took, _)| *took).sum();
        lines.push(format!(
            "        {:width$}  {:>9}",
            "all together",
            seconds(total)
        ));
        lines.join("\n")
    }
}

/// A duration for people.
pub fn seconds(took: Duration) -> String {
    let whole = took.as_secs();
    if whole >= 60 {
        format!("{} min {:02} s", whole / 60, whole % 60)
    } else {
        format!("{:.1} s", took.as_secs_f64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_step_is_named_in_the_error_and_in_the_table() {
        let mut steps = Steps::default();
        steps.take("first", || Ok(())).unwrap();
        let error = steps
            .take("second", || run(&mut program("false")))
            .unwrap_err();
        assert!(
            format!("{error:#}")
                .contains("step `second` failed: `false` ended with exit status: 1"),
            "{error:#}"
        );
        let table = steps.table();
        assert!(table.contains("ok      first"), "{table}");
        assert!(table.contains("FAILED  second"), "{table}");
    }

    #[test]
    fn a_program_that_is_missing_is_named() {
        let error = run(&mut program("no-such-program-here")).unwrap_err();
        assert!(
            error.to_string().contains("no-such-program-here"),
            "{error}"
        );
    }

    #[test]
    fn long_steps_are_told_in_minutes() {
        assert_eq!(seconds(Duration::from_secs(125)), "2 min 05 s");
        assert_eq!(seconds(Duration::from_millis(1540)), "1.5 s");
    }
}
