//! `GET /s/{id}/alive`: whether an open page may stay open. Counts nothing.

use axum::Json;
use axum::extract::State;
use discreet_api_types::problem::Problem;
use discreet_api_types::viewer::Alive;

use super::open_share_of;
use crate::app::App;
use crate::auth::{SignedIn, Visitor};
use crate::params::SharePath;
use crate::problem::Answer;

/// Says whether this reader still has the share open, and which snapshot it serves now.
#[utoipa::path(
    get, path = "/s/{id}/alive", tag = "viewer",
    params(("id" = String, Path, description = "The share")),
    responses((status = 200, body = Alive), (status = 404, body = Problem))
)]
pub async fn is_alive(
    State(app): State<App>,
    SharePath(id): SharePath,
    signed_in: Option<SignedIn>,
    visitor: Visitor,
) -> Answer<Json<Alive>> {
    let share = open_share_of(&app, &id, &visitor, signed_in.as_ref()).await?;
    Ok(Json(Alive {
        snapshot_version: share.snapshot_version,
        expires_at: share.expires_at.map(Into::into),
    }))
}
