//! `discreet user`: people, for whoever has the machine.

use std::io::{BufRead, Write};

use clap::{Args, Subcommand, ValueEnum};
use discreet_store::accounts::{EmailTaken, NewPerson, Organisation, Role};
use discreet_store::{AuditAction, AuditEvent, PasswordHash};
use discreet_transcript::conceal::clean_line;

use super::installation::{self, Installation, Missing, organisation};
use super::{Answer, Failure, Outcome, table};
use crate::accounts::{password, set_up};
use crate::app::App;
use crate::clock;
use crate::config::StoreOptions;

/// Adds people and lists them.
#[derive(Subcommand)]
pub enum User {
    /// Adds a person. Their password is read from the standard input, or made and printed once.
    Add(Add),
    /// Gives a person a new password and signs them out everywhere.
    Password(Password),
    /// Lists the people of every organisation.
    List(List),
}

/// Arguments of `discreet user add`.
#[derive(Args)]
pub struct Add {
    /// Their e-mail address, by which they sign in.
    #[arg(long)]
    email: String,
    /// Their name.
    #[arg(long)]
    name: String,
    /// What they may do.
    #[arg(long, value_enum, default_value_t = RoleName::Member)]
    role: RoleName,
    /// Name or id of their organisation; not needed where there is only one.
    #[arg(long)]
    organisation: Option<String>,
    /// Make the organisation named, if there is none of that name.
    #[arg(long, requires = "organisation")]
    create_organisation: bool,
    #[command(flatten)]
    password: PasswordSource,
    #[command(flatten)]
    store: StoreOptions,
}

/// Arguments of `discreet user password`.
#[derive(Args)]
pub struct Password {
    /// Whose.
    #[arg(long)]
    email: String,
    #[command(flatten)]
    source: PasswordSource,
    #[command(flatten)]
    store: StoreOptions,
}

/// Arguments of `discreet user list`.
#[derive(Args)]
pub struct List {
    #[command(flatten)]
    store: StoreOptions,
}

#[derive(Args)]
struct PasswordSource {
    /// Read the password from the first line of the standard input.
    #[arg(long)]
    password_stdin: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum RoleName {
    Viewer,
    Member,
    Reviewer,
    Admin,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Viewer => Self::Viewer,
            RoleName::Member => Self::Member,
            RoleName::Reviewer => Self::Reviewer,
            RoleName::Admin => Self::Admin,
        }
    }
}

impl User {
    /// Does it.
    pub async fn run(self) -> Outcome {
        match self {
            Self::Add(add) => add.run().await,
            Self::Password(password) => password.run().await,
            Self::List(list) => list.run().await,
        }
    }
}

impl Add {
    async fn run(self) -> Outcome {
        let email = self.email.trim().to_lowercase();
        let name = clean_line(&self.name).trim().to_owned();
        if !set_up::is_address(&email) {
            return Err(Failure(format!("{} is not an e-mail address", self.email)));
        }
        if name.is_empty() || name.chars().count() > 120 {
            return Err(Failure("--name takes 1 to 120 characters".to_owned()));
        }
        let chosen = self.password.choose()?;
        let missing = if self.create_organisation {
            Missing::Make
        } else {
            Missing::Refuse
        };
        let app = Installation::open(&self.store, missing)
            .await?
            .into_app()
            .await?;
        let now = app.now();
        let key = app.audit_key();
        if app.store().person_by_email(&email).await?.is_some() {
            return Err(taken(&email));
        }
        let home = home(&app, self.organisation.as_deref(), self.create_organisation).await?;
        let person = NewPerson {
            id: clock::new_id(now),
            email: email.clone(),
            name,
            role: self.role.into(),
            password: Some(PasswordHash(password::hash_now(chosen.text()))),
        };
        let event =
            AuditEvent::new(AuditAction::PolicyChanged, None).detail("what", "person_added");
        let made = app
            .store()
            .create_person(person, installation::record(&key, home.id, now, event))
            .await?;
        let person = made.map_err(|EmailTaken| taken(&email))?;
        let mut out = std::io::stdout();
        writeln!(
            out,
            "{} is {} of {}.",
            person.email,
            with_article(person.role),
            clean_line(&home.name)
        )?;
        chosen.print(&mut out)
    }
}

fn taken(email: &str) -> Failure {
    Failure(format!("somebody has the address {email} already"))
}

/// The organisation named, which is made if that was asked for.
async fn home(app: &App, wanted: Option<&str>, create: bool) -> Result<Organisation, Failure> {
    let store = app.store();
    if let (Some(name), true) = (wanted, create)
        && !store
            .organisations()
            .await?
            .iter()
            .any(|found| found.name == name || found.id.to_string() == name)
    {
        let name = clean_line(name).trim().to_owned();
        if name.is_empty() || name.chars().count() > 120 {
            return Err(Failure(
                "--organisation takes 1 to 120 characters".to_owned(),
            ));
        }
        let (key, now) = (app.audit_key(), app.now());
        let id = clock::new_id(now);
        let event =
            AuditEvent::new(AuditAction::PolicyChanged, None).detail("what", "organisation_made");
        store
            .create_organisation(&name, installation::record(&key, id, now, event))
            .await?;
        return organisation(store, Some(&id.to_string())).await;
    }
    organisation(store, wanted).await
}

impl Password {
    async fn run(self) -> Outcome {
        let chosen = self.source.choose()?;
        let app = Installation::open(&self.store, Missing::Refuse)
            .await?
            .into_app()
            .await?;
        let Some((person, _)) = app
            .store()
            .person_by_email(&self.email.trim().to_lowercase())
            .await?
        else {
            return Err(Failure(format!(
                "nobody here has the address {}",
                self.email
            )));
        };
        let key = app.audit_key();
        let event =
            AuditEvent::new(AuditAction::PolicyChanged, None).detail("what", "password_set");
        let hash = PasswordHash(password::hash_now(chosen.text()));
        app.store()
            .set_password(
                person.id,
                hash,
                installation::record(&key, person.org, app.now(), event),
            )
            .await?;
        let mut out = std::io::stdout();
        writeln!(
            out,
            "{} has a new password and is signed out everywhere.",
            person.email
        )?;
        chosen.print(&mut out)
    }
}

impl List {
    async fn run(self) -> Outcome {
        let store = Installation::open(&self.store, Missing::Refuse)
            .await?
            .store;
        let mut rows = Vec::new();
        for organisation in store.organisations().await? {
            for person in store.people_of(organisation.id).await? {
                rows.push(vec![
                    person.email,
                    person.role.as_str().to_owned(),
                    if person.active { "active" } else { "inactive" }.to_owned(),
                    clean_line(&organisation.name),
                    clean_line(&person.name),
                ]);
            }
        }
        let mut out = std::io::stdout();
        out.write_all(
            table(&["e-mail", "role", "state", "organisation", "name"], &rows).as_bytes(),
        )?;
        Ok(Answer::Yes)
    }
}

/// A password, and whether its holder knows it already.
enum Chosen {
    Given(String),
    Made(String),
}

impl PasswordSource {
    fn choose(&self) -> Result<Chosen, Failure> {
        if !self.password_stdin {
            return Ok(Chosen::Made(readable_password()));
        }
        let mut line = String::new();
        std::io::stdin()
            .lock()
            .read_line(&mut line)
            .map_err(|error| Failure(format!("the password cannot be read: {error}")))?;
        let given = line.trim_end_matches(['\r', '\n']).to_owned();
        match password::complaint(&given) {
            None => Ok(Chosen::Given(given)),
            Some(complaint) => Err(Failure(complaint)),
        }
    }
}

impl Chosen {
    fn text(&self) -> &str {
        match self {
            Self::Given(password) | Self::Made(password) => password,
        }
    }

    fn print(&self, out: &mut impl Write) -> Outcome {
        if let Self::Made(password) = self {
            writeln!(out, "Password, shown this once: {password}")?;
        }
        Ok(Answer::Yes)
    }
}

/// A password of 100 random bits in four groups, from letters and digits that look different on paper.
pub fn readable_password() -> String {
    const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut password = String::with_capacity(23);
    for (at, byte) in clock::random::<20>().into_iter().enumerate() {
        if at > 0 && at % 5 == 0 {
            password.push('-');
        }
        password.push(char::from(ALPHABET[usize::from(byte & 31)]));
    }
    password
}

fn with_article(role: Role) -> &'static str {
    match role {
        Role::Viewer => "a viewer",
        Role::Member => "a member",
        Role::Reviewer => "a reviewer",
        Role::Admin => "an admin",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_made_password_is_long_and_never_the_same() {
        let (one, other) = (readable_password(), readable_password());
        assert_eq!(one.len(), 23);
        assert_ne!(one, other);
        assert!(password::complaint(&one).is_none());
    }
}
