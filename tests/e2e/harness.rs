//! A sandbox and a gateway over it, asked through the public endpoint.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use channelgraph::{app::App, config::Config, demo, server};
use channelgraph_core::Limit;
use channelgraph_sandbox::{
    Options, Sandbox,
    control::Control,
    truth::{System, Text},
    world::edit::{Edit, Kind},
};
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;

/// Simulated systems and a gateway over them, each on a free port.
pub struct Gateway {
    pub sandbox: Arc<Sandbox>,
    pub app: App,
    pub callers: Arc<server::Callers>,
    pub config: Config,
    pub url: String,
    client: reqwest::Client,
}

/// The options of a small and kind world, quick to make.
pub fn small(seed: u64) -> Options {
    Options { seed, partners: 120, ..Options::kind() }
}

/// What failed may be asked again at once: tests of failures need not wait until it is.
fn without_pauses(config: &mut Config) {
    let salesforce = config.salesforce.values_mut().map(|source| &mut source.call);
    let hubspot = config.hubspot.values_mut().map(|source| &mut source.call);
    let odata = config.odata.values_mut().map(|source| &mut source.call);
    for call in salesforce.chain(hubspot).chain(odata) {
        (call.pause_ms, call.max_pause_ms) = (1, 1);
    }
    #[cfg(feature = "aws")]
    for source in config.aws.values_mut() {
        (source.call.pause_ms, source.call.max_pause_ms) = (1, 1);
    }
}

impl Gateway {
    /// A gateway with its index built and nothing else read, over all systems of a world of these
    /// options.
    pub async fn start(options: Options) -> Self {
        Self::start_with(options, |_| {}).await
    }

    /// The same over the CRMs alone.
    pub async fn over_crms(options: Options) -> Self {
        Self::over(options, demo::CRMS, None, |_| {}).await
    }

    /// The same over all systems with a changed configuration.
    pub async fn start_with(options: Options, change: impl FnOnce(&mut Config)) -> Self {
        Self::over(options, demo::SYSTEMS, None, change).await
    }

    /// The same over these systems, and a Tryton server if there is one.
    pub async fn over(
        options: Options,
        systems: &[&str],
        tryton: Option<&demo::Tryton>,
        change: impl FnOnce(&mut Config),
    ) -> Self {
        let sandbox = Sandbox::start(options).await.expect("the sandbox starts");
        // Tests are not about waiting for a turn: the limits that systems have are tested where
        // they matter.
        for (system, switch) in [
            (System::Hubspot, "searches_per_second"),
            (System::Hubspot, "burst_per_10s"),
            (System::Aws, "reads_per_second"),
        ] {
            sandbox.control.switch(system, switch, Value::Null).expect("a switch");
        }
        let mut config = demo::config(&sandbox, systems, tryton).expect("the demo's configuration");
        config.auth.open = true;
        let free = |class: &str| {
            (class.to_owned(), Limit { calls: 100_000, window_ms: 1000, concurrency: 20 })
        };
        config
            .hubspot
            .values_mut()
            .for_each(|source| source.limits = ["search", "burst"].map(free).into());
        config.odata.values_mut().for_each(|source| source.limits = ["api"].map(free).into());
        #[cfg(feature = "aws")]
        config.aws.values_mut().for_each(|source| {
            source.limits = ["read", "benefits", "channel"].map(free).into();
            source.max_details = 10_000;
        });
        // Nor about how fast a machine is on which many of them run at once.
        config.server.source_timeout_ms = config.server.timeout_ms;
        config.lists.detail_ms = config.server.timeout_ms;
        without_pauses(&mut config);
        // AWS is asked record by record for whatever a test filters by.
        config.server.max_calls = 100_000;
        change(&mut config);
        Self::serve(Arc::new(sandbox), &config).await
    }

    /// Another gateway of this configuration over the same systems.
    pub async fn beside(&self, config: &Config) -> Self {
        Self::serve(self.sandbox.clone(), config).await
    }

    async fn serve(sandbox: Arc<Sandbox>, config: &Config) -> Self {
        let app = App::connect(config).await.expect("the gateway connects");
        app.engine.build_index(&|_| {}).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let callers = Arc::new(server::Callers::new(config));
        let router = server::router(app.clone(), callers.clone(), config).expect("a router");
        tokio::spawn(async move { axum::serve(listener, router).await });
        sandbox.control.reset_calls();
        Self { sandbox, app, callers, config: config.clone(), url, client: client() }
    }

    /// Takes a look at who names whom, which the index of links is built from and kept fresh by.
    pub async fn look_for_links(&self) {
        self.app.engine.look_for_links().await;
        self.sandbox.control.reset_calls();
    }

    /// The whole answer to a query, for the caller with this API key.
    pub async fn ask_as(&self, key: &str, query: &str) -> Value {
        let request = self.client.post(format!("{}/graphql", self.url)).bearer_auth(key);
        let response = request.json(&json!({ "query": query })).send().await.expect("an answer");
        response.json().await.expect("JSON")
    }

    /// The whole answer to a query.
    pub async fn ask(&self, query: &str) -> Value {
        self.ask_with(query, json!({})).await
    }

    /// The same with variables.
    pub async fn ask_with(&self, query: &str, variables: Value) -> Value {
        let body = json!({ "query": query, "variables": variables });
        let response = self
            .client
            .post(format!("{}/graphql", self.url))
            .json(&body)
            .send()
            .await
            .expect("an answer");
        response.json().await.expect("JSON")
    }

    /// The data of a query that must go through without an error.
    pub async fn data(&self, query: &str) -> Value {
        let answer = self.ask(query).await;
        assert!(answer["errors"].is_null(), "{query}\n{answer:#}");
        answer["data"].clone()
    }

    /// The code and message of the one error of a query.
    pub async fn error(&self, query: &str) -> (String, String) {
        let answer = self.ask(query).await;
        let errors =
            answer["errors"].as_array().unwrap_or_else(|| panic!("{query} must fail: {answer:#}"));
        assert_eq!(errors.len(), 1, "{answer:#}");
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        (text(&errors[0]["extensions"]["code"]), text(&errors[0]["message"]))
    }

    /// Calls that the systems have counted since the last look, by system and endpoint.
    pub fn calls(&self) -> BTreeMap<String, u64> {
        let calls = self.sandbox.control.calls();
        self.sandbox.control.reset_calls();
        let mut counted = BTreeMap::new();
        for (system, endpoints) in calls {
            for (endpoint, count) in endpoints {
                counted.insert(format!("{system:?} {endpoint}").to_lowercase(), count);
            }
        }
        counted
    }

    /// How many calls there were since the last look.
    pub fn call_count(&self) -> u64 {
        self.calls().values().sum()
    }
}

/// An HTTP client.
pub fn client() -> reqwest::Client {
    channelgraph_core::choose_tls();
    reqwest::Client::new()
}

/// A GET of the gateway as text, with its status.
pub async fn get(gateway: &Gateway, path: &str) -> (u16, String) {
    let response = client()
        .get(format!("{}{path}", gateway.url))
        .timeout(Duration::from_secs(10))
        .send()
        .await
        .expect("an answer");
    (response.status().as_u16(), response.text().await.expect("text"))
}

/// Changes one value of a record.
pub fn change(control: &Control, source: System, kind: Kind, id: Text, field: &str, value: Value) {
    let values = Map::from_iter([(field.to_owned(), value)]);
    control.edit(Edit::of(source, kind, Some(id), values)).expect("a change");
}

/// The nodes of a connection.
pub fn nodes(connection: &Value) -> Vec<Value> {
    connection["nodes"].as_array().cloned().unwrap_or_default()
}
