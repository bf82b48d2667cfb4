//! `GET /s/{id}/people`: whom a comment may mention.

use axum::Json;
use axum::extract::State;
use discreet_api_types::discussion::{Participant, ParticipantList};
use discreet_api_types::ids::PersonId;
use discreet_api_types::problem::Problem;
use discreet_store::sharing::Audience;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{check, people, reader};
use crate::app::App;
use crate::auth::{SignedIn, Visitor};
use crate::params::{Params, SharePath};
use crate::problem::{Answer, Refusal};

/// Most people of one answer.
const MOST: usize = 20;
/// Letters before colleagues are named who are not named in the share.
const LETTERS: usize = 3;

/// Whom to look for.
#[derive(Deserialize, IntoParams)]
pub struct Wanted {
    /// The beginning of a word of the name. Needed with three letters where the share is for the organisation.
    #[serde(default)]
    q: String,
}

/// Finds people who may open the share, by name: of a People share its readers, of an Organisation share colleagues
/// by at least three letters.
#[utoipa::path(
    get, path = "/s/{id}/people", tag = "discussion",
    params(("id" = String, Path, description = "The share"), Wanted),
    responses(
        (status = 200, body = ParticipantList),
        (status = 403, body = Problem, description = "The share is for reading only"),
        (status = 404, body = Problem),
        (status = 422, body = Problem, description = "Fewer than three letters"),
        (status = 429, body = Problem),
    )
)]
pub async fn find_people(
    State(app): State<App>,
    SharePath(id): SharePath,
    signed_in: Option<SignedIn>,
    visitor: Visitor,
    Params(wanted): Params<Wanted>,
) -> Answer<Json<ParticipantList>> {
    let reader = reader(&app, &id, &visitor, signed_in).await?;
    let letters = wanted.q.trim().to_lowercase();
    let everybody = reader.share.audience == Audience::Organisation;
    if everybody && letters.chars().count() < LETTERS {
        return Err(Refusal::field(
            "q",
            "Type at least three letters of the name.",
        ));
    }
    check::count(&app, "look-up", &reader).await?;
    let named = |name: &str| {
        let name = name.to_lowercase();
        name.starts_with(&letters)
            || name
                .split(|c: char| !c.is_alphanumeric())
                .any(|word| word.starts_with(&letters))
    };
    let mut found: Vec<Participant> = app
        .store()
        .people_of(reader.signed_in.organisation.id)
        .await?
        .into_iter()
        .filter(|person| people::may_open(&reader.share, person) && named(&person.name))
        .map(|person| Participant {
            id: PersonId(person.id.to_string()),
            name: person.name,
        })
        .collect();
    found.truncate(MOST);
    Ok(Json(ParticipantList { people: found }))
}
