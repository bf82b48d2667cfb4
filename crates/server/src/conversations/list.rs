//! `GET /conversations`: the list.

use axum::Json;
use axum::extract::State;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Utc};
use discreet_api_types::accounts as accounts_api;
use discreet_api_types::conversations::{
    ConversationPage, ConversationSort, ConversationSummary, SharedFilter, Status,
};
use discreet_api_types::ids::{ConversationId, PersonId};
use discreet_api_types::problem::Problem;
use discreet_store::conversations::{
    self as store, ConversationFilter, ListCursor, ListedConversation, Sort, SortKey,
};
use discreet_store::sharing::Audience;
use discreet_transcript::conceal::clean_line;
use discreet_transcript::model::Text;
use discreet_transcript::words::Query;
use serde::Deserialize;
use std::collections::HashMap;
use utoipa::IntoParams;
use uuid::Uuid;

use super::{found, wire};
use crate::accounts::person_out;
use crate::app::App;
use crate::auth::SignedIn;
use crate::params::Params;
use crate::problem::{Answer, Refusal};
use crate::sharing::exposure;

/// Longest search, in characters.
const MAX_Q: usize = 500;
/// Channels named with the first page.
const MAX_CHANNELS: u32 = 50;

/// What to list.
#[derive(Deserialize, IntoParams)]
pub struct Filter {
    /// Words that must all be found: anywhere in one's own conversations, in title, contact and tags of others'. Case
    /// and accents do not matter, the last word may be unfinished, words in quotation marks stand together.
    q: Option<String>,
    /// Where it stands.
    status: Option<Status>,
    /// How it is shared now.
    shared: Option<SharedFilter>,
    /// Only with this tag.
    tag: Option<String>,
    /// Only of this channel.
    channel: Option<String>,
    /// Only with the last message on this day (UTC) or later, or from this moment on: `2026-11-01` or RFC 3339.
    from: Option<String>,
    /// Only with the last message on this day (UTC) or earlier, or before this moment.
    to: Option<String>,
    /// Only the asking person's own; always so, except for admins.
    #[serde(default)]
    mine: bool,
    /// In which order; `relevance` if absent and there is a `q`, else `changed`.
    sort: Option<ConversationSort>,
    /// From `next_cursor`, with everything else the same.
    cursor: Option<String>,
    /// 1 to 200, 50 if absent.
    limit: Option<u32>,
}

/// Lists conversations: one's own; an admin's list has everybody's, without the first words.
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
    let me = signed_in.person.id;
    let wanted = wanted(&filter, &signed_in)?;
    let after = filter
        .cursor
        .as_deref()
        .map(|cursor| cursor_in(cursor, wanted.sort))
        .transpose()?;
    let first_page = after.is_none();
    let org = signed_in.organisation.id;
    let page = app
        .store()
        .list_conversations(org, &wanted, after, limit, app.now())
        .await?;
    let channels = if first_page {
        let channels = app.store().channels(org, wanted.owner, MAX_CHANNELS);
        channels.await?
    } else {
        Vec::new()
    };
    let people: HashMap<Uuid, accounts_api::Person> = if signed_in.is_admin() {
        app.store()
            .people_of(org)
            .await?
            .iter()
            .map(|person| (person.id, person_out(person)))
            .collect()
    } else {
        HashMap::from([(me, person_out(&signed_in.person))])
    };
    let conversations = page
        .rows
        .into_iter()
        .map(|row| summary(&app, row, &signed_in, &people, wanted.query.as_ref()))
        .collect();
    Ok(Json(ConversationPage {
        conversations,
        channels,
        next_cursor: page.next.map(|next| cursor_out(&next, wanted.sort)),
    }))
}

fn wanted(filter: &Filter, signed_in: &SignedIn) -> Answer<ConversationFilter> {
    let me = signed_in.person.id;
    let q = filter.q.as_deref().unwrap_or_default();
    if q.chars().count() > MAX_Q {
        let message = format!("`q` must have at most {MAX_Q} characters.");
        return Err(Refusal::field("q", message));
    }
    let query = Query::parse(q);
    let by_default = if query.is_some() {
        ConversationSort::Relevance
    } else {
        ConversationSort::Changed
    };
    let filled = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    Ok(ConversationFilter {
        owner: (filter.mine || !signed_in.is_admin()).then_some(me),
        query,
        reader: Some(me),
        status: filter.status.map(wire::status_in),
        shared: filter.shared.map(|shared| match shared {
            SharedFilter::Private => store::SharedFilter::Private,
            SharedFilter::People => store::SharedFilter::With(Audience::People),
            SharedFilter::Organisation => store::SharedFilter::With(Audience::Organisation),
            SharedFilter::Public => store::SharedFilter::With(Audience::Public),
        }),
        tag: filled(&filter.tag).map(Text),
        channel: filled(&filter.channel),
        from: moment("from", filter.from.as_deref(), Days::new(0))?,
        before: moment("to", filter.to.as_deref(), Days::new(1))?,
        sort: match filter.sort.unwrap_or(by_default) {
            ConversationSort::Changed => Sort::Changed,
            ConversationSort::Message => Sort::Message,
            ConversationSort::Created => Sort::Created,
            ConversationSort::Title => Sort::Title,
            ConversationSort::Relevance => Sort::Relevance,
        },
    })
}

/// A moment, or the beginning of a day in UTC and so many days more.
fn moment(field: &str, text: Option<&str>, and: Days) -> Answer<Option<DateTime<Utc>>> {
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let day = || {
        let day = text.parse::<NaiveDate>().ok()?;
        Some(
            day.checked_add_days(and)?
                .and_time(NaiveTime::MIN)
                .and_utc(),
        )
    };
    let moment = DateTime::parse_from_rfc3339(text)
        .ok()
        .map(|at| at.to_utc())
        .or_else(day)
        // What both databases can hold.
        .filter(|at| (1..=9999).contains(&at.year()));
    moment.map(Some).ok_or_else(|| {
        let message =
            format!("`{field}` must be a day such as 2026-11-01, or a time with its offset.");
        Refusal::field(field, message)
    })
}

fn summary(
    app: &App,
    row: ListedConversation,
    signed_in: &SignedIn,
    people: &HashMap<Uuid, accounts_api::Person>,
    query: Option<&Query>,
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
    let clean = |text: &Text| clean_line(text.as_str());
    let title = clean(&row.title);
    let contact = store::shown_contact(&row.contact).map(clean);
    let tags: Vec<String> = row.tags.iter().map(clean).collect();
    let found = query.map(|query| {
        let inside = row.found.as_ref();
        found::found(query, &title, contact.as_deref(), &tags, inside)
    });
    ConversationSummary {
        id: ConversationId(row.id.to_string()),
        title,
        status: wire::status(row.status),
        channel: row.channel,
        contact,
        tags,
        preview: mine.then(|| clean(&row.preview)),
        message_count: row.message_count,
        last_message_at: row.last_message_at.unwrap_or(row.updated_at).into(),
        owner,
        mine,
        exposure: exposure::of_summaries(&row.shares, row.revision, app.now()),
        found,
    }
}

fn cursor_out(next: &ListCursor, sort: Sort) -> String {
    let key = match &next.key {
        SortKey::At(at) => at.timestamp_micros().to_string(),
        SortKey::Title(title) => title.clone(),
    };
    let part = u8::from(next.shown);
    URL_SAFE_NO_PAD.encode(format!("{}.{part}.{}.{key}", letter(sort), next.id))
}

fn cursor_in(cursor: &str, sort: Sort) -> Answer<ListCursor> {
    let read = || {
        let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let mut parts = text.splitn(4, '.');
        let same_order = parts.next()? == letter(sort);
        let shown = parts.next()? == "1";
        let id = parts.next()?.parse().ok()?;
        let key = parts.next()?;
        let key = if sort == Sort::Title {
            SortKey::Title(key.to_owned())
        } else {
            SortKey::At(DateTime::from_timestamp_micros(key.parse().ok()?)?)
        };
        same_order.then_some(ListCursor { shown, key, id })
    };
    read().ok_or_else(|| {
        let message = "`cursor` must be a `next_cursor` of this list in the same order.";
        Refusal::field("cursor", message)
    })
}

fn letter(sort: Sort) -> &'static str {
    match sort {
        Sort::Changed => "c",
        Sort::Message => "m",
        Sort::Created => "b",
        Sort::Title => "t",
        Sort::Relevance => "r",
    }
}
