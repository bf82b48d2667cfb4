//! Teams, for admins: named groups of people that shares may name.

mod delete_dialog;
mod page;
mod team_dialog;

pub use page::TeamsPage;
