//! `POST /reviews`: asks colleagues to check a share before it is published.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use discreet_api_types::problem::{ErrorCode, Problem};
use discreet_api_types::review::{NewReview, ReviewRequest};
use discreet_store::review::NewRequest;
use discreet_store::{AuditAction, JsonText};

use super::requests::{self, Input, request_out, subject};
use crate::app::App;
use crate::auth::SignedIn;
use crate::body::RawBody;
use crate::clock;
use crate::conversations::{etag, revision};
use crate::policy::{Standing, people_by_id};
use crate::problem::{Answer, Refusal};
use crate::sharing::{audience_in, publish};

/// Asks for a review of a share to be made, or of a share's update. Nothing is published; those asked can read the
/// conversation until they have answered and it is published or taken back.
#[utoipa::path(
    post, path = "/reviews", tag = "review", request_body = NewReview,
    responses(
        (status = 201, body = ReviewRequest),
        (status = 401, body = Problem),
        (status = 403, body = Problem),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`stale_review`"),
        (status = 422, body = Problem),
    )
)]
pub async fn ask_review(
    State(app): State<App>,
    signed_in: SignedIn,
    body: RawBody,
) -> Answer<(
    StatusCode,
    [(HeaderName, HeaderValue); 1],
    Json<ReviewRequest>,
)> {
    signed_in.may_share()?;
    let wanted: NewReview = body.json()?;
    let id =
        wanted.conversation.0.parse().map_err(|_| {
            Refusal::field("conversation", "There is no such conversation of yours.")
        })?;
    let input = match (wanted.share, wanted.updates.as_ref(), wanted.update) {
        (Some(share), None, None) => Input::Share(Box::new(share)),
        (None, Some(_), Some(update)) => Input::Update(Box::new(update)),
        _ => {
            return Err(Refusal::field(
                "share",
                "Send either `share`, or `updates` and `update`.",
            ));
        }
    };
    let (row, updated) = subject(&app, &signed_in, id, wanted.updates.as_ref()).await?;
    requests::check_input(&input)?;
    let note = requests::note(wanted.note.as_deref())?;
    let standing = Standing::of(&app, row.org).await?;
    let asked = requests::reviewers(&app, &signed_in, &standing, &wanted.reviewers).await?;
    let reviewed = match &input {
        Input::Share(share) => share.reviewed,
        Input::Update(update) => update.reviewed,
    };
    if reviewed.is_some_and(|reviewed| reviewed != revision(&row)) {
        return Err(Refusal::new(
            ErrorCode::StaleReview,
            "The conversation changed after you reviewed it. Look at what is new, then ask.",
        ));
    }
    let draft = input.draft(updated.as_ref(), row.revision)?;
    let audience = audience_in(draft.audience);
    // Whatever is wrong with it is said now; what is undecided, the reviewer may decide.
    publish::prepare(&app, row.clone(), draft, true).await?;
    let request = NewRequest {
        id: clock::new_id(app.now()),
        conversation: row.id,
        revision: row.revision,
        author: signed_in.person.id,
        audience,
        updates: wanted.updates.map(|id| id.0),
        input: JsonText::of(&input)?,
        note,
        asked,
    };
    let action = AuditAction::ReviewRequested;
    let event = requests::event(&app, &signed_in, action, row.id, "asked");
    let key = app.audit_key();
    let record = signed_in.record(&app, &key, vec![event]);
    let made = app
        .store()
        .ask_for_review(request, record)
        .await?
        .map_err(requests::refuse)?;
    let people = people_by_id(&app, row.org).await?;
    let shown = request_out(&made, &signed_in, &standing, &people, true)?;
    Ok((
        StatusCode::CREATED,
        [(header::ETAG, etag(shown.version))],
        Json(shown),
    ))
}
