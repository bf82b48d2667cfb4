//! `cargo xtask run`: everything from nothing to a page in the browser.

use std::net::TcpListener;

use anyhow::{Context as _, Result, bail};

use crate::claim::claim;
use crate::shell::{cargo, program, run};
use crate::{dist, places, setup};

const USUAL_PORT: u16 = 8080;
const PASSWORD: &str = "discreet-demo";

/// `cargo xtask run [--port N] [--fast]`.
pub fn command(arguments: &[String]) -> Result<()> {
    let wish = Wish::from_arguments(arguments)?;
    setup::for_building()?;
    dist::build(wish.fast)?;
    build_server()?;

    let port = free_port(wish.port)?;
    if port != wish.port {
        println!("Port {} is taken; taking {port} instead.", wish.port);
    }
    let data = places::demo_data();
    std::fs::create_dir_all(&data).with_context(|| format!("{} cannot be made", data.display()))?;
    let password = std::env::var("DISCREET_DEMO_PASSWORD").unwrap_or_else(|_| PASSWORD.to_owned());
    println!(
        "\n  Discreet      http://127.0.0.1:{port}/\n  \
         sign in as    agent@acme.example      works with conversations and shares them\n  \
         or            reviewer@acme.example, admin@acme.example, viewer@acme.example\n  \
         elsewhere     outsider@other.example, admin@other.example\n  \
         password      {password}\n  \
         sample data   {}\n\n  Ctrl+C stops it.\n",
        data.display()
    );
    let server = places::target().join("release/discreet");
    let mut serve = program(&server.to_string_lossy());
    serve
        .args([
            "serve",
            "--demo",
            "--listen",
            &format!("127.0.0.1:{port}"),
            "--data",
        ])
        .arg(&data);
    run(serve
        .env("DISCREET_DEMO_PASSWORD", password)
        .env_remove("DATABASE_URL"))
}

/// Builds the server, which takes `dist/` into itself.
pub fn build_server() -> Result<()> {
    let _claim = claim(&places::target(), &places::root())?;
    println!("Building the server (usually 5 minutes from nothing, seconds afterwards) …");
    run(cargo().args([
        "build",
        "--release",
        "--quiet",
        "--package",
        "discreet-server",
    ]))
}

#[derive(Debug, PartialEq)]
struct Wish {
    port: u16,
    fast: bool,
}

impl Wish {
    fn from_arguments(arguments: &[String]) -> Result<Self> {
        let mut wish = Self {
            port: USUAL_PORT,
            fast: false,
        };
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            match argument.as_str() {
                "--fast" => wish.fast = true,
                "--port" => {
                    let number = rest.next().context("--port needs a number behind it")?;
                    wish.port =
                        number
                            .parse()
                            .ok()
                            .filter(|port| *port > 0)
                            .with_context(|| {
                                format!(
                                    "`{number}` is not a port: expected a number from 1 to 65535"
                                )
                            })?;
                }
                other => bail!("`{other}` is not known here: expected --port N or --fast"),
            }
        }
        Ok(wish)
    }
}

/// The wished port, or the next one that nobody listens on.
fn free_port(wished: u16) -> Result<u16> {
    (wished..=wished.saturating_add(50))
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .with_context(|| format!("no port from {wished} on is free"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(arguments: &[&str]) -> Result<Wish> {
        Wish::from_arguments(
            &arguments
                .iter()
                .map(|&word| word.to_owned())
                .collect::<Vec<_>>(),
        )
    }

    #[test]
    fn a_port_can_be_wished_for() {
        assert_eq!(
            wish(&[]).unwrap(),
            Wish {
                port: 8080,
                fast: false
            }
        );
        assert_eq!(
            wish(&["--port", "9000", "--fast"]).unwrap(),
            Wish {
                port: 9000,
                fast: true
            }
        );
        for wrong in [
            &["--port"][..],
            &["--port", "0"],
            &["--port", "x"],
            &["--quick"],
        ] {
            assert!(wish(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_taken_port_gives_the_next_one() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = taken.local_addr().unwrap().port();
        assert!(free_port(port).unwrap() > port);
    }
}
