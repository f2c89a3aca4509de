//! The index of links: who names whom, known without a call, told, and verified.

use std::collections::BTreeMap;

use channelgraph::demo::{CRMS, SYSTEMS};
use channelgraph_sandbox::{
    truth::{Ref, System, Text},
    world::edit::{Edit, Kind},
};
use channelgraph_schema::{EntityKind, NodeId, RecordKey};
use serde_json::{Map, Value, json};

use super::harness::{Gateway, nodes, small};

const DEALS: &str = "{ partner(by: {domain: \"acme.de\"}) { deals(first: 25) { nodes { name marketplace { stage reviewStatus } } } } }";
const INCENTIVES: &str = "{ partner(by: {domain: \"acme.de\"}) { incentives(first: 25) { nodes { name kind status paidAmount { amount } } } } }";
const OPEN: &str = "{ deals(first: 25, filter: {isClosed: {eq: false}}, orderBy: {field: CLOSE_DATE}) { nodes { name closeDate } } }";
const NESTED: &str = "{ partners(first:50){nodes{id name tier{name} country deals(first:5){nodes{id name stage amount{amount currency} partner{name}}}}} }";

/// The calls of a query with nothing cached, by system, and its answer.
async fn price(gateway: &Gateway, query: &str) -> (BTreeMap<String, u64>, Value) {
    gateway.app.engine.forget();
    gateway.calls();
    let answer = gateway.data(query).await;
    let mut by_system = BTreeMap::new();
    for (endpoint, calls) in gateway.calls() {
        let system = endpoint.split(' ').next().unwrap_or_default().to_owned();
        *by_system.entry(system).or_default() += calls;
    }
    (by_system, answer)
}

/// Holds a query's answer to be the same with links known as without, and the sum of its calls
/// then.
async fn hold(systems: &[&str], priced: &[(&str, &str, u64)]) {
    let gateway = Gateway::over(small(1), systems, None, |_| {}).await;
    let mut before = Vec::new();
    for (_, query, _) in priced {
        // Once more, so that the connectors know what the systems look like.
        gateway.data(query).await;
        before.push(price(&gateway, query).await);
    }
    gateway.look_for_links().await;
    let mut wrong = Vec::new();
    for ((name, query, calls), (without, answer)) in priced.iter().zip(before) {
        let (with, now) = price(&gateway, query).await;
        println!("{name}: without {without:?}, with {with:?}");
        assert_eq!(now, answer, "{name}");
        if with.values().sum::<u64>() != *calls {
            wrong.push(format!("{name} cost {with:?}, not {calls}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn queries_over_all_systems_cost_less_with_links_known() {
    let priced = [
        ("a partner's deals", DEALS, 5),
        ("a partner's incentives", INCENTIVES, 15),
        ("open deals by close date", OPEN, 15),
        ("partners with deals with partners", NESTED, 11),
    ];
    hold(SYSTEMS, &priced).await;
}

#[tokio::test]
async fn queries_over_the_crms_cost_less_with_links_known() {
    let priced =
        [("open deals by close date", OPEN, 3), ("partners with deals with partners", NESTED, 9)];
    hold(CRMS, &priced).await;
}

/// The node id of a Salesforce opportunity.
fn opportunity(id: &Text) -> String {
    let record = RecordKey {
        source: "salesforce".into(),
        object: "Opportunity".into(),
        id: id.to_string().into(),
    };
    NodeId { kind: EntityKind::Deal, record }.encode()
}

/// A HubSpot deal with an amount, which names that opportunity.
fn name(gateway: &Gateway, id: &Text) -> Ref {
    let Value::Object(values) = json!({ "name": "Twin", "amount": "4711" }) else {
        panic!("values are an object")
    };
    let edit = Edit {
        source: System::Hubspot,
        kind: Kind::Deals,
        id: None,
        object: None,
        values,
        same_as: Some(Ref { source: System::Salesforce, id: id.clone() }),
        tied: true,
        fields: BTreeMap::new(),
    };
    gateway.sandbox.control.edit(edit).expect("a deal")
}

/// A Salesforce opportunity without an amount that nobody names.
fn lonely(gateway: &Gateway) -> Text {
    let control = &gateway.sandbox.control;
    let alone = |node: &&Vec<_>| node.len() == 1;
    let of_salesforce =
        |record: &&channelgraph_sandbox::truth::Record<_>| record.source == System::Salesforce;
    let id = {
        let truth = control.truth();
        let found = truth.deals.iter().filter(alone).flatten().find(of_salesforce);
        found.expect("a deal").id.clone()
    };
    let edit = Edit {
        source: System::Salesforce,
        kind: Kind::Deals,
        id: Some(id.clone()),
        object: None,
        values: Map::from_iter([("amount".to_owned(), Value::Null)]),
        same_as: None,
        tied: false,
        fields: BTreeMap::new(),
    };
    control.edit(edit).expect("a change");
    id
}

#[tokio::test]
async fn a_new_link_is_seen_after_a_look_and_one_that_is_gone_is_never_shown() {
    let gateway = Gateway::start_with(small(3), |config| config.cache.seconds = 0).await;
    let id = lonely(&gateway);
    gateway.look_for_links().await;
    let query = format!(
        "{{ nodes(ids: [\"{}\"]) {{ ... on Deal {{ amount {{ amount }} records {{ id }} }} }} }}",
        opportunity(&id)
    );
    let shown = async || {
        let deal = gateway.data(&query).await["nodes"][0].take();
        let records = deal["records"].as_array().map_or(0, Vec::len);
        (deal["amount"]["amount"].clone(), records)
    };
    assert_eq!(shown().await, (Value::Null, 1));
    let twin = name(&gateway, &id);
    assert_eq!(shown().await, (Value::Null, 1), "the index has not looked yet");
    gateway.look_for_links().await;
    assert_eq!(shown().await, (json!("4711"), 2));
    gateway.sandbox.control.remove(Kind::Deals, &twin).expect("the deal");
    assert_eq!(shown().await, (Value::Null, 1), "the index does not know yet that it is gone");
}

#[tokio::test]
async fn more_rows_than_a_list_may_read_are_known_by_their_links() {
    let usual = Gateway::start(small(1)).await;
    let expected = usual.data(DEALS).await;
    let gateway = Gateway::start_with(small(1), |config| config.lists.max_scan = 40).await;
    let refused = gateway.ask(DEALS).await;
    let refused = &refused["errors"][0]["extensions"];
    assert_eq!(
        (&refused["code"], &refused["source"]),
        (&json!("QUERY_TOO_COMPLEX"), &json!("aws"))
    );
    gateway.look_for_links().await;
    assert_eq!(gateway.data(DEALS).await, expected);
    assert!(!nodes(&expected["partner"]["deals"]).is_empty());
}

const TOLD: &str =
    "{ sources { name links { entity object field to state pairs bytes refreshedAt error } } }";

#[tokio::test]
async fn the_index_of_links_tells_what_it_holds() {
    let gateway = Gateway::start(small(1)).await;
    let told = async || -> Vec<Value> {
        let sources = gateway.data(TOLD).await["sources"].take();
        let of = |source: &Value| source["links"].as_array().cloned().unwrap_or_default();
        sources.as_array().into_iter().flatten().flat_map(of).collect()
    };
    for link in told().await {
        assert_eq!((&link["state"], &link["pairs"]), (&json!("ABSENT"), &json!(0)), "{link}");
        assert!(link["refreshedAt"].is_null());
    }
    gateway.look_for_links().await;
    let links = told().await;
    for link in &links {
        assert_eq!(link["state"], "READY", "{link}");
        assert!(link["refreshedAt"].is_string() && link["error"].is_null(), "{link}");
        assert!(link["bytes"].as_u64() > link["pairs"].as_u64(), "{link}");
    }
    let aws = |link: &&Value| link["object"] == "Opportunity";
    let to: Vec<&Value> = links.iter().filter(aws).map(|link| &link["to"]).collect();
    assert_eq!(to, ["salesforce/Opportunity", "hubspot/deals"]);
}

#[tokio::test]
async fn the_index_of_links_fills_itself_behind_a_gateway_that_answers() {
    let gateway = Gateway::start(small(1)).await;
    let fault = json!({ "source": "hubspot", "status": 503, "count": 4 });
    let fault = serde_json::from_value(fault).expect("a fault");
    gateway.sandbox.control.put_fault(fault).expect("a fault");
    let engine = gateway.app.engine.clone();
    let keeper = tokio::spawn(async move { engine.keep_links().await });
    let ready = async {
        while !super::filters::links::states(&gateway).await.iter().eq(["READY"]) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), ready).await.expect("all are read");
    keeper.abort();
}
