//! Finding conversations: the same answers on both engines, nothing of others' text, and an index that never lags.

use discreet_transcript::model::{Citation, Contact, Conversation, Note, Text};
use discreet_transcript::words::Query;

use super::stage::{House, Stage, after, conversation, id, message, on_both, start};
use crate::{
    Store,
    conversations::{
        ConversationFilter, FoundIn, FoundText, HeadChanges, ListedConversation, Sort,
    },
};

on_both! {
    words_are_found_in_every_part_whatever_case_accent_and_script,
    words_may_stand_anywhere_and_phrases_stand_together,
    others_are_found_by_what_the_list_shows_of_them,
    the_index_follows_every_change,
    the_place_is_the_first_message_with_most_of_the_words,
    the_list_is_narrowed_by_tag_channel_and_time,
    every_order_goes_on_where_a_page_ended,
    channels_are_each_named_once,
    what_was_kept_without_an_index_is_indexed_at_the_next_start,
    very_many_different_words_are_all_found,
    many_hits_are_found_in_the_same_order_as_few,
}

fn asked(house: &House, q: &str) -> ConversationFilter {
    ConversationFilter {
        owner: Some(house.member.id),
        reader: Some(house.member.id),
        query: Query::parse(q),
        ..Default::default()
    }
}

async fn rows(stage: &Stage, house: &House, filter: ConversationFilter) -> Vec<ListedConversation> {
    stage
        .store
        .list_conversations(house.org, &filter, None, 100, start())
        .await
        .expect("reads")
        .rows
}

async fn found(stage: &Stage, house: &House, filter: ConversationFilter) -> Vec<u128> {
    let rows = rows(stage, house, filter).await;
    rows.iter().map(|row| row.id.as_u128()).collect()
}

/// A conversation with a word of its own in every part.
fn full() -> Conversation {
    let text = |word: &str| Some(Text::from(word));
    let mut full = conversation("Größe 100% snake_case", 0);
    full.head.contact = Contact {
        name: text("ДМИТРИЙ"),
        email: text("contact1@example.com"),
        phone: text("+44 1632 960001"),
        reference: text("C-1042"),
    };
    full.head.tags = vec!["Späte Lieferung".into()];
    full.head.summary = text("summarised");
    full.head.attempts = vec!["Tried restarting".into()];
    full.head.notes = vec![Note {
        author: "Agent".into(),
        body: "Ask the carrier".into(),
        written_at: None,
    }];
    full.head.metadata = serde_json::json!({"tenant": "hiddenword"})
        .as_object()
        .cloned()
        .expect("an object");
    let mut first = message("Η ΟΔΟΣ is **blocked**, 東京都庁");
    first.name = text("Speaker");
    first.citations = vec![Citation {
        title: text("Handbook"),
        url: text("https://help.example/page"),
        quote: text("quoted words"),
    }];
    full.messages = vec![
        first,
        message("The parcel never arrived. Order number 4411."),
    ];
    full
}

async fn words_are_found_in_every_part_whatever_case_accent_and_script(stage: Stage) {
    let house = stage.house(1).await;
    stage.keep(&house, 10, full()).await;
    stage.keep(&house, 11, conversation("STRASSE", 1)).await;
    for (q, expected) in [
        ("GRÖSSE", &[10][..]),
        ("grosse", &[10]),
        ("straße", &[11]),
        ("дмитрий", &[10]),
        ("contact1@EXAMPLE.com", &[10]),
        ("960001", &[10]),
        ("c-1042", &[10]),
        ("spate lief", &[10]),
        ("summari", &[10]),
        ("restarting tried", &[10]),
        ("carrier", &[10]),
        ("οδος blocked", &[10]),
        ("東京", &[10]),
        ("京都", &[10]),
        ("庁", &[10]),
        ("都京", &[]),
        ("speaker", &[10]),
        ("handbook help.example", &[10]),
        ("quoted", &[10]),
        ("100% snake_", &[10]),
        ("arr", &[10]),
        ("arr parcel", &[]),
        ("parcel nowhere", &[]),
        ("hiddenword", &[]),
        ("' OR 1=1 --", &[]),
        ("parcel* NEAR(x)", &[]),
    ] {
        assert_eq!(
            found(&stage, &house, asked(&house, q)).await,
            expected,
            "{q}"
        );
    }
}

async fn words_may_stand_anywhere_and_phrases_stand_together(stage: Stage) {
    let house = stage.house(1).await;
    let mut long = conversation("Beginning", 400);
    long.messages.push(message("the very end of it"));
    stage.keep(&house, 10, long).await;
    stage
        .keep(&house, 11, conversation("End of the beginning", 1))
        .await;
    for (q, expected) in [
        ("beginning end", &[10, 11][..]),
        ("message 400 end", &[10]),
        ("\"very end\"", &[10]),
        ("\"end very\"", &[]),
        ("\"end of\"", &[10, 11]),
        ("\"end of the begin", &[11]),
        ("\"400 the\"", &[]),
    ] {
        let mut ids = found(&stage, &house, asked(&house, q)).await;
        ids.sort_unstable();
        assert_eq!(ids, expected, "{q}");
    }
}

async fn others_are_found_by_what_the_list_shows_of_them(stage: Stage) {
    let house = stage.house(1).await;
    stage.keep(&house, 10, full()).await;
    let admins = |q: &str| ConversationFilter {
        reader: Some(house.admin.id),
        query: Query::parse(q),
        ..Default::default()
    };
    for q in ["größe", "дмитрий", "lieferung", "\"snake case\""] {
        let rows = rows(&stage, &house, admins(q)).await;
        assert_eq!(rows.len(), 1, "{q}");
        assert_eq!(rows[0].found, None, "{q}");
    }
    for q in [
        "parcel",
        "contact1",
        "960001",
        "1042",
        "carrier",
        "summarised",
        "restarting",
        "handbook",
        "größe parcel",
        "\"order number\"",
        "größe \"order number\"",
    ] {
        assert!(found(&stage, &house, admins(q)).await.is_empty(), "{q}");
        for sort in [Sort::Relevance, Sort::Title] {
            let sorted = ConversationFilter { sort, ..admins(q) };
            assert!(found(&stage, &house, sorted).await.is_empty(), "{q}");
        }
    }
    // Without a reader nobody's text is searched.
    let nobody = ConversationFilter {
        reader: None,
        ..asked(&house, "parcel")
    };
    assert!(found(&stage, &house, nobody).await.is_empty());
    let other = stage.house(2).await;
    assert!(found(&stage, &other, admins("größe")).await.is_empty());
}

async fn the_index_follows_every_change(stage: Stage) {
    let house = stage.house(1).await;
    let store = &stage.store;
    stage.keep(&house, 10, conversation("Refund", 2)).await;
    stage.keep(&house, 11, conversation("Other", 1)).await;
    let change = async |changes: HeadChanges| {
        store
            .update_conversation(id(10), None, changes, stage.silent(house.org, after(1)))
            .await
            .expect("answers")
            .expect("changed");
    };
    let finds = async |q: &str| found(&stage, &house, asked(&house, q)).await == [10];
    assert!(finds("refund").await);
    change(HeadChanges {
        title: Some("Renamed".into()),
        tags: Some(vec!["billing".into()]),
        ..Default::default()
    })
    .await;
    assert!(!finds("refund").await);
    assert!(finds("renamed billing \"message 2\"").await);
    change(HeadChanges {
        notes: Some(vec![Note {
            author: "Agent".into(),
            body: "Jotted down".into(),
            written_at: None,
        }]),
        ..Default::default()
    })
    .await;
    assert!(finds("jotted renamed").await);
    store
        .append_messages(
            id(10),
            2,
            vec![message("appended later"), message("and more")],
            stage.silent(house.org, after(2)),
        )
        .await
        .expect("answers")
        .expect("appended");
    assert!(finds("\"appended later\" renamed").await);
    assert!(finds("renamed \"message 1\"").await);
    // A refused append leaves no trace.
    store
        .append_messages(
            id(10),
            2,
            vec![message("refused")],
            stage.silent(house.org, after(3)),
        )
        .await
        .expect("answers")
        .expect_err("another number of messages");
    assert!(!finds("refused").await);
    change(HeadChanges {
        tags: Some(Vec::new()),
        ..Default::default()
    })
    .await;
    assert!(!finds("billing").await);
    assert!(finds("appended").await);
    store
        .delete_conversation(id(10), stage.silent(house.org, after(4)))
        .await
        .expect("deleted");
    assert!(!finds("renamed").await);
    // The words of what is gone are gone, too: the same may come again.
    stage.keep(&house, 10, conversation("Again", 1)).await;
    assert!(finds("again").await && !finds("appended").await);
    assert_eq!(found(&stage, &house, asked(&house, "other")).await, [11]);
}

async fn the_place_is_the_first_message_with_most_of_the_words(stage: Stage) {
    let house = stage.house(1).await;
    let mut long = conversation("Carrier", 900);
    long.messages[20] = message("a parcel");
    long.messages[880] = message("the parcel was refunded");
    long.messages[881] = message("the parcel was refunded again");
    stage.keep(&house, 10, long).await;
    stage.keep(&house, 11, full()).await;
    let place = async |q: &str, number: u128| {
        let rows = rows(&stage, &house, asked(&house, q)).await;
        let row = rows.into_iter().find(|row| row.id == id(number));
        row.expect("found").found
    };
    let at = |place, text: &str| {
        Some(FoundText {
            place,
            text: text.into(),
        })
    };
    assert_eq!(
        place("parcel refunded", 10).await,
        at(FoundIn::Message(881), "the parcel was refunded")
    );
    assert_eq!(
        place("parcel", 10).await,
        at(FoundIn::Message(21), "a parcel")
    );
    assert_eq!(
        place("carrier refunded", 10).await,
        at(FoundIn::Message(881), "the parcel was refunded"),
        "the title has the rest"
    );
    assert_eq!(
        place("carrier 900", 10).await,
        at(FoundIn::Message(900), "message 900")
    );
    assert_eq!(
        place("handbook", 11).await,
        at(FoundIn::Message(1), "Handbook")
    );
    assert_eq!(place("ask", 11).await, at(FoundIn::Note, "Ask the carrier"));
    assert_eq!(
        place("summarised", 11).await,
        at(FoundIn::Summary, "summarised")
    );
    assert_eq!(
        place("restarting", 11).await,
        at(FoundIn::Attempt, "Tried restarting")
    );
    assert_eq!(place("1042", 11).await, at(FoundIn::Contact, "C-1042"));
    assert_eq!(place("größe", 11).await, None);
}

async fn the_list_is_narrowed_by_tag_channel_and_time(stage: Stage) {
    let house = stage.house(1).await;
    for (number, tag, channel, seconds) in [
        (10, "Billing", Some("chat"), 10),
        (11, "billing later", Some("mail"), 20),
        (12, "billing", None, 30),
    ] {
        let mut one = conversation("Same title", 1);
        one.head.tags = vec!["first".into(), tag.into()];
        one.head.channel = channel.map(str::to_owned);
        stage.keep_at(&house, number, one, after(seconds)).await;
    }
    let all = || asked(&house, "");
    let tagged = |tag: &str| ConversationFilter {
        tag: Some(tag.into()),
        ..all()
    };
    assert_eq!(found(&stage, &house, tagged("BILLING")).await, [12, 10]);
    assert_eq!(found(&stage, &house, tagged("billing later")).await, [11]);
    assert!(found(&stage, &house, tagged("later")).await.is_empty());
    assert!(found(&stage, &house, tagged("!")).await.is_empty());
    let both = ConversationFilter {
        query: Query::parse("title mess"),
        ..tagged("billing")
    };
    assert_eq!(found(&stage, &house, both).await, [12, 10]);
    let chat = ConversationFilter {
        channel: Some("chat".to_owned()),
        ..all()
    };
    assert_eq!(found(&stage, &house, chat).await, [10]);
    let between = |from, before| ConversationFilter {
        from: Some(after(from)),
        before: Some(after(before)),
        ..all()
    };
    assert_eq!(found(&stage, &house, between(10, 30)).await, [11, 10]);
    assert_eq!(found(&stage, &house, between(11, 31)).await, [12, 11]);
}

async fn every_order_goes_on_where_a_page_ended(stage: Stage) {
    let house = stage.house(1).await;
    for (number, title, seconds, text) in [
        (10, "beta", 1, "zebra"),
        (11, "Álpha", 2, "zebra"),
        (12, "Zebra", 3, "none"),
        (13, "zebra crossing", 3, "none"),
        (14, "alpha", 5, "zebra"),
        (15, "Ωmega", 5, "zebra"),
    ] {
        let mut one = conversation(title, 0);
        one.messages = vec![message(text)];
        stage.keep_at(&house, number, one, after(seconds)).await;
    }
    for (sort, expected) in [
        (Sort::Changed, [15, 14, 13, 12, 11, 10]),
        (Sort::Message, [15, 14, 13, 12, 11, 10]),
        (Sort::Created, [15, 14, 13, 12, 11, 10]),
        (Sort::Title, [11, 14, 10, 12, 13, 15]),
        (Sort::Relevance, [13, 12, 15, 14, 11, 10]),
    ] {
        for limit in 1..=7 {
            let filter = ConversationFilter {
                sort,
                ..asked(&house, "zebra")
            };
            let mut seen = Vec::new();
            let mut cursor = None;
            loop {
                let page = stage
                    .store
                    .list_conversations(house.org, &filter, cursor, limit, start())
                    .await
                    .expect("reads");
                assert!(page.rows.len() <= limit as usize);
                seen.extend(page.rows.iter().map(|row| row.id.as_u128()));
                cursor = page.next;
                if cursor.is_none() {
                    break;
                }
            }
            assert_eq!(seen, expected, "{sort:?}, {limit} a page");
        }
    }
}

async fn channels_are_each_named_once(stage: Stage) {
    let house = stage.house(1).await;
    for (number, channel) in [
        (10, Some("mail")),
        (11, Some("chat")),
        (12, Some("mail")),
        (13, None),
    ] {
        let mut one = conversation("Title", 1);
        one.head.channel = channel.map(str::to_owned);
        stage.keep(&house, number, one).await;
    }
    let channels = async |owner, limit| {
        let named = stage.store.channels(house.org, owner, limit).await;
        named.expect("reads")
    };
    assert_eq!(channels(Some(house.member.id), 10).await, ["chat", "mail"]);
    assert_eq!(channels(None, 10).await, ["chat", "mail"]);
    assert_eq!(channels(None, 1).await, ["chat"]);
    assert!(channels(Some(house.admin.id), 10).await.is_empty());
}

async fn what_was_kept_without_an_index_is_indexed_at_the_next_start(stage: Stage) {
    let house = stage.house(1).await;
    stage.keep(&house, 10, conversation("Kept", 1200)).await;
    stage.keep(&house, 11, full()).await;
    stage
        .by_hand(&[
            "DELETE FROM search_texts",
            "DELETE FROM search_documents",
            "UPDATE conversations SET title_key = ''",
            "DELETE FROM settings WHERE key = 'search_index'",
        ])
        .await;
    assert!(
        found(&stage, &house, asked(&house, "kept"))
            .await
            .is_empty()
    );
    let again = Stage {
        store: Store::connect(&stage.url).await.expect("opens again"),
        ..stage.clone()
    };
    assert_eq!(
        found(&again, &house, asked(&house, "kept \"message 1200\"")).await,
        [10]
    );
    assert_eq!(found(&again, &house, asked(&house, "parcel")).await, [11]);
    let by_title = ConversationFilter {
        sort: Sort::Title,
        ..asked(&house, "")
    };
    assert_eq!(found(&again, &house, by_title).await, [11, 10]);
    again.store.close().await.expect("closes");
}

async fn very_many_different_words_are_all_found(stage: Stage) {
    let house = stage.house(1).await;
    let mut long = conversation("Heading", 0);
    long.messages = (0..100_000_u32)
        .collect::<Vec<_>>()
        .chunks(2000)
        .map(|some| {
            let words: Vec<String> = some.iter().map(|n| format!("word{n:08}")).collect();
            message(&words.join(" "))
        })
        .collect();
    stage.keep(&house, 10, long).await;
    for q in ["word00000000", "word00099999 heading", "word0005"] {
        assert_eq!(found(&stage, &house, asked(&house, q)).await, [10], "{q}");
    }
    stage
        .store
        .append_messages(
            id(10),
            50,
            vec![message("freshly")],
            stage.silent(house.org, after(1)),
        )
        .await
        .expect("answers")
        .expect("appended");
    assert_eq!(
        found(&stage, &house, asked(&house, "freshly heading")).await,
        [10]
    );
}

async fn many_hits_are_found_in_the_same_order_as_few(stage: Stage) {
    let house = stage.house(1).await;
    for number in 0..90_u32 {
        let words = if number % 30 == 0 {
            "common seldom"
        } else {
            "common"
        };
        let one = Conversation {
            messages: vec![message(words)],
            ..conversation("Title", 0)
        };
        let seconds = i64::from(number) * 7 % 90;
        stage
            .keep_at(&house, u128::from(number) + 10, one, after(seconds))
            .await;
    }
    for sort in [Sort::Changed, Sort::Title, Sort::Relevance] {
        let in_order = async |q: &str| {
            let filter = ConversationFilter {
                sort,
                ..asked(&house, q)
            };
            found(&stage, &house, filter).await
        };
        let few = in_order("common seldom").await;
        assert_eq!(few.len(), 3);
        let many = in_order("common").await;
        assert_eq!(many, in_order("").await, "{sort:?}");
        let seldom: Vec<u128> = many
            .into_iter()
            .filter(|number| few.contains(number))
            .collect();
        assert_eq!(seldom, few, "{sort:?}");
    }
}
