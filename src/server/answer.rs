//! Answers over HTTP: the media type that the client takes, the status that goes with it, and one
//! log line for each failure that is not the client's own.

use std::time::Duration;

use axum::{
    Json,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use channelgraph_core::ErrorCode;
use serde_json::json;

use super::{PACKED_FROM, assets::takes_gzip};
#[cfg(feature = "bi")]
use crate::graphql::OUT_OF_CALLS;
use crate::{
    auth::Refused,
    graphql::{Answer, Body, ErrorEntry, Status, shortened},
};

/// The media type of GraphQL over HTTP: with it, the status tells whether the request was refused.
const GRAPHQL: &str = "application/graphql-response+json; charset=utf-8";
/// The media type of older clients, who expect status 200 for every answer to a readable request.
const JSON: &str = "application/json; charset=utf-8";

/// The time after which to try again where the gateway is overloaded, or still starts: what is
/// under way ends in seconds.
const SOON: Duration = Duration::from_secs(1);

/// A request that never became an operation.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    pub(super) code: ErrorCode,
    message: String,
    retry_after: Option<Duration>,
}

impl Refusal {
    /// A request that is refused with this status and code.
    pub(super) fn new(status: StatusCode, code: ErrorCode, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), retry_after: None }
    }

    /// A request that is wrong.
    pub(super) fn bad(status: StatusCode, message: impl Into<String>) -> Self {
        Self::new(status, ErrorCode::BadInput, message)
    }

    /// A request that comes while the gateway can answer none.
    pub(super) fn overloaded(message: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, ErrorCode::Overloaded, message).retry_after(SOON)
    }

    /// Refuses what would cost calls while its caller has none left.
    #[cfg(feature = "bi")]
    pub(super) fn out_of_calls(pause: Duration) -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, ErrorCode::RateLimited, OUT_OF_CALLS)
            .retry_after(pause)
    }

    /// The same, with the time after which to try again.
    #[must_use]
    pub(super) fn retry_after(self, pause: Duration) -> Self {
        Self { retry_after: Some(pause), ..self }
    }
}

#[cfg(feature = "bi")]
impl From<Refusal> for crate::bi::odata::Refused {
    fn from(refusal: Refusal) -> Self {
        let Refusal { status, code, message, retry_after } = refusal;
        Self { retry_after, ..Self::new(status, code.into(), message) }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = failed(self.status, self.code, &self.message);
        if let Some(pause) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds(pause));
        }
        response
    }
}

/// A pause in whole seconds, of which there is at least one: who comes back sooner is refused
/// again.
pub(super) fn seconds(pause: Duration) -> HeaderValue {
    let seconds = pause.as_millis().div_ceil(1000).max(1);
    u64::try_from(seconds).unwrap_or(u64::MAX).into()
}

/// An answer to a request that never became an operation.
pub(super) fn failed(status: StatusCode, code: ErrorCode, message: &str) -> Response {
    let body = json!({
        "errors": [{ "message": message, "extensions": { "code": code.to_string() } }]
    });
    (status, Json(body)).into_response()
}

/// An answer to a request whose caller is not accepted (RFC 6750, 3).
pub(super) fn refused(refused: &Refused) -> Response {
    let code = refused.code();
    let status = match code {
        ErrorCode::Forbidden => StatusCode::FORBIDDEN,
        ErrorCode::Overloaded => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::UNAUTHORIZED,
    };
    let mut response = failed(status, code, &refused.to_string());
    let (name, value) = match status {
        StatusCode::SERVICE_UNAVAILABLE => (header::RETRY_AFTER, "5"),
        _ => (header::WWW_AUTHENTICATE, refused.challenge()),
    };
    response.headers_mut().insert(name, HeaderValue::from_static(value));
    response
}

/// An answer in the media type that the client takes. One that is kept is packed already.
pub(super) fn send(answer: Answer, headers: &HeaderMap) -> Response {
    let takes_graphql = takes_graphql(headers);
    let status = match answer.status {
        Status::RateLimited(_) => StatusCode::TOO_MANY_REQUESTS,
        Status::Refused if takes_graphql => StatusCode::BAD_REQUEST,
        Status::Refused | Status::AskAgain | Status::Executed => StatusCode::OK,
    };
    let packed = match &answer.body {
        Body::Kept(kept)
            if takes_gzip(headers) && kept.plain().len() >= usize::from(PACKED_FROM) =>
        {
            kept.gzip()
        }
        _ => None,
    };
    let is_packed = packed.is_some();
    let mut response = (status, packed.unwrap_or_else(|| answer.body.plain())).into_response();
    let told = response.headers_mut();
    let media = if takes_graphql { GRAPHQL } else { JSON };
    told.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    if is_packed {
        told.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    told.insert(header::VARY, HeaderValue::from_static("accept, accept-encoding"));
    if answer.status == Status::AskAgain {
        // The same address is answered in another way as soon as the text has come.
        told.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if let Status::RateLimited(pause) = answer.status {
        told.insert(header::RETRY_AFTER, seconds(pause));
    }
    if let Some(age) = answer.age {
        told.insert(header::AGE, age.as_secs().into());
    }
    response
}

/// Whether the client names the newer media type, and prefers no other.
fn takes_graphql(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(header::ACCEPT).into_iter().filter_map(|line| line.to_str().ok());
    let mut weights = [None, None];
    for offer in lines.flat_map(|line| line.split(',')) {
        let mut parts = offer.split(';').map(str::trim);
        let media = parts.next().unwrap_or_default();
        let weight = parts.find_map(|part| part.strip_prefix("q=")?.parse::<f32>().ok());
        let weight = weight.unwrap_or(1.0);
        for (place, known) in [GRAPHQL, JSON].iter().enumerate() {
            let known = known.split(';').next().unwrap_or_default();
            if media.eq_ignore_ascii_case(known) && weight > 0.0 {
                weights[place] = Some(weight);
            }
        }
    }
    match weights {
        [Some(graphql), Some(json)] => graphql >= json,
        [graphql, _] => graphql.is_some(),
    }
}

/// Logs failures that are not the client's own. Messages hold no data of records.
pub(super) fn log(errors: &[ErrorEntry]) {
    for ErrorEntry { problem, .. } in errors {
        if !matches!(problem.code, ErrorCode::BadInput | ErrorCode::QueryTooComplex) {
            let source = problem.source_name.as_deref().unwrap_or_default();
            tracing::warn!(code = %problem.code, source, "{}", shortened(&problem.message));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newer_media_type_is_sent_to_who_names_it_and_prefers_no_other() {
        let cases = [
            ("application/json", false),
            ("*/*", false),
            ("application/graphql-response+json", true),
            ("application/graphql-response+json, application/json;q=0.9", true),
            ("application/json, application/graphql-response+json;q=0.5", false),
            ("application/graphql-response+json;q=0", false),
            ("Application/GraphQL-Response+JSON; charset=utf-8", true),
        ];
        for (accept, newer) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, accept.parse().unwrap());
            assert_eq!(takes_graphql(&headers), newer, "{accept}");
        }
        assert!(!takes_graphql(&HeaderMap::new()));
    }
}
