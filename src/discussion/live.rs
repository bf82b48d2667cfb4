//! One share's discussion as a page has it: what has come, what comes, and what is sent.

use std::rc::Rc;

use discreet_api_types::discussion::{ChangeComment, Comment, NewComment};
use discreet_api_types::ids::{CommentId, ShareId};
use leptos::prelude::*;

use super::api;
use super::state::Comments;
use crate::browser::concrete::{Work, on_window};
use crate::browser::events::{Wanted, hear};
use crate::http::Failure;

/// Kinds of events, as they stand on the wire.
const KINDS: &[&str] = &["ready", "comment", "snapshot", "share", "ended"];

/// What a new comment is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The message; none: the whole conversation.
    pub message: Option<u32>,
    /// The words selected in it.
    pub leaves: Option<(u32, u32)>,
    /// What they say.
    pub words: String,
    /// The comment begins with this.
    pub quotation: String,
    /// It is one of the AI's.
    pub of_ai: bool,
}

/// A handle on a share's discussion. Lives as long as the reactive owner that made it.
#[derive(Clone, Copy)]
pub struct Discussion {
    share: StoredValue<ShareId>,
    /// What has come.
    pub comments: RwSignal<Comments>,
    /// It could not be read.
    pub failure: RwSignal<Option<Failure>>,
    /// What the composer is asked to be about.
    pub wanted: RwSignal<Option<Place>>,
    /// The thread that a message's count was pressed for.
    pub at_message: RwSignal<Option<u32>>,
    work: Work,
}

impl Discussion {
    /// Reads it, and hears what comes. `share_changed`: what stands around the share did, or it has ended.
    pub fn new(share: &ShareId, share_changed: Rc<dyn Fn()>) -> Self {
        let discussion = Self {
            share: StoredValue::new(share.clone()),
            comments: RwSignal::new(Comments::default()),
            failure: RwSignal::new(None),
            wanted: RwSignal::new(None),
            at_message: RwSignal::new(None),
            work: Work::new(),
        };
        discussion.catch_up();
        let of = share.clone();
        hear(Wanted {
            name: format!("discreet.events.{}", share.0),
            kinds: KINDS,
            address: Box::new(move || api::events(&of, discussion.latest())),
            act: Box::new(move |kind, _| {
                match kind {
                    "ready" | "comment" => discussion.catch_up(),
                    _ => share_changed(),
                }
                kind != "ended"
            }),
        });
        // What was missed while there was no connection, or the page was asleep.
        for event in ["online", "pageshow"] {
            on_window(event, move || discussion.catch_up());
        }
        discussion
    }

    /// Whose discussion it is.
    pub fn share(self) -> ShareId {
        self.share.get_value()
    }

    fn latest(self) -> u64 {
        self.comments
            .try_with_untracked(Comments::latest)
            .unwrap_or(0)
    }

    /// Asks for everything that was not seen.
    pub fn catch_up(self) {
        let Some(share) = self.share.try_get_value() else {
            return;
        };
        self.work.start(async move {
            loop {
                match api::list(&share, self.latest()).await {
                    Ok(page) => {
                        self.failure.try_set(None);
                        let more = self.comments.try_update(|comments| comments.take(page));
                        if more != Some(true) {
                            break;
                        }
                    }
                    Err(failure) => {
                        self.failure.try_set(Some(failure));
                        break;
                    }
                }
            }
        });
    }

    /// Adds a comment.
    pub async fn add(self, new: NewComment) -> Result<(), Failure> {
        let Some(share) = self.share.try_get_value() else {
            return Ok(());
        };
        let comment = api::add(&share, &new).await?;
        self.put(comment);
        Ok(())
    }

    /// Changes a comment.
    pub async fn change(self, change: ChangeComment) -> Result<(), Failure> {
        let Some(share) = self.share.try_get_value() else {
            return Ok(());
        };
        let comment = api::change(&share, &change).await?;
        self.put(comment);
        Ok(())
    }

    /// Deletes a comment.
    pub async fn delete(self, id: CommentId) -> Result<(), Failure> {
        let Some(share) = self.share.try_get_value() else {
            return Ok(());
        };
        api::delete(&share, &id).await?;
        self.comments.try_update(|comments| comments.forget(&id));
        Ok(())
    }

    fn put(self, comment: Comment) {
        self.comments.try_update(|comments| comments.put(comment));
    }
}
