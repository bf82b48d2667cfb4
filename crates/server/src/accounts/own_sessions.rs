//! `GET /sessions` and `DELETE /sessions/{id}`: where one is signed in.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use discreet_api_types::ids::SessionId;
use discreet_api_types::people::{OwnSession, OwnSessions};
use discreet_api_types::problem::Problem;
use discreet_store::{AuditAction, AuditEvent, TokenHash};

use crate::app::App;
use crate::auth::SignedIn;
use crate::problem::{Answer, Refusal};

/// Lists one's own sessions.
#[utoipa::path(
    get, path = "/sessions", tag = "accounts",
    responses((status = 200, body = OwnSessions), (status = 401, body = Problem))
)]
pub async fn list_sessions(
    State(app): State<App>,
    signed_in: SignedIn,
) -> Answer<Json<OwnSessions>> {
    let sessions = app
        .store()
        .sessions_of(signed_in.person.id, app.now())
        .await?;
    Ok(Json(OwnSessions {
        sessions: sessions
            .into_iter()
            .map(|session| OwnSession {
                id: name(&app, session.token),
                created_at: session.created_at.into(),
                last_seen_at: session.last_seen_at.into(),
                expires_at: session.expires_at.into(),
                current: session.token == signed_in.session,
            })
            .collect(),
    }))
}

/// Ends one of one's own sessions, on a device that was lost, say.
#[utoipa::path(
    delete, path = "/sessions/{id}", tag = "accounts",
    params(("id" = String, Path, description = "The session")),
    responses((status = 204), (status = 401, body = Problem), (status = 404, body = Problem))
)]
pub async fn end_session(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Answer<StatusCode> {
    let found = app
        .store()
        .sessions_of(signed_in.person.id, app.now())
        .await?
        .into_iter()
        .find(|session| name(&app, session.token).0 == id)
        .ok_or_else(Refusal::not_found)?;
    let event = AuditEvent::new(AuditAction::SessionEnded, Some(signed_in.actor(&app)))
        .detail("scope", "one");
    let key = app.audit_key();
    let record = signed_in.record(&app, &key, vec![event]);
    app.store().end_session(found.token, record).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a session is called: nothing that opens it, nor what is stored of that.
fn name(app: &App, token: TokenHash) -> SessionId {
    use base64::Engine;
    let hash = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(token.0);
    SessionId(app.keys().pseudonym("session", &hash))
}
