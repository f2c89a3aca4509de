//! Suggestions: their list, those of a partner, and what they cost.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{EVIDENCE, add_up, list, listed, weight, world};
use crate::harness::Gateway;

#[tokio::test]
async fn suggestions_are_listed_by_weight_in_pages_and_filtered() {
    let gateway = Gateway::start(world()).await;
    let all = listed(&gateway, 100, Value::Null).await;
    assert_eq!(listed(&gateway, 7, Value::Null).await, all, "pages are parts of the whole");
    assert!(all.is_sorted_by(|a, b| weight(a) >= weight(b)), "the likeliest come first");
    let pairs: BTreeSet<_> = all.iter().map(|one| one["config"].to_string()).collect();
    assert_eq!(pairs.len(), all.len(), "each pair is listed once");
    for suggestion in &all {
        add_up(suggestion);
        assert_ne!(
            suggestion["a"]["id"], suggestion["b"]["id"],
            "nothing that is one is suggested"
        );
        assert!(suggestion["reason"].is_string(), "{suggestion:#}");
        assert!(list(&suggestion["rivals"]).len() <= 5, "{suggestion:#}");
    }
    let middle = weight(&all[all.len() / 2]);
    let passing = |test: &dyn Fn(&Value) -> bool| -> Vec<Value> {
        all.iter().filter(|one| test(one)).cloned().collect()
    };
    let heavy = listed(&gateway, 100, json!({ "minWeight": middle })).await;
    assert_eq!(heavy, passing(&|one| weight(one) >= middle));
    let reason = &all[0]["reason"];
    let of_reason = listed(&gateway, 100, json!({ "reason": [reason] })).await;
    assert_eq!(of_reason, passing(&|one| one["reason"] == *reason));
    let has_source = |one: &Value| {
        let records = ["a", "b"].map(|side| list(&one[side]["records"]).to_vec()).concat();
        records.iter().any(|record| record["source"]["name"] == "hubspot")
    };
    let of_source = listed(&gateway, 100, json!({ "source": "HubSpot" })).await;
    assert_eq!(of_source, passing(&has_source), "in whatever case the source is written");
    assert!(heavy.len() < all.len() && of_source.len() < all.len() && !of_source.is_empty());
}

#[tokio::test]
async fn a_partner_has_its_own_suggestions() {
    let gateway = Gateway::start(world()).await;
    let all = listed(&gateway, 100, Value::Null).await;
    let id = all[0]["b"]["id"].as_str().expect("an id");
    let query = format!(
        "query($id: ID!) {{ node(id: $id) {{ ... on Partner {{ suggestions(first: 100) {{ config by
            {{ {EVIDENCE} }} a {{ id }} b {{ id }} }} related {{ id }} }} }} }}"
    );
    let answer = gateway.ask_with(&query, json!({ "id": id })).await;
    let own = &answer["data"]["node"]["suggestions"];
    let so: Vec<_> =
        all.iter().filter(|one| one["a"]["id"] == id || one["b"]["id"] == id).collect();
    let configs =
        |list: &[&Value]| -> Vec<Value> { list.iter().map(|one| one["config"].clone()).collect() };
    assert_eq!(configs(&list(own).iter().collect::<Vec<_>>()), configs(&so), "{answer:#}");
}

#[tokio::test]
async fn suggestions_cost_only_what_is_printed_of_partners() {
    let gateway = Gateway::start(world()).await;
    gateway.calls();
    let free = "{ partnerSuggestions(first: 20) { totalCount nodes { weight by { kind } a { name }
        b { name country } rivals { name } } } partners(first: 20) { nodes { suggestions { odds }
        related { name } } } }";
    gateway.data(free).await;
    assert_eq!(gateway.call_count(), 0, "the index tells all of it");
    let read = "{ partnerSuggestions(first: 20) { nodes { a { website } b { website } } } }";
    gateway.data(read).await;
    let calls = gateway.calls();
    let of = |system: &str| calls.keys().filter(|call| call.starts_with(system)).count();
    assert!(of("salesforce") <= 1 && of("hubspot") <= 1 && of("erp") <= 1, "{calls:?}");
}
