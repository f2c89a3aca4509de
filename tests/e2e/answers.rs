//! Answers that are kept: each operation gets its own bytes, no older than told, and none that
//! lacks something.

use std::{io::Read, time::Duration};

use channelgraph::{config::Config, demo};
use channelgraph_sandbox::{truth::System, world::edit::Kind};
use flate2::read::GzDecoder;
use reqwest::{Response, header};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::harness::{Gateway, change, nodes, small};

const DEALS: &str = "{ deals(first: 20, orderBy: {field: CLOSE_DATE}) { nodes { id name stage } \
                     missing { code } } }";

/// A gateway over the CRMs that keeps what it read for so long.
async fn keeping(seconds: u64) -> Gateway {
    with(|config| config.cache.seconds = seconds).await
}

async fn with(change: impl FnOnce(&mut Config)) -> Gateway {
    Gateway::over(small(1), demo::CRMS, None, change).await
}

/// An answer as it comes over the wire, packed if it is asked for so.
async fn raw(gateway: &Gateway, body: &Value, packed: bool) -> Response {
    channelgraph_core::choose_tls();
    let client = reqwest::Client::builder().no_gzip().build().expect("a client");
    let request = client.post(format!("{}/graphql", gateway.url)).json(body);
    let request = if packed { request.header(header::ACCEPT_ENCODING, "gzip") } else { request };
    request.send().await.expect("an answer")
}

async fn text(gateway: &Gateway, body: Value) -> String {
    raw(gateway, &body, false).await.text().await.expect("text")
}

fn told(response: &Response, name: header::HeaderName) -> Option<&str> {
    response.headers().get(name)?.to_str().ok()
}

/// Gives a record another name.
fn rename(gateway: &Gateway, kind: Kind, source: System, id: &str, name: &str) {
    change(&gateway.sandbox.control, source, kind, id.into(), "name", json!(name));
}

/// Gives the first deal of a list another name, in the system that decides it.
async fn rename_a_deal(gateway: &Gateway, name: &str) {
    let query = "{ deals(first: 1) { nodes { records { id source { name } fields } } } }";
    let deals = nodes(&gateway.data(query).await["deals"]);
    let records = deals[0]["records"].as_array().expect("records");
    let decides = |record: &&Value| record["fields"].to_string().contains("\"name\"");
    let record = records.iter().find(decides).expect("one has the name");
    assert_eq!(record["source"]["name"], "salesforce");
    let id = record["id"].as_str().expect("an id");
    rename(gateway, Kind::Deals, System::Salesforce, id, name);
}

#[tokio::test]
async fn plain_and_packed_answers_agree_the_first_time_and_later() {
    let gateway = keeping(3600).await;
    let body = json!({ "query": DEALS });
    let mut answers = Vec::new();
    for packed in [true, false, true, true, false] {
        let response = raw(&gateway, &body, packed).await;
        assert_eq!(told(&response, header::CONTENT_ENCODING), packed.then_some("gzip"));
        assert_eq!(told(&response, header::VARY), Some("accept, accept-encoding"));
        let age: u64 = told(&response, header::AGE).expect("its age").parse().expect("seconds");
        assert!(age < 3600);
        let bytes = response.bytes().await.expect("bytes");
        answers.push(if packed {
            let mut text = String::new();
            GzDecoder::new(&*bytes).read_to_string(&mut text).expect("gzip");
            text
        } else {
            String::from_utf8(bytes.to_vec()).expect("text")
        });
    }
    assert!(answers[0].contains("\"stage\""));
    assert!(answers.iter().all(|answer| *answer == answers[0]));
}

#[tokio::test]
async fn every_operation_has_an_answer_of_its_own() {
    let gateway = keeping(3600).await;
    let fragments = |order: &str| {
        format!(
            "{{ deals(first: 2) {{ nodes {{ {order} }} }} }} fragment A on Deal {{ id }} \
             fragment B on Deal {{ name }}"
        )
    };
    let sized = "query One($n: Int!) { deals(first: $n) { nodes { id } } } \
                 query Two($n: Int!) { deals(first: $n) { nodes { name } } }";
    let two_lists = "{ deals(first: 2) { nodes { id } } more: deals(first: 1) { nodes { id } } }";
    let skipped = "query($no: Boolean!) { deals(first: 2) { nodes { id name @skip(if: $no) } } }";
    let sized = |name: &str, n: u32| {
        let variables = json!({ "n": n });
        json!({ "query": sized, "operationName": name, "variables": variables })
    };
    let bodies = [
        json!({ "query": fragments("...A ...B") }),
        json!({ "query": fragments("...B ...A") }),
        sized("One", 1),
        sized("One", 2),
        sized("Two", 1),
        json!({ "query": skipped, "variables": { "no": true } }),
        json!({ "query": skipped, "variables": { "no": false } }),
        json!({ "query": two_lists }),
    ];
    let mut first = Vec::new();
    for body in &bodies {
        first.push(text(&gateway, body.clone()).await);
    }
    for (one, other) in [(0, 1), (2, 3), (2, 4), (5, 6), (5, 7)] {
        assert_ne!(first[one], first[other], "{} {}", bodies[one], bodies[other]);
    }
    assert_eq!((&first[3], &first[0]), (&first[5], &first[6]), "they show the same");
    gateway.call_count();
    for (body, first) in bodies.iter().zip(&first) {
        assert_eq!(text(&gateway, body.clone()).await, *first);
    }
    assert_eq!(gateway.call_count(), 0);
}

#[tokio::test]
async fn an_answer_is_never_older_than_the_lifetime_and_tells_its_age() {
    const LIFETIME: Duration = Duration::from_secs(2);
    let gateway = keeping(LIFETIME.as_secs()).await;
    let body = json!({ "query": "{ deals(first: 200) { nodes { name } } }" });
    assert!(!text(&gateway, body.clone()).await.contains("Quite New"));
    rename_a_deal(&gateway, "Quite New").await;
    let changed = Instant::now();
    loop {
        let asked = Instant::now();
        let response = raw(&gateway, &body, false).await;
        let age: u64 = told(&response, header::AGE).expect("its age").parse().expect("seconds");
        let most = LIFETIME + asked.elapsed();
        assert!(Duration::from_secs(age) <= most, "it tells an age of {age} s");
        if response.text().await.expect("text").contains("Quite New") {
            break;
        }
        assert!(asked < changed + LIFETIME, "the old name is shown beyond the lifetime");
    }
}

#[tokio::test]
async fn an_answer_that_lacks_something_is_not_kept() {
    let gateway = keeping(3600).await;
    let fault = json!({ "source": System::Hubspot, "endpoint": "*", "status": 503 });
    let control = &gateway.sandbox.control;
    control.put_fault(serde_json::from_value(fault).expect("a fault")).expect("it fits");
    let lacking = gateway.ask(DEALS).await;
    assert_eq!(lacking["data"]["deals"]["missing"][0]["code"], "UPSTREAM_UNAVAILABLE");
    control.clear_faults();
    let waits = Instant::now();
    while !gateway.ask(DEALS).await["errors"].is_null() {
        assert!(waits.elapsed() < Duration::from_secs(60), "the failure is kept");
        tokio::task::yield_now().await;
    }
    gateway.call_count();
    gateway.data(DEALS).await;
    assert_eq!(gateway.call_count(), 0);
}

#[tokio::test]
async fn a_change_of_the_index_ends_what_was_made_of_it() {
    let gateway = keeping(3600).await;
    let query = "{ partners(filter: {name: {eq: \"Quite New\"}}) { totalCount } }";
    for _ in 0..2 {
        assert_eq!(gateway.data(query).await["partners"]["totalCount"], 0);
    }
    let partner = gateway.sandbox.control.truth().partners[3][0].clone();
    rename(&gateway, Kind::Partners, partner.source, &partner.id, "Quite New");
    gateway.app.engine.refresh_index().await;
    assert_eq!(gateway.data(query).await["partners"]["totalCount"], 1);
}

#[tokio::test]
async fn what_tells_of_the_moment_is_not_kept() {
    let gateway = keeping(3600).await;
    let query = "{ sources { name cacheHitRate } }";
    let before = gateway.data(query).await;
    for fields in ["id name", "id stage", "id closeDate"] {
        gateway.data(&format!("{{ deals(first: 5) {{ nodes {{ {fields} }} }} }}")).await;
    }
    assert_ne!(gateway.data(query).await, before);
}

#[tokio::test]
async fn forgetting_reaches_answers_and_all_can_be_switched_off() {
    for on in [true, false] {
        let gateway = with(|config| {
            config.cache.seconds = 3600;
            if !on {
                (config.cache.nodes_mb, config.cache.answers_mb) = (0, 0);
            }
        })
        .await;
        let query = "{ deals(first: 200) { nodes { name partner { name } } } }";
        let before = gateway.data(query).await;
        rename_a_deal(&gateway, "Quite New").await;
        gateway.call_count();
        assert_eq!(gateway.data(query).await, before, "it is within its lifetime");
        assert_eq!(gateway.call_count(), 0, "records and pages are kept in any case");
        gateway.app.engine.forget();
        assert!(gateway.data(query).await.to_string().contains("Quite New"));
    }
}
