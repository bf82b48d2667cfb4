//! Conversations: kept as they came, changed by revision, listed with their shares, walled in.

use chrono::TimeDelta;
use discreet_transcript::model::{
    Attachment, Citation, Contact, LogEntry, Message, Moment, Note, Sender, Status, Text,
};

use super::stage::{
    Stage, actor, after, conversation, id, message, on_both, share, sourced, start,
};
use crate::{
    AuditAction, AuditEvent,
    conversations::{
        AppendRefusal, ConversationFilter, Deleted, HeadChanges, NewConversation, SharedFilter,
        SourceTaken, UpdateRefusal,
    },
    sharing::{Audience, ShareState, ShareStatus, StopReason},
};

fn full() -> discreet_transcript::model::Conversation {
    let moment = |seconds| Moment {
        at: after(seconds),
        assumed_utc: seconds % 2 == 1,
    };
    let text = |word: &str| Some(Text::from(word));
    let mut full = sourced("Größe & \u{1f600} 'quotes' \"more\" \\ %_", "42", 0);
    full.head.status = Status::Escalated;
    full.head.channel = Some("chat".to_owned());
    full.head.contact = Contact {
        name: text("Contact 1"),
        email: text("contact1@example.com"),
        phone: text("+44 1632 960001"),
        reference: text("C-1"),
    };
    full.head.tags = vec!["billing".into(), "urgent".into()];
    full.head.summary = text("Summary");
    full.head.attempts = vec!["Tried this".into()];
    full.head.notes = vec![Note {
        author: "Agent".into(),
        body: "Note".into(),
        written_at: Some(moment(3)),
    }];
    full.head.log = vec![LogEntry {
        at: None,
        text: "Routed".into(),
    }];
    full.head.metadata = serde_json::json!({"tenant": {"id": 7, "tags": [null, 1.5]}})
        .as_object()
        .cloned()
        .expect("an object");
    full.messages = vec![
        Message {
            number: 1,
            sender: Sender::Contact,
            name: text("Contact 1"),
            sent_at: Some(moment(1)),
            body: "# Hello\n\n| a | b |\n".into(),
            citations: vec![],
            attachments: vec![Attachment {
                name: "bill.pdf".into(),
                media_type: Some("application/pdf".to_owned()),
                size: Some(u64::MAX),
            }],
        },
        Message {
            number: 2,
            sender: Sender::Ai,
            name: None,
            sent_at: Some(moment(2)),
            body: "مرحبا".into(),
            citations: vec![Citation {
                title: text("Help"),
                url: text("https://help.example"),
                quote: None,
            }],
            attachments: vec![],
        },
        Message {
            number: 3,
            sender: Sender::Agent,
            ..message("")
        },
    ];
    full
}

fn changed() -> AuditEvent {
    AuditEvent::new(AuditAction::ConversationChanged, None)
}

on_both! {
    a_conversation_comes_back_as_it_was_kept,
    a_long_conversation_is_kept_whole,
    a_preview_is_cut,
    a_source_is_taken_once_in_a_house,
    the_same_source_sent_many_times_at_once_is_kept_once,
    messages_are_appended_to_the_conversation_that_was_seen,
    of_two_appends_at_once_one_is_told_to_look_again,
    a_conversation_does_not_grow_without_end,
    a_change_needs_the_revision_that_stands_and_makes_a_new_one_unless_it_is_the_status,
    a_house_sees_and_changes_nothing_of_another,
    the_list_goes_on_where_a_page_ended_last_changed_first,
    the_list_says_how_each_conversation_is_shared,
    deleting_a_conversation_stops_its_shares_and_leaves_their_history,
    times_are_kept_to_the_microsecond,
    what_a_source_said_last_is_kept_and_goes_with_the_conversation,
}

async fn what_a_source_said_last_is_kept_and_goes_with_the_conversation(stage: Stage) {
    let house = stage.house(1).await;
    let kept = stage.keep(&house, 10, sourced("Title", "42", 1)).await;
    let store = &stage.store;
    assert_eq!(store.source_head(kept).await.expect("reads"), None);
    for word in ["first", "second"] {
        let said = crate::JsonText::of(&word).expect("JSON");
        store
            .keep_source_head(kept, said.clone())
            .await
            .expect("keeps");
        assert_eq!(store.source_head(kept).await.expect("reads"), Some(said));
    }
    let event = AuditEvent::new(AuditAction::ConversationDeleted, Some(actor(&house.member)))
        .conversation(kept);
    let record = stage.record(house.org, after(1), event);
    store
        .delete_conversation(kept, record)
        .await
        .expect("deletes");
    assert_eq!(store.source_head(kept).await.expect("reads"), None);
}

async fn a_conversation_comes_back_as_it_was_kept(stage: Stage) {
    let house = stage.house(1).await;
    let kept = stage.keep(&house, 10, full()).await;
    let store = &stage.store;
    let row = store
        .conversation_in_org(house.org, kept)
        .await
        .expect("reads")
        .expect("there");
    assert_eq!(row.head, full().head);
    assert_eq!((row.revision, row.message_count), (1, 3));
    assert_eq!(
        row.last_message_at,
        Some(start()),
        "the last message has no time, so it is when it came in"
    );
    assert_eq!((row.created_at, row.updated_at), (start(), start()));
    assert_eq!(
        store.messages(kept, 0, 10).await.expect("reads"),
        full().messages
    );
    assert_eq!(
        store.messages(kept, 1, 1).await.expect("reads"),
        full().messages[1..2]
    );
    assert_eq!(
        store.messages_in(kept, 2, 3).await.expect("reads"),
        full().messages[1..]
    );
    assert_eq!(
        store
            .conversation_by_source(house.org, "desk", "42")
            .await
            .expect("reads"),
        Some(row.clone())
    );
    assert_eq!(
        store
            .conversation_of_owner(house.org, house.member.id, kept)
            .await
            .expect("reads"),
        Some(row)
    );
    assert_eq!(
        store
            .conversation_of_owner(house.org, house.admin.id, kept)
            .await
            .expect("reads"),
        None
    );
    let titles = store
        .conversation_titles(house.org, &[kept, id(11)])
        .await
        .expect("reads");
    assert_eq!(titles.len(), 1);
}

async fn a_long_conversation_is_kept_whole(stage: Stage) {
    let house = stage.house(1).await;
    let kept = stage.keep(&house, 10, conversation("Long", 1777)).await;
    let messages = stage.store.messages(kept, 0, 5000).await.expect("reads");
    assert_eq!(messages.len(), 1777);
    assert!(
        messages
            .iter()
            .zip(1..)
            .all(|(message, number)| message.number == number
                && message.body.0 == format!("message {number}"))
    );
}

async fn a_preview_is_cut(stage: Stage) {
    let house = stage.house(1).await;
    let new = NewConversation {
        id: id(10),
        owner: house.member.id,
        preview: Text("ü".repeat(500)),
        conversation: conversation("Title", 1),
    };
    let row = stage
        .store
        .create_conversation(new, stage.silent(house.org, start()))
        .await
        .expect("answers")
        .expect("kept");
    assert_eq!(row.preview.scalars(), 160);
}

async fn a_source_is_taken_once_in_a_house(stage: Stage) {
    let house = stage.house(1).await;
    let other = stage.house(2).await;
    let first = stage.keep(&house, 10, sourced("First", "42", 1)).await;
    stage.keep(&other, 11, sourced("Elsewhere", "42", 1)).await;
    stage.keep(&house, 12, conversation("No source", 1)).await;
    stage.keep(&house, 13, conversation("None either", 1)).await;
    let again = NewConversation {
        id: id(14),
        owner: house.member.id,
        preview: Text::default(),
        conversation: sourced("Again", "42", 2),
    };
    let event = AuditEvent::new(AuditAction::ConversationCreated, None);
    let answer = stage
        .store
        .create_conversation(again, stage.record(house.org, after(1), event))
        .await
        .expect("answers");
    assert_eq!(answer.err(), Some(SourceTaken { id: first }));
    assert_eq!(stage.trail(house.org).await, 3, "the refusal left no row");
    assert!(
        stage
            .store
            .messages(id(14), 0, 9)
            .await
            .expect("reads")
            .is_empty()
    );
}

async fn the_same_source_sent_many_times_at_once_is_kept_once(stage: Stage) {
    let house = stage.house(1).await;
    let senders: Vec<_> = (0..12)
        .map(|number| {
            let (stage, house) = (stage.clone(), house.clone());
            tokio::spawn(async move {
                let new = NewConversation {
                    id: id(100 + number),
                    owner: house.member.id,
                    preview: Text::default(),
                    conversation: sourced("Same", "42", 2),
                };
                stage
                    .store
                    .create_conversation(new, stage.silent(house.org, start()))
                    .await
            })
        })
        .collect();
    let mut kept = Vec::new();
    let mut refused = Vec::new();
    for sender in senders {
        match sender.await.expect("no panic").expect("the store answers") {
            Ok(row) => kept.push(row.id),
            Err(taken) => refused.push(taken.id),
        }
    }
    assert_eq!(kept.len(), 1);
    assert_eq!(refused, vec![kept[0]; 11]);
}

async fn messages_are_appended_to_the_conversation_that_was_seen(stage: Stage) {
    let house = stage.house(1).await;
    let kept = stage.keep(&house, 10, conversation("Title", 2)).await;
    let append = async |expected, messages: Vec<Message>, seconds| {
        let record = stage.record(house.org, after(seconds), changed());
        stage
            .store
            .append_messages(kept, expected, messages, record)
            .await
            .expect("answers")
    };
    let row = append(2, vec![message("three"), message("four")], 1)
        .await
        .expect("appended");
    assert_eq!((row.revision, row.message_count), (2, 4));
    assert_eq!(
        (row.last_message_at, row.updated_at),
        (Some(after(1)), after(1))
    );
    let stored = stage.store.messages(kept, 2, 9).await.expect("reads");
    assert_eq!(
        stored
            .iter()
            .map(|message| message.number)
            .collect::<Vec<_>>(),
        [3, 4]
    );
    let conflict = append(2, vec![message("late")], 2).await;
    assert_eq!(
        conflict,
        Err(AppendRefusal::Conflict {
            message_count: 4,
            revision: 2
        })
    );
    let unchanged = append(4, vec![], 3).await.expect("nothing to do");
    assert_eq!((unchanged.revision, unchanged.updated_at), (2, after(1)));
    assert_eq!(stage.trail(house.org).await, 2, "created and appended");
    let unknown = stage
        .store
        .append_messages(
            id(11),
            0,
            vec![message("x")],
            stage.silent(house.org, after(4)),
        )
        .await
        .expect("answers");
    assert_eq!(unknown, Err(AppendRefusal::NoSuchConversation));
}

async fn of_two_appends_at_once_one_is_told_to_look_again(stage: Stage) {
    let house = stage.house(1).await;
    let kept = stage.keep(&house, 10, conversation("Title", 2)).await;
    let appends: Vec<_> = (0..8)
        .map(|number| {
            let (stage, house) = (stage.clone(), house.clone());
            tokio::spawn(async move {
                let messages = vec![message(&format!("from {number}"))];
                stage
                    .store
                    .append_messages(kept, 2, messages, stage.silent(house.org, after(1)))
                    .await
            })
        })
        .collect();
    let mut appended = 0;
    for append in appends {
        match append.await.expect("no panic").expect("the store answers") {
            Ok(_) => appended += 1,
            Err(refusal) => assert_eq!(
                refusal,
                AppendRefusal::Conflict {
                    message_count: 3,
                    revision: 2
                }
            ),
        }
    }
    assert_eq!(appended, 1);
}

async fn a_conversation_does_not_grow_without_end(stage: Stage) {
    let house = stage.house(1).await;
    let kept = stage.keep(&house, 10, conversation("Title", 1)).await;
    let messages = vec![message(""); discreet_transcript::model::MAX_MESSAGES];
    let answer = stage
        .store
        .append_messages(kept, 1, messages, stage.silent(house.org, after(1)))
        .await
        .expect("answers");
    assert_eq!(answer, Err(AppendRefusal::TooMany));
    assert_eq!(
        stage.store.messages(kept, 0, 9).await.expect("reads").len(),
        1
    );
}

async fn a_change_needs_the_revision_that_stands_and_makes_a_new_one_unless_it_is_the_status(
    stage: Stage,
) {
    let house = stage.house(1).await;
    let kept = stage.keep(&house, 10, full()).await;
    let update = async |expected, changes, seconds| {
        let record = stage.record(house.org, after(seconds), changed());
        stage
            .store
            .update_conversation(kept, expected, changes, record)
            .await
            .expect("answers")
    };
    let status = HeadChanges {
        status: Some(Status::Closed),
        ..Default::default()
    };
    let row = update(None, status.clone(), 1).await.expect("changed");
    assert_eq!(
        (row.revision, row.updated_at, row.head.status),
        (1, after(1), Status::Closed)
    );
    let title = HeadChanges {
        title: Some("New title".into()),
        status: Some(Status::Open),
        ..Default::default()
    };
    let row = update(Some(1), title.clone(), 2).await.expect("changed");
    assert_eq!((row.revision, row.updated_at), (2, after(2)));
    assert_eq!(
        update(Some(1), title.clone(), 3).await,
        Err(UpdateRefusal::Stale { current: 2 })
    );
    let same = update(Some(2), title, 4).await.expect("nothing new");
    assert_eq!((same.revision, same.updated_at), (2, after(2)));
    let clear = HeadChanges {
        summary: Some(None),
        channel: Some(None),
        contact: Some(Contact::default()),
        tags: Some(vec![]),
        attempts: Some(vec![]),
        notes: Some(vec![]),
        metadata: Some(serde_json::Map::new()),
        ..Default::default()
    };
    let row = update(Some(2), clear, 5).await.expect("changed");
    assert_eq!(row.revision, 3);
    let stored = stage
        .store
        .conversation_in_org(house.org, kept)
        .await
        .expect("reads")
        .expect("there");
    assert_eq!(stored, row);
    assert_eq!(stored.head.title, "New title".into());
    assert_eq!(
        (
            stored.head.summary,
            stored.head.tags.len(),
            stored.head.log.len()
        ),
        (None, 0, 1)
    );
    assert!(stored.head.source.is_some());
    let unknown = stage
        .store
        .update_conversation(id(11), None, status, stage.silent(house.org, after(6)))
        .await
        .expect("answers");
    assert_eq!(unknown, Err(UpdateRefusal::NoSuchConversation));
}

async fn a_house_sees_and_changes_nothing_of_another(stage: Stage) {
    let house = stage.house(1).await;
    let other = stage.house(2).await;
    let kept = stage.keep(&house, 10, sourced("Title", "42", 2)).await;
    let store = &stage.store;
    assert_eq!(
        store
            .conversation_in_org(other.org, kept)
            .await
            .expect("reads"),
        None
    );
    assert_eq!(
        store
            .conversation_of_owner(other.org, house.member.id, kept)
            .await
            .expect("reads"),
        None
    );
    assert_eq!(
        store
            .conversation_by_source(other.org, "desk", "42")
            .await
            .expect("reads"),
        None
    );
    assert!(
        store
            .conversation_titles(other.org, &[kept])
            .await
            .expect("reads")
            .is_empty()
    );
    let listed = store
        .list_conversations(other.org, &ConversationFilter::default(), None, 10, start())
        .await
        .expect("reads");
    assert!(listed.rows.is_empty());
    let record = || stage.record(other.org, after(1), changed());
    let changes = HeadChanges {
        title: Some("Mine".into()),
        ..Default::default()
    };
    assert_eq!(
        store
            .update_conversation(kept, None, changes, record())
            .await
            .expect("answers"),
        Err(UpdateRefusal::NoSuchConversation)
    );
    assert_eq!(
        store
            .append_messages(kept, 2, vec![message("x")], record())
            .await
            .expect("answers"),
        Err(AppendRefusal::NoSuchConversation)
    );
    assert_eq!(
        store
            .delete_conversation(kept, record())
            .await
            .expect("answers"),
        None
    );
    assert_eq!(stage.trail(other.org).await, 0);
    assert!(
        store
            .conversation_in_org(house.org, kept)
            .await
            .expect("reads")
            .is_some()
    );
}

async fn the_list_goes_on_where_a_page_ended_last_changed_first(stage: Stage) {
    let house = stage.house(1).await;
    // Three of the same moment, so that the id decides.
    for (number, seconds) in [(10, 5), (11, 5), (12, 5), (13, 1), (14, 9)] {
        stage
            .keep_at(&house, number, conversation("Title", 1), after(seconds))
            .await;
    }
    let mut seen = Vec::new();
    let mut cursor = None;
    loop {
        let page = stage
            .store
            .list_conversations(
                house.org,
                &ConversationFilter::default(),
                cursor,
                2,
                start(),
            )
            .await
            .expect("reads");
        seen.extend(page.rows.iter().map(|row| row.id.as_u128()));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(seen, [14, 12, 11, 10, 13]);
}

async fn the_list_says_how_each_conversation_is_shared(stage: Stage) {
    let house = stage.house(1).await;
    for number in 10..16 {
        stage
            .keep(&house, number, conversation(&format!("Title {number}"), 5))
            .await;
    }
    let member = &house.member;
    let mut named = share("people", id(10), member, Audience::People);
    named.people = vec![house.admin.id, member.id];
    stage.hand_out(&house, named).await;
    let mut limited = share("public", id(10), member, Audience::Public);
    limited.max_views = Some(3);
    limited.expires_at = None;
    stage.hand_out(&house, limited).await;
    stage
        .hand_out(
            &house,
            share("organisation", id(11), member, Audience::Organisation),
        )
        .await;
    stage
        .hand_out(&house, share("stopped", id(12), member, Audience::Public))
        .await;
    stage
        .store
        .stop_share(
            "stopped",
            StopReason::Owner,
            stage.silent(house.org, after(1)),
        )
        .await
        .expect("answers");
    stage
        .hand_out(&house, share("paused", id(13), member, Audience::Public))
        .await;
    stage
        .store
        .pause_share("paused", stage.silent(house.org, after(1)))
        .await
        .expect("answers")
        .expect("paused");
    let mut short = share("expired", id(14), member, Audience::Public);
    short.expires_at = Some(after(10));
    stage.hand_out(&house, short).await;

    let list = async |filter: ConversationFilter| {
        stage
            .store
            .list_conversations(house.org, &filter, None, 50, after(10))
            .await
            .expect("reads")
            .rows
    };
    let rows = list(ConversationFilter::default()).await;
    let shares = |number: u128| {
        let row = rows
            .iter()
            .find(|row| row.id == id(number))
            .expect("listed");
        row.shares
            .iter()
            .map(|share| (share.id.as_str(), share.audience, share.state, share.people))
            .collect::<Vec<_>>()
    };
    let active = ShareState::Active;
    assert_eq!(
        shares(10),
        [
            ("people", Audience::People, active, 2),
            ("public", Audience::Public, active, 0)
        ]
    );
    assert_eq!(
        shares(11),
        [("organisation", Audience::Organisation, active, 0)]
    );
    assert_eq!(shares(12), []);
    assert_eq!(
        shares(13),
        [("paused", Audience::Public, ShareState::Paused, 0)]
    );
    assert_eq!(shares(14), []);
    let public = rows
        .iter()
        .flat_map(|row| &row.shares)
        .find(|share| share.id == "public")
        .expect("listed");
    assert_eq!(
        (public.views, public.max_views, public.expires_at),
        (0, Some(3), None)
    );
    assert_eq!((public.snapshot_version, public.snapshot_revision), (1, 1));

    let shared = async |filter| {
        let rows = list(ConversationFilter {
            shared: Some(filter),
            ..Default::default()
        })
        .await;
        let mut ids: Vec<u128> = rows.iter().map(|row| row.id.as_u128()).collect();
        ids.sort_unstable();
        ids
    };
    assert_eq!(shared(SharedFilter::With(Audience::People)).await, [10]);
    assert_eq!(shared(SharedFilter::With(Audience::Public)).await, [10]);
    assert_eq!(
        shared(SharedFilter::With(Audience::Organisation)).await,
        [11]
    );
    assert_eq!(shared(SharedFilter::Private).await, [12, 13, 14, 15]);
    let mine = list(ConversationFilter {
        owner: Some(house.admin.id),
        ..Default::default()
    })
    .await;
    assert!(mine.is_empty());
    let closed = list(ConversationFilter {
        status: Some(Status::Closed),
        ..Default::default()
    })
    .await;
    assert!(closed.is_empty());
    // A conversation that is gone leaves a share without one; the others are still listed as private.
    stage
        .store
        .delete_conversation(id(11), stage.silent(house.org, after(2)))
        .await
        .expect("deleted");
    assert_eq!(shared(SharedFilter::Private).await, [12, 13, 14, 15]);
}

async fn deleting_a_conversation_stops_its_shares_and_leaves_their_history(stage: Stage) {
    let house = stage.house(1).await;
    let kept = stage.keep(&house, 10, conversation("Title", 5)).await;
    let untouched = stage.keep(&house, 11, conversation("Other", 5)).await;
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
    stage
        .hand_out(
            &house,
            share("other", untouched, &house.member, Audience::Public),
        )
        .await;
    stage
        .store
        .stop_share(
            "second",
            StopReason::Owner,
            stage.silent(house.org, after(1)),
        )
        .await
        .expect("answers");
    let before = stage.trail(house.org).await;
    let event = AuditEvent::new(AuditAction::ConversationDeleted, Some(actor(&house.member)))
        .conversation(kept);
    let deleted = stage
        .store
        .delete_conversation(kept, stage.record(house.org, after(2), event))
        .await
        .expect("answers");
    assert_eq!(
        deleted,
        Some(Deleted {
            stopped: vec!["first".to_owned()]
        })
    );
    assert_eq!(
        stage.trail(house.org).await,
        before + 2,
        "the deletion and the share it stopped"
    );
    let rows = stage
        .store
        .audit_page(house.org, None, 1, &crate::audit::AuditFilter::default())
        .await
        .expect("reads");
    assert_eq!(
        (
            rows[0].action.as_str(),
            rows[0].share.as_deref(),
            rows[0].conversation
        ),
        ("share.stopped", Some("first"), Some(kept))
    );
    assert_eq!(rows[0].details["reason"], "conversation_deleted");
    assert_eq!(rows[0].actor_id, Some(house.member.id));

    let first = stage
        .store
        .share("first")
        .await
        .expect("reads")
        .expect("its history stays");
    assert_eq!(
        (first.status(after(3)), first.conversation),
        (ShareStatus::Stopped, None)
    );
    assert_eq!(
        (first.stop_reason, first.stopped_at),
        (Some(StopReason::ConversationDeleted), Some(after(2)))
    );
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
    let second = stage
        .store
        .share("second")
        .await
        .expect("reads")
        .expect("there");
    assert_eq!(
        second.stop_reason,
        Some(StopReason::Owner),
        "it was stopped before"
    );
    let other = stage
        .store
        .share("other")
        .await
        .expect("reads")
        .expect("there");
    assert_eq!(other.status(after(3)), ShareStatus::Active);
    assert!(
        stage
            .store
            .snapshot_head("other", 1)
            .await
            .expect("reads")
            .is_some()
    );
    assert!(
        stage
            .store
            .messages(kept, 0, 9)
            .await
            .expect("reads")
            .is_empty()
    );
    assert_eq!(
        stage
            .store
            .delete_conversation(kept, stage.silent(house.org, after(4)))
            .await
            .expect("answers"),
        None
    );
}

async fn times_are_kept_to_the_microsecond(stage: Stage) {
    let house = stage.house(1).await;
    let now = start() + TimeDelta::nanoseconds(987_654_321);
    let kept = stage
        .keep_at(&house, 10, conversation("Title", 1), now)
        .await;
    let row = stage
        .store
        .conversation_in_org(house.org, kept)
        .await
        .expect("reads")
        .expect("there");
    assert_eq!(row.created_at, start() + TimeDelta::microseconds(987_654));
}
