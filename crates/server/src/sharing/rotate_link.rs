//! `POST /shares/{id}/rotate`: a new link in place of the old one.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use discreet_api_types::problem::{ErrorCode, Problem};
use discreet_api_types::sharing::Share;
use discreet_store::AuditAction;
use discreet_store::sharing::Audience;

use super::{event, link, own_share, refuse_change, share_out, shared_conversation};
use crate::app::App;
use crate::auth::SignedIn;
use crate::params::SharePath;
use crate::problem::{Answer, Refusal};

/// Replaces the link of a public share. The old one and every open page under it end at once.
#[utoipa::path(
    post, path = "/shares/{id}/rotate", tag = "sharing",
    params(("id" = String, Path, description = "The share")),
    responses(
        (status = 200, body = Share, description = "Its `url` carries the new secret"),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "An admin who did not make it"),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "It was stopped, or has no secret to replace"),
    )
)]
pub async fn rotate_link(
    State(app): State<App>,
    signed_in: SignedIn,
    SharePath(id): SharePath,
    headers: HeaderMap,
) -> Answer<Json<Share>> {
    let share = own_share(&app, &signed_in, &id).await?;
    if share.audience != Audience::Public {
        return Err(Refusal::new(
            ErrorCode::Conflict,
            "This link has no secret to replace: it opens for its audience only, after signing in.",
        ));
    }
    let event = event(&app, &signed_in, AuditAction::ShareRotated, &share);
    let key = app.audit_key();
    let record = signed_in.record(&app, &key, vec![event]);
    let rotated = app
        .store()
        .rotate_share(&share.id, app.keys().newest(), record)
        .await?
        .map_err(refuse_change)?;
    let row = shared_conversation(&app, &signed_in, &rotated).await?;
    let mut shown = share_out(&app, &headers, &signed_in, &rotated, row.as_ref()).await?;
    shown.url = link(&app, &headers, &rotated)?;
    Ok(Json(shown))
}
