//! Discussion: comments on a share, its events, notifications, and what editors change.

use axum::http::StatusCode;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::world::{Answer, Browser, World, id_of, on_both, path_and_secret, sample, share};

/// Message 4 names somebody and a number to hide.
fn with_secrets() -> Value {
    let mut conversation = sample();
    conversation["contact"] = json!({"name": "Zelda Quarx", "reference": "CUST-998877"});
    conversation["messages"].as_array_mut().unwrap().push(json!({
        "sender": "contact",
        "body": "Ask Wilhelmina Okonjo, room 4711-0815. My neighbour told me that her doctor had moved away.",
    }));
    conversation
}

/// Decisions that hide the name, the number and the last sentence of message 5.
fn hiding() -> Value {
    let body = with_secrets()["messages"][4]["body"]
        .as_str()
        .unwrap()
        .to_owned();
    let place = |value: &str, label: &str| {
        let start = body.find(value).unwrap();
        json!({"field": "message", "message": 5, "start": start, "end": start + value.len(), "label": label})
    };
    json!([
        place("Wilhelmina Okonjo", "PERSON"),
        place("4711-0815", "OTHER"),
        place(
            "My neighbour told me that her doctor had moved away.",
            "OTHER"
        ),
    ])
}

/// A share with comments: its owner's browser, conversation and path under `/api/v1`.
async fn discussed(world: &World, kind: &str) -> (Browser, String, String) {
    let mut owner = world.signed_in("owner").await;
    let id = owner.bring_in(&sample()).await;
    let made = owner.share(&id, &share(kind)).await;
    (owner, id, path_of(&made))
}

fn path_of(share: &Value) -> String {
    format!(
        "/api/v1{}",
        path_and_secret(share["url"].as_str().unwrap()).0
    )
}

fn id_in(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

async fn say(browser: &mut Browser, path: &str, comment: &Value) -> Answer {
    browser.post(&format!("{path}/comments"), comment).await
}

async fn said(browser: &mut Browser, path: &str, comment: &Value) -> Value {
    let answer = say(browser, path, comment).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    answer.json()
}

async fn change(browser: &mut Browser, path: &str, change: &Value) -> Answer {
    browser
        .send("PATCH", &format!("{path}/comments"), Some(change))
        .await
}

async fn comments(browser: &mut Browser, path: &str) -> Vec<Value> {
    let answer = browser.get(&format!("{path}/comments")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()["comments"].as_array().unwrap().clone()
}

async fn told(browser: &mut Browser) -> Vec<(String, String)> {
    let answer = browser.get("/api/v1/notifications").await.json();
    let list = answer["notifications"].as_array().unwrap();
    list.iter()
        .map(|news| {
            let text = |member: &str| news[member].as_str().unwrap_or_default().to_owned();
            (
                text("kind"),
                news["by"]["name"].as_str().unwrap_or_default().to_owned(),
            )
        })
        .collect()
}

fn person(name: &str) -> String {
    id_of(name).to_string()
}

on_both! {
    async fn a_comment_stands_on_the_whole_on_a_message_or_on_a_selection(world: World) {
        let (_, _, path) = discussed(&world, "organisation+comment").await;
        let mut reader = world.signed_in("named").await;
        let whole = said(&mut reader, &path, &json!({"body": "  On the\r\nwhole. "})).await;
        assert_eq!(whole["body"], "On the\nwhole.");
        assert_eq!(whole["kind"], "note");
        assert_eq!(whole["author"]["name"], "Name of named");
        assert!(whole["author"].get("email").is_none());
        assert_eq!(whole["mine"], true);
        assert_eq!(whole["abilities"], json!({"edit": true, "delete": true, "resolve": true, "reply": true}));
        let place = json!({"body": "Here.", "message": 3, "start": 11, "end": 19});
        let selection = said(&mut reader, &path, &place).await;
        assert_eq!((&selection["message"], &selection["start"], &selection["end"]), (&json!(3), &json!(11), &json!(19)));
        // "It was due long ago." as drawn: without the stars.
        for (wrong, field) in [
            (json!({"body": "x", "message": 3, "start": 0, "end": 21}), "end"),
            (json!({"body": "x", "message": 3, "start": 5, "end": 5}), "end"),
            (json!({"body": "x", "message": 3, "start": 5}), "end"),
            (json!({"body": "x", "message": 3, "end": 5}), "start"),
            (json!({"body": "x", "start": 1, "end": 5}), "message"),
            (json!({"body": "x", "message": 9}), "message"),
            (json!({"body": "x", "message": 0}), "message"),
            (json!({"body": "  "}), "body"),
            (json!({"body": "x".repeat(4001)}), "body"),
            (json!({"kind": "suggestion", "body": "x", "message": 1}), "message"),
            (json!({"kind": "suggestion", "body": "x"}), "message"),
            (json!({"kind": "good_example", "message": 1}), "message"),
            (json!({"kind": "note", "body": "x", "due": "2026-12-01"}), "due"),
            (json!({"kind": "action", "body": "x", "due": "soon"}), "due"),
            (json!({"kind": "note", "body": "x", "assignee": person("named")}), "assignee"),
            (json!({"body": "x", "reply_to": person("named")}), "reply_to"),
            (json!({"body": "x", "unknown": 1}), "unknown"),
        ] {
            let answer = say(&mut reader, &path, &wrong).await;
            assert_eq!(answer.status.as_u16(), 422, "{wrong}: {}", answer.text());
            assert_eq!(answer.json()["errors"][0]["field"], field, "{wrong}");
        }
        for fits in [
            json!({"kind": "suggestion", "body": "Better so.", "message": 2}),
            json!({"kind": "good_example", "message": 2}),
            json!({"kind": "problem", "body": "Too vague.", "message": 2, "start": 0, "end": 6}),
            json!({"kind": "decision", "body": "We refund."}),
            json!({"kind": "action", "body": "Call them.", "assignee": person("owner"), "due": "2026-12-01"}),
        ] {
            said(&mut reader, &path, &fits).await;
        }
        let all = comments(&mut reader, &path).await;
        let kinds: Vec<&str> = all.iter().map(|comment| comment["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["note", "note", "suggestion", "good_example", "problem", "decision", "action"]);
        assert_eq!(all[6]["assignee"]["name"], "Name of owner");
    }

    async fn a_left_out_message_cannot_be_commented(world: World) {
        let mut owner = world.signed_in("owner").await;
        let id = owner.bring_in(&sample()).await;
        let mut wanted = share("organisation+comment");
        wanted["leave_out"] = json!([2]);
        let path = path_of(&owner.share(&id, &wanted).await);
        let answer = say(&mut owner, &path, &json!({"body": "x", "message": 2})).await;
        assert_eq!(answer.json()["errors"][0]["field"], "message");
        said(&mut owner, &path, &json!({"body": "x", "message": 3})).await;
    }

    async fn authors_change_their_own_words_and_everybody_resolves(world: World) {
        let (mut owner, _, path) = discussed(&world, "organisation+comment").await;
        let mut reader = world.signed_in("named").await;
        let mut other = world.signed_in("colleague").await;
        let first = said(&mut reader, &path, &json!({"body": "First."})).await;
        let reply = said(&mut other, &path, &json!({"body": "Reply.", "reply_to": first["id"]})).await;
        assert_eq!(reply["reply_to"], first["id"]);
        let nested = say(&mut other, &path, &json!({"body": "x", "reply_to": reply["id"]})).await;
        assert_eq!(nested.json()["errors"][0]["field"], "reply_to");
        assert_eq!(say(&mut other, &path, &json!({"kind": "decision", "body": "x", "reply_to": first["id"]})).await.status.as_u16(), 422);

        assert_eq!(change(&mut other, &path, &json!({"id": first["id"], "body": "Mine."})).await.code(), "not_allowed");
        let changed = change(&mut reader, &path, &json!({"id": first["id"], "body": "Better."})).await.json();
        assert_eq!(changed["body"], "Better.");
        assert!(changed["edited_at"].is_string());
        assert!(changed["changed"].as_u64() > reply["changed"].as_u64());

        let resolved = change(&mut other, &path, &json!({"id": first["id"], "resolved": true})).await.json();
        assert_eq!(resolved["resolved"]["by"]["name"], "Name of colleague");
        assert_eq!(change(&mut other, &path, &json!({"id": reply["id"], "resolved": true})).await.status.as_u16(), 422);
        let reopened = change(&mut reader, &path, &json!({"id": first["id"], "resolved": false})).await.json();
        assert!(reopened.get("resolved").is_none());

        let delete = |id: &Value| format!("{path}/comments?comment={}", id.as_str().unwrap());
        assert_eq!(other.send("DELETE", &delete(&first["id"]), None).await.code(), "not_allowed");
        assert_eq!(reader.send("DELETE", &delete(&first["id"]), None).await.status.as_u16(), 204);
        assert_eq!(reader.send("DELETE", &delete(&first["id"]), None).await.code(), "not_found");
        let all = comments(&mut other, &path).await;
        let gone = all.iter().find(|comment| comment["id"] == first["id"]).unwrap();
        assert_eq!((&gone["deleted"], &gone["body"]), (&json!(true), &json!("")));
        assert_eq!(say(&mut other, &path, &json!({"body": "x", "reply_to": first["id"]})).await.status.as_u16(), 422);
        assert_eq!(owner.send("DELETE", &delete(&reply["id"]), None).await.status.as_u16(), 204, "owners tidy up");
    }

    async fn a_comment_belongs_to_its_share_and_the_owner_sees_all(world: World) {
        let (mut owner, id, path) = discussed(&world, "organisation+comment").await;
        let mut second = share("people+comment");
        second["label"] = json!("=For the team");
        let second = owner.share(&id, &second).await;
        let elsewhere = path_of(&second);
        let mut reader = world.signed_in("named").await;
        let here = said(&mut reader, &path, &json!({"body": "In the first, \"quoted\"."})).await;
        said(&mut reader, &elsewhere, &json!({"body": "=SUM(1;2)"})).await;
        assert_eq!(comments(&mut reader, &elsewhere).await.len(), 1);
        assert_eq!(change(&mut reader, &elsewhere, &json!({"id": here["id"], "body": "x"})).await.code(), "not_found");

        let all = owner.get(&format!("/api/v1/conversations/{id}/comments")).await.json();
        assert_eq!(all["comments"].as_array().unwrap().len(), 2);
        assert_eq!(all["comments"][0]["share"], id_in(&path));
        assert_eq!(all["comments"][1]["share"], id_in(&elsewhere));
        assert_eq!(all["shares"].as_array().unwrap().len(), 2);
        assert_eq!(all["shares"][0]["unresolved"], 1);

        let export = format!("/api/v1/conversations/{id}/comments/export");
        let json_file = owner.get(&export).await;
        assert_eq!(json_file.json(), all);
        let csv = owner.get(&format!("{export}?format=csv")).await;
        assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
        assert!(csv.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
        let text = csv.text();
        assert_eq!(text.lines().count(), 3, "{text}");
        assert!(text.contains("\"In the first, \"\"quoted\"\".\"") && text.contains("\"'=SUM(1;2)\"") && text.contains(",'=For the team,"), "{text}");
        let shown = owner.get(&format!("/api/v1/shares/{}", id_in(&path))).await.json();
        assert_eq!((&shown["comments"], &shown["comments_open"]), (&json!(1), &json!(true)));
    }

    async fn only_readers_of_the_share_are_found_mentioned_and_told(world: World) {
        let (mut owner, _, path) = discussed(&world, "people+comment").await;
        let mut named = world.signed_in("named").await;
        let found = named.get(&format!("{path}/people?q=na")).await.json();
        let names: Vec<&str> = found["people"].as_array().unwrap().iter().map(|person| person["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["Name of named", "Name of owner"]);
        assert!(!found.to_string().contains('@'));
        let stranger = "0192aaaa-0000-7000-8000-000000000000".to_owned();
        let refused: Vec<String> = [person("colleague"), person("outsider"), stranger, "nobody".to_owned()]
            .into_iter().map(|id| json!({"body": "x", "mentions": [id]}).to_string()).collect();
        let mut answers = Vec::new();
        for body in &refused {
            answers.push(say(&mut named, &path, &serde_json::from_str(body).unwrap()).await.comparable());
        }
        assert!(answers.iter().all(|answer| *answer == answers[0] && answer.contains("mentions[0]")), "{answers:?}");

        let first = said(&mut named, &path, &json!({"body": "Look.", "mentions": [person("owner"), person("owner"), person("named")]})).await;
        assert_eq!(first["mentions"].as_array().unwrap().len(), 2);
        assert_eq!(told(&mut owner).await, [("mention".to_owned(), "Name of named".to_owned())]);
        assert_eq!(told(&mut named).await, [], "nobody is told of their own");
        said(&mut owner, &path, &json!({"body": "Seen.", "reply_to": first["id"]})).await;
        assert_eq!(told(&mut named).await, [("comment".to_owned(), "Name of owner".to_owned())]);
        let news = named.get("/api/v1/notifications").await.json();
        assert_eq!(news["unread"], 1);
        assert_eq!(news["notifications"][0]["title"], json!([{"text": "The parcel"}]));
        assert!(news["notifications"][0].get("conversation").is_none(), "it is not theirs");

        named.send("PUT", "/api/v1/notifications/settings", Some(&json!({"off": ["comment"]}))).await;
        said(&mut owner, &path, &json!({"body": "Again.", "reply_to": first["id"]})).await;
        assert_eq!(told(&mut named).await.len(), 1, "turned off");
        assert_eq!(named.post("/api/v1/notifications/read", &json!({})).await.json(), json!({"unread": 0}));
        assert_eq!(owner.get("/api/v1/notifications").await.json()["unread"], 1, "only one's own are read");
        let stop = format!("/api/v1/shares/{}/revoke", id_in(&path));
        owner.post(&stop, &json!({})).await;
        let after = named.get("/api/v1/notifications").await.json();
        assert!(after["notifications"][0].get("title").is_none(), "it opens for them no more");
    }

    async fn colleagues_are_found_by_three_letters_and_lookups_are_throttled(world: World) {
        let (_, _, path) = discussed(&world, "organisation+comment").await;
        let mut reader = world.signed_in("viewer").await;
        assert_eq!(reader.get(&format!("{path}/people?q=na")).await.json()["errors"][0]["field"], "q");
        assert_eq!(reader.get(&format!("{path}/people")).await.status.as_u16(), 422);
        let found = reader.get(&format!("{path}/people?q=COLL")).await.json();
        assert_eq!(found["people"], json!([{"id": person("colleague"), "name": "Name of colleague"}]));
        assert_eq!(reader.get(&format!("{path}/people?q=outsider")).await.json()["people"], json!([]));
        let mut last = StatusCode::OK;
        for _ in 0..80 {
            last = reader.get(&format!("{path}/people?q=name")).await.status;
        }
        assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    }

    async fn a_comment_that_repeats_what_is_hidden_is_refused(world: World) {
        let mut owner = world.signed_in("owner").await;
        let id = owner.bring_in(&with_secrets()).await;
        let mut wanted = share("organisation+comment");
        wanted["redactions"] = hiding();
        let path = path_of(&owner.share(&id, &wanted).await);
        for (name, said) in [
            ("named", "Is it wilhelmina OKONJO?"),
            ("named", "Room 4711 0815!"),
            ("named", "He wrote: her doctor had moved away, I think"),
            ("named", "It is Zelda Quarx."),
            ("named", "see cust 998877"),
        ] {
            let mut reader = world.signed_in(name).await;
            let answer = say(&mut reader, &path, &json!({"body": said})).await;
            assert_eq!((answer.status.as_u16(), answer.code().as_str()), (422, "repeats_hidden"), "{said}: {}", answer.text());
            assert_eq!(answer.json()["errors"][0]["field"], "body");
        }
        let mut reader = world.signed_in("named").await;
        assert_eq!(say(&mut reader, &path, &json!({"body": "Is it 4711-0815?"})).await.status.as_u16(), 429, "guessing is slowed down");
        assert_eq!(say(&mut reader, &path, &json!({"body": "Is it 4711-0816?"})).await.status.as_u16(), 429);
        world.pass(TimeDelta::minutes(6));
        assert_eq!(say(&mut reader, &path, &json!({"body": "Who is it, in room 4711 or 0816?"})).await.status.as_u16(), 201);
        let mine = said(&mut owner, &path, &json!({"body": "Fine."})).await;
        assert_eq!(change(&mut owner, &path, &json!({"id": mine["id"], "body": "Wilhelmina Okonjo"})).await.code(), "repeats_hidden", "nor may an edit");
    }

    async fn what_is_hidden_later_is_withheld_from_comments_too(world: World) {
        let mut owner = world.signed_in("owner").await;
        let id = owner.bring_in(&with_secrets()).await;
        let path = path_of(&owner.share(&id, &share("organisation+comment")).await);
        let mut author = world.signed_in("named").await;
        let mut other = world.signed_in("colleague").await;
        let telling = said(&mut author, &path, &json!({"body": "It is Wilhelmina Okonjo."})).await;
        said(&mut author, &path, &json!({"body": "Nothing."})).await;
        let update = json!({"redactions": hiding()});
        let updated = owner.post(&format!("/api/v1/shares/{}/update", id_in(&path)), &update).await;
        assert_eq!(updated.status.as_u16(), 200, "{}", updated.text());
        for _ in 0..2 {
            let seen = other.get(&format!("{path}/comments")).await;
            assert!(!seen.text().contains("Okonjo"), "{}", seen.text());
            let withheld: Vec<bool> = seen.json()["comments"].as_array().unwrap().iter().map(|comment| comment["withheld"] == true).collect();
            assert_eq!(withheld, [true, false]);
        }
        assert!(comments(&mut author, &path).await[0]["body"].as_str().unwrap().contains("Okonjo"), "the author can mend it");
        change(&mut author, &path, &json!({"id": telling["id"], "body": "It is somebody."})).await;
        let mended = comments(&mut other, &path).await;
        let mended = mended.iter().find(|comment| comment["id"] == telling["id"]).unwrap();
        assert_eq!(mended["body"], "It is somebody.");
        assert!(mended.get("withheld").is_none());
    }

    async fn a_share_that_is_opened_to_comments_later_checks_them_too(world: World) {
        let mut owner = world.signed_in("owner").await;
        let id = owner.bring_in(&with_secrets()).await;
        let mut wanted = share("organisation");
        wanted["redactions"] = hiding();
        let path = path_of(&owner.share(&id, &wanted).await);
        let one = format!("/api/v1/shares/{}", id_in(&path));
        assert_eq!(say(&mut owner, &path, &json!({"body": "x"})).await.code(), "not_allowed");
        let changed = owner.send("PATCH", &one, Some(&json!({"permission": "comment"}))).await;
        assert_eq!(changed.json()["permission"], "comment", "{}", changed.text());
        assert_eq!(say(&mut owner, &path, &json!({"body": "Okonjo, Wilhelmina? Wilhelmina Okonjo!"})).await.code(), "repeats_hidden");
        // A new context note hides what the detector finds in it: from then on in comments, too.
        said(&mut owner, &path, &json!({"body": "Write to somebody@customer.example."})).await;
        owner.send("PATCH", &one, Some(&json!({"context": {"why": "As somebody@customer.example asked"}}))).await;
        assert_eq!(say(&mut owner, &path, &json!({"body": "Somebody@Customer.Example"})).await.code(), "repeats_hidden");
        let seen = world.signed_in("named").await.get(&format!("{path}/comments")).await.text();
        assert!(!seen.contains("customer.example"), "{seen}");
    }

    async fn credentials_are_refused_and_cards_are_asked_about(world: World) {
        let (_, _, path) = discussed(&world, "organisation+comment").await;
        let mut reader = world.signed_in("named").await;
        let secret = json!({"body": "The password: hunter2hunter2X!", "confirm": true});
        let refused = say(&mut reader, &path, &secret).await;
        assert_eq!((refused.status.as_u16(), refused.code().as_str()), (422, "invalid"), "{}", refused.text());
        let card = json!({"body": "Card 4111 1111 1111 1111."});
        let asked = say(&mut reader, &path, &card).await;
        assert_eq!((asked.status.as_u16(), asked.code().as_str()), (409, "undecided_findings"), "{}", asked.text());
        assert_eq!(asked.json()["findings"][0]["label"], "CREDIT_CARD");
        let mut confirmed = card.clone();
        confirmed["confirm"] = json!(true);
        said(&mut reader, &path, &confirmed).await;
    }

    async fn permissions_are_given_to_whom_they_suit(world: World) {
        let mut owner = world.signed_in("owner").await;
        let id = owner.bring_in(&sample()).await;
        let shares = format!("/api/v1/conversations/{id}/shares");
        for permission in ["comment", "edit"] {
            let refused = owner.post(&shares, &share(&format!("public+{permission}"))).await;
            assert_eq!(refused.json()["errors"][0]["field"], "permission", "{}", refused.text());
        }
        assert_eq!(owner.post(&shares, &share("organisation+edit")).await.code(), "not_allowed");
        let made = owner.share(&id, &share("organisation+comment")).await;
        let one = format!("/api/v1/shares/{}", made["id"].as_str().unwrap());
        assert_eq!(owner.send("PATCH", &one, Some(&json!({"permission": "edit"}))).await.code(), "not_allowed");
        let public = owner.share(&id, &share("public")).await;
        let public = format!("/api/v1/shares/{}", public["id"].as_str().unwrap());
        assert_eq!(owner.send("PATCH", &public, Some(&json!({"permission": "comment"}))).await.status.as_u16(), 422);

        let mut admin = world.signed_in("admin").await;
        let id = admin.bring_in(&sample()).await;
        let made = admin.share(&id, &share("organisation+edit")).await;
        let link = made["url"].as_str().unwrap();
        let opened = admin.open(link).await.json();
        assert_eq!(opened["share"]["permission"], "edit");
        assert_eq!(opened["share"]["abilities"], json!({"see_comments": true, "comment": true, "edit": true, "mark_action": true}));
        let opened = owner.open(link).await.json();
        assert_eq!(opened["share"]["permission"], "comment", "others comment");
        assert_eq!(opened["share"]["abilities"]["edit"], false);
        assert_eq!(owner.send("PATCH", &format!("{}/conversation", path_of(&made)), Some(&json!({"status": "closed"}))).await.code(), "not_allowed");
    }

    async fn an_editor_changes_the_conversation_and_never_what_others_see(world: World) {
        let mut admin = world.signed_in("admin").await;
        let id = admin.bring_in(&sample()).await;
        let mut wanted = share("organisation+edit");
        wanted["include"] = json!({"tags": true, "notes": true});
        let made = admin.share(&id, &wanted).await;
        let path = path_of(&made);
        let link = made["url"].as_str().unwrap();
        let before = world.signed_in("named").await.open(link).await.json();
        let conversation = format!("{path}/conversation");
        let now = admin.get(&conversation).await.json();
        assert_eq!((&now["status"], &now["update_needed"]), (&json!("open"), &json!(false)));
        for (wrong, field) in [
            (json!({"title": "x"}), "title"),
            (json!({"tags": [""]}), "tags[0]"),
            (json!({"add_note": ""}), "add_note"),
        ] {
            let answer = admin.send("PATCH", &conversation, Some(&wrong)).await;
            assert_eq!(answer.json()["errors"][0]["field"], field, "{}", answer.text());
        }
        let wanted = json!({"status": "resolved", "tags": ["late"], "add_note": "Looked at it."});
        let edited = admin.send("PATCH", &conversation, Some(&wanted)).await;
        assert_eq!(edited.status.as_u16(), 200, "{}", edited.text());
        let edited = edited.json();
        assert_eq!((&edited["status"], &edited["tags"], &edited["notes"]), (&json!("resolved"), &json!(["late"]), &json!(1)));
        assert_eq!(edited["update_needed"], true);
        assert!(edited["message"].as_str().unwrap().contains("Update share"));
        let after = world.signed_in("named").await.open(link).await.json();
        assert_eq!(after["conversation"], before["conversation"]);
        let own = admin.get(&format!("/api/v1/conversations/{id}")).await.json();
        assert_eq!((&own["status"], &own["message_count"]), (&json!("resolved"), &json!(4)));
        let trail = admin.get("/api/v1/audit").await.json().to_string();
        assert!(trail.contains("conversation.changed"));
    }

    async fn the_action_is_done_until_it_is_another(world: World) {
        let mut owner = world.signed_in("owner").await;
        let id = owner.bring_in(&sample()).await;
        let mut wanted = share("people+comment");
        wanted["context"] = json!({"action": "Please refund."});
        let made = owner.share(&id, &wanted).await;
        let (path, link) = (path_of(&made), made["url"].as_str().unwrap());
        let mut named = world.signed_in("named").await;
        assert!(named.open(link).await.json()["share"].get("action_done").is_none());
        let done = named.post(&format!("{path}/action"), &json!({"done": true})).await.json();
        assert_eq!(done["action_done"]["by"]["name"], "Name of named");
        assert_eq!(owner.open(link).await.json()["share"]["action_done"], done["action_done"]);
        let one = format!("/api/v1/shares/{}", made["id"].as_str().unwrap());
        assert_eq!(owner.get(&one).await.json()["action_done"], done["action_done"]);
        owner.send("PATCH", &one, Some(&json!({"context": {"action": "Please call."}}))).await;
        assert!(named.open(link).await.json()["share"].get("action_done").is_none(), "another action");
        named.post(&format!("{path}/action"), &json!({"done": true})).await;
        let undone = named.post(&format!("{path}/action"), &json!({"done": false})).await.json();
        assert_eq!(undone["action_done"], Value::Null);
    }

    async fn comments_are_turned_off_and_stay_readable(world: World) {
        let (mut owner, _, path) = discussed(&world, "organisation+comment").await;
        let mut reader = world.signed_in("named").await;
        let first = said(&mut reader, &path, &json!({"body": "Before."})).await;
        let one = format!("/api/v1/shares/{}", id_in(&path));
        assert_eq!(owner.send("PATCH", &one, Some(&json!({"comments_open": false}))).await.json()["comments_open"], false);
        assert_eq!(say(&mut reader, &path, &json!({"body": "After."})).await.code(), "not_allowed");
        assert_eq!(change(&mut reader, &path, &json!({"id": first["id"], "body": "x"})).await.code(), "not_allowed");
        let page = reader.get(&format!("{path}/comments")).await.json();
        assert_eq!((&page["open"], page["comments"].as_array().unwrap().len()), (&json!(false), 1));
        assert_eq!(page["comments"][0]["abilities"]["delete"], true, "one's own can always go");
        owner.send("PATCH", &one, Some(&json!({"comments_open": true}))).await;
        said(&mut reader, &path, &json!({"body": "After."})).await;
    }

    async fn comments_are_recorded_without_their_words(world: World) {
        let (_, _, path) = discussed(&world, "organisation+comment").await;
        let mut reader = world.signed_in("named").await;
        said(&mut reader, &path, &json!({"body": "unmistakable words"})).await;
        let trail = world.signed_in("admin").await.get("/api/v1/audit").await;
        assert!(trail.text().contains("comment.added"));
        assert!(!trail.text().contains("unmistakable"));
    }

    async fn comments_of_a_person_are_limited(world: World) {
        let (_, _, path) = discussed(&world, "organisation+comment").await;
        let mut reader = world.signed_in("named").await;
        let mut answers = Vec::new();
        for number in 0..62 {
            answers.push(say(&mut reader, &path, &json!({"body": format!("Number {number}")})).await);
        }
        let refused = answers.last().unwrap();
        assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(refused.headers.contains_key("retry-after"));
    }

    async fn events_reach_open_pages_with_ids_only(world: World) {
        let (mut owner, _, path) = discussed(&world, "organisation+comment").await;
        let mut reader = world.signed_in("named").await;
        let mut events = reader.listen(&format!("{path}/events"), None).await;
        assert_eq!(events.status, StatusCode::OK);
        assert_eq!(events.headers["content-type"], "text/event-stream");
        assert!(!events.headers.contains_key("content-encoding"));
        let start = events.expect("ready").await.id.unwrap();
        let comment = said(&mut owner, &path, &json!({"body": "unmistakable words"})).await;
        let heard = events.expect("comment").await;
        assert_eq!(heard.data, json!({"comment": comment["id"]}));
        assert_eq!(heard.id, comment["changed"].as_u64());
        assert!(heard.id > Some(start));
        change(&mut owner, &path, &json!({"id": comment["id"], "resolved": true})).await;
        let heard = events.expect("comment").await;
        let since = reader.get(&format!("{path}/comments?after={start}")).await.json();
        assert_eq!(since["comments"].as_array().unwrap().len(), 1);
        assert_eq!(since["latest"].as_u64(), heard.id);
        owner.post(&format!("/api/v1/shares/{}/update", id_in(&path)), &json!({})).await;
        events.expect("share").await;
        events.expect("snapshot").await;
        assert!(!String::from_utf8_lossy(&events.bytes).contains("unmistakable"));
        // Who comes back hears what was missed.
        let mut again = reader.listen(&format!("{path}/events"), Some(start)).await;
        again.expect("ready").await;
        again.expect("comment").await;
        again.expect("comment").await;
        let mut later = reader.listen(&format!("{path}/events?after={}", heard.id.unwrap()), None).await;
        later.expect("ready").await;
        later.expect("share").await;
    }

    async fn a_stop_ends_every_open_page_at_once(world: World) {
        let (mut owner, id, members) = discussed(&world, "people+comment").await;
        let made = owner.share(&id, &share("public")).await;
        let public = path_of(&made);
        let mut stranger = world.anonymous();
        stranger.open(made["url"].as_str().unwrap()).await;
        let named = world.signed_in("named").await;
        for (reader, path) in [(&named, &members), (&stranger, &public)] {
            let mut events = reader.listen(&format!("{path}/events"), None).await;
            events.expect("ready").await;
            owner.post(&format!("/api/v1/shares/{}/revoke", id_in(path)), &json!({})).await;
            assert_eq!(events.expect("ended").await.data, json!({"why": "gone"}));
            assert_eq!(events.next().await, None, "the stream is over");
            assert_eq!(reader.listen(&format!("{path}/events"), None).await.status, StatusCode::NOT_FOUND);
        }
    }

    async fn expiry_pause_and_another_permission_end_a_page_too(world: World) {
        let (mut owner, _, path) = discussed(&world, "people+comment").await;
        let one = format!("/api/v1/shares/{}", id_in(&path));
        let named = world.signed_in("named").await;
        let mut events = named.listen(&format!("{path}/events"), None).await;
        events.expect("ready").await;
        owner.send("PATCH", &one, Some(&json!({"label": "x"}))).await;
        events.expect("share").await;
        owner.send("PATCH", &one, Some(&json!({"permission": "view"}))).await;
        assert_eq!(events.expect("ended").await.data, json!({"why": "permission"}));

        let mut reading = named.listen(&format!("{path}/events"), None).await;
        reading.expect("ready").await;
        owner.post(&format!("{one}/pause"), &json!({})).await;
        assert_eq!(reading.expect("ended").await.data, json!({"why": "gone"}));
        owner.post(&format!("{one}/resume"), &json!({})).await;

        let mut reading = named.listen(&format!("{path}/events"), None).await;
        reading.expect("ready").await;
        world.pass(TimeDelta::days(8));
        let mut owner = world.signed_in("owner").await;
        owner.send("PATCH", &one, Some(&json!({"label": "y"}))).await;
        assert_eq!(reading.expect("ended").await.data, json!({"why": "gone"}), "it expired");
    }

    async fn who_only_reads_hears_nothing_of_a_discussion(world: World) {
        let (mut owner, _, path) = discussed(&world, "organisation+comment").await;
        said(&mut owner, &path, &json!({"body": "Before."})).await;
        let one = format!("/api/v1/shares/{}", id_in(&path));
        owner.send("PATCH", &one, Some(&json!({"permission": "view"}))).await;
        let reader = world.signed_in("named").await;
        let mut events = reader.listen(&format!("{path}/events"), Some(0)).await;
        events.expect("ready").await;
        events.expect("share").await;
        assert_eq!(owner.get(&format!("{path}/comments")).await.code(), "not_allowed");
    }

    async fn one_reader_has_so_many_streams(world: World) {
        let (_, _, path) = discussed(&world, "organisation+comment").await;
        let reader = world.signed_in("named").await;
        let mut open = Vec::new();
        for _ in 0..8 {
            let stream = reader.listen(&format!("{path}/events"), None).await;
            assert_eq!(stream.status, StatusCode::OK);
            open.push(stream);
        }
        assert_eq!(reader.listen(&format!("{path}/events"), None).await.status, StatusCode::TOO_MANY_REQUESTS);
        open.pop();
        assert_eq!(reader.listen(&format!("{path}/events"), None).await.status, StatusCode::OK);
    }

    async fn nothing_is_lost_over_a_restart(world: World) {
        let (mut owner, _, path) = discussed(&world, "organisation+comment").await;
        let reader = world.signed_in("named").await;
        let mut events = reader.listen(&format!("{path}/events"), None).await;
        events.expect("ready").await;
        said(&mut owner, &path, &json!({"body": "Before."})).await;
        let seen = events.expect("comment").await.id.unwrap();
        world.app.end_streams();
        assert_eq!(events.next().await, None, "a server that stops lets its streams go");
        said(&mut owner, &path, &json!({"body": "While nobody listens."})).await;
        let again = world.another_server().await;
        let mut owner = owner.at(&again);
        let mut events = reader.at(&again).listen(&format!("{path}/events"), Some(seen)).await;
        events.expect("ready").await;
        events.expect("comment").await;
        said(&mut owner, &path, &json!({"body": "After."})).await;
        events.expect("comment").await;
        assert_eq!(comments(&mut owner, &path).await.len(), 3);
    }

    async fn a_conversation_takes_its_comments_along_when_it_is_deleted(world: World) {
        let (mut owner, id, path) = discussed(&world, "organisation+comment").await;
        said(&mut owner, &path, &json!({"body": "x"})).await;
        assert_eq!(owner.send("DELETE", &format!("/api/v1/conversations/{id}"), None).await.status.as_u16(), 200);
        assert_eq!(world.store.comments(id_in(&path), 0, 10).await.unwrap(), []);
        assert_eq!(owner.get(&format!("{path}/comments")).await.code(), "not_found");
    }
}

#[tokio::test]
async fn two_servers_of_one_postgres_hear_each_other() {
    let here = World::on_postgres().await;
    let there = here.another_server().await;
    let (mut owner, _, path) = discussed(&here, "organisation+comment").await;
    let reader = here.signed_in("named").await;
    let mut events = reader
        .at(&there)
        .listen(&format!("{path}/events"), None)
        .await;
    events.expect("ready").await;
    said(&mut owner, &path, &json!({"body": "Hello over there."})).await;
    events.expect("comment").await;
    let mut back = reader.listen(&format!("{path}/events"), None).await;
    back.expect("ready").await;
    said(
        &mut reader.at(&there),
        &path,
        &json!({"body": "Hello back."}),
    )
    .await;
    back.expect("comment").await;
    events.expect("comment").await;
    owner
        .post(
            &format!("/api/v1/shares/{}/revoke", id_in(&path)),
            &json!({}),
        )
        .await;
    for stream in [&mut events, &mut back] {
        assert_eq!(stream.expect("ended").await.data, json!({"why": "gone"}));
    }
}
