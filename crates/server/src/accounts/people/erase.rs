//! `DELETE /people/{id}`: erases who somebody was; what they made stays, and the trail still verifies.

use axum::extract::State;
use axum::http::StatusCode;
use discreet_api_types::problem::Problem;
use discreet_store::{AuditAction, AuditEvent};

use super::{colleague, refuse};
use crate::app::App;
use crate::auth::SignedIn;
use crate::params::IdPath;
use crate::problem::Answer;

/// Erases a deactivated person: name, address, sessions, places in teams and shares, and their name in the trail,
/// where only a pseudonym stays. The trail's codes do not cover names, so it still verifies.
#[utoipa::path(
    delete, path = "/people/{id}", tag = "accounts",
    params(("id" = String, Path, description = "The person")),
    responses(
        (status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem, description = "They can still sign in"),
    )
)]
pub async fn erase_person(
    State(app): State<App>,
    signed_in: SignedIn,
    IdPath(id): IdPath,
) -> Answer<StatusCode> {
    signed_in.may_manage_people()?;
    colleague(&app, &signed_in, id).await?;
    // Without a subject: naming whom would write the name down again.
    let event = AuditEvent::new(AuditAction::PersonErased, Some(signed_in.actor(&app)));
    let key = app.audit_key();
    let record = signed_in.record(&app, &key, vec![event]);
    app.store()
        .erase_person(id, record)
        .await?
        .map_err(refuse)?;
    Ok(StatusCode::NO_CONTENT)
}
