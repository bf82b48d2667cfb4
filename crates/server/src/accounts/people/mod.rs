//! Looking after people, for admins: who there is, who may do what, who leaves.

pub mod change;
pub mod erase;
pub mod find;
pub mod invite;
pub mod list;
pub mod renew_link;

use axum::http::HeaderMap;
use chrono::TimeDelta;
use discreet_api_types::accounts as accounts_api;
use discreet_api_types::people as api;
use discreet_store::accounts::members::{ListedPerson, PersonRefusal};
use discreet_store::accounts::{LinkPurpose, OneTimeLink, Person, Role};
use discreet_store::{AuditAction, AuditEvent};
use uuid::Uuid;

use super::{person_out, role_out};
use crate::app::App;
use crate::auth::{self, SignedIn};
use crate::origin::own_origin;
use crate::problem::{Answer, Refusal};

/// How long a link to choose a password works.
const LINK_LASTS: TimeDelta = TimeDelta::days(7);

fn role_in(role: accounts_api::Role) -> Role {
    match role {
        accounts_api::Role::Viewer => Role::Viewer,
        accounts_api::Role::Member => Role::Member,
        accounts_api::Role::Reviewer => Role::Reviewer,
        accounts_api::Role::Admin => Role::Admin,
    }
}

/// A person as admins see them.
fn colleague_out(listed: &ListedPerson, asking: &SignedIn) -> api::Colleague {
    let person = &listed.person;
    api::Colleague {
        person: person_out(person),
        role: role_out(person.role),
        active: person.active,
        invited: person.active && !person.has_password,
        created_at: person.created_at.into(),
        last_seen_at: listed.last_seen_at.map(Into::into),
        conversations: listed.holdings.conversations,
        shares: listed.holdings.shares,
        me: person.id == asking.person.id,
    }
}

/// A colleague as they stand now; somebody of another organisation is not found.
async fn colleague(app: &App, asking: &SignedIn, id: Uuid) -> Answer<ListedPerson> {
    app.store()
        .people_listed(asking.organisation.id)
        .await?
        .into_iter()
        .find(|listed| listed.person.id == id)
        .ok_or_else(Refusal::not_found)
}

/// A change of who may do what, as the trail keeps it.
fn event(app: &App, asking: &SignedIn, what: &'static str, subject: &Person) -> AuditEvent {
    AuditEvent::new(AuditAction::PolicyChanged, Some(asking.actor(app)))
        .detail("what", what)
        .subject(auth::actor(app, subject))
}

/// Makes a link by which a person chooses a password, once.
async fn password_link(
    app: &App,
    headers: &HeaderMap,
    person: Uuid,
    purpose: LinkPurpose,
) -> Answer<(String, chrono::DateTime<chrono::Utc>)> {
    let origin = own_origin(headers, app.public_origin()).ok_or_else(|| {
        Refusal::not_allowed(
            "The server does not know its own address: set `public_url` to hand out links.",
        )
    })?;
    let (token, hash) = auth::new_token();
    let expires_at = app.now() + LINK_LASTS;
    let link = OneTimeLink {
        token: hash,
        purpose,
        person: Some(person),
        expires_at,
    };
    app.store().create_one_time_link(link).await?;
    Ok((format!("{origin}/welcome#t={token}"), expires_at))
}

fn refuse(refusal: PersonRefusal) -> Refusal {
    match refusal {
        PersonRefusal::NoSuchPerson => Refusal::not_found(),
        PersonRefusal::LastAdmin => Refusal::field(
            "role",
            "Nobody would be left to run the organisation. Make somebody else an admin first.",
        ),
        PersonRefusal::NoSuchSuccessor => Refusal::field(
            "hand_over",
            "Choose an active member, reviewer or admin of the organisation to take over.",
        ),
        PersonRefusal::StillActive => Refusal::new(
            discreet_api_types::problem::ErrorCode::Conflict,
            "This person can still sign in. Deactivate them first.",
        ),
    }
}
