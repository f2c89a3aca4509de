//! What named queries cost in counted calls to the systems: cold, and warm.

use super::harness::{Gateway, small};

/// A named query with its price.
struct Priced {
    name: &'static str,
    query: &'static str,
    /// Calls when nothing is cached, and why it cannot be done with fewer.
    cold: u64,
    why: &'static str,
}

const TABLE: &[Priced] = &[
    Priced { name: "ids of partners", query: "{ partners(first: 50) { nodes { id } } }", cold: 0, why: "the index knows them" },
    Priced {
        name: "names of partners",
        query: "{ partners(first: 50) { nodes { name } } }",
        cold: 1,
        why: "Salesforce comes first by id: one collections retrieve for all fifty",
    },
];

#[tokio::test]
async fn named_queries_cost_their_price_cold_and_nothing_warm() {
    let mut wrong = Vec::new();
    for Priced { name, query, cold, why } in TABLE {
        let gateway = Gateway::start(small(1)).await;
        gateway.data(query).await;
        let calls = gateway.calls();
        let count: u64 = calls.values().sum();
        println!("{name}: {count} cold ({why})");
        if count != *cold {
            wrong.push(format!("{name} cost {count} calls, not {cold}: {calls:#?}"));
        }
        gateway.data(query).await;
        let warm = gateway.call_count();
        if warm != 0 {
            wrong.push(format!("{name} cost {warm} calls when all was cached"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
