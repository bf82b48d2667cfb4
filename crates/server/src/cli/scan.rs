//! `discreet scan`: the detector as a gate in a pipeline.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use discreet_redact::{Finding, Settings, scan_text};
use serde::{Deserialize, Serialize};

use super::scanned::{self, Content, Wanted};
use super::{Answer, Failure, Outcome, complain, count, table};

/// Lists what is sensitive in a file. The text itself is not shown, so that a log of it may be kept.
#[derive(Args)]
pub struct Scan {
    /// Plain text, or conversations of our own JSON; `-` reads the standard input.
    file: PathBuf,

    /// Print a JSON array of findings instead of a table.
    #[arg(long, conflicts_with = "jsonl")]
    json: bool,

    /// Read one `{"id", "text"}` a line and print one `{"id", "spans": [{"start", "end", "label", "confidence"}]}`
    /// for each. Offsets count Unicode scalar values.
    #[arg(long)]
    jsonl: bool,

    #[command(flatten)]
    wanted: Wanted,
}

impl Scan {
    /// Scans.
    pub fn run(self) -> Outcome {
        let settings = self.wanted.settings();
        if self.jsonl {
            return scan_lines(&self.file, &settings);
        }
        let found = match scanned::read(&self.file)? {
            Content::Plain(text) => {
                let lines = Lines::of(&text);
                let found = scan_text(&text, &settings).into_iter();
                found
                    .map(|finding| Found {
                        place: lines.place(finding.start),
                        conversation: None,
                        finding,
                    })
                    .collect()
            }
            Content::Conversations(all) => in_conversations(&all, &settings),
        };
        let mut out = BufWriter::new(std::io::stdout());
        if self.json {
            serde_json::to_writer_pretty(&mut out, &found).map_err(std::io::Error::from)?;
            writeln!(out)?;
        } else {
            out.write_all(lines(&found).as_bytes())?;
        }
        out.flush()?;
        Ok(Answer::no_if(!found.is_empty()))
    }
}

/// A finding, and where it is for people.
#[derive(Serialize)]
struct Found {
    /// Which conversation of the file, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    conversation: Option<usize>,
    #[serde(flatten)]
    finding: Finding,
    #[serde(skip)]
    place: String,
}

fn in_conversations(
    all: &[discreet_transcript::model::Conversation],
    settings: &Settings,
) -> Vec<Found> {
    let several = all.len() > 1;
    let mut found = Vec::new();
    for (at, conversation) in (1..).zip(all) {
        for finding in scanned::scan_conversation(conversation, settings) {
            let place = if several {
                format!("{at}: {}", place(&finding))
            } else {
                place(&finding)
            };
            found.push(Found {
                conversation: Some(at),
                place,
                finding,
            });
        }
    }
    found
}

/// "message 3, 10-25", "note 1, 0-8", "title, 4-9". Items are counted from 1 for people.
fn place(finding: &Finding) -> String {
    let field = serde_json::to_value(finding.field).ok();
    let mut place = field
        .as_ref()
        .and_then(|field| field.as_str())
        .unwrap_or_default()
        .replace('_', " ");
    if let Some(item) = finding.item {
        place.extend([" ", &(item + 1).to_string()]);
    }
    match finding.message {
        Some(number) if place == "message" => place.extend([" ", &number.to_string()]),
        Some(number) => place.extend([" of message ", &number.to_string()]),
        None => {}
    }
    format!("{place}, {}-{}", finding.start, finding.end)
}

fn lines(found: &[Found]) -> String {
    let row = |found: &Found| {
        vec![
            found.place.clone(),
            found.finding.label.code().to_owned(),
            format!("{:.2}", found.finding.confidence),
            found.finding.explanation.clone(),
        ]
    };
    let rows: Vec<_> = found.iter().map(row).collect();
    let list = if rows.is_empty() {
        String::new()
    } else {
        table(&["where", "what", "sure", "why"], &rows)
    };
    format!("{list}{}\n", count(found.len(), "finding", "findings"))
}

/// Where lines begin, to say line and column of an offset.
struct Lines {
    /// First scalar value of each line.
    starts: Vec<u32>,
}

impl Lines {
    fn of(text: &str) -> Self {
        let after_breaks = (1..)
            .zip(text.chars())
            .filter(|(_, c)| *c == '\n')
            .map(|(next, _)| next);
        Self {
            starts: std::iter::once(0).chain(after_breaks).collect(),
        }
    }

    fn place(&self, offset: u32) -> String {
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = line
            .checked_sub(1)
            .and_then(|at| self.starts.get(at))
            .copied()
            .unwrap_or(0);
        format!("{line}:{}", offset - start + 1)
    }
}

#[derive(Deserialize)]
struct LineIn {
    id: serde_json::Value,
    text: String,
}

#[derive(Serialize)]
struct LineOut {
    id: serde_json::Value,
    spans: Vec<Span>,
}

#[derive(Serialize)]
struct Span {
    start: u32,
    end: u32,
    label: &'static str,
    confidence: f32,
}

fn scan_lines(file: &Path, settings: &Settings) -> Outcome {
    let input: Box<dyn BufRead> = if file.as_os_str() == "-" {
        Box::new(std::io::stdin().lock())
    } else {
        let opened = File::open(file)
            .map_err(|error| Failure(format!("{} cannot be read: {error}", file.display())))?;
        Box::new(BufReader::new(opened))
    };
    scan_each(input, BufWriter::new(std::io::stdout().lock()), settings)
}

/// Answers every line that can be read, and says which could not.
fn scan_each(mut input: impl BufRead, mut out: impl Write, settings: &Settings) -> Outcome {
    let (mut found, mut unread) = (false, 0_usize);
    let mut bytes = Vec::new();
    for number in 1_usize.. {
        bytes.clear();
        let read = input.read_until(b'\n', &mut bytes);
        if read.map_err(|error| Failure(format!("line {number} cannot be read: {error}")))? == 0 {
            break;
        }
        if bytes.trim_ascii().is_empty() {
            continue;
        }
        let line: LineIn = match serde_json::from_slice(&bytes) {
            Ok(line) => line,
            Err(error) => {
                unread += 1;
                let error = error.to_string();
                let why = error.split(" at line ").next().unwrap_or_default();
                complain(&format!("line {number} is not {{\"id\", \"text\"}}: {why}"));
                continue;
            }
        };
        let spans: Vec<_> = scan_text(&line.text, settings).iter().map(span).collect();
        found |= !spans.is_empty();
        serde_json::to_writer(&mut out, &LineOut { id: line.id, spans })
            .map_err(std::io::Error::from)?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    if unread > 0 {
        return Err(Failure(format!(
            "{} could not be read",
            count(unread, "line", "lines")
        )));
    }
    Ok(Answer::no_if(found))
}

fn span(finding: &Finding) -> Span {
    Span {
        start: finding.start,
        end: finding.end,
        label: finding.label.code(),
        confidence: finding.confidence,
    }
}

#[cfg(test)]
mod tests {
    use discreet_redact::Label;

    use super::*;

    fn check(input: &str) -> (Outcome, String) {
        let mut out = Vec::new();
        let outcome = scan_each(input.as_bytes(), &mut out, &Settings::default());
        (outcome, String::from_utf8(out).unwrap())
    }

    #[test]
    fn every_line_is_answered_by_a_line_with_its_id() {
        let (outcome, out) =
            check("{\"id\":\"a\",\"text\":\"hello\",\"more\":1}\n\n{\"id\":7,\"text\":\"again\"}");
        assert_eq!(
            out,
            "{\"id\":\"a\",\"spans\":[]}\n{\"id\":7,\"spans\":[]}\n"
        );
        assert_eq!(outcome.unwrap(), Answer::Yes);
    }

    #[test]
    fn a_finding_is_answered_by_its_span() {
        let (outcome, out) = check("{\"id\":1,\"text\":\"Write to sam@acme.example, please.\"}\n");
        let line: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!(line["spans"][0]["label"], "EMAIL");
        assert_eq!(
            (
                line["spans"][0]["start"].as_u64(),
                line["spans"][0]["end"].as_u64()
            ),
            (Some(9), Some(25))
        );
        assert_eq!(outcome.unwrap(), Answer::No);
    }

    #[test]
    fn a_line_that_cannot_be_read_does_not_stop_the_others() {
        let (outcome, out) = check("nonsense\n{\"id\":1,\"text\":\"fine\"}\n");
        assert_eq!(out, "{\"id\":1,\"spans\":[]}\n");
        assert!(outcome.is_err());
    }

    #[test]
    fn places_are_lines_and_columns() {
        let lines = Lines::of("ab\n🙂d\n");
        assert_eq!(
            [0, 2, 3, 4, 6].map(|offset| lines.place(offset)),
            ["1:1", "1:3", "2:1", "2:2", "3:1"]
        );
    }

    #[test]
    fn a_place_in_a_conversation_is_named_in_words() {
        let finding = Finding {
            field: discreet_redact::Field::CitationTitle,
            message: Some(3),
            item: Some(0),
            start: 4,
            end: 9,
            label: Label::Email,
            confidence: 1.0,
            severity: Label::Email.severity(),
            explanation: String::new(),
            group: String::new(),
        };
        assert_eq!(place(&finding), "citation title 1 of message 3, 4-9");
    }
}
