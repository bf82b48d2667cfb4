//! `POST /people`: makes an account, and a link to hand over by which its person chooses a password.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use discreet_api_types::people::{NewPerson, PasswordLink};
use discreet_api_types::problem::{FieldError, Problem};
use discreet_store::accounts::{LinkPurpose, NewPerson as StoredPerson, Person};
use discreet_transcript::conceal::clean_line;

use super::{colleague, colleague_out, event, password_link, role_in};
use crate::accounts::set_up::is_address;
use crate::app::App;
use crate::auth::SignedIn;
use crate::body::RawBody;
use crate::clock;
use crate::problem::{Answer, Refusal};

/// Longest name, in characters.
pub(super) const LONGEST_NAME: usize = 120;

/// Invites somebody.
#[utoipa::path(
    post, path = "/people", tag = "accounts", request_body = NewPerson,
    responses(
        (status = 201, body = PasswordLink, description = "The link is shown only now"),
        (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem),
    )
)]
pub async fn invite_person(
    State(app): State<App>,
    signed_in: SignedIn,
    headers: HeaderMap,
    body: RawBody,
) -> Answer<(StatusCode, Json<PasswordLink>)> {
    signed_in.may_manage_people()?;
    let wanted: NewPerson = body.json()?;
    let name = clean_line(&wanted.name).trim().to_owned();
    let email = wanted.email.trim().to_lowercase();
    let mut errors = Vec::new();
    errors.extend(name_complaint(&name));
    if !is_address(&email) {
        errors.push(FieldError {
            field: "email".to_owned(),
            message: "This is not an e-mail address. It looks like name@company.example."
                .to_owned(),
        });
    }
    if !errors.is_empty() {
        return Err(Refusal::fields(errors));
    }
    let now = app.now();
    let id = clock::new_id(now);
    let role = role_in(wanted.role);
    let subject = Person {
        id,
        org: signed_in.organisation.id,
        email: email.clone(),
        name: name.clone(),
        role,
        active: true,
        has_password: false,
        created_at: now,
    };
    let event = event(&app, &signed_in, "person_invited", &subject).detail("role", role.as_str());
    let key = app.audit_key();
    let record = signed_in.record(&app, &key, vec![event]);
    let new = StoredPerson {
        id,
        email,
        name,
        role,
        password: None,
    };
    if app.store().create_person(new, record).await?.is_err() {
        return Err(Refusal::field(
            "email",
            "Somebody has this address already.",
        ));
    }
    let (url, expires_at) = password_link(&app, &headers, id, LinkPurpose::Invite).await?;
    let listed = colleague(&app, &signed_in, id).await?;
    let answer = PasswordLink {
        person: colleague_out(&listed, &signed_in),
        url,
        expires_at: expires_at.into(),
    };
    Ok((StatusCode::CREATED, Json(answer)))
}

/// What is wrong with a name, if anything.
pub(super) fn name_complaint(name: &str) -> Option<FieldError> {
    (name.is_empty() || name.chars().count() > LONGEST_NAME).then(|| FieldError {
        field: "name".to_owned(),
        message: format!("Give a name in 1 to {LONGEST_NAME} characters."),
    })
}
