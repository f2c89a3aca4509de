//! From what Tryton says when it refuses to our error. A call that fails is mostly an answer with
//! status 200 and an `error` in it; only what goes wrong before the call is made has a status of
//! its own, with a body of HTML or none.

use std::sync::Arc;

use channelgraph_core::{Error, ErrorKind, Retry};
use serde_json::Value as Json;

/// The failure that a status without success tells of.
pub(crate) fn failure(source: &Arc<str>, status: u16) -> Error {
    let (kind, what) = match status {
        401 => (ErrorKind::TokenRejected, "the session has ended"),
        403 => (ErrorKind::Auth, "the user may not call this"),
        404 | 405 => (
            ErrorKind::Rejected,
            "there is no such database, or its JSON-RPC is elsewhere; check `database` and `path`",
        ),
        408 | 504 => (
            ErrorKind::Timeout,
            "the question took longer than the server lets it (`request.timeout`)",
        ),
        413 => (
            ErrorKind::Unsupported,
            "more records than the server lets a call have (`request.records_limit`); set a smaller `batch`",
        ),
        429 => (ErrorKind::RateLimited, "the server has had too many calls"),
        500.. => (ErrorKind::Unavailable, "the server has an internal problem"),
        300..=399 => {
            (ErrorKind::BadResponse, "the server redirected the call; check `url` and `path`")
        }
        _ => (ErrorKind::Rejected, "the server rejected the query"),
    };
    let failed = Error::new(kind, source, format!("{what} ({status})"));
    // The server's own bound: the same question would only keep it busy as long again.
    if status == 504 { failed.with_retry(Retry::Never) } else { failed }
}

/// The failure of a log-in by its status.
pub(crate) fn login_failure(source: &Arc<str>, status: u16) -> Error {
    match status {
        401 | 403 => Error::new(
            ErrorKind::Auth,
            source,
            format!("log-in refused ({status}): check `login` and `password`"),
        ),
        429 => {
            let what = "log-in refused (429): too many wrong ones before this; the right password is refused as well until they are forgotten";
            Error::new(ErrorKind::RateLimited, source, what).with_retry(Retry::Never)
        }
        status => failure(source, status),
    }
}

/// The failure of a log-in that was answered: mostly that Tryton asks for more than a password.
pub(crate) fn login_refused(source: &Arc<str>, error: &Json) -> Error {
    match (name(error), error.get(1).and_then(|said| said.get(0)).and_then(Json::as_str)) {
        ("LoginException", Some(asked)) if is_word(asked) => {
            let message = format!(
                "log-in refused: the server asks for `{asked}`, and only a password is given (`session.authentications`)"
            );
            Error::new(ErrorKind::Auth, source, message)
        }
        ("LoginException", _) => Error::new(
            ErrorKind::Auth,
            source,
            "log-in refused: the server asks for more than a password",
        ),
        _ => said(source, error, &Json::Null),
    }
}

/// The failure that an `error` tells of: `["UserError", ["…", "…", null]]`, or `["text of a Python
/// error", "traceback"]`. `asked`: the question.
///
/// Its texts are in the language that was asked for and may name records, so only what is surely no
/// data is repeated. The class of an error is not told: that a right is missing, only the English
/// text says.
pub(crate) fn said(source: &Arc<str>, error: &Json, asked: &Json) -> Error {
    let text = name(error);
    let first =
        error.get(1).and_then(|said| said.get(0)).and_then(Json::as_str).unwrap_or_default();
    let unknown = text
        .strip_prefix('\'')
        .and_then(|rest| rest.strip_suffix('\''))
        .filter(|name| is_word(name) && names(asked, name));
    let (kind, what) = match (text, unknown) {
        (_, Some(name)) => (ErrorKind::NotFound, format!("there is no `{name}`")),
        ("UserError", _) if first.starts_with("You are not allowed") => {
            (ErrorKind::Auth, "UserError: the user lacks a right".into())
        }
        ("UserError", _) => (
            ErrorKind::Rejected,
            "UserError: the server refused the question; mostly the user lacks a right".into(),
        ),
        ("UserWarning", _) => {
            (ErrorKind::Rejected, "UserWarning: the server refused the question".into())
        }
        ("ConcurrencyException", _) => {
            (ErrorKind::Unavailable, "ConcurrencyException: the records are being changed".into())
        }
        (text, _)
            if text.starts_with("Missing search function")
                || text.starts_with("Missing order function") =>
        {
            (ErrorKind::Rejected, text.chars().take(200).collect())
        }
        _ => (ErrorKind::Rejected, "the server failed to answer; its log says why".into()),
    };
    Error::new(kind, source, what)
}

fn name(error: &Json) -> &str {
    error.get(0).and_then(Json::as_str).unwrap_or_default()
}

/// Tests if a call names this model or field, by itself or on a path. Any other key that the
/// server missed is its own affair.
fn names(asked: &Json, name: &str) -> bool {
    match asked {
        Json::String(text) => format!(".{text}.").contains(&format!(".{name}.")),
        Json::Array(parts) => parts.iter().any(|part| names(part, name)),
        Json::Object(members) => members.values().any(|part| names(part, name)),
        _ => false,
    }
}

/// Tests if a text is a plain identifier.
pub(crate) fn is_word(text: &str) -> bool {
    !text.is_empty()
        && text.len() < 100
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_status_has_its_kind() {
        use ErrorKind::*;
        let table = [
            (401, TokenRejected),
            (403, Auth),
            (404, Rejected),
            (405, Rejected),
            (413, Unsupported),
            (422, Rejected),
            (429, RateLimited),
            (302, BadResponse),
            (500, Unavailable),
            (503, Unavailable),
            (504, Timeout),
        ];
        for (status, kind) in table {
            assert_eq!(failure(&"erp".into(), status).kind(), kind, "{status}");
        }
        assert_eq!(
            (failure(&"erp".into(), 504).retry(), failure(&"erp".into(), 503).retry()),
            (Retry::Never, Retry::Backoff)
        );
        let locked = login_failure(&"erp".into(), 429);
        assert_eq!((locked.kind(), locked.retry()), (RateLimited, Retry::Never));
        assert_eq!(login_failure(&"erp".into(), 401).kind(), Auth);
    }

    #[test]
    fn an_answered_failure_has_its_kind_and_repeats_no_data() {
        use ErrorKind::*;
        let asked = json!({ "id": 1, "method": "model.party.nope.search_read", "params": [[], 0, 9, null, ["nope", "addresses.city", "id"]] });
        let table = [
            (json!(["'nope'", ""]), NotFound),
            (json!(["'party.nope'", ""]), NotFound),
            (json!(["'city'", ""]), NotFound),
            (json!(["'cit'", ""]), Rejected),
            (json!(["'other'", ""]), Rejected),
            (
                json!([
                    "UserError",
                    [
                        "You are not allowed to access \"Sale Opportunity\".",
                        "Within groups: ",
                        null
                    ]
                ]),
                Auth,
            ),
            (json!(["UserError", ["Jane Doe is in the way.", "", null]]), Rejected),
            (json!(["UserWarning", ["key", "Jane Doe is in the way.", ""]]), Rejected),
            (json!(["ConcurrencyException", "Records have been modified"]), Unavailable),
            (
                json!([
                    "Missing search function for field \"Invoice State\" in \"Commission\".",
                    ""
                ]),
                Rejected,
            ),
            (json!(["invalid literal for int() with base 10: 'Jane Doe'", ""]), Rejected),
            (json!("odd"), Rejected),
        ];
        for (error, kind) in table {
            let failed = said(&"erp".into(), &error, &asked);
            assert_eq!(failed.kind(), kind, "{error}");
            assert!(!failed.message().contains("Jane"), "{failed}");
        }
    }

    #[test]
    fn a_log_in_that_needs_more_says_what() {
        let asked = login_refused(
            &"erp".into(),
            &json!(["LoginException", ["sms_code", "Enter the code", "char"]]),
        );
        assert_eq!(asked.kind(), ErrorKind::Auth);
        assert!(asked.message().contains("`sms_code`"));
    }
}
