//! The index of links: who names whom, known without a call.

use channelgraph::demo::{CRMS, SYSTEMS};

use super::harness::{Gateway, small};

const LINKS: &str =
    "{ sources { name links { entity object field to state pairs bytes refreshedAt error } } }";

#[tokio::test]
async fn show() {
    for systems in [CRMS, SYSTEMS] {
        let gateway = Gateway::over(small(1), systems, None, |_| {}).await;
        let queries = [
            "{ partner(by: {domain: \"acme.de\"}) { deals(first: 25) { nodes { name marketplace { stage reviewStatus } } } } }",
            "{ partner(by: {domain: \"acme.de\"}) { incentives(first: 25) { nodes { name kind status paidAmount { amount } } } } }",
            "{ deals(first: 25, filter: {isClosed: {eq: false}}, orderBy: {field: CLOSE_DATE}) { nodes { name closeDate } } }",
            "{ partners(first:50){nodes{id name tier{name} country deals(first:5){nodes{id name stage amount{amount currency} partner{name}}}}} }",
        ];
        for query in queries {
            gateway.data(query).await;
        }
        for _ in 0..2 {
            for query in queries {
                gateway.app.engine.forget();
                gateway.calls();
                let d = gateway.data(query).await;
                let calls = gateway.calls();
                println!(
                    "{} calls, {} bytes: {calls:#?}",
                    calls.values().sum::<u64>(),
                    d.to_string().len()
                );
            }
            gateway.calls();
            gateway.app.engine.look_for_links().await;
            println!("look: {:#?}", gateway.calls());
            println!("{:#}", gateway.data(LINKS).await);
        }
    }
}
