//! The nodes of a list that was read while all was well, to compare others with.

use std::collections::{BTreeMap, BTreeSet};

use channelgraph_schema::NodeId;
use serde_json::{Value, json};

use super::harness::{Gateway, nodes};

/// For each record the place of its node in a list that was read while all was well.
pub async fn homes(
    gateway: &Gateway,
    list: &str,
    arguments: &str,
) -> (usize, BTreeMap<String, usize>) {
    let (mut homes, mut after, mut count) = (BTreeMap::new(), Value::Null, 0);
    loop {
        let query = format!(
            "query($after: String) {{ list: {list}(first: 200, after: $after {arguments}) {{ \
             pageInfo {{ hasNextPage endCursor }} nodes {{ records {{ source {{ name }} object id }} }} }} }}"
        );
        let answer = gateway.ask_with(&query, json!({ "after": after })).await;
        assert!(answer["errors"].is_null(), "{answer:#}");
        let page = &answer["data"]["list"];
        for node in nodes(page) {
            for record in node["records"].as_array().expect("records") {
                let of = |part: &Value| part.as_str().expect("text").to_owned();
                let key = [&record["source"]["name"], &record["object"], &record["id"]].map(of);
                homes.insert(key.join(" "), count);
            }
            count += 1;
        }
        if page["pageInfo"]["hasNextPage"] != true {
            return (count, homes);
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

/// The place of the node that an id means.
pub fn home(homes: &BTreeMap<String, usize>, id: &str) -> Option<usize> {
    let record = NodeId::decode(id).expect("an id").record;
    homes.get(&format!("{} {} {}", record.source, record.object, record.id)).copied()
}

/// The places of the nodes that were found, each once. Records that only one of a failed system
/// ties together are two nodes without it, and both are shown.
pub fn once(
    homes: &BTreeMap<String, usize>,
    found: &[(String, bool)],
    case: &str,
) -> BTreeSet<usize> {
    let mut known: BTreeMap<usize, bool> = BTreeMap::new();
    let mut ids = BTreeSet::new();
    for (id, had_gap) in found {
        assert!(ids.insert(id), "{case}: {id} comes twice");
        // Without the word of the failed system a node may match that does not with it.
        let Some(place) = home(homes, id) else {
            assert!(had_gap, "{case}: {id} does not belong");
            continue;
        };
        if let Some(was_gap) = known.insert(place, *had_gap) {
            let of = |(record, known): (&String, &usize)| (*known == place).then(|| record.clone());
            let records: Vec<String> = homes.iter().filter_map(of).collect();
            assert!(was_gap && *had_gap, "{case}: {records:?} come twice");
        }
    }
    known.into_keys().collect()
}
