//! `POST /notifications/read`: marks notifications read.

use axum::Json;
use axum::extract::State;
use discreet_api_types::notifications::{MarkRead, Unread};
use discreet_api_types::problem::Problem;
use uuid::Uuid;

use crate::app::App;
use crate::auth::SignedIn;
use crate::body::RawBody;
use crate::problem::Answer;

/// Marks the signed-in person's notifications read, these or all. Ids of others change nothing.
#[utoipa::path(
    post, path = "/notifications/read", tag = "notifications",
    request_body = MarkRead,
    responses(
        (status = 200, body = Unread),
        (status = 401, body = Problem),
        (status = 422, body = Problem),
    )
)]
pub async fn read_notifications(
    State(app): State<App>,
    signed_in: SignedIn,
    body: RawBody,
) -> Answer<Json<Unread>> {
    let wanted: MarkRead = body.json_or_default()?;
    let ids: Option<Vec<Uuid>> = wanted
        .ids
        .map(|ids| ids.iter().filter_map(|id| id.parse().ok()).collect());
    let me = signed_in.person.id;
    app.store()
        .read_notifications(me, ids.as_deref(), app.now())
        .await?;
    let unread = app.store().unread_notifications(me).await?;
    Ok(Json(Unread { unread }))
}
