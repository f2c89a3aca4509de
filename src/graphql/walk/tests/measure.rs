//! The cost of planning, walking and printing alone, over nodes in memory:
//! `cargo test --release -p channelgraph --lib measure -- --ignored --nocapture`.

use serde_json::{Value as Json, json};
use tokio::time::Instant;

use super::memory::Memory;
use crate::{
    config::Documents,
    graphql::{Graphql, Limits, Request},
    work::Work,
};

const RUNS: u32 = 500;
const Q1: &str = "{ partners(first: 50) { nodes { id name tier { name } country deals(first: 5) { \
    nodes { id name stage amount { amount currency } partner { name } } } } } }";
const Q3: &str = "{ deals(first: 200) { nodes { id name stage sourceStage probability amount { \
    amount currency } closeDate isClosed isWon createdAt updatedAt partner { name } } } }";

/// Fifty partners with five deals each.
fn dataset() -> Json {
    let mut objects = serde_json::Map::new();
    for partner in 0..50 {
        let deals: Vec<String> = (0..5).map(|deal| format!("@d{partner}-{deal}")).collect();
        let object = json!({ "__typename": "Partner", "id": format!("p{partner}"),
            "name": "Nordwind Händel GmbH", "tier": { "name": "Gold" }, "country": "DE",
            "deals": deals });
        objects.insert(format!("p{partner}"), object);
        for deal in 0..5 {
            let object = json!({ "__typename": "Deal", "id": format!("d{partner}-{deal}"),
                "name": "Kalstonedora Solutions - Managed backup", "stage": "QUALIFICATION",
                "sourceStage": "Qualification", "probability": 0.5,
                "amount": { "amount": "46539.55", "currency": "USD" }, "closeDate": "2026-03-01",
                "isClosed": false, "isWon": false, "createdAt": "2026-03-01T10:00:00Z",
                "updatedAt": "2026-03-01T10:00:00Z", "partner": format!("@p{partner}") });
            objects.insert(format!("d{partner}-{deal}"), object);
        }
    }
    json!({ "objects": objects })
}

fn fields(answer: &Json) -> usize {
    match answer {
        Json::Object(object) => object.len() + object.values().map(fields).sum::<usize>(),
        Json::Array(items) => items.iter().map(fields).sum(),
        _ => 0,
    }
}

#[tokio::test]
#[ignore = "measures, and asserts nothing about time"]
async fn planning_walking_and_printing() {
    let limits = Limits { tokens: 10_000, depth: 20, fields: 5_000, cached_bytes: 1 << 20 };
    let graphql = Graphql::new(limits, &Documents::default(), Work::default(), 0).unwrap();
    let memory = Memory::new(&dataset());
    for (name, query) in [("Q1", Q1), ("Q3", Q3)] {
        let request = Request { query: query.to_owned(), ..Request::default() };
        let answer = graphql.answer_over(memory.again(), &request).await;
        let fields = fields(&serde_json::from_slice(&answer.body.plain()).unwrap());
        let begun = Instant::now();
        for _ in 0..RUNS {
            graphql.answer_over(memory.again(), &request).await;
        }
        let took = begun.elapsed() / RUNS;
        let each = took.as_nanos() / fields as u128;
        println!(
            "{name}: {took:?} for {fields} fields in {} bytes, {each} ns each",
            answer.body.plain().len()
        );
    }
}
