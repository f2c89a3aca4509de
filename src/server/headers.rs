//! Headers that tell browsers what an answer is not: no script, no frame, nothing to keep. Each
//! stands on every answer, unless whoever made the answer has said it more exactly.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

use super::client::Arrival;
use crate::config;

/// Sent with every answer. Answers are no pages, so nothing in them may run; data is kept nowhere.
/// The page says its own policy and how long its files are good (`assets.rs`).
const ALWAYS: [(HeaderName, &str); 7] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (header::CACHE_CONTROL, "no-store"),
];

/// What is sent beside them to whoever came by HTTPS.
#[derive(Debug)]
pub(super) struct Secure(Option<HeaderValue>);

impl Secure {
    pub(super) fn new(config: &config::Server) -> Self {
        let text = format!("max-age={}", config.hsts_seconds);
        let value = HeaderValue::from_str(&text).ok();
        Self(value.filter(|_| config.hsts_seconds > 0))
    }
}

/// Adds the headers that an answer does not have.
pub(super) async fn add(
    State(secure): State<Arc<Secure>>,
    request: Request,
    next: Next,
) -> Response {
    let arrival = request.extensions().get::<Arrival>();
    let is_https = arrival.is_some_and(|arrival| arrival.is_https);
    let mut response = next.run(request).await;
    let headers: &mut HeaderMap = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if let Some(value) = secure.0.as_ref().filter(|_| is_https) {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, value.clone());
    }
    response
}
