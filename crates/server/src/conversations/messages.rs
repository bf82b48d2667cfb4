//! `GET /conversations/{id}/messages`: a conversation's messages, in pages.

use axum::Json;
use axum::extract::State;
use discreet_api_types::conversations::MessagePage;
use discreet_api_types::problem::Problem;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{readable_conversation, wire};
use crate::app::App;
use crate::auth::SignedIn;
use crate::params::{ConversationPath, Params};
use crate::problem::{Answer, Refusal};

/// Which messages.
#[derive(Deserialize, IntoParams)]
pub struct Page {
    /// Only messages with a greater number.
    #[serde(default)]
    after: u32,
    /// 1 to 500, 100 if absent.
    limit: Option<u32>,
}

/// Lists messages in order: source, and tree with source ranges.
#[utoipa::path(
    get, path = "/conversations/{id}/messages", tag = "conversations",
    params(("id" = String, Path, description = "The conversation"), Page),
    responses((status = 200, body = MessagePage), (status = 401, body = Problem), (status = 404, body = Problem))
)]
pub async fn list_messages(
    State(app): State<App>,
    signed_in: SignedIn,
    ConversationPath(id): ConversationPath,
    Params(page): Params<Page>,
) -> Answer<Json<MessagePage>> {
    let row = readable_conversation(&app, &signed_in, id).await?;
    let limit = page.limit.unwrap_or(100);
    if !(1..=500).contains(&limit) {
        return Err(Refusal::field("limit", "`limit` must be 1 to 500."));
    }
    let agents = app.store().agent_names(id).await?;
    let messages = app.store().messages(id, page.after, limit).await?;
    let last = messages.last().map_or(page.after, |message| message.number);
    let labels = wire::labels(&agents, &messages);
    let messages = messages
        .into_iter()
        .zip(labels)
        .map(|(message, label)| wire::message(message, label))
        .collect();
    let next_after = (last < row.message_count).then_some(last);
    Ok(Json(MessagePage {
        messages,
        total: row.message_count,
        next_after,
    }))
}
