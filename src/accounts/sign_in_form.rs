//! The sign-in form. Keeps what was typed, whatever happens.

use discreet_api_types::accounts::{Session, SignIn};
use leptos::prelude::*;

use super::api;
use super::state::{sign_in_gaps, sign_in_sentence};
use crate::ui::{Button, ButtonKind, ErrorSummary, FieldProblem, Look, TextInput};

/// Address and password.
#[component]
pub fn SignInForm(
    /// What the address field holds at first.
    #[prop(optional, into)]
    email: String,
    on_signed_in: Callback<Session>,
) -> impl IntoView {
    let email = RwSignal::new(email);
    let password = RwSignal::new(String::new());
    let problems = RwSignal::new(Vec::<FieldProblem>::new());
    let email_error = RwSignal::new(None::<String>);
    let password_error = RwSignal::new(None::<String>);
    let sign_in = Action::new_unsync(move |credentials: &SignIn| {
        let credentials = credentials.clone();
        async move {
            match api::sign_in(&credentials).await {
                Ok(session) => {
                    password.try_set(String::new());
                    on_signed_in.try_run(session);
                }
                Err(failure) => {
                    problems.try_set(vec![FieldProblem {
                        id: None,
                        message: sign_in_sentence(&failure),
                    }]);
                }
            }
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if sign_in.pending().get_untracked() {
            return;
        }
        let credentials = SignIn {
            email: email.get_untracked().trim().to_owned(),
            password: password.get_untracked(),
        };
        let (no_email, no_password) = sign_in_gaps(&credentials.email, &credentials.password);
        let gaps = [
            ("sign-in-email", &no_email),
            ("sign-in-password", &no_password),
        ]
        .into_iter()
        .filter_map(|(id, gap)| {
            Some(FieldProblem {
                id: Some(id.to_owned()),
                message: gap.clone()?,
            })
        })
        .collect::<Vec<_>>();
        email_error.set(no_email);
        password_error.set(no_password);
        let complete = gaps.is_empty();
        problems.set(gaps);
        if complete {
            sign_in.dispatch(credentials);
        }
    };
    view! {
        <form class="form" novalidate on:submit=submit>
            <ErrorSummary problems />
            <TextInput
                id="sign-in-email"
                label="E-mail address"
                kind="email"
                autocomplete="username"
                autofocus=true
                value=email
                error=email_error
            />
            <TextInput
                id="sign-in-password"
                label="Password"
                kind="password"
                autocomplete="current-password"
                value=password
                error=password_error
            />
            <Button kind=ButtonKind::Submit look=Look::Primary busy=sign_in.pending()>
                "Sign in"
            </Button>
        </form>
    }
    .into_any()
}
