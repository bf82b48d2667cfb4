//! Opening an installation: the key ring, the database, and the check that they belong together.
//!
//! Links and the audit trail are worth nothing under another key than the one they were made with, so a program that
//! lacks one in use does not start at all.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use chrono::{DateTime, Utc};
use discreet_store::accounts::Organisation;
use discreet_store::{AuditEvent, AuditKey, Record, Store};
use uuid::Uuid;

use super::{Failure, complain};
use crate::Clock;
use crate::app::App;
use crate::config::StoreOptions;
use crate::keys::{KeyRing, KeyRingError};

/// Settings under this prefix hold the fingerprint of each key, by the key's id.
const FINGERPRINT: &str = "key.";
/// The setting that holds the id of the key the audit chains are written with.
const AUDIT_KEY: &str = "audit.key";
/// The setting that a store of sample data carries, and what it says.
pub const SAMPLE_DATA: &str = "sample_data";

/// What to do where no installation stands yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// Make one.
    Make,
    /// Refuse: a command that only looks must not leave an empty database behind.
    Refuse,
}

/// Key ring and database of one installation, which belong together.
pub struct Installation {
    /// The key ring.
    pub keys: KeyRing,
    /// The database.
    pub store: Store,
}

impl Installation {
    /// Opens key ring and database and checks one against the other.
    pub async fn open(options: &StoreOptions, missing: Missing) -> Result<Self, Failure> {
        let (url, keys) = match &options.database_url {
            Some(url) => (postgres(url)?.to_owned(), given_ring(options)?),
            None => embedded(options, missing)?,
        };
        let store = Store::connect(&url).await?;
        check_keys(&store, &keys).await?;
        Ok(Self { keys, store })
    }

    /// What the store says about sample data: none, or how far filling it has come.
    pub async fn sample_data(&self) -> Result<Option<String>, Failure> {
        Ok(self.store.setting(SAMPLE_DATA).await?)
    }

    /// The application for a command that is not the server.
    pub async fn into_app(self) -> Result<App, Failure> {
        let sample_data = self.sample_data().await?.is_some();
        Ok(App::new(
            self.store,
            self.keys,
            Clock::System,
            None,
            sample_data,
        ))
    }
}

/// Records something the program itself did, or was told to do at the command line.
pub fn record(key: &AuditKey, org: Uuid, now: DateTime<Utc>, event: AuditEvent) -> Record<'_> {
    Record {
        key,
        org,
        now,
        events: vec![event],
    }
}

/// The organisation that is meant: by id or name, or the only one there is.
pub async fn organisation(store: &Store, wanted: Option<&str>) -> Result<Organisation, Failure> {
    let mut all = store.organisations().await?;
    let Some(wanted) = wanted else {
        return match all.len() {
            0 => Err(Failure("there is no organisation yet".to_owned())),
            1 => Ok(all.swap_remove(0)),
            _ => Err(Failure(format!(
                "there are several organisations; name one by --organisation: {}",
                names(&all)
            ))),
        };
    };
    let id = wanted.parse::<Uuid>().ok();
    let is_meant = |organisation: &Organisation| match id {
        Some(id) => organisation.id == id,
        None => organisation.name == wanted,
    };
    let known = names(&all);
    let mut meant: Vec<Organisation> = all.into_iter().filter(is_meant).collect();
    match meant.len() {
        1 => Ok(meant.swap_remove(0)),
        0 if known.is_empty() => Err(Failure(format!(
            "there is no organisation {wanted}, nor any other"
        ))),
        0 => Err(Failure(format!(
            "there is no organisation {wanted}; there is {known}"
        ))),
        _ => Err(Failure(format!(
            "several organisations are called {wanted}; name one by its id"
        ))),
    }
}

fn names(organisations: &[Organisation]) -> String {
    let names: Vec<_> = organisations
        .iter()
        .map(|found| format!("{} ({})", found.name, found.id))
        .collect();
    names.join(", ")
}

fn postgres(url: &str) -> Result<&str, Failure> {
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        Ok(url)
    } else {
        Err(Failure(
            "--database-url must start with postgres://; leave it out for the embedded database"
                .to_owned(),
        ))
    }
}

/// With PostgreSQL many servers share one database, so a ring made by one of them would be wrong for all others.
fn given_ring(options: &StoreOptions) -> Result<KeyRing, Failure> {
    let Some(path) = &options.keys else {
        return Err(Failure(
            "with PostgreSQL the key ring must be given by --keys; make one with `discreet keys new FILE`".to_owned(),
        ));
    };
    warn_if_readable_by_others(path);
    Ok(KeyRing::open(path)?)
}

fn embedded(options: &StoreOptions, missing: Missing) -> Result<(String, KeyRing), Failure> {
    let file = options.data.join("discreet.sqlite");
    let ring = options.key_ring_path();
    let stands = file.exists();
    if !stands && missing == Missing::Refuse {
        return Err(Failure(format!(
            "there is no database in {}",
            options.data.display()
        )));
    }
    make_private_folder(&options.data).map_err(|error| {
        Failure(format!(
            "the data folder {} cannot be made: {error}",
            options.data.display()
        ))
    })?;
    // A database whose ring is lost must not get a new one: its links and its trail would be dead for good, and the
    // old ring could not come back.
    let keys = if stands {
        KeyRing::open(&ring)?
    } else {
        match KeyRing::open_or_create(&ring) {
            // Another server that starts at the same moment made it first.
            Err(KeyRingError::Io(_, error)) if error.kind() == ErrorKind::AlreadyExists => {
                KeyRing::open(&ring)?
            }
            made => made?,
        }
    };
    warn_if_readable_by_others(&ring);
    if !stands {
        make_private_file(&file).map_err(|error| {
            Failure(format!(
                "the database {} cannot be made: {error}",
                file.display()
            ))
        })?;
    }
    let absolute = std::path::absolute(&file).map_err(|error| {
        Failure(format!(
            "the data folder {} cannot be found: {error}",
            options.data.display()
        ))
    })?;
    Ok((
        format!("sqlite://{}?mode=rwc", percent_encoded(&absolute)?),
        keys,
    ))
}

/// Makes a folder that nobody else may look into. One that stands keeps its permissions.
fn make_private_folder(path: &Path) -> std::io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Makes an empty database that only its owner may read; SQLite gives its journals the same permissions.
fn make_private_file(path: &Path) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

fn warn_if_readable_by_others(ring: &Path) {
    #[cfg(unix)]
    if let Ok(metadata) = fs::metadata(ring)
        && std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o077 != 0
    {
        complain(&format!(
            "others may read the key ring {}; run chmod 600 on it",
            ring.display()
        ));
    }
}

/// The path as a database address takes it: `%` and `?` would end it or mean something else.
fn percent_encoded(path: &Path) -> Result<String, Failure> {
    let text = path.to_str().ok_or_else(|| {
        Failure(format!(
            "the path {} is not Unicode; choose another data folder",
            path.display()
        ))
    })?;
    Ok(text
        .replace('%', "%25")
        .replace('?', "%3F")
        .replace('#', "%23"))
}

/// Refuses a ring that is not the one this database was made with.
async fn check_keys(store: &Store, ring: &KeyRing) -> Result<(), Failure> {
    let known = store.settings(FINGERPRINT).await?;
    let on_ring = ring.fingerprints();
    let another = |id: &str| {
        Failure(format!(
            "the key ring's key {id} is not the one this database was made with; give the ring that belongs to it"
        ))
    };
    for (id, fingerprint) in &on_ring {
        let name = format!("{FINGERPRINT}{id}");
        if known
            .iter()
            .any(|(key, value)| *key == name && value != fingerprint)
        {
            return Err(another(id));
        }
    }
    let has = |id: &str| on_ring.iter().any(|(on_ring, _)| on_ring == id);
    if let Some(lacking) = store.share_key_ids().await?.iter().find(|id| !has(id)) {
        return Err(Failure(format!(
            "the key ring lacks the key {lacking}, which shares still use; give the ring that belongs to this database"
        )));
    }
    let oldest = on_ring.first().map_or("", |(id, _)| id.as_str());
    if let Some(audit) = store.setting(AUDIT_KEY).await?
        && audit != oldest
    {
        return Err(Failure(format!(
            "the audit trail was begun with the key {audit}, which must be the first on the key ring; \
             give the ring that belongs to this database"
        )));
    }
    // Only now is anything written. Whoever starts at the same moment with another ring loses here.
    for (id, fingerprint) in &on_ring {
        if store
            .set_setting_if_absent(&format!("{FINGERPRINT}{id}"), fingerprint)
            .await?
            != *fingerprint
        {
            return Err(another(id));
        }
    }
    if store.set_setting_if_absent(AUDIT_KEY, oldest).await? != oldest {
        return Err(another(oldest));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(folder: &Path) -> StoreOptions {
        StoreOptions {
            data: folder.join("data"),
            database_url: None,
            keys: None,
        }
    }

    async fn complaint(options: &StoreOptions, missing: Missing) -> String {
        match Installation::open(options, missing).await {
            Ok(_) => String::new(),
            Err(Failure(sentence)) => sentence,
        }
    }

    #[tokio::test]
    async fn an_installation_is_made_once_and_opened_again() {
        let folder = tempfile::tempdir().unwrap();
        let options = options(folder.path());
        assert_eq!(complaint(&options, Missing::Make).await, "");
        assert_eq!(complaint(&options, Missing::Refuse).await, "");
    }

    #[tokio::test]
    async fn looking_makes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        assert!(
            complaint(&options(folder.path()), Missing::Refuse)
                .await
                .contains("no database")
        );
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn nobody_else_may_read_the_data_or_the_ring() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let options = options(folder.path());
        assert_eq!(complaint(&options, Missing::Make).await, "");
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&options.data), 0o700);
        assert_eq!(mode(&options.key_ring_path()), 0o600);
        assert_eq!(mode(&options.data.join("discreet.sqlite")), 0o600);
    }

    #[tokio::test]
    async fn a_lost_ring_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let options = options(folder.path());
        assert_eq!(complaint(&options, Missing::Make).await, "");
        fs::remove_file(options.key_ring_path()).unwrap();
        assert!(
            complaint(&options, Missing::Make)
                .await
                .contains("does not exist")
        );
        assert!(!options.key_ring_path().exists());
    }

    #[tokio::test]
    async fn another_ring_is_refused_and_the_key_named() {
        let folder = tempfile::tempdir().unwrap();
        let options = options(folder.path());
        assert_eq!(complaint(&options, Missing::Make).await, "");
        let other = folder.path().join("other.json");
        KeyRing::open_or_create(&other).unwrap();
        let first = KeyRing::open(&options.key_ring_path()).unwrap();
        let wrong = StoreOptions {
            keys: Some(other),
            ..options
        };
        assert!(
            complaint(&wrong, Missing::Make)
                .await
                .contains(first.newest())
        );
    }

    #[tokio::test]
    async fn postgres_needs_a_ring_that_is_given() {
        let folder = tempfile::tempdir().unwrap();
        let mut options = options(folder.path());
        options.database_url = Some("postgres://nobody@127.0.0.1:1/none".to_owned());
        assert!(complaint(&options, Missing::Make).await.contains("--keys"));
        options.keys = Some(folder.path().join("none.json"));
        assert!(
            complaint(&options, Missing::Make)
                .await
                .contains("none.json")
        );
        assert!(!folder.path().join("none.json").exists());
        options.database_url = Some("mysql://x".to_owned());
        assert!(
            complaint(&options, Missing::Make)
                .await
                .contains("postgres://")
        );
    }
}
