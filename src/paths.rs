//! Every page's address. Knows no feature.

use discreet_api_types::ids::{ConversationId, PersonId, ReviewId, ShareId};

/// The list of conversations.
pub const HOME: &str = "/";
/// Signing in.
pub const SIGN_IN: &str = "/sign-in";
/// Making the first admin, from the one-time link.
pub const SET_UP: &str = "/setup";
/// Choosing a password, from the one-time link.
pub const WELCOME: &str = "/welcome";
/// The audit trail.
pub const AUDIT: &str = "/audit";
/// The team memory.
pub const TEAM_MEMORY: &str = "/team-memory";
/// Requests for review.
pub const REVIEWS: &str = "/reviews";
/// Everything one ever shared.
pub const SHARES: &str = "/shares";
/// The people of the organisation.
pub const PEOPLE: &str = "/people";
/// Its teams.
pub const TEAMS: &str = "/teams";
/// One's own password and sessions.
pub const ACCOUNT: &str = "/account";

/// A request for review.
pub fn review(id: &ReviewId) -> String {
    format!("{REVIEWS}/{}", crate::http::encode(&id.0))
}

/// What the trail has about a person.
pub fn trail_of_person(id: &PersonId) -> String {
    format!("{AUDIT}?person={}", crate::http::encode(&id.0))
}

/// What the trail has about a conversation.
pub fn trail_of_conversation(id: &ConversationId) -> String {
    format!("{AUDIT}?conversation={}", crate::http::encode(&id.0))
}

/// What the trail has about a share.
pub fn trail_of_share(id: &ShareId) -> String {
    format!("{AUDIT}?share={}", crate::http::encode(&id.0))
}

/// A conversation.
pub fn conversation(id: &ConversationId) -> String {
    format!("/conversations/{}", crate::http::encode(&id.0))
}

/// A message of a conversation.
pub fn message(id: &ConversationId, number: u32) -> String {
    format!("{}#m={number}", conversation(id))
}

/// The list of conversations with this tag.
pub fn tagged(tag: &str) -> String {
    format!("{HOME}?tag={}", crate::http::encode(tag))
}

/// A conversation with its sharing controls open.
pub fn sharing(id: &ConversationId) -> String {
    format!("{}?{SHARING}", conversation(id))
}

/// The query that opens the sharing controls.
pub const SHARING: &str = "sharing=open";

/// Where to go after signing in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// A page of this program.
    Workspace,
    /// A share: the recipients' program.
    Share,
}

/// Which door a remembered path leads to; `None` for whatever is not a page of ours, such as another site.
pub fn door(path: &str) -> Option<Door> {
    let (path, _query) = path.split_once('?').unwrap_or((path, ""));
    let segments: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
    let plain = |segment: &str| {
        !segment.is_empty()
            && segment
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    match segments.as_slice() {
        ["" | "audit" | "team-memory" | "reviews" | "shares" | "people" | "teams" | "account"] => {
            Some(Door::Workspace)
        }
        ["conversations" | "reviews", id] if plain(id) => Some(Door::Workspace),
        ["s", id] if plain(id) => Some(Door::Share),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_ours_are_returned_to() {
        for path in [
            "/",
            "/?q=refund",
            "/audit",
            "/shares?show=soon",
            "/people",
            "/conversations/0190-ab",
        ] {
            assert_eq!(door(path), Some(Door::Workspace), "{path}");
        }
        assert_eq!(door("/s/AbC_-1"), Some(Door::Share));
        for path in [
            "",
            "//evil.example",
            "https://evil.example",
            "/s/",
            "/s/a/b",
            "/s/..",
            "/\\evil.example",
            "/sign-in",
            "/welcome",
            "/api/v1/session",
            "javascript:alert(1)",
        ] {
            assert_eq!(door(path), None, "{path}");
        }
    }
}
