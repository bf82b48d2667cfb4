//! Files that were looked at and wait to be brought in, and those that are being brought in.
//!
//! They are this server's own: a file lies where it was received, for an hour, and nowhere in the database. Knows
//! neither how a file is read nor what becomes of its conversations.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use discreet_api_types::conversations::{ImportProgress, ImportReport, ImportState};
use discreet_api_types::ids::ImportId;
use discreet_api_types::problem::ErrorCode;
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::reading::Reading;
use super::upload::Upload;
use crate::auth;
use crate::problem::{Answer, Refusal};

/// How long a file waits.
pub const LASTS: TimeDelta = TimeDelta::hours(1);
/// Most files of one person; the oldest that waits makes room.
const FILES_OF_ONE: usize = 5;
/// Files that are read at once; each costs a thread and the memory of its largest conversation.
const READ_AT_ONCE: usize = 8;

/// All imports of this server.
pub struct Desk {
    folder: OnceLock<PathBuf>,
    jobs: Mutex<HashMap<String, Arc<Job>>>,
    reading: Semaphore,
}

/// One import.
pub struct Job {
    /// Its id.
    pub id: ImportId,
    /// Whose.
    owner: Uuid,
    made_at: DateTime<Utc>,
    /// Until when it is kept.
    pub expires_at: DateTime<Utc>,
    stage: Mutex<Stage>,
    done: AtomicU32,
    cancelled: AtomicBool,
}

struct Stage {
    state: ImportState,
    /// Gone once it is not needed any more.
    upload: Option<Upload>,
    reading: Reading,
    /// Conversations to deal with.
    total: u32,
    report: Option<ImportReport>,
}

impl Desk {
    /// Nothing waits.
    pub fn new() -> Self {
        Self {
            folder: OnceLock::new(),
            jobs: Mutex::default(),
            reading: Semaphore::new(READ_AT_ONCE),
        }
    }

    /// Says where files are to lie; without, they lie where the system has room for such.
    pub fn keep_files_in(&self, folder: PathBuf) {
        let _ = self.folder.set(folder);
    }

    /// Where files lie.
    pub fn folder(&self) -> &Path {
        self.folder.get_or_init(std::env::temp_dir)
    }

    /// What to hold while a file is read.
    pub fn reading(&self) -> &Semaphore {
        &self.reading
    }

    /// Keeps a file that was looked at.
    pub fn keep(
        &self,
        owner: Uuid,
        upload: Upload,
        reading: Reading,
        total: u32,
        now: DateTime<Utc>,
    ) -> Arc<Job> {
        let (id, _) = auth::new_token();
        let job = Arc::new(Job {
            id: ImportId(id.clone()),
            owner,
            made_at: now,
            expires_at: now + LASTS,
            stage: Mutex::new(Stage {
                state: ImportState::Ready,
                upload: Some(upload),
                reading,
                total,
                report: None,
            }),
            done: AtomicU32::new(0),
            cancelled: AtomicBool::new(false),
        });
        let mut jobs = locked(&self.jobs);
        jobs.retain(|_, job| job.lives(now));
        make_room(&mut jobs, owner);
        jobs.insert(id, Arc::clone(&job));
        job
    }

    /// This person's import of this id; everything else is not found.
    pub fn find(&self, owner: Uuid, id: &str, now: DateTime<Utc>) -> Answer<Arc<Job>> {
        locked(&self.jobs)
            .get(id)
            .filter(|job| job.owner == owner && job.lives(now))
            .cloned()
            .ok_or_else(Refusal::not_found)
    }

    /// Forgets what is over.
    pub fn sweep(&self, now: DateTime<Utc>) {
        locked(&self.jobs).retain(|_, job| job.lives(now));
    }
}

/// The oldest of this person's files that wait goes, if there are too many.
fn make_room(jobs: &mut HashMap<String, Arc<Job>>, owner: Uuid) {
    let mut waiting: Vec<_> = jobs
        .values()
        .filter(|job| job.owner == owner && job.state() == ImportState::Ready)
        .map(|job| (job.made_at, job.id.0.clone()))
        .collect();
    waiting.sort();
    let too_many = (waiting.len() + 1).saturating_sub(FILES_OF_ONE);
    for (_, id) in waiting.into_iter().take(too_many) {
        jobs.remove(&id);
    }
}

impl Job {
    fn lives(&self, now: DateTime<Utc>) -> bool {
        self.state() == ImportState::Running || now < self.expires_at
    }

    fn state(&self) -> ImportState {
        locked(&self.stage).state
    }

    /// The file and how it was read, while it waits.
    pub fn waiting(&self) -> Answer<(Upload, Reading)> {
        let stage = locked(&self.stage);
        match (&stage.upload, stage.state) {
            (Some(upload), ImportState::Ready) => Ok((upload.clone(), stage.reading)),
            _ => Err(begun()),
        }
    }

    /// The file was read in another way.
    pub fn read_again(&self, reading: Reading, total: u32) -> Answer<()> {
        let mut stage = locked(&self.stage);
        if stage.state != ImportState::Ready {
            return Err(begun());
        }
        stage.reading = reading;
        stage.total = total;
        Ok(())
    }

    /// Begins, once: answers what to read. `left_out` conversations are not dealt with.
    pub fn begin(&self, left_out: u32) -> Answer<(Upload, Reading)> {
        let mut stage = locked(&self.stage);
        if stage.state != ImportState::Ready {
            return Err(begun());
        }
        let upload = stage.upload.take().ok_or_else(begun)?;
        stage.state = ImportState::Running;
        stage.total = stage.total.saturating_sub(left_out);
        Ok((upload, stage.reading))
    }

    /// So many were dealt with; break means that it is to stop.
    pub fn told(&self, done: u32) -> ControlFlow<()> {
        self.done.store(done, Ordering::Relaxed);
        if self.cancelled.load(Ordering::Relaxed) {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }

    /// It is over.
    pub fn end(&self, state: ImportState, report: ImportReport) {
        let mut stage = locked(&self.stage);
        stage.state = state;
        stage.report = Some(report);
        stage.upload = None;
    }

    /// Stops it: at once if it waits, after the conversation in hand if it runs. What is over stays as it is.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
        let mut stage = locked(&self.stage);
        if stage.state == ImportState::Ready {
            stage.state = ImportState::Cancelled;
            stage.upload = None;
        }
    }

    /// How far it is.
    pub fn progress(&self) -> ImportProgress {
        let stage = locked(&self.stage);
        ImportProgress {
            id: self.id.clone(),
            state: stage.state,
            done: self.done.load(Ordering::Relaxed),
            total: stage.total,
            report: stage.report.clone(),
        }
    }
}

fn begun() -> Refusal {
    Refusal::new(
        ErrorCode::Conflict,
        "This import has begun already. Look how far it is, or send the file again.",
    )
}

/// What a thread that panicked left behind is still what it is: counts and states.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
