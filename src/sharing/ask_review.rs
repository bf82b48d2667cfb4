//! Asking a colleague to check a share, or an update, before it goes live.

use discreet_api_types::accounts::Person;
use discreet_api_types::ids::{ConversationId, ShareId};
use discreet_api_types::review::{NewReview, ReviewRequest};
use discreet_api_types::sharing::{NewShare, UpdateShare};
use leptos::prelude::*;

use crate::http::Failure;
use crate::review::requests;
use crate::ui::{
    Banner, Button, Checkbox, Dialog, DialogSize, Look, Skeleton, TextArea, Toasts, Tone,
};

/// What is to be checked.
#[derive(Clone)]
pub(super) enum Asked {
    /// A share to be made.
    Share(Box<NewShare>),
    /// A share to be updated.
    Update(ShareId, Box<UpdateShare>),
}

impl Asked {
    fn is_of(&self, request: &ReviewRequest) -> bool {
        match self {
            Self::Share(_) => request.updates.is_none(),
            Self::Update(id, _) => request.updates.as_ref() == Some(id),
        }
    }
}

/// The dialog: whom to ask, and a note to them. Opens while there is something to be `asked`.
#[component]
pub(super) fn AskForReview(
    conversation: Signal<ConversationId>,
    open: RwSignal<bool>,
    /// What is asked for, when it is sent.
    asked: Callback<(), Option<Asked>>,
    on_asked: Callback<()>,
    /// A refusal that is about the share, not about asking. Whether it is taken over.
    on_refused: Callback<Failure, bool>,
) -> impl IntoView {
    let chosen = RwSignal::new(Vec::<String>::new());
    let note = RwSignal::new(String::new());
    let missing = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let toasts = use_context::<Toasts>();
    let list = LocalResource::new(move || {
        // Asked for when the dialog opens, and again each time.
        open.track();
        requests::list()
    });
    let send = Action::new_unsync(
        move |(asked, older): &(Asked, Option<Box<ReviewRequest>>)| {
            let (asked, older) = (asked.clone(), older.clone());
            let typed = note.get_untracked().trim().to_owned();
            let mut review = NewReview {
                conversation: conversation.get_untracked(),
                share: None,
                updates: None,
                update: None,
                reviewers: chosen.get_untracked(),
                note: (!typed.is_empty()).then_some(typed),
            };
            match asked {
                Asked::Share(share) => review.share = Some(*share),
                Asked::Update(id, update) => {
                    review.updates = Some(id);
                    review.update = Some(*update);
                }
            }
            async move {
                let answer = match older {
                    Some(older) => requests::ask_again(&older, &review).await,
                    None => requests::ask(&review).await,
                };
                match answer {
                    Ok(_) => {
                        failure.try_set(None);
                        open.try_set(false);
                        if let Some(toasts) = toasts {
                            toasts.good("Asked for review. It goes live once it is approved and you publish it.");
                        }
                        on_asked.try_run(());
                    }
                    Err(reason) => {
                        if on_refused.try_run(reason.clone()) == Some(true) {
                            open.try_set(false);
                        } else {
                            failure.try_set(Some(reason));
                        }
                    }
                }
            }
        },
    );
    let submit = move || {
        if chosen.with_untracked(Vec::is_empty) {
            missing.set(true);
            return;
        }
        let Some(asked) = asked.run(()) else { return };
        let here = conversation.get_untracked();
        let older = match list.get_untracked() {
            Some(Ok(list)) => list.requests.into_iter().find(|request| {
                request.mine
                    && request.conversation == here
                    && requests::is_open(request.status)
                    && request.abilities.ask_again
                    && asked.is_of(request)
            }),
            Some(Err(_)) | None => None,
        };
        send.dispatch((asked, older.map(Box::new)));
    };
    let people = move || {
        match list.get() {
        None => view! { <Skeleton rows=2 label="Loading whom you can ask" /> }.into_any(),
        Some(Err(failure)) => view! { <Banner tone=Tone::Danger>{failure.to_string()}</Banner> }.into_any(),
        Some(Ok(list)) if list.reviewers.is_empty() => view! {
            <Banner tone=Tone::Info>
                "There is nobody in your organisation you can ask. An admin can make somebody a reviewer."
            </Banner>
        }
        .into_any(),
        Some(Ok(list)) => list
            .reviewers
            .into_iter()
            .map(|person| view! { <Reviewer person chosen /> })
            .collect_view()
            .into_any(),
    }
    };
    let nobody =
        move || (missing.get() && chosen.with(Vec::is_empty)).then_some("Choose whom to ask.");
    view! {
        <Dialog open title="Ask for review" size=DialogSize::Small>
            <div class="dialog__body ask-review">
                <p>
                    "One approval is enough. Any change to the share or to the conversation asks for a new one."
                </p>
                <fieldset class="ask-review__people">
                    <legend>"Whom to ask"</legend>
                    {people}
                    {move || {
                        nobody()
                            .map(|words| view! { <p class="field__error" role="alert">{words}</p> })
                    }}
                </fieldset>
                <TextArea label="Note" value=note rows=2 />
                {move || {
                    failure
                        .get()
                        .map(|failure| {
                            view! { <Banner tone=Tone::Danger>{failure.to_string()}</Banner> }
                        })
                }}
            </div>
            <footer class="dialog__footer">
                <Button on_press=move |()| open.set(false)>"Back"</Button>
                <Button look=Look::Primary busy=send.pending() on_press=move |()| submit()>
                    "Ask for review"
                </Button>
            </footer>
        </Dialog>
    }
    .into_any()
}

#[component]
fn Reviewer(person: Person, chosen: RwSignal<Vec<String>>) -> impl IntoView {
    let email = person.email;
    let checked = RwSignal::new(chosen.with_untracked(|chosen| chosen.contains(&email)));
    let hint = email.clone();
    view! {
        <Checkbox
            label=person.name
            hint=Some(hint)
            checked
            on_change=move |on: bool| {
                chosen
                    .update(|chosen| {
                        chosen.retain(|known| *known != email);
                        if on {
                            chosen.push(email.clone());
                        }
                    });
            }
        />
    }
    .into_any()
}
