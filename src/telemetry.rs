//! Logs and traces: set up once, for the whole process.
//!
//! Counts in spans are signed (`len() as i64`): `tracing-opentelemetry` hands unsigned numbers on
//! as text.

mod export;

use std::{
    io::{IsTerminal, stderr},
    time::Duration,
};

use anyhow::Context;
use opentelemetry::{KeyValue, trace::TracerProvider};
use opentelemetry_sdk::{Resource, propagation::TraceContextPropagator, trace::SdkTracerProvider};
use tracing_subscriber::{
    EnvFilter, Layer, Registry, fmt::MakeWriter, layer::SubscriberExt, util::SubscriberInitExt,
};

use crate::{
    audit,
    config::{AuditTo, LogForm, Telemetry},
};

/// The name of the service in traces, unless the environment names another.
const SERVICE: &str = "channelgraph";
/// The time that the last traces have to be sent.
const LAST_SENT: Duration = Duration::from_secs(5);

/// Traces are flushed when this is dropped.
pub struct Guard(Option<SdkTracerProvider>);

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(provider) = &self.0
            && let Err(error) = provider.shutdown_with_timeout(LAST_SENT)
        {
            tracing::warn!(%error, "The last traces could not be sent.");
        }
    }
}

/// Sets up logs, audit lines, and traces if there is an endpoint for them. `RUST_LOG` goes before
/// the configured level.
///
/// # Errors
/// If the level or the endpoint cannot be understood, or the file of audit lines not opened.
pub fn start(config: &Telemetry, audit: &AuditTo) -> anyhow::Result<Guard> {
    opentelemetry::global::set_text_map_propagator(TraceContextPropagator::new());
    let filter = EnvFilter::try_from_default_env()
        .or_else(|_| EnvFilter::try_new(&config.level))
        .context("telemetry.level")?;
    let filter = filter.add_directive(audit::directive(audit)?);
    let provider = config.otlp_endpoint.as_deref().map(exporting_to).transpose()?;
    // Spans are for traces: what is exported does not depend on what is logged, except that other
    // crates' spans stay out.
    let traces = provider.as_ref().map(|provider| {
        tracing_opentelemetry::layer().with_tracer(provider.tracer("channelgraph")).with_filter(
            tracing_subscriber::filter::filter_fn(|metadata| {
                metadata.is_span() && metadata.target().starts_with("channelgraph")
            }),
        )
    });
    tracing_subscriber::registry()
        .with(logs(config.logs, stderr).with_filter(filter))
        .with(audit::file_layer(audit)?)
        .with(traces)
        .try_init()
        .context("logs are set up already")?;
    std::panic::set_hook(Box::new(log_panic));
    Ok(Guard(provider))
}

/// The layer that writes logs. It never tells on standard error that it cannot write there.
fn logs<W>(form: LogForm, writer: W) -> Box<dyn Layer<Registry> + Send + Sync>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let layer = tracing_subscriber::fmt::layer().with_writer(writer).log_internal_errors(false);
    match form {
        LogForm::Pretty => layer.with_target(false).with_ansi(takes_colour()).boxed(),
        LogForm::Json => layer.json().with_ansi(false).boxed(),
    }
}

/// Tells if standard error takes colours: a terminal, whose user has not said `NO_COLOR`
/// (<https://no-color.org>).
fn takes_colour() -> bool {
    let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    stderr().is_terminal() && !unwanted
}

/// Logs a panic as one line, as everything else, without what may hold data.
fn log_panic(panic: &std::panic::PanicHookInfo<'_>) {
    let message = crate::hardening::panic_message(panic);
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    tracing::error!(panic = message, place, "The gateway made a mistake.");
}

fn exporting_to(endpoint: &str) -> anyhow::Result<SdkTracerProvider> {
    let exporter = export::Exporter::new(endpoint).context("telemetry.otlp_endpoint")?;
    Ok(SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource()).build())
}

/// The resource of all spans: what `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES` say goes
/// before our own.
fn resource() -> Resource {
    let own = [KeyValue::new("service.version", env!("CARGO_PKG_VERSION"))];
    let named = Resource::builder().build();
    let said = named.iter().map(|(key, value)| KeyValue::new(key.clone(), value.clone()));
    // The SDK makes up a name where nobody said one.
    let is_made_up = |entry: &KeyValue| {
        entry.key.as_str() == "service.name" && entry.value.as_str().starts_with("unknown_service")
    };
    let said = said.filter(|entry| !is_made_up(entry)).collect::<Vec<_>>();
    // It goes before a name among the attributes (OpenTelemetry, resource SDK, 2026).
    let name = std::env::var("OTEL_SERVICE_NAME").ok().filter(|name| !name.is_empty());
    let name = name.map(|name| KeyValue::new("service.name", name));
    let builder = Resource::builder_empty().with_service_name(SERVICE);
    builder.with_attributes(own.into_iter().chain(said).chain(name)).build()
}

#[cfg(test)]
mod tests {
    use std::{
        io::{self, Write},
        sync::Arc,
    };

    use parking_lot::Mutex;
    use serde_json::Value;

    use super::*;

    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl Write for Written {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_panic_is_one_line_for_machines() {
        let written = Written::default();
        let writer = written.clone();
        let logs = tracing_subscriber::registry().with(logs(LogForm::Json, move || writer.clone()));
        tracing::subscriber::with_default(logs, || {
            let before = std::panic::take_hook();
            std::panic::set_hook(Box::new(log_panic));
            let panicked = std::panic::catch_unwind(|| panic!("two\nlines"));
            std::panic::set_hook(before);
            assert!(panicked.is_err());
        });
        let text = String::from_utf8(written.0.lock().clone()).unwrap();
        assert_eq!(text.lines().count(), 1, "{text}");
        let line: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(line["fields"]["panic"], "two\nlines");
        assert!(line["fields"]["place"].as_str().unwrap().contains("telemetry.rs:"), "{line}");
    }
}
