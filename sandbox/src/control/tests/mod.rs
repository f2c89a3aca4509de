//! Control over HTTP: counts, faults, refusals; records in a file of their own.

mod records;
mod work;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};
use reqwest::StatusCode;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::time::{Duration, Instant};

use super::Fault;
use super::layer::{Watch, watched};
use crate::truth::System;
use crate::world::Options;
use crate::{Credentials, Sandbox, Simulator, test_client};

/// A simulator of two routes.
struct Things;

impl Simulator for Things {
    fn system(&self) -> System {
        System::Hubspot
    }

    fn router(self: Arc<Self>) -> Router {
        Router::new()
            .route("/things/{id}", get(|| async { "a thing" }))
            .route("/search", post(|| async { "found" }))
    }

    fn switch(&self, switch: &str, _: Value) -> Result<(), String> {
        Err(format!("there is no switch `{switch}`"))
    }

    fn credentials(&self) -> Credentials {
        Credentials::new()
    }
}

/// Serves [`Things`] under watch; its base URL.
async fn vendor(watch: Arc<Watch>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(axum::serve(listener, watched(Arc::new(Things), watch)).into_future());
    url
}

#[tokio::test]
async fn calls_are_counted_by_route_whatever_becomes_of_them() {
    let watch = Arc::<Watch>::default();
    let (url, client) = (vendor(watch.clone()).await, test_client());
    watch
        .faults
        .put(Fault { status: Some(500), endpoint: "POST *".to_owned(), ..Fault::default() })
        .unwrap();
    for path in ["/things/1", "/things/2", "/nowhere"] {
        client.get(format!("{url}{path}")).send().await.unwrap();
    }
    client.post(format!("{url}/search")).send().await.unwrap();
    let calls = &watch.calls.all()[&System::Hubspot];
    let expected = [("GET *", 1), ("GET /things/{id}", 2), ("POST /search", 1)];
    assert!(
        calls.iter().map(|(endpoint, count)| (endpoint.as_str(), *count)).eq(expected),
        "{calls:?}"
    );
}

#[tokio::test]
async fn faults_befall_calls_until_used_up() {
    let watch = Arc::<Watch>::default();
    let (url, client) = (vendor(watch.clone()).await, test_client());
    let put = |fault: Value| watch.faults.put(serde_json::from_value(fault).unwrap()).unwrap();
    let get = || client.get(format!("{url}/things/1")).send();

    put(
        json!({ "source": "hubspot", "endpoint": "GET /things/*", "status": 429, "headers": { "retry-after": "7" }, "body": { "policyName": "DAILY" }, "count": 1 }),
    );
    let limited = get().await.unwrap();
    assert_eq!(
        (limited.status(), limited.headers()["retry-after"].to_str().unwrap()),
        (StatusCode::TOO_MANY_REQUESTS, "7")
    );
    assert_eq!(limited.json::<Value>().await.unwrap()["policyName"], "DAILY");

    put(json!({ "bad_json": true, "count": 1 }));
    let bad = get().await.unwrap();
    assert_eq!(bad.status(), StatusCode::OK);
    assert!(bad.json::<Value>().await.is_err());

    put(json!({ "cut": true, "count": 1 }));
    let cut = match get().await {
        Ok(response) => response.bytes().await.err(),
        Err(error) => Some(error),
    };
    assert!(cut.is_some(), "the connection was not cut");

    assert_eq!(get().await.unwrap().text().await.unwrap(), "a thing");
}

#[tokio::test(start_paused = true)]
async fn a_late_answer_is_the_vendors_own() {
    let watch = Arc::<Watch>::default();
    let (url, client) = (vendor(watch.clone()).await, test_client());
    watch.faults.put(Fault { latency_ms: 30_000, ..Fault::default() }).unwrap();
    let start = Instant::now();
    let answer = client.get(format!("{url}/things/1")).send().await.unwrap().text().await.unwrap();
    assert_eq!(answer, "a thing");
    assert!(start.elapsed() >= Duration::from_secs(30));
}

#[tokio::test]
async fn levels_are_the_longest_chain_of_calls() {
    let watch = Arc::<Watch>::default();
    let (url, client) = (vendor(watch.clone()).await, test_client());
    let get = async |turns: usize, calls: usize| {
        for _ in 0..turns {
            tokio::task::yield_now().await;
        }
        for _ in 0..calls {
            client.get(format!("{url}/things/1")).send().await.unwrap().text().await.unwrap();
        }
    };
    get(0, 1).await;
    assert_eq!(watch.levels.all().len(), 0, "nothing is held before it is asked for");
    watch.levels.hold();
    // One begins a little later than the others, and still beside them.
    tokio::join!(get(0, 2), get(50, 1), get(0, 3));
    assert_eq!(watch.levels.all().len(), 3);
    get(0, 1).await;
    assert_eq!(watch.levels.all().len(), 4);
    watch.levels.reset();
    tokio::join!(get(0, 1), get(0, 1));
    assert_eq!(watch.levels.all().len(), 1);
}

async fn small() -> Sandbox {
    Sandbox::start(Options { partners: 20, ..Options::default() }).await.unwrap()
}

async fn send(sandbox: &Sandbox, path: &str, body: Value) -> (StatusCode, Value) {
    let response = test_client()
        .post(format!("{}/control/{path}", sandbox.control_url))
        .json(&body)
        .send()
        .await
        .unwrap();
    let status = response.status();
    (status, response.json().await.unwrap_or_default())
}

#[tokio::test]
async fn what_cannot_be_is_refused_with_a_reason() {
    let sandbox = small().await;
    for (path, body, reason) in [
        (
            "records",
            json!({ "source": "hubspot", "kind": "deals", "values": { "registration.reason": "x" } }),
            "keeps no 'registration.reason'",
        ),
        (
            "records",
            json!({ "source": "hubspot", "kind": "deals", "values": { "stage": "DONE" } }),
            "DONE",
        ),
        (
            "records",
            json!({ "source": "salesforce", "kind": "deals", "id": "006" }),
            "no Opportunity with the id 006",
        ),
        (
            "records",
            json!({ "source": "erp", "kind": "partners", "values": { "name": "x" } }),
            "records of erp cannot be changed",
        ),
        (
            "records",
            json!({ "source": "hubspot", "kind": "deals", "same_as": { "source": "aws", "id": "O1" } }),
            "records of aws cannot be changed",
        ),
        ("faults", json!({ "cut": true, "status": 500 }), "at most one"),
        ("faults", json!({ "lateny_ms": 5 }), "lateny_ms"),
        ("switches", json!({ "source": "hubspot", "switch": "no_such", "value": 1 }), "no_such"),
    ] {
        let (status, answer) = send(&sandbox, path, body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{answer}");
        assert!(answer["error"].as_str().unwrap().contains(reason), "{answer}");
    }
}

#[tokio::test]
async fn every_listed_endpoint_is_there() {
    let sandbox = small().await;
    let list: Vec<Value> = test_client()
        .get(format!("{}/control", sandbox.control_url))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    for entry in list {
        let (method, path) = entry["endpoint"].as_str().unwrap().split_once(' ').unwrap();
        let path = path.split_once('{').map_or(path.to_owned(), |(head, kinds)| {
            format!("{head}{}", kinds.split('|').next().unwrap())
        });
        let answer = test_client()
            .request(method.parse().unwrap(), format!("{}{path}", sandbox.control_url))
            .send()
            .await
            .unwrap();
        assert!(
            ![StatusCode::NOT_FOUND, StatusCode::METHOD_NOT_ALLOWED].contains(&answer.status()),
            "{entry}: {}",
            answer.status()
        );
    }
    sandbox.stop().await;
}
