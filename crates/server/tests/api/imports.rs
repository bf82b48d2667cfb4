//! Imports: looking first, choosing, bringing in with numbers, stopping; and what a file cannot do.

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
