//! The paths of the org.

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
    routing::{any, get, post},
};
use serde_json::{Value, json};

use super::{
    Simulator, auth, call,
    gate::{print, serve},
    identity,
};

/// Serves the org under the paths Salesforce uses: `/services/oauth2/…`, `/id/…` and
/// `/services/data/…`.
pub fn router(simulator: Arc<Simulator>) -> Router {
    let router = Router::new()
        .route("/services/oauth2/token", post(token))
        .route("/services/oauth2/userinfo", get(identity::userinfo).post(identity::userinfo))
        .route("/id/{org}/{user}", get(identity::identity))
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
    "search",
    "parameterizedSearch",
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
    match auth::token(&simulator, &headers, &form) {
        Ok(body) => print(StatusCode::OK, &body),
        Err(refusal) => print(StatusCode::BAD_REQUEST, &refusal.body()),
    }
}

async fn versions() -> Response {
    let versions: Vec<Value> = call::VERSIONS
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
