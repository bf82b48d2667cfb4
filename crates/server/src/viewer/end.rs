//! `POST /s/{id}/end`: the recipient a link was made for ends it.

use axum::extract::State;
use axum::http::StatusCode;
use discreet_api_types::problem::Problem;
use discreet_store::sharing::{Audience, StopReason};
use discreet_store::{AuditAction, AuditEvent, Record};

use super::open_share_of;
use crate::app::App;
use crate::auth::Visitor;
use crate::device::Device;
use crate::params::SharePath;
use crate::problem::{Answer, Refusal};

/// Ends a link that was made for one recipient, by whoever has it open: at once and for good. A link that several
/// people share is not one reader's to end.
#[utoipa::path(
    post, path = "/s/{id}/end", tag = "viewer",
    params(("id" = String, Path, description = "The share")),
    responses(
        (status = 204, description = "It opens nothing any more"),
        (status = 404, body = Problem, description = "Not open for this visitor, or not made for one recipient"),
    )
)]
pub async fn end_link(
    State(app): State<App>,
    SharePath(id): SharePath,
    visitor: Visitor,
    device: Device,
) -> Answer<StatusCode> {
    let share = open_share_of(&app, &id, &visitor, None).await?;
    let actor = match visitor.0 {
        Some(visitor) if share.audience == Audience::Public && share.recipient.is_some() => {
            device.actor(&app, visitor)
        }
        _ => return Err(Refusal::not_found()),
    };
    let event = AuditEvent::new(AuditAction::ShareStopped, Some(actor))
        .share(&share.id, share.audience)
        .detail("reason", StopReason::Recipient.as_str());
    let event = match share.conversation {
        Some(conversation) => event.conversation(conversation),
        None => event,
    };
    let key = app.audit_key();
    let record = Record {
        key: &key,
        org: share.org,
        now: app.now(),
        events: vec![event],
    };
    app.store()
        .stop_share(&share.id, StopReason::Recipient, record)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
