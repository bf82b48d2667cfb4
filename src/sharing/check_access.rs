//! *Can they open it?*: an address, and yes or the reason and the fix.

use discreet_api_types::accesses::{AccessCheck, Fix};
use discreet_api_types::ids::ShareId;
use leptos::prelude::*;

use super::api;
use crate::browser::{announce, focus};
use crate::http::Failure;
use crate::ui::{Banner, Button, ButtonKind, Look, TextInput, Tone};

/// The form below a share's row.
#[component]
pub(super) fn CheckForm(
    share: ShareId,
    /// The share changed.
    #[prop(into)]
    on_changed: Callback<()>,
    /// It must be renewed first: the form for that takes this one's place.
    #[prop(into)]
    on_renew: Callback<()>,
    #[prop(into)] on_close: Callback<()>,
) -> impl IntoView {
    let email = RwSignal::new(String::new());
    let error = RwSignal::new(None::<String>);
    let checked = RwSignal::new(None::<AccessCheck>);
    let say = move |answer: Result<AccessCheck, Failure>| match answer {
        Ok(check) => {
            announce(&check.sentence);
            checked.try_set(Some(check));
        }
        Err(failure) => {
            let field = failure
                .field("email")
                .or_else(|| failure.field("emails[0]"));
            error.try_set(Some(field.unwrap_or_else(|| failure.to_string())));
        }
    };
    let id = share.clone();
    let check = Action::new_unsync(move |email: &String| {
        let (id, email) = (id.clone(), email.clone());
        async move { say(api::check(&id, &email).await) }
    });
    let id = share;
    let fix = Action::new_unsync(move |(fix, email): &(Fix, String)| {
        let (id, fix, email) = (id.clone(), *fix, email.clone());
        async move {
            let done = match fix {
                Fix::AddPerson => api::add_people(&id, vec![email.clone()]).await.map(|_| ()),
                Fix::Resume => api::resume(&id).await.map(|_| ()),
                Fix::Renew | Fix::NewShare | Fix::AskAdmin => Ok(()),
            };
            match done {
                Ok(()) => {
                    on_changed.try_run(());
                    say(api::check(&id, &email).await);
                }
                Err(failure) => say(Err(failure)),
            }
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        error.set(None);
        checked.set(None);
        check.dispatch(email.get_untracked());
    };
    let field = crate::ui::unique_id("check");
    let place = field.clone();
    request_animation_frame(move || {
        focus::focus_id(&place);
    });
    let button = move |kind: Fix| {
        let words = match kind {
            Fix::AddPerson => "Add them",
            Fix::Resume => "Resume",
            Fix::Renew => "Renew…",
            Fix::NewShare | Fix::AskAdmin => return None,
        };
        Some(view! {
            <Button
                busy=fix.pending()
                on_press=move |()| {
                    if kind == Fix::Renew {
                        on_renew.run(());
                    } else {
                        fix.dispatch((kind, email.get_untracked()));
                    }
                }
            >
                {words}
            </Button>
        })
    };
    view! {
        <form class="share-row__form" on:submit=submit novalidate="">
            <TextInput
                label="Can they open it?"
                id=field
                kind="email"
                autocomplete="off"
                value=email
                hint=Some("The e-mail address of whoever cannot open it, or should.".to_owned())
                error
                on_input=move |()| checked.set(None)
            />
            {move || {
                checked
                    .get()
                    .map(|check| {
                        let tone = if check.can_open { Tone::Good } else { Tone::Warning };
                        view! {
                            <Banner tone>
                                <p>{check.sentence}</p>
                                {check.fix.and_then(button)}
                            </Banner>
                        }
                    })
            }}
            <div class="question__buttons">
                <Button look=Look::Primary kind=ButtonKind::Submit busy=check.pending()>
                    "Check"
                </Button>
                <Button on_press=move |()| on_close.run(())>"Close"</Button>
            </div>
        </form>
    }
    .into_any()
}
