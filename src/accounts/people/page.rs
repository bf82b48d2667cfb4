//! `/people`

use discreet_api_types::ids::PersonId;
use discreet_api_types::people::{ChangePerson, Colleague};
use leptos::prelude::*;

use super::erase_dialog::EraseDialog;
use super::invite_dialog::InviteDialog;
use super::leave_dialog::{Leave, LeaveDialog};
use super::new_link_dialog::NewLinkDialog;
use super::person_row::{PersonRow, Task};
use super::role_dialog::RoleDialog;
use super::roles_table::RolesTable;
use crate::accounts::api;
use crate::accounts::tabs::OrganisationTabs;
use crate::browser::title;
use crate::session;
use crate::ui::{Banner, Button, Look, Skeleton, Toasts, Tone};

/// Everybody of the organisation, and what each role may do.
#[component]
pub fn PeoplePage() -> impl IntoView {
    title::show("People".to_owned());
    let session = session::current();
    let list = LocalResource::new(api::people);
    // What was read last: it stays on the screen while it is read again.
    let people = Memo::new(move |before: Option<&Vec<Colleague>>| match list.get() {
        Some(Ok(read)) => read.people,
        Some(Err(_)) | None => before.cloned().unwrap_or_default(),
    });
    let reload = Callback::new(move |()| list.refetch());
    let toasts = expect_context::<Toasts>();
    let changed = Callback::new(move |words: String| {
        toasts.good(words);
        list.refetch();
    });
    let asked = RwSignal::new(None::<Colleague>);
    let inviting = RwSignal::new(false);
    let [role, link, leaving, handing, erasing] = [(); 5].map(|()| RwSignal::new(false));
    let reactivate = Action::new_unsync(move |person: &Colleague| {
        let person = person.clone();
        async move {
            let back = ChangePerson {
                active: Some(true),
                ..ChangePerson::default()
            };
            match api::change_person(&person.person.id, &back).await {
                Ok(_) => changed.run(format!("{} may sign in again", person.person.name)),
                Err(failure) => toasts.info(failure.to_string()),
            }
        }
    });
    let on_task = Callback::new(move |(task, person): (Task, Colleague)| {
        asked.set(Some(person.clone()));
        match task {
            Task::Role => role.set(true),
            Task::Link => link.set(true),
            Task::HandOver => handing.set(true),
            Task::Deactivate => leaving.set(true),
            Task::Reactivate => {
                reactivate.dispatch(person);
            }
            Task::Erase => erasing.set(true),
        }
    });
    let one = move |id: PersonId| {
        Memo::new(move |_| {
            people.with(|people| people.iter().find(|person| person.person.id == id).cloned())
        })
    };
    let ids = move || {
        people.with(|people| {
            people
                .iter()
                .map(|person| person.person.id.clone())
                .collect::<Vec<_>>()
        })
    };
    let body = move || match (list.get(), people.with(Vec::is_empty)) {
        (Some(Err(failure)), true) => view! {
            <Banner tone=Tone::Danger>
                <p>{failure.to_string()}</p>
                <Button on_press=move |()| list.refetch()>"Try again"</Button>
            </Banner>
        }
        .into_any(),
        (None | Some(Ok(_)), true) => view! { <Skeleton label="Loading people" /> }.into_any(),
        (_, false) => ().into_any(),
    };
    let asked = Signal::from(asked);
    let everybody = Signal::from(people);
    view! {
        <section class="org">
            <OrganisationTabs />
            <div class="org__head">
                <div>
                    <h1 tabindex="-1">"People"</h1>
                    <p class="quiet small">
                        "Everybody of "
                        <bdi>
                            {move || session.get().map(|session| session.organisation)}
                        </bdi> ", what they own, and when they were last here."
                    </p>
                </div>
                <Button look=Look::Primary icon="plus" on_press=move |()| inviting.set(true)>
                    "Invite"
                </Button>
            </div>
            {body}
            <Show when=move || !people.with(Vec::is_empty)>
                <table class="org-table">
                    <thead>
                        <tr>
                            <th scope="col">"Name"</th>
                            <th scope="col">"Role"</th>
                            <th scope="col">"State"</th>
                            <th scope="col" class="org-table__number">
                                "Conversations"
                            </th>
                            <th scope="col" class="org-table__number">
                                "Shares"
                            </th>
                            <th scope="col">"Last seen"</th>
                            <td></td>
                        </tr>
                    </thead>
                    <tbody>
                        <For each=ids key=|id| id.clone() let:id>
                            <PersonRow person=one(id) on_task />
                        </For>
                    </tbody>
                </table>
            </Show>
            <RolesTable />
        </section>
        <InviteDialog open=inviting on_changed=reload />
        <RoleDialog open=role person=asked people=everybody on_changed=changed />
        <NewLinkDialog open=link person=asked />
        <LeaveDialog
            open=handing
            what=Leave::HandOver
            person=asked
            people=everybody
            on_changed=changed
        />
        <LeaveDialog
            open=leaving
            what=Leave::Deactivate
            person=asked
            people=everybody
            on_changed=changed
        />
        <EraseDialog open=erasing person=asked on_changed=changed />
    }
}
