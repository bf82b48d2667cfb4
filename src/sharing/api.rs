//! The calls of sharing.

use discreet_api_types::accesses::{
    AccessCheck, AccessRequest, AccessRequestList, Accesses, ApproveRequest, CheckAccess,
};
use discreet_api_types::ids::{ConversationId, ShareId, Timestamp};
use discreet_api_types::sharing::{
    AddPeople, ChangeShare, ExposureOverTime, NewShare, RecipientLinks, RecipientLinksMade,
    RenewShare, Share, ShareDecisions, ShareLink, ShareList, StopMany, StoppedMany, UpdateShare,
};
use discreet_api_types::viewer::SharedConversation;

use crate::http::{self, Failure};

/// A conversation's shares.
pub async fn shares(conversation: &ConversationId) -> Result<ShareList, Failure> {
    http::get(&format!("/conversations/{conversation}/shares")).await
}

/// Creates a share. For a public link, the answer's address carries the secret.
pub async fn create(conversation: &ConversationId, share: &NewShare) -> Result<Share, Failure> {
    http::post(&format!("/conversations/{conversation}/shares"), share).await
}

/// What a recipient of exactly this share would get; writes nothing.
pub async fn preview(
    conversation: &ConversationId,
    share: &NewShare,
) -> Result<SharedConversation, Failure> {
    let path = format!("/conversations/{conversation}/shares?dry_run=true");
    http::post(&path, share).await
}

/// The whole address of a share, with its secret.
pub async fn link(share: &ShareId) -> Result<ShareLink, Failure> {
    http::get(&format!("/shares/{share}/link")).await
}

/// What a share was published with.
pub async fn decisions(share: &ShareId) -> Result<ShareDecisions, Failure> {
    http::get(&format!("/shares/{share}/decisions")).await
}

/// Changes a share.
pub async fn change(share: &ShareId, change: &ChangeShare) -> Result<Share, Failure> {
    let changed = http::patch(&format!("/shares/{share}"), None, change).await?;
    Ok(changed.value)
}

/// Publishes a newer snapshot under the same link.
pub async fn update(share: &ShareId, update: &UpdateShare) -> Result<Share, Failure> {
    http::post(&format!("/shares/{share}/update"), update).await
}

/// Lets an expired share open again.
pub async fn renew(share: &ShareId, ends: Timestamp) -> Result<Share, Failure> {
    let renew = RenewShare {
        expires_at: Some(Some(ends)),
    };
    http::post(&format!("/shares/{share}/renew"), &renew).await
}

/// Replaces the link; the old one opens nothing any more.
pub async fn rotate(share: &ShareId) -> Result<Share, Failure> {
    http::post_nothing(&format!("/shares/{share}/rotate")).await
}

/// A link for each recipient, all or none.
pub async fn recipient_links(
    conversation: &ConversationId,
    links: &RecipientLinks,
) -> Result<RecipientLinksMade, Failure> {
    http::post(
        &format!("/conversations/{conversation}/recipient-links"),
        links,
    )
    .await
}

/// Holds a share: its link opens nothing until it is resumed.
pub async fn pause(share: &ShareId) -> Result<Share, Failure> {
    http::post_nothing(&format!("/shares/{share}/pause")).await
}

/// Lets a held share open again.
pub async fn resume(share: &ShareId) -> Result<Share, Failure> {
    http::post_nothing(&format!("/shares/{share}/resume")).await
}

/// Names more people in a People share.
pub async fn add_people(share: &ShareId, emails: Vec<String>) -> Result<Share, Failure> {
    http::post(&format!("/shares/{share}/people"), &AddPeople { emails }).await
}

/// Whether somebody can open it.
pub async fn check(share: &ShareId, email: &str) -> Result<AccessCheck, Failure> {
    let check = CheckAccess {
        email: email.to_owned(),
    };
    http::post(&format!("/shares/{share}/check"), &check).await
}

/// Who has been there, and who has not.
pub async fn accesses(share: &ShareId) -> Result<Accesses, Failure> {
    http::get(&format!("/shares/{share}/accesses")).await
}

/// Open requests for access to one's own shares.
pub async fn requests() -> Result<AccessRequestList, Failure> {
    http::get("/access-requests").await
}

/// Lets a colleague who asked into a People share.
pub async fn approve(request: &str, share: ShareId) -> Result<AccessRequest, Failure> {
    let approve = ApproveRequest { share: Some(share) };
    http::post(&format!("/access-requests/{request}/approve"), &approve).await
}

/// Does not let them in.
pub async fn decline(request: &str) -> Result<AccessRequest, Failure> {
    http::post_nothing(&format!("/access-requests/{request}/decline")).await
}

/// Ends a share at once and for good.
pub async fn revoke(share: &ShareId) -> Result<Share, Failure> {
    http::post_nothing(&format!("/shares/{share}/revoke")).await
}

/// Everything one ever shared; for admins everybody's.
pub async fn all_shares() -> Result<ShareList, Failure> {
    http::get("/shares").await
}

/// Stops many shares at once.
pub async fn stop_many(ids: &[ShareId]) -> Result<StoppedMany, Failure> {
    let wanted = StopMany { ids: ids.to_vec() };
    http::post("/shares/revoke", &wanted).await
}

/// What could be opened and was, day by day.
pub async fn exposure(days: u32, all: bool) -> Result<ExposureOverTime, Failure> {
    let days = days.to_string();
    let all = if all { "true" } else { "" };
    http::get(&format!(
        "/shares/exposure{}",
        http::query(&[("days", &days), ("all", all)])
    ))
    .await
}
