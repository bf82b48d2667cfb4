//! The calls of requests for review.

use discreet_api_types::ids::ReviewId;
use discreet_api_types::review::{
    ChangeReview, NewReview, PublishReviewed, ReviewAct, ReviewRequest, ReviewRequests,
};
use discreet_api_types::sharing::Share;
use discreet_api_types::viewer::SharedConversation;

use crate::http::{self, Failure};

/// One's own requests and those one was asked in, and whom one can ask.
pub async fn list() -> Result<ReviewRequests, Failure> {
    http::get("/reviews").await
}

/// One request.
pub async fn request(id: &ReviewId) -> Result<ReviewRequest, Failure> {
    http::get(&format!("/reviews/{id}")).await
}

/// What its recipients would get: what is approved.
pub async fn preview(id: &ReviewId) -> Result<SharedConversation, Failure> {
    http::get(&format!("/reviews/{id}/preview")).await
}

/// Asks for review.
pub async fn ask(review: &NewReview) -> Result<ReviewRequest, Failure> {
    http::post("/reviews", review).await
}

/// Asks again, with the share or the update as it is now.
pub async fn ask_again(
    request: &ReviewRequest,
    review: &NewReview,
) -> Result<ReviewRequest, Failure> {
    let change = ChangeReview {
        act: ReviewAct::AskAgain,
        note: review.note.clone(),
        redactions: None,
        kept: None,
        share: review.share.clone(),
        update: review.update.clone(),
        reviewers: Some(review.reviewers.clone()),
    };
    self::change(request, &change).await
}

/// Approves, sends back, withdraws: only as it was seen.
pub async fn change(
    request: &ReviewRequest,
    change: &ChangeReview,
) -> Result<ReviewRequest, Failure> {
    let etag = format!("\"{}\"", request.version);
    let changed = http::patch(&format!("/reviews/{}", request.id), Some(&etag), change).await?;
    Ok(changed.value)
}

/// Publishes what was approved.
pub async fn publish(id: &ReviewId, publish: &PublishReviewed) -> Result<Share, Failure> {
    http::post(&format!("/reviews/{id}/publish"), publish).await
}
