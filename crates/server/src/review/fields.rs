//! The fields of a conversation that findings and decisions address, and what stands in them.

use std::collections::HashMap;

use discreet_api_types::problem::FieldError;
use discreet_api_types::review::{Decision, Field};
use discreet_api_types::sharing::ContextNote;
use discreet_redact::Label;
use discreet_transcript::model::{Citation, Head, Message, Text};

/// Where a stretch of text stands: field, message number, item.
pub type Place = (Field, Option<u32>, Option<u32>);

/// A conversation and the context note of the share about to be made of it: everything a decision can be about.
#[derive(Clone, Copy)]
pub struct Material<'a> {
    /// All but the messages.
    pub head: &'a Head,
    /// The messages.
    pub messages: &'a [Message],
    /// The context note.
    pub context: &'a ContextNote,
}

impl<'a> Material<'a> {
    /// The text at a place, if there is one.
    pub fn text(&self, (field, message, item): Place) -> Option<&'a str> {
        fn of(text: Option<&Text>) -> Option<&str> {
            text.map(Text::as_str)
        }
        let head = self.head;
        if takes_message(field) != message.is_some() || takes_item(field) != item.is_some() {
            return None;
        }
        let item = item
            .and_then(|item| usize::try_from(item).ok())
            .unwrap_or(0);
        let message = || self.message(message?);
        let citation = || -> Option<&'a Citation> { message()?.citations.get(item) };
        match field {
            Field::Title => Some(head.title.as_str()),
            Field::Message => message().map(|message| message.body.as_str()),
            Field::SenderName => of(message()?.name.as_ref()),
            Field::CitationTitle => of(citation()?.title.as_ref()),
            Field::CitationUrl => of(citation()?.url.as_ref()),
            Field::CitationQuote => of(citation()?.quote.as_ref()),
            Field::Attachment => message()?
                .attachments
                .get(item)
                .map(|attachment| attachment.name.as_str()),
            Field::ContactName => of(head.contact.name.as_ref()),
            Field::ContactEmail => of(head.contact.email.as_ref()),
            Field::ContactPhone => of(head.contact.phone.as_ref()),
            Field::ContactReference => of(head.contact.reference.as_ref()),
            Field::Tag => head.tags.get(item).map(Text::as_str),
            Field::Note => head.notes.get(item).map(|note| note.body.as_str()),
            Field::NoteAuthor => head.notes.get(item).map(|note| note.author.as_str()),
            Field::Summary => of(head.summary.as_ref()),
            Field::Attempt => head.attempts.get(item).map(Text::as_str),
            Field::ContextWhy => Some(&self.context.why),
            Field::ContextFocus => Some(&self.context.focus),
            Field::ContextAction => Some(&self.context.action),
        }
    }

    /// The message of that number.
    pub fn message(&self, number: u32) -> Option<&'a Message> {
        let guess = usize::try_from(number.checked_sub(1)?).ok()?;
        match self.messages.get(guess) {
            Some(message) if message.number == number => Some(message),
            _ => self
                .messages
                .binary_search_by_key(&number, |message| message.number)
                .ok()
                .and_then(|index| self.messages.get(index)),
        }
    }

    /// Checks decisions: each must address text that is there. `name` is the member they came in.
    pub fn check(&self, name: &str, decisions: &[Decision]) -> Vec<FieldError> {
        let mut lengths: HashMap<Place, Option<u32>> = HashMap::new();
        let mut errors = Vec::new();
        for (index, decision) in decisions.iter().enumerate() {
            let mut refuse = |member: &str, message: String| {
                errors.push(FieldError {
                    field: format!("{name}[{index}].{member}"),
                    message,
                });
            };
            let place = place(decision);
            let length = lengths.entry(place).or_insert_with(|| {
                let text = self.text(place)?;
                Some(u32::try_from(text.chars().count()).unwrap_or(u32::MAX))
            });
            let Some(length) = *length else {
                let message = "There is no such text in this conversation.";
                refuse(missing_member(decision), message.to_owned());
                continue;
            };
            if decision.start >= decision.end {
                refuse(
                    "end",
                    format!(
                        "`end` must be greater than `start`, which is {}.",
                        decision.start
                    ),
                );
            } else if decision.end > length {
                refuse(
                    "end",
                    format!(
                        "`end` must be at most {length}, the length of the text in characters."
                    ),
                );
            }
            if decision.label.parse::<Label>().is_err() {
                refuse(
                    "label",
                    "`label` must be a detector label, such as EMAIL, or OTHER.".to_owned(),
                );
            }
            if errors.len() >= 20 {
                break;
            }
        }
        errors
    }
}

/// Where a decision stands.
pub fn place(decision: &Decision) -> Place {
    (decision.field, decision.message, decision.item)
}

fn missing_member(decision: &Decision) -> &'static str {
    match (takes_message(decision.field), takes_item(decision.field)) {
        (_, true) => "item",
        (true, false) => "message",
        (false, false) => "field",
    }
}

fn takes_message(field: Field) -> bool {
    matches!(
        field,
        Field::Message
            | Field::SenderName
            | Field::CitationTitle
            | Field::CitationUrl
            | Field::CitationQuote
            | Field::Attachment
    )
}

fn takes_item(field: Field) -> bool {
    matches!(
        field,
        Field::CitationTitle
            | Field::CitationUrl
            | Field::CitationQuote
            | Field::Attachment
            | Field::Tag
            | Field::Note
            | Field::NoteAuthor
            | Field::Attempt
    )
}
