//! `POST /password-links/use`: an invited or locked-out person chooses a password, once.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum_extra::extract::CookieJar;
use discreet_api_types::accounts::Session;
use discreet_api_types::people::UsePasswordLink;
use discreet_api_types::problem::Problem;
use discreet_store::{AuditAction, AuditEvent, PasswordHash, Record};

use super::{password, start_session};
use crate::app::App;
use crate::auth;
use crate::body::RawBody;
use crate::keys::token_hash;
use crate::problem::{Answer, Refusal};

/// Chooses a password by a link from an admin, and signs in. All earlier sessions end.
#[utoipa::path(
    post, path = "/password-links/use", tag = "accounts", request_body = UsePasswordLink,
    responses(
        (status = 200, body = Session),
        (status = 404, body = Problem, description = "The link is unknown, used or expired"),
        (status = 422, body = Problem),
    )
)]
pub async fn use_password_link(
    State(app): State<App>,
    jar: CookieJar,
    body: RawBody,
) -> Answer<(StatusCode, CookieJar, Json<Session>)> {
    let wanted: UsePasswordLink = body.json()?;
    let link = token_hash(&wanted.token);
    let found = app.store().one_time_link(link, app.now()).await?;
    let person = match found.and_then(|link| link.person) {
        Some(id) => app.store().person(id).await?,
        None => None,
    };
    let person = person.ok_or_else(Refusal::not_found)?;
    if let Some(message) = password::complaint(&wanted.password) {
        return Err(Refusal::field("password", message));
    }
    let hash = password::hash(&app, wanted.password).await?;
    let event = AuditEvent::new(AuditAction::PolicyChanged, Some(auth::actor(&app, &person)))
        .detail("what", "password_chosen");
    let key = app.audit_key();
    let record = Record {
        key: &key,
        org: person.org,
        now: app.now(),
        events: vec![event],
    };
    let person = app
        .store()
        .set_password_from_link(link, PasswordHash(hash), record)
        .await?
        .ok_or_else(Refusal::not_found)?;
    let (cookie, session) = start_session(&app, person)
        .await?
        .ok_or_else(Refusal::not_found)?;
    Ok((StatusCode::OK, jar.add(cookie), Json(session)))
}
