//! Accounts: signing in and out, the first admin, people and teams.

pub mod change_password;
pub mod own_sessions;
pub mod password;
pub mod people;
pub mod set_up;
pub mod show_session;
pub mod sign_in;
pub mod sign_out;
pub mod teams;
pub mod use_password_link;

use axum_extra::extract::cookie::Cookie;
use discreet_api_types::accounts as api;
use discreet_api_types::ids::PersonId;
use discreet_store::accounts::{NewSession, Person, Role};
use discreet_store::{AuditAction, AuditEvent, Record};

use crate::app::App;
use crate::auth::{self, SESSION_LASTS, SignedIn};
use crate::problem::Answer;

/// Starts a session: its cookie, and the session as its holder sees it. None if the person may not sign in.
pub async fn start_session(
    app: &App,
    person: Person,
) -> Answer<Option<(Cookie<'static>, api::Session)>> {
    let Some(organisation) = app.store().organisation(person.org).await? else {
        return Ok(None);
    };
    let (token, hash) = auth::new_token();
    let now = app.now();
    let event = AuditEvent::new(AuditAction::SessionStarted, Some(auth::actor(app, &person)));
    let key = app.audit_key();
    let record = Record {
        key: &key,
        org: person.org,
        now,
        events: vec![event],
    };
    let session = NewSession {
        token: hash,
        person: person.id,
        expires_at: now + SESSION_LASTS,
    };
    if !app.store().create_session(session, record).await? {
        return Ok(None);
    }
    let signed_in = SignedIn {
        person,
        organisation,
        session: hash,
    };
    let session = session_out(app, &signed_in);
    Ok(Some((auth::session_cookie(app, token), session)))
}

/// A role as it crosses the wire.
pub fn role_out(role: Role) -> api::Role {
    match role {
        Role::Viewer => api::Role::Viewer,
        Role::Member => api::Role::Member,
        Role::Reviewer => api::Role::Reviewer,
        Role::Admin => api::Role::Admin,
    }
}

/// A session as its holder sees it.
pub fn session_out(app: &App, signed_in: &SignedIn) -> api::Session {
    api::Session {
        person: person_out(&signed_in.person),
        role: role_out(signed_in.person.role),
        organisation: signed_in.organisation.name.clone(),
        abilities: signed_in.abilities(),
        sample_data: app.sample_data(),
    }
}

/// A person as colleagues see them.
pub fn person_out(person: &Person) -> api::Person {
    api::Person {
        id: PersonId(person.id.to_string()),
        name: person.name.clone(),
        email: person.email.clone(),
    }
}
