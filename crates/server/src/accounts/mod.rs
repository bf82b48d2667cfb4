//! Accounts: signing in and out, and the first admin.

pub mod password;
pub mod set_up;
pub mod show_session;
pub mod sign_in;
pub mod sign_out;

use discreet_api_types::accounts as api;
use discreet_api_types::ids::PersonId;
use discreet_store::accounts::{Person, Role};

use crate::app::App;
use crate::auth::SignedIn;

/// A session as its holder sees it.
pub fn session_out(app: &App, signed_in: &SignedIn) -> api::Session {
    api::Session {
        person: person_out(&signed_in.person),
        role: match signed_in.person.role {
            Role::Viewer => api::Role::Viewer,
            Role::Member => api::Role::Member,
            Role::Reviewer => api::Role::Reviewer,
            Role::Admin => api::Role::Admin,
        },
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
