//! `POST /setup`: makes the first admin from the one-time link that the first start prints.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum_extra::extract::CookieJar;
use discreet_api_types::accounts::{Session, SetUp};
use discreet_api_types::problem::{FieldError, Problem};
use discreet_store::accounts::{FirstAdminRefusal, NewPerson, Role};
use discreet_store::{AuditAction, AuditEvent, PasswordHash, Record};
use discreet_transcript::conceal::clean_line;

use super::{password, start_session};
use crate::app::App;
use crate::body::RawBody;
use crate::clock;
use crate::keys::token_hash;
use crate::problem::{Answer, Refusal};

/// Makes the organisation and its first admin, and signs them in.
#[utoipa::path(
    post, path = "/setup", tag = "accounts", request_body = SetUp,
    responses(
        (status = 201, body = Session),
        (status = 404, body = Problem, description = "The link is unknown, used or expired"),
        (status = 422, body = Problem),
    )
)]
pub async fn set_up(
    State(app): State<App>,
    jar: CookieJar,
    body: RawBody,
) -> Answer<(StatusCode, CookieJar, Json<Session>)> {
    let wanted: SetUp = body.json()?;
    let now = app.now();
    let link = token_hash(&wanted.token);
    if app.store().one_time_link(link, now).await?.is_none() {
        return Err(Refusal::not_found());
    }
    let (organisation, name) = (clean_line(&wanted.organisation), clean_line(&wanted.name));
    let email = wanted.email.trim().to_lowercase();
    let errors = complaints(&organisation, &name, &email, &wanted.password);
    if !errors.is_empty() {
        return Err(Refusal::fields(errors));
    }
    let hash = password::hash(&app, wanted.password).await?;
    let (org, id) = (clock::new_id(now), clock::new_id(now));
    let admin = NewPerson {
        id,
        email,
        name,
        role: Role::Admin,
        password: Some(PasswordHash(hash)),
    };
    let key = app.audit_key();
    let events =
        vec![AuditEvent::new(AuditAction::PolicyChanged, None).detail("what", "first_admin")];
    let record = Record {
        key: &key,
        org,
        now,
        events,
    };
    let admin = app
        .store()
        .first_admin_from_link(link, organisation.trim(), admin, record)
        .await?
        .map_err(|refusal| match refusal {
            FirstAdminRefusal::LinkDead | FirstAdminRefusal::NotFirst => Refusal::not_found(),
        })?;

    let (cookie, session) = start_session(&app, admin)
        .await?
        .ok_or_else(Refusal::not_found)?;
    Ok((StatusCode::CREATED, jar.add(cookie), Json(session)))
}

fn complaints(organisation: &str, name: &str, email: &str, password: &str) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut complain = |field: &str, message: String| {
        errors.push(FieldError {
            field: field.to_owned(),
            message,
        });
    };
    for (field, value) in [("organisation", organisation), ("name", name)] {
        if value.trim().is_empty() || value.chars().count() > 120 {
            complain(field, format!("Give `{field}` in 1 to 120 characters."));
        }
    }
    if !is_address(email) {
        complain(
            "email",
            "This is not an e-mail address. It looks like name@company.example.".to_owned(),
        );
    }
    if let Some(message) = password::complaint(password) {
        complain("password", message);
    }
    errors
}

/// Whether a text can be an e-mail address: something, one `@`, and a name with a dot or a single host behind it.
pub fn is_address(text: &str) -> bool {
    let Some((local, host)) = text.rsplit_once('@') else {
        return false;
    };
    let plain = |part: &str| {
        !part.is_empty()
            && !part.contains(|c: char| c.is_whitespace() || c.is_control() || c == '@')
    };
    text.len() <= 254
        && plain(local)
        && plain(host)
        && !host.starts_with('.')
        && !host.ends_with('.')
}
