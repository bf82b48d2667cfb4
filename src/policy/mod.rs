//! Policy: what an organisation decided for all its people.
//!
//! Owns the team memory: its own words and patterns, which the detector finds, and values it never suggests. Must not
//! know conversations; whoever reviews one hands over single values.

mod add_word;
mod api;
mod state;
mod words_page;

pub use api::{add, words};
pub use state::{is_preset, settings};
pub use words_page::WordsPage;
