//! Requests that are not answered, as OData tells them.

use std::time::Duration;

use axum::http::StatusCode;
use channelgraph_sql::{Code, Failure};
use serde_json::json;

/// A request that is not answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The status of the answer.
    pub status: StatusCode,
    /// The code of the error: a word for programs.
    pub code: &'static str,
    /// What is wrong, and the mend.
    pub message: String,
    /// The time after which to try again.
    pub retry_after: Option<Duration>,
}

impl Refused {
    /// A request that is refused with this status.
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), retry_after: None }
    }

    /// A request that is wrong.
    pub(super) fn bad(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "BadRequest", message)
    }

    /// A request for what this feed does not do.
    pub(super) fn unsupported(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_IMPLEMENTED, "NotImplemented", message)
    }

    /// A request for what does not exist.
    pub(super) fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "NotFound", message)
    }

    /// A request that would read more than it may.
    pub(super) fn too_much(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_IMPLEMENTED, "TooComplex", message)
    }

    /// The body of the answer.
    pub fn body(&self) -> Vec<u8> {
        let error = json!({ "error": { "code": self.code, "message": self.message } });
        error.to_string().into_bytes()
    }
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        let (status, code) = match failure.code {
            Code::Forbidden => (StatusCode::FORBIDDEN, "Forbidden"),
            Code::NoTable => (StatusCode::NOT_FOUND, "NotFound"),
            Code::NoColumn | Code::Setting => (StatusCode::BAD_REQUEST, "BadRequest"),
            Code::TooComplex => (StatusCode::NOT_IMPLEMENTED, "TooComplex"),
            Code::Unsupported => (StatusCode::NOT_IMPLEMENTED, "NotImplemented"),
            Code::Quota => (StatusCode::TOO_MANY_REQUESTS, "QuotaExhausted"),
            Code::Source => (StatusCode::BAD_GATEWAY, "SourceFailed"),
            Code::TooMany => (StatusCode::SERVICE_UNAVAILABLE, "Overloaded"),
            _ => (StatusCode::INTERNAL_SERVER_ERROR, "Internal"),
        };
        let parts = [Some(failure.message), failure.detail, failure.hint];
        let message = parts.into_iter().flatten().collect::<Vec<_>>().join("; ");
        Self::new(status, code, message)
    }
}
