//! `/sign-in`

use leptos::prelude::*;

use super::{SignInForm, go_back};
use crate::browser::{focus, timers, title};
use crate::session::{self, Standing};

/// Signing in, and back to where somebody was.
#[component]
pub fn SignInPage() -> impl IntoView {
    let session = session::current();
    title::show("Sign in".to_owned());
    let back = go_back();
    // The effect speaks to the router: whoever is signed in has nothing to do here.
    Effect::new(move |_| {
        if session.standing() == Standing::SignedIn {
            back();
        }
    });
    timers::after(0, || {
        focus::focus_id("sign-in-email");
    });
    view! {
        <section class="door">
            <div class="door__card">
                <h1 tabindex="-1">"Sign in"</h1>
                <SignInForm on_signed_in=Callback::new(move |who| session.signed_in(who)) />
            </div>
            <p class="door__foot">
                "No account, or the password is lost? Ask an admin of your organisation."
            </p>
        </section>
    }
}
