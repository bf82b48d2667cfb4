//! Opening: counted exactly, only while live, and served from snapshots.

use super::stage::{House, Stage, after, conversation, on_both, share};
use crate::{
    AuditAction, AuditEvent, TokenHash,
    accounts::{LinkPurpose, NewSession, OneTimeLink, ThrottleLimits},
    sharing::{Audience, NewShare},
    viewer::{GrantRow, NewGrant, OpenView, Opened, Swept},
};

fn visitor(number: u8) -> TokenHash {
    TokenHash([number; 32])
}

fn view(number: u8) -> OpenView {
    OpenView {
        link_generation: 1,
        password_generation: 1,
        grant: Some(NewGrant {
            visitor: visitor(number),
            until: after(1000),
        }),
        count_view: true,
    }
}

async fn open(stage: &Stage, house: &House, open: OpenView, seconds: i64) -> Opened {
    let event = AuditEvent::new(AuditAction::ShareOpened, None).share("share", Audience::Public);
    let record = stage.record(house.org, after(seconds), event);
    stage
        .store
        .open_view("share", open, record)
        .await
        .expect("the store answers")
}

async fn shared(stage: &Stage, change: impl FnOnce(&mut NewShare)) -> House {
    let house = stage.house(1).await;
    let kept = stage.keep(&house, 10, conversation("Title", 5)).await;
    let mut new = share("share", kept, &house.member, Audience::Public);
    change(&mut new);
    stage.hand_out(&house, new).await;
    house
}

on_both! {
    fifty_opens_at_once_of_a_one_view_link_give_one_view,
    every_view_of_an_unlimited_link_counts,
    opens_that_wait_together_are_decided_one_by_one,
    coming_back_under_a_grant_counts_no_view_even_when_all_are_used,
    a_share_is_open_until_the_moment_it_expires,
    a_view_for_an_older_link_or_password_is_none,
    a_grant_is_kept_per_visitor_and_share_and_renewed,
    a_snapshot_is_read_page_by_page,
    a_sweep_deletes_what_nobody_can_use_any_more_and_nothing_else,
}

async fn fifty_opens_at_once_of_a_one_view_link_give_one_view(stage: Stage) {
    let house = shared(&stage, |share| share.max_views = Some(1)).await;
    let before = stage.trail(house.org).await;
    let visitors: Vec<_> = (0..50)
        .map(|number| {
            let (stage, house) = (stage.clone(), house.clone());
            tokio::spawn(async move { open(&stage, &house, view(number), 1).await })
        })
        .collect();
    let mut opened = 0;
    for visitor in visitors {
        match visitor.await.expect("no visitor fails") {
            Opened::Open(share) => {
                opened += 1;
                assert_eq!(share.views, 1);
            }
            refused => assert_eq!(refused, Opened::UsedUp),
        }
    }
    assert_eq!(opened, 1);
    let share = stage
        .store
        .share("share")
        .await
        .expect("reads")
        .expect("there");
    assert_eq!(share.views, 1);
    assert_eq!(
        stage.trail(house.org).await,
        before + 1,
        "one view, one row"
    );
    let mut grants = 0;
    for number in 0..50 {
        grants += usize::from(
            stage
                .store
                .grant(visitor(number), "share")
                .await
                .expect("reads")
                .is_some(),
        );
    }
    assert_eq!(grants, 1);
}

async fn every_view_of_an_unlimited_link_counts(stage: Stage) {
    let house = shared(&stage, |_| {}).await;
    let visitors: Vec<_> = (0..30)
        .map(|number| {
            let (stage, house) = (stage.clone(), house.clone());
            tokio::spawn(async move { open(&stage, &house, view(number), 1).await })
        })
        .collect();
    for visitor in visitors {
        assert!(matches!(
            visitor.await.expect("no visitor fails"),
            Opened::Open(_)
        ));
    }
    let share = stage
        .store
        .share("share")
        .await
        .expect("reads")
        .expect("there");
    assert_eq!((share.views, share.last_opened_at), (30, Some(after(1))));
}

async fn opens_that_wait_together_are_decided_one_by_one(stage: Stage) {
    let house = shared(&stage, |share| share.max_views = Some(12)).await;
    let before = stage.trail(house.org).await;
    let visitors: Vec<_> = (0..60)
        .map(|number| {
            let (stage, house) = (stage.clone(), house.clone());
            let asked = match number % 3 {
                // The same visitor from several windows.
                0 => view(0),
                // A link that is not the share's any more.
                1 => OpenView {
                    link_generation: 2,
                    ..view(number)
                },
                _ => OpenView {
                    count_view: false,
                    ..view(number)
                },
            };
            let kind = number % 3;
            tokio::spawn(async move { (kind, open(&stage, &house, asked, 1).await) })
        })
        .collect();
    let mut counts = Vec::new();
    let mut shown = 0;
    for visitor in visitors {
        match visitor.await.expect("no visitor fails") {
            (0, Opened::Open(share)) => counts.push(share.views),
            (2, Opened::Open(_)) => shown += 1,
            (0, refused) => assert_eq!(refused, Opened::UsedUp),
            (_, refused) => assert_eq!(refused, Opened::NotLive),
        }
    }
    counts.sort_unstable();
    assert_eq!(counts, (1..=12).collect::<Vec<_>>(), "each its own number");
    assert_eq!(shown, 20, "coming back is not limited");
    assert_eq!(
        stage.trail(house.org).await,
        before + 32,
        "each open has its row, a refused one has none"
    );
}

async fn coming_back_under_a_grant_counts_no_view_even_when_all_are_used(stage: Stage) {
    let house = shared(&stage, |share| share.max_views = Some(1)).await;
    assert!(matches!(
        open(&stage, &house, view(1), 1).await,
        Opened::Open(_)
    ));
    let back = OpenView {
        grant: None,
        count_view: false,
        ..view(1)
    };
    let Opened::Open(share) = open(&stage, &house, back, 2).await else {
        panic!("may come back")
    };
    assert_eq!(share.views, 1);
    assert_eq!(open(&stage, &house, view(2), 3).await, Opened::UsedUp);
}

async fn a_share_is_open_until_the_moment_it_expires(stage: Stage) {
    let house = shared(&stage, |_| {}).await;
    assert!(matches!(
        open(&stage, &house, view(1), 3599).await,
        Opened::Open(_)
    ));
    let before = stage.trail(house.org).await;
    assert_eq!(open(&stage, &house, view(1), 3600).await, Opened::NotLive);
    assert_eq!(
        stage.trail(house.org).await,
        before,
        "the caller records denials"
    );
}

async fn a_view_for_an_older_link_or_password_is_none(stage: Stage) {
    let house = shared(&stage, |share| share.max_views = Some(1)).await;
    for (link_generation, password_generation) in [(2, 1), (1, 2)] {
        let other = OpenView {
            link_generation,
            password_generation,
            ..view(1)
        };
        assert_eq!(open(&stage, &house, other, 1).await, Opened::NotLive);
    }
    assert!(matches!(
        open(&stage, &house, view(1), 1).await,
        Opened::Open(_)
    ));
    let other = OpenView {
        link_generation: 2,
        ..view(1)
    };
    assert_eq!(
        open(&stage, &house, other, 1).await,
        Opened::NotLive,
        "nor does it learn that all are used"
    );
    let unknown = stage
        .store
        .open_view("unknown", view(1), stage.silent(house.org, after(1)))
        .await;
    assert_eq!(unknown.expect("answers"), Opened::NotLive);
}

async fn a_grant_is_kept_per_visitor_and_share_and_renewed(stage: Stage) {
    let house = shared(&stage, |_| {}).await;
    open(&stage, &house, view(1), 1).await;
    let later = OpenView {
        grant: Some(NewGrant {
            visitor: visitor(1),
            until: after(2000),
        }),
        ..view(1)
    };
    open(&stage, &house, later, 2).await;
    let grant = stage.store.grant(visitor(1), "share").await.expect("reads");
    assert_eq!(
        grant,
        Some(GrantRow {
            link_generation: 1,
            password_generation: 1,
            until: after(2000)
        })
    );
    assert_eq!(
        stage.store.grant(visitor(2), "share").await.expect("reads"),
        None
    );
    assert_eq!(
        stage.store.grant(visitor(1), "other").await.expect("reads"),
        None
    );
}

async fn a_snapshot_is_read_page_by_page(stage: Stage) {
    shared(&stage, |_| {}).await;
    let head = stage
        .store
        .snapshot_head("share", 1)
        .await
        .expect("reads")
        .expect("there");
    assert_eq!(
        (head.head.as_slice(), head.message_count, head.redactions),
        (&b"head first"[..], 4, 2)
    );
    let page = async |after| {
        let page = stage
            .store
            .snapshot_page("share", 1, after)
            .await
            .expect("reads");
        page.map(|page| {
            (
                page.first,
                page.last,
                String::from_utf8_lossy(&page.body).into_owned(),
            )
        })
    };
    assert_eq!(page(0).await, Some((1, 2, "page 1 first".to_owned())));
    assert_eq!(
        page(1).await,
        Some((1, 2, "page 1 first".to_owned())),
        "the page that holds message 2"
    );
    assert_eq!(page(2).await, Some((3, 5, "page 2 first".to_owned())));
    assert_eq!(page(5).await, None);
    assert_eq!(
        stage.store.snapshot_head("share", 2).await.expect("reads"),
        None
    );
}

async fn a_sweep_deletes_what_nobody_can_use_any_more_and_nothing_else(stage: Stage) {
    let house = shared(&stage, |_| {}).await;
    open(&stage, &house, view(1), 1).await;
    let store = &stage.store;
    for (token, until) in [(1, 100), (2, 1_000_000_000)] {
        let session = NewSession {
            token: TokenHash([token; 32]),
            person: house.member.id,
            expires_at: after(until),
        };
        store
            .create_session(session, stage.silent(house.org, after(1)))
            .await
            .expect("kept");
        let link = OneTimeLink {
            token: TokenHash([token; 32]),
            purpose: LinkPurpose::Setup,
            person: None,
            expires_at: after(until),
        };
        store.create_one_time_link(link).await.expect("kept");
    }
    let limits = ThrottleLimits {
        failures: 1,
        window: chrono::TimeDelta::seconds(10),
        block: chrono::TimeDelta::seconds(10),
        longest_block: chrono::TimeDelta::seconds(10),
    };
    store
        .throttle_failure("key", after(1), &limits)
        .await
        .expect("kept");
    assert_eq!(
        store.delete_expired(after(1)).await.expect("swept"),
        Swept::default()
    );
    let swept = store.delete_expired(after(1000)).await.expect("swept");
    assert_eq!(
        swept,
        Swept {
            sessions: 1,
            grants: 1,
            one_time_links: 1,
            throttles: 1,
            snapshots: 0
        }
    );
    assert!(
        store
            .session(TokenHash([2; 32]), after(1000))
            .await
            .expect("reads")
            .is_some()
    );
    let month = 3600 + 30 * 86400;
    assert_eq!(
        store
            .delete_expired(after(month))
            .await
            .expect("swept")
            .snapshots,
        0
    );
    assert_eq!(
        store
            .delete_expired(after(month + 1))
            .await
            .expect("swept")
            .snapshots,
        1
    );
    assert_eq!(
        store.snapshot_page("share", 1, 0).await.expect("reads"),
        None
    );
    assert!(
        store.share("share").await.expect("reads").is_some(),
        "its history stays"
    );
}
