//! Authentication, permissions and limits.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;

use super::super::Calls;
use super::{Served, account};

const SEARCH: &str = "/crm/v3/objects/companies/search";

fn grant(refresh: &str) -> [(&str, &str); 4] {
    [
        ("grant_type", "refresh_token"),
        ("client_id", "sandbox-client-id"),
        ("client_secret", "sandbox-client-secret"),
        ("refresh_token", refresh),
    ]
}

#[tokio::test]
async fn a_call_without_a_known_token_is_401() {
    let served = Served::new(account(1)).await;
    for token in [None, Some("wrong")] {
        let reply = served.call(Method::GET, "/crm/v3/objects/companies", token, None).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
        assert_eq!(reply.body["category"], "INVALID_AUTHENTICATION");
        assert!(reply.body["correlationId"].is_string());
    }
    assert_eq!(served.get("/crm/v3/objects/companies").await.status, StatusCode::OK);
    assert_eq!(served.get("/crm/v3/nothing/here").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_access_token_opens_until_it_expires() {
    let served = Served::new(account(1)).await;
    for path in ["/oauth/v1/token", "/oauth/v3/token", "/oauth/2026-09/token"] {
        let reply = served.form(path, &grant("na1-sandbox-refresh-token")).await;
        assert_eq!(reply.status, StatusCode::OK, "{path}");
        assert_eq!(reply.body["expires_in"], 1_800);
        assert_eq!(
            reply.body["hub_id"],
            if path.contains("v1") { Value::Null } else { json!(4_242) }
        );
        let token = reply.body["access_token"].as_str().unwrap();
        let list =
            async || served.call(Method::GET, "/crm/v3/objects/companies", Some(token), None).await;
        assert_eq!(list().await.status, StatusCode::OK);
        served.simulator.set("expire_access_tokens", Value::Null).unwrap();
        let reply = list().await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
        assert_eq!(reply.body["category"], "EXPIRED_AUTHENTICATION");
    }
}

#[tokio::test]
async fn a_rotated_refresh_token_serves_once() {
    let served = Served::new(account(1)).await;
    served.simulator.set("rotate_refresh_token", json!(true)).unwrap();
    let first = served.form("/oauth/v1/token", &grant("na1-sandbox-refresh-token")).await;
    assert_eq!(first.status, StatusCode::OK);
    let again = served.form("/oauth/v1/token", &grant("na1-sandbox-refresh-token")).await;
    assert_eq!(
        (again.status, &again.body["status"]),
        (StatusCode::BAD_REQUEST, &json!("BAD_REFRESH_TOKEN"))
    );
    let next = first.body["refresh_token"].as_str().unwrap();
    assert_eq!(served.form("/oauth/v1/token", &grant(next)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_missing_scope_is_403_and_names_it() {
    let served = Served::new(account(1)).await;
    served.simulator.set("missing_scopes", json!(["crm.objects.companies.read"])).unwrap();
    let reply = served.post(SEARCH, json!({})).await;
    assert_eq!(reply.status, StatusCode::FORBIDDEN);
    assert_eq!(reply.body["category"], "MISSING_SCOPES");
    assert_eq!(reply.body["context"]["missingScopes"], json!(["crm.objects.companies.read"]));
    assert_eq!(served.get("/crm/v3/objects/deals").await.status, StatusCode::OK);
}

#[tokio::test]
async fn each_limit_answers_429_with_its_policy_and_search_tells_no_remainder() {
    let served = Served::new(account(1)).await;
    for (switch, policy, search) in [
        ("burst_per_10s", "TEN_SECONDLY_ROLLING", false),
        ("searches_per_second", "SECONDLY", true),
        ("daily_quota", "DAILY", false),
    ] {
        let call = async || {
            if search {
                served.post(SEARCH, json!({})).await
            } else {
                served.get("/crm/v3/owners").await
            }
        };
        assert_eq!(call().await.status, StatusCode::OK);
        served.simulator.set(switch, json!(0)).unwrap();
        let reply = call().await;
        served.simulator.set(switch, Value::Null).unwrap();
        assert_eq!(reply.status, StatusCode::TOO_MANY_REQUESTS, "{switch}");
        assert_eq!(reply.body["policyName"], policy);
        assert_eq!(reply.body["errorType"], "RATE_LIMIT");
        assert_eq!(
            reply.body["message"],
            format!("You have reached your {} limit.", policy.to_lowercase())
        );
        assert!(reply.body.get("category").is_none());
        assert_eq!(reply.headers.contains_key("x-hubspot-ratelimit-daily"), !search, "{switch}");
    }
    assert_eq!(served.simulator.calls(), Calls { searches: 1, others: 2 });
}

#[tokio::test]
async fn ordered_faults_strike_before_the_call_is_looked_at() {
    let served = Served::new(account(1)).await;
    served
        .simulator
        .set("fault", json!({ "on": "/search", "times": 1, "status": 477, "retry_after": 3600 }))
        .unwrap();
    let reply = served.post(SEARCH, json!({})).await;
    assert_eq!(
        (reply.status.as_u16(), &reply.headers["retry-after"]),
        (477, &"3600".parse().unwrap())
    );
    assert_eq!(served.post(SEARCH, json!({})).await.status, StatusCode::OK);
    assert!(
        served.simulator.set("no_such_switch", json!(1)).unwrap_err().contains("no_such_switch")
    );
    assert!(served.simulator.set("latency_ms", json!("soon")).unwrap_err().contains("latency_ms"));
}

#[tokio::test]
async fn an_address_over_the_bound_is_414() {
    let served = Served::new(account(1)).await;
    let long = format!("/crm/v3/objects/companies?properties={}", "name,".repeat(4_000));
    assert_eq!(served.get(&long).await.status, StatusCode::URI_TOO_LONG);
}

#[tokio::test(start_paused = true)]
async fn the_account_s_clock_follows_the_runtime_s() {
    let simulator = super::Simulator::new(account(1), super::Config::default());
    let before = simulator.clock.now();
    tokio::time::advance(Duration::from_secs(86_400)).await;
    assert_eq!((simulator.clock.now() - before).num_hours(), 24);
}
