//! `GET /audit`: the trail, newest first.

use axum::Json;
use axum::extract::State;
use discreet_api_types::audit::{AuditPage, AuditRow};
use discreet_api_types::ids::{ConversationId, ShareId};
use discreet_api_types::problem::Problem;
use discreet_store::audit as store;
use serde::Deserialize;
use utoipa::IntoParams;

use super::filter::Filter;
use crate::app::App;
use crate::auth::SignedIn;
use crate::params::Params;
use crate::problem::{Answer, Refusal};

/// Which part of the list.
#[derive(Deserialize, IntoParams)]
pub struct Part {
    /// Rows before this one.
    before: Option<i64>,
    /// 1 to 500, 100 if absent.
    limit: Option<u32>,
}

/// Lists what happened in the organisation.
#[utoipa::path(
    get, path = "/audit", tag = "audit", params(Part, Filter),
    responses(
        (status = 200, body = AuditPage), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 422, body = Problem),
    )
)]
pub async fn list_audit(
    State(app): State<App>,
    signed_in: SignedIn,
    Params(part): Params<Part>,
    Params(filter): Params<Filter>,
) -> Answer<Json<AuditPage>> {
    signed_in.may_read_audit()?;
    let limit = part.limit.unwrap_or(100);
    if !(1..=500).contains(&limit) {
        return Err(Refusal::field("limit", "`limit` must be 1 to 500."));
    }
    let wanted = filter.read(&app)?;
    let org = signed_in.organisation.id;
    let mut rows = app
        .store()
        .audit_page(org, part.before, limit + 1, &wanted)
        .await?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next_before = rows.last().filter(|_| more).map(|row| row.seq);
    Ok(Json(AuditPage {
        rows: rows.into_iter().map(row_out).collect(),
        next_before,
    }))
}

/// A row as admins see it.
pub(super) fn row_out(row: store::AuditRow) -> AuditRow {
    let word = |value: serde_json::Value| match value {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    };
    AuditRow {
        seq: row.seq,
        at: row.at.into(),
        action: row.action,
        actor: row.actor,
        actor_name: row.actor_name,
        subject_name: row.subject_name,
        share: row.share.map(ShareId),
        conversation: row.conversation.map(|id| ConversationId(id.to_string())),
        audience: row.audience,
        details: row
            .details
            .into_iter()
            .map(|(name, value)| (name, word(value)))
            .collect(),
    }
}
