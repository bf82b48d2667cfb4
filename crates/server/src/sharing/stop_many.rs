//! `POST /shares/revoke`: stops many shares at once.

use axum::Json;
use axum::extract::State;
use discreet_api_types::ids::ShareId;
use discreet_api_types::problem::Problem;
use discreet_api_types::sharing::{StopMany, StoppedMany};
use discreet_store::AuditAction;
use discreet_store::sharing::{StopReason, Stopped};

use super::{event, known_share};
use crate::app::App;
use crate::auth::SignedIn;
use crate::body::RawBody;
use crate::problem::{Answer, Refusal};

/// Most shares of one request.
const MOST: usize = 200;

/// Stops shares: one's own, and for an admin any of the organisation. Ids of none of these are answered as unknown;
/// the others stop all the same.
#[utoipa::path(
    post, path = "/shares/revoke", tag = "sharing", request_body = StopMany,
    responses((status = 200, body = StoppedMany), (status = 401, body = Problem), (status = 422, body = Problem))
)]
pub async fn stop_many(
    State(app): State<App>,
    signed_in: SignedIn,
    body: RawBody,
) -> Answer<Json<StoppedMany>> {
    let wanted: StopMany = body.json()?;
    if wanted.ids.is_empty() || wanted.ids.len() > MOST {
        return Err(Refusal::field("ids", format!("Name 1 to {MOST} shares.")));
    }
    let mut answer = StoppedMany::default();
    for ShareId(id) in wanted.ids {
        let Ok(known) = known_share(&app, &signed_in, &id).await else {
            answer.unknown.push(ShareId(id));
            continue;
        };
        let reason = if known.mine {
            StopReason::Owner
        } else {
            StopReason::Admin
        };
        let event = event(&app, &signed_in, AuditAction::ShareStopped, &known.share)
            .detail("by", reason.as_str());
        let key = app.audit_key();
        let record = signed_in.record(&app, &key, vec![event]);
        match app.store().stop_share(&id, reason, record).await? {
            Some(Stopped::Now(_)) => answer.stopped.push(ShareId(id)),
            Some(Stopped::Already(_)) => answer.already.push(ShareId(id)),
            None => answer.unknown.push(ShareId(id)),
        }
    }
    Ok(Json(answer))
}
