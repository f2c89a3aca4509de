//! The JSON form of a batch.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Operation, Written};
use crate::odata::call::{Body, Reply};
use crate::odata::errors::{Answer, Refusal};

#[derive(Deserialize)]
struct Batch {
    requests: Vec<Request>,
}

#[derive(Deserialize)]
struct Request {
    id: String,
    method: String,
    url: String,
    #[serde(default)]
    headers: BTreeMap<String, String>,
}

pub(super) fn read(body: &[u8]) -> Answer<Vec<Operation>> {
    let batch: Batch = serde_json::from_slice(body)
        .map_err(|error| Refusal::bad(format!("The batch cannot be read: {error}")))?;
    let mut ids = BTreeSet::new();
    if let Some(request) = batch.requests.iter().find(|request| !ids.insert(&request.id)) {
        return Err(Refusal::bad(format!("The id '{}' is given twice.", request.id)));
    }
    let operation = |request: Request| Operation {
        id: request.id,
        method: request.method.to_ascii_uppercase(),
        url: request.url,
        headers: headers(&request.headers),
    };
    Ok(batch.requests.into_iter().map(operation).collect())
}

fn headers(given: &BTreeMap<String, String>) -> HeaderMap {
    let pair = |(name, value): (&String, &String)| {
        Some((HeaderName::try_from(name).ok()?, HeaderValue::try_from(value).ok()?))
    };
    given.iter().filter_map(pair).collect()
}

pub(super) fn write(replies: Vec<(String, Written)>) -> Reply {
    let response = |(id, written): (String, Written)| {
        let mut headers = Map::new();
        if !written.media_type.is_empty() {
            headers.insert("content-type".to_owned(), written.media_type.into());
        }
        headers.insert("odata-version".to_owned(), "4.0".into());
        headers.extend(
            written.reply.headers.into_iter().map(|(name, value)| (name.to_owned(), value.into())),
        );
        let mut response =
            json!({ "id": id, "status": written.reply.status.as_u16(), "headers": headers });
        match written.reply.body {
            Body::Json(body) => response["body"] = body,
            Body::Text(_, text) if !text.is_empty() => response["body"] = text.into(),
            Body::Text(..) => {}
        }
        response
    };
    Reply::json(json!({ "responses": replies.into_iter().map(response).collect::<Vec<Value>>() }))
}
