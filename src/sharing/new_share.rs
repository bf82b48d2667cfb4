//! A new share in three steps: Review, Audience, Link. Going back keeps everything.

use discreet_api_types::sharing::AudienceKind;
use leptos::prelude::*;

use super::ask_review::{AskForReview, Asked};
use super::audience_step::AudienceStep;
use super::desk::{Desk, View};
use super::form::{Step, contents};
use super::link_step::LinkStep;
use super::time;
use crate::browser::focus;
use crate::http::Failure;
use crate::review::ReviewPane;
use crate::review::ReviewQueue;
use crate::ui::{Banner, Button, Checkbox, Dialog, DialogSize, Look, Steps, Tone};

const STEPS: &[&str] = &["Review", "Audience", "Link"];

/// The id of the steps: the focus goes there when the step changes.
const HEAD: &str = "new-share-head";

/// The three steps.
#[component]
pub(super) fn NewShare(desk: Desk) -> impl IntoView {
    let step = Memo::new(move |_| match desk.view.get() {
        View::New(step) => step,
        View::Shares | View::Update => Step::Review,
    });
    // What was chosen in step 2 shows in step 1: the review draws what would be shared.
    let include = Memo::new(move |_| desk.fields.include());
    let context = Memo::new(move |_| desk.fields.context());
    Effect::new(move |_| {
        desk.review.phase.track();
        desk.review.include(include.get());
        desk.review.context(&context.get());
    });
    Effect::new(move |before: Option<Step>| {
        let now = step.get();
        if before.is_some_and(|before| before != now) {
            focus::focus_id(HEAD);
        }
        if before == Some(Step::Audience) && now == Step::Review {
            desk.review.scan_context(context.get_untracked());
        }
        now
    });
    view! {
        <div class="new-share" data-step=move || step.get().name()>
            <div class="new-share__steps" id=HEAD tabindex="-1" data-head="" role="group" aria-label="New share">
                <Steps
                    names=STEPS
                    current=Signal::derive(move || {
                        Step::ALL.iter().position(|one| *one == step.get()).unwrap_or_default()
                    })
                />
            </div>
            {move || match step.get() {
                Step::Review => view! { <ReviewStep desk include context /> }.into_any(),
                Step::Audience => view! { <Audience desk /> }.into_any(),
                Step::Link => view! { <LinkStep desk /> }.into_any(),
            }}
            <Confirm desk />
            <AskForReview
                conversation=Signal::derive(move || desk.conversation.with(|here| here.id.clone()))
                open=desk.asking
                asked=Callback::new(move |()| {
                    desk.to_be_checked().map(|share| Asked::Share(Box::new(share)))
                })
                on_asked=Callback::new(move |()| {
                    desk.clear();
                    desk.on_changed.run(());
                })
                on_refused=Callback::new(move |failure: Failure| desk.take_refusal(&failure))
            />
        </div>
    }
    .into_any()
}

#[component]
fn ReviewStep(
    desk: Desk,
    include: Memo<discreet_api_types::sharing::Include>,
    context: Memo<discreet_api_types::sharing::ContextNote>,
) -> impl IntoView {
    let ready = Signal::derive(move || {
        desk.review
            .phase
            .with(|phase| *phase == crate::review::Phase::Ready)
    });
    view! {
        {move || {
            desk.trouble
                .get()
                .filter(|trouble| trouble.lasts(desk.review))
                .map(|trouble| {
                    let sentence = if trouble.sentence.is_empty() {
                        trouble.errors.first().map(|error| error.message.clone())
                    } else {
                        Some(trouble.sentence)
                    };
                    view! {
                        <div class="new-share__trouble">
                            <Banner tone=if trouble.stale { Tone::Warning } else { Tone::Danger }>
                                <p>{sentence}</p>
                                {trouble
                                    .stale
                                    .then(|| {
                                        view! {
                                            <Button
                                                icon="refresh-cw"
                                                on_press=move |()| {
                                                    desk.trouble.set(None);
                                                    desk.review.again();
                                                }
                                            >
                                                "Load what is new"
                                            </Button>
                                        }
                                    })}
                            </Banner>
                        </div>
                    }
                })
        }}
        <ReviewPane
            review=desk.review
            include
            context
            on_preview=move |()| desk.show_preview()
            on_retry=move |()| desk.load()
        />
        <footer class="share-dialog__footer">
            <Standing review=desk.review />
            <Button
                icon="eye"
                busy=desk.make_preview.pending()
                disabled=Signal::derive(move || !ready.get())
                on_press=move |()| desk.show_preview()
            >
                "Preview as recipient"
            </Button>
            <Button
                look=Look::Primary
                disabled=Signal::derive(move || !ready.get())
                on_press=move |()| desk.to_audience()
            >
                "Next: Audience"
            </Button>
        </footer>
    }
    .into_any()
}

/// How the review stands, always in view.
#[component]
pub(super) fn Standing(review: crate::review::Review) -> impl IntoView {
    let counts = Memo::new(move |_| review.queue.with(ReviewQueue::counts));
    let ready = Memo::new(move |_| {
        review
            .phase
            .with(|phase| *phase == crate::review::Phase::Ready)
    });
    view! {
        <div class="standing" data-open=move || (counts.get().undecided > 0).then_some("")>
            <Show when=move || ready.get()>
                <p class="standing__findings">{move || counts.get().findings_line()}</p>
                <p class="standing__hidden">{move || counts.get().hidden_line()}</p>
            </Show>
        </div>
    }
    .into_any()
}

#[component]
fn Audience(desk: Desk) -> impl IntoView {
    let form = Memo::new(move |_| desk.fields.all());
    let words = move || {
        let form = form.get();
        let until = form
            .expiry
            .ends(&form.custom, desk.now.get())
            .map(time::local)?;
        let words = form.confirmation(&desk.organisation.get(), &until);
        (!words.is_empty()).then_some(words)
    };
    let going = move || {
        let total = desk.conversation.with(|here| here.message_count);
        desk.review
            .queue
            .with(|queue| contents(queue, form.get().include, total))
    };
    view! {
        <div class="new-share__scroll">
            <AudienceStep desk />
        </div>
        <footer class="share-dialog__footer">
            <div class="standing">
                <p class="standing__findings">{words}</p>
                <p class="standing__hidden">{going}</p>
            </div>
            <Button
                look=Look::Quiet
                on_press=move |()| {
                    desk.back();
                }
            >
                "Back"
            </Button>
            <Button
                icon="eye"
                busy=desk.make_preview.pending()
                on_press=move |()| desk.show_preview()
            >
                "Preview as recipient"
            </Button>
            <Button icon="shield-check" on_press=move |()| desk.ask_for_review()>
                "Ask for review…"
            </Button>
            <Button
                look=Look::Primary
                busy=Signal::derive(move || {
                    desk.create.pending().get() && !desk.confirming.get()
                })
                on_press=move |()| desk.submit()
            >
                {move || match desk.fields.audience.get() {
                    Some(AudienceKind::Public | AudienceKind::Organisation) => {
                        format!("{}…", form.get().create_words())
                    }
                    _ => form.get().create_words().to_owned(),
                }}
            </Button>
        </footer>
    }
    .into_any()
}

/// The second deliberate act before many can read it: who can read what until when.
#[component]
fn Confirm(desk: Desk) -> impl IntoView {
    let fields = desk.fields;
    let public = Memo::new(move |_| fields.audience.get() == Some(AudienceKind::Public));
    let form = Memo::new(move |_| fields.all());
    let missing = RwSignal::new(false);
    let error = Signal::derive(move || {
        (missing.get() && !fields.customer_safe.get())
            .then(|| "Tick this once you have checked it.".to_owned())
    });
    let who = move || {
        let form = form.get();
        let ends = form.expiry.ends(&form.custom, desk.now.get());
        let until = match (public.get(), ends) {
            (_, None) => String::new(),
            (true, Some(ends)) => time::local(ends),
            (false, Some(ends)) => time::local_day(ends),
        };
        form.confirmation(&desk.organisation.get(), &until)
    };
    let what = move || {
        let total = desk.conversation.with(|here| here.message_count);
        let words = desk
            .review
            .queue
            .with(|queue| contents(queue, form.get().include, total));
        format!("They read: {words}.")
    };
    let open = move || {
        let open = desk.review.queue.with(|queue| queue.counts().undecided);
        match open {
            0 => None,
            1 => Some("1 finding is undecided and stays as it is.".to_owned()),
            more => Some(format!(
                "{more} findings are undecided and stay as they are."
            )),
        }
    };
    let title = Signal::derive(move || {
        if public.get() {
            "Create a public link?".to_owned()
        } else {
            "Create an organisation link?".to_owned()
        }
    });
    let go = move |()| {
        if public.get_untracked() && !fields.customer_safe.get_untracked() {
            missing.set(true);
            focus::focus_id("share-customer-safe");
        } else {
            desk.create_now();
        }
    };
    view! {
        <Dialog open=desk.confirming title size=DialogSize::Small>
            <div class="dialog__body share-confirm" data-public=move || public.get().then_some("")>
                <p class="share-confirm__who">{who}</p>
                <p>{what}</p>
                {move || {
                    open().map(|words| view! { <Banner tone=Tone::Warning>{words}</Banner> })
                }}
                <Show when=move || public.get()>
                    <Checkbox
                        label="I have checked that this is customer-safe"
                        id="share-customer-safe"
                        checked=fields.customer_safe
                        error
                    />
                </Show>
            </div>
            <footer class="dialog__footer">
                <Button on_press=move |()| desk.confirming.set(false)>"Back"</Button>
                <Button look=Look::Primary busy=desk.create.pending() on_press=go>
                    {move || form.get().create_words()}
                </Button>
            </footer>
        </Dialog>
    }
    .into_any()
}
