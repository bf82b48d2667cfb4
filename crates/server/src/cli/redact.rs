//! `discreet redact`: a file without what is sensitive in it.
//!
//! Conversations are printed as plain text: title and messages, never log, metadata, notes or contact.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use discreet_redact::decisions::Ordinals;
use discreet_redact::{Field, Finding, scan_text};
use discreet_transcript::model::Conversation;

use super::scanned::{self, Content, Wanted};
use super::{Answer, Outcome, complain, count};
use crate::conversations::wire::sender_labels;

/// Prints a file with `[REDACTED: kind n]` in place of credentials, payment data and government ids, or, with
/// `--min-confidence`, of everything found at least that certain.
#[derive(Args)]
pub struct Redact {
    /// Plain text, or conversations of our own JSON, which are printed as text; `-` reads the standard input.
    file: PathBuf,

    #[command(flatten)]
    wanted: Wanted,
}

impl Redact {
    /// Redacts.
    pub fn run(self) -> Outcome {
        let settings = self.wanted.settings();
        let mut redactor = Redactor {
            everything: self.wanted.min_confidence.is_some(),
            ..Redactor::default()
        };
        let text = match scanned::read(&self.file)? {
            Content::Plain(text) => redactor.redact(&text, &scan_text(&text, &settings)),
            Content::Conversations(all) => {
                let texts: Vec<_> = all
                    .iter()
                    .map(|conversation| {
                        redactor.conversation(
                            conversation,
                            &scanned::scan_conversation(conversation, &settings),
                        )
                    })
                    .collect();
                texts.join("\n\n")
            }
        };
        let mut out = std::io::stdout();
        out.write_all(text.as_bytes())?;
        out.flush()?;
        if redactor.left > 0 {
            let were = count(redactor.left, "finding was", "findings were");
            complain(&format!(
                "{were} left in; --min-confidence takes them out too"
            ));
        }
        Ok(Answer::no_if(redactor.hidden + redactor.left > 0))
    }
}

/// Hides findings, numbering values across all texts of one file.
#[derive(Default)]
struct Redactor {
    ordinals: Ordinals,
    /// Everything found is hidden, not only what is preset.
    everything: bool,
    hidden: usize,
    left: usize,
}

impl Redactor {
    fn conversation(&mut self, conversation: &Conversation, findings: &[Finding]) -> String {
        let title: Vec<_> = findings
            .iter()
            .filter(|finding| finding.field == Field::Title)
            .cloned()
            .collect();
        let mut text = self.redact(conversation.head.title.as_str(), &title);
        text.push('\n');
        for (message, label) in conversation
            .messages
            .iter()
            .zip(sender_labels(&conversation.messages))
        {
            let is_here = |finding: &&Finding| {
                finding.field == Field::Message && finding.message == Some(message.number)
            };
            let here: Vec<_> = findings.iter().filter(is_here).cloned().collect();
            text.extend(["\n", &message.number.to_string(), "  ", &label, "\n"]);
            text.push_str(&self.redact(message.body.as_str(), &here));
            text.push('\n');
        }
        text
    }

    /// The text with placeholders. Findings that overlap are hidden by one.
    fn redact(&mut self, text: &str, findings: &[Finding]) -> String {
        let (mut hide, left): (Vec<_>, Vec<_>) = findings
            .iter()
            .partition(|finding| self.everything || finding.label.is_preset());
        self.left += left.len();
        self.hidden += hide.len();
        hide.sort_by_key(|finding| (finding.start, std::cmp::Reverse(finding.end)));
        let mut ranges: Vec<(u32, u32, &Finding)> = Vec::with_capacity(hide.len());
        for finding in hide {
            match ranges.last_mut() {
                Some((_, end, _)) if finding.start < *end => *end = (*end).max(finding.end),
                _ => ranges.push((finding.start, finding.end, finding)),
            }
        }
        let mut redacted = String::with_capacity(text.len());
        let mut rest = text;
        let mut at = 0;
        for (start, end, finding) in ranges {
            let (before, after) = split(rest, start - at);
            let (value, after) = split(after, end - start);
            redacted.push_str(before);
            let number = self.ordinals.number(finding.label, value);
            let kind = finding.label.code().to_lowercase().replace('_', " ");
            redacted.extend(["[REDACTED: ", &kind, " ", &number.to_string(), "]"]);
            rest = after;
            at = end;
        }
        redacted.push_str(rest);
        redacted
    }
}

/// The text up to so many scalar values, and the rest.
fn split(text: &str, scalars: u32) -> (&str, &str) {
    let at = text
        .char_indices()
        .nth(scalars as usize)
        .map_or(text.len(), |(at, _)| at);
    text.split_at(at)
}

#[cfg(test)]
mod tests {
    use discreet_redact::Label;

    use super::*;

    fn finding(start: u32, end: u32, label: Label) -> Finding {
        Finding {
            field: Field::Message,
            message: None,
            item: None,
            start,
            end,
            label,
            confidence: 1.0,
            severity: label.severity(),
            explanation: String::new(),
            group: String::new(),
        }
    }

    #[test]
    fn what_is_preset_is_hidden_and_the_same_value_gets_the_same_number() {
        let mut redactor = Redactor::default();
        let found = [
            finding(3, 7, Label::Password),
            finding(8, 12, Label::Password),
            finding(13, 17, Label::Email),
        ];
        assert_eq!(
            redactor.redact("é: abcd abcd efgh", &found),
            "é: [REDACTED: password 1] [REDACTED: password 1] efgh"
        );
        assert_eq!((redactor.hidden, redactor.left), (2, 1));
    }

    #[test]
    fn overlapping_findings_leave_nothing_between_them() {
        let mut redactor = Redactor {
            everything: true,
            ..Redactor::default()
        };
        let found = [finding(2, 6, Label::Email), finding(0, 4, Label::Phone)];
        assert_eq!(redactor.redact("abcdefg", &found), "[REDACTED: phone 1]g");
    }

    #[test]
    fn a_conversation_is_printed_without_what_only_admins_see() {
        let mut conversation = Conversation::default();
        conversation.head.title = "Key of abcd".into();
        conversation
            .head
            .metadata
            .insert("secret".to_owned(), "metadata".into());
        let mut title = finding(7, 11, Label::ApiKey);
        title.field = Field::Title;
        assert_eq!(
            Redactor::default().conversation(&conversation, &[title]),
            "Key of [REDACTED: api key 1]\n"
        );
    }
}
