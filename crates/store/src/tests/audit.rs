//! The trail: every kind of tampering is found, nothing else is taken for it.

use super::stage::{House, Stage, actor, after, conversation, id, on_both, start};
use crate::{
    AuditAction, AuditEvent, AuditKey, StoreError,
    audit::{AuditFilter, AuditHead, Fault, Verification},
    conversations::HeadChanges,
    database::Engine,
    sharing::Audience,
};

async fn append(stage: &Stage, house: &House, rows: i64) {
    for row in 0..rows {
        let event = AuditEvent::new(AuditAction::ShareOpened, Some(actor(&house.member)))
            .conversation(id(5))
            .share("share-1", Audience::Public)
            .detail("views", row)
            .detail("why", "link");
        // Nanoseconds, which neither engine keeps.
        let now = after(row) + chrono::TimeDelta::nanoseconds(123_456_789);
        stage
            .store
            .append_audit(stage.record(house.org, now, event))
            .await
            .expect("appended");
    }
}

async fn verify(stage: &Stage, house: &House, expected: Option<AuditHead>) -> Verification {
    stage
        .store
        .verify_audit(house.org, &stage.key, expected)
        .await
        .expect("the trail is read")
}

fn bad(checked: u64, seq: i64, what: Fault) -> Verification {
    Verification {
        verified: false,
        checked,
        first_bad: Some(seq),
        what: Some(what),
    }
}

fn good(checked: u64) -> Verification {
    Verification {
        verified: true,
        checked,
        first_bad: None,
        what: None,
    }
}

/// Statements past the triggers, as somebody with the database's owner's rights could run them.
async fn tamper(stage: &Stage, statements: &[&str]) {
    let unlock: &[&str] = match stage.store.engine() {
        Engine::Sqlite => &[
            "DROP TRIGGER audit_refuses_update",
            "DROP TRIGGER audit_refuses_delete",
        ],
        Engine::Postgres => &["ALTER TABLE audit DISABLE TRIGGER ALL"],
    };
    stage.by_hand(&[unlock, statements].concat()).await;
}

/// Six rows in one house, three in another; then something is done to the first, and this is found.
async fn check(stage: Stage, statements: &[&str], found: Verification) {
    let house = stage.house(1).await;
    let other = stage.house(2).await;
    append(&stage, &house, 6).await;
    append(&stage, &other, 3).await;
    let head = stage.store.audit_head(house.org).await.expect("reads");
    assert_eq!(verify(&stage, &house, head).await, good(6));
    tamper(&stage, statements).await;
    assert_eq!(verify(&stage, &house, None).await, found);
    assert_eq!(
        verify(&stage, &other, None).await,
        good(3),
        "chains stand apart"
    );
}

on_both! {
    rows_can_be_neither_changed_nor_removed,
    a_changed_action_is_found,
    a_changed_detail_is_found,
    a_removed_actor_is_found,
    a_field_moved_into_its_neighbour_is_found,
    a_moved_time_is_found,
    a_removed_row_is_found,
    a_removed_row_whose_gap_was_closed_is_found,
    exchanged_rows_are_found,
    a_cut_tail_is_found,
    a_head_set_back_is_found,
    a_removed_head_is_found,
    a_row_of_another_house_is_found,
    a_tail_cut_together_with_its_head_is_found_by_a_head_kept_elsewhere,
    another_key_does_not_verify,
    a_row_has_the_same_code_on_both_engines_and_forever,
    rows_written_at_once_make_one_chain,
    a_chain_longer_than_a_page_is_checked_to_its_end,
    the_trail_is_listed_newest_first_with_names_by_filter_and_page,
    a_person_is_forgotten_and_the_chain_still_verifies,
    a_change_that_is_refused_leaves_no_row,
    a_house_that_does_not_exist_has_no_trail,
}

async fn rows_can_be_neither_changed_nor_removed(stage: Stage) {
    let house = stage.house(1).await;
    append(&stage, &house, 2).await;
    assert!(
        stage
            .refuses("UPDATE audit SET action = 'share.opened'")
            .await
    );
    assert!(stage.refuses("DELETE FROM audit").await);
    if stage.store.engine() == Engine::Postgres {
        assert!(stage.refuses("TRUNCATE audit").await);
    }
    assert_eq!(verify(&stage, &house, None).await, good(2));
}

async fn a_changed_action_is_found(stage: Stage) {
    check(stage, &["UPDATE audit SET action = 'share.denied' WHERE seq = 3 AND org_id = (SELECT org_id FROM audit WHERE seq = 6)"], bad(2, 3, Fault::Changed)).await;
}

async fn a_changed_detail_is_found(stage: Stage) {
    check(
        stage,
        &["UPDATE audit SET details = '{\"views\":9,\"why\":\"link\"}' WHERE seq = 6"],
        bad(5, 6, Fault::Changed),
    )
    .await;
}

async fn a_removed_actor_is_found(stage: Stage) {
    let house = "(SELECT org_id FROM audit WHERE seq = 6)";
    let statement = format!("UPDATE audit SET actor = NULL WHERE seq = 1 AND org_id = {house}");
    check(stage, &[&statement], bad(0, 1, Fault::Changed)).await;
}

async fn a_field_moved_into_its_neighbour_is_found(stage: Stage) {
    let house = "(SELECT org_id FROM audit WHERE seq = 6)";
    let statement =
        format!("UPDATE audit SET actor = share, share = actor WHERE seq = 2 AND org_id = {house}");
    check(stage, &[&statement], bad(1, 2, Fault::Changed)).await;
}

async fn a_moved_time_is_found(stage: Stage) {
    let statement = match stage.store.engine() {
        Engine::Sqlite => "UPDATE audit SET at = '2026-11-21T10:00:04.123457+00:00' WHERE seq = 5",
        Engine::Postgres => "UPDATE audit SET at = at + interval '1 microsecond' WHERE seq = 5",
    };
    check(stage, &[statement], bad(4, 5, Fault::Changed)).await;
}

async fn a_removed_row_is_found(stage: Stage) {
    check(
        stage,
        &["DELETE FROM audit WHERE seq = 4"],
        bad(3, 4, Fault::Missing),
    )
    .await;
}

async fn a_removed_row_whose_gap_was_closed_is_found(stage: Stage) {
    let statements = [
        "DELETE FROM audit WHERE seq = 4",
        "UPDATE audit SET seq = 4 WHERE seq = 5",
        "UPDATE audit SET seq = 5 WHERE seq = 6",
    ];
    check(stage, &statements, bad(3, 4, Fault::Changed)).await;
}

async fn exchanged_rows_are_found(stage: Stage) {
    let statements = [
        "UPDATE audit SET seq = 99 WHERE seq = 4",
        "UPDATE audit SET seq = 4 WHERE seq = 5",
        "UPDATE audit SET seq = 5 WHERE seq = 99",
    ];
    check(stage, &statements, bad(3, 4, Fault::Changed)).await;
}

async fn a_cut_tail_is_found(stage: Stage) {
    check(
        stage,
        &["DELETE FROM audit WHERE seq > 4"],
        bad(4, 5, Fault::CutOff),
    )
    .await;
}

async fn a_head_set_back_is_found(stage: Stage) {
    check(
        stage,
        &["UPDATE audit_heads SET seq = 5 WHERE seq = 6"],
        bad(6, 6, Fault::Head),
    )
    .await;
}

async fn a_removed_head_is_found(stage: Stage) {
    check(
        stage,
        &["DELETE FROM audit_heads WHERE seq = 6"],
        bad(6, 7, Fault::Head),
    )
    .await;
}

async fn a_row_of_another_house_is_found(stage: Stage) {
    let statements = [
        "DELETE FROM audit WHERE seq = 3 AND org_id = (SELECT org_id FROM audit WHERE seq = 6)",
        "INSERT INTO audit SELECT (SELECT org_id FROM audit WHERE seq = 6), seq, at, action, actor, share, conversation, audience, details, mac FROM audit WHERE seq = 3",
    ];
    check(stage, &statements, bad(2, 3, Fault::Changed)).await;
}

async fn a_tail_cut_together_with_its_head_is_found_by_a_head_kept_elsewhere(stage: Stage) {
    let house = stage.house(1).await;
    append(&stage, &house, 4).await;
    let early = stage.store.audit_head(house.org).await.expect("reads");
    append(&stage, &house, 2).await;
    let kept = stage.store.audit_head(house.org).await.expect("reads");
    assert_eq!(
        verify(&stage, &house, early).await,
        good(6),
        "an older head is still on the way"
    );
    assert_eq!(verify(&stage, &house, kept).await, good(6));
    let forged = kept.map(|head| AuditHead {
        mac: [9; 32],
        ..head
    });
    assert_eq!(
        verify(&stage, &house, forged).await,
        bad(5, 6, Fault::Unexpected)
    );
    let statements = [
        "UPDATE audit_heads SET seq = 4, mac = (SELECT mac FROM audit WHERE seq = 4)",
        "DELETE FROM audit WHERE seq > 4",
    ];
    tamper(&stage, &statements).await;
    assert_eq!(
        verify(&stage, &house, None).await,
        good(4),
        "the database alone cannot tell"
    );
    assert_eq!(verify(&stage, &house, kept).await, bad(4, 5, Fault::CutOff));
}

async fn another_key_does_not_verify(stage: Stage) {
    let house = stage.house(1).await;
    append(&stage, &house, 2).await;
    let other = AuditKey([8; 32]);
    let found = stage
        .store
        .verify_audit(house.org, &other, None)
        .await
        .expect("reads");
    assert_eq!(found, bad(0, 1, Fault::Changed));
}

async fn a_row_has_the_same_code_on_both_engines_and_forever(stage: Stage) {
    let house = stage.house(1).await;
    append(&stage, &house, 2).await;
    let head = stage
        .store
        .audit_head(house.org)
        .await
        .expect("reads")
        .expect("there");
    // Computed independently from the documented format.
    let code = [
        0x72, 0x9e, 0x0e, 0xed, 0x0e, 0x5f, 0x3b, 0x14, 0xe5, 0x8e, 0x73, 0xe7, 0xc0, 0x91, 0xcf,
        0x61, 0xc8, 0x3e, 0xbe, 0x57, 0x44, 0xde, 0x45, 0x79, 0xa5, 0x47, 0x92, 0x98, 0x91, 0x66,
        0x4f, 0x51,
    ];
    assert_eq!(head.mac, code);
}

async fn rows_written_at_once_make_one_chain(stage: Stage) {
    let house = stage.house(1).await;
    let writers: Vec<_> = (0..25)
        .map(|_| {
            let (stage, house) = (stage.clone(), house.clone());
            tokio::spawn(async move { append(&stage, &house, 2).await })
        })
        .collect();
    for writer in writers {
        writer.await.expect("no writer fails");
    }
    assert_eq!(verify(&stage, &house, None).await, good(50));
}

async fn a_chain_longer_than_a_page_is_checked_to_its_end(stage: Stage) {
    let house = stage.house(1).await;
    let events = vec![AuditEvent::new(AuditAction::ShareShown, None); 2100];
    let record = crate::Record {
        events,
        ..stage.silent(house.org, start())
    };
    stage.store.append_audit(record).await.expect("appended");
    assert_eq!(verify(&stage, &house, None).await, good(2100));
    tamper(
        &stage,
        &["UPDATE audit SET action = 'share.opened' WHERE seq = 2099"],
    )
    .await;
    assert_eq!(
        verify(&stage, &house, None).await,
        bad(2098, 2099, Fault::Changed)
    );
}

async fn the_trail_is_listed_newest_first_with_names_by_filter_and_page(stage: Stage) {
    let house = stage.house(1).await;
    let other = stage.house(2).await;
    append(&stage, &house, 3).await;
    append(&stage, &other, 1).await;
    let denied = AuditEvent::new(AuditAction::ShareDenied, None).share("share-2", Audience::People);
    stage
        .store
        .append_audit(stage.record(house.org, after(9), denied))
        .await
        .expect("appended");
    let page = async |before, limit, filter: AuditFilter| {
        stage
            .store
            .audit_page(house.org, before, limit, &filter)
            .await
            .expect("reads")
    };
    let all = page(None, 10, AuditFilter::default()).await;
    assert_eq!(
        all.iter().map(|row| row.seq).collect::<Vec<_>>(),
        [4, 3, 2, 1]
    );
    assert_eq!(all[0].actor_name, None);
    assert_eq!(all[1].actor_name.as_deref(), Some("Person 1002"));
    assert_eq!(all[1].actor_id, Some(house.member.id));
    assert_eq!(all[1].details["views"], 2);
    assert_eq!(all[1].details["why"], "link");
    assert_eq!(all[1].at.timestamp_subsec_micros(), 123_456);
    assert_eq!(page(Some(3), 1, AuditFilter::default()).await[0].seq, 2);
    let actions = vec![AuditAction::ShareDenied, AuditAction::ShareMailed];
    assert_eq!(
        page(
            None,
            10,
            AuditFilter {
                actions,
                ..Default::default()
            }
        )
        .await
        .len(),
        1
    );
    let share = Some("share-1".to_owned());
    assert_eq!(
        page(
            None,
            10,
            AuditFilter {
                share,
                ..Default::default()
            }
        )
        .await
        .len(),
        3
    );
    let conversation = Some(id(5));
    assert_eq!(
        page(
            None,
            10,
            AuditFilter {
                conversation,
                ..Default::default()
            }
        )
        .await
        .len(),
        3
    );
}

async fn a_person_is_forgotten_and_the_chain_still_verifies(stage: Stage) {
    let house = stage.house(1).await;
    append(&stage, &house, 2).await;
    let erased = AuditEvent::new(AuditAction::PersonErased, Some(actor(&house.admin)));
    let record = stage.record(house.org, after(5), erased);
    assert_eq!(
        stage
            .store
            .forget_names(house.member.id, record)
            .await
            .expect("done"),
        1
    );
    let rows = stage
        .store
        .audit_page(house.org, None, 10, &AuditFilter::default())
        .await
        .expect("reads");
    assert_eq!(rows[1].actor_name, None);
    assert!(rows[1].actor.is_some(), "the pseudonym stays");
    assert_eq!(rows[0].actor_name.as_deref(), Some("Person 1001"));
    assert_eq!(verify(&stage, &house, None).await, good(3));
}

async fn a_change_that_is_refused_leaves_no_row(stage: Stage) {
    let house = stage.house(1).await;
    let kept = stage.keep(&house, 10, conversation("Title", 1)).await;
    let event = AuditEvent::new(AuditAction::ConversationChanged, None);
    let refused = stage
        .store
        .update_conversation(
            kept,
            Some(9),
            HeadChanges::default(),
            stage.record(house.org, after(1), event),
        )
        .await
        .expect("answers");
    assert!(refused.is_err());
    assert_eq!(stage.trail(house.org).await, 1, "only the creation");
}

async fn a_house_that_does_not_exist_has_no_trail(stage: Stage) {
    let error = stage
        .store
        .append_audit(stage.silent(id(4), start()))
        .await
        .expect_err("nobody there");
    assert!(matches!(error, StoreError::NoSuchOrganisation));
    assert_eq!(stage.store.audit_head(id(4)).await.expect("reads"), None);
    let house = stage.house(1).await;
    assert_eq!(
        verify(&stage, &house, None).await,
        good(0),
        "an empty chain verifies"
    );
}
