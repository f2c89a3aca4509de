//! What AWS tells of one record at a time: waited for briefly, named while it is missing, read in
//! the background, and kept by version.

use std::{collections::BTreeSet, time::Duration};

use channelgraph::config::Config;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::harness::{Gateway, nodes, small};

/// The time for which AWS holds each call.
const HELD_MS: u64 = 300;

/// A gateway over AWS alone, with another configuration.
async fn over_aws(change: impl FnOnce(&mut Config)) -> Gateway {
    Gateway::over(small(1), &["aws"], None, change).await
}

fn patient(config: &mut Config) {
    config.lists.detail_ms = 200;
    // An order by what only a single record tells.
    let mapping = "[Deal.Opportunity.fields]\nreportingAmount = \"SoftwareRevenue.Value.Amount\"";
    let aws = config.aws.get_mut("aws").expect("the source");
    aws.mapping = toml::from_str(mapping).expect("a mapping");
}

/// Holds each call to AWS.
fn hold(gateway: &Gateway) {
    let fault = json!({ "source": "aws", "endpoint": "*", "latency_ms": HELD_MS });
    let fault = serde_json::from_value(fault).expect("a fault");
    gateway.sandbox.control.put_fault(fault).expect("it fits");
}

/// Has details read in the background, as `serve` does.
fn fill(gateway: &Gateway) {
    let engine = gateway.app.engine.clone();
    tokio::spawn(async move { engine.fill_details().await });
}

/// The calls since the last look for a list, and for single records.
fn calls(gateway: &Gateway) -> (u64, u64) {
    let calls = gateway.calls();
    let sum = |verb: &str| {
        let of_verb = calls.iter().filter(|(name, _)| name.starts_with(&format!("aws {verb}")));
        of_verb.map(|(_, count)| count).sum()
    };
    (sum("list"), sum("get"))
}

/// Asks until nothing is missing, and returns that answer.
async fn until_whole(gateway: &Gateway, query: &str) -> Value {
    for _ in 0..200 {
        let answer = gateway.ask(query).await;
        if answer["errors"].is_null() {
            return answer["data"].clone();
        }
    }
    panic!("details never came: {:#}", gateway.ask(query).await);
}

const SIXTY: &str = "{ deals(first: 60, orderBy: [{field: CREATED_AT}]) { nodes { id name sourceStage } \
                     missing { source { name } code message } pageInfo { hasNextPage } } }";

#[tokio::test]
async fn a_first_answer_is_quick_and_names_the_details_that_are_still_to_come() {
    let gateway = over_aws(patient).await;
    hold(&gateway);
    fill(&gateway);
    let mut taken = Duration::MAX;
    let mut first = Value::Null;
    // Other tests take turns on the same machine: the quickest of three counts.
    for _ in 0..3 {
        gateway.app.engine.forget();
        let begun = Instant::now();
        first = gateway.ask(SIXTY).await;
        taken = taken.min(begun.elapsed());
    }
    assert!(taken < Duration::from_secs(1), "the first answer took {taken:?}");
    let deals = &first["data"]["deals"];
    assert_eq!(nodes(deals).len(), 60, "{first:#}");
    assert!(nodes(deals).iter().all(|deal| !deal["sourceStage"].is_null()));
    let named = nodes(deals).iter().filter(|deal| !deal["name"].is_null()).count();
    let gap = &deals["missing"][0];
    assert_eq!((&gap["source"]["name"], &gap["code"]), (&json!("aws"), &json!("UPSTREAM_TIMEOUT")));
    let told = format!("those of {} records are still to come", 60 - named);
    assert!(gap["message"].as_str().is_some_and(|text| text.contains(&told)), "{told}: {gap}");

    let whole = until_whole(&gateway, SIXTY).await;
    assert!(nodes(&whole["deals"]).iter().all(|deal| !deal["name"].is_null()), "{whole:#}");
    assert_eq!(whole["deals"]["missing"], json!([]));
}

#[tokio::test]
async fn an_order_by_details_waits_as_briefly_and_is_right_once_they_are_there() {
    const BY_AMOUNT: &str = "{ deals(first: 20, orderBy: [{field: AMOUNT, direction: DESC}]) { \
                             nodes { id amount { amount } } missing { code } } }";
    let gateway = over_aws(patient).await;
    let right = until_whole(&gateway, BY_AMOUNT).await;
    assert_eq!(nodes(&right["deals"]).len(), 20);
    gateway.app.engine.forget();
    hold(&gateway);
    fill(&gateway);
    let begun = Instant::now();
    let first = gateway.ask(BY_AMOUNT).await;
    assert!(begun.elapsed() < Duration::from_millis(1500), "{:?}", begun.elapsed());
    assert_eq!(nodes(&first["data"]["deals"]), Vec::<Value>::new(), "no order without its key");
    assert_eq!(first["data"]["deals"]["missing"][0]["code"], "UPSTREAM_TIMEOUT");
    gateway.sandbox.control.clear_faults();
    assert_eq!(until_whole(&gateway, BY_AMOUNT).await, right);
}

/// Every deal by pages of twenty, with the titles that are shown.
async fn pull(gateway: &Gateway) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    let mut after = Value::Null;
    loop {
        let query = "query($after: String) { deals(first: 20, after: $after) { nodes { id name } \
                     pageInfo { hasNextPage endCursor } } }";
        let answer = gateway.ask_with(query, json!({ "after": after })).await;
        assert!(answer["errors"].is_null(), "{answer:#}");
        let deals = &answer["data"]["deals"];
        let deal =
            |deal: Value| (deal["id"].as_str().expect("an id").to_owned(), deal["name"].clone());
        all.extend(nodes(deals).into_iter().map(deal));
        if deals["pageInfo"]["hasNextPage"] == json!(false) {
            return all;
        }
        after = deals["pageInfo"]["endCursor"].clone();
    }
}

/// Waits until the lifetime of all that was read is over: that of a page of a size that is asked for
/// here first, and so is read after all else.
async fn outlive(gateway: &Gateway, size: usize) {
    let query = format!("{{ deals(first: {size}) {{ nodes {{ sourceStage }} }} }}");
    calls(gateway);
    gateway.data(&query).await;
    assert_ne!(calls(gateway), (0, 0), "the page is read now");
    while calls(gateway) == (0, 0) {
        gateway.data(&query).await;
    }
}

#[tokio::test]
async fn a_second_pull_asks_singly_only_for_what_has_changed() {
    let gateway = over_aws(|config| config.cache.seconds = 1).await;
    let before = pull(&gateway).await;
    let (_, singly) = calls(&gateway);
    assert_eq!(singly, before.len() as u64, "each title costs a call");
    assert!(singly >= 60);
    outlive(&gateway, 1).await;
    calls(&gateway);
    assert_eq!(pull(&gateway).await, before);
    assert_eq!(calls(&gateway).1, 0, "the list tells the versions of all of them");

    // One in a hundred changes at AWS.
    let changed = before.len().div_ceil(100);
    {
        let mut store = gateway.sandbox.simulators().aws.store.write();
        for (number, deal) in store.opportunities.values_mut().take(changed).enumerate() {
            deal["Project"]["Title"] = json!(format!("Another title {number}"));
            deal["LastModifiedDate"] = json!("2026-11-20T10:00:00.368914936Z");
        }
    }
    outlive(&gateway, 2).await;
    calls(&gateway);
    let after = pull(&gateway).await;
    let (_, singly) = calls(&gateway);
    assert!(singly <= changed as u64 && singly * 20 <= before.len() as u64, "{singly} calls");
    let titles = |all: &[(String, Value)]| -> BTreeSet<String> {
        all.iter().map(|(_, title)| title.to_string()).collect()
    };
    let new: Vec<_> = titles(&after).difference(&titles(&before)).cloned().collect();
    assert_eq!(new.len(), changed, "{new:?}");
}

#[tokio::test]
async fn what_is_owed_for_details_comes_with_the_next_pages_and_once() {
    let gateway = over_aws(patient).await;
    let whole = "{ deals(first: 200, orderBy: [{field: AMOUNT}]) { nodes { id } } }";
    let right = until_whole(&gateway, whole).await;
    let right: Vec<Value> = nodes(&right["deals"]);
    gateway.app.engine.forget();
    hold(&gateway);
    fill(&gateway);
    let query = "query($after: String) { deals(first: 50, after: $after, orderBy: [{field: AMOUNT}]) { \
                 nodes { id } pageInfo { hasNextPage endCursor } } }";
    let (mut after, mut seen) = (Value::Null, Vec::new());
    for page in 0..200 {
        let answer = gateway.ask_with(query, json!({ "after": after })).await;
        let deals = &answer["data"]["deals"];
        seen.extend(nodes(deals));
        if deals["pageInfo"]["hasNextPage"] == json!(false) {
            assert_eq!(seen, right);
            return;
        }
        if !deals["pageInfo"]["endCursor"].is_null() {
            after = deals["pageInfo"]["endCursor"].clone();
        }
        if page == 0 {
            assert_eq!(seen, Vec::<Value>::new());
            gateway.sandbox.control.clear_faults();
        }
    }
    panic!("a list owes its deals for ever: {} of {} came", seen.len(), right.len());
}

#[tokio::test]
async fn a_list_of_one_source_asks_no_other_that_cannot_be_a_part_of_what_is_shown() {
    let gateway = Gateway::start(small(1)).await;
    for query in [
        "{ deals(first: 10, filter: {source: {eq: \"salesforce\"}}) { nodes { name stage } } }",
        "{ deals(first: 10, filter: {source: {eq: \"hubspot\"}}) { nodes { name stage } } }",
        "{ deals(first: 10, filter: {source: {in: [\"salesforce\", \"hubspot\"]}}, \
         orderBy: [{field: CLOSE_DATE}]) { nodes { name closeDate } } }",
        "{ partners(first: 10) { nodes { deals(first: 5, filter: {source: {eq: \"salesforce\"}}) { \
         nodes { name stage } } } } }",
        "{ partners(first: 10) { nodes { deals(first: 5, filter: {source: {eq: \"hubspot\"}}) { \
         nodes { name stage } } } } }",
        "{ leads(first: 10, filter: {source: {eq: \"hubspot\"}}) { nodes { name } } }",
        "{ incentives(first: 10, filter: {source: {eq: \"hubspot\"}}) { nodes { name } } }",
    ] {
        gateway.app.engine.forget();
        gateway.calls();
        gateway.data(query).await;
        let calls = gateway.calls();
        let of_aws: Vec<_> = calls.keys().filter(|name| name.starts_with("aws ")).collect();
        assert!(of_aws.is_empty() && !calls.is_empty(), "{query}: {calls:#?}");
    }
}

#[tokio::test]
async fn more_details_than_an_operation_may_make_calls_for_do_not_end_a_list() {
    const CALLS: u64 = 20;
    let all =
        "{ leads(first: 200) { nodes { id company } missing { code } pageInfo { hasNextPage } } }";
    let whole = over_aws(|_| {}).await;
    let expected = nodes(&whole.data(all).await["leads"]).len();
    assert!(expected > CALLS as usize, "there are {expected} leads: too few to tell");
    let gateway = over_aws(|config| {
        patient(config);
        config.server.max_calls = CALLS;
    })
    .await;
    fill(&gateway);
    let first = gateway.ask(all).await;
    for missing in first["data"]["leads"]["missing"].as_array().expect("a list") {
        assert_eq!(missing["code"], "UPSTREAM_TIMEOUT", "{first:#}");
    }
    assert_eq!(nodes(&until_whole(&gateway, all).await["leads"]).len(), expected);
}
