//! Mail: single messages (EML) and mailboxes (mbox), put together to threads.
//!
//! A thread is known by the id of the message that began it, which every answer names in `References`, so that a
//! newer mailbox finds the older one's threads again. Whoever wrote the first message is the contact, all others
//! are agents. Mail is parsed by mail-parser; only the mbox format around it is ours.

use std::collections::{HashMap, HashSet};
use std::io::{BufRead, Read};

use mail_parser::{Address, HeaderValue, Message, MessageParser, MimeHeaders, PartType};

use super::draft::{Body, Draft, Stub, attachment, stable_id};
use super::elements::MAX_ELEMENT;
use super::file::{Place, Taken};
use super::sink::{Sink, Stop};
use super::{Format, Imported, html};
use crate::model::{Attachment, Moment, Sender};

/// Most bytes of text that is kept until all threads are together.
const MAX_TEXT: usize = 128 * 1024 * 1024;

/// Whether a file begins as mail does.
pub(super) fn is_mail(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&head[..head.len().min(16 * 1024)]);
    let mut lines = head.lines();
    if head.starts_with("From ") {
        let stamp = lines.next().unwrap_or_default();
        let dated = stamp.contains(':') && stamp.contains(|c: char| c.is_ascii_digit());
        return dated && lines.next().is_some_and(|line| header(line).is_some());
    }
    let mut known = 0;
    for (nth, line) in lines.enumerate() {
        if line.is_empty() {
            break;
        }
        match header(line) {
            Some(name) => {
                let names = [
                    "from",
                    "to",
                    "subject",
                    "date",
                    "message-id",
                    "received",
                    "mime-version",
                    "content-type",
                    "return-path",
                    "delivered-to",
                ];
                known += usize::from(names.contains(&name.to_ascii_lowercase().as_str()));
            }
            None if nth > 0 && line.starts_with([' ', '\t']) => {}
            None => return false,
        }
    }
    known >= 3
}

fn header(line: &str) -> Option<&str> {
    let (name, _) = line.split_once(':')?;
    let word = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    word.then_some(name)
}

/// One message, as far as it is kept.
struct Letter {
    from: Option<(String, String)>,
    at: Option<Moment>,
    subject: String,
    body: Body,
    files: Vec<Attachment>,
}

#[derive(Default)]
struct Thread {
    location: String,
    letters: Vec<Letter>,
}

/// Messages on their way into threads.
#[derive(Default)]
pub(super) struct Mailbox {
    threads: Vec<(String, Thread)>,
    /// The thread of each message id.
    known: HashMap<String, usize>,
    seen: HashSet<String>,
    text: usize,
    full: bool,
}

impl Mailbox {
    /// Takes the messages of a file in.
    pub fn add_file(
        &mut self,
        input: &mut dyn BufRead,
        place: &Place<'_>,
        sink: &mut Sink<'_>,
    ) -> Result<(), Stop> {
        let is_mbox = input.fill_buf()?.starts_with(b"From ");
        let mut raw = Vec::new();
        if !is_mbox {
            let most = MAX_ELEMENT as u64 + 1;
            input.take(most).read_to_end(&mut raw)?;
            return self.add(&raw, &place.at(""), sink);
        }
        let mut number = 0_usize;
        let mut line = Vec::new();
        let mut blank = true;
        loop {
            line.clear();
            let read = input
                .take(MAX_ELEMENT as u64)
                .read_until(b'\n', &mut line)?;
            let begins = blank && line.starts_with(b"From ");
            if read == 0 || begins {
                if number > 0 {
                    self.add(&raw, &place.at(&format!("message {number}")), sink)?;
                }
                if read == 0 {
                    return Ok(());
                }
                number += 1;
                raw.clear();
                blank = false;
                continue;
            }
            blank = line.trim_ascii().is_empty();
            let quoted = line.trim_ascii_start();
            let escaped = line.starts_with(b">")
                && quoted
                    .iter()
                    .skip_while(|byte| **byte == b'>')
                    .copied()
                    .take(5)
                    .eq(*b"From ");
            if raw.len() <= MAX_ELEMENT {
                raw.extend_from_slice(&line[usize::from(escaped)..]);
            }
        }
    }

    fn add(&mut self, raw: &[u8], location: &str, sink: &mut Sink<'_>) -> Result<(), Stop> {
        if raw.len() > MAX_ELEMENT {
            let most = MAX_ELEMENT / (1024 * 1024);
            return sink.skip(
                location.to_owned(),
                format!("Found a mail of more than {most} MiB; expected at most {most} MiB."),
            );
        }
        let Some(message) = MessageParser::default()
            .parse(raw)
            .filter(|message| !message.headers().is_empty())
        else {
            return sink.skip(location.to_owned(), "Found no headers; expected a mail that begins with lines such as “From:” and “Date:”.");
        };
        let letter = letter(&message);
        let size = letter.body.len() + 256;
        if self.full || self.text + size > MAX_TEXT {
            if self.full {
                return Ok(());
            }
            self.full = true;
            return sink.skip(location.to_owned(), "Found more than 128 MiB of text in mails; expected at most that much at once. This mail and those after it are not taken in: split the mailbox.");
        }
        let id = message
            .message_id()
            .map_or_else(|| stable_id(&[raw]), str::to_owned);
        // The same mail lies in more than one folder.
        if !self.seen.insert(id.clone()) {
            return Ok(());
        }
        self.text += size;
        let mut before: Vec<&str> = ids(message.references());
        before.extend(ids(message.in_reply_to()));
        let root = before
            .first()
            .map_or_else(|| id.clone(), |root| (*root).to_owned());
        let known = before
            .iter()
            .find_map(|id| self.known.get(*id))
            .or_else(|| self.known.get(&id))
            .copied();
        let thread = known.unwrap_or_else(|| {
            self.threads.push((
                root.clone(),
                Thread {
                    location: location.to_owned(),
                    letters: Vec::new(),
                },
            ));
            self.threads.len() - 1
        });
        for id in before
            .iter()
            .take(1)
            .copied()
            .chain([id.as_str(), root.as_str()])
        {
            self.known.entry(id.to_owned()).or_insert(thread);
        }
        self.threads[thread].1.letters.push(letter);
        Ok(())
    }

    /// Hands the threads out.
    pub fn finish(self, sink: &mut Sink<'_>) -> Result<(), Stop> {
        for (root, thread) in self.threads {
            let location = thread.location.clone();
            match Taken::of(conversation(&root, thread)) {
                Ok(taken) => sink.conversation(Imported {
                    conversation: taken.conversation,
                    format: Format::Mail,
                    location,
                    stubs: taken.stubs,
                })?,
                Err(errors) => sink.skip_fields(&location, ", ", errors)?,
            }
        }
        Ok(())
    }
}

fn conversation(root: &str, mut thread: Thread) -> Draft {
    // Without dates, the mailbox's own order has to do.
    if thread.letters.iter().all(|letter| letter.at.is_some()) {
        thread
            .letters
            .sort_by_key(|letter| letter.at.map(|moment| moment.at));
    }
    let mut draft = Draft::new();
    draft.source(Format::Mail, root, None);
    draft.channel("email");
    let contact = thread.letters.iter().find_map(|letter| letter.from.clone());
    if let Some((name, address)) = &contact {
        draft.contact(Some(name), Some(address), None, None);
    }
    if let Some(first) = thread.letters.first() {
        draft.title(&first.subject);
    }
    for letter in thread.letters {
        let address = |from: &Option<(String, String)>| {
            from.as_ref().map(|(_, address)| address.to_lowercase())
        };
        let sender = if letter.from.is_none() || address(&letter.from) == address(&contact) {
            Sender::Contact
        } else {
            Sender::Agent
        };
        let name = letter.from.as_ref().map(|(name, address)| {
            if name.trim().is_empty() {
                address.as_str()
            } else {
                name.as_str()
            }
        });
        draft.message(sender, name, letter.at, letter.body, letter.files);
    }
    draft
}

fn letter(message: &Message<'_>) -> Letter {
    let mut body = Body::default();
    for part in message.text_bodies() {
        match &part.body {
            PartType::Text(text) => body.text(text),
            PartType::Html(text) => body.text(&html::markdown(text).text),
            _ => body.stub(Stub::Unknown),
        }
    }
    let files = message
        .attachments()
        .map(|part| {
            let media_type = part.content_type().map(|kind| {
                let subtype = kind.subtype().unwrap_or("octet-stream");
                format!("{}/{subtype}", kind.ctype())
            });
            let name = part.attachment_name().unwrap_or(if part.is_message() {
                "Forwarded mail"
            } else {
                ""
            });
            attachment(name, media_type.as_deref(), u64::try_from(part.len()).ok())
        })
        .collect();
    Letter {
        from: message.from().and_then(sender),
        at: message
            .date()
            .filter(|date| date.is_valid())
            .and_then(|date| {
                Some(Moment {
                    at: chrono::DateTime::from_timestamp(date.to_timestamp(), 0)?,
                    assumed_utc: false,
                })
            }),
        subject: message.thread_name().unwrap_or_default().to_owned(),
        body,
        files,
    }
}

fn sender(address: &Address<'_>) -> Option<(String, String)> {
    let first = address.first()?;
    let name = first.name.as_deref().unwrap_or_default();
    let address = first.address.as_deref().unwrap_or_default();
    (!name.is_empty() || !address.is_empty()).then(|| (name.to_owned(), address.to_owned()))
}

fn ids<'a>(value: &'a HeaderValue<'_>) -> Vec<&'a str> {
    match value {
        HeaderValue::Text(id) => vec![id],
        HeaderValue::TextList(ids) => ids.iter().map(AsRef::as_ref).collect(),
        _ => Vec::new(),
    }
}
