//! The channel's work: what each node shows, and what it leads to, held to the truth of the world.

mod orgs;
mod told;
mod ways;

use std::collections::{BTreeSet, HashMap};

use channelgraph_sandbox::truth::{Node, Record, Truth};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::harness::Gateway;

/// A record's key: its system, and its id there.
type Key = (String, String);

/// One thing: the records that are known as one, and what they say, the first of them first.
struct Thing {
    records: Vec<(Key, Map<String, Value>)>,
}

impl Thing {
    fn keys(&self) -> BTreeSet<Key> {
        self.records.iter().map(|(key, _)| key.clone()).collect()
    }

    /// What it says of a field: the word of its first record that has one.
    fn says(&self, field: &str) -> Option<&Value> {
        self.records.iter().find_map(|(_, says)| says.get(field))
    }

    /// The record that it refers to by a field.
    fn refers(&self, field: &str) -> Option<Key> {
        self.says(field).map(key_of)
    }
}

/// The record that a reference of the truth names.
fn key_of(reference: &Value) -> Key {
    let text = |name: &str| reference[name].as_str().expect("text").to_owned();
    (text("source"), text("id"))
}

/// The things of one entity.
fn things<T: Serialize>(nodes: &[Node<T>]) -> Vec<Thing> {
    let record = |record: &Record<T>| {
        let Ok(Value::Object(says)) = serde_json::to_value(&record.values) else {
            panic!("values are an object")
        };
        ((record.source.name().to_owned(), record.id.to_string()), says)
    };
    let mut things = Vec::new();
    for node in nodes {
        let (together, apart): (Vec<_>, Vec<_>) = node.iter().partition(|record| record.linkable);
        things.push(Thing { records: together.into_iter().map(record).collect() });
        things.extend(apart.into_iter().map(|one| Thing { records: vec![record(one)] }));
    }
    things
}

/// The entities, by the field that lists them.
fn all(truth: &Truth) -> Vec<(&'static str, Vec<Thing>)> {
    vec![
        ("campaigns", things(&truth.campaigns)),
        ("campaignMembers", things(&truth.campaign_members)),
        ("campaignInfluences", things(&truth.campaign_influences)),
        ("certifications", things(&truth.certifications)),
        ("courses", things(&truth.courses)),
        ("courseEnrollments", things(&truth.course_enrollments)),
        ("onboardings", things(&truth.onboardings)),
        ("assets", things(&truth.assets)),
        ("leadAssignments", things(&truth.lead_assignments)),
        ("dealPartners", things(&truth.deal_partners)),
    ]
}

/// The keys of a node's records.
fn keys(node: &Value) -> BTreeSet<Key> {
    let key = |record: &Value| {
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        (text(&record["source"]["name"]), text(&record["id"]))
    };
    node["records"].as_array().into_iter().flatten().map(key).collect()
}

/// Every node of a list, each with what is selected of it and its records.
async fn read(gateway: &Gateway, list: &str, select: &str) -> Vec<Value> {
    let (mut nodes, mut after) = (Vec::new(), Value::Null);
    loop {
        let query = format!(
            "query($after: String) {{ list: {list}(first: 200, after: $after) {{ missing {{ message }}
                pageInfo {{ hasNextPage endCursor }} nodes {{ {RECORDS} {select} }} }} }}"
        );
        let answer = gateway.ask_with(&query, serde_json::json!({ "after": after })).await;
        assert!(answer["errors"].is_null(), "{query}\n{:#}", answer["errors"]);
        let page = &answer["data"]["list"];
        assert_eq!(page["missing"], serde_json::json!([]), "{list}");
        nodes.extend(page["nodes"].as_array().expect("nodes").iter().cloned());
        after = page["pageInfo"]["endCursor"].clone();
        if page["pageInfo"]["hasNextPage"] != true {
            return nodes;
        }
    }
}

/// The things by each of their records.
fn by_record(things: &[Thing]) -> HashMap<Key, usize> {
    let places = things.iter().enumerate();
    places
        .flat_map(|(place, thing)| thing.keys().into_iter().map(move |key| (key, place)))
        .collect()
}

const RECORDS: &str = "records { source { name } id }";
