//! The `discreet` program: everything it does stands in [`discreet_server::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    discreet_server::cli::run()
}
