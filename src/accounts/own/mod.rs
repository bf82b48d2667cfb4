//! One's own account: password and sessions.

mod page;
mod password_form;
mod sessions;

pub use page::OwnAccountPage;
