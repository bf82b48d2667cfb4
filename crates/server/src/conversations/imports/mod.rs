//! Imports: a file of conversations is received, looked at, and brought in.
//!
//! One request does it all, or a dry run keeps the file for an hour: it can be read in another way, begun, asked
//! after and cancelled, and crosses the wire once. Must not know formats: those are `discreet_transcript::import`.

pub mod cancel_import;
pub mod create_import;
mod desk;
pub mod read_again;
pub mod reading;
pub mod run;
pub mod show_import;
pub mod start_import;
pub mod upload;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use discreet_api_types::conversations::ImportPreview;
use tokio::sync::SemaphorePermit;

pub use self::desk::{Desk, Job};
use self::reading::Reading;
use self::run::Seen;
use crate::app::App;
use crate::problem::{Answer, Refusal};

/// An import's id in the path.
pub struct ImportPath(pub String);

impl<S: Send + Sync> FromRequestParts<S> for ImportPath {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Answer<Self> {
        let Path(id) = Path::<String>::from_request_parts(parts, state)
            .await
            .map_err(|_| Refusal::not_found())?;
        Ok(Self(id))
    }
}

/// Waits until one more file may be read.
async fn turn(app: &App) -> Answer<SemaphorePermit<'_>> {
    app.imports()
        .reading()
        .acquire()
        .await
        .map_err(|_| Refusal::not_found())
}

/// What was seen, as it crosses the wire.
fn shown(job: &Job, reading: Reading, seen: Seen) -> ImportPreview {
    ImportPreview {
        id: job.id.clone(),
        format: seen.format.to_owned(),
        branches: reading.branches,
        expires_at: job.expires_at.into(),
        conversations: seen.conversations,
        skipped: seen.skipped,
    }
}

/// How many conversations there are to deal with.
fn total(seen: &Seen) -> u32 {
    u32::try_from(seen.conversations.len()).unwrap_or(u32::MAX)
}
