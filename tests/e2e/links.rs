//! The index of links: who names whom, known without a call, told, and verified.

use channelgraph_sandbox::{
    truth::{Ref, System, Text},
    world::edit::{Edit, Kind},
};
use channelgraph_schema::{EntityKind, NodeId, RecordKey};
use serde_json::{Value, json};

use super::harness::{Gateway, change, nodes, small};

const DEALS: &str = "{ partner(by: {domain: \"acme.de\"}) { deals(first: 25) { nodes { name marketplace { stage reviewStatus } } } } }";

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
    let same_as = Some(Ref { source: System::Salesforce, id: id.clone() });
    let new = Edit::of(System::Hubspot, Kind::Deals, None, values);
    let edit = Edit { same_as, tied: true, ..new };
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
    change(control, System::Salesforce, Kind::Deals, id.clone(), "amount", Value::Null);
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
