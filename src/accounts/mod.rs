//! Accounts: signing in and out, the first admin, one's own account, people and teams.
//!
//! Publishes the pages, the sign-in form, the way back ([`remember_way_back`], [`go_back`]), the calls that find
//! colleagues and teams ([`find_people`], [`teams`]) and the field that picks one ([`PersonPicker`]). Must not know
//! what lies behind the door.

mod api;
mod own;
pub mod people;
mod person_picker;
mod set_up_page;
mod sign_in_form;
mod sign_in_page;
mod sign_out;
pub mod state;
mod tabs;
mod teams;
mod way_back;
mod welcome_page;

pub use api::{people as everybody, teams as all_teams};
pub use own::OwnAccountPage;
pub use people::PeoplePage;
pub use person_picker::{Colleagues, PersonPicker};
pub use set_up_page::SetUpPage;
pub use sign_in_form::SignInForm;
pub use sign_in_page::SignInPage;
pub use sign_out::{SignOut, sign_out};
pub use teams::TeamsPage;
pub use way_back::{go_back, remember_way_back};
pub use welcome_page::WelcomePage;
