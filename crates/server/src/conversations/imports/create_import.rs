//! `POST /imports`: keeps every good conversation of a file and reports the rest; or looks first.

use std::collections::HashSet;
use std::ops::ControlFlow;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use discreet_api_types::conversations::{Branches, ImportPreview, ImportReport};
use discreet_api_types::problem::Problem;
use serde::Deserialize;
use utoipa::IntoParams;

use super::reading::{From, Reading};
use super::run::{self, End};
use super::upload::Upload;
use super::{shown, total, turn};
use crate::app::App;
use crate::auth::SignedIn;
use crate::params::Params;
use crate::problem::Answer;

/// How the file is to be read.
#[derive(Deserialize, IntoParams)]
pub struct Options {
    /// `auto`, which is the default, recognises the format by the content; or a format by name.
    format: Option<String>,
    /// `current`, which is the default, takes the branch of a conversation that was used last; `all` takes each branch
    /// as a conversation of its own.
    #[serde(default)]
    branches: Branches,
    /// `true` stores nothing: it answers what the file holds, as an `ImportPreview`, and keeps the file for an hour.
    #[serde(default)]
    dry_run: bool,
}

/// Brings a file's conversations in.
#[utoipa::path(
    post, path = "/imports", tag = "conversations", params(Options),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file as it is, ZIP included; at most 100 MiB"),
    responses(
        (status = 200, content((ImportReport), (ImportPreview)), description = "What became of it; with `dry_run` an `ImportPreview`"),
        (status = 400, body = Problem, description = "The file as a whole cannot be read, such as a ZIP bomb"),
        (status = 401, body = Problem),
        (status = 403, body = Problem),
        (status = 413, body = Problem, description = "Larger than the limit"),
        (status = 422, body = Problem),
        (status = 503, body = Problem, description = "No room for the file"),
    )
)]
pub async fn create_import(
    State(app): State<App>,
    signed_in: SignedIn,
    Params(options): Params<Options>,
    headers: HeaderMap,
    body: Body,
) -> Answer<Response> {
    signed_in.may_bring_in()?;
    let reading = Reading::asked(options.format.as_deref(), options.branches)?;
    let upload = Upload::receive(app.imports().folder(), &headers, body).await?;
    let _turn = turn(&app).await?;
    let owner = &signed_in.person;
    if options.dry_run {
        let from = From::File(upload.clone());
        let seen = run::preview(&app, owner, &from, reading).await?;
        let total = total(&seen);
        let job = app
            .imports()
            .keep(owner.id, upload, reading, total, app.now());
        return Ok(Json(shown(&job, reading, seen)).into_response());
    }
    let nothing = HashSet::new();
    let on = |_| ControlFlow::Continue(());
    let from = From::File(upload);
    match run::store(&app, owner, &from, reading, &nothing, &on).await {
        (_, End::Failed(refusal) | End::Refused(refusal)) => Err(refusal),
        (report, End::Whole | End::Stopped) => Ok(Json(report).into_response()),
    }
}
