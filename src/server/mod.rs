//! The HTTP server: it bounds each request, hands it to GraphQL, and sends the answer in the form
//! that the client takes.

mod accept;
mod alone;
mod announced;
mod answer;
mod assets;
mod callers;
mod client;
mod connections;
mod cors;
mod csrf;
#[cfg(feature = "bi")]
mod export;
mod hangup;
mod headers;
mod held;
mod hosts;
#[cfg(feature = "bi")]
mod odata;
mod operation;
mod pace;
mod personas;
mod proxy_protocol;
mod request;
mod request_id;
mod tls;

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    extract::State,
    http::StatusCode,
    middleware::{from_fn, from_fn_with_state},
    routing::get,
};
pub use callers::Callers;
use channelgraph_core::ErrorCode;
pub use client::ClientAddress;
pub use request_id::RequestId;
use tokio::{
    net::TcpListener,
    sync::{Semaphore, watch},
};
use tower::util::option_layer;
use tower_http::{
    CompressionLevel,
    catch_panic::CatchPanicLayer,
    compression::{CompressionLayer, DefaultPredicate, Predicate, predicate::SizeAbove},
};

use crate::{app::Start, audit::Audit, auth::Auth, config::Config};

/// Bytes from which on answers are packed.
const PACKED_FROM: u16 = 1024;

#[derive(Clone)]
struct Server {
    start: Start,
    auth: Arc<Auth>,
    callers: Arc<Callers>,
    audit: Arc<Audit>,
    operations: Arc<Semaphore>,
    body_time: Duration,
    /// Rows that one scan of a table may give.
    #[cfg(feature = "bi")]
    max_rows: usize,
}

/// Serves a gateway to its callers, also while it starts, until `stop` ends. Operations under way
/// then have `drain_seconds` to end; what is left after that is cut off with the process.
///
/// # Errors
/// If the configuration does not fit together, or the listener fails.
pub async fn serve(
    listener: TcpListener,
    start: Start,
    callers: Arc<Callers>,
    config: &Config,
    stop: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<()> {
    let gate = Arc::new(accept::Gate::new(&config.server, router(start, callers, config)?)?);
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

/// What takes handshakes of a protocol other than HTTP, always by the certificate as it is now.
///
/// # Errors
/// If the files cannot be used.
#[cfg(feature = "bi")]
pub fn handshakes(
    config: &crate::config::Tls,
    protocol: &'static [u8],
) -> anyhow::Result<impl Fn() -> tokio_rustls::TlsAcceptor + Send + Sync + use<>> {
    let tls = Arc::new(tls::Tls::new(config)?);
    let fresh = tls.clone();
    tokio::spawn(async move { fresh.keep_fresh().await });
    Ok(move || Arc::new(tls.speaking(protocol)).into())
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

/// The routes: `/graphql`, `/graphiql/` and `/graphiql/personas.json`, `/dashboard/`,
/// `/schema.graphql`, `/odata/v4/`, `/health/live`, `/health/ready`.
///
/// # Errors
/// If the configuration does not fit together.
pub fn router(
    start: impl Into<Start>,
    callers: Arc<Callers>,
    config: &Config,
) -> anyhow::Result<Router> {
    let server = Server::new(start.into(), callers, config)?;
    let personas = personas::router(&config.auth);
    let page = if config.serves_page() { assets::router() } else { Router::new() };
    let alone = config.auth.alone().map(|_| from_fn(alone::check));
    let routes = routes(config);
    let config = &config.server;
    let hosts = Arc::new(hosts::Hosts::new(config));
    let secure = Arc::new(headers::Secure::new(config));
    let proxies = Arc::new(client::Proxies::new(config));
    let router = routes
        .with_state(server)
        .merge(page)
        .merge(personas)
        // The fastest level: a page of nodes is made in milliseconds, and thorough packing would
        // take as long again. Small answers gain little, and each that is packed holds a quarter of
        // a megabyte.
        .layer(
            CompressionLayer::new()
                .quality(CompressionLevel::Fastest)
                .compress_when(DefaultPredicate::new().and(SizeAbove::new(PACKED_FROM))),
        )
        .layer(CatchPanicLayer::custom(|_| {
            answer::failed(
                StatusCode::INTERNAL_SERVER_ERROR,
                ErrorCode::Internal,
                "the gateway failed; its log says why",
            )
        }))
        .layer(cors::layer(&config.cors)?)
        .layer(from_fn(cors::only_named))
        .layer(option_layer(alone))
        .layer(from_fn_with_state(hosts, hosts::check))
        .layer(from_fn_with_state(secure, headers::add))
        .layer(from_fn(request_id::set))
        .layer(from_fn_with_state(proxies, client::find))
        .layer(from_fn(pace::note));
    Ok(router)
}

/// The routes that ask the gateway.
fn routes(config: &Config) -> Router<Server> {
    let routes = Router::new()
        .route(
            "/graphql",
            get(operation::answer).post(operation::answer).layer(from_fn(csrf::check)),
        )
        .route("/schema.graphql", get(operation::schema))
        .route("/health/live", get(|| async { "live\n" }))
        .route("/health/ready", get(ready));
    #[cfg(feature = "bi")]
    let routes = routes.route("/export/{name}", get(export::export)).merge(odata::router(config));
    #[cfg(not(feature = "bi"))]
    let _ = config;
    routes
}

impl Server {
    fn new(start: Start, callers: Arc<Callers>, config: &Config) -> anyhow::Result<Self> {
        Ok(Self {
            start,
            auth: Arc::new(Auth::new(&config.auth)?),
            callers,
            audit: Arc::new(Audit::new()),
            operations: Arc::new(Semaphore::new(config.server.max_operations)),
            body_time: Duration::from_secs(config.server.body_seconds),
            #[cfg(feature = "bi")]
            max_rows: config.bi.max_rows,
        })
    }
}

/// Ready once every source was asked for its partners, and at least one has answered.
async fn ready(State(server): State<Server>) -> (StatusCode, String) {
    match server.start.waits_for() {
        None => (StatusCode::OK, "ready\n".to_owned()),
        Some(waits) => (StatusCode::SERVICE_UNAVAILABLE, waits + "\n"),
    }
}
