//! What opening a share costs the server, beside a bare axum handler that answers the same bytes: access check, view
//! count and audit row are all on and on disk, and every question comes from a new visitor.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use super::client::{Client, Share};
use super::report::{median, number, ratio, table};
use super::sample::Sample;
use super::serving::{Folder, Serving};
use super::{Bench, build_example};
use crate::shell::{output, program};

const MESSAGES: usize = 20;
const SECONDS: &str = "5";
/// What browsers say of compressed answers.
const BROWSER: &str = "gzip, deflate, br";
/// How many connections ask at once, and which compressed answers they take.
const CASES: [(usize, Option<&str>); 3] = [(2, None), (64, None), (64, Some(BROWSER))];

/// Measures on SQLite, and on PostgreSQL where `DISCREET_TEST_POSTGRES` names a server.
pub fn measure(bench: &Bench) -> Result<String> {
    let programs = Programs {
        bare: build_example("discreet-server", "bare")?,
        load: build_example("discreet-server", "load")?,
    };
    let mut rows = on(bench, &programs, "SQLite", None)?;
    let mut note = String::new();
    match std::env::var("DISCREET_TEST_POSTGRES") {
        Ok(server) if !server.is_empty() => {
            let database = Database::new(server)?;
            note = format!("PostgreSQL ran with {}.", database.settings()?);
            rows.extend(on(bench, &programs, "PostgreSQL", Some(&database.address))?);
        }
        _ => note += "Set `DISCREET_TEST_POSTGRES` to measure on PostgreSQL as well.",
    }
    Ok(format!(
        "`POST /s/{{id}}/open` of a public link to {MESSAGES} messages, with access check, view count, grant and \
         audit row, beside a bare axum handler that answers the same bytes; {SECONDS} seconds a side and round, on \
         loopback, the asking program on the same cores. *Packed*: the answer is asked for compressed, as browsers ask, \
         which the bare handler does not do. {note}\n\n{}",
        table(
            &[
                "Engine, connections",
                "Of bare",
                "Opens/s",
                "Bare/s",
                "p50 ms",
                "p99 ms",
                "Bare p99 ms",
                "Answer KiB"
            ],
            &rows
        )
    ))
}

struct Programs {
    bare: PathBuf,
    load: PathBuf,
}

fn on(
    bench: &Bench,
    programs: &Programs,
    engine: &str,
    database: Option<&str>,
) -> Result<Vec<Vec<String>>> {
    let folder = Folder::new()?;
    let ours = Serving::discreet(&bench.server, folder.path(), database)?;
    let mut member = Client::sign_in(ours.address)?;
    let share = member.share(&Sample::new(MESSAGES, false))?;
    let mut stranger = Client::stranger(ours.address);
    let answer = stranger.ask("POST", &share.open_path(), &share.open_body())?;
    let files = folder.path().join("files");
    std::fs::create_dir(&files)?;
    std::fs::write(files.join("open.json"), &answer)?;
    let bare = Serving::bare(&programs.bare, &files)?;

    let mut opened = 1;
    let mut rows = Vec::new();
    for (connections, coding) in CASES {
        let (mut one, mut other) = (Vec::new(), Vec::new());
        for round in 1..=bench.rounds {
            eprintln!(
                "{engine}, {connections} connections, {}, round {round} of {}",
                coding.unwrap_or("plain"),
                bench.rounds
            );
            let side =
                |address, path: &str| load(programs, address, path, &share, connections, coding);
            one.push(side(ours.address, &share.open_path())?);
            other.push(side(bare.address, "/open.json")?);
        }
        opened += one.iter().map(|load| load.requests).sum::<u64>();
        let rate = |loads: &[Load]| median(loads.iter().map(|load| load.rate));
        let ratios = one
            .iter()
            .zip(&other)
            .filter_map(|(one, other)| ratio(Some(one.rate), Some(other.rate)));
        let milliseconds =
            |loads: &[Load], of: fn(&Load) -> f64| number(median(loads.iter().map(of)), 2);
        rows.push(vec![
            format!(
                "{engine}, {connections}{}",
                if coding.is_some() { ", packed" } else { "" }
            ),
            format!("{} %", number(median(ratios).map(|ratio| ratio * 100.0), 1)),
            number(rate(&one), 0),
            number(rate(&other), 0),
            milliseconds(&one, |load| load.p50),
            milliseconds(&one, |load| load.p99),
            milliseconds(&other, |load| load.p99),
            number(median(one.iter().map(|load| load.kibibytes)), 1),
        ]);
    }
    // What was measured did happen: every answer was counted as a view.
    let views = member.get(&format!("/api/v1/shares/{}", share.id))?["views"].as_u64();
    if views != Some(opened) {
        bail!("{opened} opens were answered, but {views:?} views counted");
    }
    Ok(rows)
}

/// What the asking program tells.
struct Load {
    requests: u64,
    /// Answers a second.
    rate: f64,
    /// Milliseconds.
    p50: f64,
    p99: f64,
    /// Of one answer, on the wire.
    kibibytes: f64,
}

fn load(
    programs: &Programs,
    address: SocketAddr,
    path: &str,
    share: &Share,
    connections: usize,
    coding: Option<&str>,
) -> Result<Load> {
    let mut load = program(&programs.load.to_string_lossy());
    load.args([
        &address.to_string(),
        path,
        &share.open_body(),
        SECONDS,
        &connections.to_string(),
    ])
    .args(coding);
    let told: Value = serde_json::from_str(&output(&mut load)?)?;
    let of = |name: &str| {
        told[name]
            .as_f64()
            .with_context(|| format!("the asking program told no {name}"))
    };
    let requests = of("requests")?;
    Ok(Load {
        requests: told["requests"].as_u64().unwrap_or_default(),
        rate: requests / of("seconds")?,
        p50: of("p50_us")? / 1000.0,
        p99: of("p99_us")? / 1000.0,
        kibibytes: of("bytes")? / requests / 1024.0,
    })
}

/// A database of one's own on a PostgreSQL server; gone when dropped.
struct Database {
    server: String,
    name: String,
    address: String,
}

impl Database {
    fn new(server: String) -> Result<Self> {
        let name = format!("discreet_bench_{}", std::process::id());
        let (before, _) = server
            .rsplit_once('/')
            .context("DISCREET_TEST_POSTGRES names no database")?;
        let address = format!("{before}/{name}");
        let database = Self {
            server,
            name,
            address,
        };
        database.ask(&format!("CREATE DATABASE {}", database.name))?;
        Ok(database)
    }

    fn ask(&self, question: &str) -> Result<String> {
        output(program("psql").args([
            "-XAtq",
            "-v",
            "ON_ERROR_STOP=1",
            "-c",
            question,
            &self.server,
        ]))
    }

    /// Those that decide whether a commit waits for the disk.
    fn settings(&self) -> Result<String> {
        let of = |name: &str| {
            Ok(format!(
                "{name} {}",
                self.ask(&format!("SHOW {name}"))?.trim()
            ))
        };
        let all = ["fsync", "synchronous_commit"]
            .map(of)
            .into_iter()
            .collect::<Result<Vec<_>>>()?;
        Ok(all.join(" and "))
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Err(error) = self.ask(&format!("DROP DATABASE {} WITH (FORCE)", self.name)) {
            eprintln!("the database {} could not be removed: {error:#}", self.name);
        }
    }
}
