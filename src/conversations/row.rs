//! A row of the list.

use discreet_api_types::conversations::ConversationSummary;
use leptos::prelude::*;

use super::{StatusPill, state};
use crate::browser::intl;
use crate::paths;
use crate::sharing::ExposureBadge;

/// A conversation in the list: the whole row leads to it, its exposure to the sharing controls.
#[component]
pub fn Row(#[prop(into)] summary: Signal<ConversationSummary>) -> impl IntoView {
    let id = summary.with_untracked(|summary| summary.id.clone());
    let address = paths::conversation(&id);
    let sharing = paths::sharing(&id);
    let exposure = Signal::derive(move || summary.with(|summary| summary.exposure.clone()));
    let status = Signal::derive(move || summary.with(|summary| summary.status));
    let contact = Memo::new(move |_| summary.with(|summary| summary.contact.clone()));
    let preview = Memo::new(move |_| {
        summary.with(|summary| match &summary.preview {
            Some(preview) => Some(preview.clone()),
            None if summary.mine => None,
            None => Some(format!("Belongs to {}", summary.owner.name)),
        })
    });
    // The dot stands outside the isolated texts, so that neither direction pulls it along.
    let dot =
        move || (contact.with(Option::is_some) && preview.with(Option::is_some)).then_some(" · ");
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
                        <bdi>{move || summary.with(|summary| summary.title.clone())}</bdi>
                    </a>
                </h2>
                <p class="conversation-row__line">
                    <bdi>{contact}</bdi>
                    {dot}
                    <bdi>{preview}</bdi>
                </p>
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
