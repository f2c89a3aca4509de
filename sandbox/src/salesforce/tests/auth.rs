//! Logging in, and tokens that stop being good.

use chrono::Utc;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use reqwest::Method;
use serde_json::{Value, json};

use super::{Org, PRIVATE_KEY, USER, answer, code, org::small};

const JWT: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

fn assertion(claims: &Value) -> String {
    let key = EncodingKey::from_rsa_pem(PRIVATE_KEY.as_bytes()).unwrap();
    encode(&Header::new(Algorithm::RS256), claims, &key).unwrap()
}

#[tokio::test]
async fn client_credentials_come_in_the_form_or_as_basic() {
    let org = Org::start(small()).await;
    let basic = org
        .client
        .post(format!("{}/services/oauth2/token", org.url))
        .basic_auth("channelgraph", Some("channelgraph-secret"))
        .form(&[("grant_type", "client_credentials")]);
    let (status, body) = answer(basic).await;
    assert_eq!((status, &body["token_type"]), (200, &json!("Bearer")));
    assert_eq!(body["instance_url"], json!(org.url));
    assert!(body["issued_at"].as_str().unwrap().parse::<i64>().is_ok());
    assert!(body.get("expires_in").is_none() && body.get("refresh_token").is_none());

    for (form, error) in [
        (vec![("grant_type", "client_credentials"), ("client_id", "x")], "invalid_client_id"),
        (
            vec![
                ("grant_type", "client_credentials"),
                ("client_id", "channelgraph"),
                ("client_secret", "x"),
            ],
            "invalid_client",
        ),
        (vec![("grant_type", "password")], "unsupported_grant_type"),
        (vec![], "invalid_request"),
    ] {
        let response = org.token_request(&form).await;
        assert_eq!(response.status(), 400);
        let body: Value = response.json().await.unwrap();
        assert_eq!(body["error"], json!(error));
        assert!(body["error_description"].is_string());
    }
}

#[tokio::test]
async fn an_assertion_is_checked_in_every_claim() {
    let org = Org::start(small()).await;
    let now = Utc::now().timestamp();
    let good = json!({
        "iss": "channelgraph", "sub": USER, "aud": "https://login.salesforce.com", "exp": now + 170,
    });
    let with = |name: &str, value: Value| {
        let mut claims = good.clone();
        claims[name] = value;
        assertion(&claims)
    };
    let tampered = {
        let (rest, signature) =
            assertion(&good).rsplit_once('.').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
        let other = with("exp", json!(now + 100));
        assert_ne!(other.rsplit_once('.').unwrap().1, signature);
        format!("{rest}.{}", other.rsplit_once('.').unwrap().1)
    };
    for (name, assertion, error) in [
        ("good", assertion(&good), None),
        ("exp as text", with("exp", json!((now + 170).to_string())), None),
        ("test audience", with("aud", json!("https://test.salesforce.com")), None),
        ("issuer", with("iss", json!("other")), Some("invalid_client_id")),
        ("user", with("sub", json!("nobody@example.com")), Some("invalid_grant")),
        ("audience", with("aud", json!(org.url)), Some("invalid_grant")),
        ("expired", with("exp", json!(now - 1)), Some("invalid_grant")),
        ("too far", with("exp", json!(now + 600)), Some("invalid_grant")),
        ("signature", tampered, Some("invalid_grant")),
        ("rubbish", "a.b.c".to_owned(), Some("invalid_grant")),
    ] {
        let response = org.token_request(&[("grant_type", JWT), ("assertion", &assertion)]).await;
        let body: Value = response.json().await.unwrap();
        match error {
            Some(error) => assert_eq!(body["error"], json!(error), "{name}"),
            None => assert!(body["access_token"].is_string(), "{name}: {body}"),
        }
    }
}

#[tokio::test]
async fn a_token_is_refused_once_it_is_unknown_spent_or_ended() {
    let mut org = Org::start(small()).await;
    org.set("token_calls", json!(1));
    assert_eq!(org.query("SELECT Id FROM User").await.0, 200);
    let (status, body) = org.query("SELECT Id FROM User").await;
    assert_eq!((status, code(&body)), (401, "INVALID_SESSION_ID"));

    org.set("token_calls", Value::Null);
    org.log_in().await;
    org.set("token_seconds", json!(0));
    assert_eq!(org.query("SELECT Id FROM User").await.0, 401);
    org.set("token_seconds", Value::Null);
    assert_eq!(org.query("SELECT Id FROM User").await.0, 200);
    org.set("expire_tokens", json!(true));
    assert_eq!(org.query("SELECT Id FROM User").await.0, 401);
    let bare = org.client.get(format!("{}/services/data/v67.0/query?q=x", org.url));
    assert_eq!(answer(bare).await.0, 401);
}

#[tokio::test]
async fn an_org_that_moves_is_served_at_its_new_host_alone() {
    let mut org = Org::start(small()).await;
    let port = org.url.rsplit_once(':').unwrap().1.to_owned();
    let moved = format!("http://localhost:{port}");
    org.set("instance_url", json!(moved));
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", "channelgraph"),
        ("client_secret", "channelgraph-secret"),
    ];
    let body: Value = org.token_request(&form).await.json().await.unwrap();
    assert_eq!(body["instance_url"], json!(moved));
    org.token = body["access_token"].as_str().unwrap().to_owned();
    assert_eq!(org.get("limits").await.0, 401);
    let there = org.call(Method::GET, "limits").header("host", format!("localhost:{port}"));
    assert_eq!(answer(there).await.0, 200);
}
