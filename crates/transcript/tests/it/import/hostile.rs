//! Files that are broken, too large, or made to harm.

use std::io::{self, Cursor, Read as _, SeekFrom};
use std::ops::ControlFlow;

use discreet_transcript::import::{self, Branches, Format, Item, MAX_ELEMENT, Options};
use proptest::prelude::*;

use super::{read, try_read, zip_of};

const CHATGPT: &str = include_str!("../../../../../tests/fixtures/exports/chatgpt.json");
const EXPORTS: &[&str] = &[
    CHATGPT,
    include_str!("../../../../../tests/fixtures/exports/claude.json"),
    include_str!("../../../../../tests/fixtures/exports/open_webui.json"),
    include_str!("../../../../../tests/fixtures/exports/librechat.json"),
    include_str!("../../../../../tests/fixtures/exports/intercom.json"),
    include_str!("../../../../../tests/fixtures/exports/zendesk.json"),
    include_str!("../../../../../tests/fixtures/exports/slack/users.json"),
    include_str!("../../../../../tests/fixtures/exports/slack/general/2026-11-19.json"),
    include_str!("../../../../../tests/fixtures/exports/thread.mbox"),
    include_str!("../../../../../tests/fixtures/exports/transcript.txt"),
    include_str!("../../../../../tests/fixtures/exports/transcript.md"),
];

#[track_caller]
fn refused(file: impl AsRef<[u8]>, location: &str, reason: &str) {
    let read = read(file);
    let found = &read.skipped[0];
    assert_eq!(found.location, location, "{}", found.reason);
    assert!(found.reason.contains(reason), "{}", found.reason);
}

#[test]
fn deep_json_half_characters_and_wrong_bytes_are_refused_by_name_and_place() {
    let deep = format!(
        "[{{\"mapping\": {{}}}}, {}1{}]",
        "[".repeat(70),
        "]".repeat(70)
    );
    refused(&deep, "[1]", "nested more than 64 deep");
    refused(r#"[{"mapping": {"a": "\ud83d"}}]"#, "[0]", "lone surrogate");
    refused(b"[{\"mapping\": \"\xFF\"}]", "[0]", "not UTF-8");
    refused(
        "{\"title\":\n \"a\u{1}\"}",
        "line 2, column 4",
        "control character",
    );
    refused("[7]", "line 1", "Found nothing that is known");
    refused("[{}]", "[0]", "expected a conversation as");
    refused(
        r#"[{"type": "message", "ts": "1.2"}]"#,
        "[0]",
        "expected the whole export",
    );
    refused(r#"[[{"title": "x"}]]"#, "[0]", "Found a list");
}

#[test]
fn zeros_in_a_text_are_dropped() {
    let only = read(r#"{"conversationId": "1", "title": "T", "messages": [{"isCreatedByUser": true, "text": "a\u0000b\r\nc"}]}"#).only();
    assert_eq!(only.conversation.messages[0].body.as_str(), "ab\nc");
}

#[test]
fn parents_that_go_round_in_a_circle_are_cut() {
    let circle = r#"[{"title": "T", "current_node": "a", "mapping": {
        "a": {"parent": "b", "children": ["b"], "message": {"author": {"role": "user"}, "content": {"content_type": "text", "parts": ["A"]}}},
        "b": {"parent": "a", "children": ["a"], "message": {"author": {"role": "assistant"}, "content": {"content_type": "text", "parts": ["B"]}}}}}]"#;
    assert_eq!(read(circle).only().conversation.messages.len(), 2);
    let lone = r#"[{"mapping": {"a": {"parent": "a", "children": ["a"]}}}]"#;
    assert_eq!(read(lone).only().conversation.messages.len(), 0);
}

#[test]
fn a_message_that_is_too_long_leaves_a_stub_and_a_conversation_that_is_too_long_is_refused() {
    let message = |text: &str| format!(r#"{{"isCreatedByUser": true, "text": "{text}"}}"#);
    let file = |messages: &str| {
        format!(r#"{{"conversationId": "1", "title": "T", "messages": [{messages}]}}"#)
    };
    let long = read(file(&format!(
        "{},{}",
        message(&"x".repeat(1024 * 1024 + 1)),
        message("short")
    )))
    .only();
    assert_eq!(
        long.conversation.messages[0].body.as_str(),
        "*Not imported: 1 text over 1 MiB.*"
    );
    assert_eq!(long.stubs, 1);
    let many = vec![message("x"); 50_001].join(",");
    refused(file(&many), "messages", "more than 50,000 messages");
}

#[test]
fn two_hundred_branches_of_a_conversation_are_taken() {
    let answers: Vec<String> = (0..300)
        .map(|nth| format!(r#"{{"uuid": "{nth}", "parent_message_uuid": "q", "sender": "assistant", "text": "{nth}"}}"#))
        .collect();
    let file = format!(
        r#"[{{"uuid": "c", "name": "N", "chat_messages": [{{"uuid": "q", "parent_message_uuid": "none", "sender": "human", "text": "Q"}}, {}]}}]"#,
        answers.join(",")
    );
    let options = Options {
        branches: Branches::All,
        ..Options::default()
    };
    assert_eq!(try_read(file.as_bytes(), options).unwrap().taken.len(), 200);
}

#[test]
fn damaged_zip_files_are_refused_and_damaged_files_inside_cost_only_themselves() {
    let good = zip_of(&[
        ("a.json", br#"{"title": "A", "messages": []}"#),
        ("b.json", CHATGPT.as_bytes()),
    ]);
    let refusal = try_read(&good[..good.len() / 2], Options::default())
        .err()
        .unwrap();
    assert!(refusal.to_string().contains("damaged"), "{refusal}");
    // In the middle of the second file.
    let mut bad = good.clone();
    for byte in &mut bad[200..260] {
        *byte ^= 0x55;
    }
    let read = read(&bad);
    assert_eq!(read.titles()[0], ("a.json, line 1", "A"));
    assert!(
        read.skipped
            .iter()
            .any(|skipped| skipped.location.starts_with("b.json"))
    );
    let nothing = zip_of(&[("a.png", b"x")]);
    refused(
        &nothing,
        "the whole file",
        "Found no file that may hold conversations",
    );
}

#[test]
fn a_zip_file_that_says_less_than_it_unpacks_to_is_refused_too() {
    let zeros = vec![b' '; 8 * 1024 * 1024];
    let mut bomb = zip_of(&[("conversations.json", &zeros)]);
    // The size stands in the directory at the end, and in front of the file.
    let size = u32::try_from(zeros.len()).unwrap().to_le_bytes();
    for at in 0..bomb.len() - 4 {
        if bomb[at..at + 4] == size {
            bomb[at..at + 4].copy_from_slice(&1000_u32.to_le_bytes());
        }
    }
    match try_read(&bomb, Options::default()) {
        Err(refusal) => assert!(refusal.to_string().contains("ZIP bomb"), "{refusal}"),
        // Refused by the ZIP library already, which holds it to the size that it says.
        Ok(read) => assert!(read.taken.is_empty() && !read.skipped.is_empty()),
    }
}

/// A file of any length that exists nowhere: an array of one conversation, over and over.
struct Endless {
    conversation: Vec<u8>,
    times: u64,
    at: u64,
}

impl Endless {
    fn len(&self) -> u64 {
        self.conversation.len() as u64 * self.times
    }
}

impl io::Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.len() {
            return Ok(0);
        }
        let from = usize::try_from(self.at % self.conversation.len() as u64).unwrap();
        let piece = &self.conversation[from..];
        let count = piece.len().min(buffer.len());
        buffer[..count].copy_from_slice(&piece[..count]);
        if self.at == 0 {
            buffer[0] = b'[';
        }
        self.at += count as u64;
        if self.at == self.len() {
            buffer[count - 1] = b']';
        }
        Ok(count)
    }
}

impl io::Seek for Endless {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let SeekFrom::Start(at) = to else {
            return Err(io::ErrorKind::Unsupported.into());
        };
        self.at = at;
        Ok(at)
    }
}

#[test]
fn a_hundred_megabytes_are_read_one_conversation_at_a_time() {
    let text = "word ".repeat(20_000);
    let one = format!(r#" {{"title": "T", "messages": [{{"sender": "ai", "body": "{text}"}}]}},"#);
    let file = Endless {
        conversation: one.into_bytes(),
        times: 1000,
        at: 0,
    };
    let length = file.len();
    assert!(length > 100_000_000);
    let (mut count, mut last) = (0, 0);
    let summary = import::read(file, Options::default(), |item, position| {
        assert!(matches!(item, Item::Conversation(_)));
        // What is ahead of a conversation has not been read, save a buffer.
        count += 1;
        assert!(position <= length * count / 1000 + 128 * 1024);
        assert!(position >= last);
        last = position;
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!((summary.conversations, count), (1000, 1000));
}

#[test]
fn one_conversation_of_more_than_the_limit_does_not_cost_the_next() {
    let most = MAX_ELEMENT as u64;
    let huge = io::repeat(b' ').take(most);
    let small = br#"7, {"title": "T", "messages": []}]"#;
    // A list whose first element is all space and one number.
    let mut file = Vec::with_capacity(MAX_ELEMENT + 100);
    file.push(b'[');
    file.extend_from_slice(b"{\"a\":");
    huge.take(most).read_to_end(&mut file).unwrap();
    file.extend_from_slice(b"1}, ");
    file.extend_from_slice(&small[3..]);
    let mut taken = Vec::new();
    import::read(Cursor::new(file), Options::default(), |item, _| {
        taken.push(match item {
            Item::Conversation(imported) => imported.location,
            Item::Skipped(skipped) => skipped.reason,
        });
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(
        taken,
        [
            "Found a conversation of more than 64 MiB of JSON; expected at most 64 MiB.",
            "[1]"
        ]
    );
}

fn formats() -> impl Strategy<Value = Option<Format>> {
    prop::option::of(prop::sample::select(Format::ALL.to_vec()))
}

/// An export with some of its bytes gone, doubled or changed.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let changes =
        prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 0..12);
    (prop::sample::select(EXPORTS.to_vec()), changes).prop_map(|(export, changes)| {
        let mut bytes = export.as_bytes().to_vec();
        for (place, byte, kind) in changes {
            let at = place.index(bytes.len());
            match kind {
                0 => bytes[at] = byte,
                1 => bytes.truncate(at.max(1)),
                2 => bytes.insert(at, byte),
                _ => {
                    let piece: Vec<u8> = bytes[at..].iter().copied().take(40).collect();
                    bytes.splice(at..at, piece);
                }
            }
        }
        bytes
    })
}

/// JSON of the words that importers look for, in any arrangement.
fn words() -> impl Strategy<Value = serde_json::Value> {
    let word = prop::sample::select(vec![
        "mapping",
        "parent",
        "children",
        "message",
        "author",
        "role",
        "content",
        "parts",
        "content_type",
        "text",
        "user",
        "assistant",
        "chat_messages",
        "uuid",
        "sender",
        "human",
        "chat",
        "history",
        "messages",
        "currentId",
        "conversationId",
        "isCreatedByUser",
        "conversation_parts",
        "source",
        "body",
        "<p>x</p>",
        "id",
        "type",
        "conversation",
        "ticket",
        "comments",
        "author_id",
        "public",
        "ts",
        "thread_ts",
        "multimodal_text",
        "code",
        "recipient",
        "metadata",
        "name",
        "title",
        "files",
        "attachments",
        "tags",
        "a",
        "b",
    ]);
    let leaf = prop_oneof![
        word.clone()
            .prop_map(|word| serde_json::Value::String(word.to_owned())),
        any::<f64>().prop_map(serde_json::Value::from),
        any::<bool>().prop_map(serde_json::Value::Bool),
        Just(serde_json::Value::Null),
    ];
    leaf.prop_recursive(6, 80, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(serde_json::Value::Array),
            prop::collection::vec((word.clone(), inner), 0..8).prop_map(|members| {
                serde_json::Value::Object(
                    members
                        .into_iter()
                        .map(|(name, value)| (name.to_owned(), value))
                        .collect(),
                )
            }),
        ]
    })
}

fn both(format: Option<Format>) -> [Options; 2] {
    [Branches::Current, Branches::All].map(|branches| Options { format, branches })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_at_all_make_an_importer_panic(bytes in prop::collection::vec(any::<u8>(), 0..600), format in formats()) {
        for options in both(format) {
            let _ = try_read(&bytes, options);
        }
        let _ = try_read(&zip_of(&[("x.eml", &bytes), ("y.txt", &bytes)]), Options::default());
    }

    #[test]
    fn no_damage_to_an_export_makes_an_importer_panic(bytes in mutated(), format in formats()) {
        for options in both(format) {
            if let Ok(read) = try_read(&bytes, options) {
                for taken in read.taken {
                    prop_assert!(!taken.conversation.head.title.as_str().trim().is_empty());
                    prop_assert!(taken.conversation.messages.iter().zip(1..).all(|(message, number)| message.number == number));
                }
            }
        }
        let slack = [("users.json", bytes.as_slice()), ("channels.json", &bytes), ("c/2026-11-20.json", &bytes)];
        let _ = try_read(&zip_of(&slack), Options::default());
    }

    #[test]
    fn no_arrangement_of_known_words_makes_an_importer_panic(value in words(), format in formats()) {
        let bytes = serde_json::to_vec(&serde_json::json!([value])).unwrap();
        for options in both(format) {
            prop_assert!(try_read(&bytes, options).is_ok());
        }
        let slack = [("users.json", bytes.as_slice()), ("dms.json", &bytes), ("c/2026-11-20.json", &bytes)];
        prop_assert!(try_read(&zip_of(&slack), Options::default()).is_ok());
    }
}
