//! The demo's personas: each has a key, sees what its role lets it, and has something to see.

use channelgraph::config::Config;
use serde_json::{Value, json};

use super::harness::{Gateway, client, nodes, small};

/// A gateway as the demo has it, and its personas' keys by name.
async fn demo() -> (Gateway, Vec<(String, String)>) {
    let mut keys = Vec::new();
    let ask_who_calls = |config: &mut Config| {
        config.auth.open = false;
        let personas = config.auth.personas.iter();
        keys = personas.map(|persona| (persona.name.clone(), persona.key.clone())).collect();
    };
    let gateway = Gateway::start_with(small(1), ask_who_calls).await;
    (gateway, keys)
}

const COUNTS: &str = "{ viewer { subject roles partner { name } } partners { totalCount } \
                      leads(first: 200) { totalCount nodes { id } } \
                      deals(first: 200) { totalCount nodes { id } } }";

async fn counts(gateway: &Gateway, key: Option<&str>) -> Value {
    let request = client().post(format!("{}/graphql", gateway.url));
    let request = match key {
        Some(key) => request.bearer_auth(key),
        None => request,
    };
    let response = request.json(&json!({ "query": COUNTS })).send().await.expect("an answer");
    let answer: Value = response.json().await.expect("JSON");
    assert!(answer["errors"].is_null(), "{answer:#}");
    answer["data"].clone()
}

#[tokio::test]
async fn each_persona_has_something_to_see_and_no_more() {
    let (gateway, keys) = demo().await;
    let names: Vec<_> = keys.iter().map(|(name, _)| &**name).collect();
    assert_eq!(names, ["Channel manager", "Partner's user", "BI reader"]);
    let everything = counts(&gateway, None).await;
    assert_eq!(everything["viewer"]["roles"], json!(["channel-manager"]), "{everything:#}");
    // Of several partners' records the sources do not tell the number.
    let count = |of: &Value, name: &str| {
        let total = of[name]["totalCount"].as_u64();
        total.unwrap_or_else(|| nodes(&of[name]).len() as u64)
    };
    for (name, key) in &keys {
        let seen = counts(&gateway, Some(key)).await;
        let is_partner = name == "Partner's user";
        for list in ["partners", "leads", "deals"] {
            let (seen, all) = (count(&seen, list), count(&everything, list));
            assert!(seen > 0 && (seen < all) == is_partner, "{name} sees {seen} of {all} {list}");
        }
        assert_eq!(!seen["viewer"]["partner"].is_null(), is_partner, "{seen:#}");
        if is_partner {
            assert!(count(&seen, "partners") > 1, "it has children: {seen:#}");
        }
    }
}
