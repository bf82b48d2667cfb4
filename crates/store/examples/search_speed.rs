//! How fast the list answers with many conversations: fills a store once, then asks it and prints medians.
//!
//! `cargo run --release -p discreet-store --example search_speed -- URL [CONVERSATIONS]`

#![expect(
    clippy::print_stdout,
    reason = "a command that prints what it measured"
)]

use std::time::Instant;

use chrono::{DateTime, TimeDelta};
use discreet_store::accounts::{NewPerson, Role};
use discreet_store::conversations::{ConversationFilter, NewConversation, Sort};
use discreet_store::{AuditKey, Record, Store};
use discreet_transcript::model::{Contact, Conversation, Head, Message, Sender, Text};
use discreet_transcript::words::Query;
use uuid::Uuid;

const ORG: Uuid = Uuid::from_u128(1);
const OWNER: Uuid = Uuid::from_u128(2);
const ADMIN: Uuid = Uuid::from_u128(3);
const MESSAGES: usize = 12;
const WORDS: usize = 40;
const VOCABULARY: u64 = 20_000;
const ROUNDS: usize = 9;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let url = arguments
        .next()
        .ok_or("name a database: sqlite://… or postgres://…")?;
    let wanted: u64 = arguments.next().unwrap_or("100000".to_owned()).parse()?;
    let store = Store::connect(&url).await?;
    if !store.any_people().await? {
        fill(&store, wanted).await?;
    }
    let now = DateTime::from_timestamp(1_800_000_000, 0).ok_or("a time")?;
    let mine = |q: &str| ConversationFilter {
        owner: Some(OWNER),
        reader: Some(OWNER),
        query: Query::parse(q),
        ..Default::default()
    };
    let admins = |q: &str| ConversationFilter {
        reader: Some(ADMIN),
        query: Query::parse(q),
        ..Default::default()
    };
    let relevance = |filter| ConversationFilter {
        sort: Sort::Relevance,
        ..filter
    };
    let by_title = |filter| ConversationFilter {
        sort: Sort::Title,
        ..filter
    };
    let tagged = ConversationFilter {
        tag: Some("tag7".into()),
        ..mine("")
    };
    for (name, filter) in [
        ("the list, nothing asked", mine("")),
        ("the list by title", by_title(mine(""))),
        ("a word of one conversation", mine("unique54321")),
        ("a rare word", mine("w19000x")),
        ("a word of every tenth", mine("w40x")),
        ("a word of nearly all", mine("w0x")),
        ("a common word, by relevance", relevance(mine("w0x"))),
        ("a rare word, by relevance", relevance(mine("w19000x"))),
        ("a common word, by title", by_title(mine("w3x"))),
        ("two common words", mine("w1x w2x ")),
        ("a common and a rare word", mine("w1x w19000x")),
        ("one letter", mine("w")),
        ("a prefix of many words", mine("w1")),
        ("a prefix of a few words", mine("w1234")),
        ("a phrase of common words", mine("\"w0x w1x\"")),
        ("a phrase of rare words", mine("\"w900x w901x\"")),
        ("nothing found", mine("nowhere w0x")),
        ("a tag", tagged),
        ("an admin's word", admins("w40x")),
        ("an admin's word of a title", admins("unique54321")),
        (
            "an admin's common word, by relevance",
            relevance(admins("title")),
        ),
    ] {
        let mut times = Vec::new();
        let mut rows = 0;
        for _ in 0..ROUNDS {
            let begun = Instant::now();
            let page = store
                .list_conversations(ORG, &filter, None, 50, now)
                .await?;
            times.push(begun.elapsed());
            rows = page.rows.len();
        }
        times.sort_unstable();
        let median = times[ROUNDS / 2].as_secs_f64() * 1000.0;
        let worst = times[ROUNDS - 1].as_secs_f64() * 1000.0;
        println!("{name:40} {rows:3} rows  median {median:7.1} ms  worst {worst:7.1} ms");
    }
    store.close().await?;
    Ok(())
}

async fn fill(store: &Store, conversations: u64) -> Result<(), Box<dyn std::error::Error>> {
    let begun = Instant::now();
    let key = AuditKey([7; 32]);
    let start = DateTime::from_timestamp(1_700_000_000, 0).ok_or("a time")?;
    let record = |now| Record {
        key: &key,
        org: ORG,
        now,
        events: Vec::new(),
    };
    store.create_organisation("Speed", record(start)).await?;
    for (id, role) in [(OWNER, Role::Member), (ADMIN, Role::Admin)] {
        let person = NewPerson {
            id,
            email: format!("{}@acme.example", id.as_u128()),
            name: "Person".to_owned(),
            role,
            password: None,
        };
        store
            .create_person(person, record(start))
            .await?
            .map_err(|_| "taken")?;
    }
    let mut chance = Chance(42);
    for number in 0..conversations {
        let conversation = conversation(number, &mut chance);
        let new = NewConversation {
            id: Uuid::from_u128(u128::from(chance.next()) << 64 | u128::from(number)),
            owner: OWNER,
            preview: "preview".into(),
            conversation,
        };
        let now = start + TimeDelta::seconds(i64::try_from(number)?);
        store
            .create_conversation(new, record(now))
            .await?
            .map_err(|_| "taken")?;
        if (number + 1) % 10_000 == 0 {
            println!("{} kept after {:.0?}", number + 1, begun.elapsed());
        }
    }
    Ok(())
}

fn conversation(number: u64, chance: &mut Chance) -> Conversation {
    let messages = (0..MESSAGES)
        .map(|_| Message {
            number: 0,
            sender: Sender::Contact,
            name: None,
            sent_at: None,
            body: Text(
                (0..WORDS)
                    .map(|_| chance.word())
                    .collect::<Vec<_>>()
                    .join(" "),
            ),
            citations: Vec::new(),
            attachments: Vec::new(),
        })
        .collect();
    let head = Head {
        title: Text(format!("Title {} unique{number}", chance.word())),
        contact: Contact {
            name: Some(Text(format!("Contact {number}"))),
            ..Contact::default()
        },
        tags: vec![Text(format!("tag{}", number % 20))],
        ..Head::default()
    };
    Conversation { head, messages }
}

/// Numbers that are the same at every run (Steele, Lea, Flood: `SplitMix64`).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Words as frequent as in a language: the n-th about 1/n as often as the first.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a number below the vocabulary's"
    )]
    fn word(&mut self) -> String {
        let even = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        let rank = (VOCABULARY as f64).powf(even) as u64 - 1;
        format!("w{rank}x")
    }
}
