//! The one address of all three services: `POST /`, the operation in a header.

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;

use super::errors::ApiError;
use super::gate::{reply, serve};
use super::operations::Operation;
use super::simulator::Simulator;

/// The whole API of the account.
pub fn router(simulator: Arc<Simulator>) -> Router {
    let unknown = async || reply(StatusCode::NOT_FOUND, &ApiError::UnknownOperation.body(None));
    Router::new().route("/", post(serve).fallback(unknown)).fallback(unknown).with_state(simulator)
}

/// The operation that a request's `X-Amz-Target` names (`ListOpportunities`), if it is served: all
/// calls have the same method and path.
pub fn operation(headers: &HeaderMap) -> Option<&'static str> {
    find(headers).map(|operation| operation.name)
}

pub(super) fn find(headers: &HeaderMap) -> Option<&'static Operation> {
    Operation::find(headers.get("x-amz-target")?.to_str().ok()?)
}
