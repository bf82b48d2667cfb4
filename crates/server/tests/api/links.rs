//! Protected links: passwords, view limits, one link a recipient, who has been there, and requests for access.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::world::{Answer, Browser, World, email_of, on_both, path_and_secret, share};

/// A public share with these members besides.
fn public(more: &Value) -> Value {
    let mut wanted = share("public");
    for (name, value) in more.as_object().unwrap() {
        wanted[name] = value.clone();
    }
    wanted
}

/// Opens a link with more than its secret.
async fn open_with(browser: &mut Browser, link: &str, more: &Value) -> Answer {
    let (path, secret) = path_and_secret(link);
    let mut body = more.clone();
    body["secret"] = json!(secret);
    browser.post(&format!("/api/v1{path}/open"), &body).await
}

fn id_of_share(share: &Value) -> String {
    share["id"].as_str().unwrap().to_owned()
}

fn url(share: &Value) -> String {
    share["url"].as_str().unwrap().to_owned()
}

async fn accesses(owner: &mut Browser, share: &Value) -> Value {
    let path = format!("/api/v1/shares/{}/accesses", id_of_share(share));
    let answer = owner.get(&path).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()
}

/// Actions of the trail about a share, oldest first, with their details.
async fn trail(world: &World, share: &Value) -> Vec<(String, Value)> {
    let mut admin = world.signed_in("admin").await;
    let rows = admin.get("/api/v1/audit?limit=200").await.json()["rows"].clone();
    let mut found: Vec<(String, Value)> = rows
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["share"] == share["id"])
        .map(|row| {
            (
                row["action"].as_str().unwrap().to_owned(),
                row["details"].clone(),
            )
        })
        .collect();
    found.reverse();
    found
}

on_both! {
    async fn a_password_stands_before_the_conversation(world: World) {
        let (mut owner, id) = world.conversation().await;
        let made = owner.share(&id, &public(&json!({"password": "correct horse"}))).await;
        assert_eq!(made["has_password"], true);
        assert!(!made.to_string().contains("horse"), "the password is told to nobody");
        let mut reader = world.anonymous();
        assert_eq!(reader.open(&url(&made)).await.code(), "password_required");
        let wrong = open_with(&mut reader, &url(&made), &json!({"password": "battery staple"})).await;
        assert_eq!((wrong.status, wrong.code()), (StatusCode::FORBIDDEN, "password_wrong".to_owned()));
        assert_eq!(wrong.json()["errors"][0]["field"], "password");
        let right = open_with(&mut reader, &url(&made), &json!({"password": "correct horse"})).await;
        assert_eq!(right.status, StatusCode::OK);
        // Coming back under the grant asks for nothing.
        assert_eq!(reader.open(&url(&made)).await.status, StatusCode::OK);
        // Without the secret the password opens nothing, and is not even looked at.
        let (path, _) = path_and_secret(&url(&made));
        let mut stranger = world.anonymous();
        let bare = stranger.post(&format!("/api/v1{path}/open"), &json!({"secret": "AAAAAAAAAAAAAAAAAAAAAA", "password": "correct horse"})).await;
        assert_eq!(bare.status, StatusCode::NOT_FOUND);
        // The owner's session opens nothing either.
        assert_eq!(owner.open(&url(&made)).await.code(), "password_required");
    }

    async fn changing_the_password_ends_open_grants(world: World) {
        let (mut owner, id) = world.conversation().await;
        let made = owner.share(&id, &public(&json!({"password": "correct horse"}))).await;
        let path = format!("/api/v1/shares/{}", id_of_share(&made));
        let alive = format!("/api/v1/s/{}/alive", id_of_share(&made));
        let mut reader = world.anonymous();
        open_with(&mut reader, &url(&made), &json!({"password": "correct horse"})).await;
        assert_eq!(reader.get(&alive).await.status, StatusCode::OK);
        let changed = owner.send("PATCH", &path, Some(&json!({"password": "another horse"}))).await;
        assert_eq!(changed.status, StatusCode::OK, "{}", changed.text());
        assert_eq!(reader.get(&alive).await.status, StatusCode::NOT_FOUND);
        let old = open_with(&mut reader, &url(&made), &json!({"password": "correct horse"})).await;
        assert_eq!(old.code(), "password_wrong");
        let new = open_with(&mut reader, &url(&made), &json!({"password": "another horse"})).await;
        assert_eq!(new.status, StatusCode::OK);
        // Taken away, it is not asked for any more, and who was in starts anew.
        let without = owner.send("PATCH", &path, Some(&json!({"password": null}))).await.json();
        assert_eq!(without["has_password"], false);
        assert_eq!(reader.get(&alive).await.status, StatusCode::NOT_FOUND);
        assert_eq!(reader.open(&url(&made)).await.status, StatusCode::OK);
    }

    async fn a_password_is_not_guessed_by_trying(world: World) {
        let (mut owner, id) = world.conversation().await;
        let made = owner.share(&id, &public(&json!({"password": "correct horse"}))).await;
        let other = owner.share(&id, &public(&json!({"password": "correct horse"}))).await;
        let mut tries = Vec::new();
        for n in 0..20 {
            let mut guesser = world.anonymous();
            let link = url(&made);
            tries.push(tokio::spawn(async move {
                open_with(&mut guesser, &link, &json!({"password": format!("wrong guess {n}")})).await.code()
            }));
        }
        let mut codes = Vec::new();
        for one in tries {
            codes.push(one.await.unwrap());
        }
        let checked = codes.iter().filter(|code| *code == "password_wrong").count();
        let refused = codes.iter().filter(|code| *code == "throttled").count();
        assert_eq!((checked, refused), (5, 15), "of twenty at once, five are looked at");
        // Now even the right one waits, here and not at another link.
        let mut reader = world.anonymous();
        let right = json!({"password": "correct horse"});
        let waiting = open_with(&mut reader, &url(&made), &right).await;
        assert_eq!(waiting.status, StatusCode::TOO_MANY_REQUESTS);
        let wait: i64 = waiting.headers[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
        assert!((1..=31).contains(&wait), "{wait}");
        assert_eq!(open_with(&mut reader, &url(&other), &right).await.status, StatusCode::OK);
        world.pass(TimeDelta::seconds(wait + 1));
        // One more wrong try, and the wait is longer.
        let mut guesser = world.anonymous();
        open_with(&mut guesser, &url(&made), &json!({"password": "wrong again"})).await;
        let longer = open_with(&mut guesser, &url(&made), &right).await;
        let longer: i64 = longer.headers[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
        assert!(longer > wait, "{longer} after {wait}");
        world.pass(TimeDelta::seconds(longer + 1));
        assert_eq!(open_with(&mut world.anonymous(), &url(&made), &right).await.status, StatusCode::OK);
    }

    async fn what_cannot_protect_is_refused_at_its_field(world: World) {
        let (mut owner, id) = world.conversation().await;
        let shares = format!("/api/v1/conversations/{id}/shares");
        for (wanted, fields) in [
            (public(&json!({"password": "short"})), vec!["password"]),
            (public(&json!({"max_views": 0})), vec!["max_views"]),
            (json!({"audience": {"kind": "organisation"}, "password": "long enough", "max_views": 3}), vec!["password", "max_views"]),
        ] {
            let refused = owner.post(&shares, &wanted).await;
            let errors = refused.json()["errors"].clone();
            let named: Vec<&str> = errors.as_array().unwrap().iter().map(|error| error["field"].as_str().unwrap()).collect();
            assert_eq!((refused.code().as_str(), named), ("invalid", fields));
        }
    }

    async fn only_showing_uses_a_view_up(world: World) {
        let (mut owner, id) = world.conversation().await;
        let made = owner.share(&id, &public(&json!({"max_views": 1}))).await;
        assert_eq!(made["max_views"], 1);
        let (path, _) = path_and_secret(&url(&made));
        let mut bot = world.anonymous();
        for method in ["GET", "HEAD"] {
            let page = Request::builder().method(method).uri(&path).header(header::HOST, "127.0.0.1").header("sec-purpose", "prefetch").body(Body::empty()).unwrap();
            // The shell itself is there only once the web app is built; it counts nothing either way.
            assert!(!bot.send_raw(page).await.text().contains("parcel"));
            let read = Request::builder().method(method).uri(format!("/api/v1{path}/open")).header(header::HOST, "127.0.0.1").body(Body::empty()).unwrap();
            assert_eq!(bot.send_raw(read).await.status, StatusCode::METHOD_NOT_ALLOWED);
        }
        // A bot that runs the page's program gets as far as the gate.
        let gate = bot.open(&url(&made)).await;
        assert_eq!((gate.status, gate.code()), (StatusCode::FORBIDDEN, "show_required".to_owned()));
        assert!(!gate.text().contains("parcel"), "{}", gate.text());
        // The owner's own look asks for nothing and counts nothing.
        assert_eq!(owner.open(&url(&made)).await.status, StatusCode::OK);
        let path = format!("/api/v1/shares/{}", id_of_share(&made));
        let seen = owner.get(&path).await.json();
        assert_eq!((&seen["views"], &seen["status"]), (&json!(0), &json!("active")));

        let mut reader = world.anonymous();
        assert_eq!(open_with(&mut reader, &url(&made), &json!({"show": true})).await.status, StatusCode::OK);
        assert_eq!(reader.open(&url(&made)).await.status, StatusCode::OK, "a reload counts nothing");
        assert_eq!(open_with(&mut bot, &url(&made), &json!({"show": true})).await.status, StatusCode::NOT_FOUND);
        let seen = owner.get(&path).await.json();
        assert_eq!((&seen["views"], &seen["status"]), (&json!(1), &json!("used_up")));
        // Renewed, its views start anew.
        owner.post(&format!("{path}/renew"), &json!({})).await;
        assert_eq!(open_with(&mut bot, &url(&made), &json!({"show": true})).await.status, StatusCode::OK);
    }

    async fn of_fifty_at_once_one_opens_a_one_view_link(world: World) {
        let (mut owner, id) = world.conversation().await;
        let made = owner.share(&id, &public(&json!({"max_views": 1}))).await;
        let mut opens = Vec::new();
        for _ in 0..50 {
            let mut reader = world.anonymous();
            let link = url(&made);
            opens.push(tokio::spawn(async move {
                open_with(&mut reader, &link, &json!({"show": true})).await.status
            }));
        }
        let mut answers = Vec::new();
        for one in opens {
            answers.push(one.await.unwrap());
        }
        assert_eq!(answers.iter().filter(|status| **status == StatusCode::OK).count(), 1);
        assert_eq!(answers.iter().filter(|status| **status == StatusCode::NOT_FOUND).count(), 49);
        let opened = trail(&world, &made).await;
        assert_eq!(opened.iter().filter(|(action, _)| action == "share.opened").count(), 1);
    }

    async fn a_password_and_a_view_limit_are_asked_for_one_after_the_other(world: World) {
        let (mut owner, id) = world.conversation().await;
        let made = owner.share(&id, &public(&json!({"max_views": 2, "password": "correct horse"}))).await;
        let mut reader = world.anonymous();
        assert_eq!(open_with(&mut reader, &url(&made), &json!({"show": true})).await.code(), "password_required");
        let password = json!({"password": "correct horse"});
        let gate = open_with(&mut reader, &url(&made), &password).await;
        assert_eq!(gate.code(), "show_required");
        assert!(gate.json()["detail"].as_str().unwrap().contains("2 more times"));
        let shown = open_with(&mut reader, &url(&made), &json!({"password": "correct horse", "show": true})).await;
        assert_eq!(shown.status, StatusCode::OK);
    }

    async fn each_recipient_gets_a_link_of_their_own(world: World) {
        let (mut owner, id) = world.conversation().await;
        let path = format!("/api/v1/conversations/{id}/recipient-links");
        let wanted = json!({"share": public(&json!({"label": "For the partners"})), "recipients": ["one@new.example", "Two@New.example"]});
        let answer = owner.post(&path, &wanted).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
        let made = answer.json()["shares"].clone();
        let (one, two) = (made[0].clone(), made[1].clone());
        assert_eq!((&one["recipient"], &two["recipient"]), (&json!("one@new.example"), &json!("two@new.example")));
        assert_ne!(url(&one), url(&two));

        let mut first = world.anonymous();
        let shown = first.open(&url(&one)).await;
        assert_eq!(shown.json()["share"]["can_end"], true);
        assert!(!shown.text().contains("new.example"), "who it was made for is not told to who has it");
        let seen = accesses(&mut owner, &one).await;
        assert_eq!(seen["visitors"][0]["visitor"]["kind"], "recipient");
        assert_eq!(seen["visitors"][0]["visitor"]["email"], "one@new.example");
        assert_eq!(seen["not_yet"], json!([]));
        assert_eq!(accesses(&mut owner, &two).await["not_yet"][0]["email"], "two@new.example");

        // The recipient ends theirs; the other stays.
        let end = format!("/api/v1/s/{}/end", id_of_share(&one));
        assert_eq!(world.anonymous().post(&end, &json!({})).await.status, StatusCode::NOT_FOUND);
        assert_eq!(first.post(&end, &json!({})).await.status, StatusCode::NO_CONTENT);
        assert_eq!(first.open(&url(&one)).await.status, StatusCode::NOT_FOUND);
        assert_eq!(world.anonymous().open(&url(&two)).await.status, StatusCode::OK);
        let ended = owner.get(&format!("/api/v1/shares/{}", id_of_share(&one))).await.json();
        assert_eq!((&ended["status"], &ended["stop_reason"]), (&json!("stopped"), &json!("recipient")));
        assert_eq!(accesses(&mut owner, &one).await["visitors"][0]["ended"], true);

        // All or none.
        let twice = json!({"share": share("public"), "recipients": ["a@new.example", "A@new.example", "nobody"]});
        let refused = owner.post(&path, &twice).await.json();
        let fields: Vec<&str> = refused["errors"].as_array().unwrap().iter().map(|error| error["field"].as_str().unwrap()).collect();
        assert_eq!(fields, ["recipients[1]", "recipients[2]"]);
        let list = owner.get(&format!("/api/v1/conversations/{id}/shares")).await.json();
        assert_eq!(list["shares"].as_array().unwrap().len(), 2);
    }

    async fn a_link_for_everybody_is_not_one_readers_to_end(world: World) {
        let (mut owner, id) = world.conversation().await;
        let made = owner.share(&id, &share("public")).await;
        let mut reader = world.anonymous();
        let shown = reader.open(&url(&made)).await;
        assert_eq!(shown.json()["share"].get("can_end"), None);
        let end = format!("/api/v1/s/{}/end", id_of_share(&made));
        assert_eq!(reader.post(&end, &json!({})).await.status, StatusCode::NOT_FOUND);
        assert_eq!(reader.open(&url(&made)).await.status, StatusCode::OK);
    }

    async fn the_owner_learns_who_has_been_there_and_who_has_not(world: World) {
        let (mut owner, id) = world.conversation().await;
        let mut wanted = share("people");
        wanted["audience"]["emails"] = json!([email_of("named"), email_of("viewer")]);
        let made = owner.share(&id, &wanted).await;
        let before = accesses(&mut owner, &made).await;
        assert_eq!((before["visitors"].clone(), before["not_yet"].as_array().unwrap().len()), (json!([]), 2));
        let mut named = world.signed_in("named").await;
        named.open(&url(&made)).await;
        named.open(&url(&made)).await;
        world.signed_in("colleague").await.open(&url(&made)).await;
        owner.open(&url(&made)).await;
        let after = accesses(&mut owner, &made).await;
        let visitors = after["visitors"].as_array().unwrap().clone();
        assert_eq!(visitors.len(), 2, "the owner's own look is not told: {after}");
        let reader = visitors.iter().find(|one| one["visitor"]["email"] == email_of("named")).unwrap();
        assert_eq!((&reader["opened"], &reader["denied"]), (&json!(2), &json!(0)));
        assert!(reader["first_at"].as_str() <= reader["last_at"].as_str());
        let refused = visitors.iter().find(|one| one["visitor"]["email"] == email_of("colleague")).unwrap();
        assert_eq!((&refused["opened"], &refused["denied"]), (&json!(0), &json!(1)));
        assert_eq!(after["not_yet"][0]["email"], email_of("viewer"));
        assert_eq!(after["not_yet"].as_array().unwrap().len(), 1);
        assert_eq!(after["events"].as_array().unwrap().len(), 3);
        assert_eq!(after["events"][0]["what"], "denied");
        assert_eq!(after["events"][0]["why"], "not_addressed");

        // It outlives expiry and stopping.
        world.pass(TimeDelta::days(8));
        let mut owner = world.signed_in("owner").await;
        assert_eq!(accesses(&mut owner, &made).await["visitors"], after["visitors"]);
        owner.post(&format!("/api/v1/shares/{}/revoke", id_of_share(&made)), &json!({})).await;
        assert_eq!(accesses(&mut owner, &made).await["visitors"], after["visitors"]);
    }

    async fn of_a_stranger_the_browser_and_the_cut_network_are_kept_and_nothing_more(world: World) {
        let (mut owner, id) = world.conversation().await;
        let made = owner.share(&id, &share("public")).await;
        let (path, secret) = path_and_secret(&url(&made));
        let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0";
        let open = Request::builder().method("POST").uri(format!("/api/v1{path}/open"))
            .header(header::HOST, "127.0.0.1").header(header::ORIGIN, "http://127.0.0.1")
            .header(header::CONTENT_TYPE, "application/json").header(header::USER_AGENT, agent)
            .body(Body::from(json!({"secret": secret}).to_string())).unwrap();
        let mut reader = world.anonymous();
        assert_eq!(reader.send_raw(open).await.status, StatusCode::OK);
        let seen = accesses(&mut owner, &made).await;
        assert_eq!(seen["visitors"][0]["visitor"], json!({"kind": "anonymous", "browser": "Firefox", "network": "127.0.0.0/24"}));
        assert!(!seen.to_string().contains("Gecko") && !seen.to_string().contains("127.0.0.1"));
        // A second browser is a second visitor.
        world.anonymous().open(&url(&made)).await;
        assert_eq!(accesses(&mut owner, &made).await["visitors"].as_array().unwrap().len(), 2);
    }

    async fn a_flood_of_refused_opens_is_counted_not_written_row_by_row(world: World) {
        let (mut owner, id) = world.conversation().await;
        let made = owner.share(&id, &share("public")).await;
        let wrong = format!("{}x", url(&made));
        for _ in 0..30 {
            world.anonymous().open(&wrong).await;
        }
        let denied = |rows: Vec<(String, Value)>| rows.into_iter().filter(|(action, _)| action == "share.denied").map(|(_, details)| details).collect::<Vec<_>>();
        assert_eq!(denied(trail(&world, &made).await).len(), 1);
        world.pass(TimeDelta::minutes(11));
        let written = world.store.settle_denials(&world.audit_key(), world.now()).await.unwrap();
        assert_eq!(written, 1);
        let rows = denied(trail(&world, &made).await);
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[1]["times"], "29");
        assert_eq!(world.store.settle_denials(&world.audit_key(), world.now()).await.unwrap(), 0);
        let visitors = accesses(&mut owner, &made).await["visitors"].clone();
        let refused: u64 = visitors.as_array().unwrap().iter().map(|one| one["denied"].as_u64().unwrap()).sum();
        assert_eq!(refused, 30);
        // A window that nobody closed is closed by the next refusal.
        for _ in 0..3 {
            world.anonymous().open(&wrong).await;
        }
        world.pass(TimeDelta::minutes(11));
        world.anonymous().open(&wrong).await;
        let rows = denied(trail(&world, &made).await);
        assert_eq!(rows.len(), 5);
        assert_eq!(rows[3]["times"], "2");
        let mut admin = world.signed_in("admin").await;
        assert_eq!(admin.get("/api/v1/audit/verify").await.json()["verified"], true);
    }

    async fn can_they_open_it_says_yes_or_exactly_why_not(world: World) {
        let (mut owner, id) = world.conversation().await;
        let made = owner.share(&id, &share("people")).await;
        let path = format!("/api/v1/shares/{}", id_of_share(&made));
        let check = async |owner: &mut Browser, path: &str, email: &str| {
            let answer = owner.post(&format!("{path}/check"), &json!({"email": email})).await.json();
            (answer["can_open"].as_bool(), answer["fix"].as_str().unwrap_or_default().to_owned())
        };
        let no = |fix: &str| (Some(false), fix.to_owned());
        let yes = || (Some(true), String::new());
        assert_eq!(check(&mut owner, &path, &email_of("named").to_uppercase()).await, yes());
        assert_eq!(check(&mut owner, &path, &email_of("owner")).await, yes());
        assert_eq!(check(&mut owner, &path, &email_of("colleague")).await, no("add_person"));
        // Somebody of another organisation and nobody at all are the same.
        assert_eq!(check(&mut owner, &path, &email_of("outsider")).await, no("ask_admin"));
        assert_eq!(check(&mut owner, &path, "nobody@acme.example").await, no("ask_admin"));
        let added = owner.post(&format!("{path}/people"), &json!({"emails": [email_of("colleague")]})).await;
        assert_eq!(added.json()["audience"]["people"].as_array().unwrap().len(), 2, "{}", added.text());
        assert_eq!(check(&mut owner, &path, &email_of("colleague")).await, yes());
        assert_eq!(world.signed_in("colleague").await.open(&url(&made)).await.status, StatusCode::OK);
        owner.post(&format!("{path}/pause"), &json!({})).await;
        assert_eq!(check(&mut owner, &path, &email_of("named")).await, no("resume"));
        owner.post(&format!("{path}/resume"), &json!({})).await;
        let public_share = owner.share(&id, &share("public")).await;
        let public_path = format!("/api/v1/shares/{}", id_of_share(&public_share));
        assert_eq!(check(&mut owner, &public_path, "anybody@elsewhere.example").await, yes());
        world.pass(TimeDelta::days(8));
        let mut owner = world.signed_in("owner").await;
        assert_eq!(check(&mut owner, &path, &email_of("named")).await, no("renew"));
        owner.post(&format!("{path}/revoke"), &json!({})).await;
        assert_eq!(check(&mut owner, &path, &email_of("named")).await, no("new_share"));
        let nonsense = owner.post(&format!("{path}/check"), &json!({"email": "nonsense"})).await;
        assert_eq!(nonsense.json()["errors"][0]["field"], "email");
        let stranger = owner.post(&format!("{path}/people"), &json!({"emails": ["nobody@acme.example"]})).await;
        assert_eq!(stranger.json()["errors"][0]["field"], "emails[0]");
    }

    async fn a_colleague_asks_and_is_let_in(world: World) {
        let (mut owner, id) = world.conversation().await;
        let made = owner.share(&id, &share("people")).await;
        let ask = format!("/api/v1/s/{}/access-requests", id_of_share(&made));
        let mut colleague = world.signed_in("colleague").await;
        for _ in 0..2 {
            let answer = colleague.post(&ask, &json!({})).await;
            assert_eq!((answer.status, answer.text()), (StatusCode::NO_CONTENT, String::new()));
        }
        // Unknown, another organisation's and one's own: the same answer, and nothing happens.
        assert_eq!(colleague.post("/api/v1/s/AAAAAAAAAAAAAAAAAAAAAA/access-requests", &json!({})).await.status, StatusCode::NO_CONTENT);
        assert_eq!(world.signed_in("outsider").await.post(&ask, &json!({})).await.status, StatusCode::NO_CONTENT);
        assert_eq!(owner.post(&ask, &json!({})).await.status, StatusCode::NO_CONTENT);
        let list = owner.get("/api/v1/access-requests").await.json();
        assert_eq!(list["requests"].as_array().unwrap().len(), 1, "{list}");
        let request = list["requests"][0].clone();
        assert_eq!(request["person"]["email"], email_of("colleague"));
        assert_eq!(colleague.open(&url(&made)).await.status, StatusCode::NOT_FOUND);
        let path = format!("/api/v1/access-requests/{}", request["id"].as_str().unwrap());
        let approved = owner.post(&format!("{path}/approve"), &json!({})).await;
        assert_eq!(approved.json()["state"], "approved", "{}", approved.text());
        assert_eq!(colleague.open(&url(&made)).await.status, StatusCode::OK);
        assert_eq!(owner.get("/api/v1/access-requests").await.json()["requests"], json!([]));
        assert_eq!(owner.post(&format!("{path}/decline"), &json!({})).await.status, StatusCode::CONFLICT);
    }

    async fn a_declined_colleague_stays_out_and_may_ask_again(world: World) {
        let (mut owner, id) = world.conversation().await;
        let public_share = owner.share(&id, &share("public")).await;
        let people = owner.share(&id, &share("people")).await;
        let ask = format!("/api/v1/s/{}/access-requests", id_of_share(&public_share));
        let mut colleague = world.signed_in("colleague").await;
        colleague.post(&ask, &json!({})).await;
        let first = async |owner: &mut Browser| owner.get("/api/v1/access-requests").await.json()["requests"][0].clone();
        let request = first(&mut owner).await;
        let path = format!("/api/v1/access-requests/{}", request["id"].as_str().unwrap());
        assert_eq!(owner.post(&format!("{path}/decline"), &json!({})).await.json()["state"], "declined");
        assert_eq!(first(&mut owner).await, Value::Null);
        colleague.post(&ask, &json!({})).await;
        assert_eq!(first(&mut owner).await["id"], request["id"]);
        // A public link names nobody: the owner says which People share.
        let refused = owner.post(&format!("{path}/approve"), &json!({})).await;
        assert_eq!(refused.json()["errors"][0]["field"], "share");
        let approved = owner.post(&format!("{path}/approve"), &json!({"share": people["id"]})).await;
        assert_eq!(approved.json()["granted"], people["id"], "{}", approved.text());
        assert_eq!(colleague.open(&url(&people)).await.status, StatusCode::OK);
    }

    async fn asking_is_throttled(world: World) {
        let mut colleague = world.signed_in("colleague").await;
        let ask = "/api/v1/s/AAAAAAAAAAAAAAAAAAAAAA/access-requests";
        for _ in 0..20 {
            assert_eq!(colleague.post(ask, &json!({})).await.status, StatusCode::NO_CONTENT);
        }
        assert_eq!(colleague.post(ask, &json!({})).await.status, StatusCode::TOO_MANY_REQUESTS);
    }

    async fn the_owner_is_told_of_the_first_opening_of_requests_and_before_the_end(world: World) {
        let (mut owner, id) = world.conversation().await;
        let made = owner.share(&id, &share("public")).await;
        let told = async |owner: &mut Browser| {
            let list = owner.get("/api/v1/notifications").await.json();
            let news = list["notifications"].as_array().unwrap().clone();
            news.iter().rev().map(|one| one["kind"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        owner.open(&url(&made)).await;
        assert!(told(&mut owner).await.is_empty(), "one's own look is no news");
        for _ in 0..2 {
            world.anonymous().open(&url(&made)).await;
        }
        let ask = format!("/api/v1/s/{}/access-requests", id_of_share(&made));
        let mut colleague = world.signed_in("colleague").await;
        for _ in 0..2 {
            colleague.post(&ask, &json!({})).await;
        }
        assert_eq!(told(&mut owner).await, ["first_opening", "access_request"]);

        let remind = async |world: &World| {
            let now = world.now();
            world.store.remind_of_endings(|| uuid::Uuid::from_u128(now.timestamp_micros().unsigned_abs().into()), now).await.unwrap()
        };
        assert_eq!(remind(&world).await, 0, "a week is left");
        world.pass(TimeDelta::days(6) + TimeDelta::hours(1));
        assert_eq!(remind(&world).await, 1);
        assert_eq!(remind(&world).await, 0, "once");
        let mut owner = world.signed_in("owner").await;
        assert!(told(&mut owner).await.contains(&"expiring".to_owned()));
    }
}
