//! From the SDK's failures to our error. AWS JSON tells what went wrong by the body's `__type`,
//! whatever the status: throttling is a 400.

use std::{error::Error as _, sync::Arc};

use aws_smithy_runtime_api::client::{
    orchestrator::HttpResponse,
    result::{DispatchFailure, SdkError},
};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use channelgraph_core::{Error, ErrorKind};
use serde_json::Value as Json;

/// What a failed call means. `catalog`: the one that was asked.
pub(crate) fn of_sdk<E: ProvideErrorMetadata>(
    source: &Arc<str>,
    catalog: &str,
    error: &SdkError<E, HttpResponse>,
) -> Error {
    let code = match error {
        SdkError::ServiceError(error) => error.err().code(),
        _ => None,
    };
    match (error, error.raw_response()) {
        (_, Some(answer)) => {
            let request = answer.headers().get("x-amzn-requestid");
            classify(
                source,
                catalog,
                answer.status().as_u16(),
                code,
                answer.body().bytes().unwrap_or_default(),
                request,
            )
        }
        (SdkError::DispatchFailure(failure), None) => undelivered(source, failure),
        (SdkError::TimeoutError(_), None) => {
            Error::new(ErrorKind::Timeout, source, "no answer in time")
        }
        _ => Error::new(
            ErrorKind::Rejected,
            source,
            "the question cannot be put to AWS: a value has a form that it does not take",
        ),
    }
}

/// A request that brought no answer: our own HTTP's error, or one of the SDK's before it.
fn undelivered(source: &Arc<str>, failure: &DispatchFailure) -> Error {
    let own = failure
        .as_connector_error()
        .and_then(|error| error.source())
        .and_then(|error| error.downcast_ref::<Error>());
    own.cloned().unwrap_or_else(|| {
        Error::new(ErrorKind::Unavailable, source, "the request could not be sent")
    })
}

fn classify(
    source: &Arc<str>,
    catalog: &str,
    status: u16,
    code: Option<&str>,
    body: &[u8],
    request: Option<&str>,
) -> Error {
    let body: Json = serde_json::from_slice(body).unwrap_or_default();
    let mut words: Vec<String> = code.map(plain).into_iter().chain(problems(&body)).collect();
    words.extend(request.map(|id| format!("request {}", plain(id))));
    let error = |kind, what: &str| match words.as_slice() {
        [] => Error::new(kind, source, format!("{what} ({status})")),
        words => Error::new(kind, source, format!("{what} ({status}: {})", words.join(", "))),
    };
    let unwell = || error(ErrorKind::Unavailable, "AWS is not well");
    let throttled = || error(ErrorKind::RateLimited, "AWS had too many calls for the moment");
    match code.unwrap_or_default() {
        "ThrottlingException" if is_of_the_day(&body) => {
            error(ErrorKind::QuotaExhausted, "the account's reads of 24 hours are used up")
        }
        "ThrottlingException"
        | "Throttling"
        | "TooManyRequestsException"
        | "RequestLimitExceeded" => throttled(),
        "ServiceQuotaExceededException" | "LimitExceededException" => {
            error(ErrorKind::QuotaExhausted, "a quota of the account is used up")
        }
        "AccessDeniedException" | "NotAuthorized" | "OptInRequired" => error(
            ErrorKind::Auth,
            &format!(
                "a right is missing: allow the key's user this operation in the catalog `{catalog}`"
            ),
        ),
        "ExpiredTokenException" | "ExpiredToken" => {
            error(ErrorKind::Auth, "the key's session has ended; give a new key and session_token")
        }
        "RequestExpired" => {
            error(ErrorKind::Auth, "the request's time is not AWS's; set this machine's clock")
        }
        "InvalidSignatureException"
        | "SignatureDoesNotMatch"
        | "IncompleteSignatureException"
        | "IncompleteSignature" => error(
            ErrorKind::Auth,
            "AWS does not accept the signature; check secret_access_key, region and this machine's clock",
        ),
        "UnrecognizedClientException"
        | "InvalidClientTokenId"
        | "MissingAuthenticationTokenException"
        | "MissingAuthenticationToken" => error(
            ErrorKind::Auth,
            "AWS does not know the key; check access_key_id and session_token",
        ),
        "ResourceNotFoundException" => error(
            ErrorKind::NotFound,
            &format!("AWS has no such record in the catalog `{catalog}`"),
        ),
        "ValidationException"
            if words.iter().any(|word| word.to_lowercase().starts_with("catalog")) =>
        {
            error(
                ErrorKind::Rejected,
                &format!("AWS does not know the catalog `{catalog}`; use `AWS` or `Sandbox`"),
            )
        }
        "InternalServerException"
        | "InternalServerError"
        | "InternalFailure"
        | "ServiceUnavailableException"
        | "ServiceUnavailable" => unwell(),
        _ => match status {
            429 => throttled(),
            401 | 403 => error(ErrorKind::Auth, "AWS does not let us in"),
            500.. => unwell(),
            400.. => error(ErrorKind::Rejected, "AWS refused the question"),
            _ => error(ErrorKind::BadResponse, "an answer that AWS does not document"),
        },
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
    use channelgraph_core::Retry;

    use super::*;

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
            let error = classify(&"aws".into(), "Sandbox", status, code, body.as_bytes(), None);
            assert_eq!((error.kind(), error.retry()), (kind, retry), "{status} {code:?} {body}");
        }
    }

    #[test]
    fn messages_name_the_member_and_never_the_value() {
        let body = br#"{"__type":"x#ValidationException","Message":"jane@acme.de","Reason":"REQUEST_VALIDATION_FAILED",
            "ErrorList":[{"FieldName":"Identifier[0]","Code":"INVALID_STRING_FORMAT","Message":"jane@acme.de"}]}"#;
        let error =
            classify(&"aws".into(), "Sandbox", 400, Some("ValidationException"), body, Some("r-1"));
        let expected = "AWS refused the question (400: ValidationException, Identifier[0] INVALID_STRING_FORMAT, request r-1)";
        assert_eq!(error.message(), expected);
        let body = br#"{"fieldList":[{"name":"catalog","code":"INVALID_VALUE","message":"m"}]}"#;
        let error = classify(&"aws".into(), "Life", 400, Some("ValidationException"), body, None);
        assert!(
            error
                .message()
                .starts_with("AWS does not know the catalog `Life`; use `AWS` or `Sandbox`"),
            "{error}"
        );
    }
}
