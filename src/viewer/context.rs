//! What comes before the messages: the context note, and what else the share includes.

use discreet_api_types::discussion::DoneBy;
use discreet_api_types::ids::ShareId;
use discreet_api_types::review::Field;
use discreet_api_types::tree::Piece;
use discreet_api_types::viewer::{SharedContact, SharedContext, SharedEscalation, SharedNote};

use leptos::prelude::*;

use super::facts::moment;
use super::gates::button;
use crate::browser::announce;
use crate::browser::concrete::{Work, draw_effect};
use crate::browser::elements::{Made, make, make_icon};
use crate::browser::intl::Zone;
use crate::discussion::mark_action as mark_action_done;
use crate::transcript::{
    Place, add_with_links, field_text, message_range, message_words, references,
};

/// What a reader can do with the context note of an open share.
pub struct Ways {
    /// The share.
    pub id: ShareId,
    /// Who did what was asked for, and when.
    pub action_done: RwSignal<Option<DoneBy>>,
    /// The reader may say that it is done.
    pub mark_action: bool,
}

/// Why it was shared, what to look at, what to do; of an open share with links to the messages named, and whether it
/// is done. Nothing if nothing was said.
pub fn context_note(
    context: &SharedContext,
    zone: Signal<Zone>,
    ways: Option<Ways>,
) -> Option<Made> {
    let chips = ways.is_some();
    let todo = !context.action.is_empty();
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
            .with_all(ways.filter(|_| todo).map(|ways| action(ways, zone)))
            .with_all(chips.then(|| named_messages(context)).flatten())
    })
}

/// Whether what was asked for is done, and by whom.
fn action(ways: Ways, zone: Signal<Zone>) -> Made {
    let Ways {
        id,
        action_done,
        mark_action,
    } = ways;
    let work = Work::new();
    let busy = work.busy();
    let mark = Callback::new(move |()| {
        let done = action_done.with_untracked(Option::is_none);
        let id = id.clone();
        work.start(async move {
            match mark_action_done(&id, done).await {
                Ok(state) => {
                    action_done.try_set(state.action_done);
                    announce(if done {
                        "Marked as done"
                    } else {
                        "Marked as not done"
                    });
                }
                Err(failure) => announce(&failure.to_string()),
            }
        });
    });
    let place = make("div")
        .class("context-note__action")
        .attr("role", "status");
    let row = make("div").class("context-note__done").with(place.clone());
    let (done, not_done) = (
        button("Mark as done", "secondary", busy, mark),
        button("Not done after all", "quiet", busy, mark),
    );
    if mark_action {
        row.add(&done);
        row.add(&not_done);
    }
    let shown = row.clone();
    let mut before = action_done.with_untracked(Option::is_some);
    draw_effect(move || {
        let state = action_done.get();
        let focused = shown
            .element()
            .contains(document().active_element().as_deref());
        shown.show(mark_action || state.is_some());
        done.show(state.is_none());
        not_done.show(state.is_some());
        // What had the focus is hidden now: the other button takes it.
        if focused && state.is_some() != before {
            if state.is_some() { &not_done } else { &done }.focus();
        }
        before = state.is_some();
        place.clear();
        if let Some(state) = state {
            let at = moment(&state.at, zone.get());
            place.add(&make_icon("circle-check"));
            place.add(&make("span").text(&format!("Done: {}, {at}", state.by.name)));
        }
    });
    row
}

/// Links to the messages that the context note names, in the order of their numbers.
fn named_messages(context: &SharedContext) -> Option<Made> {
    let mut named: Vec<(u32, u32)> = [&context.why, &context.focus, &context.action]
        .into_iter()
        .flatten()
        .filter_map(|piece| match piece {
            Piece::Text(text) => Some(references(text)),
            Piece::Redacted { .. } => None,
        })
        .flatten()
        .filter_map(|part| part.messages)
        .collect();
    named.sort_unstable();
    named.dedup();
    if named.is_empty() {
        return None;
    }
    let chips = named.into_iter().map(|messages| {
        let range = message_range(messages);
        let link = make("a")
            .class("chip message-link")
            .attr("href", &format!("#m={range}"))
            .attr("aria-label", &format!("Go to {}", message_words(messages)));
        make("li").with(link.text(&range))
    });
    let list = make("ul")
        .class("context-note__chips")
        .attr("aria-label", "Messages to look at");
    let words = make("span")
        .class("context-note__to")
        .attr("aria-hidden", "true");
    Some(
        make("div")
            .class("context-note__named")
            .with(words.text("Go to message"))
            .with(list.with_all(chips)),
    )
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
    let head = make("p").class("notes__head");
    if !note.author.is_empty() {
        head.add(&text(Field::NoteAuthor, &note.author));
    }
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
