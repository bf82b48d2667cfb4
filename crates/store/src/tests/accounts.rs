//! Accounts: addresses, sessions, links that work once, throttles, settings.

use chrono::TimeDelta;

use super::stage::{Stage, after, email, id, on_both, password, person, start};
use crate::{
    AuditAction, AuditEvent, TokenHash,
    accounts::{
        EmailTaken, FirstAdminRefusal, LinkPurpose, NewPerson, NewSession, OneTimeLink, Role,
        Throttle, ThrottleLimits,
    },
};

const TOKEN: TokenHash = TokenHash([1; 32]);

async fn sign_in(stage: &Stage, token: TokenHash, person: &crate::accounts::Person) -> bool {
    let session = NewSession {
        token,
        person: person.id,
        expires_at: after(3600),
    };
    let event = AuditEvent::new(AuditAction::SessionStarted, None);
    stage
        .store
        .create_session(session, stage.record(person.org, start(), event))
        .await
        .expect("the store answers")
}

fn link(token: u8, purpose: LinkPurpose, person: Option<uuid::Uuid>) -> OneTimeLink {
    OneTimeLink {
        token: TokenHash([token; 32]),
        purpose,
        person,
        expires_at: after(1800),
    }
}

on_both! {
    an_address_belongs_to_one_account_whatever_its_case_and_house,
    a_session_lasts_until_it_ends_expires_or_its_person_may_not,
    a_session_is_marked_as_seen_at_most_once_a_minute,
    a_new_password_ends_all_sessions_of_that_person_only,
    a_set_up_link_makes_one_first_admin_however_often_it_is_used,
    an_invitation_sets_a_password_once_within_its_house,
    guessing_is_slowed_down_ever_more_and_forgotten_after_success,
    failures_at_once_all_count,
    a_setting_stands_until_it_is_set,
}

async fn an_address_belongs_to_one_account_whatever_its_case_and_house(stage: Stage) {
    let first = stage.house(1).await;
    let second = stage.house(2).await;
    for (org, address) in [
        (first.org, "PERSON1001@acme.example"),
        (second.org, " person1001@Acme.example "),
    ] {
        let taken = NewPerson {
            email: address.to_owned(),
            ..person(99, Role::Viewer)
        };
        let event = AuditEvent::new(AuditAction::PolicyChanged, None);
        let answer = stage
            .store
            .create_person(taken, stage.record(org, start(), event))
            .await
            .expect("answers");
        assert_eq!(answer, Err(EmailTaken));
    }
    assert_eq!(stage.trail(first.org).await, 0, "a refusal leaves no row");
    assert!(stage.store.person(id(99)).await.expect("reads").is_none());
    let (found, hash) = stage
        .store
        .person_by_email(" Person1001@ACME.example")
        .await
        .expect("reads")
        .expect("there");
    assert_eq!(found, first.admin);
    assert_eq!(hash, Some(password("first")));
    assert_eq!(
        stage.store.people_of(first.org).await.expect("reads").len(),
        2
    );
    let addresses = [email(1001), email(2001), "nobody@acme.example".to_owned()];
    let found = stage
        .store
        .people_by_email(first.org, &addresses)
        .await
        .expect("reads");
    assert_eq!(
        found,
        vec![first.admin],
        "people of another house are nobody here"
    );
}

async fn a_session_lasts_until_it_ends_expires_or_its_person_may_not(stage: Stage) {
    let house = stage.house(1).await;
    assert!(sign_in(&stage, TOKEN, &house.member).await);
    let signed_in = stage
        .store
        .session(TOKEN, after(1))
        .await
        .expect("reads")
        .expect("live");
    assert_eq!(signed_in.person, house.member);
    assert_eq!(signed_in.organisation.id, house.org);
    assert_eq!(
        stage
            .store
            .session(TokenHash([2; 32]), after(1))
            .await
            .expect("reads"),
        None
    );
    assert_eq!(
        stage
            .store
            .session(TOKEN, after(3600))
            .await
            .expect("reads"),
        None,
        "expired"
    );
    stage.by_hand(&["UPDATE people SET active = false"]).await;
    assert_eq!(
        stage.store.session(TOKEN, after(1)).await.expect("reads"),
        None,
        "inactive"
    );
    assert!(
        !sign_in(&stage, TokenHash([3; 32]), &house.member).await,
        "inactive"
    );
    stage.by_hand(&["UPDATE people SET active = true"]).await;

    let other = stage.house(2).await;
    let ended = AuditEvent::new(AuditAction::SessionEnded, None);
    let wrong_house = stage
        .store
        .end_session(TOKEN, stage.record(other.org, after(2), ended.clone()))
        .await;
    assert!(
        !wrong_house.expect("answers"),
        "another house ends no session here"
    );
    assert!(
        stage
            .store
            .end_session(TOKEN, stage.record(house.org, after(2), ended.clone()))
            .await
            .expect("answers")
    );
    assert!(
        !stage
            .store
            .end_session(TOKEN, stage.record(house.org, after(2), ended))
            .await
            .expect("answers")
    );
    assert_eq!(
        stage.store.session(TOKEN, after(3)).await.expect("reads"),
        None
    );
    assert_eq!(
        stage.trail(house.org).await,
        2,
        "started and ended, each once"
    );
    assert_eq!(stage.trail(other.org).await, 0);
}

async fn a_session_is_marked_as_seen_at_most_once_a_minute(stage: Stage) {
    let house = stage.house(1).await;
    sign_in(&stage, TOKEN, &house.member).await;
    let seen = async |seconds| {
        let live = stage
            .store
            .session(TOKEN, after(seconds))
            .await
            .expect("reads")
            .expect("live");
        live.session.last_seen_at
    };
    seen(59).await;
    assert_eq!(
        seen(60).await,
        start(),
        "within a minute nothing is written"
    );
    seen(61).await;
    assert_eq!(seen(62).await, after(61));
}

async fn a_new_password_ends_all_sessions_of_that_person_only(stage: Stage) {
    let house = stage.house(1).await;
    for (token, who) in [(1, &house.member), (2, &house.member), (3, &house.admin)] {
        assert!(sign_in(&stage, TokenHash([token; 32]), who).await);
    }
    let store = &stage.store;
    let set = store
        .set_password(
            house.member.id,
            password("second"),
            stage.silent(house.org, after(1)),
        )
        .await;
    assert!(set.expect("answers"));
    for (token, live) in [(1, false), (2, false), (3, true)] {
        let session = store
            .session(TokenHash([token; 32]), after(2))
            .await
            .expect("reads");
        assert_eq!(session.is_some(), live);
    }
    let hash = store
        .person_by_email(&house.member.email)
        .await
        .expect("reads")
        .and_then(|(_, hash)| hash);
    assert_eq!(hash, Some(password("second")));
    let other = stage.house(2).await;
    let over_the_wall = store
        .set_password(
            house.member.id,
            password("third"),
            stage.silent(other.org, after(1)),
        )
        .await;
    assert!(!over_the_wall.expect("answers"));
    assert_eq!(
        store
            .end_all_sessions(house.admin.id, stage.silent(other.org, after(3)))
            .await
            .expect("answers"),
        0
    );
    assert_eq!(
        store
            .end_all_sessions(house.admin.id, stage.silent(house.org, after(3)))
            .await
            .expect("answers"),
        1
    );
}

async fn a_set_up_link_makes_one_first_admin_however_often_it_is_used(stage: Stage) {
    let store = &stage.store;
    store
        .create_one_time_link(link(1, LinkPurpose::Setup, None))
        .await
        .expect("kept");
    store
        .create_one_time_link(link(2, LinkPurpose::Setup, None))
        .await
        .expect("kept");
    assert!(
        store
            .one_time_link(TokenHash([1; 32]), after(1799))
            .await
            .expect("reads")
            .is_some()
    );
    assert!(
        store
            .one_time_link(TokenHash([1; 32]), after(1800))
            .await
            .expect("reads")
            .is_none()
    );
    let attempts: Vec<_> = (0_u8..10)
        .map(|attempt| {
            let stage = stage.clone();
            tokio::spawn(async move {
                let number = u128::from(attempt) + 1;
                let token = TokenHash([attempt % 2 + 1; 32]);
                let record = stage.silent(id(number * 1000), start());
                stage
                    .store
                    .first_admin_from_link(token, "House", person(number, Role::Viewer), record)
                    .await
            })
        })
        .collect();
    let mut made = Vec::new();
    for attempt in attempts {
        match attempt.await.expect("no panic").expect("the store answers") {
            Ok(person) => made.push(person),
            Err(FirstAdminRefusal::LinkDead | FirstAdminRefusal::NotFirst) => {}
        }
    }
    assert_eq!(made.len(), 1);
    assert_eq!(made[0].role, Role::Admin, "whatever was asked for");
    assert!(store.any_people().await.expect("reads"));
    assert_eq!(store.organisations().await.expect("reads").len(), 1);
    assert_eq!(stage.trail(made[0].org).await, 0, "its chain stands");
}

async fn an_invitation_sets_a_password_once_within_its_house(stage: Stage) {
    let house = stage.house(1).await;
    let other = stage.house(2).await;
    let store = &stage.store;
    store
        .create_one_time_link(link(1, LinkPurpose::Reset, Some(house.member.id)))
        .await
        .expect("kept");
    let token = TokenHash([1; 32]);
    let change = async |org, seconds| {
        let record = stage.silent(org, after(seconds));
        store
            .set_password_from_link(token, password("new"), record)
            .await
            .expect("answers")
    };
    assert_eq!(
        change(other.org, 1).await,
        None,
        "not of that house; the link still works"
    );
    assert_eq!(change(house.org, 1800).await, None, "too late");
    assert_eq!(change(house.org, 1).await, Some(house.member.clone()));
    assert_eq!(change(house.org, 2).await, None, "used");
    assert!(
        store
            .one_time_link(token, after(1))
            .await
            .expect("reads")
            .is_none()
    );
    store
        .create_one_time_link(link(2, LinkPurpose::Setup, None))
        .await
        .expect("kept");
    let not_first = store
        .first_admin_from_link(
            TokenHash([2; 32]),
            "House",
            person(7, Role::Admin),
            stage.silent(id(9000), start()),
        )
        .await
        .expect("answers");
    assert_eq!(not_first, Err(FirstAdminRefusal::NotFirst));
}

async fn guessing_is_slowed_down_ever_more_and_forgotten_after_success(stage: Stage) {
    let limits = ThrottleLimits {
        failures: 3,
        window: TimeDelta::seconds(600),
        block: TimeDelta::seconds(10),
        longest_block: TimeDelta::seconds(35),
    };
    let store = &stage.store;
    let fail = async |seconds| {
        store
            .throttle_failure("key", after(seconds), &limits)
            .await
            .expect("answers")
    };
    let check = async |seconds| {
        store
            .throttle_check("key", after(seconds))
            .await
            .expect("answers")
    };
    for seconds in 0..3 {
        assert_eq!(fail(seconds).await, Throttle::Allowed);
    }
    assert_eq!(check(3).await, Throttle::Allowed);
    assert_eq!(fail(3).await, Throttle::Blocked { until: after(13) });
    assert_eq!(check(12).await, Throttle::Blocked { until: after(13) });
    assert_eq!(check(13).await, Throttle::Allowed);
    assert_eq!(fail(13).await, Throttle::Blocked { until: after(33) });
    assert_eq!(
        fail(33).await,
        Throttle::Blocked { until: after(68) },
        "the longest block"
    );
    assert_eq!(
        store
            .throttle_check("another", after(3))
            .await
            .expect("answers"),
        Throttle::Allowed
    );
    store.throttle_clear("key").await.expect("cleared");
    assert_eq!(fail(34).await, Throttle::Allowed);
    // A window later nothing of it is left.
    assert_eq!(fail(35).await, Throttle::Allowed);
    assert_eq!(fail(36).await, Throttle::Allowed);
    assert_eq!(fail(34 + 600).await, Throttle::Allowed);
}

async fn failures_at_once_all_count(stage: Stage) {
    let limits = ThrottleLimits {
        failures: 19,
        window: TimeDelta::seconds(600),
        block: TimeDelta::seconds(10),
        longest_block: TimeDelta::seconds(10),
    };
    let failures: Vec<_> = (0..20)
        .map(|_| {
            let store = stage.store.clone();
            tokio::spawn(async move { store.throttle_failure("key", start(), &limits).await })
        })
        .collect();
    for failure in failures {
        failure.await.expect("no panic").expect("the store answers");
    }
    let check = stage
        .store
        .throttle_check("key", start())
        .await
        .expect("answers");
    assert_eq!(check, Throttle::Blocked { until: after(10) });
}

async fn a_setting_stands_until_it_is_set(stage: Stage) {
    let store = &stage.store;
    assert_eq!(store.setting("key:a").await.expect("reads"), None);
    assert_eq!(
        store
            .set_setting_if_absent("key:a", "one")
            .await
            .expect("writes"),
        "one"
    );
    assert_eq!(
        store
            .set_setting_if_absent("key:a", "two")
            .await
            .expect("writes"),
        "one"
    );
    store.set_setting("key:b", "three").await.expect("writes");
    store.set_setting("key:b", "four").await.expect("writes");
    store.set_setting("other", "five").await.expect("writes");
    let keys = store.settings("key:").await.expect("reads");
    let keys: Vec<_> = keys
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()))
        .collect();
    assert_eq!(keys, [("key:a", "one"), ("key:b", "four")]);
}
