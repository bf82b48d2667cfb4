//! Bringing conversations in: a file dropped anywhere, or chosen.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use web_sys::File;

use super::api;
use super::import_report::{Imported, ImportedFile};
use super::state::import_sentence;
use crate::browser::announce;
use crate::session;
use crate::ui::{Button, Dialog, Icon, Look, Spinner};

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

type Files = Arc<SendWrapper<Vec<File>>>;

/// Takes files dropped anywhere and files chosen, and reports what became of them.
#[component]
pub fn ImportHost() -> impl IntoView {
    let importer = expect_context::<Importer>();
    let session = session::current();
    let allowed = move || session.abilities().bring_in;
    let open = RwSignal::new(false);
    let dragging = RwSignal::new(false);
    let done = RwSignal::new(Vec::<ImportedFile>::new());
    let total = RwSignal::new(0_usize);

    let import = Action::new_unsync(move |files: &Files| {
        let files = Arc::clone(files);
        async move {
            for file in files.iter() {
                let answer = api::import(file).await;
                let said = match &answer {
                    Ok(report) => import_sentence(report),
                    Err(failure) => failure.to_string(),
                };
                done.try_update(|done| {
                    done.push(ImportedFile {
                        name: file.name(),
                        answer,
                    });
                });
                announce(&said);
            }
            importer.changed();
        }
    });
    let start = move |list: Option<web_sys::FileList>| {
        let Some(list) = list else { return };
        let files: Vec<File> = (0..list.length())
            .filter_map(|place| list.get(place))
            .collect();
        if files.is_empty() || import.pending().get_untracked() {
            return;
        }
        done.set(Vec::new());
        total.set(files.len());
        open.set(true);
        import.dispatch(Arc::new(SendWrapper::new(files)));
    };

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
                start(event.data_transfer().and_then(|data| data.files()));
            }
        }
    });
    on_cleanup(move || {
        over.remove();
        leave.remove();
        drop.remove();
    });

    let busy = import.pending();
    let progress = move || {
        let at = done.with(Vec::len) + 1;
        let total = total.get();
        if total > 1 {
            format!("Importing file {at} of {total}")
        } else {
            "Importing".to_owned()
        }
    };
    view! {
        <input
            hidden
            type="file"
            accept=".json,.jsonl,.ndjson,application/json"
            multiple
            node_ref=importer.input
            on:change:target=move |event| {
                let input = event.target();
                start(input.files());
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
        <Dialog open title="Import">
            <div class="dialog__body">
                {move || {
                    done.get()
                        .into_iter()
                        .map(|file| view! { <Imported file open /> })
                        .collect_view()
                }}
                <Show when=move || busy.get()>
                    <p class="import__progress">
                        <Spinner />
                        <span>{progress}</span>
                    </p>
                </Show>
            </div>
            <footer class="dialog__footer">
                <Button look=Look::Primary on_press=move |()| open.set(false)>
                    "Done"
                </Button>
            </footer>
        </Dialog>
    }
    .into_any()
}
