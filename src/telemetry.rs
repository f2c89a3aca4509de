//! Logs and traces: set up once, for the whole process.

use anyhow::Context;
use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::WithExportConfig;
use opentelemetry_sdk::{Resource, propagation::TraceContextPropagator, trace::SdkTracerProvider};
use tracing_subscriber::{
    EnvFilter, Layer, Registry, layer::SubscriberExt, util::SubscriberInitExt,
};

use crate::config::{LogForm, Telemetry};

/// Traces are flushed when this is dropped.
pub struct Guard(Option<SdkTracerProvider>);

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(provider) = &self.0
            && let Err(error) = provider.shutdown()
        {
            tracing::warn!(%error, "The last traces could not be sent.");
        }
    }
}

/// Sets up logs, and traces if there is an endpoint for them. `RUST_LOG` goes before the configured
/// level.
///
/// # Errors
/// If the level or the endpoint cannot be understood.
pub fn start(config: &Telemetry) -> anyhow::Result<Guard> {
    opentelemetry::global::set_text_map_propagator(TraceContextPropagator::new());
    let filter = EnvFilter::try_from_default_env()
        .or_else(|_| EnvFilter::try_new(&config.level))
        .context("telemetry.level")?;
    let logs: Box<dyn Layer<Registry> + Send + Sync> = match config.logs {
        LogForm::Pretty => tracing_subscriber::fmt::layer()
            .with_target(false)
            .with_writer(std::io::stderr)
            .with_filter(filter)
            .boxed(),
        LogForm::Json => tracing_subscriber::fmt::layer()
            .json()
            .with_writer(std::io::stderr)
            .with_filter(filter)
            .boxed(),
    };
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
        .with(logs)
        .with(traces)
        .try_init()
        .context("logs are set up already")?;
    Ok(Guard(provider))
}

fn exporting_to(endpoint: &str) -> anyhow::Result<SdkTracerProvider> {
    channelgraph_core::choose_tls();
    let exporter = opentelemetry_otlp::SpanExporter::builder()
        .with_http()
        .with_endpoint(endpoint)
        .build()
        .context("telemetry.otlp_endpoint")?;
    let resource = Resource::builder().with_service_name("channelgraph").build();
    Ok(SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource).build())
}
