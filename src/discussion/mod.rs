//! The discussion of a share: comments on messages, on selected words and on the whole, as they come.
//!
//! Publishes [`Discussion`], the state and calls of one share's discussion, and [`discussion_panel`], which draws it.
//! Comments are text with links to messages, never markup. Knows the transcript, and neither the viewer nor the
//! workspace: both may show it.

mod api;
mod composer;
mod drafts;
mod list;
mod live;
mod people;
mod state;
mod thread;
mod wire;

pub use api::mark_action;
pub use list::discussion_panel;
pub use live::{Discussion, Place};
pub use state::{Comments, Shown, Thread, kind_icon, kind_words};
pub use wire::done_by;
