//! `GET /access-requests`: colleagues who ask to be let into one's shares.

use axum::Json;
use axum::extract::State;
use discreet_api_types::accesses::{AccessRequest, AccessRequestList, RequestState};
use discreet_api_types::ids::{ConversationId, ShareId};
use discreet_api_types::problem::Problem;
use discreet_store::sharing::requests::{AccessRequestRow, RequestState as Stored};
use uuid::Uuid;

use super::audience_out;
use crate::accounts::person_out;
use crate::app::App;
use crate::auth::SignedIn;
use crate::problem::{Answer, Refusal};

/// Lists open requests for the asker's own shares, oldest first.
#[utoipa::path(
    get, path = "/access-requests", tag = "sharing",
    responses((status = 200, body = AccessRequestList), (status = 401, body = Problem))
)]
pub async fn list_requests(
    State(app): State<App>,
    signed_in: SignedIn,
) -> Answer<Json<AccessRequestList>> {
    let rows = app
        .store()
        .open_requests_of(signed_in.organisation.id, signed_in.person.id)
        .await?;
    Ok(Json(AccessRequestList {
        requests: rows.into_iter().map(request_out).collect(),
    }))
}

/// A request as the share's owner sees it.
pub fn request_out(row: AccessRequestRow) -> AccessRequest {
    AccessRequest {
        id: row.id.to_string(),
        share: ShareId(row.share),
        audience: audience_out(row.audience),
        conversation: row.conversation.map(|id| ConversationId(id.to_string())),
        person: person_out(&row.person),
        asked_at: row.asked_at.into(),
        state: match row.state {
            Stored::Open => RequestState::Open,
            Stored::Approved => RequestState::Approved,
            Stored::Declined => RequestState::Declined,
        },
        granted: row.granted.map(ShareId),
    }
}

/// A request for one of the asker's own shares; everything else is not found.
pub async fn own_request(app: &App, signed_in: &SignedIn, id: &str) -> Answer<AccessRequestRow> {
    let id: Uuid = id.parse().map_err(|_| Refusal::not_found())?;
    app.store()
        .access_request(id)
        .await?
        .filter(|request| request.owner == signed_in.person.id)
        .ok_or_else(Refusal::not_found)
}
