//! Updating a share: what is new is looked through, then a newer copy is published under the same link.

use discreet_api_types::ids::ShareId;
use discreet_api_types::problem::ErrorCode;
use discreet_api_types::sharing::{AudienceKind, Share, UpdateShare};
use leptos::prelude::*;

use super::api;
use super::ask_review::{AskForReview, Asked};
use super::desk::{Desk, Trouble, View, trouble_of};
use super::new_share::Standing;
use super::state::{audience_words, counted, held_words};
use crate::browser::announce;
use crate::http::Failure;
use crate::review::ReviewQueue;
use crate::review::{Phase, ReviewPane};
use crate::ui::{Banner, Button, Checkbox, Dialog, DialogSize, Look, Tone};

/// The update of the share that is on the desk.
#[component]
pub(super) fn UpdateView(desk: Desk) -> impl IntoView {
    let review = desk.update_review;
    let share = Memo::new(move |_| desk.updating.get());
    let include = Memo::new(move |_| share.get().map(|share| share.include).unwrap_or_default());
    let context = Memo::new(move |_| {
        share
            .get()
            .and_then(|share| share.context)
            .unwrap_or_default()
    });
    let ready = Memo::new(move |_| review.phase.with(|phase| *phase == Phase::Ready));
    let public = Memo::new(move |_| {
        share
            .get()
            .is_some_and(|share| share.audience.kind == AudienceKind::Public)
    });
    let safe = RwSignal::new(false);
    let missing = RwSignal::new(false);
    let confirming = RwSignal::new(false);
    let publish = Action::new_unsync(move |(id, update): &(ShareId, UpdateShare)| {
        let (id, update) = (id.clone(), update.clone());
        async move {
            let answer = api::update(&id, &update).await;
            confirming.try_set(false);
            match answer {
                Ok(_) => {
                    review.end();
                    desk.updating.set(None);
                    desk.trouble.set(None);
                    desk.view.set(View::Shares);
                    desk.on_changed.run(());
                    announce("The update is published");
                }
                Err(failure) => desk.trouble.set(Some(trouble_of(&failure, review))),
            }
        }
    });
    let update_now = move || {
        review.queue.with_untracked(|queue| UpdateShare {
            redactions: Some(queue.redactions()),
            kept: Some(queue.kept()),
            messages: Some(queue.scope().range),
            leave_out: Some(queue.scope().leave_out.iter().copied().collect()),
            reviewed: Some(review.revision()),
            confirm_customer_safe: public.get_untracked() && safe.get_untracked(),
            ..UpdateShare::default()
        })
    };
    let send = move || {
        if let Some(share) = share.get_untracked() {
            publish.dispatch((share.id, update_now()));
        }
    };
    let asking = RwSignal::new(false);
    let submit = move |()| {
        let open = review
            .queue
            .with_untracked(|queue| queue.counts().undecided);
        if !public.get_untracked() {
            desk.trouble.set(None);
            send();
        } else if open > 0 {
            let first = review.queue.with_untracked(ReviewQueue::first_undecided);
            review.current.set(first);
            desk.trouble.set(Some(Trouble::of_undecided(open)));
        } else {
            desk.trouble.set(None);
            confirming.set(true);
        }
    };
    let error = Signal::derive(move || {
        (missing.get() && !safe.get()).then(|| "Tick this once you have checked it.".to_owned())
    });
    view! {
        <div class="new-share" data-step="Review">
            <div class="update-share__new" tabindex="-1" data-head="" role="group" aria-label="What is new">
                {move || {
                    share
                        .get()
                        .map(|share| {
                            view! {
                                <Banner tone=Tone::Info icon="refresh-cw">
                                    {new_words(&share)}
                                </Banner>
                            }
                        })
                }}
                {move || {
                    desk.trouble
                        .get()
                        .filter(|trouble| trouble.lasts(review))
                        .map(|trouble| {
                            let stale = trouble.stale;
                            view! {
                                <Banner tone=if stale { Tone::Warning } else { Tone::Danger }>
                                    <p>{trouble.sentence}</p>
                                    {stale
                                        .then(|| {
                                            view! {
                                                <Button
                                                    icon="refresh-cw"
                                                    on_press=move |()| {
                                                        desk.trouble.set(None);
                                                        review.again();
                                                    }
                                                >
                                                    "Load what is new"
                                                </Button>
                                            }
                                        })}
                                </Banner>
                            }
                        })
                }}
            </div>
            <ReviewPane
                review
                include
                context
                first_new=share.get_untracked().and_then(|share| share.changes.first_new)
                on_retry=move |()| {
                    desk.view.set(View::Shares);
                }
            />
            <footer class="share-dialog__footer">
                <Standing review />
                <Button
                    look=Look::Quiet
                    on_press=move |()| {
                        desk.back();
                    }
                >
                    "Cancel"
                </Button>
                <Button
                    icon="shield-check"
                    disabled=Signal::derive(move || !ready.get())
                    on_press=move |()| asking.set(true)
                >
                    "Ask for review…"
                </Button>
                <Button
                    look=Look::Primary
                    busy=publish.pending()
                    disabled=Signal::derive(move || !ready.get())
                    on_press=submit
                >
                    "Publish update"
                </Button>
            </footer>
            <AskForReview
                conversation=Signal::derive(move || desk.conversation.with(|here| here.id.clone()))
                open=asking
                asked=Callback::new(move |()| {
                    let share = share.get_untracked()?;
                    Some(Asked::Update(share.id, Box::new(update_now())))
                })
                on_asked=Callback::new(move |()| {
                    review.end();
                    desk.updating.set(None);
                    desk.trouble.set(None);
                    desk.view.set(View::Shares);
                    desk.on_changed.run(());
                })
                on_refused=Callback::new(move |failure: Failure| {
                    let about_share = matches!(
                        failure.code(),
                        Some(ErrorCode::UndecidedFindings | ErrorCode::StaleReview)
                    );
                    if about_share {
                        desk.trouble.set(Some(trouble_of(&failure, review)));
                    }
                    about_share
                })
            />
            <Dialog open=confirming title="Publish to the public link?" size=DialogSize::Small>
                <div class="dialog__body share-confirm" data-public="">
                    <p class="share-confirm__who">
                        {move || {
                            share
                                .get()
                                .map(|share| {
                                    audience_words(&share.audience, &desk.organisation.get())
                                })
                        }}
                    </p>
                    <p>"Everyone who has the link reads the newer copy from now on."</p>
                    <Checkbox
                        label="I have checked that this is customer-safe"
                        checked=safe
                        error
                    />
                </div>
                <footer class="dialog__footer">
                    <Button on_press=move |()| confirming.set(false)>"Back"</Button>
                    <Button
                        look=Look::Primary
                        busy=publish.pending()
                        on_press=move |()| {
                            if safe.get_untracked() {
                                send();
                            } else {
                                missing.set(true);
                            }
                        }
                    >
                        "Publish update"
                    </Button>
                </footer>
            </Dialog>
        </div>
    }
    .into_any()
}

/// `New since it was shared: messages 13 to 15. Details changed too.`
fn new_words(share: &Share) -> String {
    let changes = &share.changes;
    let mut words = match (changes.first_new, changes.new_messages) {
        (Some(first), 1) => format!("New since it was shared: message {first}."),
        (Some(first), count) if count > 1 => format!(
            "New since it was shared: {}, {first} to {}.",
            counted(count, "message", "messages"),
            first + count - 1
        ),
        // They are in the share already, as stubs.
        _ => held_words(&share.held)
            .unwrap_or_else(|| "No new messages since it was shared.".to_owned()),
    };
    if changes.details_changed {
        words
            .push_str(" Title, contact, tags, notes or summary changed: check what you hid there.");
    }
    words.push_str(" The link stays the same.");
    words
}
