//! What a scan looks for, and the organisation's own words, patterns and host names.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::label::Label;

/// What a scan looks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Labels to leave out.
    pub off: Vec<Label>,
    /// Softer labels to look for as well: `DATE`, `LOCATION`, `ORGANIZATION`.
    pub soft: Vec<Label>,
    /// Findings below this confidence are dropped, 0 to 1.
    pub min_confidence: f32,
    /// The organisation's own words, found wherever they stand as a whole, case folded.
    pub words: Vec<OwnWord>,
    /// The organisation's own patterns.
    pub patterns: Vec<OwnPattern>,
    /// The organisation's own host names; each covers its subdomains.
    pub hosts: Vec<String>,
    /// Values never to suggest, compared under case and whitespace folding. Findings that are preset to be redacted
    /// are suggested all the same.
    pub never: Vec<String>,
}

/// A word or phrase of the organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnWord {
    /// The word or phrase.
    pub text: String,
    /// What a find is called.
    #[serde(default = "custom")]
    pub label: Label,
}

/// A regular expression of the organisation, such as a tenant-id format.
///
/// The syntax is that of the `regex` crate: no look-around, no back-references. It is tried on each line, and on long lines in overlapping windows, so that a match
/// longer than 1,024 bytes may be missed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnPattern {
    /// The expression.
    pub pattern: String,
    /// What a find is called.
    #[serde(default = "custom")]
    pub label: Label,
    /// What the expression describes, for the reviewer, as in "our tenant ids".
    #[serde(default)]
    pub name: String,
}

fn custom() -> Label {
    Label::Custom
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            off: Vec::new(),
            soft: Vec::new(),
            min_confidence: Settings::DEFAULT_MIN_CONFIDENCE,
            words: Vec::new(),
            patterns: Vec::new(),
            hosts: Vec::new(),
            never: Vec::new(),
        }
    }
}

impl Settings {
    /// The confidence below which findings are not shown unless asked for.
    pub const DEFAULT_MIN_CONFIDENCE: f32 = 0.4;

    /// Whether findings of this label are wanted.
    pub fn wants(&self, label: Label) -> bool {
        if label.is_soft() {
            self.soft.contains(&label)
        } else {
            !self.off.contains(&label)
        }
    }

    /// Checks the own patterns. A scan leaves out those that cannot be compiled, so say so when
    /// they are saved.
    pub fn check(&self) -> Result<(), PatternError> {
        for (index, own) in self.patterns.iter().enumerate() {
            compile(&own.pattern).map_err(|reason| PatternError { index, reason })?;
        }
        Ok(())
    }
}

pub(crate) fn compile(pattern: &str) -> Result<regex::Regex, String> {
    let compiled = regex::RegexBuilder::new(pattern)
        .size_limit(1024 * 1024)
        .nest_limit(32)
        .build()
        .map_err(|error| error.to_string())?;
    if compiled.is_match("") {
        return Err("the pattern matches nothing at all, so it would match everywhere".to_owned());
    }
    Ok(compiled)
}

/// An own pattern that is not a usable regular expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternError {
    /// Which of the patterns, from 0.
    pub index: usize,
    /// What is wrong with it.
    pub reason: String,
}

impl fmt::Display for PatternError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "pattern {}: {}", self.index + 1, self.reason)
    }
}

impl std::error::Error for PatternError {}
