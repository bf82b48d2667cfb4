//! What was found, what was decided, and how it is taken back: pure, without a browser.
//!
//! Everything is a range of one text ([`Place`]), counted in Unicode scalar values of the stored text, end
//! exclusive, as on the wire. The [`ReviewQueue`] holds the texts of one conversation, the findings in them and
//! the decisions about them; every change is one step that can be undone, without limit. What is saved between
//! visits ([`Draft`]) holds ranges only, never a word of the texts.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use discreet_api_types::conversations::{Conversation, Message, Sender};
use discreet_api_types::review::{Decision, Field, Finding, Reason, Severity};
use discreet_api_types::sharing::{ContextNote, Include, MessageRange};
use discreet_redact::Label;
use discreet_redact::decisions::{all_like, folded};
use serde::{Deserialize, Serialize};

use crate::transcript::{Annotation, AnnotationMap, Mark, Place};

mod merge;

pub use merge::Known;

/// The label of what a reviewer marks by hand.
pub const BY_HAND: &str = "OTHER";

/// Ids of annotations from here on are of no finding.
pub const BY_HAND_IDS: u32 = 1 << 24;

/// What a place is called where a finding is announced.
pub fn place_words(place: Place) -> String {
    let at = |words: &str| match place.message {
        Some(number) => format!("{words} of message {number}"),
        None => words.to_owned(),
    };
    match place.field {
        Field::Title => "title".to_owned(),
        Field::Message => format!("message {}", place.message.unwrap_or_default()),
        Field::SenderName => at("name"),
        Field::CitationTitle | Field::CitationUrl | Field::CitationQuote => at("citation"),
        Field::Attachment => at("attachment"),
        Field::ContactName
        | Field::ContactEmail
        | Field::ContactPhone
        | Field::ContactReference => "contact".to_owned(),
        Field::Tag => "tag".to_owned(),
        Field::Note | Field::NoteAuthor => {
            format!("note {}", place.item.unwrap_or_default() + 1)
        }
        Field::Summary => "summary".to_owned(),
        Field::Attempt => "what the AI tried".to_owned(),
        Field::ContextWhy | Field::ContextFocus | Field::ContextAction => "context note".to_owned(),
    }
}

/// One of several texts of a field, from 0.
fn several(field: Field, at: usize) -> Place {
    Place {
        item: u32::try_from(at).ok(),
        ..Place::of(field)
    }
}

/// Where a finding stands in the conversation.
pub fn place_of(finding: &Finding) -> Place {
    Place {
        field: finding.field,
        message: finding.message,
        item: finding.item,
    }
}

fn is_context(place: Place) -> bool {
    matches!(
        place.field,
        Field::ContextWhy | Field::ContextFocus | Field::ContextAction
    )
}

/// A stretch of one text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stretch {
    /// The text.
    pub place: Place,
    /// First scalar value.
    pub start: u32,
    /// One past the last.
    pub end: u32,
}

impl Stretch {
    fn overlaps(&self, other: &Self) -> bool {
        self.place == other.place && self.start < other.end && other.start < self.end
    }

    fn lies_in(&self, other: &Self) -> bool {
        self.place == other.place && self.start >= other.start && self.end <= other.end
    }
}

impl From<&Finding> for Stretch {
    fn from(finding: &Finding) -> Self {
        Self {
            place: place_of(finding),
            start: finding.start,
            end: finding.end,
        }
    }
}

/// To hide, or to leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Hide it.
    Redact,
    /// Leave it as it is.
    Keep,
}

/// What was decided about a stretch.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Ruling {
    verdict: Verdict,
    label: String,
    reason: Option<Reason>,
    /// By a preset: nobody decided it, so it overrules nobody.
    preset: bool,
}

/// Where a finding stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Nobody decided.
    Undecided,
    /// It will be hidden.
    Redacted,
    /// It was looked at and stays.
    Kept,
}

impl Standing {
    /// The word beside the colour.
    pub fn word(self) -> &'static str {
        match self {
            Self::Undecided => "undecided",
            Self::Redacted => "redacted",
            Self::Kept => "kept",
        }
    }
}

/// The texts of a conversation, in reading order.
#[derive(Clone, Debug, Default)]
struct Texts {
    order: Vec<(Place, Option<Sender>, String)>,
    at: HashMap<Place, usize>,
}

impl Texts {
    fn set(&mut self, place: Place, sender: Option<Sender>, text: &str) {
        if let Some(&at) = self.at.get(&place) {
            text.clone_into(&mut self.order[at].2);
        } else {
            self.at.insert(place, self.order.len());
            self.order.push((place, sender, text.to_owned()));
        }
    }

    fn get(&self, place: Place) -> Option<&str> {
        self.at.get(&place).map(|&at| self.order[at].2.as_str())
    }

    fn sender(&self, place: Place) -> Option<Sender> {
        self.at.get(&place).and_then(|&at| self.order[at].1)
    }
}

/// Which texts go along: the messages chosen and the switches that are on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// What goes along with the messages.
    pub include: Include,
    /// First and last message.
    pub range: MessageRange,
    /// Single messages that stay out.
    pub leave_out: BTreeSet<u32>,
}

impl Scope {
    /// Whether this message is shared.
    pub fn shows_message(&self, number: u32) -> bool {
        self.range.from.is_none_or(|from| number >= from)
            && self.range.to.is_none_or(|to| number <= to)
            && !self.leave_out.contains(&number)
    }

    fn shows(&self, place: Place, sender: Option<Sender>) -> bool {
        place
            .message
            .is_none_or(|number| self.shows_message(number))
            && match place.field {
                Field::Title
                | Field::Message
                | Field::Attachment
                | Field::ContextWhy
                | Field::ContextFocus
                | Field::ContextAction => true,
                Field::SenderName => match sender {
                    Some(Sender::Contact) => self.include.contact,
                    _ => self.include.staff_names,
                },
                Field::CitationTitle | Field::CitationUrl | Field::CitationQuote => {
                    self.include.citations
                }
                Field::ContactName
                | Field::ContactEmail
                | Field::ContactPhone
                | Field::ContactReference => self.include.contact,
                Field::Tag => self.include.tags,
                Field::Note => self.include.notes,
                Field::NoteAuthor => self.include.notes && self.include.staff_names,
                Field::Summary | Field::Attempt => self.include.escalation,
            }
    }
}

/// One thing that changed, with what was before.
#[derive(Clone, Debug)]
enum Edit {
    Ruled {
        stretch: Stretch,
        before: Option<Ruling>,
        after: Option<Ruling>,
    },
    LeftOut {
        number: u32,
        out: bool,
    },
    Ranged {
        before: MessageRange,
        after: MessageRange,
    },
}

/// How many of what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Findings in what is shared.
    pub findings: usize,
    /// Of these, hidden.
    pub redacted: usize,
    /// Of these, kept.
    pub kept: usize,
    /// Of these, without a decision.
    pub undecided: usize,
    /// Stretches hidden in what is shared, found or marked by hand.
    pub redactions: usize,
    /// Messages that are not shared.
    pub left_out: u32,
}

impl Counts {
    /// `7 findings: 5 redacted, 1 kept, 1 undecided`.
    pub fn findings_line(&self) -> String {
        if self.findings == 0 {
            return "No findings".to_owned();
        }
        format!(
            "{}: {} redacted, {} kept, {} undecided",
            counted(self.findings, "finding", "findings"),
            self.redacted,
            self.kept,
            self.undecided
        )
    }

    /// `5 redacted, 2 messages left out`.
    pub fn hidden_line(&self) -> String {
        let out = match self.left_out {
            0 => "no message left out".to_owned(),
            1 => "1 message left out".to_owned(),
            more => format!("{more} messages left out"),
        };
        format!("{} redacted, {out}", self.redactions)
    }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    if count == 1 {
        format!("1 {one}")
    } else {
        format!("{count} {many}")
    }
}

/// Findings of one kind, as the panel shows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// The detector's label.
    pub label: String,
    /// The kind in words, as a heading.
    pub name: String,
    /// The worst in it.
    pub severity: Severity,
    /// Its findings, as places in [`ReviewQueue::findings`], in reading order.
    pub findings: Vec<usize>,
}

/// A label in words: `e-mail address`.
pub fn label_words(label: &str) -> String {
    label.parse::<Label>().map_or_else(
        |_| label.to_lowercase().replace('_', " "),
        |known| known.name().to_owned(),
    )
}

fn heading(words: &str) -> String {
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// The reason that usually goes with a label.
fn usual_reason(label: &str) -> Reason {
    use discreet_redact::decisions::Reason as Usual;
    match label.parse::<Label>().map(Usual::usual_for) {
        Ok(Usual::PersonalData) => Reason::PersonalData,
        Ok(Usual::Credential) => Reason::Credential,
        Ok(Usual::CustomerConfidential) => Reason::CustomerConfidential,
        Ok(Usual::InternalOnly) => Reason::InternalOnly,
        Ok(Usual::Legal) => Reason::Legal,
        Ok(Usual::Other) | Err(_) => Reason::Other,
    }
}

fn is_preset(finding: &Finding) -> bool {
    finding.severity == Severity::Critical
        || finding.label.parse::<Label>().is_ok_and(Label::is_preset)
}

/// Findings and decisions of one conversation, with their history.
#[derive(Clone, Debug, Default)]
pub struct ReviewQueue {
    texts: Texts,
    message_count: u32,
    findings: Vec<Finding>,
    rulings: BTreeMap<Stretch, Ruling>,
    scope: Scope,
    past: Vec<Vec<Edit>>,
    future: Vec<Vec<Edit>>,
    /// Findings of an older wording of the context note. They keep their places, so that ids stay true.
    gone: BTreeSet<usize>,
    /// Derived from findings, texts and scope by `arrange`.
    kinds: Arc<[Kind]>,
    order: Vec<usize>,
    /// What `arrange` last went by.
    arranged: Scope,
    /// Where in `order` a finding stands.
    position: HashMap<usize, usize>,
    /// Derived from all of the above by `derive`.
    standings: Vec<Standing>,
    hidden: BTreeMap<Place, Vec<(u32, u32)>>,
    counts: Counts,
}

impl ReviewQueue {
    /// The review of a conversation whose messages are still to come.
    pub fn new(conversation: &Conversation) -> Self {
        let mut queue = Self {
            message_count: conversation.message_count,
            ..Self::default()
        };
        let texts = &mut queue.texts;
        let mut set = |place: Place, text: &str| texts.set(place, None, text);
        set(Place::of(Field::Title), &conversation.title);
        let contact = &conversation.contact;
        for (field, text) in [
            (Field::ContactName, &contact.name),
            (Field::ContactEmail, &contact.email),
            (Field::ContactPhone, &contact.phone),
            (Field::ContactReference, &contact.reference),
        ] {
            if let Some(text) = text {
                set(Place::of(field), text);
            }
        }
        for (at, tag) in conversation.tags.iter().enumerate() {
            set(several(Field::Tag, at), tag);
        }
        if let Some(summary) = &conversation.summary {
            set(Place::of(Field::Summary), summary);
        }
        for (at, attempt) in conversation.attempts.iter().enumerate() {
            set(several(Field::Attempt, at), attempt);
        }
        for (at, note) in conversation.notes.iter().enumerate() {
            set(several(Field::Note, at), &note.body);
            set(several(Field::NoteAuthor, at), &note.author);
        }
        queue
    }

    /// Takes in a page of messages.
    pub fn add_messages(&mut self, messages: &[Message]) {
        for message in messages {
            let number = Some(message.number);
            let sender = Some(message.sender);
            let one = |field| Place {
                message: number,
                ..Place::of(field)
            };
            let one_of = |field, at| Place {
                message: number,
                ..several(field, at)
            };
            if let Some(name) = &message.name {
                self.texts.set(one(Field::SenderName), sender, name);
            }
            self.texts.set(one(Field::Message), sender, &message.body);
            for (at, citation) in message.citations.iter().enumerate() {
                for (field, text) in [
                    (Field::CitationTitle, &citation.title),
                    (Field::CitationUrl, &citation.url),
                    (Field::CitationQuote, &citation.quote),
                ] {
                    if let Some(text) = text {
                        self.texts.set(one_of(field, at), sender, text);
                    }
                }
            }
            for (at, attachment) in message.attachments.iter().enumerate() {
                let place = one_of(Field::Attachment, at);
                self.texts.set(place, sender, &attachment.name);
            }
        }
    }

    /// Takes in findings, those of a refusal too; presets that nobody decided start out redacted, which is no step.
    pub fn add_findings(&mut self, findings: Vec<Finding>) {
        let known: BTreeSet<(Stretch, &str)> = self
            .findings
            .iter()
            .enumerate()
            .filter(|(at, _)| !self.gone.contains(at))
            .map(|(_, finding)| (finding.into(), finding.label.as_str()))
            .collect();
        let new: Vec<Finding> = findings
            .into_iter()
            .filter(|finding| !known.contains(&(Stretch::from(finding), finding.label.as_str())))
            .collect();
        if new.is_empty() {
            return;
        }
        let first = self.findings.len();
        self.findings.extend(new);
        self.derive();
        self.arrange();
        self.preset(|at, _| at >= first);
    }

    /// Redacts of these findings what a preset redacts and nobody decided. No step.
    fn preset(&mut self, which: impl Fn(usize, &Finding) -> bool) {
        let open: Vec<usize> = (0..self.findings.len())
            .filter(|at| {
                self.standings[*at] == Standing::Undecided
                    && !self.gone.contains(at)
                    && is_preset(&self.findings[*at])
                    && which(*at, &self.findings[*at])
            })
            .collect();
        for at in &open {
            let finding = &self.findings[*at];
            let ruling = Ruling {
                verdict: Verdict::Redact,
                label: finding.label.clone(),
                reason: Some(usual_reason(&finding.label)),
                preset: true,
            };
            self.rulings.insert(finding.into(), ruling);
        }
        if !open.is_empty() {
            self.derive();
        }
    }

    /// Drops findings of a value that is never to be suggested, save where a preset redacts it. Decisions stand.
    pub fn forget_value(&mut self, value: &str) {
        let value = folded(value);
        let gone: Vec<usize> = (0..self.findings.len())
            .filter(|at| {
                let finding = &self.findings[*at];
                !is_preset(finding) && folded(&self.words(&finding.into())) == value
            })
            .collect();
        self.gone.extend(gone);
        self.arrange();
    }

    /// Everything that was found.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// What goes along.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Says which switches are on. They are the sharer's choice of step 2, so this is no step here.
    pub fn set_include(&mut self, include: Include) {
        if self.scope.include != include {
            self.scope.include = include;
            self.arrange();
        }
    }

    /// The stored text of a place.
    pub fn text(&self, place: Place) -> Option<&str> {
        self.texts.get(place)
    }

    /// Whether this place is shared.
    pub fn shows(&self, place: Place) -> bool {
        self.scope.shows(place, self.texts.sender(place))
    }

    /// The words of a stretch.
    pub fn words(&self, stretch: &Stretch) -> String {
        let length = stretch.end.saturating_sub(stretch.start) as usize;
        self.text(stretch.place)
            .unwrap_or_default()
            .chars()
            .skip(stretch.start as usize)
            .take(length)
            .collect()
    }

    /// Where a finding stands.
    pub fn standing(&self, finding: usize) -> Standing {
        self.standings
            .get(finding)
            .copied()
            .unwrap_or(Standing::Undecided)
    }

    /// Whether a finding lies in what is shared.
    pub fn concerns(&self, finding: usize) -> bool {
        !self.gone.contains(&finding)
            && self
                .findings
                .get(finding)
                .is_some_and(|finding| self.shows(place_of(finding)))
    }

    /// How many of what, in what is shared.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// The findings in what is shared by kind: worst first, then in reading order.
    pub fn kinds(&self) -> Arc<[Kind]> {
        self.kinds.clone()
    }

    /// The findings in the order in which the panel shows them.
    pub fn in_order(&self) -> &[usize] {
        &self.order
    }

    /// The finding after this one, round again at the end.
    pub fn next(&self, from: Option<usize>) -> Option<usize> {
        let next = match self.position_of(from) {
            Some(here) => (here + 1) % self.order.len().max(1),
            None => 0,
        };
        self.order.get(next).copied()
    }

    /// The finding before this one, round again at the start.
    pub fn previous(&self, from: Option<usize>) -> Option<usize> {
        match self.position_of(from) {
            None | Some(0) => self.order.last().copied(),
            Some(here) => self.order.get(here - 1).copied(),
        }
    }

    fn position_of(&self, finding: Option<usize>) -> Option<usize> {
        self.position.get(&finding?).copied()
    }

    /// The next finding without a decision, or else this one again.
    pub fn next_undecided(&self, from: usize) -> usize {
        let here = self.position_of(Some(from)).unwrap_or(0);
        let (before, after) = self.order.split_at(here);
        after
            .iter()
            .skip(1)
            .chain(before)
            .copied()
            .find(|&at| self.standing(at) == Standing::Undecided)
            .unwrap_or(from)
    }

    /// The first finding without a decision.
    pub fn first_undecided(&self) -> Option<usize> {
        self.order
            .iter()
            .copied()
            .find(|at| self.standing(*at) == Standing::Undecided)
    }

    /// `Finding 3 of 7, e-mail address in message 2, undecided`.
    pub fn announcement(&self, finding: usize) -> Option<String> {
        let here = self.position_of(Some(finding))?;
        let found = self.findings.get(finding)?;
        Some(format!(
            "Finding {} of {}, {} in {}, {}",
            here + 1,
            self.order.len(),
            label_words(&found.label),
            place_words(place_of(found)),
            self.standing(finding).word()
        ))
    }

    /// What lies over the texts that are shared: what is hidden, and the findings over it with their places in
    /// [`Self::findings`] as ids. What was marked by hand has ids from [`BY_HAND_IDS`] on.
    pub fn annotations(&self, current: Option<usize>) -> AnnotationMap {
        let mut map = AnnotationMap::new();
        let mut by_hand = BY_HAND_IDS;
        for (place, ranges) in &self.hidden {
            if !self.shows(*place) {
                continue;
            }
            let marks = map.entry(place.message).or_default();
            for &(start, end) in ranges {
                marks.push(Annotation {
                    id: by_hand,
                    field: place.field,
                    item: place.item,
                    start,
                    end,
                    mark: Mark::Redacted,
                    selected: false,
                });
                by_hand += 1;
            }
        }
        for (at, finding) in self.findings.iter().enumerate() {
            if !self.concerns(at) {
                continue;
            }
            map.entry(finding.message).or_default().push(Annotation {
                id: u32::try_from(at).unwrap_or(BY_HAND_IDS),
                field: finding.field,
                item: finding.item,
                start: finding.start,
                end: finding.end,
                mark: match self.standing(at) {
                    Standing::Undecided => Mark::Suggested,
                    Standing::Redacted => Mark::Redacted,
                    Standing::Kept => Mark::Kept,
                },
                selected: current == Some(at),
            });
        }
        map
    }

    /// The finding that an annotation's id stands for; none: marked by hand.
    pub fn annotated(&self, id: u32) -> Option<usize> {
        usize::try_from(id)
            .ok()
            .filter(|at| *at < self.findings.len())
    }

    /// Every place a value stands, in all texts, shared or not: a switch turned on later shows none of them.
    pub fn all_like(&self, value: &str) -> Vec<Stretch> {
        self.all_like_in(value, |_| true)
    }

    fn all_like_in(&self, value: &str, which: impl Fn(Place) -> bool) -> Vec<Stretch> {
        let mut found = Vec::new();
        for (place, _, text) in &self.texts.order {
            if !which(*place) {
                continue;
            }
            found.extend(all_like(text, value).into_iter().map(|range| Stretch {
                place: *place,
                start: range.start,
                end: range.end,
            }));
        }
        found
    }

    /// How many of these lie in what is shared.
    pub fn shared(&self, stretches: &[Stretch]) -> usize {
        stretches
            .iter()
            .filter(|stretch| self.shows(stretch.place))
            .count()
    }

    /// Decides findings, one step.
    pub fn decide(&mut self, findings: &[usize], verdict: Verdict) {
        let mut edits = Vec::new();
        for &at in findings {
            let Some(finding) = self.findings.get(at) else {
                continue;
            };
            let stretch = Stretch::from(finding);
            let label = finding.label.clone();
            let reason = Some(usual_reason(&label));
            if verdict == Verdict::Keep {
                self.unhide(&mut edits, |hidden| {
                    hidden.lies_in(&stretch) && *hidden != stretch
                });
            }
            self.rule(
                &mut edits,
                stretch,
                Some(Ruling {
                    verdict,
                    label,
                    reason,
                    preset: false,
                }),
            );
        }
        self.step(edits);
    }

    /// Decides everything like this finding: findings of the same value, and, to hide it, every other place it
    /// stands. One step. Returns how many places that were.
    pub fn decide_all_like(&mut self, finding: usize, verdict: Verdict) -> usize {
        let Some(found) = self.findings.get(finding) else {
            return 0;
        };
        let mut edits = Vec::new();
        let reason = Some(usual_reason(&found.label));
        let mut stretches: BTreeMap<Stretch, String> = self
            .findings
            .iter()
            .filter(|other| other.group == found.group)
            .map(|other| (Stretch::from(other), other.label.clone()))
            .collect();
        if verdict == Verdict::Redact {
            for stretch in self.all_like(&self.words(&found.into())) {
                let covered = stretches.keys().any(|one| stretch.lies_in(one));
                if !covered {
                    stretches.insert(stretch, found.label.clone());
                }
            }
        }
        let count = stretches.len();
        for (stretch, label) in stretches {
            self.rule(
                &mut edits,
                stretch,
                Some(Ruling {
                    verdict,
                    label,
                    reason,
                    preset: false,
                }),
            );
        }
        self.step(edits);
        count
    }

    /// Hides stretches, one step.
    pub fn redact(&mut self, stretches: &[Stretch], reason: Option<Reason>) {
        let mut edits = Vec::new();
        for &stretch in stretches {
            if stretch.start >= stretch.end {
                continue;
            }
            let label = self
                .rulings
                .get(&stretch)
                .map_or(BY_HAND, |known| known.label.as_str())
                .to_owned();
            self.rule(
                &mut edits,
                stretch,
                Some(Ruling {
                    verdict: Verdict::Redact,
                    label,
                    reason,
                    preset: false,
                }),
            );
        }
        self.step(edits);
    }

    /// Takes back whatever hides a part of these stretches, one step. Findings in them are undecided again.
    pub fn show_again(&mut self, stretches: &[Stretch]) {
        let mut edits = Vec::new();
        for stretch in stretches {
            self.unhide(&mut edits, |hidden| hidden.overlaps(stretch));
        }
        self.step(edits);
    }

    /// Whether any of these stretches is hidden in part.
    pub fn hides_any(&self, stretches: &[Stretch]) -> bool {
        stretches.iter().any(|stretch| {
            self.hidden.get(&stretch.place).is_some_and(|hidden| {
                hidden
                    .iter()
                    .any(|&(start, end)| start < stretch.end && stretch.start < end)
            })
        })
    }

    /// Leaves a message out, or puts it back.
    pub fn leave_out(&mut self, number: u32, out: bool) {
        if self.scope.leave_out.contains(&number) != out {
            self.step_new(vec![Edit::LeftOut { number, out }]);
        }
    }

    /// Shares from this message on; from the first message: from the start.
    pub fn start_here(&mut self, number: u32) {
        let from = (number > 1).then_some(number);
        let to = self.scope.range.to.filter(|&to| to >= number);
        self.set_range(MessageRange { from, to });
    }

    /// Shares up to this message; to the last message: to the end.
    pub fn end_here(&mut self, number: u32) {
        let to = (number < self.message_count).then_some(number);
        let from = self.scope.range.from.filter(|&from| from <= number);
        self.set_range(MessageRange { from, to });
    }

    /// Shares only the messages from the first to the last of these.
    pub fn only(&mut self, first: u32, last: u32) {
        self.set_range(MessageRange {
            from: (first > 1).then_some(first),
            to: (last < self.message_count).then_some(last),
        });
    }

    /// Shares this range of messages.
    pub fn set_range(&mut self, after: MessageRange) {
        let before = self.scope.range;
        if before != after {
            self.step_new(vec![Edit::Ranged { before, after }]);
        }
    }

    /// Takes the last step back. Returns whether there was one.
    pub fn undo(&mut self) -> bool {
        let Some(step) = self.past.pop() else {
            return false;
        };
        for edit in step.iter().rev() {
            match edit {
                Edit::Ruled {
                    stretch, before, ..
                } => self.put(*stretch, before.clone()),
                Edit::LeftOut { number, out } => self.put_out(*number, !out),
                Edit::Ranged { before, .. } => self.scope.range = *before,
            }
        }
        self.future.push(step);
        self.derive();
        true
    }

    /// Does again what was taken back. Returns whether there was something.
    pub fn redo(&mut self) -> bool {
        let Some(step) = self.future.pop() else {
            return false;
        };
        self.apply(&step);
        self.past.push(step);
        self.derive();
        true
    }

    /// Whether a step can be taken back.
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether a step can be done again.
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }

    /// Takes in the context note as it is typed. Decisions in it move along with their words; those whose words
    /// were edited go, from the history too.
    pub fn set_context(&mut self, context: &ContextNote) {
        for (field, text) in [
            (Field::ContextWhy, &context.why),
            (Field::ContextFocus, &context.focus),
            (Field::ContextAction, &context.action),
        ] {
            let place = Place::of(field);
            let old = self.texts.get(place).unwrap_or_default();
            if old == text {
                continue;
            }
            let moved = Moved::between(old, text);
            self.texts.set(place, None, text);
            self.rulings = std::mem::take(&mut self.rulings)
                .into_iter()
                .filter_map(|(stretch, ruling)| Some((moved.apply(place, stretch)?, ruling)))
                .collect();
            for step in self.past.iter_mut().chain(&mut self.future) {
                step.retain_mut(|edit| match edit {
                    Edit::Ruled { stretch, .. } => match moved.apply(place, *stretch) {
                        Some(now) => {
                            *stretch = now;
                            true
                        }
                        None => false,
                    },
                    Edit::LeftOut { .. } | Edit::Ranged { .. } => true,
                });
            }
            self.past.retain(|step| !step.is_empty());
            self.future.retain(|step| !step.is_empty());
            // Findings in the old words came with a refusal; the next try finds anew.
            let gone = self.findings.iter().enumerate();
            let gone = gone.filter(|(_, finding)| place_of(finding) == place);
            self.gone.extend(gone.map(|(at, _)| at));
        }
        self.arrange();
        self.derive();
    }

    /// The context note as it was last taken in.
    pub fn context(&self) -> ContextNote {
        let text = |field| self.text(Place::of(field)).unwrap_or_default().to_owned();
        ContextNote {
            why: text(Field::ContextWhy),
            focus: text(Field::ContextFocus),
            action: text(Field::ContextAction),
        }
    }

    /// Whether this is the context note as it was last taken in.
    pub fn says(&self, context: &ContextNote) -> bool {
        [
            (Field::ContextWhy, &context.why),
            (Field::ContextFocus, &context.focus),
            (Field::ContextAction, &context.action),
        ]
        .into_iter()
        .all(|(field, text)| self.text(Place::of(field)).unwrap_or_default() == text)
    }

    /// What to hide, as the server takes it.
    pub fn redactions(&self) -> Vec<Decision> {
        self.decisions(Verdict::Redact)
    }

    /// What was looked at and stays, as the server takes it.
    pub fn kept(&self) -> Vec<Decision> {
        self.decisions(Verdict::Keep)
    }

    fn decisions(&self, verdict: Verdict) -> Vec<Decision> {
        self.rulings
            .iter()
            .filter(|(_, ruling)| ruling.verdict == verdict)
            .map(|(stretch, ruling)| Decision {
                field: stretch.place.field,
                message: stretch.place.message,
                item: stretch.place.item,
                start: stretch.start,
                end: stretch.end,
                label: ruling.label.clone(),
                reason: ruling.reason,
                confidence: None,
                severity: None,
                explanation: None,
                group: None,
            })
            .collect()
    }

    /// Starts from what a share was published with, for an update. No step: there is nothing to take back.
    pub fn start_from(
        &mut self,
        redactions: &[Decision],
        kept: &[Decision],
        range: MessageRange,
        leave_out: &[u32],
    ) {
        for (verdict, decisions) in [(Verdict::Keep, kept), (Verdict::Redact, redactions)] {
            for decision in decisions {
                let stretch = Stretch {
                    place: Place {
                        field: decision.field,
                        message: decision.message,
                        item: decision.item,
                    },
                    start: decision.start,
                    end: decision.end,
                };
                let ruling = Ruling {
                    verdict,
                    label: decision.label.clone(),
                    reason: decision.reason,
                    preset: false,
                };
                self.rulings.insert(stretch, ruling);
            }
        }
        self.scope.range = range;
        self.scope.leave_out = leave_out.iter().copied().collect();
        self.derive();
    }

    /// Hides in the messages from `first_new` on what is hidden before them. One step; returns how many places.
    pub fn carry_over(&mut self, first_new: u32) -> usize {
        let mut values: BTreeMap<String, Ruling> = BTreeMap::new();
        for (stretch, ruling) in &self.rulings {
            let value = folded(&self.words(stretch));
            // One letter or digit says nothing by itself and stands everywhere.
            if ruling.verdict == Verdict::Redact && value.chars().count() > 1 {
                values.entry(value).or_insert_with(|| ruling.clone());
            }
        }
        let mut edits = Vec::new();
        let mut count = 0;
        for (value, ruling) in values {
            let is_new = |place: Place| place.message.is_some_and(|at| at >= first_new);
            for stretch in self.all_like_in(&value, is_new) {
                if !self.rulings.contains_key(&stretch) {
                    count += 1;
                    self.rule(&mut edits, stretch, Some(ruling.clone()));
                }
            }
        }
        self.step(edits);
        count
    }

    /// What is worth saving between visits: ranges and choices, no text.
    pub fn draft(&self) -> Draft {
        Draft {
            rulings: self
                .rulings
                .iter()
                // What the context note says is not saved, so neither are ranges of it.
                .filter(|(stretch, ruling)| !is_context(stretch.place) && !ruling.preset)
                .map(|(stretch, ruling)| DraftRuling {
                    field: stretch.place.field,
                    message: stretch.place.message,
                    item: stretch.place.item,
                    start: stretch.start,
                    end: stretch.end,
                    verdict: ruling.verdict,
                    label: ruling.label.clone(),
                    reason: ruling.reason,
                })
                .collect(),
            range: self.scope.range,
            leave_out: self.scope.leave_out.iter().copied().collect(),
        }
    }

    /// Goes on from what was saved. `same`: the texts beside the messages are still the same; messages never change.
    pub fn restore(&mut self, draft: Draft, same: bool) {
        let rulings = draft.rulings.into_iter();
        for saved in rulings.filter(|saved| same || saved.message.is_some()) {
            let ruling = Ruling {
                verdict: saved.verdict,
                label: saved.label,
                reason: saved.reason,
                preset: false,
            };
            let stretch = Stretch {
                place: Place {
                    field: saved.field,
                    message: saved.message,
                    item: saved.item,
                },
                start: saved.start,
                end: saved.end,
            };
            self.rulings.insert(stretch, ruling);
        }
        self.scope.range = draft.range;
        self.scope.leave_out = draft.leave_out.into_iter().collect();
        self.derive();
    }

    /// Goes on from a review of an older revision: what was decided about texts that are still the same.
    pub fn carry_on(&mut self, older: &Self) {
        for (stretch, ruling) in &older.rulings {
            if older.text(stretch.place) == self.text(stretch.place) {
                self.rulings.insert(*stretch, ruling.clone());
            }
        }
        self.scope = older.scope.clone();
        self.derive();
    }

    /// Adds to `edits` what makes `after` true of a stretch, if it is not so already, and makes it so.
    fn rule(&mut self, edits: &mut Vec<Edit>, stretch: Stretch, after: Option<Ruling>) {
        let before = self.rulings.get(&stretch).cloned();
        let same = match (&before, &after) {
            // Whoever decides as a preset did makes it their decision, and sees nothing change.
            (Some(before), Some(after)) => {
                (before.verdict, &before.label, before.reason)
                    == (after.verdict, &after.label, after.reason)
            }
            (before, after) => before.is_none() && after.is_none(),
        };
        if same {
            if before != after {
                self.put(stretch, after);
            }
        } else {
            self.put(stretch, after.clone());
            edits.push(Edit::Ruled {
                stretch,
                before,
                after,
            });
        }
    }

    fn unhide(&mut self, edits: &mut Vec<Edit>, which: impl Fn(&Stretch) -> bool) {
        let gone: Vec<Stretch> = self
            .rulings
            .iter()
            .filter(|(stretch, ruling)| ruling.verdict == Verdict::Redact && which(stretch))
            .map(|(stretch, _)| *stretch)
            .collect();
        for stretch in gone {
            self.rule(edits, stretch, None);
        }
    }

    fn put(&mut self, stretch: Stretch, ruling: Option<Ruling>) {
        match ruling {
            Some(ruling) => self.rulings.insert(stretch, ruling),
            None => self.rulings.remove(&stretch),
        };
    }

    fn put_out(&mut self, number: u32, out: bool) {
        if out {
            self.scope.leave_out.insert(number);
        } else {
            self.scope.leave_out.remove(&number);
        }
    }

    fn apply(&mut self, step: &[Edit]) {
        for edit in step {
            match edit {
                Edit::Ruled { stretch, after, .. } => self.put(*stretch, after.clone()),
                Edit::LeftOut { number, out } => self.put_out(*number, *out),
                Edit::Ranged { after, .. } => self.scope.range = *after,
            }
        }
    }

    /// Keeps a step that is already applied.
    fn step(&mut self, edits: Vec<Edit>) {
        if !edits.is_empty() {
            self.past.push(edits);
            self.future.clear();
            self.derive();
        }
    }

    fn step_new(&mut self, edits: Vec<Edit>) {
        self.apply(&edits);
        self.step(edits);
    }

    /// Works out which findings are in what is shared, by kind and in order.
    fn arrange(&mut self) {
        let mut kinds: Vec<Kind> = Vec::new();
        let mut place_of_kind: HashMap<&str, usize> = HashMap::new();
        for (at, finding) in self.findings.iter().enumerate() {
            if !self.concerns(at) {
                continue;
            }
            let index = *place_of_kind
                .entry(finding.label.as_str())
                .or_insert_with(|| {
                    kinds.push(Kind {
                        label: finding.label.clone(),
                        name: heading(&label_words(&finding.label)),
                        severity: finding.severity,
                        findings: Vec::new(),
                    });
                    kinds.len() - 1
                });
            kinds[index].severity = kinds[index].severity.max(finding.severity);
            kinds[index].findings.push(at);
        }
        kinds.sort_by_key(|kind| std::cmp::Reverse(kind.severity));
        self.order = kinds
            .iter()
            .flat_map(|kind| &kind.findings)
            .copied()
            .collect();
        self.position = self.order.iter().copied().zip(0..).collect();
        self.kinds = kinds.into();
        self.arranged = self.scope.clone();
        self.count();
    }

    fn count(&mut self) {
        let mut counts = Counts {
            findings: self.order.len(),
            ..Counts::default()
        };
        for at in &self.order {
            match self.standing(*at) {
                Standing::Undecided => counts.undecided += 1,
                Standing::Redacted => counts.redacted += 1,
                Standing::Kept => counts.kept += 1,
            }
        }
        for (place, stretches) in &self.hidden {
            if self.shows(*place) {
                counts.redactions += stretches.len();
            }
        }
        let shown = (1..=self.message_count).filter(|&number| self.scope.shows_message(number));
        counts.left_out =
            self.message_count - u32::try_from(shown.count()).unwrap_or(self.message_count);
        self.counts = counts;
    }

    /// Works out what is hidden, and where every finding stands: redactions together cover it, or one kept
    /// decision does.
    fn derive(&mut self) {
        let mut hidden: BTreeMap<Place, Vec<(u32, u32)>> = BTreeMap::new();
        let mut kept: HashMap<Place, Vec<(u32, u32)>> = HashMap::new();
        // By place and start, as a stretch is ordered.
        for (stretch, ruling) in &self.rulings {
            let (start, end) = (stretch.start, stretch.end);
            match ruling.verdict {
                Verdict::Keep => kept.entry(stretch.place).or_default().push((start, end)),
                Verdict::Redact => {
                    let ranges = hidden.entry(stretch.place).or_default();
                    match ranges.last_mut() {
                        Some(last) if start < last.1 => last.1 = last.1.max(end),
                        _ => ranges.push((start, end)),
                    }
                }
            }
        }
        if self.arranged != self.scope {
            self.arrange();
        }
        self.standings = self
            .findings
            .iter()
            .map(|finding| {
                let place = place_of(finding);
                let wanted = finding.start..finding.end;
                if hidden
                    .get(&place)
                    .is_some_and(|ranges| covered_together(ranges, &wanted))
                {
                    Standing::Redacted
                } else if kept.get(&place).is_some_and(|ranges| {
                    ranges
                        .iter()
                        .any(|&(start, end)| start <= wanted.start && end >= wanted.end)
                }) {
                    Standing::Kept
                } else {
                    Standing::Undecided
                }
            })
            .collect();
        self.hidden = hidden;
        self.count();
    }
}

/// Whether ranges that are sorted and do not overlap cover a wanted one without a gap.
fn covered_together(ranges: &[(u32, u32)], wanted: &Range<u32>) -> bool {
    let mut reached = wanted.start;
    let from = ranges.partition_point(|&(_, end)| end <= wanted.start);
    for &(start, end) in &ranges[from..] {
        if start > reached || reached >= wanted.end {
            break;
        }
        reached = end;
    }
    reached >= wanted.end
}

/// How an edit of a text moves the stretches in it: what stands before stays, what stands behind moves.
struct Moved {
    prefix: u32,
    old_end: u32,
    by: i64,
}

impl Moved {
    fn between(old: &str, new: &str) -> Self {
        let old: Vec<char> = old.chars().collect();
        let new: Vec<char> = new.chars().collect();
        let same = |(a, b): &(&char, &char)| a == b;
        let prefix = old.iter().zip(&new).take_while(same).count();
        let most = old.len().min(new.len()) - prefix;
        let suffix = old
            .iter()
            .rev()
            .zip(new.iter().rev())
            .take_while(same)
            .take(most)
            .count();
        let whole = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let (old_length, new_length) = (whole(old.len()), whole(new.len()));
        Self {
            prefix: whole(prefix),
            old_end: old_length - whole(suffix),
            by: i64::from(new_length) - i64::from(old_length),
        }
    }

    fn apply(&self, place: Place, stretch: Stretch) -> Option<Stretch> {
        if stretch.place != place || stretch.end <= self.prefix {
            return Some(stretch);
        }
        if stretch.start < self.old_end {
            return None;
        }
        let moved = |at: u32| u32::try_from(i64::from(at) + self.by).ok();
        Some(Stretch {
            start: moved(stretch.start)?,
            end: moved(stretch.end)?,
            ..stretch
        })
    }
}

/// A review between two visits: ranges and choices, never text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    rulings: Vec<DraftRuling>,
    range: MessageRange,
    leave_out: Vec<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct DraftRuling {
    field: Field,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    message: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    item: Option<u32>,
    start: u32,
    end: u32,
    verdict: Verdict,
    label: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<Reason>,
}

#[cfg(test)]
mod tests {
    use discreet_api_types::accounts::Person;
    use discreet_api_types::conversations::{
        Contact, ConversationAbilities, Exposure, Note, Status,
    };
    use discreet_api_types::ids::{ConversationId, PersonId, Timestamp};

    use super::*;

    const BODY: &str = "Write to SAM@acme.example or sam@acme.example, key sk-1.";

    fn conversation() -> Conversation {
        let now = Timestamp("2026-11-21T10:00:00Z".to_owned());
        Conversation {
            id: ConversationId("c".to_owned()),
            title: "Refund for sam@acme.example".to_owned(),
            status: Status::Open,
            channel: None,
            contact: Contact {
                email: Some("sam@acme.example".to_owned()),
                ..Contact::default()
            },
            tags: vec!["refund".to_owned()],
            summary: None,
            attempts: Vec::new(),
            source: None,
            notes: vec![Note {
                author: "Agent".to_owned(),
                body: "ask the carrier".to_owned(),
                written_at: None,
            }],
            log: Vec::new(),
            revision: 1,
            message_count: 3,
            owner: Person {
                id: PersonId("p".to_owned()),
                name: "Agent".to_owned(),
                email: "agent@acme.example".to_owned(),
            },
            mine: true,
            exposure: Exposure::default(),
            abilities: ConversationAbilities::default(),
            created_at: now.clone(),
            updated_at: now,
        }
    }

    pub(super) fn body(number: u32) -> Place {
        Place::message(Field::Message, number, None)
    }

    fn message(number: u32, body: &str) -> Message {
        Message {
            number,
            sender: Sender::Contact,
            label: "Contact".to_owned(),
            name: None,
            sent_at: None,
            assumed_utc: false,
            body: body.to_owned(),
            blocks: Vec::new(),
            citations: Vec::new(),
            attachments: Vec::new(),
        }
    }

    pub(super) fn finding(
        place: Place,
        start: u32,
        end: u32,
        label: &str,
        severity: Severity,
    ) -> Finding {
        Finding {
            field: place.field,
            message: place.message,
            item: place.item,
            start,
            end,
            label: label.to_owned(),
            confidence: 0.9,
            severity,
            explanation: "Looks like one.".to_owned(),
            group: label.to_owned(),
        }
    }

    pub(super) fn queue() -> ReviewQueue {
        let mut queue = ReviewQueue::new(&conversation());
        queue.add_messages(&[
            message(1, BODY),
            message(2, "Thanks, s\u{200b}am@acme.example"),
            message(3, "Bye"),
        ]);
        queue
    }

    pub(super) fn in_message(number: u32, start: u32, end: u32) -> Stretch {
        Stretch {
            place: body(number),
            start,
            end,
        }
    }

    fn reviewed() -> ReviewQueue {
        let mut queue = queue();
        let first = body(1);
        queue.add_findings(vec![
            finding(first, 9, 25, "EMAIL", Severity::Medium),
            finding(first, 29, 45, "EMAIL", Severity::Medium),
            finding(first, 51, 55, "API_KEY", Severity::Critical),
            finding(
                Place::of(Field::ContactEmail),
                0,
                16,
                "EMAIL",
                Severity::Medium,
            ),
        ]);
        queue
    }

    #[test]
    fn presets_start_redacted_and_the_rest_undecided() {
        let queue = reviewed();
        assert_eq!(
            queue.counts().findings_line(),
            "3 findings: 1 redacted, 0 kept, 2 undecided"
        );
        assert!(!queue.can_undo());
    }

    #[test]
    fn the_worst_kind_comes_first() {
        let kinds = reviewed().kinds();
        assert_eq!(kinds[0].name, "API key");
        assert_eq!(kinds[1].findings, [0, 1]);
    }

    #[test]
    fn findings_in_fields_that_stay_at_home_concern_nobody_until_they_go_along() {
        let mut queue = reviewed();
        assert!(!queue.concerns(3));
        queue.set_include(Include {
            contact: true,
            ..Include::default()
        });
        assert!(queue.concerns(3));
        assert_eq!(queue.counts().findings, 4);
    }

    #[test]
    fn redacting_all_like_one_finding_catches_every_case_and_zero_width_spelling_in_every_field() {
        let mut queue = reviewed();
        assert_eq!(queue.decide_all_like(0, Verdict::Redact), 5);
        assert!(queue.hides_any(&[in_message(2, 8, 9)]));
        assert!(queue.hides_any(&[Stretch {
            place: Place::of(Field::Title),
            start: 11,
            end: 27,
        }]));
        assert_eq!(queue.counts().undecided, 0);
    }

    #[test]
    fn a_finding_inside_a_larger_redaction_is_decided() {
        let mut queue = reviewed();
        queue.redact(&[in_message(1, 0, 27)], None);
        assert_eq!(queue.standing(0), Standing::Redacted);
        queue.decide(&[0], Verdict::Keep);
        assert_eq!(queue.standing(0), Standing::Redacted);
        queue.show_again(&[in_message(1, 3, 4)]);
        assert_eq!(queue.standing(0), Standing::Kept);
    }

    #[test]
    fn what_is_hidden_and_what_was_found_lie_over_the_text_that_is_shared() {
        let mut queue = reviewed();
        queue.redact(&[in_message(2, 0, 6)], None);
        let map = queue.annotations(Some(0));
        assert!(!map.contains_key(&None), "the contact stays at home");
        let first: Vec<_> = map[&Some(1)]
            .iter()
            .map(|mark| (mark.id, mark.mark, mark.selected))
            .collect();
        assert_eq!(
            first,
            [
                (BY_HAND_IDS, Mark::Redacted, false),
                (0, Mark::Suggested, true),
                (1, Mark::Suggested, false),
                (2, Mark::Redacted, false),
            ]
        );
        assert_eq!(queue.annotated(map[&Some(2)][0].id), None);
        assert_eq!(queue.annotated(2), Some(2));
    }

    #[test]
    fn every_step_is_undone_and_redone() {
        let mut queue = reviewed();
        queue.decide(&[0, 1], Verdict::Redact);
        queue.decide(&[1], Verdict::Keep);
        queue.leave_out(2, true);
        queue.end_here(2);
        let done = queue.draft();
        let mut back = 0;
        while queue.undo() {
            back += 1;
        }
        assert_eq!(back, 4);
        assert_eq!(queue.draft(), reviewed().draft());
        while queue.redo() {}
        assert_eq!(queue.draft(), done);
    }

    #[test]
    fn a_new_step_forgets_what_was_taken_back() {
        let mut queue = reviewed();
        queue.decide(&[0], Verdict::Redact);
        queue.undo();
        queue.decide(&[0], Verdict::Keep);
        assert!(!queue.redo());
        assert_eq!(queue.standing(0), Standing::Kept);
    }

    #[test]
    fn deciding_the_same_again_is_no_step() {
        let mut queue = reviewed();
        queue.decide(&[2], Verdict::Redact);
        assert!(!queue.can_undo());
    }

    #[test]
    fn messages_outside_the_range_and_left_out_are_counted() {
        let mut queue = reviewed();
        queue.start_here(2);
        queue.leave_out(3, true);
        assert_eq!(
            queue.counts().hidden_line(),
            "0 redacted, 2 messages left out"
        );
        assert_eq!(queue.counts().findings_line(), "No findings");
        queue.end_here(1);
        assert_eq!(
            queue.scope().range,
            MessageRange {
                from: None,
                to: Some(1)
            }
        );
    }

    #[test]
    fn only_some_messages_are_kept_and_the_whole_range_is_none() {
        let mut queue = reviewed();
        queue.only(2, 2);
        let scope = queue.scope();
        assert!(!scope.shows_message(1) && scope.shows_message(2));
        let last = queue.message_count;
        queue.only(1, last);
        assert_eq!(queue.scope().range, MessageRange::default());
    }

    #[test]
    fn a_value_never_suggested_is_dropped_in_every_case_but_not_a_presets() {
        let mut queue = queue();
        queue.add_findings(vec![
            finding(body(1), 9, 25, "EMAIL", Severity::Medium),
            finding(body(1), 51, 55, "API_KEY", Severity::Critical),
        ]);
        queue.forget_value("sam@ACME.example");
        queue.forget_value("sk-1");
        assert_eq!(queue.in_order(), [1]);
        assert_eq!(queue.counts().findings, 1);
        // Ids stay true: what follows is new.
        queue.add_findings(vec![finding(body(1), 9, 25, "EMAIL", Severity::Medium)]);
        assert_eq!(queue.in_order(), [1, 2]);
    }

    #[test]
    fn moving_through_findings_goes_round() {
        let queue = reviewed();
        assert_eq!(queue.next(None), Some(2));
        assert_eq!(queue.next(Some(2)), Some(0));
        assert_eq!(queue.next(Some(1)), Some(2));
        assert_eq!(queue.previous(Some(2)), Some(1));
        assert_eq!(queue.next_undecided(2), 0);
        assert_eq!(
            queue.announcement(0).as_deref(),
            Some("Finding 2 of 3, e-mail address in message 1, undecided")
        );
        assert_eq!(ReviewQueue::default().next(None), None);
    }

    #[test]
    fn redactions_in_the_context_note_move_with_their_words() {
        let mut queue = queue();
        let note = |why: &str| ContextNote {
            why: why.to_owned(),
            ..ContextNote::default()
        };
        let place = Place::of(Field::ContextWhy);
        queue.set_context(&note("Ask Sam about it"));
        queue.redact(
            &[Stretch {
                place,
                start: 4,
                end: 7,
            }],
            None,
        );
        queue.set_context(&note("Please ask Sam about it now"));
        assert_eq!(
            queue.redactions().len(),
            0,
            "the edit touched the words before"
        );
        queue.undo();
        queue.set_context(&note("Ask Sam"));
        queue.redact(
            &[Stretch {
                place,
                start: 4,
                end: 7,
            }],
            None,
        );
        queue.set_context(&note("Do ask: Ask Sam"));
        let moved = &queue.redactions()[0];
        assert_eq!((moved.start, moved.end), (12, 15));
    }

    #[test]
    fn a_draft_holds_no_word_and_comes_back_as_it_was() {
        let mut queue = reviewed();
        queue.decide(&[0], Verdict::Keep);
        queue.redact(&[in_message(2, 8, 25)], Some(Reason::Legal));
        queue.leave_out(3, true);
        let saved = serde_json::to_string(&queue.draft()).unwrap();
        for word in ["sam", "acme", "Thanks", "Refund", "sk-1"] {
            assert!(!saved.contains(word), "{saved}");
        }
        let mut again = reviewed();
        again.restore(serde_json::from_str(&saved).unwrap(), true);
        assert_eq!(again.redactions(), queue.redactions());
        assert_eq!(again.counts(), queue.counts());
    }

    #[test]
    fn an_update_hides_in_new_messages_what_was_hidden_before() {
        let mut queue = queue();
        let hidden = [Decision {
            field: Field::Message,
            message: Some(1),
            item: None,
            start: 9,
            end: 25,
            label: "EMAIL".to_owned(),
            reason: None,
            confidence: None,
            severity: None,
            explanation: None,
            group: None,
        }];
        queue.start_from(&hidden, &[], MessageRange::default(), &[]);
        assert_eq!(queue.carry_over(2), 1);
        assert!(queue.hides_any(&[in_message(2, 8, 9)]));
        assert!(!queue.hides_any(&[in_message(1, 29, 45)]));
    }

    #[test]
    fn a_review_goes_on_with_what_was_decided_about_texts_that_did_not_change() {
        let mut older = reviewed();
        older.decide(&[0], Verdict::Redact);
        let title = Stretch {
            place: Place::of(Field::Title),
            start: 0,
            end: 6,
        };
        older.redact(&[title], None);
        let mut changed = conversation();
        changed.title = "Another title".to_owned();
        let mut newer = ReviewQueue::new(&changed);
        newer.add_messages(&[message(1, BODY)]);
        newer.carry_on(&older);
        assert!(newer.hides_any(&[in_message(1, 9, 25)]));
        assert!(!newer.hides_any(&[title]));
    }

    #[test]
    fn a_refusals_findings_join_those_known() {
        let mut queue = reviewed();
        let known = queue.findings()[0].clone();
        let place = Place::of(Field::ContextWhy);
        queue.set_context(&ContextNote {
            why: "card 4111".to_owned(),
            ..ContextNote::default()
        });
        queue.add_findings(vec![
            known,
            finding(place, 5, 9, "CREDIT_CARD", Severity::Critical),
        ]);
        assert_eq!(queue.findings().len(), 5);
        assert_eq!(queue.standing(4), Standing::Redacted);
    }

    #[test]
    fn neighbouring_redactions_cover_together_and_a_gap_does_not() {
        assert!(covered_together(&[(0, 3), (3, 6)], &(1..5)));
        assert!(!covered_together(&[(0, 3), (4, 6)], &(1..5)));
        assert!(!covered_together(&[], &(1..5)));
    }
}
