//! Stands before every system's API: counts the call, and lets a fault befall it.

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{self, Next};
use axum::response::Response;

use super::calls::Calls;
use super::faults::Faults;
use super::levels::Levels;
use crate::Simulator;

/// The calls that were seen, the faults that wait for others, and the levels of calls.
#[derive(Debug, Default)]
pub(super) struct Watch {
    pub calls: Calls,
    pub faults: Faults,
    pub levels: Levels,
}

/// A system's API under watch. A call is counted before anything can befall it, so that a failed
/// one counts too.
pub(super) fn watched(simulator: Arc<dyn Simulator>, watch: Arc<Watch>) -> Router {
    let router = simulator.clone().router();
    router.layer(middleware::from_fn(move |request: Request, next: Next| {
        let (simulator, watch) = (simulator.clone(), watch.clone());
        async move { pass(&watch, &*simulator, request, next).await }
    }))
}

async fn pass(watch: &Watch, simulator: &dyn Simulator, request: Request, next: Next) -> Response {
    let (source, endpoint) = (simulator.system(), simulator.endpoint(&request));
    watch.calls.count(source, &endpoint);
    let _running = watch.levels.join(&endpoint).await;
    if let Some(fault) = watch.faults.take(source, &endpoint) {
        tokio::time::sleep(fault.latency()).await;
        if let Some(answer) = fault.answer() {
            return answer;
        }
    }
    next.run(request).await
}
