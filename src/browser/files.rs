//! Files that people choose or drop, folders included.
//!
//! A folder becomes one ZIP file, stored without compression, since an export is often a folder whose files belong
//! together. Written here: it is little, and no library writes a ZIP file around files that stay on the disk.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, DataTransfer, File, FileList, FileSystemDirectoryEntry, FileSystemDirectoryReader,
    FileSystemEntry, FileSystemFileEntry,
};

/// What the file dialog offers at first.
pub const READABLE: &str = ".json,.jsonl,.ndjson,.zip,.mbox,.eml,.txt,.md,.markdown,application/json,application/zip,application/mbox,message/rfc822,text/plain,text/markdown";

/// Most files of a folder.
const MAX_FILES: usize = 20_000;

/// What was chosen. A drop must be read at once, before its event is over.
#[derive(Default)]
pub struct Chosen {
    files: Vec<File>,
    folders: Vec<FileSystemDirectoryEntry>,
}

/// A file, or a folder as one file.
pub struct Found {
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its content, which stays where it is until it is sent.
    pub content: Blob,
}

impl Chosen {
    /// From the file dialog.
    pub fn listed(list: Option<FileList>) -> Self {
        let files = list.map(|list| {
            (0..list.length())
                .filter_map(|place| list.get(place))
                .collect()
        });
        Self {
            files: files.unwrap_or_default(),
            folders: Vec::new(),
        }
    }

    /// From a drop.
    pub fn dropped(data: Option<DataTransfer>) -> Self {
        let Some(data) = data else {
            return Self::default();
        };
        let mut chosen = Self::default();
        let items = data.items();
        for place in 0..items.length() {
            let Some(item) = items.get(place) else {
                continue;
            };
            let folder = item
                .webkit_get_as_entry()
                .ok()
                .flatten()
                .filter(FileSystemEntry::is_directory);
            match folder {
                Some(folder) => chosen.folders.push(folder.unchecked_into()),
                None => chosen.files.extend(item.get_as_file().ok().flatten()),
            }
        }
        chosen
    }

    /// Nothing was chosen.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.folders.is_empty()
    }

    /// Files, and folders as one file each; one that cannot be read is left out.
    pub async fn files(&self) -> Vec<Found> {
        let mut found: Vec<Found> = self
            .files
            .iter()
            .map(|file| Found {
                name: file.name(),
                size: bytes(file),
                content: file.clone().into(),
            })
            .collect();
        for folder in &self.folders {
            let zipped = zip(folder).await;
            found.extend(zipped.map(|content| Found {
                name: folder.name(),
                size: bytes(&content),
                content,
            }));
        }
        found
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a file's size is a whole number below 2^53"
)]
fn bytes(blob: &Blob) -> u64 {
    blob.size() as u64
}

/// A folder as a ZIP file; `None` if there is no file in it.
async fn zip(folder: &FileSystemDirectoryEntry) -> Option<Blob> {
    let mut archive = Archive::default();
    let mut folders = vec![folder.clone()];
    while let Some(folder) = folders.pop() {
        for entry in entries(&folder).await {
            if entry.is_directory() {
                folders.push(entry.unchecked_into());
            } else if archive.files < MAX_FILES {
                let path = entry.full_path();
                if let Some(file) = file(&entry.unchecked_into()).await {
                    archive.add(path.trim_start_matches('/'), &file).await;
                }
            }
        }
    }
    archive.finish()
}

/// What is in a folder. Browsers answer in parts of a hundred.
async fn entries(folder: &FileSystemDirectoryEntry) -> Vec<FileSystemEntry> {
    let reader = folder.create_reader();
    let mut all = Vec::new();
    loop {
        let part = answer(|resolve| read_entries(&reader, resolve)).await;
        let Some(part) = part.and_then(|part| part.dyn_into::<js_sys::Array>().ok()) else {
            return all;
        };
        if part.length() == 0 {
            return all;
        }
        all.extend(part.iter().map(JsCast::unchecked_into::<FileSystemEntry>));
    }
}

fn read_entries(reader: &FileSystemDirectoryReader, resolve: Resolve) {
    let (good, bad) = resolve.both();
    reader
        .read_entries_with_callback_and_callback(good.unchecked_ref(), bad.unchecked_ref())
        .ok();
}

async fn file(entry: &FileSystemFileEntry) -> Option<File> {
    let found = answer(|resolve| {
        let (good, bad) = resolve.both();
        entry.file_with_callback_and_callback(good.unchecked_ref(), bad.unchecked_ref());
    })
    .await?;
    found.dyn_into().ok()
}

/// Both ends of a promise: one with a value, one without.
struct Resolve(js_sys::Function);

impl Resolve {
    fn both(self) -> (JsValue, JsValue) {
        let resolve = Rc::new(RefCell::new(Some(self.0)));
        let bad = Rc::clone(&resolve);
        let good = Closure::once_into_js(move |value: JsValue| {
            if let Some(resolve) = resolve.take() {
                resolve.call1(&JsValue::NULL, &value).ok();
            }
        });
        let bad = Closure::once_into_js(move |_: JsValue| {
            if let Some(resolve) = bad.take() {
                resolve.call0(&JsValue::NULL).ok();
            }
        });
        (good, bad)
    }
}

/// What a call answers that takes callbacks; `None` if it fails.
async fn answer(mut call: impl FnMut(Resolve)) -> Option<JsValue> {
    let promise = js_sys::Promise::new(&mut |resolve, _| call(Resolve(resolve)));
    JsFuture::from(promise)
        .await
        .ok()
        .filter(|value| !value.is_undefined())
}

/// A ZIP file of stored files (APPNOTE.TXT 4.3): headers made here, contents as they lie on the disk.
#[derive(Default)]
struct Archive {
    parts: js_sys::Array,
    directory: Vec<u8>,
    files: usize,
    at: u32,
}

/// Names are UTF-8.
const UTF8: u16 = 1 << 11;

impl Archive {
    async fn add(&mut self, path: &str, file: &File) {
        let Ok(content) = JsFuture::from(file.array_buffer()).await else {
            return;
        };
        // One file at a time is held, for its checksum.
        let content = js_sys::Uint8Array::new(&content).to_vec();
        let (Ok(size), Ok(name_length)) = (u32::try_from(content.len()), u16::try_from(path.len()))
        else {
            return;
        };
        let mut header = Vec::with_capacity(30 + path.len());
        push_u32(&mut header, 0x0403_4b50);
        let mut about = Vec::with_capacity(26);
        push_u16(&mut about, 20);
        push_u16(&mut about, UTF8);
        // Stored; no time, the first of January 1980.
        push_u16(&mut about, 0);
        push_u16(&mut about, 0);
        push_u16(&mut about, 0x21);
        push_u32(&mut about, crc32fast::hash(&content));
        push_u32(&mut about, size);
        push_u32(&mut about, size);
        push_u16(&mut about, name_length);
        push_u16(&mut about, 0);
        header.extend_from_slice(&about);
        header.extend_from_slice(path.as_bytes());

        push_u32(&mut self.directory, 0x0201_4b50);
        push_u16(&mut self.directory, 20);
        self.directory.extend_from_slice(&about);
        // No comment, disk 0, no attributes.
        self.directory.extend_from_slice(&[0; 10]);
        push_u32(&mut self.directory, self.at);
        self.directory.extend_from_slice(path.as_bytes());

        let header_length = u32::try_from(header.len()).unwrap_or(u32::MAX);
        self.parts
            .push(&js_sys::Uint8Array::from(header.as_slice()));
        self.parts.push(file);
        self.files += 1;
        self.at = self.at.saturating_add(header_length).saturating_add(size);
    }

    fn finish(self) -> Option<Blob> {
        if self.files == 0 {
            return None;
        }
        let count = u16::try_from(self.files).unwrap_or(u16::MAX);
        let mut end = self.directory.clone();
        push_u32(&mut end, 0x0605_4b50);
        push_u32(&mut end, 0);
        push_u16(&mut end, count);
        push_u16(&mut end, count);
        push_u32(
            &mut end,
            u32::try_from(self.directory.len()).unwrap_or(u32::MAX),
        );
        push_u32(&mut end, self.at);
        push_u16(&mut end, 0);
        self.parts.push(&js_sys::Uint8Array::from(end.as_slice()));
        Blob::new_with_buffer_source_sequence(&self.parts).ok()
    }
}

fn push_u16(to: &mut Vec<u8>, value: u16) {
    to.extend_from_slice(&value.to_le_bytes());
}

fn push_u32(to: &mut Vec<u8>, value: u32) {
    to.extend_from_slice(&value.to_le_bytes());
}
