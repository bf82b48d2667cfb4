//! `DELETE /session`: signs out, here or everywhere.

use axum::extract::State;
use axum::http::StatusCode;
use axum_extra::extract::CookieJar;
use discreet_api_types::problem::Problem;
use discreet_store::{AuditAction, AuditEvent};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::app::App;
use crate::auth::{self, SignedIn};
use crate::params::Params;
use crate::problem::Answer;

/// Which sessions end.
#[derive(Deserialize, IntoParams)]
pub struct Which {
    /// All of the person's sessions, on every device.
    #[serde(default)]
    everywhere: bool,
}

/// Signs out.
#[utoipa::path(
    delete, path = "/session", tag = "accounts", params(Which),
    responses((status = 204), (status = 401, body = Problem, description = "`signed_out`"))
)]
pub async fn sign_out(
    State(app): State<App>,
    signed_in: SignedIn,
    Params(which): Params<Which>,
    jar: CookieJar,
) -> Answer<(StatusCode, CookieJar)> {
    let scope = if which.everywhere {
        "everywhere"
    } else {
        "here"
    };
    let event = AuditEvent::new(AuditAction::SessionEnded, Some(signed_in.actor(&app)))
        .detail("scope", scope);
    let key = app.audit_key();
    let record = signed_in.record(&app, &key, vec![event]);
    if which.everywhere {
        app.store()
            .end_all_sessions(signed_in.person.id, record)
            .await?;
    } else {
        app.store().end_session(signed_in.session, record).await?;
    }
    Ok((
        StatusCode::NO_CONTENT,
        jar.add(auth::no_session_cookie(&app)),
    ))
}
