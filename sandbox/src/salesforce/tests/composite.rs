//! Several calls in one.

use serde_json::{Value, json};

use super::{Org, code, org::small};

fn statuses<'b>(body: &'b Value, list: &str, name: &str) -> Vec<&'b Value> {
    body[list].as_array().unwrap().iter().map(|part| &part[name]).collect()
}

#[tokio::test]
async fn parts_of_a_composite_may_use_earlier_results() {
    let org = Org::start(small()).await;
    let (status, body) = org
        .post(
            "composite",
            json!({ "allOrNone": false, "compositeRequest": [
        { "method": "GET", "referenceId": "top", "url": "/services/data/v67.0/query?q=SELECT+Id+FROM+Account+WHERE+Name='acme'" },
        { "method": "GET", "referenceId": "row", "url": "/services/data/v67.0/sobjects/Account/@{top.records[0].Id}?fields=Name" },
        { "method": "GET", "referenceId": "bad", "url": "/services/data/v67.0/sobjects/Account/@{top.records[9].Id}" },
        { "method": "POST", "referenceId": "inner", "url": "/services/data/v67.0/composite" },
    ] }),
        )
        .await;
    assert_eq!(status, 200);
    assert_eq!(statuses(&body, "compositeResponse", "httpStatusCode"), [200, 200, 400, 404]);
    assert_eq!(body["compositeResponse"][1]["body"]["Name"], json!("Acme"));
    assert_eq!(body["compositeResponse"][1]["referenceId"], json!("row"));
}

#[tokio::test]
async fn limits_of_both_kinds() {
    let org = Org::start(small()).await;
    let query = json!({ "method": "GET", "referenceId": "q", "url": "/services/data/v67.0/query?q=SELECT+Id+FROM+User" });
    let (status, body) =
        org.post("composite", json!({ "compositeRequest": vec![&query; 6] })).await;
    assert_eq!((status, code(&body)), (400, "LIMIT_EXCEEDED"));
    assert_eq!(org.post("composite", json!({ "compositeRequest": vec![&query; 5] })).await.0, 200);
    let part = json!({ "method": "GET", "url": "v67.0/query?q=SELECT+Id+FROM+User" });
    assert_eq!(
        org.post("composite/batch", json!({ "batchRequests": vec![&part; 26] })).await.0,
        400
    );
    assert_eq!(
        org.post("composite/batch", json!({ "batchRequests": vec![&part; 25] })).await.0,
        200
    );

    let long = format!(
        "/services/data/v67.0/query?q=SELECT+Id+FROM+User+WHERE+Name+IN+('{}')",
        vec!["x".repeat(900); 20].join("','")
    );
    let call =
        json!({ "compositeRequest": [{ "method": "GET", "referenceId": "q", "url": long }] });
    let (_, body) = org.post("composite", call.clone()).await;
    assert_eq!(statuses(&body, "compositeResponse", "httpStatusCode"), [200]);
    org.set("composite_url_limit", json!(true));
    let (_, body) = org.post("composite", call).await;
    assert_eq!(statuses(&body, "compositeResponse", "httpStatusCode"), [414]);
}

#[tokio::test]
async fn a_batch_halts_with_412_when_told_to() {
    let org = Org::start(small()).await;
    let parts = json!([
        { "method": "GET", "url": "v67.0/limits" },
        { "method": "GET", "url": "v67.0/bogus" },
        { "method": "GET", "url": "v67.0/limits" },
    ]);
    for (halt, expected) in [(false, [200, 404, 200]), (true, [200, 404, 412])] {
        let call = json!({ "haltOnError": halt, "batchRequests": parts });
        let (_, body) = org.post("composite/batch", call).await;
        assert_eq!(statuses(&body, "results", "statusCode"), expected);
        assert_eq!(body["hasErrors"], json!(true));
    }
}
