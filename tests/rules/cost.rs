//! What rules cost, in CPU time of warm queries, as one who has rules and one who has none take
//! turns: `cargo test --release --test rules what_rules_cost -- --ignored --nocapture`.

use channelgraph::engine::Viewer;
use channelgraph_sandbox::{Options, World};
use serde_json::Value;

use crate::gateway::Gateway;

/// A role whose rules test every node and look at every field, and let all through.
const WIDE: &str = r#"
[roles.wide.rows]
Partner = [{ where = { name = { isNull = false } } }, { where = { parent = { eq = "$partner" } } }]
Lead = [{ where = { or = [{ name = { isNull = false } }, { name = { isNull = true } }] } }]
Deal = [{ where = { or = [{ name = { isNull = false } }, { name = { isNull = true } }] } }]

[roles.wide.fields]
finance = "show"
personal = "mask"
provenance = "show"
"#;

const QUERIES: [(&str, &str); 4] = [
    (
        "50 partners, five deals each, and their partner",
        "{ partners(first: 50) { nodes { id name country deals(first: 5) { nodes { id name stage
           amount { amount currency } partner { id name } } } } } }",
    ),
    (
        "200 deals with twelve fields",
        "{ deals(first: 200) { nodes { id name stage sourceStage amount { amount currency } closeDate
           isClosed isWon channel createdAt updatedAt } } }",
    ),
    ("200 partners", "{ partners(first: 200) { nodes { id name domain country status type } } }"),
    (
        "one partner with its records",
        "{ partners(first: 1) { nodes { name records { id object } conflicts { field } } } }",
    ),
];
const TURNS: usize = 100;
const ASKED: usize = 20;

/// The CPU time of this process, in hundredths of a second.
fn ticks() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("Linux");
    let fields: Vec<&str> = stat.rsplit(')').next().expect("fields").split_whitespace().collect();
    [fields[11], fields[12]].iter().map(|text| text.parse::<u64>().expect("a number")).sum()
}

async fn asks(gateway: &Gateway, viewer: &Viewer, query: &str) -> u64 {
    let begun = ticks();
    for _ in 0..ASKED {
        let answer = gateway.ask(viewer, query, &Value::Null).await;
        assert!(answer["errors"].is_null(), "{:#}", answer["errors"]);
    }
    ticks() - begun
}

#[tokio::test]
#[ignore = "a measurement, for a release build on a quiet machine"]
async fn what_rules_cost() {
    for remembered in [256, 0] {
        let world = World::generate(&Options { partners: 400, ..Options::kind() });
        let gateway = Gateway::over(world, WIDE, |config| {
            config.cache.answers_mb = 0;
            config.cache.nodes_mb = remembered;
            config.cache.seconds = 3_600;
        });
        let gateway = gateway.await;
        let everyone = Viewer::everyone();
        let wide = gateway.viewer("wide", None).await;
        for (name, query) in QUERIES {
            let (mut all, mut ruled) = (0, 0);
            asks(&gateway, &everyone, query).await;
            asks(&gateway, &wide, query).await;
            for _ in 0..TURNS {
                all += asks(&gateway, &everyone, query).await;
                ruled += asks(&gateway, &wide, query).await;
            }
            let each = |ticks: u64| ticks as f64 * 10.0 / (TURNS * ASKED) as f64;
            eprintln!(
                "nodes_mb = {remembered}, {name}: {:.2} ms without rules, {:.2} ms with; {:+.0} %",
                each(all),
                each(ruled),
                (ruled as f64 / all as f64 - 1.0) * 100.0
            );
        }
    }
}
