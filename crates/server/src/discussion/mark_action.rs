//! `POST /s/{id}/action`: marks the context note's action done, by whom and when.

use axum::Json;
use axum::extract::State;
use discreet_api_types::discussion::{ActionState, MarkAction};
use discreet_api_types::problem::{ErrorCode, Problem};
use discreet_api_types::sharing::ContextNote;
use discreet_store::AuditAction;

use super::{action_code, action_done, reader};
use crate::app::App;
use crate::auth::{SignedIn, Visitor};
use crate::body::RawBody;
use crate::params::SharePath;
use crate::problem::{Answer, Refusal};

/// Marks what the sharer asked for as done, or not done after all. When the note asks for something else, it is not
/// done.
#[utoipa::path(
    post, path = "/s/{id}/action", tag = "discussion",
    params(("id" = String, Path, description = "The share")),
    request_body = MarkAction,
    responses(
        (status = 200, body = ActionState),
        (status = 403, body = Problem, description = "The share is for reading only"),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "The context note asks for nothing"),
    )
)]
pub async fn mark_action(
    State(app): State<App>,
    SharePath(id): SharePath,
    signed_in: Option<SignedIn>,
    visitor: Visitor,
    body: RawBody,
) -> Answer<Json<ActionState>> {
    let reader = reader(&app, &id, &visitor, signed_in).await?;
    let wanted: MarkAction = body.json()?;
    let context: ContextNote = reader.share.context.read()?;
    if context.action.trim().is_empty() {
        return Err(Refusal::new(
            ErrorCode::Conflict,
            "This share asks for nothing that could be done.",
        ));
    }
    let done = if wanted.done {
        let code = action_code(&app, &reader.share)?;
        Some((reader.signed_in.person.id, code))
    } else {
        None
    };
    let event = reader
        .event(&app, AuditAction::ShareChanged)
        .detail("action_done", u32::from(wanted.done));
    let key = app.audit_key();
    let record = reader.signed_in.record(&app, &key, vec![event]);
    if !app.store().mark_action(&id, done, record).await? {
        return Err(Refusal::not_found());
    }
    let discussion = app.store().discussion(&id).await?;
    Ok(Json(ActionState {
        action_done: action_done(&app, &reader.share, &discussion).await?,
    }))
}
