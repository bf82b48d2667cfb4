//! `POST /conversations`: keeps one conversation, or appends what is new to one known by its source.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use discreet_api_types::conversations::{BroughtIn, Outcome};
use discreet_api_types::problem::Problem;
use discreet_transcript::import::own;

use super::refused::refuse_input;
use super::{bring_in, etag};
use crate::app::App;
use crate::auth::SignedIn;
use crate::body::RawBody;
use crate::problem::Answer;

/// Keeps a conversation. One with a `source` that is known gets what is new.
#[utoipa::path(
    post, path = "/conversations", tag = "conversations", request_body = own::schema::ConversationIn,
    responses(
        (status = 201, body = BroughtIn, description = "`created`"),
        (status = 200, body = BroughtIn, description = "`updated` or `unchanged`"),
        (status = 401, body = Problem),
        (status = 403, body = Problem),
        (status = 409, body = Problem, description = "Known from its source, but not a continuation"),
        (status = 422, body = Problem),
    )
)]
pub async fn create_conversation(
    State(app): State<App>,
    signed_in: SignedIn,
    body: RawBody,
) -> Answer<Response> {
    signed_in.may_bring_in()?;
    let conversation = own::from_slice(body.json_bytes()?).map_err(refuse_input)?;
    let kept = bring_in(&app, &signed_in.person, conversation).await?;
    let status = if kept.outcome == Outcome::Created {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    let location = HeaderValue::from_str(&format!("/api/v1/conversations/{}", kept.id));
    let mut response = (status, [(header::ETAG, etag(kept.revision))], Json(&kept)).into_response();
    if let Ok(location) = location {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}
