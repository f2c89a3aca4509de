//! Pages of other origins that may read answers: those that the configuration names, and no others.

use std::time::Duration;

use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue, Method, header},
    middleware::Next,
    response::Response,
};
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::config;

/// The time for which a browser need not ask again; Chromium takes no longer one (2026).
const MAX_AGE: Duration = Duration::from_secs(7_200);

/// Says what the named origins may send and read.
///
/// # Errors
/// If an origin cannot stand in a header.
pub(super) fn layer(config: &config::Cors) -> anyhow::Result<CorsLayer> {
    let origins = config.origins.iter().map(|origin| HeaderValue::from_str(origin.as_str()));
    let origins = origins.collect::<Result<Vec<_>, _>>()?;
    Ok(CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            HeaderName::from_static("apollo-require-preflight"),
            HeaderName::from_static("traceparent"),
            HeaderName::from_static("tracestate"),
            HeaderName::from_static("x-apollo-operation-name"),
            HeaderName::from_static("x-request-id"),
        ])
        .expose_headers([
            header::AGE,
            header::RETRY_AFTER,
            header::WWW_AUTHENTICATE,
            HeaderName::from_static("x-request-id"),
        ])
        .allow_credentials(config.credentials)
        .max_age(MAX_AGE))
}

/// Takes every word on other origins out of answers to those that are not named.
pub(super) async fn only_named(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if !headers.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN) {
        for name in [
            header::ACCESS_CONTROL_ALLOW_CREDENTIALS,
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            header::ACCESS_CONTROL_ALLOW_METHODS,
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            header::ACCESS_CONTROL_MAX_AGE,
        ] {
            headers.remove(name);
        }
    }
    response
}
