//! Operations in the address of a GET, which a page of another site can have a browser send without
//! asking first: by an image, a script or a form. Its answer stays hidden from that page, but it
//! would be worked out with whatever the browser adds: its place in a network, its certificate.

use axum::{
    extract::Request,
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::Response,
};
use channelgraph_core::ErrorCode;

use super::answer;

/// Headers that clients of GraphQL send so that browsers ask first.
const NAMED: [&str; 2] = ["apollo-require-preflight", "x-apollo-operation-name"];
/// The media types that a form can send, and scripts without asking first (Fetch, "CORS-safelisted
/// request-header").
const SIMPLE: [&str; 3] =
    ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"];
const REFUSED: &str = "a page of another site could have sent this GET: send the operation by \
                       POST as `application/json`, or add the header `apollo-require-preflight: \
                       true`, which browsers let no other site send unasked";

/// Refuses operations that another site can have a browser send. A POST is told by its media type.
pub(super) async fn check(request: Request, next: Next) -> Response {
    let headers = request.headers();
    if request.method() != Method::POST && comes_from_browser(headers) && !is_asked_for(headers) {
        return answer::failed(StatusCode::FORBIDDEN, ErrorCode::BadInput, REFUSED);
    }
    next.run(request).await
}

/// Tests if a browser may have sent this. Each sends one of these headers at least, and no page can
/// have it leave out or change them without being asked about first: `Sec-Fetch-Site` to HTTPS and
/// this machine, and `User-Agent` everywhere.
fn comes_from_browser(headers: &HeaderMap) -> bool {
    let agent = headers.get(header::USER_AGENT);
    agent.is_some_and(|agent| agent.as_bytes().starts_with(b"Mozilla/"))
        || headers.contains_key("sec-fetch-site")
        || headers.contains_key(header::ORIGIN)
        || headers.contains_key(header::REFERER)
        || headers.contains_key(header::COOKIE)
}

/// Tests if a browser says that no other site sent this, or another site can send it only where
/// `[server.cors]` names it.
fn is_asked_for(headers: &HeaderMap) -> bool {
    let mut sites = headers.get_all("sec-fetch-site").into_iter().peekable();
    let is_own = |site: &_| *site == "same-origin" || *site == "none";
    (sites.peek().is_some() && sites.all(|site| is_own(&site)))
        || NAMED.iter().any(|name| headers.get(*name).is_some_and(|value| !value.is_empty()))
        || headers.get(header::CONTENT_TYPE).is_some_and(|kind| !is_simple(kind.as_bytes()))
        || headers.get(header::AUTHORIZATION).is_some_and(|value| is_bearer(value.as_bytes()))
}

/// Tests for a media type that needs no question, or cannot be read.
fn is_simple(kind: &[u8]) -> bool {
    let kind = std::str::from_utf8(kind).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    !kind.contains('/') || SIMPLE.iter().any(|simple| kind.eq_ignore_ascii_case(simple))
}

/// Tests for credentials that browsers never add by themselves, as they do those of `Basic`.
fn is_bearer(value: &[u8]) -> bool {
    value.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"bearer "))
}

#[cfg(test)]
mod tests {
    use axum::{Router, body::Body, middleware::from_fn, routing::get};
    use tower::ServiceExt;

    use super::*;

    async fn status(method: Method, headers: &[(&str, &str)]) -> u16 {
        let handler = get(|| async {}).post(|| async {});
        let router = Router::new().route("/", handler.layer(from_fn(check)));
        let mut request = Request::builder().method(method).uri("/");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::empty()).unwrap();
        router.oneshot(request).await.unwrap().status().as_u16()
    }

    const CHROME: (&str, &str) = ("user-agent", "Mozilla/5.0 (X11; Linux x86_64)");

    #[tokio::test]
    async fn what_comes_from_no_browser_needs_no_header() {
        for headers in [
            &[][..],
            &[("user-agent", "curl/8.5.0"), ("accept", "*/*")],
            &[("user-agent", "node"), ("sec-fetch-mode", "cors"), ("accept-language", "*")],
            &[("user-agent", "python-requests/2.32")],
        ] {
            assert_eq!(status(Method::GET, headers).await, 200, "{headers:?}");
            assert_eq!(status(Method::HEAD, headers).await, 200, "{headers:?}");
        }
    }

    #[tokio::test]
    async fn what_another_site_can_send_unasked_is_refused() {
        for headers in [
            &[CHROME][..],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site"), CHROME],
            &[("sec-fetch-site", "")],
            &[("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")],
            &[("origin", "https://evil.example")],
            &[("origin", "null")],
            &[("referer", "https://evil.example/")],
            &[("cookie", "a=b")],
            &[CHROME, ("content-type", "text/plain")],
            &[CHROME, ("content-type", "Text/Plain; charset=utf-8")],
            &[CHROME, ("content-type", "application/x-www-form-urlencoded")],
            &[CHROME, ("content-type", "multipart/form-data; boundary=x")],
            &[CHROME, ("content-type", "")],
            &[CHROME, ("authorization", "Basic YTpi")],
            &[CHROME, ("authorization", "Negotiate YTpi")],
            &[CHROME, ("apollo-require-preflight", "")],
            &[CHROME, ("accept", "application/graphql-response+json")],
        ] {
            assert_eq!(status(Method::GET, headers).await, 403, "{headers:?}");
            assert_eq!(status(Method::HEAD, headers).await, 403, "{headers:?}");
            assert_eq!(status(Method::POST, headers).await, 200, "{headers:?}");
        }
    }

    #[tokio::test]
    async fn what_needs_to_be_asked_for_is_answered() {
        let origin = ("origin", "https://portal.acme.com");
        for headers in [
            &[("sec-fetch-site", "same-origin"), CHROME][..],
            &[("sec-fetch-site", "none"), CHROME],
            &[CHROME, origin, ("apollo-require-preflight", "true")],
            &[CHROME, origin, ("x-apollo-operation-name", "Partners")],
            &[CHROME, origin, ("content-type", "application/json")],
            &[CHROME, origin, ("authorization", "Bearer x")],
        ] {
            assert_eq!(status(Method::GET, headers).await, 200, "{headers:?}");
        }
    }
}
