//! `POST /shares/{id}/revoke`: stops a share for good.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use discreet_api_types::problem::Problem;
use discreet_api_types::sharing::Share;
use discreet_store::AuditAction;
use discreet_store::sharing::{StopReason, Stopped};

use super::{event, known_share, share_out, shared_conversation};
use crate::app::App;
use crate::auth::SignedIn;
use crate::params::SharePath;
use crate::problem::{Answer, Refusal};

/// Stops a share: its owner may, and any admin. At once, for open pages too; stopping it again changes nothing.
#[utoipa::path(
    post, path = "/shares/{id}/revoke", tag = "sharing",
    params(("id" = String, Path, description = "The share")),
    responses((status = 200, body = Share), (status = 401, body = Problem), (status = 404, body = Problem))
)]
pub async fn stop_share(
    State(app): State<App>,
    signed_in: SignedIn,
    SharePath(id): SharePath,
    headers: HeaderMap,
) -> Answer<Json<Share>> {
    let known = known_share(&app, &signed_in, &id).await?;
    let reason = if known.mine {
        StopReason::Owner
    } else {
        StopReason::Admin
    };
    let event = event(&app, &signed_in, AuditAction::ShareStopped, &known.share)
        .detail("by", reason.as_str());
    let key = app.audit_key();
    let record = signed_in.record(&app, &key, vec![event]);
    let stopped = app
        .store()
        .stop_share(&id, reason, record)
        .await?
        .ok_or_else(Refusal::not_found)?;
    let share = match stopped {
        Stopped::Now(share) | Stopped::Already(share) => share,
    };
    let row = shared_conversation(&app, &signed_in, &share).await?;
    share_out(&app, &headers, &signed_in, &share, row.as_ref())
        .await
        .map(Json)
}
