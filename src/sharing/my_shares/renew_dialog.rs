//! Letting a share go on, or open again.

use discreet_api_types::ids::ShareId;
use leptos::prelude::*;

use crate::sharing::share_row::RenewForm;
use crate::sharing::time;
use crate::ui::{Dialog, DialogSize};

/// Asks until when.
#[component]
pub(super) fn RenewDialog(
    open: RwSignal<bool>,
    share: RwSignal<Option<ShareId>>,
    on_renewed: Callback<String>,
) -> impl IntoView {
    let now = RwSignal::new(time::now());
    let form = move || {
        let share = share.get()?;
        now.set(time::now());
        Some(view! {
            <RenewForm
                share
                now
                on_done=move |()| {
                    open.set(false);
                    on_renewed.run("Renewed".to_owned());
                }
                on_cancel=move |()| open.set(false)
            />
        })
    };
    view! {
        <Dialog open title="Renew" size=DialogSize::Small>
            <div class="dialog__body">{form}</div>
        </Dialog>
    }
    .into_any()
}
