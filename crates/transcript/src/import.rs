//! Importers: from what other systems write to our conversations.
//!
//! Owns formats, their limits and how a refusal is worded. What is good is kept, the rest is reported by
//! place; a reason says what was found and what was expected, and never quotes a conversation's text.
//!
//! [`read`] goes through a file once and hands out one conversation at a time, so that a file of any length
//! takes the memory of its largest conversation. Each format has a module of its own, which knows only how one
//! conversation of it looks; `elements` cuts a file into conversations, `archive` knows ZIP files and
//! folders, `branches` conversations that are trees, `draft` keeps our limits.

mod archive;
mod branches;
mod chatgpt;
mod claude;
mod draft;
mod elements;
mod encoding;
mod file;
mod format;
mod html;
mod intercom;
mod json;
mod librechat;
mod lines;
mod mail;
mod open_webui;
pub mod own;
mod sink;
mod slack;
mod zendesk;

use std::io::{BufReader, Read, Seek, SeekFrom};
use std::ops::ControlFlow;

use crate::model::{Conversation, Message, Moment};

pub use archive::{Folder, MAX_RATIO, MAX_TOTAL};
pub use elements::MAX_ELEMENT;
pub use format::Format;

/// A member that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// Its path, such as `messages[0].sender`; empty for the whole.
    pub field: String,
    /// What was found and what was expected, in sentences.
    pub message: String,
}

/// A part of an import that was not taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Where it stands, such as `line 3` or `[2].messages[0].sender`.
    pub location: String,
    /// What was found and what was expected, in sentences.
    pub reason: String,
}

/// Which branches of a conversation are taken, where a message was edited or another answer asked for.
///
/// A branch other than the one the conversation began as has a source id of its own, made from the conversation's
/// and the message at which it turns off, so that it is kept beside the first and never takes its place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Branches {
    /// The one that its owner saw last.
    #[default]
    Current,
    /// Each as a conversation of its own.
    All,
}

/// How a file is to be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The format; `None`: recognised by content, for each conversation on its own.
    pub format: Option<Format>,
    /// Which branches are taken.
    pub branches: Branches,
}

/// A conversation that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The conversation. Its source says which one it is, so that reading a newer export of it again appends.
    pub conversation: Conversation,
    /// The format it was in.
    pub format: Format,
    /// Where it stands, such as `[2]`, `line 3` or `conversations.json, [2]`.
    pub location: String,
    /// Tool calls, images and other parts that are not taken in. Each run of them is named in the text where it
    /// stood.
    pub stubs: u32,
}

/// A part of what a file holds, in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A conversation.
    Conversation(Box<Imported>),
    /// Something that could not be taken in.
    Skipped(Skipped),
}

/// What reading a whole file came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// The format: of the first conversation taken, else the one asked for.
    pub format: Option<Format>,
    /// How many conversations were handed out.
    pub conversations: u64,
    /// How many reasons were handed out.
    pub skipped: u64,
    /// Whether the receiver stopped before the end.
    pub stopped: bool,
}

/// Why nothing more of a file can be read. What was handed out before is good.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The file as a whole; a sentence that says what was found and what was expected.
    #[error("{0}")]
    File(String),
    /// The file cannot be read.
    #[error("The file could not be read to its end: {0}.")]
    Io(#[from] std::io::Error),
}

/// Reads a file, or the ZIP of several, from its beginning.
///
/// `take` is handed each part with the number of the file's bytes read so far; it stops the reading by
/// `Break`, after which nothing more is handed out. It is not called from other threads, and may take its time.
pub fn read<R: Read + Seek>(
    mut input: R,
    options: Options,
    mut take: impl FnMut(Item, u64) -> ControlFlow<()>,
) -> Result<Summary, Refusal> {
    input.seek(SeekFrom::Start(0))?;
    let mut input = BufReader::with_capacity(64 * 1024, sink::Counted::new(input));
    let read = input.get_ref().count();
    let mut sink = sink::Sink::new(options, read, &mut take);
    let outcome = if format::is_zip(file::peek(&mut input)?) {
        input.seek(SeekFrom::Start(0))?;
        archive::read_zip(input, &mut sink)
    } else {
        let mut mailbox = mail::Mailbox::default();
        file::read(input, "", &mut mailbox, &mut sink).and_then(|()| mailbox.finish(&mut sink))
    };
    sink.finish(outcome)
}

/// Reads the files of a folder, as of an unpacked export; see [`read`].
pub fn read_folder(
    folder: &mut dyn Folder,
    options: Options,
    mut take: impl FnMut(Item, u64) -> ControlFlow<()>,
) -> Result<Summary, Refusal> {
    let read = std::rc::Rc::default();
    let mut sink = sink::Sink::new(options, read, &mut take);
    let outcome = archive::read_folder(folder, &mut sink);
    sink.finish(outcome)
}

/// The format of a file, by its content alone; `None` if it is none that is known.
///
/// For a ZIP, that of the first conversation in it. Reads no further than that.
pub fn detect<R: Read + Seek>(input: R) -> Result<Option<Format>, Refusal> {
    let mut found = None;
    let summary = read(input, Options::default(), |item, _| match item {
        Item::Conversation(imported) => {
            found = Some(imported.format);
            ControlFlow::Break(())
        }
        Item::Skipped(_) => ControlFlow::Continue(()),
    })?;
    Ok(found.or(summary.format))
}

/// What an import came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// What is good, each with where it stands, such as `line 3` or `[2]`.
    pub conversations: Vec<(Conversation, String)>,
    /// What is not.
    pub skipped: Vec<Skipped>,
}

/// What sending a conversation again means for the messages stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extension {
    /// Nothing is new: all that was sent is stored already.
    Nothing,
    /// The messages sent from this place (from 0) on are new.
    From(usize),
    /// Message `number` was stored with other words, another sender, time, citation or attachment. Messages
    /// are append-only, so that nothing can be taken in.
    Differs {
        /// The first such message.
        number: u32,
    },
}

/// Compares what is stored with what was sent, both from message 1 on. Numbers are not compared; times are, to
/// the microsecond, the finest that every database keeps.
pub fn extension(stored: &[Message], sent: &[Message]) -> Extension {
    for (before, now) in stored.iter().zip(sent) {
        let same = before.sender == now.sender
            && before.name == now.name
            && before.body == now.body
            && before.citations == now.citations
            && before.attachments == now.attachments
            && moment(before.sent_at) == moment(now.sent_at);
        if !same {
            return Extension::Differs {
                number: before.number,
            };
        }
    }
    if sent.len() > stored.len() {
        Extension::From(stored.len())
    } else {
        Extension::Nothing
    }
}

fn moment(moment: Option<Moment>) -> Option<(i64, bool)> {
    moment.map(|moment| (moment.at.timestamp_micros(), moment.assumed_utc))
}
