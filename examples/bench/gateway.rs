//! A gateway in this process, asked over HTTP on loopback.

use anyhow::{Context, ensure};
use channelgraph::{app::App, config::Config, server};
use channelgraph_core::Limit;
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinHandle};

/// A gateway that listens; it ends with the value.
pub struct Gateway {
    client: Client,
    server: JoinHandle<std::io::Result<()>>,
}

impl Gateway {
    /// Connects to the sources, builds the index, and listens.
    pub async fn start(config: &Config) -> anyhow::Result<Self> {
        let app = App::connect(config).await?;
        app.engine.build_index(&|_| {}).await;
        ensure!(
            app.engine.index_gaps().is_empty(),
            "a system does not answer: {:?}",
            app.engine.index_gaps()
        );
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let client = Client::new(format!("http://{}", listener.local_addr()?));
        let router = server::router(app, &config.server);
        Ok(Self {
            client,
            server: tokio::spawn(async move { axum::serve(listener, router).await }),
        })
    }

    /// The data of a query; an error if it brings one.
    pub async fn ask(&self, query: &str, after: Option<&str>) -> anyhow::Result<Value> {
        self.client.ask(query, after).await
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// A client of a gateway.
pub struct Client {
    url: String,
    http: reqwest::Client,
}

impl Client {
    /// A client of the gateway at this base URL.
    pub fn new(url: String) -> Self {
        channelgraph_core::choose_tls();
        Self { url, http: reqwest::Client::new() }
    }

    /// Asks a query, and reads the answer without looking at it; the number of its bytes.
    pub async fn raw(&self, query: &str) -> anyhow::Result<usize> {
        let request =
            self.http.post(format!("{}/graphql", self.url)).json(&json!({ "query": query }));
        Ok(request.send().await?.error_for_status()?.bytes().await?.len())
    }

    /// The data of a query; an error if it brings one.
    pub async fn ask(&self, query: &str, after: Option<&str>) -> anyhow::Result<Value> {
        let body = json!({ "query": query, "variables": { "after": after } });
        let mut answer: Value = self
            .http
            .post(format!("{}/graphql", self.url))
            .json(&body)
            .send()
            .await?
            .json()
            .await?;
        ensure!(answer["errors"].is_null(), "{}", answer["errors"]);
        answer.get_mut("data").map(Value::take).context("the answer has no data")
    }
}

/// The same with so many calls per second allowed that none waits for its turn.
pub fn without_limits(mut config: Config) -> Config {
    for hubspot in config.hubspot.values_mut() {
        for class in ["search", "burst"] {
            hubspot.limits.insert(
                class.to_owned(),
                Limit { calls: 100_000, window_ms: 1_000, concurrency: 20 },
            );
        }
    }
    config
}
