//! Tiers where something is missing, or may not be seen.

use std::collections::BTreeMap;

use channelgraph::{config::AllOr, engine::Mode};
use channelgraph_sandbox::truth::System;
use serde_json::{Value, json};

use crate::harness::{Gateway, small};

const QUERY: &str =
    "{ partners(first: 100, filter: { tier: { in: [\"Gold\", \"Platinum\"] } }) { nodes {
    name tierProgress { program met missing { source { name } }
      keep { requirement { metric } actual gap state } } } } }";

/// Every requirement that is told of, with what is missing.
fn judged(answer: &Value) -> Vec<(Value, Value)> {
    let mut all = Vec::new();
    for node in answer["data"]["partners"]["nodes"].as_array().expect("nodes") {
        for progress in node["tierProgress"].as_array().expect("a list") {
            let keep = progress["keep"].as_array().expect("a list").iter();
            all.extend(keep.map(|one| (one.clone(), progress["missing"].clone())));
        }
    }
    all
}

#[tokio::test]
async fn a_source_that_is_down_leaves_open_what_the_others_do_not_decide() {
    let gateway = Gateway::start(small(3)).await;
    let fault = json!({ "source": System::Hubspot, "endpoint": "*", "status": 500 });
    gateway
        .sandbox
        .control
        .put_fault(serde_json::from_value(fault).expect("a fault"))
        .expect("it fits");
    let answer = gateway.ask(QUERY).await;
    let all = judged(&answer);
    assert!(all.len() > 10, "{answer:#}");
    for (one, missing) in &all {
        assert_eq!(missing[0]["source"]["name"], "hubspot", "{answer:#}");
        // HubSpot knows of no courses, and of certifications only where it knows the partner.
        let metric = one["requirement"]["metric"].as_str().expect("a word");
        let is_figure = !["COURSES", "CERTIF"].iter().any(|word| metric.starts_with(word));
        assert!(!is_figure || one["state"] != "NOT_MET", "{one}");
        assert_eq!(one["gap"].is_null(), one["state"] == "UNKNOWN", "{one}");
    }
    assert!(all.iter().any(|(one, _)| one["state"] == "MET"));
    let codes: Vec<&str> = answer["errors"]
        .as_array()
        .expect("errors")
        .iter()
        .filter_map(|error| error["extensions"]["source"].as_str())
        .collect();
    assert!(codes.contains(&"hubspot"), "{:#}", answer["errors"]);
}

#[tokio::test]
async fn what_may_not_be_seen_is_measured_by_nothing() {
    for (mode, is_told) in [(Mode::Forbid, true), (Mode::Hide, false)] {
        let gateway = Gateway::start_with(small(3), |config| {
            config.auth.open = false;
            let role = config.roles.get_mut("bi-reader").expect("the demo's role");
            let modes = [("finance", mode), ("personal", Mode::Mask), ("provenance", Mode::Show)];
            let modes = modes.map(|(name, mode)| (name.to_owned(), mode));
            role.fields = AllOr::Only(BTreeMap::from(modes));
        })
        .await;
        let personas = &gateway.config.auth.personas;
        let reader =
            personas.iter().find(|persona| persona.name == "BI reader").expect("a persona");
        let answer = gateway.ask_as(&reader.key, QUERY).await;
        let all = judged(&answer);
        let (amounts, others): (Vec<_>, Vec<_>) =
            all.iter().partition(|(one, _)| one["requirement"]["metric"] == "REVENUE");
        assert!(amounts.len() > 3 && others.len() > 3, "{answer:#}");
        for (one, _) in amounts {
            assert_eq!((&one["actual"], &one["gap"]), (&json!(null), &json!(null)), "{one}");
            assert_eq!(one["state"], "UNKNOWN", "{one}");
        }
        assert!(others.iter().any(|(one, _)| !one["actual"].is_null()));
        let errors = answer["errors"].as_array().map_or(0, Vec::len);
        assert_eq!(errors > 0, is_told, "{:#}", answer["errors"]);
    }
}

#[tokio::test]
async fn one_record_decides_a_list_of_objects() {
    let authority = "Deal = { \"stageHistory.stage\" = [\"hubspot\", \"salesforce\"], \
                     \"stageHistory.at\" = [\"salesforce\", \"hubspot\"] }";
    let gateway = Gateway::start_with(small(3), |config| {
        config.authority = toml::from_str(authority).expect("authority");
    })
    .await;
    let query = "{ deals(first: 200) { nodes { records { source { name } } stageHistory { at by { name } } } } }";
    let answer = gateway.data(query).await;
    let (mut both, mut alone) = (0, 0);
    for deal in answer["deals"]["nodes"].as_array().expect("deals") {
        let Some(history) = deal["stageHistory"].as_array() else { continue };
        let stands_in = |name: &str| {
            let records = deal["records"].as_array().expect("records");
            records.iter().any(|record| record["source"]["name"] == name)
        };
        let named = history.iter().filter(|one| !one["by"].is_null()).count();
        match (stands_in("hubspot"), stands_in("salesforce")) {
            // HubSpot does not tell by whom, and Salesforce's users are of other changes.
            (true, true) => {
                assert_eq!(named, 0, "{deal:#}");
                both += 1;
            }
            (false, true) => alone += named,
            _ => {}
        }
    }
    assert!(both > 3 && alone > 3, "{both} {alone}");
}
