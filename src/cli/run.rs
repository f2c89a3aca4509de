//! Running a gateway until it is told to stop.

use std::{
    io::ErrorKind,
    net::SocketAddr,
    path::Path,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use anyhow::Context;
use futures::future::join4;
use tokio::{net::TcpListener, task::JoinSet, time::Instant};

use super::{out, progress, sql, stop::Stop};
use crate::{
    app::{self, App, Prepared, Start},
    config::{self, BadConfig, Config, LogForm},
    engine::{Problem, Summary, Ties},
    hardening, server, telemetry,
};

/// Reads a configuration and checks that it fits together.
///
/// # Errors
/// [`BadConfig`], in the same words for every command.
pub(super) fn read(file: &Path) -> Result<(Config, Prepared), BadConfig> {
    let config = config::read_file(file)?;
    let prepared = prepare(&file.display().to_string(), &config)?;
    Ok((config, prepared))
}

/// Checks that it is said who may call the gateway.
///
/// # Errors
/// [`BadConfig`] if it is not.
pub(super) fn check_callers(file: &str, config: &Config) -> Result<(), BadConfig> {
    let bad = |problem| BadConfig { file: file.to_owned(), place: None, problem };
    config.check_callers().map_err(bad)
}

fn prepare(file: &str, config: &Config) -> Result<Prepared, BadConfig> {
    let prepared = app::prepare(config).and_then(|prepared| {
        server::check(config)?;
        Ok(prepared)
    });
    prepared.map_err(|error| BadConfig {
        file: file.to_owned(),
        place: None,
        problem: format!("{error:#}"),
    })
}

/// Serves a configuration.
pub(super) async fn serve(file: &Path, port: Option<u16>, open: bool) -> anyhow::Result<u8> {
    let stop = Stop::listen()?;
    let mut config = config::read_file(file)?;
    config.auth.open |= open;
    if let Some(port) = port {
        config.server.listen.set_port(port);
    }
    run(&file.display().to_string(), config, stop).await
}

/// Runs a gateway until it is told to stop; returns the exit code. What it says from here on has
/// the form of its logs.
pub(super) async fn run(file: &str, config: Config, stop: Stop) -> anyhow::Result<u8> {
    let _telemetry = telemetry::start(&config.telemetry, &config.audit.to)?;
    hardening::keep_memory_in();
    let form = config.telemetry.logs;
    let prepared = prepare(file, &config);
    let outcome = match prepared.and_then(|known| check_callers(file, &config).map(|()| known)) {
        Ok(prepared) => run_prepared(config, prepared, stop).await,
        Err(bad) => Err(bad.into()),
    };
    Ok(outcome.map_or_else(|error| out::failed_in(form, &error), |()| 0))
}

/// Serves from the moment that the port is taken, and meanwhile connects, builds the indexes and
/// keeps them fresh.
async fn run_prepared(config: Config, prepared: Prepared, stop: Stop) -> anyhow::Result<()> {
    // First the port: whoever has it taken should not wait for an index to learn it.
    let listener = bind(config.server.listen).await?;
    let at = listener.local_addr().context("the listening port has no address")?;
    let start = Start::default();
    // Of SQL and HTTP, each spends what the other leaves.
    let callers = Arc::new(server::Callers::new(&config));
    let sql = sql::Sql::bind(&config, &start, &callers).await?;
    let own = config.clone();
    let serving = server::serve(listener, start.clone(), callers, &own, stop.told());
    // A task of its own, so that its work never holds a connection back.
    let mut work = JoinSet::new();
    work.spawn(begin(config, prepared, start, at, sql.address()));
    tokio::select! {
        () = sql.serve() => Ok(()),
        outcome = serving => outcome.context("the server ended"),
        Some(failed) = work.join_next() => failed.context("the gateway could not start")?,
    }
}

/// Connects, builds the index of partners and then that of links, and keeps both fresh until the
/// process ends.
async fn begin(
    config: Config,
    prepared: Prepared,
    start: Start,
    at: SocketAddr,
    sql: Option<SocketAddr>,
) -> anyhow::Result<()> {
    let form = config.telemetry.logs;
    for warning in config.identity.warnings() {
        tracing::warn!(told = warning, "[identity] has a key to change.");
    }
    if config.auth.open {
        tracing::warn!("The gateway is open: everyone on this machine sees everything.");
    }
    let app = App::connect_prepared(&config, prepared, &start).await?;
    tokio::spawn(app.clone().keep_rates());
    build_index(&app, &start, form).await;
    let scheme = if config.server.tls.is_some() { "https" } else { "http" };
    match form {
        LogForm::Pretty => {
            if config.serves_page() {
                out::note(format_args!("Dashboard {scheme}://{at}/dashboard/"));
                out::note(format_args!("GraphiQL  {scheme}://{at}/graphiql/"));
            }
            out::note(format_args!("GraphQL   {scheme}://{at}/graphql"));
            if let Some(sql) = sql {
                out::note(format_args!("SQL       {}", sql::url(&config, sql)));
            }
        }
        LogForm::Json => {
            let graphql = format!("{scheme}://{at}/graphql");
            tracing::info!(graphql, "The gateway answers operations.");
        }
    }
    let identity = &config.identity;
    let (refresh, rescan) = (identity.refresh_seconds, identity.rescan_seconds);
    let engine = app.engine.clone();
    let fresh = app.keep_fresh(Duration::from_secs(refresh), Duration::from_secs(rescan));
    // All end with this task, before the process does.
    join4(fresh, engine.keep_links(), engine.fill_details(), engine.keep_lists()).await;
    Ok(())
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

/// Reads the partners of all sources, shows how many there are so far, and tells how many there
/// were and which sources did not answer.
pub(super) async fn build_index(app: &App, start: &Start, form: LogForm) {
    let (begun, read) = (Instant::now(), start.records());
    let count = |more| {
        read.fetch_add(more, Ordering::Relaxed);
    };
    let building = app.engine.build_index(&count);
    progress::shown(form, "partner records read", read, building).await;
    let (summary, seconds) = (app.engine.index_summary(), begun.elapsed().as_secs_f64());
    tell(&summary, seconds, form);
    let mut told: Vec<(Option<Arc<str>>, String)> = Vec::new();
    for Problem { code, message, source_name, .. } in app.engine.index_gaps() {
        let is_told = start.is_told(source_name.as_deref(), code);
        let gap = (source_name, message);
        if is_told || told.contains(&gap) {
            continue;
        }
        let (source, message) = &gap;
        match form {
            LogForm::Pretty => out::note(format_args!(
                "{message} ({code}); its partners are missing until it answers"
            )),
            LogForm::Json => tracing::warn!(
                source = source.as_deref(),
                %code,
                error = message,
                "The partners of a source are missing until it answers."
            ),
        }
        told.push(gap);
    }
}

/// Tells what the index made of the records.
fn tell(summary: &Summary, seconds: f64, form: LogForm) {
    let Summary { partners, records, ties, suggestions, .. } = summary;
    match form {
        LogForm::Pretty => {
            out::note(format_args!(
                "{partners} partners in {records} records, known after {seconds:.1} s"
            ));
            summary.lines().iter().for_each(|line| out::note(format_args!("  {line}")));
        }
        LogForm::Json => {
            let Ties { confirmed, links, registers, evidence, name_alone, keys } = ties;
            tracing::info!(
                partners,
                records,
                seconds,
                confirmed,
                links,
                registers,
                evidence,
                name_alone,
                keys,
                suggestions,
                "The partners are known."
            );
            for line in summary.lines().iter().skip(1) {
                tracing::warn!(told = line, "Something among the partners needs a look.");
            }
        }
    }
}
