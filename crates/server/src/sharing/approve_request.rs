//! `POST /access-requests/{id}/approve`: lets a colleague in.

use axum::Json;
use axum::extract::State;
use discreet_api_types::accesses::{AccessRequest, ApproveRequest};
use discreet_api_types::problem::{ErrorCode, Problem};
use discreet_store::AuditAction;
use discreet_store::sharing::{Audience, ShareRow, ShareState};

use super::create_share::MOST_PEOPLE;
use super::list_requests::{own_request, request_out};
use super::{event, own_share, refuse_change};
use crate::app::App;
use crate::auth::SignedIn;
use crate::body::RawBody;
use crate::params::SharePath;
use crate::problem::{Answer, Refusal};

/// Names a colleague who asked in a People share: the one they asked for, or another of the same conversation. It is
/// never done by itself for a wider audience: an organisation or public link is made by the owner, or not at all.
#[utoipa::path(
    post, path = "/access-requests/{id}/approve", tag = "sharing",
    params(("id" = String, Path, description = "The request")),
    request_body = ApproveRequest,
    responses(
        (status = 200, body = AccessRequest),
        (status = 401, body = Problem),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "The share was stopped"),
        (status = 422, body = Problem, description = "`share`: no People share of this conversation"),
    )
)]
pub async fn approve_request(
    State(app): State<App>,
    signed_in: SignedIn,
    SharePath(id): SharePath,
    body: RawBody,
) -> Answer<Json<AccessRequest>> {
    let request = own_request(&app, &signed_in, &id).await?;
    let ApproveRequest { share: wanted } = body.json_or_default()?;
    let wanted = wanted.map_or_else(|| request.share.clone(), |share| share.0);
    let asked_for = own_share(&app, &signed_in, &request.share).await?;
    let share = if wanted == asked_for.id {
        asked_for
    } else {
        let other = app.store().share(&wanted).await?;
        other
            .filter(|other| {
                other.owner == signed_in.person.id && other.conversation == asked_for.conversation
            })
            .ok_or_else(no_such_share)?
    };
    if share.audience != Audience::People {
        return Err(no_such_share());
    }
    if share.state == ShareState::Stopped {
        return Err(Refusal::new(
            ErrorCode::Conflict,
            "This share was stopped, and stays so. Let them into another one, or make a new one.",
        ));
    }
    refuse_if_full(&share)?;
    let event =
        event(&app, &signed_in, AuditAction::ShareChanged, &share).detail("people_added", 1_i64);
    let key = app.audit_key();
    let record = signed_in.record(&app, &key, vec![event]);
    app.store()
        .add_people(&share.id, &[request.person.id], Some(request.id), record)
        .await?
        .map_err(refuse_change)?;
    let now = own_request(&app, &signed_in, &id).await?;
    Ok(Json(request_out(now)))
}

fn no_such_share() -> Refusal {
    Refusal::field(
        "share",
        "Choose one of your People shares of this conversation, or make a new one for them.",
    )
}

fn refuse_if_full(share: &ShareRow) -> Answer<()> {
    if share.people.len() < MOST_PEOPLE {
        return Ok(());
    }
    let message = format!(
        "This share names {MOST_PEOPLE} people, the most one can. Make a new one for them."
    );
    Err(Refusal::field("share", message))
}
