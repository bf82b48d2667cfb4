//! The stage: a fresh database of each engine per story, and the people and things that appear in it.

use std::{
    future::Future,
    sync::atomic::{AtomicU32, Ordering},
};

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use discreet_transcript::model::{Contact, Conversation, Head, Message, Sender, Source, Text};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use uuid::Uuid;

use crate::{
    Actor, AuditAction, AuditEvent, AuditKey, JsonText, PasswordHash, Record, Store,
    accounts::{NewPerson, Person, Role},
    conversations::NewConversation,
    sharing::{Audience, Judged, NewPage, NewShare, NewSnapshot, Permission, Selection},
};

/// Runs stories on `SQLite` and on `PostgreSQL`, each with a database of its own. A story that is not named here is
/// dead code, which the lints refuse.
macro_rules! on_both {
    ($($story:ident),+ $(,)?) => { $(
        mod $story {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                crate::tests::stage::on_sqlite(super::$story).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                crate::tests::stage::on_postgres(super::$story).await;
            }
        }
    )+ };
}

pub(super) use on_both;

/// A store of its own, and the address of its database.
#[derive(Clone)]
pub(super) struct Stage {
    pub(super) store: Store,
    pub(super) url: String,
    pub(super) key: AuditKey,
}

/// An organisation with an admin and a member, told apart by its number.
#[derive(Clone)]
pub(super) struct House {
    pub(super) org: Uuid,
    pub(super) admin: Person,
    pub(super) member: Person,
}

pub(super) async fn on_sqlite<F, S>(story: S)
where
    S: FnOnce(Stage) -> F,
    F: Future<Output = ()>,
{
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("store.db");
    let url = format!("sqlite://{}?mode=rwc", path.display());
    story(Stage::open(url).await).await;
}

pub(super) async fn on_postgres<F, S>(story: S)
where
    S: FnOnce(Stage) -> F,
    F: Future<Output = ()> + Send + 'static,
{
    let name = fresh_name();
    let server = std::env::var("DISCREET_TEST_POSTGRES")
        .expect("DISCREET_TEST_POSTGRES names no server: run `cargo xtask test`, which starts one");
    let admin = Database::connect(&server)
        .await
        .expect("the test server answers");
    run(
        &admin,
        &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
    )
    .await;
    run(&admin, &format!("CREATE DATABASE {name}")).await;
    let stage = Stage::open(with_database(&server, &name)).await;
    // Spawned, so that the database is dropped after a story that fails, too.
    let outcome = tokio::spawn(story(stage)).await;
    run(&admin, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
    outcome.expect("the story holds");
}

fn fresh_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("discreet_store_{}_{number}", std::process::id())
}

/// The same server's other database.
fn with_database(server: &str, name: &str) -> String {
    let (scheme, rest) = server.split_once("://").expect("an address with a scheme");
    let (place, options) = rest.split_once('?').unwrap_or((rest, ""));
    let host = place.split_once('/').map_or(place, |(host, _)| host);
    let options = if options.is_empty() {
        String::new()
    } else {
        format!("?{options}")
    };
    format!("{scheme}://{host}/{name}{options}")
}

async fn run(connection: &DatabaseConnection, sql: &str) {
    connection
        .execute_unprepared(sql)
        .await
        .expect("the statement runs");
}

/// The moment at which every story begins.
pub(super) fn start() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 21, 10, 0, 0)
        .single()
        .expect("a moment")
}

/// So many seconds into the story.
pub(super) fn after(seconds: i64) -> DateTime<Utc> {
    start() + TimeDelta::seconds(seconds)
}

/// An id that is nothing but a number.
pub(super) fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

pub(super) fn email(number: u128) -> String {
    format!("person{number}@acme.example")
}

pub(super) fn password(word: &str) -> PasswordHash {
    PasswordHash(format!("$hash${word}"))
}

pub(super) fn person(number: u128, role: Role) -> NewPerson {
    NewPerson {
        id: id(number),
        email: email(number),
        name: format!("Person {number}"),
        role,
        password: Some(password("first")),
    }
}

pub(super) fn actor(of: &Person) -> Actor {
    Actor {
        pseudonym: format!("p-{}", of.id.simple()),
        person_id: Some(of.id),
        name: of.name.clone(),
        email: of.email.clone(),
        network: None,
    }
}

pub(super) fn message(text: &str) -> Message {
    Message {
        number: 0,
        sender: Sender::Contact,
        name: None,
        sent_at: None,
        body: Text::from(text),
        citations: Vec::new(),
        attachments: Vec::new(),
    }
}

pub(super) fn conversation(title: &str, messages: usize) -> Conversation {
    Conversation {
        head: Head {
            title: Text::from(title),
            contact: Contact::default(),
            ..Head::default()
        },
        messages: (1..=messages)
            .map(|number| message(&format!("message {number}")))
            .collect(),
    }
}

pub(super) fn sourced(title: &str, source: &str, messages: usize) -> Conversation {
    let mut conversation = conversation(title, messages);
    conversation.head.source = Some(Source {
        system: "desk".to_owned(),
        id: source.to_owned(),
        url: None,
    });
    conversation
}

pub(super) fn snapshot(words: &str) -> NewSnapshot {
    NewSnapshot {
        head: format!("head {words}").into_bytes(),
        pages: vec![
            NewPage {
                first: 1,
                last: 2,
                body: format!("page 1 {words}").into_bytes(),
            },
            NewPage {
                first: 3,
                last: 5,
                body: format!("page 2 {words}").into_bytes(),
            },
        ],
        message_count: 4,
        redactions: 2,
        conversation_messages: 5,
        codes: format!("codes {words}").into_bytes(),
    }
}

pub(super) fn share(
    share: &str,
    conversation: Uuid,
    owner: &Person,
    audience: Audience,
) -> NewShare {
    NewShare {
        id: share.to_owned(),
        conversation,
        expected_revision: 1,
        owner: owner.id,
        audience,
        people: Vec::new(),
        teams: Vec::new(),
        permission: Permission::View,
        expires_at: Some(after(3600)),
        label: Some(Text::from("own words")),
        hide_sharer: false,
        allow_download: true,
        utc: false,
        key_id: "key-1".to_owned(),
        password: None,
        max_views: None,
        recipient: None,
        selection: Selection {
            include: JsonText::of(&serde_json::json!({"contact": true})).expect("JSON"),
            range_from: Some(1),
            range_to: Some(5),
            leave_out: vec![2],
            context: JsonText::of(&serde_json::json!({"why": "because"})).expect("JSON"),
            decisions: JsonText::default(),
        },
        snapshot: snapshot("first"),
        replaces: None,
        judged: Judged::default(),
    }
}

impl Stage {
    async fn open(url: String) -> Self {
        Self {
            store: Store::connect(&url).await.expect("the store opens"),
            url,
            key: AuditKey([7; 32]),
        }
    }

    /// Statements by hand, past the store: what somebody with the database could do.
    pub(super) async fn by_hand(&self, statements: &[&str]) {
        let connection = Database::connect(&self.url).await.expect("a connection");
        for statement in statements {
            run(&connection, statement).await;
        }
        connection.close().await.expect("the connection closes");
    }

    /// Whether a statement by hand is refused.
    pub(super) async fn refuses(&self, statement: &str) -> bool {
        let connection = Database::connect(&self.url).await.expect("a connection");
        let refused = connection.execute_unprepared(statement).await.is_err();
        connection.close().await.expect("the connection closes");
        refused
    }

    /// A record without rows.
    pub(super) fn silent(&self, org: Uuid, now: DateTime<Utc>) -> Record<'_> {
        Record {
            key: &self.key,
            org,
            now,
            events: Vec::new(),
        }
    }

    /// A record of one row.
    pub(super) fn record(&self, org: Uuid, now: DateTime<Utc>, event: AuditEvent) -> Record<'_> {
        Record {
            events: vec![event],
            ..self.silent(org, now)
        }
    }

    /// An organisation with two people: `number` tells it from others.
    pub(super) async fn house(&self, number: u128) -> House {
        let org = id(number * 1000);
        self.store
            .create_organisation(&format!("House {number}"), self.silent(org, start()))
            .await
            .expect("the organisation is made");
        House {
            org,
            admin: self
                .move_in(org, person(number * 1000 + 1, Role::Admin))
                .await,
            member: self
                .move_in(org, person(number * 1000 + 2, Role::Member))
                .await,
        }
    }

    pub(super) async fn move_in(&self, org: Uuid, person: NewPerson) -> Person {
        self.store
            .create_person(person, self.silent(org, start()))
            .await
            .expect("the store answers")
            .expect("the address is free")
    }

    /// A conversation of the house's member.
    pub(super) async fn keep(
        &self,
        house: &House,
        number: u128,
        conversation: Conversation,
    ) -> Uuid {
        self.keep_at(house, number, conversation, start()).await
    }

    pub(super) async fn keep_at(
        &self,
        house: &House,
        number: u128,
        conversation: Conversation,
        now: DateTime<Utc>,
    ) -> Uuid {
        let new = NewConversation {
            id: id(number),
            owner: house.member.id,
            preview: Text::from("preview"),
            conversation,
        };
        let event = AuditEvent::new(AuditAction::ConversationCreated, Some(actor(&house.member)))
            .conversation(id(number));
        self.store
            .create_conversation(new, self.record(house.org, now, event))
            .await
            .expect("the store answers")
            .expect("the source is free")
            .id
    }

    /// Makes a share that must not be refused.
    pub(super) async fn hand_out(&self, house: &House, share: NewShare) -> String {
        let event = AuditEvent::new(AuditAction::ShareCreated, Some(actor(&house.member)))
            .conversation(share.conversation)
            .share(share.id.clone(), share.audience);
        self.store
            .create_share(share, self.record(house.org, start(), event))
            .await
            .expect("the store answers")
            .expect("the share is made")
            .id
    }

    /// How many rows the house's trail has; it must verify.
    pub(super) async fn trail(&self, org: Uuid) -> i64 {
        let verification = self
            .store
            .verify_audit(org, &self.key, None)
            .await
            .expect("the trail is read");
        assert!(verification.verified, "{verification:?}");
        i64::try_from(verification.checked).expect("a count")
    }
}
