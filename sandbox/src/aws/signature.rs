//! Signature Version 4, as a service works it out to compare.

use axum::http::HeaderMap;
use ring::digest::{SHA256, digest};
use ring::hmac;

use super::authorization::Authorization;

/// The signature, hexadecimal, that `POST /` with these headers and this body has to bear; none
/// where a header that is said to be signed is not there.
pub(super) fn signature(
    secret: &str,
    authorization: &Authorization<'_>,
    time: &str,
    headers: &HeaderMap,
    body: &[u8],
) -> Option<String> {
    let mut canonical = String::from("POST\n/\n\n");
    for name in &authorization.signed_headers {
        let values: Vec<_> = headers
            .get_all(*name)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .map(trimmed)
            .collect();
        if values.is_empty() {
            return None;
        }
        canonical.push_str(&format!("{name}:{}\n", values.join(",")));
    }
    canonical.push_str(&format!("\n{}\n{}", authorization.signed_headers.join(";"), sha256(body)));

    let (date, region, service) =
        (authorization.date, authorization.region.unwrap_or_default(), authorization.service);
    let scope = format!("{date}/{region}/{service}/aws4_request");
    let to_sign = format!("AWS4-HMAC-SHA256\n{time}\n{scope}\n{}", sha256(canonical.as_bytes()));
    let key = [date, region, service, "aws4_request"]
        .iter()
        .fold(format!("AWS4{secret}").into_bytes(), |key, part| keyed(&key, part.as_bytes()));
    Some(hex(&keyed(&key, to_sign.as_bytes())))
}

/// A header's value without spaces around it, and with one space where there are several.
fn trimmed(value: &str) -> String {
    value.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn keyed(key: &[u8], text: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text).as_ref().to_vec()
}

fn sha256(bytes: &[u8]) -> String {
    hex(digest(&SHA256, bytes).as_ref())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::authorization::Algorithm;

    /// The case post-vanilla of the test suite that AWS has published for Signature Version 4.
    #[test]
    fn agrees_with_aws_s_test_suite() {
        let authorization = Authorization {
            algorithm: Algorithm::V4,
            access_key_id: "AKIDEXAMPLE",
            date: "20150830",
            region: Some("us-east-1"),
            service: "service",
            signed_headers: vec!["host", "x-amz-date"],
            signature: "",
        };
        let time = "20150830T123600Z";
        let headers = [("host", "example.amazonaws.com"), ("x-amz-date", "  20150830T123600Z ")];
        let headers = headers
            .into_iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect();
        let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
        let expected = "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b";
        assert_eq!(
            signature(secret, &authorization, time, &headers, b"").as_deref(),
            Some(expected)
        );
        assert_ne!(
            signature(secret, &authorization, time, &headers, b"x").as_deref(),
            Some(expected)
        );
        let unsent = Authorization {
            signed_headers: vec!["host", "x-amz-date", "x-amz-target"],
            ..authorization
        };
        assert_eq!(signature(secret, &unsent, time, &headers, b""), None);
    }
}
