//! A discussion's calls.

use discreet_api_types::discussion::{
    ActionState, ChangeComment, Comment, CommentPage, NewComment, ParticipantList,
};
use discreet_api_types::ids::{CommentId, ShareId};

use super::wire;
use crate::http::{self, Failure};

/// Comments changed after this number.
pub async fn list(share: &ShareId, after: u64) -> Result<CommentPage, Failure> {
    http::get_read(&path(share, &format!("comments?after={after}")), wire::page).await
}

/// Adds a comment.
pub async fn add(share: &ShareId, new: &NewComment) -> Result<Comment, Failure> {
    let body = wire::new_comment(new);
    http::post_read(&path(share, "comments"), &body, wire::one_comment).await
}

/// Changes a comment.
pub async fn change(share: &ShareId, change: &ChangeComment) -> Result<Comment, Failure> {
    let body = wire::change(change);
    http::send_read(
        "PATCH",
        &path(share, "comments"),
        Some(&body),
        wire::one_comment,
    )
    .await
}

/// Deletes a comment.
pub async fn delete(share: &ShareId, comment: &CommentId) -> Result<(), Failure> {
    let path = path(
        share,
        &format!("comments?comment={}", http::encode(&comment.0)),
    );
    http::send_read("DELETE", &path, None, http::nothing).await
}

/// People who can be mentioned, by the beginning of a name.
pub async fn people(share: &ShareId, begin: &str) -> Result<ParticipantList, Failure> {
    let path = path(share, &format!("people?q={}", http::encode(begin)));
    http::get_read(&path, wire::people).await
}

/// Marks the context note's action done, or not done after all.
pub async fn mark_action(share: &ShareId, done: bool) -> Result<ActionState, Failure> {
    let body = format!("{{\"done\":{done}}}");
    http::post_read(&path(share, "action"), &body, wire::action).await
}

/// The address of the stream of events after this number.
pub fn events(share: &ShareId, after: u64) -> String {
    format!(
        "{}{}",
        http::ROOT,
        path(share, &format!("events?after={after}"))
    )
}

fn path(share: &ShareId, rest: &str) -> String {
    format!("/s/{}/{rest}", http::encode(&share.0))
}
