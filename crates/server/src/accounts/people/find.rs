//! `GET /people/search`: colleagues to name in a share.

use axum::Json;
use axum::extract::State;
use chrono::TimeDelta;
use discreet_api_types::people::FoundPeople;
use discreet_api_types::problem::Problem;
use discreet_store::accounts::{Throttle, ThrottleLimits};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::accounts::person_out;
use crate::app::App;
use crate::auth::SignedIn;
use crate::params::Params;
use crate::problem::{Answer, Refusal};

/// Fewest letters to look for: nobody lists the organisation letter by letter.
const FEWEST: usize = 3;
/// Most people answered.
const MOST: u32 = 10;
/// A person types; a program that lists everybody is slowed down.
const LIMITS: ThrottleLimits = ThrottleLimits {
    failures: 120,
    window: TimeDelta::minutes(5),
    block: TimeDelta::seconds(30),
    longest_block: TimeDelta::minutes(10),
};

/// What to look for.
#[derive(Deserialize, IntoParams)]
pub struct Wanted {
    /// How a word of the name, or the address, begins: at least three letters.
    q: String,
}

/// Finds active colleagues by how their name or address begins.
#[utoipa::path(
    get, path = "/people/search", tag = "accounts", params(Wanted),
    responses(
        (status = 200, body = FoundPeople),
        (status = 401, body = Problem),
        (status = 403, body = Problem),
        (status = 422, body = Problem, description = "Fewer than three letters"),
        (status = 429, body = Problem, description = "`throttled`, with `Retry-After`"),
    )
)]
pub async fn find_people(
    State(app): State<App>,
    signed_in: SignedIn,
    Params(wanted): Params<Wanted>,
) -> Answer<Json<FoundPeople>> {
    signed_in.may_share()?;
    let wanted = wanted.q.trim();
    if wanted.chars().count() < FEWEST {
        return Err(Refusal::field("q", "Type at least three letters."));
    }
    let now = app.now();
    let key = app
        .keys()
        .pseudonym("people search", &signed_in.person.id.to_string());
    if let Throttle::Blocked { until } = app.store().throttle_failure(&key, now, &LIMITS).await? {
        let seconds = u64::try_from((until - now).num_seconds()).unwrap_or(0) + 1;
        return Err(Refusal::throttled(seconds));
    }
    let found = app
        .store()
        .find_people(signed_in.organisation.id, wanted, MOST)
        .await?;
    Ok(Json(FoundPeople {
        people: found.iter().map(person_out).collect(),
    }))
}
