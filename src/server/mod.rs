//! The HTTP server: it bounds each request, hands it to the schema, and gives every error its code.

mod answer;
mod assets;
mod variables;

use std::{sync::Arc, time::Duration};

use async_graphql::{Response, ServerError, Value};
use async_graphql_axum::{GraphQLBatchRequest, GraphQLResponse};
use axum::{
    Router,
    body::HttpBody,
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::{self, Next},
    response::IntoResponse,
    routing::get,
};
use channelgraph_core::ErrorCode;
use opentelemetry::propagation::Extractor;
use tokio::sync::Semaphore;
use tower_http::{
    CompressionLevel, catch_panic::CatchPanicLayer, compression::CompressionLayer,
    limit::RequestBodyLimitLayer,
};
use tracing::{Instrument, field::Empty};
use tracing_opentelemetry::OpenTelemetrySpanExt;

use crate::{app::App, config, graphql};

#[derive(Clone)]
struct Server {
    app: App,
    timeout: Duration,
    operations: Arc<Semaphore>,
    types: Arc<graphql::Types>,
}

/// The routes: `/graphql`, `/graphiql/`, `/schema.graphql`, `/health/live`, `/health/ready`.
pub fn router(app: App, config: &config::Server) -> Router {
    let server = Server {
        app,
        timeout: Duration::from_millis(config.timeout_ms),
        operations: Arc::new(Semaphore::new(config.max_operations)),
        types: Arc::new(graphql::Types::of(&graphql::sdl())),
    };
    let max_body = config.max_body;
    let endpoint = get(operation)
        .post(operation)
        .layer(RequestBodyLimitLayer::new(max_body))
        .layer(middleware::from_fn(move |request, next| refuse(max_body, request, next)));
    Router::new()
        .route("/graphql", endpoint)
        .route(
            "/schema.graphql",
            get(|| async {
                ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], graphql::sdl())
            }),
        )
        .route("/health/live", get(|| async { "live\n" }))
        .route("/health/ready", get(ready))
        .with_state(server)
        .merge(assets::router())
        // The fastest level: a page of nodes is made in milliseconds, and thorough packing would
        // take as long again.
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(CatchPanicLayer::custom(|_| {
            answer::failed(
                StatusCode::INTERNAL_SERVER_ERROR,
                ErrorCode::Internal,
                "the gateway made a mistake; it is in its log",
            )
        }))
}

/// Ready once every source was asked for its partners, and at least one has answered.
async fn ready(State(server): State<Server>) -> impl IntoResponse {
    let engine = &server.app.engine;
    match (engine.is_index_built(), engine.is_index_known()) {
        (true, true) => (StatusCode::OK, "ready\n"),
        (true, false) => {
            (StatusCode::SERVICE_UNAVAILABLE, "no source's partners have been read yet\n")
        }
        (false, _) => (StatusCode::SERVICE_UNAVAILABLE, "the partners are being read\n"),
    }
}

/// Refuses what is too long, and what a form on another site could send: text it can post without
/// the browser asking us first, JSON it cannot.
async fn refuse(max_body: usize, request: Request, next: Next) -> axum::response::Response {
    if request.body().size_hint().lower() > max_body as u64 {
        let message = format!(
            "the request has more than {max_body} bytes; send long values as variables, or ask in several requests"
        );
        return answer::failed(StatusCode::PAYLOAD_TOO_LARGE, ErrorCode::BadInput, &message);
    }
    let kind = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let is_json = ["application/json", "application/graphql+json"]
        .iter()
        .any(|json| kind.eq_ignore_ascii_case(json));
    if request.method() == axum::http::Method::POST && !is_json {
        let message =
            "send the operation as JSON, with the header `content-type: application/json`";
        return answer::failed(StatusCode::UNSUPPORTED_MEDIA_TYPE, ErrorCode::BadInput, message);
    }
    next.run(request).await
}

async fn operation(
    State(server): State<Server>,
    headers: HeaderMap,
    request: Result<GraphQLBatchRequest, async_graphql_axum::rejection::GraphQLRejection>,
) -> axum::response::Response {
    let mut request = match request.map(GraphQLBatchRequest::into_inner) {
        Ok(async_graphql::BatchRequest::Single(request)) => request,
        Ok(async_graphql::BatchRequest::Batch(_)) => {
            return answer::failed(
                StatusCode::BAD_REQUEST,
                ErrorCode::BadInput,
                "one request holds one operation; name several fields in it",
            );
        }
        Err(rejection) => return answer::unreadable(&rejection.0),
    };
    if request.query.trim().is_empty() {
        return answer::failed(
            StatusCode::BAD_REQUEST,
            ErrorCode::BadInput,
            "the request has no `query`",
        );
    }
    if !server.app.engine.is_index_built() {
        let message = "the gateway has just started, and reads the partners; ask again in a moment";
        return answer::failed(StatusCode::SERVICE_UNAVAILABLE, ErrorCode::Overloaded, message);
    }
    let Ok(_permit) = server.operations.clone().try_acquire_owned() else {
        return answer::failed(
            StatusCode::SERVICE_UNAVAILABLE,
            ErrorCode::Overloaded,
            "the gateway has too much to do; try again in a second",
        );
    };
    let span = tracing::info_span!(
        "graphql.operation",
        operation = request.operation_name.as_deref().unwrap_or_default(),
        errors = Empty
    );
    let parent = opentelemetry::global::get_text_map_propagator(|propagator| {
        propagator.extract(&Carrier(&headers))
    });
    // Without a collector there is no trace to join, and that is no failure.
    drop(span.set_parent(parent));
    variables::mend(&mut request.variables);
    let (document, name) = (request.parsed_query().ok().cloned(), request.operation_name.clone());
    let request = request.data(graphql::Request::new(server.app.engine.clone()));
    let executed = tokio::time::timeout(server.timeout, server.app.schema.execute(request))
        .instrument(span.clone())
        .await;
    let mut response = executed.unwrap_or_else(|_| timed_out(server.timeout));
    if let Some(document) = document {
        server.types.complete(&document, name.as_deref(), &mut response);
    }
    answer::give_codes(&mut response);
    span.record("errors", response.errors.len());
    span.in_scope(|| answer::log(&response));
    GraphQLResponse::from(response).into_response()
}

fn timed_out(timeout: Duration) -> Response {
    let message =
        format!("the operation took longer than {} ms; ask for less at once", timeout.as_millis());
    let mut error = ServerError::new(message, None);
    error
        .extensions
        .get_or_insert_default()
        .set("code", Value::from(ErrorCode::UpstreamTimeout.to_string()));
    Response::from_errors(vec![error])
}

struct Carrier<'a>(&'a HeaderMap);

impl Extractor for Carrier<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.to_str().ok()
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(header::HeaderName::as_str).collect()
    }
}
