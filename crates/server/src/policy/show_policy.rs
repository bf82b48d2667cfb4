//! `GET /policy`: the rules that hold in the asker's organisation.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, header};
use discreet_api_types::policy::Policy;
use discreet_api_types::problem::Problem;

use super::policy_out;
use crate::app::App;
use crate::auth::SignedIn;
use crate::conversations::etag;
use crate::problem::Answer;

/// Shows the rules, to everybody who may share.
#[utoipa::path(
    get, path = "/policy", tag = "policy",
    responses((status = 200, body = Policy), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub async fn show_policy(
    State(app): State<App>,
    signed_in: SignedIn,
) -> Answer<([(HeaderName, HeaderValue); 1], Json<Policy>)> {
    signed_in.may_share()?;
    let row = app.store().policy(signed_in.organisation.id).await?;
    let shown = policy_out(&row, signed_in.abilities().set_policy)?;
    Ok(([(header::ETAG, etag(row.version))], Json(shown)))
}
