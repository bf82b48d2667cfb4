//! `GET /s/{id}/messages`: the rest of an open share, in pages. Counts nothing.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use discreet_api_types::problem::Problem;
use discreet_api_types::viewer::{SharedMessage, SharedMessagePage};
use discreet_store::StoreError;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{open_share_of, unpack};
use crate::app::App;
use crate::auth::{SignedIn, Visitor};
use crate::params::{Params, SharePath};
use crate::problem::{Answer, Refusal};
use crate::sharing::snapshot::PAGE;

/// Which messages.
#[derive(Deserialize, IntoParams)]
pub struct Page {
    /// Only messages with a greater number.
    #[serde(default)]
    after: u32,
    /// 1 to 100, 100 if absent.
    limit: Option<u32>,
}

/// Lists messages of a share that this reader has opened.
#[utoipa::path(
    get, path = "/s/{id}/messages", tag = "viewer",
    params(("id" = String, Path, description = "The share"), Page),
    responses((status = 200, body = SharedMessagePage), (status = 404, body = Problem), (status = 422, body = Problem))
)]
pub async fn list_shared_messages(
    State(app): State<App>,
    SharePath(id): SharePath,
    signed_in: Option<SignedIn>,
    visitor: Visitor,
    Params(page): Params<Page>,
) -> Answer<Response> {
    let share = open_share_of(&app, &id, &visitor, signed_in.as_ref()).await?;
    let limit = page.limit.map_or(PAGE, |limit| limit as usize);
    if !(1..=PAGE).contains(&limit) {
        return Err(Refusal::field(
            "limit",
            format!("`limit` must be 1 to {PAGE}."),
        ));
    }
    let version = share.snapshot_version;
    let stored = app
        .store()
        .snapshot_page(&share.id, version, page.after)
        .await?;
    let Some(stored) = stored else {
        return Ok(json(r#"{"messages":[],"next_after":null}"#.to_owned()));
    };
    let more = app
        .store()
        .snapshot_page(&share.id, version, stored.last)
        .await?
        .is_some();
    let text = unpack(&stored.body)?;
    if page.after < stored.first && limit == PAGE {
        // A whole page, as it was stored.
        let next_after = if more {
            stored.last.to_string()
        } else {
            "null".to_owned()
        };
        return Ok(json(format!(
            r#"{{"messages":{text},"next_after":{next_after}}}"#
        )));
    }
    let unreadable = |_| StoreError::Unreadable("a snapshot of another shape");
    let mut messages: Vec<SharedMessage> = serde_json::from_str(&text).map_err(unreadable)?;
    messages.retain(|message| message.number > page.after);
    messages.truncate(limit);
    let last = messages.last().map(|message| message.number);
    let next_after = last.filter(|last| more || *last < stored.last);
    let answer = SharedMessagePage {
        messages,
        next_after,
    };
    Ok(json(serde_json::to_string(&answer).map_err(unreadable)?))
}

fn json(body: String) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], body).into_response()
}
