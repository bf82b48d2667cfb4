//! Imports: looking first, choosing, bringing in with numbers, stopping; and what a file cannot do.

use std::io::Write;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::world::{Answer, Browser, World, on_both, sample};

/// Sends a file as it is.
async fn upload(browser: &mut Browser, query: &str, file: impl Into<Body>) -> Answer {
    let request = Request::builder()
        .method("POST")
        .uri(format!("/api/v1/imports?{query}"))
        .header(header::HOST, "127.0.0.1")
        .header(header::ORIGIN, "http://127.0.0.1")
        .body(file.into())
        .unwrap();
    browser.send_raw(request).await
}

/// A conversation of this title that its source knows by the same word.
fn sourced(title: &str, messages: usize) -> Value {
    let messages: Vec<Value> = (1..=messages)
        .map(|number| json!({"sender": "contact", "body": format!("Message {number}.")}))
        .collect();
    json!({"title": title, "source": {"system": "desk", "id": title}, "messages": messages})
}

fn lines(conversations: &[Value]) -> String {
    conversations
        .iter()
        .map(|conversation| format!("{conversation}\n"))
        .collect()
}

async fn titles(browser: &mut Browser) -> Vec<String> {
    let list = browser.get("/api/v1/conversations?limit=100").await.json();
    let mut titles: Vec<String> = list["conversations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["title"].as_str().unwrap().to_owned())
        .collect();
    titles.sort();
    titles
}

/// Asks until the import is over; each question is answered at once, so that it cannot ask for ever.
async fn over(browser: &mut Browser, id: &str) -> Value {
    for _ in 0..10_000 {
        let progress = browser.get(&format!("/api/v1/imports/{id}")).await.json();
        if progress["state"] != "running" {
            return progress;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("the import does not end");
}

on_both! {
    async fn looking_first_says_what_would_become_of_each_and_stores_nothing(world: World) {
        let mut owner = world.signed_in("owner").await;
        owner.bring_in(&sourced("Known", 2)).await;
        owner.bring_in(&sourced("Longer", 1)).await;
        let mut differs = sourced("Longer", 1);
        differs["messages"][0]["body"] = json!("Something else.");
        let file = lines(&[sourced("Fresh", 3), sourced("Known", 2), sourced("Longer", 4), differs, json!({"messages": []})]) + "not json\n";
        let seen = upload(&mut owner, "dry_run=true", file).await.json();
        assert_eq!(seen["format"], "discreet");
        let plans: Vec<(&str, u64, u64)> = seen["conversations"].as_array().unwrap().iter()
            .map(|row| (row["plan"].as_str().unwrap(), row["messages"].as_u64().unwrap(), row["new_messages"].as_u64().unwrap()))
            .collect();
        assert_eq!(plans, [("create", 3, 3), ("unchanged", 2, 0), ("update", 4, 3), ("refuse", 1, 0)], "{seen}");
        assert!(seen["conversations"][3]["reason"].as_str().unwrap().contains("Message 1"));
        assert!(seen["skipped"].as_array().unwrap().iter().any(|row| row["where"].as_str().unwrap().contains("line 6")), "{seen}");
        assert_eq!(titles(&mut owner).await, ["Known", "Longer"]);
    }

    async fn what_was_looked_at_is_brought_in_once_without_what_was_left_out(world: World) {
        let mut owner = world.signed_in("owner").await;
        let file = lines(&[sourced("A", 1), sourced("B", 2), sourced("C", 3)]);
        let seen = upload(&mut owner, "dry_run=true", file).await.json();
        let id = seen["id"].as_str().unwrap();
        let path = format!("/api/v1/imports/{id}");
        assert_eq!(owner.get(&path).await.json()["state"], "ready");
        assert_eq!(owner.post(&path, &json!({"leave_out": [3]})).await.json()["errors"][0]["field"], "leave_out");
        let started = owner.post(&path, &json!({"leave_out": [1]})).await;
        assert_eq!((started.status, started.json()["total"].clone()), (StatusCode::ACCEPTED, json!(2)));
        assert_eq!(owner.post(&path, &json!({})).await.code(), "conflict");
        let end = over(&mut owner, id).await;
        assert_eq!((end["state"].clone(), end["done"].clone()), (json!("done"), json!(2)), "{end}");
        assert_eq!(end["report"]["imported"].as_array().unwrap().len(), 2);
        assert_eq!(titles(&mut owner).await, ["A", "C"]);
        assert_eq!(owner.send("PATCH", &path, Some(&json!({"branches": "all"}))).await.code(), "conflict");
    }

    async fn a_cancelled_import_loses_its_file_and_stores_nothing(world: World) {
        let mut owner = world.signed_in("owner").await;
        let seen = upload(&mut owner, "dry_run=true", sample().to_string()).await.json();
        let path = format!("/api/v1/imports/{}", seen["id"].as_str().unwrap());
        let ended = owner.send("DELETE", &path, None).await;
        assert_eq!((ended.status, ended.json()["state"].clone()), (StatusCode::OK, json!("cancelled")));
        assert_eq!(owner.post(&path, &json!({})).await.code(), "conflict");
        assert!(titles(&mut owner).await.is_empty());
    }

    async fn a_file_is_kept_for_an_hour_and_the_oldest_makes_room(world: World) {
        let mut owner = world.signed_in("owner").await;
        let mut ids = Vec::new();
        for number in 0..6 {
            let seen = upload(&mut owner, "dry_run=true", sample().to_string()).await.json();
            ids.push(seen["id"].as_str().unwrap().to_owned());
            world.pass(TimeDelta::seconds(number + 1));
        }
        assert_eq!(owner.get(&format!("/api/v1/imports/{}", ids[0])).await.code(), "not_found");
        let last = format!("/api/v1/imports/{}", ids[5]);
        assert_eq!(owner.get(&last).await.status, StatusCode::OK);
        world.pass(TimeDelta::minutes(61));
        assert_eq!(owner.get(&last).await.code(), "not_found");
    }

    async fn a_newer_export_appends_and_updates_and_keeps_what_people_changed(world: World) {
        let mut owner = world.signed_in("owner").await;
        let mut export = sourced("New chat", 2);
        export["tags"] = json!(["refund"]);
        let first = upload(&mut owner, "", export.to_string()).await.json();
        let path = format!("/api/v1/conversations/{}", first["imported"][0]["id"].as_str().unwrap());
        owner.send("PATCH", &path, Some(&json!({"status": "resolved", "tags": ["refund", "mine"]}))).await;
        let same = upload(&mut owner, "", export.to_string()).await.json();
        assert_eq!((same["imported"].clone(), same["updated"][0]["messages"].clone()), (json!([]), json!(2)));
        let mut newer = sourced("New chat", 3);
        newer["title"] = json!("The parcel");
        newer["tags"] = json!(["refund", "carrier"]);
        upload(&mut owner, "", newer.to_string()).await;
        let now = owner.get(&path).await.json();
        assert_eq!(now["title"], "The parcel");
        assert_eq!(now["status"], "resolved", "the source has said nothing new about it");
        assert_eq!(now["tags"], json!(["refund", "mine", "carrier"]));
        assert_eq!(now["message_count"], 3);
        assert_eq!(titles(&mut owner).await.len(), 1);
    }

    async fn a_source_that_closes_and_reopens_is_followed(world: World) {
        let mut owner = world.signed_in("owner").await;
        let mut conversation = sourced("Followed", 1);
        let id = owner.bring_in(&conversation).await;
        for (status, outcome) in [("closed", "updated"), ("closed", "unchanged"), ("open", "updated")] {
            conversation["status"] = json!(status);
            let answer = owner.post("/api/v1/conversations", &conversation).await.json();
            assert_eq!(answer["outcome"], outcome, "{status}");
            assert_eq!(owner.get(&format!("/api/v1/conversations/{id}")).await.json()["status"], status);
        }
    }

    async fn a_colleagues_conversation_is_refused_by_name_and_stays(world: World) {
        let mut owner = world.signed_in("owner").await;
        let id = owner.bring_in(&sourced("Theirs", 1)).await;
        let mut colleague = world.signed_in("colleague").await;
        let seen = upload(&mut colleague, "dry_run=true", sourced("Theirs", 2).to_string()).await.json();
        assert_eq!(seen["conversations"][0]["plan"], "refuse", "{seen}");
        let report = upload(&mut colleague, "", sourced("Theirs", 2).to_string()).await.json();
        assert!(report["skipped"][0]["reason"].as_str().unwrap().contains("colleague"), "{report}");
        assert_eq!(owner.get(&format!("/api/v1/conversations/{id}")).await.json()["message_count"], 1);
    }

    async fn a_form_a_wrong_format_and_too_much_are_refused_by_name(world: World) {
        let mut owner = world.signed_in("owner").await;
        let form = Request::builder()
            .method("POST")
            .uri("/api/v1/imports")
            .header(header::HOST, "127.0.0.1")
            .header(header::ORIGIN, "http://127.0.0.1")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
            .body(Body::from("--x--"))
            .unwrap();
        assert_eq!(owner.send_raw(form).await.code(), "unsupported_media_type");
        assert_eq!(upload(&mut owner, "format=papyrus", "{}").await.json()["errors"][0]["field"], "format");
        assert_eq!(upload(&mut owner, "branches=some", "{}").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let large = upload(&mut owner, "", vec![b' '; 100 * 1024 * 1024 + 1]).await;
        assert_eq!((large.status, large.code()), (StatusCode::PAYLOAD_TOO_LARGE, "too_large".to_owned()));
    }
}

/// A ZIP file of these files.
fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in files {
        archive
            .start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

on_both! {
    async fn a_zip_file_is_opened_and_its_files_are_named(world: World) {
        let mut owner = world.signed_in("owner").await;
        let good = sourced("In a ZIP", 2).to_string();
        let file = zipped(&[("export/good.json", good.as_bytes()), ("export/bad.json", b"{\"title\": "), ("export/picture.png", b"\x89PNG")]);
        let report = upload(&mut owner, "", file).await.json();
        assert_eq!(report["imported"][0]["title"], "In a ZIP", "{report}");
        assert!(report["skipped"].to_string().contains("export/bad.json"), "{report}");
        assert_eq!(titles(&mut owner).await, ["In a ZIP"]);
    }

    async fn what_would_harm_is_refused_by_name_and_what_is_here_stays(world: World) {
        let mut owner = world.signed_in("owner").await;
        owner.bring_in(&sample()).await;
        let bomb = zipped(&[("conversations.json", &vec![b' '; 40 * 1024 * 1024])]);
        assert!(bomb.len() < 100_000);
        let deep = format!("{{\"title\": \"Deep\", \"messages\": [], \"metadata\": {}{}}}", "{\"a\":".repeat(100), "1".to_owned() + &"}".repeat(100));
        let surrogate = r#"{"title": "Half \ud800 a pair", "messages": []}"#;
        let latin1 = b"{\"title\": \"Gr\xfc\xdfe\", \"messages\": []}".to_vec();
        for (what, file, word) in [
            ("a ZIP bomb", bomb, "ZIP bomb"),
            ("deep JSON", deep.into_bytes(), "64"),
            ("half a pair", surrogate.as_bytes().to_vec(), "surrogate"),
            ("Latin-1", latin1, "UTF-8"),
            ("nothing", Vec::new(), "nothing"),
            ("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), "nothing that is known"),
        ] {
            for query in ["", "dry_run=true"] {
                let answer = upload(&mut owner, query, file.clone()).await;
                assert!(answer.text().contains(word), "{what}: {} {}", answer.status, answer.text());
                assert_eq!(titles(&mut owner).await, ["The parcel"], "{what}");
            }
        }
    }

    async fn other_encodings_and_nul_come_in_as_text(world: World) {
        let mut owner = world.signed_in("owner").await;
        let text = r#"{"title": "Größe", "messages": [{"sender": "ai", "body": "a\u0000b"}]}"#;
        let mut utf16 = vec![0xff, 0xfe];
        utf16.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        for file in [utf16, marked] {
            let report = upload(&mut owner, "", file).await.json();
            let id = report["imported"][0]["id"].as_str().unwrap_or_else(|| panic!("{report}")).to_owned();
            let page = owner.get(&format!("/api/v1/conversations/{id}/messages")).await.json();
            assert_eq!(page["messages"][0]["body"], "ab");
        }
        assert_eq!(titles(&mut owner).await, ["Größe", "Größe"]);
    }

    async fn a_chat_export_comes_in_by_branches_and_its_newer_one_adds(world: World) {
        let mut owner = world.signed_in("owner").await;
        let node = |id: &str, parent: Value, children: Value, role: &str, text: &str| {
            json!({"id": id, "parent": parent, "children": children, "message": {
                "id": id, "author": {"role": role}, "create_time": 1_767_000_000,
                "content": {"content_type": "text", "parts": [text]}}})
        };
        let export = |mapping: Value, current: &str| {
            json!([{"title": "Lamps", "create_time": 1_767_000_000, "update_time": 1_767_000_000,
                    "conversation_id": "c1", "id": "c1", "mapping": mapping, "current_node": current}]).to_string()
        };
        let older = json!({
            "root": {"id": "root", "parent": null, "children": ["q"], "message": null},
            "q": node("q", json!("root"), json!(["a"]), "user", "Which lamp?"),
            "a": node("a", json!("q"), json!([]), "assistant", "The old one."),
        });
        let first = upload(&mut owner, "format=auto", export(older.clone(), "a")).await.json();
        assert_eq!((first["format"].clone(), first["imported"][0]["messages"].clone()), (json!("chatgpt"), json!(2)), "{first}");
        let mut newer = older;
        newer["a"]["children"] = json!(["q2"]);
        newer["q2"] = node("q2", json!("a"), json!([]), "user", "And the shade?");
        let again = upload(&mut owner, "", export(newer.clone(), "q2")).await.json();
        assert_eq!((again["imported"].clone(), again["updated"][0]["messages"].clone()), (json!([]), json!(3)), "{again}");
        newer["q"]["children"] = json!(["a", "b"]);
        newer["b"] = node("b", json!("q"), json!([]), "assistant", "The new one.");
        let all = upload(&mut owner, "branches=all", export(newer, "b")).await.json();
        assert_eq!((all["imported"].as_array().unwrap().len(), all["updated"].as_array().unwrap().len()), (1, 1), "{all}");
    }
}
