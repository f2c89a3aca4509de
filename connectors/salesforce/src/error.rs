//! From what Salesforce says when it refuses to our error. Its bodies are a JSON array, on log-in
//! an object, at its edge XML or HTML.

use std::sync::Arc;

use channelgraph_core::{Answer, Error, ErrorKind, Retry, wire};
use serde_json::Value as Json;

/// Begins the message of an error about a field that does not exist, or is hidden.
const INVALID_FIELD: &str = "INVALID_FIELD";

/// Refusals of a session that no new log-in mends (jsforce, `http-api.ts`).
const NOT_EXPIRED: [&str; 2] = [
    "Connected app is not attached to Agent",
    "This session is not valid for use with the REST API",
];

/// Translates an unsuccessful answer to an error.
pub(crate) fn failure(source: &Arc<str>, answer: &Answer) -> Error {
    classify(source, answer.status.as_u16(), &answer.body)
}

/// Tests if a query named a field that is not there (any more): what is remembered of the object is
/// out of date.
pub(crate) fn is_invalid_field(error: &Error) -> bool {
    error.kind() == ErrorKind::Rejected && error.message().starts_with(INVALID_FIELD)
}

fn classify(source: &Arc<str>, status: u16, body: &[u8]) -> Error {
    let (code, message) = said(body);
    let kind = match (status, code.as_str()) {
        (401, _) if NOT_EXPIRED.iter().any(|text| message.contains(text)) => ErrorKind::Auth,
        (401, "INVALID_SESSION_ID" | "") => ErrorKind::TokenRejected,
        // Too many long calls at this moment, not the day's allowance.
        (403, "REQUEST_LIMIT_EXCEEDED") if message.contains("Concurrent") => ErrorKind::RateLimited,
        (403, "REQUEST_LIMIT_EXCEEDED") => ErrorKind::QuotaExhausted,
        (401 | 403, _) => ErrorKind::Auth,
        (_, "UNABLE_TO_LOCK_ROW") => ErrorKind::Unavailable,
        (_, "QUERY_TIMEOUT") => ErrorKind::Timeout,
        (404, _) | (_, "INVALID_TYPE") => ErrorKind::NotFound,
        (408 | 504, _) => ErrorKind::Timeout,
        (414 | 431, _) => ErrorKind::Unsupported,
        (429, _) | (_, "rate_limit_exceeded") => ErrorKind::RateLimited,
        (420 | 500.., _) => ErrorKind::Unavailable,
        (301..=399, _) => ErrorKind::BadResponse,
        _ => ErrorKind::Rejected,
    };
    let text = match (code.as_str(), kind) {
        // Salesforce repeats the query here, and with it what somebody looked for.
        ("MALFORMED_QUERY", _) => {
            "MALFORMED_QUERY: the query is not one that Salesforce understands".into()
        }
        ("", ErrorKind::BadResponse) => {
            format!("Salesforce redirected the call (status {status}); check `my_domain`")
        }
        ("", _) => format!("status {status}"),
        (code, _) => format!("{code}: {}", brief(&message)),
    };
    let error = Error::new(kind, source, text);
    // A query that ran into its two minutes does so again.
    if code == "QUERY_TIMEOUT" { error.with_retry(Retry::Never) } else { error }
}

/// The failure of a log-in. What its endpoint refuses is the credentials, whatever the status.
pub(crate) fn login_failure(source: &Arc<str>, answer: &Answer) -> Error {
    let error = failure(source, answer);
    match error.kind() {
        ErrorKind::Rejected | ErrorKind::TokenRejected | ErrorKind::Auth => Error::new(
            ErrorKind::Auth,
            source,
            format!("Salesforce refused the log-in: {}", error.message()),
        ),
        _ => error,
    }
}

/// The code and the words of a body, as far as there are any.
fn said(body: &[u8]) -> (String, String) {
    let field = |json: &Json, name: &str| json.get(name).and_then(Json::as_str).map(str::to_owned);
    if let Ok(json) = wire::from_json::<Json>(body) {
        let first = json.get(0).unwrap_or(&json);
        let code = field(first, "errorCode").or_else(|| field(first, "error"));
        let message = field(first, "message").or_else(|| field(first, "error_description"));
        return (code.unwrap_or_default(), message.unwrap_or_default());
    }
    let text = wire::text(body);
    let tag = |name: &str| {
        let rest = text.split_once(&format!("<{name}>"))?.1;
        Some(rest.split_once(&format!("</{name}>"))?.0.to_owned())
    };
    (tag("errorCode").unwrap_or_default(), tag("message").unwrap_or_default())
}

/// The words without the excerpt of the query that may stand before them, and no longer than a
/// line.
fn brief(message: &str) -> String {
    let words = match message.split_once("ERROR at Row:") {
        Some((_, rest)) => rest.split_once('\n').map_or("", |(_, words)| words),
        None => message,
    };
    words.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(status: u16, body: &str) -> Error {
        classify(&"crm".into(), status, body.as_bytes())
    }

    fn coded(code: &str, message: &str) -> String {
        serde_json::json!([{ "errorCode": code, "message": message }]).to_string()
    }

    #[test]
    fn each_refusal_has_its_kind() {
        use ErrorKind::*;
        use Retry::{Backoff, Never};
        let table = [
            (401, coded("INVALID_SESSION_ID", "Session expired or invalid"), TokenRejected, Never),
            (401, coded("INVALID_SESSION_ID", NOT_EXPIRED[0]), Auth, Never),
            (401, coded("INVALID_SESSION_ID", NOT_EXPIRED[1]), Auth, Never),
            (401, "<html>please log in</html>".into(), TokenRejected, Never),
            (
                401,
                "<Errors><Error><errorCode>INVALID_AUTH_HEADER</errorCode></Error></Errors>".into(),
                Auth,
                Never,
            ),
            (
                403,
                coded("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."),
                QuotaExhausted,
                Never,
            ),
            (
                403,
                coded(
                    "REQUEST_LIMIT_EXCEEDED",
                    "ConcurrentRequests (Concurrent API Requests) Limit exceeded.",
                ),
                RateLimited,
                Backoff,
            ),
            (403, coded("API_DISABLED_FOR_ORG", ""), Auth, Never),
            (400, coded("UNABLE_TO_LOCK_ROW", ""), Unavailable, Backoff),
            (400, coded("QUERY_TIMEOUT", ""), Timeout, Never),
            (400, coded("INVALID_TYPE", "sObject type 'X' is not supported."), NotFound, Never),
            (400, coded("INVALID_FIELD", "No such column 'X'"), Rejected, Never),
            (400, coded("MALFORMED_ID", ""), Rejected, Never),
            (404, coded("NOT_FOUND", "The requested resource does not exist"), NotFound, Never),
            (302, String::new(), BadResponse, Never),
            (414, "<html>URI Too Long</html>".into(), Unsupported, Never),
            (420, String::new(), Unavailable, Backoff),
            (500, coded("UNKNOWN_EXCEPTION", ""), Unavailable, Backoff),
            (502, "<html>Bad gateway</html>".into(), Unavailable, Backoff),
            (503, "<html>maintenance".into(), Unavailable, Backoff),
        ];
        for (status, body, kind, retry) in table {
            let error = error(status, &body);
            assert_eq!((error.kind(), error.retry()), (kind, retry), "{status} {body}");
        }
    }

    #[test]
    fn no_message_repeats_the_query() {
        let excerpt = "\nSELECT Id, Foo FROM Lead WHERE Email = 'a@b.c'\n           ^\nERROR at Row:1:Column:12\nNo such column 'Foo' on entity 'Lead'.";
        let error_of = |code| error(400, &coded(code, excerpt));
        assert_eq!(
            error_of("INVALID_FIELD").message(),
            "INVALID_FIELD: No such column 'Foo' on entity 'Lead'."
        );
        assert!(is_invalid_field(&error_of("INVALID_FIELD")));
        assert!(!error_of("MALFORMED_QUERY").message().contains("a@b.c"));
    }
}
