//! The only file that calls `fetch`: typed JSON in and out, refusals as [`Failure`].
//!
//! Knows the API's root and how a refusal looks, no route. Reads ([`get`]) are aborted when the reactive owner that
//! asked for them goes; writes run to their end, since the server may have acted already.

use std::cell::RefCell;
use std::fmt;

use discreet_api_types::problem::{ErrorCode, FieldError, Problem};
use gloo_net::http::{Method, RequestBuilder, Response};
use leptos::prelude::on_cleanup;
use send_wrapper::SendWrapper;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, RequestCredentials};

/// Every path given to this module stands under this one.
pub const ROOT: &str = "/api/v1";

/// A refusal, with what its headers said.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// The server's own words.
    pub problem: Problem,
    /// `Retry-After`, in seconds.
    pub retry_after: Option<u32>,
}

/// Why there is no answer. `Display` is a sentence for people.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// The server refused.
    Refused(Box<Refusal>),
    /// No connection: nothing is known about what the server did.
    Offline,
    /// An answer that is not what this program expects, with its HTTP status.
    Unreadable(u16),
}

impl Failure {
    /// The refusal's code, if the server refused.
    pub fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::Refused(refusal) => Some(refusal.problem.code),
            Self::Offline | Self::Unreadable(_) => None,
        }
    }

    /// Fields at fault, if the server named any.
    pub fn fields(&self) -> &[FieldError] {
        match self {
            Self::Refused(refusal) => &refusal.problem.errors,
            Self::Offline | Self::Unreadable(_) => &[],
        }
    }

    /// What the server said about one field.
    pub fn field(&self, name: &str) -> Option<String> {
        let error = self.fields().iter().find(|error| error.field == name)?;
        Some(error.message.clone())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => f.write_str(&refusal.problem.detail),
            Self::Offline => f.write_str(
                "The server cannot be reached. Check the connection, then try again; nothing you typed is lost.",
            ),
            Self::Unreadable(status) => write!(
                f,
                "The server gave an answer this page does not understand ({status}). Reload the page, then try again."
            ),
        }
    }
}

impl std::error::Error for Failure {}

/// An answer with its `ETag`, for the `If-Match` of the next change.
#[derive(Clone, Debug, PartialEq)]
pub struct Tagged<T> {
    /// The answer.
    pub value: T,
    /// `ETag`, quotes included.
    pub etag: Option<String>,
}

/// Reads `path`; aborted when the reactive owner goes.
pub async fn get<T: DeserializeOwned>(path: &str) -> Result<T, Failure> {
    read(call(Method::GET, path, None, None, Lifetime::Owner).await?)
}

/// Reads `path` along with its `ETag`; aborted when the reactive owner goes.
pub async fn get_tagged<T: DeserializeOwned>(path: &str) -> Result<Tagged<T>, Failure> {
    tagged(call(Method::GET, path, None, None, Lifetime::Owner).await?)
}

/// Sends `body` to `path`. An answer without content reads as `()`.
pub async fn post<B: Serialize + ?Sized, T: DeserializeOwned>(
    path: &str,
    body: &B,
) -> Result<T, Failure> {
    read(
        call(
            Method::POST,
            path,
            Some(Body::json(body)?),
            None,
            Lifetime::ToItsEnd,
        )
        .await?,
    )
}

/// Posts to `path` without a body.
pub async fn post_nothing<T: DeserializeOwned>(path: &str) -> Result<T, Failure> {
    read(call(Method::POST, path, None, None, Lifetime::ToItsEnd).await?)
}

/// Posts a file's bytes to `path` as they are.
pub async fn post_file<T: DeserializeOwned>(
    path: &str,
    file: &web_sys::Blob,
    media_type: &'static str,
) -> Result<T, Failure> {
    let body = Body {
        media_type,
        content: file.clone().into(),
    };
    read(call(Method::POST, path, Some(body), None, Lifetime::ToItsEnd).await?)
}

/// Changes `path`, if it still is as `etag` says.
pub async fn patch<B: Serialize + ?Sized, T: DeserializeOwned>(
    path: &str,
    etag: Option<&str>,
    body: &B,
) -> Result<Tagged<T>, Failure> {
    tagged(
        call(
            Method::PATCH,
            path,
            Some(Body::json(body)?),
            etag,
            Lifetime::ToItsEnd,
        )
        .await?,
    )
}

/// Replaces `path`, if it still is as `etag` says.
pub async fn put<B: Serialize + ?Sized, T: DeserializeOwned>(
    path: &str,
    etag: Option<&str>,
    body: &B,
) -> Result<Tagged<T>, Failure> {
    tagged(
        call(
            Method::PUT,
            path,
            Some(Body::json(body)?),
            etag,
            Lifetime::ToItsEnd,
        )
        .await?,
    )
}

/// Deletes `path`.
pub async fn delete<T: DeserializeOwned>(path: &str) -> Result<T, Failure> {
    read(call(Method::DELETE, path, None, None, Lifetime::ToItsEnd).await?)
}

/// Takes over the first `open` that `/boot.js` began beside loading this program, once: it left a promise of a
/// `Response` in `globalThis.discreetOpen`. `None` if there is none.
pub async fn take_early_open<T: DeserializeOwned>() -> Option<Result<T, Failure>> {
    let global = js_sys::global();
    let name = JsValue::from_str("discreetOpen");
    let promise = js_sys::Reflect::get(&global, &name)
        .ok()?
        .dyn_into::<js_sys::Promise>()
        .ok()?;
    js_sys::Reflect::delete_property(&global, &name).ok();
    let answer = match JsFuture::from(promise).await {
        Ok(response) => match response.dyn_into::<web_sys::Response>() {
            Ok(response) => receive(response.into()).await,
            Err(_) => Err(Failure::Unreadable(0)),
        },
        Err(_) => Err(Failure::Offline),
    };
    Some(answer.and_then(read))
}

/// What to do when the server says that nobody is signed in any more (401 `signed_out`). One for the whole page.
pub fn when_signed_out(act: impl Fn() + 'static) {
    SIGNED_OUT.with_borrow_mut(|slot| *slot = Some(Box::new(act)));
}

/// One segment of a path, or one value of a query, percent-encoded.
pub fn encode(segment: &str) -> String {
    js_sys::encode_uri_component(segment).into()
}

/// `?a=b&c=d` of the pairs whose value is not empty, or nothing at all.
pub fn query(pairs: &[(&str, &str)]) -> String {
    let mut out = String::new();
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        out.push(if out.is_empty() { '?' } else { '&' });
        out.push_str(name);
        out.push('=');
        out.push_str(&encode(value));
    }
    out
}

type Act = Box<dyn Fn()>;

thread_local! {
    static SIGNED_OUT: RefCell<Option<Act>> = const { RefCell::new(None) };
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Lifetime {
    /// As long as the reactive owner that asks.
    Owner,
    /// Until it is answered.
    ToItsEnd,
}

struct Body {
    media_type: &'static str,
    content: JsValue,
}

impl Body {
    fn json<B: Serialize + ?Sized>(body: &B) -> Result<Self, Failure> {
        let text = serde_json::to_string(body).map_err(|_| Failure::Unreadable(0))?;
        Ok(Self {
            media_type: "application/json",
            content: JsValue::from_str(&text),
        })
    }
}

struct Answer {
    status: u16,
    etag: Option<String>,
    text: String,
}

/// Everything that does not depend on types, compiled once.
async fn call(
    method: Method,
    path: &str,
    body: Option<Body>,
    etag: Option<&str>,
    lifetime: Lifetime,
) -> Result<Answer, Failure> {
    let mut request = RequestBuilder::new(&format!("{ROOT}{path}"))
        .method(method)
        .credentials(RequestCredentials::SameOrigin)
        .header("accept", "application/json, application/problem+json");
    if let Some(etag) = etag {
        request = request.header("if-match", etag);
    }
    if lifetime == Lifetime::Owner
        && let Ok(controller) = AbortController::new()
    {
        request = request.abort_signal(Some(&controller.signal()));
        let controller = SendWrapper::new(controller);
        on_cleanup(move || controller.abort());
    }
    let request = match body {
        Some(body) => request
            .header("content-type", body.media_type)
            .body(body.content),
        None => request.build(),
    };
    let request = request.map_err(|_| Failure::Offline)?;
    receive(request.send().await.map_err(|_| Failure::Offline)?).await
}

async fn receive(response: Response) -> Result<Answer, Failure> {
    let status = response.status();
    let headers = response.headers();
    let etag = headers.get("etag");
    let retry_after = headers
        .get("retry-after")
        .and_then(|seconds| seconds.parse().ok());
    let text = response.text().await.map_err(|_| Failure::Offline)?;
    if response.ok() {
        return Ok(Answer { status, etag, text });
    }
    let Ok(problem) = serde_json::from_str::<Problem>(&text) else {
        return Err(Failure::Unreadable(status));
    };
    if problem.code == ErrorCode::SignedOut {
        SIGNED_OUT.with_borrow(|act| {
            if let Some(act) = act {
                act();
            }
        });
    }
    Err(Failure::Refused(Box::new(Refusal {
        problem,
        retry_after,
    })))
}

fn read<T: DeserializeOwned>(answer: Answer) -> Result<T, Failure> {
    tagged(answer).map(|tagged| tagged.value)
}

fn tagged<T: DeserializeOwned>(answer: Answer) -> Result<Tagged<T>, Failure> {
    let text = if answer.text.is_empty() {
        "null"
    } else {
        &answer.text
    };
    let value = serde_json::from_str(text).map_err(|_| Failure::Unreadable(answer.status))?;
    Ok(Tagged {
        value,
        etag: answer.etag,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(code: &str) -> Failure {
        let problem = serde_json::from_str(&format!(
            r#"{{"type":"about:blank","title":"t","status":422,"detail":"The title is empty.","code":"{code}",
                "errors":[{{"field":"title","message":"Give it a title."}}],"request_id":"r"}}"#
        ))
        .unwrap();
        Failure::Refused(Box::new(Refusal {
            problem,
            retry_after: None,
        }))
    }

    #[test]
    fn a_refusal_speaks_the_servers_sentence_and_names_its_fields() {
        let failure = refused("invalid");
        assert_eq!(failure.to_string(), "The title is empty.");
        assert_eq!(failure.code(), Some(ErrorCode::Invalid));
        assert_eq!(failure.field("title").as_deref(), Some("Give it a title."));
        assert_eq!(failure.field("tags"), None);
    }

    #[test]
    fn an_answer_without_content_reads_as_unit() {
        let answer = Answer {
            status: 204,
            etag: None,
            text: String::new(),
        };
        assert_eq!(read::<()>(answer), Ok(()));
    }

    #[test]
    fn an_answer_of_another_shape_is_unreadable() {
        let answer = Answer {
            status: 200,
            etag: None,
            text: "<html>".to_owned(),
        };
        assert_eq!(read::<u32>(answer), Err(Failure::Unreadable(200)));
    }
}
