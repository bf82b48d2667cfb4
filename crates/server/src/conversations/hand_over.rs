//! `POST /conversations/{id}/owner`: gives a conversation with its shares to somebody else, for admins.

use axum::extract::State;
use axum::http::StatusCode;
use discreet_api_types::people::HandOver;
use discreet_api_types::problem::Problem;
use discreet_store::{AuditAction, AuditEvent};
use uuid::Uuid;

use crate::app::App;
use crate::auth::{self, SignedIn};
use crate::body::RawBody;
use crate::params::ConversationPath;
use crate::problem::{Answer, Refusal};

/// Hands a conversation over. Its shares go along, their links stay.
#[utoipa::path(
    post, path = "/conversations/{id}/owner", tag = "conversations",
    params(("id" = String, Path, description = "The conversation")), request_body = HandOver,
    responses(
        (status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem),
    )
)]
pub async fn hand_over(
    State(app): State<App>,
    signed_in: SignedIn,
    ConversationPath(id): ConversationPath,
    body: RawBody,
) -> Answer<StatusCode> {
    let org = signed_in.organisation.id;
    let row = app
        .store()
        .conversation_in_org(org, id)
        .await?
        .filter(|row| signed_in.is_admin() || row.owner == signed_in.person.id)
        .ok_or_else(Refusal::not_found)?;
    signed_in.may_manage_people()?;
    let wanted: HandOver = body.json()?;
    let nobody = || {
        Refusal::field(
            "to",
            "Choose an active member, reviewer or admin of the organisation.",
        )
    };
    let to: Uuid = wanted.to.0.parse().map_err(|_| nobody())?;
    let successor = app
        .store()
        .person(to)
        .await?
        .filter(|person| person.org == org)
        .ok_or_else(nobody)?;
    let event = AuditEvent::new(
        AuditAction::ConversationChanged,
        Some(signed_in.actor(&app)),
    )
    .conversation(row.id)
    .detail("what", "handed_over")
    .subject(auth::actor(&app, &successor));
    let key = app.audit_key();
    let record = signed_in.record(&app, &key, vec![event]);
    let moved = app
        .store()
        .hand_over_conversation(row.id, to, record)
        .await?
        .map_err(|_| nobody())?;
    if moved {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Refusal::not_found())
    }
}
