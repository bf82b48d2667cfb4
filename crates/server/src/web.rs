//! The web app's files, embedded and precompressed, and the two doors' shells.
//!
//! A shell never holds a word of a conversation. `/s/{id}` answers 200 while the share is live and 404 with one
//! neutral page otherwise, whatever the reason.

use std::borrow::Cow;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use discreet_api_types::problem::ErrorCode;
use rust_embed::RustEmbed;

use crate::app::App;
use crate::problem::{Answer, Refusal};
use crate::viewer;

/// What `cargo xtask dist` made: every file with a `.br` and a `.gz` beside it.
#[derive(RustEmbed)]
#[folder = "../../dist"]
struct Dist;

/// Pages and files.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/s/{id}", get(viewer_shell))
        .route("/s", get(async |headers: HeaderMap| dead_page(&headers)))
        .route(
            "/s/{id}/{*rest}",
            get(async |headers: HeaderMap| dead_page(&headers)),
        )
        .route("/s/", get(async |headers: HeaderMap| dead_page(&headers)))
        .fallback(file_or_workspace_shell)
}

/// Whether this server can answer: the store does.
pub async fn ready(State(app): State<App>) -> Answer<&'static str> {
    match app.store().ping().await {
        Ok(()) => Ok("ready"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            Err(Refusal::new(
                ErrorCode::Unavailable,
                "The database does not answer. Try again in a moment.",
            ))
        }
    }
}

async fn viewer_shell(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Answer<Response> {
    if viewer::is_live(&app, &id).await? {
        Ok(page("viewer.html", StatusCode::OK, &headers))
    } else {
        Ok(dead_page(&headers))
    }
}

fn dead_page(headers: &HeaderMap) -> Response {
    page("dead.html", StatusCode::NOT_FOUND, headers)
}

async fn file_or_workspace_shell(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    let is_shell = path.is_empty()
        || path.strip_suffix(".html").is_some()
        || !path.rsplit('/').next().unwrap_or_default().contains('.');
    if is_shell {
        return page("index.html", StatusCode::OK, &headers);
    }
    match file(path, &headers) {
        Some(response) => response,
        None => (
            StatusCode::NOT_FOUND,
            [(header::CONTENT_TYPE, "text/plain; charset=utf-8")],
            "There is no such file.",
        )
            .into_response(),
    }
}

fn page(name: &str, status: StatusCode, headers: &HeaderMap) -> Response {
    let Some(mut response) = file(name, headers) else {
        tracing::error!(name, "the web app is not built");
        let status = if status.is_success() {
            StatusCode::SERVICE_UNAVAILABLE
        } else {
            status
        };
        let text = "The web app is not built. Run `cargo xtask dist` and build the server again.";
        return (status, text).into_response();
    };
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// An embedded file, compressed as the asker takes it.
fn file(path: &str, headers: &HeaderMap) -> Option<Response> {
    let accepted = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let accepts = |coding: &str| {
        accepted.split(',').any(|part| {
            let mut words = part.split(';').map(str::trim);
            words.next() == Some(coding) && !words.any(|word| word.replace(' ', "") == "q=0")
        })
    };
    let compressed = [("br", ".br"), ("gzip", ".gz")]
        .into_iter()
        .filter(|(coding, _)| accepts(coding))
        .find_map(|(coding, ending)| Some((Some(coding), Dist::get(&format!("{path}{ending}"))?)));
    let (coding, found) = match compressed {
        Some(found) => found,
        None => (None, Dist::get(path)?),
    };
    let bytes = match found.data {
        Cow::Borrowed(bytes) => axum::body::Bytes::from_static(bytes),
        Cow::Owned(bytes) => axum::body::Bytes::from(bytes),
    };
    let mut response = bytes.into_response();
    let set = response.headers_mut();
    set.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(media_type(path)),
    );
    set.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(coding) = coding {
        set.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    let cache = if is_hashed(path) {
        "public, max-age=31536000, immutable"
    } else {
        "public, max-age=300"
    };
    set.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    Some(response)
}

/// Whether the name carries a hash of its content: eight or more hexadecimal digits behind the last hyphen.
fn is_hashed(path: &str) -> bool {
    let stem = path
        .rsplit('/')
        .next()
        .unwrap_or_default()
        .split('.')
        .next()
        .unwrap_or_default();
    let stem = stem.strip_suffix("_bg").unwrap_or(stem);
    stem.rsplit_once('-').is_some_and(|(_, hash)| {
        hash.len() >= 8 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "json" | "webmanifest" => "application/json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hashed_names_are_immutable() {
        assert!(is_hashed("discreet-app-1a2b3c4d5e6f7081_bg.wasm"));
        assert!(is_hashed("app-0123456789abcdef.css"));
        assert!(!is_hashed("index.html"));
        assert!(!is_hashed("icons.svg"));
        assert!(!is_hashed("discreet-app.js"));
    }
}
