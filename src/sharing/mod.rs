//! Sharing: how far a conversation is exposed, and the controls that change it.
//!
//! Owns the status indicator, the sharing controls (the list of a conversation's shares) and the new share in
//! three steps. Must not know how a transcript is drawn or how findings are decided: that is `transcript` and
//! `review`. Asks for abilities sent by the server and never compares roles.

mod exposure_badge;
pub mod state;
mod status_indicator;
pub(crate) mod time;

pub use exposure_badge::ExposureBadge;
pub use status_indicator::StatusIndicator;
