//! `POST /access-requests/{id}/decline`: does not let a colleague in.

use axum::Json;
use axum::extract::State;
use discreet_api_types::accesses::AccessRequest;
use discreet_api_types::problem::{ErrorCode, Problem};

use super::list_requests::{own_request, request_out};
use crate::app::App;
use crate::auth::SignedIn;
use crate::params::SharePath;
use crate::problem::{Answer, Refusal};

/// Declines a request. Who asked is not told; they may ask again.
#[utoipa::path(
    post, path = "/access-requests/{id}/decline", tag = "sharing",
    params(("id" = String, Path, description = "The request")),
    responses(
        (status = 200, body = AccessRequest),
        (status = 401, body = Problem),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "They were let in already"),
    )
)]
pub async fn decline_request(
    State(app): State<App>,
    signed_in: SignedIn,
    SharePath(id): SharePath,
) -> Answer<Json<AccessRequest>> {
    let request = own_request(&app, &signed_in, &id).await?;
    let declined = app.store().decline_request(request.id, app.now()).await?;
    let now = own_request(&app, &signed_in, &id).await?;
    if declined || now.granted.is_none() {
        return Ok(Json(request_out(now)));
    }
    Err(Refusal::new(
        ErrorCode::Conflict,
        "They were let in already. Make a new People share without them, and stop this one.",
    ))
}
