//! `POST /shares/{id}/people`: names more people in a People share.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use discreet_api_types::problem::{ErrorCode, Problem};
use discreet_api_types::sharing::{AddPeople, Share};
use discreet_store::AuditAction;
use discreet_store::sharing::Audience;

use super::create_share::{MOST_PEOPLE, people_named};
use super::{event, own_share, refuse_change, share_out, shared_conversation};
use crate::app::App;
use crate::auth::SignedIn;
use crate::body::RawBody;
use crate::params::SharePath;
use crate::problem::{Answer, Refusal};

/// Lets more people of the organisation open a People share, under the same link. Who is named already stays so.
#[utoipa::path(
    post, path = "/shares/{id}/people", tag = "sharing",
    params(("id" = String, Path, description = "The share")),
    request_body = AddPeople,
    responses(
        (status = 200, body = Share),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "An admin who did not make it"),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "It was stopped, or is for another audience"),
        (status = 422, body = Problem),
    )
)]
pub async fn add_people(
    State(app): State<App>,
    signed_in: SignedIn,
    SharePath(id): SharePath,
    headers: HeaderMap,
    body: RawBody,
) -> Answer<Json<Share>> {
    let share = own_share(&app, &signed_in, &id).await?;
    let AddPeople { emails } = body.json()?;
    if share.audience != Audience::People {
        return Err(Refusal::new(
            ErrorCode::Conflict,
            "Only a People share names people. Make one for them.",
        ));
    }
    let people = people_named(&app, &signed_in, &emails, "emails").await?;
    let new = people
        .iter()
        .filter(|id| !share.people.iter().any(|named| named.id == **id))
        .count();
    if share.people.len() + new > MOST_PEOPLE {
        let message = format!(
            "A share names at most {MOST_PEOPLE} people. Share with the organisation instead."
        );
        return Err(Refusal::field("emails", message));
    }
    let event = event(&app, &signed_in, AuditAction::ShareChanged, &share)
        .detail("people_added", i64::try_from(new).unwrap_or(i64::MAX));
    let key = app.audit_key();
    let record = signed_in.record(&app, &key, vec![event]);
    let changed = app
        .store()
        .add_people(&share.id, &people, None, record)
        .await?
        .map_err(refuse_change)?;
    let row = shared_conversation(&app, &signed_in, &changed).await?;
    share_out(&app, &headers, &signed_in, &changed, row.as_ref())
        .await
        .map(Json)
}
