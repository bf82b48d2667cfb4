//! Recipients: who may open what, and what they get.

use axum::http::{StatusCode, header};
use serde_json::{Value, json};

use crate::world::{World, on_both, path_and_secret, sample, share};

const UNKNOWN: &str = "/s/AAAAAAAAAAAAAAAAAAAAAA";

on_both! {
    async fn a_public_link_opens_for_anybody_with_the_secret_and_nobody_without(world: World) {
        let (mut owner, id) = world.conversation().await;
        let made = owner.share(&id, &share("public")).await;
        let link = made["url"].as_str().unwrap();
        let (path, secret) = path_and_secret(link);
        assert!(secret.is_some_and(|secret| secret.len() == 22));
        let opened = world.anonymous().open(link).await;
        assert_eq!(opened.status, StatusCode::OK, "{}", opened.text());
        assert_eq!(opened.json()["messages"].as_array().unwrap().len(), 4);
        assert!(!opened.text().contains("\"at\""), "no source ranges leave");
        let mut colleague = world.signed_in("colleague").await;
        assert_eq!(colleague.open(&path).await.code(), "not_found", "a session opens no public link");
        assert_eq!(colleague.get(&format!("/api/v1{path}/messages")).await.code(), "not_found");
        let wrong = world.anonymous().open(&format!("{path}#k=AAAAAAAAAAAAAAAAAAAAAA")).await;
        let unknown = world.anonymous().open(&format!("{UNKNOWN}#k=AAAAAAAAAAAAAAAAAAAAAA")).await;
        assert_eq!(wrong.comparable(), unknown.comparable());
    }

    async fn without_secret_and_session_every_door_looks_the_same(world: World) {
        let (mut owner, id) = world.conversation().await;
        let public = path_and_secret(owner.share(&id, &share("public")).await["url"].as_str().unwrap()).0;
        let members = path_and_secret(owner.share(&id, &share("organisation")).await["url"].as_str().unwrap()).0;
        let mut anonymous = world.anonymous();
        let unknown = anonymous.open(UNKNOWN).await;
        assert_eq!(unknown.code(), "sign_in_required");
        assert_eq!(anonymous.open(&public).await.comparable(), unknown.comparable());
        assert_eq!(anonymous.open(&members).await.comparable(), unknown.comparable());
    }

    async fn members_shares_open_for_their_audience_only(world: World) {
        let (mut owner, id) = world.conversation().await;
        let people = owner.share(&id, &share("people")).await;
        let organisation = owner.share(&id, &share("organisation")).await;
        let unknown = world.signed_in("colleague").await.open(UNKNOWN).await.comparable();
        for (name, to_people, to_organisation) in [
            ("owner", true, true), ("named", true, true), ("colleague", false, true), ("viewer", false, true),
            ("admin", false, true), ("outsider", false, false), ("other-admin", false, false),
        ] {
            let mut browser = world.signed_in(name).await;
            for (share, may) in [(&people, to_people), (&organisation, to_organisation)] {
                let answer = browser.open(share["url"].as_str().unwrap()).await;
                if may {
                    assert_eq!(answer.status, StatusCode::OK, "{name}");
                } else {
                    assert_eq!(answer.comparable(), unknown, "{name}");
                }
            }
        }
    }

    async fn a_view_is_one_opening_and_reloading_is_none(world: World) {
        let (mut owner, id) = world.conversation().await;
        let made = owner.share(&id, &share("public")).await;
        let link = made["url"].as_str().unwrap();
        let mut reader = world.anonymous();
        reader.open(link).await;
        reader.open(link).await;
        reader.open(&path_and_secret(link).0).await;
        owner.open(link).await;
        world.anonymous().get(&path_and_secret(link).0).await;
        let views = |share: Value| share["views"].clone();
        let path = format!("/api/v1/shares/{}", made["id"].as_str().unwrap());
        assert_eq!(views(owner.get(&path).await.json()), json!(1));
        world.anonymous().open(link).await;
        assert_eq!(views(owner.get(&path).await.json()), json!(2));
    }

    async fn a_grant_lets_a_visitor_come_back_without_the_secret_and_ends_with_the_share(world: World) {
        let (mut owner, id) = world.conversation().await;
        let made = owner.share(&id, &share("public")).await;
        let link = made["url"].as_str().unwrap();
        let (path, _) = path_and_secret(link);
        let mut reader = world.anonymous();
        let opened = reader.open(link).await;
        let cookie = opened.headers[header::SET_COOKIE].to_str().unwrap();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
        assert_eq!(reader.open(&path).await.status, StatusCode::OK);
        assert_eq!(reader.get(&format!("/api/v1{path}/messages?after=2")).await.json()["messages"][0]["number"], 3);
        world.pass(chrono::TimeDelta::hours(13));
        assert_eq!(reader.get(&format!("/api/v1{path}/messages")).await.code(), "not_found");
        assert_eq!(reader.open(link).await.status, StatusCode::OK);
        owner.post(&format!("/api/v1/shares/{}/revoke", made["id"].as_str().unwrap()), &json!({})).await;
        for rest in ["messages", "alive"] {
            assert_eq!(reader.get(&format!("/api/v1{path}/{rest}")).await.code(), "not_found");
        }
    }

    async fn pausing_ends_open_pages_and_resuming_needs_no_new_link(world: World) {
        let (mut owner, id) = world.conversation().await;
        let made = owner.share(&id, &share("public")).await;
        let link = made["url"].as_str().unwrap();
        let mut reader = world.anonymous();
        reader.open(link).await;
        let share = format!("/api/v1/shares/{}", made["id"].as_str().unwrap());
        owner.post(&format!("{share}/pause"), &json!({})).await;
        assert_eq!(reader.open(link).await.code(), "not_found");
        owner.post(&format!("{share}/resume"), &json!({})).await;
        assert_eq!(reader.open(link).await.status, StatusCode::OK);
    }

    async fn long_shares_come_in_pages_that_join_without_a_gap(world: World) {
        let mut owner = world.signed_in("owner").await;
        let messages: Vec<Value> = (1..=250).map(|n| json!({"sender": "contact", "body": format!("Line {n}")})).collect();
        let id = owner.bring_in(&json!({"title": "Long", "messages": messages})).await;
        let mut wanted = share("public");
        wanted["leave_out"] = json!([100, 150]);
        let made = owner.share(&id, &wanted).await;
        let link = made["url"].as_str().unwrap();
        let (path, _) = path_and_secret(link);
        let mut reader = world.anonymous();
        let mut page = reader.open(link).await.json();
        let mut numbers: Vec<u64> = Vec::new();
        loop {
            numbers.extend(page["messages"].as_array().unwrap().iter().map(|message| message["number"].as_u64().unwrap()));
            let Some(after) = page["next_after"].as_u64() else { break };
            page = reader.get(&format!("/api/v1{path}/messages?after={after}")).await.json();
        }
        let expected: Vec<u64> = (1..=250).filter(|n| ![100, 150].contains(n)).collect();
        assert_eq!(numbers, expected);
        let piece = reader.get(&format!("/api/v1{path}/messages?after=198&limit=3")).await.json();
        assert_eq!((piece["messages"][0]["number"].clone(), piece["next_after"].clone()), (json!(199), json!(201)));
    }

    async fn every_answer_on_recipients_paths_is_neither_cached_nor_indexed(world: World) {
        let (mut owner, id) = world.conversation().await;
        let made = owner.share(&id, &share("public")).await;
        let (path, _) = path_and_secret(made["url"].as_str().unwrap());
        let mut browser = world.anonymous();
        for page in [path.clone(), UNKNOWN.to_owned(), format!("/api/v1{path}/messages"), format!("/api/v1{UNKNOWN}/alive"), "/s/".to_owned(), format!("/api/v1{path}/nonsense")] {
            let answer = browser.get(&page).await;
            assert_eq!(answer.headers[header::CACHE_CONTROL], "private, no-store", "{page}");
            assert_eq!(answer.headers["x-robots-tag"], "noindex, nofollow, noarchive, nosnippet", "{page}");
            assert_eq!(answer.headers[header::REFERRER_POLICY], "no-referrer", "{page}");
            assert_eq!(answer.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff", "{page}");
        }
    }

    async fn a_definition_of_redacted_gains_no_link(world: World) {
        let mut owner = world.signed_in("owner").await;
        let mut conversation = sample();
        conversation["messages"][0]["body"] = json!("Hide hush please.\n\n[redacted]: https://evil.example/x");
        let id = owner.bring_in(&conversation).await;
        let mut wanted = share("public");
        wanted["redactions"] = json!([{"field": "message", "message": 1, "start": 5, "end": 9, "label": "OTHER"}]);
        let made = owner.share(&id, &wanted).await;
        let opened = world.anonymous().open(made["url"].as_str().unwrap()).await;
        let text = opened.text();
        assert!(!text.contains("evil.example") && !text.contains("hush"), "{text}");
        let spans = opened.json()["messages"][0]["blocks"][0]["paragraph"]["spans"].clone();
        assert_eq!(spans[1], json!({"redacted": {"label": "", "ordinal": 0}}), "{spans}");
    }
}
