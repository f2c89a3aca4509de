//! The HTTP face of the simulated org: sizes, versions, tokens and quota are looked at here, before
//! any resource.

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
    routing::{any, get, post},
};
use serde_json::{Value, json};

use super::{
    Simulator,
    api::{self, Call, Reply},
    error::ApiError,
    oauth,
};

/// The longest URI, and the longest URI and headers together, in bytes.
const MAX_URI: usize = 16_384;

/// Serves the org under the paths Salesforce uses: `/services/oauth2/token` and `/services/data/…`.
pub fn router(simulator: Arc<Simulator>) -> Router {
    let router = Router::new()
        .route("/services/oauth2/token", post(token))
        .route("/services/data", get(versions))
        .route("/services/data/", get(versions));
    // Named, though one function serves them all: calls are counted, and faults put, by route.
    RESOURCES
        .iter()
        .fold(router, |router, resource| {
            router.route(&format!("/services/data/{{version}}/{resource}"), any(serve))
        })
        .fallback(serve)
        .with_state(simulator)
}

/// The resources below a version.
const RESOURCES: &[&str] = &[
    "query",
    "query/{locator}",
    "queryAll",
    "queryAll/{locator}",
    "limits",
    "sobjects",
    "sobjects/{object}",
    "sobjects/{object}/describe",
    "sobjects/{object}/updated",
    "sobjects/{object}/deleted",
    "sobjects/{object}/{id}",
    "composite",
    "composite/batch",
    "composite/sobjects/{object}",
];

async fn token(
    State(simulator): State<Arc<Simulator>>,
    headers: HeaderMap,
    form: Bytes,
) -> Response {
    match oauth::token(&simulator, &headers, &form) {
        Ok(body) => print(StatusCode::OK, &body),
        Err(refusal) => print(StatusCode::BAD_REQUEST, &refusal.body()),
    }
}

async fn versions() -> Response {
    let versions: Vec<Value> = api::VERSIONS
        .map(|n| {
            json!({
                "label": format!("API {n}"),
                "url": format!("/services/data/v{n}.0"),
                "version": format!("{n}.0"),
            })
        })
        .collect();
    print(StatusCode::OK, &Value::Array(versions))
}

async fn serve(
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
    let (version, path) = api::split_version(uri.path()).ok_or_else(ApiError::not_found)?;
    let bearer = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok());
    if !simulator.admits(bearer, host) {
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
    api::answer(simulator, &call)
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

fn print(status: StatusCode, body: &Value) -> Response {
    let json = [(header::CONTENT_TYPE, "application/json;charset=UTF-8")];
    (status, json, body.to_string()).into_response()
}
