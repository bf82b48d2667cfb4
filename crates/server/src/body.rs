//! Reading a request's body: every refusal names the field or the line, and what was expected.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header;
use discreet_api_types::problem::{ErrorCode, FieldError};
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::problem::{Answer, Refusal};

/// A body as it came, read whole and within the route's limit. Parsed by the handler once it knows that the
/// asker may do the thing at all.
pub struct RawBody {
    bytes: Bytes,
    media_type: Option<String>,
}

impl<S: Send + Sync> FromRequest<S> for RawBody {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Answer<Self> {
        let media_type = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .map(|value| {
                value
                    .split(';')
                    .next()
                    .unwrap_or_default()
                    .trim()
                    .to_ascii_lowercase()
            });
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|rejection| {
                if rejection.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
                    Refusal::new(
                        ErrorCode::TooLarge,
                        "This is larger than the server takes at once. Send it in parts.",
                    )
                } else {
                    Refusal::new(
                        ErrorCode::Malformed,
                        "The request broke off before it was complete. Send it again.",
                    )
                }
            })?;
        Ok(Self { bytes, media_type })
    }
}

impl RawBody {
    /// The bytes, which must have been sent as JSON.
    pub fn json_bytes(&self) -> Answer<&[u8]> {
        match self.media_type.as_deref() {
            Some(kind) if kind == "application/json" || kind.ends_with("+json") => Ok(&self.bytes),
            _ => Err(Refusal::new(
                ErrorCode::UnsupportedMediaType,
                "Send this as `application/json`.",
            )),
        }
    }

    /// The value it holds.
    pub fn json<T: DeserializeOwned>(&self) -> Answer<T> {
        let mut reader = serde_json::Deserializer::from_slice(self.json_bytes()?);
        let value =
            serde_path_to_error::deserialize(&mut reader).map_err(|error| refuse(&error))?;
        reader.end().map_err(|error| malformed(&error))?;
        Ok(value)
    }

    /// The value it holds, or the default for an empty body.
    pub fn json_or_default<T: DeserializeOwned + Default>(&self) -> Answer<T> {
        if self.bytes.is_empty() {
            Ok(T::default())
        } else {
            self.json()
        }
    }
}

fn refuse(error: &serde_path_to_error::Error<serde_json::Error>) -> Refusal {
    if error.inner().classify() != Category::Data {
        return malformed(error.inner());
    }
    let (field, message) = describe(&error.path().to_string(), &error.inner().to_string());
    Refusal::fields(vec![FieldError { field, message }])
}

fn malformed(error: &serde_json::Error) -> Refusal {
    Refusal::new(
        ErrorCode::Malformed,
        format!(
            "This is not JSON: line {}, column {} cannot be read.",
            error.line(),
            error.column()
        ),
    )
}

/// Turns serde's words into a field and a sentence.
fn describe(path: &str, message: &str) -> (String, String) {
    let message = message.split(" at line ").next().unwrap_or(message);
    let path = if path == "." { "" } else { path };
    let member = |name: &str| {
        if path.is_empty() {
            name.to_owned()
        } else if path == name || path.ends_with(&format!(".{name}")) {
            path.to_owned()
        } else {
            format!("{path}.{name}")
        }
    };
    let quoted = |text: &str| text.split('`').nth(1).unwrap_or_default().to_owned();
    if message.starts_with("unknown field") {
        let field = member(&quoted(message));
        let text = format!("`{field}` is not known here. Check its spelling or leave it out.");
        return (field, text);
    }
    if message.starts_with("missing field") {
        let field = member(&quoted(message));
        let text = format!("`{field}` is missing.");
        return (field, text);
    }
    let field = if path.is_empty() {
        "body".to_owned()
    } else {
        path.to_owned()
    };
    (field.clone(), format!("`{field}`: {message}."))
}

#[cfg(test)]
mod tests {
    use discreet_api_types::sharing::NewShare;

    use super::*;

    fn check(json: &str) -> String {
        let body = RawBody {
            bytes: Bytes::from(json.to_owned()),
            media_type: Some("application/json".to_owned()),
        };
        format!("{:?}", body.json::<NewShare>().map(|_| ()).unwrap_err())
    }

    #[test]
    fn an_unknown_member_is_named() {
        assert!(
            check(r#"{"audience":{"kind":"public"},"colour":"red"}"#).contains("field: \"colour\"")
        );
        assert!(
            check(r#"{"audience":{"kind":"public","who":1}}"#).contains("field: \"audience.who\"")
        );
    }

    #[test]
    fn a_wrong_value_names_its_path() {
        assert!(check(r#"{"audience":{"kind":"everybody"}}"#).contains("field: \"audience.kind\""));
        assert!(
            check(r#"{"audience":{"kind":"public"},"leave_out":[1,"two"]}"#)
                .contains("field: \"leave_out[1]\"")
        );
        assert!(check("{}").contains("field: \"audience\""));
    }

    #[test]
    fn broken_json_names_line_and_column() {
        let refusal = check("{\n  \"audience\": }");
        assert!(refusal.contains("Malformed") && refusal.contains("line 2"));
    }
}
