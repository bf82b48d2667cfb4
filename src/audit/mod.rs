//! The audit trail, for admins: what happened, newest first, and whether it is still as it was written.

mod api;
mod filters;
mod integrity;
mod page;
mod rows;
pub mod state;

pub use page::AuditPage;
