//! `$batch`: several reads in one call, as JSON (v4) or as multipart (both versions).

mod json;
mod multipart;

use axum::http::{HeaderMap, StatusCode};

use super::address::below;
use super::call::{Body, Call, Reply, answer};
use super::errors::{Answer, Reason, Refusal};
use super::gate::{json_type, refused_write};
use super::store::Version;
use super::view::View;

/// Operations of one batch (Business Central documents 100).
const MOST_OPERATIONS: usize = 100;

/// One operation of a batch.
struct Operation {
    /// The id of the answer; empty if the format goes by the order alone.
    id: String,
    method: String,
    /// Relative to the service's root, or to the host, or absolute.
    url: String,
    headers: HeaderMap,
}

/// Answers a batch.
pub(super) fn run(view: &mut View<'_>, call: &Call<'_>, body: &[u8]) -> Answer<Reply> {
    let media_type = call.header("content-type");
    let multipart = media_type.starts_with("multipart/mixed");
    let operations = match (multipart, view.service.version) {
        (true, _) => multipart::read(&media_type, body)?,
        (false, Version::V4) if media_type.starts_with("application/json") => json::read(body)?,
        _ => return Err(Refusal::bad("The media type of the batch is not supported.")),
    };
    if operations.len() > MOST_OPERATIONS {
        return Err(Refusal::bad(format!(
            "The batch holds {} operations; at most {MOST_OPERATIONS} are allowed.",
            operations.len()
        )));
    }
    let mut replies = Vec::with_capacity(operations.len());
    for operation in operations {
        let reply = perform(view, &operation);
        replies.push((operation.id, Written::new(view, reply)));
    }
    let mut reply = match multipart {
        true => multipart::write(&replies),
        false => json::write(replies),
    };
    if multipart && view.service.version == Version::V2 {
        reply.status = StatusCode::ACCEPTED;
    }
    Ok(reply)
}

fn perform(view: &mut View<'_>, operation: &Operation) -> Reply {
    let answered = if operation.method == "GET" {
        read(view, operation)
    } else {
        Err(refused_write(view.service.vendor))
    };
    answered.unwrap_or_else(|refusal| refusal.reply(view.service.version, view.service.vendor))
}

fn read(view: &mut View<'_>, operation: &Operation) -> Answer<Reply> {
    let (address, query) = operation.url.split_once('?').unwrap_or((&operation.url, ""));
    let outside =
        || Refusal::new(Reason::NoResource, format!("'{address}' is not of this service."));
    let path = match address.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |at| &rest[at..]).to_owned(),
        None if address.starts_with('/') => address.to_owned(),
        None => format!("{}/{address}", view.path),
    };
    let path = below(view.path, &path).ok_or_else(outside)?;
    answer(view, &Call { path: &path, query, headers: &operation.headers })
}

/// A reply with the media type that its body has on its own.
struct Written {
    reply: Reply,
    media_type: String,
}

impl Written {
    fn new(view: &View<'_>, reply: Reply) -> Self {
        let media_type = match &reply.body {
            Body::Json(_) => json_type(view.service.version).to_owned(),
            Body::Text(media_type, _) => media_type.clone(),
        };
        Self { reply, media_type }
    }
}
