//! Changing one's own password.

use discreet_api_types::people::ChangePassword;
use leptos::prelude::*;

use crate::accounts::api;
use crate::accounts::state::sign_in_sentence;
use crate::http::Failure;
use crate::session;
use crate::ui::{Button, ButtonKind, ErrorSummary, FieldProblem, TextInput, Toasts};

const CURRENT: &str = "password-current";
const NEW: &str = "password-new";

/// The form.
#[component]
pub(super) fn PasswordForm(#[prop(into)] on_changed: Callback<()>) -> impl IntoView {
    let session = session::current();
    let toasts = expect_context::<Toasts>();
    let current = RwSignal::new(String::new());
    let new = RwSignal::new(String::new());
    let failure = RwSignal::new(None::<Failure>);
    let change = Action::new_unsync(move |wanted: &ChangePassword| {
        let wanted = wanted.clone();
        async move {
            match api::change_password(&wanted).await {
                Ok(now) => {
                    session.signed_in(now);
                    toasts.good("Password changed. Your other sessions ended.");
                    current.try_set(String::new());
                    new.try_set(String::new());
                    on_changed.try_run(());
                }
                Err(reason) => {
                    failure.try_set(Some(reason));
                }
            }
        }
    });
    let error = move |field: &'static str| {
        Signal::derive(move || failure.with(|failure| failure.as_ref()?.field(field)))
    };
    let problems = Signal::derive(move || {
        let Some(failure) = failure.get() else {
            return Vec::new();
        };
        let at: Vec<_> = [("current", CURRENT), ("new", NEW)]
            .into_iter()
            .filter_map(|(field, id)| {
                Some(FieldProblem {
                    id: Some(id.to_owned()),
                    message: failure.field(field)?,
                })
            })
            .collect();
        if at.is_empty() {
            vec![FieldProblem {
                id: None,
                message: sign_in_sentence(&failure),
            }]
        } else {
            at
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if change.pending().get_untracked() {
            return;
        }
        failure.set(None);
        change.dispatch(ChangePassword {
            current: current.get_untracked(),
            new: new.get_untracked(),
        });
    };
    view! {
        <form class="own__part form own__password" novalidate on:submit=submit>
            <h2>"Password"</h2>
            <ErrorSummary problems />
            <TextInput
                id=CURRENT
                label="Password so far"
                kind="password"
                autocomplete="current-password"
                value=current
                error=error("current")
            />
            <TextInput
                id=NEW
                label="New password"
                kind="password"
                autocomplete="new-password"
                hint=Some(
                    "At least 12 characters. Everywhere else you are signed out then.".to_owned(),
                )
                value=new
                error=error("new")
            />
            <div>
                <Button kind=ButtonKind::Submit busy=change.pending()>
                    "Change password"
                </Button>
            </div>
        </form>
    }
    .into_any()
}
