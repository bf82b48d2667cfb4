//! Decisions made here and decisions made elsewhere, by another reviewer or on another device: what to send, what to
//! take in.

use std::collections::{BTreeMap, BTreeSet};

use discreet_api_types::review::{Decision, Review, ReviewChanges};
use discreet_api_types::sharing::MessageRange;

use super::{ReviewQueue, Ruling, Stretch, Verdict, is_context};
use crate::transcript::Place;

/// Decisions as the server is known to hold them, or as they were sent to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    rulings: BTreeMap<Stretch, Ruling>,
    leave_out: BTreeSet<u32>,
    range: MessageRange,
}

impl From<&Review> for Known {
    fn from(review: &Review) -> Self {
        let of = |decisions: &[Decision], verdict| {
            decisions
                .iter()
                .map(|decision| (stretch(decision), ruling(decision, verdict)))
                .collect::<Vec<_>>()
        };
        let mut rulings: BTreeMap<_, _> = of(&review.kept, Verdict::Keep).into_iter().collect();
        rulings.extend(of(&review.redactions, Verdict::Redact));
        Self {
            rulings,
            leave_out: review.leave_out.iter().copied().collect(),
            range: review.messages,
        }
    }
}

impl Known {
    /// Numbers of messages that are left out.
    pub fn left_out(&self) -> Vec<u32> {
        self.leave_out.iter().copied().collect()
    }

    /// Which messages.
    pub fn range(&self) -> MessageRange {
        self.range
    }
}

fn stretch(decision: &Decision) -> Stretch {
    Stretch {
        place: Place {
            field: decision.field,
            message: decision.message,
            item: decision.item,
        },
        start: decision.start,
        end: decision.end,
    }
}

fn ruling(decision: &Decision, verdict: Verdict) -> Ruling {
    Ruling {
        verdict,
        label: decision.label.clone(),
        reason: decision.reason,
        preset: false,
    }
}

impl ReviewQueue {
    /// What somebody decided here, to be compared with what the server holds. What a preset decided is nobody's
    /// decision, and the context note is no part of the conversation.
    pub fn own(&self) -> Known {
        Known {
            rulings: self
                .rulings
                .iter()
                .filter(|(stretch, ruling)| !ruling.preset && !is_context(stretch.place))
                .map(|(stretch, ruling)| (*stretch, ruling.clone()))
                .collect(),
            leave_out: self.scope.leave_out.clone(),
            range: self.scope.range,
        }
    }

    /// What was decided here and is not known to the server. None: nothing.
    pub fn changes(&self, known: &Known) -> Option<ReviewChanges> {
        let own = self.own();
        if own == *known {
            return None;
        }
        let mut changes = ReviewChanges::default();
        for (stretch, ruling) in &own.rulings {
            if known.rulings.get(stretch) != Some(ruling) {
                match ruling.verdict {
                    Verdict::Redact => &mut changes.redact,
                    Verdict::Keep => &mut changes.keep,
                }
                .push(stretch.decision(ruling));
            }
        }
        let gone = known
            .rulings
            .iter()
            .filter(|(stretch, _)| !own.rulings.contains_key(stretch));
        changes.undecide = gone
            .map(|(stretch, ruling)| stretch.decision(ruling))
            .collect();
        changes.leave_out = own
            .leave_out
            .difference(&known.leave_out)
            .copied()
            .collect();
        changes.take_in = known
            .leave_out
            .difference(&own.leave_out)
            .copied()
            .collect();
        changes.messages = (own.range != known.range).then_some(own.range);
        Some(changes)
    }

    /// Takes in what changed on the server from `before` to `now`, save what was decided here since: that goes to the
    /// server next. No step: it is not this reviewer's to take back. Returns how many decisions changed here.
    pub fn take_in(&mut self, before: &Known, now: &Known) -> usize {
        let own = self.own();
        let mut changed = 0;
        let mut gone = BTreeSet::new();
        let places: BTreeSet<&Stretch> = before.rulings.keys().chain(now.rulings.keys()).collect();
        for stretch in places {
            let (was, is) = (before.rulings.get(stretch), now.rulings.get(stretch));
            let here = own.rulings.get(stretch);
            if was != is && here == was && here != is {
                self.put(*stretch, is.cloned());
                changed += 1;
                if is.is_none() {
                    gone.insert(*stretch);
                }
            }
        }
        let numbers: BTreeSet<u32> = before.leave_out.union(&now.leave_out).copied().collect();
        for number in numbers {
            let (was, is) = (
                before.leave_out.contains(&number),
                now.leave_out.contains(&number),
            );
            let here = own.leave_out.contains(&number);
            if was != is && here == was {
                self.put_out(number, is);
                changed += 1;
            }
        }
        if before.range != now.range && own.range == before.range {
            self.scope.range = now.range;
            changed += 1;
        }
        if changed > 0 {
            self.derive();
            // Where a decision was taken back, a preset decides again.
            self.preset(|_, finding| gone.contains(&Stretch::from(finding)));
        }
        changed
    }
}

impl Stretch {
    fn decision(&self, ruling: &Ruling) -> Decision {
        Decision {
            field: self.place.field,
            message: self.place.message,
            item: self.place.item,
            start: self.start,
            end: self.end,
            label: ruling.label.clone(),
            reason: ruling.reason,
            confidence: None,
            severity: None,
            explanation: None,
            group: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use discreet_api_types::review::Severity;

    use super::super::tests::{body, finding, in_message, queue};
    use super::*;

    fn decided(queue: &mut ReviewQueue, start: u32, end: u32) {
        queue.redact(&[in_message(1, start, end)], None);
    }

    #[test]
    fn what_is_decided_is_sent_once_and_taken_back_too() {
        let mut queue = queue();
        let nothing = Known::default();
        assert_eq!(queue.changes(&nothing), None);
        decided(&mut queue, 0, 5);
        queue.leave_out(2, true);
        let changes = queue.changes(&nothing).expect("a change");
        assert_eq!(changes.redact.len(), 1);
        assert_eq!(changes.leave_out, [2]);
        let known = queue.own();
        assert_eq!(queue.changes(&known), None);
        queue.undo();
        queue.undo();
        let changes = queue.changes(&known).expect("a change");
        assert_eq!((changes.undecide.len(), changes.take_in), (1, vec![2]));
    }

    #[test]
    fn two_reviewers_decisions_meet_and_none_is_lost() {
        let (mut here, mut there) = (queue(), queue());
        decided(&mut here, 0, 5);
        decided(&mut there, 6, 8);
        let before = Known::default();
        assert_eq!(here.take_in(&before, &there.own()), 1);
        assert_eq!(here.own().rulings.len(), 2);
        // What was decided here is still to be sent.
        let known = there.own();
        assert_eq!(here.changes(&known).expect("a change").redact.len(), 1);
    }

    #[test]
    fn what_was_decided_here_meanwhile_stays_until_the_server_has_it() {
        let (mut here, mut there) = (queue(), queue());
        there.redact(&[in_message(1, 0, 5)], None);
        let now = there.own();
        here.redact(
            &[in_message(1, 0, 5)],
            Some(discreet_api_types::review::Reason::Legal),
        );
        let own = here.own();
        assert_eq!(here.take_in(&Known::default(), &now), 0);
        assert_eq!(here.own(), own);
    }

    #[test]
    fn what_the_server_overruled_is_taken_in() {
        let mut here = queue();
        decided(&mut here, 0, 5);
        let sent = here.own();
        assert_eq!(here.take_in(&sent, &Known::default()), 1);
        assert!(here.own().rulings.is_empty());
    }

    #[test]
    fn a_preset_is_nobodys_decision_and_gives_way_to_one() {
        let mut here = queue();
        here.add_findings(vec![finding(body(1), 51, 55, "SECRET", Severity::Critical)]);
        assert_eq!(here.counts().redacted, 1);
        assert_eq!(here.changes(&Known::default()), None);
        let mut there = here.clone();
        there.decide(&[0], Verdict::Keep);
        assert_eq!(here.take_in(&Known::default(), &there.own()), 1);
        assert_eq!(here.counts().kept, 1);
        // And comes back when that one is taken back.
        assert_eq!(here.take_in(&there.own(), &Known::default()), 1);
        assert_eq!(here.counts().redacted, 1);
    }
}
