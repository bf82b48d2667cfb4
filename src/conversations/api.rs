//! The calls of conversations.

use discreet_api_types::conversations::{
    ChangeConversation, Conversation, ConversationPage, Deleted, ImportPreview, ImportProgress,
    MessagePage, ReadAgain, StartImport,
};
use discreet_api_types::discussion::DiscussionOverview;
use discreet_api_types::ids::{ConversationId, ImportId, ShareId};
use discreet_api_types::sharing::{ChangeShare, Share, ShareList};

use super::state::Filter;
use crate::browser::intl;
use crate::http::{self, Failure, Tagged, encode};

/// Conversations a page of the list holds.
const PAGE: &str = "50";
/// Messages asked for at a time.
const MESSAGES: &str = "100";

/// A page of the list.
pub async fn list(filter: &Filter, cursor: &str) -> Result<ConversationPage, Failure> {
    // Days are the reader's own.
    let from = start_of(&filter.from, 0);
    let to = start_of(&filter.to, 1);
    let mut pairs = filter.pairs().to_vec();
    for (name, value) in &mut pairs {
        match *name {
            "from" => *value = &from,
            "to" => *value = &to,
            _ => {}
        }
    }
    pairs.push(("cursor", cursor));
    pairs.push(("limit", PAGE));
    http::get(&format!("/conversations{}", http::query(&pairs))).await
}

/// A conversation without its messages.
pub async fn show(id: &ConversationId) -> Result<Tagged<Conversation>, Failure> {
    http::get_tagged(&address(id)).await
}

/// Messages after a number.
pub async fn messages(id: &ConversationId, after: u32) -> Result<MessagePage, Failure> {
    let after = after.to_string();
    let query = http::query(&[("after", &after), ("limit", MESSAGES)]);
    http::get(&format!("{}/messages{query}", address(id))).await
}

/// Changes a conversation, if it still is as `etag` says.
pub async fn change(
    id: &ConversationId,
    etag: Option<&str>,
    change: &ChangeConversation,
) -> Result<Tagged<Conversation>, Failure> {
    http::patch(&address(id), etag, change).await
}

/// Deletes a conversation; its shares end.
pub async fn delete(id: &ConversationId) -> Result<Deleted, Failure> {
    http::delete(&address(id)).await
}

/// The shares of a conversation.
pub async fn shares(id: &ConversationId) -> Result<ShareList, Failure> {
    http::get(&format!("{}/shares", address(id))).await
}

/// Sends a file and looks at what it holds; nothing is stored.
pub async fn look_at_import(file: &web_sys::Blob) -> Result<ImportPreview, Failure> {
    http::post_file("/imports?dry_run=true", file, "application/octet-stream").await
}

/// Looks at a file that was sent again, in another way.
pub async fn read_import_again(id: &ImportId, asked: &ReadAgain) -> Result<ImportPreview, Failure> {
    let read: Tagged<ImportPreview> = http::patch(&import(id), None, asked).await?;
    Ok(read.value)
}

/// Brings in what a file holds, but for these positions.
pub async fn start_import(id: &ImportId, leave_out: Vec<u32>) -> Result<ImportProgress, Failure> {
    http::post(&import(id), &StartImport { leave_out }).await
}

/// How far an import is.
pub async fn import_progress(id: &ImportId) -> Result<ImportProgress, Failure> {
    http::get(&import(id)).await
}

/// Stops an import, or lets a file go that waits for one.
pub async fn cancel_import(id: &ImportId) -> Result<ImportProgress, Failure> {
    http::delete(&import(id)).await
}

/// What readers of its shares wrote.
pub async fn comments(id: &ConversationId) -> Result<DiscussionOverview, Failure> {
    http::get(&format!("{}/comments", address(id))).await
}

/// Lets readers of a share comment, or no more.
pub async fn open_comments(share: &ShareId, open: bool) -> Result<(), Failure> {
    let change = ChangeShare {
        comments_open: Some(open),
        ..ChangeShare::default()
    };
    let path = format!("/shares/{}", encode(&share.0));
    let _: Tagged<Share> = http::patch(&path, None, &change).await?;
    Ok(())
}

fn import(id: &ImportId) -> String {
    format!("/imports/{}", encode(&id.0))
}

/// The moment a day begins, or the one so many days after it; nothing for no day.
fn start_of(day: &str, days_after: u32) -> String {
    let begins = |day: &str| intl::from_local_input(&format!("{day}T00:00"));
    let Some(mut at) = begins(day) else {
        return String::new();
    };
    for _ in 0..days_after {
        // A day has 23 to 25 hours: what is 36 hours on lies in the next one.
        let next = intl::to_local_input(at + 36.0 * 3_600_000.0);
        at = next
            .split_once('T')
            .and_then(|(day, _)| begins(day))
            .unwrap_or(at);
    }
    intl::timestamp(at).0
}

fn address(id: &ConversationId) -> String {
    format!("/conversations/{}", encode(&id.0))
}
