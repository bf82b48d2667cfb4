//! `POST /session/password`: changes one's own password.

use axum::Json;
use axum::extract::State;
use axum_extra::extract::CookieJar;
use chrono::TimeDelta;
use discreet_api_types::accounts::Session;
use discreet_api_types::people::ChangePassword;
use discreet_api_types::problem::Problem;
use discreet_store::accounts::{Throttle, ThrottleLimits};
use discreet_store::{AuditAction, AuditEvent, PasswordHash};

use super::{password, start_session};
use crate::app::App;
use crate::auth::SignedIn;
use crate::body::RawBody;
use crate::problem::{Answer, Refusal};

/// Whoever found an open browser does not guess the password there.
const LIMITS: ThrottleLimits = ThrottleLimits {
    failures: 5,
    window: TimeDelta::minutes(15),
    block: TimeDelta::seconds(30),
    longest_block: TimeDelta::minutes(15),
};

/// Changes one's own password. All other sessions end; this one goes on under a new cookie.
#[utoipa::path(
    post, path = "/session/password", tag = "accounts", request_body = ChangePassword,
    responses(
        (status = 200, body = Session), (status = 401, body = Problem),
        (status = 422, body = Problem, description = "The current password is another, or the new one too short"),
        (status = 429, body = Problem),
    )
)]
pub async fn change_password(
    State(app): State<App>,
    signed_in: SignedIn,
    jar: CookieJar,
    body: RawBody,
) -> Answer<(CookieJar, Json<Session>)> {
    let wanted: ChangePassword = body.json()?;
    if let Some(message) = password::complaint(&wanted.new) {
        return Err(Refusal::field("new", message));
    }
    let now = app.now();
    let throttle = app
        .keys()
        .pseudonym("change password", &signed_in.person.id.to_string());
    if let Throttle::Blocked { until } = app.store().throttle_check(&throttle, now).await? {
        let seconds = u64::try_from((until - now).num_seconds()).unwrap_or(0) + 1;
        return Err(Refusal::throttled(seconds));
    }
    let stored = app
        .store()
        .person_by_email(&signed_in.person.email)
        .await?
        .and_then(|(_, hash)| hash.map(|hash| hash.0));
    if !password::verify(&app, wanted.current, stored).await? {
        app.store()
            .throttle_failure(&throttle, now, &LIMITS)
            .await?;
        return Err(Refusal::field(
            "current",
            "This is not your password so far. Check it and try again.",
        ));
    }
    app.store().throttle_clear(&throttle).await?;
    let hash = password::hash(&app, wanted.new).await?;
    let event = AuditEvent::new(AuditAction::PolicyChanged, Some(signed_in.actor(&app)))
        .detail("what", "password_changed");
    let key = app.audit_key();
    let record = signed_in.record(&app, &key, vec![event]);
    let changed = app
        .store()
        .set_password(signed_in.person.id, PasswordHash(hash), record)
        .await?;
    if !changed {
        return Err(Refusal::signed_out());
    }
    let (cookie, session) = start_session(&app, signed_in.person)
        .await?
        .ok_or_else(Refusal::signed_out)?;
    Ok((jar.add(cookie), Json(session)))
}
