//! References that a role does not see: what is found by them is not found either.

use channelgraph_sandbox::World;
use serde_json::{Value, json};

use crate::{gateway::Gateway, run::options};

const ROLES: &str = r#"
[roles.forbids]
rows = "all"
fields = { personal = "show", "DealPartner.deal" = "forbid", "Lead.deal" = "forbid" }
[roles.hides]
rows = "all"
fields = { personal = "show", "DealPartner.deal" = "hide", "Lead.deal" = "hide" }
"#;
const QUERY: &str = "{ deals(first: 50) { nodes {
    id lead { id } partners(first: 5) { nodes { id } totalCount } } } }";

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_listed_by_a_reference_that_is_not_seen() {
    let gateway = Gateway::over(World::generate(&options(1)), ROLES, |_| {}).await;
    let all = gateway.data(QUERY, Value::Null).await;
    let deals = all["deals"]["nodes"].as_array().expect("deals");
    assert!(deals.iter().any(|deal| deal["partners"]["totalCount"] != 0), "no deal has partners");
    assert!(deals.iter().any(|deal| !deal["lead"].is_null()), "no deal has a lead");
    let mut own = 0;
    for (role, total, is_refused) in [("forbids", Value::Null, true), ("hides", json!(0), false)] {
        let viewer = gateway.viewer(role, None).await;
        let answer = gateway.ask(&viewer, QUERY, &Value::Null).await;
        let seen = answer["data"]["deals"]["nodes"].as_array().expect("deals");
        assert_eq!(seen.len(), deals.len());
        for deal in seen {
            assert_eq!(deal["partners"], json!({ "nodes": [], "totalCount": total }), "{role}");
        }
        let errors = answer["errors"].as_array().into_iter().flatten();
        let mut codes = errors.map(|error| &error["extensions"]["code"]);
        assert_eq!(codes.clone().count() > 0, is_refused, "{role}");
        assert!(codes.all(|code| code == "FORBIDDEN"), "{role}: {answer:#}");
        own += seen.iter().filter(|deal| !deal["lead"].is_null()).count();
    }
    assert_eq!(own, 0, "leads of deals are known by the leads alone");
}
