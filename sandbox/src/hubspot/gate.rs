//! Checks before every handler: ordered faults, the length of the address, the
//! caller, the limits.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::auth::{self, Caller};
use super::errors::{ApiError, ApiResult};
use super::simulator::Simulator;

pub(super) async fn gate(
    State(simulator): State<Arc<Simulator>>,
    request: Request,
    next: Next,
) -> Response {
    let latency = Duration::from_millis(simulator.switches.read().latency_ms);
    let struck = simulator.faults.lock().strike(request.method().as_str(), request.uri().path());
    let (delay, fault) = struck.unwrap_or_default();
    if !(latency + delay).is_zero() {
        tokio::time::sleep(latency + delay).await;
    }
    if let Some(error) = fault {
        return error.into_response();
    }
    if request.uri().path().starts_with("/oauth/") {
        return next.run(request).await;
    }
    let is_search = request.method() == Method::POST && request.uri().path().ends_with("/search");
    let caller = match identify(&simulator, &request) {
        Ok(caller) => caller,
        Err(error) => return error.into_response(),
    };
    let admitted = {
        let today = simulator.clock.now().date_naive();
        let switches = simulator.switches.read();
        simulator.limits.lock().admit(caller, is_search, today, &switches)
    };
    let mut response = match admitted {
        Ok(()) => next.run(request).await,
        Err(error) => error.into_response(),
    };
    if !is_search {
        // The switches are locked before the limits here as above; the other way round, two calls
        // could wait for each other.
        let switches = simulator.switches.read();
        let left = simulator.limits.lock().headers(caller, &switches);
        response.headers_mut().extend(left);
    }
    response
}

fn identify(simulator: &Simulator, request: &Request) -> ApiResult<Caller> {
    let target = request.uri().path_and_query().map_or(0, |target| target.as_str().len());
    if target > simulator.switches.read().max_url_bytes {
        return Err(ApiError::new(
            StatusCode::URI_TOO_LONG,
            "URI_TOO_LONG",
            "The address is too long; name the properties in the body of a batch read or a search.",
        ));
    }
    auth::authenticate(simulator, request.headers())
}
