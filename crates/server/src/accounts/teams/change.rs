//! `PUT /teams/{id}`: a team's name and people, as a whole.

use axum::Json;
use axum::extract::State;
use discreet_api_types::people::{Team, TeamContent};
use discreet_api_types::problem::Problem;

use super::{content, event, refuse, team_out};
use crate::app::App;
use crate::auth::SignedIn;
use crate::body::RawBody;
use crate::params::IdPath;
use crate::problem::Answer;

/// Changes a team. Shares that name it follow at once: who left reads no more, who came reads.
#[utoipa::path(
    put, path = "/teams/{id}", tag = "accounts",
    params(("id" = String, Path, description = "The team")), request_body = TeamContent,
    responses(
        (status = 200, body = Team), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem),
    )
)]
pub async fn change_team(
    State(app): State<App>,
    signed_in: SignedIn,
    IdPath(id): IdPath,
    body: RawBody,
) -> Answer<Json<Team>> {
    signed_in.may_manage_people()?;
    let wanted = content(&body.json()?)?;
    let event = event(&app, &signed_in, "team_changed", wanted.members.len());
    let key = app.audit_key();
    let record = signed_in.record(&app, &key, vec![event]);
    let team = app
        .store()
        .change_team(id, wanted, record)
        .await?
        .map_err(refuse)?;
    Ok(Json(team_out(&team, &signed_in)))
}
