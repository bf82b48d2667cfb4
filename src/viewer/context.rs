//! What comes before the messages: the context note, and what else the share includes.

use discreet_api_types::review::Field;
use discreet_api_types::tree::Piece;
use discreet_api_types::viewer::{SharedContact, SharedContext, SharedEscalation, SharedNote};

use super::facts::moment;
use crate::browser::elements::{Made, make};
use crate::browser::intl::Zone;
use crate::transcript::{Place, add_with_links, field_text};

/// Why it was shared, what to look at, what to do. Nothing if nothing was said.
pub fn context_note(context: &SharedContext) -> Option<Made> {
    let parts = [
        ("Why you are reading this", &context.why),
        ("What to look at", &context.focus),
        ("What to do", &context.action),
    ];
    let parts: Vec<Made> = parts
        .into_iter()
        .filter(|(_, pieces)| !pieces.is_empty())
        .map(|(heading, pieces)| {
            let text = directed("p");
            add_with_links(pieces, &text);
            make("div")
                .class("context-note__part")
                .with(make("h2").text(heading))
                .with(text)
        })
        .collect();
    (!parts.is_empty()).then(|| {
        make("section")
            .class("context-note")
            .attr("aria-label", "Context note")
            .with_all(parts)
    })
}

/// Signal tags.
pub fn tags(tags: &[Vec<Piece>]) -> Option<Made> {
    if tags.is_empty() {
        return None;
    }
    let list = make("ul").class("shared__tags").attr("aria-label", "Tags");
    Some(
        list.with_all(
            tags.iter()
                .map(|tag| make("li").class("badge").with(text(Field::Tag, tag))),
        ),
    )
}

/// The contact.
pub fn contact(contact: &SharedContact) -> Option<Made> {
    let rows = [
        ("Name", Field::ContactName, &contact.name),
        ("E-mail", Field::ContactEmail, &contact.email),
        ("Phone", Field::ContactPhone, &contact.phone),
        ("Reference", Field::ContactReference, &contact.reference),
    ];
    let rows = rows
        .into_iter()
        .filter(|(_, _, pieces)| !pieces.is_empty())
        .map(|(name, field, pieces)| row(name, text(field, pieces)))
        .collect();
    section("Contact", rows)
}

/// Summary and what the AI tried.
pub fn escalation(escalation: &SharedEscalation) -> Option<Made> {
    let mut rows = Vec::new();
    if !escalation.summary.is_empty() {
        rows.push(row("Summary", text(Field::Summary, &escalation.summary)));
    }
    if !escalation.attempts.is_empty() {
        let attempts = escalation
            .attempts
            .iter()
            .map(|attempt| directed("li").with(text(Field::Attempt, attempt)));
        rows.push(row("What the AI tried", make("ol").with_all(attempts)));
    }
    section("Escalation", rows)
}

/// Internal notes, in a lane of their own.
pub fn notes(notes: &[SharedNote], zone: Zone) -> Option<Made> {
    if notes.is_empty() {
        return None;
    }
    let list = make("ul").class("notes");
    Some(
        make("section")
            .class("shared__section")
            .with(make("h2").text("Internal notes"))
            .with(list.with_all(notes.iter().map(|one| note(one, zone)))),
    )
}

fn note(note: &SharedNote, zone: Zone) -> Made {
    let head = make("p")
        .class("notes__head")
        .with(text(Field::NoteAuthor, &note.author));
    if let Some(at) = &note.written_at {
        head.add(&make("span").text(&moment(at, zone)));
    }
    let body = directed("p").class("notes__body");
    make("li")
        .class("notes__note")
        .with(head)
        .with(body.with(text(Field::Note, &note.body)))
}

fn section(heading: &str, rows: Vec<Made>) -> Option<Made> {
    (!rows.is_empty()).then(|| {
        make("section")
            .class("shared__section")
            .with(make("h2").text(heading))
            .with(make("dl").class("shared__rows").with_all(rows))
    })
}

fn row(name: &str, value: Made) -> Made {
    make("div")
        .with(make("dt").text(name))
        .with(directed("dd").with(value))
}

/// An element of text that runs the way its own script does.
fn directed(tag: &str) -> Made {
    make(tag).attr("dir", "auto")
}

/// A field as a recipient reads it.
pub fn text(field: Field, pieces: &[Piece]) -> Made {
    field_text(pieces.to_vec(), Place::of(field), None)
}
