//! `DELETE /teams/{id}`: deletes a team.

use axum::extract::State;
use axum::http::StatusCode;
use discreet_api_types::problem::Problem;

use super::event;
use crate::app::App;
use crate::auth::SignedIn;
use crate::params::IdPath;
use crate::problem::{Answer, Refusal};

/// Deletes a team. Its people stay; shares that name it lose them as readers at once.
#[utoipa::path(
    delete, path = "/teams/{id}", tag = "accounts",
    params(("id" = String, Path, description = "The team")),
    responses(
        (status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem),
    )
)]
pub async fn delete_team(
    State(app): State<App>,
    signed_in: SignedIn,
    IdPath(id): IdPath,
) -> Answer<StatusCode> {
    signed_in.may_manage_people()?;
    let event = event(&app, &signed_in, "team_deleted", 0);
    let key = app.audit_key();
    let record = signed_in.record(&app, &key, vec![event]);
    if app.store().delete_team(id, record).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Refusal::not_found())
    }
}
