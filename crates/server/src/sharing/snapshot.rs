//! Making the frozen copy that a share serves: chosen, redacted, and nothing else.
//!
//! Built from the originals once, when a share is published; recipients are served from its bytes. A part that
//! is not named here cannot reach a recipient.

use std::collections::{BTreeSet, HashMap};

use discreet_api_types::review::{Decision, Field};
use discreet_api_types::sharing::{Include, MessageRange};
use discreet_api_types::tree::{Block, Piece};
use discreet_api_types::viewer::{
    SharedCitation, SharedContact, SharedContext, SharedEscalation, SharedHead, SharedMessage,
    SharedNote,
};
use discreet_redact::Label;
use discreet_redact::decisions::Ordinals;
use discreet_transcript::conceal::{self, Concealment};
use discreet_transcript::model::{Message, Sender, Text};
use discreet_transcript::tree;

use crate::conversations::wire;
use crate::review::fields::{Material, Place, place};

/// Messages of one stored page, and of one answer.
pub const PAGE: usize = 100;

/// Which parts of a conversation a share shows.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// What goes along.
    pub include: Include,
    /// Which messages.
    pub range: MessageRange,
    /// Single messages left out.
    pub leave_out: BTreeSet<u32>,
    /// Kinds and numbers are shown in placeholders.
    pub numbered: bool,
    /// Messages that are shown as stubs until their findings are decided.
    pub held: BTreeSet<u32>,
}

impl Selection {
    /// Whether a message is shown.
    pub fn shows(&self, number: u32) -> bool {
        self.range.from.is_none_or(|from| number >= from)
            && self.range.to.is_none_or(|to| number <= to)
            && !self.leave_out.contains(&number)
    }

    /// Whether a place is shown at all: what decisions and the gate need to look at.
    pub fn shows_place(&self, material: Material<'_>, (field, message, _): Place) -> bool {
        let include = self.include;
        let shown = message.is_none_or(|number| self.shows(number));
        shown
            && match field {
                Field::Title
                | Field::Message
                | Field::Attachment
                | Field::ContextWhy
                | Field::ContextFocus
                | Field::ContextAction => true,
                Field::SenderName => message
                    .and_then(|number| material.message(number))
                    .is_some_and(|message| self.shows_name_of(message.sender)),
                Field::CitationTitle | Field::CitationUrl | Field::CitationQuote => {
                    include.citations
                }
                Field::ContactName
                | Field::ContactEmail
                | Field::ContactPhone
                | Field::ContactReference => include.contact,
                Field::Tag => include.tags,
                Field::Note => include.notes,
                Field::NoteAuthor => include.notes && include.staff_names,
                Field::Summary | Field::Attempt => include.escalation,
            }
    }

    /// Whether messages of this sender carry the sender's name.
    pub fn shows_name_of(&self, sender: Sender) -> bool {
        match sender {
            Sender::Contact => self.include.contact,
            Sender::Ai | Sender::Agent => self.include.staff_names,
        }
    }
}

/// What a share serves.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// All but the messages.
    pub head: SharedHead,
    /// The messages shown, in order.
    pub messages: Vec<SharedMessage>,
}

/// Builds a snapshot. Decisions must have been checked ([`Material::check`]).
pub fn build(material: Material<'_>, selection: &Selection, redactions: &[Decision]) -> Snapshot {
    let mut hidden = Hidden::new(material, selection, redactions);
    let labels = wire::sender_labels(material.messages);
    let head = material.head;
    let include = selection.include;

    let title = hidden.line(&head.title, (Field::Title, None, None));
    let context = SharedContext {
        why: hidden.prose(&material.context.why, (Field::ContextWhy, None, None)),
        focus: hidden.prose(&material.context.focus, (Field::ContextFocus, None, None)),
        action: hidden.prose(&material.context.action, (Field::ContextAction, None, None)),
    };
    let contact = include.contact.then(|| SharedContact {
        name: hidden.optional(head.contact.name.as_ref(), (Field::ContactName, None, None)),
        email: hidden.optional(
            head.contact.email.as_ref(),
            (Field::ContactEmail, None, None),
        ),
        phone: hidden.optional(
            head.contact.phone.as_ref(),
            (Field::ContactPhone, None, None),
        ),
        reference: hidden.optional(
            head.contact.reference.as_ref(),
            (Field::ContactReference, None, None),
        ),
    });
    let mut tags = Vec::new();
    if include.tags {
        for (item, tag) in (0..).zip(&head.tags) {
            tags.push(hidden.line(tag, (Field::Tag, None, Some(item))));
        }
    }
    let mut notes = Vec::new();
    if include.notes {
        for (item, note) in (0..).zip(&head.notes) {
            let author = if include.staff_names {
                hidden.line(&note.author, (Field::NoteAuthor, None, Some(item)))
            } else {
                Vec::new()
            };
            notes.push(SharedNote {
                author,
                body: hidden.prose(note.body.as_str(), (Field::Note, None, Some(item))),
                written_at: note.written_at.map(|moment| moment.at.into()),
            });
        }
    }
    let escalation = include.escalation.then(|| SharedEscalation {
        summary: head
            .summary
            .as_ref()
            .map(|summary| hidden.prose(summary.as_str(), (Field::Summary, None, None)))
            .unwrap_or_default(),
        attempts: (0..)
            .zip(&head.attempts)
            .map(|(item, attempt)| {
                hidden.prose(attempt.as_str(), (Field::Attempt, None, Some(item)))
            })
            .collect(),
    });
    let messages: Vec<SharedMessage> = material
        .messages
        .iter()
        .zip(labels)
        .filter(|(message, _)| selection.shows(message.number))
        .map(|(message, label)| hidden.message(message, label, selection))
        .collect();
    let held = messages.iter().filter(|message| message.held).count();

    let head = SharedHead {
        title,
        status: wire::status(head.status),
        messages_shown: u32::try_from(messages.len()).unwrap_or(u32::MAX),
        messages_total: u32::try_from(material.messages.len()).unwrap_or(u32::MAX),
        redactions: hidden.count,
        held: u32::try_from(held).unwrap_or(u32::MAX),
        context,
        contact,
        tags,
        notes,
        escalation,
    };
    Snapshot { head, messages }
}

/// The messages after a number alone, and how much is hidden in them: what a share that follows is appended with.
/// Numbers in placeholders go on from those before.
pub fn build_after(
    material: Material<'_>,
    selection: &Selection,
    redactions: &[Decision],
    after: u32,
) -> (Vec<SharedMessage>, u32) {
    let mut hidden = Hidden::new(material, selection, redactions);
    let labels = wire::sender_labels(material.messages);
    let messages = material
        .messages
        .iter()
        .zip(labels)
        .filter(|(message, _)| message.number > after && selection.shows(message.number))
        .map(|(message, label)| hidden.message(message, label, selection))
        .collect();
    (messages, hidden.count)
}

/// A message that is held back: that there is one, and nothing of it.
fn stub(message: &Message, label: String) -> SharedMessage {
    SharedMessage {
        number: message.number,
        sender: wire::sender(message.sender),
        label,
        name: Vec::new(),
        sent_at: message.sent_at.map(|moment| moment.at.into()),
        assumed_utc: message.sent_at.is_some_and(|moment| moment.assumed_utc),
        held: true,
        blocks: vec![Block::Stub {
            reason: "held back until somebody has reviewed it".to_owned(),
        }],
        citations: Vec::new(),
        attachments: Vec::new(),
    }
}

/// What is hidden, by place.
struct Hidden {
    by_place: HashMap<Place, Vec<Concealment>>,
    count: u32,
}

impl Hidden {
    fn new(material: Material<'_>, selection: &Selection, redactions: &[Decision]) -> Self {
        let mut sorted: Vec<&Decision> = redactions
            .iter()
            .filter(|decision| selection.shows_place(material, place(decision)))
            .filter(|decision| {
                decision
                    .message
                    .is_none_or(|number| !selection.held.contains(&number))
            })
            .collect();
        // Numbers follow the reading order: the title and what stands beside it, then the messages.
        sorted.sort_by_key(|decision| {
            (
                decision.message,
                decision.field,
                decision.item,
                decision.start,
            )
        });
        let mut ordinals = Ordinals::new();
        let mut by_place: HashMap<Place, Vec<Concealment>> = HashMap::new();
        for decision in sorted {
            let (label, ordinal) = if selection.numbered {
                let label = decision.label.parse().unwrap_or(Label::Other);
                let value = material
                    .text(place(decision))
                    .map(|text| slice(text, decision.start, decision.end));
                (
                    label.to_string(),
                    ordinals.number(label, &value.unwrap_or_default()),
                )
            } else {
                (String::new(), 0)
            };
            let concealment = Concealment {
                start: decision.start,
                end: decision.end,
                label,
                ordinal,
            };
            by_place
                .entry(place(decision))
                .or_default()
                .push(concealment);
        }
        Self { by_place, count: 0 }
    }

    fn at(&self, place: Place) -> &[Concealment] {
        self.by_place.get(&place).map_or(&[], Vec::as_slice)
    }

    /// A field of one line: control, zero-width and bidi characters are dropped from what remains.
    fn line(&mut self, text: &Text, place: Place) -> Vec<Piece> {
        let pieces = conceal::conceal_plain(text.as_str(), self.at(place));
        self.taken(pieces, conceal::clean_line)
    }

    /// A field of several lines.
    fn prose(&mut self, text: &str, place: Place) -> Vec<Piece> {
        let pieces = conceal::conceal_plain(text, self.at(place));
        self.taken(pieces, str::to_owned)
    }

    /// Counts what is hidden in pieces on their way out, and drops those that are empty.
    fn taken(&mut self, pieces: Vec<conceal::Piece>, clean: fn(&str) -> String) -> Vec<Piece> {
        pieces
            .into_iter()
            .map(|piece| match wire::piece(piece) {
                Piece::Text(text) => Piece::Text(clean(&text)),
                redacted @ Piece::Redacted { .. } => {
                    self.count += 1;
                    redacted
                }
            })
            .filter(|piece| !matches!(piece, Piece::Text(text) if text.is_empty()))
            .collect()
    }

    fn optional(&mut self, text: Option<&Text>, place: Place) -> Vec<Piece> {
        text.map(|text| self.line(text, place)).unwrap_or_default()
    }

    /// An address goes as a whole.
    fn address(&mut self, text: Option<&Text>, place: Place) -> Vec<Piece> {
        let Some(text) = text else { return Vec::new() };
        let pieces = conceal::conceal_whole(text.as_str(), self.at(place));
        self.taken(pieces, conceal::clean_line)
    }

    fn message(
        &mut self,
        message: &Message,
        label: String,
        selection: &Selection,
    ) -> SharedMessage {
        if selection.held.contains(&message.number) {
            return stub(message, label);
        }
        let number = Some(message.number);
        let name = if selection.shows_name_of(message.sender) {
            self.optional(message.name.as_ref(), (Field::SenderName, number, None))
        } else {
            Vec::new()
        };
        let parsed = tree::parse(message.body.as_str());
        let (blocks, hidden) = conceal::conceal(&parsed, self.at((Field::Message, number, None)));
        self.count += hidden;
        let mut citations = Vec::new();
        if selection.include.citations {
            for (item, citation) in (0..).zip(&message.citations) {
                citations.push(SharedCitation {
                    title: self.optional(
                        citation.title.as_ref(),
                        (Field::CitationTitle, number, Some(item)),
                    ),
                    url: self.address(
                        citation.url.as_ref(),
                        (Field::CitationUrl, number, Some(item)),
                    ),
                    quote: citation
                        .quote
                        .as_ref()
                        .map(|quote| {
                            self.prose(quote.as_str(), (Field::CitationQuote, number, Some(item)))
                        })
                        .unwrap_or_default(),
                });
            }
        }
        let attachments = (0..)
            .zip(&message.attachments)
            .map(|(item, attachment)| {
                self.line(&attachment.name, (Field::Attachment, number, Some(item)))
            })
            .collect();
        SharedMessage {
            number: message.number,
            sender: wire::sender(message.sender),
            label,
            name,
            sent_at: message.sent_at.map(|moment| moment.at.into()),
            assumed_utc: message.sent_at.is_some_and(|moment| moment.assumed_utc),
            held: false,
            blocks: blocks.into_iter().map(wire::block).collect(),
            citations,
            attachments,
        }
    }
}

/// The scalar values `start..end` of a text.
pub fn slice(text: &str, start: u32, end: u32) -> String {
    text.chars()
        .skip(start as usize)
        .take(end.saturating_sub(start) as usize)
        .collect()
}
