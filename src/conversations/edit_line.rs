//! Changing one line of a conversation in place. What was typed stays until it is saved or given up.

use discreet_api_types::conversations::ChangeConversation;
use discreet_api_types::problem::ErrorCode;
use leptos::prelude::*;

use super::open_conversation::OpenConversation;
use crate::browser::{announce, focus, timers};
use crate::http::Failure;
use crate::ui::{Button, ButtonKind, Look, TextInput, unique_id};

/// What a save that came too late says: nothing typed is lost.
const STALE: &str = "Somebody changed this conversation in the meantime; the page now shows how it stands. What you \
                     typed is still here: save again to replace it.";

/// Why a change failed: about this field, or else about all of it.
pub fn change_sentence(failure: &Failure, field: &str) -> String {
    if failure.code() == Some(ErrorCode::Stale) {
        return STALE.to_owned();
    }
    failure
        .field(field)
        .unwrap_or_else(|| match failure.fields().first() {
            Some(first) => first.message.clone(),
            None => failure.to_string(),
        })
}

/// A field with *Save* and *Cancel*. Escape gives up.
#[component]
pub fn EditLine(
    conversation: OpenConversation,
    label: &'static str,
    #[prop(optional, into)] hint: Option<String>,
    /// What the field holds at first.
    initial: String,
    /// The field's name in the server's errors.
    field: &'static str,
    /// The change that the typed text means.
    change: fn(&str) -> ChangeConversation,
    /// Saved or given up.
    on_done: Callback<()>,
) -> impl IntoView {
    let id = unique_id("edit");
    let value = RwSignal::new(initial);
    let error = RwSignal::new(None::<String>);
    let save = Action::new_unsync(move |change: &ChangeConversation| {
        let change = change.clone();
        async move {
            match conversation.change(change).await {
                Ok(()) => {
                    announce("Saved");
                    on_done.try_run(());
                }
                Err(failure) => {
                    error.try_set(Some(change_sentence(&failure, field)));
                }
            }
        }
    });
    let to_focus = id.clone();
    timers::after(0, move || {
        focus::focus_id(&to_focus);
    });
    view! {
        <form
            class="edit-line"
            on:submit=move |event| {
                event.prevent_default();
                if !save.pending().get_untracked() {
                    error.set(None);
                    save.dispatch(value.with_untracked(|value| change(value)));
                }
            }
            on:keydown=move |event| {
                if event.key() == "Escape" {
                    event.stop_propagation();
                    on_done.run(());
                }
            }
        >
            <TextInput id label value error hint=hint />
            <div class="edit-line__buttons">
                <Button kind=ButtonKind::Submit look=Look::Primary busy=save.pending()>
                    "Save"
                </Button>
                <Button look=Look::Quiet on_press=move |()| on_done.run(())>
                    "Cancel"
                </Button>
            </div>
        </form>
    }
    .into_any()
}
