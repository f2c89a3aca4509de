//! Running a gateway until it is told to stop.

use std::{
    io::ErrorKind,
    net::SocketAddr,
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use anyhow::Context;
use tokio::{net::TcpListener, time::Instant};

use super::progress;
use crate::{
    app::App,
    config::{self, Config},
    server, telemetry,
};

/// Serves a configuration.
pub(super) async fn serve(file: &Path, port: Option<u16>) -> anyhow::Result<u8> {
    let mut config = match config::read_file(file) {
        Ok(config) => config,
        Err(bad) => {
            eprintln!("{bad}");
            return Ok(2);
        }
    };
    if let Some(port) = port {
        config.server.listen.set_port(port);
    }
    let _telemetry = telemetry::start(&config.telemetry)?;
    run(&config).await?;
    Ok(0)
}

/// Connects, serves until Ctrl-C or SIGTERM, and meanwhile builds the index, shows its progress and
/// keeps it fresh.
pub(super) async fn run(config: &Config) -> anyhow::Result<()> {
    // First the port: whoever has it taken should not wait for an index to learn it.
    let listener = bind(config.server.listen).await?;
    let app = App::connect(config).await?;
    let at = listener.local_addr().context("the listening port has no address")?;
    let (refresh, rescan) =
        (config.identity.refresh_seconds.max(1), config.identity.rescan_seconds);
    tokio::spawn(app.clone().keep_rates());
    tokio::spawn({
        let app = app.clone();
        async move {
            build_index(&app).await;
            eprintln!("GraphiQL  http://{at}/graphiql/\nGraphQL   http://{at}/graphql");
            app.keep_fresh(Duration::from_secs(refresh), Duration::from_secs(rescan)).await;
        }
    });
    axum::serve(listener, server::router(app, &config.server))
        .with_graceful_shutdown(stopped())
        .await
        .context("the server ended")
}

async fn bind(at: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(at).await.map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => anyhow::anyhow!(
            "port {} is taken on {}; choose another with --port",
            at.port(),
            at.ip()
        ),
        ErrorKind::PermissionDenied => {
            anyhow::anyhow!(
                "port {} may not be used by this user; choose one above 1023 with --port",
                at.port()
            )
        }
        _ => anyhow::anyhow!("cannot listen on {at}: {error}"),
    })
}

async fn build_index(app: &App) {
    let (begun, read) = (Instant::now(), AtomicU64::new(0));
    let count = |more| {
        read.fetch_add(more, Ordering::Relaxed);
    };
    progress::shown("partner records read", &read, app.engine.build_index(&count)).await;
    let (partners, records) = app.engine.index_size();
    eprintln!(
        "{partners} partners in {records} records, known after {:.1} s",
        begun.elapsed().as_secs_f64()
    );
    for gap in app.engine.index_gaps() {
        eprintln!("{} ({}); its partners are missing until it answers", gap.message, gap.code);
    }
}

/// Ends when the process is told to stop.
pub(super) async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    if let Ok(mut terminate) =
        tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
    {
        tokio::select! {
            _ = interrupt => {}
            _ = terminate.recv() => {}
        }
        return;
    }
    drop(interrupt.await);
}
