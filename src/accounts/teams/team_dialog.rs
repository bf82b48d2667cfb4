//! Making or changing a team: its name, and who is in it.

use discreet_api_types::accounts::Person;
use discreet_api_types::people::{Team, TeamContent};
use leptos::prelude::*;

use crate::accounts::api;
use crate::accounts::person_picker::PersonPicker;
use crate::browser::{announce, focus, timers};
use crate::http::Failure;
use crate::ui::{Button, ButtonKind, Dialog, ErrorSummary, FieldProblem, Icon, Look, TextInput};

const NAME: &str = "team-name";
const MEMBERS: &str = "team-members";

/// The dialog; for a new team where none is given.
#[component]
pub(super) fn TeamDialog(
    open: RwSignal<bool>,
    team: RwSignal<Option<Team>>,
    on_changed: Callback<String>,
) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let members = RwSignal::new(Vec::<Person>::new());
    let failure = RwSignal::new(None::<Failure>);
    // The effect begins anew for each team it is opened for.
    Effect::new(move |_| {
        if open.get() {
            let team = team.get_untracked();
            name.set(
                team.as_ref()
                    .map(|team| team.name.clone())
                    .unwrap_or_default(),
            );
            members.set(team.and_then(|team| team.members).unwrap_or_default());
            failure.set(None);
        }
    });
    let save = Action::new_unsync(move |content: &TeamContent| {
        let content = content.clone();
        let team = team.get_untracked();
        async move {
            let saved = match &team {
                None => api::create_team(&content).await,
                Some(team) => api::change_team(&team.id, &content).await,
            };
            match saved {
                Ok(saved) => {
                    open.try_set(false);
                    on_changed.run(format!("{} is saved", saved.name));
                }
                Err(reason) => {
                    failure.try_set(Some(reason));
                }
            }
        }
    });
    let error = move |field: &'static str| {
        Signal::derive(move || {
            failure.with(|failure| {
                let fields = failure.as_ref()?.fields();
                let at = fields.iter().find(|error| error.field.starts_with(field))?;
                Some(at.message.clone())
            })
        })
    };
    let problems = Signal::derive(move || {
        failure.with(|failure| match failure {
            None => Vec::new(),
            Some(failure) if failure.fields().is_empty() => vec![FieldProblem {
                id: None,
                message: failure.to_string(),
            }],
            Some(failure) => failure
                .fields()
                .iter()
                .map(|error| FieldProblem {
                    id: Some(if error.field == "name" { NAME } else { MEMBERS }.to_owned()),
                    message: error.message.clone(),
                })
                .collect(),
        })
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if save.pending().get_untracked() {
            return;
        }
        failure.set(None);
        save.dispatch(TeamContent {
            name: name.get_untracked(),
            members: members
                .with_untracked(|members| members.iter().map(|person| person.id.clone()).collect()),
        });
    };
    let add = move |person: Person| {
        let known =
            members.with_untracked(|members| members.iter().any(|known| known.id == person.id));
        announce(&if known {
            format!("{} is in it already", person.name)
        } else {
            format!("{} added", person.name)
        });
        if !known {
            members.update(|members| members.push(person));
        }
    };
    let remove = move |person: Person| {
        members.update(|members| members.retain(|known| known.id != person.id));
        announce(&format!("{} removed", person.name));
        timers::detached(0, || {
            focus::focus_id(MEMBERS);
        });
    };
    let chips = move || {
        members
            .get()
            .into_iter()
            .map(|person| {
                let label = format!("Remove {}", person.name);
                let gone = person.clone();
                view! {
                    <li class="chip" title=person.email>
                        <bdi class="chip__words">{person.name}</bdi>
                        <button
                            type="button"
                            class="chip__remove"
                            aria-label=label
                            on:click=move |_| remove(gone.clone())
                        >
                            <Icon name="x" />
                        </button>
                    </li>
                }
            })
            .collect_view()
    };
    let title = Signal::derive(move || {
        if team.with(Option::is_some) {
            "Change team".to_owned()
        } else {
            "New team".to_owned()
        }
    });
    view! {
        <Dialog open title>
            <form class="dialog__form" novalidate on:submit=submit>
                <div class="dialog__body form team-dialog">
                    <ErrorSummary problems />
                    <TextInput
                        id=NAME
                        label="Name"
                        value=name
                        autocomplete="off"
                        autofocus=true
                        maxlength=80
                        error=error("name")
                    />
                    <PersonPicker
                        id=MEMBERS
                        label="Add a member"
                        hint=Some("Three letters of a name or address.".to_owned())
                        error=error("members")
                        on_choose=add
                    />
                    <Show
                        when=move || !members.with(Vec::is_empty)
                        fallback=|| view! { <p class="quiet small">"Nobody is in it yet."</p> }
                    >
                        <ul class="teams__members" aria-label="Members">
                            {chips}
                        </ul>
                    </Show>
                </div>
                <footer class="dialog__footer">
                    <Button on_press=move |()| open.set(false)>"Cancel"</Button>
                    <Button kind=ButtonKind::Submit look=Look::Primary busy=save.pending()>
                        "Save team"
                    </Button>
                </footer>
            </form>
        </Dialog>
    }
    .into_any()
}
