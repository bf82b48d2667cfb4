//! `/account`

use leptos::prelude::*;

use super::password_form::PasswordForm;
use super::sessions::Sessions;
use crate::accounts::people::state::role_name;
use crate::browser::title;
use crate::session;

/// Who one is here, one's password, and where one is signed in.
#[component]
pub fn OwnAccountPage() -> impl IntoView {
    let session = session::current();
    title::show("My account".to_owned());
    // Sessions are read again once the password ended the others.
    let ended = RwSignal::new(0_u32);
    view! {
        <section class="org own">
            <div>
                <h1 tabindex="-1">"My account"</h1>
                <p class="quiet small">
                    {move || {
                        session
                            .get()
                            .map(|session| {
                                view! {
                                    <bdi>{session.person.name}</bdi>
                                    " · "
                                    {session.person.email}
                                    " · "
                                    {role_name(session.role)}
                                    " at "
                                    <bdi>{session.organisation}</bdi>
                                }
                            })
                    }}
                </p>
            </div>
            <PasswordForm on_changed=move |()| ended.update(|ended| *ended += 1) />
            <Sessions ended=ended.into() />
        </section>
    }
}
