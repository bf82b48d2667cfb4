//! What a public link asks for: a password, a view limit; and whether each recipient gets one of their own.

use leptos::prelude::*;

use super::desk::Desk;
use super::password_field::PasswordField;
use crate::ui::{TextArea, TextInput};

/// The password's field.
pub(super) const PASSWORD: &str = "share-password";
/// The view limit's field.
pub(super) const MAX_VIEWS: &str = "share-max-views";
/// The recipients' field.
pub(super) const RECIPIENTS: &str = "share-recipients";

/// The part of step 2 for public links.
#[component]
pub(super) fn Protection(desk: Desk) -> impl IntoView {
    let fields = desk.fields;
    let said = move |field: &'static str| {
        Signal::derive(move || {
            desk.trouble
                .with(|trouble| trouble.as_ref().and_then(|trouble| trouble.field(field)))
        })
    };
    let about_recipients = Signal::derive(move || {
        desk.trouble.with(|trouble| {
            let errors = &trouble.as_ref()?.errors;
            let error = errors
                .iter()
                .find(|error| error.field.starts_with("recipients"))?;
            Some(error.message.clone())
        })
    });
    view! {
        <section class="audience-step__part">
            <h3>"Protect the link"</h3>
            <PasswordField
                value=fields.password
                id=PASSWORD
                label="Password"
                hint=Some("At least 8 characters; empty: none. Tell it another way than the link.".to_owned())
                error=said("password")
            />
            <TextInput
                label="View limit"
                id=MAX_VIEWS
                value=fields.max_views
                hint=Some(
                    "How often it may be opened; empty: as often as anyone likes. Only a press on “Show conversation” counts."
                        .to_owned(),
                )
                maxlength=7
                error=said("max_views")
            />
            <TextArea
                label="Recipients"
                id=RECIPIENTS
                value=fields.recipients
                rows=3
                hint=Some(
                    "E-mail addresses, if each should get a link of their own: you see who has opened theirs, and stop one without the others. Nothing is sent to them."
                        .to_owned(),
                )
                error=about_recipients
            />
        </section>
    }
    .into_any()
}
