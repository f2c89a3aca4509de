//! Authentication, permissions and limits.

use std::time::Duration;

use axum::http::HeaderMap;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::account::account;
use super::{Reply, Request, Served};
use crate::aws::authorization::Algorithm;
use crate::aws::limits::Limits;
use crate::aws::operations::Quota;
use crate::aws::{Config, Simulator, Switches, operation};

fn list() -> Request {
    Request::new("ListOpportunities", &json!({ "Catalog": "Sandbox" }))
}

fn relationships() -> Request {
    Request::new("ListRelationships", &json!({ "catalog": "Sandbox" }))
}

fn with(mut request: Request, name: &'static str, value: &str) -> Request {
    request.headers.push((name, value.to_owned()));
    request
}

#[tokio::test]
async fn a_signed_request_is_answered_as_aws_json() {
    let served = Served::new().await;
    let reply = served.send(with(list(), "x-amz-user-agent", "two  spaces ")).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
    assert_eq!(reply.headers["content-type"], "application/x-amz-json-1.0");
    assert!(reply.headers.contains_key("x-amzn-requestid"));
    let session = Config { session_token: Some("session".to_owned()), ..Config::default() };
    let served = Served::with(session).await;
    assert_eq!(
        served.send(with(list(), "x-amz-security-token", "session")).await.status,
        StatusCode::OK
    );
    assert_eq!(served.send(list()).await.error(), "UnrecognizedClientException");
}

#[tokio::test]
async fn whatever_is_wrong_with_a_signature_is_refused() {
    let served = Served::new().await;
    let later = |request: Request| Request { time: "20260102T030405Z".to_owned(), ..request };
    for (what, request, error) in [
        (
            "another key",
            Request { access_key_id: "AKIAOTHER".to_owned(), ..list() },
            "UnrecognizedClientException",
        ),
        (
            "a session token",
            with(list(), "x-amz-security-token", "none"),
            "UnrecognizedClientException",
        ),
        (
            "another secret",
            Request { secret: "wrong".to_owned(), ..list() },
            "InvalidSignatureException",
        ),
        (
            "another region",
            Request { region: "eu-west-1".to_owned(), ..list() },
            "InvalidSignatureException",
        ),
        (
            "another service",
            Request { service: "partnercentral-benefits".to_owned(), ..list() },
            "InvalidSignatureException",
        ),
        ("an old time", later(list()), "InvalidSignatureException"),
        (
            "an unsigned header",
            Request { unsigned: vec!["x-amz-target"], ..list() },
            "InvalidSignatureException",
        ),
        (
            "4A where it is not taken",
            Request { algorithm: Algorithm::V4a, ..list() },
            "InvalidSignatureException",
        ),
    ] {
        let reply = served.send(request).await;
        assert_eq!((reply.status, reply.error()), (StatusCode::BAD_REQUEST, error), "{what}");
    }
    served.simulator.set("signature_window_s", Value::Null).unwrap();
    assert_eq!(served.send(later(list())).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_header_that_is_no_signature_is_refused() {
    let served = Served::new().await;
    let host = served.base.trim_start_matches("http://");
    let signed = list().signed(host);
    let good = signed["authorization"].to_str().unwrap().to_owned();
    for (header, error) in [
        (None, "MissingAuthenticationTokenException"),
        (Some("Bearer abc".to_owned()), "IncompleteSignatureException"),
        (Some("AWS4-HMAC-SHA256".to_owned()), "IncompleteSignatureException"),
        (Some(good.replace("/aws4_request", "")), "IncompleteSignatureException"),
        (Some(good.replace("SignedHeaders=", "Headers=")), "IncompleteSignatureException"),
        (Some(format!("{good}!")), "IncompleteSignatureException"),
        (Some(good.replace("AWS4-HMAC", "AWS3-HMAC")), "IncompleteSignatureException"),
        (Some(format!("{good}0")), "InvalidSignatureException"),
    ] {
        let mut headers = signed.clone();
        headers.remove("authorization");
        headers.extend(
            header.iter().map(|header| (reqwest::header::AUTHORIZATION, header.parse().unwrap())),
        );
        let reply =
            Reply::read(served.client.post(&served.base).headers(headers).body(list().body)).await;
        assert_eq!(reply.error(), error, "{header:?}");
    }
    let changed =
        Reply::read(served.client.post(&served.base).headers(signed).body(r#"{"Catalog":"AWS"}"#))
            .await;
    assert_eq!(changed.error(), "InvalidSignatureException");
}

#[tokio::test]
async fn channel_takes_both_versions_of_the_signature() {
    let served = Served::new().await;
    let v4a = || Request { algorithm: Algorithm::V4a, ..relationships() };
    assert_eq!(served.send(relationships()).await.status, StatusCode::OK);
    for regions in ["*", "eu-west-1,us-east-1"] {
        assert_eq!(
            served.send(with(v4a(), "x-amz-region-set", regions)).await.status,
            StatusCode::OK
        );
    }
    assert_eq!(served.send(v4a()).await.error(), "InvalidSignatureException");
    assert_eq!(
        served.send(with(v4a(), "x-amz-region-set", "eu-west-1")).await.error(),
        "InvalidSignatureException"
    );
}

#[tokio::test]
async fn expired_credentials_are_told_by_either_status() {
    let served = Served::new().await;
    served.simulator.set("expired_credentials", json!(true)).unwrap();
    let reply = served.send(list()).await;
    assert_eq!((reply.status, reply.error()), (StatusCode::BAD_REQUEST, "ExpiredTokenException"));
    served.simulator.set("refused_access_is_403", json!(true)).unwrap();
    assert_eq!(served.send(list()).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn an_operation_can_be_refused() {
    let served = Served::new().await;
    let refusals = json!({
        "ListOpportunities": "AccessDeniedException", "ListRelationships": "ThrottlingException", "ListBenefits": "InternalServerException",
    });
    served.simulator.set("refusals", refusals).unwrap();
    let reply = served.send(list()).await;
    assert_eq!((reply.status, reply.error()), (StatusCode::BAD_REQUEST, "AccessDeniedException"));
    let reply = served.send(relationships()).await;
    assert_eq!(
        (reply.error(), &reply.body["message"]),
        ("ThrottlingException", &json!("Rate exceeded"))
    );
    let reply = served.call("ListBenefits", json!({ "Catalog": "Sandbox" })).await;
    assert_eq!(
        (reply.status, reply.error()),
        (StatusCode::INTERNAL_SERVER_ERROR, "InternalServerException")
    );
    assert_eq!(
        served
            .call("GetOpportunity", json!({ "Catalog": "Sandbox", "Identifier": "O102" }))
            .await
            .status,
        StatusCode::OK
    );
    let unknown =
        served.simulator.set("refusals", json!({ "ListAll": "ThrottlingException" })).unwrap_err();
    assert!(unknown.contains("ListAll"));
    assert!(
        served.simulator.set("no_such_switch", json!(1)).unwrap_err().contains("no_such_switch")
    );
    assert!(
        served
            .simulator
            .set("reads_per_second", json!("few"))
            .unwrap_err()
            .contains("reads_per_second")
    );
}

#[tokio::test]
async fn what_is_not_served_is_an_unknown_operation() {
    let served = Served::new().await;
    for target in [
        "AWSPartnerCentralSelling.CreateOpportunity",
        "AWSPartnerCentralSelling.ListBenefits",
        "ListOpportunities",
    ] {
        let reply = served.send(Request { target: target.to_owned(), ..list() }).await;
        assert_eq!(
            (reply.status, reply.error()),
            (StatusCode::BAD_REQUEST, "UnknownOperationException"),
            "{target}"
        );
    }
    for request in
        [served.client.get(&served.base), served.client.post(format!("{}/other", served.base))]
    {
        assert_eq!(Reply::read(request).await.status, StatusCode::NOT_FOUND);
    }
}

#[test]
fn the_header_names_the_operation_of_a_call() {
    let headers = |target: &str| {
        HeaderMap::from_iter([("x-amz-target".parse().unwrap(), target.parse().unwrap())])
    };
    assert_eq!(
        operation(&headers("PartnerCentralChannel.GetRelationship")),
        Some("GetRelationship")
    );
    assert_eq!(operation(&headers("PartnerCentralChannel.GetOpportunity")), None);
    assert_eq!(operation(&HeaderMap::new()), None);
}

#[tokio::test]
async fn reads_beyond_the_budget_are_throttled() {
    let served = Served::new().await;
    let get = async || {
        served.call("GetOpportunity", json!({ "Catalog": "Sandbox", "Identifier": "O102" })).await
    };
    // Both operations draw on one budget; a call that is refused for its input has been a read too.
    let invalid = served.call("ListOpportunities", json!({})).await;
    assert_eq!(invalid.error(), "ValidationException");
    served.simulator.set("reads_per_second", json!(1)).unwrap();
    let reply = get().await;
    assert_eq!((reply.status, reply.error()), (StatusCode::BAD_REQUEST, "ThrottlingException"));
    assert_eq!(reply.body["__type"], "com.amazonaws.partnercentralselling#ThrottlingException");
    assert_eq!(reply.body["Message"], "Rate exceeded");
    assert_eq!(
        served.call("ListBenefits", json!({ "Catalog": "Sandbox" })).await.status,
        StatusCode::OK
    );
    served.simulator.set("reads_per_second", Value::Null).unwrap();
    served.simulator.set("reads_per_day", json!(1)).unwrap();
    assert_eq!(get().await.error(), "ThrottlingException");
}

#[tokio::test(start_paused = true)]
async fn budgets_are_of_any_second_and_of_any_day() {
    let mut limits = Limits::default();
    let switches = Switches { reads_per_day: Some(15), ..Switches::default() };
    let mut taken = async |seconds: f64, calls: usize| {
        tokio::time::advance(Duration::from_secs_f64(seconds)).await;
        (0..calls).filter(|_| limits.admits(Quota::Reads, &switches)).count()
    };
    assert_eq!(taken(0.0, 6).await, 6);
    assert_eq!(taken(0.6, 6).await, 4);
    // The first six are a second old, the four are not.
    assert_eq!(taken(0.4, 9).await, 5, "the day's budget is spent");
    assert_eq!(taken(86_398.9, 9).await, 0);
    assert_eq!(taken(0.1, 9).await, 6);
}

#[tokio::test(start_paused = true)]
async fn engagements_are_reads_by_a_switch_and_benefits_never() {
    let mut limits = Limits::default();
    let full = Switches { reads_per_second: Some(0), ..Switches::default() };
    assert!(!limits.admits(Quota::Engagements, &full));
    assert!(
        limits
            .admits(Quota::Engagements, &Switches { engagements_are_reads: false, ..full.clone() })
    );
    assert!(limits.admits(Quota::None, &full));
    let simulator = Simulator::new(account(), Config::default());
    assert_eq!(simulator.switches.read().reads_per_second, Some(10));
}
