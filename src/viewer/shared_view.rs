//! A share as its recipient sees it.

use std::sync::Arc;

use discreet_api_types::review::Field;
use discreet_api_types::viewer::SharedConversation;
use leptos::prelude::*;

use super::state::{counted, grouped, status};
use super::{api, context, facts};
use crate::browser::intl::Zone;
use crate::transcript::{Entry, Feed, Loading, Numbers, Transcript, load_pages, show_in_address};
use crate::ui::{Badge, Banner, Button, Tone};

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
    let jump = Callback::new(move |messages| {
        if !preview {
            show_in_address(messages);
        }
        feed.jump(messages);
    });
    let title = context::text(Field::Title, &head.title);
    let (numbers, prefix, heading) = if preview {
        let heading = view! { <h3 class="shared__title" dir="auto">{title}</h3> };
        (Numbers::Plain, "preview", heading.into_any())
    } else {
        let heading = view! { <h1 class="shared__title" tabindex="-1" dir="auto">{title}</h1> };
        (Numbers::Links, "m", heading.into_any())
    };
    let status = status(head.status);
    let sample = shared.share.sample_data.then(|| {
        view! { <p class="sample-ribbon">"Sample data: nobody here is real"</p> }
    });
    let left_over = shared.next_after.filter(|_| preview).map(|_| {
        let shown = u32::try_from(shared.messages.len()).unwrap_or(u32::MAX);
        let words = format!(
            "The preview ends here, after {} of {}. The link will show them all.",
            grouped(shown),
            counted(head.messages_shown, "message"),
        );
        view! { <p class="shared__end">{words}</p> }
    });
    let end = loading.map(|loading| progress(feed, loading, head.messages_shown));
    view! {
        <article class="shared" aria-label="Shared conversation">
            {sample}
            <header class="shared__head">
                {heading}
                <Badge>{status}</Badge>
                {context::tags(&head.tags)}
                {facts::facts(&shared, zone)}
            </header>
            {context::context_note(&head.context, jump)}
            {head.contact.as_ref().and_then(context::contact)}
            {head.escalation.as_ref().and_then(context::escalation)}
            {context::notes(&head.notes, zone)}
            <section class="shared__messages" aria-label="Messages">
                <Transcript feed zone numbers prefix/>
            </section>
            {end}
            {left_over}
        </article>
    }
    .into_any()
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
        })
    };
    view! {
        <div class="shared__end">
            {failed}
            <p>{words}</p>
        </div>
    }
    .into_any()
}
