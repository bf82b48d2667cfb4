//! `POST /people/{id}/link`: a new link by which somebody chooses a password.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use discreet_api_types::people::PasswordLink;
use discreet_api_types::problem::{ErrorCode, Problem};
use discreet_store::accounts::LinkPurpose;

use super::{colleague, colleague_out, event, password_link};
use crate::app::App;
use crate::auth::SignedIn;
use crate::params::IdPath;
use crate::problem::{Answer, Refusal};

/// Makes a link by which a person chooses a password, to be handed over by the admin. Using it ends all their
/// sessions.
#[utoipa::path(
    post, path = "/people/{id}/link", tag = "accounts",
    params(("id" = String, Path, description = "The person")),
    responses(
        (status = 201, body = PasswordLink, description = "Shown only now"),
        (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem),
    )
)]
pub async fn renew_link(
    State(app): State<App>,
    signed_in: SignedIn,
    IdPath(id): IdPath,
    headers: HeaderMap,
) -> Answer<(StatusCode, Json<PasswordLink>)> {
    signed_in.may_manage_people()?;
    let listed = colleague(&app, &signed_in, id).await?;
    if !listed.person.active {
        return Err(Refusal::new(
            ErrorCode::Conflict,
            "This person may not sign in. Reactivate them first.",
        ));
    }
    let purpose = if listed.person.has_password {
        LinkPurpose::Reset
    } else {
        LinkPurpose::Invite
    };
    let (url, expires_at) = password_link(&app, &headers, id, purpose).await?;
    let event = event(&app, &signed_in, "password_link", &listed.person);
    let key = app.audit_key();
    app.store()
        .append_audit(signed_in.record(&app, &key, vec![event]))
        .await?;
    let answer = PasswordLink {
        person: colleague_out(&listed, &signed_in),
        url,
        expires_at: expires_at.into(),
    };
    Ok((StatusCode::CREATED, Json(answer)))
}
