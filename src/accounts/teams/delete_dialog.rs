//! Deleting a team.

use discreet_api_types::people::Team;
use leptos::prelude::*;

use crate::accounts::api;
use crate::ui::ConfirmDialog;

/// The dialog.
#[component]
pub(super) fn DeleteDialog(
    open: RwSignal<bool>,
    team: RwSignal<Option<Team>>,
    on_changed: Callback<String>,
) -> impl IntoView {
    let failed = RwSignal::new(None::<String>);
    let delete = Action::new_unsync(move |team: &Team| {
        let team = team.clone();
        async move {
            failed.try_set(None);
            match api::delete_team(&team.id).await {
                Ok(()) => {
                    open.try_set(false);
                    on_changed.run(format!("{} is deleted", team.name));
                }
                Err(failure) => {
                    failed.try_set(Some(failure.to_string()));
                }
            }
        }
    });
    let words = move || {
        team.with(|team| {
            let team = team.as_ref()?;
            Some(match team.shares {
                None | Some(0) => "No share names it, so nobody loses anything.".to_owned(),
                Some(1) => {
                    "1 share names it: its people read that no more, unless they are named themselves."
                        .to_owned()
                }
                Some(more) => format!(
                    "{more} shares name it: its people read those no more, unless they are named themselves."
                ),
            })
        })
    };
    let name = move || team.with(|team| team.as_ref().map(|team| team.name.clone()));
    view! {
        <ConfirmDialog
            open
            title="Delete this team?"
            confirm="Delete team"
            busy=delete.pending()
            error=failed
            on_confirm=move |()| {
                if let Some(team) = team.get_untracked() {
                    delete.dispatch(team);
                }
            }
        >
            <p>
                <strong>
                    <bdi>{name}</bdi>
                </strong>
                " is taken apart; its people stay. "
                {words}
            </p>
        </ConfirmDialog>
    }
    .into_any()
}
