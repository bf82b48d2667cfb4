//! People, teams and sessions: who may do what, who leaves, and what becomes of what they had.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::world::{Browser, World, email_of, id_of, on_both, sample, share};

const PASSWORD: &str = "correct horse battery";

/// Invites somebody and answers their id and the link's token.
async fn invited(admin: &mut Browser, name: &str, role: &str) -> (String, String) {
    let new = json!({"name": name, "email": format!("{name}@acme.example"), "role": role});
    let answer = admin.post("/api/v1/people", &new).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    let made = answer.json();
    let url = made["url"].as_str().unwrap();
    let (_, token) = url
        .split_once("/welcome#t=")
        .expect("a link to the welcome page");
    (
        made["person"]["id"].as_str().unwrap().to_owned(),
        token.to_owned(),
    )
}

async fn change(admin: &mut Browser, id: &str, what: &Value) -> crate::world::Answer {
    admin
        .send("PATCH", &format!("/api/v1/people/{id}"), Some(what))
        .await
}

async fn team(admin: &mut Browser, name: &str, members: &[&str]) -> String {
    let members: Vec<String> = members.iter().map(|name| id_of(name).to_string()).collect();
    let answer = admin
        .post("/api/v1/teams", &json!({"name": name, "members": members}))
        .await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    answer.json()["id"].as_str().unwrap().to_owned()
}

on_both! {
    async fn an_invitation_makes_an_account_whose_person_chooses_the_password(world: World) {
        let mut admin = world.signed_in("admin").await;
        let (id, token) = invited(&mut admin, "newcomer", "member").await;
        let mut newcomer = world.anonymous();
        let short = newcomer.post("/api/v1/password-links/use", &json!({"token": token, "password": "short"})).await;
        assert_eq!(short.json()["errors"][0]["field"], "password");
        let used = newcomer.post("/api/v1/password-links/use", &json!({"token": token, "password": PASSWORD})).await;
        assert_eq!(used.status, StatusCode::OK, "{}", used.text());
        assert_eq!(newcomer.get("/api/v1/session").await.json()["person"]["id"], id.as_str());
        let again = world.anonymous().post("/api/v1/password-links/use", &json!({"token": token, "password": PASSWORD})).await;
        assert_eq!(again.code(), "not_found");
        let mut elsewhere = world.anonymous();
        let credentials = json!({"email": "newcomer@acme.example", "password": PASSWORD});
        assert_eq!(elsewhere.post("/api/v1/session", &credentials).await.status, StatusCode::OK);
        let taken = admin.post("/api/v1/people", &json!({"name": "x", "email": "NEWCOMER@acme.example", "role": "viewer"})).await;
        assert_eq!(taken.json()["errors"][0]["field"], "email");
    }

    async fn who_is_deactivated_is_out_at_once_and_their_shares_end(world: World) {
        let (mut owner, conversation) = world.conversation().await;
        let made = owner.share(&conversation, &share("organisation")).await;
        let mut reader = world.signed_in("colleague").await;
        assert_eq!(reader.open(made["url"].as_str().unwrap()).await.status, StatusCode::OK);
        let mut admin = world.signed_in("admin").await;
        let id = id_of("owner").to_string();
        let listed = admin.get("/api/v1/people").await.json();
        let row = listed["people"].as_array().unwrap().iter().find(|row| row["id"] == id.as_str()).unwrap().clone();
        assert_eq!((&row["conversations"], &row["shares"]), (&json!(1), &json!(1)));
        let changed = change(&mut admin, &id, &json!({"active": false})).await;
        assert_eq!(changed.status, StatusCode::OK, "{}", changed.text());
        assert_eq!(changed.json()["shares"], 0);
        assert_eq!(owner.get("/api/v1/session").await.code(), "signed_out");
        let share_id = made["id"].as_str().unwrap();
        assert_eq!(reader.get(&format!("/api/v1/s/{share_id}/alive")).await.code(), "not_found");
        let trail = admin.get(&format!("/api/v1/audit?share={share_id}")).await.json();
        assert_eq!(trail["rows"][0]["details"]["reason"], "owner_gone");
        assert_eq!(admin.get("/api/v1/audit/verify").await.json()["verified"], true);
    }

    async fn what_they_had_can_go_to_somebody_else_instead(world: World) {
        let (mut owner, conversation) = world.conversation().await;
        let made = owner.share(&conversation, &share("organisation")).await;
        let mut admin = world.signed_in("admin").await;
        let id = id_of("owner").to_string();
        let viewer = json!({"active": false, "hand_over": id_of("viewer")});
        assert_eq!(change(&mut admin, &id, &viewer).await.json()["errors"][0]["field"], "hand_over");
        let stranger = json!({"active": false, "hand_over": id_of("outsider")});
        assert_eq!(change(&mut admin, &id, &stranger).await.json()["errors"][0]["field"], "hand_over");
        let to = json!({"active": false, "hand_over": id_of("colleague")});
        assert_eq!(change(&mut admin, &id, &to).await.status, StatusCode::OK);
        let mut successor = world.signed_in("colleague").await;
        assert_eq!(successor.get(&format!("/api/v1/conversations/{conversation}")).await.status, StatusCode::OK);
        let share_id = made["id"].as_str().unwrap();
        let share = successor.get(&format!("/api/v1/shares/{share_id}")).await.json();
        assert_eq!((&share["status"], &share["abilities"]["change"]), (&json!("active"), &json!(true)));
    }

    async fn who_becomes_a_viewer_shares_nothing_any_more(world: World) {
        let (mut owner, conversation) = world.conversation().await;
        let made = owner.share(&conversation, &share("public")).await;
        let mut admin = world.signed_in("admin").await;
        let answer = change(&mut admin, &id_of("owner").to_string(), &json!({"role": "viewer"})).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        assert_eq!(world.anonymous().open(made["url"].as_str().unwrap()).await.code(), "not_found");
        let refused = owner.post(&format!("/api/v1/conversations/{conversation}/shares"), &share("organisation")).await;
        assert_eq!(refused.code(), "not_allowed");
    }

    async fn the_last_admin_stays_one_and_nobody_deactivates_themselves(world: World) {
        let mut admin = world.signed_in("admin").await;
        let id = id_of("admin").to_string();
        assert_eq!(change(&mut admin, &id, &json!({"role": "member"})).await.json()["errors"][0]["field"], "role");
        assert_eq!(change(&mut admin, &id, &json!({"active": false})).await.json()["errors"][0]["field"], "active");
        assert_eq!(admin.get("/api/v1/session").await.json()["role"], "admin");
    }

    async fn another_organisations_admin_finds_nobody_of_this_one(world: World) {
        let mut stranger = world.signed_in("other-admin").await;
        let id = id_of("owner").to_string();
        let listed = stranger.get("/api/v1/people").await.json();
        assert!(listed["people"].as_array().unwrap().iter().all(|row| row["id"] != id.as_str()));
        assert_eq!(change(&mut stranger, &id, &json!({"active": false})).await.code(), "not_found");
        assert_eq!(stranger.send("DELETE", &format!("/api/v1/people/{id}"), None).await.code(), "not_found");
        assert_eq!(stranger.post(&format!("/api/v1/people/{id}/link"), &json!({})).await.code(), "not_found");
        let found = stranger.get("/api/v1/people/search?q=owner").await.json();
        assert_eq!(found["people"], json!([]));
        let mut admin = world.signed_in("admin").await;
        let team = team(&mut admin, "Product", &["colleague"]).await;
        let theirs = json!({"name": "Theirs", "members": []});
        let answer = stranger.send("PUT", &format!("/api/v1/teams/{team}"), Some(&theirs)).await;
        assert_eq!(answer.code(), "not_found");
        let strangers = json!({"name": "Mixed", "members": [id_of("outsider")]});
        let answer = admin.post("/api/v1/teams", &strangers).await;
        assert_eq!(answer.json()["errors"][0]["field"], "members");
    }

    async fn an_erased_person_is_named_nowhere_and_the_trail_still_verifies(world: World) {
        let (mut owner, conversation) = world.conversation().await;
        owner.share(&conversation, &share("organisation")).await;
        let mut admin = world.signed_in("admin").await;
        let id = id_of("owner").to_string();
        let path = format!("/api/v1/people/{id}");
        assert_eq!(admin.send("DELETE", &path, None).await.code(), "conflict");
        change(&mut admin, &id, &json!({"active": false})).await;
        let before = admin.get("/api/v1/audit").await.text();
        assert!(before.contains("Name of owner"));
        assert_eq!(admin.send("DELETE", &path, None).await.status, StatusCode::NO_CONTENT);
        for place in ["/api/v1/audit", "/api/v1/people", "/api/v1/audit.csv", "/api/v1/audit.jsonl"] {
            let text = admin.get(place).await.text();
            assert!(!text.contains("Name of owner") && !text.contains(&email_of("owner")), "{place}");
        }
        assert_eq!(admin.get("/api/v1/audit/verify").await.json()["verified"], true);
    }

    async fn people_are_found_by_three_letters_of_a_name_or_an_address(world: World) {
        let mut owner = world.signed_in("owner").await;
        assert_eq!(owner.get("/api/v1/people/search?q=re").await.json()["errors"][0]["field"], "q");
        let names = |answer: Value| -> Vec<String> {
            answer["people"].as_array().unwrap().iter().map(|row| row["email"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(names(owner.get("/api/v1/people/search?q=REV").await.json()), [email_of("reviewer")]);
        assert_eq!(names(owner.get("/api/v1/people/search?q=colleague@").await.json()), [email_of("colleague")]);
        assert_eq!(names(owner.get("/api/v1/people/search?q=%25%25%25").await.json()), Vec::<String>::new());
        let mut viewer = world.signed_in("viewer").await;
        assert_eq!(viewer.get("/api/v1/people/search?q=rev").await.code(), "not_allowed");
        let mut last = owner.get("/api/v1/people/search?q=rev").await;
        for _ in 0..120 {
            last = owner.get("/api/v1/people/search?q=rev").await;
        }
        assert_eq!(last.code(), "throttled");
    }

    async fn a_share_with_a_team_follows_who_comes_and_goes(world: World) {
        let mut admin = world.signed_in("admin").await;
        let team = team(&mut admin, "Product", &["colleague"]).await;
        let (mut owner, conversation) = world.conversation().await;
        let made = owner.share(&conversation, &json!({"audience": {"kind": "people", "teams": [team]}})).await;
        assert_eq!(made["audience"]["teams"][0]["name"], "Product");
        let link = made["url"].as_str().unwrap();
        let mut colleague = world.signed_in("colleague").await;
        let mut named = world.signed_in("named").await;
        assert_eq!(colleague.open(link).await.status, StatusCode::OK);
        assert_eq!(named.open(link).await.code(), "not_found");
        let exchanged = json!({"name": "Product", "members": [id_of("named")]});
        assert_eq!(admin.send("PUT", &format!("/api/v1/teams/{team}"), Some(&exchanged)).await.status, StatusCode::OK);
        assert_eq!(colleague.open(link).await.code(), "not_found");
        let share_id = made["id"].as_str().unwrap();
        assert_eq!(colleague.get(&format!("/api/v1/s/{share_id}/alive")).await.code(), "not_found");
        assert_eq!(named.open(link).await.status, StatusCode::OK);
        let list = owner.get("/api/v1/conversations").await.json();
        assert_eq!(list["conversations"][0]["exposure"]["people"], 1, "{list}");
        assert_eq!(admin.send("DELETE", &format!("/api/v1/teams/{team}"), None).await.status, StatusCode::NO_CONTENT);
        assert_eq!(named.open(link).await.code(), "not_found");
    }

    async fn teams_have_names_of_their_own_and_only_admins_see_who_is_in_them(world: World) {
        let mut admin = world.signed_in("admin").await;
        team(&mut admin, "Product", &["colleague", "named"]).await;
        let twice = admin.post("/api/v1/teams", &json!({"name": " product "})).await;
        assert_eq!(twice.json()["errors"][0]["field"], "name");
        let mut owner = world.signed_in("owner").await;
        let seen = owner.get("/api/v1/teams").await.json();
        assert_eq!(seen["teams"][0]["size"], 2);
        assert!(seen["teams"][0].get("members").is_none() && seen["can_change"] == false, "{seen}");
        assert_eq!(admin.get("/api/v1/teams").await.json()["teams"][0]["members"].as_array().unwrap().len(), 2);
    }

    async fn sessions_are_listed_and_ended_one_by_one(world: World) {
        let mut here = world.signed_in("owner").await;
        let mut there = world.signed_in("owner").await;
        let listed = here.get("/api/v1/sessions").await.json();
        let sessions = listed["sessions"].as_array().unwrap();
        assert_eq!(sessions.len(), 2);
        let other = sessions.iter().find(|session| session["current"] == false).unwrap()["id"].as_str().unwrap().to_owned();
        let mut colleague = world.signed_in("colleague").await;
        assert_eq!(colleague.send("DELETE", &format!("/api/v1/sessions/{other}"), None).await.code(), "not_found");
        assert_eq!(here.send("DELETE", &format!("/api/v1/sessions/{other}"), None).await.status, StatusCode::NO_CONTENT);
        assert_eq!(there.get("/api/v1/session").await.code(), "signed_out");
        assert_eq!(here.get("/api/v1/session").await.status, StatusCode::OK);
    }

    async fn a_changed_password_ends_the_other_sessions(world: World) {
        let mut admin = world.signed_in("admin").await;
        let (_, token) = invited(&mut admin, "newcomer", "member").await;
        let mut here = world.anonymous();
        here.post("/api/v1/password-links/use", &json!({"token": token, "password": PASSWORD})).await;
        let mut there = world.anonymous();
        let credentials = json!({"email": "newcomer@acme.example", "password": PASSWORD});
        assert_eq!(there.post("/api/v1/session", &credentials).await.status, StatusCode::OK);
        let wrong = json!({"current": "a wrong password", "new": "another long password"});
        assert_eq!(here.post("/api/v1/session/password", &wrong).await.json()["errors"][0]["field"], "current");
        let right = json!({"current": PASSWORD, "new": "another long password"});
        let changed = here.post("/api/v1/session/password", &right).await;
        assert_eq!(changed.status, StatusCode::OK, "{}", changed.text());
        assert_eq!(here.get("/api/v1/session").await.status, StatusCode::OK);
        assert_eq!(there.get("/api/v1/session").await.code(), "signed_out");
    }

    async fn an_admin_hands_a_conversation_over_with_its_shares(world: World) {
        let (mut owner, conversation) = world.conversation().await;
        let made = owner.share(&conversation, &share("organisation")).await;
        let mut admin = world.signed_in("admin").await;
        let path = format!("/api/v1/conversations/{conversation}/owner");
        assert_eq!(admin.post(&path, &json!({"to": id_of("viewer")})).await.json()["errors"][0]["field"], "to");
        assert_eq!(admin.post(&path, &json!({"to": id_of("colleague")})).await.status, StatusCode::NO_CONTENT);
        assert_eq!(owner.get(&format!("/api/v1/conversations/{conversation}")).await.code(), "not_found");
        let mut successor = world.signed_in("colleague").await;
        let shares = successor.get(&format!("/api/v1/conversations/{conversation}/shares")).await.json();
        assert_eq!(shares["shares"][0]["id"], made["id"]);
    }

    async fn many_shares_stop_at_once_and_exposure_is_counted_by_day(world: World) {
        let mut owner = world.signed_in("owner").await;
        let mut ids = Vec::new();
        let mut link = String::new();
        for kind in ["organisation", "public", "people"] {
            let conversation = owner.bring_in(&sample()).await;
            let made = owner.share(&conversation, &share(kind)).await;
            if kind == "organisation" {
                made["url"].as_str().unwrap().clone_into(&mut link);
            }
            ids.push(made["id"].as_str().unwrap().to_owned());
        }
        world.signed_in("colleague").await.open(&link).await;
        let picture = owner.get("/api/v1/shares/exposure?days=7").await.json();
        let days = picture["days"].as_array().unwrap();
        assert_eq!(days.len(), 7);
        let today = days.last().unwrap();
        assert_eq!((&today["people"], &today["organisation"], &today["public"], &today["opens"]), (&json!(1), &json!(1), &json!(1), &json!(1)));
        assert_eq!(days[0]["public"], 0);
        let mut colleague = world.signed_in("colleague").await;
        assert_eq!(colleague.get("/api/v1/shares/exposure?all=true").await.code(), "not_allowed");
        let answer = colleague.post("/api/v1/shares/revoke", &json!({"ids": ids})).await.json();
        assert_eq!(answer["unknown"].as_array().unwrap().len(), 3, "{answer}");
        let answer = owner.post("/api/v1/shares/revoke", &json!({"ids": ids})).await.json();
        assert_eq!(answer["stopped"].as_array().unwrap().len(), 3, "{answer}");
        let answer = owner.post("/api/v1/shares/revoke", &json!({"ids": ids})).await.json();
        assert_eq!(answer["already"].as_array().unwrap().len(), 3, "{answer}");
        assert_eq!(world.signed_in("colleague").await.open(&link).await.code(), "not_found");
    }

    async fn the_trail_is_filtered_by_action_person_and_time(world: World) {
        let (mut owner, conversation) = world.conversation().await;
        let made = owner.share(&conversation, &share("organisation")).await;
        world.signed_in("colleague").await.open(made["url"].as_str().unwrap()).await;
        let mut admin = world.signed_in("admin").await;
        let actions = |answer: &crate::world::Answer| -> Vec<String> {
            answer.json()["rows"].as_array().unwrap().iter().map(|row| row["action"].as_str().unwrap().to_owned()).collect()
        };
        let opened = admin.get("/api/v1/audit?action=share.opened,share.stopped").await;
        assert_eq!(actions(&opened), ["share.opened"]);
        let person = id_of("owner");
        let theirs = admin.get(&format!("/api/v1/audit?person={person}")).await;
        assert_eq!(actions(&theirs), ["share.created", "conversation.created"]);
        change(&mut admin, &person.to_string(), &json!({"role": "reviewer"})).await;
        let theirs = admin.get(&format!("/api/v1/audit?person={person}&action=policy.changed")).await;
        assert_eq!(theirs.json()["rows"][0]["subject_name"], "Name of owner");
        let later = (world.now() + chrono::TimeDelta::hours(1)).to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        assert_eq!(actions(&admin.get(&format!("/api/v1/audit?from={later}")).await), Vec::<String>::new());
        assert!(!actions(&admin.get(&format!("/api/v1/audit?until={later}")).await).is_empty());
        assert_eq!(admin.get("/api/v1/audit?action=share.eaten").await.json()["errors"][0]["field"], "action");
        assert_eq!(admin.get("/api/v1/audit?from=yesterday").await.json()["errors"][0]["field"], "from");
        let csv = admin.get("/api/v1/audit.csv?action=share.created").await;
        assert!(csv.headers["content-disposition"].to_str().unwrap().contains("audit.csv"));
        let text = csv.text();
        assert_eq!(text.lines().count(), 2, "{text}");
        let jsonl = admin.get("/api/v1/audit.jsonl?action=share.created").await.text();
        let row: Value = serde_json::from_str(jsonl.trim()).unwrap();
        assert_eq!(row["action"], "share.created");
        let verified = admin.get("/api/v1/audit/verify").await.json();
        assert!(verified["head"].as_str().unwrap().contains(':'), "{verified}");
    }
}
