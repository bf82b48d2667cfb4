//! How fast `discreet import` brings conversations in, beside only reading and understanding them (`--dry-run`): what
//! is left is storing, indexing and the trail.

use std::path::Path;
use std::time::Instant;

use anyhow::{Result, bail};
use serde_json::json;

use super::Bench;
use super::report::{median, number, ratio, table};
use super::sample::Sample;
use super::serving::{Folder, Serving};
use crate::shell::program;

const CONVERSATIONS: usize = 2_000;
const MESSAGES: usize = 20;

/// Measures on SQLite, each round into an installation of its own.
pub fn measure(bench: &Bench) -> Result<String> {
    let folder = Folder::new()?;
    let file = folder.path().join("conversations.json");
    let one = Sample::new(MESSAGES, false).json();
    let all: Vec<_> = (1..=CONVERSATIONS)
        .map(|number| {
            let mut conversation = one.clone();
            conversation["source"] = json!({"system": "bench", "id": number.to_string()});
            conversation
        })
        .collect();
    let text = serde_json::to_string(&all)?;
    std::fs::write(&file, &text)?;
    let megabytes = f64::from(u32::try_from(text.len())?) / 1_000_000.0;

    let (mut looked, mut stored) = (Vec::new(), Vec::new());
    for round in 1..=bench.rounds {
        eprintln!("import, round {round} of {}", bench.rounds);
        let installation = Folder::new()?;
        // Sample data is made at the first start; nothing is served while something is brought in.
        drop(Serving::discreet(&bench.server, installation.path(), None)?);
        let data = installation.path().join("data");
        looked.push(megabytes / seconds(&bench.server, &data, &file, true)?);
        stored.push(megabytes / seconds(&bench.server, &data, &file, false)?);
    }
    let times = stored
        .iter()
        .zip(&looked)
        .filter_map(|(stored, looked)| ratio(Some(*stored), Some(*looked)));
    let rate = median(stored.iter().map(|speed| speed / megabytes))
        .map(|files| files * f64::from(u32::try_from(CONVERSATIONS).unwrap_or(u32::MAX)));
    Ok(format!(
        "`discreet import` of one file with {} conversations of {MESSAGES} messages each, {} MB, into SQLite, the \
         program's start included, beside the same with `--dry-run`.\n\n{}",
        number(u32::try_from(CONVERSATIONS).ok().map(f64::from), 0),
        number(Some(megabytes), 1),
        table(
            &[
                "Import",
                "Of only looking",
                "MB/s",
                "Conversations/s",
                "Looking, MB/s"
            ],
            &[vec![
                "SQLite".to_owned(),
                format!("{} %", number(median(times).map(|part| part * 100.0), 0)),
                number(median(stored), 1),
                number(rate, 0),
                number(median(looked), 1),
            ]]
        )
    ))
}

fn seconds(server: &Path, data: &Path, file: &Path, dry_run: bool) -> Result<f64> {
    let mut import = program(&server.to_string_lossy());
    import
        .args(["import", "--owner", "agent@acme.example", "--data"])
        .arg(data)
        .args(dry_run.then_some("--dry-run"))
        .arg(file)
        .env_remove("DATABASE_URL")
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null());
    let began = Instant::now();
    let status = import.status()?;
    let took = began.elapsed().as_secs_f64();
    if !status.success() {
        bail!("the import ended with {status}");
    }
    Ok(took)
}
