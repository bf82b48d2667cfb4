//! The policy and the team memory: what an organisation decides holds for all its people, at once.

use axum::body::Body;
use axum::http::Request;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::world::{Browser, World, email_of, on_both, share};

/// A conversation with nothing in it that the detector knows by itself.
fn plain(body: &str) -> Value {
    json!({"title": "A question", "messages": [{"sender": "contact", "body": body}]})
}

async fn findings(browser: &mut Browser, id: &str) -> Vec<Value> {
    let path = format!("/api/v1/conversations/{id}/findings");
    let answer = browser.post(&path, &json!({})).await;
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.text());
    answer.json()["findings"].as_array().unwrap().clone()
}

async fn remember(browser: &mut Browser, word: &Value) -> Value {
    let answer = browser.post("/api/v1/policy/words", word).await;
    assert_eq!(answer.status.as_u16(), 201, "{}", answer.text());
    answer.json()
}

/// What the trail says about the policy, newest first.
async fn trail(world: &World) -> Vec<Value> {
    let answer = world
        .signed_in("admin")
        .await
        .get("/api/v1/audit?limit=500")
        .await;
    let rows = answer.json()["rows"].as_array().unwrap().clone();
    rows.into_iter()
        .filter(|row| row["action"] == "policy.changed")
        .collect()
}

/// Sends rules with `If-Match`.
async fn put(browser: &mut Browser, if_match: Option<&str>, rules: &Value) -> crate::world::Answer {
    let mut request = Request::builder()
        .method("PUT")
        .uri("/api/v1/policy")
        .header("host", "127.0.0.1")
        .header("origin", "http://127.0.0.1")
        .header("content-type", "application/json");
    if let Some(version) = if_match {
        request = request.header("if-match", version);
    }
    browser
        .send_raw(request.body(Body::from(rules.to_string())).unwrap())
        .await
}

on_both! {
    async fn own_words_are_found_for_everybody_and_stop_a_public_link(world: World) {
        let mut owner = world.signed_in("owner").await;
        let id = owner.bring_in(&plain("Ask about Bluebird and qv-47 on wiki.north-wing.example today.")).await;
        assert!(findings(&mut owner, &id).await.is_empty());
        let mut reviewer = world.signed_in("reviewer").await;
        remember(&mut reviewer, &json!({"kind": "word", "text": "bluebird", "label": "OTHER"})).await;
        remember(&mut reviewer, &json!({"kind": "pattern", "text": "qv-\\d{2}", "label": "TENANT_ID", "name": "our tenant ids"})).await;
        remember(&mut reviewer, &json!({"kind": "host", "text": "north-wing.example"})).await;
        let found = findings(&mut owner, &id).await;
        let labels: Vec<&str> = found.iter().map(|finding| finding["label"].as_str().unwrap()).collect();
        assert_eq!(labels, ["OTHER", "TENANT_ID", "INTERNAL_URL"]);
        let refused = owner.post(&format!("/api/v1/conversations/{id}/shares"), &share("public")).await;
        assert_eq!(refused.code(), "undecided_findings");
        assert_eq!(refused.json()["findings"].as_array().unwrap().len(), 3);
        let made = owner.share(&id, &share("organisation")).await;
        assert_eq!(made["warnings"].as_array().unwrap().len(), 3);
        // Another organisation's words are its own.
        let mut outsider = world.signed_in("outsider").await;
        let theirs = outsider.bring_in(&plain("Ask about Bluebird.")).await;
        assert!(findings(&mut outsider, &theirs).await.is_empty());
        assert_eq!(outsider.get("/api/v1/policy/words").await.json()["words"], json!([]));
    }

    async fn what_is_never_suggested_is_kept_as_a_hash_and_shown_as_a_hint(world: World) {
        let mut owner = world.signed_in("owner").await;
        let id = owner.bring_in(&plain("Write to help.desk@acme.example, or to pat@customer.example.")).await;
        assert_eq!(findings(&mut owner, &id).await.len(), 2);
        let mut reviewer = world.signed_in("reviewer").await;
        let kept = remember(&mut reviewer, &json!({"kind": "never", "text": " Help.Desk@ACME.example "})).await;
        assert_eq!(kept["text"], "H…e");
        let found = findings(&mut owner, &id).await;
        assert_eq!(found.len(), 1, "{found:?}");
        let listed = owner.get("/api/v1/policy/words").await;
        assert_eq!(listed.json()["never"], 1);
        assert_eq!(listed.json()["can_change"], false);
        assert!(!listed.text().to_lowercase().contains("help.desk"));
        let rows = world.store.words(crate::world::id_of("acme")).await.unwrap();
        assert!(rows.iter().all(|row| !row.text.to_lowercase().contains("desk")));
        // The gate knows it too.
        let mut wanted = share("public");
        wanted["kept"] = json!(found);
        owner.share(&id, &wanted).await;
    }

    async fn credentials_payment_and_government_ids_are_always_suggested(world: World) {
        let mut reviewer = world.signed_in("reviewer").await;
        let card = json!({"kind": "never", "text": "4111 1111 1111 1111"});
        let refused = reviewer.post("/api/v1/policy/words", &card).await;
        assert_eq!(refused.json()["errors"][0]["field"], "text");
        // A password is one only by what stands around it: it can be entered, and is suggested all the same.
        remember(&mut reviewer, &json!({"kind": "never", "text": "Trombone77!"})).await;
        let mut owner = world.signed_in("owner").await;
        let id = owner.bring_in(&plain("My password is Trombone77! and it does not work.")).await;
        let found = findings(&mut owner, &id).await;
        assert_eq!(found[0]["label"], "PASSWORD", "{found:?}");
    }

    async fn an_entry_holds_for_a_year_unless_renewed_and_can_be_removed(world: World) {
        let mut owner = world.signed_in("owner").await;
        let id = owner.bring_in(&plain("Ask about Bluebird.")).await;
        let mut reviewer = world.signed_in("reviewer").await;
        let word = remember(&mut reviewer, &json!({"kind": "word", "text": "Bluebird"})).await;
        let path = format!("/api/v1/policy/words/{}", word["id"].as_str().unwrap());
        world.pass(TimeDelta::days(366));
        let (mut owner, mut reviewer) = (world.signed_in("owner").await, world.signed_in("reviewer").await);
        assert!(findings(&mut owner, &id).await.is_empty());
        assert_eq!(owner.get("/api/v1/policy/words").await.json()["words"][0]["expired"], true);
        let renewed = reviewer.post(&format!("{path}/renew"), &json!({})).await;
        assert_eq!(renewed.json()["expired"], false);
        assert_eq!(findings(&mut owner, &id).await.len(), 1);
        assert_eq!(world.signed_in("outsider").await.send("DELETE", &path, None).await.code(), "not_allowed");
        assert_eq!(world.signed_in("other-admin").await.send("DELETE", &path, None).await.code(), "not_found");
        assert_eq!(reviewer.send("DELETE", &path, None).await.status.as_u16(), 204);
        assert_eq!(reviewer.send("DELETE", &path, None).await.code(), "not_found");
        assert!(findings(&mut owner, &id).await.is_empty());
        let trail = trail(&world).await;
        assert_eq!(trail.len(), 3, "{trail:?}");
        assert!(!format!("{trail:?}").contains("Bluebird"));
    }

    async fn a_bad_entry_names_its_field(world: World) {
        let mut admin = world.signed_in("admin").await;
        for (word, field) in [
            (json!({"kind": "pattern", "text": "(unclosed"}), "text"),
            (json!({"kind": "pattern", "text": "x*"}), "text"),
            (json!({"kind": "word", "text": "x"}), "text"),
            (json!({"kind": "word", "text": "x".repeat(201)}), "text"),
            (json!({"kind": "host", "text": "https://wiki.corp.example"}), "text"),
            (json!({"kind": "word", "text": "Bluebird", "label": "NOTHING"}), "label"),
            (json!({"kind": "never", "text": "Bluebird", "label": "OTHER"}), "label"),
            (json!({"kind": "word", "text": "Bluebird", "name": "ours"}), "name"),
            (json!({"kind": "word", "text": "Bluebird", "colour": "blue"}), "colour"),
        ] {
            let refused = admin.post("/api/v1/policy/words", &word).await;
            assert_eq!(refused.json()["errors"][0]["field"], field, "{word}: {}", refused.text());
        }
        remember(&mut admin, &json!({"kind": "word", "text": "Bluebird"})).await;
        let twice = admin.post("/api/v1/policy/words", &json!({"kind": "word", "text": "Bluebird"})).await;
        assert_eq!(twice.code(), "conflict");
    }

    async fn the_policy_changes_for_whom_saw_it_as_it_is(world: World) {
        let mut admin = world.signed_in("admin").await;
        let first = admin.get("/api/v1/policy").await;
        assert_eq!(first.json()["rules"], json!({"review_required": "none", "reviewed_by": "reviewers"}));
        assert_eq!(first.headers["etag"], "\"0\"");
        let rules = json!({"review_required": "public"});
        assert_eq!(put(&mut admin, None, &rules).await.code(), "precondition_required");
        let set = put(&mut admin, Some("\"0\""), &rules).await;
        assert_eq!(set.headers["etag"], "\"1\"");
        assert_eq!(set.json()["rules"]["review_required"], "public");
        assert_eq!(put(&mut admin, Some("\"0\""), &json!({})).await.code(), "stale");
        assert_eq!(put(&mut admin, Some("\"1\""), &json!({"colour": 1})).await.json()["errors"][0]["field"], "colour");
        assert_eq!(put(&mut world.signed_in("owner").await, Some("*"), &rules).await.code(), "not_allowed");
        assert_eq!(world.signed_in("viewer").await.get("/api/v1/policy").await.code(), "not_allowed");
        // Another organisation has its own.
        assert_eq!(world.signed_in("other-admin").await.get("/api/v1/policy").await.json()["version"], 0);
        assert_eq!(trail(&world).await[0]["details"], json!({"review_required": "changed"}));
    }

    async fn a_policy_that_wants_a_review_holds_at_once(world: World) {
        let (mut owner, id) = world.conversation().await;
        let made = owner.share(&id, &share("public")).await;
        let mut admin = world.signed_in("admin").await;
        put(&mut admin, Some("*"), &json!({"review_required": "public"})).await;
        let path = format!("/api/v1/conversations/{id}/shares");
        let refused = owner.post(&path, &share("public")).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (403, "review_required".to_owned()));
        assert_eq!(owner.post(&format!("{path}?dry_run=true"), &share("public")).await.status.as_u16(), 200);
        owner.share(&id, &share("organisation")).await;
        // Nor does an update or a new context note get around it.
        let of = made["id"].as_str().unwrap();
        let update = json!({"reviewed": 1, "confirm_customer_safe": true});
        assert_eq!(owner.post(&format!("/api/v1/shares/{of}/update"), &update).await.code(), "review_required");
        let context = json!({"context": {"why": "Because."}});
        assert_eq!(owner.send("PATCH", &format!("/api/v1/shares/{of}"), Some(&context)).await.code(), "review_required");
        assert_eq!(owner.send("PATCH", &format!("/api/v1/shares/{of}"), Some(&json!({"label": "x"}))).await.status.as_u16(), 200);
        put(&mut admin, Some("*"), &json!({"review_required": "all"})).await;
        assert_eq!(owner.post(&path, &share("organisation")).await.code(), "review_required");
        let people = json!({"audience": {"kind": "people", "emails": [email_of("named")]}});
        assert_eq!(owner.post(&path, &people).await.code(), "review_required");
    }
}
