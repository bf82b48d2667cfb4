//! `GET /conversations`: the list.

use axum::Json;
use axum::extract::State;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::DateTime;
use discreet_api_types::accounts as accounts_api;
use discreet_api_types::conversations::{
    ConversationPage, ConversationSummary, SharedFilter, Status,
};
use discreet_api_types::ids::{ConversationId, PersonId};
use discreet_api_types::problem::Problem;
use discreet_store::conversations::{
    self as store, ConversationFilter, ListCursor, ListedConversation,
};
use discreet_store::sharing::Audience;
use discreet_transcript::conceal::clean_line;
use discreet_transcript::model::Text;
use serde::Deserialize;
use std::collections::HashMap;
use utoipa::IntoParams;
use uuid::Uuid;

use super::wire;
use crate::accounts::person_out;
use crate::app::App;
use crate::auth::SignedIn;
use crate::params::Params;
use crate::problem::{Answer, Refusal};
use crate::sharing::exposure;

/// What to list.
#[derive(Deserialize, IntoParams)]
pub struct Filter {
    /// Words that title or contact must hold.
    q: Option<String>,
    /// Where it stands.
    status: Option<Status>,
    /// How it is shared now.
    shared: Option<SharedFilter>,
    /// Only the asking person's own; always so, except for admins.
    #[serde(default)]
    mine: bool,
    /// From `next_cursor`.
    cursor: Option<String>,
    /// 1 to 200, 50 if absent.
    limit: Option<u32>,
}

/// Lists conversations, last changed first: one's own; an admin's list has everybody's, without the first words.
#[utoipa::path(
    get, path = "/conversations", tag = "conversations", params(Filter),
    responses((status = 200, body = ConversationPage), (status = 401, body = Problem), (status = 422, body = Problem))
)]
pub async fn list_conversations(
    State(app): State<App>,
    signed_in: SignedIn,
    Params(filter): Params<Filter>,
) -> Answer<Json<ConversationPage>> {
    let limit = filter.limit.unwrap_or(50);
    if !(1..=200).contains(&limit) {
        return Err(Refusal::field("limit", "`limit` must be 1 to 200."));
    }
    let after = filter.cursor.as_deref().map(cursor_in).transpose()?;
    let wanted = ConversationFilter {
        owner: (filter.mine || !signed_in.is_admin()).then_some(signed_in.person.id),
        q: filter.q.filter(|q| !q.trim().is_empty()),
        status: filter.status.map(wire::status_in),
        shared: filter.shared.map(|shared| match shared {
            SharedFilter::Private => store::SharedFilter::Private,
            SharedFilter::People => store::SharedFilter::With(Audience::People),
            SharedFilter::Organisation => store::SharedFilter::With(Audience::Organisation),
            SharedFilter::Public => store::SharedFilter::With(Audience::Public),
        }),
    };
    let org = signed_in.organisation.id;
    let mut rows = app
        .store()
        .list_conversations(org, &wanted, after, limit + 1, app.now())
        .await?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next_cursor = rows.last().filter(|_| more).map(cursor_out);
    let people: HashMap<Uuid, accounts_api::Person> = if signed_in.is_admin() {
        app.store()
            .people_of(org)
            .await?
            .iter()
            .map(|person| (person.id, person_out(person)))
            .collect()
    } else {
        HashMap::from([(signed_in.person.id, person_out(&signed_in.person))])
    };
    let conversations = rows
        .into_iter()
        .map(|row| summary(&app, row, &signed_in, &people))
        .collect();
    Ok(Json(ConversationPage {
        conversations,
        next_cursor,
    }))
}

fn summary(
    app: &App,
    row: ListedConversation,
    signed_in: &SignedIn,
    people: &HashMap<Uuid, accounts_api::Person>,
) -> ConversationSummary {
    let mine = row.owner == signed_in.person.id;
    let owner = people
        .get(&row.owner)
        .cloned()
        .unwrap_or_else(|| accounts_api::Person {
            id: PersonId(row.owner.to_string()),
            name: String::new(),
            email: String::new(),
        });
    let contact = row
        .contact
        .name
        .or(row.contact.reference)
        .or(row.contact.email);
    let clean = |text: &Text| clean_line(text.as_str());
    ConversationSummary {
        id: ConversationId(row.id.to_string()),
        title: clean(&row.title),
        status: wire::status(row.status),
        channel: row.channel,
        contact: contact.as_ref().map(clean),
        tags: row.tags.iter().map(clean).collect(),
        preview: mine.then(|| clean(&row.preview)),
        message_count: row.message_count,
        last_message_at: row.last_message_at.unwrap_or(row.updated_at).into(),
        owner,
        mine,
        exposure: exposure::of_summaries(&row.shares, row.revision, app.now()),
    }
}

fn cursor_out(row: &ListedConversation) -> String {
    URL_SAFE_NO_PAD.encode(format!("{}.{}", row.updated_at.timestamp_micros(), row.id))
}

fn cursor_in(cursor: &str) -> Answer<ListCursor> {
    let wrong = || Refusal::field("cursor", "`cursor` must be a `next_cursor` from this list.");
    let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| wrong())?;
    let text = String::from_utf8(bytes).map_err(|_| wrong())?;
    let (micros, id) = text.split_once('.').ok_or_else(wrong)?;
    let updated_at = micros
        .parse()
        .ok()
        .and_then(DateTime::from_timestamp_micros)
        .ok_or_else(wrong)?;
    Ok(ListCursor {
        updated_at,
        id: id.parse().map_err(|_| wrong())?,
    })
}
