//! Scans lines of `{"id", "text"}` and prints lines of `{"id", "spans"}`, to score the detector.
//!
//! `cargo run --release -p discreet-redact --example jsonl -- FILE [MIN_CONFIDENCE]`

use std::io::{self, BufWriter, Write};
use std::{env, fs};

use discreet_redact::{Settings, scan_text};
use serde_json::{Value, json};

fn main() -> io::Result<()> {
    let mut args = env::args().skip(1);
    let file = args
        .next()
        .ok_or_else(|| io::Error::other("usage: jsonl FILE [MIN_CONFIDENCE]"))?;
    let mut settings = Settings::default();
    if let Some(confidence) = args.next().and_then(|text| text.parse().ok()) {
        settings.min_confidence = confidence;
    }
    let mut out = BufWriter::new(io::stdout().lock());
    for line in fs::read_to_string(file)?
        .lines()
        .filter(|line| !line.trim().is_empty())
    {
        let entry: Value = serde_json::from_str(line)?;
        let text = entry["text"].as_str().unwrap_or("");
        let spans: Vec<Value> = scan_text(text, &settings)
            .iter()
            .map(|f| json!({"start": f.start, "end": f.end, "label": f.label, "confidence": f.confidence, "why": f.explanation}))
            .collect();
        writeln!(out, "{}", json!({"id": entry["id"], "spans": spans}))?;
    }
    out.flush()
}
