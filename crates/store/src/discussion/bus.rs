//! Waking those who wait for a share's changes: in this process, and through `PostgreSQL` in every other.
//!
//! A wake carries the share's id and nothing else; who is woken reads the table of events. It may come twice, and
//! after a lost connection [`Wake::All`] stands for everything that was missed.

use std::{fmt, sync::Arc, time::Duration};

use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, Statement, sqlx::postgres::PgListener,
};
use tokio::{
    sync::{Mutex, broadcast},
    task::JoinHandle,
};

use crate::{Store, StoreError};

/// The channel of `PostgreSQL` that all servers of a database hear.
const CHANNEL: &str = "discreet_shares";
/// Wakes kept for a waiter that is slow; one that is slower reads the table once instead.
const KEPT: usize = 1_024;
/// Between tries to hear again.
const AGAIN: Duration = Duration::from_secs(1);

/// Something may have happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wake {
    /// On this share.
    Share(Arc<str>),
    /// On any: some wakes were lost.
    All,
}

impl Wake {
    /// Whether it is about this share.
    pub fn concerns(&self, share: &str) -> bool {
        match self {
            Self::Share(id) => &**id == share,
            Self::All => true,
        }
    }
}

/// Hears wakes from the moment it was made.
pub struct Wakes(broadcast::Receiver<Wake>);

impl Wakes {
    /// The next wake. Never ends as long as the store is open.
    pub async fn next(&mut self) -> Wake {
        match self.0.recv().await {
            Ok(wake) => wake,
            Err(broadcast::error::RecvError::Lagged(_)) => Wake::All,
            Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
        }
    }
}

/// The store's end of it. Clones are the same bus.
#[derive(Clone)]
pub(crate) struct Bus(Arc<Inner>);

struct Inner {
    sender: broadcast::Sender<Wake>,
    /// Where to listen, on `PostgreSQL`.
    url: Option<String>,
    listening: Mutex<Option<Listening>>,
}

impl fmt::Debug for Bus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Bus(..)")
    }
}

/// One connection of this server's own, given back when the store is gone.
struct Listening(JoinHandle<()>);

impl Drop for Listening {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Bus {
    /// A bus inside this process.
    pub(crate) fn here() -> Self {
        Self::new(None)
    }

    /// A bus between the servers of a `PostgreSQL` database.
    pub(crate) fn between_servers(url: &str) -> Self {
        Self::new(Some(url.to_owned()))
    }

    fn new(url: Option<String>) -> Self {
        Self(Arc::new(Inner {
            sender: broadcast::Sender::new(KEPT),
            url,
            listening: Mutex::new(None),
        }))
    }

    /// Before the commit: what the database delivers with it.
    pub(crate) async fn before_commit(
        &self,
        db: &DatabaseTransaction,
        shares: &[String],
    ) -> Result<(), StoreError> {
        if self.0.url.is_none() {
            return Ok(());
        }
        for share in shares {
            let notify = Statement::from_sql_and_values(
                DbBackend::Postgres,
                "SELECT pg_notify($1, $2)",
                [CHANNEL.into(), share.as_str().into()],
            );
            db.execute_raw(notify).await?;
        }
        Ok(())
    }

    /// After the commit, where no database delivers.
    pub(crate) fn after_commit(&self, shares: Vec<String>) {
        if self.0.url.is_some() {
            return;
        }
        for share in shares {
            // Nobody may be waiting.
            let _ = self.0.sender.send(Wake::Share(share.into()));
        }
    }

    async fn subscribe(&self) -> Result<Wakes, StoreError> {
        if let Some(url) = &self.0.url {
            let mut listening = self.0.listening.lock().await;
            if listening.is_none() {
                let listener = listen(url).await?;
                let task = tokio::spawn(hear(listener, url.clone(), self.0.sender.clone()));
                *listening = Some(Listening(task));
            }
        }
        Ok(Wakes(self.0.sender.subscribe()))
    }
}

impl Store {
    /// Waits for changes of shares. Made first, so that nothing is missed between reading the table and waiting.
    pub async fn wakes(&self) -> Result<Wakes, StoreError> {
        self.bus.subscribe().await
    }
}

async fn listen(url: &str) -> Result<PgListener, StoreError> {
    let unheard = |_| StoreError::Unheard;
    let mut listener = PgListener::connect(url).await.map_err(unheard)?;
    listener.listen(CHANNEL).await.map_err(unheard)?;
    Ok(listener)
}

/// Passes on what other servers and this one say, for as long as the store is open.
async fn hear(mut listener: PgListener, url: String, sender: broadcast::Sender<Wake>) {
    loop {
        match listener.try_recv().await {
            Ok(Some(said)) => {
                let _ = sender.send(Wake::Share(said.payload().into()));
            }
            // The connection was lost and is back: what was said in between was not heard.
            Ok(None) => {
                let _ = sender.send(Wake::All);
            }
            Err(_) => {
                tracing::warn!("the database is not heard; trying again");
                listener = loop {
                    tokio::time::sleep(AGAIN).await;
                    if let Ok(again) = listen(&url).await {
                        break again;
                    }
                };
                let _ = sender.send(Wake::All);
            }
        }
    }
}
