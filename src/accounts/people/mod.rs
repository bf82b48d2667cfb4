//! People, for admins: who there is, who may do what, who leaves. Knows teams only by the link to them.

mod erase_dialog;
mod invite_dialog;
mod leave_dialog;
mod link_shown;
mod new_link_dialog;
mod page;
mod person_row;
mod role_dialog;
mod roles_table;
pub mod state;
mod successor;

pub use page::PeoplePage;
