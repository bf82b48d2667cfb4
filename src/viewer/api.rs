//! A share's calls.

use discreet_api_types::ids::ShareId;
use discreet_api_types::viewer::{Alive, OpenShare, SharedConversation};

use super::wire;
use crate::http::{self, Failure};
use crate::json::quoted;
use crate::transcript::{Entry, Page};

/// Opens a share.
pub async fn open(id: &ShareId, how: &OpenShare) -> Result<SharedConversation, Failure> {
    let path = format!("/s/{}/open", http::encode(&id.0));
    http::post_read(&path, &request(how), wire::conversation).await
}

/// The answer to the `open` that was sent beside loading this program, if one was.
pub async fn early_open() -> Option<Result<SharedConversation, Failure>> {
    http::take_early_open(wire::conversation).await
}

/// The messages after this number.
pub async fn messages(id: &ShareId, after: u32) -> Result<Page, Failure> {
    let path = format!(
        "/s/{}/messages?after={after}&limit=100",
        http::encode(&id.0)
    );
    let page = http::get_read(&path, wire::message_page).await?;
    Ok(Page {
        entries: page.messages.into_iter().map(Entry::from).collect(),
        next_after: page.next_after,
    })
}

/// Whether the share still opens for this reader.
pub async fn alive(id: &ShareId) -> Result<Alive, Failure> {
    let path = format!("/s/{}/alive", http::encode(&id.0));
    http::get_read(&path, wire::alive).await
}

/// Whether somebody is signed in here.
pub async fn is_signed_in() -> bool {
    http::get_read("/session", http::nothing).await.is_ok()
}

/// Asks the owner of whatever is behind this id for access.
pub async fn request_access(id: &ShareId) -> Result<(), Failure> {
    let path = format!("/s/{}/access-requests", http::encode(&id.0));
    http::send_read("POST", &path, None, http::nothing).await
}

/// Ends the reader's own link.
pub async fn end(id: &ShareId) -> Result<(), Failure> {
    let path = format!("/s/{}/end", http::encode(&id.0));
    http::send_read("POST", &path, None, http::nothing).await
}

fn request(how: &OpenShare) -> String {
    let mut members = Vec::new();
    if let Some(secret) = &how.secret {
        members.push(format!("\"secret\":{}", quoted(secret)));
    }
    if let Some(password) = &how.password {
        members.push(format!("\"password\":{}", quoted(password)));
    }
    if how.show {
        members.push("\"show\":true".to_owned());
    }
    format!("{{{}}}", members.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_to_open_is_what_the_types_say() {
        let full = OpenShare {
            secret: Some("s_-1".to_owned()),
            password: Some("a \"b\" \\ é".to_owned()),
            show: true,
        };
        for how in [full, OpenShare::default()] {
            assert_eq!(request(&how), serde_json::to_string(&how).unwrap());
        }
    }
}
