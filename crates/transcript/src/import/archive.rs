//! Several files: a ZIP file, or a folder.
//!
//! Decides which of them hold conversations, and refuses ZIP files that unpack to more than can be meant.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::{self, BufReader, Read, Seek};
use std::rc::Rc;

use zip::ZipArchive;
use zip::result::ZipError;

use super::mail::Mailbox;
use super::sink::{Sink, Stop};
use super::{Refusal, file, slack};

/// Most bytes that the files of a ZIP file may unpack to.
pub const MAX_TOTAL: u64 = 2 * 1024 * 1024 * 1024;
/// Most times its packed size that a file may unpack to. Transcripts reach 20; deflate's limit is about 1,000.
pub const MAX_RATIO: u64 = 200;
/// Ratios are looked at from this size on.
const SMALL: u64 = 1024 * 1024;
/// Most files of a ZIP file.
const MAX_FILES: usize = 200_000;

/// Some files by name, such as a folder of a disk.
pub trait Folder {
    /// Paths inside it, with `/` between the parts, such as `general/2026-11-20.json`. In any order.
    fn names(&self) -> Vec<String>;
    /// Opens one of them.
    fn open(&mut self, name: &str) -> io::Result<Box<dyn Read + '_>>;
}

/// Reads a ZIP file.
pub(super) fn read_zip<R: Read + Seek>(input: R, sink: &mut Sink<'_>) -> Result<(), Stop> {
    let archive = ZipArchive::new(input).map_err(refusal)?;
    if archive.len() > MAX_FILES {
        return Err(Refusal::File(format!(
            "Found a ZIP file of {} files; expected at most {MAX_FILES}.",
            archive.len()
        ))
        .into());
    }
    let mut zip = Zip {
        archive,
        files: BTreeMap::new(),
        total: Rc::default(),
        burst: Rc::default(),
    };
    for index in 0..zip.archive.len() {
        let file = zip.archive.by_index_raw(index).map_err(refusal)?;
        if file.is_dir() {
            continue;
        }
        if is_bomb(file.size(), file.compressed_size()) {
            return Err(bomb().into());
        }
        let entry = Entry {
            index,
            packed: file.compressed_size(),
            locked: file.encrypted(),
        };
        let name = file.name().map_err(refusal)?.into_owned();
        zip.files.insert(name, entry);
    }
    let burst = Rc::clone(&zip.burst);
    match read_folder(&mut zip, sink) {
        Err(Stop::Refused(_)) if burst.get() => Err(bomb().into()),
        outcome => outcome,
    }
}

/// Reads the files that hold conversations.
pub(super) fn read_folder(folder: &mut dyn Folder, sink: &mut Sink<'_>) -> Result<(), Stop> {
    let names = sorted(folder.names());
    if let Some(root) = slack::root(&names) {
        return slack::read(folder, &root, &names, sink);
    }
    let names = wanted(names);
    if names.is_empty() {
        return sink.skip(
            "the whole file".to_owned(),
            "Found no file that may hold conversations; expected conversations.json, the folders of a Slack export, or files that end in .json, .jsonl, .mbox, .eml, .txt or .md.",
        );
    }
    let mut mailbox = Mailbox::default();
    for name in names {
        let outcome = match folder.open(&name) {
            Ok(input) => {
                let input = BufReader::with_capacity(64 * 1024, input);
                file::read(input, &name, &mut mailbox, sink)
            }
            Err(error) => Err(error.into()),
        };
        skip_damaged(outcome, &name, sink)?;
    }
    mailbox.finish(sink)
}

/// A file that cannot be unpacked does not cost the others.
pub(super) fn skip_damaged(
    outcome: Result<(), Stop>,
    name: &str,
    sink: &mut Sink<'_>,
) -> Result<(), Stop> {
    match outcome {
        Err(Stop::Refused(Refusal::Io(error))) if !is_burst(&error) => {
            let reason = if error.kind() == io::ErrorKind::PermissionDenied {
                "Found a file that is locked with a password; expected one without."
            } else {
                "The file is damaged and could not be read to its end; what stands before that place is taken in."
            };
            sink.skip(name.to_owned(), reason)
        }
        outcome => outcome,
    }
}

/// All files but those that systems hide, in order.
fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.retain(|name| {
        !name.starts_with("__MACOSX/") && !name.split('/').any(|part| part.starts_with('.'))
    });
    names.sort();
    names
}

/// The files that may hold conversations.
fn wanted(mut names: Vec<String>) -> Vec<String> {
    let conversations: Vec<String> = names
        .iter()
        .filter(|name| {
            let base = base(name);
            base.starts_with("conversations") && extension(base).as_deref() == Some("json")
        })
        .cloned()
        .collect();
    if !conversations.is_empty() {
        return conversations;
    }
    names.retain(|name| {
        let extension = base(name)
            .rsplit_once('.')
            .map(|(_, extension)| extension.to_ascii_lowercase());
        matches!(
            extension.as_deref(),
            Some("json" | "jsonl" | "ndjson" | "mbox" | "eml" | "txt" | "md" | "markdown")
        )
    });
    names
}

fn extension(name: &str) -> Option<String> {
    let (_, extension) = base(name).rsplit_once('.')?;
    Some(extension.to_ascii_lowercase())
}

fn base(name: &str) -> &str {
    name.rsplit_once('/').map_or(name, |(_, base)| base)
}

struct Entry {
    index: usize,
    packed: u64,
    locked: bool,
}

struct Zip<R> {
    archive: ZipArchive<R>,
    files: BTreeMap<String, Entry>,
    /// Bytes unpacked so far.
    total: Rc<Cell<u64>>,
    /// More was unpacked than the ZIP file said, and than can be meant.
    burst: Rc<Cell<bool>>,
}

impl<R: Read + Seek> Folder for Zip<R> {
    fn names(&self) -> Vec<String> {
        self.files.keys().cloned().collect()
    }

    fn open(&mut self, name: &str) -> io::Result<Box<dyn Read + '_>> {
        let entry = self.files.get(name).ok_or(io::ErrorKind::NotFound)?;
        if entry.locked {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        let file = self
            .archive
            .by_index(entry.index)
            .map_err(io::Error::other)?;
        Ok(Box::new(Limited {
            inner: file,
            packed: entry.packed,
            unpacked: 0,
            total: Rc::clone(&self.total),
            burst: Rc::clone(&self.burst),
        }))
    }
}

/// Watches what a file really unpacks to, whatever the ZIP file says.
struct Limited<R> {
    inner: R,
    packed: u64,
    unpacked: u64,
    total: Rc<Cell<u64>>,
    burst: Rc<Cell<bool>>,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.unpacked = self.unpacked.saturating_add(read as u64);
        self.total.set(self.total.get().saturating_add(read as u64));
        if is_bomb(self.unpacked, self.packed) || self.total.get() > MAX_TOTAL {
            self.burst.set(true);
            return Err(io::Error::other(Burst));
        }
        Ok(read)
    }
}

#[derive(Debug, thiserror::Error)]
#[error("it unpacks to too much")]
struct Burst;

fn is_burst(error: &io::Error) -> bool {
    match error.get_ref() {
        Some(inner) => inner.is::<Burst>(),
        None => false,
    }
}

fn is_bomb(unpacked: u64, packed: u64) -> bool {
    unpacked > MAX_TOTAL || (unpacked > SMALL && unpacked / MAX_RATIO > packed)
}

fn bomb() -> Refusal {
    Refusal::File(format!(
        "Found a ZIP file that unpacks to more than {MAX_RATIO} times its size or more than 2 GiB (a ZIP bomb); expected less. Unpack it and bring in the files that hold conversations."
    ))
}

fn refusal(error: ZipError) -> Refusal {
    match error {
        ZipError::Io(error) if error.kind() != io::ErrorKind::UnexpectedEof => Refusal::Io(error),
        _ => Refusal::File(
            "Found a ZIP file that is damaged or of an unknown kind; expected one that can be unpacked.".to_owned(),
        ),
    }
}
