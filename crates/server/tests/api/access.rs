//! The access matrix: every route of the OpenAPI document, asked by everybody, with the answer written down.
//!
//! A route that is missing from the table fails the test, so that none can be forgotten.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::world::{Browser, World, email_of, id_of, on_both, path_and_secret, sample, share};

/// Who asks; the last two ask as the owner (`/shares`) or as a reader who had it open (`/s`) of a share that is
/// expired, and of one that was stopped.
const ASKING: [&str; 8] = [
    "owner",
    "admin",
    "named",
    "colleague",
    "other",
    "anonymous",
    "expired",
    "stopped",
];

/// Route, what the share in it is for, and the answer to each of [`ASKING`]. 404s are compared byte for byte with the
/// answer for an unknown id.
#[rustfmt::skip]
const TABLE: &[(&str, &str, [u16; 8])] = &[
    //                                                owner admin named coll. other anon. expd. stopd.
    ("POST /session",                       "",             [401, 401, 401, 401, 401, 401, 401, 401]),
    ("GET /session",                        "",             [200, 200, 200, 200, 200, 401, 200, 200]),
    ("DELETE /session",                     "",             [204, 204, 204, 204, 204, 401, 204, 204]),
    ("POST /setup",                         "",             [404, 404, 404, 404, 404, 404, 404, 404]),
    ("POST /session/password",              "",             [422, 422, 422, 422, 422, 401, 422, 422]),
    ("POST /password-links/use",            "",             [404, 404, 404, 404, 404, 404, 404, 404]),
    ("GET /sessions",                       "",             [200, 200, 200, 200, 200, 401, 200, 200]),
    ("DELETE /sessions/{id}",               "",             [404, 404, 404, 404, 404, 401, 404, 404]),
    ("GET /people",                         "",             [403, 200, 403, 403, 403, 401, 403, 403]),
    ("POST /people",                        "",             [403, 201, 403, 403, 403, 401, 403, 403]),
    ("GET /people/search",                  "",             [422, 422, 422, 422, 422, 401, 422, 422]),
    ("PATCH /people/{id}",                  "",             [403, 200, 403, 403, 403, 401, 403, 403]),
    ("DELETE /people/{id}",                 "",             [403, 409, 403, 403, 403, 401, 403, 403]),
    ("POST /people/{id}/link",              "",             [403, 201, 403, 403, 403, 401, 403, 403]),
    ("GET /teams",                          "",             [200, 200, 200, 200, 200, 401, 200, 200]),
    ("POST /teams",                         "",             [403, 201, 403, 403, 403, 401, 403, 403]),
    ("PUT /teams/{id}",                     "",             [403, 404, 403, 403, 403, 401, 403, 403]),
    ("DELETE /teams/{id}",                  "",             [403, 404, 403, 403, 403, 401, 403, 403]),
    ("POST /conversations/{id}/owner",      "people",       [403, 204, 404, 404, 404, 401, 403, 403]),
    ("GET /shares/exposure",                "",             [200, 200, 200, 200, 200, 401, 200, 200]),
    ("POST /shares/revoke",                 "",             [200, 200, 200, 200, 200, 401, 200, 200]),
    ("GET /audit.csv",                      "",             [403, 200, 403, 403, 403, 401, 403, 403]),
    ("GET /audit.jsonl",                    "",             [403, 200, 403, 403, 403, 401, 403, 403]),
    ("GET /conversations",                  "",             [200, 200, 200, 200, 200, 401, 200, 200]),
    ("POST /conversations",                 "",             [201, 201, 201, 201, 201, 401, 201, 201]),
    ("GET /conversations/{id}",             "people",       [200, 200, 404, 404, 404, 401, 200, 200]),
    ("PATCH /conversations/{id}",           "people",       [200, 404, 404, 404, 404, 401, 200, 200]),
    ("DELETE /conversations/{id}",          "people",       [200, 404, 404, 404, 404, 401, 200, 200]),
    ("GET /conversations/{id}/messages",    "people",       [200, 200, 404, 404, 404, 401, 200, 200]),
    ("POST /conversations/{id}/messages",   "people",       [200, 404, 404, 404, 404, 401, 200, 200]),
    ("POST /imports",                       "",             [200, 200, 200, 200, 200, 401, 200, 200]),
    ("POST /imports/{id}",                  "",             [202, 404, 404, 404, 404, 401, 202, 202]),
    ("GET /imports/{id}",                   "",             [200, 404, 404, 404, 404, 401, 200, 200]),
    ("PATCH /imports/{id}",                 "",             [200, 404, 404, 404, 404, 401, 200, 200]),
    ("DELETE /imports/{id}",                "",             [200, 404, 404, 404, 404, 401, 200, 200]),
    ("POST /conversations/{id}/findings",   "people",       [200, 404, 404, 404, 404, 401, 200, 200]),
    ("GET /conversations/{id}/review",      "people",       [200, 404, 404, 404, 404, 401, 200, 200]),
    ("PUT /conversations/{id}/review",      "people",       [200, 404, 404, 404, 404, 401, 200, 200]),
    ("PATCH /conversations/{id}/review",    "people",       [200, 404, 404, 404, 404, 401, 200, 200]),
    ("GET /conversations/{id}/shares",      "people",       [200, 200, 404, 404, 404, 401, 200, 200]),
    ("POST /conversations/{id}/shares",     "people",       [201, 404, 404, 404, 404, 401, 201, 201]),
    ("GET /shares",                         "",             [200, 200, 200, 200, 200, 401, 200, 200]),
    ("GET /shares/{id}",                    "people",       [200, 200, 404, 404, 404, 401, 200, 200]),
    ("PATCH /shares/{id}",                  "people",       [200, 403, 404, 404, 404, 401, 200, 409]),
    ("GET /shares/{id}/link",               "people",       [200, 403, 404, 404, 404, 401, 200, 409]),
    ("GET /shares/{id}/decisions",          "people",       [200, 403, 404, 404, 404, 401, 200, 200]),
    ("POST /shares/{id}/update",            "people",       [200, 403, 404, 404, 404, 401, 200, 409]),
    ("POST /shares/{id}/renew",             "people",       [200, 403, 404, 404, 404, 401, 200, 409]),
    ("POST /shares/{id}/rotate",            "public",       [200, 403, 404, 404, 404, 401, 200, 409]),
    ("POST /shares/{id}/pause",             "people",       [200, 403, 404, 404, 404, 401, 200, 409]),
    ("POST /shares/{id}/resume",            "people",       [200, 403, 404, 404, 404, 401, 200, 409]),
    ("POST /shares/{id}/revoke",            "people",       [200, 200, 404, 404, 404, 401, 200, 200]),
    ("POST /shares/{id}/people",            "people",       [200, 403, 404, 404, 404, 401, 200, 409]),
    ("POST /shares/{id}/people",            "public",       [409, 403, 404, 404, 404, 401, 409, 409]),
    ("POST /shares/{id}/check",             "people",       [200, 403, 404, 404, 404, 401, 200, 200]),
    ("GET /shares/{id}/accesses",           "people",       [200, 200, 404, 404, 404, 401, 200, 200]),
    ("POST /conversations/{id}/recipient-links", "people",  [201, 404, 404, 404, 404, 401, 201, 201]),
    ("GET /access-requests",                "",             [200, 200, 200, 200, 200, 401, 200, 200]),
    ("POST /access-requests/{id}/approve",  "request",      [200, 404, 404, 404, 404, 401, 200, 409]),
    ("POST /access-requests/{id}/decline",  "request",      [200, 404, 404, 404, 404, 401, 200, 200]),
    ("POST /s/{id}/open",                   "people",       [200, 404, 200, 404, 404, 401, 404, 404]),
    ("POST /s/{id}/open",                   "organisation", [200, 200, 200, 200, 404, 401, 404, 404]),
    ("POST /s/{id}/open",                   "public",       [404, 404, 404, 404, 404, 401, 404, 404]),
    ("POST /s/{id}/open",                   "public#k",     [200, 200, 200, 200, 200, 200, 404, 404]),
    ("GET /s/{id}/messages",                "people",       [200, 404, 200, 404, 404, 404, 404, 404]),
    ("GET /s/{id}/messages",                "organisation", [200, 200, 200, 200, 404, 404, 404, 404]),
    ("GET /s/{id}/messages",                "public",       [404, 404, 404, 404, 404, 404, 404, 404]),
    ("GET /s/{id}/messages",                "public#k",     [200, 200, 200, 200, 200, 200, 404, 404]),
    ("GET /s/{id}/alive",                   "people",       [200, 404, 200, 404, 404, 404, 404, 404]),
    ("GET /s/{id}/alive",                   "organisation", [200, 200, 200, 200, 404, 404, 404, 404]),
    ("GET /s/{id}/alive",                   "public",       [404, 404, 404, 404, 404, 404, 404, 404]),
    ("GET /s/{id}/alive",                   "public#k",     [200, 200, 200, 200, 200, 200, 404, 404]),
    ("POST /s/{id}/end",                    "people",       [404, 404, 404, 404, 404, 404, 404, 404]),
    ("POST /s/{id}/end",                    "public#k",     [404, 404, 404, 404, 404, 404, 404, 404]),
    ("POST /s/{id}/access-requests",        "people",       [204, 204, 204, 204, 204, 401, 204, 204]),
    ("GET /s/{id}/comments",                "organisation", [403, 403, 403, 403, 404, 404, 404, 404]),
    ("GET /s/{id}/comments",                "organisation+comment", [200, 200, 200, 200, 404, 404, 404, 404]),
    ("GET /s/{id}/comments",                "people+comment", [200, 404, 200, 404, 404, 404, 404, 404]),
    ("GET /s/{id}/comments",                "public",       [404, 404, 404, 404, 404, 404, 404, 404]),
    ("GET /s/{id}/comments",                "public#k",     [403, 403, 403, 403, 403, 403, 404, 404]),
    ("POST /s/{id}/comments",               "organisation", [403, 403, 403, 403, 404, 404, 404, 404]),
    ("POST /s/{id}/comments",               "organisation+comment", [201, 201, 201, 201, 404, 404, 404, 404]),
    ("POST /s/{id}/comments",               "people+comment", [201, 404, 201, 404, 404, 404, 404, 404]),
    ("POST /s/{id}/comments",               "public#k",     [403, 403, 403, 403, 403, 403, 404, 404]),
    ("PATCH /s/{id}/comments",              "organisation", [403, 403, 403, 403, 404, 404, 404, 404]),
    ("PATCH /s/{id}/comments",              "people+comment", [404, 404, 404, 404, 404, 404, 404, 404]),
    ("DELETE /s/{id}/comments",             "organisation", [403, 403, 403, 403, 404, 404, 404, 404]),
    ("DELETE /s/{id}/comments",             "people+comment", [404, 404, 404, 404, 404, 404, 404, 404]),
    ("GET /s/{id}/people",                  "organisation", [403, 403, 403, 403, 404, 404, 404, 404]),
    ("GET /s/{id}/people",                  "people+comment", [200, 404, 200, 404, 404, 404, 404, 404]),
    ("POST /s/{id}/action",                 "organisation", [403, 403, 403, 403, 404, 404, 404, 404]),
    ("POST /s/{id}/action",                 "people+comment", [409, 404, 409, 404, 404, 404, 404, 404]),
    ("GET /s/{id}/conversation",            "organisation+comment", [403, 403, 403, 403, 404, 404, 404, 404]),
    ("PATCH /s/{id}/conversation",          "organisation+comment", [403, 403, 403, 403, 404, 404, 404, 404]),
    ("GET /s/{id}/events",                  "people",       [200, 404, 200, 404, 404, 404, 404, 404]),
    ("GET /s/{id}/events",                  "organisation", [200, 200, 200, 200, 404, 404, 404, 404]),
    ("GET /s/{id}/events",                  "public",       [404, 404, 404, 404, 404, 404, 404, 404]),
    ("GET /s/{id}/events",                  "public#k",     [200, 200, 200, 200, 200, 200, 404, 404]),
    ("GET /conversations/{id}/comments",    "people+comment", [200, 404, 404, 404, 404, 401, 200, 200]),
    ("GET /conversations/{id}/comments/export", "people+comment", [200, 404, 404, 404, 404, 401, 200, 200]),
    ("GET /notifications",                  "",             [200, 200, 200, 200, 200, 401, 200, 200]),
    ("POST /notifications/read",            "",             [200, 200, 200, 200, 200, 401, 200, 200]),
    ("GET /notifications/settings",         "",             [200, 200, 200, 200, 200, 401, 200, 200]),
    ("PUT /notifications/settings",         "",             [200, 200, 200, 200, 200, 401, 200, 200]),
    ("GET /reviews",                        "",             [200, 200, 200, 200, 200, 401, 200, 200]),
    ("POST /reviews",                       "",             [201, 404, 404, 404, 404, 401, 201, 201]),
    ("GET /reviews/{id}",                   "",             [200, 404, 404, 404, 404, 401, 200, 200]),
    ("PATCH /reviews/{id}",                 "",             [200, 404, 404, 404, 404, 401, 200, 200]),
    ("GET /reviews/{id}/preview",           "",             [200, 404, 404, 404, 404, 401, 200, 200]),
    ("POST /reviews/{id}/publish",          "",             [201, 404, 404, 404, 404, 401, 201, 201]),
    ("GET /policy",                         "",             [200, 200, 200, 200, 200, 401, 200, 200]),
    ("PUT /policy",                         "",             [403, 200, 403, 403, 403, 401, 403, 403]),
    ("GET /policy/words",                   "",             [200, 200, 200, 200, 200, 401, 200, 200]),
    ("POST /policy/words",                  "",             [403, 201, 403, 403, 403, 401, 403, 403]),
    ("DELETE /policy/words/{id}",           "",             [403, 204, 403, 403, 403, 401, 403, 403]),
    ("POST /policy/words/{id}/renew",       "",             [403, 200, 403, 403, 403, 401, 403, 403]),
    ("GET /audit",                          "",             [403, 200, 403, 403, 403, 401, 403, 403]),
    ("GET /audit/verify",                   "",             [403, 200, 403, 403, 403, 401, 403, 403]),
];

/// Every route that the OpenAPI document has.
fn documented() -> BTreeSet<String> {
    let document = serde_json::to_value(discreet_server::app::openapi()).unwrap();
    let paths = document["paths"].as_object().unwrap().clone();
    paths
        .into_iter()
        .flat_map(|(path, methods)| {
            let path = path
                .strip_prefix("/api/v1")
                .expect("every route is under /api/v1")
                .to_owned();
            let methods: Vec<String> = methods.as_object().unwrap().keys().cloned().collect();
            methods
                .into_iter()
                .map(move |method| format!("{} {path}", method.to_uppercase()))
        })
        .collect()
}

#[test]
fn every_documented_route_is_in_the_matrix_and_the_other_way_round() {
    let table: BTreeSet<String> = TABLE
        .iter()
        .map(|(route, ..)| (*route).to_owned())
        .collect();
    assert_eq!(documented(), table);
}

fn body_of(route: &str, conversation_revision: u64) -> Option<Value> {
    Some(match route {
        "POST /session" => json!({"email": "nobody@acme.example", "password": "x"}),
        "POST /setup" => json!({
            "token": "x", "organisation": "x", "name": "x", "email": "x@new.example", "password": "x"
        }),
        "POST /session/password" => json!({"current": "x", "new": "x"}),
        "POST /password-links/use" => json!({"token": "x", "password": "x"}),
        "POST /people" => json!({"name": "New", "email": "new@acme.example", "role": "member"}),
        "PATCH /people/{id}" => json!({"name": "Name"}),
        "POST /teams" | "PUT /teams/{id}" => json!({"name": "Team"}),
        "POST /conversations/{id}/owner" => json!({"to": id_of("colleague")}),
        "POST /shares/revoke" => json!({"ids": ["AAAAAAAAAAAAAAAAAAAAAA"]}),
        "POST /conversations" | "POST /imports" => sample(),
        "PATCH /conversations/{id}" | "PATCH /s/{id}/conversation" => {
            json!({"status": "closed"})
        }
        "PATCH /imports/{id}" => json!({"branches": "all"}),
        "POST /conversations/{id}/messages" => {
            json!({"messages": [{"sender": "ai", "body": "More."}]})
        }
        "POST /conversations/{id}/shares" => share("organisation"),
        "PATCH /shares/{id}" => json!({"label": "x"}),
        "POST /shares/{id}/people" => json!({"emails": [email_of("colleague")]}),
        "POST /shares/{id}/check" => json!({"email": email_of("colleague")}),
        "POST /conversations/{id}/recipient-links" => {
            json!({"share": share("public"), "recipients": ["one@new.example"]})
        }
        "POST /shares/{id}/update" => {
            json!({"reviewed": conversation_revision, "confirm_customer_safe": true})
        }
        "POST /s/{id}/comments" => json!({"body": "Fine."}),
        "PATCH /s/{id}/comments" => json!({"id": UNKNOWN_COMMENT, "resolved": true}),
        "POST /s/{id}/action" => json!({"done": true}),
        "PUT /notifications/settings" => json!({"off": []}),
        "PUT /policy" | "PUT /conversations/{id}/review" | "PATCH /conversations/{id}/review" => {
            json!({})
        }
        "PATCH /reviews/{id}" => json!({"act": "withdraw"}),
        "POST /policy/words" => json!({"kind": "word", "text": "Bluebird"}),
        route if route.starts_with("POST") => json!({}),
        _ => return None,
    })
}

const UNKNOWN_COMMENT: &str = "0192aaaa-0000-7000-8000-000000000000";

/// The query that a route cannot do without.
fn query_of(route: &str) -> String {
    match route {
        "DELETE /s/{id}/comments" => format!("?comment={UNKNOWN_COMMENT}"),
        "GET /s/{id}/people" => "?q=nam".to_owned(),
        _ => String::new(),
    }
}

async fn ask(
    browser: &mut Browser,
    route: &str,
    id: &str,
    secret: Option<&str>,
) -> crate::world::Answer {
    let (method, path) = route.split_once(' ').unwrap();
    let path = format!("/api/v1{}", path.replace("{id}", id)) + &query_of(route);
    let mut body = body_of(route, 1);
    if route == "POST /reviews" {
        let reviewers = [crate::world::email_of("reviewer")];
        body = Some(
            json!({"conversation": id, "share": share("organisation"), "reviewers": reviewers}),
        );
    }
    if let (Some(secret), "POST /s/{id}/open") = (secret, route) {
        body = Some(json!({"secret": secret}));
    }
    browser.send(method, &path, body.as_ref()).await
}

/// The id of an entry of the team memory.
async fn a_word(world: &World, text: &str) -> String {
    let mut admin = world.signed_in("admin").await;
    let word = json!({"kind": "word", "text": text});
    let added = admin.post("/api/v1/policy/words", &word).await;
    added.json()["id"].as_str().unwrap().to_owned()
}

/// The id of the owner's request for review, approved where the route needs it.
async fn a_request(world: &World, conversation: &str, route: &str) -> String {
    let wanted = json!({
        "conversation": conversation, "share": share("organisation"),
        "reviewers": [crate::world::email_of("reviewer")],
    });
    let mut owner = world.signed_in("owner").await;
    let asked = owner.post("/api/v1/reviews", &wanted).await;
    let id = asked.json()["id"].as_str().unwrap().to_owned();
    if route.ends_with("/publish") {
        let mut reviewer = world.signed_in("reviewer").await;
        let path = format!("/api/v1/reviews/{id}");
        reviewer
            .send("PATCH", &path, Some(&json!({"act": "approve"})))
            .await;
    }
    id
}

/// A file of the owner's that was looked at.
async fn owner_waiting(world: &World) -> String {
    let mut owner = world.signed_in("owner").await;
    let seen = owner.post("/api/v1/imports?dry_run=true", &sample()).await;
    seen.json()["id"].as_str().expect("an id").to_owned()
}

/// The id of a request that a reviewer made for a share.
async fn request_for(world: &World, owner: &mut Browser, share: &str) -> String {
    let mut reviewer = world.signed_in("reviewer").await;
    reviewer
        .post(&format!("/api/v1/s/{share}/access-requests"), &json!({}))
        .await;
    let mut owner = if owner.get("/api/v1/session").await.status.is_success() {
        owner.clone()
    } else {
        world.signed_in("owner").await
    };
    let list = owner.get("/api/v1/access-requests").await.json();
    let requests = list["requests"].as_array().unwrap().clone();
    let found = requests.iter().find(|request| request["share"] == share);
    found.expect("the request is there")["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

async fn browser_of(world: &World, who: &str, is_recipients: bool) -> Browser {
    match who {
        "anonymous" => world.anonymous(),
        "other" => world.signed_in("outsider").await,
        "expired" | "stopped" if is_recipients => world.signed_in("named").await,
        "expired" | "stopped" => world.signed_in("owner").await,
        name => world.signed_in(name).await,
    }
}

on_both! {
    async fn everybody_gets_the_answer_that_is_written_down(world: World) {
        // Event streams say what there is, and end.
        world.app.end_streams();
        let mut wrong = Vec::new();
        for (route, subject, answers) in TABLE {
            for (who, expected) in ASKING.into_iter().zip(answers) {
                let mut owner = world.signed_in("owner").await;
                let conversation = owner.bring_in(&sample()).await;
                let with_secret = subject.ends_with("#k");
                let kind = match subject.trim_end_matches("#k") {
                    "" => "organisation",
                    "request" => "people",
                    kind => kind,
                };
                let made = owner.share(&conversation, &share(kind)).await;
                let share_id = made["id"].as_str().unwrap().to_owned();
                let (_, secret) = path_and_secret(made["url"].as_str().unwrap());
                let secret = secret.filter(|_| with_secret);
                let is_recipients = route.contains("/s/{id}");

                let mut browser = browser_of(&world, who, is_recipients).await;
                if with_secret && !route.ends_with("/open") {
                    ask(&mut browser, "POST /s/{id}/open", &share_id, secret.as_deref()).await;
                }
                match who {
                    "expired" => {
                        world.pass(TimeDelta::days(8));
                        let visitor = browser.clone();
                        browser = browser_of(&world, who, is_recipients).await;
                        browser.keep_visitor_of(&visitor);
                    }
                    "stopped" => {
                        owner.post(&format!("/api/v1/shares/{share_id}/revoke"), &json!({})).await;
                    }
                    _ => {}
                }
                // A reviewer asks to be let in; the request is what the route is about.
                let other = match *subject {
                    "request" => request_for(&world, &mut owner, &share_id).await,
                    _ if route.contains("/imports/{id}") => owner_waiting(&world).await,
                    _ if route.contains("/people/") || route.contains("/teams/") => id_of("colleague").to_string(),
                    _ if route.contains("/words/{id}") => a_word(&world, &format!("Word for {route} by {who}")).await,
                    _ if route.contains("/reviews/{id}") => a_request(&world, &conversation, route).await,
                    _ if *route == "POST /reviews" => conversation.clone(),
                    _ => share_id.clone(),
                };
                let id = if route.contains("/conversations/") { &conversation } else { &other };
                let answer = ask(&mut browser, route, id, secret.as_deref()).await;
                if answer.status.as_u16() != *expected {
                    wrong.push(format!("{route} ({subject}) by {who}: {} instead of {expected}: {}", answer.status, answer.text()));
                }
                if *expected == 404 && route.contains("{id}") {
                    let unknown = if route.contains("/conversations/") || route.contains("/reviews") || *subject == "request" { "0192aaaa-0000-7000-8000-000000000000" } else { "AAAAAAAAAAAAAAAAAAAAAA" };
                    let other = ask(&mut browser, route, unknown, secret.as_deref().or(Some("AAAAAAAAAAAAAAAAAAAAAA"))).await;
                    if other.comparable() != answer.comparable() {
                        wrong.push(format!("{route} ({subject}) by {who}: differs from an unknown id: {} / {}", answer.comparable(), other.comparable()));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{} wrong answers:\n{}", wrong.len(), wrong.join("\n"));
    }

    async fn a_viewer_opens_what_is_shared_and_makes_nothing(world: World) {
        let (mut owner, id) = world.conversation().await;
        let made = owner.share(&id, &share("organisation")).await;
        let mut viewer = world.signed_in("viewer").await;
        assert_eq!(viewer.open(made["url"].as_str().unwrap()).await.status.as_u16(), 200);
        assert_eq!(viewer.post("/api/v1/conversations", &sample()).await.code(), "not_allowed");
        assert_eq!(viewer.post("/api/v1/imports", &sample()).await.code(), "not_allowed");
        assert_eq!(viewer.get("/api/v1/audit").await.code(), "not_allowed");
    }

    async fn what_is_not_there_is_not_found_and_a_wrong_method_is_named(world: World) {
        let mut owner = world.signed_in("owner").await;
        assert_eq!(owner.get("/api/v1/nothing").await.code(), "not_found");
        assert_eq!(owner.get("/api/nothing").await.code(), "not_found");
        assert_eq!(owner.get("/api/v1/conversations/not-an-id").await.code(), "not_found");
        assert_eq!(owner.send("PUT", "/api/v1/conversations", Some(&json!({}))).await.code(), "method_not_allowed");
    }
}
