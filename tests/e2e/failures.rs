//! Systems that fail: the rest answers, and what is missing is named.

use channelgraph_sandbox::truth::System;
use serde_json::{Value, json};
use tokio::time::{Duration, Instant};

use super::harness::{Gateway, nodes, small};

/// Lets every data call to a system fail in one way.
fn fail(gateway: &Gateway, system: System, fault: Value) {
    let mut fault = fault;
    fault["source"] = json!(system);
    gateway
        .sandbox
        .control
        .put_fault(serde_json::from_value(fault).expect("a fault"))
        .expect("it fits");
}

const DEALS: &str = "{ deals(first: 20, orderBy: {field: CLOSE_DATE}) { nodes { id name records { source { name } } } missing { source { name } code message } } }";

#[tokio::test]
async fn one_system_down_leaves_the_others_answers_and_is_named() {
    for (system, name) in
        [(System::Salesforce, "salesforce"), (System::Hubspot, "hubspot"), (System::Aws, "aws")]
    {
        let gateway = Gateway::start(small(1)).await;
        fail(&gateway, system, json!({ "endpoint": "*", "status": 503 }));
        let answer = gateway.ask(DEALS).await;
        let deals = &answer["data"]["deals"];
        assert_eq!(nodes(deals).len(), 20, "{name} is down: {answer:#}");
        let records = |deal: &Value| nodes(&json!({ "nodes": deal["records"] }));
        assert!(
            nodes(deals).iter().flat_map(records).all(|record| record["source"]["name"] != name)
        );
        assert_eq!(deals["missing"][0]["source"]["name"], name, "{answer:#}");
        assert_eq!(deals["missing"][0]["code"], "UPSTREAM_UNAVAILABLE");
        let error = &answer["errors"][0];
        assert_eq!(
            (&error["extensions"]["code"], &error["extensions"]["source"]),
            (&json!("UPSTREAM_UNAVAILABLE"), &json!(name))
        );
        assert_eq!(error["path"], json!(["deals"]));
    }
}

#[tokio::test]
async fn a_field_falls_to_the_next_authority_when_its_system_is_down() {
    let gateway = Gateway::start(small(1)).await;
    let query = "{ partner(by: {domain: \"acme.de\"}) { id name records { source { name } } deals(first: 3) { nodes { name } } } }";
    let well = gateway.data(query).await;
    assert_eq!(well["partner"]["name"], "ACME Corporation");
    gateway.app.engine.forget();
    fail(&gateway, System::Salesforce, json!({ "endpoint": "*", "status": 503 }));
    let ill = gateway.ask(query).await;
    assert_eq!(ill["data"]["partner"]["name"], "Acme Corp.", "{ill:#}");
    assert_eq!(
        ill["data"]["partner"]["id"], well["partner"]["id"],
        "the id does not hang on who answers"
    );
    assert_eq!(ill["errors"][0]["extensions"]["source"], "salesforce");
    assert!(!nodes(&ill["data"]["partner"]["deals"]).is_empty());
    gateway.sandbox.control.clear_faults();
    assert_eq!(gateway.data(query).await, well, "and all is as it was, since no failure is kept");
}

#[tokio::test]
async fn a_cut_connection_and_nonsense_are_failures_with_their_code() {
    for (fault, code) in [
        (json!({ "endpoint": "*", "cut": true }), "UPSTREAM_UNAVAILABLE"),
        (json!({ "endpoint": "*", "bad_json": true }), "UPSTREAM_BAD_RESPONSE"),
        (
            json!({ "endpoint": "*", "status": 401, "body": "[{\"errorCode\": \"INVALID_SESSION_ID\", \"message\": \"no\"}]" }),
            "UPSTREAM_AUTH",
        ),
        (
            json!({ "endpoint": "*", "status": 403, "body": "[{\"errorCode\": \"REQUEST_LIMIT_EXCEEDED\", \"message\": \"no\"}]" }),
            "UPSTREAM_QUOTA_EXHAUSTED",
        ),
    ] {
        let gateway = Gateway::start(small(1)).await;
        fail(&gateway, System::Salesforce, fault.clone());
        let answer = gateway.ask(DEALS).await;
        assert_eq!(answer["data"]["deals"]["missing"][0]["code"], code, "{fault}: {answer:#}");
        assert!(!nodes(&answer["data"]["deals"]).is_empty());
    }
}

/// The source and code of each gap of a list.
fn gaps(list: &Value) -> Vec<(&str, &str)> {
    let gaps = list["missing"].as_array().into_iter().flatten();
    gaps.map(|gap| {
        (
            gap["source"]["name"].as_str().unwrap_or_default(),
            gap["code"].as_str().unwrap_or_default(),
        )
    })
    .collect()
}

#[cfg(feature = "aws")]
#[tokio::test]
async fn a_system_that_would_have_to_be_asked_record_by_record_is_a_gap() {
    let gateway = Gateway::start_with(small(1), |config| config.lists.detail_ms = 200).await;
    // AWS tells the title of an opportunity only with the single record.
    fail(&gateway, System::Aws, json!({ "endpoint": "GetOpportunity", "latency_ms": 60_000 }));
    let answer =
        gateway.ask("{ deals(first: 5, orderBy: {field: CLOSE_DATE}, filter: {name: {contains: \"a\"}}) { nodes { id } missing { source { name } code } } }").await;
    assert_eq!(gaps(&answer["data"]["deals"]), [("aws", "UPSTREAM_TIMEOUT")], "{answer:#}");
    assert_eq!(
        (nodes(&answer["data"]["deals"]).len(), &answer["errors"][0]["extensions"]["source"]),
        (5, &json!("aws"))
    );
    gateway.sandbox.control.clear_faults();
    // A search does not try, and that is no failure.
    let answer =
        gateway.ask("{ search(text: \"phase\", kinds: [DEAL], first: 5) { nodes { __typename } missing { source { name } code } } }").await;
    assert_eq!(
        (gaps(&answer["data"]["search"]), &answer["errors"]),
        (vec![("aws", "QUERY_TOO_COMPLEX")], &Value::Null),
        "{answer:#}"
    );
    assert_eq!(nodes(&answer["data"]["search"]).len(), 5);
    assert_eq!(gateway.calls().keys().filter(|call| call.contains("GetOpportunity")).count(), 0);
}

#[tokio::test]
async fn a_system_that_takes_too_long_with_its_page_is_a_gap() {
    // Two systems, of which the other has long answered by then, whatever else this machine does.
    let gateway = Gateway::over(small(1), &["salesforce", "hubspot"], None, |config| {
        config.server.source_timeout_ms = 4000
    })
    .await;
    // The fault holds the call far longer than this test takes.
    fail(&gateway, System::Hubspot, json!({ "endpoint": "*", "latency_ms": 60_000 }));
    let answer = gateway.ask("{ deals(first: 20, orderBy: {field: CLOSE_DATE}) { nodes { id } missing { source { name } code } } }").await;
    assert_eq!(gaps(&answer["data"]["deals"]), [("hubspot", "UPSTREAM_TIMEOUT")], "{answer:#}");
    assert_eq!(nodes(&answer["data"]["deals"]).len(), 20);
}

/// An operation with less time than a read of a source may take ends in time, with what there is.
#[tokio::test]
async fn an_operation_that_runs_out_of_time_answers_what_it_has() {
    let gateway = Gateway::over(small(1), &["salesforce", "hubspot"], None, |config| {
        config.server.timeout_ms = 6_000;
        config.server.source_timeout_ms = 60_000;
    })
    .await;
    fail(&gateway, System::Hubspot, json!({ "endpoint": "*", "latency_ms": 60_000 }));
    let begun = Instant::now();
    let answer = gateway.ask("{ deals(first: 20, orderBy: {field: CLOSE_DATE}) { nodes { id name partner { name } } missing { source { name } code message } } }").await;
    assert!(begun.elapsed().as_millis() < 6_000);
    let deals = &answer["data"]["deals"];
    assert_eq!(gaps(deals), [("hubspot", "UPSTREAM_TIMEOUT")], "{answer:#}");
    assert_eq!(nodes(deals).len(), 20);
    assert!(nodes(deals).iter().any(|deal| !deal["partner"]["name"].is_null()));
    let message = deals["missing"][0]["message"].as_str().unwrap_or_default();
    assert!(message.ends_with("or raise `timeout_ms`"), "{message}");
    assert_eq!(
        (&answer["errors"][0]["extensions"]["code"], &answer["errors"][0]["path"]),
        (&json!("UPSTREAM_TIMEOUT"), &json!(["deals"]))
    );
}

/// A source that is down is asked a few times, not by every query, and again once it is well.
#[tokio::test]
async fn a_system_that_answers_nothing_is_asked_with_pauses_and_told_to_be_down() {
    let gateway = Gateway::over(small(1), &["salesforce", "hubspot"], None, |config| {
        for source in config.hubspot.values_mut() {
            // Long enough for all that is asked of it while it is down.
            source.call.pause_ms = 5_000;
        }
    })
    .await;
    fail(&gateway, System::Hubspot, json!({ "endpoint": "*", "status": 503 }));
    gateway.calls();
    let mut answers = Vec::new();
    for _ in 0..10 {
        answers.push(gateway.ask(DEALS).await);
    }
    let calls: u64 = gateway
        .calls()
        .iter()
        .filter(|(call, _)| call.starts_with("hubspot"))
        .map(|(_, count)| count)
        .sum();
    assert!(answers.len() > 5 && calls <= 5, "{calls} calls by {} queries", answers.len());
    let last = answers.last().expect("an answer");
    assert_eq!(gaps(&last["data"]["deals"]), [("hubspot", "UPSTREAM_UNAVAILABLE")], "{last:#}");
    assert_eq!(nodes(&last["data"]["deals"]).len(), 20);
    assert!(!last["errors"][0]["extensions"]["retryAfter"].is_null(), "{last:#}");
    let status = "{ sources { name status } }";
    let of_hubspot = |data: Value| data["sources"][1]["status"].clone();
    assert_eq!(of_hubspot(gateway.data(status).await), "DOWN");
    gateway.sandbox.control.clear_faults();
    let begun = Instant::now();
    while !gateway.ask(DEALS).await["errors"].is_null() {
        assert!(begun.elapsed().as_secs() < 60, "it is asked again");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(of_hubspot(gateway.data(status).await), "DEGRADED");
}

/// The partner index does not wait for its next look after one that failed.
#[tokio::test]
async fn a_refresh_of_the_index_that_failed_is_tried_again_soon() {
    let gateway = Gateway::over(small(1), &["salesforce", "hubspot"], None, |_| {}).await;
    let minute = Duration::from_secs(60);
    fail(&gateway, System::Hubspot, json!({ "endpoint": "*", "status": 503 }));
    gateway.app.engine.refresh_index().await;
    assert_eq!(gateway.app.engine.index_gaps().len(), 1);
    gateway.sandbox.control.clear_faults();
    let begun = Instant::now();
    gateway.calls();
    tokio::select! {
        () = gateway.app.clone().keep_fresh(minute, 10 * minute) => {}
        () = async {
            while !gateway.app.engine.index_gaps().is_empty() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        } => {}
    }
    assert!(begun.elapsed() < minute / 2, "{:?}", begun.elapsed());
    let calls = gateway.calls();
    assert!(calls.keys().all(|call| call.starts_with("hubspot")), "who is well is left: {calls:?}");
}

/// What a node is by the word of a system that is down cannot be told: that it may be missing can.
#[tokio::test]
async fn a_node_that_only_the_system_that_is_down_would_let_pass_is_a_gap() {
    let gateway = Gateway::start(small(1)).await;
    let lists = [
        (
            System::Erp,
            "erp",
            "incentives(first: 200, filter: {source: {eq: \"salesforce\"}, status: {in: [PAID, EARNED]}})",
        ),
        (
            System::Salesforce,
            "salesforce",
            "leads(first: 200, filter: {source: {eq: \"hubspot\"}, status: {eq: CONVERTED}})",
        ),
    ];
    for (system, name, list) in lists {
        let query = format!(
            "{{ list: {list} {{ totalCount nodes {{ id }} missing {{ source {{ name }} code }} }} }}"
        );
        let well = gateway.data(&query).await;
        gateway.app.engine.forget();
        fail(&gateway, system, json!({ "endpoint": "*", "status": 503 }));
        let ill = gateway.ask(&query).await;
        assert!(
            nodes(&ill["data"]["list"]).len() < nodes(&well["list"]).len(),
            "{name}: the failure has to matter"
        );
        assert_eq!(gaps(&ill["data"]["list"]), [(name, "UPSTREAM_UNAVAILABLE")], "{ill:#}");
        assert_eq!(ill["data"]["list"]["totalCount"], Value::Null);
        gateway.sandbox.control.clear_faults();
        gateway.app.engine.forget();
    }
}

#[tokio::test]
async fn a_passing_failure_is_not_seen() {
    let gateway = Gateway::start(small(1)).await;
    fail(&gateway, System::Salesforce, json!({ "endpoint": "*", "status": 503, "count": 1 }));
    fail(&gateway, System::Hubspot, json!({ "endpoint": "*", "status": 502, "count": 1 }));
    gateway.data(DEALS).await;
}

#[tokio::test]
async fn an_expired_token_costs_one_log_in_and_is_not_seen() {
    let gateway = Gateway::start(small(1)).await;
    gateway
        .sandbox
        .control
        .switch(System::Salesforce, "expire_tokens", json!(true))
        .expect("a switch");
    gateway.data("{ deals(first: 5) { nodes { name } } }").await;
    assert_eq!(gateway.calls().get("salesforce post /services/oauth2/token"), Some(&1));
}

#[tokio::test]
async fn equal_questions_at_once_are_one_call() {
    let gateway = Gateway::start(small(1)).await;
    let query = "{ deals(first: 25) { nodes { name } } }";
    futures::future::join_all((0..20).map(|_| gateway.data(query))).await;
    assert_eq!(gateway.call_count(), 1);
}
