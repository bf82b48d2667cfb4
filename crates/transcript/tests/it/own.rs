use discreet_transcript::import::own::schema::{
    AttachmentIn, CitationIn, ContactIn, ConversationIn, LogEntryIn, MessageIn, NoteIn, SenderIn,
    SourceIn, StatusIn,
};
use discreet_transcript::import::own::{
    self, Refusal, from_slice, from_str, messages_from_slice, read,
};
use discreet_transcript::import::{Extension, extension};
use discreet_transcript::model::{Message, Sender, Status, Text};
use serde_json::{Value, json};

/// The errors of one conversation, as "field: message".
fn errors(value: &Value) -> Vec<String> {
    own::from_value(value.clone())
        .expect_err("it should be refused")
        .into_iter()
        .map(|error| format!("{}: {}", error.field, error.message))
        .collect()
}

/// What became of a file: titles with their places, then refusals with theirs.
fn check(file: &str, taken: &[(&str, &str)], skipped: &[(&str, &str)]) {
    let outcome = read(file.as_bytes());
    let titles: Vec<(&str, &str)> = outcome
        .conversations
        .iter()
        .map(|(conversation, place)| (place.as_str(), conversation.head.title.as_str()))
        .collect();
    assert_eq!(titles, taken, "in {file:?}");
    let reasons: Vec<&str> = outcome
        .skipped
        .iter()
        .map(|skipped| skipped.location.as_str())
        .collect();
    assert_eq!(
        reasons,
        skipped.iter().map(|(place, _)| *place).collect::<Vec<_>>(),
        "in {file:?}: {:?}",
        outcome.skipped
    );
    for (refusal, (_, expected)) in outcome.skipped.iter().zip(skipped) {
        assert!(
            refusal.reason.contains(expected),
            "{:?} does not say {expected:?}",
            refusal.reason
        );
    }
}

fn full() -> ConversationIn {
    let when = Some("2026-11-20T10:02:00+01:00".to_owned());
    ConversationIn {
        title: "Refund".to_owned(),
        status: Some(StatusIn::Escalated),
        channel: Some("chat".to_owned()),
        contact: Some(ContactIn {
            name: Some("Contact 1".to_owned()),
            email: Some("contact1@acme.example".to_owned()),
            phone: Some("+49 30 000000".to_owned()),
            reference: Some("C-1".to_owned()),
        }),
        tags: vec!["billing".to_owned()],
        summary: Some("A refund.".to_owned()),
        attempts: vec!["Looked it up.".to_owned()],
        source: Some(SourceIn {
            system: "desk".to_owned(),
            id: "1".to_owned(),
            url: Some("https://desk.acme.example/1".to_owned()),
        }),
        messages: [
            SenderIn::Contact,
            SenderIn::System,
            SenderIn::Ai,
            SenderIn::Agent,
        ]
        .into_iter()
        .map(|sender| MessageIn {
            sender,
            name: Some("Somebody".to_owned()),
            sent_at: when.clone(),
            body: "Text".to_owned(),
            citations: vec![CitationIn {
                title: Some("Manual".to_owned()),
                url: Some("https://docs.acme.example".to_owned()),
                quote: Some("So be it.".to_owned()),
            }],
            attachments: vec![AttachmentIn {
                name: "a.pdf".to_owned(),
                media_type: Some("application/pdf".to_owned()),
                size: Some(12),
            }],
        })
        .collect(),
        notes: vec![NoteIn {
            author: "Agent".to_owned(),
            body: "Note".to_owned(),
            written_at: when.clone(),
        }],
        log: vec![LogEntryIn {
            at: when,
            text: "Opened".to_owned(),
        }],
        metadata: json!({"a": {"b": [1, null]}}).as_object().unwrap().clone(),
    }
}

#[test]
fn the_documented_shape_is_what_is_read() {
    let value = serde_json::to_value(full()).unwrap();
    let conversation = own::from_value(value.clone()).expect("all of the shape is taken");
    let head = &conversation.head;
    assert_eq!(head.status, Status::Escalated);
    assert_eq!(head.contact.reference, Some(Text::from("C-1")));
    assert_eq!(head.metadata, full().metadata);
    // The system's message is in the log, after what was sent as log.
    assert_eq!(
        head.log
            .iter()
            .map(|entry| entry.text.as_str())
            .collect::<Vec<_>>(),
        ["Opened", "Text"]
    );
    let senders: Vec<(u32, Sender)> = conversation
        .messages
        .iter()
        .map(|message| (message.number, message.sender))
        .collect();
    assert_eq!(
        senders,
        [(1, Sender::Contact), (2, Sender::Ai), (3, Sender::Agent)]
    );
    assert_eq!(
        conversation.messages[0].sent_at.unwrap().at.to_rfc3339(),
        "2026-11-20T09:02:00+00:00"
    );

    // Each object of the shape knows the same members as the reader: one more is refused by both.
    for place in [
        "",
        "/contact",
        "/source",
        "/messages/0",
        "/messages/0/citations/0",
        "/messages/0/attachments/0",
        "/notes/0",
        "/log/0",
    ] {
        let mut more = value.clone();
        more.pointer_mut(place)
            .unwrap()
            .as_object_mut()
            .unwrap()
            .insert("extra".to_owned(), json!(1));
        assert!(
            serde_json::from_value::<ConversationIn>(more.clone()).is_err(),
            "{place}"
        );
        let errors = errors(&more);
        assert!(
            errors.len() == 1 && errors[0].contains("extra: Found a member that is not known"),
            "{errors:?}"
        );
    }
    let documented: ConversationIn = serde_json::from_value(value).unwrap();
    assert!(documented == full());
}

#[test]
fn title_sender_and_body_are_all_that_is_needed() {
    let conversation =
        from_str(r#"{"title": "T", "messages": [{"sender": "ai", "body": ""}]}"#).unwrap();
    assert_eq!(conversation.messages.len(), 1);
    assert_eq!(
        from_str(r#"{"title": "T", "contact": null, "tags": null, "messages": null}"#)
            .unwrap()
            .messages
            .len(),
        0
    );
}

#[test]
fn every_error_is_named_at_once() {
    assert_eq!(
        errors(&json!({
            "title": " \u{200b} ",
            "status": "done",
            "tags": ["a", "", 3],
            "contact": [],
            "source": {"system": "desk", "id": "1", "url": "javascript:alert(1)"},
            "messages": [
                {"sender": "bot", "body": "x"},
                {"sender": "ai"},
                {"sender": "ai", "body": 1, "sent_at": "yesterday", "sendr": "ai"},
                "hello",
            ],
            "titel": "x",
        })),
        [
            "title: Found blank text; expected something to read.",
            "status: Found “done”; expected open, escalated, resolved or closed.",
            "contact: Found a list; expected an object.",
            "tags[1]: Found blank text; expected something to read.",
            "tags[2]: Found a number; expected text.",
            "source.url: Found another kind of address; expected one that begins with https://, http:// or mailto:.",
            "messages[0].sender: Found “bot”; expected contact, ai, agent or system.",
            "messages[1].body: Found nothing; expected text.",
            "messages[2].sent_at: Found text that is no date and time; expected a date and time such as 2026-11-20T10:02:00Z.",
            "messages[2].body: Found a number; expected text.",
            "messages[2].sendr: Found a member that is not known here; expected none but sender, name, sent_at, body, citations, attachments.",
            "messages[3]: Found text; expected an object.",
            "titel: Found a member that is not known here; expected none but title, status, channel, contact, tags, summary, attempts, source, messages, notes, log, metadata.",
        ]
    );
    assert_eq!(errors(&json!([])), [": Found a list; expected an object."]);
    let many: Vec<Value> = (0..100)
        .map(|_| json!({"sender": "x", "body": 1}))
        .collect();
    assert_eq!(
        errors(&json!({"title": "T", "messages": many})).len(),
        own::MAX_ERRORS
    );
}

#[test]
fn a_refusal_names_the_limit_and_quotes_no_text() {
    let secret = "a secret that nobody may read".repeat(20);
    for (value, field, limit) in [
        (json!({"title": secret}), "title", "at most 300"),
        (
            json!({"title": "T", "tags": vec!["t"; 51]}),
            "tags",
            "at most 50",
        ),
        (
            json!({"title": "T", "tags": [secret]}),
            "tags[0]",
            "at most 80",
        ),
        (
            json!({"title": "T", "status": secret}),
            "status",
            "expected open",
        ),
        (
            json!({"title": "T", "messages": [{"sender": "ai", "body": "x".repeat(1024 * 1024 + 1)}]}),
            "messages[0].body",
            "at most 1048576 (1 MiB)",
        ),
        (
            json!({"title": "T", "messages": vec![json!({"sender": "ai", "body": ""}); 50_001]}),
            "messages",
            "at most 50,000",
        ),
    ] {
        let errors = errors(&value);
        assert_eq!(errors.len(), 1, "{field}");
        assert!(
            errors[0].starts_with(&format!("{field}: ")) && errors[0].contains(limit),
            "{errors:?}"
        );
        assert!(!errors[0].contains("secret"), "{errors:?}");
    }
    let most = json!({"title": "é".repeat(300), "messages": [{"sender": "ai", "body": "x".repeat(1024 * 1024)}]});
    assert!(own::from_value(most).is_ok());
}

#[test]
fn text_is_stored_as_received_save_line_ends_and_nul() {
    let conversation = from_str(r#"{"title": " T ", "metadata": {"a": "x\u0000"}, "messages": [{"sender": "ai", "body": "a\r\nb\rc\u0000d\u202e 😀 "}]}"#).unwrap();
    assert_eq!(conversation.head.title.as_str(), " T ");
    assert_eq!(
        conversation.messages[0].body.as_str(),
        "a\nb\ncd\u{202e} 😀 "
    );
    assert_eq!(conversation.head.metadata["a"], json!("x"));
}

#[test]
fn times_are_read_as_systems_write_them() {
    let read = |text: &str| {
        let value =
            json!({"title": "T", "messages": [{"sender": "ai", "body": "", "sent_at": text}]});
        own::from_value(value).ok().map(|conversation| {
            let moment = conversation.messages[0].sent_at.unwrap();
            (moment.at.to_rfc3339(), moment.assumed_utc)
        })
    };
    let at = |text: &str, assumed| Some((text.to_owned(), assumed));
    assert_eq!(
        read("2026-11-20T10:02:00Z"),
        at("2026-11-20T10:02:00+00:00", false)
    );
    assert_eq!(
        read("2026-11-20t10:02:00z"),
        at("2026-11-20T10:02:00+00:00", false)
    );
    assert_eq!(
        read("2026-11-20 10:02:00+01:00"),
        at("2026-11-20T09:02:00+00:00", false)
    );
    assert_eq!(
        read("2026-11-20T10:02:00.5+0100"),
        at("2026-11-20T09:02:00.500+00:00", false)
    );
    assert_eq!(
        read("2026-11-20T10:02:00.123456789Z"),
        at("2026-11-20T10:02:00.123456+00:00", false)
    );
    assert_eq!(
        read("2026-11-20 10:02:00"),
        at("2026-11-20T10:02:00+00:00", true)
    );
    assert_eq!(
        read("2026-11-20T10:02:00.25"),
        at("2026-11-20T10:02:00.250+00:00", true)
    );
    assert_eq!(
        read("2026-11-20T10:02"),
        at("2026-11-20T10:02:00+00:00", true)
    );
    assert_eq!(
        read("2016-12-31T23:59:60Z"),
        at("2016-12-31T23:59:59.999999+00:00", false)
    );
    for bad in [
        "",
        "2026-11-20",
        "10:02",
        "2026-13-01T00:00:00Z",
        "20.11.2026 10:02",
        "9999-12-31T23:59:59-23:00",
        "+262000-01-01T00:00:00",
        "é".repeat(50).as_str(),
    ] {
        assert_eq!(read(bad), None, "{bad:?}");
    }
}

#[test]
fn files_of_several_conversations_keep_what_is_good() {
    let good = r#"{"title": "A"}"#;
    check(good, &[("line 1", "A")], &[]);
    check("\u{feff}{\n \"title\": \"A\"\n}\n", &[("line 1", "A")], &[]);
    check("[]", &[], &[]);
    check(
        r#"[{"title": "A"}, {"title": 1}, {"title": "C", "tags": ["x, ] y"]}]"#,
        &[("[0]", "A"), ("[2]", "C")],
        &[("[1].title", "Found a number; expected text.")],
    );
    check(
        "{\"title\": \"A\"}\n\n{\"title\": \"B\", \"messages\": [{\"sender\": 1, \"body\": \"\"}]}\r\n{\"title\": \"C\"}",
        &[("line 1", "A"), ("line 4", "C")],
        &[("line 3, messages[0].sender", "Found a number")],
    );
    check(
        "{\"title\": \"A\nbroken\n{\"title\": \"C\"}",
        &[],
        &[("line 1, column 13", "line break or control character")],
    );
    check(
        "{\"title\": \"A\n{\"title\": \"C\"}",
        &[("line 2", "C")],
        &[("line 1", "Column 12")],
    );
    check(
        "{\"title\": \"A\"}\nbroken",
        &[("line 1", "A")],
        &[("line 2", "Column 1: This is not valid JSON")],
    );
    check(
        "[\n {\"title\": \"A\"},\n {\"title\": \"B\",, }\n]",
        &[("[0]", "A")],
        &[("[1]", "Line 3, column 16")],
    );
    check(
        "[{\"title\": \"A\"}, {\"title\": \"\\ud800\"}]",
        &[("[0]", "A")],
        &[("[1]", "lone surrogate")],
    );
    check(
        "[{\"title\": \"A\"},",
        &[("[0]", "A")],
        &[("[1]", "EOF"), ("end of the file", "not closed")],
    );
    check(
        "[{\"title\": \"A\"}] x",
        &[("[0]", "A")],
        &[("end of the file", "expected nothing")],
    );
    check(
        "[3, {\"title\": \"A\"}]",
        &[("[1]", "A")],
        &[("[0]", "Found a number; expected an object.")],
    );
    check("", &[], &[("line 1", "Found nothing")]);
    check("\u{feff} \n", &[], &[("line 1", "Found nothing")]);
    check("hello", &[], &[("line 1, column 1", "not valid JSON")]);
    check(
        "null",
        &[],
        &[("line 1", "Found null; expected an object.")],
    );
    assert!(read(b"\xff\xfe{\0").skipped[0].reason.contains("UTF-16"));
    assert_eq!(
        read(b"{\"title\": \"A\"}\n{\"title\": \"\xff\"}")
            .conversations
            .len(),
        1
    );
}

#[test]
fn a_syntax_error_tells_line_and_column() {
    let syntax = |text: &[u8]| match from_slice(text) {
        Err(Refusal::Syntax {
            line,
            column,
            message,
        }) => (line, column, message),
        other => panic!("{other:?}"),
    };
    let (line, column, message) = syntax(b"{\n  \"title\": \"T\"\n  \"tags\": []\n}");
    assert_eq!((line, column), (3, 3));
    assert_eq!(message, "This is not valid JSON: expected `,` or `}`.");
    for lone in [
        r#"{"title": "\ud800"}"#,
        r#"{"title": "\udc00 x"}"#,
        r#"{"title": "\ud83dx"}"#,
        r#"{"title": "\ud83d\u0041"}"#,
    ] {
        let (line, column, message) = syntax(lone.as_bytes());
        assert_eq!((line, column), (1, 12));
        assert!(message.contains("lone surrogate"), "{message}");
    }
    assert!(from_str(r#"{"title": "\ud83d\ude00 \\ud800"}"#).is_ok());
    let deep = format!(
        "{{\"title\": \"T\", \"metadata\": {{\"a\": {}{}}}}}",
        "[".repeat(63),
        "]".repeat(63)
    );
    assert!(syntax(deep.as_bytes()).2.contains("at most 64"));
    let deepest = format!(
        "{{\"title\": \"T\", \"metadata\": {{\"a\": {}{}}}}}",
        "[".repeat(62),
        "]".repeat(62)
    );
    assert!(from_str(&deepest).is_ok());
    assert!(
        syntax("[".repeat(1_000_000).as_bytes())
            .2
            .contains("at most 64")
    );
    assert!(syntax(b"{\"title\": \"\xff\"}").2.contains("UTF-8"));
}

#[test]
fn the_list_of_refusals_is_bounded() {
    let outcome = read("{\"title\": 1}\n".repeat(5000).as_bytes());
    assert_eq!(outcome.skipped.len(), own::MAX_SKIPPED + 1);
}

#[test]
fn appended_messages_are_numbered_on() {
    let body = br#"{"messages": [{"sender": "ai", "body": "a"}, {"sender": "system", "body": "s"}, {"sender": "agent", "body": "b"}]}"#;
    let appended = messages_from_slice(body, 7).unwrap();
    assert_eq!(
        appended
            .messages
            .iter()
            .map(|message| message.number)
            .collect::<Vec<_>>(),
        [7, 8]
    );
    assert_eq!(appended.log[0].text.as_str(), "s");
    for (body, field) in [
        ("{}", "messages"),
        (r#"{"messages": 3}"#, "messages"),
        (r#"{"messages": [], "x": 1}"#, "x"),
        (r#"{"messages": [{"sender": "ai"}]}"#, "messages[0].body"),
    ] {
        let Err(Refusal::Fields(errors)) = messages_from_slice(body.as_bytes(), 1) else {
            panic!("{body} should be refused");
        };
        assert_eq!(
            errors
                .iter()
                .map(|error| error.field.as_str())
                .collect::<Vec<_>>(),
            [field]
        );
    }
    let Err(Refusal::Fields(errors)) = messages_from_slice(body, 50_000) else {
        panic!("the second is one too many");
    };
    assert!(errors[0].message.contains("at most 50,000"));
}

#[test]
fn sending_again_appends_only_what_is_new() {
    let messages = |bodies: &[&str]| -> Vec<Message> {
        let list: Vec<Value> = bodies
            .iter()
            .map(|body| json!({"sender": "ai", "body": body}))
            .collect();
        own::from_value(json!({"title": "T", "messages": list}))
            .unwrap()
            .messages
    };
    let stored = messages(&["a", "b"]);
    assert_eq!(
        extension(&stored, &messages(&["a", "b"])),
        Extension::Nothing
    );
    assert_eq!(extension(&stored, &messages(&["a"])), Extension::Nothing);
    assert_eq!(
        extension(&stored, &messages(&["a", "b", "c"])),
        Extension::From(2)
    );
    assert_eq!(extension(&[], &messages(&["a"])), Extension::From(0));
    assert_eq!(
        extension(&stored, &messages(&["a", "x", "c"])),
        Extension::Differs { number: 2 }
    );
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
        read(&bytes);
    }

    #[test]
    fn nothing_that_looks_like_json_makes_it_panic(text in r#"([\[\]{},:"\\ \n]|title|messages|sender|body|null|1|\\ud8|00|é){0,60}"#) {
        read(text.as_bytes());
    }
}
