//! Shares: making, changing, renewing, rotating, updating and stopping them.

use axum::http::StatusCode;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::world::{World, email_of, on_both, path_and_secret, sample, share};

async fn act(
    browser: &mut crate::world::Browser,
    share: &Value,
    verb: &str,
    body: &Value,
) -> crate::world::Answer {
    browser
        .post(
            &format!("/api/v1/shares/{}/{verb}", share["id"].as_str().unwrap()),
            body,
        )
        .await
}

on_both! {
    async fn shares_stand_side_by_side_and_end_one_by_one(world: World) {
        let (mut owner, id) = world.conversation().await;
        let organisation = owner.share(&id, &share("organisation")).await;
        let public = owner.share(&id, &share("public")).await;
        let mut colleague = world.signed_in("colleague").await;
        let mut stranger = world.anonymous();
        act(&mut owner, &public, "revoke", &json!({})).await;
        assert_eq!(stranger.open(public["url"].as_str().unwrap()).await.status, StatusCode::NOT_FOUND);
        assert_eq!(colleague.open(organisation["url"].as_str().unwrap()).await.status, StatusCode::OK);
        let list = owner.get(&format!("/api/v1/conversations/{id}/shares")).await.json();
        let statuses: Vec<_> = list["shares"].as_array().unwrap().iter().map(|share| share["status"].clone()).collect();
        assert_eq!(statuses, [json!("active"), json!("stopped")]);
    }

    async fn the_default_is_seven_days_view_and_nothing_optional(world: World) {
        let (mut owner, id) = world.conversation().await;
        let made = owner.share(&id, &share("organisation")).await;
        assert_eq!(made["permission"], "view");
        assert_eq!(made["allow_download"], true);
        assert!(made["include"].as_object().unwrap().values().all(|on| on == false));
        let expires: chrono::DateTime<chrono::Utc> = made["expires_at"].as_str().unwrap().parse().unwrap();
        let in_a_week = world.now() + TimeDelta::days(7);
        assert!((expires - in_a_week).num_seconds().abs() < 60);
        assert_eq!(owner.share(&id, &share("public")).await["allow_download"], false);
    }

    async fn a_public_link_needs_review_and_confirmation(world: World) {
        let (mut owner, id) = world.conversation().await;
        let shares = format!("/api/v1/conversations/{id}/shares");
        let bare = owner.post(&shares, &json!({"audience": {"kind": "public"}})).await;
        let fields = bare.text();
        assert!(fields.contains("confirm_customer_safe") && fields.contains("\"reviewed\""), "{fields}");
        let mut old = share("public");
        owner.post(&format!("/api/v1/conversations/{id}/messages"), &json!({"messages": [{"sender": "ai", "body": "More."}]})).await;
        assert_eq!(owner.post(&shares, &old).await.code(), "stale_review");
        old["reviewed"] = json!(2);
        assert_eq!(owner.post(&shares, &old).await.status, StatusCode::CREATED);
    }

    async fn a_finding_without_a_decision_holds_a_public_link_back(world: World) {
        let mut owner = world.signed_in("owner").await;
        let mut conversation = sample();
        conversation["messages"][0]["body"] = json!("Write to contact.1042@customer.example about it.");
        let id = owner.bring_in(&conversation).await;
        let shares = format!("/api/v1/conversations/{id}/shares");
        let mut wanted = share("public");
        let refused = owner.post(&shares, &wanted).await;
        assert_eq!((refused.status, refused.code().as_str()), (StatusCode::CONFLICT, "undecided_findings"), "{}", refused.text());
        let findings = refused.json()["findings"].clone();
        assert_eq!(findings[0]["label"], "EMAIL");
        let organisation = owner.share(&id, &share("organisation")).await;
        assert_eq!(organisation["warnings"][0]["label"], "EMAIL");
        // A finding can be sent back as it came.
        wanted["redactions"] = findings.clone();
        let made = owner.share(&id, &wanted).await;
        let opened = world.anonymous().open(made["url"].as_str().unwrap()).await;
        assert!(!opened.text().contains("contact.1042"), "{}", opened.text());
        wanted["redactions"] = json!([]);
        wanted["kept"] = findings;
        let kept = owner.share(&id, &wanted).await;
        assert!(world.anonymous().open(kept["url"].as_str().unwrap()).await.text().contains("contact.1042"));
    }

    async fn a_credential_is_redacted_by_the_server_where_nobody_decided(world: World) {
        let mut owner = world.signed_in("owner").await;
        let mut conversation = sample();
        conversation["messages"][0]["body"] = json!("My card is 4111 1111 1111 1111, does it work?");
        let id = owner.bring_in(&conversation).await;
        let made = owner.share(&id, &share("organisation")).await;
        let opened = world.signed_in("colleague").await.open(made["url"].as_str().unwrap()).await;
        assert_eq!(opened.status, StatusCode::OK);
        assert!(!opened.text().contains("4111"), "{}", opened.text());
        assert_eq!(made["redactions"], 1);
    }

    async fn a_dry_run_shows_exactly_what_will_be_read_and_writes_nothing(world: World) {
        let (mut owner, id) = world.conversation().await;
        let mut wanted = share("organisation");
        wanted["messages"] = json!({"from": 2});
        wanted["leave_out"] = json!([3]);
        wanted["context"] = json!({"why": "See message 2."});
        wanted["redactions"] = json!([{"field": "message", "message": 2, "start": 0, "end": 1, "label": "OTHER"}]);
        let preview = owner.post(&format!("/api/v1/conversations/{id}/shares?dry_run=true"), &wanted).await.json();
        let list = owner.get(&format!("/api/v1/conversations/{id}/shares")).await.json();
        assert_eq!(list["shares"], json!([]));
        let made = owner.share(&id, &wanted).await;
        let opened = world.signed_in("colleague").await.open(made["url"].as_str().unwrap()).await.json();
        assert_eq!(preview["conversation"], opened["conversation"]);
        assert_eq!(preview["messages"], opened["messages"]);
        let numbers: Vec<_> = opened["messages"].as_array().unwrap().iter().map(|message| message["number"].clone()).collect();
        assert_eq!(numbers, [json!(2), json!(4)]);
        assert_eq!(opened["conversation"]["messages_shown"], 2);
        assert_eq!(opened["conversation"]["messages_total"], 4);
        assert_eq!(opened["conversation"]["redactions"], 1);
    }

    async fn wrong_fields_are_named(world: World) {
        let (mut owner, id) = world.conversation().await;
        let shares = format!("/api/v1/conversations/{id}/shares");
        let decision = |start: u32, end: u32, label: &str| {
            json!({"field": "message", "message": 1, "start": start, "end": end, "label": label})
        };
        let cases = [
            (json!({"audience": {"kind": "people"}}), "audience.emails", "invalid"),
            (json!({"audience": {"kind": "people", "emails": ["nobody@acme.example"]}}), "audience.emails[0]", "invalid"),
            (json!({"audience": {"kind": "people", "emails": [email_of("outsider")]}}), "audience.emails[0]", "invalid"),
            (json!({"audience": {"kind": "organisation"}, "expires_at": null}), "expires_at", "never_not_allowed"),
            (json!({"audience": {"kind": "organisation"}, "expires_at": "2020-01-01T00:00:00Z"}), "expires_at", "invalid"),
            (json!({"audience": {"kind": "organisation"}, "messages": {"from": 9}}), "messages.from", "invalid"),
            (json!({"audience": {"kind": "organisation"}, "messages": {"from": 3, "to": 2}}), "messages.to", "invalid"),
            (json!({"audience": {"kind": "organisation"}, "leave_out": [1, 2, 3, 4]}), "messages", "invalid"),
            (json!({"audience": {"kind": "organisation"}, "leave_out": [5]}), "leave_out", "invalid"),
            (json!({"audience": {"kind": "organisation"}, "redactions": [decision(0, 999, "OTHER")]}), "redactions[0].end", "invalid"),
            (json!({"audience": {"kind": "organisation"}, "redactions": [decision(3, 3, "OTHER")]}), "redactions[0].end", "invalid"),
            (json!({"audience": {"kind": "organisation"}, "kept": [decision(0, 1, "NONSENSE")]}), "kept[0].label", "invalid"),
            (json!({"audience": {"kind": "organisation"}, "password": "x"}), "password", "invalid"),
            (json!({"audience": {"kind": "organisation"}, "max_views": 1}), "max_views", "invalid"),
            (json!({"audience": {"kind": "public"}, "permission": "comment"}), "permission", "invalid"),
            (json!({"audience": {"kind": "organisation"}, "follow": true, "messages": {"to": 3}}), "follow", "invalid"),
            (json!({"audience": {"kind": "organisation"}, "surprise": 1}), "surprise", "invalid"),
        ];
        for (wanted, field, code) in cases {
            let answer = owner.post(&shares, &wanted).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wanted}: {}", answer.text());
            assert_eq!((answer.code().as_str(), answer.json()["errors"][0]["field"].as_str()), (code, Some(field)), "{wanted}");
        }
        let list = owner.get(&shares).await.json();
        assert_eq!(list["shares"], json!([]));
    }

    async fn a_snapshot_stays_as_it_was_until_the_share_is_updated(world: World) {
        let (mut owner, id) = world.conversation().await;
        let made = owner.share(&id, &share("public")).await;
        let link = made["url"].as_str().unwrap();
        owner.post(&format!("/api/v1/conversations/{id}/messages"), &json!({"messages": [{"sender": "ai", "body": "Newest words."}]})).await;
        let before = world.anonymous().open(link).await;
        assert!(!before.text().contains("Newest words."));
        let share_now = owner.get(&format!("/api/v1/shares/{}", made["id"].as_str().unwrap())).await.json();
        assert_eq!(share_now["changed_since"], true);
        assert_eq!(share_now["changes"], json!({"new_messages": 1, "first_new": 5, "details_changed": false}));
        owner.post(&format!("/api/v1/conversations/{id}/messages"), &json!({"messages": [{"sender": "ai", "body": "And more."}]})).await;
        let path = format!("/api/v1/shares/{}", made["id"].as_str().unwrap());
        let changes = owner.get(&path).await.json()["changes"].clone();
        assert_eq!(changes, json!({"new_messages": 2, "first_new": 5, "details_changed": false}));
        owner.send("PATCH", &format!("/api/v1/conversations/{id}"), Some(&json!({"title": "Another title"}))).await;
        assert_eq!(owner.get(&path).await.json()["changes"]["details_changed"], true);
        let refused = act(&mut owner, &made, "update", &json!({"confirm_customer_safe": true})).await;
        assert_eq!(refused.json()["errors"][0]["field"], "reviewed");
        let updated = act(&mut owner, &made, "update", &json!({"reviewed": 4, "confirm_customer_safe": true})).await;
        assert_eq!(updated.status, StatusCode::OK, "{}", updated.text());
        assert_eq!(updated.json()["snapshot_version"], 2);
        let after = world.anonymous().open(link).await;
        assert!(after.text().contains("Newest words."));
        assert_eq!(after.json()["share"]["snapshot_version"], 2);
        let head = owner.get(&format!("/api/v1/conversations/{id}")).await.json();
        assert_eq!(head["exposure"]["changed_since"], false);
    }

    async fn a_stopped_share_stays_stopped(world: World) {
        let (mut owner, id) = world.conversation().await;
        let made = owner.share(&id, &share("public")).await;
        act(&mut owner, &made, "revoke", &json!({})).await;
        let again = act(&mut owner, &made, "revoke", &json!({})).await;
        assert_eq!((again.status, again.json()["status"].clone()), (StatusCode::OK, json!("stopped")));
        for verb in ["renew", "rotate", "update", "pause", "resume"] {
            assert_eq!(act(&mut owner, &made, verb, &json!({})).await.code(), "conflict", "{verb}");
        }
        let id = made["id"].as_str().unwrap();
        assert_eq!(owner.send("PATCH", &format!("/api/v1/shares/{id}"), Some(&json!({"label": "x"}))).await.code(), "conflict");
        assert_eq!(owner.get(&format!("/api/v1/shares/{id}/link")).await.code(), "conflict");
    }

    async fn an_expired_share_opens_nothing_until_it_is_renewed(world: World) {
        let (mut owner, id) = world.conversation().await;
        let made = owner.share(&id, &share("public")).await;
        let link = made["url"].as_str().unwrap();
        let mut reader = world.anonymous();
        assert_eq!(reader.open(link).await.status, StatusCode::OK);
        world.pass(TimeDelta::days(8));
        let mut owner = world.signed_in("owner").await;
        assert_eq!(reader.open(link).await.status, StatusCode::NOT_FOUND);
        assert_eq!(reader.get(&path_and_secret(link).0).await.status, StatusCode::NOT_FOUND);
        let share = owner.get(&format!("/api/v1/shares/{}", made["id"].as_str().unwrap())).await.json();
        assert_eq!(share["status"], "expired");
        assert_eq!(act(&mut owner, &made, "renew", &json!({})).await.json()["status"], "active");
        assert_eq!(reader.open(link).await.status, StatusCode::OK);
    }

    async fn a_new_link_ends_the_old_one_and_every_open_page(world: World) {
        let (mut owner, id) = world.conversation().await;
        let made = owner.share(&id, &share("public")).await;
        let link = made["url"].as_str().unwrap();
        let mut reader = world.anonymous();
        reader.open(link).await;
        let (path, _) = path_and_secret(link);
        assert_eq!(reader.get(&format!("/api/v1{path}/alive")).await.status, StatusCode::OK);
        let rotated = act(&mut owner, &made, "rotate", &json!({})).await.json();
        assert_ne!(rotated["url"], made["url"]);
        assert_eq!(reader.get(&format!("/api/v1{path}/alive")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(reader.open(link).await.status, StatusCode::NOT_FOUND);
        assert_eq!(reader.open(rotated["url"].as_str().unwrap()).await.status, StatusCode::OK);
        let copied = owner.get(&format!("/api/v1/shares/{}/link", made["id"].as_str().unwrap())).await.json();
        assert_eq!(copied["url"], rotated["url"]);
        let members = owner.share(&id, &share("organisation")).await;
        assert_eq!(act(&mut owner, &members, "rotate", &json!({})).await.code(), "conflict");
    }

    async fn a_changed_context_note_hides_what_the_share_hides(world: World) {
        let (mut owner, id) = world.conversation().await;
        let mut wanted = share("organisation");
        // "parcel" in "The parcel never arrived."
        wanted["redactions"] = json!([{"field": "message", "message": 1, "start": 4, "end": 10, "label": "OTHER"}]);
        let made = owner.share(&id, &wanted).await;
        let path = format!("/api/v1/shares/{}", made["id"].as_str().unwrap());
        let change = json!({"context": {"why": "About the PARCEL of contact.1042@customer.example"}, "label": "For the carrier"});
        let changed = owner.send("PATCH", &path, Some(&change)).await;
        assert_eq!(changed.json()["label"], "For the carrier", "{}", changed.text());
        let opened = world.signed_in("colleague").await.open(made["url"].as_str().unwrap()).await;
        let why = opened.json()["conversation"]["context"]["why"].to_string();
        assert!(why.contains("About the") && !why.contains("PARCEL") && !why.contains("contact.1042"), "{why}");
    }

    async fn replacing_a_share_stops_it_in_the_same_step(world: World) {
        let (mut owner, id) = world.conversation().await;
        let old = owner.share(&id, &share("public")).await;
        let mut wanted = share("organisation");
        wanted["replaces"] = old["id"].clone();
        owner.share(&id, &wanted).await;
        let old = owner.get(&format!("/api/v1/shares/{}", old["id"].as_str().unwrap())).await.json();
        assert_eq!((old["status"].clone(), old["stop_reason"].clone()), (json!("stopped"), json!("replaced")));
    }

    async fn an_admin_sees_and_stops_anybodys_share_but_gets_neither_text_nor_link(world: World) {
        let (mut owner, id) = world.conversation().await;
        let mut wanted = share("public");
        wanted["context"] = json!({"why": "secret reason"});
        wanted["label"] = json!("secret label");
        let made = owner.share(&id, &wanted).await;
        let mut admin = world.signed_in("admin").await;
        let path = format!("/api/v1/shares/{}", made["id"].as_str().unwrap());
        let seen = admin.get(&path).await;
        assert_eq!(seen.status, StatusCode::OK);
        assert!(!seen.text().contains("secret") && !seen.text().contains("#k="), "{}", seen.text());
        assert_eq!(admin.get(&format!("{path}/link")).await.code(), "not_allowed");
        assert_eq!(act(&mut admin, &made, "revoke", &json!({})).await.json()["stop_reason"], "admin");
        assert_eq!(world.anonymous().open(made["url"].as_str().unwrap()).await.status, StatusCode::NOT_FOUND);
    }

    async fn everything_is_in_the_trail_and_the_trail_verifies(world: World) {
        let (mut owner, id) = world.conversation().await;
        let made = owner.share(&id, &share("public")).await;
        let mut reader = world.anonymous();
        reader.open(made["url"].as_str().unwrap()).await;
        reader.open(&format!("{}x", made["url"].as_str().unwrap())).await;
        owner.send("PATCH", &format!("/api/v1/shares/{}", made["id"].as_str().unwrap()), Some(&json!({"label": "x"}))).await;
        for verb in ["renew", "rotate", "pause", "resume", "revoke"] {
            act(&mut owner, &made, verb, &json!({})).await;
        }
        let mut admin = world.signed_in("admin").await;
        let trail = admin.get("/api/v1/audit").await;
        let rows = trail.json()["rows"].clone();
        let actions: Vec<&str> = rows.as_array().unwrap().iter().rev().map(|row| row["action"].as_str().unwrap()).collect();
        assert_eq!(
            actions,
            [
                "conversation.created", "share.created", "review.decided", "share.opened", "share.denied", "share.changed",
                "share.renewed", "share.rotated", "share.paused", "share.paused", "share.stopped"
            ]
        );
        assert!(!trail.text().contains("parcel"), "no text in the trail");
        let verified = admin.get("/api/v1/audit/verify").await.json();
        assert_eq!(verified["verified"], true, "{verified}");
        assert_eq!(verified["checked"], actions.len());
    }
}
