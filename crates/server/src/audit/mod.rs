//! The audit trail, for admins.

pub mod list;
pub mod verify;
