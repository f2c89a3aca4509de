//! The way of spans to the collector. What goes wrong is told once, and again when it changes.

use std::{fmt, time::Duration};

use anyhow::Context;
use opentelemetry::{KeyValue, Value};
use opentelemetry_otlp::WithExportConfig;
use opentelemetry_sdk::{
    Resource,
    error::OTelSdkResult,
    trace::{SpanData, SpanExporter},
};
use parking_lot::Mutex;
use url::Url;

/// The path at which collectors take spans (OTLP 1.0, OTLP/HTTP request).
const PATH: &str = "/v1/traces";
/// Attributes that are counts: `tracing-opentelemetry` hands unsigned numbers on as text.
const COUNTS: [&str; 7] = ["attempt", "errors", "first", "lists", "parents", "partners", "records"];

/// Sends spans to a collector.
pub(super) struct Exporter {
    inner: opentelemetry_otlp::SpanExporter,
    endpoint: Url,
    /// The failure that was told last; none while all is well.
    told: Mutex<Option<String>>,
}

impl Exporter {
    /// An exporter to this endpoint, which is not asked yet.
    pub(super) fn new(endpoint: &str) -> anyhow::Result<Self> {
        channelgraph_core::choose_tls();
        let builder = opentelemetry_otlp::SpanExporter::builder().with_http();
        let inner = builder.with_endpoint(endpoint).build()?;
        let endpoint = Url::parse(endpoint).context("this is no address")?;
        Ok(Self { inner, endpoint, told: Mutex::new(None) })
    }

    /// Tells an outcome that differs from the one before it.
    fn tell(&self, spans: usize, outcome: &OTelSdkResult) {
        let failure = outcome.as_ref().err().map(ToString::to_string);
        let mut told = self.told.lock();
        if *told == failure {
            return;
        }
        let endpoint = self.place();
        match &failure {
            Some(error) => {
                let mend = if self.endpoint.path() == PATH {
                    "check that the collector runs and is at this address"
                } else {
                    "collectors take spans at the path /v1/traces; check `telemetry.otlp_endpoint`"
                };
                tracing::warn!(
                    endpoint,
                    error,
                    spans,
                    mend,
                    "Traces cannot be sent; these are lost."
                );
            }
            None => tracing::info!(endpoint, "Traces are sent again."),
        }
        *told = failure;
    }

    /// The endpoint without what may be a key.
    fn place(&self) -> String {
        let port = self.endpoint.port().map(|port| format!(":{port}")).unwrap_or_default();
        let host = self.endpoint.host_str().unwrap_or_default();
        format!("{}://{host}{port}{}", self.endpoint.scheme(), self.endpoint.path())
    }
}

impl fmt::Debug for Exporter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exporter").field("endpoint", &self.place()).finish_non_exhaustive()
    }
}

impl SpanExporter for Exporter {
    async fn export(&self, mut batch: Vec<SpanData>) -> OTelSdkResult {
        batch.iter_mut().flat_map(|span| &mut span.attributes).for_each(count_as_number);
        let spans = batch.len();
        let outcome = self.inner.export(batch).await;
        self.tell(spans, &outcome);
        outcome
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.inner.shutdown_with_timeout(timeout)
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.inner.set_resource(resource);
    }
}

fn count_as_number(attribute: &mut KeyValue) {
    if COUNTS.contains(&attribute.key.as_str())
        && let Value::String(text) = &attribute.value
        && let Ok(number) = text.as_str().parse::<i64>()
    {
        attribute.value = Value::I64(number);
    }
}
