//! `/setup#t=TOKEN`: the first admin, from the one-time link that the server printed.

use discreet_api_types::accounts::SetUp;
use discreet_api_types::problem::ErrorCode;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::api;
use crate::browser::{location, title};
use crate::http::Failure;
use crate::paths;
use crate::session;
use crate::ui::{Banner, Button, ButtonKind, ErrorSummary, FieldProblem, Look, TextInput, Tone};

const FIELDS: [&str; 4] = ["organisation", "name", "email", "password"];

/// Makes the organisation and its first admin.
#[component]
pub fn SetUpPage() -> impl IntoView {
    let session = session::current();
    title::show("Set up Discreet".to_owned());
    let token = location::fragment_value(&location::fragment(), "t").map(str::to_owned);
    let no_token = token.is_none();
    let token = StoredValue::new(token.unwrap_or_default());
    let values = FIELDS.map(|_| RwSignal::new(String::new()));
    let failure = RwSignal::new(None::<Failure>);
    let navigate = use_navigate();
    let set_up = Action::new_unsync(move |wanted: &SetUp| {
        let wanted = wanted.clone();
        let navigate = navigate.clone();
        async move {
            match api::set_up(&wanted).await {
                Ok(who) => {
                    session.signed_in(who);
                    navigate(paths::HOME, leptos_router::NavigateOptions::default());
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
            message: "This set-up link was used already, or is older than 30 minutes. Start the server again \
                      to get a new one."
                .to_owned(),
        }],
        Some(failure) if failure.fields().is_empty() => vec![FieldProblem {
            id: None,
            message: failure.to_string(),
        }],
        Some(failure) => failure
            .fields()
            .iter()
            .map(|error| FieldProblem {
                id: FIELDS
                    .contains(&error.field.as_str())
                    .then(|| format!("set-up-{}", error.field)),
                message: error.message.clone(),
            })
            .collect(),
    }
    });
    let error = move |name: &'static str| {
        Signal::derive(move || failure.with(|failure| failure.as_ref()?.field(name)))
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if set_up.pending().get_untracked() {
            return;
        }
        let [organisation, name, email, password] = values.map(|value| value.get_untracked());
        failure.set(None);
        set_up.dispatch(SetUp {
            token: token.get_value(),
            organisation,
            name,
            email,
            password,
        });
    };
    let [organisation, name, email, password] = values;
    view! {
        <section class="door">
            <div class="door__card">
                <h1 tabindex="-1">"Set up Discreet"</h1>
                <p class="quiet small">"You become the first admin of your organisation."</p>
                {no_token
                    .then(|| {
                        view! {
                            <Banner tone=Tone::Warning>
                                "This address lacks its key. Open the whole link that the server printed."
                            </Banner>
                        }
                    })}
                <form class="form" novalidate on:submit=submit>
                    <ErrorSummary problems />
                    <TextInput
                        id="set-up-organisation"
                        label="Organisation"
                        autocomplete="organization"
                        value=organisation
                        error=error("organisation")
                    />
                    <TextInput
                        id="set-up-name"
                        label="Your name"
                        autocomplete="name"
                        value=name
                        error=error("name")
                    />
                    <TextInput
                        id="set-up-email"
                        label="E-mail address"
                        kind="email"
                        autocomplete="username"
                        value=email
                        error=error("email")
                    />
                    <TextInput
                        id="set-up-password"
                        label="Password"
                        kind="password"
                        autocomplete="new-password"
                        hint=Some("At least 12 characters; a few words are easy to remember.".to_owned())
                        value=password
                        error=error("password")
                    />
                    <Button kind=ButtonKind::Submit look=Look::Primary busy=set_up.pending()>
                        "Create organisation"
                    </Button>
                </form>
            </div>
        </section>
    }
}
