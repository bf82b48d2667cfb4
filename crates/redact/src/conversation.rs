//! The scan's input: the texts of a conversation, each with its place.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// Where in a conversation a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The conversation's title.
    Title,
    /// The body of a message; needs the message's number.
    Message,
    /// The sender's name at a message.
    SenderName,
    /// The title of a message's citation; needs an item.
    CitationTitle,
    /// The address of a message's citation; needs an item.
    CitationUrl,
    /// The quoted words of a message's citation; needs an item.
    CitationQuote,
    /// The name of a message's attachment; needs an item.
    Attachment,
    /// The contact's name.
    ContactName,
    /// The contact's e-mail address.
    ContactEmail,
    /// The contact's phone number.
    ContactPhone,
    /// The contact's reference.
    ContactReference,
    /// A signal tag; needs an item.
    Tag,
    /// The body of an internal note; needs an item.
    Note,
    /// The author of an internal note; needs an item.
    NoteAuthor,
    /// The summary.
    Summary,
    /// What the AI tried.
    Attempt,
    /// The share's context note: why.
    ContextWhy,
    /// The share's context note: what to look at.
    ContextFocus,
    /// The share's context note: what to do.
    ContextAction,
}

/// Who sent a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sender {
    /// The customer.
    #[default]
    Contact,
    /// The assistant.
    Ai,
    /// A member of staff.
    Agent,
    /// The system the conversation came from.
    System,
}

/// The texts of a conversation and of the share about to be made of it.
///
/// Every part may be empty. Deserialises from JSON with owned strings.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Conversation<'a> {
    /// The title.
    pub title: Cow<'a, str>,
    /// The customer.
    pub contact: Contact<'a>,
    /// Signal tags.
    pub tags: Vec<Cow<'a, str>>,
    /// The summary.
    pub summary: Cow<'a, str>,
    /// What the AI tried: item 0 onwards.
    pub attempts: Vec<Cow<'a, str>>,
    /// The messages in order.
    pub messages: Vec<Message<'a>>,
    /// Internal notes.
    pub notes: Vec<Note<'a>>,
    /// The share's context note.
    pub context: Context<'a>,
}

/// What is known about the customer.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Contact<'a> {
    /// Name.
    pub name: Cow<'a, str>,
    /// E-mail address.
    pub email: Cow<'a, str>,
    /// Phone number.
    pub phone: Cow<'a, str>,
    /// Reference, such as a customer number.
    pub reference: Cow<'a, str>,
}

/// One message.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Message<'a> {
    /// Its number, from 1.
    pub number: u32,
    /// Who sent it.
    pub sender: Sender,
    /// The sender's name.
    pub name: Cow<'a, str>,
    /// The text as stored.
    pub body: Cow<'a, str>,
    /// Cited sources.
    pub citations: Vec<Citation<'a>>,
    /// Names of attachments.
    pub attachments: Vec<Cow<'a, str>>,
}

impl<'a> Message<'a> {
    /// A message without a name, citations or attachments.
    pub fn new(number: u32, sender: Sender, body: impl Into<Cow<'a, str>>) -> Self {
        Message {
            number,
            sender,
            body: body.into(),
            ..Message::default()
        }
    }
}

/// A cited source.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Citation<'a> {
    /// Title.
    pub title: Cow<'a, str>,
    /// Address.
    pub url: Cow<'a, str>,
    /// Quoted words.
    pub quote: Cow<'a, str>,
}

/// An internal note.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Note<'a> {
    /// Who wrote it.
    pub author: Cow<'a, str>,
    /// The text.
    pub body: Cow<'a, str>,
}

/// The context note of a share.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Context<'a> {
    /// Why it is shared.
    pub why: Cow<'a, str>,
    /// What to look at.
    pub focus: Cow<'a, str>,
    /// What to do.
    pub action: Cow<'a, str>,
}
