//! `GET /shares/{id}`: one share.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use discreet_api_types::problem::Problem;
use discreet_api_types::sharing::Share;

use super::{known_share, share_out, shared_conversation};
use crate::app::App;
use crate::auth::SignedIn;
use crate::params::SharePath;
use crate::problem::Answer;

/// Shows a share to its owner, or to an admin without its text and link.
#[utoipa::path(
    get, path = "/shares/{id}", tag = "sharing",
    params(("id" = String, Path, description = "The share")),
    responses((status = 200, body = Share), (status = 401, body = Problem), (status = 404, body = Problem))
)]
pub async fn show_share(
    State(app): State<App>,
    signed_in: SignedIn,
    SharePath(id): SharePath,
    headers: HeaderMap,
) -> Answer<Json<Share>> {
    let known = known_share(&app, &signed_in, &id).await?;
    let conversation = shared_conversation(&app, &signed_in, &known.share).await?;
    share_out(
        &app,
        &headers,
        &signed_in,
        &known.share,
        conversation.as_ref(),
    )
    .await
    .map(Json)
}
