//! Walks a conversation: each text is scanned by itself with the question before it in mind, then
//! once more for what the conversation as a whole has shown to be sensitive.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::conversation::{Conversation, Field, Message, Sender};
use crate::decisions::folded;
use crate::detect;
use crate::finding::Finding;
use crate::hit::{Asked, Hit, Scan};
use crate::label::{Group, Label};
use crate::lexicon::{Flags, Lexicon, Sieve, hash_word};
use crate::likeness::Haystack;
use crate::settings::{Settings, compile};
use crate::text::{Kind, Prepared};
use crate::turns::{Turn, asks, turns};

/// How far a scan has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Steps done.
    pub done: usize,
    /// Steps in all.
    pub total: usize,
}

impl Progress {
    /// Whether nothing is left to do.
    pub fn is_finished(self) -> bool {
        self.done >= self.total
    }
}

/// A scan in steps, so that a worker can report progress, hand over first findings and be
/// cancelled: dropping it is cancelling.
///
/// There are two rounds over the texts. The first finds what each text shows by itself; the second
/// adds what other texts have shown to be sensitive, such as a name given once and used again.
/// Findings of the second round never overlap those of the first.
pub struct Scanner<'a> {
    conversation: Conversation<'a>,
    engine: Engine<'a>,
    places: Vec<Spot>,
    /// What each text gave in the first round: covered byte ranges in folded text.
    taken: Vec<Vec<(u32, u32)>>,
    evidence: Evidence,
    memory: Memory,
    done: usize,
}

/// One text of the conversation, by its indices.
#[derive(Clone, Copy)]
struct Spot {
    field: Field,
    at: usize,
    sub: usize,
}

/// What the turns so far asked for, and who spoke last.
#[derive(Clone, Copy, Default)]
struct Memory {
    speaker: Option<u8>,
    /// Asked by the last speaker, for others to answer.
    pending: Asked,
    /// What the one now speaking was asked.
    current: Asked,
    age: u8,
}

impl Memory {
    /// What the next text answers, when `speaker` says it.
    fn answers(&mut self, speaker: Option<u8>) -> Asked {
        if speaker == self.speaker {
            self.age = self.age.saturating_add(1);
            if self.age > 3 {
                self.current = Asked::default();
            }
        } else {
            self.current = self.pending;
            self.pending = Asked::default();
            self.age = 0;
            self.speaker = speaker;
        }
        self.current
    }
}

impl<'a> Scanner<'a> {
    /// Prepares a scan; nothing is read yet but the names of contact and senders.
    pub fn new(conversation: Conversation<'a>, settings: &Settings) -> Self {
        let places = spots(&conversation);
        let mut evidence = Evidence::default();
        evidence.contact(&conversation);
        Scanner {
            engine: Engine::new(settings),
            taken: vec![Vec::new(); places.len()],
            conversation,
            places,
            evidence,
            memory: Memory::default(),
            done: 0,
        }
    }

    /// Does one step, which is one text, and hands over what it found, sorted by start.
    ///
    /// Returns nothing once [`Scanner::progress`] is finished.
    pub fn step(&mut self) -> Vec<Finding> {
        let count = self.places.len();
        if self.done >= 2 * count {
            return Vec::new();
        }
        let second = self.done >= count;
        let index = self.done % count;
        self.done += 1;
        let spot = self.places[index];
        let conversation = &self.conversation;
        let text = text_at(conversation, spot);
        if text.is_empty() {
            return Vec::new();
        }
        let prepared = Prepared::new(text, Lexicon::get());
        let mut hits = Vec::new();
        if second {
            self.evidence
                .find(&prepared, 0, &self.taken[index], &mut hits);
        } else {
            let asked = if spot.field == Field::Message {
                let speaker = conversation
                    .messages
                    .get(spot.at)
                    .map(|m| speaker_of(m.sender));
                self.memory.answers(speaker)
            } else {
                Asked::default()
            };
            self.engine
                .field(&prepared, spot.field, text, asked, &mut hits);
            if spot.field == Field::Message {
                self.memory.pending.add(asks(&prepared, Lexicon::get()));
            }
            self.evidence.learn(&prepared, &hits, 0);
            let offset = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            self.taken[index] = hits
                .iter()
                .map(|h| (offset(h.start), offset(h.end)))
                .collect();
        }
        let message = message_of(conversation, spot);
        let item = item_of(spot);
        self.engine
            .settled(hits, &prepared)
            .into_iter()
            .map(|hit| finding(&hit, &prepared, text, (spot.field, message, item)))
            .collect()
    }

    /// How far it has come.
    pub fn progress(&self) -> Progress {
        Progress {
            done: self.done,
            total: 2 * self.places.len(),
        }
    }
}

fn speaker_of(sender: Sender) -> u8 {
    match sender {
        Sender::Contact => 0,
        Sender::Ai => 1,
        Sender::Agent => 2,
        Sender::System => 3,
    }
}

/// Every text of a conversation, in the order of reading.
fn spots(conversation: &Conversation<'_>) -> Vec<Spot> {
    let mut spots = Vec::new();
    let mut add = |field, at, sub| spots.push(Spot { field, at, sub });
    add(Field::Title, 0, 0);
    for field in [
        Field::ContactName,
        Field::ContactEmail,
        Field::ContactPhone,
        Field::ContactReference,
    ] {
        add(field, 0, 0);
    }
    for at in 0..conversation.tags.len() {
        add(Field::Tag, at, 0);
    }
    add(Field::Summary, 0, 0);
    for at in 0..conversation.attempts.len() {
        add(Field::Attempt, at, 0);
    }
    for (at, message) in conversation.messages.iter().enumerate() {
        add(Field::SenderName, at, 0);
        add(Field::Message, at, 0);
        for sub in 0..message.citations.len() {
            add(Field::CitationTitle, at, sub);
            add(Field::CitationUrl, at, sub);
            add(Field::CitationQuote, at, sub);
        }
        for sub in 0..message.attachments.len() {
            add(Field::Attachment, at, sub);
        }
    }
    for at in 0..conversation.notes.len() {
        add(Field::NoteAuthor, at, 0);
        add(Field::Note, at, 0);
    }
    for field in [Field::ContextWhy, Field::ContextFocus, Field::ContextAction] {
        add(field, 0, 0);
    }
    spots
}

/// Every text of a conversation with its field, message and item, in the order in which it is scanned.
pub(crate) fn texts<'c>(
    conversation: &'c Conversation<'_>,
) -> impl Iterator<Item = (Field, Option<u32>, Option<u32>, &'c str)> {
    spots(conversation).into_iter().map(|spot| {
        (
            spot.field,
            message_of(conversation, spot),
            item_of(spot),
            text_at(conversation, spot),
        )
    })
}

fn text_at<'c>(c: &'c Conversation<'_>, spot: Spot) -> &'c str {
    let message = || c.messages.get(spot.at);
    let citation = || message().and_then(|m: &Message<'_>| m.citations.get(spot.sub));
    match spot.field {
        Field::Title => &c.title,
        Field::ContactName => &c.contact.name,
        Field::ContactEmail => &c.contact.email,
        Field::ContactPhone => &c.contact.phone,
        Field::ContactReference => &c.contact.reference,
        Field::Summary => &c.summary,
        Field::ContextWhy => &c.context.why,
        Field::ContextFocus => &c.context.focus,
        Field::ContextAction => &c.context.action,
        Field::Tag => c.tags.get(spot.at).map_or("", |t| t),
        Field::Attempt => c.attempts.get(spot.at).map_or("", |t| t),
        Field::Note => c.notes.get(spot.at).map_or("", |n| &n.body),
        Field::NoteAuthor => c.notes.get(spot.at).map_or("", |n| &n.author),
        Field::Message => message().map_or("", |m| &m.body),
        Field::SenderName => message().map_or("", |m| &m.name),
        Field::CitationTitle => citation().map_or("", |x| &x.title),
        Field::CitationUrl => citation().map_or("", |x| &x.url),
        Field::CitationQuote => citation().map_or("", |x| &x.quote),
        Field::Attachment => message()
            .and_then(|m| m.attachments.get(spot.sub))
            .map_or("", |t| t),
    }
}

fn message_of(c: &Conversation<'_>, spot: Spot) -> Option<u32> {
    matches!(
        spot.field,
        Field::Message
            | Field::SenderName
            | Field::CitationTitle
            | Field::CitationUrl
            | Field::CitationQuote
            | Field::Attachment
    )
    .then(|| c.messages.get(spot.at).map(|m| m.number))
    .flatten()
}

fn item_of(spot: Spot) -> Option<u32> {
    let index = match spot.field {
        Field::Tag | Field::Attempt | Field::Note | Field::NoteAuthor => spot.at,
        Field::CitationTitle | Field::CitationUrl | Field::CitationQuote | Field::Attachment => {
            spot.sub
        }
        _ => return None,
    };
    u32::try_from(index).ok()
}

/// Scans a whole conversation at once. Findings come in the order of the conversation.
pub fn scan(conversation: &Conversation<'_>, settings: &Settings) -> Vec<Finding> {
    run(Scanner::new(conversation.clone(), settings))
}

/// As [`scan`], without values that `unwanted` knows, as [`folded`] has them: for a caller that keeps values never to
/// suggest in another form than [`Settings::never`]. Credentials, payment and government ids are found all the same.
pub fn scan_without(
    conversation: &Conversation<'_>,
    settings: &Settings,
    unwanted: &dyn Fn(&str) -> bool,
) -> Vec<Finding> {
    let mut scanner = Scanner::new(conversation.clone(), settings);
    scanner.engine.unwanted = Some(unwanted);
    run(scanner)
}

fn run(mut scanner: Scanner<'_>) -> Vec<Finding> {
    let count = scanner.places.len();
    let mut by_text: Vec<Vec<Finding>> = vec![Vec::new(); count];
    while !scanner.progress().is_finished() {
        let index = scanner.done % count;
        by_text[index].extend(scanner.step());
    }
    for findings in &mut by_text {
        findings.sort_by_key(|f| (f.start, f.end));
    }
    by_text.into_iter().flatten().collect()
}

/// Scans plain text in which speaker prefixes at line starts (`Customer:`, `Agent:` …) begin
/// turns. Findings are of [`Field::Message`](crate::Field::Message) with no number, offsets count
/// from the start of the text.
pub fn scan_text(text: &str, settings: &Settings) -> Vec<Finding> {
    let engine = Engine::new(settings);
    let mut evidence = Evidence::default();
    let mut memory = Memory::default();
    let whole = Prepared::new(text, Lexicon::get());
    let turns = turns(&whole.text);
    let mut all: Vec<Hit> = Vec::new();
    for Turn {
        start,
        end,
        speaker,
    } in turns
    {
        let part = whole.slice(start, end);
        let mut hits = Vec::new();
        let asked = memory.answers(speaker);
        engine.field(&part, Field::Message, &part.text, asked, &mut hits);
        if speaker.is_some() {
            memory.pending.add(asks(&part, Lexicon::get()));
        }
        evidence.learn(&part, &hits, 0);
        all.extend(hits.into_iter().map(|mut hit| {
            hit.start += start;
            hit.end += start;
            hit
        }));
    }
    let offset = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let taken: Vec<(u32, u32)> = all
        .iter()
        .map(|h| (offset(h.start), offset(h.end)))
        .collect();
    evidence.find(&whole, 0, &taken, &mut all);
    engine
        .settled(all, &whole)
        .into_iter()
        .map(|hit| finding(&hit, &whole, text, (Field::Message, None, None)))
        .collect()
}

fn finding(
    hit: &Hit,
    prepared: &Prepared,
    original: &str,
    place: (Field, Option<u32>, Option<u32>),
) -> Finding {
    let (start, end) = prepared.scalars(original, hit.start, hit.end);
    let value = &prepared.text[hit.start..hit.end];
    Finding {
        field: place.0,
        message: place.1,
        item: place.2,
        start,
        end,
        label: hit.label,
        confidence: hit.confidence,
        severity: hit.label.severity(),
        explanation: sentence(&hit.why),
        group: group_key(hit.label, value),
    }
}

fn sentence(why: &str) -> String {
    let mut text = why.to_owned();
    text.push('.');
    text
}

/// The same for the same value under folding; tells nothing about the value to a reader.
fn group_key(label: Label, value: &str) -> String {
    let folded = folded(value);
    let digits_only =
        matches!(label.group(), Group::Payment | Group::Government) || label == Label::Phone;
    let hash = if digits_only {
        let compact: String = folded.chars().filter(|c| c.is_alphanumeric()).collect();
        hash_word(&compact)
    } else {
        hash_word(&folded)
    };
    format!("{}:{hash:016x}", label.code())
}

/// What one scan looks for, ready to run.
struct Engine<'a> {
    settings: Settings,
    patterns: Vec<(regex::Regex, Label, String)>,
    never: Vec<String>,
    /// Further values never to suggest, known to the caller alone.
    unwanted: Option<&'a dyn Fn(&str) -> bool>,
}

/// Bytes of a line that an own pattern sees at once, and how far two such windows overlap.
const WINDOW: usize = 4096;
const OVERLAP: usize = 1024;

impl Engine<'_> {
    fn new(settings: &Settings) -> Self {
        let patterns = settings
            .patterns
            .iter()
            .filter_map(|own| Some((compile(&own.pattern).ok()?, own.label, own.name.clone())))
            .collect();
        Engine {
            settings: settings.clone(),
            patterns,
            never: settings.never.iter().map(|value| folded(value)).collect(),
            unwanted: None,
        }
    }

    /// All hits of one text, before overlaps are settled.
    fn field(
        &self,
        prepared: &Prepared,
        field: Field,
        original: &str,
        asked: Asked,
        hits: &mut Vec<Hit>,
    ) {
        let whole = |label, why| Hit {
            start: 0,
            end: prepared.text.len(),
            label,
            confidence: 0.9,
            why: Cow::Borrowed(why),
        };
        let filled = !original.trim().is_empty();
        match field {
            Field::ContactName | Field::SenderName | Field::NoteAuthor if filled => {
                let generic = prepared.tokens.iter().all(|t| {
                    t.flags.has(Flags::SPEAKER | Flags::NEVER_NAME) || t.kind == Kind::Digits
                });
                if !generic {
                    hits.push(whole(Label::Person, "The name in a field for names"));
                }
            }
            Field::ContactEmail if filled => hits.push(whole(
                Label::Email,
                "The address in a field for e-mail addresses",
            )),
            Field::ContactPhone if filled => hits.push(whole(
                Label::Phone,
                "The number in a field for phone numbers",
            )),
            Field::ContactReference if filled => {
                hits.push(whole(Label::AccountId, "The reference of the contact"));
            }
            _ => {
                let mut scan = Scan::new(prepared, asked);
                detect::secrets::find(&mut scan);
                detect::contact::find(&mut scan);
                detect::numbers::find(&mut scan);
                detect::business::find(&mut scan);
                detect::address::find(&mut scan);
                detect::person::find(&mut scan);
                hits.append(&mut scan.hits);
            }
        }
        self.own(prepared, hits);
    }

    fn own(&self, prepared: &Prepared, hits: &mut Vec<Hit>) {
        let text = &prepared.text;
        if self.settings.words.is_empty()
            && self.settings.hosts.is_empty()
            && self.patterns.is_empty()
        {
            return;
        }
        let haystack = Haystack::new(text);
        let bytes: Vec<usize> = text
            .char_indices()
            .map(|(at, _)| at)
            .chain(std::iter::once(text.len()))
            .collect();
        let all_like = |value: &str| -> Vec<std::ops::Range<usize>> {
            let found = haystack.all_like(value).into_iter();
            found
                .map(|range| bytes[range.start as usize]..bytes[range.end as usize])
                .collect()
        };
        for word in &self.settings.words {
            for range in all_like(&word.text) {
                hits.push(Hit {
                    start: range.start,
                    end: range.end,
                    label: word.label,
                    confidence: 0.95,
                    why: Cow::Borrowed("One of the organisation's own words"),
                });
            }
        }
        for (pattern, label, name) in &self.patterns {
            let why = if name.is_empty() {
                "Matches one of the organisation's own patterns".to_owned()
            } else {
                format!("Matches the organisation's own pattern for {name}")
            };
            let mut line_start = 0;
            for line in text.split_inclusive('\n') {
                let mut from = 0;
                let mut free = 0;
                while from < line.len() {
                    let to = char_floor(line, (from + WINDOW).min(line.len()));
                    for found in pattern.find_iter(&line[from..to]) {
                        let (start, end) = (from + found.start(), from + found.end());
                        if start >= free && end > start {
                            hits.push(Hit {
                                start: line_start + start,
                                end: line_start + end,
                                label: *label,
                                confidence: 0.95,
                                why: Cow::Owned(why.clone()),
                            });
                            free = end;
                        }
                    }
                    if to >= line.len() {
                        break;
                    }
                    from = char_floor(line, to - OVERLAP);
                }
                line_start += line.len();
            }
        }
        if !self.settings.hosts.is_empty() {
            for host in &self.settings.hosts {
                let host = host.trim().trim_start_matches('.');
                if host.is_empty() {
                    continue;
                }
                for range in all_like(host) {
                    let bytes = text.as_bytes();
                    let inner = |b: u8| {
                        b.is_ascii_alphanumeric()
                            || matches!(
                                b,
                                b'.' | b'-' | b'/' | b':' | b'_' | b'%' | b'?' | b'=' | b'&' | b'#'
                            )
                    };
                    let mut start = range.start;
                    while start > 0 && range.start - start < 200 && inner(bytes[start - 1]) {
                        start -= 1;
                    }
                    let mut end = range.end;
                    while end < bytes.len() && end - range.end < 2000 && inner(bytes[end]) {
                        end += 1;
                    }
                    while end > range.end && matches!(bytes[end - 1], b'.' | b'?' | b':') {
                        end -= 1;
                    }
                    hits.push(Hit {
                        start,
                        end,
                        label: Label::InternalUrl,
                        confidence: 0.95,
                        why: Cow::Borrowed("One of the organisation's own host names"),
                    });
                }
            }
        }
    }

    /// Whether a value is one of those never to suggest. What is preset to be redacted always is suggested.
    fn is_never_suggested(&self, label: Label, value: &str) -> bool {
        if label.is_preset() || (self.never.is_empty() && self.unwanted.is_none()) {
            return false;
        }
        let value = folded(value);
        self.never.contains(&value) || self.unwanted.is_some_and(|unwanted| unwanted(&value))
    }

    /// Wanted hits without overlaps, the surer and longer ones first, sorted by start.
    fn settled(&self, mut hits: Vec<Hit>, prepared: &Prepared) -> Vec<Hit> {
        hits.retain(|hit| {
            self.settings.wants(hit.label)
                && hit.confidence >= self.settings.min_confidence
                && !self.is_never_suggested(hit.label, &prepared.text[hit.start..hit.end])
        });
        let rank = |hit: &Hit| {
            let length = u16::try_from((hit.end - hit.start).min(200)).map_or(0.0, f32::from);
            let weight = match hit.label.group() {
                Group::Credentials => 0.2,
                Group::Soft => -0.3,
                _ if hit.label == Label::Address => 0.1,
                _ => 0.0,
            };
            hit.confidence + weight + length / 500.0
        };
        hits.sort_by(|a, b| {
            rank(b)
                .total_cmp(&rank(a))
                .then(a.start.cmp(&b.start))
                .then(b.end.cmp(&a.end))
        });
        let mut taken: std::collections::BTreeMap<usize, usize> = std::collections::BTreeMap::new();
        hits.retain(|hit| {
            let before = taken.range(..hit.end).next_back();
            let free = before.is_none_or(|(_, &end)| end <= hit.start);
            if free {
                taken.insert(hit.start, hit.end);
            }
            free
        });
        hits.sort_by_key(|hit| hit.start);
        hits
    }
}

fn char_floor(text: &str, mut at: usize) -> usize {
    while at > 0 && !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// What the conversation has shown to be sensitive, by the hash of its first word.
#[derive(Default)]
struct Evidence {
    known: HashMap<u32, Vec<Known>>,
    sieve: Sieve,
    count: usize,
}

struct Known {
    /// Lower case.
    value: String,
    label: Label,
    confidence: f32,
    /// Only where the first letter is a capital: parts of names that are also words.
    capital: bool,
}

/// More values than this are not remembered, so that memory and time stay bounded.
const KNOWN: usize = 20_000;

impl Evidence {
    fn contact(&mut self, conversation: &Conversation<'_>) {
        let lexicon = Lexicon::get();
        let contact = &conversation.contact;
        for (text, label) in [
            (&contact.email, Label::Email),
            (&contact.phone, Label::Phone),
            (&contact.reference, Label::AccountId),
        ] {
            let value = text.trim();
            if value.len() >= 4 {
                self.add(value, label, 0.9, false);
            }
        }
        let senders = conversation.messages.iter().map(|m| &m.name);
        let authors = conversation.notes.iter().map(|n| &n.author);
        for name in std::iter::once(&contact.name).chain(senders).chain(authors) {
            let prepared = Prepared::new(name, lexicon);
            if prepared.tokens.len() <= 6 && !prepared.tokens.is_empty() {
                self.name(&prepared, 0, prepared.text.len(), 0.85);
            }
        }
    }

    fn add(&mut self, value: &str, label: Label, confidence: f32, capital: bool) {
        if self.count >= KNOWN || value.len() > 300 {
            return;
        }
        let value = value.to_lowercase();
        let lexicon = Lexicon::get();
        let prepared = Prepared::new(&value, lexicon);
        let Some(first) = prepared.tokens.first() else {
            return;
        };
        self.sieve.add(first.hash);
        let list = self.known.entry(first.hash).or_default();
        if list.len() < 8 && !list.iter().any(|k| k.value == value) {
            list.push(Known {
                value,
                label,
                confidence,
                capital,
            });
            self.count += 1;
        }
    }

    /// Remembers a full name, its parts, and the parts the other way round.
    fn name(&mut self, prepared: &Prepared, start: usize, end: usize, confidence: f32) {
        let tokens: Vec<_> = prepared
            .tokens
            .iter()
            .filter(|t| t.start as usize >= start && (t.end as usize) <= end)
            .copied()
            .collect();
        let generic = tokens
            .iter()
            .all(|t| t.flags.has(Flags::SPEAKER | Flags::NEVER_NAME) || t.kind == Kind::Digits);
        if generic || tokens.is_empty() {
            return;
        }
        let text = |t: &crate::text::Token| &prepared.text[t.start as usize..t.end as usize];
        self.add(&prepared.text[start..end], Label::Person, confidence, false);
        if tokens.len() > 1 {
            let (head, tail) = (text(&tokens[0]), text(&tokens[tokens.len() - 1]));
            self.add(&format!("{tail}, {head}"), Label::Person, confidence, false);
            self.add(&format!("{tail} {head}"), Label::Person, confidence, false);
            if tokens.len() > 2 {
                self.add(&format!("{head} {tail}"), Label::Person, confidence, false);
            }
        }
        let lexicon = Lexicon::get();
        for token in &tokens {
            let part = text(token);
            let lower = part.to_lowercase();
            if part.chars().count() < 3
                || token.flags.has(
                    Flags::NEVER_NAME
                        | Flags::PARTICLE
                        | Flags::SPEAKER
                        | Flags::HONORIFIC
                        | Flags::COMPANY,
                )
                || !token.kind.is_word()
            {
                continue;
            }
            let word = token.flags.has(Flags::WORD) || lexicon.is_dictionary(&lower);
            self.add(part, Label::Person, confidence - 0.1, word);
        }
    }

    fn learn(&mut self, prepared: &Prepared, hits: &[Hit], base: usize) {
        for hit in hits {
            let (start, end) = (hit.start - base, hit.end - base);
            let value = &prepared.text[start..end];
            match hit.label {
                Label::Person if hit.confidence >= 0.7 => self.name(prepared, start, end, 0.75),
                Label::Person
                | Label::Date
                | Label::Location
                | Label::Organization
                | Label::Draft
                | Label::DateOfBirth
                | Label::Custom => {}
                _ if hit.confidence >= 0.7 && value.len() >= 6 => {
                    self.add(value, hit.label, hit.confidence - 0.05, false);
                }
                _ => {}
            }
        }
    }

    fn find(&self, prepared: &Prepared, base: usize, taken: &[(u32, u32)], hits: &mut Vec<Hit>) {
        if self.known.is_empty() {
            return;
        }
        let mut covered: Vec<(u32, u32)> = taken.to_vec();
        covered.sort_unstable();
        let mut furthest = 0;
        for range in &mut covered {
            furthest = furthest.max(range.1);
            range.1 = furthest;
        }
        let text = &prepared.text;
        let mut done = 0;
        for token in &prepared.tokens {
            let start = token.start as usize;
            if start < done {
                continue;
            }
            let Some(list) = self
                .sieve
                .may_hold(token.hash)
                .then(|| self.known.get(&token.hash))
                .flatten()
            else {
                continue;
            };
            let best = list
                .iter()
                .filter(|known| !known.capital || token.kind.is_capital())
                .filter_map(|known| Some((same_lower(&text[start..], &known.value)?, known)))
                .filter(|(length, _)| {
                    let after = text[start + length..].chars().next();
                    !after.is_some_and(|c| c.is_alphanumeric() || c == '_')
                })
                .max_by_key(|(length, _)| *length);
            let Some((length, known)) = best else {
                continue;
            };
            let end = start + length;
            let slot = covered.partition_point(|&(s, _)| (s as usize) < end + base);
            if slot > 0 && covered[slot - 1].1 as usize > start + base {
                continue;
            }
            // A name inside an identifier or a path is none.
            let bytes = text.as_bytes();
            let before = start.checked_sub(1).map_or(b' ', |i| bytes[i]);
            let next = bytes.get(end).copied().unwrap_or(b' ');
            if known.label == Label::Person
                && (matches!(before, b'/' | b'_' | b'@' | b'=' | b'#' | b'$')
                    || matches!(next, b'/' | b'_' | b'@' | b'=' | b'('))
            {
                continue;
            }
            done = end;
            hits.push(Hit {
                start: start + base,
                end: end + base,
                label: known.label,
                confidence: known.confidence,
                why: Cow::Borrowed("The same value is found elsewhere in the conversation"),
            });
        }
    }
}

/// Whether the text begins with a lower-case value under case folding; how many bytes that takes.
fn same_lower(text: &str, value: &str) -> Option<usize> {
    let mut wanted = value.chars();
    let mut length = 0;
    for c in text.chars() {
        let mut next = wanted.clone();
        for lower in c.to_lowercase() {
            match next.next() {
                Some(w) if w == lower => {}
                Some(_) => return None,
                None => return wanted.next().is_none().then_some(length),
            }
        }
        wanted = next;
        length += c.len_utf8();
        if wanted.as_str().is_empty() {
            return Some(length);
        }
    }
    None
}
