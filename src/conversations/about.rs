//! What is known about a conversation beside its messages: contact, summary, attempts, source, log.

use discreet_api_types::conversations::{Contact, LogEntry};
use leptos::prelude::*;

use super::notes::Notes;
use super::open_conversation::OpenConversation;
use super::state::counted;
use crate::browser::intl::{self, Zone};
use crate::transcript::safe_target;
use crate::ui::Icon;

/// The cards beside the transcript.
#[component]
pub fn About(conversation: OpenConversation) -> impl IntoView {
    let contact = conversation.part(|conversation| conversation.contact.clone());
    let channel = conversation.part(|conversation| conversation.channel.clone());
    let summary = conversation.part(|conversation| conversation.summary.clone());
    let attempts = conversation.part(|conversation| conversation.attempts.clone());
    let source = conversation.part(|conversation| conversation.source.clone());
    let facts = move || {
        let Contact {
            name,
            email,
            phone,
            reference,
        } = contact.get();
        let mail = email
            .clone()
            .map(|email| link(format!("mailto:{email}"), email));
        let call = phone.clone().map(|phone| {
            let digits: String = phone.chars().filter(|c| !c.is_whitespace()).collect();
            link(format!("tel:{digits}"), phone)
        });
        let from = source.get().map(|source| {
            let words = format!("{} · {}", source.system, source.id);
            match source.url {
                Some(url) => link(url, words),
                None => text(words),
            }
        });
        [
            ("Name", name.map(text)),
            ("E-mail", mail),
            ("Phone", call),
            ("Reference", reference.map(text)),
            ("Channel", channel.get().map(text)),
            ("Source", from),
        ]
        .into_iter()
        .filter_map(|(label, value)| {
            let value = value?;
            Some(view! {
                <div>
                    <dt>{label}</dt>
                    <dd>{value}</dd>
                </div>
            })
        })
        .collect_view()
    };
    view! {
        <aside class="about" id="about" tabindex="-1" aria-label="About this conversation">
            <section class="about__card">
                <h2>"Contact"</h2>
                <dl class="about__facts">{facts}</dl>
            </section>
            {move || {
                let (summary, attempts) = (summary.get(), attempts.get());
                (summary.is_some() || !attempts.is_empty())
                    .then(|| {
                        view! {
                            <section class="about__card">
                                {summary
                                    .map(|summary| {
                                        view! {
                                            <h2>"Summary"</h2>
                                            <p class="about__text" dir="auto">{summary}</p>
                                        }
                                    })}
                                {(!attempts.is_empty())
                                    .then(|| {
                                        view! {
                                            <h2>"What the AI tried"</h2>
                                            <ol class="about__attempts">
                                                {attempts
                                                    .into_iter()
                                                    .map(|attempt| view! { <li dir="auto">{attempt}</li> })
                                                    .collect_view()}
                                            </ol>
                                        }
                                    })}
                            </section>
                        }
                    })
            }}
            <Notes conversation />
        </aside>
    }
    .into_any()
}

/// The system log, kept apart from the messages.
#[component]
pub fn Log(conversation: OpenConversation) -> impl IntoView {
    let log = conversation.part(|conversation| conversation.log.clone());
    let entries = move || log.get().into_iter().map(entry).collect_view();
    view! {
        <Show when=move || !log.with(Vec::is_empty)>
            <details class="log">
                <summary>
                    <Icon name="chevron-right" />
                    "System log"
                    <span class="quiet">
                        {move || log.with(|log| counted(log.len(), "entry", "entries"))}
                    </span>
                    <span class="quiet">" · never part of a share"</span>
                </summary>
                <ol class="log__entries">{entries}</ol>
            </details>
        </Show>
    }
    .into_any()
}

fn entry(entry: LogEntry) -> AnyView {
    let at = entry.at.map(|at| {
        let words = intl::date_time(&at, Zone::Local);
        view! { <time datetime=at.0>{words}</time> }
    });
    view! {
        <li>
            {at}
            <span dir="auto">{entry.text}</span>
        </li>
    }
    .into_any()
}

fn text(text: String) -> AnyView {
    view! { <bdi>{text}</bdi> }.into_any()
}

fn link(target: String, words: String) -> AnyView {
    if safe_target(&target).is_none() {
        return text(words);
    }
    view! {
        <a href=target rel="noreferrer noopener external" target="_blank">
            <bdi>{words}</bdi>
        </a>
    }
    .into_any()
}
