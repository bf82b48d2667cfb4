//! What `scan` and `redact` have in common: which findings are wanted, and how a file is read and scanned.

use std::fs;
use std::io::Read;
use std::path::Path;

use clap::Args;
use discreet_api_types::sharing::ContextNote;
use discreet_redact::{Finding, Label, Settings};
use discreet_transcript::import::own;
use discreet_transcript::model::Conversation;

use super::Failure;
use crate::review::fields::Material;
use crate::review::gate;

/// Which findings are wanted.
#[derive(Args)]
pub struct Wanted {
    /// Only findings of this kind, such as `CREDIT_CARD`; may be given several times. `DATE`, `LOCATION` and
    /// `ORGANIZATION` are looked for only when they are asked for.
    #[arg(long = "label", value_name = "LABEL", value_parser = parse_label)]
    labels: Vec<Label>,

    /// Only findings at least this certain, 0 to 1.
    #[arg(long, value_name = "0..1", value_parser = parse_confidence)]
    pub min_confidence: Option<f32>,
}

impl Wanted {
    /// As the detector takes it.
    pub fn settings(&self) -> Settings {
        let mut settings = Settings::default();
        if let Some(least) = self.min_confidence {
            settings.min_confidence = least;
        }
        if !self.labels.is_empty() {
            settings.off = Label::ALL
                .iter()
                .copied()
                .filter(|label| !self.labels.contains(label))
                .collect();
            settings.soft = self
                .labels
                .iter()
                .copied()
                .filter(|label| label.is_soft())
                .collect();
        }
        settings
    }
}

fn parse_label(text: &str) -> Result<Label, String> {
    text.to_ascii_uppercase()
        .replace('-', "_")
        .parse()
        .map_err(|_| {
            let known: Vec<_> = Label::ALL.iter().map(|label| label.code()).collect();
            format!("expected one of {}", known.join(", "))
        })
}

fn parse_confidence(text: &str) -> Result<f32, String> {
    let number = text
        .parse()
        .ok()
        .filter(|number| (0.0..=1.0).contains(number));
    number.ok_or_else(|| "expected a number from 0 to 1".to_owned())
}

/// A file, as far as scanning goes.
pub enum Content {
    /// Plain text, in which speaker prefixes at line starts begin turns.
    Plain(String),
    /// Conversations of our own JSON.
    Conversations(Vec<Conversation>),
}

/// Reads a file, `-` being the standard input. What begins like JSON and holds conversations of ours is read as such;
/// everything else is plain text.
pub fn read(file: &Path) -> Result<Content, Failure> {
    let name = if file.as_os_str() == "-" {
        "the standard input".to_owned()
    } else {
        file.display().to_string()
    };
    let bytes = if file.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(file)
    };
    let bytes = bytes.map_err(|error| Failure(format!("{name} cannot be read: {error}")))?;
    content(bytes).map_err(|Failure(why)| Failure(format!("{name}: {why}")))
}

fn content(bytes: Vec<u8>) -> Result<Content, Failure> {
    let begins = bytes.trim_ascii_start().first();
    if matches!(begins, Some(b'{' | b'[')) {
        let read = own::read(&bytes);
        // A gate must not let pass what it did not look at.
        match read.skipped.first() {
            Some(skipped) if !read.conversations.is_empty() => {
                return Err(Failure(format!("{}: {}", skipped.location, skipped.reason)));
            }
            None if !read.conversations.is_empty() => {
                let all = read
                    .conversations
                    .into_iter()
                    .map(|(conversation, _)| conversation)
                    .collect();
                return Ok(Content::Conversations(all));
            }
            _ => {}
        }
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        Failure(format!(
            "it is not UTF-8 text; byte {} cannot be read",
            error.utf8_error().valid_up_to() + 1
        ))
    })?;
    Ok(Content::Plain(text))
}

/// Everything the detector finds in a conversation, in reading order.
pub fn scan_conversation(conversation: &Conversation, settings: &Settings) -> Vec<Finding> {
    let context = ContextNote::default();
    let material = Material {
        head: &conversation.head,
        messages: &conversation.messages,
        context: &context,
    };
    discreet_redact::scan(&gate::conversation(material), settings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conversations_are_told_from_other_text() {
        let ours = br#" {"title":"x","messages":[{"sender":"contact","body":"hello"}]}"#;
        assert!(
            matches!(content(ours.to_vec()).unwrap(), Content::Conversations(all) if all.len() == 1)
        );
        assert!(matches!(
            content(br#"{"port": 80}"#.to_vec()).unwrap(),
            Content::Plain(_)
        ));
        assert!(matches!(
            content(b"[note] hello".to_vec()).unwrap(),
            Content::Plain(_)
        ));
        assert!(matches!(content(Vec::new()).unwrap(), Content::Plain(_)));
    }

    #[test]
    fn what_cannot_be_looked_at_is_refused() {
        let half = b"{\"title\":\"x\",\"messages\":[{\"sender\":\"contact\",\"body\":\"hello\"}]}\n{\"title\":5}\n";
        assert!(content(half.to_vec()).is_err());
        assert!(content(vec![b'a', 0xff]).is_err());
    }

    #[test]
    fn a_label_is_read_in_any_spelling_and_leaves_only_itself_on() {
        let wanted = Wanted {
            labels: vec![
                parse_label("credit-card").unwrap(),
                parse_label("date").unwrap(),
            ],
            min_confidence: None,
        };
        let settings = wanted.settings();
        let on: Vec<_> = Label::ALL
            .iter()
            .filter(|label| settings.wants(**label))
            .collect();
        assert_eq!(on, [&Label::CreditCard, &Label::Date]);
        assert!(parse_label("secret").is_err());
        assert!(parse_confidence("1.5").is_err() && parse_confidence("NaN").is_err());
    }
}
