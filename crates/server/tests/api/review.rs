//! Review: drafts that two people work on, and shares that a colleague approves before they go live.

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

use crate::world::{Answer, Browser, World, email_of, on_both, sample, share};

/// Sends a change that was made on a version.
async fn send_seeing(
    browser: &mut Browser,
    method: &str,
    path: &str,
    version: u32,
    body: &Value,
) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("host", "127.0.0.1")
        .header("origin", "http://127.0.0.1")
        .header("content-type", "application/json")
        .header("if-match", format!("\"{version}\""))
        .body(Body::from(body.to_string()))
        .unwrap();
    browser.send_raw(request).await
}

fn word(message: u32, start: u32, end: u32) -> Value {
    json!({"field": "message", "message": message, "start": start, "end": end, "label": "OTHER"})
}

fn starts(list: &Value) -> Vec<u64> {
    let list = list.as_array().unwrap();
    list.iter()
        .map(|decision| decision["start"].as_u64().unwrap())
        .collect()
}

fn asking(conversation: &str, share: &Value, reviewers: &[&str]) -> Value {
    let reviewers: Vec<String> = reviewers.iter().map(|name| email_of(name)).collect();
    json!({"conversation": conversation, "share": share, "reviewers": reviewers, "note": "Please look."})
}

/// Asks for a review and answers the request.
async fn ask(browser: &mut Browser, wanted: &Value) -> Value {
    let answer = browser.post("/api/v1/reviews", wanted).await;
    assert_eq!(answer.status.as_u16(), 201, "{}", answer.text());
    answer.json()
}

async fn act(browser: &mut Browser, request: &Value, body: &Value) -> Answer {
    let path = format!("/api/v1/reviews/{}", request["id"].as_str().unwrap());
    browser.send("PATCH", &path, Some(body)).await
}

async fn publish(browser: &mut Browser, request: &Value, body: &Value) -> Answer {
    let path = format!(
        "/api/v1/reviews/{}/publish",
        request["id"].as_str().unwrap()
    );
    browser.post(&path, body).await
}

async fn rules(world: &World, rules: &Value) {
    let mut admin = world.signed_in("admin").await;
    let set = admin.send("PUT", "/api/v1/policy", Some(rules)).await;
    assert_eq!(set.status.as_u16(), 200, "{}", set.text());
}

/// Words of the trail about reviews, newest first.
async fn trail(world: &World) -> Vec<(String, Value)> {
    let mut admin = world.signed_in("admin").await;
    let answer = admin.get("/api/v1/audit?limit=500").await.json();
    let rows = answer["rows"].as_array().unwrap().clone();
    rows.into_iter()
        .map(|row| {
            (
                row["action"].as_str().unwrap().to_owned(),
                row["details"].clone(),
            )
        })
        .filter(|(action, _)| action.starts_with("review."))
        .collect()
}

on_both! {
    async fn decisions_survive_and_two_reviewers_lose_none(world: World) {
        let (mut owner, id) = world.conversation().await;
        let path = format!("/api/v1/conversations/{id}/review");
        let first = owner.get(&path).await;
        assert_eq!(first.headers["etag"], "\"0\"");
        assert_eq!(first.json()["redactions"], json!([]));
        ask(&mut owner, &asking(&id, &share("organisation"), &["reviewer"])).await;
        let mut reviewer = world.signed_in("reviewer").await;
        let mine = json!({"redact": [word(1, 0, 3)], "keep": [word(1, 4, 10)], "leave_out": [2], "messages": {"to": 3}});
        let saved = send_seeing(&mut owner, "PATCH", &path, 0, &mine).await;
        assert_eq!(saved.headers["etag"], "\"1\"", "{}", saved.text());
        // The reviewer has not seen that.
        let theirs = json!({"redact": [word(1, 4, 10), word(3, 0, 2)], "keep": [word(1, 0, 3)], "take_in": [2]});
        let merged = send_seeing(&mut reviewer, "PATCH", &path, 0, &theirs).await;
        let merged = merged.json();
        assert_eq!(starts(&merged["redactions"]), [0, 4, 0]);
        assert_eq!(merged["kept"], json!([]));
        assert_eq!(starts(&merged["overruled"]), [0]);
        assert_eq!(merged["leave_out"], json!([2]));
        assert_eq!(merged["messages"], json!({"to": 3}));
        assert_eq!(merged["updated_by"]["email"], email_of("reviewer"));
        // A second device, later.
        let again = world.signed_in("owner").await.get(&path).await.json();
        assert_eq!(again["redactions"], merged["redactions"]);
        assert_eq!(again["version"], 2);
    }

    async fn all_decisions_at_once_need_the_version_that_stands(world: World) {
        let (mut owner, id) = world.conversation().await;
        let path = format!("/api/v1/conversations/{id}/review");
        let all = json!({"redactions": [word(1, 0, 3)], "kept": [word(3, 0, 2)], "leave_out": [4]});
        let set = send_seeing(&mut owner, "PUT", &path, 0, &all).await;
        assert_eq!(set.json()["version"], 1, "{}", set.text());
        assert_eq!(send_seeing(&mut owner, "PUT", &path, 0, &json!({})).await.code(), "stale");
        assert_eq!(send_seeing(&mut owner, "PUT", &path, 1, &json!({})).await.json()["redactions"], json!([]));
    }

    async fn a_decision_must_address_text_that_is_there(world: World) {
        let (mut owner, id) = world.conversation().await;
        let path = format!("/api/v1/conversations/{id}/review");
        for (body, field) in [
            (json!({"redact": [word(1, 0, 999)]}), "redact[0].end"),
            (json!({"keep": [word(9, 0, 1)]}), "keep[0].message"),
            (json!({"redact": [{"field": "context_why", "start": 0, "end": 1, "label": "OTHER"}]}), "redact[0].field"),
            (json!({"leave_out": [9]}), "leave_out"),
            (json!({"messages": {"from": 3, "to": 2}}), "messages.to"),
            (json!({"colour": 1}), "colour"),
        ] {
            let refused = send_seeing(&mut owner, "PATCH", &path, 0, &body).await;
            assert_eq!(refused.json()["errors"][0]["field"], field, "{}", refused.text());
        }
        let bare = Request::builder().method("PATCH").uri(&path).header("host", "127.0.0.1")
            .header("origin", "http://127.0.0.1").header("content-type", "application/json").body(Body::from("{}")).unwrap();
        assert_eq!(owner.send_raw(bare).await.code(), "precondition_required");
    }

    async fn decisions_about_a_title_go_when_it_changes_and_those_about_messages_stay(world: World) {
        let (mut owner, id) = world.conversation().await;
        let path = format!("/api/v1/conversations/{id}/review");
        let both = json!({"redact": [{"field": "title", "start": 0, "end": 3, "label": "OTHER"}, word(1, 0, 3)]});
        owner.send("PATCH", &path, Some(&both)).await;
        owner.send("PATCH", &format!("/api/v1/conversations/{id}"), Some(&json!({"title": "Another title"}))).await;
        let more = json!({"messages": [{"sender": "contact", "body": "More."}]});
        owner.post(&format!("/api/v1/conversations/{id}/messages"), &more).await;
        let now = owner.get(&path).await.json();
        assert_eq!(now["redactions"].as_array().unwrap().len(), 1);
        assert_eq!(now["redactions"][0]["field"], "message");
        assert_eq!((now["revision"].as_u64(), now["decided_revision"].as_u64()), (Some(3), Some(1)));
        assert_eq!(now["decided_messages"], 4);
    }

    async fn a_share_says_in_the_trail_how_much_was_decided(world: World) {
        let (mut owner, id) = world.conversation().await;
        let mut wanted = share("organisation");
        wanted["redactions"] = json!([word(1, 0, 3)]);
        owner.share(&id, &wanted).await;
        let (action, details) = trail(&world).await[0].clone();
        assert_eq!(action, "review.decided");
        assert_eq!(details, json!({"redacted": "1", "kept": "0", "undecided": "0", "approved": "0"}));
    }

    async fn a_reviewer_reads_what_they_were_asked_to_and_nothing_else(world: World) {
        let (mut owner, id) = world.conversation().await;
        let other = owner.bring_in(&sample()).await;
        let mut reviewer = world.signed_in("reviewer").await;
        let paths = ["", "/messages", "/review"];
        for path in paths {
            assert_eq!(reviewer.get(&format!("/api/v1/conversations/{id}{path}")).await.code(), "not_found");
        }
        let request = ask(&mut owner, &asking(&id, &share("organisation"), &["reviewer"])).await;
        for path in paths {
            assert_eq!(reviewer.get(&format!("/api/v1/conversations/{id}{path}")).await.status.as_u16(), 200);
            assert_eq!(reviewer.get(&format!("/api/v1/conversations/{other}{path}")).await.code(), "not_found");
        }
        let seen = reviewer.get(&format!("/api/v1/conversations/{id}")).await.json();
        assert_eq!(seen["abilities"], json!({"change": false, "share": false, "delete": false, "review": true}));
        assert_eq!(reviewer.post(&format!("/api/v1/conversations/{id}/findings"), &json!({})).await.status.as_u16(), 200);
        // Reading is all: not sharing, not changing.
        assert_eq!(reviewer.post(&format!("/api/v1/conversations/{id}/shares"), &share("organisation")).await.code(), "not_found");
        assert_eq!(reviewer.send("PATCH", &format!("/api/v1/conversations/{id}"), Some(&json!({"title": "x"}))).await.code(), "not_found");
        // It ends when the request is taken back.
        assert_eq!(act(&mut owner, &request, &json!({"act": "withdraw"})).await.json()["status"], "withdrawn");
        for path in paths {
            assert_eq!(reviewer.get(&format!("/api/v1/conversations/{id}{path}")).await.code(), "not_found");
        }
    }

    async fn a_share_goes_live_once_a_colleague_has_approved_it(world: World) {
        rules(&world, &json!({"review_required": "all"})).await;
        let (mut owner, id) = world.conversation().await;
        let mut wanted = share("public");
        wanted["redactions"] = json!([word(1, 4, 10)]);
        assert_eq!(owner.post(&format!("/api/v1/conversations/{id}/shares"), &wanted).await.code(), "review_required");
        let request = ask(&mut owner, &asking(&id, &wanted, &["reviewer"])).await;
        assert_eq!(request["status"], "waiting");
        assert_eq!(publish(&mut owner, &request, &json!({"confirm_customer_safe": true})).await.code(), "conflict");
        assert_eq!(act(&mut owner, &request, &json!({"act": "approve"})).await.code(), "not_allowed");
        let mut reviewer = world.signed_in("reviewer").await;
        let list = reviewer.get("/api/v1/reviews").await.json();
        assert_eq!((list["waiting"].as_u64(), list["requests"][0]["title"].as_str()), (Some(1), Some("The parcel")));
        let preview = reviewer.get(&format!("/api/v1/reviews/{}/preview", request["id"].as_str().unwrap())).await;
        assert_eq!(preview.status.as_u16(), 200, "{}", preview.text());
        assert!(preview.text().contains("never arrived") && !preview.text().contains("parcel never"));
        assert_eq!(publish(&mut reviewer, &request, &json!({})).await.code(), "not_allowed");
        let approved = act(&mut reviewer, &request, &json!({"act": "approve", "note": "Fine."})).await.json();
        assert_eq!((approved["status"].as_str(), approved["answer"].as_str()), (Some("approved"), Some("Fine.")), "{approved}");
        // A public link is still confirmed in words.
        let unconfirmed = publish(&mut owner, &request, &json!({})).await;
        assert_eq!(unconfirmed.json()["errors"][0]["field"], "confirm_customer_safe");
        let live = publish(&mut owner, &request, &json!({"confirm_customer_safe": true})).await;
        assert_eq!(live.status.as_u16(), 201, "{}", live.text());
        let opened = world.anonymous().open(live.json()["url"].as_str().unwrap()).await;
        assert!(opened.text().contains("never arrived") && !opened.text().contains("parcel never"));
        // Once.
        assert_eq!(publish(&mut owner, &request, &json!({"confirm_customer_safe": true})).await.code(), "conflict");
        let now = owner.get(&format!("/api/v1/reviews/{}", request["id"].as_str().unwrap())).await.json();
        assert_eq!(now["status"], "published");
        assert_eq!(now["published"], live.json()["id"]);
        assert_eq!(reviewer.get(&format!("/api/v1/conversations/{id}")).await.code(), "not_found");
        let words: Vec<(String, Value)> = trail(&world).await;
        let words: Vec<&str> = words.iter().map(|(action, _)| action.as_str()).collect();
        assert_eq!(words, ["review.decided", "review.answered", "review.requested"]);
    }

    async fn a_change_voids_the_approval(world: World) {
        rules(&world, &json!({"review_required": "all"})).await;
        let (mut owner, id) = world.conversation().await;
        let mut reviewer = world.signed_in("reviewer").await;
        let request = ask(&mut owner, &asking(&id, &share("organisation"), &["reviewer"])).await;
        assert_eq!(act(&mut reviewer, &request, &json!({"act": "approve"})).await.json()["status"], "approved");
        let more = json!({"messages": [{"sender": "contact", "body": "More."}]});
        owner.post(&format!("/api/v1/conversations/{id}/messages"), &more).await;
        assert_eq!(publish(&mut owner, &request, &json!({})).await.code(), "stale_review");
        let seen = owner.get("/api/v1/reviews").await.json();
        assert_eq!(seen["requests"][0]["status"], "outdated");
        assert_eq!(seen["requests"][0]["abilities"]["publish"], false);
        // Asked again it waits, whatever was approved before.
        let again = act(&mut owner, &request, &json!({"act": "ask_again"})).await.json();
        assert_eq!((again["status"].as_str(), again["revision"].as_u64()), (Some("waiting"), Some(2)));
        assert_eq!(act(&mut reviewer, &request, &json!({"act": "approve"})).await.json()["status"], "approved");
        // Another share than the approved one is no approved share.
        let mut wider = share("organisation");
        wider["include"] = json!({"notes": true});
        let changed = act(&mut owner, &request, &json!({"act": "ask_again", "share": wider})).await.json();
        assert_eq!(changed["status"], "waiting");
        assert_eq!(publish(&mut owner, &request, &json!({})).await.code(), "conflict");
    }

    async fn whoever_approves_must_have_seen_what_is_approved(world: World) {
        let (mut owner, id) = world.conversation().await;
        let mut reviewer = world.signed_in("reviewer").await;
        let request = ask(&mut owner, &asking(&id, &share("organisation"), &["reviewer"])).await;
        let path = format!("/api/v1/reviews/{}", request["id"].as_str().unwrap());
        act(&mut owner, &request, &json!({"act": "ask_again", "share": share("public")})).await;
        let approve = json!({"act": "approve"});
        assert_eq!(send_seeing(&mut reviewer, "PATCH", &path, 1, &approve).await.code(), "stale");
        assert_eq!(send_seeing(&mut reviewer, "PATCH", &path, 2, &approve).await.json()["status"], "approved");
    }

    async fn a_request_is_sent_back_with_a_note(world: World) {
        let (mut owner, id) = world.conversation().await;
        let mut reviewer = world.signed_in("reviewer").await;
        let request = ask(&mut owner, &asking(&id, &share("organisation"), &["reviewer", "admin"])).await;
        let silent = act(&mut reviewer, &request, &json!({"act": "send_back"})).await;
        assert_eq!(silent.json()["errors"][0]["field"], "note");
        let back = act(&mut reviewer, &request, &json!({"act": "send_back", "note": "Hide the order."})).await.json();
        assert_eq!(back["status"], "sent_back");
        let seen = owner.get(&format!("/api/v1/reviews/{}", request["id"].as_str().unwrap())).await.json();
        assert_eq!(seen["answer"], "Hide the order.");
        assert_eq!(seen["decided_by"]["email"], email_of("reviewer"));
        assert_eq!(act(&mut reviewer, &request, &json!({"act": "approve"})).await.code(), "conflict");
        assert_eq!(publish(&mut owner, &request, &json!({})).await.code(), "conflict");
    }

    async fn the_gate_runs_over_what_is_approved_and_the_reviewer_may_decide(world: World) {
        let mut owner = world.signed_in("owner").await;
        let id = owner.bring_in(&json!({"title": "A question", "messages": [{"sender": "contact", "body": "Write to pat@customer.example."}]})).await;
        let mut reviewer = world.signed_in("reviewer").await;
        let request = ask(&mut owner, &asking(&id, &share("public"), &["reviewer"])).await;
        let refused = act(&mut reviewer, &request, &json!({"act": "approve"})).await;
        assert_eq!(refused.code(), "undecided_findings");
        let decided = json!({"act": "approve", "redactions": refused.json()["findings"]});
        let approved = act(&mut reviewer, &request, &decided).await.json();
        assert_eq!(approved["share"]["redactions"].as_array().unwrap().len(), 1, "{approved}");
        let live = publish(&mut owner, &request, &json!({"confirm_customer_safe": true})).await.json();
        let opened = world.anonymous().open(live["url"].as_str().unwrap()).await;
        assert!(opened.text().contains("Write to") && !opened.text().contains("pat@"));
    }

    async fn an_update_needs_approval_like_a_share(world: World) {
        let (mut owner, id) = world.conversation().await;
        let made = owner.share(&id, &share("organisation")).await;
        rules(&world, &json!({"review_required": "all", "reviewed_by": "admins"})).await;
        let wanted = json!({
            "conversation": id, "updates": made["id"], "update": {"redactions": [word(1, 4, 10)], "kept": []},
            "reviewers": [email_of("reviewer")],
        });
        let refused = owner.post("/api/v1/reviews", &wanted).await;
        assert_eq!(refused.json()["errors"][0]["field"], "reviewers[0]", "{}", refused.text());
        let mut wanted = wanted;
        wanted["reviewers"] = json!([email_of("admin")]);
        let request = ask(&mut owner, &wanted).await;
        let mut admin = world.signed_in("admin").await;
        assert_eq!(act(&mut admin, &request, &json!({"act": "approve"})).await.json()["status"], "approved");
        let live = publish(&mut owner, &request, &json!({})).await;
        assert_eq!((live.status.as_u16(), live.json()["snapshot_version"].as_u64()), (200, Some(2)), "{}", live.text());
        let opened = world.signed_in("named").await.open(made["url"].as_str().unwrap()).await;
        assert!(!opened.text().contains("parcel never"));
    }

    async fn a_bad_request_names_its_field(world: World) {
        let (mut owner, id) = world.conversation().await;
        let good = asking(&id, &share("organisation"), &["reviewer"]);
        let with = |member: &str, value: Value| {
            let mut wanted = good.clone();
            wanted[member] = value;
            wanted
        };
        let mut secret = share("public");
        secret["password"] = json!("correct horse battery");
        for (wanted, field) in [
            (with("reviewers", json!([])), "reviewers"),
            (with("reviewers", json!([email_of("owner")])), "reviewers[0]"),
            (with("reviewers", json!([email_of("colleague")])), "reviewers[0]"),
            (with("reviewers", json!([email_of("outsider")])), "reviewers[0]"),
            (with("updates", json!("x")), "share"),
            (with("share", secret), "share.password"),
            (with("note", json!("x".repeat(2001))), "note"),
        ] {
            let refused = owner.post("/api/v1/reviews", &wanted).await;
            assert_eq!(refused.json()["errors"][0]["field"], field, "{}", refused.text());
        }
        let mut old = share("organisation");
        old["reviewed"] = json!(7);
        assert_eq!(owner.post("/api/v1/reviews", &with("share", old)).await.code(), "stale_review");
    }
}
