//! Checks before every call is answered: the operation's name and the signature.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::auth::authenticate;
use super::call::answer;
use super::errors::ApiError;
use super::router::find;
use super::simulator::Simulator;
use crate::wire;

pub(super) async fn serve(
    State(simulator): State<Arc<Simulator>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let operation = find(&headers);
    let answered = match operation {
        None => Err(ApiError::UnknownOperation),
        Some(operation) => authenticate(&simulator, operation.service, &headers, &body)
            .and_then(|()| answer(&simulator, operation, &body)),
    };
    match answered {
        Ok(output) => reply(StatusCode::OK, &output),
        Err(error) => {
            let status = error.status(simulator.switches.read().refused_access_is_403);
            reply(status, &error.body(operation.map(|operation| operation.service)))
        }
    }
}

pub(super) fn reply(status: StatusCode, body: &Value) -> Response {
    static REQUESTS: AtomicU64 = AtomicU64::new(1);
    let request =
        format!("00000000-0000-4000-8000-{:012x}", REQUESTS.fetch_add(1, Ordering::Relaxed));
    let mut response = (status, wire::halved(body.to_string())).into_response();
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-amz-json-1.0"));
    if let Ok(request) = HeaderValue::try_from(request) {
        response.headers_mut().insert("x-amzn-requestid", request);
    }
    response
}
