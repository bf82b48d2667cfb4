//! `GET /policy/words`: the team memory.

use axum::Json;
use axum::extract::State;
use discreet_api_types::policy::Words;
use discreet_api_types::problem::Problem;
use discreet_store::policy::WordKind;

use super::{people_by_id, word_out};
use crate::app::App;
use crate::auth::SignedIn;
use crate::problem::Answer;

/// Lists own words, patterns, hosts and what is never suggested, to everybody who may share: their browsers look for
/// them. Values never to suggest are kept as keyed hashes; only a masked hint is shown.
#[utoipa::path(
    get, path = "/policy/words", tag = "policy",
    responses((status = 200, body = Words), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub async fn list_words(State(app): State<App>, signed_in: SignedIn) -> Answer<Json<Words>> {
    signed_in.may_share()?;
    let org = signed_in.organisation.id;
    let now = app.now();
    let rows = app.store().words(org).await?;
    let never = rows
        .iter()
        .filter(|row| row.kind == WordKind::Never && row.expires_at > now)
        .count();
    let people = people_by_id(&app, org).await?;
    Ok(Json(Words {
        words: rows
            .into_iter()
            .map(|row| word_out(row, &people, now))
            .collect(),
        never: u32::try_from(never).unwrap_or(u32::MAX),
        can_change: signed_in.abilities().change_words,
    }))
}
