//! `POST /conversations/{id}/messages`: appends messages. Those that are stored never change.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use discreet_api_types::conversations::{BroughtIn, Outcome};
use discreet_api_types::problem::Problem;
use discreet_transcript::import::own;

use super::refused::refuse_input;
use super::{append, brought_in, etag, own_conversation, revision};
use crate::app::App;
use crate::auth::SignedIn;
use crate::body::RawBody;
use crate::params::ConversationPath;
use crate::problem::Answer;

/// Appends messages, numbered on from the last.
#[utoipa::path(
    post, path = "/conversations/{id}/messages", tag = "conversations",
    params(("id" = String, Path, description = "The conversation")),
    request_body = own::schema::MessagesIn,
    responses(
        (status = 200, body = BroughtIn),
        (status = 401, body = Problem),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "Others were appended at the same moment"),
        (status = 422, body = Problem),
    )
)]
pub async fn append_messages(
    State(app): State<App>,
    signed_in: SignedIn,
    ConversationPath(id): ConversationPath,
    body: RawBody,
) -> Answer<([(header::HeaderName, HeaderValue); 1], Json<BroughtIn>)> {
    let row = own_conversation(&app, &signed_in, id).await?;
    signed_in.may_bring_in()?;
    let appended = own::messages_from_slice(body.json_bytes()?, row.message_count + 1)
        .map_err(refuse_input)?;
    let row = append(&app, &signed_in.person, row, appended).await?;
    Ok((
        [(header::ETAG, etag(revision(&row)))],
        Json(brought_in(&row, Outcome::Updated)),
    ))
}
