//! How soon a recipient reads: a share opened cold in headless Chromium, beside a static, gzipped HTML page of the
//! same transcript, which nobody can beat.

use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use super::client::Client;
use super::report::{median, number, ratio, table};
use super::sample::Sample;
use super::serving::{Folder, Serving};
use super::{Bench, build_example};
use crate::places;
use crate::shell::{output, program};

const SIZES: [usize; 3] = [20, 1_000, 10_000];
const OURS: &str = "share";
const STATIC: &str = "static page";
/// What is on the wire, as the measuring script names it.
const KINDS: [&str; 6] = ["page", "program", "script", "style", "answers", "other"];

/// Measures every size, plain and throttled.
pub fn measure(bench: &Bench) -> Result<String> {
    let bare = build_example("discreet-server", "bare")?;
    let folder = Folder::new()?;
    let files = folder.path().join("files");
    std::fs::create_dir(&files)?;
    let ours = Serving::discreet(&bench.server, folder.path(), None)?;
    let mut member = Client::sign_in(ours.address)?;
    let mut pages = Vec::new();
    for size in SIZES {
        let sample = Sample::new(size, false);
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        packed.write_all(sample.html().as_bytes())?;
        std::fs::write(files.join(format!("{size}.html.gz")), packed.finish()?)?;
        pages.push((size, member.share(&sample)?, sample));
    }
    let bare = Serving::bare(&bare, &files)?;

    let mut cases = Vec::new();
    for throttled in [false, true] {
        for (size, share, sample) in &pages {
            cases.push(json!({
                "name": name(*size, throttled),
                "throttled": throttled,
                "first": sample.first_words(),
                "last": sample.last_words(),
                "sides": [
                    {"name": OURS, "url": format!("http://{}{}", ours.address, share.page())},
                    {"name": STATIC, "url": format!("http://{}/{size}.html.gz", bare.address)},
                ],
            }));
        }
    }
    let told = node(
        "page.mjs",
        &json!({"rounds": bench.rounds, "cases": cases}),
        folder.path(),
    )?;
    let loads = Loads(
        told["loads"]
            .as_array()
            .context("the measuring script told no loads")?,
    );
    Ok(format!(
        "A share opened cold, with a new browser each time, beside a static page of the same transcript: HTML with a \
         little style, gzipped, no script, off-screen chunks under `content-visibility`. *Throttled* is a processor \
         slowed 4 times and the developer tools' Fast 4G. *First*: milliseconds until the first message is on the \
         screen. *Last*: until the last one is, scrolling to the end from the first one's sight on. *Longest task*: \
         on the page's thread, from the start until all has arrived and is drawn, without scrolling. Chromium {}.\n\n\
         {}\n### On the wire\n\nKiB by kind, headers included, once all has arrived.\n\n{}",
        told["version"].as_str().unwrap_or("of unknown version"),
        times(&loads),
        bytes(&loads)
    ))
}

fn name(size: usize, throttled: bool) -> String {
    let size = number(u32::try_from(size).ok().map(f64::from), 0);
    if throttled {
        format!("{size}, throttled")
    } else {
        size
    }
}

/// Every load that was measured.
struct Loads<'told>(&'told [Value]);

impl Loads<'_> {
    /// The median over the rounds; `None` if a round did not get there.
    fn of(&self, case: &str, side: &str, member: &str) -> Option<f64> {
        let rounds = self
            .0
            .iter()
            .filter(|load| load["case"] == case && load["side"] == side);
        let values: Option<Vec<f64>> = rounds
            .map(|load| load.pointer(member).and_then(Value::as_f64))
            .collect();
        median(values?)
    }

    /// The worst of all rounds.
    fn worst(&self, case: &str, side: &str, member: &str) -> Option<f64> {
        let rounds = self
            .0
            .iter()
            .filter(|load| load["case"] == case && load["side"] == side);
        rounds
            .filter_map(|load| load.pointer(member)?.as_f64())
            .max_by(f64::total_cmp)
    }
}

fn times(loads: &Loads<'_>) -> String {
    let mut rows = Vec::new();
    for throttled in [false, true] {
        for size in SIZES {
            let case = name(size, throttled);
            let of = |side, member| loads.of(&case, side, member);
            let both = |member| {
                format!(
                    "{} / {}",
                    number(of(OURS, member), 0),
                    number(of(STATIC, member), 0)
                )
            };
            let times = |member| number(ratio(of(OURS, member), of(STATIC, member)), 2);
            let later = of(OURS, "/first_ms")
                .zip(of(STATIC, "/first_ms"))
                .map(|(ours, bare)| ours - bare);
            let task = |side| match loads.worst(&case, side, "/longest_task_ms") {
                Some(longest) if longest > 0.0 => number(Some(longest), 0),
                Some(_) => "< 50".to_owned(),
                None => "–".to_owned(),
            };
            rows.push(vec![
                case.clone(),
                times("/first_ms"),
                number(later, 0),
                both("/first_ms"),
                times("/last_ms"),
                both("/last_ms"),
                format!("{} / {}", task(OURS), task(STATIC)),
            ]);
        }
    }
    table(
        &[
            "Messages",
            "First, times static",
            "ms later",
            "First, share / static",
            "Last, times static",
            "Last, share / static",
            "Longest task, worst round",
        ],
        &rows,
    )
}

fn bytes(loads: &Loads<'_>) -> String {
    let mut rows = Vec::new();
    for size in SIZES {
        let case = name(size, false);
        let kibibytes = |side, kind: &str| {
            loads
                .of(&case, side, &format!("/bytes/{kind}"))
                .map(|bytes| bytes / 1024.0)
        };
        let all: Option<Vec<f64>> = KINDS.iter().map(|kind| kibibytes(OURS, kind)).collect();
        let mut row = vec![case.clone(), number(all.map(|all| all.iter().sum()), 1)];
        row.extend(KINDS.iter().map(|kind| number(kibibytes(OURS, kind), 1)));
        row.push(number(kibibytes(STATIC, "page"), 1));
        rows.push(row);
    }
    let mut head = vec!["Messages", "Share, all"];
    head.extend(KINDS);
    head.push("Static page");
    table(&head, &rows)
}

/// Runs a measuring script on a plan and returns what it tells. Its error output is progress for people.
pub fn node(script: &str, plan: &Value, folder: &Path) -> Result<Value> {
    let file = folder.join("plan.json");
    std::fs::write(&file, plan.to_string())?;
    let root = places::root();
    let mut node = program("node");
    node.arg(root.join("xtask/src/bench").join(script))
        .arg(&file)
        .arg(&root);
    let told = output(node.stderr(std::process::Stdio::inherit()))?;
    serde_json::from_str(&told).with_context(|| format!("{script} wrote no JSON"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_that_did_not_get_there_is_not_hidden_by_the_others() {
        let told = [
            json!({"case": "20", "side": OURS, "first_ms": 100, "last_ms": 300}),
            json!({"case": "20", "side": OURS, "first_ms": 200, "last_ms": null}),
        ];
        let loads = Loads(&told);
        assert_eq!(loads.of("20", OURS, "/first_ms"), Some(150.0));
        assert_eq!(loads.of("20", OURS, "/last_ms"), None);
        assert_eq!(loads.worst("20", OURS, "/last_ms"), Some(300.0));
        assert_eq!(loads.of("20", STATIC, "/first_ms"), None);
    }
}
