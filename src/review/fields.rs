//! The texts beside the messages that would be shared: title, contact, tags, summary, notes, the context note.

use std::sync::Arc;

use discreet_api_types::conversations::Conversation;
use discreet_api_types::review::Field;
use discreet_api_types::sharing::{ContextNote, Include};
use leptos::prelude::*;

use super::places::FIELDS;
use crate::transcript::{Annotations, FieldText, Place, plain};

/// Every text outside the messages that would be shared, to be looked through like them.
#[component]
pub(super) fn ReviewFields(
    conversation: Signal<Option<Arc<Conversation>>>,
    include: Signal<Include>,
    context: Signal<ContextNote>,
    annotations: Annotations,
) -> impl IntoView {
    let annotations = StoredValue::new(annotations);
    let rows = move || {
        let Some(conversation) = conversation.get() else {
            return Vec::new();
        };
        rows(&conversation, include.get(), &context.get())
            .into_iter()
            .map(|row| {
                let texts = row
                    .texts
                    .into_iter()
                    .map(|(place, text)| {
                        view! {
                            <dd>
                                <FieldText
                                    pieces=plain(text)
                                    place
                                    annotations=Some(annotations.get_value())
                                />
                            </dd>
                        }
                    })
                    .collect_view();
                view! {
                    <div class="review-fields__row" data-kind=row.kind>
                        <dt>{row.name}</dt>
                        {texts}
                    </div>
                }
                .into_any()
            })
            .collect::<Vec<_>>()
    };
    view! {
        <div id=FIELDS tabindex="-1" role="group" aria-label="Title and what goes along">
            <dl class="review-fields">{rows}</dl>
        </div>
    }
    .into_any()
}

struct Row {
    name: &'static str,
    kind: &'static str,
    texts: Vec<(Place, String)>,
}

fn rows(conversation: &Conversation, include: Include, context: &ContextNote) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut add = |name, kind, texts: Vec<(Place, String)>| {
        let texts: Vec<_> = texts
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
            .collect();
        if !texts.is_empty() {
            rows.push(Row { name, kind, texts });
        }
    };
    let one = |field, text: &str| vec![(Place::of(field), text.to_owned())];
    let several = |field, texts: &[String]| {
        (0..)
            .zip(texts)
            .map(|(at, text)| (Place::item(field, at), text.clone()))
            .collect()
    };
    add("Title", "title", one(Field::Title, &conversation.title));
    add("Why", "context", one(Field::ContextWhy, &context.why));
    add(
        "What to look at",
        "context",
        one(Field::ContextFocus, &context.focus),
    );
    add(
        "What to do",
        "context",
        one(Field::ContextAction, &context.action),
    );
    if include.contact {
        let contact = &conversation.contact;
        let texts = [
            (Field::ContactName, &contact.name),
            (Field::ContactEmail, &contact.email),
            (Field::ContactPhone, &contact.phone),
            (Field::ContactReference, &contact.reference),
        ]
        .into_iter()
        .filter_map(|(field, text)| Some((Place::of(field), text.clone()?)))
        .collect();
        add("Contact", "list", texts);
    }
    if include.tags {
        add("Tags", "list", several(Field::Tag, &conversation.tags));
    }
    if include.escalation {
        let summary = conversation.summary.as_deref().unwrap_or_default();
        add("Summary", "text", one(Field::Summary, summary));
        add(
            "What the AI tried",
            "text",
            several(Field::Attempt, &conversation.attempts),
        );
    }
    if include.notes {
        for (at, note) in (0..).zip(&conversation.notes) {
            let mut texts = Vec::new();
            if include.staff_names {
                texts.push((Place::item(Field::NoteAuthor, at), note.author.clone()));
            }
            texts.push((Place::item(Field::Note, at), note.body.clone()));
            add("Internal note", "note", texts);
        }
    }
    rows
}
