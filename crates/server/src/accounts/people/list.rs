//! `GET /people`: everybody of the organisation, for admins.

use axum::Json;
use axum::extract::State;
use discreet_api_types::people::People;
use discreet_api_types::problem::Problem;

use super::colleague_out;
use crate::app::App;
use crate::auth::SignedIn;
use crate::problem::Answer;

/// Lists everybody of the organisation, also who may not sign in any more.
#[utoipa::path(
    get, path = "/people", tag = "accounts",
    responses((status = 200, body = People), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub async fn list_people(State(app): State<App>, signed_in: SignedIn) -> Answer<Json<People>> {
    signed_in.may_manage_people()?;
    let listed = app.store().people_listed(signed_in.organisation.id).await?;
    Ok(Json(People {
        people: listed
            .iter()
            .map(|person| colleague_out(person, &signed_in))
            .collect(),
    }))
}
