//! The way of spans to the collector. What goes wrong is told once, and again when it changes.

use std::{fmt, io::Read, sync::Arc, time::Duration};

use anyhow::Context;
use axum::{
    body::Bytes,
    http::{Request, Response},
};
use opentelemetry_http::{HttpClient, HttpError};
use opentelemetry_otlp::{WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::{
    Resource,
    error::OTelSdkResult,
    trace::{SpanData, SpanExporter},
};
use parking_lot::Mutex;
use reqwest::redirect::Policy;
use url::Url;

/// The path at which collectors take spans (OTLP 1.0, OTLP/HTTP request).
const PATH: &str = "/v1/traces";
/// The time that the collector has to take spans.
const TIME: Duration = Duration::from_secs(10);

/// Bytes that are read of a collector's answer, which says little.
const MOST_BYTES: u64 = 64 << 10;

/// Sends spans to a collector.
pub(super) struct Exporter {
    inner: opentelemetry_otlp::SpanExporter,
    endpoint: Url,
    /// The cause of the last failure: the exporter's own error is the same for all of them.
    cause: Arc<Mutex<Option<String>>>,
    /// The failure that was told last; none while all is well.
    told: Mutex<Option<String>>,
}

impl Exporter {
    /// An exporter to this endpoint, which is not asked yet.
    pub(super) fn new(endpoint: &str) -> anyhow::Result<Self> {
        channelgraph_core::choose_tls();
        let cause = Arc::default();
        let client = Client { http: blocking_client()?, cause: Arc::clone(&cause) };
        let builder = opentelemetry_otlp::SpanExporter::builder().with_http();
        let inner = builder.with_http_client(client).with_endpoint(endpoint).build()?;
        let endpoint = Url::parse(endpoint).context("this is no address")?;
        Ok(Self { inner, endpoint, cause, told: Mutex::new(None) })
    }

    /// Tells an outcome that differs from the one before it.
    fn tell(&self, spans: usize, outcome: &OTelSdkResult) {
        let cause = self.cause.lock().take();
        let failure =
            outcome.as_ref().err().map(|error| cause.unwrap_or_else(|| error.to_string()));
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

/// The client of an exporter. It sends from the exporter's own thread, so it may block.
#[derive(Debug)]
struct Client {
    http: reqwest::blocking::Client,
    cause: Arc<Mutex<Option<String>>>,
}

/// A client made on a thread of its own: where tasks run, none may be made.
fn blocking_client() -> anyhow::Result<reqwest::blocking::Client> {
    let made = || {
        let builder = reqwest::blocking::Client::builder().timeout(TIME).no_proxy();
        builder.redirect(Policy::none()).build()
    };
    let made = std::thread::spawn(made).join();
    Ok(made.map_err(|_| anyhow::anyhow!("HTTP cannot be set up"))??)
}

impl Client {
    fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let response =
            self.http.execute(request.try_into()?).map_err(reqwest::Error::without_url)?;
        let status = response.status();
        if !status.is_success() {
            return Err(format!("the collector answers {status}").into());
        }
        let answer = Response::builder().status(status);
        let mut body = Vec::new();
        response.take(MOST_BYTES).read_to_end(&mut body)?;
        Ok(answer.body(body.into())?)
    }
}

#[async_trait::async_trait]
impl HttpClient for Client {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        self.send(request).inspect_err(|error| {
            let mut deepest: &dyn std::error::Error = error.as_ref();
            while let Some(deeper) = deepest.source() {
                deepest = deeper;
            }
            *self.cause.lock() = Some(deepest.to_string());
        })
    }
}

impl fmt::Debug for Exporter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exporter").field("endpoint", &self.place()).finish_non_exhaustive()
    }
}

impl SpanExporter for Exporter {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
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
