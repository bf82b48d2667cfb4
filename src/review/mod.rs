//! Review: what would be shared is looked through, and what must not leave is hidden.
//!
//! Owns findings and decisions with their history ([`ReviewQueue`]), loading and keeping them ([`Review`]), and the review
//! itself ([`ReviewPane`]): the transcript as the recipient will see it beside what was found. Must not know who
//! will read it or until when: that is `sharing`. Text is drawn by `transcript`; here are only ranges.

mod api;
mod fields;
mod finding_bar;
mod message_tools;
mod pane;
mod panel;
mod places;
mod scan;
mod session;
mod state;
mod toolbar;

pub use pane::ReviewPane;
pub use session::{Phase, Review, Start};
pub use state::ReviewQueue;
