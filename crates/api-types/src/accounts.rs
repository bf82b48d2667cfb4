//! Signing in, and what a person may do.

use serde::{Deserialize, Serialize};

use crate::ids::PersonId;

/// What a person may do in their organisation. The interface asks for abilities, never for this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Opens shares addressed to them.
    Viewer,
    /// Brings conversations in and shares their own.
    Member,
    /// Also decides findings of conversations they were asked to review.
    Reviewer,
    /// Also runs the organisation.
    Admin,
}

/// `POST /session`.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// E-mail address; case does not matter.
    pub email: String,
    /// Password.
    pub password: String,
}

/// `POST /setup`: makes the first admin, once.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetUp {
    /// From the set-up link.
    pub token: String,
    /// The organisation's name.
    pub organisation: String,
    /// The admin's name.
    pub name: String,
    /// The admin's e-mail address.
    pub email: String,
    /// At least 12 characters.
    pub password: String,
}

/// A person, as colleagues see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Person {
    /// Id.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// E-mail address.
    pub email: String,
}

/// What the signed-in person may do anywhere; what they may do with one thing travels with the thing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Abilities {
    /// Bring conversations in.
    pub bring_in: bool,
    /// Share own conversations.
    pub share: bool,
    /// Read the audit trail.
    pub read_audit: bool,
    /// See every share of the organisation.
    pub see_all_shares: bool,
    /// Look after people and teams.
    #[serde(default)]
    pub manage_people: bool,
    /// Be asked to review colleagues' shares, and decide them.
    #[serde(default)]
    pub review: bool,
    /// Add to the team memory, renew and remove (`/policy/words`).
    #[serde(default)]
    pub change_words: bool,
    /// Set the organisation's policy.
    #[serde(default)]
    pub set_policy: bool,
}

/// `GET /session` and the answer to `POST /session`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Session {
    /// Who is signed in.
    pub person: Person,
    /// Their role, for display.
    pub role: Role,
    /// Their organisation's name.
    pub organisation: String,
    /// What they may do.
    pub abilities: Abilities,
    /// The store holds sample data; every page says so.
    pub sample_data: bool,
}
