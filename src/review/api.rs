//! The calls of review: the conversation as it is now, its messages, and what the detector finds in it.

use discreet_api_types::conversations::{Conversation, MessagePage};
use discreet_api_types::ids::ConversationId;
use discreet_api_types::review::{Findings, Review, ReviewChanges};
use discreet_api_types::sharing::ContextNote;
use serde::Serialize;

use crate::http::{self, Failure, Tagged};

/// The conversation as it is now.
pub async fn conversation(id: &ConversationId) -> Result<Conversation, Failure> {
    http::get(&format!("/conversations/{id}")).await
}

/// Messages after a number.
pub async fn messages(id: &ConversationId, after: u32) -> Result<MessagePage, Failure> {
    http::get(&format!(
        "/conversations/{id}/messages?after={after}&limit=200"
    ))
    .await
}

/// What may be sensitive in the conversation and in the context note.
pub async fn findings(id: &ConversationId, context: &ContextNote) -> Result<Findings, Failure> {
    #[derive(Serialize)]
    struct Scan<'a> {
        context: &'a ContextNote,
    }
    http::post(&format!("/conversations/{id}/findings"), &Scan { context }).await
}

/// The decisions so far, of everybody who reviews this conversation.
pub async fn review(id: &ConversationId) -> Result<Tagged<Review>, Failure> {
    http::get_tagged(&format!("/conversations/{id}/review")).await
}

/// Sends what was just decided; the server merges it with what others decided since `etag`.
pub async fn change_review(
    id: &ConversationId,
    etag: Option<&str>,
    changes: &ReviewChanges,
) -> Result<Tagged<Review>, Failure> {
    http::patch(&format!("/conversations/{id}/review"), etag, changes).await
}
