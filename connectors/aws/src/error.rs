//! From what AWS says when it refuses to our error. The body's `__type` tells what went wrong,
//! whatever the status: throttling is a 400.

use std::{borrow::Cow, sync::Arc, time::Duration};

use channelgraph_core::{Answer, Error, ErrorKind, Retry, wire};
use serde_json::Value as Json;

/// The longest wait that is believed.
const LONGEST: Duration = Duration::from_secs(3600);

/// The failure that an answer without success tells of. `catalog`: the one that was asked.
pub(crate) fn failure(source: &Arc<str>, catalog: &str, answer: &Answer) -> Error {
    let body: Json = wire::from_json(&answer.body).unwrap_or_default();
    let code = answer.header("x-amzn-errortype").or(text(&body, &["code", "__type"])).map(bare);
    let request = answer.header("x-amzn-requestid");
    let error = classify(source, catalog, answer.status.as_u16(), code, &body, request);
    match answer.retry_after() {
        Some(wait) if error.retry() == Retry::Backoff => {
            error.with_retry(Retry::After(wait.min(LONGEST)))
        }
        _ => error,
    }
}

/// The code in `namespace#Code:http://where.it/is.documented/`.
fn bare(code: &str) -> &str {
    let code = code.split(':').next().unwrap_or(code);
    code.split('#').next_back().unwrap_or(code)
}

fn classify(
    source: &Arc<str>,
    catalog: &str,
    status: u16,
    code: Option<&str>,
    body: &Json,
    request: Option<&str>,
) -> Error {
    let mut words: Vec<String> = code.map(plain).into_iter().chain(problems(body)).collect();
    words.extend(request.map(|id| format!("request {}", plain(id))));
    let error = |kind, what: &str| match words.as_slice() {
        [] => Error::new(kind, source, format!("{what} ({status})")),
        words => Error::new(kind, source, format!("{what} ({status}: {})", words.join(", "))),
    };
    let is_of = |word: &String| word.to_lowercase().starts_with("catalog");
    match code.unwrap_or_default() {
        "ThrottlingException" if is_of_the_day(body) => {
            error(ErrorKind::QuotaExhausted, "the account's reads of 24 hours are used up")
        }
        "ValidationException" if words.iter().any(is_of) => error(
            ErrorKind::Rejected,
            &format!("AWS does not know the catalog `{catalog}`; use `AWS` or `Sandbox`"),
        ),
        code => {
            let (kind, what) = by_code(code, catalog).unwrap_or_else(|| by_status(status));
            error(kind, &what)
        }
    }
}

const UNWELL: (ErrorKind, Cow<'static, str>) =
    (ErrorKind::Unavailable, Cow::Borrowed("AWS is not well"));
const THROTTLED: (ErrorKind, Cow<'static, str>) =
    (ErrorKind::RateLimited, Cow::Borrowed("AWS had too many calls for the moment"));

/// What a code means by itself.
fn by_code(code: &str, catalog: &str) -> Option<(ErrorKind, Cow<'static, str>)> {
    let auth = |what: &'static str| (ErrorKind::Auth, what.into());
    Some(match code {
        "ThrottlingException"
        | "Throttling"
        | "TooManyRequestsException"
        | "RequestLimitExceeded" => THROTTLED,
        "ServiceQuotaExceededException" | "LimitExceededException" => {
            (ErrorKind::QuotaExhausted, "a quota of the account is used up".into())
        }
        "AccessDeniedException" | "NotAuthorized" | "OptInRequired" => {
            let what = format!(
                "a right is missing: allow the key's user this operation in the catalog `{catalog}`"
            );
            (ErrorKind::Auth, what.into())
        }
        "ExpiredTokenException" | "ExpiredToken" => {
            auth("the key's session has ended; give a new key and session_token")
        }
        "RequestExpired" => auth("the request's time is not AWS's; set this machine's clock"),
        "InvalidSignatureException"
        | "SignatureDoesNotMatch"
        | "IncompleteSignatureException"
        | "IncompleteSignature" => auth(
            "AWS does not accept the signature; check secret_access_key, region and this machine's clock",
        ),
        "UnrecognizedClientException"
        | "InvalidClientTokenId"
        | "MissingAuthenticationTokenException"
        | "MissingAuthenticationToken" => {
            auth("AWS does not know the key; check access_key_id and session_token")
        }
        "ResourceNotFoundException" => {
            let what = format!("AWS has no such record in the catalog `{catalog}`");
            (ErrorKind::NotFound, what.into())
        }
        "InternalServerException"
        | "InternalServerError"
        | "InternalFailure"
        | "ServiceUnavailableException"
        | "ServiceUnavailable" => UNWELL,
        _ => return None,
    })
}

/// What a status means, where the code says nothing.
fn by_status(status: u16) -> (ErrorKind, Cow<'static, str>) {
    match status {
        429 => THROTTLED,
        401 | 403 => (ErrorKind::Auth, "AWS does not let us in".into()),
        500.. => UNWELL,
        400.. => (ErrorKind::Rejected, "AWS refused the question".into()),
        _ => (ErrorKind::BadResponse, "an answer that AWS does not document".into()),
    }
}

/// Whether a throttled call met the limit of 24 hours: the model has no member for it, so that only
/// the message can tell.
fn is_of_the_day(body: &Json) -> bool {
    let message = text(body, &["Message", "message"]).unwrap_or_default().to_lowercase();
    ["24 hour", "24-hour", "24h", "daily", "per day"].iter().any(|word| message.contains(word))
}

/// The members of the input that are wrong, and how: a body's words that hold no data.
fn problems(body: &Json) -> Vec<String> {
    let lists = ["ErrorList", "FieldList", "fieldList"]
        .into_iter()
        .filter_map(|name| body.get(name)?.as_array());
    let one = |problem: &Json| {
        let names =
            [text(problem, &["FieldName", "Name", "name"]), text(problem, &["Code", "code"])];
        names.into_iter().flatten().map(plain).collect::<Vec<_>>().join(" ")
    };
    lists.flatten().take(3).map(one).collect()
}

fn text<'a>(body: &'a Json, names: &[&str]) -> Option<&'a str> {
    names.iter().find_map(|name| body.get(name)?.as_str())
}

/// A name of AWS's, and never more than one.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_ascii_alphanumeric() || "._-[]".contains(*c)).take(64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(status: u16, code: Option<&str>, body: &str, request: Option<&str>) -> Error {
        let body = serde_json::from_str(body).unwrap_or_default();
        classify(&"aws".into(), "Sandbox", status, code, &body, request)
    }

    #[test]
    fn a_code_is_told_apart_from_its_namespace_and_its_document() {
        for code in
            ["Throttling", "x#Throttling", "Throttling:http://a/", "x.y#Throttling:http://a#b/"]
        {
            assert_eq!(bare(code), "Throttling", "{code}");
        }
    }

    #[test]
    fn each_type_and_status_means_what_aws_documents() {
        let cases = [
            (
                400,
                Some("ThrottlingException"),
                r#"{"Message":"Rate exceeded"}"#,
                ErrorKind::RateLimited,
                Retry::Backoff,
            ),
            (
                400,
                Some("ThrottlingException"),
                r#"{"Message":"Daily limit exceeded"}"#,
                ErrorKind::QuotaExhausted,
                Retry::Never,
            ),
            (
                400,
                Some("ServiceQuotaExceededException"),
                "{}",
                ErrorKind::QuotaExhausted,
                Retry::Never,
            ),
            (400, Some("AccessDeniedException"), "{}", ErrorKind::Auth, Retry::Never),
            (403, Some("UnrecognizedClientException"), "{}", ErrorKind::Auth, Retry::Never),
            (403, Some("InvalidSignatureException"), "{}", ErrorKind::Auth, Retry::Never),
            (400, Some("ExpiredTokenException"), "{}", ErrorKind::Auth, Retry::Never),
            (400, Some("ResourceNotFoundException"), "{}", ErrorKind::NotFound, Retry::Never),
            (400, Some("ValidationException"), "{}", ErrorKind::Rejected, Retry::Never),
            (500, Some("InternalServerException"), "{}", ErrorKind::Unavailable, Retry::Backoff),
            (503, None, "<html>", ErrorKind::Unavailable, Retry::Backoff),
            (429, None, "", ErrorKind::RateLimited, Retry::Backoff),
            (403, None, "", ErrorKind::Auth, Retry::Never),
            (404, None, "", ErrorKind::Rejected, Retry::Never),
            (200, None, "not JSON", ErrorKind::BadResponse, Retry::Never),
        ];
        for (status, code, body, kind, retry) in cases {
            let error = error(status, code, body, None);
            assert_eq!((error.kind(), error.retry()), (kind, retry), "{status} {code:?} {body}");
        }
    }

    #[test]
    fn messages_name_the_member_and_never_the_value() {
        let body = r#"{"__type":"x#ValidationException","Message":"jane@acme.de","Reason":"REQUEST_VALIDATION_FAILED",
            "ErrorList":[{"FieldName":"Identifier[0]","Code":"INVALID_STRING_FORMAT","Message":"jane@acme.de"}]}"#;
        let refused = error(400, Some("ValidationException"), body, Some("r-1"));
        let expected = "AWS refused the question (400: ValidationException, Identifier[0] INVALID_STRING_FORMAT, request r-1)";
        assert_eq!(refused.message(), expected);
        let body = r#"{"fieldList":[{"name":"catalog","code":"INVALID_VALUE","message":"m"}]}"#;
        let refused = error(400, Some("ValidationException"), body, None);
        let expected = "AWS does not know the catalog `Sandbox`; use `AWS` or `Sandbox`";
        assert!(refused.message().starts_with(expected), "{refused}");
    }
}
