//! `$batch`: the answers are those to its requests.

use serde_json::{Value, json};

use super::ask;
use crate::harness::{Gateway, client, small};

async fn post(gateway: &Gateway, media: &str, body: String) -> (u16, String) {
    let request = client().post(format!("{}/odata/v4/$batch", gateway.url));
    let request = request.header("content-type", media).body(body);
    let response = request.send().await.expect("an answer");
    (response.status().as_u16(), response.text().await.expect("text"))
}

#[tokio::test]
async fn a_batch_answers_each_of_its_requests() {
    let gateway = Gateway::start(small(1)).await;
    let (deals, leads) = ("deals?$select=id&$top=3", "leads?$select=id&$top=2");
    let requests = json!({ "requests": [
        { "id": "1", "method": "GET", "url": deals },
        { "id": "2", "method": "GET", "url": format!("/odata/v4/{leads}") },
        { "id": "3", "method": "GET", "url": "deals/$count" },
        { "id": "4", "method": "GET", "url": "nothing" },
        { "id": "5", "method": "GET", "url": "deals" },
    ]});
    let (status, text) = post(&gateway, "application/json", requests.to_string()).await;
    assert_eq!(status, 200, "{text}");
    let answer: Value = serde_json::from_str(&text).expect("JSON");
    let responses = answer["responses"].as_array().expect("a list");
    let statuses: Vec<_> = responses.iter().map(|one| one["status"].clone()).collect();
    assert_eq!(statuses, [200, 200, 200, 404], "it ends at the first that fails");
    for (place, address) in [(0, deals), (1, leads)] {
        assert_eq!(responses[place]["body"], ask(&gateway).get(address).await.json());
    }
    let body = format!(
        "--b\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n\
         GET {deals} HTTP/1.1\r\nAccept: application/json;odata.metadata=none\r\n\r\n\r\n\
         --b\r\nContent-Type: application/http\r\n\r\nGET $metadata HTTP/1.1\r\n\r\n\r\n--b--\r\n"
    );
    let (status, text) = post(&gateway, "multipart/mixed; boundary=b", body).await;
    assert_eq!(status, 200, "{text}");
    assert_eq!(text.matches("HTTP/1.1 200 OK").count(), 2, "{text}");
    assert!(text.contains("<edmx:Edmx") && text.contains("odata.metadata=none"), "{text}");
}

#[tokio::test]
async fn a_batch_that_writes_is_refused() {
    let gateway = Gateway::start(small(1)).await;
    let requests = json!({ "requests": [{ "id": "1", "method": "DELETE", "url": "deals('x')" }] });
    let (status, text) = post(&gateway, "application/json", requests.to_string()).await;
    assert_eq!(status, 501, "{text}");
    let (status, _) = post(&gateway, "text/plain", String::new()).await;
    assert_eq!(status, 415);
    let url = format!("{}/odata/v4/deals", gateway.url);
    let response = client().post(url).json(&json!({})).send().await.expect("an answer");
    assert_eq!(response.status().as_u16(), 405);
}
