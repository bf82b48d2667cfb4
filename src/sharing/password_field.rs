//! The password of a link: typed or made up, shown or hidden.

use leptos::prelude::*;

use super::form::spelled_password;
use crate::browser::{announce, focus, random};
use crate::ui::{Button, Field, Look, described_by};

/// A field for a password that is to be told to somebody, with *Show* and *Make one up*.
#[component]
pub(super) fn PasswordField(
    value: RwSignal<String>,
    #[prop(into)] id: String,
    #[prop(into)] label: Signal<String>,
    #[prop(into)] hint: Signal<Option<String>>,
    #[prop(into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let shown = RwSignal::new(false);
    let described = described_by(&id, hint, error);
    let place = id.clone();
    let make_up = move |()| {
        if let Some(bytes) = random::bytes::<16>() {
            value.set(spelled_password(bytes));
            shown.set(true);
            announce("A password is made up. Copy it, and send it another way than the link.");
            focus::focus_id(&place);
        }
    };
    view! {
        <Field id=id.clone() label hint error>
            <div class="password-field">
                <input
                    class="input"
                    id=id
                    type=move || if shown.get() { "text" } else { "password" }
                    autocomplete="new-password"
                    autocapitalize="off"
                    spellcheck="false"
                    maxlength="1024"
                    aria-describedby=described
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    prop:value=value
                    on:input:target=move |event| value.set(event.target().value())
                />
                <Button look=Look::Quiet icon="eye" on_press=move |()| shown.update(|on| *on = !*on)>
                    {move || if shown.get() { "Hide password" } else { "Show password" }}
                </Button>
                <Button look=Look::Quiet icon="sparkles" on_press=make_up>
                    "Make one up"
                </Button>
            </div>
        </Field>
    }
    .into_any()
}
