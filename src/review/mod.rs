//! Review: what would be shared is looked through, and what must not leave is hidden.
//!
//! Owns findings and decisions with their history ([`ReviewQueue`]), loading and keeping them ([`Review`]), and the review
//! itself ([`ReviewPane`]): the transcript as the recipient will see it beside what was found. Must not know who
//! will read it or until when: that is `sharing`. Text is drawn by `transcript`; here are only ranges.

mod api;
mod fields;
mod find_and_redact;
mod finding_bar;
mod findings;
mod keeping;
mod marks;
mod message_tools;
mod pane;
mod panel;
mod places;
mod reasons;
pub mod requests;
mod scan;
mod search;
mod session;
mod state;
mod team_memory;
mod toolbar;

pub use pane::ReviewPane;
pub use session::{Phase, Prepared, Review, Start};
pub use state::ReviewQueue;
