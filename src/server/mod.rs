//! The HTTP server: it bounds each request, hands it to GraphQL, and sends the answer in the form
//! that the client takes.

mod announced;
mod answer;
mod assets;
mod callers;
mod hosts;
mod pace;
mod request;

use std::{net::IpAddr, sync::Arc, time::Duration};

use answer::Refusal;
use anyhow::Context;
use axum::{
    Extension, Router,
    extract::{ConnectInfo, State},
    http::{HeaderMap, Method, StatusCode, Uri, header},
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::get,
};
use callers::Callers;
use channelgraph_core::ErrorCode;
use opentelemetry::propagation::Extractor;
use tokio::{
    net::TcpListener,
    sync::{Semaphore, watch},
};
use tower_http::{CompressionLevel, catch_panic::CatchPanicLayer, compression::CompressionLayer};
use tracing::{Instrument, Span, field::Empty};
use tracing_opentelemetry::OpenTelemetrySpanExt;

use crate::{
    app::Start,
    audit::{Audit, Line},
    auth::{Auth, Caller, Refused},
    config::Config,
    engine::{Question, Viewer},
    graphql::{self, Answer, Body, shortened},
};

#[derive(Clone)]
struct Server {
    start: Start,
    auth: Arc<Auth>,
    callers: Arc<Callers>,
    audit: Arc<Audit>,
    operations: Arc<Semaphore>,
    body_time: Duration,
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
    let listener = pace::PacedListener::new(listener, &config.server);
    let open = listener.open();
    let service = router(start, config)?.into_make_service_with_connect_info::<pace::Requests>();
    let (told, mut stopped) = watch::channel(());
    let signal = async move {
        stop.await;
        drop(told);
    };
    let served = axum::serve(listener, service).with_graceful_shutdown(signal);
    let seconds = config.server.drain_seconds;
    let drained = async {
        // An error is the end of the signal, which is what is waited for.
        drop(stopped.changed().await);
        tokio::time::sleep(Duration::from_secs(seconds)).await;
    };
    tokio::select! {
        outcome = served => outcome.context("the listener failed"),
        () = drained => {
            let connections = open.count();
            tracing::warn!(
                connections,
                seconds,
                "Connections are cut: they did not end within `server.drain_seconds`."
            );
            Ok(())
        }
    }
}

/// The routes: `/graphql`, `/graphiql/`, `/schema.graphql`, `/health/live`, `/health/ready`.
///
/// # Errors
/// If the configuration does not fit together.
pub fn router(start: impl Into<Start>, config: &Config) -> anyhow::Result<Router> {
    let auth = Arc::new(Auth::new(&config.auth)?);
    let callers = Arc::new(Callers::new(config));
    let config = &config.server;
    let server = Server {
        start: start.into(),
        auth,
        callers,
        audit: Arc::new(Audit::new()),
        operations: Arc::new(Semaphore::new(config.max_operations)),
        body_time: Duration::from_secs(config.body_seconds),
    };
    let hosts = Arc::new(hosts::Hosts::new(config));
    let router = Router::new()
        .route("/graphql", get(operation).post(operation))
        .route("/schema.graphql", get(schema))
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
        .layer(from_fn_with_state(hosts, hosts::check))
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

/// The connection that a request comes by; none in a test without one.
type Connection = Option<Extension<ConnectInfo<pace::Requests>>>;

/// The schema, for callers who may ask for it.
async fn schema(
    State(server): State<Server>,
    headers: HeaderMap,
    connection: Connection,
) -> Response {
    let caller = match server.auth.caller(&headers).await {
        Ok(caller) => caller,
        Err(refused) => return unauthenticated(&refused),
    };
    let mut line = server.audit.begin(&caller, &headers);
    let admitted = server.callers.admit(&caller, address(&connection));
    let refused = match admitted {
        Ok(admitted) if admitted.rights().introspection => {
            line.gave_schema();
            let media = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
            return (media, graphql::sdl()).into_response();
        }
        Ok(_) => Refusal::new(StatusCode::FORBIDDEN, ErrorCode::Forbidden, graphql::CLOSED),
        Err(refusal) => refusal,
    };
    line.refused(refused.code);
    refused.into_response()
}

/// Answers one operation.
async fn operation(
    State(server): State<Server>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    connection: Connection,
    body: axum::body::Body,
) -> Response {
    let caller = match server.auth.caller(&headers).await {
        Ok(caller) => caller,
        Err(refused) => return unauthenticated(&refused),
    };
    let mut line = server.audit.begin(&caller, &headers);
    let asked = Asked { method, uri, headers, connection, body };
    match server.answer(&caller, asked, &mut line).await {
        Ok(response) => response,
        Err(refusal) => {
            line.refused(refusal.code);
            refusal.into_response()
        }
    }
}

/// The answer to credentials that are not accepted.
fn unauthenticated(refused: &Refused) -> Response {
    let message = refused.to_string();
    answer::failed(StatusCode::UNAUTHORIZED, ErrorCode::Unauthenticated, &message)
}

/// The address that a connection comes from.
fn address(connection: &Connection) -> Option<IpAddr> {
    connection.as_ref()?.0.0.address()
}

/// A request for an operation.
struct Asked {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    connection: Connection,
    body: axum::body::Body,
}

impl Server {
    /// Answers an operation of a caller.
    ///
    /// # Errors
    /// If the request does not become an operation.
    async fn answer(
        &self,
        caller: &Caller,
        asked: Asked,
        line: &mut Line<'_>,
    ) -> Result<Response, Refusal> {
        let Asked { method, uri, headers, connection, body } = asked;
        let admitted = self.callers.admit(caller, address(&connection))?;
        line.counts(admitted.calls());
        let limits = request::Limits { bytes: admitted.body(), time: self.body_time };
        let announced = || connection.as_ref().map_or(0, |Extension(info)| info.0.announced());
        let text = request::read(&method, &uri, &headers, body, limits, &announced).await?;
        let viewer = viewer(caller);
        // What a role may ask decides the answer too.
        let text_asked = Question::new(&viewer, &(&caller.role, &text));
        let app = self.start.app().filter(|app| app.engine.is_index_built());
        if let Some(answer) = app.and_then(|app| app.graphql.kept(text_asked)) {
            let span = span(&headers, answer.operation.as_deref());
            line.answered(&answer);
            return Ok(finish(&span, answer, &headers));
        }
        let request = text.parse()?;
        let Some(app) = app else {
            let message = "the gateway is still reading the partners; try again in a moment";
            return Err(Refusal::overloaded(message));
        };
        let Ok(_permit) = self.operations.clone().try_acquire_owned() else {
            let message = "too many operations are running (`server.max_operations`); try again \
                           in a second";
            return Err(Refusal::overloaded(message));
        };
        let span = span(&headers, request.operation_name.as_deref());
        let who = (&viewer, admitted.asker());
        let answered = app.graphql.answer(&app.engine, who, &request, text_asked);
        let answered = answered.instrument(span.clone()).await;
        line.answered(&answered);
        Ok(finish(&span, answered, &headers))
    }
}

/// The viewer that a caller is.
fn viewer(_caller: &Caller) -> Viewer {
    Viewer::everyone()
}

/// The span of an operation, as part of the caller's trace if there is one.
fn span(headers: &HeaderMap, operation: Option<&str>) -> Span {
    let span = tracing::info_span!(
        "graphql.operation",
        otel.kind = "server",
        operation = &*shortened(operation.unwrap_or_default()),
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
