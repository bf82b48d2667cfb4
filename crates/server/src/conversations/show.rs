//! `GET /conversations/{id}`: one conversation, all but its messages.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use discreet_api_types::accounts as accounts_api;
use discreet_api_types::conversations::{Conversation, ConversationAbilities, LogEntry, Source};
use discreet_api_types::ids::{ConversationId, PersonId};
use discreet_api_types::problem::Problem;
use discreet_store::conversations::ConversationRow;

use super::{etag, readable_conversation, revision, wire};
use crate::accounts::person_out;
use crate::app::App;
use crate::auth::SignedIn;
use crate::params::ConversationPath;
use crate::problem::Answer;
use crate::review;
use crate::sharing::exposure;

/// Shows a conversation. An admin's reading of somebody else's is recorded.
#[utoipa::path(
    get, path = "/conversations/{id}", tag = "conversations",
    params(("id" = String, Path, description = "The conversation")),
    responses((status = 200, body = Conversation), (status = 401, body = Problem), (status = 404, body = Problem))
)]
pub async fn show_conversation(
    State(app): State<App>,
    signed_in: SignedIn,
    ConversationPath(id): ConversationPath,
) -> Answer<([(header::HeaderName, HeaderValue); 1], Json<Conversation>)> {
    let row = readable_conversation(&app, &signed_in, id).await?;
    answer(&app, &signed_in, row).await
}

/// A conversation as it is stored, since decisions count its characters, with its `ETag`. Whoever shows a title, name
/// or tag drops what nobody sees.
pub async fn answer(
    app: &App,
    signed_in: &SignedIn,
    row: ConversationRow,
) -> Answer<([(header::HeaderName, HeaderValue); 1], Json<Conversation>)> {
    let shares = app.store().shares_of_conversation(row.org, row.id).await?;
    let mine = row.owner == signed_in.person.id;
    let owner = app.store().person(row.owner).await?;
    let owner = owner.as_ref().map_or_else(
        || accounts_api::Person {
            id: PersonId(row.owner.to_string()),
            name: String::new(),
            email: String::new(),
        },
        person_out,
    );
    let exposure = exposure::of_shares(&shares, row.revision, app.now());
    let revision = revision(&row);
    let asked = !mine && review::is_asked(app, signed_in, row.id).await?;
    let makes = mine && signed_in.abilities().share;
    let head = row.head;
    let shown = Conversation {
        id: ConversationId(row.id.to_string()),
        title: head.title.0,
        status: wire::status(head.status),
        channel: head.channel,
        contact: wire::contact(&head.contact),
        tags: head.tags.into_iter().map(|tag| tag.0).collect(),
        summary: head.summary.map(|summary| summary.0),
        attempts: head.attempts.into_iter().map(|attempt| attempt.0).collect(),
        source: head.source.map(|source| Source {
            system: source.system,
            id: source.id,
            url: source.url,
        }),
        notes: head.notes.iter().map(wire::note).collect(),
        log: head
            .log
            .into_iter()
            .map(|entry| LogEntry {
                at: entry.at.map(|moment| moment.at.into()),
                text: entry.text.0,
            })
            .collect(),
        revision,
        message_count: row.message_count,
        owner,
        mine,
        exposure,
        abilities: ConversationAbilities {
            change: mine,
            share: makes,
            delete: mine,
            review: mine || asked,
        },
        created_at: row.created_at.into(),
        updated_at: row.updated_at.into(),
    };
    Ok(([(header::ETAG, etag(revision))], Json(shown)))
}
