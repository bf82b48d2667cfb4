//! `DELETE /conversations/{id}`: deletes a conversation and ends its shares.

use axum::Json;
use axum::extract::State;
use discreet_api_types::conversations::Deleted;
use discreet_api_types::ids::ShareId;
use discreet_api_types::problem::Problem;
use discreet_store::{AuditAction, AuditEvent};

use super::own_conversation;
use crate::app::App;
use crate::auth::SignedIn;
use crate::params::ConversationPath;
use crate::problem::{Answer, Refusal};

/// Deletes a conversation with everything that was made of it. Its live shares end at once.
#[utoipa::path(
    delete, path = "/conversations/{id}", tag = "conversations",
    params(("id" = String, Path, description = "The conversation")),
    responses((status = 200, body = Deleted), (status = 401, body = Problem), (status = 404, body = Problem))
)]
pub async fn delete_conversation(
    State(app): State<App>,
    signed_in: SignedIn,
    ConversationPath(id): ConversationPath,
) -> Answer<Json<Deleted>> {
    own_conversation(&app, &signed_in, id).await?;
    let event = AuditEvent::new(
        AuditAction::ConversationDeleted,
        Some(signed_in.actor(&app)),
    )
    .conversation(id);
    let key = app.audit_key();
    let record = signed_in.record(&app, &key, vec![event]);
    let deleted = app
        .store()
        .delete_conversation(id, record)
        .await?
        .ok_or_else(Refusal::not_found)?;
    Ok(Json(Deleted {
        ended_shares: deleted.stopped.into_iter().map(ShareId).collect(),
    }))
}
