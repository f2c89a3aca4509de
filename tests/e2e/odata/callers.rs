//! Callers of the feed: who they are, and what they see.

use channelgraph::config::Config;
use serde_json::json;

use super::{Answer, ask, text};
use crate::{
    bounds::key,
    harness::{Gateway, client, small},
};

async fn gateway() -> (Gateway, String, String) {
    let (mut manager, mut user) = (String::new(), String::new());
    let gateway = Gateway::start_with(small(3), |config: &mut Config| {
        config.auth.open = false;
        config.auth.anonymous_role = None;
        manager = key(config, "Channel manager");
        user = key(config, "Partner's user");
    });
    (gateway.await, manager, user)
}

#[tokio::test]
async fn callers_come_by_basic_bearer_or_api_key() {
    let (gateway, key, _) = gateway().await;
    let url = format!("{}/odata/v4/deals?$top=1", gateway.url);
    let get = || client().get(&url);
    for (request, status) in [
        (get().basic_auth("anybody", Some(&key)), 200),
        (get().basic_auth("", Some(&key)), 200),
        (get().bearer_auth(&key), 200),
        (get().header("x-api-key", &key), 200),
        (get(), 401),
        (get().basic_auth(&key, Some("")), 401),
        (get().basic_auth("anybody", Some("wrong")), 401),
        (get().basic_auth("anybody", Some(&key)).header("x-api-key", &key), 401),
        (get().header("authorization", "Basic %%%"), 401),
        (get().header("authorization", "Digest x"), 401),
    ] {
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status().as_u16(), status);
        if status == 401 {
            let challenges = response.headers().get_all("www-authenticate").iter();
            let challenges: Vec<_> = challenges.filter_map(|one| one.to_str().ok()).collect();
            assert!(challenges.iter().any(|one| one.starts_with("Basic ")), "{challenges:?}");
            let body: serde_json::Value = response.json().await.expect("JSON");
            assert!(body["error"]["code"].is_string(), "{body:#}");
        }
    }
    // A browser adds Basic credentials by itself: GraphQL takes none.
    let graphql = client().post(format!("{}/graphql", gateway.url)).basic_auth("me", Some(&key));
    let response = graphql.json(&json!({ "query": "{ __typename }" })).send().await;
    assert_eq!(response.expect("an answer").status().as_u16(), 401);
}

#[tokio::test]
async fn a_viewer_sees_his_own_rows_and_columns() {
    let (gateway, manager, user) = gateway().await;
    let asking = |key: &str| ask(&gateway).with("authorization", &format!("Bearer {key}"));
    let ids = |rows: &[super::Row]| -> Vec<String> {
        let mut ids: Vec<String> = rows.iter().map(|row| text(row, "id").to_owned()).collect();
        ids.sort();
        ids
    };
    let query = "{ partners(first: 200) { nodes { id } } }";
    let own = gateway.ask_as(&user, query).await;
    let own = crate::harness::nodes(&own["data"]["partners"]);
    let mut own: Vec<String> =
        own.iter().map(|node| node["id"].as_str().expect("an id").to_owned()).collect();
    own.sort();
    let (seen, _) = asking(&user).all("partners?$select=id").await;
    assert_eq!(ids(&seen), own);
    let (all, _) = asking(&manager).all("partners?$select=id").await;
    assert!(all.len() > own.len());
    let other = ids(&all).into_iter().find(|id| !own.contains(id)).expect("another");
    for address in [format!("partners('{other}')"), format!("partners('{other}')/parent")] {
        assert_eq!(asking(&user).get(&address).await.status, 404, "{address}");
    }
    let below = asking(&user).get(&format!("partners('{other}')/deals")).await;
    assert!(below.rows().is_empty(), "{}", below.text);
    let (deals, _) = asking(&user).all("deals?$expand=partner").await;
    assert!(!deals.is_empty());
    for deal in &deals {
        let partner = deal["partner"]["id"].as_str();
        assert!(partner.is_none_or(|id| own.iter().any(|one| one == id)), "{deal:?}");
    }
    let counted = asking(&user).get("deals/$count").await;
    assert_eq!(counted.text, deals.len().to_string());
    hidden(&asking(&manager).get("$metadata").await, &asking(&user).get("$metadata").await);
}

/// What one viewer sees and another does not is not told to exist.
fn hidden(all: &Answer, seen: &Answer) {
    let columns = |answer: &Answer| answer.text.matches("<Property ").count();
    assert!(columns(seen) < columns(all), "{} {}", columns(seen), columns(all));
}

#[tokio::test]
async fn a_token_is_good_for_its_own_viewer_only() {
    let (gateway, manager, user) = gateway().await;
    let asking = |key: &str| {
        ask(&gateway)
            .with("authorization", &format!("Bearer {key}"))
            .with("prefer", "odata.maxpagesize=2")
    };
    let page = asking(&manager).get("deals?$select=id").await.json();
    let next = page["@odata.nextLink"].as_str().expect("a link").to_owned();
    assert_eq!(asking(&manager).get(&next).await.status, 200);
    assert_eq!(asking(&user).get(&next).await.status, 400);
}
