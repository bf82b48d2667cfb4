//! `POST /session`: signs in.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum_extra::extract::CookieJar;
use chrono::TimeDelta;
use discreet_api_types::accounts::{Session, SignIn};
use discreet_api_types::problem::{ErrorCode, Problem};
use discreet_store::accounts::{Throttle, ThrottleLimits};

use super::{password, start_session};
use crate::app::App;
use crate::auth::Network;
use crate::body::RawBody;
use crate::problem::{Answer, Refusal};

/// Per address: guessing one person's password.
const PER_ADDRESS: ThrottleLimits = ThrottleLimits {
    failures: 5,
    window: TimeDelta::minutes(15),
    block: TimeDelta::seconds(30),
    longest_block: TimeDelta::minutes(15),
};
/// Per network: trying many people's.
const PER_NETWORK: ThrottleLimits = ThrottleLimits {
    failures: 50,
    window: TimeDelta::minutes(15),
    block: TimeDelta::seconds(30),
    longest_block: TimeDelta::minutes(15),
};

/// Signs in. Answers the same, after the same time, for an unknown address and a wrong password.
#[utoipa::path(
    post, path = "/session", tag = "accounts", request_body = SignIn,
    responses(
        (status = 200, body = Session, description = "Signed in; the session is a cookie"),
        (status = 401, body = Problem, description = "`credentials_wrong`"),
        (status = 422, body = Problem),
        (status = 429, body = Problem, description = "`throttled`, with `Retry-After`"),
    )
)]
pub async fn sign_in(
    State(app): State<App>,
    network: Network,
    jar: CookieJar,
    body: RawBody,
) -> Answer<(StatusCode, CookieJar, Json<Session>)> {
    let SignIn { email, password } = body.json()?;
    let now = app.now();
    let email = email.trim().to_lowercase();
    let keys = [
        (app.keys().pseudonym("sign-in address", &email), PER_ADDRESS),
        (
            app.keys().pseudonym("sign-in network", &network.key()),
            PER_NETWORK,
        ),
    ];
    for (key, _) in &keys {
        refuse_if_blocked(app.store().throttle_check(key, now).await?, now)?;
    }
    let found = app
        .store()
        .person_by_email(&email)
        .await?
        .filter(|(person, _)| person.active);
    let hash = found
        .as_ref()
        .and_then(|(_, hash)| hash.as_ref().map(|hash| hash.0.clone()));
    let right = password::verify(&app, password, hash).await?;
    let person = match found {
        Some((person, _)) if right => person,
        _ => {
            for (key, limits) in &keys {
                app.store().throttle_failure(key, now, limits).await?;
            }
            return Err(wrong());
        }
    };
    app.store().throttle_clear(&keys[0].0).await?;
    let (cookie, session) = start_session(&app, person).await?.ok_or_else(wrong)?;
    Ok((StatusCode::OK, jar.add(cookie), Json(session)))
}

fn wrong() -> Refusal {
    Refusal::new(
        ErrorCode::CredentialsWrong,
        "The e-mail address or the password is wrong. Check both and try again.",
    )
}

fn refuse_if_blocked(throttle: Throttle, now: chrono::DateTime<chrono::Utc>) -> Answer<()> {
    match throttle {
        Throttle::Allowed => Ok(()),
        Throttle::Blocked { until } => {
            let seconds = u64::try_from((until - now).num_seconds()).unwrap_or(0) + 1;
            Err(Refusal::throttled(seconds))
        }
    }
}
