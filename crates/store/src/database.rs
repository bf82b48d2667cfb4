//! Connecting: pools, engines, migrations at start, and the one way to write.

use std::fmt;

use sea_orm::{DatabaseConnection, DbErr};

/// What the store runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Embedded.
    Sqlite,
    /// A server.
    Postgres,
}

/// The store. Clones share their connections.
#[derive(Clone)]
pub struct Store {
    pub(crate) engine: Engine,
    pub(crate) readers: DatabaseConnection,
    pub(crate) writers: DatabaseConnection,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store")
            .field("engine", &self.engine)
            .finish_non_exhaustive()
    }
}

/// The database failed, or holds what this program did not write.
///
/// `Debug` and `Display` show the database's message without its detail, which could quote a value.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The address names no database this program can use.
    #[error("the database address must start with sqlite:// or postgres://")]
    Address,
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] DbErr),
    /// A stored value is not one this program writes.
    #[error("the database holds {0}")]
    Unreadable(&'static str),
    /// A record was to be written for an organisation that does not exist.
    #[error("there is no such organisation")]
    NoSuchOrganisation,
}

impl fmt::Debug for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StoreError({self})")
    }
}

impl Store {
    /// Connects to `sqlite://path?mode=rwc` or `postgres://…` and brings the tables up to date. Two servers may start
    /// at once: one waits for the other.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        todo!()
    }

    /// What the store runs on.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Whether the database answers, for reading and writing.
    pub async fn ping(&self) -> Result<(), StoreError> {
        todo!()
    }

    /// Closes all connections, after those in use have come back.
    pub async fn close(self) -> Result<(), StoreError> {
        todo!()
    }
}
