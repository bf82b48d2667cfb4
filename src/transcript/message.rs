//! One message: number, sender, time; what it says; its attachments and sources.

use std::sync::Arc;

use discreet_api_types::conversations::Sender;
use discreet_api_types::review::Field;
use leptos::prelude::*;

use super::content::{blocks, leaf};
use super::field_text::{field_text, of_place};
use super::list::{Beside, Numbers};
use super::words::safe_target;
use super::{Annotations, Citation, Entry, Place};
use crate::browser::intl::{self, Zone};

/// How messages are drawn, the same for all of one transcript.
#[derive(Clone)]
pub(super) struct Drawing {
    /// Begins every id, so that two transcripts on one page do not share any.
    pub prefix: Arc<str>,
    pub zone: Zone,
    pub numbers: Numbers,
    pub annotations: Option<Annotations>,
    pub beside: Option<Beside>,
}

impl Drawing {
    /// The id of a message's element.
    pub fn id(&self, number: u32) -> String {
        format!("{}-{number}", self.prefix)
    }
}

/// A message. `first`: the one that the Tab key reaches.
pub(super) fn message(entry: &Entry, first: bool, drawing: &Drawing) -> AnyView {
    let number = entry.number;
    let id = drawing.id(number);
    let head = format!("{id}-head");
    let labelled_by = head.clone();
    view! {
        <article
            class="message"
            id=id
            data-sender=sender(entry.sender)
            data-number=number.to_string()
            tabindex=if first { "0" } else { "-1" }
            aria-labelledby=labelled_by
        >
            <div class="message__head">
                {number_view(number, drawing)}
                <span class="message__who" id=head>
                    <span class="visually-hidden">{format!("Message {number}, ")}</span>
                    <span class="message__label">{entry.label.clone()}</span>
                    {name(entry, drawing)}
                    {time(entry, drawing.zone)}
                </span>
                {drawing.beside.as_ref().map(|beside| beside(number))}
            </div>
            {body(entry, drawing)}
            {attachments(entry, drawing)}
            {citations(entry, drawing)}
        </article>
    }
    .into_any()
}

fn sender(sender: Sender) -> &'static str {
    match sender {
        Sender::Contact => "contact",
        Sender::Ai => "ai",
        Sender::Agent => "agent",
    }
}

fn number_view(number: u32, drawing: &Drawing) -> AnyView {
    match drawing.numbers {
        Numbers::Plain => {
            view! { <span class="message__number" aria-hidden="true">{number}</span> }.into_any()
        }
        Numbers::Links => view! {
            <a
                class="message__number"
                href=format!("#m={number}")
                aria-label=format!("Copy link to message {number}")
                title="Copy link; with Shift, to a range"
            >
                {number}
            </a>
        }
        .into_any(),
    }
}

fn name(entry: &Entry, drawing: &Drawing) -> Option<AnyView> {
    if entry.name.is_empty() {
        return None;
    }
    let place = Place::message(Field::SenderName, entry.number, None);
    let text = field_text(entry.name.clone(), place, drawing.annotations.clone());
    Some(view! { <span class="message__name">{text}</span> }.into_any())
}

fn time(entry: &Entry, zone: Zone) -> Option<AnyView> {
    let at = entry.sent_at.as_ref()?;
    let mut full = intl::date_time(at, zone);
    if zone == Zone::Utc {
        full.push_str(" UTC");
    }
    if entry.assumed_utc {
        full.push_str(" (the source named no time zone: taken as UTC)");
    }
    let at_words = intl::time(at, zone);
    Some(
        view! { <time class="message__time" datetime=at.0.clone() title=full>{at_words}</time> }
            .into_any(),
    )
}

fn body(entry: &Entry, drawing: &Drawing) -> AnyView {
    let Some(annotations) = drawing.annotations.clone() else {
        return view! { <div class="message__body">{blocks(&entry.blocks, None)}</div> }.into_any();
    };
    let number = entry.number;
    let tree: Arc<[_]> = entry.blocks.as_slice().into();
    let place = Place::message(Field::Message, number, None);
    // Drawn again only when this message's own marks change.
    let marked = Memo::new(move |_| of_place(&annotations.of(Some(number)), place));
    let content = move || marked.with(|marks| blocks(&tree, Some(marks)));
    view! {
        <div class="message__body" data-field="message" data-message=number.to_string()>
            {content}
        </div>
    }
    .into_any()
}

fn attachments(entry: &Entry, drawing: &Drawing) -> Option<AnyView> {
    if entry.attachments.is_empty() {
        return None;
    }
    let names: Vec<AnyView> = entry
        .attachments
        .iter()
        .zip(0..)
        .map(|(name, item)| {
            let place = Place::message(Field::Attachment, entry.number, Some(item));
            let text = field_text(name.clone(), place, drawing.annotations.clone());
            view! { <li class="message__attachment">{text}</li> }.into_any()
        })
        .collect();
    Some(
        view! { <ul class="message__attachments" aria-label="Attached files">{names}</ul> }
            .into_any(),
    )
}

fn citations(entry: &Entry, drawing: &Drawing) -> Option<AnyView> {
    let count = entry.citations.len();
    if count == 0 {
        return None;
    }
    let list: Vec<AnyView> = entry
        .citations
        .iter()
        .zip(0..)
        .map(|(citation, item)| citation_view(citation, entry.number, item, drawing))
        .collect();
    let words = if count == 1 {
        "1 source".to_owned()
    } else {
        format!("{count} sources")
    };
    Some(
        view! {
            // What is reviewed must be seen.
            <details class="message__citations" open=drawing.annotations.is_some()>
                <summary>{words}</summary>
                <ol>{list}</ol>
            </details>
        }
        .into_any(),
    )
}

fn citation_view(citation: &Citation, number: u32, item: u32, drawing: &Drawing) -> AnyView {
    let text = |field, pieces: &Vec<_>| {
        let place = Place::message(field, number, Some(item));
        (!pieces.is_empty()).then(|| field_text(pieces.clone(), place, drawing.annotations.clone()))
    };
    let title = text(Field::CitationTitle, &citation.title);
    let quote = text(Field::CitationQuote, &citation.quote)
        .map(|quote| view! { <q class="citation__quote">{quote}</q> });
    let url = if drawing.annotations.is_some() {
        text(Field::CitationUrl, &citation.url)
    } else {
        address(citation)
    };
    view! {
        <li class="citation">
            {title.map(|title| view! { <span class="citation__title">{title}</span> })}
            {url.map(|url| view! { <span class="citation__url" dir="ltr">{url}</span> })}
            {quote}
        </li>
    }
    .into_any()
}

/// A citation's address: a link, if it is whole and of an allowed scheme.
fn address(citation: &Citation) -> Option<AnyView> {
    use discreet_api_types::tree::Piece;
    match citation.url.as_slice() {
        [] => None,
        [Piece::Text(url)] => match safe_target(url) {
            Some(target) => Some(
                view! {
                    <a
                        class="link"
                        href=target.to_owned()
                        target="_blank"
                        rel="noopener noreferrer nofollow"
                        referrerpolicy="no-referrer"
                    >
                        {url.clone()}
                    </a>
                }
                .into_any(),
            ),
            None => Some(leaf(url, None, None)),
        },
        pieces => {
            let place = Place::of(Field::CitationUrl);
            Some(field_text(pieces.to_vec(), place, None))
        }
    }
}
