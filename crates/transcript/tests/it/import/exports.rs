//! One export of each product: what is taken, what becomes a stub, and which ids it is known by.

use discreet_transcript::import::{Extension, Format, Imported, extension};
use discreet_transcript::model::{Conversation, Sender, Status, Text};

use super::{read, read_all_branches};

const CHATGPT: &str = include_str!("../../../../../tests/fixtures/exports/chatgpt.json");
const CLAUDE: &str = include_str!("../../../../../tests/fixtures/exports/claude.json");
const OPEN_WEBUI: &str = include_str!("../../../../../tests/fixtures/exports/open_webui.json");
const LIBRECHAT: &str = include_str!("../../../../../tests/fixtures/exports/librechat.json");
const INTERCOM: &str = include_str!("../../../../../tests/fixtures/exports/intercom.json");
const ZENDESK: &str = include_str!("../../../../../tests/fixtures/exports/zendesk.json");

/// The messages as "sender name: body [attachments]".
pub fn lines(conversation: &Conversation) -> Vec<String> {
    conversation
        .messages
        .iter()
        .map(|message| {
            let name = message
                .name
                .as_ref()
                .map(|name| format!(" {}", name.as_str()))
                .unwrap_or_default();
            let files: Vec<&str> = message
                .attachments
                .iter()
                .map(|file| file.name.as_str())
                .collect();
            let files = if files.is_empty() {
                String::new()
            } else {
                format!(" [{}]", files.join(", "))
            };
            let sender = message.sender.as_str();
            format!("{sender}{name}: {}{files}", message.body.as_str())
        })
        .collect()
}

fn source(imported: &Imported) -> (&str, &str) {
    let source = imported.conversation.head.source.as_ref().unwrap();
    (source.system.as_str(), source.id.as_str())
}

fn cited(imported: &Imported, message: usize) -> Vec<(Option<&str>, Option<&str>)> {
    imported.conversation.messages[message]
        .citations
        .iter()
        .map(|citation| {
            (
                citation.title.as_ref().map(Text::as_str),
                citation.url.as_ref().map(Text::as_str),
            )
        })
        .collect()
}

fn log(imported: &Imported) -> Vec<&str> {
    imported
        .conversation
        .head
        .log
        .iter()
        .map(|entry| entry.text.as_str())
        .collect()
}

#[test]
fn chatgpt_is_followed_from_the_current_message() {
    let read = read(CHATGPT);
    assert_eq!(read.skipped, []);
    assert_eq!(
        read.titles(),
        [
            ("[0]", "Counting parcels"),
            ("[1]", "What are your opening hours?")
        ]
    );
    assert_eq!(read.summary.format, Some(Format::ChatGpt));
    let first = &read.taken[0];
    assert_eq!(
        lines(&first.conversation),
        [
            "contact: *Not imported: 1 image.*\n\nHow many parcels are on this list? [parcels.png]",
            "ai ChatGPT: *Not imported: 1 piece of reasoning, 1 tool call, 1 tool result.*\n\nThere are **twelve** parcels.",
            "contact: Draw them.",
            "ai: *Not imported: 1 tool call, 1 image.*",
        ]
    );
    assert_eq!(first.stubs, 6);
    assert_eq!(
        cited(first, 1),
        [(Some("Parcel rules"), Some("https://acme.example/parcels"))]
    );
    assert_eq!(log(first), ["Answer as the help desk of a shop."]);
    let url = first
        .conversation
        .head
        .source
        .as_ref()
        .unwrap()
        .url
        .as_deref();
    assert_eq!(
        url,
        Some("https://chatgpt.com/c/11111111-0000-4000-8000-000000000001")
    );
    assert_eq!(
        source(&read.taken[1]),
        ("chatgpt", "11111111-0000-4000-8000-000000000002")
    );
    let at = first.conversation.messages[0].sent_at.unwrap();
    assert_eq!(at.at.to_rfc3339(), "2025-11-20T08:00:00.250+00:00");
    assert!(!at.assumed_utc);
}

#[test]
fn every_branch_has_an_id_of_its_own_whichever_is_current() {
    let ids = |read: &super::Read| -> Vec<String> {
        let mut ids: Vec<String> = read
            .taken
            .iter()
            .map(|taken| source(taken).1.to_owned())
            .collect();
        ids.sort();
        ids
    };
    let all = read_all_branches(CHATGPT);
    assert_eq!(
        ids(&all),
        [
            "11111111-0000-4000-8000-000000000001",
            "11111111-0000-4000-8000-000000000001/a1-second",
            "11111111-0000-4000-8000-000000000002",
        ]
    );
    let titles: Vec<&str> = all.titles().iter().map(|(_, title)| *title).collect();
    assert_eq!(
        titles,
        [
            "Counting parcels",
            "Counting parcels (another branch)",
            "What are your opening hours?"
        ]
    );
    // Looking at the other branch changes nothing about which is which.
    let looked = CHATGPT.replace(
        r#""current_node": "image""#,
        r#""current_node": "a1-first""#,
    );
    assert_eq!(ids(&read_all_branches(&looked)), ids(&all));
    assert_eq!(
        source(&read(&looked).taken[0]).1,
        "11111111-0000-4000-8000-000000000001"
    );
}

#[test]
fn a_newer_export_only_appends() {
    let older = CHATGPT.replace(r#""current_node": "image""#, r#""current_node": "a1""#);
    // As it was before the contact asked on.
    let mut older: serde_json::Value = serde_json::from_str(&older).unwrap();
    older[0]["mapping"]["a1"]["children"] = serde_json::json!([]);
    for gone in ["q2", "a2", "image"] {
        older[0]["mapping"].as_object_mut().unwrap().remove(gone);
    }
    let (older, newer) = (read(older.to_string()), read(CHATGPT));
    assert_eq!(source(&older.taken[0]), source(&newer.taken[0]));
    let (before, now) = (&older.taken[0].conversation, &newer.taken[0].conversation);
    assert_eq!(
        extension(&before.messages, &now.messages),
        Extension::From(2)
    );
    assert_eq!(extension(&now.messages, &now.messages), Extension::Nothing);
}

#[test]
fn claude_is_read_with_and_without_parents() {
    let read = read(CLAUDE);
    assert_eq!(read.skipped, []);
    assert_eq!(read.summary.format, Some(Format::Claude));
    assert_eq!(
        read.titles(),
        [
            ("[0]", "A lost parcel"),
            ("[1]", "An old export has text only.")
        ]
    );
    assert_eq!(
        lines(&read.taken[0].conversation),
        [
            "contact: Where is my parcel? [receipt.pdf]",
            "ai Claude: *Not imported: 1 piece of reasoning.*\n\nI will look it up.\n\n*Not imported: 1 tool call, 1 tool result.*\n\nIt is **in the depot**.",
            "contact: Which depot, and until when is it open?\n\nPasted: order 7",
            "ai Claude: Depot 7, until six.",
        ]
    );
    assert_eq!(read.taken[0].stubs, 3);
    assert_eq!(
        cited(&read.taken[0], 1),
        [(Some("Depots"), Some("https://acme.example/depot"))]
    );
    assert_eq!(
        source(&read.taken[0]),
        ("claude", "22222222-0000-4000-8000-000000000001/m5")
    );
    assert_eq!(
        lines(&read.taken[1].conversation),
        [
            "contact: An old export has text only. [list.csv]",
            "ai Claude: Indeed."
        ]
    );
    assert_eq!(read_all_branches(CLAUDE).taken.len(), 3);
}

#[test]
fn open_webui_is_followed_from_its_current_message() {
    let only = read(OPEN_WEBUI).only();
    assert_eq!(only.format, Format::OpenWebUi);
    assert_eq!(
        lines(&only.conversation),
        [
            "contact: How do I reset my router? [router.pdf]",
            "ai Llama 3: *Not imported: 1 piece of reasoning.*\n\nHold the button for **ten seconds**.",
            "contact: Which light?",
            "ai Llama 3: *Not imported: 1 tool call.*\n\nThe green one.",
        ]
    );
    assert_eq!(
        source(&only),
        ("open_webui", "44444444-0000-4000-8000-000000000001/b2")
    );
    assert_eq!(cited(&only, 1), [(Some("router.pdf"), None)]);
    assert_eq!(only.conversation.head.tags[0].as_str(), "network");
    assert_eq!(read_all_branches(OPEN_WEBUI).taken.len(), 2);
    // The chat alone, as the page's own download has it.
    let list: serde_json::Value = serde_json::from_str(OPEN_WEBUI).unwrap();
    assert_eq!(
        read(list[0]["chat"].to_string()).only().format,
        Format::OpenWebUi
    );
}

#[test]
fn librechat_is_read_nested_and_in_a_row() {
    let only = read(LIBRECHAT).only();
    assert_eq!(only.format, Format::LibreChat);
    assert_eq!(
        lines(&only.conversation),
        [
            "contact: When do you open? [door.jpg]",
            "ai GPT-4o: *Not imported: 1 piece of reasoning, 1 tool call.*\n\nAt eight.",
        ]
    );
    assert_eq!(
        source(&only),
        ("librechat", "66666666-0000-4000-8000-000000000001/l3")
    );
    assert_eq!(read_all_branches(LIBRECHAT).taken.len(), 2);
    let row = r#"{"conversationId": "x", "title": "Row", "exportAt": "1", "branches": false, "recursive": false, "messages": [
        {"messageId": "1", "parentMessageId": null, "isCreatedByUser": true, "sender": "user", "text": "One"},
        {"messageId": "2", "parentMessageId": "gone", "isCreatedByUser": false, "sender": "GPT-4", "text": "Two", "error": true}]}"#;
    assert_eq!(
        lines(&read(row).only().conversation),
        [
            "contact: One",
            "ai GPT-4: Two\n\n*Not imported: 1 error message.*"
        ]
    );
}

#[test]
fn intercom_keeps_notes_apart_from_what_the_contact_saw() {
    let read = read(INTERCOM);
    assert_eq!(read.skipped, []);
    assert_eq!(
        read.titles(),
        [
            ("conversations[0]", "Broken kettle"),
            ("conversations[1]", "Thanks")
        ]
    );
    let first = &read.taken[0];
    assert_eq!(
        lines(&first.conversation),
        [
            "contact Contact 1: My kettle arrived broken.\n\nSee [my order](https://acme.example/order?id=7&v=1). [kettle.jpg]",
            "ai Helper: I am sorry to hear that.",
            "agent Agent 1: A new one is on its way.\n\n*Not imported: 1 image.*",
        ]
    );
    let head = &first.conversation.head;
    let notes: Vec<&str> = head.notes.iter().map(|note| note.body.as_str()).collect();
    assert_eq!(notes, ["Third one this week.", "Please check the stock."]);
    assert_eq!(
        log(first),
        [
            "Imported with 5 of its 7 parts: Intercom leaves out the oldest.",
            "Intercom: assignment.",
        ]
    );
    assert_eq!(head.status, Status::Closed);
    assert_eq!(head.channel.as_deref(), Some("email"));
    assert_eq!(
        head.contact.email.as_ref().unwrap().as_str(),
        "contact1@acme.example"
    );
    assert_eq!(head.contact.reference.as_ref().unwrap().as_str(), "C-1001");
    assert_eq!(source(first), ("intercom", "215468"));
}

#[test]
fn zendesk_keeps_private_comments_as_notes() {
    let only = read(ZENDESK).only();
    assert_eq!(
        lines(&only.conversation),
        [
            "contact Contact 1: I have no invoice.",
            "agent Agent 1: Here it is. [invoice.pdf]",
            "contact Contact 1: Call from contact\n\n*Not imported: 1 recording.*",
        ]
    );
    let head = &only.conversation.head;
    assert_eq!(head.notes[0].body.as_str(), "The ledger is wrong.");
    assert_eq!(head.status, Status::Resolved);
    assert_eq!(source(&only), ("zendesk", "35436"));
    let url = head.source.as_ref().unwrap().url.as_deref();
    assert_eq!(
        url,
        Some("https://acme.zendesk.example/agent/tickets/35436")
    );
}

#[test]
fn a_zendesk_export_has_a_ticket_a_line_and_chats_have_a_history() {
    let lines_of_tickets = concat!(
        r#"{"id": 1, "subject": "One", "requester": {"id": 5, "name": "Contact 5"}, "status": "open", "comments": [{"author_id": 5, "body": "Hello", "public": true}]}"#,
        "\n",
        r#"{"id": 2, "subject": "Two", "requester_id": 6, "status": "closed", "description": "Only this", "comments": []}"#,
        "\n"
    );
    let read_lines = read(lines_of_tickets);
    assert_eq!(read_lines.titles(), [("line 1", "One"), ("line 2", "Two")]);
    assert_eq!(
        lines(&read_lines.taken[0].conversation),
        ["contact Contact 5: Hello"]
    );
    assert_eq!(
        lines(&read_lines.taken[1].conversation),
        ["contact: Only this"]
    );
    let chats = r#"{"chats": [{"id": "2601.7", "type": "chat", "visitor": {"name": "Contact 7", "email": "contact7@acme.example"}, "history": [
        {"type": "chat.memberjoin", "name": "Contact 7", "timestamp": "2026-11-20T08:00:00Z"},
        {"type": "chat.msg", "sender_type": "Visitor", "name": "Contact 7", "msg": "Are you there?", "timestamp": "2026-11-20T08:00:01Z"},
        {"type": "chat.msg", "sender_type": "Trigger", "name": "Support", "msg": "One moment.", "timestamp": "2026-11-20T08:00:02Z"},
        {"type": "chat.msg", "sender_type": "Agent", "name": "Agent 1", "msg": "Yes.", "timestamp": "2026-11-20T08:00:03Z"}]}]}"#;
    let chat = read(chats).only();
    assert_eq!(
        lines(&chat.conversation),
        [
            "contact Contact 7: Are you there?",
            "ai Support: One moment.",
            "agent Agent 1: Yes."
        ]
    );
    assert_eq!(source(&chat), ("zendesk", "chat/2601.7"));
}

#[test]
fn every_message_is_numbered_from_one() {
    for export in [CHATGPT, CLAUDE, OPEN_WEBUI, LIBRECHAT, INTERCOM, ZENDESK] {
        for imported in read_all_branches(export).taken {
            let numbers: Vec<u32> = imported
                .conversation
                .messages
                .iter()
                .map(|message| message.number)
                .collect();
            assert_eq!(
                numbers,
                (1..=u32::try_from(numbers.len()).unwrap()).collect::<Vec<u32>>()
            );
            assert!(
                imported
                    .conversation
                    .messages
                    .iter()
                    .any(|message| message.sender == Sender::Contact)
            );
        }
    }
}
