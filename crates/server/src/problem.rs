//! How a refusal leaves the server: RFC 9457, one sentence for people, one code for programs.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use discreet_api_types::problem::{ErrorCode, FieldError, Problem};
use discreet_api_types::review::Finding;
use discreet_store::StoreError;

/// A refusal on its way out.
#[derive(Debug)]
pub struct Refusal {
    code: ErrorCode,
    detail: String,
    errors: Vec<FieldError>,
    findings: Vec<Finding>,
    retry_after: Option<u64>,
}

/// What an endpoint answers.
pub type Answer<T> = Result<T, Refusal>;

impl Refusal {
    /// A refusal with its own sentence.
    pub fn new(code: ErrorCode, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
            errors: Vec::new(),
            findings: Vec::new(),
            retry_after: None,
        }
    }

    /// The one answer for everything that is unknown, dead or none of the asker's business.
    pub fn not_found() -> Self {
        Self::new(
            ErrorCode::NotFound,
            "There is nothing here that you can see.",
        )
    }

    /// Nobody is signed in.
    pub fn signed_out() -> Self {
        Self::new(
            ErrorCode::SignedOut,
            "You are signed out. Sign in and try again.",
        )
    }

    /// Seen, but not allowed.
    pub fn not_allowed(detail: impl Into<String>) -> Self {
        Self::new(ErrorCode::NotAllowed, detail)
    }

    /// One field is wrong.
    pub fn field(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::fields(vec![FieldError {
            field: field.into(),
            message: message.into(),
        }])
    }

    /// Fields are wrong.
    pub fn fields(errors: Vec<FieldError>) -> Self {
        let detail = match errors.as_slice() {
            [only] => only.message.clone(),
            several => format!("{} fields need another look.", several.len()),
        };
        Self {
            errors,
            ..Self::new(ErrorCode::Invalid, detail)
        }
    }

    /// A member is known, but nothing acts on it yet.
    pub fn not_available(field: &str) -> Self {
        let message = format!("`{field}` is not available on this server yet. Leave it out.");
        let errors = vec![FieldError {
            field: field.to_owned(),
            message: message.clone(),
        }];
        Self {
            errors,
            ..Self::new(ErrorCode::NotAvailable, message)
        }
    }

    /// What went wrong, for programs.
    pub fn code(&self) -> ErrorCode {
        self.code
    }

    /// What went wrong, for people.
    pub fn into_sentence(self) -> String {
        self.detail
    }

    /// The same refusal under a code of its own.
    pub fn with_code(self, code: ErrorCode) -> Self {
        Self { code, ..self }
    }

    /// Findings without a decision.
    pub fn undecided(findings: Vec<Finding>) -> Self {
        let detail = match findings.len() {
            1 => "One finding has no decision yet. Redact it or keep it, then create the link."
                .to_owned(),
            n => format!(
                "{n} findings have no decision yet. Redact or keep each, then create the link."
            ),
        };
        Self {
            findings,
            ..Self::new(ErrorCode::UndecidedFindings, detail)
        }
    }

    /// The same refusal in other words.
    pub fn with_sentence(self, detail: impl Into<String>) -> Self {
        Self {
            detail: detail.into(),
            ..self
        }
    }

    /// A comment seems to hold something sensitive: asked about, not refused.
    pub fn sensitive(findings: Vec<Finding>) -> Self {
        Self {
            findings,
            ..Self::new(
                ErrorCode::UndecidedFindings,
                "Your comment seems to hold payment or government data. Take it out, or confirm that everybody who reads this share may see it.",
            )
        }
    }

    /// Too many tries.
    pub fn throttled(seconds: u64) -> Self {
        let wait = if seconds > 90 {
            format!("{} minutes", seconds.div_ceil(60))
        } else {
            format!("{seconds} seconds")
        };
        let detail = format!("Too many tries. Wait {wait}, then try again.");
        Self {
            retry_after: Some(seconds),
            ..Self::new(ErrorCode::Throttled, detail)
        }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        tracing::error!(error = %error, "the store failed");
        Self::new(
            ErrorCode::Internal,
            "Something went wrong on the server. Try again; if it stays, quote the request id.",
        )
    }
}

/// The status of each code.
pub fn status(code: ErrorCode) -> StatusCode {
    match code {
        ErrorCode::Malformed => StatusCode::BAD_REQUEST,
        ErrorCode::SignedOut | ErrorCode::SignInRequired | ErrorCode::CredentialsWrong => {
            StatusCode::UNAUTHORIZED
        }
        ErrorCode::NotAllowed
        | ErrorCode::CrossSite
        | ErrorCode::PasswordRequired
        | ErrorCode::PasswordWrong
        | ErrorCode::ShowRequired
        | ErrorCode::ReviewRequired => StatusCode::FORBIDDEN,
        ErrorCode::NotFound => StatusCode::NOT_FOUND,
        ErrorCode::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        ErrorCode::UndecidedFindings | ErrorCode::StaleReview | ErrorCode::Conflict => {
            StatusCode::CONFLICT
        }
        ErrorCode::Stale => StatusCode::PRECONDITION_FAILED,
        ErrorCode::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        ErrorCode::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ErrorCode::Invalid
        | ErrorCode::NotAvailable
        | ErrorCode::NeverNotAllowed
        | ErrorCode::RepeatsHidden => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorCode::PreconditionRequired => StatusCode::PRECONDITION_REQUIRED,
        ErrorCode::Throttled => StatusCode::TOO_MANY_REQUESTS,
        ErrorCode::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        ErrorCode::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = status(self.code);
        let problem = Problem {
            kind: "about:blank".to_owned(),
            title: status.canonical_reason().unwrap_or_default().to_owned(),
            status: status.as_u16(),
            detail: self.detail,
            code: self.code,
            errors: self.errors,
            findings: self.findings,
            request_id: crate::headers::request_id(),
        };
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
