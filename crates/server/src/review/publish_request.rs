//! `POST /reviews/{id}/publish`: makes an approved share live, exactly as it was approved.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use discreet_api_types::problem::Problem;
use discreet_api_types::review::PublishReviewed;
use discreet_api_types::sharing::Share;

use super::requests::{Input, abilities, known_request, not_now, subject};
use crate::app::App;
use crate::auth::SignedIn;
use crate::body::RawBody;
use crate::params::IdPath;
use crate::policy::Standing;
use crate::problem::{Answer, Refusal};
use crate::sharing::{create_share, update_share};

/// Publishes an approved request, once, by its author. A public link is confirmed here, in words that say who can
/// read what until when; the gate runs again.
#[utoipa::path(
    post, path = "/reviews/{id}/publish", tag = "review",
    params(("id" = String, Path, description = "The request")),
    request_body = PublishReviewed,
    responses(
        (status = 201, body = Share, description = "The share; its `url` carries the secret of a public link"),
        (status = 200, body = Share, description = "The share that was updated"),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "Not its author"),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "Not approved, published already, `stale_review`, `undecided_findings`"),
        (status = 422, body = Problem),
    )
)]
pub async fn publish_request(
    State(app): State<App>,
    signed_in: SignedIn,
    IdPath(id): IdPath,
    headers: HeaderMap,
    body: RawBody,
) -> Answer<Response> {
    let request = known_request(&app, &signed_in, id).await?;
    let wanted: PublishReviewed = body.json_or_default()?;
    if request.author != signed_in.person.id {
        return Err(Refusal::not_allowed("Only its author publishes it."));
    }
    signed_in.may_share()?;
    let standing = Standing::of(&app, request.org).await?;
    if !abilities(&request, &signed_in, &standing).publish {
        return Err(not_now(&request));
    }
    let updates = request
        .updates
        .clone()
        .map(discreet_api_types::ids::ShareId);
    let (row, updated) = subject(&app, &signed_in, request.conversation, updates.as_ref()).await?;
    let reviewed = Some(u32::try_from(request.revision).unwrap_or(u32::MAX));
    match (request.input.read()?, updated) {
        (Input::Share(share), _) => {
            let mut share = *share;
            share.reviewed = reviewed;
            share.confirm_customer_safe = wanted.confirm_customer_safe;
            share.password = wanted.password;
            if let Some(expires_at) = wanted.expires_at {
                share.expires_at = Some(Some(expires_at));
            }
            create_share::make(&app, &headers, &signed_in, row, share, Some(request.id)).await
        }
        (Input::Update(update), Some(share)) => {
            if wanted.password.is_some() || wanted.expires_at.is_some() {
                return Err(Refusal::field(
                    "expires_at",
                    "An update changes what is shown, and nothing else of the share.",
                ));
            }
            let mut update = *update;
            update.reviewed = reviewed;
            update.confirm_customer_safe = wanted.confirm_customer_safe;
            update_share::make(&app, &headers, &signed_in, share, update, Some(request.id)).await
        }
        (Input::Update(_), None) => Err(Refusal::not_found()),
    }
}
