//! Sample data, for trying Discreet out: two organisations, their people, and conversations worth sharing.
//!
//! Nobody in it exists: people are named by role, contacts by number, and every address, number and host is of a
//! range reserved for examples. Owns what the samples say. Must not decide when they may be served.

use chrono::{DateTime, TimeDelta, Utc};
use discreet_api_types::problem::ErrorCode;
use discreet_store::accounts::{NewPerson, Person, Role};
use discreet_store::{AuditAction, AuditEvent, PasswordHash, Record};
use discreet_transcript::import::own;
use discreet_transcript::model::{
    Contact, Conversation, Head, Message, Moment, Sender, Source, Status, Text,
};

use crate::accounts::password;
use crate::app::App;
use crate::clock;
use crate::conversations;
use crate::problem::{Answer, Refusal};

/// Somebody of the sample data.
#[derive(Clone, Copy, Debug)]
pub struct Account {
    /// Their organisation's name.
    pub organisation: &'static str,
    /// Address to sign in with.
    pub email: &'static str,
    /// Name, after the role.
    pub name: &'static str,
    role: Role,
    /// Their conversations: our own JSON, an array.
    conversations: Option<&'static [u8]>,
}

/// Everybody, in the order in which the start page names them.
pub const ACCOUNTS: [Account; 6] = [
    Account {
        organisation: "Acme",
        email: "agent@acme.example",
        name: "Acme agent",
        role: Role::Member,
        conversations: Some(include_bytes!("demo/acme_agent.json")),
    },
    Account {
        organisation: "Acme",
        email: "admin@acme.example",
        name: "Acme admin",
        role: Role::Admin,
        conversations: Some(include_bytes!("demo/acme_admin.json")),
    },
    Account {
        organisation: "Acme",
        email: "reviewer@acme.example",
        name: "Acme reviewer",
        role: Role::Reviewer,
        conversations: Some(include_bytes!("demo/acme_reviewer.json")),
    },
    Account {
        organisation: "Acme",
        email: "viewer@acme.example",
        name: "Acme viewer",
        role: Role::Viewer,
        conversations: None,
    },
    Account {
        organisation: "Other",
        email: "admin@other.example",
        name: "Other admin",
        role: Role::Admin,
        conversations: None,
    },
    Account {
        organisation: "Other",
        email: "outsider@other.example",
        name: "Other outsider",
        role: Role::Member,
        conversations: Some(include_bytes!("demo/other_outsider.json")),
    },
];

/// Noon of the day on which the samples think they are read; their times are moved from there to today.
const WRITTEN_AT: DateTime<Utc> = match DateTime::from_timestamp(1_768_478_400, 0) {
    Some(at) => at,
    None => DateTime::UNIX_EPOCH,
};

/// Fills the store with what is missing of the sample data; what is there stays as it is, passwords aside.
pub async fn fill(app: &App, password: &str) -> Answer<()> {
    let people = people(app, password).await?;
    let mut samples = Vec::new();
    for (account, person) in ACCOUNTS.iter().zip(&people) {
        for conversation in conversations_of(account)? {
            samples.push((person, conversation));
        }
    }
    // The one with the latest message comes in last, so that a list by change reads like a list by time.
    samples.sort_by_key(|(_, conversation)| last_sent(conversation));
    let shift = whole_days(app.now() - WRITTEN_AT);
    for (owner, mut conversation) in samples {
        if let Some(source) = &conversation.head.source
            && app
                .store()
                .conversation_by_source(owner.org, &source.system, &source.id)
                .await?
                .is_some()
        {
            continue;
        }
        move_by(shift, &mut conversation);
        conversations::bring_in(app, owner, conversation).await?;
    }
    Ok(())
}

/// Makes organisations and people that are missing, and gives this password to everybody who has another.
pub async fn people(app: &App, password: &str) -> Answer<Vec<Person>> {
    // One hash for all: they have the same password, and a start should not take longer for it.
    let hash = PasswordHash(password::hash(app, password.to_owned()).await?);
    let mut people = Vec::with_capacity(ACCOUNTS.len());
    for account in &ACCOUNTS {
        people.push(person(app, account, password, &hash).await?);
    }
    Ok(people)
}

async fn person(
    app: &App,
    account: &Account,
    password: &str,
    hash: &PasswordHash,
) -> Answer<Person> {
    let store = app.store();
    let key = app.audit_key();
    let record = |org| {
        let event = AuditEvent::new(AuditAction::PolicyChanged, None).detail("what", "sample_data");
        Record {
            key: &key,
            org,
            now: app.now(),
            events: vec![event],
        }
    };
    if let Some((person, known)) = store.person_by_email(account.email).await? {
        if !password::verify(app, password.to_owned(), known.map(|known| known.0)).await? {
            store
                .set_password(person.id, hash.clone(), record(person.org))
                .await?;
        }
        return Ok(person);
    }
    let all = store.organisations().await?;
    let theirs = all.iter().find(|found| found.name == account.organisation);
    let org = if let Some(organisation) = theirs {
        organisation.id
    } else {
        let id = clock::new_id(app.now());
        store
            .create_organisation(account.organisation, record(id))
            .await?;
        id
    };
    let new = NewPerson {
        id: clock::new_id(app.now()),
        email: account.email.to_owned(),
        name: account.name.to_owned(),
        role: account.role,
        password: Some(hash.clone()),
    };
    store.create_person(new, record(org)).await?.map_err(|_| {
        Refusal::new(
            ErrorCode::Conflict,
            "Another server is filling this store at the same moment. Start again.",
        )
    })
}

fn conversations_of(account: &Account) -> Answer<Vec<Conversation>> {
    let Some(file) = account.conversations else {
        return Ok(Vec::new());
    };
    let read = own::read(file);
    if let Some(skipped) = read.skipped.first() {
        let detail = format!(
            "The sample data of {} is not ours: {}",
            account.email, skipped.reason
        );
        return Err(Refusal::new(ErrorCode::Internal, detail));
    }
    let mut all: Vec<_> = read
        .conversations
        .into_iter()
        .map(|(conversation, _)| conversation)
        .collect();
    if account.role == Role::Member && account.organisation == "Acme" {
        all.push(long_conversation());
    }
    Ok(all)
}

fn last_sent(conversation: &Conversation) -> Option<DateTime<Utc>> {
    conversation
        .messages
        .iter()
        .filter_map(|message| message.sent_at)
        .map(|moment| moment.at)
        .max()
}

/// Cut to days, so that what was written in the morning stays in the morning, and nothing lies in the future.
fn whole_days(since: TimeDelta) -> TimeDelta {
    TimeDelta::days(since.num_days())
}

fn move_by(shift: TimeDelta, conversation: &mut Conversation) {
    let head = &mut conversation.head;
    let messages = conversation
        .messages
        .iter_mut()
        .filter_map(|message| message.sent_at.as_mut());
    let notes = head
        .notes
        .iter_mut()
        .filter_map(|note| note.written_at.as_mut());
    let log = head.log.iter_mut().filter_map(|entry| entry.at.as_mut());
    for moment in messages.chain(notes).chain(log) {
        moment.at += shift;
    }
}

/// What each round of the long conversation is about: the complaint of the import, and the answer to it.
const ROUNDS: [(&str, &str); 6] = [
    (
        "Row {row}: *price is not a number*. It says `1.299,00` there.",
        "That is the German way to write it. Set **Decimal sign** to *comma* in step 2, or write `1299.00`.",
    ),
    (
        "Now row {row} complains about the tax class. We have `reduced`, is that wrong?",
        "Nearly: the class is called `reduced-7`. A list of all classes is under *Settings → Taxes*.",
    ),
    (
        "Row {row} says the product exists already, but it should be updated, not created.",
        "Then the column `sku` must be the first one, and **Update what exists** must be ticked. Rows without a `sku` are always created.",
    ),
    (
        "Row {row}: *image could not be read*. The address opens in my browser.",
        "In your browser you are signed in there. The import comes as a stranger and gets `403`. Make the image readable for everybody, or upload it as a file.",
    ),
    (
        "Row {row} has a description in quotes and the import cuts it in half.",
        "Inside quotes a quote is written twice:\n\n```csv\nsku,description\nA-{row},\"A 24\"\" screen, matt\"\n```",
    ),
    (
        "Row {row} went through, but the special characters look like `Ã¼`.",
        "The file is in Windows-1252 and was read as UTF-8. Choose the encoding in step 1; the preview shows at once whether it fits.",
    ),
];

/// 120 messages about one import: long enough to need pages, numbers and ranges.
fn long_conversation() -> Conversation {
    let begin = WRITTEN_AT - TimeDelta::days(5) - TimeDelta::hours(4);
    let mut messages = Vec::with_capacity(120);
    let mut say = |sender, name: &str, minutes: i64, body: String| {
        let number = u32::try_from(messages.len())
            .unwrap_or(u32::MAX)
            .saturating_add(1);
        messages.push(Message {
            number,
            sender,
            name: Some(name.into()),
            sent_at: Some(Moment {
                at: begin + TimeDelta::minutes(minutes),
                assumed_utc: false,
            }),
            body: Text(body),
            citations: Vec::new(),
            attachments: Vec::new(),
        });
    };
    let contact = "Contact 1920";
    say(
        Sender::Contact,
        contact,
        0,
        "Hello, I am importing 40,000 products and will have questions. Can we do this together?"
            .to_owned(),
    );
    say(
        Sender::Ai,
        "Acme assistant",
        1,
        "With pleasure. Send me what the import says, row by row, and I will say what to change."
            .to_owned(),
    );
    for (round, minute) in (0_u32..58).zip((5_i64..).step_by(37)) {
        let (question, answer) = ROUNDS[round as usize % ROUNDS.len()];
        let row = (112 + round * 683).to_string();
        say(
            Sender::Contact,
            contact,
            minute,
            question.replace("{row}", &row),
        );
        // Every ninth question is answered by a person.
        let (sender, name) = if round % 9 == 8 {
            (Sender::Agent, "Acme agent")
        } else {
            (Sender::Ai, "Acme assistant")
        };
        say(sender, name, minute + 2, answer.replace("{row}", &row));
    }
    say(
        Sender::Contact,
        contact,
        2160,
        "That was the last one: **40,000 rows, no errors**. Thank you for your patience!"
            .to_owned(),
    );
    say(Sender::Ai, "Acme assistant", 2161, "Congratulations! I have kept your settings as the template *Products*, so that the next import needs none of this.".to_owned());
    let head = Head {
        title: "Importing 40,000 products, row by row".into(),
        status: Status::Resolved,
        channel: Some("chat".to_owned()),
        contact: Contact {
            name: Some(contact.into()),
            email: Some("contact1920@example.com".into()),
            phone: None,
            reference: Some("CUST-1920".into()),
        },
        tags: vec!["import".into()],
        source: Some(Source {
            system: "sample".to_owned(),
            id: "import-1920".to_owned(),
            url: None,
        }),
        ..Head::default()
    };
    Conversation { head, messages }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<(Account, Conversation)> {
        let of = |account: &Account| {
            let found = conversations_of(account).unwrap();
            found
                .into_iter()
                .map(|conversation| (*account, conversation))
                .collect::<Vec<_>>()
        };
        ACCOUNTS.iter().flat_map(of).collect()
    }

    #[test]
    fn every_sample_is_of_our_own_format_and_comes_from_a_source_of_its_own() {
        let all = all();
        assert!(all.len() >= 18);
        let mut sources: Vec<_> = all
            .iter()
            .map(|(_, sample)| {
                sample
                    .head
                    .source
                    .as_ref()
                    .map(|source| source.id.clone())
                    .unwrap()
            })
            .collect();
        sources.sort();
        sources.dedup();
        assert_eq!(sources.len(), all.len());
    }

    #[test]
    fn samples_end_before_now_and_begin_within_two_weeks() {
        for (_, sample) in all() {
            let title = sample.head.title.as_str();
            let last = last_sent(&sample).unwrap();
            assert!(last < WRITTEN_AT, "{title}");
            assert!(last > WRITTEN_AT - TimeDelta::days(14), "{title}");
            let times: Vec<_> = sample
                .messages
                .iter()
                .map(|message| message.sent_at.unwrap().at)
                .collect();
            assert!(times.is_sorted(), "{title}");
        }
    }

    #[test]
    fn the_long_sample_has_120_messages_numbered_without_gaps() {
        let long = long_conversation();
        assert_eq!(long.messages.len(), 120);
        assert!(
            long.messages
                .iter()
                .map(|message| message.number)
                .eq(1..=120)
        );
    }

    #[tokio::test]
    async fn filling_twice_changes_nothing() {
        let store = discreet_store::Store::connect("sqlite::memory:")
            .await
            .unwrap();
        let app = App::new(
            store,
            crate::KeyRing::random(),
            crate::Clock::System,
            None,
            true,
        );
        let mut heads = Vec::new();
        for _ in 0..2 {
            fill(&app, "a password for all").await.unwrap();
            let mut now = Vec::new();
            for organisation in app.store().organisations().await.unwrap() {
                now.push(
                    app.store()
                        .audit_head(organisation.id)
                        .await
                        .unwrap()
                        .unwrap()
                        .seq,
                );
            }
            heads.push(now);
        }
        // Two organisations; a row for each, for each person and for each conversation.
        assert_eq!(heads[0], [1 + 4 + 16, 1 + 2 + 2]);
        assert_eq!(heads[0], heads[1]);
    }

    #[tokio::test]
    async fn another_password_replaces_the_one_before() {
        let store = discreet_store::Store::connect("sqlite::memory:")
            .await
            .unwrap();
        let app = App::new(
            store,
            crate::KeyRing::random(),
            crate::Clock::System,
            None,
            true,
        );
        for password in ["the first password", "the second password"] {
            people(&app, password).await.unwrap();
            for account in &ACCOUNTS {
                let (_, hash) = app
                    .store()
                    .person_by_email(account.email)
                    .await
                    .unwrap()
                    .unwrap();
                let hash = hash.map(|hash| hash.0);
                assert!(
                    password::verify(&app, password.to_owned(), hash)
                        .await
                        .unwrap()
                );
            }
        }
    }

    #[test]
    fn times_move_by_whole_days() {
        assert_eq!(whole_days(TimeDelta::hours(47)), TimeDelta::days(1));
        let mut sample = long_conversation();
        let before = last_sent(&sample).unwrap();
        move_by(TimeDelta::days(3), &mut sample);
        assert_eq!(last_sent(&sample).unwrap(), before + TimeDelta::days(3));
    }
}
