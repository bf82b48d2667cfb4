//! Conversations: the list, one of them, bringing them in, deleting them.
//!
//! Publishes the two pages, the import host and how a status is said. Must not know how far a conversation is
//! exposed or how a message is drawn: that is `sharing` and `transcript`.

mod about;
mod api;
mod comments;
mod delete_dialog;
mod edit_line;
mod filters;
mod header;
mod import;
mod import_file;
mod import_preview;
mod import_report;
mod import_state;
mod import_work;
mod list_page;
mod notes;
mod open_conversation;
mod page;
mod row;
pub mod state;
mod status_pill;

pub use import::{ImportHost, Importer};
pub use list_page::ConversationsPage;
pub use page::ConversationPage;
pub use state::status_label;
pub use status_pill::StatusPill;
