//! From what a service says when it refuses to our error. Its bodies are `{"error": {"code",
//! "message"}}`; gateways before it say HTML.

use std::{sync::Arc, time::Duration};

use channelgraph_core::{Answer, Error, ErrorKind, Retry, wire};
use serde_json::Value as Json;

/// The longest wait that is believed.
const LONGEST: Duration = Duration::from_secs(3600);

/// Characters up to which a code is told; a longer one may be anything.
const LONGEST_CODE: usize = 64;

/// Translates an unsuccessful answer to an error. `renewable`: whether a 401 may be mended by
/// a new token.
pub(crate) fn of_answer(source: &Arc<str>, answer: &Answer, renewable: bool) -> Error {
    classify(source, answer.status.as_u16(), answer.retry_after(), &answer.body, renewable)
}

/// The service rejected the query as it was written; it may accept another form.
pub(crate) fn is_refusal(error: &Error) -> bool {
    error.kind() == ErrorKind::Rejected
}

/// The service failed over the query. Some services of SAP Gateway do where they mean to reject it.
pub(crate) fn may_be_refusal(error: &Error) -> bool {
    error.kind() == ErrorKind::Faulty
}

fn classify(
    source: &Arc<str>,
    status: u16,
    retry_after: Option<Duration>,
    body: &[u8],
    renewable: bool,
) -> Error {
    let said = said(body);
    let error = |kind, what: &str| {
        Error::new(
            kind,
            source,
            format!("{what} ({status}{})", said.as_deref().unwrap_or_default()),
        )
    };
    let error = match status {
        401 if renewable => {
            error(ErrorKind::TokenRejected, "the service does not accept the access token")
        }
        401 => error(ErrorKind::Auth, "the service does not accept the user and password"),
        403 => error(
            ErrorKind::Auth,
            "a right is missing: give the user the communication scenario or permission set for this service",
        ),
        404 => error(ErrorKind::NotFound, "the server has no such service, entity set or record"),
        408 | 504 => error(ErrorKind::Timeout, "the service took too long"),
        412 | 428 => error(ErrorKind::Rejected, "the record has changed"),
        414 | 431 => error(
            ErrorKind::Unsupported,
            "the address is too long for the service; lower `sizes.url_bytes`",
        ),
        429 => error(ErrorKind::RateLimited, "the service received too many calls"),
        // The protocol's word for an operator or function that a service does not take.
        501 => {
            error(ErrorKind::Rejected, "the service does not support the query as it was written")
        }
        500 => error(ErrorKind::Faulty, "the service has an internal problem"),
        502.. => error(ErrorKind::Unavailable, "the service is not available"),
        400.. => error(ErrorKind::Rejected, "the service rejected the query"),
        _ => error(
            ErrorKind::BadResponse,
            "the service redirected the call; check `base_url` and the service's `root`",
        ),
    };
    match retry_after {
        Some(wait) if matches!(status, 429 | 503) => {
            error.with_retry(Retry::After(wait.min(LONGEST)))
        }
        _ => error,
    }
}

/// The code of a body, with which a message goes on. Its words are left out: they may tell of
/// somebody, or repeat what was looked for.
fn said(body: &[u8]) -> Option<String> {
    let json: Json = wire::from_json(body).ok()?;
    let code = json.get("error")?.get("code")?.as_str()?;
    let is_code = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'/');
    ((1..=LONGEST_CODE).contains(&code.len()) && code.bytes().all(is_code))
        .then(|| format!(": {code}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_status_has_its_kind() {
        use ErrorKind::*;
        let after = |seconds| Retry::After(Duration::from_secs(seconds));
        let table = [
            (400, None, false, Rejected, Retry::Never),
            (401, None, true, TokenRejected, Retry::Never),
            (401, None, false, Auth, Retry::Never),
            (403, None, true, Auth, Retry::Never),
            (404, None, false, NotFound, Retry::Never),
            (408, None, false, Timeout, Retry::Backoff),
            (412, None, false, Rejected, Retry::Never),
            (414, None, false, Unsupported, Retry::Never),
            (429, Some(7), false, RateLimited, after(7)),
            (429, None, false, RateLimited, Retry::Backoff),
            (500, Some(7), false, Faulty, Retry::Backoff),
            (502, None, false, Unavailable, Retry::Backoff),
            (501, None, false, Rejected, Retry::Never),
            (503, Some(99_999), false, Unavailable, Retry::After(LONGEST)),
            (504, None, false, Timeout, Retry::Backoff),
            (302, None, false, BadResponse, Retry::Never),
        ];
        for (status, retry_after, renewable, kind, retry) in table {
            let error = classify(
                &"erp".into(),
                status,
                retry_after.map(Duration::from_secs),
                b"<html>",
                renewable,
            );
            assert_eq!((error.kind(), error.retry()), (kind, retry), "{status}");
        }
    }

    #[test]
    fn of_both_dialects_the_code_is_told_and_none_of_the_words() {
        let said = |body: &str| {
            classify(&"erp".into(), 400, None, body.as_bytes(), false).message().to_owned()
        };
        let v4 = r#"{"error":{"code":"BadRequest","message":"Customer Jane of jane@acme.de is blocked. CorrelationId: 1"}}"#;
        assert_eq!(said(v4), "the service rejected the query (400: BadRequest)");
        let v2 = r#"{"error":{"code":"/IWBEP/CX_MGW.005","message":{"lang":"en","value":"No property 'Is_Blocked' of O'Neil"}}}"#;
        assert_eq!(said(v2), "the service rejected the query (400: /IWBEP/CX_MGW.005)");
        let long = json!({ "error": { "code": "x".repeat(65) } }).to_string();
        for none in [
            "<html>jane",
            r#"{"error":{"code":"Jane O'Neil"}}"#,
            r#"{"error":{"code":"","message":"Jane"}}"#,
            &long,
        ] {
            assert_eq!(said(none), "the service rejected the query (400)");
        }
    }
}
