//! Checks before every call is answered: the sizes, the version, the token, the quota.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use serde_json::Value;

use crate::wire;

use super::{
    Simulator,
    call::{self, Call, Reply},
    errors::ApiError,
};

/// The longest URI, and the longest URI and headers together, in bytes.
const MAX_URI: usize = 16_384;

pub(super) async fn serve(
    State(simulator): State<Arc<Simulator>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if let Some(response) = oversized(&uri, &headers) {
        return response;
    }
    let mut response = match resource(&simulator, &method, &uri, &headers, &body) {
        Ok(reply) => success(reply),
        Err(error) => refusal(&error),
    };
    if let Ok(value) = HeaderValue::from_str(&simulator.api_usage()) {
        response.headers_mut().insert("sforce-limit-info", value);
    }
    response
}

fn resource(
    simulator: &Simulator,
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
    body: &Bytes,
) -> Result<Reply, ApiError> {
    let (version, path) = call::split_version(uri.path()).ok_or_else(ApiError::not_found)?;
    if !admitted(simulator, headers) {
        let message = "Session expired or invalid";
        return Err(ApiError::new(401, "INVALID_SESSION_ID", message));
    }
    let params = serde_urlencoded::from_str(uri.query().unwrap_or_default())
        .map_err(|error| ApiError::new(400, "INVALID_ARGUMENT", error.to_string()))?;
    let call = Call { method: method.as_str(), version, path, params, headers, body, inner: false };
    // Each part of a batch counts for itself instead.
    if path != "composite/batch" {
        simulator.charge()?;
    }
    call::answer(simulator, &call)
}

/// Whether the caller's token is good, and was sent to where the org is.
pub(super) fn admitted(simulator: &Simulator, headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let bearer = text(header::AUTHORIZATION).and_then(|value| value.strip_prefix("Bearer "));
    simulator.admits(bearer, text(header::HOST))
}

/// Calls too long for the edge are turned away with a page, before the API sees them.
fn oversized(uri: &Uri, headers: &HeaderMap) -> Option<Response> {
    let length = uri.path_and_query().map_or(0, |path| path.as_str().len());
    let fields: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    let status = if length > MAX_URI {
        StatusCode::URI_TOO_LONG
    } else if length + fields > MAX_URI {
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE
    } else {
        return None;
    };
    let page = format!("<html><head><title>Error {status}</title></head></html>");
    let html = [(header::CONTENT_TYPE, "text/html;charset=utf-8")];
    Some((status, html, page).into_response())
}

fn success(reply: Reply) -> Response {
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::OK);
    let mut response = match &reply.body {
        Some(body) => print(status, body),
        None => status.into_response(),
    };
    for (name, value) in reply.headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

fn refusal(error: &ApiError) -> Response {
    let status = StatusCode::from_u16(error.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    print(status, &error.body())
}

pub(super) fn print(status: StatusCode, body: &Value) -> Response {
    let json = [(header::CONTENT_TYPE, "application/json;charset=UTF-8")];
    (status, json, wire::halved(body.to_string())).into_response()
}
