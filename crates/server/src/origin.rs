//! Who may send a write, and which hosts this server answers to.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use discreet_api_types::problem::ErrorCode;

use crate::app::App;
use crate::problem::Refusal;

/// Refuses writes from other sites, and everything but loopback for a store of sample data.
pub async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    if app.sample_data() && !is_plain_loopback(headers) {
        return Refusal::not_allowed(
            "This server holds sample data and answers on this machine only.",
        )
        .into_response();
    }
    let writes = !matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if writes && !is_same_site(headers, app.public_origin()) {
        return Refusal::new(
            ErrorCode::CrossSite,
            "This change was asked for by another site and was not made.",
        )
        .into_response();
    }
    next.run(request).await
}

/// The origin that links are made with and writes are accepted from: the configured one, else this request's own
/// loopback host. None for a foreign host without a configured origin.
pub fn own_origin(headers: &HeaderMap, public_origin: Option<&str>) -> Option<String> {
    if let Some(origin) = public_origin {
        return Some(origin.to_owned());
    }
    let host = headers.get(header::HOST)?.to_str().ok()?;
    is_loopback(host).then(|| format!("http://{host}"))
}

fn is_same_site(headers: &HeaderMap, public_origin: Option<&str>) -> bool {
    if let Some(origin) = headers.get(header::ORIGIN) {
        let own = own_origin(headers, public_origin);
        return own.is_some_and(|own| origin.as_bytes() == own.as_bytes());
    }
    if headers
        .get("sec-fetch-site")
        .is_some_and(|site| site.as_bytes() == b"same-origin")
    {
        return true;
    }
    headers.contains_key(header::AUTHORIZATION) && !headers.contains_key(header::COOKIE)
}

fn is_plain_loopback(headers: &HeaderMap) -> bool {
    let forwarded = headers
        .keys()
        .any(|name| name.as_str().starts_with("x-forwarded-") || name == "forwarded");
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    !forwarded && host.is_some_and(is_loopback)
}

/// Whether a `Host` names this machine: `localhost`, `127.0.0.0/8` or `[::1]`, with or without a port.
fn is_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name.eq_ignore_ascii_case("localhost")
        || name
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn a_write_needs_its_own_origin_or_the_browsers_word_or_a_bare_token() {
        let own = Some("https://discreet.example");
        assert!(is_same_site(
            &headers(&[("origin", "https://discreet.example")]),
            own
        ));
        assert!(is_same_site(
            &headers(&[("sec-fetch-site", "same-origin")]),
            own
        ));
        assert!(is_same_site(
            &headers(&[("authorization", "Bearer x")]),
            own
        ));
        assert!(!is_same_site(
            &headers(&[("authorization", "Bearer x"), ("cookie", "a=b")]),
            own
        ));
        assert!(!is_same_site(
            &headers(&[("origin", "https://evil.example")]),
            own
        ));
        assert!(!is_same_site(&headers(&[("origin", "null")]), own));
        assert!(!is_same_site(
            &headers(&[
                ("origin", "https://evil.example"),
                ("sec-fetch-site", "same-origin")
            ]),
            own
        ));
        assert!(!is_same_site(&headers(&[]), own));
    }

    #[test]
    fn without_a_public_url_only_the_requests_own_loopback_host_counts() {
        assert!(is_same_site(
            &headers(&[
                ("host", "127.0.0.1:8080"),
                ("origin", "http://127.0.0.1:8080")
            ]),
            None
        ));
        assert!(!is_same_site(
            &headers(&[
                ("host", "127.0.0.1:8080"),
                ("origin", "http://localhost:8080")
            ]),
            None
        ));
        assert!(!is_same_site(
            &headers(&[("host", "evil.example"), ("origin", "http://evil.example")]),
            None
        ));
    }

    #[test]
    fn loopback_is_told_from_names_that_look_like_it() {
        for host in [
            "localhost",
            "LOCALHOST:80",
            "127.0.0.1:8080",
            "127.9.9.9",
            "[::1]:8080",
        ] {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "10.0.0.1",
            "[::2]:80",
            "",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
