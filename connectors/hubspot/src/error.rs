//! From a failed answer to our error. HubSpot asks to treat every field of an error's body as
//! optional (error handling guide).

use std::{sync::Arc, time::Duration};

use channelgraph_core::{Answer, Error, ErrorKind, Result, Retry, wire};
use serde_json::Value as Json;

use crate::api::wire::ItemError;

/// The longest wait that a status asks for in good sense (477: up to a day).
const LONGEST: Duration = Duration::from_secs(24 * 3600);

/// Translates an unsuccessful answer to an error. `renewable`: a new token may mend a 401.
pub(crate) fn of_answer(source: &Arc<str>, answer: &Answer, renewable: bool) -> Error {
    classify(source, answer.status.as_u16(), answer.retry_after(), &answer.body, renewable)
}

fn classify(
    source: &Arc<str>,
    status: u16,
    retry_after: Option<Duration>,
    body: &[u8],
    renewable: bool,
) -> Error {
    let asked = retry_after.map(|wait| wait.min(LONGEST));
    let error = |kind, what: &str| {
        Error::new(kind, source, format!("{what} ({status}{})", spaced(&hint(body))))
    };
    let wait =
        |error: Error, least: Duration| error.with_retry(Retry::After(asked.unwrap_or(least)));
    match status {
        401 if renewable => {
            error(ErrorKind::TokenRejected, "HubSpot does not accept the access token")
        }
        401 => error(
            ErrorKind::Auth,
            "HubSpot does not accept the service key; it may have been rotated",
        ),
        403 => {
            error(ErrorKind::Auth, "a right is missing: grant the app the scopes for these objects")
        }
        404 => error(ErrorKind::NotFound, "HubSpot has no such object or page"),
        423 => wait(
            error(ErrorKind::Unavailable, "the records are locked for a moment"),
            Duration::from_secs(2),
        ),
        429 => rate_limited(source, asked, body),
        477 => wait(
            error(ErrorKind::Unavailable, "the account is being moved to another data centre"),
            LONGEST,
        ),
        500.. => match asked {
            Some(pause) => error(ErrorKind::Unavailable, "HubSpot has an internal problem")
                .with_retry(Retry::After(pause)),
            None => error(ErrorKind::Unavailable, "HubSpot has an internal problem"),
        },
        400.. => error(ErrorKind::Rejected, "HubSpot rejected the query"),
        _ => error(ErrorKind::BadResponse, "HubSpot sent an answer that it does not document"),
    }
}

/// The pauses are those of HubSpot's own client (hubspot-api-nodejs, RetryDecorator): Retry-After
/// is not documented for 429.
fn rate_limited(source: &Arc<str>, asked: Option<Duration>, body: &[u8]) -> Error {
    let body: Json = wire::from_json(body).unwrap_or_default();
    let policy = text(&body, "policyName").unwrap_or_default().to_ascii_uppercase();
    let message = text(&body, "message").unwrap_or_default().to_ascii_lowercase();
    if policy == "DAILY" || (policy.is_empty() && message.contains("daily")) {
        return Error::new(
            ErrorKind::QuotaExhausted,
            source,
            "the account's daily calls are used up; they begin anew at its midnight",
        );
    }
    let secondly = policy == "SECONDLY"
        || (policy.is_empty() && message.contains("secondly limit") && !message.contains("ten"));
    let pause = if secondly { Duration::from_secs(1) } else { Duration::from_secs(10) };
    let which = if policy.is_empty() { "its limit" } else { &policy };
    let error = Error::new(
        ErrorKind::RateLimited,
        source,
        format!("HubSpot received too many calls ({which})"),
    );
    error.with_retry(Retry::After(asked.unwrap_or(pause)))
}

/// Returns true if a refusal is about a scope or a product that an account lacks. Others with the
/// same status are about the account itself, or come from before HubSpot's API.
pub(crate) fn lacks_right(body: &[u8]) -> bool {
    let body: Json = wire::from_json(body).unwrap_or_default();
    text(&body, "category").is_some_and(|category| category != "BANNED")
}

/// The first failure among the items of a batch whose other items succeeded: none if they are only
/// not there.
pub(crate) fn of_items(source: &Arc<str>, errors: &[ItemError]) -> Result<()> {
    let Some(error) = errors.iter().find(|error| !error.is_absence()) else { return Ok(()) };
    let category = error.category.as_deref().unwrap_or("no category").to_owned();
    let kind = match category.as_str() {
        "RATE_LIMITS" | "RATE_LIMIT" => ErrorKind::RateLimited,
        "MISSING_SCOPES" | "BANNED" => ErrorKind::Auth,
        "VALIDATION_ERROR" => ErrorKind::Rejected,
        _ => ErrorKind::Unavailable,
    };
    Err(Error::new(kind, source, format!("a part of the batch failed ({category})")))
}

/// The words of an error's body that hold no data: its category, codes, properties and correlation
/// id.
pub(crate) fn hint(body: &[u8]) -> String {
    let body: Json = wire::from_json(body).unwrap_or_default();
    let mut words: Vec<String> = ["category", "subCategory", "error"]
        .into_iter()
        .filter_map(|key| text(&body, key))
        .collect();
    if let Some(status) = text(&body, "status").filter(|status| status != "error") {
        words.push(status);
    }
    let errors = body.get("errors").and_then(Json::as_array).into_iter().flatten();
    for error in errors.take(3) {
        words.extend(text(error, "code"));
        let context = ["propertyName", "requiredScopes", "missingScopes", "requiredGranularScopes"]
            .into_iter();
        let named = context.filter_map(|key| error.get("context")?.get(key)?.as_array());
        words.extend(named.flatten().filter_map(Json::as_str).map(str::to_owned));
    }
    words.extend(text(&body, "correlationId").map(|id| format!("correlation {id}")));
    words.join(", ")
}

fn spaced(hint: &str) -> String {
    if hint.is_empty() { String::new() } else { format!(": {hint}") }
}

fn text(body: &Json, key: &str) -> Option<String> {
    body.get(key)?.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_status_and_body_means_what_hubspot_documents() {
        let never = Retry::Never;
        let after = |seconds| Retry::After(Duration::from_secs(seconds));
        let daily = r#"{"status":"error","message":"You have reached your daily limit.","errorType":"RATE_LIMIT","policyName":"DAILY"}"#;
        let ten =
            r#"{"status":"error","errorType":"RATE_LIMIT","policyName":"TEN_SECONDLY_ROLLING"}"#;
        let ten_words = r#"{"message":"You have reached your ten_secondly_rolling limit."}"#;
        let search = r#"{"status":"error","message":"You have reached your secondly limit.","errorType":"RATE_LIMIT"}"#;
        // Status, Retry-After, body, whether the token can be renewed; kind, retry.
        type Case<'a> = (u16, Option<u64>, &'a str, bool, ErrorKind, Retry);
        let cases: &[Case<'_>] = &[
            (401, None, "{}", true, ErrorKind::TokenRejected, never),
            (401, None, "{}", false, ErrorKind::Auth, never),
            (403, None, r#"{"category":"MISSING_SCOPES"}"#, false, ErrorKind::Auth, never),
            (404, None, "", false, ErrorKind::NotFound, never),
            (400, None, r#"{"category":"VALIDATION_ERROR"}"#, false, ErrorKind::Rejected, never),
            (414, None, "", false, ErrorKind::Rejected, never),
            (423, None, "{}", false, ErrorKind::Unavailable, after(2)),
            (429, None, daily, false, ErrorKind::QuotaExhausted, never),
            (429, None, ten, false, ErrorKind::RateLimited, after(10)),
            (429, None, ten_words, false, ErrorKind::RateLimited, after(10)),
            (429, None, search, false, ErrorKind::RateLimited, after(1)),
            (429, Some(3), ten, false, ErrorKind::RateLimited, after(3)),
            (429, None, "<html>", false, ErrorKind::RateLimited, after(10)),
            (477, Some(3600), "{}", false, ErrorKind::Unavailable, after(3600)),
            (500, None, "oops", false, ErrorKind::Unavailable, Retry::Backoff),
            (503, Some(7), "", false, ErrorKind::Unavailable, after(7)),
            (524, None, "", false, ErrorKind::Unavailable, Retry::Backoff),
            (302, None, "", false, ErrorKind::BadResponse, never),
        ];
        for (status, retry_after, body, renewable, kind, retry) in cases {
            let error = classify(
                &"hs".into(),
                *status,
                retry_after.map(Duration::from_secs),
                body.as_bytes(),
                *renewable,
            );
            assert_eq!((error.kind(), error.retry()), (*kind, *retry), "{status} {body}");
        }
    }

    #[test]
    fn messages_name_the_property_and_never_the_value() {
        let body = r#"{"status":"error","message":"jane@acme.de was not a valid number","category":"VALIDATION_ERROR","correlationId":"c-1",
            "errors":[{"message":"jane@acme.de","code":"INVALID_INTEGER","context":{"propertyName":["amount"]}}]}"#;
        let error = classify(&"hs".into(), 400, None, body.as_bytes(), false);
        assert_eq!(
            error.message(),
            "HubSpot rejected the query (400: VALIDATION_ERROR, INVALID_INTEGER, amount, correlation c-1)"
        );
    }

    #[test]
    fn of_a_batch_only_absence_is_no_failure() {
        let errors = |text| serde_json::from_str::<Vec<ItemError>>(text).unwrap();
        let absent = r#"[{"category":"OBJECT_NOT_FOUND"},{"status":"error","subCategory":"crm.associations.NO_ASSOCIATIONS_FOUND"}]"#;
        assert!(of_items(&"hs".into(), &errors(absent)).is_ok());
        let failed =
            of_items(&"hs".into(), &errors(r#"[{"category":"OBJECT_NOT_FOUND"},{}]"#)).unwrap_err();
        assert_eq!(failed.kind(), ErrorKind::Unavailable);
    }
}
