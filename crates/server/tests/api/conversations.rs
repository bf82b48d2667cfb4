//! Conversations: bringing them in, reading, changing and deleting them.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};

use crate::world::{Browser, World, on_both, sample, share};

async fn patch(
    browser: &mut Browser,
    id: &str,
    revision: Option<&str>,
    change: &Value,
) -> crate::world::Answer {
    let mut request = Request::builder()
        .method("PATCH")
        .uri(format!("/api/v1/conversations/{id}"))
        .header(header::HOST, "127.0.0.1")
        .header(header::ORIGIN, "http://127.0.0.1")
        .header(header::CONTENT_TYPE, "application/json");
    if let Some(revision) = revision {
        request = request.header(header::IF_MATCH, revision);
    }
    browser
        .send_raw(request.body(Body::from(change.to_string())).unwrap())
        .await
}

on_both! {
    async fn what_was_brought_in_can_be_read_in_pages(world: World) {
        let (mut owner, id) = world.conversation().await;
        let head = owner.get(&format!("/api/v1/conversations/{id}")).await;
        assert_eq!(head.headers[header::ETAG], "\"1\"");
        let head = head.json();
        assert_eq!(head["title"], "The parcel");
        assert_eq!(head["exposure"]["worst"], Value::Null);
        let page = owner.get(&format!("/api/v1/conversations/{id}/messages?limit=3")).await.json();
        assert_eq!(page["total"], 4);
        assert_eq!(page["next_after"], 3);
        assert_eq!(page["messages"][2]["blocks"][0]["paragraph"]["spans"][1]["strong"]["spans"][0]["text"]["text"], "long ago");
        let rest = owner.get(&format!("/api/v1/conversations/{id}/messages?after=3")).await.json();
        assert_eq!(rest["messages"][0]["label"], "Agent 1");
        assert_eq!(rest["next_after"], Value::Null);
    }

    async fn a_refusal_names_every_field_and_keeps_nothing(world: World) {
        let mut owner = world.signed_in("owner").await;
        let wrong = json!({"title": " ", "messages": [{"sender": "robot", "body": "x"}, {"sender": "ai"}], "colour": 1});
        let answer = owner.post("/api/v1/conversations", &wrong).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let text = answer.text();
        for field in ["title", "messages[0].sender", "messages[1].body", "colour"] {
            assert!(text.contains(&format!("\"field\":\"{field}\"")), "{field} in {text}");
        }
        let list = owner.get("/api/v1/conversations").await.json();
        assert_eq!(list["conversations"].as_array().unwrap().len(), 0);
    }

    async fn sending_a_source_again_appends_what_is_new(world: World) {
        let mut owner = world.signed_in("owner").await;
        let mut conversation = sample();
        conversation["source"] = json!({"system": "desk", "id": "77"});
        let id = owner.bring_in(&conversation).await;
        let again = owner.post("/api/v1/conversations", &conversation).await;
        assert_eq!((again.status, again.json()["outcome"].clone()), (StatusCode::OK, json!("unchanged")));
        conversation["messages"].as_array_mut().unwrap().push(json!({"sender": "contact", "body": "Thank you."}));
        let newer = owner.post("/api/v1/conversations", &conversation).await.json();
        assert_eq!((newer["outcome"].clone(), newer["id"].clone(), newer["messages"].clone()), (json!("updated"), json!(id), json!(5)));
        conversation["messages"][0]["body"] = json!("Something else.");
        assert_eq!(owner.post("/api/v1/conversations", &conversation).await.code(), "conflict");
        let mut elsewhere = world.signed_in("outsider").await;
        assert_ne!(elsewhere.bring_in(&conversation).await, id);
    }

    async fn a_change_needs_the_revision_it_was_made_on(world: World) {
        let (mut owner, id) = world.conversation().await;
        assert_eq!(patch(&mut owner, &id, None, &json!({"title": "New"})).await.code(), "precondition_required");
        assert_eq!(patch(&mut owner, &id, Some("\"9\""), &json!({"title": "New"})).await.code(), "stale");
        let changed = patch(&mut owner, &id, Some("\"1\""), &json!({"title": "New", "tags": ["refund"]})).await;
        assert_eq!(changed.headers[header::ETAG], "\"2\"");
        assert_eq!(changed.json()["title"], "New");
        let status = patch(&mut owner, &id, Some("\"2\""), &json!({"status": "resolved"})).await;
        assert_eq!(status.headers[header::ETAG], "\"2\"", "the status alone makes no revision");
        assert_eq!(patch(&mut owner, &id, Some("\"2\""), &json!({"title": ""})).await.json()["errors"][0]["field"], "title");
        assert_eq!(patch(&mut owner, &id, Some("\"2\""), &json!({"owner": "me"})).await.json()["errors"][0]["field"], "owner");
    }

    async fn the_list_searches_filters_and_pages(world: World) {
        let mut owner = world.signed_in("owner").await;
        for (title, contact, status) in
            [("Grüße aus Köln", "Contact 1001", "open"), ("Second", "Contact 1002", "resolved"), ("Third", "Contact 1003", "open")]
        {
            let mut conversation = sample();
            conversation["title"] = json!(title);
            conversation["contact"] = json!({"name": contact});
            conversation["status"] = json!(status);
            owner.bring_in(&conversation).await;
        }
        let titles = |page: Value| -> Vec<String> {
            page["conversations"].as_array().unwrap().iter().map(|row| row["title"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(titles(owner.get("/api/v1/conversations?q=GR%C3%9CSSE").await.json()), ["Grüße aus Köln"]);
        assert_eq!(titles(owner.get("/api/v1/conversations?q=K%C3%96LN").await.json()), ["Grüße aus Köln"]);
        assert_eq!(titles(owner.get("/api/v1/conversations?q=contact%201002").await.json()), ["Second"]);
        assert_eq!(titles(owner.get("/api/v1/conversations?status=open").await.json()).len(), 2);
        let first = owner.get("/api/v1/conversations?limit=2").await.json();
        let cursor = first["next_cursor"].as_str().unwrap().to_owned();
        let second = owner.get(&format!("/api/v1/conversations?limit=2&cursor={cursor}")).await.json();
        assert_eq!([titles(first), titles(second)].concat(), ["Third", "Second", "Grüße aus Köln"]);
        assert_eq!(owner.get("/api/v1/conversations?limit=0").await.json()["errors"][0]["field"], "limit");
        assert_eq!(owner.get("/api/v1/conversations?cursor=x").await.json()["errors"][0]["field"], "cursor");
    }

    async fn words_are_found_in_ones_own_text_and_shown_with_their_place(world: World) {
        let mut owner = world.signed_in("owner").await;
        let mut conversation = sample();
        conversation["title"] = json!("Größe of the parcel");
        conversation["tags"] = json!(["carrier", "size"]);
        conversation["notes"] = json!([{"author": "Agent", "body": "Ask the depot"}]);
        conversation["messages"] =
            json!([{"sender": "contact", "body": "Hello"}, {"sender": "ai", "body": "The **tracking** number <b>is</b> missing"}]);
        owner.bring_in(&conversation).await;
        let find = async |who: &mut Browser, query: &str| {
            who.get(&format!("/api/v1/conversations?{query}")).await.json()
        };
        let row = find(&mut owner, "q=%22tracking%20num").await["conversations"][0].clone();
        assert_eq!(
            row["found"],
            json!({"snippet": {"part": "message", "message": 2, "text": "The tracking number <b>is</b> missing",
                "ranges": [{"start": 4, "end": 19}]}})
        );
        let row = find(&mut owner, "q=grosse+size").await["conversations"][0].clone();
        assert_eq!(row["found"], json!({"title": [{"start": 0, "end": 5}], "tags": [1]}));
        let note = find(&mut owner, "q=depot").await;
        assert_eq!(note["conversations"][0]["found"]["snippet"]["part"], "note");

        let mut admin = world.signed_in("admin").await;
        for q in ["tracking", "depot", "hello"] {
            assert_eq!(find(&mut admin, &format!("q={q}")).await["conversations"], json!([]), "{q}");
        }
        let shown = find(&mut admin, "q=carrier").await;
        assert_eq!(shown["conversations"][0]["found"], json!({"tags": [0]}));
        for who in ["colleague", "outsider"] {
            let mut who = world.signed_in(who).await;
            assert_eq!(find(&mut who, "q=carrier").await["conversations"], json!([]));
        }
    }

    async fn the_list_is_narrowed_and_sorted_as_asked(world: World) {
        let mut owner = world.signed_in("owner").await;
        for (title, channel, tag, day) in
            [("beta", "chat", "refund", "2026-11-01"), ("Alpha", "mail", "refund", "2026-11-02"), ("gamma", "chat", "other", "2026-11-03")]
        {
            let mut conversation = sample();
            conversation["title"] = json!(title);
            conversation["channel"] = json!(channel);
            conversation["tags"] = json!([tag]);
            conversation["messages"] = json!([{"sender": "contact", "body": "words", "sent_at": format!("{day}T12:00:00Z")}]);
            owner.bring_in(&conversation).await;
        }
        let mut titles = async |query: &str| -> String {
            let page = owner.get(&format!("/api/v1/conversations?{query}")).await.json();
            let rows = page["conversations"].as_array().unwrap_or_else(|| panic!("{query}: {page}"));
            rows.iter().map(|row| row["title"].as_str().unwrap()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(titles("channel=chat&sort=created").await, "gamma beta");
        assert_eq!(titles("tag=Refund&sort=title").await, "Alpha beta");
        assert_eq!(titles("sort=message").await, "gamma Alpha beta");
        assert_eq!(titles("sort=relevance&q=words").await, "gamma Alpha beta");
        assert_eq!(titles("from=2026-11-02&to=2026-11-02").await, "Alpha");
        assert_eq!(titles("from=2026-11-01T12:00:00Z&to=2026-11-02T12:00:00Z").await, "beta");
        let first = owner.get("/api/v1/conversations?sort=title&limit=1").await.json();
        assert_eq!(first["channels"], json!(["chat", "mail"]));
        let cursor = first["next_cursor"].as_str().unwrap().to_owned();
        let second = owner.get(&format!("/api/v1/conversations?sort=title&limit=1&cursor={cursor}")).await.json();
        assert_eq!(second["conversations"][0]["title"], "beta");
        assert_eq!(second.get("channels"), None);
        let long = format!("q={}", "x".repeat(501));
        let other = format!("sort=changed&cursor={cursor}");
        for (query, field) in [
            ("from=yesterday", "from"),
            ("to=2026-13-01", "to"),
            ("to=-99999-01-01", "to"),
            ("sort=best", "sort"),
            (long.as_str(), "q"),
            (other.as_str(), "cursor"),
        ] {
            let refused = owner.get(&format!("/api/v1/conversations?{query}")).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
            assert_eq!(refused.json()["errors"][0]["field"], field, "{query}");
        }
    }

    async fn the_list_says_how_each_is_shared(world: World) {
        let (mut owner, id) = world.conversation().await;
        owner.bring_in(&sample()).await;
        owner.share(&id, &share("organisation")).await;
        owner.share(&id, &share("public")).await;
        let page = owner.get("/api/v1/conversations?shared=public").await.json();
        assert_eq!(page["conversations"].as_array().unwrap().len(), 1);
        assert_eq!(page["conversations"][0]["exposure"]["worst"], "public");
        assert_eq!(page["conversations"][0]["exposure"]["live"], 2);
        let private = owner.get("/api/v1/conversations?shared=private").await.json();
        assert_eq!(private["conversations"].as_array().unwrap().len(), 1);
        assert_ne!(private["conversations"][0]["id"], json!(id));
    }

    async fn deleting_ends_the_shares_and_says_which(world: World) {
        let (mut owner, id) = world.conversation().await;
        let made = owner.share(&id, &share("public")).await;
        let mut reader = world.anonymous();
        assert_eq!(reader.open(made["url"].as_str().unwrap()).await.status, StatusCode::OK);
        let deleted = owner.send("DELETE", &format!("/api/v1/conversations/{id}"), None).await.json();
        assert_eq!(deleted["ended_shares"], json!([made["id"]]));
        assert_eq!(reader.open(made["url"].as_str().unwrap()).await.status, StatusCode::NOT_FOUND);
        assert_eq!(owner.get(&format!("/api/v1/conversations/{id}")).await.code(), "not_found");
        let kept = owner.get(&format!("/api/v1/shares/{}", made["id"].as_str().unwrap())).await.json();
        assert_eq!((kept["status"].clone(), kept["stop_reason"].clone()), (json!("stopped"), json!("conversation_deleted")));
    }

    async fn an_import_keeps_what_is_good_and_reports_the_rest(world: World) {
        let mut owner = world.signed_in("owner").await;
        let file = format!("{}\nnot json\n{}\n", sample(), json!({"title": "Broken", "messages": [{"sender": "x", "body": ""}]}));
        let request = Request::builder()
            .method("POST")
            .uri("/api/v1/imports?format=auto")
            .header(header::HOST, "127.0.0.1")
            .header(header::ORIGIN, "http://127.0.0.1")
            .body(Body::from(file))
            .unwrap();
        let report = owner.send_raw(request).await.json();
        assert_eq!(report["imported"][0]["messages"], 4, "{report}");
        let skipped: Vec<&str> = report["skipped"].as_array().unwrap().iter().map(|row| row["where"].as_str().unwrap()).collect();
        assert_eq!(skipped.len(), 2, "{report}");
        assert!(skipped[0].contains("line 2") && skipped[1].contains("line 3"), "{report}");
    }

    async fn an_admin_may_read_anybodys_and_it_is_recorded(world: World) {
        let (_, id) = world.conversation().await;
        let mut admin = world.signed_in("admin").await;
        assert_eq!(admin.get(&format!("/api/v1/conversations/{id}")).await.status, StatusCode::OK);
        let trail = admin.get("/api/v1/audit").await.json();
        assert_eq!(trail["rows"][0]["action"], "conversation.opened_by_admin");
        assert_eq!(trail["rows"][0]["conversation"], json!(id));
        admin.get(&format!("/api/v1/conversations/{id}/messages")).await;
        let readings = |trail: Value| {
            trail["rows"].as_array().unwrap().iter().filter(|row| row["action"] == "conversation.opened_by_admin").count()
        };
        assert_eq!(readings(admin.get("/api/v1/audit").await.json()), 1, "one sitting is one row");
        world.pass(chrono::TimeDelta::minutes(11));
        admin.get(&format!("/api/v1/conversations/{id}/messages?after=1")).await;
        assert_eq!(readings(admin.get("/api/v1/audit").await.json()), 2);
        let list = admin.get("/api/v1/conversations").await.json();
        assert_eq!(list["conversations"][0]["preview"], Value::Null, "first words are text");
        assert_eq!(list["conversations"][0].get("found"), None);
        assert_eq!(admin.send("DELETE", &format!("/api/v1/conversations/{id}"), None).await.code(), "not_found");
    }
}
