//! Reading a file in a thread of its own, one conversation at a time.
//!
//! A few conversations wait at most between that thread and whoever takes them, so that a file of any size costs the
//! memory of its largest conversation. When nobody takes them any more, reading ends.

use std::fs::File;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use discreet_api_types::conversations::{Branches, Skipped};
use discreet_transcript::import::{self, Folder, Format, Item, Options, Refusal, Summary};
use discreet_transcript::model::{Conversation, Source};
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;

use super::upload::Upload;
use crate::problem::{self, Answer};

/// Conversations that wait between reader and taker.
const WAITING: usize = 2;
/// The system of conversations that are known by their content.
const BY_CONTENT: &str = "file";

/// How a file is to be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// None: to be recognised by the content.
    pub format: Option<Format>,
    /// Which branches to take.
    pub branches: Branches,
    /// What to do with conversations that do not say where they come from.
    pub unsourced: Unsourced,
}

/// What to do with conversations that do not say where they come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unsourced {
    /// Each is new, however often it is sent.
    #[default]
    New,
    /// They are known by their content: the same again adds nothing.
    ByContent,
}

impl Reading {
    /// From words; none and `auto` recognise the format by the content.
    pub fn asked(format: Option<&str>, branches: Branches) -> Answer<Self> {
        let format = match format {
            None | Some("auto") => None,
            Some(word) => Some(Format::parse(word).ok_or_else(unknown_format)?),
        };
        Ok(Self {
            format,
            branches,
            unsourced: Unsourced::New,
        })
    }
}

fn unknown_format() -> problem::Refusal {
    let known: Vec<&str> = Format::ALL.iter().map(|format| format.as_str()).collect();
    problem::Refusal::field(
        "format",
        format!("`format` must be auto or one of {}.", known.join(", ")),
    )
}

/// What comes out of a file.
pub enum Part {
    /// A conversation.
    Found(Box<Found>),
    /// Something that cannot be read.
    Skipped(Skipped),
    /// Nothing more comes; `Err` if there would have been more, but for the reason given. Always the last.
    End(Result<Option<Format>, String>),
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

/// What to read.
#[derive(Clone)]
pub enum From {
    /// One file, ZIP included.
    File(Upload),
    /// A folder of files, such as an unpacked export.
    Folder(PathBuf),
}

/// Begins to read.
pub fn read(from: &From, reading: Reading) -> mpsc::Receiver<Part> {
    let (give, take) = mpsc::channel(WAITING);
    let from = from.clone();
    tokio::task::spawn_blocking(move || {
        let mut giving = Giving {
            give,
            reading,
            position: 0,
        };
        let hand = |item, _| giving.hand(item);
        let read = match &from {
            From::File(upload) => import::read(upload.window(), options(reading), hand),
            From::Folder(path) => list(path)
                .and_then(|mut folder| import::read_folder(&mut folder, options(reading), hand)),
        };
        giving.end(read);
    });
    take
}

fn options(reading: Reading) -> Options {
    Options {
        format: reading.format,
        branches: match reading.branches {
            Branches::Current => import::Branches::Current,
            Branches::All => import::Branches::All,
        },
    }
}

struct Giving {
    give: mpsc::Sender<Part>,
    reading: Reading,
    position: u32,
}

impl Giving {
    fn hand(&mut self, item: Item) -> ControlFlow<()> {
        let part = match item {
            Item::Conversation(imported) => {
                let mut conversation = imported.conversation;
                if self.reading.unsourced == Unsourced::ByContent {
                    know_by_content(&mut conversation);
                }
                let position = self.position;
                self.position = position.saturating_add(1);
                Part::Found(Box::new(Found {
                    position,
                    location: imported.location,
                    stubs: imported.stubs,
                    conversation,
                }))
            }
            Item::Skipped(skipped) => Part::Skipped(Skipped {
                location: skipped.location,
                reason: skipped.reason,
                errors: Vec::new(),
            }),
        };
        match self.give.blocking_send(part) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    }

    fn end(self, read: Result<Summary, Refusal>) {
        let end = match read {
            Ok(summary) => Ok(summary.format),
            Err(refusal) => Err(refusal.to_string()),
        };
        // Where nobody waits for it, nobody misses it.
        let _ = self.give.blocking_send(Part::End(end));
    }
}

/// Gives a conversation without a source one that follows from its content.
fn know_by_content(conversation: &mut Conversation) {
    if conversation.head.source.is_some() {
        return;
    }
    let words = (&conversation.head.title, &conversation.messages);
    let digest = Sha256::digest(serde_json::to_vec(&words).unwrap_or_default());
    conversation.head.source = Some(Source {
        system: BY_CONTENT.to_owned(),
        id: URL_SAFE_NO_PAD.encode(digest),
        url: None,
    });
}

/// A folder on this machine's disk.
struct OnDisk {
    root: PathBuf,
    names: Vec<String>,
}

impl Folder for OnDisk {
    fn names(&self) -> Vec<String> {
        self.names.clone()
    }

    fn open(&mut self, name: &str) -> io::Result<Box<dyn Read + '_>> {
        Ok(Box::new(File::open(self.root.join(name))?))
    }
}

fn list(root: &Path) -> Result<OnDisk, Refusal> {
    let mut names = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            // Links are not followed: they could lead round in a circle, or out of the folder.
            let kind = entry.file_type()?;
            let path = entry.path();
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file()
                && let Ok(inside) = path.strip_prefix(root)
            {
                let parts: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
                names.push(parts.join("/"));
            }
        }
    }
    names.sort();
    Ok(OnDisk {
        root: root.to_owned(),
        names,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conversation_without_a_source_is_known_by_its_content() {
        let id = |title: &str| {
            let mut conversation = Conversation::default();
            conversation.head.title = title.into();
            know_by_content(&mut conversation);
            conversation.head.source.unwrap().id
        };
        assert_eq!(id("a"), id("a"));
        assert_ne!(id("a"), id("b"));
    }

    #[test]
    fn a_folder_is_listed_with_the_folders_in_it() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("general")).unwrap();
        std::fs::write(root.path().join("general/2026-11-20.json"), "[]").unwrap();
        std::fs::write(root.path().join("users.json"), "[]").unwrap();
        let folder = list(root.path()).unwrap();
        assert_eq!(folder.names, ["general/2026-11-20.json", "users.json"]);
    }
}
