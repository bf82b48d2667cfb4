//! One message: number, sender, time; what it says; its attachments and sources.

use std::sync::Arc;

use discreet_api_types::conversations::Sender;
use discreet_api_types::review::Field;
use discreet_api_types::tree::Piece;

use super::content::{add_blocks, outward};
use super::field_text::{draw_marked, field_text, named};
use super::list::{Beside, Numbers};
use super::words::safe_target;
use super::{Annotations, Citation, Entry, Place};
use crate::browser::elements::{Made, make};
use crate::browser::intl::{self, Zone};

/// How messages are drawn, the same for all of one transcript.
#[derive(Clone)]
pub(super) struct Drawing {
    /// Begins every id, so that two transcripts on one page do not share any.
    pub prefix: &'static str,
    pub zone: Zone,
    pub numbers: Numbers,
    pub annotations: Option<Annotations>,
    pub beside: Option<Beside>,
    /// Each message has a button for what can be done with it.
    pub more: bool,
}

/// A message. `first`: the one that the Tab key reaches.
pub(super) fn message(entry: &Entry, first: bool, drawing: &Drawing) -> Made {
    let number = entry.number.to_string();
    let id = format!("{}-{number}", drawing.prefix);
    let head_id = format!("{id}-head");
    let head = make("div")
        .class("message__head")
        .with(number_link(&number, drawing.numbers))
        .with(who(entry, &number, drawing).attr("id", &head_id));
    if drawing.more {
        head.add(&more_button(&number));
    }
    let article = make("article")
        .class("message")
        .attr("id", &id)
        .attr("data-sender", sender(entry.sender))
        .attr("data-number", &number)
        .attr("tabindex", if first { "0" } else { "-1" })
        .attr("aria-labelledby", &head_id);
    if let Some(beside) = &drawing.beside {
        head.add(&beside(entry.number, &article));
    }
    article
        .with(head)
        .with(body(entry, drawing))
        .with_all(attachments(entry, drawing))
        .with_all(citations(entry, drawing))
}

fn sender(sender: Sender) -> &'static str {
    match sender {
        Sender::Contact => "contact",
        Sender::Ai => "ai",
        Sender::Agent => "agent",
    }
}

fn number_link(number: &str, numbers: Numbers) -> Made {
    match numbers {
        Numbers::Plain => make("span").attr("aria-hidden", "true"),
        Numbers::Links => make("a")
            .attr("href", &format!("#m={number}"))
            .attr("aria-label", &format!("Copy link to message {number}"))
            .attr("title", "Copy link; with Shift, to a range"),
    }
    .class("message__number")
    .text(number)
}

/// The transcript hears its clicks: a listener a message would cost more than the button.
fn more_button(number: &str) -> Made {
    make("button")
        .class("message__more")
        .attr("type", "button")
        .attr("aria-haspopup", "menu")
        .attr("aria-label", &format!("Message {number}: more"))
        .attr("title", "Quote, comment …")
}

fn who(entry: &Entry, number: &str, drawing: &Drawing) -> Made {
    let hidden = make("span").class("visually-hidden");
    let who = make("span")
        .class("message__who")
        .with(hidden.text(&format!("Message {number}, ")))
        .with(make("span").class("message__label").text(&entry.label));
    if !entry.name.is_empty() {
        let place = Place::message(Field::SenderName, entry.number, None);
        let name = field_text(entry.name.clone(), place, drawing.annotations.clone());
        who.add(&make("span").class("message__name").with(name));
    }
    if let Some(at) = &entry.sent_at {
        let mut full = intl::date_time(at, drawing.zone);
        if drawing.zone == Zone::Utc {
            full.push_str(" UTC");
        }
        if entry.assumed_utc {
            full.push_str(" (the source named no time zone: taken as UTC)");
        }
        let time = make("time")
            .class("message__time")
            .attr("datetime", &at.0)
            .attr("title", &full);
        who.add(&time.text(&intl::time(at, drawing.zone)));
    }
    who
}

fn body(entry: &Entry, drawing: &Drawing) -> Made {
    let body = make("div").class("message__body");
    let Some(annotations) = drawing.annotations.clone() else {
        add_blocks(&entry.blocks, None, &body);
        return body;
    };
    let place = Place::message(Field::Message, entry.number, None);
    let body = named(body, place);
    let tree: Arc<[_]> = entry.blocks.as_slice().into();
    draw_marked(&body, annotations, place, move |into, marks| {
        add_blocks(&tree, marks, into);
    });
    body
}

fn attachments(entry: &Entry, drawing: &Drawing) -> Option<Made> {
    if entry.attachments.is_empty() {
        return None;
    }
    let list = make("ul")
        .class("message__attachments")
        .attr("aria-label", "Attached files");
    for (name, item) in entry.attachments.iter().zip(0..) {
        let place = Place::message(Field::Attachment, entry.number, Some(item));
        let text = field_text(name.clone(), place, drawing.annotations.clone());
        list.add(&make("li").class("message__attachment").with(text));
    }
    Some(list)
}

fn citations(entry: &Entry, drawing: &Drawing) -> Option<Made> {
    let count = entry.citations.len();
    if count == 0 {
        return None;
    }
    let words = if count == 1 {
        "1 source".to_owned()
    } else {
        format!("{count} sources")
    };
    let list = make("ol");
    for (citation, item) in entry.citations.iter().zip(0..) {
        list.add(&citation_item(citation, entry.number, item, drawing));
    }
    // What is reviewed must be seen.
    let open = drawing.annotations.is_some().then_some("");
    Some(
        make("details")
            .class("message__citations")
            .attr_if("open", open)
            .with(make("summary").text(&words))
            .with(list),
    )
}

fn citation_item(citation: &Citation, number: u32, item: u32, drawing: &Drawing) -> Made {
    let row = make("li").class("citation");
    let text = |field, pieces: &[Piece]| {
        let place = Place::message(field, number, Some(item));
        field_text(pieces.to_vec(), place, drawing.annotations.clone())
    };
    if !citation.title.is_empty() {
        let title = text(Field::CitationTitle, &citation.title);
        row.add(&make("span").class("citation__title").with(title));
    }
    if !citation.url.is_empty() {
        // A link, if the address is whole and of an allowed scheme.
        let target = match citation.url.as_slice() {
            [Piece::Text(url)] if drawing.annotations.is_none() => safe_target(url),
            _ => None,
        };
        let url = match target {
            Some(target) => outward(target).text(target),
            None => text(Field::CitationUrl, &citation.url),
        };
        let address = make("span").class("citation__url").attr("dir", "ltr");
        row.add(&address.with(url));
    }
    if !citation.quote.is_empty() {
        let quote = text(Field::CitationQuote, &citation.quote);
        row.add(&make("q").class("citation__quote").with(quote));
    }
    row
}
