//! Changing a share in place: everything but who may read it.

use discreet_api_types::problem::FieldError;
use discreet_api_types::sharing::{AudienceKind, ChangeShare, ContextNote, Share};
use leptos::prelude::*;

use super::expiry_field::ExpiryField;
use super::form::{Expiry, views_typed};
use super::password_field::PasswordField;
use super::{api, time};
use crate::browser::focus;
use crate::http::Failure;
use crate::ui::{Banner, Button, ButtonKind, Checkbox, Look, TextArea, TextInput, Tone};

/// Takes the focus to the first field at fault, once it is drawn so.
fn show_error() {
    request_animation_frame(|| {
        focus::focus(".share-row__form [aria-invalid=true]");
    });
}

/// The form, filled with what the share has.
#[component]
pub(super) fn ChangeForm(
    share: Share,
    now: RwSignal<i64>,
    #[prop(into)] on_done: Callback<()>,
    #[prop(into)] on_cancel: Callback<()>,
) -> impl IntoView {
    let context = share.context.clone().unwrap_or_default();
    let ends = share.expires_at.as_ref().and_then(time::parse);
    let held = ends.map(time::input_value).unwrap_or_default();
    let expiry = RwSignal::new(Expiry::Custom);
    let custom = RwSignal::new(held.clone());
    let label = RwSignal::new(share.label.clone().unwrap_or_default());
    let why = RwSignal::new(context.why.clone());
    let look_at = RwSignal::new(context.focus.clone());
    let action = RwSignal::new(context.action.clone());
    let hide_sharer = RwSignal::new(share.hide_sharer);
    let download = RwSignal::new(share.allow_download);
    let utc = RwSignal::new(share.utc);
    let password_id = StoredValue::new(crate::ui::unique_id("password"));
    let is_public = share.audience.kind == AudienceKind::Public;
    let has_password = share.has_password;
    let password = RwSignal::new(String::new());
    let no_password = RwSignal::new(false);
    let max_views = share.max_views.map(|views| views.to_string());
    let max_views = RwSignal::new(max_views.unwrap_or_default());
    let errors = RwSignal::new(Vec::<FieldError>::new());
    let sentence = RwSignal::new(None::<String>);
    let said = move |field: &'static str| {
        Signal::derive(move || {
            errors.with(|errors| {
                errors
                    .iter()
                    .find(|error| error.field == field)
                    .map(|error| error.message.clone())
            })
        })
    };
    let id = share.id.clone();
    let save = Action::new_unsync(move |change: &ChangeShare| {
        let (id, change) = (id.clone(), change.clone());
        async move {
            match api::change(&id, &change).await {
                Ok(_) => {
                    on_done.try_run(());
                }
                Err(failure) => {
                    errors.try_set(failure.fields().to_vec());
                    show_error();
                    let unnamed =
                        failure.fields().is_empty() || matches!(failure, Failure::Offline);
                    sentence.try_set(unnamed.then(|| failure.to_string()));
                }
            }
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        errors.set(Vec::new());
        sentence.set(None);
        let mut change = ChangeShare::default();
        let kept = expiry.get_untracked() == Expiry::Custom
            && custom.with_untracked(|custom| *custom == held);
        if !kept {
            let checked =
                custom.with_untracked(|custom| expiry.get_untracked().checked(custom, time::now()));
            match checked {
                Ok(ends) => change.expires_at = Some(Some(time::timestamp(ends))),
                Err(message) => {
                    errors.set(vec![FieldError {
                        field: "expires_at".to_owned(),
                        message: message.to_owned(),
                    }]);
                    show_error();
                    return;
                }
            }
        }
        if is_public {
            let typed = password.get_untracked();
            if no_password.get_untracked() {
                change.password = Some(None);
            } else if !typed.is_empty() {
                change.password = Some(Some(typed));
            }
            match max_views.with_untracked(|typed| views_typed(typed)) {
                Ok(views) if views != share.max_views => change.max_views = Some(views),
                Ok(_) => {}
                Err(message) => {
                    errors.set(vec![FieldError {
                        field: "max_views".to_owned(),
                        message: message.to_owned(),
                    }]);
                    show_error();
                    return;
                }
            }
        }
        let now_label = label.get_untracked().trim().to_owned();
        change.label = (now_label != share.label.clone().unwrap_or_default()).then_some(now_label);
        let now_context = ContextNote {
            why: why.get_untracked(),
            focus: look_at.get_untracked(),
            action: action.get_untracked(),
        };
        change.context = (now_context != context).then_some(now_context);
        let differs = |now: RwSignal<bool>, before: bool| {
            Some(now.get_untracked()).filter(|now| *now != before)
        };
        change.hide_sharer = differs(hide_sharer, share.hide_sharer);
        change.allow_download = differs(download, share.allow_download);
        change.utc = differs(utc, share.utc);
        if change == ChangeShare::default() {
            on_cancel.run(());
        } else {
            save.dispatch(change);
        }
    };
    view! {
        <form class="share-row__form" on:submit=submit>
            {move || sentence.get().map(|said| view! { <Banner tone=Tone::Danger>{said}</Banner> })}
            <ExpiryField expiry custom now error=said("expires_at") />
            <TextInput
                label="Label"
                value=label
                hint=Some("Only you see it.".to_owned())
                maxlength=120
                error=said("label")
            />
            {is_public
                .then(|| {
                    view! {
                        <Show when=move || !no_password.get()>
                            <PasswordField
                                value=password
                                id=password_id.get_value()
                                label=if has_password { "New password" } else { "Password" }
                                hint=Some(
                                    if has_password {
                                        "Empty: it stays. Changing it ends the visits of all who have it open."
                                    } else {
                                        "At least 8 characters; empty: none."
                                    }
                                        .to_owned(),
                                )
                                error=said("password")
                            />
                        </Show>
                        {has_password
                            .then(|| view! { <Checkbox label="Take the password away" checked=no_password /> })}
                        <TextInput
                            label="View limit"
                            value=max_views
                            hint=Some("How often it may be opened in all; empty: no limit.".to_owned())
                            maxlength=7
                            error=said("max_views")
                        />
                    }
                })}
            <fieldset class="share-row__context">
                <legend class="field__label">"Context note"</legend>
                <p class="field__hint">"What this share hides is hidden in it too."</p>
                <TextArea label="Why" value=why rows=2 error=said("context.why") />
                <TextArea label="What to look at" value=look_at rows=2 error=said("context.focus") />
                <TextArea label="What to do" value=action rows=2 error=said("context.action") />
            </fieldset>
            <Checkbox label="Allow download" checked=download />
            <Checkbox label="Hide my name" checked=hide_sharer />
            <Checkbox label="Show times in UTC" checked=utc />
            <div class="question__buttons">
                <Button look=Look::Primary kind=ButtonKind::Submit busy=save.pending()>
                    "Save changes"
                </Button>
                <Button on_press=move |()| on_cancel.run(())>"Cancel"</Button>
            </div>
        </form>
    }
    .into_any()
}
