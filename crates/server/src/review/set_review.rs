//! `PUT /conversations/{id}/review`: all decisions at once, by whoever saw those that stand.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use discreet_api_types::problem::{ErrorCode, FieldError, Problem};
use discreet_api_types::review::{Review, ReviewIn};
use discreet_api_types::sharing::MessageRange;
use discreet_store::JsonText;
use discreet_store::conversations::ConversationRow;

use super::change_review::refuse;
use super::draft::{Draft, Hand};
use super::{MOST_PLACES, complaints, messages_of, review_out, reviewable_conversation, stood};
use crate::app::App;
use crate::auth::SignedIn;
use crate::body::RawBody;
use crate::conversations::{etag, if_match};
use crate::params::ConversationPath;
use crate::problem::{Answer, Refusal};

/// Replaces the decisions so far. Whoever did not see those that stand gets 412, and merges with PATCH instead.
#[utoipa::path(
    put, path = "/conversations/{id}/review", tag = "review",
    params(
        ("id" = String, Path, description = "The conversation"),
        ("If-Match" = String, Header, description = "The version that stands, `\"0\"` before the first, or `*`"),
    ),
    request_body = ReviewIn,
    responses(
        (status = 200, body = Review),
        (status = 401, body = Problem),
        (status = 404, body = Problem),
        (status = 412, body = Problem, description = "Somebody decided in between"),
        (status = 422, body = Problem),
        (status = 428, body = Problem),
    )
)]
pub async fn set_review(
    State(app): State<App>,
    signed_in: SignedIn,
    ConversationPath(id): ConversationPath,
    headers: HeaderMap,
    body: RawBody,
) -> Answer<([(HeaderName, HeaderValue); 1], Json<Review>)> {
    let row = reviewable_conversation(&app, &signed_in, id).await?;
    let wanted: ReviewIn = body.json()?;
    let saw = if_match(&headers)?.map(|version| u32::try_from(version).unwrap_or(u32::MAX));
    if wanted.redactions.len() + wanted.kept.len() > MOST_PLACES {
        let detail = format!("A review holds at most {MOST_PLACES} decisions.");
        return Err(Refusal::new(ErrorCode::TooLarge, detail));
    }
    let all = [&wanted.redactions, &wanted.kept];
    let messages = messages_of(&app, &row, all.into_iter().flatten()).await?;
    let mut errors = complaints(&row, &messages, "redactions", &wanted.redactions);
    errors.extend(complaints(&row, &messages, "kept", &wanted.kept));
    errors.extend(scope_complaints(
        &row,
        [&wanted.leave_out, &[]],
        Some(wanted.messages),
    ));
    if !errors.is_empty() {
        return Err(Refusal::fields(errors));
    }
    let by = signed_in.person.id;
    let stood = |decision: &_| stood(&app, &row, decision);
    let key = app.audit_key();
    let record = signed_in.record(&app, &key, Vec::new());
    let as_seen = (row.revision, row.message_count);
    let changed = app
        .store()
        .change_review(row.id, as_seen, by, record, |before| -> Answer<JsonText> {
            let stands = before.map_or(0, |before| before.version);
            if saw.is_some_and(|saw| saw != stands) {
                let detail = format!(
                    "Somebody decided in the meantime; the review is at version {stands} now. Read it again and add your decisions to it."
                );
                return Err(Refusal::new(ErrorCode::Stale, detail));
            }
            let hand = Hand {
                by,
                saw: stands,
                version: stands + 1,
            };
            Ok(JsonText::of(&Draft::exactly(&wanted, hand, &stood))?)
        })
        .await?
        .map_err(refuse)?;
    let shown = review_out(&app, &row, Some(changed), Vec::new()).await?;
    Ok(([(header::ETAG, etag(shown.version))], Json(shown)))
}

/// What is wrong with the choice of messages.
pub(super) fn scope_complaints(
    row: &ConversationRow,
    lists: [&[u32]; 2],
    range: Option<MessageRange>,
) -> Vec<FieldError> {
    let total = row.message_count;
    let there = |number: u32| (1..=total).contains(&number);
    let mut errors = Vec::new();
    let mut complain = |field: &str, message: String| {
        errors.push(FieldError {
            field: field.to_owned(),
            message,
        });
    };
    for (field, numbers) in ["leave_out", "take_in"].into_iter().zip(lists) {
        if let Some(wrong) = numbers.iter().find(|number| !there(**number)) {
            complain(
                field,
                format!("There is no message {wrong}; there are {total}."),
            );
        }
    }
    if let Some(range) = range {
        let ends = [("messages.from", range.from), ("messages.to", range.to)];
        for (field, number) in ends {
            if number.is_some_and(|number| !there(number)) {
                complain(
                    field,
                    format!("`{field}` must be a message number, 1 to {total}."),
                );
            }
        }
        if let (Some(from), Some(to)) = (range.from, range.to)
            && from > to
        {
            complain(
                "messages.to",
                format!("`messages.to` must not be below `messages.from`, which is {from}."),
            );
        }
    }
    errors
}
