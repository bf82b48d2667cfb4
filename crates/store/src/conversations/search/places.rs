//! Where in a conversation something was found: the first message, or part of the head, that holds most of it.

use std::collections::HashMap;

use discreet_transcript::model::{Contact, Message, Note, Text};
use discreet_transcript::words::Query;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::ExprTrait,
};
use uuid::Uuid;

use super::index::{HEAD, texts_of};
use super::matching::holds;
use super::rows::search_texts;
use crate::conversations::rows::{conversations, messages};
use crate::conversations::{FoundIn, FoundText, parsed, to_message};
use crate::{Store, StoreError};

/// The place of each of these conversations, if it has one outside what the list shows.
pub(in crate::conversations) async fn places(
    store: &Store,
    ids: &[Uuid],
    query: &Query,
) -> Result<HashMap<Uuid, FoundText>, StoreError> {
    let mut texts = first_texts(store, ids, query, Condition::all()).await?;
    if query.phrases().len() > 1 {
        let rest: Vec<Uuid> = ids
            .iter()
            .copied()
            .filter(|id| !texts.iter().any(|(known, _)| known == id))
            .collect();
        texts.extend(first_texts(store, &rest, query, Condition::any()).await?);
    }
    if texts.is_empty() {
        return Ok(HashMap::new());
    }
    let mut wanted = Condition::any();
    for (id, number) in &texts {
        wanted = wanted.add(
            search_texts::Column::ConversationId
                .eq(*id)
                .and(search_texts::Column::Number.eq(*number)),
        );
    }
    let rows = search_texts::Entity::find()
        .filter(wanted)
        .all(&store.readers)
        .await?;
    let (mut numbers, mut heads) = (Vec::new(), Vec::new());
    for row in &rows {
        match best_line(&row.words, query) {
            Some(key) => match key.parse::<i64>() {
                Ok(number) => numbers.push((row.conversation_id, number)),
                Err(_) => heads.push((row.conversation_id, key.to_owned())),
            },
            None => return Err(StoreError::Unreadable("an index without its lines")),
        }
    }
    let mut found = in_messages(store, &numbers, query).await?;
    found.extend(in_heads(store, &heads, query).await?);
    Ok(found)
}

/// The first row of words of each conversation that holds all, or any, of the phrases.
async fn first_texts(
    store: &Store,
    ids: &[Uuid],
    query: &Query,
    how: Condition,
) -> Result<Vec<(Uuid, i64)>, StoreError> {
    use search_texts::Column;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let held = query
        .phrases()
        .iter()
        .fold(how, |held, phrase| held.add(holds(store.engine(), phrase)));
    Ok(search_texts::Entity::find()
        .select_only()
        .column(Column::ConversationId)
        .column_as(Column::Number.min(), "first")
        .filter(Column::ConversationId.is_in(ids.iter().copied()))
        .filter(Column::Number.gte(HEAD))
        .filter(held)
        .group_by(Column::ConversationId)
        .into_tuple()
        .all(&store.readers)
        .await?)
}

/// The key of the first line with most of the phrases.
fn best_line<'a>(words: &'a str, query: &Query) -> Option<&'a str> {
    let mut best = (0, None);
    for line in words.lines() {
        let count = query.count_in(line);
        if count > best.0 {
            best = (count, line.split_once('\t').map(|(key, _)| key));
        }
    }
    best.1
}

/// The first of these texts with most of the matches.
fn best<'a>(texts: impl Iterator<Item = &'a Text>, query: &Query) -> Option<Text> {
    let mut best: (usize, Option<&Text>) = (0, None);
    for text in texts {
        let count = query.count_in(&discreet_transcript::words::line(text.as_str()));
        if count > best.0 {
            best = (count, Some(text));
        }
    }
    best.1.cloned()
}

async fn in_messages(
    store: &Store,
    numbers: &[(Uuid, i64)],
    query: &Query,
) -> Result<HashMap<Uuid, FoundText>, StoreError> {
    use messages::Column;
    if numbers.is_empty() {
        return Ok(HashMap::new());
    }
    let mut wanted = Condition::any();
    for (id, number) in numbers {
        wanted = wanted.add(
            Column::ConversationId
                .eq(*id)
                .and(Column::Number.eq(*number)),
        );
    }
    let rows = messages::Entity::find()
        .filter(wanted)
        .order_by_asc(Column::ConversationId)
        .all(&store.readers)
        .await?;
    let mut found = HashMap::new();
    for row in rows {
        let id = row.conversation_id;
        let message: Message = to_message(row)?;
        if let Some(text) = best(texts_of(&message), query) {
            let place = FoundIn::Message(message.number);
            found.insert(id, FoundText { place, text });
        }
    }
    Ok(found)
}

type HeadRow = (
    Uuid,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
    String,
    String,
);

async fn in_heads(
    store: &Store,
    keys: &[(Uuid, String)],
    query: &Query,
) -> Result<HashMap<Uuid, FoundText>, StoreError> {
    use conversations::Column;
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<HeadRow> = conversations::Entity::find()
        .select_only()
        .columns([
            Column::Id,
            Column::ContactName,
            Column::ContactEmail,
            Column::ContactPhone,
            Column::ContactReference,
            Column::Summary,
            Column::Attempts,
            Column::Notes,
        ])
        .filter(Column::Id.is_in(keys.iter().map(|(id, _)| *id)))
        .into_tuple()
        .all(&store.readers)
        .await?;
    let mut found = HashMap::new();
    for (id, name, email, phone, reference, summary, attempts, notes) in rows {
        let Some((_, key)) = keys.iter().find(|(known, _)| *known == id) else {
            continue;
        };
        let contact = Contact {
            name: name.map(Text),
            email: email.map(Text),
            phone: phone.map(Text),
            reference: reference.map(Text),
        };
        let (place, text) = match key.as_str() {
            "summary" => (FoundIn::Summary, summary.map(Text)),
            "attempt" => {
                let attempts: Vec<Text> = parsed(attempts)?;
                (FoundIn::Attempt, best(attempts.iter(), query))
            }
            "note" => {
                let notes: Vec<Note> = parsed(notes)?;
                let texts = notes.iter().flat_map(|note| [&note.body, &note.author]);
                (FoundIn::Note, best(texts, query))
            }
            _ => {
                let texts = [
                    &contact.name,
                    &contact.reference,
                    &contact.email,
                    &contact.phone,
                ];
                (FoundIn::Contact, best(texts.into_iter().flatten(), query))
            }
        };
        if let Some(text) = text {
            found.insert(id, FoundText { place, text });
        }
    }
    Ok(found)
}
