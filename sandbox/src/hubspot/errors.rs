//! The shapes in which the API refuses: the error envelope, the entries of a batch's `errors`, and
//! the rate-limit body.

use std::sync::atomic::{AtomicU64, Ordering};

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

/// An answer, or a refusal.
pub(super) type ApiResult<T = Response> = Result<T, ApiError>;

/// A refusal: its status and the members of its body (HubSpot error-handling guide).
#[derive(Debug, Clone)]
pub(super) struct ApiError {
    status: StatusCode,
    body: Map<String, Value>,
    retry_after: Option<u64>,
}

impl ApiError {
    pub(super) fn new(status: StatusCode, category: &str, message: impl Into<String>) -> Self {
        let mut body = Map::new();
        body.insert("status".to_owned(), "error".into());
        body.insert("message".to_owned(), message.into().into());
        body.insert("category".to_owned(), category.into());
        Self { status, body, retry_after: None }
    }

    /// 400: the request cannot be understood or is over a limit.
    pub(super) fn validation(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "VALIDATION_ERROR", message)
    }

    /// 400 that names the property and, by code, what is wrong with its value.
    pub(super) fn property(code: &str, property: &str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self::validation(format!("Property values were not valid: {message}")).detail(
            json!({ "message": message, "code": code, "context": { "propertyName": [property] } }),
        )
    }

    /// 404 for a record or a pipeline.
    pub(super) fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "OBJECT_NOT_FOUND", message)
    }

    /// 401.
    pub(super) fn unauthenticated(category: &str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, category, message)
    }

    /// 403 for a scope that the caller lacks.
    pub(super) fn missing_scope(scope: &str) -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "MISSING_SCOPES",
            "This app hasn't been granted all required scopes to make this call.",
        )
        .context("missingScopes", [scope])
        .detail(json!({
            "message": "One or more of the following scopes are required.",
            "context": { "requiredGranularScopes": [scope] }
        }))
    }

    /// 429: `errorType` and `policyName` stand where other errors have `category`.
    pub(super) fn rate_limited(policy: &str) -> Self {
        let mut error = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "RATE_LIMITS",
            format!("You have reached your {} limit.", policy.to_lowercase()),
        );
        error.body.shift_remove("category");
        error.body.insert("errorType".to_owned(), "RATE_LIMIT".into());
        error.body.insert("policyName".to_owned(), policy.into());
        error
    }

    /// A refusal of the OAuth token endpoint, whose `status` is the code itself.
    pub(super) fn token(code: &str, message: &str) -> Self {
        let mut error = Self::validation(message);
        error.body.shift_remove("category");
        error.body.insert("status".to_owned(), code.into());
        error
    }

    /// With a `Retry-After` header, in seconds.
    pub(super) fn retry_after(mut self, seconds: Option<u64>) -> Self {
        self.retry_after = seconds;
        self
    }

    /// With `subCategory`.
    pub(super) fn sub_category(mut self, name: &str) -> Self {
        self.body.insert("subCategory".to_owned(), name.into());
        self
    }

    /// With one more key of `context`.
    pub(super) fn context<S: Into<String>>(
        mut self,
        key: &str,
        values: impl IntoIterator<Item = S>,
    ) -> Self {
        let values = values.into_iter().map(|value| Value::String(value.into())).collect();
        let context = self.body.entry("context").or_insert_with(|| json!({}));
        if let Value::Object(context) = context {
            context.insert(key.to_owned(), Value::Array(values));
        }
        self
    }

    /// With one more entry of `errors`.
    pub(super) fn detail(mut self, detail: Value) -> Self {
        let details = self.body.entry("errors").or_insert_with(|| json!([]));
        if let Value::Array(details) = details {
            details.push(detail);
        }
        self
    }

    /// As an entry of a batch reply's `errors` (StandardError of the published specification, all
    /// members required).
    pub(super) fn into_entry(self) -> Value {
        let mut entry = self.body;
        for (key, empty) in [("context", json!({})), ("errors", json!([])), ("links", json!({}))] {
            entry.entry(key).or_insert(empty);
        }
        Value::Object(entry)
    }
}

impl IntoResponse for ApiError {
    fn into_response(mut self) -> Response {
        self.body.insert("correlationId".to_owned(), correlation_id().into());
        let mut response = (self.status, Json(Value::Object(self.body))).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// An id for one refusal, unique in the process.
fn correlation_id() -> String {
    static REFUSALS: AtomicU64 = AtomicU64::new(1);
    format!("00000000-0000-4000-8000-{:012x}", REFUSALS.fetch_add(1, Ordering::Relaxed))
}
