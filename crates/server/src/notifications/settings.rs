//! `GET PUT /notifications/settings`: which kinds a person does not want.

use axum::Json;
use axum::extract::State;
use discreet_api_types::notifications::NotificationSettings;
use discreet_api_types::problem::Problem;

use super::{kind_in, kind_out};
use crate::app::App;
use crate::auth::SignedIn;
use crate::body::RawBody;
use crate::problem::Answer;

/// Shows the kinds that the signed-in person has turned off.
#[utoipa::path(
    get, path = "/notifications/settings", tag = "notifications",
    responses((status = 200, body = NotificationSettings), (status = 401, body = Problem))
)]
pub async fn show_settings(
    State(app): State<App>,
    signed_in: SignedIn,
) -> Answer<Json<NotificationSettings>> {
    let off = app.store().notifications_off(signed_in.person.id).await?;
    Ok(Json(NotificationSettings {
        off: off.into_iter().map(kind_out).collect(),
    }))
}

/// Turns kinds off, all of them at once; what was told before stays.
#[utoipa::path(
    put, path = "/notifications/settings", tag = "notifications",
    request_body = NotificationSettings,
    responses(
        (status = 200, body = NotificationSettings),
        (status = 401, body = Problem),
        (status = 422, body = Problem),
    )
)]
pub async fn change_settings(
    State(app): State<App>,
    signed_in: SignedIn,
    body: RawBody,
) -> Answer<Json<NotificationSettings>> {
    let wanted: NotificationSettings = body.json()?;
    let off: Vec<_> = wanted.off.into_iter().map(kind_in).collect();
    app.store()
        .set_notifications_off(signed_in.person.id, &off)
        .await?;
    show_settings(State(app), signed_in).await
}
