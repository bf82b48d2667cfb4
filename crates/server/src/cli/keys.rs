//! `discreet keys`: making and showing key rings.

use std::io::Write;
use std::path::PathBuf;

use clap::Subcommand;

use super::{Answer, Failure, Outcome, table};
use crate::keys::KeyRing;

/// Makes and shows key rings.
#[derive(Subcommand)]
pub enum Keys {
    /// Makes a key ring with one key. With PostgreSQL, give the same one to every server.
    New {
        /// Where to write it; nothing may stand there.
        file: PathBuf,
    },
    /// Lists the keys of a ring by id and fingerprint, oldest first, without showing a secret.
    List {
        /// The key ring.
        file: PathBuf,
    },
}

impl Keys {
    /// Does it.
    pub fn run(self) -> Outcome {
        let ring = match &self {
            Self::New { file } if file.exists() => {
                return Err(Failure(format!(
                    "{} exists already and was left as it is",
                    file.display()
                )));
            }
            Self::New { file } => KeyRing::open_or_create(file)?,
            Self::List { file } => KeyRing::open(file)?,
        };
        let rows: Vec<_> = ring
            .fingerprints()
            .into_iter()
            .map(|(id, fingerprint)| vec![id, fingerprint])
            .collect();
        let mut out = std::io::stdout();
        out.write_all(table(&["key", "fingerprint"], &rows).as_bytes())?;
        Ok(Answer::Yes)
    }
}
