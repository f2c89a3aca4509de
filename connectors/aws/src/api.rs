//! The services' operations, one function each: what is asked, and the stack's call.

use std::{error::Error as StdError, future::Future, sync::Arc};

use aws_credential_types::Credentials;
use aws_sdk_partnercentralbenefits as benefits;
use aws_sdk_partnercentralchannel as channel;
use aws_sdk_partnercentralselling as selling;
use aws_smithy_runtime_api::client::{orchestrator::HttpResponse, result::SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use channelgraph_core::{Call, Http, Result, Stack};
use channelgraph_schema::mapping::Row;

use crate::{config::Config, error, rows::Shape};
use reads::Reads;
use transport::Transport;

mod lists;
mod reads;
mod singly;
mod transport;

/// Rows that one call brings at most (all lists; the services' models, November 2026).
pub(crate) const PAGE: i32 = 100;

/// Reads of selling have one limit together; the guide does not name engagements, so they are
/// counted too.
const READ: &[&str] = &["read"];
const BENEFITS: &[&str] = &["benefits"];
const CHANNEL: &[&str] = &["channel"];

/// One partner's account at AWS.
pub(crate) struct Api {
    pub(crate) source: Arc<str>,
    pub(crate) stack: Stack,
    /// The reads of selling that have been sent.
    pub(crate) reads: Reads,
    catalog: String,
    selling: selling::Client,
    benefits: benefits::Client,
    channel: channel::Client,
}

/// One page of a list.
pub(crate) struct Listed {
    pub(crate) rows: Vec<Row>,
    /// What the next page is asked with; none after the last.
    pub(crate) next: Option<String>,
}

/// A service's client: our HTTP, and none of the SDK's own retries and timeouts, as the stack has
/// them.
macro_rules! client {
    ($service:ident, $config:expr, $transport:expr, $credentials:expr) => {{
        use $service::config::{
            BehaviorVersion, Region, StalledStreamProtectionConfig, retry::RetryConfig,
            timeout::TimeoutConfig,
        };
        let mut config = $service::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new($config.region.clone()))
            .credentials_provider($credentials)
            .http_client($transport)
            .retry_config(RetryConfig::disabled())
            .timeout_config(TimeoutConfig::disabled())
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled());
        config.set_endpoint_url($config.endpoint_url.as_ref().map(|url| url.as_str().to_owned()));
        $service::Client::from_conf(config.build())
    }};
}

impl Api {
    /// The services as configured; no call is made yet.
    pub(crate) fn new(
        source: Arc<str>,
        config: &Config,
        http: Http,
        stack: Stack,
        credentials: &Credentials,
    ) -> Self {
        let transport = Transport(http);
        Self {
            source,
            stack,
            reads: Reads::default(),
            catalog: config.catalog.as_str().to_owned(),
            selling: client!(selling, config, transport.clone(), credentials.clone()),
            benefits: client!(benefits, config, transport.clone(), credentials.clone()),
            channel: client!(channel, config, transport, credentials.clone()),
        }
    }

    async fn call<T, E, F, Fut>(
        &self,
        operation: &'static str,
        classes: &'static [&'static str],
        send: F,
    ) -> Result<T>
    where
        F: Fn() -> Fut + Send + Sync,
        Fut: Future<Output = std::result::Result<T, SdkError<E, HttpResponse>>> + Send,
        E: ProvideErrorMetadata + StdError + Send + Sync + 'static,
        T: Send,
    {
        let send = |_| {
            if classes == READ {
                self.reads.note();
            }
            let sent = Box::pin(send());
            async move { sent.await.map_err(|error| error::of_sdk(&self.source, &self.catalog, &error)) }
        };
        self.stack.call(Call { operation, classes }, send).await
    }
}

fn listed<T: Shape>(records: &[T], names: &[String], next: Option<String>) -> Listed {
    Listed {
        rows: records.iter().filter_map(|record| crate::rows::row(record, names)).collect(),
        next: next.filter(|next| !next.is_empty()),
    }
}
