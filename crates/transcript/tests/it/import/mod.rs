//! Reading files of any format, through the one door.

mod exports;
mod hostile;
mod others;

use std::io::{Cursor, Write};
use std::ops::ControlFlow;

use discreet_transcript::import::{
    self, Branches, Format, Imported, Item, Options, Refusal, Skipped, Summary,
};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// What came of a file.
pub struct Read {
    pub taken: Vec<Imported>,
    pub skipped: Vec<Skipped>,
    pub summary: Summary,
}

impl Read {
    /// The titles with their places.
    pub fn titles(&self) -> Vec<(&str, &str)> {
        self.taken
            .iter()
            .map(|taken| {
                let title = taken.conversation.head.title.as_str();
                (taken.location.as_str(), title)
            })
            .collect()
    }

    /// The only conversation, with nothing skipped.
    pub fn only(mut self) -> Imported {
        assert_eq!(self.skipped, [], "nothing should be skipped");
        assert_eq!(self.taken.len(), 1, "{:?}", self.titles());
        self.taken.remove(0)
    }
}

pub fn try_read(file: &[u8], options: Options) -> Result<Read, Refusal> {
    let (mut taken, mut skipped) = (Vec::new(), Vec::new());
    let summary = import::read(Cursor::new(file), options, |item, position| {
        assert!(position <= file.len() as u64);
        match item {
            Item::Conversation(imported) => taken.push(*imported),
            Item::Skipped(reason) => skipped.push(reason),
        }
        ControlFlow::Continue(())
    })?;
    Ok(Read {
        taken,
        skipped,
        summary,
    })
}

pub fn read(file: impl AsRef<[u8]>) -> Read {
    try_read(file.as_ref(), Options::default()).expect("the file can be read")
}

pub fn read_all_branches(file: impl AsRef<[u8]>) -> Read {
    let options = Options {
        branches: Branches::All,
        ..Options::default()
    };
    try_read(file.as_ref(), options).expect("the file can be read")
}

pub fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const ONE: &str = r#"{"title":"One","messages":[{"sender":"contact","body":"Hello."}]}"#;
const TWO: &str = r#"{"title":"Two","messages":[{"sender":"ai","body":"Good day."}]}"#;

#[test]
fn a_file_is_one_conversation_a_list_an_object_with_a_list_or_one_a_line() {
    let files = [
        (ONE.to_owned(), vec![("line 1", "One")]),
        (format!("\u{feff}\n {ONE} \n"), vec![("line 1", "One")]),
        (
            format!("[{ONE},\n{TWO}]"),
            vec![("[0]", "One"), ("[1]", "Two")],
        ),
        (
            format!("{ONE}\n\n{TWO}\n"),
            vec![("line 1", "One"), ("line 3", "Two")],
        ),
        (
            format!(
                r#"{{"data": 3, "x": "conversations", "conversations": [{ONE}, {TWO}], "pages": {{}}}}"#
            ),
            vec![("conversations[0]", "One"), ("conversations[1]", "Two")],
        ),
        (
            format!(r#"{{"tickets": [{ONE}], "count": [1, 2], "chats": [{TWO}]}}"#),
            vec![("tickets[0]", "One"), ("chats[0]", "Two")],
        ),
    ];
    for (file, expected) in files {
        let read = read(&file);
        assert_eq!(read.titles(), expected, "in {file}");
        assert_eq!(read.skipped, [], "in {file}");
        assert_eq!(read.summary.format, Some(Format::Discreet));
    }
}

#[test]
fn a_broken_part_does_not_cost_the_others() {
    let file = format!("[{ONE}, {{\"title\": tru}}, {TWO}");
    let read = read(&file);
    assert_eq!(read.titles(), [("[0]", "One"), ("[2]", "Two")]);
    let places: Vec<&str> = read
        .skipped
        .iter()
        .map(|skipped| skipped.location.as_str())
        .collect();
    assert_eq!(places, ["[1]", "end of the file"]);
    assert!(
        read.skipped[0].reason.starts_with("Line 1, column 82:"),
        "{}",
        read.skipped[0].reason
    );
}

#[test]
fn a_zip_file_gives_what_its_files_give() {
    let file = zip_of(&[
        ("notes/b.json", TWO.as_bytes()),
        ("a.json", ONE.as_bytes()),
        ("photo.png", b"x"),
    ]);
    let read = read(&file);
    assert_eq!(
        read.titles(),
        [("a.json, line 1", "One"), ("notes/b.json, line 1", "Two")]
    );
    assert_eq!(read.skipped, []);
}

#[test]
fn a_byte_order_mark_and_utf_16_are_understood() {
    let utf16: Vec<u8> = ONE.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = [b"\xFF\xFE".as_slice(), &utf16].concat();
    for file in [utf16, marked, format!("\u{feff}{ONE}").into_bytes()] {
        assert_eq!(read(&file).only().conversation.head.title.as_str(), "One");
    }
}

#[test]
fn the_receiver_stops_the_reading() {
    let file = format!("[{ONE},{TWO}]");
    let mut count = 0;
    let summary = import::read(Cursor::new(&file), Options::default(), |_, _| {
        count += 1;
        ControlFlow::Break(())
    })
    .unwrap();
    assert_eq!((count, summary.stopped), (1, true));
    assert_eq!(
        import::detect(Cursor::new(&file)).unwrap(),
        Some(Format::Discreet)
    );
}

#[test]
fn a_zip_bomb_is_refused_by_name() {
    let zeros = vec![b' '; 8 * 1024 * 1024];
    let refusal = try_read(
        &zip_of(&[("conversations.json", &zeros)]),
        Options::default(),
    )
    .err()
    .unwrap();
    assert!(refusal.to_string().contains("ZIP bomb"), "{refusal}");
}
