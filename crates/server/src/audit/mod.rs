//! The audit trail, for admins.

pub mod download;
pub mod filter;
pub mod head;
pub mod list;
pub mod verify;
