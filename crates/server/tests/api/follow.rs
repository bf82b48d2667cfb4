//! Shares that follow their conversation: new messages reach them through the gate, and nothing else does.

use serde_json::{Value, json};

use crate::world::{Browser, World, on_both, sample, share};

fn following() -> Value {
    let mut wanted = share("organisation");
    wanted["follow"] = json!(true);
    wanted
}

async fn add(browser: &mut Browser, conversation: &str, bodies: &[&str]) {
    let messages: Vec<Value> = bodies
        .iter()
        .map(|body| json!({"sender": "contact", "name": "Contact 7", "body": body}))
        .collect();
    let path = format!("/api/v1/conversations/{conversation}/messages");
    let answer = browser.post(&path, &json!({"messages": messages})).await;
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.text());
}

/// The share as its owner sees it.
async fn seen(browser: &mut Browser, share: &Value) -> Value {
    let path = format!("/api/v1/shares/{}", share["id"].as_str().unwrap());
    browser.get(&path).await.json()
}

/// What a colleague gets.
async fn opened(world: &World, share: &Value) -> Value {
    let mut colleague = world.signed_in("colleague").await;
    let answer = colleague.open(share["url"].as_str().unwrap()).await;
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.text());
    answer.json()
}

fn word(start: u32, end: u32) -> Value {
    json!({"field": "message", "message": 1, "start": start, "end": end, "label": "OTHER"})
}

on_both! {
    async fn new_messages_are_appended_and_nothing_else_changes(world: World) {
        let (mut owner, id) = world.conversation().await;
        let made = owner.share(&id, &following()).await;
        let still = owner.share(&id, &share("organisation")).await;
        assert_eq!(made["follow"], true);
        add(&mut owner, &id, &["It came today.", "Thank you."]).await;
        let now = opened(&world, &made).await;
        assert_eq!(now["conversation"]["messages_shown"], 6);
        assert_eq!(now["conversation"]["messages_total"], 6);
        assert!(now["messages"][5].to_string().contains("Thank you."));
        assert_eq!(now["messages"][4]["number"], 5);
        let owners = seen(&mut owner, &made).await;
        assert_eq!((owners["snapshot_version"].as_u64(), owners["message_count"].as_u64()), (Some(2), Some(6)));
        assert_eq!((owners["changed_since"].as_bool(), owners["changes"]["new_messages"].as_u64()), (Some(false), Some(0)));
        // One that does not follow stays as it was handed out.
        assert_eq!(opened(&world, &still).await["conversation"]["messages_shown"], 4);
        // A new title is no message.
        owner.send("PATCH", &format!("/api/v1/conversations/{id}"), Some(&json!({"title": "Another title"}))).await;
        add(&mut owner, &id, &["One more."]).await;
        let now = opened(&world, &made).await;
        assert_eq!(now["conversation"]["messages_shown"], 7);
        assert!(!now.to_string().contains("Another title"));
        assert_eq!(seen(&mut owner, &made).await["changed_since"], true);
    }

    async fn what_is_hidden_already_and_what_is_preset_is_hidden_in_new_messages(world: World) {
        let (mut owner, id) = world.conversation().await;
        let mut wanted = following();
        wanted["numbered"] = json!(true);
        wanted["redactions"] = json!([word(4, 10)]);
        let made = owner.share(&id, &wanted).await;
        add(&mut owner, &id, &["My **PARCEL**, see https://track.example/?q=p%61rcel&x=1 or cGFyY2VsIHBhcmNlbA==.", "The key is sk_live_4eC39HqLyjWDarjtT1zdp7dc."]).await;
        let now = opened(&world, &made).await;
        let later = now["messages"].as_array().unwrap()[4..].iter().map(Value::to_string).collect::<String>();
        for hidden in ["PARCEL", "p%61rcel", "cGFyY2Vs", "sk_live"] {
            assert!(!later.contains(hidden), "{hidden} in {later}");
        }
        assert!(later.contains("The key is"), "{later}");
        assert_eq!(now["conversation"].get("held"), None);
        let placeholder = now["messages"][4].to_string();
        assert!(placeholder.contains(r#""label":"OTHER""#) && placeholder.contains(r#""ordinal":1"#), "the same number: {placeholder}");
        assert!(now["conversation"]["redactions"].as_u64() > made["redactions"].as_u64());
    }

    async fn a_message_with_anything_else_is_held_back_until_somebody_decides(world: World) {
        let (mut owner, id) = world.conversation().await;
        let made = owner.share(&id, &following()).await;
        add(&mut owner, &id, &["Write to pat@customer.example.", "Nothing in here."]).await;
        let now = opened(&world, &made).await;
        assert_eq!(now["conversation"]["held"], 1);
        assert_eq!((now["messages"][4]["held"].as_bool(), now["messages"][5].get("held")), (Some(true), None));
        assert!(!now.to_string().contains("customer.example") && !now.to_string().contains("Write to"));
        assert!(now.to_string().contains("Nothing in here."));
        assert_eq!(seen(&mut owner, &made).await["held"], json!([5]));
        // Updating without a decision decides nothing.
        let path = format!("/api/v1/shares/{}/update", made["id"].as_str().unwrap());
        let kept_back = owner.post(&path, &json!({})).await.json();
        assert_eq!(kept_back["held"], json!([5]), "{kept_back}");
        let warned = kept_back["warnings"].clone();
        assert_eq!(warned.as_array().unwrap().len(), 1);
        assert!(!opened(&world, &made).await.to_string().contains("customer.example"));
        let decided = owner.post(&path, &json!({"redactions": warned})).await.json();
        assert_eq!((decided["held"].as_array(), decided["follow"].as_bool()), (None, Some(true)), "{decided}");
        let now = opened(&world, &made).await.to_string();
        assert!(now.contains("Write to") && !now.contains("customer.example"));
        // The same value needs no second decision.
        add(&mut owner, &id, &["I said PAT@customer.example!"]).await;
        let now = opened(&world, &made).await;
        assert_eq!(now["conversation"].get("held"), None);
        assert!(!now.to_string().to_lowercase().contains("pat@customer.example"));
    }

    async fn where_policy_asks_for_approval_new_messages_are_held_back(world: World) {
        let (mut owner, id) = world.conversation().await;
        let made = owner.share(&id, &following()).await;
        let mut admin = world.signed_in("admin").await;
        admin.send("PUT", "/api/v1/policy", Some(&json!({"review_required": "all"}))).await;
        add(&mut owner, &id, &["Nothing in here."]).await;
        let now = opened(&world, &made).await;
        assert_eq!(now["conversation"]["held"], 1);
        assert!(!now.to_string().contains("Nothing in here."));
    }

    async fn own_words_hold_new_messages_back(world: World) {
        let (mut owner, id) = world.conversation().await;
        let made = owner.share(&id, &following()).await;
        let mut reviewer = world.signed_in("reviewer").await;
        reviewer.post("/api/v1/policy/words", &json!({"kind": "word", "text": "Bluebird"})).await;
        add(&mut owner, &id, &["About Bluebird."]).await;
        assert!(!opened(&world, &made).await.to_string().contains("Bluebird"));
        assert_eq!(seen(&mut owner, &made).await["held"], json!([5]));
    }

    async fn what_a_title_hid_before_it_changed_cannot_slip_through(world: World) {
        let (mut owner, id) = world.conversation().await;
        let mut wanted = following();
        wanted["redactions"] = json!([{"field": "title", "start": 4, "end": 10, "label": "OTHER"}]);
        let made = owner.share(&id, &wanted).await;
        owner.send("PATCH", &format!("/api/v1/conversations/{id}"), Some(&json!({"title": "Something else"}))).await;
        add(&mut owner, &id, &["Where is my parcel?"]).await;
        assert!(!opened(&world, &made).await.to_string().contains("Where is my parcel?"));
        assert_eq!(seen(&mut owner, &made).await["held"], json!([5]));
    }

    async fn only_an_organisation_share_to_the_end_can_follow(world: World) {
        let (mut owner, id) = world.conversation().await;
        for mut wanted in [share("people"), share("public"), share("organisation")] {
            wanted["follow"] = json!(true);
            if wanted["audience"]["kind"] == "organisation" {
                wanted["messages"] = json!({"to": 3});
            }
            let refused = owner.post(&format!("/api/v1/conversations/{id}/shares"), &wanted).await;
            assert_eq!(refused.json()["errors"][0]["field"], "follow", "{}", refused.text());
        }
        let made = owner.share(&id, &share("organisation")).await;
        let path = format!("/api/v1/shares/{}/update", made["id"].as_str().unwrap());
        assert_eq!(owner.post(&path, &json!({"follow": true})).await.json()["follow"], true);
        add(&mut owner, &id, &["More."]).await;
        assert_eq!(opened(&world, &made).await["conversation"]["messages_shown"], 5);
        assert_eq!(owner.post(&path, &json!({"follow": false})).await.json()["follow"], false);
        add(&mut owner, &id, &["Even more."]).await;
        assert_eq!(opened(&world, &made).await["conversation"]["messages_shown"], 5);
    }

    async fn a_long_conversation_is_followed_page_by_page(world: World) {
        let mut owner = world.signed_in("owner").await;
        let mut long = sample();
        long["messages"] = (0..99).map(|n| json!({"sender": "ai", "body": format!("Line {n}.")})).collect();
        let id = owner.bring_in(&long).await;
        let made = owner.share(&id, &following()).await;
        for more in ["First of more.", "Second of more.", "Third of more."] {
            add(&mut owner, &id, &[more]).await;
        }
        let first = opened(&world, &made).await;
        assert_eq!((first["messages"].as_array().unwrap().len(), first["next_after"].as_u64()), (100, Some(100)));
        let path = format!("/api/v1/s/{}/messages?after=100", made["id"].as_str().unwrap());
        let rest = world.signed_in("colleague").await.get(&path).await.json();
        let numbers: Vec<u64> = rest["messages"].as_array().unwrap().iter().map(|message| message["number"].as_u64().unwrap()).collect();
        assert_eq!(numbers, [101, 102]);
    }

    async fn a_stopped_share_follows_nothing_and_the_trail_says_what_followed(world: World) {
        let (mut owner, id) = world.conversation().await;
        let made = owner.share(&id, &following()).await;
        add(&mut owner, &id, &["One.", "Write to pat@customer.example."]).await;
        let rows = world.signed_in("admin").await.get("/api/v1/audit").await.json();
        assert_eq!(rows["rows"][0]["action"], "share.updated");
        assert_eq!(rows["rows"][0]["details"], json!({"followed": "2", "held": "1"}));
        owner.post(&format!("/api/v1/shares/{}/revoke", made["id"].as_str().unwrap()), &json!({})).await;
        add(&mut owner, &id, &["Two."]).await;
        assert_eq!(seen(&mut owner, &made).await["snapshot_version"], 2);
    }
}
