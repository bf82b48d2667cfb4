//! The people of an organisation, their teams and sessions.

use serde::{Deserialize, Serialize};

use crate::accounts::{Person, Role};
use crate::ids::{PersonId, SessionId, TeamId, Timestamp};

/// A person, as admins see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Colleague {
    /// Who.
    #[serde(flatten)]
    pub person: Person,
    /// Role.
    pub role: Role,
    /// May sign in.
    pub active: bool,
    /// Was invited and has not chosen a password yet.
    pub invited: bool,
    /// When the account was made.
    pub created_at: Timestamp,
    /// When they were last seen, give or take a minute; absent: not in any session that still lives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_seen_at: Option<Timestamp>,
    /// Conversations they own.
    pub conversations: u64,
    /// Shares of theirs that were not stopped.
    pub shares: u64,
    /// It is the asking person.
    pub me: bool,
}

/// `GET /people`, for admins: by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct People {
    /// Everybody, also who may not sign in any more.
    pub people: Vec<Colleague>,
}

/// `GET /people/search?q=`: colleagues to name, for whoever may share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct FoundPeople {
    /// At most ten, by name.
    pub people: Vec<Person>,
}

/// `POST /people`, by admins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewPerson {
    /// Name.
    pub name: String,
    /// E-mail address; nobody else has it.
    pub email: String,
    /// Role.
    pub role: Role,
}

/// A link by which a person chooses a password, once: the admin hands it over. Shown only now.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct PasswordLink {
    /// For whom.
    pub person: Colleague,
    /// The address; its fragment is the secret.
    pub url: String,
    /// Until when it works.
    pub expires_at: Timestamp,
}

/// `PATCH /people/{id}`, by admins. What is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ChangePerson {
    /// Name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Role. A person who becomes a viewer may not share any more: their live shares end, or go to `hand_over`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// `false`: they are signed out and may not sign in any more; their live shares end, or go to `hand_over`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
    /// Who takes over all their conversations and shares.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hand_over: Option<PersonId>,
}

/// `POST /password-links/use`: chooses a password by the link, and signs in.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct UsePasswordLink {
    /// From the link.
    pub token: String,
    /// At least 12 characters.
    pub password: String,
}

/// `POST /session/password`: changes one's own password. All other sessions end.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    /// The password so far.
    pub current: String,
    /// At least 12 characters.
    pub new: String,
}

/// A live session of one's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct OwnSession {
    /// Id, to end it by.
    pub id: SessionId,
    /// When it was started.
    pub created_at: Timestamp,
    /// When it was last used, give or take a minute.
    pub last_seen_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Timestamp,
    /// It is the asking one.
    pub current: bool,
}

/// `GET /sessions`: one's own, the one last used first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct OwnSessions {
    /// The sessions.
    pub sessions: Vec<OwnSession>,
}

/// A team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Team {
    /// Id.
    pub id: TeamId,
    /// Name.
    pub name: String,
    /// How many people are in it.
    pub size: u32,
    /// Who, by name; for admins only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members: Option<Vec<Person>>,
    /// How many shares name it; for admins only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shares: Option<u64>,
}

/// `GET /teams`, for whoever may share: by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Teams {
    /// The teams.
    pub teams: Vec<Team>,
    /// The asking person may make, change and delete teams.
    pub can_change: bool,
}

/// `POST /teams`, and `PUT /teams/{id}`, by admins: the team as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TeamContent {
    /// Name, unique in the organisation.
    pub name: String,
    /// Who is in it.
    #[serde(default)]
    pub members: Vec<PersonId>,
}

/// `POST /conversations/{id}/owner`, by admins: gives a conversation with its shares to somebody else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct HandOver {
    /// Who takes it.
    pub to: PersonId,
}
