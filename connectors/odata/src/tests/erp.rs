//! A simulated ERP on a free port, with a connector to each of its halves.

use std::sync::Arc;

use channelgraph_core::{Connector, Page, Read};
use channelgraph_sandbox::odata::{Config as Credentials, Simulator, router, store::Store};
use serde_json::Value as Json;

use super::store;
use crate::{Config, OData};

pub(super) const SAP: &str = "preset = \"sap-s4hana\"\nsap_client = \"100\"";

pub(super) struct Erp {
    pub(super) simulator: Arc<Simulator>,
    pub(super) url: String,
}

impl Erp {
    pub(super) async fn start() -> Self {
        Self::over(store::store()).await
    }

    pub(super) async fn over(store: Store) -> Self {
        let simulator = Simulator::new(store, Credentials::default());
        Self { url: serve(router(simulator.clone())).await, simulator }
    }

    pub(super) fn set(&self, switch: &str, value: impl Into<Json>) {
        self.simulator.set(switch, value.into()).unwrap();
    }

    /// A connector with these keys of config.
    pub(super) fn with(&self, rest: &str) -> OData {
        connector(&self.url, &basic("sandbox-password"), rest)
    }

    pub(super) fn sap(&self) -> OData {
        self.with(SAP)
    }

    pub(super) fn business_central(&self) -> OData {
        self.with(&format!("preset = \"business-central\"\ncompany = \"{}\"", store::COMPANY))
    }

    /// A connector that logs in by OAuth.
    pub(super) fn by_oauth(&self, secret: &str) -> OData {
        let auth = format!(
            "{{ oauth = {{ token_url = \"{}/oauth/token\", client_id = \"sandbox-odata-client\", client_secret = \"{secret}\", scope = \"all\" }} }}",
            self.url
        );
        connector(&self.url, &auth, SAP)
    }
}

pub(super) fn basic(password: &str) -> String {
    format!("{{ user = \"CHANNELGRAPH\", password = \"{password}\" }}")
}

pub(super) fn connector(url: &str, auth: &str, rest: &str) -> OData {
    // No limit of ours: a test asks more in a second than a gateway.
    let limits = "limits.api = { calls = 1000000, window_ms = 1000, concurrency = 8 }";
    let config: Config =
        toml::from_str(&format!("base_url = \"{url}\"\nauth = {auth}\n{limits}\n{rest}")).unwrap();
    OData::new("erp".into(), &config).unwrap()
}

/// Serves an application on a free port of this machine.
pub(super) async fn serve(app: axum::Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    url
}

/// What a question costs, once the service is known.
pub(super) async fn counted(connector: &OData, read: &Read) -> (Page, usize) {
    connector.describe(&read.object).await.unwrap();
    let before = connector.stats().snapshot().calls;
    let page = connector.read(read).await.unwrap();
    (page, connector.stats().snapshot().calls - before)
}
