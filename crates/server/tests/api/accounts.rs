//! Signing in and out.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use chrono::TimeDelta;
use discreet_store::accounts::{LinkPurpose, OneTimeLink};
use discreet_store::{PasswordHash, Record, TokenHash};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::world::{World, email_of, id_of, on_both};

async fn with_password(world: &World, name: &str, password: &str) {
    let hash = discreet_server::hash_password(password);
    let key = world.audit_key();
    let record = Record {
        key: &key,
        org: id_of("acme"),
        now: world.now(),
        events: Vec::new(),
    };
    assert!(
        world
            .store
            .set_password(id_of(name), PasswordHash(hash), record)
            .await
            .unwrap()
    );
}

on_both! {
    async fn signing_in_starts_a_session_and_signing_out_ends_it(world: World) {
        with_password(&world, "owner", "correct horse battery").await;
        let mut browser = world.anonymous();
        assert_eq!(browser.get("/api/v1/session").await.code(), "signed_out");
        let credentials = json!({"email": " OWNER@acme.example ", "password": "correct horse battery"});
        let answer = browser.post("/api/v1/session", &credentials).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap().to_owned();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"), "{cookie}");
        let session = browser.get("/api/v1/session").await.json();
        assert_eq!(session["person"]["email"], email_of("owner"));
        assert_eq!(session["abilities"]["share"], true);
        assert_eq!(session["abilities"]["read_audit"], false);
        assert_eq!(browser.send("DELETE", "/api/v1/session", None).await.status, StatusCode::NO_CONTENT);
        assert_eq!(browser.get("/api/v1/session").await.code(), "signed_out");
    }

    async fn signing_out_everywhere_ends_the_other_devices_too(world: World) {
        let mut here = world.signed_in("owner").await;
        let mut there = world.signed_in("owner").await;
        let mut colleague = world.signed_in("colleague").await;
        assert_eq!(here.send("DELETE", "/api/v1/session?everywhere=true", None).await.status, StatusCode::NO_CONTENT);
        assert_eq!(there.get("/api/v1/session").await.code(), "signed_out");
        assert_eq!(colleague.get("/api/v1/session").await.status, StatusCode::OK);
    }

    async fn an_unknown_address_and_a_wrong_password_get_one_answer(world: World) {
        with_password(&world, "owner", "correct horse battery").await;
        let mut browser = world.anonymous();
        let wrong = browser.post("/api/v1/session", &json!({"email": email_of("owner"), "password": "nope"})).await;
        let unknown = browser.post("/api/v1/session", &json!({"email": "nobody@acme.example", "password": "nope"})).await;
        assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
        assert_eq!(wrong.comparable(), unknown.comparable());
    }

    async fn guessing_is_throttled_and_the_right_password_waits_too(world: World) {
        with_password(&world, "owner", "correct horse battery").await;
        let mut browser = world.anonymous();
        let guess = json!({"email": email_of("owner"), "password": "guess"});
        let mut last = browser.post("/api/v1/session", &guess).await;
        for _ in 0..8 {
            last = browser.post("/api/v1/session", &guess).await;
        }
        assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(last.headers[header::RETRY_AFTER].to_str().unwrap().parse::<u64>().unwrap() > 0);
        let right = json!({"email": email_of("owner"), "password": "correct horse battery"});
        assert_eq!(browser.post("/api/v1/session", &right).await.code(), "throttled");
        world.pass(TimeDelta::minutes(20));
        assert_eq!(browser.post("/api/v1/session", &right).await.status, StatusCode::OK);
    }

    async fn a_session_ends_by_itself(world: World) {
        let mut browser = world.signed_in("owner").await;
        assert_eq!(browser.get("/api/v1/session").await.status, StatusCode::OK);
        world.pass(TimeDelta::days(2));
        assert_eq!(browser.get("/api/v1/session").await.code(), "signed_out");
    }

    async fn a_write_from_another_site_changes_nothing(world: World) {
        let mut owner = world.signed_in("owner").await;
        for origin in [Some("https://evil.example"), Some("null"), None] {
            let mut request = Request::builder()
                .method("POST")
                .uri("/api/v1/conversations")
                .header(header::HOST, "127.0.0.1")
                .header(header::CONTENT_TYPE, "application/json");
            if let Some(origin) = origin {
                request = request.header(header::ORIGIN, origin);
            }
            let body = Body::from(crate::world::sample().to_string());
            let answer = owner.send_raw(request.body(body).unwrap()).await;
            assert_eq!((answer.status, answer.code().as_str()), (StatusCode::FORBIDDEN, "cross_site"), "{origin:?}");
        }
        let list = owner.get("/api/v1/conversations").await.json();
        assert_eq!(list["conversations"].as_array().unwrap().len(), 0);
    }

    async fn a_set_up_link_that_is_not_there_is_not_found(world: World) {
        let token = "0123456789abcdef0123";
        let hash = TokenHash(Sha256::digest(token.as_bytes()).into());
        let setup = json!({
            "token": token, "organisation": "New", "name": "First", "email": "first@new.example",
            "password": "correct horse battery",
        });
        let mut browser = world.anonymous();
        assert_eq!(browser.post("/api/v1/setup", &setup).await.code(), "not_found");
        let link = OneTimeLink {
            token: hash, purpose: LinkPurpose::Setup, person: None, expires_at: world.now() + TimeDelta::minutes(30),
        };
        world.store.create_one_time_link(link).await.unwrap();
        // There is an admin already, so the link makes no second first one.
        assert_eq!(browser.post("/api/v1/setup", &setup).await.code(), "not_found");
    }
}
