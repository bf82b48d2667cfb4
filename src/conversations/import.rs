//! Bringing conversations in: files dropped anywhere, or chosen; looked at first, then brought in.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use send_wrapper::SendWrapper;

use super::import_file::ImportedFile;
use super::import_state::Stage;
use super::import_work::FileInHand;
use super::state::counted;
use crate::browser::announce;
use crate::browser::files::{self, Chosen};
use crate::browser::{focus, timers};
use crate::session;
use crate::ui::{Button, Dialog, Icon, Look};

/// Bringing in, for whoever offers it: a context, provided by the app.
#[derive(Clone, Copy)]
pub struct Importer {
    input: NodeRef<html::Input>,
    version: RwSignal<u32>,
}

impl Importer {
    /// Nothing was brought in yet.
    #[expect(
        clippy::new_without_default,
        reason = "it makes signals, which belong to an owner"
    )]
    pub fn new() -> Self {
        Self {
            input: NodeRef::new(),
            version: RwSignal::new(0),
        }
    }

    /// Asks for files.
    pub fn choose(self) {
        if let Some(input) = self.input.get_untracked() {
            input.click();
        }
    }

    /// Changes whenever something was brought in or went: lists read it to read themselves again.
    pub fn version(self) -> u32 {
        self.version.get()
    }

    /// Something was brought in, or went.
    pub fn changed(self) {
        self.version.update(|version| *version += 1);
    }
}

/// How far the dialog is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Files are being looked at.
    Looking,
    /// What they hold can be chosen from.
    Choosing,
    /// They are being brought in.
    Running,
    /// Nothing is left to do.
    Over,
}

/// Takes files dropped anywhere and files chosen, shows what they hold, brings it in, and reports what became of it.
#[component]
pub fn ImportHost() -> impl IntoView {
    let importer = expect_context::<Importer>();
    let session = session::current();
    let allowed = move || session.abilities().bring_in;
    let open = RwSignal::new(false);
    let dragging = RwSignal::new(false);
    let hand = RwSignal::new(Vec::<FileInHand>::new());
    let last = StoredValue::new(0_u32);
    let stop = StoredValue::new_local(Rc::new(Cell::new(false)));

    let look = Action::new_unsync(move |chosen: &Arc<SendWrapper<Chosen>>| {
        let chosen = Arc::clone(chosen);
        async move {
            let found = chosen.files().await;
            let fresh: Vec<FileInHand> = found
                .into_iter()
                .map(|found| {
                    last.update_value(|last| *last += 1);
                    FileInHand {
                        key: last.get_value(),
                        name: found.name,
                        size: found.size,
                        content: Arc::new(SendWrapper::new(found.content)),
                        stage: ArcRwSignal::new(Stage::Reading),
                        left_out: ArcRwSignal::default(),
                    }
                })
                .collect();
            if fresh.is_empty() {
                announce("There was no file in that.");
            }
            hand.try_set(fresh.clone());
            for file in fresh {
                file.look().await;
            }
        }
    });
    let run = Action::new_unsync(move |(): &()| {
        let stop = stop.get_value();
        stop.set(false);
        async move {
            for file in hand.get_untracked() {
                if file.chosen() > 0 && !stop.get() {
                    file.run(&stop).await;
                }
            }
            importer.changed();
        }
    });
    let forget = Action::new_unsync(move |files: &Vec<FileInHand>| {
        let files = files.clone();
        async move {
            for file in files {
                file.forget().await;
            }
        }
    });
    let looking = look.pending();
    let running = run.pending();
    let chosen =
        Memo::new(move |_| hand.with(|files| files.iter().map(FileInHand::chosen).sum::<usize>()));
    let brought = Memo::new(move |_| {
        hand.with(|files| {
            files
                .iter()
                .any(|file| file.stage.with(|stage| matches!(stage, Stage::Over(_))))
        })
    });
    let phase = Memo::new(move |_| {
        if looking.get() {
            Phase::Looking
        } else if running.get() {
            Phase::Running
        } else if hand.with(|files| {
            files
                .iter()
                .any(|file| file.stage.with(|stage| matches!(stage, Stage::Seen(seen) if seen.conversations.iter().any(super::import_state::can_be_chosen))))
        }) {
            Phase::Choosing
        } else {
            Phase::Over
        }
    });
    // A button that was pressed goes with its phase: the focus stays in the dialog.
    Effect::new(move |before: Option<Phase>| {
        let now = phase.get();
        if before.is_some_and(|before| before != now) && open.get_untracked() {
            timers::after(0, || {
                if focus::is_lost() {
                    focus::focus_in_place("dialog[open] h2[tabindex]");
                }
            });
        }
        now
    });
    let start = move |chosen: Chosen| {
        if chosen.is_empty() || looking.get_untracked() || running.get_untracked() {
            return;
        }
        hand.set(Vec::new());
        open.set(true);
        look.dispatch(Arc::new(SendWrapper::new(chosen)));
    };
    // What was looked at and not brought in need not lie on the server for its hour.
    Effect::new(move |before: Option<bool>| {
        let now = open.get();
        if before == Some(true) && !now {
            forget.dispatch(hand.get_untracked());
        }
        now
    });

    let holds_files = |event: &web_sys::DragEvent| {
        event
            .data_transfer()
            .is_some_and(|data| data.types().includes(&"Files".into(), 0))
    };
    let over = window_event_listener(leptos::ev::dragover, move |event| {
        if holds_files(&event) && allowed() {
            event.prevent_default();
            if !dragging.get_untracked() {
                dragging.set(true);
            }
        }
    });
    let leave = window_event_listener(leptos::ev::dragleave, move |event| {
        // Without a related target the pointer has left the window.
        if event.related_target().is_none() {
            dragging.set(false);
        }
    });
    let drop = window_event_listener(leptos::ev::drop, move |event| {
        if holds_files(&event) {
            event.prevent_default();
            dragging.set(false);
            if allowed() {
                start(Chosen::dropped(event.data_transfer()));
            }
        }
    });
    on_cleanup(move || {
        over.remove();
        leave.remove();
        drop.remove();
    });

    let may_close = Callback::new(move |()| {
        let runs = running.get_untracked();
        if runs {
            announce("The import is running. Stop it first, or wait until it is over.");
        }
        !runs
    });
    view! {
        <input
            hidden
            type="file"
            accept=files::READABLE
            multiple
            node_ref=importer.input
            on:change:target=move |event| {
                let input = event.target();
                start(Chosen::listed(input.files()));
                // The same file can be chosen again.
                input.set_value("");
            }
        />
        <Show when=move || dragging.get()>
            <div class="drop-overlay" aria-hidden="true">
                <Icon name="upload" large=true />
                <p>"Drop to import"</p>
            </div>
        </Show>
        <Dialog open title="Import" may_close=may_close>
            <div class="dialog__body">
                <For each=move || hand.get() key=|file| file.key children=move |file| view! { <ImportedFile file open /> } />
                <Show when=move || { phase.get() == Phase::Over && hand.with(Vec::is_empty) }>
                    <p>"There was no file in that."</p>
                </Show>
            </div>
            <footer class="dialog__footer">
                {move || match phase.get() {
                    Phase::Looking => view! {
                        <Button on_press=move |()| open.set(false)>"Cancel"</Button>
                    }
                        .into_any(),
                    Phase::Choosing => view! {
                        <Button on_press=move |()| open.set(false)>
                            {move || if brought.get() { "Close" } else { "Cancel" }}
                        </Button>
                        <Button
                            look=Look::Primary
                            icon="upload"
                            disabled=Signal::derive(move || chosen.get() == 0)
                            on_press=move |()| {
                                run.dispatch(());
                            }
                        >
                            {move || format!("Import {}", counted(chosen.get(), "conversation", "conversations"))}
                        </Button>
                    }
                        .into_any(),
                    Phase::Running => view! {
                        <Button on_press=move |()| stop.with_value(|stop| stop.set(true))>"Stop import"</Button>
                    }
                        .into_any(),
                    Phase::Over => view! {
                        <Button look=Look::Primary on_press=move |()| open.set(false)>"Done"</Button>
                    }
                        .into_any(),
                }}
            </footer>
        </Dialog>
    }
    .into_any()
}
