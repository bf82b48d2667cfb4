//! `GET /teams`: the organisation's teams.

use axum::Json;
use axum::extract::State;
use discreet_api_types::people::Teams;
use discreet_api_types::problem::Problem;

use super::team_out;
use crate::app::App;
use crate::auth::SignedIn;
use crate::problem::Answer;

/// Lists the teams that shares may name. Who is in them is for admins to see.
#[utoipa::path(
    get, path = "/teams", tag = "accounts",
    responses((status = 200, body = Teams), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub async fn list_teams(State(app): State<App>, signed_in: SignedIn) -> Answer<Json<Teams>> {
    signed_in.may_share()?;
    let teams = app.store().teams(signed_in.organisation.id).await?;
    Ok(Json(Teams {
        teams: teams
            .iter()
            .map(|team| team_out(team, &signed_in))
            .collect(),
        can_change: signed_in.abilities().manage_people,
    }))
}
