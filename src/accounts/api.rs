//! The calls of accounts.

use discreet_api_types::accounts::{Session, SetUp, SignIn};
use discreet_api_types::ids::{PersonId, SessionId, TeamId};
use discreet_api_types::people::{
    ChangePassword, ChangePerson, Colleague, FoundPeople, NewPerson, OwnSessions, PasswordLink,
    People, Team, TeamContent, Teams, UsePasswordLink,
};

use crate::http::{self, Failure};

/// Signs in.
pub async fn sign_in(credentials: &SignIn) -> Result<Session, Failure> {
    http::post("/session", credentials).await
}

/// Signs out, here or everywhere.
pub async fn sign_out(everywhere: bool) -> Result<(), Failure> {
    let everywhere = if everywhere { "true" } else { "" };
    http::delete(&format!(
        "/session{}",
        http::query(&[("everywhere", everywhere)])
    ))
    .await
}

/// Makes the first admin and signs them in.
pub async fn set_up(wanted: &SetUp) -> Result<Session, Failure> {
    http::post("/setup", wanted).await
}

/// Everybody of the organisation, for admins.
pub async fn people() -> Result<People, Failure> {
    http::get("/people").await
}

/// Colleagues whose name or address begins like this, at least three letters.
pub async fn find_people(begins: &str) -> Result<FoundPeople, Failure> {
    http::get(&format!("/people/search{}", http::query(&[("q", begins)]))).await
}

/// Makes an account. The link in the answer is told only now.
pub async fn invite(wanted: &NewPerson) -> Result<PasswordLink, Failure> {
    http::post("/people", wanted).await
}

/// Makes a new link to choose a password by. It is told only now.
pub async fn new_link(person: &PersonId) -> Result<PasswordLink, Failure> {
    http::post_nothing(&format!("/people/{person}/link")).await
}

/// Changes role or state, or hands everything over.
pub async fn change_person(person: &PersonId, change: &ChangePerson) -> Result<Colleague, Failure> {
    let changed = http::patch(&format!("/people/{person}"), None, change).await?;
    Ok(changed.value)
}

/// Erases who somebody was, once they may not sign in any more.
pub async fn erase(person: &PersonId) -> Result<(), Failure> {
    http::delete(&format!("/people/{person}")).await
}

/// Chooses a password by a link, and signs in.
pub async fn use_password_link(wanted: &UsePasswordLink) -> Result<Session, Failure> {
    http::post("/password-links/use", wanted).await
}

/// Changes one's own password.
pub async fn change_password(wanted: &ChangePassword) -> Result<Session, Failure> {
    http::post("/session/password", wanted).await
}

/// One's own sessions.
pub async fn sessions() -> Result<OwnSessions, Failure> {
    http::get("/sessions").await
}

/// Ends one of one's own sessions.
pub async fn end_session(session: &SessionId) -> Result<(), Failure> {
    http::delete(&format!("/sessions/{}", http::encode(&session.0))).await
}

/// The organisation's teams.
pub async fn teams() -> Result<Teams, Failure> {
    http::get("/teams").await
}

/// Makes a team.
pub async fn create_team(content: &TeamContent) -> Result<Team, Failure> {
    http::post("/teams", content).await
}

/// Changes a team as a whole.
pub async fn change_team(team: &TeamId, content: &TeamContent) -> Result<Team, Failure> {
    let changed = http::put(&format!("/teams/{team}"), None, content).await?;
    Ok(changed.value)
}

/// Deletes a team.
pub async fn delete_team(team: &TeamId) -> Result<(), Failure> {
    http::delete(&format!("/teams/{team}")).await
}
