//! `POST /shares/{id}/resume`: lets a held share go on.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use discreet_api_types::problem::Problem;
use discreet_api_types::sharing::Share;
use discreet_store::AuditAction;

use super::{event, own_share, refuse_change, share_out, shared_conversation};
use crate::app::App;
use crate::auth::SignedIn;
use crate::params::SharePath;
use crate::problem::Answer;

/// Lets a held share go on under the same link.
#[utoipa::path(
    post, path = "/shares/{id}/resume", tag = "sharing",
    params(("id" = String, Path, description = "The share")),
    responses(
        (status = 200, body = Share),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "An admin who did not make it"),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "It was stopped"),
    )
)]
pub async fn resume_share(
    State(app): State<App>,
    signed_in: SignedIn,
    SharePath(id): SharePath,
    headers: HeaderMap,
) -> Answer<Json<Share>> {
    let share = own_share(&app, &signed_in, &id).await?;
    let event = event(&app, &signed_in, AuditAction::SharePaused, &share).detail("what", "resumed");
    let key = app.audit_key();
    let record = signed_in.record(&app, &key, vec![event]);
    let changed = app
        .store()
        .resume_share(&share.id, record)
        .await?
        .map_err(refuse_change)?;
    let row = shared_conversation(&app, &signed_in, &changed).await?;
    share_out(&app, &headers, &signed_in, &changed, row.as_ref())
        .await
        .map(Json)
}
