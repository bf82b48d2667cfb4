//! `GET /reviews/{id}/preview`: what recipients would get if it was published now.

use axum::Json;
use axum::extract::State;
use discreet_api_types::problem::Problem;
use discreet_api_types::viewer::SharedConversation;
use discreet_store::review::RequestState;
use serde::Deserialize;
use utoipa::IntoParams;

use super::requests::{self, Input, known_request, not_now, updated_share};
use crate::app::App;
use crate::auth::SignedIn;
use crate::params::{IdPath, Params};
use crate::problem::{Answer, Refusal};
use crate::sharing::create_share::{preview, preview_banner};
use crate::sharing::{expiry, publish};
use crate::viewer;

/// Which messages.
#[derive(Deserialize, IntoParams)]
pub struct After {
    /// Messages after this number.
    #[serde(default)]
    after: u32,
}

/// Shows what is to be approved, exactly as recipients would get it, to the request's author and those asked.
#[utoipa::path(
    get, path = "/reviews/{id}/preview", tag = "review",
    params(("id" = String, Path, description = "The request"), After),
    responses(
        (status = 200, body = SharedConversation),
        (status = 401, body = Problem),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "Outdated, taken back or published"),
    )
)]
pub async fn preview_request(
    State(app): State<App>,
    signed_in: SignedIn,
    IdPath(id): IdPath,
    Params(After { after }): Params<After>,
) -> Answer<Json<SharedConversation>> {
    let request = known_request(&app, &signed_in, id).await?;
    let open = matches!(
        request.state,
        RequestState::Waiting | RequestState::Approved | RequestState::SentBack
    );
    if !open {
        return Err(not_now(&request));
    }
    if request.revision != request.current_revision {
        return Err(requests::outdated());
    }
    let row = app
        .store()
        .conversation_in_org(request.org, request.conversation)
        .await?
        .ok_or_else(Refusal::not_found)?;
    let updated = updated_share(&app, &request).await?;
    let input: Input = request.input.read()?;
    let draft = input.draft(updated.as_ref(), request.revision)?;
    let prepared = publish::prepare(&app, row, draft, true).await?;
    let banner = match (&input, &updated) {
        (Input::Share(share), _) => {
            let author = app.store().person(request.author).await?;
            let name = author.map(|person| person.name).unwrap_or_default();
            let expires_at =
                expiry::read(share.expires_at.as_ref(), app.now()).unwrap_or_else(|_| app.now());
            preview_banner(&app, &signed_in, name, share, expires_at.into())
        }
        (Input::Update(_), Some(share)) => {
            let mut banner = viewer::banner(&app, share, false, None).await?;
            banner.id = None;
            banner.snapshot_version += 1;
            banner.updated_at = Some(app.now().into());
            banner
        }
        (Input::Update(_), None) => return Err(Refusal::not_found()),
    };
    Ok(Json(preview(prepared, banner, after)))
}
