//! `PATCH /people/{id}`: name, role, and whether somebody may sign in.

use axum::Json;
use axum::extract::State;
use discreet_api_types::people::{ChangePerson, Colleague};
use discreet_api_types::problem::Problem;
use discreet_store::accounts::members::PersonChanges;
use discreet_transcript::conceal::clean_line;
use uuid::Uuid;

use super::invite::name_complaint;
use super::{colleague, colleague_out, event, refuse, role_in};
use crate::app::App;
use crate::auth::SignedIn;
use crate::body::RawBody;
use crate::params::IdPath;
use crate::problem::{Answer, Refusal};

/// Changes a person. Who may not share any more, by role or because they left: their live shares end in the same
/// step, or go to whoever takes over.
#[utoipa::path(
    patch, path = "/people/{id}", tag = "accounts",
    params(("id" = String, Path, description = "The person")), request_body = ChangePerson,
    responses(
        (status = 200, body = Colleague), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem),
    )
)]
pub async fn change_person(
    State(app): State<App>,
    signed_in: SignedIn,
    IdPath(id): IdPath,
    body: RawBody,
) -> Answer<Json<Colleague>> {
    signed_in.may_manage_people()?;
    let before = colleague(&app, &signed_in, id).await?.person;
    let wanted: ChangePerson = body.json()?;
    let name = wanted.name.map(|name| clean_line(&name).trim().to_owned());
    if let Some(complaint) = name.as_deref().and_then(name_complaint) {
        return Err(Refusal::fields(vec![complaint]));
    }
    if wanted.active == Some(false) && before.id == signed_in.person.id {
        return Err(Refusal::field(
            "active",
            "You cannot deactivate yourself. Ask another admin.",
        ));
    }
    let hand_over = wanted
        .hand_over
        .map(|to| to.0.parse::<Uuid>())
        .transpose()
        .map_err(|_| Refusal::field("hand_over", "`hand_over` must be a person's id."))?;
    let changes = PersonChanges {
        name,
        role: wanted.role.map(role_in),
        active: wanted.active,
        hand_over,
    };
    let what = match (changes.active, changes.role) {
        (Some(false), _) if before.active => "person_deactivated",
        (Some(true), _) if !before.active => "person_reactivated",
        (_, Some(role)) if role != before.role => "role_changed",
        _ if changes.hand_over.is_some() => "handed_over",
        _ => "person_changed",
    };
    let mut event = event(&app, &signed_in, what, &before);
    if let Some(role) = changes.role {
        event = event.detail("role", role.as_str());
    }
    let key = app.audit_key();
    let record = signed_in.record(&app, &key, vec![event]);
    app.store()
        .change_person(id, changes, record)
        .await?
        .map_err(refuse)?;
    let listed = colleague(&app, &signed_in, id).await?;
    Ok(Json(colleague_out(&listed, &signed_in)))
}
