//! What named queries cost in counted calls to the systems, and in levels of calls that follow one
//! another: cold, and warm.

mod crms;
mod systems;

use std::collections::BTreeMap;

use channelgraph::demo::{CRMS, SYSTEMS};

use super::harness::{Gateway, small};

/// A named query with its price: the fewest calls that can answer it, and why it cannot be fewer.
/// The connectors' knowledge of the systems (descriptions, owners, pipelines) is warm, as it is in
/// a gateway that runs.
struct Priced {
    name: &'static str,
    query: &'static str,
    cold: u64,
    /// The longest chain of calls, each of which needs the answer of the one before.
    levels: u64,
    /// Calls and levels where the index of links knows who names whom.
    linked: (u64, u64),
    why: &'static str,
}

/// The nested query: partners, each with its deals, each with its partner.
fn nested(partners: usize) -> String {
    format!(
        "{{ partners(first: {partners}) {{ nodes {{ name deals(first: 5) {{ nodes {{ name partner {{ name }} }} }} }} }} }}"
    )
}

/// A gateway over the default world whose connectors know what the systems look like, with nothing
/// of the data cached.
async fn gateway(systems: &[&str]) -> Gateway {
    let gateway = Gateway::over(small(1), systems, None, |_| {}).await;
    gateway.data("{ deals(first: 1, filter: {source: {eq: \"hubspot\"}}) { nodes { sourceStage owner { name } } } }").await;
    gateway.data("{ leads(first: 1) { nodes { sourceStatus owner { name } } } }").await;
    gateway
        .data("{ partners(first: 1) { nodes { programs { program } manager { name } } } }")
        .await;
    let of_partner = "{ partner(by: {domain: \"acme.de\"}) { incentives { nodes { status } } } }";
    gateway.data(of_partner).await;
    gateway.app.engine.forget();
    gateway.calls();
    gateway
}

fn sum(calls: &BTreeMap<String, u64>) -> u64 {
    calls.values().sum()
}

#[tokio::test]
async fn named_queries_cost_their_price_cold_and_nothing_warm() {
    hold(&gateway(CRMS).await, crms::TABLE).await;
}

#[tokio::test]
async fn named_queries_over_all_systems_cost_their_price() {
    let gateway = gateway(SYSTEMS).await;
    for Priced { query, .. } in systems::TABLE {
        gateway.data(query).await;
    }
    gateway.calls();
    hold(&gateway, systems::TABLE).await;
}

/// Forgets all that was read, but for the index of partners, which has just been refreshed.
async fn cool(gateway: &Gateway) {
    gateway.app.engine.forget();
    gateway.app.engine.refresh_index().await;
    gateway.calls();
}

async fn hold(gateway: &Gateway, table: &[Priced]) {
    let (mut wrong, mut answers) = (Vec::new(), Vec::new());
    gateway.sandbox.control.hold_levels();
    for Priced { name, query, cold, levels, why, .. } in table {
        cool(gateway).await;
        answers.push(gateway.data(query).await);
        let chain = gateway.sandbox.control.levels();
        let deep = chain.len() as u64;
        let calls = gateway.calls();
        println!("{:>2} cold in {deep} levels  {name}: {why}\n   {chain:?}", sum(&calls));
        if deep != *levels {
            wrong.push(format!("{name} took {deep} levels, not {levels}: {chain:#?}"));
        }
        if sum(&calls) != *cold {
            wrong.push(format!("{name} cost {} calls, not {cold}: {calls:#?}", sum(&calls)));
        }
        gateway.data(query).await;
        let warm = gateway.calls();
        if !warm.is_empty() {
            wrong.push(format!("{name} cost calls when all was cached: {warm:#?}"));
        }
    }
    gateway.look_for_links().await;
    for (Priced { name, query, linked, .. }, answer) in table.iter().zip(answers) {
        cool(gateway).await;
        assert_eq!(gateway.data(query).await, answer, "{name}, with links known");
        let chain = gateway.sandbox.control.levels();
        let price = (sum(&gateway.calls()), chain.len() as u64);
        println!("{price:?} with links known  {name}:\n   {chain:?}");
        if price != *linked {
            wrong.push(format!(
                "{name} cost {price:?} with links known, not {linked:?}: {chain:#?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn the_nested_query_does_not_grow_with_its_partners() {
    let gateway = gateway(CRMS).await;
    let mut prices = Vec::new();
    for partners in [10, 50, 100] {
        gateway.app.engine.forget();
        gateway.data(&nested(partners)).await;
        let mut calls = gateway.calls();
        // HubSpot takes a hundred records in a batch read: those calls go by the number of deals, a
        // hundred each.
        let batches = calls
            .remove("hubspot post /crm/objects/2026-09/{object}/batch/read")
            .unwrap_or_default();
        println!("{partners} partners: {} calls and {batches} batches of a hundred", sum(&calls));
        prices.push((sum(&calls), batches));
        gateway.data(&nested(partners)).await;
        assert_eq!(gateway.call_count(), 0);
    }
    assert_eq!(
        prices[1].0, prices[2].0,
        "the same calls for a hundred partners as for fifty: {prices:?}"
    );
    // The partners by name, a query for Salesforce's deals, the associations of HubSpot's, one look
    // at the Salesforce deals that those name; and where one of these names no partner, a search
    // for others that name it, with their associations.
    assert!(prices[0].0 <= prices[1].0 && prices[1].0 <= 6, "{prices:?}");
    assert!(prices[2].1 <= 6, "{prices:?}");
}
