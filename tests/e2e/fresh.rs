//! Partners by the index: what it answers without a call, and until when.

use channelgraph_sandbox::{
    truth::{Ref, System},
    world::edit::Kind,
};

use super::harness::{Gateway, nodes, small};

const NAMES: &str = "{ partners(first: 50) { nodes { name country } } }";

/// A gateway over the CRMs whose index has just been refreshed, with nothing else read.
async fn gateway() -> Gateway {
    let gateway = Gateway::over_crms(small(1)).await;
    gateway.data("{ partners(first: 1) { nodes { manager { name } } } }").await;
    refresh(&gateway).await;
    gateway
}

async fn refresh(gateway: &Gateway) {
    gateway.app.engine.forget();
    gateway.app.engine.refresh_index().await;
    gateway.calls();
}

#[tokio::test]
async fn the_index_answers_while_it_is_fresh() {
    let gateway = gateway().await;
    let by_index = gateway.data(NAMES).await;
    assert_eq!(gateway.call_count(), 0, "a look for changes confirms it");
    gateway.app.engine.forget();
    assert_eq!(gateway.data(NAMES).await, by_index);
    assert_eq!(gateway.call_count(), 1, "what was read before answers nothing");
}

#[tokio::test]
async fn what_is_kept_elsewhere_or_told_of_records_is_read() {
    let gateway = gateway().await;
    for (fields, calls) in [
        // A membership changes without the account.
        ("tier { name }", 1),
        ("website", 1),
        ("attributes { name }", 2),
        ("records { fetchedAt }", 2),
    ] {
        refresh(&gateway).await;
        gateway.data(&format!("{{ partner(by: {{domain: \"acme.de\"}}) {{ {fields} }} }}")).await;
        assert_eq!(gateway.call_count(), calls, "{fields}");
    }
}

#[tokio::test]
async fn a_cache_without_lifetime_reads_partners_each_time() {
    let gateway =
        Gateway::over(small(1), channelgraph::demo::CRMS, None, |config| config.cache.seconds = 0);
    let gateway = gateway.await;
    for _ in 0..2 {
        gateway.data(NAMES).await;
        assert_eq!(gateway.call_count(), 1);
    }
}

#[tokio::test]
async fn a_partner_that_is_gone_stays_gone() {
    let gateway = gateway().await;
    let all = "{ partners(first: 200) { nodes { id records { id source { name } } } } }";
    let partners = nodes(&gateway.data(all).await["partners"]);
    let is_one = |records: &serde_json::Value| {
        records.as_array().map(Vec::len) == Some(1) && records[0]["source"]["name"] == "salesforce"
    };
    let lost: Vec<_> = partners.iter().filter(|one| is_one(&one["records"])).take(2).collect();
    let id = |one: &serde_json::Value| one["id"].as_str().expect("an id").to_owned();
    for one in &lost {
        let record = one["records"][0]["id"].as_str().expect("an id");
        let record = Ref { source: System::Salesforce, id: record.into() };
        gateway.sandbox.control.remove(Kind::Partners, &record).expect("it is there");
    }
    refresh(&gateway).await;
    let ask = async |one: &serde_json::Value, field: &str| {
        let query = format!("{{ node(id: \"{}\") {{ ... on Partner {{ {field} }} }} }}", id(one));
        gateway.data(&query).await["node"].clone()
    };
    assert!(ask(lost[0], "name").await.is_object(), "no look for changes tells of it");
    assert!(ask(lost[0], "website").await.is_null(), "a read by id does");
    assert!(ask(lost[0], "name").await.is_null(), "and then the index does not answer for it");

    // What hangs off the partners of a page is asked for before it is known that one is gone.
    let list =
        "{ partners(first: 100) { nodes { id website deals(first: 3) { nodes { id name } } } } }";
    let before = gateway.data(list).await;
    let ids: Vec<String> = nodes(&before["partners"]).iter().map(&id).collect();
    assert!(lost.iter().all(|one| !ids.contains(&id(one))), "{ids:?}");
    gateway.app.engine.forget();
    gateway.app.engine.build_index(&|_| {}).await;
    assert_eq!(gateway.data(list).await, before);
}
