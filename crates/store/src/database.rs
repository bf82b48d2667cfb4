//! Connecting: pools, engines, migrations at start, and the beginning of every write.

use std::{fmt, time::Duration};

use chrono::{DateTime, SubsecRound, Utc};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbErr,
    RuntimeErr, SqliteTransactionMode, TransactionOptions, TransactionTrait,
    sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use sea_orm_migration::MigratorTrait;

use crate::{conversations, discussion::bus::Bus, migrations::Migrator, viewer::Queues};

/// How long a statement of SQLite waits for another process's write.
const BUSY: Duration = Duration::from_secs(10);
/// How long a request waits for a connection. Writers of SQLite queue for a single one.
const ACQUIRE: Duration = Duration::from_secs(30);
/// A connection that was idle for this long is tried before it is used.
const IDLE: Duration = Duration::from_secs(5);
/// Connections of one server: to SQLite for reading, to `PostgreSQL` for everything.
const CONNECTIONS: u32 = 16;
/// The lock under which servers migrate a `PostgreSQL` database; any number, always the same.
const MIGRATION_LOCK: i64 = 0x0064_6973_6372_6565;

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
    engine: Engine,
    /// Sees what was committed when its statement began.
    pub(crate) readers: DatabaseConnection,
    /// On SQLite a single connection: writers queue here and never meet a locked database.
    pub(crate) writers: DatabaseConnection,
    /// Wakes those who wait for changes of shares.
    pub(crate) bus: Bus,
    /// Opens of shares that wait to be counted together.
    pub(crate) queues: Queues,
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
#[derive(Clone, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The address names no database this program can use.
    #[error("the database address must be of the form sqlite://PATH or postgres://USER@HOST/NAME")]
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
    /// The database cannot be listened to.
    #[error("the database cannot be listened to")]
    Unheard,
    /// Whoever was to do it fell over. Nothing was changed.
    #[error("the change was not carried out")]
    Abandoned,
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
        let store = if url.starts_with("sqlite:") {
            Self::open_sqlite(url).await
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            Self::open_postgres(url).await
        } else {
            return Err(StoreError::Address);
        };
        let store = store.map_err(|error| match error {
            // SeaORM's own message here quotes the address, which may hold a password.
            DbErr::Conn(RuntimeErr::Internal(_)) => StoreError::Address,
            other => StoreError::Database(other),
        })?;
        store.migrate().await?;
        Ok(store)
    }

    async fn open_sqlite(url: &str) -> Result<Self, DbErr> {
        // An in-memory database belongs to one connection; it must serve reading too, and never be closed.
        let in_memory = url.contains(":memory:") || url.contains("mode=memory");
        let mut writing = options(url, 1);
        writing
            .min_connections(1)
            .idle_timeout(None::<Duration>)
            .max_lifetime(None::<Duration>)
            .map_sqlx_sqlite_opts(sqlite_options);
        let writers = Database::connect(writing).await?;
        let readers = if in_memory {
            writers.clone()
        } else {
            let mut reading = options(url, CONNECTIONS);
            reading
                .map_sqlx_sqlite_opts(|options| sqlite_options(options).pragma("query_only", "ON"));
            Database::connect(reading).await?
        };
        Ok(Self {
            engine: Engine::Sqlite,
            readers,
            writers,
            bus: Bus::here(),
            queues: Queues::default(),
        })
    }

    async fn open_postgres(url: &str) -> Result<Self, DbErr> {
        let mut pool = options(url, CONNECTIONS);
        pool.set_application_name("discreet");
        let connections = Database::connect(pool).await?;
        Ok(Self {
            engine: Engine::Postgres,
            readers: connections.clone(),
            writers: connections,
            bus: Bus::between_servers(url),
            queues: Queues::default(),
        })
    }

    /// Runs all migrations in one transaction. Whoever comes second waits, and finds nothing left to do.
    async fn migrate(&self) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        if self.engine == Engine::Postgres {
            transaction
                .execute_unprepared(&format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
                .await?;
        }
        Migrator::up(&transaction, None).await?;
        conversations::bring_index_up_to_date(&transaction).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// What the store runs on.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Whether the database answers, for reading and writing.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.readers.ping().await?;
        self.writers.ping().await?;
        Ok(())
    }

    /// Closes all connections, after those in use have come back. On SQLite this folds the journal into the file.
    pub async fn close(self) -> Result<(), StoreError> {
        self.readers.close_by_ref().await?;
        self.writers.close_by_ref().await?;
        Ok(())
    }

    /// Begins a transaction that writes. On SQLite it takes the lock at once, so that it never has to give up half-way
    /// because somebody else has written since it first read.
    pub(crate) async fn begin(&self) -> Result<DatabaseTransaction, StoreError> {
        Ok(self
            .writers
            .begin_with_options(TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
                ..TransactionOptions::default()
            })
            .await?)
    }
}

fn options(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .acquire_timeout(ACQUIRE)
        // Asking before every use whether a connection still lives would double the questions.
        .test_before_acquire_if_idle_for(IDLE)
        .sqlx_logging(false)
        .record_stmt_in_spans(false);
    options
}

fn sqlite_options(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options
        .busy_timeout(BUSY)
        .journal_mode(SqliteJournalMode::Wal)
        // An acknowledged write outlives a power cut.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
}

/// A time as both engines keep it: whole microseconds.
pub(crate) fn micros(time: DateTime<Utc>) -> DateTime<Utc> {
    time.trunc_subsecs(6)
}

/// A count from a column.
pub(crate) fn count(value: i64) -> Result<u32, StoreError> {
    u32::try_from(value).map_err(|_| StoreError::Unreadable("a count out of range"))
}

/// A count from a column that may be empty.
pub(crate) fn count_or_none(value: Option<i64>) -> Result<Option<u32>, StoreError> {
    value.map(count).transpose()
}
