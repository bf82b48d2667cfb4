//! Requests for review: a colleague checks a share before it goes live.
//!
//! Owns the list of requests and the page of one. Asking begins where a share is made: `sharing` does that with
//! [`list`], [`ask`] and [`ask_again`].

mod api;
mod list_page;
mod request_page;
mod state;

pub use api::{ask, ask_again, list};
pub use list_page::ReviewsPage;
pub use request_page::ReviewRequestPage;
pub use state::{is_open, status_token, status_words};
