//! The review itself: the text as the recipient will see it, and beside it what was found.

use std::sync::Arc;

use discreet_api_types::conversations::Sender;
use discreet_api_types::sharing::{ContextNote, Include};
use leptos::ev;
use leptos::prelude::*;

use super::fields::ReviewFields;
use super::find_and_redact::FIELD;
use super::finding_bar::FindingBar;
use super::keeping::Keeping;
use super::marks;
use super::message_tools::{self, MessageMenu, message_tools};
use super::panel::ReviewPanel;
use super::places::{self, PREFIX, Side};
use super::state::{ReviewQueue, Stretch, Verdict};
use super::toolbar::{SelectionToolbar, follow_selection, redact_selection};
use super::{Phase, Review};
use crate::browser::intl::Zone;
use crate::browser::{announce, focus};
use crate::transcript::{Entry, Feed, Numbers, Transcript};
use crate::ui::{Banner, Button, Checkbox, IconButton, Look, Skeleton, Tone};

/// The keys, as the help shows them.
const KEYS: [(&str, &str); 10] = [
    ("n  p", "next, previous finding"),
    ("r", "redact the selection, or the finding"),
    ("x", "keep the finding"),
    ("a", "redact everything like it"),
    ("u", "undo (also Ctrl Z; redo: Shift Ctrl Z)"),
    ("v", "preview as recipient"),
    ("j  k", "next, previous message"),
    ("→  ←", "select a word of the message"),
    ("Shift →", "select letter by letter"),
    ("?", "these keys"),
];

/// The review. Fills its parent: text and panel scroll each by themselves.
#[component]
pub fn ReviewPane(
    /// What is reviewed.
    review: Review,
    /// The switches that are on.
    #[prop(into)]
    include: Signal<Include>,
    /// The context note as typed so far.
    #[prop(into)]
    context: Signal<ContextNote>,
    /// Shows what the recipient will see, where that is offered.
    #[prop(optional, into)]
    on_preview: Option<Callback<()>>,
    /// The first message that is new: the review begins there.
    #[prop(optional_no_strip)]
    first_new: Option<u32>,
    /// Loads again after a failure.
    #[prop(into)]
    on_retry: Callback<()>,
) -> impl IntoView {
    let ready = Memo::new(move |_| review.phase.with(|phase| *phase == Phase::Ready));
    view! {
        {move || {
            if ready.get() {
                view! { <Ready review include context on_preview first_new /> }.into_any()
            } else {
                view! { <NotReady review on_retry /> }.into_any()
            }
        }}
    }
    .into_any()
}

#[component]
fn NotReady(review: Review, on_retry: Callback<()>) -> impl IntoView {
    view! {
        <div class="review review--waiting">
            {move || match review.phase.get() {
                Phase::Failed(failure) => {
                    view! {
                        <Banner tone=Tone::Danger>
                            <p>{failure.to_string()}</p>
                            <Button on_press=move |()| on_retry.run(())>"Try again"</Button>
                        </Banner>
                    }
                        .into_any()
                }
                phase => {
                    let words = match phase {
                        Phase::Loading(here, total) if total > 0 => {
                            format!("Loading messages: {here} of {total}")
                        }
                        _ => "Loading messages".to_owned(),
                    };
                    view! {
                        <p class="review__progress">{words.clone()}</p>
                        <Skeleton label=words />
                    }
                        .into_any()
                }
            }}
        </div>
    }
    .into_any()
}

#[component]
fn Ready(
    review: Review,
    include: Signal<Include>,
    context: Signal<ContextNote>,
    on_preview: Option<Callback<()>>,
    first_new: Option<u32>,
) -> impl IntoView {
    let drawing = RwSignal::new(false);
    marks::follow_pointer(drawing);
    let annotations = marks::follow(review, drawing);
    let selection = RwSignal::new(Vec::<Stretch>::new());
    follow_selection(selection);
    let feed = Feed::new();
    // What of a message goes along besides its words. The messages are drawn anew when that changes.
    let parts = Memo::new(move |_| {
        let include = include.get();
        (include.contact, include.staff_names, include.citations)
    });
    Effect::new(move |_| {
        let (contact, staff, citations) = parts.get();
        let entries = review.messages.with_untracked(|messages| {
            messages
                .iter()
                .map(|message| {
                    let mut entry = Entry::from(message.clone());
                    let named = match message.sender {
                        Sender::Contact => contact,
                        Sender::Ai | Sender::Agent => staff,
                    };
                    if !named {
                        entry.name.clear();
                    }
                    if !citations {
                        entry.citations.clear();
                    }
                    entry
                })
                .collect()
        });
        feed.clear();
        feed.add_page(0, entries, None);
    });
    if let Some(first) = first_new {
        let last = review
            .messages
            .with_untracked(|messages| messages.last().map_or(first, |message| message.number));
        // After the effect above has put the messages in.
        request_animation_frame(move || feed.jump((first, last)));
    }
    let help = RwSignal::new(false);
    let sheet = RwSignal::new(false);
    // One for all messages: thousands of them must not follow every decision.
    let scope = Memo::new(move |_| review.queue.with(|queue| queue.scope().clone()));
    let beside: crate::transcript::Beside =
        Arc::new(move |number, message| message_tools(scope, number, message));
    let opener = RwSignal::new(None);
    // The panel is a sheet over the text where there is no room for both.
    let on_find = Callback::new(move |words: String| {
        sheet.set(true);
        review.search.pattern.set(false);
        review.search.text.set(words);
        request_animation_frame(|| {
            focus::focus_id(FIELD);
        });
    });
    let keys = Keys {
        review,
        feed,
        selection,
        help,
        on_preview,
    };
    let text_annotations = annotations.clone();
    view! {
        <div
            class="review"
            data-sheet=move || sheet.get().then_some("")
            on:keydown=move |event| keys.press(&event)
        >
            <section
                class="review__text"
                aria-label="As the recipient will see it"
                on:pointerdown=move |event| {
                    if event.button() == 0 {
                        drawing.set(true);
                    }
                }
                on:click=move |event| {
                    if let Some(button) = target(&event).and_then(|at| message_tools::clicked(&at)) {
                        opener.set(Some(button));
                    } else {
                        look_at(review, &event);
                    }
                }
            >
                {move || {
                    review
                        .note
                        .get()
                        .map(|note| {
                            view! {
                                <div class="review__note">
                                    <Banner tone=Tone::Info>{note}</Banner>
                                </div>
                            }
                        })
                }}
                <ReviewFields
                    conversation=review.conversation.into()
                    include
                    context
                    annotations=annotations.clone()
                />
                <Transcript
                    feed
                    zone=Zone::Local
                    numbers=Numbers::Plain
                    annotations=text_annotations
                    beside
                    prefix=PREFIX
                />
            </section>
            <MessageMenu review scope opener />
            <SelectionToolbar review selection on_find />
            <FindingBar review feed />
            <aside class="review__panel" aria-label="What to look for">
                <div class="review__sheet-head">
                    <h3>"Findings and tools"</h3>
                    <IconButton label="Back to the text" icon="x" on_press=move |()| sheet.set(false) />
                </div>
                <ScanProgress review />
                <ReviewPanel review feed />
            </aside>
            <div class="review__tools">
                <IconButton
                    label="Undo"
                    icon="undo-2"
                    disabled=Signal::derive(move || {
                        !review.queue.with(ReviewQueue::can_undo)
                    })
                    on_press=move |()| undo(review)
                />
                <IconButton
                    label="Redo"
                    icon="redo-2"
                    disabled=Signal::derive(move || {
                        !review.queue.with(ReviewQueue::can_redo)
                    })
                    on_press=move |()| redo(review)
                />
                <IconButton
                    label="Keys"
                    icon="circle-help"
                    on_press=move |()| help.update(|help| *help = !*help)
                />
                <KeepingState review />
                <span class="review__sheet-button">
                    <Button look=Look::Quiet on_press=move |()| sheet.set(true)>
                        "All findings"
                    </Button>
                </span>
            </div>
            <Show when=move || help.get()>
                <KeyHelp help />
            </Show>
        </div>
    }
    .into_any()
}

/// Whether the decisions are safe.
#[component]
fn KeepingState(review: Review) -> impl IntoView {
    let keeping = review.keeping();
    view! {
        <p class="review__keeping" data-failed=move || matches!(keeping.get(), Keeping::Failed(_)).then_some("")>
            {move || match keeping.get() {
                Keeping::Nothing => String::new(),
                Keeping::Saving => "Saving…".to_owned(),
                Keeping::Saved => "Saved".to_owned(),
                Keeping::Failed(why) => {
                    format!("Not saved yet: {why} Kept on this device, and tried again.")
                }
            }}
        </p>
    }
    .into_any()
}

/// How far the detector is, and a way to end it.
#[component]
fn ScanProgress(review: Review) -> impl IntoView {
    let looking = Memo::new(move |_| review.scanning.get().is_some());
    let share = Memo::new(move |_| {
        let (done, total) = review.scanning.get().unwrap_or_default();
        (done * 100).checked_div(total).unwrap_or_default()
    });
    view! {
        <Show when=move || looking.get()>
            <div class="review__scan">
                <label for="review-scan">"Looking for what is sensitive"</label>
                <progress id="review-scan" max="100" prop:value=move || share.get().to_string() />
                <Button look=Look::Quiet on_press=move |()| review.stop_scanning()>
                    "Stop looking"
                </Button>
            </div>
        </Show>
    }
    .into_any()
}

/// Where the choice about single-letter keys is kept.
const LETTERS: &str = "discreet.review.letters";

#[component]
fn KeyHelp(help: RwSignal<bool>) -> impl IntoView {
    let letters = RwSignal::new(letters_on());
    let rows = KEYS
        .map(|(key, words)| view! { <div><dt><kbd>{key}</kbd></dt><dd>{words}</dd></div> })
        .into_iter()
        .collect_view();
    view! {
        <section class="review__help" aria-label="Keys">
            <div class="review__help-head">
                <h3>"Keys"</h3>
                <IconButton label="Close" icon="x" on_press=move |()| help.set(false) />
            </div>
            <dl>{rows}</dl>
            <Checkbox
                label="Single letters act"
                checked=letters
                on_change=move |on: bool| {
                    crate::browser::storage::remember(LETTERS, (!on).then_some("off"));
                }
            />
        </section>
    }
    .into_any()
}

fn letters_on() -> bool {
    crate::browser::storage::remembered(LETTERS).is_none()
}

fn undo(review: Review) {
    let done = review
        .queue
        .try_update(ReviewQueue::undo)
        .unwrap_or_default();
    say(review, if done { "Undone" } else { "Nothing to undo" });
}

fn redo(review: Review) {
    let done = review
        .queue
        .try_update(ReviewQueue::redo)
        .unwrap_or_default();
    say(
        review,
        if done {
            "Done again"
        } else {
            "Nothing to redo"
        },
    );
}

fn say(review: Review, what: &str) {
    let counts = review.queue.with_untracked(ReviewQueue::counts);
    announce(&format!(
        "{what}. {}, {}",
        counts.findings_line(),
        counts.hidden_line()
    ));
}

fn target(event: &ev::MouseEvent) -> Option<web_sys::Element> {
    use wasm_bindgen::JsCast;
    event.target()?.dyn_into().ok()
}

/// A mark that is clicked is looked at, and selected so that the toolbar comes.
fn look_at(review: Review, event: &ev::MouseEvent) {
    let Some(id) = target(event)
        .and_then(|element| element.closest("[data-annotation]").ok()?)
        .and_then(|mark| mark.get_attribute("data-annotation"))
    else {
        return;
    };
    // Someone drawing a selection over a mark means the selection.
    if !places::selected().is_empty() {
        return;
    }
    let finding = id
        .parse()
        .ok()
        .and_then(|id| review.queue.with_untracked(|queue| queue.annotated(id)));
    if let Some(finding) = finding {
        review.current.set(Some(finding));
        let words = review
            .queue
            .with_untracked(|queue| queue.announcement(finding));
        announce(&words.unwrap_or_default());
    }
    places::select_mark(&id);
}

/// The keys of the review.
#[derive(Clone, Copy)]
struct Keys {
    review: Review,
    feed: Feed,
    selection: RwSignal<Vec<Stretch>>,
    help: RwSignal<bool>,
    on_preview: Option<Callback<()>>,
}

impl Keys {
    fn press(self, event: &ev::KeyboardEvent) {
        if places::is_typing(event) || event.is_composing() {
            return;
        }
        // What is heard of the selection comes a moment late; a key means what is selected now.
        let now = places::selected();
        if self.selection.with_untracked(|before| *before != now) {
            self.selection.set(now);
        }
        let control = event.ctrl_key() || event.meta_key();
        let handled = match event.key().as_str() {
            "z" | "Z" if control && event.shift_key() => {
                redo(self.review);
                true
            }
            "y" if control => {
                redo(self.review);
                true
            }
            "z" if control => {
                undo(self.review);
                true
            }
            _ if control || event.alt_key() => false,
            "Escape" => self.close(),
            "ArrowRight" | "ArrowLeft" if places::side() == Side::Text => {
                if event.shift_key() {
                    // From here on the browser extends the selection itself.
                    places::begin_to_select();
                    return;
                }
                places::select_word(event.key() == "ArrowRight");
                true
            }
            key if letters_on() => self.letter(key),
            _ => false,
        };
        if handled {
            event.prevent_default();
            event.stop_propagation();
        }
    }

    /// Escape closes the nearest thing first.
    fn close(self) -> bool {
        if self.help.get_untracked() {
            self.help.set(false);
            return true;
        }
        if !self.selection.with_untracked(Vec::is_empty) {
            places::select_nothing();
            self.selection.set(Vec::new());
            return true;
        }
        false
    }

    fn letter(self, key: &str) -> bool {
        let review = self.review;
        let current = review.current.get_untracked();
        match key {
            "n" | "p" => {
                let to = review.queue.with_untracked(|queue| {
                    if key == "n" {
                        queue.next(current)
                    } else {
                        queue.previous(current)
                    }
                });
                match to {
                    Some(to) => places::go(review, self.feed, to, places::side()),
                    None => announce("No findings"),
                }
            }
            "r" if !self.selection.with_untracked(Vec::is_empty) => {
                redact_selection(review, self.selection);
            }
            "r" => self.decide(Verdict::Redact),
            "x" => self.decide(Verdict::Keep),
            "a" => match self.selection.get_untracked().as_slice() {
                [one] => {
                    let reason = review.reason.get_untracked();
                    let count = review.queue.try_update(|queue| {
                        let all = queue.all_like(&queue.words(one));
                        queue.redact(&all, reason);
                        queue.shared(&all)
                    });
                    places::select_nothing();
                    self.selection.set(Vec::new());
                    announce(&format!("{} redacted", count.unwrap_or_default()));
                }
                _ => {
                    if let Some(at) = current {
                        let count = review
                            .queue
                            .try_update(|queue| queue.decide_all_like(at, Verdict::Redact));
                        announce(&format!("{} redacted", count.unwrap_or_default()));
                    }
                }
            },
            "u" => undo(review),
            "v" => match self.on_preview {
                Some(show) => show.run(()),
                None => return false,
            },
            "?" => self.help.update(|help| *help = !*help),
            _ => return false,
        }
        true
    }

    /// Decides the finding one is at and goes on to the next that nobody decided.
    fn decide(self, verdict: Verdict) {
        let review = self.review;
        let Some(at) = review.current.get_untracked() else {
            announce("Press n to go to the first finding");
            return;
        };
        review.queue.update(|queue| queue.decide(&[at], verdict));
        let next = review
            .queue
            .with_untracked(|queue| queue.next_undecided(at));
        if next == at {
            say(review, "Decided");
        } else {
            places::go(review, self.feed, next, places::side());
        }
    }
}
