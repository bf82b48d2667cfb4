//! `DELETE /imports/{id}`: stops an import. What it has brought in stays.

use axum::Json;
use axum::extract::State;
use discreet_api_types::conversations::ImportProgress;
use discreet_api_types::problem::Problem;

use super::ImportPath;
use crate::app::App;
use crate::auth::SignedIn;
use crate::problem::Answer;

/// Stops an import, after the conversation in hand if it runs; one that waits loses its file at once. One that is over
/// stays as it is.
#[utoipa::path(
    delete, path = "/imports/{id}", tag = "conversations",
    params(("id" = String, Path, description = "The import")),
    responses(
        (status = 200, body = ImportProgress),
        (status = 401, body = Problem),
        (status = 404, body = Problem, description = "Unknown, or the hour is over"),
    )
)]
pub async fn cancel_import(
    State(app): State<App>,
    signed_in: SignedIn,
    ImportPath(id): ImportPath,
) -> Answer<Json<ImportProgress>> {
    let job = app.imports().find(signed_in.person.id, &id, app.now())?;
    job.cancel();
    Ok(Json(job.progress()))
}
