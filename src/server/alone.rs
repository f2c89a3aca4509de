//! A gateway whose callers need no credentials is for its own machine alone. What a proxy has
//! passed on may come from anywhere.

use axum::{extract::Request, http::StatusCode, middleware::Next, response::Response};
use channelgraph_core::ErrorCode;

use super::{answer, hosts::is_health};

/// What proxies add to requests that they pass on.
const FORWARDED: [&str; 6] =
    ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"];

/// Refuses requests that a proxy has marked. Health checks hold no data.
pub(super) async fn check(request: Request, next: Next) -> Response {
    let is_forwarded = FORWARDED.iter().any(|name| request.headers().contains_key(*name));
    if is_forwarded && !is_health(&request) {
        return answer::failed(StatusCode::MISDIRECTED_REQUEST, ErrorCode::BadInput, ALONE);
    }
    next.run(request).await
}

const ALONE: &str = "a proxy has passed this request on, and the gateway is for its own machine \
                     alone: leave out `open`, `anonymous_role` and `personas` of [auth], and add \
                     [auth.issuers.NAME] or [[auth.keys]]";
