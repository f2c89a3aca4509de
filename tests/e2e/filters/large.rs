//! Lists past the ten thousand results that a HubSpot search gives out.

use channelgraph_sandbox::Options;
use channelgraph_schema::EntityKind;
use serde_json::json;

use super::{Case, fields::keys, oracle::Sort, walk::Question};

#[tokio::test]
async fn lists_do_not_end_at_ten_thousand() {
    let options = Options {
        seed: 5,
        partners: 1300,
        deals_per_partner: 10.0,
        leads_per_partner: 0.0,
        incentives_per_partner: 0.0,
        ..Options::default()
    };
    let case = Case::start(options).await;
    let of_hubspot = json!({ "source": { "eq": "hubspot" } });
    for (key, down) in [("ID", false), ("AMOUNT", true)] {
        let key = keys(EntityKind::Deal).into_iter().find(|other| other.0 == key).expect("a key");
        let question = Question {
            first: 200,
            ..Question::new(EntityKind::Deal, of_hubspot.clone(), Sort { key, down })
        };
        let rows = question
            .check(&case.gateway, &case.oracle)
            .await
            .unwrap_or_else(|wrong| panic!("by {}: {wrong}", key.0));
        println!("by {}: {rows} rows", key.0);
        assert!(rows > 10_000, "{rows} rows are too few to tell anything");
    }
}
