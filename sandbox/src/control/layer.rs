//! Stands before every vendor's API: counts the call, and lets a fault befall it.

use std::sync::Arc;

use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::middleware::{self, Next};
use axum::response::Response;

use super::calls::Calls;
use super::faults::Faults;
use crate::aws;
use crate::truth::System;

/// What is seen of the calls, and what is done to them.
#[derive(Debug, Default)]
pub(super) struct Watch {
    pub calls: Calls,
    pub faults: Faults,
}

/// The vendor's API under watch. A call is counted before anything can befall it, so that a failed
/// one counts too.
pub(super) fn watched(router: Router, source: System, watch: Arc<Watch>) -> Router {
    router.layer(middleware::from_fn(move |request: Request, next: Next| {
        let watch = watch.clone();
        async move { pass(&watch, source, request, next).await }
    }))
}

async fn pass(watch: &Watch, source: System, request: Request, next: Next) -> Response {
    let endpoint = match source {
        // All calls to AWS are `POST /`; a header names the operation.
        System::Aws => aws::operation(request.headers()).unwrap_or("*").to_owned(),
        _ => {
            let route = request.extensions().get::<MatchedPath>().map_or("*", MatchedPath::as_str);
            format!("{} {route}", request.method())
        }
    };
    watch.calls.count(source, &endpoint);
    if let Some(fault) = watch.faults.take(source, &endpoint) {
        tokio::time::sleep(fault.latency()).await;
        if let Some(answer) = fault.answer() {
            return answer;
        }
    }
    next.run(request).await
}
