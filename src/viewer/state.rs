//! The door's states, and the words for what is behind it. Pure.

use std::sync::Arc;

use discreet_api_types::conversations::Status;
use discreet_api_types::ids::ShareId;
use discreet_api_types::problem::ErrorCode;
use discreet_api_types::sharing::{AudienceKind, Permission};
use discreet_api_types::viewer::{Banner, SharedConversation, SharedHead};

use crate::http::Failure;
use crate::json::quoted;

/// What the door shows.
#[derive(Clone)]
pub enum Stage {
    /// Asking.
    Opening,
    /// The share.
    Open(Arc<SharedConversation>),
    /// It opens nothing, whatever the reason.
    Dead,
    /// After signing in, perhaps.
    SignIn,
    /// With its password.
    Password {
        /// One was given, and it was another.
        wrong: bool,
    },
    /// When asked for, as it counts a view.
    Show,
    /// Too many tries; seconds to wait, if they were said.
    Throttled(Option<u32>),
    /// Not without a connection.
    Offline,
    /// Something is broken; a sentence.
    Failed(String),
    /// The reader ended their own link.
    Ended,
}

impl Stage {
    /// What a refused `open` leads to.
    pub fn refused(failure: &Failure) -> Self {
        let code = match failure {
            Failure::Offline => return Self::Offline,
            Failure::Unreadable(_) => return Self::Failed(failure.to_string()),
            Failure::Refused(refusal) => refusal.problem.code,
        };
        match code {
            ErrorCode::NotFound => Self::Dead,
            ErrorCode::SignInRequired | ErrorCode::SignedOut => Self::SignIn,
            ErrorCode::PasswordRequired => Self::Password { wrong: false },
            ErrorCode::PasswordWrong => Self::Password { wrong: true },
            ErrorCode::ShowRequired => Self::Show,
            ErrorCode::Throttled => match failure {
                Failure::Refused(refusal) => Self::Throttled(refusal.retry_after),
                Failure::Offline | Failure::Unreadable(_) => Self::Throttled(None),
            },
            ErrorCode::CredentialsWrong
            | ErrorCode::NotAllowed
            | ErrorCode::CrossSite
            | ErrorCode::ReviewRequired
            | ErrorCode::MethodNotAllowed
            | ErrorCode::Malformed
            | ErrorCode::UndecidedFindings
            | ErrorCode::StaleReview
            | ErrorCode::Conflict
            | ErrorCode::Stale
            | ErrorCode::TooLarge
            | ErrorCode::UnsupportedMediaType
            | ErrorCode::Invalid
            | ErrorCode::NotAvailable
            | ErrorCode::NeverNotAllowed
            | ErrorCode::RepeatsHidden
            | ErrorCode::PreconditionRequired
            | ErrorCode::Internal
            | ErrorCode::Unavailable => Self::Failed(failure.to_string()),
        }
    }

    /// What a failed look at an open share leads to; none: it stays open.
    pub fn ended(failure: &Failure) -> Option<Self> {
        match failure.code() {
            Some(ErrorCode::NotFound) => Some(Self::Dead),
            Some(ErrorCode::SignInRequired | ErrorCode::SignedOut) => Some(Self::SignIn),
            _ => None,
        }
    }
}

/// The share of a page's path; none if the path is not a share's.
pub fn share_of(path: &str) -> Option<ShareId> {
    let id = path.strip_prefix("/s/")?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (!id.is_empty() && id.bytes().all(plain)).then(|| ShareId(id.to_owned()))
}

/// Where to come back to after signing in, as the workspace's sign-in page reads it: path, and fragment without `#`.
pub fn way_back(path: &str, fragment: &str) -> String {
    format!(
        "{{\"path\":{},\"fragment\":{}}}",
        quoted(path),
        quoted(fragment)
    )
}

/// `12 of 18 messages, 5 redactions`
pub fn counts(head: &SharedHead) -> String {
    let messages = if head.messages_shown == head.messages_total {
        counted(head.messages_shown, "message")
    } else {
        format!(
            "{} of {}",
            grouped(head.messages_shown),
            counted(head.messages_total, "message")
        )
    };
    match head.redactions {
        0 => format!("{messages}, nothing redacted"),
        redactions => format!("{messages}, {}", counted(redactions, "redaction")),
    }
}

/// `1 message`, `10,000 messages`
pub fn counted(count: u32, word: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {word}{plural}", grouped(count))
}

/// `10,000`
pub fn grouped(count: u32) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() + 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Who can read it, in words.
pub fn audience(banner: &Banner) -> String {
    match (banner.audience, &banner.organisation) {
        (AudienceKind::People, _) => "Only the people it was shared with, signed in".to_owned(),
        (AudienceKind::Organisation, Some(name)) => {
            format!("Anyone at {name} with the link, signed in")
        }
        (AudienceKind::Organisation, None) => {
            "Anyone of the organisation with the link, signed in".to_owned()
        }
        (AudienceKind::Public, _) => "Anyone with the link".to_owned(),
    }
}

/// The icon beside the words.
pub fn audience_icon(kind: AudienceKind) -> &'static str {
    match kind {
        AudienceKind::People => "users",
        AudienceKind::Organisation => "building-2",
        AudienceKind::Public => "globe",
    }
}

/// The value of `data-audience`.
pub fn audience_name(kind: AudienceKind) -> &'static str {
    match kind {
        AudienceKind::People => "people",
        AudienceKind::Organisation => "organisation",
        AudienceKind::Public => "public",
    }
}

/// What the reader may do.
pub fn permission(permission: Permission) -> &'static str {
    match permission {
        Permission::View => "You can read it",
        Permission::Comment => "You can read it and comment",
        Permission::Edit => "You can read it, comment and change the conversation's details",
    }
}

/// A status in a word.
pub fn status(status: Status) -> &'static str {
    match status {
        Status::Open => "Open",
        Status::Escalated => "Escalated",
        Status::Resolved => "Resolved",
        Status::Closed => "Closed",
    }
}

#[cfg(test)]
mod tests {
    use discreet_api_types::problem::Problem;
    use discreet_api_types::viewer::SharedContext;

    use super::*;
    use crate::http::Refusal;

    fn refused(code: ErrorCode) -> Failure {
        Failure::Refused(Box::new(Refusal {
            problem: Problem {
                kind: "about:blank".to_owned(),
                title: String::new(),
                status: 400,
                detail: "A sentence.".to_owned(),
                code,
                errors: Vec::new(),
                findings: Vec::new(),
                request_id: String::new(),
            },
            retry_after: Some(30),
        }))
    }

    fn head(shown: u32, total: u32, redactions: u32) -> SharedHead {
        SharedHead {
            title: Vec::new(),
            status: Status::Open,
            messages_shown: shown,
            messages_total: total,
            redactions,
            held: 0,
            context: SharedContext::default(),
            contact: None,
            tags: Vec::new(),
            notes: Vec::new(),
            escalation: None,
        }
    }

    #[test]
    fn each_refusal_leads_to_its_own_page() {
        let stage = |code| Stage::refused(&refused(code));
        assert!(matches!(stage(ErrorCode::NotFound), Stage::Dead));
        assert!(matches!(stage(ErrorCode::SignInRequired), Stage::SignIn));
        assert!(matches!(
            stage(ErrorCode::PasswordWrong),
            Stage::Password { wrong: true }
        ));
        assert!(matches!(stage(ErrorCode::ShowRequired), Stage::Show));
        assert!(matches!(
            stage(ErrorCode::Throttled),
            Stage::Throttled(Some(30))
        ));
        assert!(matches!(stage(ErrorCode::Internal), Stage::Failed(_)));
        assert!(matches!(Stage::refused(&Failure::Offline), Stage::Offline));
    }

    #[test]
    fn an_open_page_ends_only_when_the_server_says_so() {
        assert!(matches!(
            Stage::ended(&refused(ErrorCode::NotFound)),
            Some(Stage::Dead)
        ));
        assert!(Stage::ended(&Failure::Offline).is_none());
        assert!(Stage::ended(&Failure::Unreadable(502)).is_none());
        assert!(Stage::ended(&refused(ErrorCode::Throttled)).is_none());
    }

    #[test]
    fn only_a_shares_path_names_a_share() {
        assert_eq!(share_of("/s/AbC_-9"), Some(ShareId("AbC_-9".to_owned())));
        for path in ["/s/", "/s", "/s/a/b", "/s/a.b", "/", "/s/é"] {
            assert_eq!(share_of(path), None, "{path}");
        }
    }

    #[test]
    fn the_way_back_is_what_the_sign_in_page_reads() {
        let way: serde_json::Value =
            serde_json::from_str(&way_back("/s/abc", "k=s&m=\"3")).unwrap();
        assert_eq!(
            way,
            serde_json::json!({"path": "/s/abc", "fragment": "k=s&m=\"3"})
        );
    }

    #[test]
    fn counts_say_what_is_missing() {
        assert_eq!(counts(&head(12, 18, 5)), "12 of 18 messages, 5 redactions");
        assert_eq!(counts(&head(1, 1, 0)), "1 message, nothing redacted");
        assert_eq!(
            counts(&head(10_000, 10_000, 1)),
            "10,000 messages, 1 redaction"
        );
    }

    #[test]
    fn large_numbers_are_grouped() {
        let cases = [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (1_234_567, "1,234,567"),
        ];
        for (count, words) in cases {
            assert_eq!(grouped(count), words);
        }
    }
}
