//! Sharing: shares stand side by side, show what was published, and end for good.

use discreet_transcript::model::Text;

use super::stage::{
    House, Stage, after, conversation, id, message, on_both, password, person, share, snapshot,
};
use crate::{
    AuditAction, AuditEvent, JsonText, TokenHash,
    accounts::Role,
    sharing::{
        Audience, ChangeRefusal, CreateShareRefusal, Judged, NewShare, Permission, Publish,
        PublishRefusal, Selection, ShareChanges, ShareCursor, ShareRow, ShareState, ShareStatus,
        StopReason, Stopped,
    },
    viewer::{NewGrant, OpenView, Opened},
};

const VISITOR: TokenHash = TokenHash([5; 32]);

async fn row(stage: &Stage, id: &str) -> ShareRow {
    stage.store.share(id).await.expect("reads").expect("there")
}

async fn create(
    stage: &Stage,
    house: &House,
    new: NewShare,
) -> Result<ShareRow, CreateShareRefusal> {
    let event = AuditEvent::new(AuditAction::ShareCreated, None);
    let record = stage.record(house.org, after(1), event);
    stage
        .store
        .create_share(new, record)
        .await
        .expect("answers")
}

/// Opens a share as a visitor who may come back.
async fn visit(stage: &Stage, house: &House, id: &str, seconds: i64) -> Opened {
    let share = row(stage, id).await;
    let open = OpenView {
        link_generation: share.link_generation,
        password_generation: share.password_generation,
        grant: Some(NewGrant {
            visitor: VISITOR,
            until: after(3600),
        }),
        count_view: true,
    };
    stage
        .store
        .open_view(id, open, stage.silent(house.org, after(seconds)))
        .await
        .expect("answers")
}

async fn has_grant(stage: &Stage, id: &str) -> bool {
    stage
        .store
        .grant(VISITOR, id)
        .await
        .expect("reads")
        .is_some()
}

fn publish(version: u32, revision: i64) -> Publish {
    Publish {
        expected_version: version,
        expected_revision: revision,
        selection: Selection {
            range_from: None,
            range_to: Some(6),
            leave_out: vec![3, 4],
            ..Default::default()
        },
        snapshot: snapshot("second"),
        judged: Judged::default(),
    }
}

on_both! {
    a_share_comes_back_as_it_was_made,
    what_must_not_be_shared_is_refused_and_leaves_nothing,
    a_conversation_has_a_hundred_shares_and_no_more,
    a_share_that_takes_anothers_place_stops_it_in_the_same_step,
    shares_stand_side_by_side_and_are_stopped_one_by_one,
    a_stopped_share_stays_stopped,
    another_house_can_do_nothing_to_a_share,
    a_newer_snapshot_takes_the_olders_place_under_the_same_link,
    of_two_publishers_at_once_one_is_told,
    settings_of_a_share_change_and_a_new_password_ends_all_grants,
    a_new_link_ends_the_old_one_and_its_grants,
    a_paused_share_is_closed_until_it_is_resumed,
    an_expired_or_used_up_share_is_renewed_under_the_same_link,
    shares_are_listed_newest_first_page_by_page,
}

async fn a_share_comes_back_as_it_was_made(stage: Stage) {
    let house = stage.house(1).await;
    let kept = stage.keep(&house, 10, conversation("Title", 5)).await;
    let mut new = share("share-1", kept, &house.member, Audience::People);
    new.people = vec![house.member.id, house.admin.id, house.admin.id];
    new.permission = Permission::Comment;
    new.password = Some(password("first"));
    new.max_views = Some(9);
    let made = create(&stage, &house, new.clone()).await.expect("made");
    assert_eq!(made, row(&stage, "share-1").await);
    assert_eq!(
        made.people
            .iter()
            .map(|person| person.id)
            .collect::<Vec<_>>(),
        [house.admin.id, house.member.id],
        "by name, each once"
    );
    assert_eq!(
        (made.org, made.conversation, made.owner),
        (house.org, Some(kept), house.member.id)
    );
    assert_eq!(
        (made.audience, made.permission, made.state),
        (Audience::People, Permission::Comment, ShareState::Active)
    );
    assert_eq!(
        (
            made.link_generation,
            made.password_generation,
            made.password
        ),
        (1, 1, new.password)
    );
    assert_eq!(
        (made.views, made.max_views, made.expires_at),
        (0, Some(9), Some(after(3600)))
    );
    assert_eq!(
        (made.range_from, made.range_to, made.leave_out),
        (Some(1), Some(5), vec![2])
    );
    assert_eq!(
        (made.include, made.context),
        (new.selection.include, new.selection.context)
    );
    assert_eq!(
        (
            made.snapshot_version,
            made.snapshot_revision,
            made.snapshot_messages
        ),
        (1, 1, 5)
    );
    assert_eq!(
        (made.created_at, made.last_opened_at, made.replaces),
        (after(1), None, None)
    );
    assert_eq!(stage.store.share("share-2").await.expect("reads"), None);
    assert_eq!(stage.store.share_key_ids().await.expect("reads"), ["key-1"]);
}

async fn what_must_not_be_shared_is_refused_and_leaves_nothing(stage: Stage) {
    let house = stage.house(1).await;
    let other = stage.house(2).await;
    let kept = stage.keep(&house, 10, conversation("Title", 5)).await;
    let theirs = stage.keep(&other, 11, conversation("Theirs", 5)).await;
    let sleeper = stage.move_in(house.org, person(77, Role::Viewer)).await;
    stage
        .by_hand(&["UPDATE people SET active = false WHERE email = 'person77@acme.example'"])
        .await;
    let of = |conversation| share("share-1", conversation, &house.member, Audience::People);
    assert_eq!(
        create(&stage, &house, of(theirs)).await,
        Err(CreateShareRefusal::NoSuchConversation)
    );
    assert_eq!(
        create(&stage, &house, of(id(99))).await,
        Err(CreateShareRefusal::NoSuchConversation)
    );
    for stranger in [other.member.id, sleeper.id, id(98)] {
        let named = NewShare {
            people: vec![house.admin.id, stranger],
            ..of(kept)
        };
        assert_eq!(
            create(&stage, &house, named).await,
            Err(CreateShareRefusal::UnknownPerson(stranger))
        );
    }
    let stale = NewShare {
        expected_revision: 2,
        ..of(kept)
    };
    assert_eq!(
        create(&stage, &house, stale).await,
        Err(CreateShareRefusal::Stale { current: 1 })
    );
    stage
        .hand_out(
            &other,
            NewShare {
                owner: other.member.id,
                id: "theirs".to_owned(),
                ..of(theirs)
            },
        )
        .await;
    for replaced in ["nowhere", "theirs"] {
        let replacing = NewShare {
            replaces: Some(replaced.to_owned()),
            ..of(kept)
        };
        assert_eq!(
            create(&stage, &house, replacing).await,
            Err(CreateShareRefusal::NoSuchReplaced)
        );
    }
    assert_eq!(stage.store.share("share-1").await.expect("reads"), None);
    assert_eq!(
        stage.trail(house.org).await,
        1,
        "only the conversation's creation"
    );
    assert_eq!(
        row(&stage, "theirs").await.status(after(1)),
        ShareStatus::Active
    );
}

async fn a_conversation_has_a_hundred_shares_and_no_more(stage: Stage) {
    let house = stage.house(1).await;
    let kept = stage.keep(&house, 10, conversation("Title", 5)).await;
    for number in 0..100 {
        create(
            &stage,
            &house,
            share(
                &format!("share-{number}"),
                kept,
                &house.member,
                Audience::Public,
            ),
        )
        .await
        .expect("made");
    }
    let stopped = stage
        .store
        .stop_share(
            "share-1",
            StopReason::Owner,
            stage.silent(house.org, after(1)),
        )
        .await;
    assert!(matches!(stopped, Ok(Some(Stopped::Now(_)))));
    let more = create(
        &stage,
        &house,
        share("more", kept, &house.member, Audience::Public),
    )
    .await;
    assert_eq!(
        more,
        Err(CreateShareRefusal::TooManyShares),
        "stopped ones count"
    );
    assert_eq!(
        stage
            .store
            .shares_of_conversation(house.org, kept)
            .await
            .expect("reads")
            .len(),
        100
    );
}

async fn a_share_that_takes_anothers_place_stops_it_in_the_same_step(stage: Stage) {
    let house = stage.house(1).await;
    let kept = stage.keep(&house, 10, conversation("Title", 5)).await;
    stage
        .hand_out(
            &house,
            share("first", kept, &house.member, Audience::Public),
        )
        .await;
    let replacing = |id: &str| NewShare {
        replaces: Some("first".to_owned()),
        ..share(id, kept, &house.member, Audience::Organisation)
    };
    let second = create(&stage, &house, replacing("second"))
        .await
        .expect("made");
    assert_eq!(second.replaces.as_deref(), Some("first"));
    let first = row(&stage, "first").await;
    assert_eq!(
        (first.status(after(2)), first.stop_reason),
        (ShareStatus::Stopped, Some(StopReason::Replaced))
    );
    let actions = async || {
        let rows = stage
            .store
            .audit_page(house.org, None, 10, &crate::audit::AuditFilter::default())
            .await
            .expect("reads");
        rows.into_iter().map(|row| row.action).collect::<Vec<_>>()
    };
    assert_eq!(
        actions().await,
        [
            "share.stopped",
            "share.created",
            "share.created",
            "conversation.created"
        ]
    );
    create(&stage, &house, replacing("third"))
        .await
        .expect("made, though the first is stopped already");
    assert_eq!(actions().await.len(), 5, "no second stop is recorded");
}

async fn shares_stand_side_by_side_and_are_stopped_one_by_one(stage: Stage) {
    let house = stage.house(1).await;
    let other = stage.house(2).await;
    let kept = stage.keep(&house, 10, conversation("Title", 5)).await;
    stage
        .hand_out(
            &house,
            share("first", kept, &house.member, Audience::Public),
        )
        .await;
    stage
        .hand_out(
            &house,
            share("second", kept, &house.member, Audience::Organisation),
        )
        .await;
    assert!(matches!(
        visit(&stage, &house, "first", 1).await,
        Opened::Open(_)
    ));
    assert!(has_grant(&stage, "first").await);
    let stop = async |org, seconds| {
        let event = AuditEvent::new(AuditAction::ShareStopped, None);
        stage
            .store
            .stop_share(
                "first",
                StopReason::Admin,
                stage.record(org, after(seconds), event),
            )
            .await
            .expect("answers")
    };
    assert_eq!(
        stop(other.org, 2).await,
        None,
        "another house stops nothing here"
    );
    let before = stage.trail(house.org).await;
    let Some(Stopped::Now(stopped)) = stop(house.org, 3).await else {
        panic!("not stopped")
    };
    assert_eq!(
        (
            stopped.status(after(4)),
            stopped.stopped_at,
            stopped.stop_reason
        ),
        (
            ShareStatus::Stopped,
            Some(after(3)),
            Some(StopReason::Admin)
        )
    );
    assert_eq!(stop(house.org, 4).await, Some(Stopped::Already(stopped)));
    assert_eq!(stage.trail(house.org).await, before + 1, "recorded once");
    assert!(!has_grant(&stage, "first").await);
    assert_eq!(
        stage.store.snapshot_head("first", 1).await.expect("reads"),
        None
    );
    assert_eq!(
        stage
            .store
            .snapshot_page("first", 1, 0)
            .await
            .expect("reads"),
        None
    );
    assert_eq!(visit(&stage, &house, "first", 5).await, Opened::NotLive);
    assert!(matches!(
        visit(&stage, &house, "second", 5).await,
        Opened::Open(_)
    ));
}

async fn a_stopped_share_stays_stopped(stage: Stage) {
    let house = stage.house(1).await;
    let kept = stage.keep(&house, 10, conversation("Title", 5)).await;
    stage
        .hand_out(
            &house,
            share("share", kept, &house.member, Audience::Public),
        )
        .await;
    let store = &stage.store;
    let silent = || stage.silent(house.org, after(2));
    store
        .stop_share("share", StopReason::Owner, silent())
        .await
        .expect("answers");
    let stopped = row(&stage, "share").await;
    let refused = Err(ChangeRefusal::Stopped);
    assert_eq!(
        store
            .update_share("share", ShareChanges::default(), silent())
            .await
            .expect("answers"),
        refused
    );
    assert_eq!(
        store
            .rotate_share("share", "key-2", silent())
            .await
            .expect("answers"),
        refused
    );
    assert_eq!(
        store.pause_share("share", silent()).await.expect("answers"),
        refused
    );
    assert_eq!(
        store
            .resume_share("share", silent())
            .await
            .expect("answers"),
        refused
    );
    assert_eq!(
        store
            .renew_share("share", None, true, silent())
            .await
            .expect("answers"),
        refused
    );
    assert_eq!(
        store
            .publish_snapshot("share", publish(1, 1), silent())
            .await
            .expect("answers"),
        Err(PublishRefusal::Stopped)
    );
    assert_eq!(row(&stage, "share").await, stopped);
    assert!(
        store.share_key_ids().await.expect("reads").is_empty(),
        "its key may go"
    );
}

async fn another_house_can_do_nothing_to_a_share(stage: Stage) {
    let house = stage.house(1).await;
    let other = stage.house(2).await;
    let kept = stage.keep(&house, 10, conversation("Title", 5)).await;
    stage
        .hand_out(
            &house,
            share("share", kept, &house.member, Audience::Public),
        )
        .await;
    let before = row(&stage, "share").await;
    let store = &stage.store;
    let theirs = || {
        stage.record(
            other.org,
            after(2),
            AuditEvent::new(AuditAction::ShareChanged, None),
        )
    };
    let refused = Err(ChangeRefusal::NoSuchShare);
    assert_eq!(
        store
            .update_share("share", ShareChanges::default(), theirs())
            .await
            .expect("answers"),
        refused
    );
    assert_eq!(
        store
            .rotate_share("share", "key-2", theirs())
            .await
            .expect("answers"),
        refused
    );
    assert_eq!(
        store.pause_share("share", theirs()).await.expect("answers"),
        refused
    );
    assert_eq!(
        store
            .renew_share("share", None, true, theirs())
            .await
            .expect("answers"),
        refused
    );
    assert_eq!(
        store
            .publish_snapshot("share", publish(1, 1), theirs())
            .await
            .expect("answers"),
        Err(PublishRefusal::NoSuchShare)
    );
    let open = OpenView {
        link_generation: 1,
        password_generation: 1,
        grant: None,
        count_view: true,
    };
    assert_eq!(
        store
            .open_view("share", open, theirs())
            .await
            .expect("answers"),
        Opened::NotLive
    );
    assert_eq!(row(&stage, "share").await, before);
    assert_eq!(stage.trail(other.org).await, 0);
    assert!(
        store
            .shares_of_org(other.org, None, 10)
            .await
            .expect("reads")
            .is_empty()
    );
    assert!(
        store
            .shares_of_conversation(other.org, kept)
            .await
            .expect("reads")
            .is_empty()
    );
}

async fn a_newer_snapshot_takes_the_olders_place_under_the_same_link(stage: Stage) {
    let house = stage.house(1).await;
    let kept = stage.keep(&house, 10, conversation("Title", 5)).await;
    stage
        .hand_out(
            &house,
            share("share", kept, &house.member, Audience::Public),
        )
        .await;
    visit(&stage, &house, "share", 1).await;
    let store = &stage.store;
    let grown = store
        .append_messages(
            kept,
            5,
            vec![message("six")],
            stage.silent(house.org, after(2)),
        )
        .await
        .expect("answers");
    assert_eq!(grown.map(|row| row.revision), Ok(2));
    let event = || AuditEvent::new(AuditAction::ShareUpdated, None);
    let record = |seconds| stage.record(house.org, after(seconds), event());
    assert_eq!(
        store
            .publish_snapshot("share", publish(1, 1), record(3))
            .await
            .expect("answers"),
        Err(PublishRefusal::Stale { current: 2 })
    );
    let before = stage.trail(house.org).await;
    let published = store
        .publish_snapshot("share", publish(1, 2), record(4))
        .await
        .expect("answers")
        .expect("published");
    assert_eq!(
        (published.snapshot_version, published.snapshot_revision),
        (2, 2)
    );
    assert_eq!(
        (
            published.range_from,
            published.range_to,
            published.leave_out
        ),
        (None, Some(6), vec![3, 4])
    );
    assert_eq!((published.link_generation, published.views), (1, 1));
    assert!(has_grant(&stage, "share").await, "who is reading goes on");
    assert_eq!(store.snapshot_head("share", 1).await.expect("reads"), None);
    assert_eq!(
        store.snapshot_page("share", 1, 0).await.expect("reads"),
        None
    );
    let head = store
        .snapshot_head("share", 2)
        .await
        .expect("reads")
        .expect("there");
    assert_eq!(
        (head.head.as_slice(), head.published_at),
        (&b"head second"[..], after(4))
    );
    assert_eq!(
        store
            .publish_snapshot("share", publish(1, 2), record(5))
            .await
            .expect("answers"),
        Err(PublishRefusal::Conflict { current: 2 })
    );
    assert_eq!(stage.trail(house.org).await, before + 1);
}

async fn of_two_publishers_at_once_one_is_told(stage: Stage) {
    let house = stage.house(1).await;
    let kept = stage.keep(&house, 10, conversation("Title", 5)).await;
    stage
        .hand_out(
            &house,
            share("share", kept, &house.member, Audience::Public),
        )
        .await;
    let publishers: Vec<_> = (0..6)
        .map(|_| {
            let (stage, house) = (stage.clone(), house.clone());
            tokio::spawn(async move {
                stage
                    .store
                    .publish_snapshot("share", publish(1, 1), stage.silent(house.org, after(1)))
                    .await
            })
        })
        .collect();
    let mut published = 0;
    for publisher in publishers {
        match publisher
            .await
            .expect("no panic")
            .expect("the store answers")
        {
            Ok(_) => published += 1,
            Err(refusal) => assert_eq!(refusal, PublishRefusal::Conflict { current: 2 }),
        }
    }
    assert_eq!(published, 1);
}

async fn settings_of_a_share_change_and_a_new_password_ends_all_grants(stage: Stage) {
    let house = stage.house(1).await;
    let other = stage.house(2).await;
    let kept = stage.keep(&house, 10, conversation("Title", 5)).await;
    let mut new = share("share", kept, &house.member, Audience::People);
    new.people = vec![house.member.id];
    stage.hand_out(&house, new).await;
    visit(&stage, &house, "share", 1).await;
    let change = async |changes| {
        stage
            .store
            .update_share("share", changes, stage.silent(house.org, after(2)))
            .await
            .expect("answers")
    };
    let context = JsonText::of(&serde_json::json!({"why": "other"})).expect("JSON");
    let changed = change(ShareChanges {
        expires_at: Some(None),
        label: Some(Some(Text::from("new label"))),
        context: Some(context.clone()),
        permission: Some(Permission::Comment),
        hide_sharer: Some(true),
        allow_download: Some(false),
        utc: Some(true),
        max_views: Some(Some(2)),
        people: Some(vec![house.admin.id]),
        snapshot_head: Some(b"head with context".to_vec()),
        ..Default::default()
    })
    .await
    .expect("changed");
    assert_eq!(
        (changed.expires_at, changed.label.clone(), changed.max_views),
        (None, Some(Text::from("new label")), Some(2))
    );
    assert_eq!(
        (changed.context.clone(), changed.permission),
        (context, Permission::Comment)
    );
    assert_eq!(
        (changed.hide_sharer, changed.allow_download, changed.utc),
        (true, false, true)
    );
    assert_eq!(
        changed
            .people
            .iter()
            .map(|person| person.id)
            .collect::<Vec<_>>(),
        [house.admin.id]
    );
    assert_eq!(changed.updated_at, after(2));
    assert_eq!(changed, row(&stage, "share").await);
    assert!(has_grant(&stage, "share").await);
    let head = stage
        .store
        .snapshot_head("share", 1)
        .await
        .expect("reads")
        .expect("there");
    assert_eq!(head.head, b"head with context");
    let protected = change(ShareChanges {
        password: Some(Some(password("new"))),
        ..Default::default()
    })
    .await
    .expect("changed");
    assert_eq!(
        (
            protected.password_generation,
            protected.password,
            protected.max_views
        ),
        (2, Some(password("new")), Some(2))
    );
    assert!(!has_grant(&stage, "share").await);
    let stranger = change(ShareChanges {
        people: Some(vec![other.admin.id]),
        ..Default::default()
    })
    .await;
    assert_eq!(stranger, Err(ChangeRefusal::UnknownPerson(other.admin.id)));
    let open = change(ShareChanges {
        password: Some(None),
        people: Some(vec![]),
        ..Default::default()
    })
    .await
    .expect("changed");
    assert_eq!(
        (open.password_generation, open.password, open.people),
        (3, None, vec![])
    );
}

async fn a_new_link_ends_the_old_one_and_its_grants(stage: Stage) {
    let house = stage.house(1).await;
    let kept = stage.keep(&house, 10, conversation("Title", 5)).await;
    stage
        .hand_out(
            &house,
            share("share", kept, &house.member, Audience::Public),
        )
        .await;
    visit(&stage, &house, "share", 1).await;
    let rotated = stage
        .store
        .rotate_share("share", "key-2", stage.silent(house.org, after(2)))
        .await
        .expect("answers")
        .expect("rotated");
    assert_eq!(
        (
            rotated.link_generation,
            rotated.key_id.as_str(),
            rotated.views
        ),
        (2, "key-2", 1)
    );
    assert!(!has_grant(&stage, "share").await);
    let old = OpenView {
        link_generation: 1,
        password_generation: 1,
        grant: None,
        count_view: true,
    };
    assert_eq!(
        stage
            .store
            .open_view("share", old, stage.silent(house.org, after(3)))
            .await
            .expect("answers"),
        Opened::NotLive
    );
    assert!(matches!(
        visit(&stage, &house, "share", 4).await,
        Opened::Open(_)
    ));
}

async fn a_paused_share_is_closed_until_it_is_resumed(stage: Stage) {
    let house = stage.house(1).await;
    let kept = stage.keep(&house, 10, conversation("Title", 5)).await;
    stage
        .hand_out(
            &house,
            share("share", kept, &house.member, Audience::Public),
        )
        .await;
    visit(&stage, &house, "share", 1).await;
    let before = stage.trail(house.org).await;
    let record = |seconds| {
        stage.record(
            house.org,
            after(seconds),
            AuditEvent::new(AuditAction::SharePaused, None),
        )
    };
    let paused = stage
        .store
        .pause_share("share", record(2))
        .await
        .expect("answers")
        .expect("paused");
    assert_eq!(paused.status(after(2)), ShareStatus::Paused);
    assert_eq!(
        stage
            .store
            .pause_share("share", record(3))
            .await
            .expect("answers"),
        Ok(paused)
    );
    assert!(!has_grant(&stage, "share").await);
    assert_eq!(visit(&stage, &house, "share", 4).await, Opened::NotLive);
    assert!(
        stage
            .store
            .snapshot_head("share", 1)
            .await
            .expect("reads")
            .is_some(),
        "kept for later"
    );
    let resumed = stage
        .store
        .resume_share("share", record(5))
        .await
        .expect("answers")
        .expect("resumed");
    assert_eq!(resumed.status(after(5)), ShareStatus::Active);
    assert_eq!(stage.trail(house.org).await, before + 2);
    assert!(matches!(
        visit(&stage, &house, "share", 6).await,
        Opened::Open(_)
    ));
}

async fn an_expired_or_used_up_share_is_renewed_under_the_same_link(stage: Stage) {
    let house = stage.house(1).await;
    let kept = stage.keep(&house, 10, conversation("Title", 5)).await;
    let mut new = share("share", kept, &house.member, Audience::Public);
    new.max_views = Some(1);
    stage.hand_out(&house, new).await;
    visit(&stage, &house, "share", 1).await;
    assert_eq!(
        row(&stage, "share").await.status(after(2)),
        ShareStatus::UsedUp
    );
    assert_eq!(
        row(&stage, "share").await.status(after(3600)),
        ShareStatus::Expired
    );
    let renew = async |until, restart, seconds| {
        stage
            .store
            .renew_share(
                "share",
                until,
                restart,
                stage.silent(house.org, after(seconds)),
            )
            .await
            .expect("answers")
    };
    let renewed = renew(Some(after(9000)), false, 3700)
        .await
        .expect("renewed");
    assert_eq!(
        renewed.status(after(3700)),
        ShareStatus::UsedUp,
        "time alone gives no views"
    );
    let renewed = renew(Some(after(9000)), true, 3700).await.expect("renewed");
    assert_eq!(
        (
            renewed.status(after(3700)),
            renewed.views,
            renewed.link_generation
        ),
        (ShareStatus::Active, 0, 1)
    );
    assert!(matches!(
        visit(&stage, &house, "share", 3701).await,
        Opened::Open(_)
    ));

    stage
        .store
        .delete_expired(after(9000 + 31 * 86400))
        .await
        .expect("swept");
    let gone = renew(None, true, 9000 + 31 * 86400).await;
    assert_eq!(gone, Err(ChangeRefusal::SnapshotGone));
    let published = stage
        .store
        .publish_snapshot(
            "share",
            publish(1, 1),
            stage.silent(house.org, after(9000 + 31 * 86400)),
        )
        .await;
    assert!(published.expect("answers").is_ok());
    assert!(renew(None, true, 9000 + 31 * 86400).await.is_ok());
}

async fn shares_are_listed_newest_first_page_by_page(stage: Stage) {
    let house = stage.house(1).await;
    let kept = stage.keep(&house, 10, conversation("Title", 5)).await;
    for (number, seconds) in [(1, 5), (2, 5), (3, 1), (4, 9)] {
        let owner = if number == 3 {
            &house.admin
        } else {
            &house.member
        };
        let new = share(&format!("share-{number}"), kept, owner, Audience::Public);
        stage
            .store
            .create_share(new, stage.silent(house.org, after(seconds)))
            .await
            .expect("answers")
            .expect("made");
    }
    let ids = |rows: &[ShareRow]| rows.iter().map(|row| row.id.clone()).collect::<Vec<_>>();
    let all = stage
        .store
        .shares_of_org(house.org, None, 10)
        .await
        .expect("reads");
    assert_eq!(ids(&all), ["share-4", "share-2", "share-1", "share-3"]);
    let after_second = ShareCursor {
        created_at: all[1].created_at,
        id: all[1].id.clone(),
    };
    let rest = stage
        .store
        .shares_of_org(house.org, Some(after_second.clone()), 10)
        .await
        .expect("reads");
    assert_eq!(ids(&rest), ["share-1", "share-3"]);
    let mine = stage
        .store
        .shares_of_owner(house.org, house.member.id, Some(after_second), 10)
        .await
        .expect("reads");
    assert_eq!(ids(&mine), ["share-1"]);
    let mine = stage
        .store
        .shares_of_owner(house.org, house.admin.id, None, 1)
        .await
        .expect("reads");
    assert_eq!(ids(&mine), ["share-3"]);
}
