//! `POST /imports/{id}`: brings in what the preview showed. It goes on by itself; `GET` says how far it is.

use std::collections::HashSet;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use discreet_api_types::conversations::{ImportProgress, ImportReport, ImportState, StartImport};
use discreet_api_types::problem::Problem;
use discreet_store::accounts::Person;

use super::reading::{From, Reading};
use super::run::{self, End};
use super::{ImportPath, Job, turn};
use crate::app::App;
use crate::auth::SignedIn;
use crate::body::RawBody;
use crate::problem::{Answer, Refusal};

/// Begins an import.
#[utoipa::path(
    post, path = "/imports/{id}", tag = "conversations", request_body = StartImport,
    params(("id" = String, Path, description = "The import")),
    responses(
        (status = 202, body = ImportProgress),
        (status = 401, body = Problem),
        (status = 404, body = Problem, description = "Unknown, or the hour is over"),
        (status = 409, body = Problem, description = "It has begun already"),
        (status = 422, body = Problem),
    )
)]
pub async fn start_import(
    State(app): State<App>,
    signed_in: SignedIn,
    ImportPath(id): ImportPath,
    body: RawBody,
) -> Answer<(StatusCode, Json<ImportProgress>)> {
    let job = app.imports().find(signed_in.person.id, &id, app.now())?;
    signed_in.may_bring_in()?;
    let asked: StartImport = body.json_or_default()?;
    let total = job.progress().total;
    let leave_out: HashSet<u32> = asked.leave_out.into_iter().collect();
    if let Some(wrong) = leave_out.iter().find(|position| **position >= total) {
        return Err(Refusal::field(
            "leave_out",
            format!(
                "There is no conversation at position {wrong}; the last is at {}.",
                total.saturating_sub(1)
            ),
        ));
    }
    let left_out = u32::try_from(leave_out.len()).unwrap_or(u32::MAX);
    let (upload, reading) = job.begin(left_out)?;
    let progress = job.progress();
    let work = Work {
        app,
        owner: signed_in.person,
        from: From::File(upload),
        reading,
        leave_out,
        ending: Ending(Some(job)),
    };
    tokio::spawn(work.run());
    Ok((StatusCode::ACCEPTED, Json(progress)))
}

struct Work {
    app: App,
    owner: Person,
    from: From,
    reading: Reading,
    leave_out: HashSet<u32>,
    ending: Ending,
}

impl Work {
    async fn run(mut self) {
        let Some(job) = self.ending.0.clone() else {
            return;
        };
        let Ok(_turn) = turn(&self.app).await else {
            return;
        };
        let told = |done| job.told(done);
        let (report, end) = run::store(
            &self.app,
            &self.owner,
            &self.from,
            self.reading,
            &self.leave_out,
            &told,
        )
        .await;
        let state = match end {
            End::Whole => ImportState::Done,
            End::Stopped => ImportState::Cancelled,
            End::Failed(_) | End::Refused(_) => ImportState::Failed,
        };
        self.ending.0 = None;
        job.end(state, report);
    }
}

/// An import whose work broke off, whatever the reason, has failed and does not seem to run for ever.
struct Ending(Option<Arc<Job>>);

impl Drop for Ending {
    fn drop(&mut self) {
        if let Some(job) = self.0.take() {
            tracing::error!("an import broke off");
            let nothing = ImportReport {
                format: String::new(),
                imported: Vec::new(),
                updated: Vec::new(),
                skipped: Vec::new(),
            };
            job.end(ImportState::Failed, nothing);
        }
    }
}
