//! Stopping many shares at once.

use discreet_api_types::ids::ShareId;
use leptos::prelude::*;

use crate::sharing::api;
use crate::ui::ConfirmDialog;

/// Most shares of one request.
const MOST: usize = 200;

/// Asks, then stops.
#[component]
pub(super) fn StopDialog(
    open: RwSignal<bool>,
    ids: RwSignal<Vec<ShareId>>,
    on_stopped: Callback<String>,
) -> impl IntoView {
    let failed = RwSignal::new(None::<String>);
    let stop = Action::new_unsync(move |ids: &Vec<ShareId>| {
        let ids = ids.clone();
        async move {
            failed.try_set(None);
            let mut stopped = 0;
            for part in ids.chunks(MOST) {
                match api::stop_many(part).await {
                    Ok(answer) => stopped += answer.stopped.len(),
                    Err(failure) => {
                        let words = if stopped == 0 {
                            failure.to_string()
                        } else {
                            format!("{stopped} stopped, the others not yet. {failure}")
                        };
                        failed.try_set(Some(words));
                        return;
                    }
                }
            }
            open.try_set(false);
            on_stopped.run(match stopped {
                1 => "1 share stopped".to_owned(),
                more => format!("{more} shares stopped"),
            });
        }
    });
    let title = Signal::derive(move || match ids.with(Vec::len) {
        1 => "Stop this share?".to_owned(),
        more => format!("Stop {more} shares?"),
    });
    view! {
        <ConfirmDialog
            open
            title
            confirm="Stop sharing"
            busy=stop.pending()
            error=failed
            on_confirm=move |()| {
                stop.dispatch(ids.get_untracked());
            }
        >
            <p>
                "The links end at once, for pages that are open too. This cannot be undone; a new share gets a new link. What happened stays in the list and in the audit trail."
            </p>
        </ConfirmDialog>
    }
    .into_any()
}
