//! The lane of internal notes.

use discreet_api_types::conversations::{ChangeConversation, Note};
use leptos::prelude::*;

use super::edit_line::change_sentence;
use super::open_conversation::OpenConversation;
use crate::browser::announce;
use crate::browser::intl::{self, Zone};
use crate::ui::{Button, ButtonKind, TextArea};

/// Internal notes, and a place to add one.
#[component]
pub fn Notes(conversation: OpenConversation) -> impl IntoView {
    let notes = conversation.part(|conversation| conversation.notes.clone());
    let may_change = conversation.part(|conversation| conversation.abilities.change);
    let typed = RwSignal::new(String::new());
    let error = RwSignal::new(None::<String>);
    let add = Action::new_unsync(move |change: &ChangeConversation| {
        let change = change.clone();
        async move {
            match conversation.change(change).await {
                Ok(()) => {
                    typed.try_set(String::new());
                    announce("Note added");
                }
                Err(failure) => {
                    error.try_set(Some(change_sentence(&failure, "add_note")));
                }
            }
        }
    });
    let list = move || notes.get().into_iter().map(note).collect_view();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if add.pending().get_untracked() {
            return;
        }
        let body = typed.get_untracked().trim().to_owned();
        if body.is_empty() {
            error.set(Some("Write the note first.".to_owned()));
            return;
        }
        error.set(None);
        add.dispatch(ChangeConversation {
            add_note: Some(body),
            ..ChangeConversation::default()
        });
    };
    view! {
        <section class="about__card">
            <h2>"Notes " <span class="quiet small">"internal"</span></h2>
            <Show
                when=move || !notes.with(Vec::is_empty)
                fallback=|| view! { <p class="quiet small">"None yet."</p> }
            >
                <ol class="internal-notes__list">{list}</ol>
            </Show>
            <Show when=move || may_change.get()>
                <form class="internal-notes__form" on:submit=submit>
                    <TextArea label="Add a note" rows=2 value=typed error />
                    <Button kind=ButtonKind::Submit busy=add.pending()>
                        "Add note"
                    </Button>
                </form>
            </Show>
        </section>
    }
    .into_any()
}

fn note(note: Note) -> AnyView {
    let at = note.written_at.map(|at| {
        let full = intl::date_time(&at, Zone::Local);
        let short = intl::short(&at, intl::now());
        view! { <time datetime=at.0 title=full>{short}</time> }
    });
    view! {
        <li class="internal-note">
            <p class="internal-note__head">
                <bdi>{note.author}</bdi>
                {at}
            </p>
            <p class="internal-note__body" dir="auto">{note.body}</p>
        </li>
    }
    .into_any()
}
