//! Signing out.

use leptos::prelude::*;

use super::api;
use crate::session;
use crate::ui::Toasts;

/// Which sessions end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignOut {
    /// This one.
    Here,
    /// All of this person's, on every device.
    Everywhere,
}

/// An action that signs out and leaves no page of theirs on the screen.
pub fn sign_out() -> Action<SignOut, ()> {
    let session = session::current();
    let toasts = expect_context::<Toasts>();
    Action::new_unsync(move |scope: &SignOut| {
        let scope = *scope;
        async move {
            match api::sign_out(scope == SignOut::Everywhere).await {
                Ok(()) => {
                    session.signed_out();
                    if scope == SignOut::Everywhere {
                        toasts.good("Signed out on every device");
                    }
                }
                Err(failure) => toasts.info(format!("You are still signed in. {failure}")),
            }
        }
    })
}
