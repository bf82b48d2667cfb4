//! Step 3: the link, to be handed over.

use discreet_api_types::sharing::Share;
use leptos::prelude::*;

use super::desk::Desk;
use super::qr_code::QrCode;
use super::share_row::StopQuestion;
use super::state::audience_words;
use super::time;
use crate::browser::announce;
use crate::ui::{Banner, Button, CopyButton, Icon, Look, TextInput, Tone};

/// The link that was just made.
#[component]
pub(super) fn LinkStep(desk: Desk) -> impl IntoView {
    let stopping = RwSignal::new(false);
    let link = RwSignal::new(
        desk.created
            .with_untracked(|share| share.as_ref().map(|share| share.url.clone()))
            .unwrap_or_default(),
    );
    // One link for each recipient: the first is no more than the others.
    let several = Signal::derive(move || desk.each.with(|each| !each.is_empty()));
    announce(if several.get_untracked() {
        "The links are ready"
    } else {
        "The link is ready"
    });
    let who = move || {
        desk.created.with(|share| {
            share.as_ref().map(|share| {
                let until = share
                    .expires_at
                    .as_ref()
                    .and_then(time::parse)
                    .map(|ends| format!(". Ends {}.", time::local(ends)));
                format!(
                    "{}{}",
                    audience_words(&share.audience, &desk.organisation.get()),
                    until.unwrap_or_default()
                )
            })
        })
    };
    let warnings = move || {
        desk.created
            .with(|share| share.as_ref().map_or(0, |share| share.warnings.len()))
    };
    view! {
        <div class="new-share__scroll">
            <div class="link-step">
                <p class="link-step__done">
                    <Icon name="check" large=true />
                    <span>{who}</span>
                </p>
                <Show
                    when=move || !several.get()
                    fallback=move || view! { <RecipientLinks shares=desk.each.get_untracked() /> }
                >
                    <div class="link-step__link">
                        <TextInput label="Link" value=link readonly=true />
                        <CopyButton text=link label="Copy link" look=Look::Primary />
                    </div>
                    <details class="link-step__qr">
                        <summary>"QR code"</summary>
                        <QrCode link />
                    </details>
                </Show>
                {move || {
                    let count = warnings();
                    (count > 0)
                        .then(|| {
                            view! {
                                <Banner tone=Tone::Warning>
                                    {format!(
                                        "{} nobody decided went along as they are.",
                                        super::state::counted(
                                            u32::try_from(count).unwrap_or(u32::MAX),
                                            "finding",
                                            "findings",
                                        ),
                                    )}
                                </Banner>
                            }
                        })
                }}
                {move || {
                    let share = desk.created.get().filter(|_| stopping.get());
                    share
                        .map(|share| {
                            view! {
                                <StopQuestion
                                    share=share.id
                                    on_stopped=move |()| {
                                        desk.on_changed.run(());
                                        desk.clear();
                                    }
                                    on_keep=move |()| stopping.set(false)
                                />
                            }
                        })
                }}
            </div>
        </div>
        <footer class="share-dialog__footer">
            <div class="standing" />
            <Show when=move || !several.get()>
                <Button
                    look=Look::Quiet
                    icon="link-2-off"
                    on_press=move |()| stopping.set(true)
                >
                    "Stop sharing"
                </Button>
            </Show>
            <a
                class="button"
                data-look="secondary"
                href=move || link.get()
                target="_blank"
                rel="noopener"
            >
                <Icon name="eye" />
                <span>"Preview"</span>
            </a>
            <Button on_press=move |()| desk.clear()>"Done"</Button>
        </footer>
    }
    .into_any()
}

/// The links that were made one for each recipient.
#[component]
fn RecipientLinks(shares: Vec<Share>) -> impl IntoView {
    let all: Vec<String> = shares
        .iter()
        .map(|share| {
            let recipient = share.recipient.as_deref().unwrap_or_default();
            format!("{recipient}\t{}", share.url)
        })
        .collect();
    let all = Signal::stored(all.join("\n"));
    let rows = shares
        .into_iter()
        .map(|share| {
            let recipient = share.recipient.unwrap_or_default();
            let label = format!("Copy the link for {recipient}");
            view! {
                <li>
                    <bdi>{recipient}</bdi>
                    <CopyButton text=Signal::stored(share.url) label=label />
                </li>
            }
        })
        .collect_view();
    view! {
        <ul class="link-step__recipients" aria-label="A link for each recipient">
            {rows}
        </ul>
        <CopyButton text=all label="Copy all, with addresses" look=Look::Primary />
    }
    .into_any()
}
