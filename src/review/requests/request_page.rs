//! `/reviews/{id}`: one request. Whoever was asked sees what recipients would get, looks through the findings, approves
//! or sends back; whoever asked sees the answer and publishes.

use std::sync::Arc;

use discreet_api_types::ids::ReviewId;
use discreet_api_types::review::{
    ChangeReview, PublishReviewed, RequestStatus, ReviewAct, ReviewRequest,
};
use discreet_api_types::sharing::{AudienceKind, Share};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::api;
use super::state::{audience_words, status_token, status_words, who_words};
use crate::browser::{announce, focus, title};
use crate::http::Failure;
use crate::paths;
use crate::review::{Prepared, Review, ReviewPane, Start};
use crate::ui::{
    Banner, Button, Checkbox, CopyButton, Dialog, DialogSize, Look, Skeleton, TextArea, TextInput,
    Tone,
};
use crate::viewer::SharedView;

/// The page of one request.
#[component]
pub fn ReviewRequestPage() -> impl IntoView {
    title::show("Review".to_owned());
    let params = use_params_map();
    let id =
        Memo::new(move |_| ReviewId(params.with(|params| params.get("id").unwrap_or_default())));
    let loaded = LocalResource::new(move || {
        let id = id.get();
        async move { api::request(&id).await }
    });
    let body = move || match loaded.get() {
        None => view! { <Skeleton label="Loading the request" /> }.into_any(),
        Some(Err(failure)) => view! {
            <h1 class="visually-hidden" tabindex="-1">"Review"</h1>
            <Banner tone=Tone::Danger>
                <p>{failure.to_string()}</p>
                <Button on_press=move |()| loaded.refetch()>"Try again"</Button>
            </Banner>
        }
        .into_any(),
        Some(Ok(request)) => view! {
            <Request request reload=Callback::new(move |()| loaded.refetch()) />
        }
        .into_any(),
    };
    view! { <section class="reviews">{body}</section> }
}

#[component]
fn Request(request: ReviewRequest, reload: Callback<()>) -> impl IntoView {
    title::show(format!("Review: {}", request.title));
    let abilities = request.abilities;
    let failure = RwSignal::new(None::<Failure>);
    let published = RwSignal::new(None::<Share>);
    let looking = RwSignal::new(false);
    let review = Review::new();
    let about = Facts::of(&request);
    let request = StoredValue::new(request);
    let preview = LocalResource::new(move || {
        let id = request.with_value(|request| request.id.clone());
        async move { api::preview(&id).await.map(Arc::new) }
    });
    let change = Action::new_unsync(move |change: &ChangeReview| {
        let change = change.clone();
        let here = request.get_value();
        async move {
            match api::change(&here, &change).await {
                Ok(now) => {
                    announce(status_words(now.status));
                    reload.run(());
                    focus::focus("main h1");
                }
                Err(reason) => {
                    announce(&reason.to_string());
                    failure.try_set(Some(reason));
                }
            }
        }
    });
    let failed = move || {
        failure.get().map(|failure| {
            view! {
                <Banner tone=Tone::Danger>
                    <p>{failure.to_string()}</p>
                    <Button on_press=move |()| reload.run(())>"Load it again"</Button>
                </Banner>
            }
        })
    };
    view! {
        <Head about=about.clone() />
        {failed}
        {abilities.decide.then(|| view! { <Decide change review looking /> })}
        {abilities.publish.then(|| view! { <Publish request published failure /> })}
        {move || published.get().map(|share| view! { <Published share /> })}
        {abilities
            .withdraw
            .then(|| {
                view! {
                    <div>
                        <Button
                            busy=change.pending()
                            on_press=move |()| {
                                change.dispatch(act(ReviewAct::Withdraw, None));
                            }
                        >
                            "Withdraw the request"
                        </Button>
                    </div>
                }
            })}
        <section class="request__preview" aria-labelledby="request-preview">
            <h2 id="request-preview">"What recipients would get"</h2>
            {move || match preview.get() {
                None => view! { <Skeleton label="Loading what recipients would get" /> }.into_any(),
                Some(Err(failure)) => {
                    view! { <Banner tone=Tone::Info>{failure.to_string()}</Banner> }.into_any()
                }
                Some(Ok(shared)) => view! { <SharedView shared /> }.into_any(),
            }}
        </section>
        <Findings request review looking />
    }
    .into_any()
}

/// What is said about a request above everything else.
#[derive(Clone)]
struct Facts {
    title: String,
    status: RequestStatus,
    who: String,
    audience: AudienceKind,
    note: String,
    answer: Option<String>,
    conversation: Option<String>,
    next: Option<&'static str>,
}

impl Facts {
    fn of(request: &ReviewRequest) -> Self {
        let by = request.decided_by.as_ref().map(|person| &person.name);
        Self {
            title: request.title.clone(),
            status: request.status,
            who: who_words(request),
            audience: request.audience,
            note: request.note.clone(),
            answer: by.map(|name| match request.answer.as_str() {
                "" => format!("Answered by {name}."),
                answer => format!("{name}: {answer}"),
            }),
            conversation: request.mine.then(|| paths::sharing(&request.conversation)),
            next: match (request.mine, request.status) {
                (true, RequestStatus::SentBack) => {
                    Some("Change the share and ask again: open the sharing controls.")
                }
                (true, RequestStatus::Outdated) => Some(
                    "The conversation changed since you asked. Look at what is new and ask again: open the sharing controls.",
                ),
                (false, RequestStatus::Outdated) => Some(
                    "The conversation changed. Its author looks at what is new and asks again.",
                ),
                _ => None,
            },
        }
    }
}

#[component]
fn Head(about: Facts) -> impl IntoView {
    view! {
        <div class="request__head">
            <h1 tabindex="-1" dir="auto">{about.title}</h1>
            <span class="request-status" data-status=status_token(about.status)>
                {status_words(about.status)}
            </span>
        </div>
        <p class="quiet">{about.who} " · " {audience_words(about.audience)}</p>
        {(!about.note.is_empty())
            .then(|| view! { <blockquote class="request__note" dir="auto">{about.note}</blockquote> })}
        {about.answer.map(|answer| view! { <p class="request__answer" dir="auto">{answer}</p> })}
        {about.next.map(|next| view! { <Banner tone=Tone::Info>{next}</Banner> })}
        {about
            .conversation
            .map(|path| {
                view! {
                    <div>
                        <a class="button" data-look="secondary" href=path>
                            "Open the sharing controls"
                        </a>
                    </div>
                }
            })}
    }
    .into_any()
}

/// What is to be published, as its author reviewed it.
fn prepared(request: &ReviewRequest) -> Prepared {
    let mut prepared = Prepared::default();
    if let Some(share) = &request.share {
        prepared.redactions.clone_from(&share.redactions);
        prepared.kept.clone_from(&share.kept);
        prepared.messages = share.messages.unwrap_or_default();
        prepared.leave_out.clone_from(&share.leave_out);
        prepared.include = share.include;
        prepared.context = share.context.clone().unwrap_or_default();
    }
    if let Some(update) = &request.update {
        prepared.redactions = update.redactions.clone().unwrap_or_default();
        prepared.kept = update.kept.clone().unwrap_or_default();
        prepared.messages = update.messages.unwrap_or_default();
        prepared.leave_out = update.leave_out.clone().unwrap_or_default();
        prepared.include = update.include.unwrap_or_default();
        prepared.context = update.context.clone().unwrap_or_default();
    }
    prepared
}

fn act(act: ReviewAct, note: Option<String>) -> ChangeReview {
    ChangeReview {
        act,
        note,
        redactions: None,
        kept: None,
        share: None,
        update: None,
        reviewers: None,
    }
}

const NOTE: &str = "request-note";

/// Approve, or send back with a note.
#[component]
fn Decide(
    change: Action<ChangeReview, ()>,
    review: Review,
    looking: RwSignal<bool>,
) -> impl IntoView {
    let note = RwSignal::new(String::new());
    let missing = RwSignal::new(false);
    let error = Signal::derive(move || {
        let empty = note.with(|note| note.trim().is_empty());
        (missing.get() && empty).then(|| "Say what is to be changed.".to_owned())
    });
    let typed = move || {
        let note = note.get_untracked().trim().to_owned();
        (!note.is_empty()).then_some(note)
    };
    view! {
        <section class="request__decide" aria-label="Your decision">
            <div>
                <Button icon="shield-check" on_press=move |()| looking.set(true)>
                    "Look through the findings"
                </Button>
            </div>
            <TextArea label="Note to the author" id=NOTE value=note error rows=2 />
            <div class="request__acts">
                <Button
                    look=Look::Primary
                    icon="check"
                    busy=change.pending()
                    on_press=move |()| {
                        // What was decided here is part of what is approved.
                        let decided = review
                            .queue
                            .with_untracked(|queue| {
                                queue.can_undo().then(|| (queue.redactions(), queue.kept()))
                            });
                        let (redactions, kept) = decided.unzip();
                        change
                            .dispatch(ChangeReview {
                                redactions,
                                kept,
                                ..act(ReviewAct::Approve, typed())
                            });
                    }
                >
                    "Approve"
                </Button>
                <Button
                    icon="undo-2"
                    busy=change.pending()
                    on_press=move |()| {
                        missing.set(true);
                        match typed() {
                            Some(note) => {
                                change.dispatch(act(ReviewAct::SendBack, Some(note)));
                            }
                            None => {
                                focus::focus_id(NOTE);
                            }
                        }
                    }
                >
                    "Send back"
                </Button>
            </div>
        </section>
    }
    .into_any()
}

/// The author publishes exactly what was approved.
#[component]
fn Publish(
    request: StoredValue<ReviewRequest>,
    published: RwSignal<Option<Share>>,
    failure: RwSignal<Option<Failure>>,
) -> impl IntoView {
    let public = request.with_value(|request| request.audience == AudienceKind::Public);
    let safe = RwSignal::new(false);
    let missing = RwSignal::new(false);
    let password = RwSignal::new(String::new());
    let error = Signal::derive(move || {
        (missing.get() && !safe.get()).then(|| "Tick this once you have checked it.".to_owned())
    });
    let publish = Action::new_unsync(move |(): &()| {
        let id = request.with_value(|request| request.id.clone());
        let body = PublishReviewed {
            confirm_customer_safe: public && safe.get_untracked(),
            password: Some(password.get_untracked()).filter(|text| public && !text.is_empty()),
            ..PublishReviewed::default()
        };
        async move {
            match api::publish(&id, &body).await {
                Ok(share) => {
                    failure.try_set(None);
                    published.try_set(Some(share));
                    announce("Published");
                }
                Err(reason) => {
                    announce(&reason.to_string());
                    failure.try_set(Some(reason));
                }
            }
        }
    });
    view! {
        <Show when=move || published.with(Option::is_none)>
            <section class="request__decide" aria-label="Publish">
                {public
                    .then(|| {
                        view! {
                            <p>"Anyone on the internet with the link will read this, without signing in."</p>
                            <TextInput
                                label="Password, if it is to have one"
                                kind="password"
                                value=password
                                autocomplete="new-password"
                                error=Signal::derive(move || {
                                    failure.with(|failure| failure.as_ref()?.field("password"))
                                })
                            />
                            <Checkbox
                                label="I have checked that this is customer-safe"
                                id="request-customer-safe"
                                checked=safe
                                error
                            />
                        }
                    })}
                <div>
                    <Button
                        look=Look::Primary
                        busy=publish.pending()
                        on_press=move |()| {
                            if public && !safe.get_untracked() {
                                missing.set(true);
                                focus::focus_id("request-customer-safe");
                            } else {
                                publish.dispatch(());
                            }
                        }
                    >
                        "Publish what was approved"
                    </Button>
                </div>
            </section>
        </Show>
    }
    .into_any()
}

#[component]
fn Published(share: Share) -> impl IntoView {
    let link = RwSignal::new(share.url);
    view! {
        <section class="request__decide" aria-label="The link">
            <div class="link-step__link">
                <TextInput label="Link" value=link readonly=true />
                <CopyButton text=link label="Copy link" look=Look::Primary />
            </div>
        </section>
    }
    .into_any()
}

/// The findings, in the same review as the author's: what is decided here is there too.
#[component]
fn Findings(
    request: StoredValue<ReviewRequest>,
    review: Review,
    looking: RwSignal<bool>,
) -> impl IntoView {
    let asked = request.with_value(prepared);
    let (include, context) = (asked.include, asked.context.clone());
    let asked = StoredValue::new(asked);
    let begin = move || {
        let conversation = request.with_value(|request| request.conversation.clone());
        review.begin(conversation, Start::Asked(Box::new(asked.get_value())));
    };
    Effect::new(move |_| {
        if looking.get() && review.is_idle() {
            begin();
        }
    });
    Effect::new(move |_| {
        review.phase.track();
        review.include(include);
    });
    let context = Signal::stored(context);
    view! {
        <Dialog
            open=looking
            title="Findings"
            size=DialogSize::Large
            shows=Signal::stored(Some("review"))
        >
            <div class="share-dialog">
                <ReviewPane
                    review
                    include=Signal::stored(include)
                    context
                    on_retry=move |()| begin()
                />
                <footer class="share-dialog__footer">
                    <p class="standing standing__hidden">
                        "What you decide here is approved with the rest, and reaches the author’s review."
                    </p>
                    <Button look=Look::Primary on_press=move |()| looking.set(false)>
                        "Done"
                    </Button>
                </footer>
            </div>
        </Dialog>
    }
    .into_any()
}
