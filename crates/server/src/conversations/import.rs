//! `POST /imports`: keeps every good conversation of a file and reports the rest.

use axum::Json;
use axum::extract::State;
use discreet_api_types::conversations::{ImportReport, Imported, Outcome, Skipped};
use discreet_api_types::problem::{ErrorCode, FieldError, Problem};
use discreet_store::accounts::Person;
use discreet_transcript::import::own;
use serde::Deserialize;
use utoipa::IntoParams;

use super::bring_in;
use crate::app::App;
use crate::auth::SignedIn;
use crate::body::RawBody;
use crate::params::Params;
use crate::problem::{Answer, Refusal};

/// How the file is to be read.
#[derive(Deserialize, IntoParams)]
pub struct Options {
    /// `auto` or `discreet`: our own JSON, one conversation, an array or JSON Lines.
    #[serde(default)]
    format: Format,
}

#[derive(Clone, Copy, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
enum Format {
    #[default]
    Auto,
    Discreet,
}

/// Brings a file's conversations in.
#[utoipa::path(
    post, path = "/imports", tag = "conversations", params(Options),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file as it is"),
    responses(
        (status = 200, body = ImportReport),
        (status = 400, body = Problem, description = "Nothing in the file is a conversation"),
        (status = 401, body = Problem),
        (status = 403, body = Problem),
    )
)]
pub async fn import_conversations(
    State(app): State<App>,
    signed_in: SignedIn,
    Params(options): Params<Options>,
    body: RawBody,
) -> Answer<Json<ImportReport>> {
    signed_in.may_bring_in()?;
    match options.format {
        Format::Auto | Format::Discreet => {}
    }
    import(&app, &signed_in.person, body.bytes())
        .await
        .map(Json)
}

/// Brings every good conversation of a file in; the others are reported.
pub async fn import(app: &App, owner: &Person, file: &[u8]) -> Answer<ImportReport> {
    let read = own::read(file);
    let mut report = ImportReport {
        format: "discreet".to_owned(),
        imported: Vec::new(),
        updated: Vec::new(),
        skipped: Vec::new(),
    };
    for (conversation, location) in read.conversations {
        match bring_in(app, owner, conversation).await {
            Ok(kept) => {
                let entry = Imported {
                    id: kept.id,
                    title: kept.title,
                    messages: kept.messages,
                };
                match kept.outcome {
                    Outcome::Created => report.imported.push(entry),
                    Outcome::Updated | Outcome::Unchanged => report.updated.push(entry),
                }
            }
            Err(refusal) if refusal.code() == ErrorCode::Internal => return Err(refusal),
            Err(refusal) => {
                report.skipped.push(Skipped {
                    location,
                    reason: refusal.into_sentence(),
                    errors: Vec::new(),
                });
            }
        }
    }
    report
        .skipped
        .extend(read.skipped.into_iter().map(|skipped| Skipped {
            location: skipped.location,
            reason: skipped.reason,
            errors: Vec::new(),
        }));
    Ok(report)
}

/// The refusal of a conversation that cannot be kept as it is.
pub fn refuse_input(refusal: own::Refusal) -> Refusal {
    match refusal {
        own::Refusal::Syntax {
            line,
            column,
            message,
        } => Refusal::new(
            ErrorCode::Malformed,
            format!("This is not JSON that can be read: line {line}, column {column}: {message}"),
        ),
        own::Refusal::Fields(errors) => Refusal::fields(
            errors
                .into_iter()
                .map(|error| FieldError {
                    field: error.field,
                    message: error.message,
                })
                .collect(),
        ),
    }
}
