//! Batches as JSON.

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

use super::{Part, bounded, part};
use crate::bi::odata::{Refused, Reply};

#[derive(Deserialize)]
struct Requests {
    requests: Vec<Request>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    id: String,
    method: String,
    url: String,
    #[serde(default)]
    headers: Map<String, Json>,
    #[serde(default)]
    atomicity_group: Option<String>,
}

pub(super) fn read(text: &str, root: &str) -> Result<Vec<Part>, Refused> {
    let read: Requests = serde_json::from_str(text).map_err(|_| {
        Refused::bad(
            "the batch cannot be read: it is an object whose list `requests` holds objects with \
             `id`, `method` and `url`",
        )
    })?;
    let of = |request: Request| {
        if request.atomicity_group.is_some() {
            return Err(Refused::unsupported("the feed is read-only: a batch has no groups"));
        }
        let text = |(name, value): (String, Json)| Some((name, value.as_str()?.to_owned()));
        let headers: Vec<_> = request.headers.into_iter().filter_map(text).collect();
        part(Some(request.id), &request.method, &request.url, &headers, root)
    };
    let parts: Vec<Part> = read.requests.into_iter().map(of).collect::<Result<_, _>>()?;
    bounded(&parts)?;
    Ok(parts)
}

pub(super) fn answer(parts: &[Part], replies: &[Reply]) -> Reply {
    let of = |(part, reply): (&Part, &Reply)| {
        let header = |(name, value): (&axum::http::HeaderName, &axum::http::HeaderValue)| {
            Some((name.to_string(), value.to_str().ok()?.into()))
        };
        let headers: Map<String, Json> = reply.headers.iter().filter_map(header).collect();
        let text = String::from_utf8_lossy(&reply.body);
        let is_json = reply.media().starts_with("application/json");
        let body = if is_json { serde_json::from_str(&text).ok() } else { None };
        let body = body.unwrap_or_else(|| Json::String(text.into_owned()));
        let status = reply.status.as_u16();
        let mut answer = json!({ "id": part.id, "status": status, "headers": headers });
        if reply.status != StatusCode::NO_CONTENT {
            answer["body"] = body;
        }
        answer
    };
    let responses: Vec<Json> = parts.iter().zip(replies).map(of).collect();
    let body = json!({ "responses": responses }).to_string().into_bytes();
    Reply::new("application/json;charset=utf-8", body)
}
