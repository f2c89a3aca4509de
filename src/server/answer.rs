//! What goes back to the client: every error has a code, and a failure is logged once, here.

use async_graphql::{ParseRequestError, Response, ServerError, Value};
use axum::{Json, http::StatusCode, response::IntoResponse};
use channelgraph_core::ErrorCode;
use serde_json::json;

/// An answer to a request that never became an operation.
pub(super) fn failed(
    status: StatusCode,
    code: ErrorCode,
    message: &str,
) -> axum::response::Response {
    let body =
        json!({ "errors": [{ "message": message, "extensions": { "code": code.to_string() } }] });
    (status, Json(body)).into_response()
}

/// An answer to what is no request.
pub(super) fn unreadable(error: &ParseRequestError) -> axum::response::Response {
    match error {
        ParseRequestError::PayloadTooLarge => {
            failed(StatusCode::PAYLOAD_TOO_LARGE, ErrorCode::BadInput, "the request is too long")
        }
        _ => {
            let message = "the request cannot be read: it is a JSON object with the text `query`, and perhaps with the object `variables` and \
                           the text `operationName`";
            failed(StatusCode::BAD_REQUEST, ErrorCode::BadInput, message)
        }
    }
}

/// Gives a code to errors that the executor made itself: a query that is too deep or large, or does
/// not fit the schema.
pub(super) fn give_codes(response: &mut Response) {
    for error in &mut response.errors {
        let has_code =
            error.extensions.as_ref().is_some_and(|extensions| extensions.get("code").is_some());
        if !has_code {
            let code = own_code(error);
            error.extensions.get_or_insert_default().set("code", Value::from(code.to_string()));
        }
    }
}

fn own_code(error: &ServerError) -> ErrorCode {
    match error.message.as_str() {
        "Query is too complex."
        | "Query is nested too deep."
        | "The recursion depth of the query cannot be greater than `32`" => {
            ErrorCode::QueryTooComplex
        }
        _ => ErrorCode::BadInput,
    }
}

/// Logs failures that are not the client's own. Messages hold no data of records.
pub(super) fn log(response: &Response) {
    for error in &response.errors {
        let text = |key: &str| match error
            .extensions
            .as_ref()
            .and_then(|extensions| extensions.get(key))
        {
            Some(Value::String(text)) => text.clone(),
            _ => String::new(),
        };
        let code = text("code");
        if code != ErrorCode::BadInput.to_string() && code != ErrorCode::QueryTooComplex.to_string()
        {
            tracing::warn!(code, source = text("source"), "{}", error.message);
        }
    }
}
