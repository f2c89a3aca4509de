//! One company, two systems, one node: where its values come from, and every way that leads to it.

use channelgraph_schema::{EntityKind, NodeId, RecordKey};
use serde_json::{Value, json};

use super::harness::{Gateway, nodes, small};

const RECORDS: &str = "id name records { source { name } object id matchedBy fields url }";

fn texts(values: &Value) -> Vec<&str> {
    values.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

#[tokio::test]
async fn two_records_are_one_partner_and_each_field_tells_its_source() {
    let gateway = Gateway::over_crms(small(1)).await;
    let data = gateway.data(&format!("{{ partner(by: {{domain: \"acme.de\"}}) {{ {RECORDS} conflicts {{ field chosen {{ source value }} others {{ source value }} }} }} }}")).await;
    let partner = &data["partner"];
    assert_eq!(partner["name"], "ACME Corporation");
    let records = partner["records"].as_array().expect("records");
    let of = |record: &Value| (record["source"]["name"].clone(), record["object"].clone());
    assert_eq!(
        records.iter().map(of).collect::<Vec<_>>(),
        [(json!("salesforce"), json!("Account")), (json!("hubspot"), json!("companies"))]
    );
    for record in records {
        assert_eq!(texts(&record["matchedBy"]), ["taxId", "domain"]);
    }
    assert!(
        texts(&records[0]["fields"]).contains(&"name")
            && !texts(&records[1]["fields"]).contains(&"name")
    );
    let conflicts = partner["conflicts"].as_array().expect("conflicts");
    let of_field = |field: &str| conflicts.iter().find(|conflict| conflict["field"] == field);
    let name = json!({
        "field": "name",
        "chosen": { "source": "salesforce", "value": "ACME Corporation" },
        "others": [{ "source": "hubspot", "value": "Acme Corp." }],
    });
    assert_eq!(of_field("name"), Some(&name));
    assert_eq!(of_field("taxId"), None, "DE811907980 and DE 811 907 980 are one number");
}

#[tokio::test]
async fn every_key_leads_to_the_same_node() {
    let gateway = Gateway::start(small(1)).await;
    let found = gateway
        .data(&format!("{{ partner(by: {{domain: \"acme.de\"}}) {{ {RECORDS} }} }}"))
        .await["partner"]
        .clone();
    let mut ways = vec![
        "{domain: \"www.ACME.de\"}".to_owned(),
        "{taxId: \"DE 811 907 980\"}".to_owned(),
        "{taxId: \"811907980\"}".to_owned(),
    ];
    for record in found["records"].as_array().expect("records") {
        let text = |key: &str| record[key].as_str().expect("text").to_owned();
        let (source, object, id) =
            (record["source"]["name"].as_str().expect("a name"), text("object"), text("id"));
        ways.push(format!("{{record: {{source: \"{source}\", id: \"{id}\"}}}}"));
        let key = RecordKey {
            source: source.into(),
            object: object.as_str().into(),
            id: id.as_str().into(),
        };
        ways.push(format!(
            "{{id: \"{}\"}}",
            NodeId { kind: EntityKind::Partner, record: key }.encode()
        ));
    }
    // Salesforce's own pages show ids of fifteen characters.
    let long = found["records"][0]["id"].as_str().expect("an id");
    ways.push(format!("{{record: {{source: \"salesforce\", id: \"{}\"}}}}", &long[..15]));
    for way in ways {
        let data = gateway.data(&format!("{{ partner(by: {way}) {{ id }} }}")).await;
        assert_eq!(data["partner"]["id"], found["id"], "{way}");
    }
    let id = found["id"].as_str().expect("an id");
    let data = gateway
        .data(&format!(
            "{{ node(id: \"{id}\") {{ __typename id }} nodes(ids: [\"{id}\"]) {{ id }} }}"
        ))
        .await;
    assert_eq!(data["node"], json!({ "__typename": "Partner", "id": id }));
    assert_eq!(data["nodes"][0]["id"], id);
}

#[tokio::test]
async fn half_the_deals_stand_in_both_systems_and_each_is_listed_once() {
    let gateway = Gateway::start(small(1)).await;
    let data =
        gateway.data("{ partner(by: {domain: \"acme.de\"}) { deals(first: 100) { nodes { id records { source { name } id } } } } }").await;
    let deals = data["partner"]["deals"]["nodes"].as_array().expect("deals");
    let both = deals
        .iter()
        .filter(|deal| deal["records"].as_array().is_some_and(|records| records.len() == 2))
        .count();
    assert!(both >= 3 && both < deals.len(), "{both} of {}", deals.len());
    let mut records: Vec<String> = deals
        .iter()
        .flat_map(|deal| deal["records"].as_array().cloned().unwrap_or_default())
        .map(|record| record["id"].to_string())
        .collect();
    let all = records.len();
    records.sort_unstable();
    records.dedup();
    assert_eq!(records.len(), all, "no record is part of two deals");
}

/// Whether there is a tier does not hang on which of its fields are selected.
#[tokio::test]
async fn a_part_alone_is_what_it_is_beside_the_others() {
    let gateway = Gateway::start(small(1)).await;
    let alone = gateway.data("{ partners(first: 100) { nodes { tier { rank } } } }").await;
    gateway.app.engine.forget();
    let both = gateway.data("{ partners(first: 100) { nodes { tier { rank name } } } }").await;
    let ranks = |data: &Value| {
        nodes(&data["partners"])
            .iter()
            .map(|partner| partner["tier"]["rank"].clone())
            .collect::<Vec<_>>()
    };
    assert!(ranks(&alone).iter().any(|rank| !rank.is_null()) && ranks(&alone) == ranks(&both));
}

/// Nested objects, each with fields that are asked for one by one.
const NESTED: &[(&str, &str, &[&str])] = &[
    ("partners", "billing", &["accountNumber", "paymentTerms", "blocked", "currency"]),
    ("partners", "address", &["street", "city", "postalCode", "country"]),
    ("partners", "manager", &["name", "email"]),
    ("deals", "customer", &["name", "domain", "industry"]),
    ("deals", "registration", &["status", "submittedAt", "reason"]),
    ("deals", "marketplace", &["marketplace", "stage", "reviewStatus"]),
];

#[tokio::test]
async fn an_object_is_there_whichever_of_its_fields_is_asked_for() {
    let gateway = Gateway::start(small(1)).await;
    for (list, object, fields) in NESTED {
        let ask = async |fields: &str| {
            let query =
                format!("{{ {list}(first: 60) {{ nodes {{ {object} {{ {fields} }} }} }} }}");
            nodes(&gateway.data(&query).await[list])
        };
        let whole = ask(&fields.join(" ")).await;
        let mut known = 0;
        for field in *fields {
            for (one, whole) in ask(field).await.iter().zip(&whole) {
                assert_eq!(one[object][field], whole[object][field], "{list}.{object}.{field}");
                known += usize::from(!whole[object][field].is_null());
            }
        }
        assert!(known > 0, "{list}.{object} is never there: the test tests nothing");
    }
}
