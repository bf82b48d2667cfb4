//! A one-time link, shown once.

use discreet_api_types::people::PasswordLink;
use leptos::prelude::*;

use crate::browser::intl::{self, Zone};
use crate::ui::{Banner, CopyButton, Look, TextInput, Tone};

/// The link, to copy and hand over.
#[component]
pub(super) fn LinkShown(link: PasswordLink) -> impl IntoView {
    let name = link.person.person.name.clone();
    let until = intl::date_time(&link.expires_at, Zone::Local);
    let value = RwSignal::new(link.url.clone());
    view! {
        <p>
            "Hand this link to " <bdi>{name}</bdi>
            " yourself. Whoever opens it first chooses the password: it works once, until " {until} "."
        </p>
        <TextInput label="One-time link" value readonly=true autofocus=true />
        <p>
            <CopyButton text=link.url label="Copy link" look=Look::Primary />
        </p>
        <Banner tone=Tone::Warning>
            "It is shown only now. If it is lost, make a new one under the person’s actions."
        </Banner>
    }
    .into_any()
}
