//! `DELETE /s/{id}/comments`: deletes a comment's words for good.

use axum::extract::State;
use axum::http::StatusCode;
use discreet_api_types::ids::CommentId;
use discreet_api_types::problem::Problem;
use serde::Deserialize;
use utoipa::IntoParams;

use super::comment::comment_id;
use super::{reader, refuse};
use crate::app::App;
use crate::auth::{SignedIn, Visitor};
use crate::params::{Params, SharePath};
use crate::problem::Answer;

/// Which comment.
#[derive(Deserialize, IntoParams)]
pub struct Which {
    /// Its id.
    comment: String,
}

/// Deletes a comment: its author may, and the owner of the share. Its place in the thread stays.
#[utoipa::path(
    delete, path = "/s/{id}/comments", tag = "discussion",
    params(("id" = String, Path, description = "The share"), Which),
    responses(
        (status = 204, description = "Its words are gone"),
        (status = 403, body = Problem, description = "Somebody else's, or for reading only"),
        (status = 404, body = Problem),
    )
)]
pub async fn delete_comment(
    State(app): State<App>,
    SharePath(id): SharePath,
    signed_in: Option<SignedIn>,
    visitor: Visitor,
    Params(which): Params<Which>,
) -> Answer<StatusCode> {
    let reader = reader(&app, &id, &visitor, signed_in).await?;
    let comment = comment_id(&CommentId(which.comment))?;
    let author = (!reader.mine).then_some(reader.signed_in.person.id);
    let key = app.audit_key();
    let record = reader.signed_in.record(&app, &key, Vec::new());
    app.store()
        .delete_comment(&id, comment, author, record)
        .await?
        .map_err(refuse)?;
    Ok(StatusCode::NO_CONTENT)
}
