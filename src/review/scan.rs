//! The detector beside the page: what goes to the scan worker, and what comes back.
//!
//! The worker runs the code that the server runs. Its findings arrive while it looks; the page stays free.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use discreet_api_types::conversations::{Contact, Conversation, Message, Sender};
use discreet_api_types::review::{Field, Finding};
use discreet_api_types::sharing::ContextNote;
use discreet_redact as redact;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use crate::browser::timers;
use crate::browser::worker::Worker;

/// Bytes of text that go to the worker at once: few pieces for a long conversation, none of them a long task.
const PIECE: usize = 512 * 1024;

/// What the worker is asked.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Request<'a> {
    Begin {
        id: u32,
        conversation: &'a redact::Conversation<'a>,
    },
    Messages(Vec<redact::Message<'a>>),
    Scan(&'a redact::Settings),
    Keep,
    Cancel,
    Find {
        id: u32,
        text: &'a str,
        pattern: bool,
    },
}

/// Where something that was looked for stands.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Answer {
    /// Which question this answers.
    pub found: u32,
    /// Its places, in reading order.
    pub matches: Vec<Match>,
    /// There are more than are named.
    pub more: bool,
    /// What is wrong with the pattern.
    pub trouble: Option<String>,
}

/// A stretch of one text, as the worker names it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Match {
    pub field: Field,
    #[serde(default)]
    pub message: Option<u32>,
    #[serde(default)]
    pub item: Option<u32>,
    pub start: u32,
    pub end: u32,
}

/// What the worker says.
#[derive(Deserialize)]
#[serde(untagged)]
enum Said {
    Report(Report),
    Answer(Answer),
    Ready(IgnoredAny),
}

/// What the worker says of the scan that is under way.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Report {
    id: u32,
    /// What was found since the last report.
    pub findings: Vec<Finding>,
    /// Steps done.
    pub done: usize,
    /// Steps in all.
    pub total: usize,
}

impl Report {
    /// Everything was looked at.
    pub fn is_last(&self) -> bool {
        self.done >= self.total
    }
}

/// The scan worker. Its clones are the same worker; dropping the last one ends it.
#[derive(Clone)]
pub struct ScanWorker {
    worker: Rc<RefCell<Listening>>,
    current: Rc<Cell<u32>>,
}

/// A worker and whether it hears already: what is sent while its program still loads is lost.
struct Listening {
    worker: Option<Worker>,
    /// What it is to be asked once it hears.
    waiting: Option<Vec<String>>,
}

impl Listening {
    fn say(&mut self, text: String) {
        match (&mut self.waiting, &self.worker) {
            (Some(waiting), _) => waiting.push(text),
            (None, Some(worker)) => worker.say(&text),
            (None, None) => {}
        }
    }

    fn is_ready(&mut self) {
        for text in self.waiting.take().unwrap_or_default() {
            self.say(text);
        }
    }
}

impl ScanWorker {
    /// Starts the worker; `hear` gets the reports of the newest scan, in order, and `found` what was looked for. None
    /// where there is no worker.
    pub fn start(
        mut hear: impl FnMut(Report) + 'static,
        mut found: impl FnMut(Answer) + 'static,
    ) -> Option<Self> {
        let current = Rc::new(Cell::new(0));
        let asked = current.clone();
        let listening = Rc::new(RefCell::new(Listening {
            worker: None,
            waiting: Some(Vec::new()),
        }));
        // Weak, so that the worker ends with its last handle although it hears through this one.
        let itself = Rc::downgrade(&listening);
        let worker = Worker::start("scan-worker", move |text| {
            match serde_json::from_str::<Said>(&text) {
                Ok(Said::Report(report)) if report.id == asked.get() => hear(report),
                Ok(Said::Answer(answer)) => found(answer),
                Ok(Said::Report(_)) | Err(_) => {}
                Ok(Said::Ready(_)) => {
                    if let Some(listening) = itself.upgrade() {
                        listening.borrow_mut().is_ready();
                    }
                }
            }
        })?;
        listening.borrow_mut().worker = Some(worker);
        Some(Self {
            worker: listening,
            current,
        })
    }

    /// Looks through a conversation; a scan that is under way ends.
    pub async fn scan(
        self,
        conversation: Arc<Conversation>,
        messages: Arc<Vec<Message>>,
        context: ContextNote,
        settings: redact::Settings,
    ) {
        if self.hand_over(conversation, messages, context).await {
            self.ask(&Request::Scan(&settings));
        }
    }

    /// Takes in a conversation to search in, without looking through it; a scan that is under way ends.
    pub async fn keep(
        self,
        conversation: Arc<Conversation>,
        messages: Arc<Vec<Message>>,
        context: ContextNote,
    ) {
        if self.hand_over(conversation, messages, context).await {
            self.ask(&Request::Keep);
        }
    }

    /// Hands a text over in pieces, when the page has nothing more urgent to do. False: another one came between.
    async fn hand_over(
        &self,
        conversation: Arc<Conversation>,
        messages: Arc<Vec<Message>>,
        context: ContextNote,
    ) -> bool {
        let id = self.current.get() + 1;
        self.current.set(id);
        self.ask(&Request::Begin {
            id,
            conversation: &head(&conversation, &context),
        });
        let mut rest = messages.as_slice();
        while !rest.is_empty() {
            timers::idle().await;
            if self.current.get() != id {
                return false;
            }
            let (piece, later) = rest.split_at(first_piece(rest));
            self.ask(&Request::Messages(piece.iter().map(message).collect()));
            rest = later;
        }
        true
    }

    /// Looks for words, or for whatever a pattern matches, in all of the text; again whenever there is another text.
    pub fn find(&self, id: u32, text: &str, pattern: bool) {
        self.ask(&Request::Find { id, text, pattern });
    }

    /// Ends the scan that is under way.
    pub fn cancel(&self) {
        self.current.set(self.current.get() + 1);
        self.ask(&Request::Cancel);
    }

    fn ask(&self, request: &Request<'_>) {
        if let Ok(text) = serde_json::to_string(request) {
            self.worker.borrow_mut().say(text);
        }
    }
}

/// How many of these messages make the first piece: at least one.
fn first_piece(messages: &[Message]) -> usize {
    let mut bytes = 0;
    let fits = |message: &&Message| {
        bytes += message.body.len();
        bytes <= PIECE
    };
    messages.iter().take_while(fits).count().max(1)
}

/// Everything but the messages, as the detector takes it.
fn head<'a>(conversation: &'a Conversation, context: &'a ContextNote) -> redact::Conversation<'a> {
    let Contact {
        name,
        email,
        phone,
        reference,
    } = &conversation.contact;
    redact::Conversation {
        title: Cow::Borrowed(&conversation.title),
        contact: redact::Contact {
            name: optional(name.as_ref()),
            email: optional(email.as_ref()),
            phone: optional(phone.as_ref()),
            reference: optional(reference.as_ref()),
        },
        tags: borrowed(&conversation.tags),
        summary: optional(conversation.summary.as_ref()),
        attempts: borrowed(&conversation.attempts),
        messages: Vec::new(),
        notes: conversation
            .notes
            .iter()
            .map(|note| redact::Note {
                author: Cow::Borrowed(&note.author),
                body: Cow::Borrowed(&note.body),
            })
            .collect(),
        context: redact::Context {
            why: Cow::Borrowed(&context.why),
            focus: Cow::Borrowed(&context.focus),
            action: Cow::Borrowed(&context.action),
        },
    }
}

/// A message as the detector takes it.
fn message(message: &Message) -> redact::Message<'_> {
    redact::Message {
        number: message.number,
        sender: match message.sender {
            Sender::Contact => redact::Sender::Contact,
            Sender::Ai => redact::Sender::Ai,
            Sender::Agent => redact::Sender::Agent,
        },
        name: optional(message.name.as_ref()),
        body: Cow::Borrowed(&message.body),
        citations: message
            .citations
            .iter()
            .map(|citation| redact::Citation {
                title: optional(citation.title.as_ref()),
                url: optional(citation.url.as_ref()),
                quote: optional(citation.quote.as_ref()),
            })
            .collect(),
        attachments: message
            .attachments
            .iter()
            .map(|attachment| Cow::Borrowed(attachment.name.as_str()))
            .collect(),
    }
}

fn optional(text: Option<&String>) -> Cow<'_, str> {
    Cow::Borrowed(text.map_or("", String::as_str))
}

fn borrowed(texts: &[String]) -> Vec<Cow<'_, str>> {
    texts
        .iter()
        .map(|text| Cow::Borrowed(text.as_str()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(bytes: usize) -> Message {
        let text = format!(
            r#"{{"number":1,"sender":"ai","label":"AI","body":"{}","blocks":[]}}"#,
            "x".repeat(bytes)
        );
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn a_piece_holds_what_fits_and_at_least_one_message() {
        assert_eq!(first_piece(&[of(10), of(PIECE - 10), of(1)]), 2);
        assert_eq!(first_piece(&[of(PIECE + 1), of(1)]), 1);
        assert_eq!(first_piece(&[of(1)]), 1);
    }
}
