//! The HTTP server: it bounds each request, hands it to GraphQL, and sends the answer in the form
//! that the client takes.

mod accept;
mod announced;
mod answer;
mod assets;
mod client;
mod connections;
mod cors;
mod csrf;
mod hangup;
mod headers;
mod hosts;
mod pace;
mod proxy_protocol;
mod request;
mod request_id;
mod tls;

use std::{sync::Arc, time::Duration};

use axum::{
    Extension, Router,
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri, header},
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::get,
};
use channelgraph_core::ErrorCode;
pub use client::ClientAddress;
use opentelemetry::propagation::Extractor;
pub use request_id::RequestId;
use tokio::{
    net::TcpListener,
    sync::{Semaphore, watch},
};
use tower_http::{CompressionLevel, catch_panic::CatchPanicLayer, compression::CompressionLayer};
use tracing::{Instrument, Span, field::Empty};
use tracing_opentelemetry::OpenTelemetrySpanExt;

use crate::{
    app::Start,
    auth::Auth,
    config::Config,
    engine::Question,
    graphql::{self, Answer, Body, shortened},
};

#[derive(Clone)]
struct Server {
    start: Start,
    auth: Arc<Auth>,
    operations: Arc<Semaphore>,
    limits: request::Limits,
}

/// Serves a gateway, also while it starts, until `stop` ends. Operations under way then have
/// `drain_seconds` to end; what is left after that is cut off with the process.
///
/// # Errors
/// If the configuration does not fit together, or the listener fails.
pub async fn serve(
    listener: TcpListener,
    start: Start,
    config: &Config,
    stop: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<()> {
    let gate = Arc::new(accept::Gate::new(&config.server, router(start, config)?)?);
    warn(config, &gate);
    let (told, mut stopped) = watch::channel(());
    let signal = async move {
        stop.await;
        drop(told);
    };
    let seconds = config.server.drain_seconds;
    let drained = async {
        // An error is the end of the signal, which is what is waited for.
        drop(stopped.changed().await);
        tokio::time::sleep(Duration::from_secs(seconds)).await;
    };
    tokio::select! {
        () = gate.clone().serve(listener, signal) => Ok(()),
        () = gate.keep_fresh() => Ok(()),
        () = drained => {
            let connections = gate.connections.count();
            tracing::warn!(
                connections,
                seconds,
                "Connections are cut: they did not end within `server.drain_seconds`."
            );
            Ok(())
        }
    }
}

/// Checks the files that the server reads.
///
/// # Errors
/// If one cannot be used; the text says which, and why.
pub fn check(config: &Config) -> anyhow::Result<()> {
    config.server.tls.as_ref().map(tls::Tls::new).transpose().map(drop)
}

/// Warns of what is served, but not as safely as it could be.
fn warn(config: &Config, gate: &accept::Gate) {
    if let Some(tls) = &gate.tls {
        tls.warn();
    }
    let server = &config.server;
    if server.allowed_hosts.is_empty() && !server.listen.ip().is_loopback() {
        tracing::warn!("Every host is answered for: name yours in `server.allowed_hosts`.");
    }
}

/// The routes: `/graphql`, `/graphiql/`, `/schema.graphql`, `/health/live`, `/health/ready`.
///
/// # Errors
/// If the configuration does not fit together.
pub fn router(start: impl Into<Start>, config: &Config) -> anyhow::Result<Router> {
    let auth = Arc::new(Auth::new(&config.auth)?);
    let config = &config.server;
    let server = Server {
        start: start.into(),
        auth,
        operations: Arc::new(Semaphore::new(config.max_operations)),
        limits: request::Limits {
            bytes: config.max_body,
            time: Duration::from_secs(config.body_seconds),
        },
    };
    let hosts = Arc::new(hosts::Hosts::new(config));
    let secure = Arc::new(headers::Secure::new(config));
    let proxies = Arc::new(client::Proxies::new(config));
    let router = Router::new()
        .route("/graphql", get(operation).post(operation).layer(from_fn(csrf::check)))
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
        .layer(cors::layer(&config.cors)?)
        .layer(from_fn(cors::only_named))
        .layer(from_fn_with_state(hosts, hosts::check))
        .layer(from_fn_with_state(secure, headers::add))
        .layer(from_fn(request_id::set))
        .layer(from_fn_with_state(proxies, client::find))
        .layer(from_fn(pace::note));
    Ok(router)
}

/// Ready once every source was asked for its partners, and at least one has answered.
async fn ready(State(server): State<Server>) -> (StatusCode, String) {
    match server.start.waits_for() {
        None => (StatusCode::OK, "ready\n".to_owned()),
        Some(waits) => (StatusCode::SERVICE_UNAVAILABLE, waits + "\n"),
    }
}

/// Answers one operation.
async fn operation(
    State(server): State<Server>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    id: Option<Extension<RequestId>>,
    connection: Option<Extension<pace::Requests>>,
    body: axum::body::Body,
) -> Response {
    let caller = match server.auth.caller(&headers).await {
        Ok(caller) => caller,
        Err(refused) => return answer::refused(&refused),
    };
    let announced = || connection.as_ref().map_or(0, |Extension(requests)| requests.announced());
    let text = match request::read(&method, &uri, &headers, body, server.limits, &announced).await {
        Ok(text) => text,
        Err(refusal) => return refusal.into_response(),
    };
    let Some(app) = server.start.app().filter(|app| app.engine.is_index_built()) else {
        // A mistake in the request is told all the same.
        if let Err(refusal) = text.parse() {
            return refusal.into_response();
        }
        let message = "the gateway is still reading the partners; try again in a moment";
        return answer::failed(StatusCode::SERVICE_UNAVAILABLE, ErrorCode::Overloaded, message);
    };
    let viewer = app.viewer(&caller).await;
    let text_asked = Question::new(&viewer, &text);
    if let Some(answer) = app.graphql.kept(text_asked) {
        let span = span(&headers, id.as_deref(), answer.operation.as_deref());
        return finish(&span, answer, &headers);
    }
    let request = match text.parse() {
        Ok(request) => request,
        Err(refusal) => return refusal.into_response(),
    };
    let Ok(_permit) = server.operations.clone().try_acquire_owned() else {
        let message = "too many operations are running (`server.max_operations`); try again in a \
                       second";
        return answer::failed(StatusCode::SERVICE_UNAVAILABLE, ErrorCode::Overloaded, message);
    };
    let span = span(&headers, id.as_deref(), request.operation_name.as_deref());
    let answered = app.graphql.answer(&app.engine, &viewer, &request, text_asked);
    let answered = answered.instrument(span.clone()).await;
    finish(&span, answered, &headers)
}

/// The span of an operation, as part of the caller's trace if there is one.
fn span(headers: &HeaderMap, id: Option<&RequestId>, operation: Option<&str>) -> Span {
    let span = tracing::info_span!(
        "graphql.operation",
        otel.kind = "server",
        operation = &*shortened(operation.unwrap_or_default()),
        request_id = id.map(RequestId::as_str),
        kept = Empty,
        errors = Empty
    );
    let parent = opentelemetry::global::get_text_map_propagator(|propagator| {
        propagator.extract(&Carrier(headers))
    });
    // Without a collector there is no trace to join, and that is no failure.
    drop(span.set_parent(parent));
    span
}

/// Tells of an operation that was answered, and sends the answer.
fn finish(span: &Span, answered: Answer, headers: &HeaderMap) -> Response {
    span.record("kept", matches!(answered.body, Body::Kept(_)));
    span.record("errors", answered.errors.len() as i64);
    span.in_scope(|| answer::log(&answered.errors));
    answer::send(answered, headers)
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
