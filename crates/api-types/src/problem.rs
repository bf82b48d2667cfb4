//! How a refusal looks: RFC 9457 `application/problem+json`.

use serde::{Deserialize, Serialize};

/// What went wrong, for programs. Stable: a code is never renamed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// 401: a workspace route without a session.
    SignedOut,
    /// 401: a members' share, or an unknown one, opened without a session.
    SignInRequired,
    /// 401: address or password is wrong; which, is not said.
    CredentialsWrong,
    /// 403: seen, but not allowed.
    NotAllowed,
    /// 403: a write from another site.
    CrossSite,
    /// 403: the share has a password.
    PasswordRequired,
    /// 403: the share's password is another.
    PasswordWrong,
    /// 403: opening counts a view, which must be asked for.
    ShowRequired,
    /// 403: the organisation's policy asks for a colleague's approval first (`POST /reviews`).
    ReviewRequired,
    /// 404: unknown, or not yours to know of.
    NotFound,
    /// 405: the path exists, the method does not.
    MethodNotAllowed,
    /// 400: not JSON at all.
    Malformed,
    /// 409: findings without a decision.
    UndecidedFindings,
    /// 409: the review was of an older revision.
    StaleReview,
    /// 409: the state does not allow it.
    Conflict,
    /// 412: `If-Match` names an older revision.
    Stale,
    /// 413: larger than the limit that is named.
    TooLarge,
    /// 415: not a media type this route reads.
    UnsupportedMediaType,
    /// 422: fields are wrong; `errors` names them.
    Invalid,
    /// 422: a known member that is not acted on.
    NotAvailable,
    /// 422: this share must have an expiry.
    NeverNotAllowed,
    /// 422: the text repeats what this share hides.
    RepeatsHidden,
    /// 428: a change without `If-Match`.
    PreconditionRequired,
    /// 429: too many tries; `Retry-After` says when.
    Throttled,
    /// 500: our fault; quote the request id.
    Internal,
    /// 503: not now.
    Unavailable,
}

/// One field at fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// Path of the field, such as `messages[0].sender`.
    pub field: String,
    /// What was expected, a sentence.
    pub message: String,
}

/// A refusal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Problem {
    /// Always `about:blank`: `code` says which problem it is.
    #[serde(rename = "type")]
    pub kind: String,
    /// The status line's words.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// What happened and what to do, a sentence.
    pub detail: String,
    /// What went wrong, for programs.
    pub code: ErrorCode,
    /// Fields at fault.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// Findings without a decision (`undecided_findings`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<crate::review::Finding>,
    /// Names this request in the server's log.
    pub request_id: String,
}
