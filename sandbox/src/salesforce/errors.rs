//! Errors as the REST API words them: a status, and an array of `{message, errorCode, fields}`.

use serde_json::{Value, json};

/// One refused call.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ApiError {
    pub(crate) status: u16,
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) fields: Vec<String>,
}

impl ApiError {
    pub(crate) fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), fields: Vec::new() }
    }

    /// Names the fields at fault.
    pub(crate) fn on(mut self, fields: &[&str]) -> Self {
        self.fields = fields.iter().map(ToString::to_string).collect();
        self
    }

    pub(crate) fn not_found() -> Self {
        Self::new(404, "NOT_FOUND", "The requested resource does not exist")
    }

    pub(crate) fn unknown_object(name: &str) -> Self {
        Self::new(400, "INVALID_TYPE", format!("sObject type '{name}' is not supported."))
    }

    pub(crate) fn malformed_json(message: impl std::fmt::Display) -> Self {
        Self::new(400, "JSON_PARSER_ERROR", message.to_string())
    }

    /// The body of the answer.
    pub(crate) fn body(&self) -> Value {
        let mut error = json!({ "message": self.message, "errorCode": self.code });
        if !self.fields.is_empty() {
            error["fields"] = json!(self.fields);
        }
        Value::Array(vec![error])
    }
}
