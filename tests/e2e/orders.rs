//! Orders that not every system can give, and the engine's own door beside GraphQL.

use channelgraph::engine::{ListQuery, Needs, Viewer};
use channelgraph_schema::{EntityKind, Order};
use futures::StreamExt;
use serde_json::{Value, json};

use super::harness::{Gateway, nodes, small};

/// HubSpot keeps the score of a lead at its contact, and cannot order leads by it.
#[tokio::test]
async fn a_system_that_cannot_order_by_the_key_is_a_gap_while_others_answer() {
    let gateway = Gateway::start(small(1)).await;
    let query = |filter: &str| {
        format!(
            "{{ leads(first: 10, orderBy: {{field: SCORE, direction: DESC}}{filter}) {{ nodes {{ score }} \
             missing {{ source {{ name }} code }} }} deals(first: 1) {{ nodes {{ id }} }} }}"
        )
    };
    let answer = gateway.ask(&query("")).await;
    let leads = &answer["data"]["leads"];
    let gap = json!([{ "source": { "name": "hubspot" }, "code": "UPSTREAM_REJECTED" }]);
    assert_eq!(leads["missing"], gap, "{answer:#}");
    let scores: Vec<f64> = nodes(leads).iter().filter_map(|lead| lead["score"].as_f64()).collect();
    assert_eq!(scores.len(), 10);
    assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
    let (code, message) = gateway.error(&query(", filter: {source: {eq: \"hubspot\"}}")).await;
    assert_eq!(code, "BAD_INPUT", "{message}");
    assert!(message.contains("hubspot"), "{message}");
}

#[tokio::test]
async fn an_order_by_what_no_asked_system_has_is_refused_and_others_put_its_rows_last() {
    let gateway = Gateway::start(small(1)).await;
    let by_amount = |sources: &str| {
        format!(
            "query($after: String) {{ incentives(first: 200, after: $after, \
             filter: {{source: {{in: [{sources}]}}}}, orderBy: {{field: AMOUNT}}) \
             {{ pageInfo {{ hasNextPage endCursor }} nodes {{ id records {{ source {{ name }} }} }} }} }}"
        )
    };
    let (code, message) = gateway.error(&by_amount("\"hubspot\"")).await;
    assert_eq!(code, "BAD_INPUT", "{message}");
    assert!(message.contains("hubspot") && message.contains("ordered by"), "{message}");
    let (mut found, mut after) = (Vec::new(), Value::Null);
    loop {
        let query = by_amount("\"hubspot\", \"salesforce\"");
        let answer = gateway.ask_with(&query, json!({ "after": after })).await;
        assert!(answer["errors"].is_null(), "{answer:#}");
        let page = &answer["data"]["incentives"];
        found.extend(nodes(page));
        after = page["pageInfo"]["endCursor"].clone();
        if page["pageInfo"]["hasNextPage"] != true {
            break;
        }
    }
    let own = |node: &Value, system: &str| {
        let records = node["records"].as_array().expect("records");
        records.iter().any(|record| record["source"]["name"] == system)
    };
    let first_without = found.iter().position(|node| !own(node, "salesforce"));
    let after = &found[first_without.expect("an incentive of HubSpot alone")..];
    assert!(after.iter().all(|node| own(node, "hubspot")));
}

#[tokio::test]
async fn a_scan_gives_every_node_of_a_list_and_a_count_their_number() {
    let gateway = Gateway::start(small(1)).await;
    let (engine, everyone) = (&gateway.app.engine, Viewer::everyone());
    let kind = EntityKind::Deal;
    let query = ListQuery {
        order: Order { key: kind.field("closeDate"), ..Order::default() },
        ..ListQuery::first_of_all(100)
    };
    let needs = Needs::default();
    let found: Vec<_> = engine.scan(&everyone, kind, query.clone(), needs).collect().await;
    let mut ids: Vec<String> =
        found.iter().map(|node| node.as_ref().expect("a deal").id().to_owned()).collect();
    let page = engine.list(&everyone, kind, &query, &needs).await.expect("a page");
    assert_eq!(page.nodes.len(), 100);
    assert!(page.nodes.iter().zip(&ids).all(|((_, node), id)| node.id() == id));
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert!(all > 100 && ids.len() == all, "{all} deals, {} of them different", ids.len());
    let partners = engine.count(&everyone, EntityKind::Partner, &ListQuery::first_of_all(1)).await;
    assert_eq!(partners.expect("a count"), Some(u64::from(engine.index_summary().partners)));
}

/// The index knows the partners below each partner without looking at all of them.
#[tokio::test]
async fn the_partners_below_a_partner_are_those_that_name_it_as_their_parent() {
    let gateway = Gateway::start(small(1)).await;
    let query = "{ partners(first: 200) { nodes { id parent { id } children(first: 200) { nodes { id } totalCount } } } }";
    let partners = nodes(&gateway.data(query).await["partners"]);
    let mut below = 0;
    for partner in &partners {
        let named: Vec<&Value> = partners
            .iter()
            .filter(|other| other["parent"]["id"] == partner["id"])
            .map(|other| &other["id"])
            .collect();
        let found = nodes(&partner["children"]);
        let found: Vec<&Value> = found.iter().map(|child| &child["id"]).collect();
        assert_eq!(found, named, "{}", partner["id"]);
        assert_eq!(partner["children"]["totalCount"], named.len());
        below += named.len();
    }
    assert!(below > 10, "{below} partners below others");
}
