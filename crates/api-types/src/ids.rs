//! Ids and times as they cross the wire: opaque strings, one type each, so that they cannot be mixed up.

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id!(
    /// A conversation: a UUID.
    ConversationId
);
id!(
    /// A share: 128 random bits in base64url. Public, it grants nothing by itself.
    ShareId
);
id!(
    /// A file that was sent to be brought in and waits for it: 128 random bits in base64url.
    ImportId
);
id!(
    /// A person: a UUID.
    PersonId
);
id!(
    /// A comment: a UUID.
    CommentId
);
id!(
    /// A request for review: a UUID.
    ReviewId
);
id!(
    /// A word of the team memory: a UUID.
    WordId
);
id!(
    /// A team: a UUID.
    TeamId
);
id!(
    /// A session, for its owner: says nothing of its cookie.
    SessionId
);
id!(
    /// A moment: RFC 3339 with an offset.
    Timestamp
);

#[cfg(feature = "server")]
impl From<chrono::DateTime<chrono::Utc>> for Timestamp {
    fn from(at: chrono::DateTime<chrono::Utc>) -> Self {
        Self(at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true))
    }
}
