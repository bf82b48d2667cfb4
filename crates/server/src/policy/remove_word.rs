//! `DELETE /policy/words/{id}`: takes an entry out of the team memory.

use axum::extract::State;
use axum::http::StatusCode;
use discreet_api_types::problem::Problem;
use discreet_store::{AuditAction, AuditEvent};

use super::may_change_words;
use crate::app::App;
use crate::auth::SignedIn;
use crate::params::IdPath;
use crate::problem::{Answer, Refusal};

/// Removes an entry; what is published from then on is judged without it.
#[utoipa::path(
    delete, path = "/policy/words/{id}", tag = "policy",
    params(("id" = String, Path, description = "The entry")),
    responses(
        (status = 204),
        (status = 401, body = Problem),
        (status = 403, body = Problem),
        (status = 404, body = Problem),
    )
)]
pub async fn remove_word(
    State(app): State<App>,
    signed_in: SignedIn,
    IdPath(id): IdPath,
) -> Answer<StatusCode> {
    may_change_words(&signed_in)?;
    let event = AuditEvent::new(AuditAction::PolicyChanged, Some(signed_in.actor(&app)))
        .detail("words_removed", 1u32);
    let key = app.audit_key();
    let record = signed_in.record(&app, &key, vec![event]);
    if app.store().remove_word(id, record).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Refusal::not_found())
    }
}
