//! `POST /teams`: makes a team.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use discreet_api_types::people::{Team, TeamContent};
use discreet_api_types::problem::Problem;

use super::{content, event, refuse, team_out};
use crate::app::App;
use crate::auth::SignedIn;
use crate::body::RawBody;
use crate::clock;
use crate::problem::Answer;

/// Makes a team.
#[utoipa::path(
    post, path = "/teams", tag = "accounts", request_body = TeamContent,
    responses(
        (status = 201, body = Team), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 422, body = Problem),
    )
)]
pub async fn create_team(
    State(app): State<App>,
    signed_in: SignedIn,
    body: RawBody,
) -> Answer<(StatusCode, Json<Team>)> {
    signed_in.may_manage_people()?;
    let wanted = content(&body.json()?)?;
    let event = event(&app, &signed_in, "team_made", wanted.members.len());
    let key = app.audit_key();
    let record = signed_in.record(&app, &key, vec![event]);
    let team = app
        .store()
        .create_team(clock::new_id(app.now()), wanted, record)
        .await?
        .map_err(refuse)?;
    Ok((StatusCode::CREATED, Json(team_out(&team, &signed_in))))
}
