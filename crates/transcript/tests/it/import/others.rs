//! Slack, mail and transcripts as text.

use std::collections::BTreeMap;
use std::io::{self, Cursor};
use std::ops::ControlFlow;

use discreet_transcript::import::{self, Extension, Folder, Format, Item, Options, extension};

use super::exports::lines;
use super::{Read, read, try_read, zip_of};

const FILES: &[(&str, &[u8])] = &[
    (
        "export/users.json",
        include_bytes!("../../../../../tests/fixtures/exports/slack/users.json"),
    ),
    (
        "export/channels.json",
        include_bytes!("../../../../../tests/fixtures/exports/slack/channels.json"),
    ),
    (
        "export/dms.json",
        include_bytes!("../../../../../tests/fixtures/exports/slack/dms.json"),
    ),
    (
        "export/general/2026-11-19.json",
        include_bytes!("../../../../../tests/fixtures/exports/slack/general/2026-11-19.json"),
    ),
    (
        "export/general/2026-11-20.json",
        include_bytes!("../../../../../tests/fixtures/exports/slack/general/2026-11-20.json"),
    ),
    (
        "export/D0001/2026-11-20.json",
        include_bytes!("../../../../../tests/fixtures/exports/slack/D0001/2026-11-20.json"),
    ),
];
const MBOX: &str = include_str!("../../../../../tests/fixtures/exports/thread.mbox");
const TEXT: &str = include_str!("../../../../../tests/fixtures/exports/transcript.txt");
const MARKDOWN: &str = include_str!("../../../../../tests/fixtures/exports/transcript.md");

fn ids(read: &Read) -> Vec<&str> {
    read.taken
        .iter()
        .map(|taken| taken.conversation.head.source.as_ref().unwrap().id.as_str())
        .collect()
}

#[test]
fn slack_gives_a_conversation_for_each_channel_and_thread() {
    let read = read(zip_of(FILES));
    assert_eq!(read.skipped, []);
    assert_eq!(read.summary.format, Some(Format::Slack));
    assert_eq!(
        read.titles(),
        [
            ("D0001", "Agent 1, Contact 2"),
            ("general", "#general"),
            (
                "general",
                "#general: Is the **shop** down? See [the status page](https://status.acme.example) & http…"
            ),
        ]
    );
    assert_eq!(ids(&read), ["D0001", "C0001", "C0001/1795075260.000200"]);
    assert_eq!(
        lines(&read.taken[1].conversation),
        [
            "contact Contact 2: Is the **shop** down? See [the status page](https://status.acme.example) & https://acme.example",
            "ai Monitor: All is **up**.",
            "contact Contact 9: Hello from another company. [plan.pdf]",
        ]
    );
    assert_eq!(
        lines(&read.taken[2].conversation)[1..],
        [
            "agent Agent 1: Looking, @Contact 2.",
            "ai Helper: It was `a*b*c`."
        ]
    );
    let head = &read.taken[1].conversation.head;
    assert_eq!(
        head.log[0].text.as_str(),
        "@Contact 2 has joined the channel"
    );
    assert_eq!(
        head.contact.email.as_ref().unwrap().as_str(),
        "contact2@guest.example"
    );
}

#[test]
fn a_later_slack_export_only_appends() {
    let earlier: Vec<(&str, &[u8])> = FILES
        .iter()
        .copied()
        .filter(|(name, _)| !name.ends_with("2026-11-20.json"))
        .collect();
    let (before, now) = (read(zip_of(&earlier)), read(zip_of(FILES)));
    for earlier in &before.taken {
        let later = now
            .taken
            .iter()
            .find(|taken| taken.conversation.head.source == earlier.conversation.head.source)
            .unwrap();
        let (earlier, later) = (&earlier.conversation.messages, &later.conversation.messages);
        assert_eq!(extension(earlier, later), Extension::From(2));
    }
    assert_eq!((before.taken.len(), now.taken.len()), (2, 3));
}

struct Files(BTreeMap<&'static str, &'static [u8]>);

impl Folder for Files {
    fn names(&self) -> Vec<String> {
        self.0.keys().map(|name| (*name).to_owned()).collect()
    }

    fn open(&mut self, name: &str) -> io::Result<Box<dyn io::Read + '_>> {
        let file = self.0.get(name).ok_or(io::ErrorKind::NotFound)?;
        Ok(Box::new(Cursor::new(*file)))
    }
}

#[test]
fn a_folder_gives_what_its_zip_file_gives() {
    let mut folder = Files(FILES.iter().copied().collect());
    let mut taken = Vec::new();
    import::read_folder(&mut folder, Options::default(), |item, _| {
        if let Item::Conversation(imported) = item {
            taken.push(*imported);
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(taken, read(zip_of(FILES)).taken);
}

#[test]
fn something_else_among_slacks_messages_does_not_cost_the_others() {
    let mut files = FILES.to_vec();
    files[3].1 = br#"[{"type": "message", "ts": "1795075260.000200", "user": "U2", "text": "Good"}, 7, {"type": "x"}, {]"#;
    let read = read(zip_of(&files));
    assert_eq!(
        lines(&read.taken[1].conversation)[0],
        "contact Contact 2: Good"
    );
    let places: Vec<&str> = read
        .skipped
        .iter()
        .map(|skipped| skipped.location.as_str())
        .collect();
    let day = "export/general/2026-11-19.json";
    assert_eq!(
        places,
        [
            format!("{day}, [1]"),
            format!("{day}, [2]"),
            format!("{day}, [3]"),
            format!("{day}, end of the file")
        ]
    );
}

#[test]
fn a_mailbox_is_put_together_to_threads() {
    let read = read(MBOX);
    assert_eq!(read.skipped, []);
    assert_eq!(read.summary.format, Some(Format::Mail));
    assert_eq!(
        read.titles(),
        [("message 1", "Broken lamp"), ("message 3", "Opening hours")]
    );
    assert_eq!(ids(&read), ["1@acme.example", "3@acme.example"]);
    assert_eq!(
        lines(&read.taken[0].conversation),
        [
            "contact Contact 1: My lamp came broken – café model.\n\nFrom what I see, it is the bulb.",
            "agent Agent 1: Sorry! See [returns](https://acme.example/returns). [label.pdf]",
        ]
    );
    let contact = &read.taken[0].conversation.head.contact;
    assert_eq!(
        contact.email.as_ref().unwrap().as_str(),
        "contact1@acme.example"
    );
    assert_eq!(
        lines(&read.taken[1].conversation),
        ["contact contact2@acme.example: When do you open?"]
    );
}

#[test]
fn mails_of_several_files_come_together_too() {
    let mails: Vec<&str> = MBOX
        .split("From contact1@acme.example Fri")
        .flat_map(|rest| rest.split("From support@acme.example Fri"))
        .collect();
    let strip = |mail: &str| {
        mail.split_once('\n')
            .unwrap()
            .1
            .split("From contact2@")
            .next()
            .unwrap()
            .to_owned()
    };
    let (first, second) = (strip(mails[1]), strip(mails[2]));
    // The answer comes first in the archive.
    let read = read(zip_of(&[
        ("a.eml", second.as_bytes()),
        ("b.eml", first.as_bytes()),
        ("c.eml", first.as_bytes()),
    ]));
    assert_eq!(read.skipped, []);
    assert_eq!(ids(&read), ["1@acme.example"]);
    let senders: Vec<String> = lines(&read.taken[0].conversation);
    assert_eq!(senders.len(), 2);
    assert!(
        senders[0].starts_with("contact Contact 1: "),
        "{}",
        senders[0]
    );
}

#[test]
fn a_transcript_in_plain_text_is_cut_at_its_speakers() {
    let only = read(TEXT).only();
    assert_eq!(only.format, Format::Text);
    assert_eq!(
        lines(&only.conversation),
        [
            "contact Contact 1: Hello, my card was charged twice.",
            "ai: I am sorry.\nNote: this can take a minute.",
            "agent Agent 1: I see two charges. See https://acme.example/charges",
            "contact Contact 1: Thank you.",
        ]
    );
    assert_eq!(
        only.conversation.head.log[0].text.as_str(),
        "Agent 1 joined"
    );
    assert_eq!(
        only.conversation.head.title.as_str(),
        "Hello, my card was charged twice."
    );
    let at = only.conversation.messages[0].sent_at.unwrap();
    assert_eq!(
        (at.at.to_rfc3339().as_str(), at.assumed_utc),
        ("2026-11-20T10:02:11+00:00", true)
    );
    // The same again, and more of it, is the same conversation.
    let longer = read(format!(
        "{TEXT}[2026-11-20 10:05:00] Agent 1: You are welcome.\n"
    ))
    .only();
    assert_eq!(
        longer.conversation.head.source,
        only.conversation.head.source
    );
    assert_eq!(
        extension(&only.conversation.messages, &longer.conversation.messages),
        Extension::From(4)
    );
}

#[test]
fn a_transcript_in_markdown_keeps_its_blocks() {
    let only = read(MARKDOWN).only();
    assert_eq!(only.format, Format::Markdown);
    assert_eq!(only.conversation.head.title.as_str(), "Charged twice");
    assert_eq!(
        lines(&only.conversation),
        [
            "contact: Was I charged twice?",
            "ai: Yes:\n\n- on Monday\n- on Tuesday\n\n```\nUser: this is code\n```",
            "contact: Please refund one.",
        ]
    );
}

#[track_caller]
fn check_text(text: &str, expected: &[&str]) {
    let only = read(text).only();
    assert_eq!(lines(&only.conversation), expected, "of {text}");
}

#[track_caller]
fn check_time(line: &str, expected: Option<&str>) {
    let only = read(format!("{line}\nOther: ok\nOther: ok")).only();
    let at = only.conversation.messages[0]
        .sent_at
        .map(|moment| moment.at.to_rfc3339());
    assert_eq!(at.as_deref(), expected, "of {line}");
}

#[test]
fn speakers_are_known_by_the_ways_people_write_them() {
    let plain = &["contact Ann: Hi", "agent Bo: Hello"];
    check_text(
        "Ann: Hi\nBo: Hello\nAnn:\nBo: x",
        &["contact Ann: Hi", "agent Bo: Hello", "agent Bo: x"],
    );
    check_text("10:02 Ann: Hi\n10:03 Bo: Hello", plain);
    check_text("Ann (10:02): Hi\nBo (10:03): Hello", plain);
    check_text("**Ann** (10:02): Hi\n\n**Bo** [10:03]: Hello", plain);
    check_text(
        "12/31/25, 10:15 PM - Ann: Hi\n12/31/25, 10:16 PM - Bo: Hello",
        plain,
    );
    check_text(
        "### You:\nHi\n\n### ChatGPT:\nHello",
        &["contact: Hi", "ai: Hello"],
    );
    check_text(
        "## 👤 User\n\nHi\n\n## 🤖 Assistant\n\nHello",
        &["contact: Hi", "ai: Hello"],
    );
    check_text(
        "**User**\nHi\n\n**Assistant**\nHello",
        &["contact: Hi", "ai: Hello"],
    );
    check_text(
        "Support bot: Hi\nCustomer 7: Hello",
        &["ai Support bot: Hi", "contact Customer 7: Hello"],
    );
}

#[test]
fn times_are_read_where_they_can_be_read_in_one_way_only() {
    check_time(
        "[2026-11-20 10:02] Ann: x",
        Some("2026-11-20T10:02:00+00:00"),
    );
    check_time(
        "2026-11-20T10:02:03+01:00 Ann: x",
        Some("2026-11-20T09:02:03+00:00"),
    );
    check_time(
        "20.11.2026, 10:02 - Ann: x",
        Some("2026-11-20T10:02:00+00:00"),
    );
    check_time(
        "11/20/26, 10:02\u{202f}PM - Ann: x",
        Some("2026-11-20T22:02:00+00:00"),
    );
    check_time("20/11/2026 10:02 Ann: x", Some("2026-11-20T10:02:00+00:00"));
    check_time("10/11/2026 10:02 Ann: x", None);
    check_time("10:02 Ann: x", None);
}

#[test]
fn a_text_in_which_nobody_speaks_is_refused_by_name() {
    for text in [
        "Just a letter.\nNote: this is one.\n",
        "# A page\n\nhttps://acme.example: a page",
        "",
        "\u{0}\u{1}\u{2}x",
    ] {
        let read = read(text);
        assert!(read.taken.is_empty(), "{text:?}");
        assert_eq!(read.skipped.len(), 1, "{text:?}");
        assert!(
            read.skipped[0].reason.starts_with("Found nothing"),
            "{}",
            read.skipped[0].reason
        );
    }
}

#[test]
fn latin_1_and_utf_16_texts_are_understood() {
    let text = "User: caf\u{e9}\nAssistant: na\u{ef}ve";
    let latin: Vec<u8> = text
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    let utf16: Vec<u8> = format!("\u{feff}{text}")
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    for file in [latin, utf16] {
        assert_eq!(
            lines(&read(file).only().conversation),
            ["contact: café", "ai: naïve"]
        );
    }
}

#[test]
fn the_format_asked_for_is_the_format_read() {
    let options = Options {
        format: Some(Format::Markdown),
        ..Options::default()
    };
    let one = try_read(b"User: Hi", options).unwrap().only();
    assert_eq!(one.format, Format::Markdown);
    let options = Options {
        format: Some(Format::Claude),
        ..Options::default()
    };
    let read = try_read(br#"{"title": "T", "messages": []}"#, options).unwrap();
    assert_eq!(read.skipped[0].location, "chat_messages");
}
