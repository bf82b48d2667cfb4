//! `PATCH /conversations/{id}/review`: what one reviewer just decided, merged with what others decided.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use discreet_api_types::problem::{ErrorCode, Problem};
use discreet_api_types::review::{Review, ReviewChanges};
use discreet_store::JsonText;
use discreet_store::review::ReviewRefusal;

use super::draft::{Draft, Hand};
use super::{
    MOST_PLACES, complaints, messages_of, review_out, reviewable_conversation, set_review, stood,
};
use crate::app::App;
use crate::auth::SignedIn;
use crate::body::RawBody;
use crate::conversations::{etag, if_match};
use crate::params::ConversationPath;
use crate::problem::{Answer, Refusal};

/// Merges decisions. Two people at once lose nothing: different places stand side by side, and where both decided the
/// same place unseen by each other, the more careful decision stands and the answer's `overruled` says so.
#[utoipa::path(
    patch, path = "/conversations/{id}/review", tag = "review",
    params(
        ("id" = String, Path, description = "The conversation"),
        ("If-Match" = String, Header, description = "The version the reviewer had before them, or `*`; an older one is no error"),
    ),
    request_body = ReviewChanges,
    responses(
        (status = 200, body = Review),
        (status = 401, body = Problem),
        (status = 404, body = Problem),
        (status = 422, body = Problem),
        (status = 428, body = Problem),
    )
)]
pub async fn change_review(
    State(app): State<App>,
    signed_in: SignedIn,
    ConversationPath(id): ConversationPath,
    headers: HeaderMap,
    body: RawBody,
) -> Answer<([(HeaderName, HeaderValue); 1], Json<Review>)> {
    let row = reviewable_conversation(&app, &signed_in, id).await?;
    let changes: ReviewChanges = body.json()?;
    let saw = if_match(&headers)?.map(|version| u32::try_from(version).unwrap_or(u32::MAX));
    let all = [&changes.redact, &changes.keep, &changes.undecide];
    let messages = messages_of(&app, &row, all.into_iter().flatten()).await?;
    let mut errors = complaints(&row, &messages, "redact", &changes.redact);
    errors.extend(complaints(&row, &messages, "keep", &changes.keep));
    errors.extend(set_review::scope_complaints(
        &row,
        [&changes.leave_out, &changes.take_in],
        changes.messages,
    ));
    if !errors.is_empty() {
        return Err(Refusal::fields(errors));
    }
    let by = signed_in.person.id;
    let stood = |decision: &_| stood(&app, &row, decision);
    let key = app.audit_key();
    let record = signed_in.record(&app, &key, Vec::new());
    let as_seen = (row.revision, row.message_count);
    let mut overruled = Vec::new();
    let changed = app
        .store()
        .change_review(row.id, as_seen, by, record, |before| -> Answer<JsonText> {
            let mut draft: Draft = match before {
                Some(before) => before.state.read()?,
                None => Draft::default(),
            };
            let stands = before.map_or(0, |before| before.version);
            let hand = Hand {
                by,
                saw: saw.unwrap_or(stands),
                version: stands + 1,
            };
            overruled = draft.merge(&changes, hand, &stood);
            if draft.len() > MOST_PLACES {
                let detail = format!("A review holds at most {MOST_PLACES} decisions.");
                return Err(Refusal::new(ErrorCode::TooLarge, detail));
            }
            Ok(JsonText::of(&draft)?)
        })
        .await?
        .map_err(refuse)?;
    let shown = review_out(&app, &row, Some(changed), overruled).await?;
    Ok(([(header::ETAG, etag(shown.version))], Json(shown)))
}

/// The refusal of a change of a draft.
pub(super) fn refuse(refusal: ReviewRefusal<Refusal>) -> Refusal {
    match refusal {
        ReviewRefusal::NoSuchConversation => Refusal::not_found(),
        ReviewRefusal::Refused(refusal) => refusal,
    }
}
