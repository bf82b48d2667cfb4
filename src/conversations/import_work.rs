//! Looking at files and bringing them in, one after the other.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use discreet_api_types::conversations::{Branches, ImportState, ReadAgain};
use discreet_api_types::problem::ErrorCode;
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use web_sys::Blob;

use super::api;
use super::import_state::{Stage, end_sentence, found_sentence, left_out_at_first};
use crate::browser::{announce, timers};
use crate::http::Failure;

/// How often to ask how far an import is, in milliseconds.
const ASK_EVERY: i32 = 300;
/// Questions without an answer before giving up.
const PATIENCE: u32 = 20;

/// A file in hand.
#[derive(Clone)]
pub struct FileInHand {
    /// Tells it from the others.
    pub key: u32,
    /// Its name, or its folder's.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its content.
    pub content: Arc<SendWrapper<Blob>>,
    /// Where it stands.
    pub stage: ArcRwSignal<Stage>,
    /// Positions of what is not to be brought in.
    pub left_out: ArcRwSignal<BTreeSet<u32>>,
}

impl FileInHand {
    /// How many conversations are to be brought in.
    pub fn chosen(&self) -> usize {
        let all = self.stage.with(|stage| match stage {
            Stage::Seen(preview) => preview.conversations.len(),
            _ => 0,
        });
        all.saturating_sub(self.left_out.with(BTreeSet::len))
    }

    /// Sends it, and shows what it holds.
    pub async fn look(&self) {
        self.stage.set(Stage::Reading);
        let seen = api::look_at_import(&self.content).await;
        self.show(seen);
    }

    /// Has it read in another way; the file need not be sent again.
    pub async fn look_again(&self, asked: ReadAgain) {
        let Some(id) = self.seen_id() else { return };
        let seen = api::read_import_again(&id, &asked).await;
        match seen {
            // The server has it no longer.
            Err(failure) if failure.code() == Some(ErrorCode::NotFound) => self.look().await,
            seen => self.show(seen),
        }
    }

    fn show(&self, seen: Result<discreet_api_types::conversations::ImportPreview, Failure>) {
        match seen {
            Ok(preview) => {
                announce(&format!("{}: {}", self.name, found_sentence(&preview)));
                self.left_out.set(left_out_at_first(&preview));
                self.stage.set(Stage::Seen(Arc::new(preview)));
            }
            Err(failure) => {
                announce(&format!("{}: {failure}", self.name));
                self.stage.set(Stage::Failed(failure));
            }
        }
    }

    fn seen_id(&self) -> Option<discreet_api_types::ids::ImportId> {
        self.stage.with_untracked(|stage| match stage {
            Stage::Seen(preview) => Some(preview.id.clone()),
            Stage::Running(progress) => Some(progress.id.clone()),
            Stage::Reading | Stage::Over(_) | Stage::Failed(_) => None,
        })
    }

    /// Brings it in, and follows until it is over.
    pub async fn run(&self, stop: &Rc<Cell<bool>>) {
        let Some(id) = self.seen_id() else { return };
        let left_out = self
            .left_out
            .with_untracked(|all| all.iter().copied().collect());
        let mut progress = match api::start_import(&id, left_out).await {
            Ok(progress) => progress,
            Err(failure) if failure.code() == Some(ErrorCode::NotFound) => {
                // The hour is over, or another server answers.
                self.look().await;
                announce(
                    "The server had the file no longer, so it was sent again. Look at the list, then import.",
                );
                return;
            }
            Err(failure) => return self.stage.set(Stage::Failed(failure)),
        };
        let mut unanswered = 0;
        let mut asked_to_stop = false;
        while progress.state == ImportState::Running {
            self.stage.set(Stage::Running(Arc::new(progress.clone())));
            timers::sleep(ASK_EVERY).await;
            let answer = if stop.get() && !asked_to_stop {
                asked_to_stop = true;
                api::cancel_import(&id).await
            } else {
                api::import_progress(&id).await
            };
            match answer {
                Ok(now) => {
                    progress = now;
                    unanswered = 0;
                }
                Err(Failure::Offline) if unanswered < PATIENCE => unanswered += 1,
                Err(failure) => return self.stage.set(Stage::Failed(failure)),
            }
        }
        announce(&format!("{}: {}", self.name, end_sentence(&progress)));
        self.stage.set(Stage::Over(Arc::new(progress)));
    }

    /// Lets the server forget it, if it waits there.
    pub async fn forget(&self) {
        if let Some(id) = self.seen_id() {
            // If it is gone already, so much the better.
            let _ = api::cancel_import(&id).await;
        }
    }
}

/// From the value of a choice.
pub fn branches(value: &str) -> Branches {
    if value == "all" {
        Branches::All
    } else {
        Branches::Current
    }
}
