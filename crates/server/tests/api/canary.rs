//! Canaries: a unique string in every field, hidden in every way there is, must occur nowhere in what leaves.

use std::io::Write;
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use tracing_subscriber::fmt::MakeWriter;

use crate::world::{Answer, Browser, World, on_both, path_and_secret};

/// The ways a string can hide in bytes. Base64 is searched at each of its three alignments.
fn disguises(canary: &str) -> Vec<(&'static str, Vec<u8>)> {
    let mut found = vec![
        ("plain", canary.as_bytes().to_vec()),
        (
            "UTF-16 little-endian",
            canary.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        ),
        (
            "UTF-16 big-endian",
            canary.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        ),
        (
            "percent-encoded",
            canary
                .bytes()
                .map(|byte| format!("%{byte:02X}"))
                .collect::<String>()
                .into_bytes(),
        ),
        (
            "HTML-escaped",
            canary
                .chars()
                .map(|c| format!("&#{};", c as u32))
                .collect::<String>()
                .into_bytes(),
        ),
        (
            "JSON-escaped",
            canary
                .chars()
                .map(|c| format!("\\u{:04x}", c as u32))
                .collect::<String>()
                .into_bytes(),
        ),
        (
            "reversed",
            canary.chars().rev().collect::<String>().into_bytes(),
        ),
    ];
    for (name, engine) in [("base64", &STANDARD), ("base64url", &URL_SAFE_NO_PAD)] {
        for shift in 0..3 {
            let shifted = [vec![b'x'; shift], canary.as_bytes().to_vec()].concat();
            let encoded = engine.encode(&shifted);
            // What depends on neighbours at either end is left out.
            let inner = &encoded[if shift == 0 { 0 } else { 4 }..encoded.len() - 4];
            found.push((name, inner.as_bytes().to_vec()));
        }
    }
    found
}

/// A canary: it looks like nothing the detector knows, and its upper- and lower-case forms are searched too.
fn canary(name: &str) -> String {
    format!("zqx{name}qzx")
}

fn search(what: &str, bytes: &[u8], canaries: &[String]) -> Vec<String> {
    let lower = bytes.to_ascii_lowercase();
    let mut found = Vec::new();
    for canary in canaries {
        for (disguise, needle) in disguises(canary) {
            let plain = disguise == "plain" || disguise == "reversed";
            let hay = if plain { &lower } else { bytes };
            if hay.windows(needle.len()).any(|window| window == needle) {
                found.push(format!("{canary} ({disguise}) in {what}"));
            }
        }
    }
    found
}

#[test]
fn the_search_finds_every_disguise() {
    let canary = canary("self");
    for (name, bytes) in disguises(&canary) {
        let hay = [b"before ".to_vec(), bytes, b" after".to_vec()].concat();
        assert!(
            !search("itself", &hay, std::slice::from_ref(&canary)).is_empty(),
            "{name}"
        );
    }
}

/// A conversation with a canary in every field, message 1 of which is shown and message 2 is not.
fn conversation() -> Value {
    let c = canary;
    json!({
        "title": format!("Title {} end", c("title")),
        "channel": c("channel"),
        "contact": {
            "name": c("contactname"), "email": format!("{}@customer.example", c("email")),
            "phone": c("phone"), "reference": c("reference"),
        },
        "tags": [c("tag")],
        "summary": format!("Summary {}", c("summary")),
        "attempts": [format!("Tried {}", c("attempt"))],
        "source": {"system": c("system"), "id": c("sourceid"), "url": format!("https://desk.example/{}", c("sourceurl"))},
        "messages": [
            {
                "sender": "contact", "name": c("sendername"),
                "body": format!(
                    "Start {b} and **bold {s} more** and [text {l}](https://site.example/{t}) and `code {k}` &amp; {e}\n\n\
                     | a | b |\n|---|---|\n| {x} | stays |\n\n```rust\nlet x = \"{f}\";\n```\n\n\
                     ![alt {i}](https://img.example/{j}) end",
                    b = c("body"), s = c("strong"), l = c("linktext"), t = c("linktarget"), k = c("inlinecode"),
                    e = c("entity"), x = c("cell"), f = c("fence"), i = c("alt"), j = c("image"),
                ),
                "citations": [{
                    "title": c("citationtitle"), "url": format!("https://docs.example/{}", c("citationurl")),
                    "quote": c("citationquote"),
                }],
                "attachments": [{"name": format!("{}.txt", c("attachment")), "media_type": "text/plain", "size": 5}],
            },
            {"sender": "ai", "name": c("ainame"), "body": c("leftout")},
            {"sender": "agent", "name": c("agentname"), "body": "Visible words."},
            {"sender": "contact", "body": c("outofrange")},
            {"sender": "system", "body": c("systemmessage")},
        ],
        "notes": [{"author": c("noteauthor"), "body": c("note")}],
        "log": [{"text": c("log")}],
        "metadata": {c("metakey"): c("metavalue")},
    })
}

/// Decisions that hide every canary in a text.
fn hide(decisions: &mut Vec<Value>, place: &Value, text: &str) {
    let chars: Vec<char> = text.chars().collect();
    let mut from = 0;
    while let Some(start) =
        (from..chars.len()).find(|at| chars[*at..].starts_with(&['z', 'q', 'x']))
    {
        let end = (start..chars.len())
            .find(|at| chars[..*at].ends_with(&['q', 'z', 'x']))
            .unwrap_or(chars.len());
        let mut decision = place.clone();
        decision["start"] = json!(start);
        decision["end"] = json!(end);
        decision["label"] = json!("OTHER");
        decisions.push(decision);
        from = end;
    }
}

/// Decisions for every field that a share with everything included would show.
fn decisions(conversation: &Value, context: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    hide(
        &mut all,
        &json!({"field": "title"}),
        &text(&conversation["title"]),
    );
    for (field, member) in [
        ("contact_name", "name"),
        ("contact_email", "email"),
        ("contact_phone", "phone"),
        ("contact_reference", "reference"),
    ] {
        hide(
            &mut all,
            &json!({"field": field}),
            &text(&conversation["contact"][member]),
        );
    }
    hide(
        &mut all,
        &json!({"field": "tag", "item": 0}),
        &text(&conversation["tags"][0]),
    );
    hide(
        &mut all,
        &json!({"field": "summary"}),
        &text(&conversation["summary"]),
    );
    hide(
        &mut all,
        &json!({"field": "attempt", "item": 0}),
        &text(&conversation["attempts"][0]),
    );
    hide(
        &mut all,
        &json!({"field": "note", "item": 0}),
        &text(&conversation["notes"][0]["body"]),
    );
    hide(
        &mut all,
        &json!({"field": "note_author", "item": 0}),
        &text(&conversation["notes"][0]["author"]),
    );
    for (field, member) in [
        ("context_why", "why"),
        ("context_focus", "focus"),
        ("context_action", "action"),
    ] {
        hide(&mut all, &json!({"field": field}), &text(&context[member]));
    }
    for (number, message) in (1..)
        .zip(conversation["messages"].as_array().unwrap())
        .take(4)
    {
        hide(
            &mut all,
            &json!({"field": "message", "message": number}),
            &text(&message["body"]),
        );
        if message["name"].is_string() {
            hide(
                &mut all,
                &json!({"field": "sender_name", "message": number}),
                &text(&message["name"]),
            );
        }
        for (field, member) in [
            ("citation_title", "title"),
            ("citation_url", "url"),
            ("citation_quote", "quote"),
        ] {
            let value = text(&message["citations"][0][member]);
            hide(
                &mut all,
                &json!({"field": field, "message": number, "item": 0}),
                &value,
            );
        }
        let attachment = text(&message["attachments"][0]["name"]);
        hide(
            &mut all,
            &json!({"field": "attachment", "message": number, "item": 0}),
            &attachment,
        );
    }
    all
}

fn every_canary() -> Vec<String> {
    [
        "title",
        "channel",
        "contactname",
        "email",
        "phone",
        "reference",
        "tag",
        "summary",
        "attempt",
        "system",
        "sourceid",
        "sourceurl",
        "sendername",
        "body",
        "strong",
        "linktext",
        "linktarget",
        "inlinecode",
        "entity",
        "cell",
        "fence",
        "alt",
        "image",
        "citationtitle",
        "citationurl",
        "citationquote",
        "attachment",
        "ainame",
        "leftout",
        "agentname",
        "outofrange",
        "systemmessage",
        "noteauthor",
        "note",
        "log",
        "metakey",
        "metavalue",
        "why",
        "focus",
        "action",
        "elsewhere",
    ]
    .map(canary)
    .to_vec()
}

/// Everything that leaves on recipients' paths, for one share, whether it opens or not.
async fn everything_that_leaves(browser: &mut Browser, link: &str) -> Vec<(String, Answer)> {
    let (path, _) = path_and_secret(link);
    let mut answers = vec![("open".to_owned(), browser.open(link).await)];
    for page in [
        path.clone(),
        format!("{path}/more"),
        format!("/api/v1{path}/messages"),
        format!("/api/v1{path}/messages?after=1&limit=1"),
        format!("/api/v1{path}/messages?after=x"),
        format!("/api/v1{path}/alive"),
        format!("/api/v1{path}/comments"),
        format!("/api/v1{path}/people?q=name"),
        format!("/api/v1{path}/conversation"),
        format!("/api/v1{path}/events?after=0"),
        format!("/api/v1{path}/nothing"),
    ] {
        answers.push((page.clone(), browser.get(&page).await));
    }
    let wrong = browser
        .post(
            &format!("/api/v1{path}/open"),
            &json!({"secret": 5, "canary": 1}),
        )
        .await;
    answers.push(("malformed open".to_owned(), wrong));
    answers
}

/// Collects what is logged while the test runs.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

on_both! {
    async fn nothing_hidden_leaves_in_any_disguise(world: World) {
        let log = Log::default();
        let subscriber =
            tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(log.clone()).finish();
        // With one subscriber alone, what other threads log first would never be heard here: it asks the thread's own.
        let _second = tracing::Dispatch::new(tracing_subscriber::registry());
        let _logging = tracing::subscriber::set_default(subscriber);

        // Event streams say what there is, and end.
        world.app.end_streams();
        let mut owner = world.signed_in("owner").await;
        let conversation = conversation();
        let id = owner.bring_in(&conversation).await;
        owner.bring_in(&json!({"title": canary("elsewhere"), "messages": [{"sender": "ai", "body": canary("elsewhere")}]})).await;
        let context = json!({
            "why": format!("Why {}", canary("why")), "focus": format!("Look {}", canary("focus")),
            "action": format!("Do {}", canary("action")),
        });
        let hidden = decisions(&conversation, &context);
        let everything = json!({
            "contact": true, "staff_names": true, "tags": true, "notes": true, "citations": true, "escalation": true
        });
        let mut found = Vec::new();
        let mut guesses = 0;
        for audience in ["organisation", "people", "public"] {
            for include in [json!({}), everything.clone()] {
                for numbered in [false, true] {
                    let mut wanted = crate::world::share(audience);
                    wanted["include"] = include.clone();
                    if audience != "public" {
                        wanted["permission"] = json!("comment");
                    }
                    wanted["messages"] = json!({"to": 3});
                    wanted["leave_out"] = json!([2]);
                    wanted["context"] = context.clone();
                    wanted["numbered"] = json!(numbered);
                    wanted["redactions"] = json!(hidden);
                    // What the detector suspects beside the canaries is kept, so that the gate lets it pass.
                    let refused = owner.post(&format!("/api/v1/conversations/{id}/shares"), &wanted).await;
                    if refused.status.as_u16() == 409 {
                        wanted["kept"] = refused.json()["findings"].clone();
                    }
                    let made = owner.share(&id, &wanted).await;
                    let link = made["url"].as_str().unwrap().to_owned();
                    let mut reader = world.signed_in("named").await;
                    let answers = everything_that_leaves(&mut reader, &link).await;
                    assert_eq!(answers[0].1.status.as_u16(), 200);
                    let shown = answers[0].1.text();
                    assert!(shown.contains("Visible words.") && shown.contains("stays"), "the rest is intact: {shown}");
                    for (what, answer) in &answers {
                        let headers = format!("{:?}", answer.headers);
                        found.extend(search(&format!("{audience} {what}"), &answer.bytes, &every_canary()));
                        found.extend(search(&format!("{audience} {what} headers"), headers.as_bytes(), &every_canary()));
                    }
                    if audience != "public" {
                        let comments = format!("/api/v1{}/comments", path_and_secret(&link).0);
                        let fine = reader.post(&comments, &json!({"body": "Nothing hidden here."})).await;
                        assert_eq!(fine.status.as_u16(), 201, "{}", fine.text());
                        // More often would be guessing.
                        if guesses < 4 {
                            guesses += 1;
                            let repeated = reader.post(&comments, &json!({"body": format!("So: {}?", canary("body"))})).await;
                            assert_eq!(repeated.code(), "repeats_hidden", "{}", repeated.text());
                            found.extend(search("a refused comment", &repeated.bytes, &every_canary()));
                        }
                        for (what, answer) in everything_that_leaves(&mut reader, &link).await {
                            found.extend(search(&format!("{audience} with comments {what}"), &answer.bytes, &every_canary()));
                        }
                    }
                    let preview = owner.post(&format!("/api/v1/conversations/{id}/shares?dry_run=true"), &wanted).await;
                    found.extend(search("preview", &preview.bytes, &every_canary()));
                    for stranger in [world.anonymous(), world.signed_in("outsider").await] {
                        let mut stranger = stranger;
                        for (what, answer) in everything_that_leaves(&mut stranger, &path_and_secret(&link).0).await {
                            found.extend(search(&format!("{audience} stranger {what}"), &answer.bytes, &every_canary()));
                        }
                    }
                }
            }
        }
        let logged = log.0.lock().unwrap().clone();
        assert!(String::from_utf8_lossy(&logged).contains("answered"), "the log was listened to");
        found.extend(search("the log", &logged, &every_canary()));
        assert!(found.is_empty(), "{} leaks:\n{}", found.len(), found.join("\n"));
    }

    async fn what_is_left_in_is_really_there(world: World) {
        // The same conversation without decisions: the search would find what is not hidden.
        let mut owner = world.signed_in("owner").await;
        let id = owner.bring_in(&conversation()).await;
        let mut wanted = crate::world::share("organisation");
        wanted["include"] = json!({"contact": true, "staff_names": true, "tags": true, "notes": true, "citations": true, "escalation": true});
        let made = owner.share(&id, &wanted).await;
        let opened = world.signed_in("named").await.open(made["url"].as_str().unwrap()).await;
        let visible = ["title", "sendername", "body", "strong", "linktext", "linktarget", "inlinecode", "cell", "fence", "alt", "citationtitle", "attachment", "leftout", "agentname", "note", "tag", "summary", "attempt"];
        for name in visible {
            assert!(!search("", &opened.bytes, &[canary(name)]).is_empty(), "{name}");
        }
        for never in ["log", "systemmessage", "metakey", "metavalue", "system", "sourceid", "sourceurl", "channel", "elsewhere"] {
            assert!(search("", &opened.bytes, &[canary(never)]).is_empty(), "{never}");
        }
    }

    async fn nothing_hidden_leaves_through_following_or_a_request_for_review(world: World) {
        world.app.end_streams();
        let mut owner = world.signed_in("owner").await;
        let conversation = conversation();
        let id = owner.bring_in(&conversation).await;
        let hidden = decisions(&conversation, &json!({}));
        let everything = json!({"contact": true, "staff_names": true, "tags": true, "notes": true, "citations": true, "escalation": true});
        let mut wanted = crate::world::share("organisation");
        wanted["include"] = everything;
        wanted["leave_out"] = json!([2]);
        wanted["redactions"] = json!(hidden);
        wanted["follow"] = json!(true);
        let link = owner.share(&id, &wanted).await["url"].as_str().unwrap().to_owned();
        // The hidden values again, in disguise; and one nobody has seen, beside something to decide.
        let again = canary("body").to_uppercase();
        let encoded = STANDARD.encode(format!("user={}", canary("strong")));
        let percent: String = canary("fence").bytes().map(|byte| format!("%{byte:02x}")).collect();
        let spaced: String = canary("cell").chars().flat_map(|c| [c, '\u{200b}']).collect();
        let messages = json!({"messages": [
            {"sender": "contact", "name": canary("sendername"), "body": format!("Again {again} and {spaced} here.")},
            {"sender": "ai", "body": format!("See https://site.example/?q={percent} and {encoded} there."),
             "citations": [{"title": canary("citationtitle"), "url": format!("https://docs.example/{}", canary("citationurl"))}]},
            {"sender": "agent", "name": canary("agentname"), "body": format!("Ask {} at pat@customer.example.", canary("elsewhere"))},
        ]});
        let path = format!("/api/v1/conversations/{id}/messages");
        assert_eq!(owner.post(&path, &messages).await.status.as_u16(), 200);
        let gone = every_canary();
        let mut found = Vec::new();
        let mut reader = world.signed_in("named").await;
        let answers = everything_that_leaves(&mut reader, &link).await;
        let shown = answers[0].1.text();
        assert!(shown.contains("Again ") && shown.contains(" there.") && shown.contains(r#""held":1"#), "{shown}");
        for (what, answer) in &answers {
            found.extend(search(&format!("following {what}"), &answer.bytes, &gone));
        }

        wanted["follow"] = json!(false);
        wanted["messages"] = json!({"to": 3});
        let asking = json!({"conversation": id, "share": wanted, "reviewers": [crate::world::email_of("reviewer")]});
        let asked = owner.post("/api/v1/reviews", &asking).await;
        assert_eq!(asked.status.as_u16(), 201, "{}", asked.text());
        let request = format!("/api/v1/reviews/{}", asked.json()["id"].as_str().unwrap());
        let mut reviewer = world.signed_in("reviewer").await;
        let preview = reviewer.get(&format!("{request}/preview")).await;
        assert!(preview.text().contains("Visible words."), "{}", preview.text());
        found.extend(search("preview of a request", &preview.bytes, &gone));
        for stranger in ["colleague", "outsider"] {
            let mut stranger = world.signed_in(stranger).await;
            for path in [request.clone(), format!("{request}/preview"), "/api/v1/reviews".to_owned(), format!("/api/v1/conversations/{id}/review")] {
                let answer = stranger.get(&path).await;
                found.extend(search(&format!("stranger {path}"), &answer.bytes, &every_canary()));
            }
        }
        let trail = world.signed_in("admin").await.get("/api/v1/audit?limit=500").await;
        found.extend(search("the trail", &trail.bytes, &every_canary()));
        assert!(found.is_empty(), "{} leaks:\n{}", found.len(), found.join("\n"));
    }
}
