//! `GET /conversations/{id}/review`: the decisions so far.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, header};
use discreet_api_types::problem::Problem;
use discreet_api_types::review::Review;

use super::{review_out, reviewable_conversation};
use crate::app::App;
use crate::auth::SignedIn;
use crate::conversations::etag;
use crate::params::ConversationPath;
use crate::problem::Answer;

/// Shows what the owner and those asked to review have decided so far: ranges, never text.
#[utoipa::path(
    get, path = "/conversations/{id}/review", tag = "review",
    params(("id" = String, Path, description = "The conversation")),
    responses((status = 200, body = Review), (status = 401, body = Problem), (status = 404, body = Problem))
)]
pub async fn show_review(
    State(app): State<App>,
    signed_in: SignedIn,
    ConversationPath(id): ConversationPath,
) -> Answer<([(HeaderName, HeaderValue); 1], Json<Review>)> {
    let row = reviewable_conversation(&app, &signed_in, id).await?;
    let review = app.store().review(row.id).await?;
    let shown = review_out(&app, &row, review, Vec::new()).await?;
    Ok(([(header::ETAG, etag(shown.version))], Json(shown)))
}
