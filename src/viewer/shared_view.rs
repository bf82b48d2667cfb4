//! A share as its recipient sees it.

use std::rc::Rc;
use std::sync::Arc;

use discreet_api_types::ids::ShareId;
use discreet_api_types::review::Field;
use discreet_api_types::viewer::SharedConversation;
use leptos::prelude::*;

use super::context::Ways;
use super::gates::button;
use super::state::{Stage, counted, grouped, status};
use super::tools::{PREFIX, Slots, Tools};
use super::{api, context, facts, zone};
use crate::browser::concrete::{Work, draw_effect};
use crate::browser::elements::{Made, make, make_icon};
use crate::browser::intl::Zone;
use crate::discussion::Discussion;
use crate::transcript::{
    Entry, Feed, Loading, Numbers, Setting, followed, load_pages, show_in_address, transcript,
};

/// A preview of a share (as a dry run answers): banner, context note, what is included, the messages that came along.
/// Its numbers copy nothing.
#[component]
#[expect(
    clippy::needless_pass_by_value,
    reason = "a component owns what it is given"
)]
pub fn SharedView(shared: Arc<SharedConversation>) -> impl IntoView {
    preview(&shared)
}

/// A preview as an element.
fn preview(shared: &SharedConversation) -> Made {
    let zone = if shared.share.utc {
        Zone::Utc
    } else {
        Zone::Local
    };
    let feed = Feed::new();
    // A preview has nowhere to ask for more.
    feed.add_page(0, entries(shared), None);
    let setting = Setting {
        zone: Signal::stored(zone),
        numbers: Numbers::Plain,
        prefix: "preview",
        ..Setting::default()
    };
    article(shared, Signal::stored(zone), None)
        .with(messages(transcript(feed, setting)))
        .with(end(preview_end(shared)))
        .on("click", move |event| {
            // Links to messages stand in the context note.
            if let Some(messages) = followed(&event) {
                event.prevent_default();
                feed.jump(messages);
            }
        })
}

/// An open share: the same, with everything that a reader can do with it.
/// `share_changed`: something around it did, or it has ended; ask again.
pub fn open_share(
    shared: &SharedConversation,
    id: ShareId,
    slots: &Slots,
    share_changed: Rc<dyn Fn()>,
    leave: Callback<Stage>,
) -> Made {
    let able = shared.share.abilities;
    let discussion = able
        .see_comments
        .then(|| Discussion::new(&id, share_changed));
    let own_link = shared
        .share
        .can_end
        .then(|| end_own_link(id.clone(), leave));
    let ways = Ways {
        id: id.clone(),
        action_done: RwSignal::new(shared.share.action_done.clone()),
        mark_action: able.mark_action,
    };
    let feed = Feed::new();
    feed.add_page(0, entries(shared), shared.next_after);
    let loading = load_pages(feed, move |after| {
        let id = id.clone();
        async move { api::messages(&id, after).await }
    });
    let zone = zone::remembered(shared.share.utc);
    let tools = Tools::new(feed, zone, discussion, able.comment);
    tools.fill(slots);
    let (menu, more) = tools.message_menu();
    let setting = Setting {
        zone: tools.zone.into(),
        numbers: Numbers::Links,
        more: Some(more),
        prefix: PREFIX,
        ..Setting::default()
    };
    let progress = progress(feed, loading, shared.conversation.messages_shown);
    let article = article(shared, tools.zone.into(), Some(ways))
        .with(messages(transcript(feed, setting)))
        .with(end(Some(progress)))
        .with_all(own_link)
        .on("keydown", move |event| tools.on_key(&event));
    make("div")
        .class("desk")
        .with(article)
        .with(tools.panel())
        .with(menu.element())
        .with(tools.selection_bar().element())
        .on("click", move |event| {
            // Links to messages stand in the context note, the outline and comments.
            if let Some(messages) = followed(&event) {
                event.prevent_default();
                show_in_address(messages);
                feed.jump(messages);
            }
        })
}

/// The link was made for this reader alone: they may end it. It asks once more, as nothing brings it back.
fn end_own_link(id: ShareId, leave: Callback<Stage>) -> Made {
    let work = Work::new();
    let said = make("p").class("own-link__words").attr("role", "status");
    let words = "This link was made for you. When you need it no longer, you can end it: it then opens for nobody.";
    said.say(words);
    let sure = RwSignal::new(false);
    let trouble = said.clone();
    let go = Callback::new(move |()| {
        let (id, trouble) = (id.clone(), trouble.clone());
        work.start(async move {
            match api::end(&id).await {
                Ok(()) => leave.run(Stage::Ended),
                Err(failure) => trouble.say(&failure.to_string()),
            }
        });
    });
    let begin = button(
        "End my link",
        "secondary",
        work.busy(),
        Callback::new(move |()| sure.set(true)),
    );
    let really = button("End it for good", "danger", work.busy(), go);
    let keep = button(
        "Keep it",
        "quiet",
        work.busy(),
        Callback::new(move |()| sure.set(false)),
    );
    let row = make("section")
        .class("own-link")
        .attr("aria-label", "Your link")
        .with(said)
        .with(begin.clone())
        .with(really.clone())
        .with(keep.clone());
    let mut before = false;
    draw_effect(move || {
        let sure = sure.get();
        begin.show(!sure);
        really.show(sure);
        keep.show(sure);
        match (before, sure) {
            (false, true) => keep.focus(),
            (true, false) => begin.focus(),
            _ => {}
        }
        before = sure;
    });
    row
}

fn entries(shared: &SharedConversation) -> Vec<Entry> {
    shared.messages.iter().cloned().map(Entry::from).collect()
}

/// Everything above the messages. `ways`: what can be done with it; none in a preview.
fn article(shared: &SharedConversation, zone: Signal<Zone>, ways: Option<Ways>) -> Made {
    let head = &shared.conversation;
    let article = make("article")
        .class("shared")
        .attr("aria-label", "Shared conversation");
    if shared.share.sample_data {
        let ribbon = make("p").class("sample-ribbon");
        article.add(&ribbon.text("Sample data: nobody here is real"));
    }
    let notes = head.notes.clone();
    article
        .with(header(shared, zone, ways.is_none()))
        .with_all(context::context_note(&head.context, zone, ways))
        .with_all(head.contact.as_ref().and_then(context::contact))
        .with_all(head.escalation.as_ref().and_then(context::escalation))
        .with(in_zone(zone, move |zone| context::notes(&notes, zone)))
}

fn messages(list: Made) -> Made {
    make("section")
        .class("shared__messages")
        .attr("aria-label", "Messages")
        .with(list)
}

fn end(inside: Option<Made>) -> Made {
    make("div").class("shared__end").with_all(inside)
}

/// Drawn again in another zone.
fn in_zone(zone: Signal<Zone>, draw: impl Fn(Zone) -> Option<Made> + 'static) -> Made {
    let place = make("div").class("in-zone");
    let shown = place.clone();
    draw_effect(move || {
        let drawn = draw(zone.get());
        shown.clear();
        if let Some(drawn) = drawn {
            shown.add(&drawn);
        }
    });
    place
}

fn header(shared: &SharedConversation, zone: Signal<Zone>, preview: bool) -> Made {
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
    let facts = shared.clone();
    make("header")
        .class("shared__head")
        .with(title)
        .with(make("span").class("badge").text(status(head.status)))
        .with_all(context::tags(&head.tags))
        .with(in_zone(zone, move |zone| Some(facts::facts(&facts, zone))))
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
