//! Starting: migrations, addresses, and what is never printed.

use crate::{Store, StoreError, accounts::Role, database::Engine, sharing::Audience};

use super::stage::{
    Stage, actor, conversation, email, id, on_both, on_sqlite, password, person, share, start,
};

on_both! {
    servers_that_start_at_once_migrate_once,
    what_was_kept_is_there_after_a_restart,
    nothing_that_is_printed_quotes_text_addresses_or_hashes,
    an_error_of_the_database_quotes_no_value,
}

async fn servers_that_start_at_once_migrate_once(stage: Stage) {
    // The stage's own store has migrated: the ones below race from nothing.
    let url = match stage.store.engine() {
        Engine::Postgres => {
            stage
                .by_hand(&["DROP SCHEMA public CASCADE", "CREATE SCHEMA public"])
                .await;
            stage.url.clone()
        }
        Engine::Sqlite => stage.url.replace("store.db", "race.db"),
    };
    let starts: Vec<_> = (0..6)
        .map(|_| {
            let url = url.clone();
            tokio::spawn(async move { Store::connect(&url).await })
        })
        .collect();
    for start in starts {
        let store = start.await.expect("no panic").expect("every server starts");
        store.ping().await.expect("and answers");
        assert!(!store.any_people().await.expect("and reads"));
        store.close().await.expect("and ends");
    }
}

async fn what_was_kept_is_there_after_a_restart(stage: Stage) {
    let house = stage.house(1).await;
    let kept = stage.keep(&house, 10, conversation("Kept", 3)).await;
    stage.store.clone().close().await.expect("closes");
    let again = Store::connect(&stage.url).await.expect("opens again");
    let row = again
        .conversation_in_org(house.org, kept)
        .await
        .expect("reads");
    assert_eq!(row.map(|row| row.message_count), Some(3));
    again.close().await.expect("closes");
}

async fn nothing_that_is_printed_quotes_text_addresses_or_hashes(stage: Stage) {
    let house = stage.house(1).await;
    let kept = stage
        .keep(&house, 10, conversation("Sensitive title", 1))
        .await;
    let mut new = share("share-1", kept, &house.member, Audience::People);
    new.people = vec![house.admin.id];
    new.password = Some(password("first"));
    let printed = format!("{new:?}");
    stage.hand_out(&house, new).await;
    let store = &stage.store;
    let found = store.person_by_email(&email(1001)).await.expect("reads");
    assert!(found.is_some());
    let printed = [
        printed,
        format!("{store:?} {found:?} {:?}", person(5, Role::Admin)),
        format!("{:?}", store.share("share-1").await.expect("reads")),
        format!(
            "{:?}",
            store
                .conversation_in_org(house.org, kept)
                .await
                .expect("reads")
        ),
        format!("{:?}", store.messages(kept, 0, 10).await.expect("reads")),
        format!(
            "{:?}",
            stage.record(
                house.org,
                start(),
                crate::AuditEvent::new(
                    crate::AuditAction::ShareCreated,
                    Some(actor(&house.member)),
                )
            )
        ),
        format!(
            "{:?}",
            store
                .audit_page(house.org, None, 10, &crate::audit::AuditFilter::default())
                .await
        ),
    ]
    .join("\n");
    for secret in [
        "Sensitive",
        "acme.example",
        "Person 1",
        "$hash$",
        "message 1",
        "own words",
        "because",
        "head first",
    ] {
        assert!(!printed.contains(secret), "{secret} in {printed}");
    }
}

async fn an_error_of_the_database_quotes_no_value(stage: Stage) {
    let house = stage.house(1).await;
    stage.keep(&house, 10, conversation("First", 1)).await;
    // The same id again: a conflict that is no refusal but a fault of the caller.
    let again = crate::conversations::NewConversation {
        id: id(10),
        owner: house.member.id,
        preview: "preview".into(),
        conversation: conversation("Sensitive title", 1),
    };
    let error = stage
        .store
        .create_conversation(again, stage.silent(house.org, start()))
        .await
        .expect_err("the id is taken");
    let printed = format!("{error} {error:?}");
    assert!(printed.contains("database failed"), "{printed}");
    assert!(
        !printed.contains("Sensitive") && !printed.contains(&id(10).to_string()),
        "{printed}"
    );
}

#[tokio::test]
async fn an_address_of_another_kind_is_refused_without_being_quoted() {
    for address in [
        "mysql://user:hunter2@db/name",
        "postgres://user:hunter2@[/name",
        "hunter2",
    ] {
        let error = Store::connect(address).await.expect_err("no such store");
        assert!(matches!(error, StoreError::Address), "{error}");
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }
}

#[tokio::test]
async fn a_store_in_memory_serves_reading_and_writing() {
    let store = Store::connect("sqlite::memory:").await.expect("opens");
    assert!(!store.any_people().await.expect("reads"));
    assert_eq!(
        store
            .set_setting_if_absent("demo", "yes")
            .await
            .expect("writes"),
        "yes"
    );
    assert_eq!(
        store.setting("demo").await.expect("reads"),
        Some("yes".to_owned())
    );
}

#[tokio::test]
async fn sqlite_readers_cannot_write() {
    on_sqlite(|stage| async move {
        use sea_orm::ConnectionTrait;
        let house = stage.house(1).await;
        stage.move_in(house.org, person(7, Role::Viewer)).await;
        let refused = stage
            .store
            .readers
            .execute_unprepared("DELETE FROM people")
            .await;
        assert!(refused.is_err(), "all writes queue for the one writer");
    })
    .await;
}
