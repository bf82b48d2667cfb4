//! A share as its recipient sees it.

use std::sync::Arc;

use discreet_api_types::review::Field;
use discreet_api_types::viewer::SharedConversation;
use leptos::prelude::*;

use super::state::{counted, grouped, status};
use super::{api, context, facts};
use crate::browser::elements::{Made, make};
use crate::browser::intl::Zone;
use crate::transcript::{
    Entry, Feed, Loading, Numbers, Transcript, followed, load_pages, show_in_address,
};
use crate::ui::{Banner, Button, Tone};

/// The share: banner, context note, what is included, messages. A preview (`share.id` none, as a dry run answers)
/// shows the messages that came along, and its numbers copy nothing.
#[component]
pub fn SharedView(shared: Arc<SharedConversation>) -> impl IntoView {
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
    // Links to messages stand in the context note.
    let on_click = move |event: leptos::ev::MouseEvent| {
        if let Some(messages) = followed(&event) {
            event.prevent_default();
            if !preview {
                show_in_address(messages);
            }
            feed.jump(messages);
        }
    };
    let (numbers, prefix) = if preview {
        (Numbers::Plain, "preview")
    } else {
        (Numbers::Links, "m")
    };
    let end = match loading {
        Some(loading) => progress(feed, loading, head.messages_shown),
        None => preview_end(&shared).into_any(),
    };
    let before: Vec<Made> = [
        shared.share.sample_data.then(|| {
            make("p")
                .class("sample-ribbon")
                .text("Sample data: nobody here is real")
        }),
        Some(header(&shared, zone, preview)),
        context::context_note(&head.context),
        head.contact.as_ref().and_then(context::contact),
        head.escalation.as_ref().and_then(context::escalation),
        context::notes(&head.notes, zone),
    ]
    .into_iter()
    .flatten()
    .collect();
    view! {
        <article class="shared" aria-label="Shared conversation" on:click=on_click>
            {before}
            <section class="shared__messages" aria-label="Messages">
                <Transcript feed zone numbers prefix/>
            </section>
            <div class="shared__end">{end}</div>
        </article>
    }
    .into_any()
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
fn progress(feed: Feed, loading: Loading, total: u32) -> AnyView {
    let words = move || {
        let arrived = u32::try_from(feed.arrived()).unwrap_or(u32::MAX);
        if feed.is_complete() {
            "End of the shared conversation".to_owned()
        } else {
            format!(
                "Loading: {} of {}",
                grouped(arrived.min(total)),
                counted(total, "message")
            )
        }
    };
    let failed = move || {
        loading.failure.with(Option::is_some).then(|| {
            view! {
                <Banner tone=Tone::Warning>
                    <p>"Not all messages could be loaded."</p>
                    <Button on_press=move |()| loading.retry()>"Try again"</Button>
                </Banner>
            }
            .into_any()
        })
    };
    view! {
        {failed}
        <p>{words}</p>
    }
    .into_any()
}
