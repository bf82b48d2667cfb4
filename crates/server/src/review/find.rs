//! `POST /conversations/{id}/findings`: runs the detector over a conversation.

use axum::Json;
use axum::extract::State;
use discreet_api_types::problem::Problem;
use discreet_api_types::review::Findings;
use discreet_api_types::sharing::{ContextNote, Include};
use serde::Deserialize;

use super::fields::Material;
use super::{gate, reviewable_conversation};
use crate::app::App;
use crate::auth::SignedIn;
use crate::body::RawBody;
use crate::conversations::revision;
use crate::params::ConversationPath;
use crate::policy::Detection;
use crate::problem::{Answer, Refusal};
use crate::sharing::snapshot::Selection;

/// What else is to be looked at.
#[derive(Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Scan {
    /// The context note that the share will have.
    context: ContextNote,
}

/// Finds what may be sensitive, everywhere in the conversation and in the context note that is sent along.
#[utoipa::path(
    post, path = "/conversations/{id}/findings", tag = "review",
    params(("id" = String, Path, description = "The conversation")),
    request_body = Scan,
    responses((status = 200, body = Findings), (status = 401, body = Problem), (status = 404, body = Problem))
)]
pub async fn find_sensitive(
    State(app): State<App>,
    signed_in: SignedIn,
    ConversationPath(id): ConversationPath,
    body: RawBody,
) -> Answer<Json<Findings>> {
    let row = reviewable_conversation(&app, &signed_in, id).await?;
    let Scan { context } = body.json_or_default()?;
    let messages = app.store().messages(id, 0, u32::MAX).await?;
    let revision = revision(&row);
    let detection = Detection::of(&app, signed_in.organisation.id).await?;
    let everything = Include {
        contact: true,
        staff_names: true,
        tags: true,
        notes: true,
        citations: true,
        escalation: true,
    };
    let selection = Selection {
        include: everything,
        ..Selection::default()
    };
    let findings = tokio::task::spawn_blocking(move || {
        let material = Material {
            head: &row.head,
            messages: &messages,
            context: &context,
        };
        gate::find(material, &selection, &detection)
            .iter()
            .map(gate::finding_out)
            .collect()
    })
    .await
    .map_err(|_| {
        Refusal::new(
            discreet_api_types::problem::ErrorCode::Internal,
            "The scan failed. Try again.",
        )
    })?;
    Ok(Json(Findings { revision, findings }))
}
