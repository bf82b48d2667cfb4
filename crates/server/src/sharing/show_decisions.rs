//! `GET /shares/{id}/decisions`: what a share was published with, to start an update from.

use axum::Json;
use axum::extract::State;
use discreet_api_types::problem::Problem;
use discreet_api_types::sharing::ShareDecisions;

use super::{StoredDecisions, own_share};
use crate::app::App;
use crate::auth::SignedIn;
use crate::params::SharePath;
use crate::problem::Answer;

/// Gives the owner the decisions of the published snapshot: ranges, never text.
#[utoipa::path(
    get, path = "/shares/{id}/decisions", tag = "sharing",
    params(("id" = String, Path, description = "The share")),
    responses(
        (status = 200, body = ShareDecisions),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "An admin who did not make it"),
        (status = 404, body = Problem),
    )
)]
pub async fn show_decisions(
    State(app): State<App>,
    signed_in: SignedIn,
    SharePath(id): SharePath,
) -> Answer<Json<ShareDecisions>> {
    let share = own_share(&app, &signed_in, &id).await?;
    let StoredDecisions { redactions, kept } = share.decisions.read()?;
    Ok(Json(ShareDecisions { redactions, kept }))
}
