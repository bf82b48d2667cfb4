//! Accounts: signing in and out, and the first admin.
//!
//! Publishes the pages, the sign-in form and the way back ([`remember_way_back`], [`go_back`]). Must not know what
//! lies behind the door.

mod api;
mod set_up_page;
mod sign_in_form;
mod sign_in_page;
mod sign_out;
pub mod state;
mod way_back;

pub use set_up_page::SetUpPage;
pub use sign_in_form::SignInForm;
pub use sign_in_page::SignInPage;
pub use sign_out::{SignOut, sign_out};
pub use way_back::{go_back, remember_way_back};
