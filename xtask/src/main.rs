//! All automation of the project: `cargo xtask <command>`.
//!
//! `setup` brings what is missing, `dist` builds the web app, `run` serves it with sample data, `test` runs every
//! check, `bench` measures, `openapi` writes the API's description, `icons` the icon sprite, `tidy` holds the walls
//! between crates and features. Nothing here is linked into the product.

mod bench;
mod claim;
mod dist;
mod icons;
mod openapi;
mod places;
mod postgres;
mod run;
mod setup;
mod shell;
mod test;
mod tidy;

use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask <command>

  setup                              check and install everything that building and testing needs
  run [--port N] [--fast]            build everything and serve it with sample data, at one address
  dist [--fast]                      build the web app into dist/
  test [--fast] [FILTER…]            every check; with FILTER only tests whose names hold it
  bench [PART…] [--write]            measure detection, scan, open, page; write docs/benchmarks.md
  openapi [--check]                  write docs/openapi.json, or compare it
  icons                              write public/icons.svg from Lucide
  tidy                               hold the code against the walls of ARCHITECTURE.md

--fast builds the web app unoptimised: quicker to build, slower to load.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((command, rest)) = arguments.split_first() else {
        println!("{USAGE}");
        return ExitCode::from(2);
    };
    let result = match command.as_str() {
        "setup" => expect_flags(rest, &[]).and_then(|()| setup::everything()),
        "run" => run::command(rest),
        "dist" => expect_flags(rest, &["--fast"])
            .and_then(|()| dist::command(rest.iter().any(|flag| flag == "--fast"))),
        "test" => test::command(rest),
        "bench" => bench::command(rest),
        "openapi" => expect_flags(rest, &["--check"])
            .and_then(|()| openapi::command(rest.iter().any(|flag| flag == "--check"))),
        "icons" => expect_flags(rest, &[]).and_then(|()| icons::command()),
        "tidy" => expect_flags(rest, &[]).and_then(|()| tidy::command()),
        "help" | "--help" | "-h" => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        other => {
            eprintln!("There is no command `{other}`.\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nStopped: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Refuses arguments that a command does not know, rather than ignoring them.
fn expect_flags(given: &[String], known: &[&str]) -> anyhow::Result<()> {
    match given.iter().find(|flag| !known.contains(&flag.as_str())) {
        None => Ok(()),
        Some(unknown) => anyhow::bail!("`{unknown}` is not known here.\n\n{USAGE}"),
    }
}
