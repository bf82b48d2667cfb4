//! The decisions so far about one conversation, on which several people may work at once.
//!
//! Owns how changes are merged: each decision stands by itself, and where two people decided the same place without
//! having seen each other, the more careful decision stands. Pure; the store keeps the outcome.

use std::collections::BTreeMap;

use discreet_api_types::review::{Decision, Field, ReviewChanges, ReviewIn};
use discreet_api_types::sharing::MessageRange;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::fields::{Place, place};

/// What was decided, with who decided it when.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    entries: Vec<Entry>,
    left_out: Vec<LeftOut>,
    range: MessageRange,
    range_set: Mark,
}

/// When and by whom something was set last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Mark {
    version: u32,
    by: Uuid,
}

/// One place, decided.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Entry {
    decision: Decision,
    verdict: Verdict,
    /// What stood there, as a keyed hash, where it can change: in texts beside the messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stood: Option<String>,
    set: Mark,
}

/// What was decided; a later one in this order is the more careful.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Verdict {
    Keep,
    Undecided,
    Redact,
}

/// A message that is left out, or was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct LeftOut {
    number: u32,
    out: bool,
    set: Mark,
}

/// Who changes what they saw at which version; the change will be `version`.
#[derive(Clone, Copy, Debug)]
pub struct Hand {
    /// Who.
    pub by: Uuid,
    /// The version they had before them.
    pub saw: u32,
    /// The version this becomes.
    pub version: u32,
}

type Key = (Place, u32, u32);

impl Draft {
    /// A draft that says exactly this. `stood` hashes what stands at a place that can change.
    pub fn exactly(
        wanted: &ReviewIn,
        hand: Hand,
        stood: &dyn Fn(&Decision) -> Option<String>,
    ) -> Self {
        let changes = ReviewChanges {
            redact: wanted.redactions.clone(),
            keep: wanted.kept.clone(),
            leave_out: wanted.leave_out.clone(),
            messages: Some(wanted.messages),
            ..ReviewChanges::default()
        };
        let mut draft = Self::default();
        draft.merge(&changes, hand, stood);
        draft
    }

    /// Takes changes over; answers those decisions that somebody else's more careful one overruled.
    pub fn merge(
        &mut self,
        changes: &ReviewChanges,
        hand: Hand,
        stood: &dyn Fn(&Decision) -> Option<String>,
    ) -> Vec<Decision> {
        let set = Mark {
            version: hand.version,
            by: hand.by,
        };
        let mut entries: BTreeMap<Key, Entry> = std::mem::take(&mut self.entries)
            .into_iter()
            .map(|entry| (key(&entry.decision), entry))
            .collect();
        let mut overruled = Vec::new();
        let lists = [
            (Verdict::Undecided, &changes.undecide),
            (Verdict::Keep, &changes.keep),
            (Verdict::Redact, &changes.redact),
        ];
        for (verdict, decisions) in lists {
            for decision in decisions {
                let known = entries.get(&key(decision));
                let unseen = known.filter(|entry| hand.has_not_seen(entry.set));
                if unseen.is_some_and(|entry| entry.verdict > verdict) {
                    overruled.push(bare(decision));
                    continue;
                }
                let entry = Entry {
                    decision: bare(decision),
                    verdict,
                    stood: stood(decision),
                    set,
                };
                entries.insert(key(decision), entry);
            }
        }
        self.entries = entries.into_values().collect();

        let mut left_out: BTreeMap<u32, LeftOut> = std::mem::take(&mut self.left_out)
            .into_iter()
            .map(|left| (left.number, left))
            .collect();
        for (out, numbers) in [(false, &changes.take_in), (true, &changes.leave_out)] {
            for &number in numbers {
                let known = left_out.get(&number);
                let unseen = known.filter(|left| hand.has_not_seen(left.set));
                if out || unseen.is_none_or(|left| !left.out) {
                    left_out.insert(number, LeftOut { number, out, set });
                }
            }
        }
        self.left_out = left_out.into_values().collect();

        if let Some(range) = changes.messages
            && !hand.has_not_seen(self.range_set)
        {
            self.range = range;
            self.range_set = set;
        }
        overruled
    }

    /// What is to be hidden, and what stays, of decisions about text that still stands as it was decided.
    pub fn decisions(
        &self,
        stood: &dyn Fn(&Decision) -> Option<String>,
    ) -> (Vec<Decision>, Vec<Decision>) {
        let of = |verdict: Verdict| {
            self.entries
                .iter()
                .filter(|entry| entry.verdict == verdict)
                .filter(|entry| entry.stood == stood(&entry.decision))
                .map(|entry| entry.decision.clone())
                .collect()
        };
        (of(Verdict::Redact), of(Verdict::Keep))
    }

    /// Numbers of messages left out.
    pub fn left_out(&self) -> Vec<u32> {
        let out = self.left_out.iter().filter(|left| left.out);
        out.map(|left| left.number).collect()
    }

    /// Which messages.
    pub fn range(&self) -> MessageRange {
        self.range
    }

    /// How many places it holds, decided or not any more.
    pub fn len(&self) -> usize {
        self.entries.len()
    }
}

impl Hand {
    /// Whether somebody else set this after what this hand saw.
    fn has_not_seen(self, set: Mark) -> bool {
        set.version > self.saw && set.by != self.by
    }
}

/// Whether a decision is about a text beside the messages, which can change; messages never do.
pub fn can_change(field: Field) -> bool {
    match field {
        Field::Title
        | Field::ContactName
        | Field::ContactEmail
        | Field::ContactPhone
        | Field::ContactReference
        | Field::Tag
        | Field::Note
        | Field::NoteAuthor
        | Field::Summary
        | Field::Attempt
        | Field::ContextWhy
        | Field::ContextFocus
        | Field::ContextAction => true,
        Field::Message
        | Field::SenderName
        | Field::CitationTitle
        | Field::CitationUrl
        | Field::CitationQuote
        | Field::Attachment => false,
    }
}

fn key(decision: &Decision) -> Key {
    (place(decision), decision.start, decision.end)
}

/// The decision without what came along from a finding.
fn bare(decision: &Decision) -> Decision {
    Decision {
        confidence: None,
        severity: None,
        explanation: None,
        group: None,
        ..decision.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANA: Uuid = Uuid::from_u128(1);
    const BO: Uuid = Uuid::from_u128(2);

    fn at(start: u32) -> Decision {
        Decision {
            field: Field::Message,
            message: Some(1),
            item: None,
            start,
            end: start + 1,
            label: "OTHER".to_owned(),
            reason: None,
            confidence: Some(0.5),
            severity: None,
            explanation: None,
            group: None,
        }
    }

    fn hand(by: Uuid, saw: u32, version: u32) -> Hand {
        Hand { by, saw, version }
    }

    fn redact(start: u32) -> ReviewChanges {
        ReviewChanges {
            redact: vec![at(start)],
            ..ReviewChanges::default()
        }
    }

    fn keep(start: u32) -> ReviewChanges {
        ReviewChanges {
            keep: vec![at(start)],
            ..ReviewChanges::default()
        }
    }

    fn undecide(start: u32) -> ReviewChanges {
        ReviewChanges {
            undecide: vec![at(start)],
            ..ReviewChanges::default()
        }
    }

    fn still(_: &Decision) -> Option<String> {
        None
    }

    /// Starts of what is hidden and of what is kept.
    fn outcome(draft: &Draft) -> (Vec<u32>, Vec<u32>) {
        let (hidden, kept) = draft.decisions(&still);
        let starts = |list: Vec<Decision>| list.iter().map(|decision| decision.start).collect();
        (starts(hidden), starts(kept))
    }

    #[test]
    fn two_who_decide_different_places_lose_nothing() {
        let mut draft = Draft::default();
        assert!(draft.merge(&redact(1), hand(ANA, 0, 1), &still).is_empty());
        assert!(draft.merge(&keep(2), hand(BO, 0, 2), &still).is_empty());
        assert_eq!(outcome(&draft), (vec![1], vec![2]));
    }

    #[test]
    fn of_two_who_have_not_seen_each_other_the_more_careful_decision_stands() {
        for (first, second, stands) in [
            (redact(1), keep(1), (vec![1], vec![])),
            (keep(1), redact(1), (vec![1], vec![])),
            (redact(1), undecide(1), (vec![1], vec![])),
            (undecide(1), keep(1), (vec![], vec![])),
            (keep(1), undecide(1), (vec![], vec![])),
        ] {
            let mut draft = Draft::default();
            draft.merge(&first, hand(ANA, 0, 1), &still);
            draft.merge(&second, hand(BO, 0, 2), &still);
            assert_eq!(outcome(&draft), stands, "{first:?} then {second:?}");
        }
    }

    #[test]
    fn what_was_overruled_is_said() {
        let mut draft = Draft::default();
        draft.merge(&redact(1), hand(ANA, 0, 1), &still);
        let overruled = draft.merge(&keep(1), hand(BO, 0, 2), &still);
        assert_eq!(overruled.len(), 1);
        assert_eq!(overruled[0].confidence, None);
    }

    #[test]
    fn whoever_saw_a_decision_may_change_it_and_so_may_its_author() {
        let mut draft = Draft::default();
        draft.merge(&redact(1), hand(ANA, 0, 1), &still);
        draft.merge(&keep(1), hand(BO, 1, 2), &still);
        assert_eq!(outcome(&draft), (vec![], vec![1]));
        draft.merge(&redact(1), hand(BO, 1, 3), &still);
        draft.merge(&undecide(1), hand(BO, 1, 4), &still);
        assert_eq!(outcome(&draft), (vec![], vec![]));
    }

    #[test]
    fn a_decision_about_a_text_that_changed_is_gone() {
        let mut draft = Draft::default();
        let first = |_: &Decision| Some("first".to_owned());
        draft.merge(&redact(1), hand(ANA, 0, 1), &first);
        assert_eq!(draft.decisions(&first).0.len(), 1);
        let second = |_: &Decision| Some("second".to_owned());
        assert!(draft.decisions(&second).0.is_empty());
    }

    #[test]
    fn a_message_that_somebody_left_out_stays_out_for_those_who_have_not_seen_it() {
        let leave_out = ReviewChanges {
            leave_out: vec![4],
            ..ReviewChanges::default()
        };
        let take_in = ReviewChanges {
            take_in: vec![4],
            ..ReviewChanges::default()
        };
        let mut draft = Draft::default();
        draft.merge(&leave_out, hand(ANA, 0, 1), &still);
        draft.merge(&take_in, hand(BO, 0, 2), &still);
        assert_eq!(draft.left_out(), [4]);
        draft.merge(&take_in, hand(BO, 2, 3), &still);
        assert!(draft.left_out().is_empty());
    }

    #[test]
    fn a_draft_is_stored_and_read_again() {
        let mut draft = Draft::default();
        draft.merge(&redact(1), hand(ANA, 0, 1), &still);
        let json = serde_json::to_string(&draft).unwrap();
        assert_eq!(serde_json::from_str::<Draft>(&json).unwrap(), draft);
    }
}
