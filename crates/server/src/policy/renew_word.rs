//! `POST /policy/words/{id}/renew`: lets an entry of the team memory hold for another year.

use axum::Json;
use axum::extract::State;
use discreet_api_types::policy::Word;
use discreet_api_types::problem::Problem;
use discreet_store::{AuditAction, AuditEvent};

use super::{WORDS_HOLD, may_change_words, people_by_id, word_out};
use crate::app::App;
use crate::auth::SignedIn;
use crate::params::IdPath;
use crate::problem::{Answer, Refusal};

/// Renews an entry, expired or not, for a year from now.
#[utoipa::path(
    post, path = "/policy/words/{id}/renew", tag = "policy",
    params(("id" = String, Path, description = "The entry")),
    responses(
        (status = 200, body = Word),
        (status = 401, body = Problem),
        (status = 403, body = Problem),
        (status = 404, body = Problem),
    )
)]
pub async fn renew_word(
    State(app): State<App>,
    signed_in: SignedIn,
    IdPath(id): IdPath,
) -> Answer<Json<Word>> {
    may_change_words(&signed_in)?;
    let event = AuditEvent::new(AuditAction::PolicyChanged, Some(signed_in.actor(&app)))
        .detail("words_renewed", 1u32);
    let key = app.audit_key();
    let record = signed_in.record(&app, &key, vec![event]);
    let until = app.now() + WORDS_HOLD;
    let row = app
        .store()
        .renew_word(id, until, record)
        .await?
        .ok_or_else(Refusal::not_found)?;
    let people = people_by_id(&app, signed_in.organisation.id).await?;
    Ok(Json(word_out(row, &people, app.now())))
}
