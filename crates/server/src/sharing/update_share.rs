//! `POST /shares/{id}/update`: publishes a newer snapshot under the same link.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use discreet_api_types::problem::{ErrorCode, Problem};
use discreet_api_types::sharing::{MessageRange, Share, UpdateShare};
use discreet_api_types::viewer::SharedConversation;
use discreet_store::AuditAction;
use discreet_store::sharing::{Publish, PublishRefusal, ShareRow, ShareStatus};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::create_share::preview;
use super::publish::{self, Arrived, Draft};
use super::snapshot::Selection;
use super::{
    StoredDecisions, StoredInclude, audience_out, event, not_approved, own_share, share_out,
    shared_conversation,
};
use crate::app::App;
use crate::auth::SignedIn;
use crate::body::RawBody;
use crate::params::{Params, SharePath};
use crate::policy::changed_meanwhile;
use crate::problem::{Answer, Refusal};
use crate::viewer;

/// Whether it is for real.
#[derive(Deserialize, IntoParams)]
pub struct Mode {
    /// Answer what recipients would get, or the same refusals, and write nothing.
    #[serde(default)]
    dry_run: bool,
    /// In a dry run: messages after this number.
    #[serde(default)]
    after: u32,
}

/// Publishes the conversation as it is now. What is absent stays as it was published before.
#[utoipa::path(
    post, path = "/shares/{id}/update", tag = "sharing",
    params(("id" = String, Path, description = "The share"), Mode),
    request_body = UpdateShare,
    responses(
        (status = 200, body = Share, description = "Published; with `dry_run` a SharedConversation"),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "An admin who did not make it"),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "Stopped, `undecided_findings`, `stale_review`, or published in between"),
        (status = 422, body = Problem),
    )
)]
pub async fn update_share(
    State(app): State<App>,
    signed_in: SignedIn,
    SharePath(id): SharePath,
    Params(mode): Params<Mode>,
    headers: HeaderMap,
    body: RawBody,
) -> Answer<Response> {
    let share = own_share(&app, &signed_in, &id).await?;
    let wanted: UpdateShare = body.json_or_default()?;
    if share.status(app.now()) == ShareStatus::Stopped {
        return Err(stopped());
    }
    if !mode.dry_run {
        return make(&app, &headers, &signed_in, share, wanted, None).await;
    }
    let row = shared_conversation(&app, &signed_in, &share)
        .await?
        .ok_or_else(Refusal::not_found)?;
    let draft = draft(&share, wanted)?;
    let prepared = publish::prepare(&app, row, draft, true).await?;
    let mut banner = viewer::banner(&app, &share, false, None).await?;
    banner.id = None;
    banner.snapshot_version += 1;
    banner.updated_at = Some(app.now().into());
    let shown: SharedConversation = preview(prepared, banner, mode.after);
    Ok(Json(shown).into_response())
}

/// Publishes a newer snapshot of the asker's share; `approved` names the request in which a colleague approved it.
pub async fn make(
    app: &App,
    headers: &HeaderMap,
    signed_in: &SignedIn,
    share: ShareRow,
    wanted: UpdateShare,
    approved: Option<Uuid>,
) -> Answer<Response> {
    let row = shared_conversation(app, signed_in, &share)
        .await?
        .ok_or_else(Refusal::not_found)?;
    let draft = Draft {
        approved,
        ..draft(&share, wanted)?
    };
    let prepared = publish::prepare(app, row.clone(), draft, false).await?;
    let publish = Publish {
        expected_version: share.snapshot_version,
        expected_revision: row.revision,
        selection: prepared.stored_selection()?,
        snapshot: prepared.stored_snapshot(app, &share.id)?,
        judged: prepared.judged,
    };
    let event = event(app, signed_in, AuditAction::ShareUpdated, &share)
        .detail("messages", prepared.snapshot.head.messages_shown)
        .detail("redactions", prepared.snapshot.head.redactions)
        .detail(
            "undecided",
            i64::try_from(prepared.warnings.len()).unwrap_or(i64::MAX),
        );
    let decided = publish::decided(app, signed_in, &prepared)
        .map(|event| event.share(&share.id, share.audience).conversation(row.id));
    let key = app.audit_key();
    let record = signed_in.record(app, &key, std::iter::once(event).chain(decided).collect());
    let published = app
        .store()
        .publish_snapshot(&share.id, publish, record)
        .await?
        .map_err(refuse)?;
    let mut shown = share_out(app, headers, signed_in, &published, Some(&row)).await?;
    shown.warnings = prepared.warnings;
    Ok(Json::<Share>(shown).into_response())
}

/// What the update makes of a share: what is absent stays as it was published before.
pub fn draft(share: &ShareRow, wanted: UpdateShare) -> Answer<Draft> {
    let shown: StoredInclude = share.include.read()?;
    let decided: StoredDecisions = share.decisions.read()?;
    let leave_out = wanted.leave_out.as_deref().unwrap_or(&share.leave_out);
    Ok(Draft {
        audience: audience_out(share.audience),
        selection: Selection {
            include: wanted.include.unwrap_or(shown.include),
            range: wanted.messages.unwrap_or(MessageRange {
                from: share.range_from,
                to: share.range_to,
            }),
            leave_out: publish::leave_out(leave_out),
            numbered: shown.numbered,
            held: BTreeSet::new(),
        },
        context: match wanted.context {
            Some(context) => context,
            None => share.context.read()?,
        },
        redactions: wanted.redactions.unwrap_or(decided.redactions),
        kept: wanted.kept.unwrap_or(decided.kept),
        reviewed: wanted.reviewed,
        confirmed: wanted.confirm_customer_safe,
        approved: None,
        follow: wanted.follow.unwrap_or(shown.follow),
        arrived: Arrived {
            after: if shown.follow {
                share.snapshot_messages
            } else {
                u32::MAX
            },
            held: shown.held.iter().copied().collect(),
        },
    })
}

fn stopped() -> Refusal {
    Refusal::new(
        ErrorCode::Conflict,
        "This share was stopped, and stays so. Make a new share instead.",
    )
}

fn refuse(refusal: PublishRefusal) -> Refusal {
    match refusal {
        PublishRefusal::NoSuchShare => Refusal::not_found(),
        PublishRefusal::Stopped => stopped(),
        PublishRefusal::PolicyChanged => changed_meanwhile(),
        PublishRefusal::NotApproved => not_approved(),
        PublishRefusal::Conflict { .. } => Refusal::new(
            ErrorCode::Conflict,
            "A newer version was published in the meantime. Look at it, then update again.",
        ),
        PublishRefusal::Stale { .. } => Refusal::new(
            ErrorCode::StaleReview,
            "The conversation changed while you were updating the share. Look at what is new, then update again.",
        ),
    }
}
