//! A conversation while an importer writes it: keeps our limits, and stands a line of text in for each run of
//! parts that are not taken in.

use std::fmt::Write;

use chrono::{DateTime, Datelike, Utc};
use serde_json::Value;

use super::own::fields::{self, stored};
use super::own::{MAX_TAG_SCALARS, MAX_TAGS, MAX_TITLE_SCALARS};
use super::{FieldError, Format};
use crate::address;
use crate::conceal::clean_line;
use crate::model::{
    Attachment, Citation, Conversation, LogEntry, MAX_MESSAGE_BYTES, MAX_MESSAGES, Message, Moment,
    Note, Sender, Source, Text,
};

/// Longest name, in scalar values, as in our own JSON.
const MAX_NAME: usize = 300;
/// Longest address, in scalar values.
const MAX_ADDRESS: usize = 2000;
/// Most citations or attachments of a message.
const MAX_PARTS: usize = 100;
/// Most notes.
const MAX_NOTES: usize = 1000;
/// Longest title made of a message's first words.
const MAX_MADE_TITLE: usize = 80;

/// A kind of part that is not taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stub {
    ToolCall,
    ToolResult,
    Reasoning,
    Image,
    Audio,
    Video,
    File,
    /// A text longer than a message may be.
    LongText,
    Error,
    Unknown,
}

impl Stub {
    fn name(self, count: u32) -> &'static str {
        match (self, count) {
            (Self::ToolCall, 1) => "tool call",
            (Self::ToolCall, _) => "tool calls",
            (Self::ToolResult, 1) => "tool result",
            (Self::ToolResult, _) => "tool results",
            (Self::Reasoning, 1) => "piece of reasoning",
            (Self::Reasoning, _) => "pieces of reasoning",
            (Self::Image, 1) => "image",
            (Self::Image, _) => "images",
            (Self::Audio, 1) => "recording",
            (Self::Audio, _) => "recordings",
            (Self::Video, 1) => "video",
            (Self::Video, _) => "videos",
            (Self::File, 1) => "file",
            (Self::File, _) => "files",
            (Self::LongText, 1) => "text over 1 MiB",
            (Self::LongText, _) => "texts over 1 MiB",
            (Self::Error, 1) => "error message",
            (Self::Error, _) => "error messages",
            (Self::Unknown, 1) => "part of an unknown kind",
            (Self::Unknown, _) => "parts of unknown kinds",
        }
    }
}

/// Text and stubs in the order in which they stand.
#[derive(Clone, Debug, Default)]
pub(super) struct Body {
    text: String,
    run: Vec<(Stub, u32)>,
    stubs: u32,
    too_long: bool,
}

impl Body {
    /// Of one text.
    pub fn of(text: &str) -> Self {
        let mut body = Self::default();
        body.text(text);
        body
    }

    /// Adds a paragraph. Blank text adds nothing.
    pub fn text(&mut self, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        self.end_run();
        self.paragraph(text.trim_start_matches(['\n', '\r']).trim_end());
    }

    /// Stands in for a part.
    pub fn stub(&mut self, stub: Stub) {
        self.stubs = self.stubs.saturating_add(1);
        match self.run.iter_mut().find(|(kind, _)| *kind == stub) {
            Some((_, count)) => *count += 1,
            None => self.run.push((stub, 1)),
        }
    }

    /// How many bytes it has so far.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Adds a block of code.
    pub fn code(&mut self, language: &str, code: &str) {
        // A fence longer than any in the code.
        let longest = code
            .split(|c| c != '`')
            .map(str::len)
            .max()
            .unwrap_or_default();
        let fence = "`".repeat(longest.max(2) + 1);
        let word: String = language
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect();
        self.text(&format!("{fence}{word}\n{code}\n{fence}"));
    }

    /// All of it as text.
    pub fn into_text(self) -> String {
        self.written()
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty() && self.run.is_empty() && !self.too_long
    }

    /// Adds what another holds.
    fn append(&mut self, other: Self) {
        let (count, other) = (other.stubs, other.written());
        self.text(&other);
        self.stubs = self.stubs.saturating_add(count);
    }

    fn paragraph(&mut self, text: &str) {
        if self.text.len() + text.len() > MAX_MESSAGE_BYTES - 1024 {
            self.stubs = self.stubs.saturating_add(u32::from(!self.too_long));
            self.too_long = true;
            return;
        }
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        self.text.push_str(text);
    }

    fn end_run(&mut self) {
        if self.run.is_empty() {
            return;
        }
        let mut line = String::from("*Not imported: ");
        for (index, (stub, count)) in self.run.drain(..).enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            // Writing to a String cannot fail.
            let _ = write!(line, "{comma}{count} {}", stub.name(count));
        }
        line.push_str(".*");
        self.paragraph(&line);
    }

    fn written(mut self) -> String {
        if self.too_long {
            self.text.clear();
            self.run = vec![(Stub::LongText, 1)];
            self.too_long = false;
        }
        self.end_run();
        stored(self.text)
    }
}

/// A conversation while it is written.
pub(super) struct Draft {
    pub conversation: Conversation,
    /// Parts since the last message that stand for themselves, and when the last of them was.
    pending: Body,
    pending_at: Option<Moment>,
    stubs: u32,
    errors: Vec<FieldError>,
}

impl Draft {
    pub fn new() -> Self {
        Self {
            conversation: Conversation::default(),
            pending: Body::default(),
            pending_at: None,
            stubs: 0,
            errors: Vec::new(),
        }
    }

    /// Says which conversation it is, in the words of the format.
    pub fn source(&mut self, format: Format, id: &str, url: Option<&str>) {
        let id = clean_line(id).trim().to_owned();
        if id.is_empty() {
            return;
        }
        if id.chars().count() > MAX_NAME {
            self.errors.push(FieldError {
                field: "id".to_owned(),
                message: format!(
                    "Found an id of more than {MAX_NAME} characters; expected at most {MAX_NAME}."
                ),
            });
            return;
        }
        let url = url
            .filter(|url| url.chars().count() <= MAX_ADDRESS)
            .and_then(address::target)
            .filter(|url| !url.starts_with("tel:"));
        self.conversation.head.source = Some(Source {
            system: format.as_str().to_owned(),
            id,
            url,
        });
    }

    pub fn title(&mut self, title: &str) {
        self.conversation.head.title = line(title, MAX_TITLE_SCALARS).unwrap_or_default();
    }

    pub fn channel(&mut self, channel: &str) {
        self.conversation.head.channel = line(channel, 80).map(|text| text.0);
    }

    /// Adds to what only admins see.
    pub fn metadata(&mut self, name: &str, value: &str) {
        if let Some(value) = line(value, MAX_NAME) {
            let metadata = &mut self.conversation.head.metadata;
            metadata.insert(name.to_owned(), Value::String(value.0));
        }
    }

    pub fn tag(&mut self, tag: &str) {
        let tags = &mut self.conversation.head.tags;
        if let Some(tag) = line(tag, MAX_TAG_SCALARS)
            && tags.len() < MAX_TAGS
            && !tags.contains(&tag)
        {
            tags.push(tag);
        }
    }

    /// Says whom it is with; what is known already stays.
    pub fn contact(
        &mut self,
        name: Option<&str>,
        email: Option<&str>,
        phone: Option<&str>,
        reference: Option<&str>,
    ) {
        let contact = &mut self.conversation.head.contact;
        let parts = [
            (&mut contact.name, name),
            (&mut contact.email, email),
            (&mut contact.phone, phone),
            (&mut contact.reference, reference),
        ];
        for (part, value) in parts {
            if part.is_none() {
                *part = value.and_then(|value| line(value, MAX_NAME));
            }
        }
    }

    /// Says whom it is with, unless somebody is known already.
    pub fn contact_once(&mut self, name: Option<&str>, email: Option<&str>) {
        let contact = &self.conversation.head.contact;
        if contact.name.is_none() && contact.email.is_none() {
            self.contact(name, email, None, None);
        }
    }

    /// Adds a message; one without text and attachments is left out.
    pub fn message(
        &mut self,
        sender: Sender,
        name: Option<&str>,
        sent_at: Option<Moment>,
        body: Body,
        attachments: Vec<Attachment>,
    ) -> Option<&mut Message> {
        if body.is_empty() && attachments.is_empty() {
            return None;
        }
        let mut body = body;
        if sender == Sender::Ai {
            // What an AI did before it answered belongs to its answer.
            let mut before = std::mem::take(&mut self.pending);
            before.append(body);
            body = before;
        } else {
            self.end_run();
        }
        self.stubs = self.stubs.saturating_add(body.stubs);
        self.push(sender, name, sent_at, body.written(), attachments)
    }

    /// Stands in for something that is no part of a message.
    pub fn stub(&mut self, stub: Stub, at: Option<Moment>) {
        self.pending.stub(stub);
        self.pending_at = at.or(self.pending_at);
    }

    pub fn log(&mut self, at: Option<Moment>, text: &str) {
        let text = stored(clip_bytes(text.trim()).to_owned());
        let log = &mut self.conversation.head.log;
        if text.is_empty() {
            return;
        }
        if log.len() < MAX_MESSAGES {
            log.push(LogEntry {
                at,
                text: Text(text),
            });
        }
    }

    pub fn note(&mut self, author: &str, body: Body, written_at: Option<Moment>) {
        if body.is_empty() {
            return;
        }
        self.stubs = self.stubs.saturating_add(body.stubs);
        let notes = &mut self.conversation.head.notes;
        if notes.len() < MAX_NOTES {
            notes.push(Note {
                author: line(author, MAX_NAME).unwrap_or_else(|| "Agent".into()),
                body: Text(body.written()),
                written_at,
            });
        }
    }

    fn end_run(&mut self) {
        let pending = std::mem::take(&mut self.pending);
        if pending.is_empty() {
            return;
        }
        self.stubs = self.stubs.saturating_add(pending.stubs);
        let at = self.pending_at.take();
        self.push(Sender::Ai, None, at, pending.written(), Vec::new());
    }

    fn push(
        &mut self,
        sender: Sender,
        name: Option<&str>,
        sent_at: Option<Moment>,
        body: String,
        mut attachments: Vec<Attachment>,
    ) -> Option<&mut Message> {
        attachments.truncate(MAX_PARTS);
        let messages = &mut self.conversation.messages;
        if messages.len() == MAX_MESSAGES {
            if self.errors.is_empty() {
                self.errors.push(FieldError {
                    field: "messages".to_owned(),
                    message: "Found more than 50,000 messages; expected at most 50,000 in a conversation.".to_owned(),
                });
            }
            return None;
        }
        let number = u32::try_from(messages.len()).unwrap_or(u32::MAX - 1) + 1;
        messages.push(Message {
            number,
            sender,
            name: name.and_then(|name| line(name, MAX_NAME)),
            sent_at,
            body: Text(body),
            citations: Vec::new(),
            attachments,
        });
        messages.last_mut()
    }

    /// The conversation and how many parts stubs stand for.
    pub fn finish(mut self) -> Result<(Conversation, u32), Vec<FieldError>> {
        self.end_run();
        if !self.errors.is_empty() {
            return Err(self.errors);
        }
        let head = &mut self.conversation.head;
        if head.title.as_str().is_empty() {
            let first = self
                .conversation
                .messages
                .iter()
                .filter(|message| message.sender == Sender::Contact)
                .chain(&self.conversation.messages)
                .find_map(|message| {
                    let first = message
                        .body
                        .as_str()
                        .lines()
                        .find(|line| !line.trim().is_empty())?;
                    line(first, MAX_MADE_TITLE)
                });
            head.title = first.unwrap_or_else(|| "Untitled conversation".into());
        }
        Ok((self.conversation, self.stubs))
    }
}

/// Adds a source cited.
pub(super) fn cite(
    message: &mut Message,
    title: Option<&str>,
    url: Option<&str>,
    quote: Option<&str>,
) {
    let citation = Citation {
        title: title.and_then(|title| line(title, MAX_NAME)),
        url: url
            .and_then(|url| line(url, MAX_ADDRESS + 1))
            .filter(|url| url.scalars() <= MAX_ADDRESS),
        quote: quote
            .map(|quote| Text(stored(clip_bytes(quote.trim()).to_owned())))
            .filter(|quote| !quote.as_str().is_empty()),
    };
    if citation != Citation::default()
        && message.citations.len() < MAX_PARTS
        && !message.citations.contains(&citation)
    {
        message.citations.push(citation);
    }
}

/// A file by its name; without one, by what it is.
pub(super) fn attachment(name: &str, media_type: Option<&str>, size: Option<u64>) -> Attachment {
    Attachment {
        name: line(name, MAX_NAME).unwrap_or_else(|| "Unnamed file".into()),
        media_type: media_type
            .and_then(|media_type| line(media_type, MAX_NAME))
            .map(|text| text.0),
        size,
    }
}

/// One line of at most so many scalar values; `None` if nothing of it can be seen.
pub(super) fn line(text: &str, most: usize) -> Option<Text> {
    // What is dropped is at most a few times what is kept; no more than that is looked at.
    let start: String = text
        .chars()
        .take(most.saturating_mul(8).saturating_add(64))
        .collect();
    let clean = clean_line(&start);
    let clean = clean.trim();
    if clean.is_empty() {
        return None;
    }
    if clean.chars().count() <= most {
        return Some(Text(clean.to_owned()));
    }
    let mut clipped: String = clean.chars().take(most.saturating_sub(1)).collect();
    clipped.truncate(clipped.trim_end().len());
    clipped.push('…');
    Some(Text(clipped))
}

fn clip_bytes(text: &str) -> &str {
    let mut end = text.len().min(MAX_MESSAGE_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// A moment in seconds since 1970, as a number or its text; beyond the year 5000, in milliseconds.
pub(super) fn seconds(value: &Value) -> Option<Moment> {
    let seconds = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    let seconds = if seconds.abs() > 1e11 {
        seconds / 1000.0
    } else {
        seconds
    };
    if !seconds.is_finite() || seconds.abs() > 1e11 || seconds == 0.0 {
        return None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "within 10^17, checked above"
    )]
    let micros = (seconds * 1e6).round() as i64;
    let at = DateTime::<Utc>::from_timestamp_micros(micros)?;
    (1..=9999).contains(&at.year()).then_some(Moment {
        at,
        assumed_utc: false,
    })
}

/// A moment as text in RFC 3339, or in seconds.
pub(super) fn moment(value: Option<&Value>) -> Option<Moment> {
    match value? {
        Value::String(text) => fields::moment(text).or_else(|| seconds(value?)),
        other => seconds(other),
    }
}

/// An id made of what something holds: FNV-1a with 128 bits, which is the same everywhere and for ever.
pub(super) fn stable_id(parts: &[&[u8]]) -> String {
    let mut hash = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d_u128;
    for part in parts {
        // The 256 keeps ("a", "bc") apart from ("ab", "c").
        for value in part.iter().map(|byte| u128::from(*byte)).chain([256]) {
            hash ^= value;
            hash = hash.wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
        }
    }
    format!("{hash:032x}")
}
