//! My shares: everything one ever shared, and for admins everybody's, without their text.

mod exposure_picture;
mod filters;
mod page;
mod renew_dialog;
mod row;
pub mod state;
mod stop_dialog;

pub use page::MySharesPage;
