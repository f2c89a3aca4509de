//! Rules: what a partner's user sees of the channel, on every path to what is not his.

use channelgraph_sandbox::truth::System;
use channelgraph_schema::{EntityKind, NodeId, RecordKey};
use serde_json::{Value, json};

use crate::harness::{Gateway, nodes, small};

/// A gateway with the demo's personas, and a partner's user of it.
struct World {
    gateway: Gateway,
    key: String,
    /// The ids of the partners that he may see, his own first.
    own: Vec<String>,
    /// The ids of the others.
    others: Vec<String>,
}

impl World {
    async fn start() -> Self {
        let gateway = Gateway::start_with(small(3), |config| config.auth.open = false).await;
        let key = persona(&gateway, "Partner's user");
        let all = gateway.data("{ partners(first: 200) { nodes { id } } }").await;
        let ask = "{ viewer { partner { id } } partners(first: 200) { nodes { id } totalCount } }";
        let seen = gateway.ask_as(&key, ask).await;
        assert!(seen["errors"].is_null(), "{seen:#}");
        let first = text(&seen["data"]["viewer"]["partner"]["id"]);
        let ids = |list: &Value| nodes(list).iter().map(|node| text(&node["id"])).collect();
        let mut own: Vec<String> = ids(&seen["data"]["partners"]);
        assert_eq!(seen["data"]["partners"]["totalCount"], own.len());
        assert!(own.len() > 1, "the demo's partner has children: {seen:#}");
        own.retain(|id| *id != first);
        own.insert(0, first);
        let all: Vec<String> = ids(&all["partners"]);
        let others: Vec<String> = all.into_iter().filter(|id| !own.contains(id)).collect();
        assert!(others.len() > 50);
        Self { gateway, key, own, others }
    }

    async fn ask(&self, query: &str) -> Value {
        self.gateway.ask_as(&self.key, query).await
    }

    async fn data(&self, query: &str) -> Value {
        let answer = self.ask(query).await;
        assert!(answer["errors"].is_null(), "{query}\n{answer:#}");
        answer["data"].clone()
    }
}

fn persona(gateway: &Gateway, name: &str) -> String {
    let personas = &gateway.config.auth.personas;
    personas.iter().find(|persona| persona.name == name).expect("a persona").key.clone()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn what_is_not_his_does_not_exist_on_any_path() {
    let world = World::start().await;
    let other = &world.others[0];
    let query = format!(
        "{{ partner(by: {{ id: \"{other}\" }}) {{ name domain taxId
              records {{ source {{ name }} id }}
              deals(first: 1) {{ nodes {{ id }} }} leads(first: 1) {{ nodes {{ id }} }} }} }}"
    );
    let hidden = world.gateway.data(&query).await["partner"].clone();
    let record = &hidden["records"][0];
    let (source, id) = (text(&record["source"]["name"]), text(&record["id"]));
    let seen = world
        .data(&format!(
            "{{ a: node(id: \"{other}\") {{ id }} b: nodes(ids: [\"{other}\"]) {{ id }}
                c: partner(by: {{ id: \"{other}\" }}) {{ id }}
                d: partner(by: {{ record: {{ source: \"{source}\", id: \"{id}\" }} }}) {{ id }}
                e: partners(filter: {{ id: {{ eq: \"{other}\" }} }}) {{ totalCount nodes {{ id }} }}
                f: deals(filter: {{ partner: {{ eq: \"{other}\" }} }}) {{ nodes {{ id }} }} }}"
        ))
        .await;
    let none = json!({ "nodes": [] });
    let expected = json!({ "a": null, "b": [null], "c": null, "d": null,
        "e": { "totalCount": 0, "nodes": [] }, "f": none });
    assert_eq!(seen, expected);
    for (by, value) in [("domain", &hidden["domain"]), ("taxId", &hidden["taxId"])] {
        if let Some(value) = value.as_str() {
            let one = format!("{{ partner(by: {{ {by}: \"{value}\" }}) {{ id }} }}");
            assert_eq!(world.data(&one).await["partner"], Value::Null, "{one}");
        }
    }
    let name = text(&hidden["name"]);
    let search = format!("{{ search(text: \"{name}\") {{ nodes {{ __typename }} }} }}");
    assert_eq!(world.data(&search).await["search"]["nodes"], json!([]), "{name}");
}

#[tokio::test]
async fn lists_and_relations_hold_his_own_alone_warm_from_another_viewer_or_cold() {
    let world = World::start().await;
    let query = "{ deals(first: 200) { totalCount nodes { id partner { id } lead { id partner { id } } } }
          leads(first: 200) { totalCount nodes { id partner { id } deal { id partner { id } } } }
          incentives(first: 200) { nodes { id partner { id } deal { id partner { id } } } }
          partners(first: 200) { nodes { id parent { id } children(first: 100) { nodes { id } } } } }";
    for _ in 0..2 {
        let seen = world.data(query).await;
        let mut partners = Vec::new();
        collect(&seen, "partner", &mut partners);
        collect(&seen, "parent", &mut partners);
        collect(&seen["partners"], "nodes", &mut partners);
        assert!(partners.len() > 10);
        for partner in partners {
            assert!(world.own.contains(&partner), "{partner} of {seen:#}");
        }
        for list in ["deals", "leads"] {
            let of = &seen[list];
            assert!(!nodes(of).is_empty(), "{list}");
            if !of["totalCount"].is_null() {
                assert_eq!(of["totalCount"], nodes(of).len(), "{list}");
            }
        }
        // Then warm, after one who sees everything has asked the same.
        world.gateway.data(query).await;
    }
}

/// The ids of the objects below a key.
fn collect(value: &Value, key: &str, ids: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, key, ids)),
        Value::Object(object) => {
            for (name, inner) in object {
                if name == key {
                    let one = std::slice::from_ref(inner);
                    let found = inner.as_array().map_or(one, Vec::as_slice);
                    ids.extend(found.iter().filter_map(|one| Some(one["id"].as_str()?.to_owned())));
                }
                collect(inner, key, ids);
            }
        }
        _ => {}
    }
}

#[tokio::test]
async fn a_field_that_is_forbidden_is_null_and_tells_nothing_by_filter_or_order() {
    let world = World::start().await;
    let seen = world.ask("{ deals(first: 3) { nodes { name probability } } }").await;
    let deals = nodes(&seen["data"]["deals"]);
    assert_eq!(deals.len(), 3);
    assert!(deals.iter().all(|deal| deal["probability"].is_null() && !deal["name"].is_null()));
    let errors = seen["errors"].as_array().expect("errors");
    assert_eq!(errors.len(), 3);
    let message = "the role `partner` may not see `probability` of a Deal";
    for error in errors {
        assert_eq!(error["extensions"]["code"], "FORBIDDEN");
        assert_eq!(error["message"], message);
    }
    // Personal data, which the BI reader sees masked.
    let key = persona(&world.gateway, "BI reader");
    let bi = async |query: &str| world.gateway.ask_as(&key, query).await;
    let all =
        world.gateway.data("{ leads(first: 5) { nodes { name email owner { email } } } }").await;
    let seen = bi("{ leads(first: 5) { nodes { name email owner { email } } } }").await;
    assert!(seen["errors"].is_null(), "{seen:#}");
    for (masked, whole) in nodes(&seen["data"]["leads"]).iter().zip(nodes(&all["leads"])) {
        let expected = |whole: &Value| match whole.as_str() {
            Some(text) => json!(format!("{}•••", text.chars().next().unwrap_or_default())),
            None => Value::Null,
        };
        assert_eq!(masked["name"], expected(&whole["name"]));
        assert_eq!(masked["email"], expected(&whole["email"]));
        assert_eq!(masked["owner"]["email"], expected(&whole["owner"]["email"]));
    }
    for filter in ["email: { startsWith: \"a\" }", "not: { name: { eq: \"x\" } }"] {
        let answer = bi(&format!("{{ leads(filter: {{ {filter} }}) {{ nodes {{ id }} }} }}")).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN", "{answer:#}");
        assert_eq!(answer["data"]["leads"]["nodes"], json!([]));
    }
}

/// What a rule tests is known while all systems answer. While the one that decides it does not, a
/// record of another system lets nobody see more.
#[tokio::test]
async fn a_system_that_fails_opens_nothing() {
    let rows = "rows.Deal = [{ where = { not = { registrationStatus = { eq = \"APPROVED\" } } } }]\n\
                fields = \"all\"";
    let gateway = Gateway::start_with(small(3), |config| {
        config.auth.open = false;
        let role = toml::from_str(rows).expect("a role");
        config.roles.insert("bi-reader".to_owned(), role);
    })
    .await;
    let query = "{ deals(first: 200, filter: { registrationStatus: { eq: APPROVED } }) {
          nodes { id records { source { name } object id } } } }";
    let approved = gateway.data(query).await["deals"].clone();
    let mut ids = Vec::new();
    for record in nodes(&approved).iter().flat_map(|deal| deal["records"].as_array().expect("some"))
    {
        if record["source"]["name"] == "hubspot" {
            let part = |name: &str| text(&record[name]).into();
            let key =
                RecordKey { source: "hubspot".into(), object: part("object"), id: part("id") };
            ids.push(NodeId { kind: EntityKind::Deal, record: key }.encode());
        }
    }
    assert!(ids.len() > 3, "deals of both systems: {approved:#}");
    let key = persona(&gateway, "BI reader");
    let query = format!("{{ nodes(ids: {}) {{ id }} }}", json!(ids));
    let none = vec![Value::Null; ids.len()];
    let hidden = gateway.ask_as(&key, &query).await;
    assert_eq!(hidden["data"]["nodes"], json!(none));
    let fault = json!({ "source": System::Salesforce, "endpoint": "*", "status": 503 });
    let control = &gateway.sandbox.control;
    control.put_fault(serde_json::from_value(fault).expect("a fault")).expect("it fits");
    gateway.app.engine.forget();
    let failing = gateway.ask_as(&key, &query).await;
    assert_eq!(failing["data"]["nodes"], json!(none), "{failing:#}");
    control.clear_faults();
}

#[tokio::test]
async fn where_values_come_from_is_told_to_those_who_may_know() {
    let world = World::start().await;
    let id = &world.own[0];
    let query = format!(
        "{{ sources {{ name }} partner(by: {{ id: \"{id}\" }}) {{ name records {{ id }}
            conflicts {{ field }} suggestions {{ weight }} }}
            partnerSuggestions {{ nodes {{ weight }} }} }}"
    );
    let seen = world.ask(&query).await;
    let partner = &seen["data"]["partner"];
    assert!(!partner["name"].is_null());
    for list in [&partner["records"], &partner["conflicts"], &partner["suggestions"]] {
        assert_eq!(*list, json!([]));
    }
    assert_eq!(seen["data"]["sources"], json!([]));
    let errors = seen["errors"].as_array().expect("errors");
    // The sources, where values come from, and twice which partners may be one.
    assert_eq!(errors.len(), 4, "{seen:#}");
    assert!(errors.iter().all(|error| error["extensions"]["code"] == "FORBIDDEN"), "{seen:#}");
}
