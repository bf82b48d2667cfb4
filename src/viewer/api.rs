//! A share's calls.

use discreet_api_types::ids::ShareId;
use discreet_api_types::viewer::{Alive, OpenShare, SharedConversation, SharedMessagePage};

use crate::http::{self, Failure};
use crate::transcript::{Entry, Page};

/// Opens a share.
pub async fn open(id: &ShareId, how: &OpenShare) -> Result<SharedConversation, Failure> {
    http::post(&format!("/s/{}/open", http::encode(&id.0)), how).await
}

/// The messages after this number.
pub async fn messages(id: &ShareId, after: u32) -> Result<Page, Failure> {
    let path = format!(
        "/s/{}/messages?after={after}&limit=100",
        http::encode(&id.0)
    );
    let page: SharedMessagePage = http::get(&path).await?;
    Ok(Page {
        entries: page.messages.into_iter().map(Entry::from).collect(),
        next_after: page.next_after,
    })
}

/// Whether the share still opens for this reader.
pub async fn alive(id: &ShareId) -> Result<Alive, Failure> {
    http::get(&format!("/s/{}/alive", http::encode(&id.0))).await
}
