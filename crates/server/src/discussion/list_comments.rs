//! `GET /s/{id}/comments`: the comments of a share, or what changed since.

use axum::Json;
use axum::extract::State;
use discreet_api_types::discussion::CommentPage;
use discreet_api_types::problem::Problem;
use serde::Deserialize;
use utoipa::IntoParams;

use super::comment::{Onlooker, checked, comments_out};
use super::reader;
use crate::app::App;
use crate::auth::{SignedIn, Visitor};
use crate::params::{Params, SharePath};
use crate::problem::Answer;

/// Comments of one answer.
const PAGE: usize = 200;

/// Which comments.
#[derive(Deserialize, IntoParams)]
pub struct Since {
    /// Only those changed after this number; 0 or absent: all.
    #[serde(default)]
    after: u64,
}

/// Lists comments in the order of their last change, deleted ones too (without words). `latest` of the answer is where
/// to go on from, here and in the event stream.
#[utoipa::path(
    get, path = "/s/{id}/comments", tag = "discussion",
    params(("id" = String, Path, description = "The share"), Since),
    responses(
        (status = 200, body = CommentPage),
        (status = 403, body = Problem, description = "The share is for reading only"),
        (status = 404, body = Problem),
    )
)]
pub async fn list_comments(
    State(app): State<App>,
    SharePath(id): SharePath,
    signed_in: Option<SignedIn>,
    visitor: Visitor,
    Params(since): Params<Since>,
) -> Answer<Json<CommentPage>> {
    let reader = reader(&app, &id, &visitor, signed_in).await?;
    // Read before the comments: what changes in between is told again.
    let latest = app.store().last_share_event(&id).await?;
    let mut rows = app
        .store()
        .comments(&id, since.after, PAGE as u64 + 1)
        .await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next_after = rows.last().filter(|_| more).map(|row| row.changed);
    let rows = checked(&app, &reader.share, rows).await?;
    Ok(Json(CommentPage {
        comments: comments_out(&app, rows, Onlooker::reader(&reader)).await?,
        next_after,
        latest,
        open: reader.may.comment,
    }))
}
