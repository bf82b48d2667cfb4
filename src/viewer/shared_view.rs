//! A share as its recipient sees it.

use std::sync::Arc;

use discreet_api_types::review::Field;
use discreet_api_types::viewer::SharedConversation;
use leptos::prelude::*;

use super::gates::button;
use super::state::{counted, grouped, status};
use super::{api, context, facts};
use crate::browser::concrete::draw_effect;
use crate::browser::elements::{Made, make, make_icon};
use crate::browser::intl::Zone;
use crate::transcript::{
    Entry, Feed, Loading, Numbers, Setting, followed, load_pages, show_in_address, transcript,
};

/// The share: banner, context note, what is included, messages. A preview (`share.id` none, as a dry run answers)
/// shows the messages that came along, and its numbers copy nothing.
#[component]
#[expect(
    clippy::needless_pass_by_value,
    reason = "a component owns what it is given"
)]
pub fn SharedView(shared: Arc<SharedConversation>) -> impl IntoView {
    shared_view(&shared)
}

/// The same as an element.
pub fn shared_view(shared: &SharedConversation) -> Made {
    let head = &shared.conversation;
    let zone = if shared.share.utc {
        Zone::Utc
    } else {
        Zone::Local
    };
    let feed = Feed::new();
    let entries = shared.messages.iter().cloned().map(Entry::from).collect();
    let live = shared.share.id.clone();
    let preview = live.is_none();
    // A preview has nowhere to ask for more.
    let next_after = shared.next_after.filter(|_| !preview);
    feed.add_page(0, entries, next_after);
    let loading = live.map(|id| {
        load_pages(feed, move |after| {
            let id = id.clone();
            async move { api::messages(&id, after).await }
        })
    });
    let (numbers, prefix) = if preview {
        (Numbers::Plain, "preview")
    } else {
        (Numbers::Links, "m")
    };
    let end = match loading {
        Some(loading) => Some(progress(feed, loading, head.messages_shown)),
        None => preview_end(shared),
    };
    let shared_article = make("article")
        .class("shared")
        .attr("aria-label", "Shared conversation");
    if shared.share.sample_data {
        let ribbon = make("p").class("sample-ribbon");
        shared_article.add(&ribbon.text("Sample data: nobody here is real"));
    }
    let messages = make("section")
        .class("shared__messages")
        .attr("aria-label", "Messages");
    shared_article
        .with(header(shared, zone, preview))
        .with_all(context::context_note(&head.context))
        .with_all(head.contact.as_ref().and_then(context::contact))
        .with_all(head.escalation.as_ref().and_then(context::escalation))
        .with_all(context::notes(&head.notes, zone))
        .with(messages.with(transcript(
            feed,
            Setting {
                zone,
                numbers,
                prefix,
                ..Setting::default()
            },
        )))
        .with(make("div").class("shared__end").with_all(end))
        .on("click", move |event| {
            // Links to messages stand in the context note.
            if let Some(messages) = followed(&event) {
                event.prevent_default();
                if !preview {
                    show_in_address(messages);
                }
                feed.jump(messages);
            }
        })
}

fn header(shared: &SharedConversation, zone: Zone, preview: bool) -> Made {
    let head = &shared.conversation;
    // Inside the preview's dialog, the dialog's own title comes first.
    let title = if preview {
        make("h3")
    } else {
        make("h1").attr("tabindex", "-1")
    };
    let title = title
        .class("shared__title")
        .attr("dir", "auto")
        .with(context::text(Field::Title, &head.title));
    make("header")
        .class("shared__head")
        .with(title)
        .with(make("span").class("badge").text(status(head.status)))
        .with_all(context::tags(&head.tags))
        .with(facts::facts(shared, zone))
}

/// A preview has the first messages only; it says so.
fn preview_end(shared: &SharedConversation) -> Option<Made> {
    shared.next_after?;
    let shown = u32::try_from(shared.messages.len()).unwrap_or(u32::MAX);
    let total = counted(shared.conversation.messages_shown, "message");
    let words = format!(
        "The preview ends here, after {} of {total}. The link will show them all.",
        grouped(shown)
    );
    Some(make("p").text(&words))
}

/// Below the messages: how many have come, why no more do, or that this is the end.
fn progress(feed: Feed, loading: Loading, total: u32) -> Made {
    let retry = Callback::new(move |()| loading.retry());
    let failed = notice(
        "warning",
        "triangle-alert",
        "Not all messages could be loaded.",
        Some(button(
            "Try again",
            "secondary",
            Signal::stored(false),
            retry,
        )),
    );
    let words = make("p");
    let end = make("div").with(failed.clone()).with(words.clone());
    draw_effect(move || {
        failed.show(loading.failure.with(Option::is_some));
        let arrived = u32::try_from(feed.arrived()).unwrap_or(u32::MAX);
        words.clear();
        words.add_text(&if feed.is_complete() {
            "End of the shared conversation".to_owned()
        } else {
            format!(
                "Loading: {} of {}",
                grouped(arrived.min(total)),
                counted(total, "message")
            )
        });
    });
    end
}

/// A message in the flow of the page.
pub fn notice(tone: &str, icon: &str, words: &str, action: Option<Made>) -> Made {
    make("div")
        .class("banner")
        .attr("data-tone", tone)
        .with(make_icon(icon))
        .with(
            make("div")
                .class("banner__body")
                .with(make("p").text(words))
                .with_all(action),
        )
}
