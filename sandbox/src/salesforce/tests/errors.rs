//! Refusals as the API words them.

use reqwest::Method;
use serde_json::json;

use super::{Org, answer, code, org::small};

#[tokio::test]
async fn queries_are_refused_with_the_code_of_their_fault() {
    let org = Org::start(small()).await;
    org.set("hidden_objects", json!(["Contact"]));
    org.set("hidden_fields", json!(["Account.Phone"]));
    for (soql, expected) in [
        ("SELECT Id FRM Account", "MALFORMED_QUERY"),
        ("SELECT Bogus FROM Account", "INVALID_FIELD"),
        ("SELECT Phone FROM Account", "INVALID_FIELD"),
        ("SELECT Account.Phone FROM Opportunity", "INVALID_FIELD"),
        ("SELECT Id FROM Bogus", "INVALID_TYPE"),
        ("SELECT Id FROM Contact", "INVALID_TYPE"),
        ("SELECT Id, (SELECT Id FROM Contacts) FROM Account", "INVALID_TYPE"),
        ("SELECT Id FROM Account LIMIT 1 OFFSET 2001", "NUMBER_OUTSIDE_VALID_RANGE"),
        ("SELECT Id FROM Account WHERE Id = 'xyz'", "INVALID_QUERY_FILTER_OPERATOR"),
    ] {
        let (status, body) = org.query(soql).await;
        assert_eq!((status, code(&body)), (400, expected), "{soql}: {body}");
    }
    let (_, body) = org.query("SELECT Bogus FROM Account").await;
    let message = body[0]["message"].as_str().unwrap();
    assert!(
        message.starts_with("\nSELECT Bogus FROM Account\n       ^\nERROR at Row:1:Column:8\nNo such column 'Bogus' on entity 'Account'."),
        "{message}"
    );
    let (status, body) = org.get("query").await;
    assert_eq!((status, code(&body)), (400, "MALFORMED_QUERY"));
}

#[tokio::test]
async fn unknown_paths_versions_and_methods() {
    let org = Org::start(small()).await;
    for (method, path, status, expected) in [
        (Method::GET, "bogus", 404, "NOT_FOUND"),
        (Method::GET, "sobjects/Account/001000000000999AAA", 404, "NOT_FOUND"),
        (Method::GET, "sobjects/Bogus/001000000000999AAA", 404, "NOT_FOUND"),
        (Method::GET, "sobjects/Account/zzz", 400, "MALFORMED_ID"),
        (Method::DELETE, "query", 405, "METHOD_NOT_ALLOWED"),
    ] {
        let (found, body) = answer(org.call(method, path)).await;
        assert_eq!((found, code(&body)), (status, expected), "{path}: {body}");
    }
    let old =
        org.client.get(format!("{}/services/data/v20.0/limits", org.url)).bearer_auth(&org.token);
    assert_eq!(answer(old).await.0, 404);
}

#[tokio::test]
async fn long_uris_are_414_and_long_heads_431() {
    let org = Org::start(small()).await;
    let filler = |length: usize| format!("SELECT+Id+FROM+User+WHERE+Name='{}'", "x".repeat(length));
    let (status, _) = org.get(&format!("query?q={}", filler(16_384))).await;
    assert_eq!(status, 414);
    let request = org
        .call(Method::GET, &format!("query?q={}", filler(3_000)))
        .header("x-filler", "y".repeat(14_000));
    assert_eq!(answer(request).await.0, 431);
    assert_eq!(org.get(&format!("query?q={}", filler(3_000))).await.0, 200);
}
