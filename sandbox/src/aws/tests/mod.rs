//! The API over the wire: a small account served on a free port.

mod access;
mod account;
mod filters;
mod gets;
mod invalid;
mod orders;
mod pages;
mod summaries;

use std::sync::Arc;

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use chrono::Utc;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::authorization::{Algorithm, Authorization};
use super::operations::Operation;
use super::signature::signature;
use super::{Config, Simulator, router};

/// A served account and a client.
struct Served {
    simulator: Arc<Simulator>,
    base: String,
    client: reqwest::Client,
}

/// A reply: its status, its headers, its JSON.
struct Reply {
    status: StatusCode,
    headers: reqwest::header::HeaderMap,
    body: Value,
}

/// A request before it is signed; a test may spoil any part of it.
struct Request {
    target: String,
    body: String,
    algorithm: Algorithm,
    access_key_id: String,
    secret: String,
    region: String,
    service: String,
    time: String,
    headers: Vec<(&'static str, String)>,
    unsigned: Vec<&'static str>,
}

impl Request {
    /// A good one.
    fn new(operation: &str, input: &Value) -> Self {
        let service = Operation::named(operation).unwrap().service;
        let Config { access_key_id, secret_access_key, region, .. } = Config::default();
        Self {
            target: format!("{}.{operation}", service.target()),
            body: input.to_string(),
            algorithm: Algorithm::V4,
            access_key_id,
            secret: secret_access_key,
            region,
            service: service.signing_name().to_owned(),
            time: Utc::now().format("%Y%m%dT%H%M%SZ").to_string(),
            headers: Vec::new(),
            unsigned: Vec::new(),
        }
    }

    /// Its headers, signed for this host.
    fn signed(&self, host: &str) -> HeaderMap {
        let mut headers: HeaderMap =
            [("host", host), ("x-amz-date", &self.time), ("x-amz-target", &self.target)]
                .into_iter()
                .chain(self.headers.iter().map(|(name, value)| (*name, value.as_str())))
                .map(|(name, value)| {
                    (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())
                })
                .collect();
        let mut names: Vec<_> = headers
            .keys()
            .map(|name| name.to_string())
            .filter(|name| !self.unsigned.contains(&name.as_str()))
            .collect();
        names.sort();
        let mut authorization = Authorization {
            algorithm: self.algorithm,
            access_key_id: &self.access_key_id,
            date: &self.time[..8],
            region: Some(&self.region),
            service: &self.service,
            signed_headers: names.iter().map(String::as_str).collect(),
            signature: "",
        };
        let signature =
            signature(&self.secret, &authorization, &self.time, &headers, self.body.as_bytes())
                .unwrap();
        authorization.signature = &signature;
        headers.insert("authorization", header(&authorization).parse().unwrap());
        headers
    }
}

fn header(authorization: &Authorization<'_>) -> String {
    let Authorization {
        access_key_id: key, date, region, service, signed_headers, signature, ..
    } = authorization;
    let (algorithm, region) = match authorization.algorithm {
        Algorithm::V4 => ("AWS4-HMAC-SHA256", format!("{}/", region.unwrap())),
        Algorithm::V4a => ("AWS4-ECDSA-P256-SHA256", String::new()),
    };
    let signed = signed_headers.join(";");
    format!(
        "{algorithm} Credential={key}/{date}/{region}{service}/aws4_request, SignedHeaders={signed}, Signature={signature}"
    )
}

impl Served {
    async fn new() -> Self {
        Self::with(Config::default()).await
    }

    async fn with(config: Config) -> Self {
        let simulator = Simulator::new(account::account(), config);
        simulator.set("reads_per_second", Value::Null).unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let app = router(Arc::clone(&simulator));
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { simulator, base, client: crate::test_client() }
    }

    async fn send(&self, request: Request) -> Reply {
        let headers = request.signed(self.base.trim_start_matches("http://"));
        Reply::read(self.client.post(&self.base).headers(headers).body(request.body)).await
    }

    async fn call(&self, operation: &str, input: Value) -> Reply {
        self.send(Request::new(operation, &input)).await
    }

    /// The answer of an operation, with the catalog that holds the records.
    async fn answer(&self, operation: &str, mut input: Value) -> Value {
        let catalog = Operation::named(operation).unwrap().service.spell("Catalog");
        input[catalog] = json!("Sandbox");
        let reply = self.call(operation, input).await;
        assert_eq!(reply.status, StatusCode::OK, "{operation}: {}", reply.body);
        reply.body
    }

    /// The ids of the only page of a list, in its order.
    async fn ids(&self, operation: &str, input: Value) -> Vec<String> {
        let answer = self.answer(operation, input).await;
        assert!(
            answer.get("NextToken").or(answer.get("nextToken")).is_none(),
            "{operation} has more pages"
        );
        ids(&answer)
    }
}

/// The ids of a page's rows, without their prefix and zeros.
fn ids(answer: &Value) -> Vec<String> {
    let rows = answer.as_object().unwrap().values().find_map(Value::as_array).unwrap();
    let id = |row: &Value| row.get("Id").or(row.get("id")).unwrap().as_str().unwrap().to_owned();
    rows.iter()
        .map(|row| {
            id(row).rsplit_once('-').map_or(id(row), |(_, n)| n.trim_start_matches('0').to_owned())
        })
        .collect()
}

impl Reply {
    async fn read(request: reqwest::RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        Self {
            status,
            headers,
            body: serde_json::from_str(&response.text().await.unwrap()).unwrap(),
        }
    }

    /// The type of an error, without its namespace.
    fn error(&self) -> &str {
        assert!(!self.status.is_success(), "it went through: {}", self.body);
        self.body["__type"].as_str().unwrap().rsplit_once('#').unwrap().1
    }
}
