//! `GET /imports/{id}`: how far an import is, and what became of it.

use axum::Json;
use axum::extract::State;
use discreet_api_types::conversations::ImportProgress;
use discreet_api_types::problem::Problem;

use super::ImportPath;
use crate::app::App;
use crate::auth::SignedIn;
use crate::problem::Answer;

/// Says how far an import is; once it is over, with its report, for the rest of the hour.
#[utoipa::path(
    get, path = "/imports/{id}", tag = "conversations",
    params(("id" = String, Path, description = "The import")),
    responses(
        (status = 200, body = ImportProgress),
        (status = 401, body = Problem),
        (status = 404, body = Problem, description = "Unknown, or the hour is over"),
    )
)]
pub async fn show_import(
    State(app): State<App>,
    signed_in: SignedIn,
    ImportPath(id): ImportPath,
) -> Answer<Json<ImportProgress>> {
    let job = app.imports().find(signed_in.person.id, &id, app.now())?;
    Ok(Json(job.progress()))
}
