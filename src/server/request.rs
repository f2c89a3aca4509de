//! Requests over HTTP: an operation as JSON in the body of a POST, or in the address of a GET.

use std::time::Duration;

use axum::{
    body::{Body, HttpBody},
    http::{HeaderMap, Method, StatusCode, Uri, header},
};
use futures::StreamExt;
use url::form_urlencoded;

use super::answer::Refusal;
use crate::graphql::{Ceiling, Request};

/// Bounds of a body.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Bytes that it may have.
    pub(super) bytes: Ceiling,
    /// The time within which it must arrive.
    pub(super) time: Duration,
}

/// A request as it came, not yet looked into.
#[derive(Hash)]
pub(super) enum Text {
    /// The body of a POST.
    Body(Vec<u8>),
    /// The part of a GET's address behind the question mark.
    Address(String),
}

/// Reads a request within these limits. `announced` is the size of the body's first chunk, 0 where
/// none is known.
///
/// # Errors
/// If it is too long, or of another media type.
pub(super) async fn read(
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
    body: Body,
    limits: Limits,
    announced: &(dyn Fn() -> u64 + Sync),
) -> Result<Text, Refusal> {
    if method != Method::POST {
        return Ok(Text::Address(uri.query().unwrap_or_default().to_owned()));
    }
    // What is packed could be a thousand times as long once unpacked.
    if headers.get_all(header::CONTENT_ENCODING).iter().any(|coding| coding != "identity") {
        let message = "the body is packed (`content-encoding`); send it as it is";
        return Err(Refusal::bad(StatusCode::UNSUPPORTED_MEDIA_TYPE, message));
    }
    // A form on another site can post text without the browser asking us first, JSON it cannot.
    if !is_json(headers) {
        let message =
            "send the operation as JSON, with the header `content-type: application/json`";
        return Err(Refusal::bad(StatusCode::UNSUPPORTED_MEDIA_TYPE, message));
    }
    posted(body, limits, announced).await.map(Text::Body)
}

impl Text {
    /// The request that it is.
    ///
    /// # Errors
    /// If it is no GraphQL request.
    pub(super) fn parse(&self) -> Result<Request, Refusal> {
        let request = match self {
            Self::Body(bytes) => in_body(bytes)?,
            Self::Address(query) => in_address(query)?,
        };
        if request.is_empty() {
            let message = "the request has no `query`: the text of an operation";
            return Err(Refusal::bad(StatusCode::BAD_REQUEST, message));
        }
        Ok(request)
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    ["application/json", "application/graphql+json"]
        .iter()
        .any(|json| kind.eq_ignore_ascii_case(json))
}

/// Reads the body of a POST within these limits.
///
/// # Errors
/// If it is too long, or does not arrive in time.
pub(super) async fn posted(
    body: Body,
    limits: Limits,
    announced: &(dyn Fn() -> u64 + Sync),
) -> Result<Vec<u8>, Refusal> {
    let read = tokio::time::timeout(limits.time, whole(body, limits.bytes, announced));
    read.await.map_err(|_| {
        let message = format!(
            "the body did not arrive within {} s (`server.body_seconds`)",
            limits.time.as_secs()
        );
        Refusal::bad(StatusCode::REQUEST_TIMEOUT, message)
    })?
}

/// A request in a body: a JSON object.
fn in_body(bytes: &[u8]) -> Result<Request, Refusal> {
    serde_json::from_slice(bytes).map_err(|_| {
        let is_batch = bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[');
        Refusal::bad(StatusCode::BAD_REQUEST, if is_batch { BATCH } else { UNREADABLE })
    })
}

/// Reads a body of at most so many bytes. It may announce how long it is (`announced`), also while
/// it is being read.
async fn whole(
    body: Body,
    bound: Ceiling,
    announced: &(dyn Fn() -> u64 + Sync),
) -> Result<Vec<u8>, Refusal> {
    let Ceiling { most, key } = bound;
    let too_long = || {
        let message = format!(
            "the request has more than {most} bytes (`{key}`); send long values as variables, or \
             ask in several requests"
        );
        Refusal::bad(StatusCode::PAYLOAD_TOO_LARGE, message)
    };
    if body.size_hint().lower() > most {
        return Err(too_long());
    }
    let (mut bytes, mut parts) = (Vec::new(), body.into_data_stream());
    while let Some(part) = parts.next().await {
        if announced() > most {
            return Err(too_long());
        }
        let part = part.map_err(|_| {
            let message = "the body ended before its end, or is not framed as HTTP says";
            Refusal::bad(StatusCode::BAD_REQUEST, message)
        })?;
        if (bytes.len() + part.len()) as u64 > most {
            return Err(too_long());
        }
        bytes.extend_from_slice(&part);
    }
    Ok(bytes)
}

/// A request in the address: maps as JSON.
fn in_address(query: &str) -> Result<Request, Refusal> {
    let mut request = Request::default();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let map = || {
            serde_json::from_str(&value)
                .map_err(|_| Refusal::bad(StatusCode::BAD_REQUEST, UNREADABLE))
        };
        match &*name {
            "query" => request.query = value.into_owned(),
            "documentId" | "doc_id" | "id" if !value.is_empty() => {
                request.document_id = Some(value.into_owned());
            }
            "operationName" if !value.is_empty() => {
                request.operation_name = Some(value.into_owned());
            }
            "variables" if !value.is_empty() => request.variables = map()?,
            "extensions" if !value.is_empty() => request.extensions = map()?,
            _ => {}
        }
    }
    Ok(request)
}

const BATCH: &str = "a request holds one operation, not a list of them; ask for several fields in \
                     one operation";
const UNREADABLE: &str = "the request cannot be read: send a JSON object with the text `query`, and \
                          optionally the object `variables`, the text `operationName` and the \
                          object `extensions`";
