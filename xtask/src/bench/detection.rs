//! How much of what is sensitive the detector finds, and how often it cries wolf: scored on labelled texts, which are
//! not part of the repository, by a scorer that is not either.

use std::fs::File;
use std::path::Path;
use std::process::Stdio;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use super::Bench;
use super::report::{number, table};
use super::serving::Folder;
use crate::shell::{output, program};

const NEEDED: &str = "\
Not measured: give labelled texts by `--data FOLDER` (files `*.jsonl` of `{\"id\", \"text\", \"spans\"}` and a \
`meta.json` that says which labels each file annotates) and a scorer by `--scorer FILE` (called as \
`FILE --suite FOLDER PREDICTIONS --json`).";

/// Scans every file of the folder and has the spans scored.
pub fn measure(bench: &Bench, data: Option<&Path>, scorer: Option<&Path>) -> Result<String> {
    let (Some(data), Some(scorer)) = (data, scorer) else {
        return Ok(NEEDED.to_owned());
    };
    let (data, scorer) = (std::path::absolute(data)?, std::path::absolute(scorer)?);
    let predictions = Folder::new()?;
    let listed =
        std::fs::read_dir(&data).with_context(|| format!("{} cannot be read", data.display()))?;
    let mut files = 0;
    for entry in listed {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "jsonl") {
            scan(bench, &path, predictions.path())?;
            files += 1;
        }
    }
    if files == 0 {
        bail!("{} holds no .jsonl", data.display());
    }
    let mut score = program("python3");
    let scores = output(
        score
            .arg(scorer)
            .arg("--suite")
            .arg(&data)
            .arg(predictions.path())
            .arg("--json"),
    )?;
    Ok(told(
        &serde_json::from_str(&scores).context("the scorer wrote no JSON")?,
    ))
}

fn scan(bench: &Bench, file: &Path, predictions: &Path) -> Result<()> {
    let name = file.file_name().unwrap_or_default();
    eprintln!("scanning {}", name.to_string_lossy());
    let mut scan = program(&bench.server.to_string_lossy());
    scan.args(["scan", "--jsonl"])
        .arg(file)
        .stdout(File::create(predictions.join(name))?);
    let status = scan.stdin(Stdio::null()).status()?;
    // 1 says that something was found.
    if !matches!(status.code(), Some(0 | 1)) {
        bail!(
            "`discreet scan` ended with {status} on {}",
            name.to_string_lossy()
        );
    }
    Ok(())
}

fn told(scores: &Value) -> String {
    let mut rows = Vec::new();
    for (name, score) in scores.as_object().into_iter().flatten() {
        let of = |pointer: &str, decimals| {
            number(score.pointer(pointer).and_then(Value::as_f64), decimals)
        };
        let sensitive = score.pointer("/core/gold").and_then(Value::as_u64) != Some(0);
        rows.push(vec![
            name.replace('_', " "),
            of("/core/gold", 0),
            of("/core/recall", 2),
            of("/core/recall_compat", 2),
            // Of texts without anything to find it could only be 0.
            if sensitive {
                of("/core/precision", 2)
            } else {
                "–".to_owned()
            },
            of("/core/f1", 2),
            of("/core/leak", 2),
            of("/core/wrong", 0),
            of("/fp10k_core", 1),
        ]);
    }
    format!(
        "By default settings, labels DATE, LOCATION, ORGANIZATION and URL left out of the score. *Leak* is the share \
         of sensitive characters that no finding covers, *false alarms* are the wrong findings per 10,000 words. Files \
         that only list what must be found have no precision; files that hold nothing sensitive have no recall.\n\n{}",
        table(
            &[
                "Texts",
                "To find",
                "Recall",
                "Recall, right kind",
                "Precision",
                "F1",
                "Leak",
                "Wrong",
                "False alarms"
            ],
            &rows
        )
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_that_a_file_does_not_have_is_a_dash() {
        let scores = serde_json::json!({"neg_docs": {"core": {"gold": 0, "precision": 0.0, "wrong": 3}, "fp10k_core": 5.96}});
        assert!(
            told(&scores).ends_with("| neg docs | 0 | – | – | – | – | – | 3 | 6.0 |\n"),
            "{}",
            told(&scores)
        );
    }
}
