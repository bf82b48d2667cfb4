//! From a JSON value to a conversation, member by member, so that every error is named.

use chrono::{DateTime, Datelike, NaiveDateTime, Utc};
use serde_json::{Map, Value};

use super::Appended;
use crate::address;
use crate::conceal::clean_line;
use crate::import::FieldError;
use crate::model::{
    Attachment, Citation, Contact, Conversation, Head, LogEntry, MAX_MESSAGE_BYTES, MAX_MESSAGES,
    Message, Moment, Note, Sender, Source, Status, Text,
};

/// Most errors that one conversation reports.
pub const MAX_ERRORS: usize = 20;
/// Longest title, in scalar values.
pub const MAX_TITLE_SCALARS: usize = 300;
/// Most tags.
pub const MAX_TAGS: usize = 50;
/// Longest tag, in scalar values.
pub const MAX_TAG_SCALARS: usize = 80;

const NAME: Limit = Limit::Scalars(300);
const WORD: Limit = Limit::Scalars(80);
const ADDRESS: Limit = Limit::Scalars(2000);
const LONG: Limit = Limit::Bytes(MAX_MESSAGE_BYTES);
const MAX_NOTES: usize = 1000;
const MAX_PARTS: usize = 100;

/// How long a text may be.
#[derive(Clone, Copy)]
enum Limit {
    Scalars(usize),
    Bytes(usize),
}

pub(super) fn conversation(value: Value) -> Result<Conversation, Vec<FieldError>> {
    let mut errors = Errors::default();
    let conversation = read_conversation(value, &mut errors);
    errors.or(conversation)
}

pub(super) fn messages(value: Value, first: u32) -> Result<Appended, Vec<FieldError>> {
    let mut errors = Errors::default();
    let appended = Members::open(value, String::new(), &mut errors).map(|mut members| {
        if !members.has("messages") {
            errors.missing("messages", "a list of messages");
        }
        let list = members.list("messages", usize::MAX, &mut errors);
        let appended = read_messages(list.unwrap_or_default(), first, &mut errors);
        members.close(&mut errors);
        appended
    });
    errors.or(appended)
}

fn read_conversation(value: Value, errors: &mut Errors) -> Option<Conversation> {
    let mut members = Members::open(value, String::new(), errors)?;
    let title = members.required("title", Limit::Scalars(MAX_TITLE_SCALARS), errors);
    let status = match members.take("status") {
        Some(value) => word(
            value,
            "status",
            "open, escalated, resolved or closed",
            Status::parse,
            errors,
        ),
        None => Some(Status::default()),
    };
    let channel = members.text("channel", WORD, errors).map(|text| text.0);
    let contact = members
        .object("contact", errors)
        .map(|members| read_contact(members, errors));
    let tags = members.texts("tags", MAX_TAGS, Limit::Scalars(MAX_TAG_SCALARS), errors);
    let summary = members.text("summary", LONG, errors);
    let attempts = members.texts("attempts", MAX_PARTS, LONG, errors);
    let source = members
        .object("source", errors)
        .and_then(|members| read_source(members, errors));
    let sent = members
        .list("messages", usize::MAX, errors)
        .unwrap_or_default();
    let appended = read_messages(sent, 1, errors);
    let notes = members.each("notes", MAX_NOTES, errors, read_note);
    let mut log = members.each("log", MAX_MESSAGES, errors, read_log_entry);
    log.extend(appended.log);
    if log.len() > MAX_MESSAGES {
        errors.add("log", format!("Found {} log entries, those of the system among the messages included; expected at most 50,000.", log.len()));
    }
    let metadata = match members.take("metadata") {
        Some(Value::Object(map)) => stored_map(map),
        Some(other) => {
            errors.kind("metadata", &other, "an object");
            Map::new()
        }
        None => Map::new(),
    };
    members.close(errors);
    Some(Conversation {
        head: Head {
            title: title?,
            status: status?,
            channel,
            contact: contact.unwrap_or_default(),
            tags,
            summary,
            attempts,
            source,
            notes,
            log,
            metadata,
        },
        messages: appended.messages,
    })
}

fn read_contact(mut members: Members, errors: &mut Errors) -> Contact {
    let contact = Contact {
        name: members.text("name", NAME, errors),
        email: members.text("email", NAME, errors),
        phone: members.text("phone", NAME, errors),
        reference: members.text("reference", NAME, errors),
    };
    members.close(errors);
    contact
}

fn read_source(mut members: Members, errors: &mut Errors) -> Option<Source> {
    let system = members.required("system", WORD, errors);
    let id = members.required("id", NAME, errors);
    let url = members.text("url", ADDRESS, errors).map(|text| text.0);
    if let Some(url) = &url
        && address::target(url).is_none_or(|target| is_telephone(&target))
    {
        errors.add(
            &members.path("url"),
            "Found another kind of address; expected one that begins with https://, http:// or mailto:.".to_owned(),
        );
    }
    members.close(errors);
    Some(Source {
        system: system?.0,
        id: id?.0,
        url,
    })
}

fn is_telephone(target: &str) -> bool {
    target
        .get(..4)
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("tel:"))
}

/// Numbers the messages from `first` on; those of the system become log entries.
fn read_messages(list: Vec<(String, Value)>, first: u32, errors: &mut Errors) -> Appended {
    let mut appended = Appended::default();
    for (path, value) in list {
        if errors.are_enough() {
            break;
        }
        let Some(members) = Members::open(value, path, errors) else {
            continue;
        };
        let number = u32::try_from(appended.messages.len())
            .unwrap_or(u32::MAX)
            .saturating_add(first);
        if number as usize > MAX_MESSAGES {
            errors.add(
                "messages",
                "Found more than 50,000 messages; expected at most 50,000 in a conversation."
                    .to_owned(),
            );
            break;
        }
        match read_message(members, number, errors) {
            Some(Sent::Message(message)) => appended.messages.push(message),
            Some(Sent::Log(entry)) => appended.log.push(entry),
            None => {}
        }
    }
    appended
}

/// What a message of the input becomes.
enum Sent {
    Message(Message),
    Log(LogEntry),
}

fn read_message(mut members: Members, number: u32, errors: &mut Errors) -> Option<Sent> {
    let path = members.path("sender");
    // None inside: the system.
    let sender = if let Some(value) = members.take("sender") {
        let parse = |word: &str| match word {
            "system" => Some(None),
            word => Sender::parse(word).map(Some),
        };
        word(value, &path, "contact, ai, agent or system", parse, errors)
    } else {
        errors.missing(&path, "contact, ai, agent or system");
        None
    };
    let name = members.text("name", NAME, errors);
    let sent_at = members.moment("sent_at", errors);
    let path = members.path("body");
    // A body may be empty, as of a message that only brought a file, but it must be there.
    let body = if let Some(value) = members.take("body") {
        text(value, &path, LONG, errors)
    } else {
        errors.missing(&path, "text");
        None
    };
    let citations = members.each("citations", MAX_PARTS, errors, |members, errors| {
        Some(read_citation(members, errors))
    });
    let attachments = members.each("attachments", MAX_PARTS, errors, read_attachment);
    members.close(errors);
    Some(match sender? {
        Some(sender) => Sent::Message(Message {
            number,
            sender,
            name,
            sent_at,
            body: body?,
            citations,
            attachments,
        }),
        None => Sent::Log(LogEntry {
            at: sent_at,
            text: body?,
        }),
    })
}

fn read_citation(mut members: Members, errors: &mut Errors) -> Citation {
    let citation = Citation {
        title: members.text("title", NAME, errors),
        url: members.text("url", ADDRESS, errors),
        quote: members.text("quote", LONG, errors),
    };
    members.close(errors);
    citation
}

fn read_attachment(mut members: Members, errors: &mut Errors) -> Option<Attachment> {
    let name = members.required("name", NAME, errors);
    let media_type = members.text("media_type", NAME, errors).map(|text| text.0);
    let size = members.take("size").and_then(|value| {
        let size = value.as_u64();
        if size.is_none() {
            errors.kind(&members.path("size"), &value, "a whole number of bytes");
        }
        size
    });
    members.close(errors);
    Some(Attachment {
        name: name?,
        media_type,
        size,
    })
}

fn read_note(mut members: Members, errors: &mut Errors) -> Option<Note> {
    let author = members.required("author", NAME, errors);
    let body = members.required("body", LONG, errors);
    let written_at = members.moment("written_at", errors);
    members.close(errors);
    Some(Note {
        author: author?,
        body: body?,
        written_at,
    })
}

fn read_log_entry(mut members: Members, errors: &mut Errors) -> Option<LogEntry> {
    let at = members.moment("at", errors);
    let text = members.required("text", LONG, errors);
    members.close(errors);
    Some(LogEntry { at, text: text? })
}

/// What is wrong, up to [`MAX_ERRORS`].
#[derive(Default)]
struct Errors(Vec<FieldError>);

impl Errors {
    fn add(&mut self, field: &str, message: String) {
        if !self.are_enough() {
            self.0.push(FieldError {
                field: field.to_owned(),
                message,
            });
        }
    }

    fn kind(&mut self, field: &str, found: &Value, expected: &str) {
        self.add(
            field,
            format!("Found {}; expected {expected}.", kind(found)),
        );
    }

    fn missing(&mut self, field: &str, expected: &str) {
        self.add(field, format!("Found nothing; expected {expected}."));
    }

    fn are_enough(&self) -> bool {
        self.0.len() >= MAX_ERRORS
    }

    fn or<T>(mut self, value: Option<T>) -> Result<T, Vec<FieldError>> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => {
                if self.0.is_empty() {
                    self.missing("", "an object");
                }
                Err(self.0)
            }
        }
    }
}

/// The members of an object that nobody has taken yet.
struct Members {
    path: String,
    map: Map<String, Value>,
    /// The names that were asked for.
    known: Vec<&'static str>,
}

impl Members {
    fn open(value: Value, path: String, errors: &mut Errors) -> Option<Self> {
        match value {
            Value::Object(map) => Some(Self {
                path,
                map,
                known: Vec::new(),
            }),
            other => {
                errors.kind(&path, &other, "an object");
                None
            }
        }
    }

    /// The path of a member.
    fn path(&self, name: &str) -> String {
        if self.path.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.path)
        }
    }

    fn has(&self, name: &str) -> bool {
        self.map.get(name).is_some_and(|value| !value.is_null())
    }

    /// A member that is there and not null.
    fn take(&mut self, name: &'static str) -> Option<Value> {
        self.known.push(name);
        self.map.remove(name).filter(|value| !value.is_null())
    }

    fn object(&mut self, name: &'static str, errors: &mut Errors) -> Option<Self> {
        let value = self.take(name)?;
        Self::open(value, self.path(name), errors)
    }

    fn text(&mut self, name: &'static str, limit: Limit, errors: &mut Errors) -> Option<Text> {
        let value = self.take(name)?;
        text(value, &self.path(name), limit, errors)
    }

    /// A text that must be there and show something.
    fn required(&mut self, name: &'static str, limit: Limit, errors: &mut Errors) -> Option<Text> {
        let path = self.path(name);
        let Some(value) = self.take(name) else {
            errors.missing(&path, "text");
            return None;
        };
        let text = text(value, &path, limit, errors)?;
        if is_blank(&text) {
            errors.add(
                &path,
                "Found blank text; expected something to read.".to_owned(),
            );
            return None;
        }
        Some(text)
    }

    fn moment(&mut self, name: &'static str, errors: &mut Errors) -> Option<Moment> {
        let value = self.take(name)?;
        let found = match &value {
            Value::String(text) => match moment(text) {
                Some(moment) => return Some(moment),
                None => "text that is no date and time",
            },
            other => kind(other),
        };
        errors.add(
            &self.path(name),
            format!("Found {found}; expected a date and time such as 2026-11-20T10:02:00Z."),
        );
        None
    }

    /// A list's items with their paths.
    fn list(
        &mut self,
        name: &'static str,
        most: usize,
        errors: &mut Errors,
    ) -> Option<Vec<(String, Value)>> {
        let value = self.take(name)?;
        let path = self.path(name);
        match value {
            Value::Array(items) if items.len() > most => {
                errors.add(
                    &path,
                    format!("Found {} items; expected at most {most}.", items.len()),
                );
                None
            }
            Value::Array(items) => Some(
                items
                    .into_iter()
                    .enumerate()
                    .map(|(index, item)| (format!("{path}[{index}]"), item))
                    .collect(),
            ),
            other => {
                errors.kind(&path, &other, "a list");
                None
            }
        }
    }

    fn each<T>(
        &mut self,
        name: &'static str,
        most: usize,
        errors: &mut Errors,
        read: impl Fn(Self, &mut Errors) -> Option<T>,
    ) -> Vec<T> {
        self.list(name, most, errors)
            .unwrap_or_default()
            .into_iter()
            .filter_map(|(path, value)| {
                let members = Self::open(value, path, errors)?;
                read(members, errors)
            })
            .collect()
    }

    /// A list of texts that show something.
    fn texts(
        &mut self,
        name: &'static str,
        most: usize,
        limit: Limit,
        errors: &mut Errors,
    ) -> Vec<Text> {
        self.list(name, most, errors)
            .unwrap_or_default()
            .into_iter()
            .filter_map(|(path, value)| {
                let text = text(value, &path, limit, errors)?;
                if is_blank(&text) {
                    errors.add(
                        &path,
                        "Found blank text; expected something to read.".to_owned(),
                    );
                    return None;
                }
                Some(text)
            })
            .collect()
    }

    /// Names what is left: members that nobody knows.
    fn close(self, errors: &mut Errors) {
        for name in self.map.keys() {
            // A name may be anything, and long.
            let shown: String = clean_line(name).chars().take(60).collect();
            errors.add(
                &self.path(&shown),
                format!(
                    "Found a member that is not known here; expected none but {}.",
                    self.known.join(", ")
                ),
            );
        }
    }
}

/// One of some words.
fn word<T>(
    value: Value,
    path: &str,
    expected: &str,
    parse: impl Fn(&str) -> Option<T>,
    errors: &mut Errors,
) -> Option<T> {
    let Value::String(found) = value else {
        errors.kind(path, &value, expected);
        return None;
    };
    let parsed = parse(&found);
    if parsed.is_none() {
        // Only what looks like a word of some list is quoted, no text.
        let quotable = found.len() <= 20
            && found
                .bytes()
                .all(|byte| byte.is_ascii_alphabetic() || byte == b'_');
        let found = if quotable && !found.is_empty() {
            format!("“{found}”")
        } else {
            "another text".to_owned()
        };
        errors.add(path, format!("Found {found}; expected {expected}."));
    }
    parsed
}

/// A text as it is stored.
fn text(value: Value, path: &str, limit: Limit, errors: &mut Errors) -> Option<Text> {
    let Value::String(text) = value else {
        errors.kind(path, &value, "text");
        return None;
    };
    let text = stored(text);
    let refused = match limit {
        Limit::Bytes(most) if text.len() > most => Some(format!(
            "Found {} bytes; expected at most {most} (1 MiB).",
            text.len()
        )),
        Limit::Scalars(most) if text.len() > most => {
            let scalars = text.chars().count();
            (scalars > most)
                .then(|| format!("Found {scalars} characters; expected at most {most}."))
        }
        _ => None,
    };
    if let Some(message) = refused {
        errors.add(path, message);
        return None;
    }
    Some(Text(text))
}

fn is_blank(text: &Text) -> bool {
    clean_line(text.as_str()).trim().is_empty()
}

/// CRLF and CR become LF; U+0000, which PostgreSQL cannot hold, is dropped.
pub(in crate::import) fn stored(text: String) -> String {
    if text.contains(['\r', '\0']) {
        text.replace("\r\n", "\n")
            .replace('\r', "\n")
            .replace('\0', "")
    } else {
        text
    }
}

fn stored_map(map: Map<String, Value>) -> Map<String, Value> {
    map.into_iter()
        .map(|(name, value)| (stored(name), stored_value(value)))
        .collect()
}

fn stored_value(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(stored(text)),
        Value::Array(items) => Value::Array(items.into_iter().map(stored_value).collect()),
        Value::Object(map) => Value::Object(stored_map(map)),
        other => other,
    }
}

/// RFC 3339, also with a space for the `T`; without an offset, UTC is assumed and marked.
///
/// Kept to the microsecond, the finest that every database keeps, and to years of four digits.
pub(in crate::import) fn moment(text: &str) -> Option<Moment> {
    let text = text.trim();
    // Anything longer is no date, and need not be read.
    if text.len() > 40 {
        return None;
    }
    let text = text.replacen([' ', 't'], "T", 1);
    let with_offset = DateTime::parse_from_rfc3339(&text)
        .or_else(|_| DateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M:%S%.f%#z"))
        .or_else(|_| DateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M%#z"));
    let (at, assumed_utc) = if let Ok(at) = with_offset {
        (at.with_timezone(&Utc), false)
    } else {
        let naive = NaiveDateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M:%S%.f")
            .or_else(|_| NaiveDateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M"))
            .ok()?;
        (naive.and_utc(), true)
    };
    // A leap second's nanoseconds go beyond a second, which databases do not know.
    let micros = (at.timestamp_subsec_nanos() / 1000).min(999_999);
    let at = DateTime::from_timestamp(at.timestamp(), micros * 1000)?;
    (1..=9999)
        .contains(&at.year())
        .then_some(Moment { at, assumed_utc })
}

pub(in crate::import) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
