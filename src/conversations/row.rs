//! A row of the list.

use discreet_api_types::conversations::{ConversationSummary, TextRange};
use leptos::prelude::*;

use super::{StatusPill, state};
use crate::browser::intl;
use crate::paths;
use crate::sharing::ExposureBadge;

/// A conversation in the list: the whole row leads to it, or to the message in which the words were found; its
/// exposure leads to the sharing controls.
#[component]
pub fn Row(#[prop(into)] summary: Signal<ConversationSummary>) -> impl IntoView {
    let id = summary.with_untracked(|summary| summary.id.clone());
    let sharing = paths::sharing(&id);
    let address = move || {
        let number = summary.with(|summary| summary.found.as_ref()?.snippet.as_ref()?.message);
        match number {
            Some(number) => paths::message(&id, number),
            None => paths::conversation(&id),
        }
    };
    let exposure = Signal::derive(move || summary.with(|summary| summary.exposure.clone()));
    let status = Signal::derive(move || summary.with(|summary| summary.status));
    let found =
        Memo::new(move |_| summary.with(|summary| summary.found.clone().unwrap_or_default()));
    let title = move || {
        let title = summary.with(|summary| summary.title.clone());
        found.with(|found| with_marks(&title, &found.title))
    };
    let contact = Memo::new(move |_| summary.with(|summary| summary.contact.clone()));
    let contact_shown = move || {
        let contact = contact.get()?;
        Some(found.with(|found| with_marks(&contact, &found.contact)))
    };
    let preview = Memo::new(move |_| {
        summary.with(|summary| match &summary.preview {
            Some(preview) => Some(preview.clone()),
            None if summary.mine => None,
            None => Some(format!("Belongs to {}", summary.owner.name)),
        })
    });
    // The words around what was found stand in place of the first words.
    let line = move || {
        found.with(|found| match &found.snippet {
            Some(snippet) => Some(
                view! {
                    <span class="conversation-row__place">{state::snippet_place(snippet)}</span>
                    " "
                    <bdi>{with_marks(&snippet.text, &snippet.ranges)}</bdi>
                }
                .into_any(),
            ),
            None => preview
                .get()
                .map(|preview| view! { <bdi>{preview}</bdi> }.into_any()),
        })
    };
    let has_line =
        move || found.with(|found| found.snippet.is_some()) || preview.with(Option::is_some);
    // The dot stands outside the isolated texts, so that neither direction pulls it along.
    let dot = move || (contact.with(Option::is_some) && has_line()).then_some(" · ");
    let tags = move || {
        let tags = summary.with(|summary| summary.tags.clone());
        let list: Vec<_> = (0_u32..)
            .zip(tags)
            .map(|(place, tag)| {
                let holds = found.with(|found| found.tags.contains(&place));
                let address = paths::tagged(&tag);
                view! {
                    <li>
                        <a class="tag" data-found=holds.then_some("") href=address>
                            <span class="visually-hidden">"Conversations with the tag "</span>
                            <bdi>{tag}</bdi>
                        </a>
                    </li>
                }
            })
            .collect();
        (!list.is_empty()).then(|| view! { <ul class="conversation-row__tags">{list}</ul> })
    };
    let when = move || {
        summary.with(|summary| {
            let at = &summary.last_message_at;
            let full = intl::date_time(at, intl::Zone::Local);
            view! {
                <time datetime=at.0.clone() title=full>
                    {intl::short(at, intl::now())}
                </time>
            }
        })
    };
    view! {
        <li class="conversation-row">
            <div class="conversation-row__main">
                <h2 class="conversation-row__title">
                    <a href=address>
                        <bdi>{title}</bdi>
                    </a>
                </h2>
                <p class="conversation-row__line">
                    <bdi>{contact_shown}</bdi>
                    {dot}
                    {line}
                </p>
                {tags}
            </div>
            <div class="conversation-row__status">
                <StatusPill status />
            </div>
            <a class="conversation-row__exposure" href=sharing>
                <ExposureBadge exposure />
                <span class="visually-hidden">": sharing controls"</span>
            </a>
            <div class="conversation-row__when">
                {when}
                <span class="conversation-row__count">
                    {move || {
                        summary
                            .with(|summary| {
                                state::counted(summary.message_count as usize, "message", "messages")
                            })
                    }}
                </span>
            </div>
        </li>
    }
    .into_any()
}

/// A text with its matches marked.
fn with_marks(text: &str, ranges: &[TextRange]) -> AnyView {
    if ranges.is_empty() {
        return text.to_owned().into_any();
    }
    state::marked(text, ranges)
        .into_iter()
        .map(|(part, inside)| {
            if inside {
                view! { <mark class="found">{part}</mark> }.into_any()
            } else {
                part.into_any()
            }
        })
        .collect_view()
        .into_any()
}
