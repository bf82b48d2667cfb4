//! The detector beside the page: what goes to the scan worker, and what comes back.
//!
//! The worker runs the code that the server runs. Its findings arrive while it looks; the page stays free.

use std::borrow::Cow;
use std::cell::Cell;
use std::rc::Rc;

use discreet_api_types::conversations::{Contact, Conversation, Message, Sender};
use discreet_api_types::review::Finding;
use discreet_api_types::sharing::ContextNote;
use discreet_redact as redact;
use serde::{Deserialize, Serialize};

use crate::browser::worker::Worker;

/// What the worker is asked.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Request<'a> {
    Scan {
        id: u32,
        conversation: &'a redact::Conversation<'a>,
        settings: &'a redact::Settings,
    },
    Cancel,
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

/// The scan worker. Dropping it ends it.
pub struct ScanWorker {
    worker: Worker,
    current: Rc<Cell<u32>>,
}

impl ScanWorker {
    /// Starts the worker; `hear` gets the reports of the newest scan, in order. None where there is no worker.
    pub fn start(mut hear: impl FnMut(Report) + 'static) -> Option<Self> {
        let current = Rc::new(Cell::new(0));
        let asked = current.clone();
        let worker = Worker::start("scan-worker", move |text| {
            // What cannot be read is the worker's "ready".
            if let Ok(report) = serde_json::from_str::<Report>(&text)
                && report.id == asked.get()
            {
                hear(report);
            }
        })?;
        Some(Self { worker, current })
    }

    /// Looks through a conversation. A scan that is under way ends.
    pub fn scan(&self, conversation: &Conversation, messages: &[Message], context: &ContextNote) {
        let id = self.current.get() + 1;
        self.current.set(id);
        let request = Request::Scan {
            id,
            conversation: &material(conversation, messages, context),
            settings: &redact::Settings::default(),
        };
        self.ask(&request);
    }

    /// Ends the scan that is under way.
    pub fn cancel(&self) {
        self.current.set(self.current.get() + 1);
        self.ask(&Request::Cancel);
    }

    fn ask(&self, request: &Request<'_>) {
        if let Ok(text) = serde_json::to_string(request) {
            self.worker.say(&text);
        }
    }
}

/// The texts as the detector takes them.
fn material<'a>(
    conversation: &'a Conversation,
    messages: &'a [Message],
    context: &'a ContextNote,
) -> redact::Conversation<'a> {
    let of = |text: &'a Option<String>| Cow::Borrowed(text.as_deref().unwrap_or_default());
    let Contact {
        name,
        email,
        phone,
        reference,
    } = &conversation.contact;
    redact::Conversation {
        title: Cow::Borrowed(&conversation.title),
        contact: redact::Contact {
            name: of(name),
            email: of(email),
            phone: of(phone),
            reference: of(reference),
        },
        tags: borrowed(&conversation.tags),
        summary: of(&conversation.summary),
        attempts: borrowed(&conversation.attempts),
        messages: messages
            .iter()
            .map(|message| redact::Message {
                number: message.number,
                sender: match message.sender {
                    Sender::Contact => redact::Sender::Contact,
                    Sender::Ai => redact::Sender::Ai,
                    Sender::Agent => redact::Sender::Agent,
                },
                name: of(&message.name),
                body: Cow::Borrowed(&message.body),
                citations: message
                    .citations
                    .iter()
                    .map(|citation| redact::Citation {
                        title: of(&citation.title),
                        url: of(&citation.url),
                        quote: of(&citation.quote),
                    })
                    .collect(),
                attachments: message
                    .attachments
                    .iter()
                    .map(|attachment| Cow::Borrowed(attachment.name.as_str()))
                    .collect(),
            })
            .collect(),
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

fn borrowed(texts: &[String]) -> Vec<Cow<'_, str>> {
    texts
        .iter()
        .map(|text| Cow::Borrowed(text.as_str()))
        .collect()
}
