//! `GET /audit/verify`: whether the trail is as it was written.

use axum::Json;
use axum::extract::State;
use discreet_api_types::audit::Verification;
use discreet_api_types::problem::Problem;
use discreet_store::audit::Fault;

use super::head::HeadText;
use crate::app::App;
use crate::auth::SignedIn;
use crate::problem::Answer;

/// Checks every row of the organisation's chain.
#[utoipa::path(
    get, path = "/audit/verify", tag = "audit",
    responses((status = 200, body = Verification), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub async fn verify_audit(
    State(app): State<App>,
    signed_in: SignedIn,
) -> Answer<Json<Verification>> {
    signed_in.may_read_audit()?;
    let found = app
        .store()
        .verify_audit(signed_in.organisation.id, &app.audit_key(), None)
        .await?;
    let head = app.store().audit_head(signed_in.organisation.id).await?;
    Ok(Json(Verification {
        head: head.map(|head| HeadText(head).to_string()),
        verified: found.verified,
        checked: i64::try_from(found.checked).unwrap_or(i64::MAX),
        first_bad: found.first_bad,
        explanation: found.what.map(explanation).map(str::to_owned),
    }))
}

/// What a fault means, a sentence.
pub fn explanation(fault: Fault) -> &'static str {
    match fault {
        Fault::Changed => {
            "This row is not as it was written: it was changed, moved, or made with another key."
        }
        Fault::Missing => "This row is missing, though later ones are there.",
        Fault::CutOff => "The trail ends before this row, which was written.",
        Fault::Head => "The record of the last row does not belong to it.",
        Fault::Unexpected => "This row is not the one that was noted elsewhere.",
    }
}
