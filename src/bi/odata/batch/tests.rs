//! Tests of batches.

use proptest::prelude::*;

use super::*;

const ROOT: &str = "https://gateway.example.com/odata/v4/";

#[test]
fn parts_of_a_multipart_are_read() {
    let body = "preamble\r\n--b\r\nContent-Type: application/http\r\n\
                Content-Transfer-Encoding: binary\r\nContent-ID: 7\r\n\r\n\
                GET deals?$top=1 HTTP/1.1\r\nAccept: application/json\r\n\r\n\r\n\
                --b\r\nContent-Type: application/http\r\n\r\n\
                GET /odata/v4/leads HTTP/1.1\r\nHost: x\r\n\r\n\r\n--b--\r\n";
    let batch = Batch::read("multipart/mixed; boundary=\"b\"", body.as_bytes(), ROOT).unwrap();
    let addresses: Vec<_> = batch.parts.iter().map(|part| part.address.as_str()).collect();
    assert_eq!(addresses, ["deals?$top=1", "/leads"]);
    assert_eq!(batch.parts[0].headers["accept"], "application/json");
    assert_eq!(batch.parts[0].id.as_deref(), Some("7"));
    let reply = Reply::new("application/json", b"{}".to_vec());
    let answer = batch.answer(&[reply]);
    let text = String::from_utf8(answer.body).unwrap();
    assert!(text.contains("HTTP/1.1 200 OK\r\n"), "{text}");
    assert!(text.contains("\r\n\r\n{}\r\n--"), "{text}");
}

#[test]
fn requests_of_json_are_read() {
    let body = r#"{"requests":[{"id":"a","method":"get","url":"deals","headers":{"accept":"x"}}]}"#;
    let batch = Batch::read("application/json", body.as_bytes(), ROOT).unwrap();
    assert_eq!(batch.parts.len(), 1);
    let reply = Reply::new("application/json", b"{\"value\":[]}".to_vec());
    let answer: serde_json::Value = serde_json::from_slice(&batch.answer(&[reply]).body).unwrap();
    assert_eq!(answer["responses"][0]["id"], "a");
    assert_eq!(answer["responses"][0]["body"]["value"], serde_json::json!([]));
}

#[test]
fn what_writes_or_leads_elsewhere_is_refused() {
    let one = |method: &str, url: &str| {
        let request = serde_json::json!({ "id": "1", "method": method, "url": url });
        let body = serde_json::json!({ "requests": [request] }).to_string();
        Batch::read("application/json", body.as_bytes(), ROOT)
    };
    assert_eq!(one("POST", "deals").unwrap_err().status.as_u16(), 501);
    for wrong in ["/graphql", "/odata/v4x/deals", "$batch", "/odata/v4/$batch", "https://a/b"] {
        assert!(one("GET", wrong).is_err(), "{wrong}");
    }
    for right in ["deals", "/odata/v4/deals", "https://gateway.example.com/odata/v4/deals"] {
        assert!(one("GET", right).is_ok(), "{right}");
    }
    let many: Vec<_> = (0..51)
        .map(|id| serde_json::json!({ "id": id.to_string(), "method": "GET", "url": "deals" }))
        .collect();
    let body = serde_json::json!({ "requests": many }).to_string();
    assert!(Batch::read("application/json", body.as_bytes(), ROOT).is_err());
    assert!(Batch::read("text/plain", b"", ROOT).is_err());
}

proptest! {
    #[test]
    fn no_body_breaks_the_reader(body in "[a-zA-Z:/ \r\n-]{0,80}", json in "\\PC{0,40}") {
        let _ = Batch::read("multipart/mixed;boundary=b", body.as_bytes(), ROOT);
        let whole = format!("--b\n{body}\n--b--");
        let _ = Batch::read("multipart/mixed;boundary=b", whole.as_bytes(), ROOT);
        let _ = Batch::read("application/json", json.as_bytes(), ROOT);
    }
}
