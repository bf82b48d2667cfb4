//! Decisions about findings: which cover which, every occurrence of a value, numbering.

use std::collections::HashMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::conversation::Field;
use crate::finding::Finding;
use crate::label::Label;
use crate::likeness::Haystack;
pub use crate::likeness::folded;

/// Redact or keep a stretch of one field's text. Which of the two, the list it stands in says.
///
/// Offsets count Unicode scalar values, the end is exclusive.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Decision {
    /// The field it is about.
    pub field: Field,
    /// The message's number, for fields that belong to a message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<u32>,
    /// The index from 0, for fields of which there are several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<u32>,
    /// First scalar value.
    pub start: u32,
    /// One past the last scalar value.
    pub end: u32,
    /// What the text is.
    pub label: Label,
    /// Why it was decided so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
}

/// Why something is redacted or kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// It is about a person.
    PersonalData,
    /// It opens a door.
    Credential,
    /// The customer's business.
    CustomerConfidential,
    /// Our business.
    InternalOnly,
    /// The law.
    Legal,
    /// Anything else.
    Other,
}

impl Reason {
    /// The reason that usually goes with a label.
    pub fn usual_for(label: Label) -> Reason {
        use crate::label::Group;
        match label.group() {
            Group::Credentials => Reason::Credential,
            Group::Payment | Group::Government | Group::Contact | Group::Person => {
                Reason::PersonalData
            }
            Group::Business => match label {
                Label::Draft | Label::Custom => Reason::InternalOnly,
                _ => Reason::CustomerConfidential,
            },
            Group::Network => Reason::InternalOnly,
            Group::Soft | Group::Other => Reason::Other,
        }
    }
}

impl From<&Finding> for Decision {
    fn from(finding: &Finding) -> Self {
        Decision {
            field: finding.field,
            message: finding.message,
            item: finding.item,
            start: finding.start,
            end: finding.end,
            label: finding.label,
            reason: Some(Reason::usual_for(finding.label)),
        }
    }
}

impl Decision {
    /// The place of the text this decision is about.
    pub fn place(&self) -> Place {
        Place {
            field: self.field,
            message: self.message,
            item: self.item,
        }
    }
}

/// One text of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The field.
    pub field: Field,
    /// The message's number.
    pub message: Option<u32>,
    /// The index from 0.
    pub item: Option<u32>,
}

impl From<&Finding> for Place {
    fn from(finding: &Finding) -> Self {
        Place {
            field: finding.field,
            message: finding.message,
            item: finding.item,
        }
    }
}

/// The indices of the findings that no decision settles.
///
/// A finding is decided when redactions together cover it wholly, or one kept decision covers it
/// wholly. Takes `n log n` time in the number of findings and decisions.
pub fn undecided(findings: &[Finding], redactions: &[Decision], kept: &[Decision]) -> Vec<usize> {
    let redacted = joined(redactions);
    let kept = joined_not(kept);
    findings
        .iter()
        .enumerate()
        .filter(|(_, finding)| {
            let place = Place::from(*finding);
            let wanted = finding.start..finding.end;
            !covers(redacted.get(&place), &wanted) && !covers(kept.get(&place), &wanted)
        })
        .map(|(index, _)| index)
        .collect()
}

/// Ranges by place, sorted by start and with the furthest end so far, so that one search tells
/// whether a range lies inside a single one of them.
type Ranges = HashMap<Place, Vec<(u32, u32)>>;

fn sorted(decisions: &[Decision]) -> Ranges {
    let mut ranges = Ranges::new();
    for decision in decisions {
        if decision.start < decision.end {
            ranges
                .entry(decision.place())
                .or_default()
                .push((decision.start, decision.end));
        }
    }
    for list in ranges.values_mut() {
        list.sort_unstable();
    }
    ranges
}

fn joined(decisions: &[Decision]) -> Ranges {
    let mut ranges = sorted(decisions);
    for list in ranges.values_mut() {
        let mut merged: Vec<(u32, u32)> = Vec::with_capacity(list.len());
        for &(start, end) in list.iter() {
            match merged.last_mut() {
                Some(last) if start <= last.1 => last.1 = last.1.max(end),
                _ => merged.push((start, end)),
            }
        }
        *list = merged;
    }
    ranges
}

fn joined_not(decisions: &[Decision]) -> Ranges {
    let mut ranges = sorted(decisions);
    for list in ranges.values_mut() {
        let mut furthest = 0;
        for (_, end) in list.iter_mut() {
            furthest = furthest.max(*end);
            *end = furthest;
        }
    }
    ranges
}

fn covers(ranges: Option<&Vec<(u32, u32)>>, wanted: &Range<u32>) -> bool {
    ranges.is_some_and(|list| {
        let after = list.partition_point(|&(start, _)| start <= wanted.start);
        after > 0 && list[after - 1].1 >= wanted.end
    })
}

/// Every occurrence of a value in a text, as ranges of scalar values that do not overlap, however it is spelt or
/// encoded: see [`Haystack`], which is quicker for several values.
pub fn all_like(text: &str, value: &str) -> Vec<Range<u32>> {
    Haystack::new(text).all_like(value)
}

pub(crate) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{2069}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
    )
}

/// Numbers for placeholders such as `[REDACTED: email 1]`: the same value of a label gets the same
/// number, values are numbered from 1 in the order in which they are asked for.
///
/// Use one per share, so that numbers tell nothing across shares.
#[derive(Default)]
pub struct Ordinals {
    given: HashMap<(Label, String), u32>,
    next: HashMap<Label, u32>,
}

impl Ordinals {
    /// An empty numbering.
    pub fn new() -> Self {
        Ordinals::default()
    }

    /// The number of this value among those of its label.
    pub fn number(&mut self, label: Label, value: &str) -> u32 {
        let next = self.next.entry(label).or_insert(0);
        *self.given.entry((label, folded(value))).or_insert_with(|| {
            *next += 1;
            *next
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Severity;

    fn finding(start: u32, end: u32) -> Finding {
        Finding {
            field: Field::Message,
            message: Some(1),
            item: None,
            start,
            end,
            label: Label::Email,
            confidence: 1.0,
            severity: Severity::Medium,
            explanation: String::new(),
            group: String::new(),
        }
    }

    fn decision(start: u32, end: u32) -> Decision {
        Decision::from(&finding(start, end))
    }

    #[test]
    fn a_finding_is_decided_when_redactions_cover_it_wholly() {
        let findings = [finding(5, 10)];
        assert_eq!(undecided(&findings, &[decision(5, 9)], &[]), [0]);
        assert!(undecided(&findings, &[decision(0, 20)], &[]).is_empty());
        assert!(undecided(&findings, &[decision(5, 7), decision(7, 10)], &[]).is_empty());
    }

    #[test]
    fn a_finding_is_decided_when_one_kept_decision_covers_it() {
        let findings = [finding(5, 10)];
        assert!(undecided(&findings, &[], &[decision(0, 12), decision(4, 6)]).is_empty());
        assert_eq!(
            undecided(&findings, &[], &[decision(5, 7), decision(7, 10)]),
            [0]
        );
    }

    #[test]
    fn a_decision_about_another_message_settles_nothing() {
        let mut elsewhere = decision(5, 10);
        elsewhere.message = Some(2);
        assert_eq!(undecided(&[finding(5, 10)], &[elsewhere], &[]), [0]);
    }

    #[test]
    fn all_like_folds_case_white_space_and_zero_width_characters() {
        let text = "Sam Lee, SAM\u{a0} LEE, sa\u{200b}m lee; samlee, Sam Leeds";
        assert_eq!(all_like(text, " sam lee "), [0..7, 9..17, 19..27]);
    }

    #[test]
    fn all_like_counts_scalar_values() {
        assert_eq!(all_like("é 🙂 Łukasz łUKASZ", "Łukasz"), [4..10, 11..17]);
        assert!(all_like("anything", "  \u{200b} ").is_empty());
    }

    #[test]
    fn the_same_value_gets_the_same_number_within_its_label() {
        let mut ordinals = Ordinals::new();
        assert_eq!(ordinals.number(Label::Email, "a@acme.example"), 1);
        assert_eq!(ordinals.number(Label::Email, "b@acme.example"), 2);
        assert_eq!(ordinals.number(Label::Email, "A@ACME.example "), 1);
        assert_eq!(ordinals.number(Label::Phone, "a@acme.example"), 1);
    }
}
