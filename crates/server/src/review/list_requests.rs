//! `GET /reviews`: requests for review, the asker's own and those they were asked in.

use axum::Json;
use axum::extract::State;
use discreet_api_types::problem::Problem;
use discreet_api_types::review::{ReviewRequest, ReviewRequests};

use super::requests::request_out;
use crate::accounts::person_out;
use crate::app::App;
use crate::auth::SignedIn;
use crate::policy::{Standing, may_approve, people_by_id};
use crate::problem::Answer;

/// Most requests listed, newest first.
const MOST: u32 = 200;

/// Lists requests for review, and whom the asker can ask.
#[utoipa::path(
    get, path = "/reviews", tag = "review",
    responses((status = 200, body = ReviewRequests), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub async fn list_requests(
    State(app): State<App>,
    signed_in: SignedIn,
) -> Answer<Json<ReviewRequests>> {
    signed_in.may_share()?;
    let (org, me) = (signed_in.organisation.id, signed_in.person.id);
    let standing = Standing::of(&app, org).await?;
    let people = people_by_id(&app, org).await?;
    let rows = app.store().review_requests_of(org, me, MOST).await?;
    let requests: Vec<ReviewRequest> = rows
        .iter()
        .map(|row| request_out(row, &signed_in, &standing, &people, false))
        .collect::<Answer<_>>()?;
    let waiting = requests
        .iter()
        .filter(|request| request.abilities.decide)
        .count();
    let mut reviewers: Vec<_> = people
        .values()
        .filter(|person| person.id != me && may_approve(&standing.rules, person))
        .map(person_out)
        .collect();
    reviewers.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    Ok(Json(ReviewRequests {
        requests,
        waiting: u32::try_from(waiting).unwrap_or(u32::MAX),
        reviewers,
    }))
}
