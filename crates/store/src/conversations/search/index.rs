//! Keeping the index: what a conversation's words are, and writing them with it.

use std::collections::BTreeSet;

use discreet_transcript::model::{Head, Message, Text};
use discreet_transcript::words::line;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, NotSet,
    QueryFilter, QueryOrder, QuerySelect, Set, sea_query::Expr,
};
use uuid::Uuid;

use super::rows::{search_documents, search_texts};
use super::{SHOWN_MARK, shown_contact, tag_word};
use crate::StoreError;
use crate::accounts::rows::settings;
use crate::conversations::rows::{conversations, messages};
use crate::conversations::{ConversationRow, to_message};

/// Rows of `search_texts`: what the list shows, the rest of the head, and where messages begin.
pub(super) const SHOWN: i64 = 0;
pub(super) const HEAD: i64 = 1;
const MESSAGES: i64 = 2;
/// Bytes after which a row of messages is full.
const TEXT_BYTES: usize = 16 * 1024;
/// Bytes of different words after which another document begins; `PostgreSQL` holds a megabyte in one.
const DOCUMENT_BYTES: usize = 512 * 1024;
/// Messages read at a time.
const MESSAGES_AT_ONCE: u64 = 1000;

/// Which rules the index was made by. Another number makes every server's next start index everything again: count
/// up when words are cut or kept differently.
const VERSION: &str = "1";
const VERSION_KEY: &str = "search_index";

/// Indexes a new conversation.
pub(in crate::conversations) async fn add(
    db: &DatabaseTransaction,
    id: Uuid,
    head: &Head,
    messages: &[Message],
) -> Result<(), StoreError> {
    let mut texts = vec![(SHOWN, shown_lines(head)), (HEAD, head_lines(head))];
    texts.extend((MESSAGES..).zip(message_texts(String::new(), 0, messages)));
    write_texts(db, id, &texts).await?;
    let mut documents = Documents::new(head);
    for (_, text) in &texts {
        documents.take_in(text);
    }
    write_documents(db, id, documents.finish(), 0).await
}

/// Indexes messages that were appended after `after` others.
pub(in crate::conversations) async fn extend(
    db: &DatabaseTransaction,
    id: Uuid,
    head: &Head,
    after: u32,
    messages: &[Message],
) -> Result<(), StoreError> {
    let last = search_texts::Entity::find()
        .filter(search_texts::Column::ConversationId.eq(id))
        .filter(search_texts::Column::Number.gte(MESSAGES))
        .order_by_desc(search_texts::Column::Number)
        .limit(1)
        .one(db)
        .await?;
    let (number, begun) = match last {
        Some(last) if last.words.len() < TEXT_BYTES => (last.number, last.words),
        Some(last) => (last.number + 1, String::new()),
        None => (MESSAGES, String::new()),
    };
    let known = begun.len();
    let mut fresh = String::new();
    let mut texts = Vec::new();
    for (number, text) in (number..).zip(message_texts(begun, after, messages)) {
        let old = if texts.is_empty() { known } else { 0 };
        fresh.push_str(text.get(old..).unwrap_or_default());
        texts.push((number, text));
    }
    if known > 0
        && let Some((number, text)) = texts.first()
    {
        search_texts::Entity::update_many()
            .col_expr(search_texts::Column::Words, Expr::value(text.as_str()))
            .filter(search_texts::Column::ConversationId.eq(id))
            .filter(search_texts::Column::Number.eq(*number))
            .exec(db)
            .await?;
        texts.remove(0);
    }
    write_texts(db, id, &texts).await?;

    let last = search_documents::Entity::find()
        .filter(search_documents::Column::ConversationId.eq(id))
        .order_by_desc(search_documents::Column::Part)
        .limit(1)
        .one(db)
        .await?;
    let Some(last) = last else {
        return Err(StoreError::Unreadable("a conversation without its index"));
    };
    let mut documents = Documents::new(head);
    documents.current = last.words.split(' ').map(str::to_owned).collect();
    documents.bytes = last.words.len();
    documents.take_in(&fresh);
    let mut finished = documents.finish();
    let grown = finished.remove(0);
    if grown != last.words {
        let mut row = last.clone().into_active_model();
        row.words = Set(grown);
        row.update(db).await?;
    }
    write_documents(db, id, finished, last.part + 1).await
}

/// Indexes a conversation whose head changed.
pub(in crate::conversations) async fn change_head(
    db: &DatabaseTransaction,
    id: Uuid,
    head: &Head,
) -> Result<(), StoreError> {
    search_texts::Entity::delete_many()
        .filter(search_texts::Column::ConversationId.eq(id))
        .filter(search_texts::Column::Number.lt(MESSAGES))
        .exec(db)
        .await?;
    let texts = [(SHOWN, shown_lines(head)), (HEAD, head_lines(head))];
    write_texts(db, id, &texts).await?;
    search_documents::Entity::delete_many()
        .filter(search_documents::Column::ConversationId.eq(id))
        .exec(db)
        .await?;
    let all: Vec<String> = search_texts::Entity::find()
        .select_only()
        .column(search_texts::Column::Words)
        .filter(search_texts::Column::ConversationId.eq(id))
        .order_by_asc(search_texts::Column::Number)
        .into_tuple()
        .all(db)
        .await?;
    let mut documents = Documents::new(head);
    for text in &all {
        documents.take_in(text);
    }
    write_documents(db, id, documents.finish(), 0).await
}

/// Indexes what an older version of this program kept without an index, or with one of other rules.
pub(crate) async fn bring_up_to_date(db: &DatabaseTransaction) -> Result<(), StoreError> {
    let known = settings::Entity::find_by_id(VERSION_KEY.to_owned())
        .one(db)
        .await?;
    if known.as_ref().is_some_and(|known| known.value == VERSION) {
        return Ok(());
    }
    search_texts::Entity::delete_many().exec(db).await?;
    search_documents::Entity::delete_many().exec(db).await?;
    let ids: Vec<Uuid> = conversations::Entity::find()
        .select_only()
        .column(conversations::Column::Id)
        .order_by_asc(conversations::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    if !ids.is_empty() {
        tracing::info!(
            conversations = ids.len(),
            "indexing what is kept for search"
        );
    }
    for id in ids {
        index_again(db, id).await?;
    }
    let version = settings::Model {
        key: VERSION_KEY.to_owned(),
        value: VERSION.to_owned(),
    };
    if known.is_some() {
        let set = version.into_active_model().reset_all();
        settings::Entity::update(set).exec(db).await?;
    } else {
        settings::Entity::insert(version.into_active_model())
            .exec_without_returning(db)
            .await?;
    }
    Ok(())
}

async fn index_again(db: &DatabaseTransaction, id: Uuid) -> Result<(), StoreError> {
    let Some(row) = conversations::Entity::find_by_id(id).one(db).await? else {
        return Ok(());
    };
    let head = ConversationRow::try_from(row)?.head;
    conversations::Entity::update_many()
        .col_expr(
            conversations::Column::TitleKey,
            Expr::value(super::title_key(&head)),
        )
        .filter(conversations::Column::Id.eq(id))
        .exec(db)
        .await?;
    add(db, id, &head, &[]).await?;
    let mut after = 0;
    loop {
        let page: Vec<Message> = messages::Entity::find()
            .filter(messages::Column::ConversationId.eq(id))
            .filter(messages::Column::Number.gt(i64::from(after)))
            .order_by_asc(messages::Column::Number)
            .limit(MESSAGES_AT_ONCE)
            .all(db)
            .await?
            .into_iter()
            .map(to_message)
            .collect::<Result<_, _>>()?;
        let Some(last) = page.last() else {
            return Ok(());
        };
        let last = last.number;
        extend(db, id, &head, after, &page).await?;
        after = last;
    }
}

/// What the list shows of a conversation, to admins too.
fn shown_lines(head: &Head) -> String {
    let mut out = String::new();
    add_line(&mut out, "title", &head.title);
    if let Some(contact) = shown_contact(&head.contact) {
        add_line(&mut out, "contact", contact);
    }
    for tag in &head.tags {
        add_line(&mut out, "tag", tag);
    }
    out
}

/// The rest of the head, except what is never shared: log and metadata. Keys are those `places` reads.
fn head_lines(head: &Head) -> String {
    let contact = &head.contact;
    let mut out = String::new();
    let all = [
        ("contact", contact.name.as_ref()),
        ("contact", contact.email.as_ref()),
        ("contact", contact.phone.as_ref()),
        ("contact", contact.reference.as_ref()),
        ("summary", head.summary.as_ref()),
    ];
    for (key, text) in all {
        if let Some(text) = text {
            add_line(&mut out, key, text);
        }
    }
    for attempt in &head.attempts {
        add_line(&mut out, "attempt", attempt);
    }
    for note in &head.notes {
        add_line(&mut out, "note", &note.author);
        add_line(&mut out, "note", &note.body);
    }
    out
}

fn add_line(out: &mut String, key: &str, text: &Text) {
    out.push_str(key);
    out.push('\t');
    out.push_str(&line(text.as_str()));
    out.push('\n');
}

/// Everything of a message that can be found, in the order of importance.
pub(super) fn texts_of(message: &Message) -> impl Iterator<Item = &Text> {
    let citations = message.citations.iter().flat_map(|citation| {
        [&citation.title, &citation.quote, &citation.url]
            .into_iter()
            .flatten()
    });
    std::iter::once(&message.body)
        .chain(&message.name)
        .chain(citations)
        .chain(
            message
                .attachments
                .iter()
                .map(|attachment| &attachment.name),
        )
}

/// The rows of messages numbered from `after + 1`, the first of them begun already.
fn message_texts(begun: String, after: u32, messages: &[Message]) -> Vec<String> {
    let mut texts = Vec::new();
    let mut text = begun;
    for (number, message) in (u64::from(after) + 1..).zip(messages) {
        let key = number.to_string();
        for part in texts_of(message) {
            add_line(&mut text, &key, part);
        }
        if text.len() >= TEXT_BYTES {
            texts.push(std::mem::take(&mut text));
        }
    }
    if !text.is_empty() {
        texts.push(text);
    }
    texts
}

/// A conversation's different words, in as many documents as they need. Each holds the head's, so that a word of the
/// title and one of a message are found together.
struct Documents {
    head: BTreeSet<String>,
    current: BTreeSet<String>,
    bytes: usize,
    full: Vec<String>,
}

impl Documents {
    fn new(head: &Head) -> Self {
        let mut all = BTreeSet::new();
        let shown = shown_lines(head);
        for word in words_in(&shown) {
            all.insert(word.to_owned());
            all.insert(format!("{SHOWN_MARK}{word}"));
        }
        all.extend(words_in(&head_lines(head)).map(str::to_owned));
        all.extend(head.tags.iter().filter_map(|tag| tag_word(tag.as_str())));
        Self {
            bytes: bytes(&all),
            current: all.clone(),
            head: all,
            full: Vec::new(),
        }
    }

    fn take_in(&mut self, text: &str) {
        for word in words_in(text) {
            if self.current.contains(word) {
                continue;
            }
            if self.bytes >= DOCUMENT_BYTES {
                let full = std::mem::replace(&mut self.current, self.head.clone());
                self.bytes = bytes(&self.head);
                self.full.push(joined(&full));
                if self.current.contains(word) {
                    continue;
                }
            }
            self.bytes += word.len() + 1;
            self.current.insert(word.to_owned());
        }
    }

    fn finish(mut self) -> Vec<String> {
        self.full.push(joined(&self.current));
        self.full
    }
}

fn bytes(words: &BTreeSet<String>) -> usize {
    words.iter().map(|word| word.len() + 1).sum()
}

fn joined(words: &BTreeSet<String>) -> String {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    words.join(" ")
}

fn words_in(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .filter_map(|line| line.split_once('\t'))
        .flat_map(|(_, words)| words.split(' '))
        .filter(|word| !word.is_empty())
}

async fn write_texts(
    db: &DatabaseTransaction,
    id: Uuid,
    texts: &[(i64, String)],
) -> Result<(), StoreError> {
    // Some at a time: neither engine binds many thousands of values at once.
    for some in texts.chunks(200) {
        let rows = some.iter().map(|(number, words)| {
            search_texts::Model {
                conversation_id: id,
                number: *number,
                words: words.clone(),
            }
            .into_active_model()
        });
        search_texts::Entity::insert_many(rows)
            .exec_without_returning(db)
            .await?;
    }
    Ok(())
}

async fn write_documents(
    db: &DatabaseTransaction,
    id: Uuid,
    documents: Vec<String>,
    first: i64,
) -> Result<(), StoreError> {
    for (part, words) in (first..).zip(documents) {
        let row = search_documents::ActiveModel {
            no: NotSet,
            conversation_id: Set(id),
            part: Set(part),
            words: Set(words),
        };
        search_documents::Entity::insert(row)
            .exec_without_returning(db)
            .await?;
    }
    Ok(())
}
