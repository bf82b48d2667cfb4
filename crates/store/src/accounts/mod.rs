//! Accounts: organisations, people, sessions, one-time links, throttles and the installation's settings.
//!
//! Owns who there is and who is signed in. Must not know how passwords and tokens are hashed, nor what a role may do.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::{
    PasswordHash, Record, Store, StoreError, TokenHash, hidden::quiet_debug, words::words,
};

words! {
    /// What a person is in the organisation.
    Role {
        /// Opens what is addressed to them.
        Viewer = "viewer",
        /// Brings conversations in and shares them.
        Member = "member",
        /// Also decides findings of others.
        Reviewer = "reviewer",
        /// Also looks after people, shares, policy and trail.
        Admin = "admin",
    }
}

words! {
    /// What a one-time link is for.
    LinkPurpose {
        /// Makes the first admin.
        Setup = "setup",
        /// Lets a new person choose a password.
        Invite = "invite",
        /// Lets a person choose a new password.
        Reset = "reset",
    }
}

/// An organisation; a wall around everything in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Id.
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// A person with an account.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// Id.
    pub id: Uuid,
    /// The organisation they belong to.
    pub org: Uuid,
    /// Address: trimmed, lower-case, unique.
    pub email: String,
    /// Name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// May sign in.
    pub active: bool,
    /// Has chosen a password.
    pub has_password: bool,
    /// When the account was made.
    pub created_at: DateTime<Utc>,
}

quiet_debug!(Person {
    id,
    org,
    role,
    active
});

/// A person to make.
#[derive(Clone)]
pub struct NewPerson {
    /// Id.
    pub id: Uuid,
    /// Address; the store trims and lower-cases it.
    pub email: String,
    /// Name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Password, if already chosen.
    pub password: Option<PasswordHash>,
}

quiet_debug!(NewPerson { id, role });

/// The address belongs to somebody already, here or in another organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EmailTaken;

/// A session to start.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// Hash of the cookie's token.
    pub token: TokenHash,
    /// Whose.
    pub person: Uuid,
    /// When it ends, however much it is used.
    pub expires_at: DateTime<Utc>,
}

/// A live session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Hash of the cookie's token.
    pub token: TokenHash,
    /// When it was started.
    pub created_at: DateTime<Utc>,
    /// When it was last used, give or take a minute.
    pub last_seen_at: DateTime<Utc>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// Who a session belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// The person; always active.
    pub person: Person,
    /// Their organisation.
    pub organisation: Organisation,
    /// The session.
    pub session: Session,
}

/// A link that works once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OneTimeLink {
    /// Hash of its token.
    pub token: TokenHash,
    /// What for.
    pub purpose: LinkPurpose,
    /// For whom; `None` for set-up.
    pub person: Option<Uuid>,
    /// Until when.
    pub expires_at: DateTime<Utc>,
}

/// Why the first admin was not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstAdminRefusal {
    /// The link is unknown, used, expired or for something else.
    LinkDead,
    /// There is an admin already.
    NotFirst,
}

/// Whether an attempt may be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Throttle {
    /// It may.
    Allowed,
    /// Not before this moment.
    Blocked {
        /// When the next attempt may be made.
        until: DateTime<Utc>,
    },
}

/// How failures are throttled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ThrottleLimits {
    /// Failures allowed within the window; this one more blocks.
    pub failures: u32,
    /// Length of the window, from its first failure.
    pub window: TimeDelta,
    /// First block; doubled with every failure more.
    pub block: TimeDelta,
    /// Longest block.
    pub longest_block: TimeDelta,
}

impl Store {
    /// Makes an organisation (`record.org` is its id) and the head of its audit chain.
    pub async fn create_organisation(
        &self,
        name: &str,
        record: Record<'_>,
    ) -> Result<(), StoreError> {
        todo!()
    }

    /// An organisation.
    pub async fn organisation(&self, id: Uuid) -> Result<Option<Organisation>, StoreError> {
        todo!()
    }

    /// Every organisation, oldest first: for the program's own chores.
    pub async fn organisations(&self) -> Result<Vec<Organisation>, StoreError> {
        todo!()
    }

    /// Makes a person in `record.org`.
    pub async fn create_person(
        &self,
        person: NewPerson,
        record: Record<'_>,
    ) -> Result<Result<Person, EmailTaken>, StoreError> {
        todo!()
    }

    /// A person by address, with their password hash; inactive ones too.
    pub async fn person_by_email(
        &self,
        email: &str,
    ) -> Result<Option<(Person, Option<PasswordHash>)>, StoreError> {
        todo!()
    }

    /// The active people of an organisation with one of these addresses, in no order.
    pub async fn people_by_email(
        &self,
        org: Uuid,
        emails: &[String],
    ) -> Result<Vec<Person>, StoreError> {
        todo!()
    }

    /// A person by id.
    pub async fn person(&self, id: Uuid) -> Result<Option<Person>, StoreError> {
        todo!()
    }

    /// Everybody in an organisation, by name.
    pub async fn people_of(&self, org: Uuid) -> Result<Vec<Person>, StoreError> {
        todo!()
    }

    /// Whether there is anybody at all.
    pub async fn any_people(&self) -> Result<bool, StoreError> {
        todo!()
    }

    /// Sets a person's password and ends all their sessions. `false` if the person is not in `record.org`.
    pub async fn set_password(
        &self,
        person: Uuid,
        password: PasswordHash,
        record: Record<'_>,
    ) -> Result<bool, StoreError> {
        todo!()
    }

    /// Starts a session. `false` if the person is unknown, inactive or not in `record.org`.
    pub async fn create_session(
        &self,
        session: NewSession,
        record: Record<'_>,
    ) -> Result<bool, StoreError> {
        todo!()
    }

    /// Who a session's token belongs to, if it is live and the person active; one query, and at most once a minute a
    /// write of `last_seen_at`.
    pub async fn session(
        &self,
        token: TokenHash,
        now: DateTime<Utc>,
    ) -> Result<Option<SignedIn>, StoreError> {
        todo!()
    }

    /// Ends a session. `false` if there was none (nothing is recorded).
    pub async fn end_session(
        &self,
        token: TokenHash,
        record: Record<'_>,
    ) -> Result<bool, StoreError> {
        todo!()
    }

    /// Ends all sessions of a person of `record.org`; answers how many.
    pub async fn end_all_sessions(
        &self,
        person: Uuid,
        record: Record<'_>,
    ) -> Result<u64, StoreError> {
        todo!()
    }

    /// Keeps a one-time link.
    pub async fn create_one_time_link(&self, link: OneTimeLink) -> Result<(), StoreError> {
        todo!()
    }

    /// A one-time link that would still work.
    pub async fn one_time_link(
        &self,
        token: TokenHash,
        now: DateTime<Utc>,
    ) -> Result<Option<OneTimeLink>, StoreError> {
        todo!()
    }

    /// Uses up a set-up link, exactly once, and makes the organisation (`record.org`) and its first admin.
    pub async fn first_admin_from_link(
        &self,
        token: TokenHash,
        organisation: &str,
        admin: NewPerson,
        record: Record<'_>,
    ) -> Result<Result<Person, FirstAdminRefusal>, StoreError> {
        todo!()
    }

    /// Uses up an invitation or reset, exactly once, sets the person's password and ends all their sessions.
    ///
    /// `None` if the link is dead or not for somebody in `record.org`.
    pub async fn set_password_from_link(
        &self,
        token: TokenHash,
        password: PasswordHash,
        record: Record<'_>,
    ) -> Result<Option<Person>, StoreError> {
        todo!()
    }

    /// Whether an attempt may be made now. `key` is hashed by the caller.
    pub async fn throttle_check(
        &self,
        key: &str,
        now: DateTime<Utc>,
    ) -> Result<Throttle, StoreError> {
        todo!()
    }

    /// Counts a failed attempt, and says whether the next may be made.
    pub async fn throttle_failure(
        &self,
        key: &str,
        now: DateTime<Utc>,
        limits: &ThrottleLimits,
    ) -> Result<Throttle, StoreError> {
        todo!()
    }

    /// Forgets failed attempts, after one that succeeded.
    pub async fn throttle_clear(&self, key: &str) -> Result<(), StoreError> {
        todo!()
    }

    /// A setting of this installation.
    pub async fn setting(&self, key: &str) -> Result<Option<String>, StoreError> {
        todo!()
    }

    /// Settings whose key starts with `prefix`, by key.
    pub async fn settings(&self, prefix: &str) -> Result<Vec<(String, String)>, StoreError> {
        todo!()
    }

    /// Sets a setting unless it stands; answers the value that stands.
    pub async fn set_setting_if_absent(
        &self,
        key: &str,
        value: &str,
    ) -> Result<String, StoreError> {
        todo!()
    }

    /// Sets a setting, whatever stood.
    pub async fn set_setting(&self, key: &str, value: &str) -> Result<(), StoreError> {
        todo!()
    }
}
