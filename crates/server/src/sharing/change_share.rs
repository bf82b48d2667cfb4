//! `PATCH /shares/{id}`: changes what stands around the messages. The audience never changes.

use std::io::Read;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use discreet_api_types::problem::{ErrorCode, Problem};
use discreet_api_types::review::{Decision, Field};
use discreet_api_types::sharing::{ChangeShare, ContextNote, Permission, Share};
use discreet_api_types::viewer::SharedHead;
use discreet_redact::decisions::all_like;
use discreet_store::conversations::ConversationRow;
use discreet_store::sharing::{ShareChanges, ShareRow};
use discreet_store::{AuditAction, JsonText};
use discreet_transcript::model::Message;
use flate2::read::GzDecoder;

use super::create_share::label;
use super::snapshot::{self, Selection};
use super::{
    StoredDecisions, StoredInclude, audience_out, event, expiry, own_share, permission_in,
    protection, publish, refuse_change, share_out, shared_conversation,
};
use crate::app::App;
use crate::auth::SignedIn;
use crate::body::RawBody;
use crate::discussion::hidden::HiddenValues;
use crate::discussion::may_give;
use crate::params::SharePath;
use crate::policy::{Detection, Standing, review_required};
use crate::problem::{Answer, Refusal};
use crate::review::fields::{Material, place};
use crate::review::gate;

/// Changes a share. A new context note is redacted by the server: whatever this share hides, and whatever the
/// detector finds in the note.
#[utoipa::path(
    patch, path = "/shares/{id}", tag = "sharing",
    params(("id" = String, Path, description = "The share")),
    request_body = ChangeShare,
    responses(
        (status = 200, body = Share),
        (status = 401, body = Problem),
        (status = 403, body = Problem, description = "An admin who did not make it"),
        (status = 404, body = Problem),
        (status = 409, body = Problem, description = "It was stopped"),
        (status = 422, body = Problem),
    )
)]
pub async fn change_share(
    State(app): State<App>,
    signed_in: SignedIn,
    SharePath(id): SharePath,
    headers: HeaderMap,
    body: RawBody,
) -> Answer<Json<Share>> {
    let share = own_share(&app, &signed_in, &id).await?;
    let wanted: ChangeShare = body.json()?;
    protection::check(
        audience_out(share.audience),
        wanted.password.as_ref().and_then(Option::as_deref),
        wanted.max_views.flatten(),
    )?;
    if let Some(permission) = wanted.permission {
        may_give(&signed_in, share.audience, permission)?;
    }
    let row = shared_conversation(&app, &signed_in, &share).await?;
    let mut changes = ShareChanges {
        hide_sharer: wanted.hide_sharer,
        allow_download: wanted.allow_download,
        utc: wanted.utc,
        max_views: wanted.max_views,
        password: match &wanted.password {
            None => None,
            Some(password) => Some(protection::hash(&app, password.as_deref()).await?),
        },
        permission: wanted.permission.map(permission_in),
        comments_open: wanted.comments_open,
        ..ShareChanges::default()
    };
    if wanted.expires_at.is_some() {
        changes.expires_at = Some(Some(expiry::read(wanted.expires_at.as_ref(), app.now())?));
    }
    if let Some(text) = &wanted.label {
        changes.label = Some(label(Some(text))?);
    }
    if let (Some(context), Some(row)) = (wanted.context, &row) {
        change_context(&app, &share, row, context, &mut changes).await?;
    }
    if let (Some(Permission::Comment | Permission::Edit), None, Some(row)) =
        (wanted.permission, &changes.codes, &row)
    {
        changes.codes = publish::missing_codes(&app, &share, row).await?;
    }
    let mut event = event(&app, &signed_in, AuditAction::ShareChanged, &share);
    if let Some(permission) = changes.permission {
        event = event.detail("permission", permission.as_str());
    }
    if let Some(open) = changes.comments_open {
        event = event.detail("comments_open", u32::from(open));
    }
    let key = app.audit_key();
    let record = signed_in.record(&app, &key, vec![event]);
    let changed = app
        .store()
        .update_share(&share.id, changes, record)
        .await?
        .map_err(refuse_change)?;
    share_out(&app, &headers, &signed_in, &changed, row.as_ref())
        .await
        .map(Json)
}

async fn change_context(
    app: &App,
    share: &ShareRow,
    row: &ConversationRow,
    context: ContextNote,
    changes: &mut ShareChanges,
) -> Answer<()> {
    let standing = Standing::of(app, share.org).await?;
    if standing.needs_approval(audience_out(share.audience)) {
        return Err(review_required());
    }
    let errors = publish::context_complaints(&context);
    if !errors.is_empty() {
        return Err(Refusal::fields(errors));
    }
    let gone = || {
        Refusal::new(
            ErrorCode::Conflict,
            "What this share showed was deleted. Update the share first.",
        )
    };
    let stored = app
        .store()
        .snapshot_head(&share.id, share.snapshot_version)
        .await?
        .ok_or_else(gone)?;
    let mut text = String::new();
    GzDecoder::new(stored.head.as_slice())
        .read_to_string(&mut text)
        .map_err(|_| gone())?;
    let mut head: SharedHead = serde_json::from_str(&text).map_err(|_| gone())?;

    let messages = app.store().messages(row.id, 0, u32::MAX).await?;
    let mut shown: StoredInclude = share.include.read()?;
    let mut decided: StoredDecisions = share.decisions.read()?;
    let before = decided
        .redactions
        .iter()
        .filter(|decision| is_context(decision.field))
        .count();
    decided
        .redactions
        .retain(|decision| !is_context(decision.field));
    decided.kept.retain(|decision| !is_context(decision.field));
    let hidden = hide_in_context(
        row,
        &messages,
        &context,
        &decided.redactions,
        &standing.detection,
    );

    let material = Material {
        head: &row.head,
        messages: &[],
        context: &context,
    };
    let hidden_now = HiddenValues::redacted(material, &hidden);
    let selection = Selection {
        numbered: shown.numbered,
        ..Selection::default()
    };
    let made = snapshot::build(material, &selection, &hidden);
    head.context = made.head.context;
    let before = u32::try_from(before).unwrap_or(u32::MAX);
    head.redactions = head.redactions.saturating_sub(before) + made.head.redactions;
    shown.redactions = head.redactions;
    decided.redactions.extend(hidden);

    let codes = app
        .store()
        .snapshot_codes(&share.id, share.snapshot_version)
        .await?;
    if let (Some(codes), false) = (codes, hidden_now.is_empty()) {
        changes.codes = Some(hidden_now.added_to(&codes, app.keys(), &share.id));
    }
    changes.context = Some(JsonText::of(&context)?);
    changes.decisions = Some(JsonText::of(&decided)?);
    changes.include = Some(JsonText::of(&shown)?);
    changes.snapshot_head = Some(publish::pack(&head)?);
    Ok(())
}

/// What must not stand in a new context note: every value this share hides, and everything the detector finds.
fn hide_in_context(
    row: &ConversationRow,
    messages: &[Message],
    context: &ContextNote,
    redactions: &[Decision],
    detection: &Detection,
) -> Vec<Decision> {
    let material = Material {
        head: &row.head,
        messages,
        context,
    };
    let mut hidden: Vec<Decision> = gate::find(material, &Selection::default(), detection)
        .iter()
        .map(gate::decision_of)
        .filter(|decision| is_context(decision.field))
        .collect();
    for redaction in redactions {
        let Some(text) = material.text(place(redaction)) else {
            continue;
        };
        let value = snapshot::slice(text, redaction.start, redaction.end);
        for (field, text) in [
            (Field::ContextWhy, &context.why),
            (Field::ContextFocus, &context.focus),
            (Field::ContextAction, &context.action),
        ] {
            hidden.extend(all_like(text, &value).into_iter().map(|range| Decision {
                field,
                message: None,
                item: None,
                start: range.start,
                end: range.end,
                ..redaction.clone()
            }));
        }
    }
    hidden
}

fn is_context(field: Field) -> bool {
    matches!(
        field,
        Field::ContextWhy | Field::ContextFocus | Field::ContextAction
    )
}
