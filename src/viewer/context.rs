//! What comes before the messages: the context note, and what else the share includes.

use discreet_api_types::review::Field;
use discreet_api_types::tree::Piece;
use discreet_api_types::viewer::{SharedContact, SharedContext, SharedEscalation, SharedNote};
use leptos::prelude::*;

use super::facts::moment;
use crate::browser::intl::Zone;
use crate::transcript::{FieldText, MessageLinks, Place};

/// Why it was shared, what to look at, what to do. Nothing if nothing was said.
pub fn context_note(context: &SharedContext, jump: Callback<(u32, u32)>) -> Option<AnyView> {
    let part = |heading: &'static str, pieces: &Vec<Piece>| {
        (!pieces.is_empty()).then(|| {
            let pieces = pieces.clone();
            view! {
                <div class="context-note__part">
                    <h2>{heading}</h2>
                    <p dir="auto"><MessageLinks pieces jump/></p>
                </div>
            }
        })
    };
    let parts = [
        part("Why you are reading this", &context.why),
        part("What to look at", &context.focus),
        part("What to do", &context.action),
    ];
    parts.iter().any(Option::is_some).then(|| {
        view! { <section class="context-note" aria-label="Context note">{parts.into_iter().collect::<Vec<_>>()}</section> }
            .into_any()
    })
}

/// Signal tags.
pub fn tags(tags: &[Vec<Piece>]) -> Option<AnyView> {
    if tags.is_empty() {
        return None;
    }
    let list: Vec<AnyView> = tags
        .iter()
        .map(|tag| view! { <li class="badge">{text(Field::Tag, tag)}</li> }.into_any())
        .collect();
    Some(view! { <ul class="shared__tags" aria-label="Tags">{list}</ul> }.into_any())
}

/// The contact.
pub fn contact(contact: &SharedContact) -> Option<AnyView> {
    let rows = [
        ("Name", Field::ContactName, &contact.name),
        ("E-mail", Field::ContactEmail, &contact.email),
        ("Phone", Field::ContactPhone, &contact.phone),
        ("Reference", Field::ContactReference, &contact.reference),
    ];
    let rows: Vec<AnyView> = rows
        .into_iter()
        .filter(|(_, _, pieces)| !pieces.is_empty())
        .map(|(name, field, pieces)| row(name, text(field, pieces)))
        .collect();
    section("Contact", rows)
}

/// Summary and what the AI tried.
pub fn escalation(escalation: &SharedEscalation) -> Option<AnyView> {
    let mut rows = Vec::new();
    if !escalation.summary.is_empty() {
        rows.push(row("Summary", text(Field::Summary, &escalation.summary)));
    }
    if !escalation.attempts.is_empty() {
        let list: Vec<AnyView> = escalation
            .attempts
            .iter()
            .map(|attempt| view! { <li dir="auto">{text(Field::Attempt, attempt)}</li> }.into_any())
            .collect();
        rows.push(row(
            "What the AI tried",
            view! { <ol>{list}</ol> }.into_any(),
        ));
    }
    section("Escalation", rows)
}

/// Internal notes, in a lane of their own.
pub fn notes(notes: &[SharedNote], zone: Zone) -> Option<AnyView> {
    if notes.is_empty() {
        return None;
    }
    let list: Vec<AnyView> = notes.iter().map(|one| note(one, zone)).collect();
    Some(
        view! {
            <section class="shared__section">
                <h2>"Internal notes"</h2>
                <ul class="notes">{list}</ul>
            </section>
        }
        .into_any(),
    )
}

fn note(note: &SharedNote, zone: Zone) -> AnyView {
    let at = note.written_at.as_ref().map(|at| moment(at, zone));
    view! {
        <li class="notes__note">
            <p class="notes__head">
                {text(Field::NoteAuthor, &note.author)}
                {at.map(|at| view! { <span>{at}</span> })}
            </p>
            <p class="notes__body" dir="auto">{text(Field::Note, &note.body)}</p>
        </li>
    }
    .into_any()
}

fn section(heading: &'static str, rows: Vec<AnyView>) -> Option<AnyView> {
    (!rows.is_empty()).then(|| {
        view! {
            <section class="shared__section">
                <h2>{heading}</h2>
                <dl class="shared__rows">{rows}</dl>
            </section>
        }
        .into_any()
    })
}

fn row(name: &'static str, value: AnyView) -> AnyView {
    view! {
        <div>
            <dt>{name}</dt>
            <dd dir="auto">{value}</dd>
        </div>
    }
    .into_any()
}

/// A field as a recipient reads it.
pub fn text(field: Field, pieces: &[Piece]) -> AnyView {
    let pieces = pieces.to_vec();
    view! { <FieldText pieces place=Place::of(field)/> }.into_any()
}
