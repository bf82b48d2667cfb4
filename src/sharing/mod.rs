//! Sharing: how far a conversation is exposed, and the controls that change it.
//!
//! Owns the status indicator, the sharing controls (the list of a conversation's shares) and the new share in
//! three steps. Must not know how a transcript is drawn or how findings are decided: that is `transcript` and
//! `review`. Asks for abilities sent by the server and never compares roles.
//!
//! ```text
//! <ExposureBadge exposure />                                             // a row of a list
//! <StatusIndicator exposure on_open />                                   // the header of a conversation
//! <SharingControls conversation open on_changed />                       // stays mounted beside it
//! ```

#![expect(
    clippy::large_types_passed_by_value,
    reason = "the desk is a handle of signals, copied into closures as Leptos wants it"
)]

mod access_words;
mod accesses;
mod api;
mod ask_review;
mod audience_step;
mod change_share;
mod check_access;
mod controls;
mod desk;
mod expiry_field;
mod exposure_badge;
pub mod form;
mod link_step;
mod my_shares;
mod new_share;
mod password_field;
mod people_field;
mod protection;
mod qr_code;
mod requests;
mod share_list;
mod share_row;
pub mod state;
mod status_indicator;
pub(crate) mod time;
mod update_share;

pub use controls::SharingControls;
pub use exposure_badge::ExposureBadge;
pub use my_shares::MySharesPage;
pub use status_indicator::StatusIndicator;
