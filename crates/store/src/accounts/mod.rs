//! Accounts: organisations, people, sessions, one-time links, throttles and the installation's settings.
//!
//! Owns who there is and who is signed in. Must not know how passwords and tokens are hashed, nor what a role may do.

pub mod members;
pub(crate) mod rows;
pub mod teams;

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, Insert, IntoActiveModel,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Set,
    sea_query::{Expr, ExprTrait, OnConflict, SelectStatement},
};
use uuid::Uuid;

use self::rows::{one_time_links, organisations, people, sessions, settings, throttles};
use crate::{
    PasswordHash, Record, Store, StoreError, TokenHash,
    audit::{Change, start_chain},
    database::micros,
    discussion::bus::Bus,
    hidden::quiet_debug,
    words::words,
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

/// How often a session's use is written down.
const SEEN_EVERY: TimeDelta = TimeDelta::seconds(60);
/// The setting that names the first admin made from a set-up link.
const FIRST_ADMIN: &str = "first_admin";

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
        let db = self.begin().await?;
        found_organisation(db, name, record).await?.commit().await
    }

    /// An organisation.
    pub async fn organisation(&self, id: Uuid) -> Result<Option<Organisation>, StoreError> {
        let row = organisations::Entity::find_by_id(id)
            .one(&self.readers)
            .await?;
        Ok(row.map(Organisation::from))
    }

    /// Every organisation, oldest first: for the program's own chores.
    pub async fn organisations(&self) -> Result<Vec<Organisation>, StoreError> {
        let rows = organisations::Entity::find()
            .order_by_asc(organisations::Column::CreatedAt)
            .order_by_asc(organisations::Column::Id)
            .all(&self.readers)
            .await?;
        Ok(rows.into_iter().map(Organisation::from).collect())
    }

    /// Makes a person in `record.org`.
    pub async fn create_person(
        &self,
        person: NewPerson,
        record: Record<'_>,
    ) -> Result<Result<Person, EmailTaken>, StoreError> {
        let change = self.change(record).await?;
        let Some(person) = insert_person(&change, person).await? else {
            change.give_up().await?;
            return Ok(Err(EmailTaken));
        };
        change.commit().await?;
        Ok(Ok(person))
    }

    /// A person by address, with their password hash; inactive ones too.
    pub async fn person_by_email(
        &self,
        email: &str,
    ) -> Result<Option<(Person, Option<PasswordHash>)>, StoreError> {
        let row = people::Entity::find()
            .filter(people::Column::Email.eq(normalise_email(email)))
            .one(&self.readers)
            .await?;
        row.map(|row| {
            let password = row.password_hash.clone().map(PasswordHash);
            Ok((Person::try_from(row)?, password))
        })
        .transpose()
    }

    /// The active people of an organisation with one of these addresses, in no order.
    pub async fn people_by_email(
        &self,
        org: Uuid,
        emails: &[String],
    ) -> Result<Vec<Person>, StoreError> {
        let rows = people::Entity::find()
            .filter(people::Column::OrgId.eq(org))
            .filter(people::Column::Active.eq(true))
            .filter(people::Column::Email.is_in(emails.iter().map(|email| normalise_email(email))))
            .all(&self.readers)
            .await?;
        rows.into_iter().map(Person::try_from).collect()
    }

    /// A person by id.
    pub async fn person(&self, id: Uuid) -> Result<Option<Person>, StoreError> {
        let row = people::Entity::find_by_id(id).one(&self.readers).await?;
        row.map(Person::try_from).transpose()
    }

    /// Everybody in an organisation, by name.
    pub async fn people_of(&self, org: Uuid) -> Result<Vec<Person>, StoreError> {
        let rows = people::Entity::find()
            .filter(people::Column::OrgId.eq(org))
            .order_by_asc(people::Column::Name)
            .order_by_asc(people::Column::Id)
            .all(&self.readers)
            .await?;
        rows.into_iter().map(Person::try_from).collect()
    }

    /// Whether there is anybody at all.
    pub async fn any_people(&self) -> Result<bool, StoreError> {
        any_people(&self.readers).await
    }

    /// Sets a person's password and ends all their sessions. `false` if the person is not in `record.org`.
    pub async fn set_password(
        &self,
        person: Uuid,
        password: PasswordHash,
        record: Record<'_>,
    ) -> Result<bool, StoreError> {
        let change = self.change(record).await?;
        if !change_password(&change, person, password).await? {
            change.give_up().await?;
            return Ok(false);
        }
        change.commit().await?;
        Ok(true)
    }

    /// Starts a session. `false` if the person is unknown, inactive or not in `record.org`.
    pub async fn create_session(
        &self,
        session: NewSession,
        record: Record<'_>,
    ) -> Result<bool, StoreError> {
        let change = self.change(record).await?;
        let may = people::Entity::find_by_id(session.person)
            .filter(people::Column::OrgId.eq(change.record.org))
            .filter(people::Column::Active.eq(true))
            .count(&change.db)
            .await?;
        if may == 0 {
            change.give_up().await?;
            return Ok(false);
        }
        let row = sessions::Model {
            token_hash: session.token.0.to_vec(),
            person_id: session.person,
            created_at: change.record.now,
            last_seen_at: change.record.now,
            expires_at: micros(session.expires_at),
        };
        sessions::Entity::insert(row.into_active_model())
            .exec_without_returning(&change.db)
            .await?;
        change.commit().await?;
        Ok(true)
    }

    /// Who a session's token belongs to, if it is live and the person active; one query, and at most once a minute a
    /// write of `last_seen_at`.
    pub async fn session(
        &self,
        token: TokenHash,
        now: DateTime<Utc>,
    ) -> Result<Option<SignedIn>, StoreError> {
        let now = micros(now);
        let found = sessions::Entity::find_by_id(token.0.to_vec())
            .filter(sessions::Column::ExpiresAt.gt(now))
            .filter(people::Column::Active.eq(true))
            .find_also_related(people::Entity)
            .find_also(people::Entity, organisations::Entity)
            .one(&self.readers)
            .await?;
        let Some((session, Some(person), Some(organisation))) = found else {
            return Ok(None);
        };
        let minute_ago = now - SEEN_EVERY;
        if session.last_seen_at < minute_ago {
            sessions::Entity::update_many()
                .col_expr(sessions::Column::LastSeenAt, Expr::value(now))
                .filter(sessions::Column::TokenHash.eq(token.0.to_vec()))
                // Of many requests at once, one writes.
                .filter(sessions::Column::LastSeenAt.lt(minute_ago))
                .exec(&self.writers)
                .await?;
        }
        Ok(Some(SignedIn {
            person: person.try_into()?,
            organisation: organisation.into(),
            session: Session {
                token,
                created_at: session.created_at,
                last_seen_at: session.last_seen_at,
                expires_at: session.expires_at,
            },
        }))
    }

    /// Ends a session. `false` if there was none (nothing is recorded).
    pub async fn end_session(
        &self,
        token: TokenHash,
        record: Record<'_>,
    ) -> Result<bool, StoreError> {
        let change = self.change(record).await?;
        let ended = sessions::Entity::delete_many()
            .filter(sessions::Column::TokenHash.eq(token.0.to_vec()))
            .filter(sessions::Column::PersonId.in_subquery(people_in(change.record.org)))
            .exec(&change.db)
            .await?
            .rows_affected;
        if ended == 0 {
            change.give_up().await?;
            return Ok(false);
        }
        change.commit().await?;
        Ok(true)
    }

    /// Ends all sessions of a person of `record.org`; answers how many.
    pub async fn end_all_sessions(
        &self,
        person: Uuid,
        record: Record<'_>,
    ) -> Result<u64, StoreError> {
        let change = self.change(record).await?;
        let ended = sessions::Entity::delete_many()
            .filter(sessions::Column::PersonId.eq(person))
            .filter(sessions::Column::PersonId.in_subquery(people_in(change.record.org)))
            .exec(&change.db)
            .await?
            .rows_affected;
        change.commit().await?;
        Ok(ended)
    }

    /// Keeps a one-time link.
    pub async fn create_one_time_link(&self, link: OneTimeLink) -> Result<(), StoreError> {
        let row = one_time_links::Model {
            token_hash: link.token.0.to_vec(),
            purpose: link.purpose.as_str().to_owned(),
            person_id: link.person,
            expires_at: micros(link.expires_at),
            used_at: None,
        };
        one_time_links::Entity::insert(row.into_active_model())
            .exec_without_returning(&self.writers)
            .await?;
        Ok(())
    }

    /// A one-time link that would still work.
    pub async fn one_time_link(
        &self,
        token: TokenHash,
        now: DateTime<Utc>,
    ) -> Result<Option<OneTimeLink>, StoreError> {
        let row = one_time_links::Entity::find_by_id(token.0.to_vec())
            .filter(one_time_links::Column::UsedAt.is_null())
            .filter(one_time_links::Column::ExpiresAt.gt(micros(now)))
            .one(&self.readers)
            .await?;
        row.map(|row| {
            Ok(OneTimeLink {
                token,
                purpose: LinkPurpose::parse(&row.purpose)
                    .ok_or(StoreError::Unreadable("a link of unknown purpose"))?,
                person: row.person_id,
                expires_at: row.expires_at,
            })
        })
        .transpose()
    }

    /// Uses up a set-up link, exactly once, and makes the organisation (`record.org`) and its first admin.
    pub async fn first_admin_from_link(
        &self,
        token: TokenHash,
        organisation: &str,
        admin: NewPerson,
        record: Record<'_>,
    ) -> Result<Result<Person, FirstAdminRefusal>, StoreError> {
        let db = self.begin().await?;
        if !use_up(&db, token, &[LinkPurpose::Setup], record.now).await? {
            db.rollback().await?;
            return Ok(Err(FirstAdminRefusal::LinkDead));
        }
        // Two servers may each have printed a link: whoever sets this first makes the first admin.
        let first = settings::Entity::insert(
            settings::Model {
                key: FIRST_ADMIN.to_owned(),
                value: admin.id.to_string(),
            }
            .into_active_model(),
        )
        .on_conflict(
            OnConflict::column(settings::Column::Key)
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(&db)
        .await?;
        if first == 0 || any_people(&db).await? {
            db.rollback().await?;
            return Ok(Err(FirstAdminRefusal::NotFirst));
        }
        let change = found_organisation(db, organisation, record).await?;
        let admin = NewPerson {
            role: Role::Admin,
            ..admin
        };
        let Some(person) = insert_person(&change, admin).await? else {
            change.give_up().await?;
            return Ok(Err(FirstAdminRefusal::NotFirst));
        };
        change.commit().await?;
        Ok(Ok(person))
    }

    /// Uses up an invitation or reset, exactly once, sets the person's password and ends all their sessions.
    ///
    /// `None` if the link is dead or not for an active person of `record.org`.
    pub async fn set_password_from_link(
        &self,
        token: TokenHash,
        password: PasswordHash,
        record: Record<'_>,
    ) -> Result<Option<Person>, StoreError> {
        let change = self.change(record).await?;
        let purposes = [LinkPurpose::Invite, LinkPurpose::Reset];
        if !use_up(&change.db, token, &purposes, change.record.now).await? {
            change.give_up().await?;
            return Ok(None);
        }
        let person = one_time_links::Entity::find_by_id(token.0.to_vec())
            .one(&change.db)
            .await?
            .and_then(|link| link.person_id);
        let person = match person {
            Some(id) => {
                people::Entity::find_by_id(id)
                    .filter(people::Column::OrgId.eq(change.record.org))
                    .filter(people::Column::Active.eq(true))
                    .one(&change.db)
                    .await?
            }
            None => None,
        };
        let Some(person) = person else {
            change.give_up().await?;
            return Ok(None);
        };
        change_password(&change, person.id, password).await?;
        change.commit().await?;
        Ok(Some(Person {
            has_password: true,
            ..person.try_into()?
        }))
    }

    /// Whether an attempt may be made now. `key` is hashed by the caller.
    pub async fn throttle_check(
        &self,
        key: &str,
        now: DateTime<Utc>,
    ) -> Result<Throttle, StoreError> {
        let row = throttles::Entity::find_by_id(key.to_owned())
            .one(&self.readers)
            .await?;
        Ok(match row.and_then(|row| row.blocked_until) {
            Some(until) if until > now => Throttle::Blocked { until },
            _ => Throttle::Allowed,
        })
    }

    /// Counts a failed attempt, and says whether the next may be made.
    pub async fn throttle_failure(
        &self,
        key: &str,
        now: DateTime<Utc>,
        limits: &ThrottleLimits,
    ) -> Result<Throttle, StoreError> {
        let now = micros(now);
        let db = self.begin().await?;
        let (_, after) = count_failure(&db, key, now, limits).await?;
        db.commit().await?;
        Ok(after)
    }

    /// Counts an attempt before it is made, so that of many at once no more than the limit are made; says whether
    /// this one may be. Who succeeds clears the count ([`Self::throttle_clear`]). A blocked attempt does not count.
    pub async fn throttle_attempt(
        &self,
        key: &str,
        now: DateTime<Utc>,
        limits: &ThrottleLimits,
    ) -> Result<Throttle, StoreError> {
        let now = micros(now);
        let db = self.begin().await?;
        let (before, _) = count_failure(&db, key, now, limits).await?;
        match before {
            Throttle::Allowed => db.commit().await?,
            Throttle::Blocked { .. } => db.rollback().await?,
        }
        Ok(before)
    }

    /// Forgets failed attempts, after one that succeeded.
    pub async fn throttle_clear(&self, key: &str) -> Result<(), StoreError> {
        throttles::Entity::delete_by_id(key.to_owned())
            .exec(&self.writers)
            .await?;
        Ok(())
    }

    /// A setting of this installation.
    pub async fn setting(&self, key: &str) -> Result<Option<String>, StoreError> {
        let row = settings::Entity::find_by_id(key.to_owned())
            .one(&self.readers)
            .await?;
        Ok(row.map(|row| row.value))
    }

    /// Settings whose key starts with `prefix`, by key.
    pub async fn settings(&self, prefix: &str) -> Result<Vec<(String, String)>, StoreError> {
        let rows = settings::Entity::find().all(&self.readers).await?;
        let mut found: Vec<_> = rows
            .into_iter()
            .filter(|row| row.key.starts_with(prefix))
            .map(|row| (row.key, row.value))
            .collect();
        // Sorted here, because the engines collate differently.
        found.sort();
        Ok(found)
    }

    /// Sets a setting unless it stands; answers the value that stands.
    pub async fn set_setting_if_absent(
        &self,
        key: &str,
        value: &str,
    ) -> Result<String, StoreError> {
        insert_setting(key, value)
            .on_conflict(
                OnConflict::column(settings::Column::Key)
                    .do_nothing()
                    .to_owned(),
            )
            .exec_without_returning(&self.writers)
            .await?;
        self.setting(key)
            .await?
            .ok_or(StoreError::Unreadable("no setting where one was written"))
    }

    /// Sets a setting, whatever stood.
    pub async fn set_setting(&self, key: &str, value: &str) -> Result<(), StoreError> {
        insert_setting(key, value)
            .on_conflict(
                OnConflict::column(settings::Column::Key)
                    .update_column(settings::Column::Value)
                    .to_owned(),
            )
            .exec_without_returning(&self.writers)
            .await?;
        Ok(())
    }
}

/// An address as it is kept and compared: without spaces around it, in lower case.
pub fn normalise_email(email: &str) -> String {
    email.trim().to_lowercase()
}

/// Counts a failure of `key`; answers how things stood before it and how they stand after it.
async fn count_failure(
    db: &DatabaseTransaction,
    key: &str,
    now: DateTime<Utc>,
    limits: &ThrottleLimits,
) -> Result<(Throttle, Throttle), StoreError> {
    use throttles::Column;
    // Written before it is read, so that of many failures at once each counts.
    let first = throttles::Model {
        key: key.to_owned(),
        failures: 1,
        window_started_at: now,
        blocked_until: None,
        forget_at: now + limits.window,
    };
    throttles::Entity::insert(first.into_active_model())
        .on_conflict(
            OnConflict::column(Column::Key)
                .value(
                    Column::Failures,
                    Expr::col((throttles::Entity, Column::Failures)).add(1_i64),
                )
                .to_owned(),
        )
        .exec_without_returning(db)
        .await?;
    let row = throttles::Entity::find_by_id(key.to_owned())
        .one(db)
        .await?
        .ok_or(StoreError::Unreadable("no throttle where one was written"))?;
    let blocked_now = |until: Option<DateTime<Utc>>| match until {
        Some(until) if until > now => Throttle::Blocked { until },
        _ => Throttle::Allowed,
    };
    let before = blocked_now(row.blocked_until);
    let mut next = row.clone();
    if row.forget_at <= now {
        next.failures = 1;
        next.window_started_at = now;
        next.blocked_until = None;
    }
    let over = next.failures - i64::from(limits.failures);
    if over > 0 {
        let until = now + block_length(limits, over);
        next.blocked_until = Some(until);
    }
    // Failures are remembered beyond a block, so that the next one doubles it.
    next.forget_at = next.blocked_until.unwrap_or(next.window_started_at) + limits.window;
    let blocked_until = next.blocked_until;
    throttles::Entity::update_many()
        .set(throttles::ActiveModel {
            failures: Set(next.failures),
            window_started_at: Set(next.window_started_at),
            blocked_until: Set(next.blocked_until),
            forget_at: Set(next.forget_at),
            ..Default::default()
        })
        .filter(Column::Key.eq(key))
        .exec(db)
        .await?;
    Ok((before, blocked_now(blocked_until)))
}

/// The block after `over` failures too many: doubled with each, up to the longest.
fn block_length(limits: &ThrottleLimits, over: i64) -> TimeDelta {
    let mut block = limits.block;
    for _ in 1..over {
        if block >= limits.longest_block {
            break;
        }
        block += block;
    }
    block.min(limits.longest_block)
}

fn insert_setting(key: &str, value: &str) -> Insert<settings::ActiveModel> {
    let row = settings::Model {
        key: key.to_owned(),
        value: value.to_owned(),
    };
    settings::Entity::insert(row.into_active_model())
}

fn people_in(org: Uuid) -> SelectStatement {
    people::Entity::find()
        .select_only()
        .column(people::Column::Id)
        .filter(people::Column::OrgId.eq(org))
        .into_query()
}

async fn any_people(db: &impl ConnectionTrait) -> Result<bool, StoreError> {
    let one: Option<Uuid> = people::Entity::find()
        .select_only()
        .column(people::Column::Id)
        .limit(1)
        .into_tuple()
        .one(db)
        .await?;
    Ok(one.is_some())
}

/// Makes the organisation `record.org` and its chain.
async fn found_organisation<'a>(
    db: DatabaseTransaction,
    name: &str,
    record: Record<'a>,
) -> Result<Change<'a>, StoreError> {
    let row = organisations::Model {
        id: record.org,
        name: name.to_owned(),
        created_at: micros(record.now),
    };
    organisations::Entity::insert(row.into_active_model())
        .exec_without_returning(&db)
        .await?;
    let head = start_chain(&db, record.org).await?;
    // Nobody waits for a share of an organisation that has none.
    Ok(Change::on(db, record, head, Bus::here()))
}

/// Makes a person; `None` if the address is taken.
async fn insert_person(
    change: &Change<'_>,
    person: NewPerson,
) -> Result<Option<Person>, StoreError> {
    let row = people::Model {
        id: person.id,
        org_id: change.record.org,
        email: normalise_email(&person.email),
        name: person.name,
        role: person.role.as_str().to_owned(),
        password_hash: person.password.map(|hash| hash.0),
        active: true,
        created_at: change.record.now,
    };
    let inserted = people::Entity::insert(row.clone().into_active_model())
        .on_conflict(
            OnConflict::column(people::Column::Email)
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(&change.db)
        .await?;
    if inserted == 0 {
        return Ok(None);
    }
    Ok(Some(row.try_into()?))
}

async fn change_password(
    change: &Change<'_>,
    person: Uuid,
    password: PasswordHash,
) -> Result<bool, StoreError> {
    let changed = people::Entity::update_many()
        .col_expr(people::Column::PasswordHash, Expr::value(password.0))
        .filter(people::Column::Id.eq(person))
        .filter(people::Column::OrgId.eq(change.record.org))
        .exec(&change.db)
        .await?
        .rows_affected;
    if changed == 0 {
        return Ok(false);
    }
    sessions::Entity::delete_many()
        .filter(sessions::Column::PersonId.eq(person))
        .exec(&change.db)
        .await?;
    Ok(true)
}

/// Uses up a one-time link; of many at once, one succeeds.
async fn use_up(
    db: &DatabaseTransaction,
    token: TokenHash,
    purposes: &[LinkPurpose],
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    use one_time_links::Column;
    let now = micros(now);
    let used = one_time_links::Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(now))
        .filter(Column::TokenHash.eq(token.0.to_vec()))
        .filter(Column::Purpose.is_in(purposes.iter().map(|purpose| purpose.as_str())))
        .filter(Column::UsedAt.is_null())
        .filter(Column::ExpiresAt.gt(now))
        .exec(db)
        .await?
        .rows_affected;
    Ok(used == 1)
}

impl From<organisations::Model> for Organisation {
    fn from(row: organisations::Model) -> Self {
        Self {
            id: row.id,
            name: row.name,
            created_at: row.created_at,
        }
    }
}

impl TryFrom<people::Model> for Person {
    type Error = StoreError;

    fn try_from(row: people::Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id,
            org: row.org_id,
            email: row.email,
            name: row.name,
            role: Role::parse(&row.role).ok_or(StoreError::Unreadable("an unknown role"))?,
            active: row.active,
            has_password: row.password_hash.is_some(),
            created_at: row.created_at,
        })
    }
}
