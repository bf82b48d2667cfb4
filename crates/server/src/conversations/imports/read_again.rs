//! `PATCH /imports/{id}`: looks at a file again, as another format or with other branches.

use axum::Json;
use axum::extract::State;
use discreet_api_types::conversations::{ImportPreview, ReadAgain};
use discreet_api_types::problem::Problem;

use super::reading::{From, Reading};
use super::{ImportPath, run, shown, total, turn};
use crate::app::App;
use crate::auth::SignedIn;
use crate::body::RawBody;
use crate::problem::Answer;

/// Looks at a file again. Nothing is stored, and the file need not be sent again.
#[utoipa::path(
    patch, path = "/imports/{id}", tag = "conversations", request_body = ReadAgain,
    params(("id" = String, Path, description = "The import")),
    responses(
        (status = 200, body = ImportPreview),
        (status = 401, body = Problem),
        (status = 404, body = Problem, description = "Unknown, or the hour is over"),
        (status = 409, body = Problem, description = "It has begun already"),
        (status = 422, body = Problem),
    )
)]
pub async fn read_import_again(
    State(app): State<App>,
    signed_in: SignedIn,
    ImportPath(id): ImportPath,
    body: RawBody,
) -> Answer<Json<ImportPreview>> {
    let job = app.imports().find(signed_in.person.id, &id, app.now())?;
    signed_in.may_bring_in()?;
    let asked: ReadAgain = body.json()?;
    let (upload, before) = job.waiting()?;
    let reading = match asked.format {
        Some(format) => Reading::asked(Some(&format), before.branches)?,
        None => before,
    };
    let reading = Reading {
        branches: asked.branches.unwrap_or(reading.branches),
        ..reading
    };
    let _turn = turn(&app).await?;
    let seen = run::preview(&app, &signed_in.person, &From::File(upload), reading).await?;
    job.read_again(reading, total(&seen))?;
    Ok(Json(shown(&job, reading, seen)))
}
