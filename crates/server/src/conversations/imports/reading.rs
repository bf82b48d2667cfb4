//! Reading a file in a thread of its own, one conversation at a time.
//!
//! A few conversations wait at most between that thread and whoever takes them, so that a file of any size costs the
//! memory of its largest conversation. When nobody takes them any more, reading ends.

use std::io::Read;

use discreet_api_types::conversations::{Branches, Skipped};
use discreet_transcript::import::own;
use discreet_transcript::model::Conversation;
use tokio::sync::mpsc;

use super::upload::Upload;
use crate::problem::{Answer, Refusal};

/// Conversations that wait between reader and taker.
const WAITING: usize = 2;

/// How a file is to be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// None: to be recognised by the content.
    pub format: Option<()>,
    /// Which branches to take.
    pub branches: Branches,
}

impl Reading {
    /// From words; none and `auto` recognise the format by the content.
    pub fn asked(format: Option<&str>, branches: Branches) -> Answer<Self> {
        let format = match format {
            None | Some("auto") => None,
            Some("discreet") => Some(()),
            Some(_) => {
                return Err(Refusal::field(
                    "format",
                    "`format` must be auto or discreet.",
                ));
            }
        };
        Ok(Self { format, branches })
    }
}

/// What comes out of a file.
pub enum Item {
    /// The format that was recognised, first of all.
    Format(&'static str),
    /// A conversation.
    Found(Box<Found>),
    /// Something that cannot be read.
    Skipped(Skipped),
}

/// A conversation of a file.
pub struct Found {
    /// Its place among the file's conversations, from 0.
    pub position: u32,
    /// Where it stands in the file.
    pub location: String,
    /// Parts of it that come in as stubs.
    pub stubs: u32,
    /// Itself.
    pub conversation: Conversation,
}

/// Begins to read a file.
pub fn read(upload: &Upload, reading: Reading) -> mpsc::Receiver<Item> {
    let (give, take) = mpsc::channel(WAITING);
    let mut window = upload.window();
    tokio::task::spawn_blocking(move || {
        let _ = reading;
        let mut bytes = Vec::new();
        let _ = window.read_to_end(&mut bytes);
        let read = own::read(&bytes);
        if give.blocking_send(Item::Format("discreet")).is_err() {
            return;
        }
        for (position, (conversation, location)) in (0..).zip(read.conversations) {
            let found = Found {
                position,
                location,
                stubs: 0,
                conversation,
            };
            if give.blocking_send(Item::Found(Box::new(found))).is_err() {
                return;
            }
        }
        for skipped in read.skipped {
            let skipped = Skipped {
                location: skipped.location,
                reason: skipped.reason,
                errors: Vec::new(),
            };
            if give.blocking_send(Item::Skipped(skipped)).is_err() {
                return;
            }
        }
    });
    take
}
