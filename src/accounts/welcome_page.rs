//! `/welcome#t=TOKEN`: choosing a password, from the one-time link an admin handed over.

use discreet_api_types::people::UsePasswordLink;
use discreet_api_types::problem::ErrorCode;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::api;
use crate::browser::{location, title};
use crate::http::Failure;
use crate::paths;
use crate::session;
use crate::ui::{Banner, Button, ButtonKind, ErrorSummary, FieldProblem, Look, TextInput, Tone};

const PASSWORD: &str = "welcome-password";

/// Chooses a password and signs in.
#[component]
pub fn WelcomePage() -> impl IntoView {
    let session = session::current();
    title::show("Choose a password".to_owned());
    let token = location::fragment_value(&location::fragment(), "t").map(str::to_owned);
    let no_token = token.is_none();
    let token = StoredValue::new(token.unwrap_or_default());
    let password = RwSignal::new(String::new());
    let failure = RwSignal::new(None::<Failure>);
    let navigate = use_navigate();
    let choose = Action::new_unsync(move |wanted: &UsePasswordLink| {
        let wanted = wanted.clone();
        let navigate = navigate.clone();
        async move {
            match api::use_password_link(&wanted).await {
                Ok(who) => {
                    session.signed_in(who);
                    // In place of this page: its address holds the used key.
                    navigate(
                        paths::HOME,
                        leptos_router::NavigateOptions {
                            replace: true,
                            ..leptos_router::NavigateOptions::default()
                        },
                    );
                }
                Err(reason) => {
                    failure.try_set(Some(reason));
                }
            }
        }
    });
    let problems = Signal::derive(move || {
        match failure.get() {
        None => Vec::new(),
        Some(failure) if failure.code() == Some(ErrorCode::NotFound) => vec![FieldProblem {
            id: None,
            message:
                "This link was used already, or is too old. Ask an admin of your organisation for a new one."
                    .to_owned(),
        }],
        Some(failure) => vec![FieldProblem {
            id: failure.field("password").map(|_| PASSWORD.to_owned()),
            message: failure
                .field("password")
                .unwrap_or_else(|| failure.to_string()),
        }],
    }
    });
    let error = Signal::derive(move || failure.with(|failure| failure.as_ref()?.field("password")));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if choose.pending().get_untracked() {
            return;
        }
        failure.set(None);
        choose.dispatch(UsePasswordLink {
            token: token.get_value(),
            password: password.get_untracked(),
        });
    };
    view! {
        <section class="door">
            <div class="door__card">
                <h1 tabindex="-1">"Choose a password"</h1>
                <p class="quiet small">
                    "With it and your e-mail address you sign in to Discreet from now on."
                </p>
                {no_token
                    .then(|| {
                        view! {
                            <Banner tone=Tone::Warning>
                                "This address lacks its key. Open the whole link that you were given."
                            </Banner>
                        }
                    })}
                <form class="form" novalidate on:submit=submit>
                    <ErrorSummary problems />
                    <TextInput
                        id=PASSWORD
                        label="Password"
                        kind="password"
                        autocomplete="new-password"
                        hint=Some(
                            "At least 12 characters; a few words are easy to remember.".to_owned(),
                        )
                        value=password
                        error
                    />
                    <Button kind=ButtonKind::Submit look=Look::Primary busy=choose.pending()>
                        "Choose password and sign in"
                    </Button>
                </form>
            </div>
        </section>
    }
}
