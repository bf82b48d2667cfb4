//! `/teams`

use discreet_api_types::people::Team;
use leptos::prelude::*;

use super::delete_dialog::DeleteDialog;
use super::team_dialog::TeamDialog;
use crate::accounts::api;
use crate::accounts::tabs::OrganisationTabs;
use crate::browser::title;
use crate::http::Failure;
use crate::ui::{Banner, Button, EmptyState, Look, Skeleton, Toasts, Tone};

/// The teams, who is in each, and how many shares name it.
#[component]
pub fn TeamsPage() -> impl IntoView {
    title::show("Teams".to_owned());
    let list = LocalResource::new(api::teams);
    let teams = Memo::new(move |before: Option<&Option<Vec<Team>>>| match list.get() {
        Some(Ok(read)) => Some(read.teams),
        Some(Err(_)) | None => before.cloned().flatten(),
    });
    let failure = move || {
        list.get()
            .and_then(Result::err)
            .filter(|_| teams.with(Option::is_none))
    };
    let toasts = expect_context::<Toasts>();
    let changed = Callback::new(move |words: String| {
        toasts.good(words);
        list.refetch();
    });
    let asked = RwSignal::new(None::<Team>);
    let [editing, deleting] = [(); 2].map(|()| RwSignal::new(false));
    let edit = Callback::new(move |team: Option<Team>| {
        asked.set(team);
        editing.set(true);
    });
    let delete = Callback::new(move |team: Team| {
        asked.set(Some(team));
        deleting.set(true);
    });
    let body = move || {
        let said = |failure: Failure| {
            view! {
                <Banner tone=Tone::Danger>
                    <p>{failure.to_string()}</p>
                    <Button on_press=move |()| list.refetch()>"Try again"</Button>
                </Banner>
            }
            .into_any()
        };
        match (teams.get(), failure()) {
            (None, Some(failure)) => said(failure),
            (None, None) => view! { <Skeleton label="Loading teams" /> }.into_any(),
            (Some(teams), _) if teams.is_empty() => view! {
                <EmptyState icon="users" title="No teams yet">
                    <p>
                        "A team, such as Product or Sales, can be named in a share like a person. Whoever joins it reads the share, whoever leaves it does not any more."
                    </p>
                    <Button icon="plus" on_press=move |()| edit.run(None)>
                        "Make a team"
                    </Button>
                </EmptyState>
            }
            .into_any(),
            (Some(teams), _) => {
                let rows = teams
                    .into_iter()
                    .map(|team| row(team, edit, delete))
                    .collect_view();
                view! { <ul class="teams">{rows}</ul> }.into_any()
            }
        }
    };
    view! {
        <section class="org">
            <OrganisationTabs />
            <div class="org__head">
                <div>
                    <h1 tabindex="-1">"Teams"</h1>
                    <p class="quiet small">
                        "Shares can name a team. They follow it: who leaves reads no more, who joins reads."
                    </p>
                </div>
                <Button look=Look::Primary icon="plus" on_press=move |()| edit.run(None)>
                    "New team"
                </Button>
            </div>
            {body}
        </section>
        <TeamDialog open=editing team=asked on_changed=changed />
        <DeleteDialog open=deleting team=asked on_changed=changed />
    }
}

fn row(team: Team, edit: Callback<Option<Team>>, delete: Callback<Team>) -> AnyView {
    let members = team.members.clone().unwrap_or_default();
    let size = counted(u64::from(team.size), "person", "people");
    let shares = match team.shares {
        None | Some(0) => "no share names it".to_owned(),
        Some(1) => "1 share names it".to_owned(),
        Some(more) => format!("{more} shares name it"),
    };
    let people = members
        .into_iter()
        .map(|person| view! { <li class="chip" title=person.email><bdi class="chip__words chip__words--plain">{person.name}</bdi></li> })
        .collect_view();
    let (this, gone) = (team.clone(), team.clone());
    let of = format!(" {}", team.name);
    let for_delete = of.clone();
    view! {
        <li class="teams__one">
            <div class="teams__what">
                <h2>
                    <bdi>{team.name}</bdi>
                </h2>
                <p class="quiet small">{size} " · " {shares}</p>
                <ul class="teams__members" aria-label="Members">{people}</ul>
            </div>
            <div class="teams__actions">
                <Button look=Look::Quiet icon="pencil" on_press=move |()| edit.run(Some(this.clone()))>
                    "Change"
                    <span class="visually-hidden">{of}</span>
                </Button>
                <Button look=Look::Quiet icon="trash-2" on_press=move |()| delete.run(gone.clone())>
                    "Delete"
                    <span class="visually-hidden">{for_delete}</span>
                </Button>
            </div>
        </li>
    }
    .into_any()
}

fn counted(count: u64, one: &str, many: &str) -> String {
    if count == 1 {
        format!("1 {one}")
    } else {
        format!("{count} {many}")
    }
}
