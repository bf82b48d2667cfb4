//! `GET /reviews/{id}`: one request for review, in full.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, header};
use discreet_api_types::problem::Problem;
use discreet_api_types::review::ReviewRequest;

use super::requests::{known_request, request_out};
use crate::app::App;
use crate::auth::SignedIn;
use crate::conversations::etag;
use crate::params::IdPath;
use crate::policy::{Standing, people_by_id};
use crate::problem::Answer;

/// Shows a request to its author and to those asked.
#[utoipa::path(
    get, path = "/reviews/{id}", tag = "review",
    params(("id" = String, Path, description = "The request")),
    responses((status = 200, body = ReviewRequest), (status = 401, body = Problem), (status = 404, body = Problem))
)]
pub async fn show_request(
    State(app): State<App>,
    signed_in: SignedIn,
    IdPath(id): IdPath,
) -> Answer<([(HeaderName, HeaderValue); 1], Json<ReviewRequest>)> {
    let row = known_request(&app, &signed_in, id).await?;
    let standing = Standing::of(&app, row.org).await?;
    let people = people_by_id(&app, row.org).await?;
    let shown = request_out(&row, &signed_in, &standing, &people, true)?;
    Ok(([(header::ETAG, etag(shown.version))], Json(shown)))
}
