//! `GET /shares/{id}/link`: the whole link, again.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use discreet_api_types::problem::{ErrorCode, Problem};
use discreet_api_types::sharing::ShareLink;
use discreet_store::sharing::ShareStatus;

use super::{link, own_share};
use crate::app::App;
use crate::auth::SignedIn;
use crate::params::SharePath;
use crate::problem::{Answer, Refusal};

/// Gives the owner the link again, with the secret of a public one. Copying it never widens access.
#[utoipa::path(
    get, path = "/shares/{id}/link", tag = "sharing",
    params(("id" = String, Path, description = "The share")),
    responses(
        (status = 200, body = ShareLink),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "An admin who did not make it"),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "It was stopped"),
    )
)]
pub async fn show_link(
    State(app): State<App>,
    signed_in: SignedIn,
    SharePath(id): SharePath,
    headers: HeaderMap,
) -> Answer<Json<ShareLink>> {
    let share = own_share(&app, &signed_in, &id).await?;
    if share.status(app.now()) == ShareStatus::Stopped {
        return Err(Refusal::new(
            ErrorCode::Conflict,
            "This share was stopped; its link opens nothing any more.",
        ));
    }
    Ok(Json(ShareLink {
        url: link(&app, &headers, &share)?,
    }))
}
