//! `POST /shares/{id}/renew`: gives a share new time under the same link.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use discreet_api_types::problem::Problem;
use discreet_api_types::sharing::{RenewShare, Share};
use discreet_store::AuditAction;

use super::{event, expiry, own_share, refuse_change, share_out, shared_conversation};
use crate::app::App;
use crate::auth::SignedIn;
use crate::body::RawBody;
use crate::params::SharePath;
use crate::problem::Answer;

/// Renews a share, expired or not. A stopped one stays stopped.
#[utoipa::path(
    post, path = "/shares/{id}/renew", tag = "sharing",
    params(("id" = String, Path, description = "The share")),
    request_body = RenewShare,
    responses(
        (status = 200, body = Share),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "An admin who did not make it"),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "It was stopped"),
        (status = 422, body = Problem),
    )
)]
pub async fn renew_share(
    State(app): State<App>,
    signed_in: SignedIn,
    SharePath(id): SharePath,
    headers: HeaderMap,
    body: RawBody,
) -> Answer<Json<Share>> {
    let share = own_share(&app, &signed_in, &id).await?;
    let RenewShare { expires_at } = body.json_or_default()?;
    let expires_at = expiry::read(expires_at.as_ref(), app.now())?;
    let event = event(&app, &signed_in, AuditAction::ShareRenewed, &share);
    let key = app.audit_key();
    let record = signed_in.record(&app, &key, vec![event]);
    let renewed = app
        .store()
        .renew_share(&share.id, Some(expires_at), true, record)
        .await?
        .map_err(refuse_change)?;
    let row = shared_conversation(&app, &signed_in, &renewed).await?;
    share_out(&app, &headers, &signed_in, &renewed, row.as_ref())
        .await
        .map(Json)
}
