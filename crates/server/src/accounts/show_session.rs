//! `GET /session`: who is signed in.

use axum::Json;
use axum::extract::State;
use discreet_api_types::accounts::Session;
use discreet_api_types::problem::Problem;

use super::session_out;
use crate::app::App;
use crate::auth::SignedIn;

/// Who is signed in, and what they may do.
#[utoipa::path(
    get, path = "/session", tag = "accounts",
    responses((status = 200, body = Session), (status = 401, body = Problem, description = "`signed_out`"))
)]
pub async fn show_session(State(app): State<App>, signed_in: SignedIn) -> Json<Session> {
    Json(session_out(&app, &signed_in))
}
