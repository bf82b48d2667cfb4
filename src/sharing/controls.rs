//! The sharing controls: a dialog with the conversation's shares, a new share, and updates.

use discreet_api_types::conversations::Conversation;
use leptos::ev;
use leptos::prelude::*;

use super::desk::{Desk, View};
use super::form::Step;
use super::new_share::NewShare;
use super::share_list::ShareList;
use super::time;
use super::update_share::UpdateView;
use crate::browser::{focus, timers};
use crate::session;
use crate::ui::{Dialog, DialogSize};
use crate::viewer::SharedView;

/// The sharing controls of one conversation. Stays mounted beside the conversation: what was typed outlives closing.
#[component]
pub fn SharingControls(
    /// The conversation as it is on the page.
    #[prop(into)]
    conversation: Signal<Conversation>,
    /// Whether the dialog is open.
    open: RwSignal<bool>,
    /// A share was made, changed, updated or ended: the exposure must be read again.
    #[prop(into)]
    on_changed: Callback<()>,
) -> impl IntoView {
    let session = session::current();
    let organisation = Signal::derive(move || {
        session
            .get()
            .map(|session| session.organisation)
            .unwrap_or_default()
    });
    let desk = Desk::new(conversation, organisation, on_changed);
    timers::every(30_000, move || desk.now.set(time::now()));
    let title = Signal::derive(move || match desk.view.get() {
        View::Shares => "Sharing".to_owned(),
        View::New(_) => "New share".to_owned(),
        View::Update => "Update share".to_owned(),
    });
    let shows = Signal::derive(move || {
        Some(match desk.view.get() {
            View::New(Step::Review) | View::Update => "review",
            View::New(Step::Audience | Step::Link) | View::Shares => "shares",
        })
    });
    view! {
        <Dialog open title size=DialogSize::Large shows>
            <Inside desk />
        </Dialog>
        <Dialog
            open=desk.previewing
            title="Preview as recipient"
            size=DialogSize::Large
            shows=Signal::stored(Some("preview"))
        >
            <div class="share-preview">
                {move || desk.preview.get().map(|shared| view! { <SharedView shared /> })}
            </div>
        </Dialog>
    }
    .into_any()
}

/// What the dialog shows, and Escape that goes one step back.
#[component]
fn Inside(desk: Desk) -> impl IntoView {
    desk.now.set(time::now());
    // On the window: the keys must work wherever the focus is inside the dialog. Whoever handles Escape closer to
    // the focus (a toolbar, a menu, a dialog above this one) keeps it from coming here.
    let listener = window_event_listener(ev::keydown, move |event| {
        let above = desk.confirming.get_untracked() || desk.previewing.get_untracked();
        if event.key() == "Escape" && !event.default_prevented() && !above && !popover_open() {
            // Closing is the browser's part, and only from the list.
            if desk.back() {
                event.prevent_default();
            }
        }
    });
    on_cleanup(move || listener.remove());
    let view = Memo::new(move |_| match desk.view.get() {
        View::Shares => "shares",
        View::New(_) => "new",
        View::Update => "update",
    });
    // What was pressed is gone with its view; the focus goes to the top of the new one.
    Effect::new(move |before: Option<&'static str>| {
        let now = view.get();
        if before.is_some_and(|before| before != now) {
            request_animation_frame(|| {
                focus::focus(".share-dialog [data-head]");
            });
        }
        now
    });
    view! {
        <div class="share-dialog" data-view=move || view.get()>
            {move || match view.get() {
                "shares" => view! { <ShareList desk /> }.into_any(),
                "new" => view! { <NewShare desk /> }.into_any(),
                _ => view! { <UpdateView desk /> }.into_any(),
            }}
        </div>
    }
    .into_any()
}

/// A menu is open: Escape is its own.
fn popover_open() -> bool {
    document()
        .query_selector("dialog .menu:popover-open")
        .is_ok_and(|found| found.is_some())
}
