//! How fast the detector scans: natively over prose, code and hostile text, and in the browser's worker over a long
//! conversation, where the page must stay free and the findings must be the same.

use std::collections::BTreeSet;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};

use super::page::node;
use super::report::{median, number, ratio, table};
use super::sample::Sample;
use super::serving::{Folder, Serving};
use super::{Bench, build_example};
use crate::shell::{output, program};

const MESSAGES: usize = 10_000;
/// How many bytes of text the workspace sends to its worker at a time.
const PIECE: usize = 512 * 1024;

/// Measures both.
pub fn measure(bench: &Bench) -> Result<String> {
    Ok(format!("{}\n{}", native(bench)?, worker(bench)?))
}

fn native(bench: &Bench) -> Result<String> {
    let example = build_example("discreet-redact", "speed")?;
    let mut rounds = Vec::new();
    for round in 1..=bench.rounds {
        eprintln!("native, round {round} of {}", bench.rounds);
        let said = output(&mut program(&example.to_string_lossy()))?;
        rounds.push(said.lines().filter_map(speed).collect::<Vec<_>>());
    }
    let names: Vec<String> = rounds
        .first()
        .into_iter()
        .flatten()
        .map(|(name, _)| name.clone())
        .collect();
    if names.is_empty() {
        bail!("the example printed no speeds");
    }
    let all: Vec<Measured> = names
        .into_iter()
        .map(|name| {
            let speeds = |of: &str| -> Vec<Option<f64>> {
                let find = |round: &Vec<(String, f64)>| {
                    round
                        .iter()
                        .find(|(name, _)| name == of)
                        .map(|(_, speed)| *speed)
                };
                rounds.iter().map(find).collect()
            };
            let own = speeds(&name);
            // Within a round, so that other work on the machine slows both.
            let beside = speeds("prose")
                .into_iter()
                .zip(&own)
                .filter_map(|(prose, own)| ratio(prose, *own));
            Measured {
                times: median(beside),
                speed: median(own.iter().copied().flatten()),
                name,
            }
        })
        .collect();
    Ok(format!(
        "### Natively, one thread, a megabyte each\n\n*Times prose* is the time a byte takes beside a byte of prose; \
         hostile text is one line of a megabyte.\n\n{}",
        native_table(all)
    ))
}

struct Measured {
    name: String,
    times: Option<f64>,
    speed: Option<f64>,
}

/// Prose and code first, then hostile text, the worst first.
fn native_table(all: Vec<Measured>) -> String {
    let (mut hostile, plain): (Vec<_>, Vec<_>) = all
        .into_iter()
        .partition(|measured| !["prose", "code"].contains(&measured.name.as_str()));
    hostile.sort_by(|one, other| {
        other
            .times
            .unwrap_or_default()
            .total_cmp(&one.times.unwrap_or_default())
    });
    let row = |measured: Measured| {
        vec![
            measured.name,
            number(measured.times, 2),
            number(measured.speed, 1),
        ]
    };
    let rows: Vec<_> = plain.into_iter().chain(hostile).map(row).collect();
    table(&["Text", "Times prose", "MB/s"], &rows)
}

/// `name   12.3 MB/s  …`.
fn speed(line: &str) -> Option<(String, f64)> {
    let (before, _) = line.split_once(" MB/s")?;
    let (name, speed) = before.rsplit_once(' ')?;
    Some((name.trim().to_owned(), speed.parse().ok()?))
}

fn worker(bench: &Bench) -> Result<String> {
    let folder = Folder::new()?;
    let sample = Sample::new(MESSAGES, true);
    let file = folder.path().join("conversation.json");
    std::fs::write(&file, sample.json().to_string())?;
    let question = folder.path().join("question.json");
    std::fs::write(&question, sample.scan_json().to_string())?;
    let server = Serving::discreet(&bench.server, folder.path(), None)?;

    let (mut natively, mut in_worker) = (Vec::new(), Vec::new());
    let mut same = true;
    for round in 1..=bench.rounds {
        eprintln!("worker, round {round} of {}", bench.rounds);
        let began = Instant::now();
        let mut scan = program(&bench.server.to_string_lossy());
        let said = scan.args(["scan", "--json"]).arg(&file).output()?;
        natively.push(began.elapsed().as_secs_f64());
        let native: Vec<Value> =
            serde_json::from_slice(&said.stdout).context("`discreet scan` wrote no JSON")?;
        let plan = json!({"url": format!("http://{}/", server.address), "question": question, "piece": PIECE});
        let mut told = node("scan.mjs", &plan, folder.path())?;
        let Value::Array(found) = told["findings"].take() else {
            bail!("the worker told no findings");
        };
        if native.is_empty() {
            bail!("nothing was found natively, so there is nothing to compare");
        }
        same &= spans(&native) == spans(&found) && native.len() == found.len();
        in_worker.push((told, found.len()));
    }
    let of = |name: &str| median(in_worker.iter().filter_map(|(told, _)| told[name].as_f64()));
    #[expect(clippy::cast_precision_loss, reason = "a few megabytes")]
    let megabytes = sample.body_bytes() as f64 / 1e6;
    let speed = of("scanned_ms").map(|took| megabytes / (took / 1000.0));
    let native_speed = median(natively).map(|took| megabytes / took);
    let longest = in_worker
        .iter()
        .filter_map(|(told, _)| told["longest_task_ms"].as_f64())
        .fold(0.0, f64::max);
    let found = in_worker.first().map_or(0, |(_, found)| *found);
    let rows = [
        (
            "Worker beside `discreet scan`, MB/s over MB/s",
            number(ratio(speed, native_speed), 2),
        ),
        (
            "Same findings, span by span",
            format!("{} ({found})", if same { "yes" } else { "NO" }),
        ),
        (
            "First findings after the worker was ready, ms",
            number(of("first_findings_ms"), 0),
        ),
        (
            "Longest task on the page's thread while scanning, any round, ms",
            if longest > 0.0 {
                number(Some(longest), 0)
            } else {
                "none over 50".to_owned()
            },
        ),
        (
            "of which until the text was sent over, in pieces of 512 KiB when the page is idle, ms",
            number(of("sent_ms"), 0),
        ),
        (
            "Worker ready after the page asked for it, ms",
            number(of("ready_ms"), 0),
        ),
        ("Worker, MB/s", number(speed, 1)),
        (
            "`discreet scan --json`, start and reading included, MB/s",
            number(native_speed, 1),
        ),
    ];
    Ok(format!(
        "### In Chromium's worker\n\nA conversation of {MESSAGES} messages, {megabytes:.1} MB of text, is sent to the \
         worker that the workspace page names; its reports are read by the page as they come.\n\n{}",
        table(
            &["", ""],
            &rows.map(|(name, value)| vec![name.to_owned(), value])
        )
    ))
}

/// What was found where, for comparing.
fn spans(findings: &[Value]) -> BTreeSet<String> {
    let span = |finding: &Value| {
        [
            "field",
            "message",
            "item",
            "start",
            "end",
            "label",
            "confidence",
        ]
        .map(|name| finding.get(name).unwrap_or(&Value::Null).to_string())
        .join(" ")
    };
    findings.iter().map(span).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speeds_are_read_from_what_the_example_prints() {
        let line = "1 1 1             31.5 MB/s   0.42 x prose time  0 findings";
        assert_eq!(speed(line), Some(("1 1 1".to_owned(), 31.5)));
        assert_eq!(speed("something else"), None);
    }

    #[test]
    fn findings_differ_by_place_or_label_and_absent_members_are_null() {
        let finding = |end: u32| json!({"field": "message", "message": 1, "start": 0, "end": end, "label": "EMAIL"});
        let explicit = json!({"field": "message", "message": 1, "item": null, "start": 0, "end": 4, "label": "EMAIL"});
        assert_eq!(spans(&[finding(4)]), spans(&[explicit]));
        assert_ne!(spans(&[finding(4)]), spans(&[finding(5)]));
    }
}
