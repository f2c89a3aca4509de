//! The ERP over the wire: three small services on a free port.

mod access;
mod batch;
mod erp;
mod manners;
mod paging;
mod reading;

use std::sync::Arc;

use reqwest::header::HeaderMap;
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde_json::Value;

use super::{Config, Simulator, router};

pub(super) const BP: &str = "/sap/opu/odata/sap/API_BUSINESS_PARTNER";
pub(super) const SETTLEMENT: &str =
    "/sap/opu/odata4/sap/api_settlmt_doc/srvd_a2x/sap/settlmtdoc/0001";
pub(super) const BC: &str = "/api/v2.0/companies(5f1c7b2e-0000-4000-8000-000000000001)";

/// A served ERP and a client that knows its user.
pub(super) struct Erp {
    pub(super) simulator: Arc<Simulator>,
    pub(super) url: String,
    pub(super) client: Client,
}

/// A reply: its status, its headers, its text.
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) text: String,
}

impl Erp {
    pub(super) async fn start() -> Self {
        let simulator = Simulator::new(erp::store(), Config::default());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let app = router(Arc::clone(&simulator));
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { simulator, url, client: crate::test_client() }
    }

    pub(super) fn set(&self, switch: &str, value: impl Into<Value>) {
        self.simulator.set(switch, value.into()).unwrap();
    }

    /// A request by the communication user, who asks for JSON.
    pub(super) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let Config { user, password, .. } = &self.simulator.config;
        let url =
            if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.url) };
        self.client
            .request(method, url)
            .basic_auth(user, Some(password))
            .header("accept", "application/json")
    }

    pub(super) async fn get(&self, path: &str) -> Reply {
        Reply::to(self.request(Method::GET, path)).await
    }

    /// The answer's JSON; the call has to succeed.
    pub(super) async fn json(&self, path: &str) -> Value {
        let reply = self.get(path).await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.text);
        reply.json()
    }

    /// The values of one property in a list.
    pub(super) async fn column(&self, path: &str, name: &str) -> Vec<Value> {
        rows(&self.json(path).await).iter().map(|row| row[name].clone()).collect()
    }

    /// The status and the message of a refusal.
    pub(super) async fn refusal(&self, path: &str) -> (u16, String) {
        let reply = self.get(path).await;
        let body = reply.json();
        let message = &body["error"]["message"];
        (
            reply.status.as_u16(),
            message["value"]
                .as_str()
                .or(message.as_str())
                .unwrap_or_else(|| panic!("{path}: {body}"))
                .to_owned(),
        )
    }
}

impl Reply {
    pub(super) async fn to(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        Self { status, headers, text: response.text().await.unwrap() }
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// The rows of a list in either version.
pub(super) fn rows(body: &Value) -> &Vec<Value> {
    body["d"]["results"].as_array().or(body["value"].as_array()).unwrap_or_else(|| panic!("{body}"))
}
