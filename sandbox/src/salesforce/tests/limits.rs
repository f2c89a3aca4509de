//! The daily allocation, and what counts against it.

use reqwest::Method;
use serde_json::json;

use super::{Org, answer, code, org::small};

#[tokio::test]
async fn usage_stands_in_every_answer_and_ends_in_403() {
    let org = Org::start(small()).await;
    org.set("daily_quota", json!(3));
    for spent in 1..=3 {
        let response = org.call(Method::GET, "limits").send().await.unwrap();
        let usage = response.headers()["sforce-limit-info"].to_str().unwrap().to_owned();
        assert_eq!(usage, format!("api-usage={spent}/3"));
    }
    let response = org.call(Method::GET, "bogus").send().await.unwrap();
    assert_eq!(response.status(), 403);
    assert_eq!(response.headers()["sforce-limit-info"], "api-usage=3/3");
    assert!(response.headers().get("retry-after").is_none());
    let (status, body) = org.query("SELECT Id FROM User").await;
    assert_eq!((status, code(&body)), (403, "REQUEST_LIMIT_EXCEEDED"));
    org.set("api_usage", json!(1));
    let (_, body) = org.get("limits").await;
    assert_eq!(body["DailyApiRequests"], json!({ "Max": 3, "Remaining": 1 }));
    let open = org.client.get(format!("{}/services/data", org.url));
    assert_eq!(answer(open).await.0, 200);
}

#[tokio::test]
async fn a_composite_counts_once_and_a_batch_by_its_parts() {
    let org = Org::start(small()).await;
    let parts: Vec<_> =
        (0..4).map(|n| json!({ "method": "GET", "url": "/services/data/v67.0/limits", "referenceId": format!("r{n}") })).collect();
    org.post("composite", json!({ "compositeRequest": parts })).await;
    assert_eq!(org.simulator.api_usage(), "api-usage=1/100000");
    let parts: Vec<_> = (0..4).map(|_| json!({ "method": "GET", "url": "v67.0/limits" })).collect();
    org.post("composite/batch", json!({ "batchRequests": parts })).await;
    assert_eq!(org.simulator.api_usage(), "api-usage=5/100000");
    org.set("daily_quota", json!(7));
    let (status, body) = org.post("composite/batch", json!({ "batchRequests": parts })).await;
    let statuses: Vec<_> =
        body["results"].as_array().unwrap().iter().map(|r| r["statusCode"].clone()).collect();
    assert_eq!((status, statuses), (200, vec![json!(200), json!(200), json!(403), json!(403)]));
}

#[tokio::test]
async fn switches_refuse_what_they_do_not_know() {
    let org = Org::start(small()).await;
    for (switch, value, hint) in [
        ("bogus", json!(1), "daily_quota"),
        ("daily_quota", json!("many"), "whole number"),
        ("batch_size", json!(0), "1 to 2000"),
        ("hidden_fields", json!(["Account.Bogus"]), "no field 'Account.Bogus'"),
        ("hidden_objects", json!(["Bogus"]), "no object 'Bogus'"),
        ("null_matches_not_equal", json!(1), "true or false"),
        ("expire_tokens", json!(false), "takes true"),
    ] {
        let error = org.simulator.set(switch, value).unwrap_err();
        assert!(error.contains(hint), "{switch}: {error}");
    }
}
