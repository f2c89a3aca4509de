//! Where audit lines go: to the log, whatever its level, or to a file of their own.

use std::fs::{File, OpenOptions};

use anyhow::Context;
use tracing_subscriber::{
    Layer,
    filter::{Directive, LevelFilter, Targets},
    registry::LookupSpan,
};

use super::TARGET;
use crate::config::AuditTo;

/// The directive by which the log takes audit lines, or leaves them out.
///
/// # Errors
/// None that a configuration can cause.
pub fn directive(to: &AuditTo) -> anyhow::Result<Directive> {
    let level = if *to == AuditTo::Log { "info" } else { "off" };
    format!("{TARGET}={level}").parse().context("the directive of audit lines")
}

/// The layer that writes audit lines to their file, if they have one. Each line is written at once
/// and as a whole, so the file can be moved away and copied at any time.
///
/// # Errors
/// If the file cannot be opened.
pub fn file_layer<S>(to: &AuditTo) -> anyhow::Result<Option<impl Layer<S> + use<S>>>
where
    S: tracing::Subscriber + for<'a> LookupSpan<'a>,
{
    let AuditTo::File(path) = to else { return Ok(None) };
    let file = opened(path).with_context(|| {
        format!("`audit.to` names {}, to which nothing can be added", path.display())
    })?;
    Ok(Some(lines(file).with_filter(Targets::new().with_target(TARGET, LevelFilter::INFO))))
}

/// A layer that writes events as JSON, each with its keys at the top.
fn lines<S>(file: File) -> impl Layer<S>
where
    S: tracing::Subscriber + for<'a> LookupSpan<'a>,
{
    tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_ansi(false)
        .with_level(false)
        .with_target(false)
        .log_internal_errors(false)
        .with_writer(std::sync::Arc::new(file))
}

/// Opens a file for lines to be added. Only its owner may read it: the lines tell who asked what.
fn opened(path: &std::path::Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
