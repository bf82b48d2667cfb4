//! A server of one's own for every test: a fresh database, people in two organisations, and browsers for them.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use chrono::{DateTime, TimeDelta, Utc};
use discreet_server::app::{App, router};
use discreet_server::{Clock, KeyRing};
use discreet_store::accounts::{NewPerson, NewSession, Role};
use discreet_store::{AuditKey, Record, Store, TokenHash};
use http_body_util::BodyExt;
use sea_orm::{ConnectionTrait, Database};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tower::ServiceExt;
use uuid::Uuid;

/// Runs a test on SQLite and on PostgreSQL.
macro_rules! on_both {
    ($(async fn $name:ident($world:ident: World) $body:block)+) => {
        $(
            mod $name {
                use super::*;

                async fn story($world: World) $body

                #[tokio::test]
                async fn sqlite() {
                    story(World::on_sqlite().await).await;
                }

                #[tokio::test]
                async fn postgres() {
                    story(World::on_postgres().await).await;
                }
            }
        )+
    };
}
pub(crate) use on_both;

/// A server with people.
pub struct World {
    pub app: App,
    pub store: Store,
    router: Router,
    moved: Arc<AtomicI64>,
    url: String,
    /// Keeps the key ring, and a SQLite file, until the end.
    folder: Arc<tempfile::TempDir>,
}

/// Names of the people there are. `admin` and the four others are of one organisation, the last two of another.
pub const PEOPLE: [(&str, &str, Role); 8] = [
    ("owner", "acme", Role::Member),
    ("named", "acme", Role::Member),
    ("colleague", "acme", Role::Member),
    ("reviewer", "acme", Role::Reviewer),
    ("viewer", "acme", Role::Viewer),
    ("admin", "acme", Role::Admin),
    ("outsider", "other", Role::Member),
    ("other-admin", "other", Role::Admin),
];

impl World {
    pub async fn on_sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!(
            "sqlite://{}?mode=rwc",
            folder.path().join("test.sqlite").display()
        );
        Self::over(&url, folder).await
    }

    pub async fn on_postgres() -> Self {
        let server = std::env::var("DISCREET_TEST_POSTGRES")
            .expect("set DISCREET_TEST_POSTGRES to a PostgreSQL server, or run `cargo xtask test`, which starts one");
        let name = format!("api_{}", fresh());
        let admin = Database::connect(&server).await.unwrap();
        admin
            .execute_unprepared(&format!("CREATE DATABASE {name}"))
            .await
            .unwrap();
        admin.close().await.unwrap();
        let (base, _) = server
            .rsplit_once('/')
            .expect("the address names a database");
        Self::over(&format!("{base}/{name}"), tempfile::tempdir().unwrap()).await
    }

    async fn over(url: &str, folder: tempfile::TempDir) -> Self {
        let moved = Arc::new(AtomicI64::new(0));
        let world = Self::start(url.to_owned(), Arc::new(folder), moved).await;
        world.settle().await;
        world
    }

    /// Another server over the same database, with the same keys and time: a second one beside this, or the same
    /// after a restart.
    pub async fn another_server(&self) -> Self {
        Self::start(self.url.clone(), self.folder.clone(), self.moved.clone()).await
    }

    async fn start(url: String, folder: Arc<tempfile::TempDir>, moved: Arc<AtomicI64>) -> Self {
        let store = Store::connect(&url).await.unwrap();
        let keys = KeyRing::open_or_create(&folder.path().join("keys.json")).unwrap();
        let clock = Clock::Shifted(moved.clone());
        let app = App::new(store.clone(), keys, clock, None, false);
        Self {
            router: router(app.clone()),
            app,
            store,
            moved,
            url,
            folder,
        }
    }

    async fn settle(&self) {
        let key = self.audit_key();
        let now = self.app.now();
        for org in ["acme", "other"] {
            let record = Record {
                key: &key,
                org: id_of(org),
                now,
                events: Vec::new(),
            };
            self.store.create_organisation(org, record).await.unwrap();
        }
        for (name, org, role) in PEOPLE {
            let person = NewPerson {
                id: id_of(name),
                email: email_of(name),
                name: format!("Name of {name}"),
                role,
                password: None,
            };
            let record = Record {
                key: &key,
                org: id_of(org),
                now,
                events: Vec::new(),
            };
            self.store
                .create_person(person, record)
                .await
                .unwrap()
                .unwrap();
        }
    }

    pub fn audit_key(&self) -> AuditKey {
        self.app.audit_key()
    }

    /// Lets time pass.
    pub fn pass(&self, time: TimeDelta) {
        self.moved
            .fetch_add(time.num_milliseconds(), Ordering::Relaxed);
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.app.now()
    }

    /// A browser without a session.
    pub fn anonymous(&self) -> Browser {
        Browser {
            router: self.router.clone(),
            cookies: Vec::new(),
        }
    }

    /// A browser of somebody who is signed in; their session was started without a password.
    pub async fn signed_in(&self, name: &str) -> Browser {
        let (_, org, _) = PEOPLE
            .into_iter()
            .find(|person| person.0 == name)
            .expect("somebody of this world");
        let token = format!("session of {name} {}", fresh());
        let hash = TokenHash(Sha256::digest(token.as_bytes()).into());
        let now = self.now();
        let session = NewSession {
            token: hash,
            person: id_of(name),
            expires_at: now + TimeDelta::days(1),
        };
        let key = self.audit_key();
        let record = Record {
            key: &key,
            org: id_of(org),
            now,
            events: Vec::new(),
        };
        assert!(self.store.create_session(session, record).await.unwrap());
        Browser {
            router: self.router.clone(),
            cookies: vec![("discreet".to_owned(), token)],
        }
    }

    /// A conversation of the owner's, with a few messages.
    pub async fn conversation(&self) -> (Browser, String) {
        let mut owner = self.signed_in("owner").await;
        let id = owner.bring_in(&sample()).await;
        (owner, id)
    }
}

/// A name that was never used before, on this machine.
fn fresh() -> String {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).unwrap();
    Uuid::from_bytes(bytes).simple().to_string()
}

/// The same id for the same name, in every world.
pub fn id_of(name: &str) -> Uuid {
    let digest = Sha256::digest(name.as_bytes());
    Uuid::from_slice(&digest[..16]).unwrap()
}

pub fn email_of(name: &str) -> String {
    let (_, org, _) = PEOPLE
        .into_iter()
        .find(|person| person.0 == name)
        .expect("somebody of this world");
    format!("{name}@{org}.example")
}

/// A conversation in which the detector has nothing to find.
pub fn sample() -> Value {
    json!({
        "title": "The parcel",
        "messages": [
            {"sender": "contact", "body": "The parcel never arrived."},
            {"sender": "ai", "body": "I will look into it."},
            {"sender": "contact", "body": "It was due **long ago**."},
            {"sender": "agent", "name": "First shift", "body": "It is on its way again."},
        ],
    })
}

/// A share with this audience and everything else as it is at first; `organisation+comment` has that permission.
pub fn share(kind: &str) -> Value {
    if let Some((kind, permission)) = kind.split_once('+') {
        let mut share = share(kind);
        share["permission"] = json!(permission);
        return share;
    }
    match kind {
        "people" => json!({"audience": {"kind": "people", "emails": [email_of("named")]}}),
        "public" => {
            json!({"audience": {"kind": "public"}, "reviewed": 1, "confirm_customer_safe": true})
        }
        kind => json!({"audience": {"kind": kind}}),
    }
}

/// A browser: it keeps cookies and sends its own origin.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    cookies: Vec<(String, String)>,
}

/// An answer, read whole.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or(Value::Null)
    }

    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The body without what differs from request to request.
    pub fn comparable(&self) -> String {
        let mut body = self.json();
        if let Some(problem) = body.as_object_mut() {
            problem.remove("request_id");
            return format!("{} {body}", self.status);
        }
        format!("{} {}", self.status, self.text())
    }
}

impl Browser {
    pub async fn send(&mut self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let mut request = Request::builder()
            .method(Method::from_bytes(method.as_bytes()).unwrap())
            .uri(path)
            .header(header::HOST, "127.0.0.1")
            .header(header::ORIGIN, "http://127.0.0.1");
        if matches!(method, "PATCH" | "PUT") {
            request = request.header(header::IF_MATCH, "*");
        }
        let body = match body {
            Some(value) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from(value.to_string())
            }
            None => Body::empty(),
        };
        self.send_raw(request.body(body).unwrap()).await
    }

    /// Opens an event stream and leaves it open.
    pub async fn listen(&self, path: &str, last_seen: Option<u64>) -> Events {
        let mut request = Request::builder()
            .uri(path)
            .header(header::HOST, "127.0.0.1");
        if let Some(last_seen) = last_seen {
            request = request.header("last-event-id", last_seen.to_string());
        }
        let mut request = request.body(Body::empty()).unwrap();
        self.add_cookies(&mut request);
        let response = self.router.clone().oneshot(request).await.unwrap();
        Events {
            status: response.status(),
            headers: response.headers().clone(),
            body: response.into_body(),
            unread: String::new(),
            bytes: Vec::new(),
        }
    }

    fn add_cookies(&self, request: &mut Request<Body>) {
        if !self.cookies.is_empty() {
            let cookies: Vec<String> = self
                .cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            request
                .headers_mut()
                .insert(header::COOKIE, cookies.join("; ").parse().unwrap());
        }
    }

    /// The same person's browser, at another server.
    pub fn at(&self, world: &World) -> Self {
        Self {
            router: world.router.clone(),
            cookies: self.cookies.clone(),
        }
    }

    /// Sends a request as it is, with this browser's cookies.
    pub async fn send_raw(&mut self, mut request: Request<Body>) -> Answer {
        self.add_cookies(&mut request);
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let (name, rest) = cookie.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap_or_default();
            self.cookies.retain(|(kept, _)| kept != name);
            if !value.is_empty() {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        Answer {
            status: parts.status,
            headers: parts.headers,
            bytes,
        }
    }

    /// Takes over another browser's visitor cookie.
    pub fn keep_visitor_of(&mut self, other: &Self) {
        self.cookies.extend(
            other
                .cookies
                .iter()
                .filter(|(name, _)| name == "discreet-visitor")
                .cloned(),
        );
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, None).await
    }

    pub async fn post(&mut self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, Some(body)).await
    }

    /// Brings a conversation in and answers its id.
    pub async fn bring_in(&mut self, conversation: &Value) -> String {
        let answer = self.post("/api/v1/conversations", conversation).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
        answer.json()["id"].as_str().unwrap().to_owned()
    }

    /// Makes a share and answers it.
    pub async fn share(&mut self, conversation: &str, share: &Value) -> Value {
        let answer = self
            .post(
                &format!("/api/v1/conversations/{conversation}/shares"),
                share,
            )
            .await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
        answer.json()
    }

    /// Opens a share from its link, as a page does.
    pub async fn open(&mut self, link: &str) -> Answer {
        let (path, secret) = path_and_secret(link);
        let body = secret.map_or_else(|| json!({}), |secret| json!({"secret": secret}));
        self.post(&format!("/api/v1{path}/open"), &body).await
    }
}

/// An event stream that stands open.
pub struct Events {
    pub status: StatusCode,
    pub headers: HeaderMap,
    body: Body,
    unread: String,
    /// All that came.
    pub bytes: Vec<u8>,
}

/// A server-sent event.
#[derive(Debug, PartialEq)]
pub struct Event {
    pub name: String,
    pub id: Option<u64>,
    pub data: Value,
}

impl Events {
    /// The next event, heartbeats left out; none once the stream has ended.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some((text, rest)) = self.unread.split_once("\n\n") {
                let (event, rest) = (Event::read(text), rest.to_owned());
                self.unread = rest;
                if event.is_some() {
                    return event;
                }
                continue;
            }
            let frame = tokio::time::timeout(Duration::from_secs(20), self.body.frame())
                .await
                .expect("something happens on the stream")?
                .unwrap();
            let bytes = frame.into_data().unwrap();
            self.bytes.extend_from_slice(&bytes);
            self.unread.push_str(std::str::from_utf8(&bytes).unwrap());
        }
    }

    /// The next event, which must have this name.
    pub async fn expect(&mut self, name: &str) -> Event {
        let event = self.next().await.expect("the stream goes on");
        assert_eq!(event.name, name, "{event:?}");
        event
    }
}

impl Event {
    fn read(text: &str) -> Option<Self> {
        let field = |name: &str| {
            text.lines()
                .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
        };
        Some(Self {
            name: field("event")?.to_owned(),
            id: field("id").map(|id| id.parse().unwrap()),
            data: serde_json::from_str(field("data")?).unwrap(),
        })
    }
}

/// The path of a link, and its secret if it has one.
pub fn path_and_secret(link: &str) -> (String, Option<String>) {
    let (address, fragment) = link
        .split_once('#')
        .map_or((link, None), |(address, rest)| (address, Some(rest)));
    let path = address.find("/s/").map_or(address, |at| &address[at..]);
    (
        path.to_owned(),
        fragment
            .and_then(|rest| rest.strip_prefix("k="))
            .map(str::to_owned),
    )
}
