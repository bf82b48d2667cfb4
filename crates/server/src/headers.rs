//! What every answer carries: a request id, and the headers that keep pages from leaking.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::app::App;
use crate::clock;

/// No inline script or style, no foreign bytes, no framing; wasm may be compiled.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

tokio::task_local! {
    static REQUEST_ID: String;
}

/// The id of the request being answered; empty outside of one.
pub fn request_id() -> String {
    REQUEST_ID.try_with(Clone::clone).unwrap_or_default()
}

/// Gives the request its id, logs one line without content, and sets the headers of its answer.
pub async fn dress(State(app): State<App>, request: Request, next: Next) -> Response {
    let id = URL_SAFE_NO_PAD.encode(clock::random::<12>());
    let started = Instant::now();
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("", MatchedPath::as_str)
        .to_owned();
    let mut response = REQUEST_ID.scope(id.clone(), next.run(request)).await;
    tracing::info!(
        request_id = %id,
        %method,
        route,
        status = response.status().as_u16(),
        took_us = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX),
        "answered"
    );
    let headers = response.headers_mut();
    let id = HeaderValue::from_str(&id).unwrap_or(HeaderValue::from_static(""));
    headers.insert("x-request-id", id);
    protect(headers, &path, app.is_https());
    response
}

/// Whether the path belongs to what recipients see.
fn is_recipients(path: &str) -> bool {
    ["/s", "/api/v1/s"].iter().any(|door| {
        path.strip_prefix(door)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

fn protect(headers: &mut HeaderMap, path: &str, https: bool) {
    let mut set = |name: HeaderName, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(header::REFERRER_POLICY, "no-referrer");
    set(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY);
    set(
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    set(
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    );
    set(
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
    );
    if https {
        set(
            header::STRICT_TRANSPORT_SECURITY,
            "max-age=31536000; includeSubDomains",
        );
    }
    if is_recipients(path) {
        set(
            HeaderName::from_static("x-robots-tag"),
            "noindex, nofollow, noarchive, nosnippet",
        );
        set(header::CACHE_CONTROL, "private, no-store");
    } else if path.starts_with("/api/") {
        set(header::CACHE_CONTROL, "no-store");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recipients_paths_are_never_cached_or_indexed() {
        for path in [
            "/s",
            "/s/",
            "/s/abc",
            "/s/abc/more",
            "/api/v1/s/abc/open",
            "/api/v1/s",
        ] {
            let mut headers = HeaderMap::new();
            protect(&mut headers, path, false);
            assert_eq!(headers["cache-control"], "private, no-store", "{path}");
            assert!(
                headers["x-robots-tag"]
                    .to_str()
                    .unwrap()
                    .contains("noindex"),
                "{path}"
            );
        }
        let mut headers = HeaderMap::new();
        protect(&mut headers, "/style.css", false);
        assert!(headers.get("x-robots-tag").is_none());
    }

    #[test]
    fn the_policy_allows_no_inline_code() {
        assert!(!CONTENT_SECURITY_POLICY.contains("unsafe-inline"));
        assert!(!CONTENT_SECURITY_POLICY.contains("'unsafe-eval'"));
    }
}
