//! The org over HTTP, with a small store made by hand.

mod auth;
mod composite;
mod errors;
mod limits;
pub(crate) mod org;
mod paging;
mod records;
mod refusals;
mod searching;

use std::sync::Arc;

use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::Value;

use super::{Config, Simulator, router, store::Store};

const PRIVATE_KEY: &str = include_str!("../fixtures/jwt_key.pem");
const PUBLIC_KEY: &str = include_str!("../fixtures/jwt_key.pub.pem");
const USER: &str = "integration@example.com";

/// A running org, and a client that is logged in.
struct Org {
    simulator: Arc<Simulator>,
    url: String,
    client: Client,
    token: String,
}

impl Org {
    async fn start(store: Store) -> Self {
        let config = Config {
            users: [(USER.to_owned(), PUBLIC_KEY.to_owned())].into(),
            now: "2026-03-01T10:00:00Z".parse().unwrap(),
            ..Config::default()
        };
        let simulator = Simulator::new(store, config);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        simulator.set_instance_url(url.clone());
        let app = router(Arc::clone(&simulator));
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        let mut org = Self { simulator, url, client: crate::test_client(), token: String::new() };
        org.log_in().await;
        org
    }

    async fn log_in(&mut self) {
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", "channelgraph"),
            ("client_secret", "channelgraph-secret"),
        ];
        let response = self.token_request(&form).await;
        assert_eq!(response.status(), 200);
        let body: Value = response.json().await.unwrap();
        self.token = body["access_token"].as_str().unwrap().to_owned();
    }

    async fn token_request(&self, form: &[(&str, &str)]) -> Response {
        let url = format!("{}/services/oauth2/token", self.url);
        self.client.post(url).form(form).send().await.unwrap()
    }

    /// A call below the newest version.
    fn call(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}/services/data/v67.0/{path}", self.url);
        self.client.request(method, url).bearer_auth(&self.token)
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        answer(self.call(Method::GET, path)).await
    }

    async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        answer(self.call(Method::POST, path).json(&body)).await
    }

    async fn query(&self, soql: &str) -> (u16, Value) {
        answer(self.call(Method::GET, "query").query(&[("q", soql)])).await
    }

    async fn follow(&self, url: &Value) -> (u16, Value) {
        let url = format!("{}{}", self.url, url.as_str().unwrap());
        answer(self.client.get(url).bearer_auth(&self.token)).await
    }

    fn set(&self, switch: &str, value: Value) {
        self.simulator.set(switch, value).unwrap();
    }
}

async fn answer(request: RequestBuilder) -> (u16, Value) {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}

/// The one error code of a refusal.
fn code(body: &Value) -> &str {
    body[0]["errorCode"].as_str().unwrap_or_default()
}
