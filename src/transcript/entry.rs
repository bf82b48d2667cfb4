//! A message as the transcript draws it, whoever reads it.

use discreet_api_types::conversations::{self, Sender};
use discreet_api_types::ids::Timestamp;
use discreet_api_types::tree::{Block, Piece};
use discreet_api_types::viewer;

use super::field_text::plain;

/// One message. In the workspace its blocks carry source ranges; a recipient's carry none.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number in the conversation, from 1.
    pub number: u32,
    /// Who wrote it.
    pub sender: Sender,
    /// `Contact`, `AI`, `Agent 1`, …
    pub label: String,
    /// The writer's name, where it is shown; empty: not.
    pub name: Vec<Piece>,
    /// When.
    pub sent_at: Option<Timestamp>,
    /// The source gave no offset, so UTC was assumed.
    pub assumed_utc: bool,
    /// What it says.
    pub blocks: Vec<Block>,
    /// Sources cited.
    pub citations: Vec<Citation>,
    /// Names of the files attached.
    pub attachments: Vec<Vec<Piece>>,
}

/// A source an answer cites; what is empty is not shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Citation {
    /// Title.
    pub title: Vec<Piece>,
    /// Address.
    pub url: Vec<Piece>,
    /// The words cited.
    pub quote: Vec<Piece>,
}

impl From<conversations::Message> for Entry {
    fn from(message: conversations::Message) -> Self {
        Self {
            number: message.number,
            sender: message.sender,
            label: message.label,
            name: plain(message.name),
            sent_at: message.sent_at,
            assumed_utc: message.assumed_utc,
            blocks: message.blocks,
            citations: message
                .citations
                .into_iter()
                .map(|citation| Citation {
                    title: plain(citation.title),
                    url: plain(citation.url),
                    quote: plain(citation.quote),
                })
                .collect(),
            attachments: message
                .attachments
                .into_iter()
                .map(|attachment| plain(attachment.name))
                .collect(),
        }
    }
}

impl From<viewer::SharedMessage> for Entry {
    fn from(message: viewer::SharedMessage) -> Self {
        Self {
            number: message.number,
            sender: message.sender,
            label: message.label,
            name: message.name,
            sent_at: message.sent_at,
            assumed_utc: message.assumed_utc,
            blocks: message.blocks,
            citations: message
                .citations
                .into_iter()
                .map(|citation| Citation {
                    title: citation.title,
                    url: citation.url,
                    quote: citation.quote,
                })
                .collect(),
            attachments: message.attachments,
        }
    }
}
