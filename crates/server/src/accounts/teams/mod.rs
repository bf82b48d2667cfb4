//! Teams: named groups of people that shares may name.

pub mod change;
pub mod create;
pub mod delete;
pub mod list;

use discreet_api_types::ids::TeamId;
use discreet_api_types::people as api;
use discreet_store::accounts::teams::{Team, TeamContent, TeamRefusal};
use discreet_store::{AuditAction, AuditEvent};
use discreet_transcript::conceal::clean_line;
use uuid::Uuid;

use super::person_out;
use crate::app::App;
use crate::auth::SignedIn;
use crate::problem::{Answer, Refusal};

/// Longest name, in characters.
const LONGEST_NAME: usize = 80;

/// A team as the asker sees it: who is in it is for admins.
fn team_out(team: &Team, asking: &SignedIn) -> api::Team {
    let manages = asking.abilities().manage_people;
    let active = team.members.iter().filter(|person| person.active);
    api::Team {
        id: TeamId(team.id.to_string()),
        name: team.name.clone(),
        size: u32::try_from(active.count()).unwrap_or(u32::MAX),
        members: manages.then(|| team.members.iter().map(person_out).collect()),
        shares: manages.then_some(team.shares),
    }
}

fn content(wanted: &api::TeamContent) -> Answer<TeamContent> {
    let name = clean_line(&wanted.name).trim().to_owned();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        let message = format!("Give the team a name in 1 to {LONGEST_NAME} characters.");
        return Err(Refusal::field("name", message));
    }
    let members = wanted
        .members
        .iter()
        .enumerate()
        .map(|(index, id)| {
            id.0.parse::<Uuid>().map_err(|_| {
                Refusal::field(format!("members[{index}]"), "This must be a person's id.")
            })
        })
        .collect::<Answer<_>>()?;
    Ok(TeamContent { name, members })
}

fn event(app: &App, asking: &SignedIn, what: &'static str, members: usize) -> AuditEvent {
    AuditEvent::new(AuditAction::PolicyChanged, Some(asking.actor(app)))
        .detail("what", what)
        .detail("members", i64::try_from(members).unwrap_or(i64::MAX))
}

fn refuse(refusal: TeamRefusal) -> Refusal {
    match refusal {
        TeamRefusal::NoSuchTeam => Refusal::not_found(),
        TeamRefusal::NameTaken => Refusal::field("name", "Another team has this name."),
        TeamRefusal::UnknownPerson(_) => Refusal::field(
            "members",
            "Nobody here has this id. Choose people from the list.",
        ),
    }
}
