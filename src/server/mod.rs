//! The HTTP server: it bounds each request, hands it to GraphQL, and sends the answer in the form
//! that the client takes.

mod answer;
mod assets;
mod request;

use std::sync::Arc;

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
    routing::get,
};
use channelgraph_core::ErrorCode;
use opentelemetry::propagation::Extractor;
use tokio::sync::Semaphore;
use tower_http::{CompressionLevel, catch_panic::CatchPanicLayer, compression::CompressionLayer};
use tracing::{Instrument, field::Empty};
use tracing_opentelemetry::OpenTelemetrySpanExt;

use crate::{app::App, config, engine::Viewer, graphql};

#[derive(Clone)]
struct Server {
    app: App,
    operations: Arc<Semaphore>,
    max_body: usize,
}

/// The routes: `/graphql`, `/graphiql/`, `/schema.graphql`, `/health/live`, `/health/ready`.
pub fn router(app: App, config: &config::Server) -> Router {
    let server = Server {
        app,
        operations: Arc::new(Semaphore::new(config.max_operations)),
        max_body: config.max_body,
    };
    Router::new()
        .route("/graphql", get(operation).post(operation))
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
                "the gateway failed; its log says why",
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

/// Answers one operation.
async fn operation(
    State(server): State<Server>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: axum::body::Body,
) -> Response {
    let read = request::read(&method, &uri, &headers, body, server.max_body).await;
    let request = match read {
        Ok(request) => request,
        Err(refusal) => return refusal.into_response(),
    };
    if !server.app.engine.is_index_built() {
        let message = "the gateway is still reading the partners; try again in a moment";
        return answer::failed(StatusCode::SERVICE_UNAVAILABLE, ErrorCode::Overloaded, message);
    }
    let Ok(_permit) = server.operations.clone().try_acquire_owned() else {
        let message = "too many operations are running (`server.max_operations`); try again in a \
                       second";
        return answer::failed(StatusCode::SERVICE_UNAVAILABLE, ErrorCode::Overloaded, message);
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
    let viewer = Viewer::everyone();
    let answered = server.app.graphql.answer(&server.app.engine, &viewer, &request);
    let answered = answered.instrument(span.clone()).await;
    span.record("errors", answered.errors.len());
    span.in_scope(|| answer::log(&answered.errors));
    answer::send(answered, &headers)
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
