//! Who is signed in, and what they may do. The interface asks for abilities and never compares roles.

use discreet_api_types::accounts::{Abilities, Session};
use discreet_api_types::ids::PersonId;
use discreet_api_types::problem::ErrorCode;
use leptos::prelude::*;

use crate::http::{self, Failure};

/// What is known about who is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Not asked yet.
    Unknown,
    /// Nobody is.
    SignedOut,
    /// Somebody is.
    SignedIn,
    /// The server did not say.
    Failed,
}

/// The session of the page: a context, provided by the app.
#[derive(Clone, Copy)]
pub struct CurrentSession {
    session: RwSignal<Option<Session>>,
    standing: RwSignal<Standing>,
    failure: RwSignal<Option<Failure>>,
    lapsed: RwSignal<bool>,
}

impl CurrentSession {
    /// Nothing is known yet.
    #[expect(
        clippy::new_without_default,
        reason = "it makes signals, which belong to an owner"
    )]
    pub fn new() -> Self {
        Self {
            session: RwSignal::new(None),
            standing: RwSignal::new(Standing::Unknown),
            failure: RwSignal::new(None),
            lapsed: RwSignal::new(false),
        }
    }

    /// What is known.
    pub fn standing(self) -> Standing {
        self.standing.get()
    }

    /// Why the server did not say.
    pub fn failure(self) -> Option<Failure> {
        self.failure.get()
    }

    /// Who is signed in.
    pub fn get(self) -> Option<Session> {
        self.session.get()
    }

    /// What they may do anywhere; nothing while nobody is signed in.
    pub fn abilities(self) -> Abilities {
        self.session
            .with(|session| session.as_ref().map(|session| session.abilities.clone()))
            .unwrap_or_default()
    }

    /// Asks something about the id of who is signed in; no, while nobody is.
    pub fn with_person(self, ask: impl FnOnce(&PersonId) -> bool) -> bool {
        self.session.with(|session| {
            session
                .as_ref()
                .is_some_and(|session| ask(&session.person.id))
        })
    }

    /// The session ended while a page was open: the page stays, with what was typed in it, until signed in again.
    pub fn lapsed(self) -> RwSignal<bool> {
        self.lapsed
    }

    /// Somebody signed in.
    pub fn signed_in(self, session: Session) {
        self.session.set(Some(session));
        self.standing.set(Standing::SignedIn);
        self.lapsed.set(false);
    }

    /// They signed out.
    pub fn signed_out(self) {
        self.session.set(None);
        self.standing.set(Standing::SignedOut);
        self.lapsed.set(false);
    }

    /// The server says that nobody is signed in.
    pub fn refused(self) {
        match self.standing.get_untracked() {
            Standing::SignedIn => self.lapsed.set(true),
            Standing::Unknown | Standing::SignedOut | Standing::Failed => self.signed_out(),
        }
    }

    /// Asks the server who is signed in.
    pub async fn ask(self) {
        match http::get::<Session>("/session").await {
            Ok(session) => self.signed_in(session),
            Err(failure) if failure.code() == Some(ErrorCode::SignedOut) => {}
            Err(failure) => {
                self.failure.set(Some(failure));
                self.standing.set(Standing::Failed);
            }
        }
    }
}

/// The session of the page.
///
/// # Panics
/// Outside the app, which provides it.
pub fn current() -> CurrentSession {
    expect_context()
}
