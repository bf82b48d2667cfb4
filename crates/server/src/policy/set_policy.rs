//! `PUT /policy`: sets the rules. They hold for whatever is published from then on.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use discreet_api_types::policy::{Policy, Rules};
use discreet_api_types::problem::{ErrorCode, Problem};
use discreet_store::{AuditAction, AuditEvent, JsonText};

use super::{policy_out, rules_of};
use crate::app::App;
use crate::auth::SignedIn;
use crate::body::RawBody;
use crate::conversations::{etag, if_match};
use crate::problem::{Answer, Refusal};

/// Sets all rules at once; a member that is left out goes back to its default. The trail names what changed.
#[utoipa::path(
    put, path = "/policy", tag = "policy",
    params(("If-Match" = String, Header, description = "The version that was read, or `*`")),
    request_body = Rules,
    responses(
        (status = 200, body = Policy),
        (status = 401, body = Problem),
        (status = 403, body = Problem),
        (status = 412, body = Problem, description = "Somebody else changed them in between"),
        (status = 422, body = Problem),
        (status = 428, body = Problem),
    )
)]
pub async fn set_policy(
    State(app): State<App>,
    signed_in: SignedIn,
    headers: HeaderMap,
    body: RawBody,
) -> Answer<([(HeaderName, HeaderValue); 1], Json<Policy>)> {
    if !signed_in.abilities().set_policy {
        return Err(Refusal::not_allowed("The policy is set by admins."));
    }
    let rules: Rules = body.json()?;
    let expected = if_match(&headers)?.map(|version| u32::try_from(version).unwrap_or(u32::MAX));
    let before = rules_of(&app.store().policy(signed_in.organisation.id).await?)?;
    let mut event = AuditEvent::new(AuditAction::PolicyChanged, Some(signed_in.actor(&app)));
    for name in changed(&before, &rules) {
        event = event.detail(name, "changed");
    }
    let key = app.audit_key();
    let record = signed_in.record(&app, &key, vec![event]);
    let set = app
        .store()
        .set_policy(expected, JsonText::of(&rules)?, record)
        .await?
        .map_err(|stale| {
            let detail = format!(
                "The policy was changed in the meantime; it is at version {} now. Look at it, then repeat your change.",
                stale.current
            );
            Refusal::new(ErrorCode::Stale, detail)
        })?;
    Ok((
        [(header::ETAG, etag(set.version))],
        Json(policy_out(&set, true)?),
    ))
}

/// Names of the rules that differ. Every rule has its line here.
fn changed(before: &Rules, after: &Rules) -> Vec<&'static str> {
    let Rules {
        review_required,
        reviewed_by,
    } = after;
    [
        (
            "review_required",
            before.review_required != *review_required,
        ),
        ("reviewed_by", before.reviewed_by != *reviewed_by),
    ]
    .into_iter()
    .filter_map(|(name, differs)| differs.then_some(name))
    .collect()
}
