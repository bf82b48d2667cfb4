//! The only file that calls `fetch`: typed JSON in and out, refusals as [`Failure`].
//!
//! Knows the API's root and how a refusal looks, no route. Reads ([`get`]) are aborted when the reactive owner that
//! asked for them goes; writes run to their end, since the server may have acted already.

use std::cell::RefCell;
use std::fmt;

use discreet_api_types::problem::{ErrorCode, FieldError, Problem};
use gloo_net::http::{Method, RequestBuilder};
use leptos::prelude::{on_cleanup, window};
use send_wrapper::SendWrapper;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, AbortSignal, Headers, RequestCredentials, RequestInit, Response};

use crate::json::Reader;

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
    read(
        call(Method::GET, path, None, None, Lifetime::Owner)
            .await
            .map_err(in_full)?,
    )
}

/// Reads `path` along with its `ETag`; aborted when the reactive owner goes.
pub async fn get_tagged<T: DeserializeOwned>(path: &str) -> Result<Tagged<T>, Failure> {
    tagged(
        call(Method::GET, path, None, None, Lifetime::Owner)
            .await
            .map_err(in_full)?,
    )
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
        .await
        .map_err(in_full)?,
    )
}

/// Posts to `path` without a body.
pub async fn post_nothing<T: DeserializeOwned>(path: &str) -> Result<T, Failure> {
    read(
        call(Method::POST, path, None, None, Lifetime::ToItsEnd)
            .await
            .map_err(in_full)?,
    )
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
    read(
        call(Method::POST, path, Some(body), None, Lifetime::ToItsEnd)
            .await
            .map_err(in_full)?,
    )
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
        .await
        .map_err(in_full)?,
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
        .await
        .map_err(in_full)?,
    )
}

/// Deletes `path`.
pub async fn delete<T: DeserializeOwned>(path: &str) -> Result<T, Failure> {
    read(
        call(Method::DELETE, path, None, None, Lifetime::ToItsEnd)
            .await
            .map_err(in_full)?,
    )
}

/// Reads an answer's text; `None` if it is not what was expected. For programs that must stay small: generated
/// readers cost them a quarter of their size.
pub type ReadText<T> = fn(&str) -> Option<T>;

/// Reads `path` by hand; aborted when the reactive owner goes.
pub async fn get_read<T>(path: &str, read: ReadText<T>) -> Result<T, Failure> {
    by_hand(call_small("GET", path, None, Lifetime::Owner).await, read)
}

/// Sends JSON text to `path` and reads the answer by hand.
pub async fn post_read<T>(path: &str, json: &str, read: ReadText<T>) -> Result<T, Failure> {
    by_hand(
        call_small("POST", path, Some(json), Lifetime::ToItsEnd).await,
        read,
    )
}

/// Sends JSON text to `path` by another method than POST and reads the answer by hand.
pub async fn send_read<T>(
    method: &str,
    path: &str,
    json: Option<&str>,
    read: ReadText<T>,
) -> Result<T, Failure> {
    by_hand(
        call_small(method, path, json, Lifetime::ToItsEnd).await,
        read,
    )
}

/// Reads an answer without content.
pub fn nothing(_: &str) -> Option<()> {
    Some(())
}

/// Takes over the first `open` that `/boot.js` began beside loading this program, once: it left a promise of a
/// `Response` in `globalThis.discreetOpen`. `None` if there is none.
pub async fn take_early_open<T>(read: ReadText<T>) -> Option<Result<T, Failure>> {
    let global = js_sys::global();
    let name = JsValue::from_str("discreetOpen");
    let promise = js_sys::Reflect::get(&global, &name)
        .ok()?
        .dyn_into::<js_sys::Promise>()
        .ok()?;
    js_sys::Reflect::delete_property(&global, &name).ok();
    let answer = match JsFuture::from(promise).await {
        Ok(response) => receive_small(response).await,
        Err(_) => Err(Failure::Offline.into()),
    };
    Some(by_hand(answer, read))
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
) -> Result<Answer, Unanswered> {
    let mut request = RequestBuilder::new(&format!("{ROOT}{path}"))
        .method(method)
        .credentials(RequestCredentials::SameOrigin)
        .header("accept", "application/json, application/problem+json");
    if let Some(etag) = etag {
        request = request.header("if-match", etag);
    }
    let signal = signal(lifetime);
    request = request.abort_signal(signal.as_ref());
    let request = match body {
        Some(body) => request
            .header("content-type", body.media_type)
            .body(body.content),
        None => request.build(),
    };
    let request = request.map_err(|_| Failure::Offline)?;
    receive(request.send().await.map_err(|_| Failure::Offline)?).await
}

async fn receive(response: gloo_net::http::Response) -> Result<Answer, Unanswered> {
    let headers = response.headers();
    let seen = Seen {
        status: response.status(),
        etag: headers.get("etag"),
        retry_after: headers.get("retry-after"),
    };
    let text = response.text().await.map_err(|_| Failure::Offline)?;
    seen.answer(text)
}

/// The same as [`call`] by the browser's own `fetch`: a program that uses nothing else is 10 kB smaller.
async fn call_small(
    method: &str,
    path: &str,
    json: Option<&str>,
    lifetime: Lifetime,
) -> Result<Answer, Unanswered> {
    let init = RequestInit::new();
    init.set_method(method);
    init.set_credentials(RequestCredentials::SameOrigin);
    init.set_signal(signal(lifetime).as_ref());
    let headers = Headers::new().map_err(|_| Failure::Offline)?;
    let set = |name: &str, value: &str| headers.set(name, value).map_err(|_| Failure::Offline);
    set("accept", "application/json, application/problem+json")?;
    if let Some(json) = json {
        set("content-type", "application/json")?;
        init.set_body(&JsValue::from_str(json));
    }
    init.set_headers(&headers);
    let sent = window().fetch_with_str_and_init(&format!("{ROOT}{path}"), &init);
    let response = JsFuture::from(sent).await.map_err(|_| Failure::Offline)?;
    receive_small(response).await
}

async fn receive_small(response: JsValue) -> Result<Answer, Unanswered> {
    let response: Response = response.dyn_into().map_err(|_| Failure::Unreadable(0))?;
    let header = |name: &str| response.headers().get(name).ok().flatten();
    let seen = Seen {
        status: response.status(),
        etag: header("etag"),
        retry_after: header("retry-after"),
    };
    let text = response.text().map_err(|_| Failure::Offline)?;
    let text = JsFuture::from(text).await.map_err(|_| Failure::Offline)?;
    seen.answer(text.as_string().unwrap_or_default())
}

/// Aborts with the reactive owner, where the request is to live no longer.
fn signal(lifetime: Lifetime) -> Option<AbortSignal> {
    if lifetime == Lifetime::ToItsEnd {
        return None;
    }
    let controller = AbortController::new().ok()?;
    let signal = controller.signal();
    let controller = SendWrapper::new(controller);
    on_cleanup(move || controller.abort());
    Some(signal)
}

/// What an answer's first lines say.
struct Seen {
    status: u16,
    etag: Option<String>,
    retry_after: Option<String>,
}

impl Seen {
    fn answer(self, text: String) -> Result<Answer, Unanswered> {
        let Self { status, etag, .. } = self;
        if (200..300).contains(&status) {
            return Ok(Answer { status, etag, text });
        }
        let Some(problem) = problem(&text) else {
            return Err(Failure::Unreadable(status).into());
        };
        if problem.code == ErrorCode::SignedOut {
            SIGNED_OUT.with_borrow(|act| {
                if let Some(act) = act {
                    act();
                }
            });
        }
        let failure = Failure::Refused(Box::new(Refusal {
            problem,
            retry_after: self.retry_after.and_then(|seconds| seconds.parse().ok()),
        }));
        Err(Unanswered { failure, text })
    }
}

/// Why there is no answer, with the text of the refusal.
struct Unanswered {
    failure: Failure,
    text: String,
}

impl From<Failure> for Unanswered {
    fn from(failure: Failure) -> Self {
        let text = String::new();
        Self { failure, text }
    }
}

/// With the findings that a refusal may hold; only the workspace acts on them.
fn in_full(unanswered: Unanswered) -> Failure {
    let mut failure = unanswered.failure;
    if let Failure::Refused(refusal) = &mut failure
        && refusal.problem.code == ErrorCode::UndecidedFindings
        && let Ok(problem) = serde_json::from_str::<Problem>(&unanswered.text)
    {
        refusal.problem = problem;
    }
    failure
}

fn by_hand<T>(answer: Result<Answer, Unanswered>, read: ReadText<T>) -> Result<T, Failure> {
    let answer = answer.map_err(|unanswered| unanswered.failure)?;
    read(&answer.text).ok_or(Failure::Unreadable(answer.status))
}

/// A refusal without its findings.
fn problem(text: &str) -> Option<Problem> {
    let (mut code, mut detail) = (None, None);
    let mut problem = Problem {
        kind: String::new(),
        title: String::new(),
        status: 0,
        detail: String::new(),
        code: ErrorCode::Internal,
        errors: Vec::new(),
        findings: Vec::new(),
        request_id: String::new(),
    };
    Reader::new(text).object(&mut |key, reader| {
        match key {
            "type" => problem.kind = reader.string()?,
            "title" => problem.title = reader.string()?,
            "status" => problem.status = u16::try_from(reader.number()?).ok()?,
            "detail" => detail = Some(reader.string()?),
            "code" => code = code_named(&reader.string()?),
            "errors" => reader.array(&mut |reader| {
                problem.errors.push(field_error(reader)?);
                Some(())
            })?,
            "request_id" => problem.request_id = reader.string()?,
            _ => reader.skip()?,
        }
        Some(())
    })?;
    problem.code = code?;
    problem.detail = detail?;
    Some(problem)
}

fn field_error(reader: &mut Reader<'_>) -> Option<FieldError> {
    let (mut field, mut message) = (None, None);
    reader.object(&mut |key, reader| {
        match key {
            "field" => field = Some(reader.string()?),
            "message" => message = Some(reader.string()?),
            _ => reader.skip()?,
        }
        Some(())
    })?;
    Some(FieldError {
        field: field?,
        message: message?,
    })
}

macro_rules! codes {
    ($($name:literal $code:ident,)*) => {
        fn code_named(name: &str) -> Option<ErrorCode> {
            match name { $($name => Some(ErrorCode::$code),)* _ => None }
        }

        #[cfg(test)]
        fn name_of(code: ErrorCode) -> &'static str {
            match code { $(ErrorCode::$code => $name,)* }
        }

        #[cfg(test)]
        const CODES: &[ErrorCode] = &[$(ErrorCode::$code,)*];
    };
}

codes! {
    "signed_out" SignedOut,
    "sign_in_required" SignInRequired,
    "credentials_wrong" CredentialsWrong,
    "not_allowed" NotAllowed,
    "cross_site" CrossSite,
    "password_required" PasswordRequired,
    "password_wrong" PasswordWrong,
    "show_required" ShowRequired,
    "review_required" ReviewRequired,
    "not_found" NotFound,
    "method_not_allowed" MethodNotAllowed,
    "malformed" Malformed,
    "undecided_findings" UndecidedFindings,
    "stale_review" StaleReview,
    "conflict" Conflict,
    "stale" Stale,
    "repeats_hidden" RepeatsHidden,
    "precondition_required" PreconditionRequired,
    "too_large" TooLarge,
    "unsupported_media_type" UnsupportedMediaType,
    "invalid" Invalid,
    "not_available" NotAvailable,
    "never_not_allowed" NeverNotAllowed,
    "throttled" Throttled,
    "internal" Internal,
    "unavailable" Unavailable,
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
    fn a_refusal_read_by_hand_is_the_one_that_was_sent() {
        for code in CODES {
            let sent = Problem {
                kind: "about:blank".to_owned(),
                title: "Unprocessable Entity".to_owned(),
                status: 422,
                detail: "A \"sentence\".".to_owned(),
                code: *code,
                errors: vec![FieldError {
                    field: "messages[0].sender".to_owned(),
                    message: "Expected one.".to_owned(),
                }],
                findings: Vec::new(),
                request_id: "r".to_owned(),
            };
            let text = serde_json::to_string(&sent).unwrap();
            assert!(text.contains(&format!("\"{}\"", name_of(*code))));
            assert_eq!(problem(&text), Some(sent));
        }
        assert_eq!(problem("<html>"), None);
        assert_eq!(problem("{}"), None);
    }

    #[test]
    fn findings_of_a_refusal_reach_the_workspace() {
        let text = r#"{"type":"about:blank","title":"Conflict","status":409,"detail":"d","code":"undecided_findings",
            "findings":[{"field":"title","start":0,"end":3,"label":"EMAIL","confidence":0.9,"severity":"medium",
            "explanation":"e","group":"g"}],"request_id":"r"}"#;
        let unanswered = Unanswered {
            failure: Failure::Refused(Box::new(Refusal {
                problem: problem(text).unwrap(),
                retry_after: None,
            })),
            text: text.to_owned(),
        };
        let Failure::Refused(refusal) = in_full(unanswered) else {
            panic!("refused");
        };
        assert_eq!(refusal.problem.findings.len(), 1);
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
