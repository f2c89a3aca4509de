//! The multipart form of a batch: HTTP within MIME.

use std::fmt::Write;

use axum::http::{HeaderMap, HeaderName, HeaderValue};

use super::{Operation, Written};
use crate::odata::call::{Body, Reply};
use crate::odata::errors::{Answer, Refusal};
use crate::wire;

/// The boundary between the parts of an answer.
const BOUNDARY: &str = "batchresponse_sandbox";

pub(super) fn read(media_type: &str, body: &[u8]) -> Answer<Vec<Operation>> {
    let wrong = |what: &str| Refusal::bad(format!("The batch cannot be read: {what}."));
    let boundary = boundary(media_type).ok_or_else(|| wrong("its media type names no boundary"))?;
    let text =
        std::str::from_utf8(body).map_err(|_| wrong("it is not UTF-8"))?.replace("\r\n", "\n");
    let between = format!("--{boundary}");
    let mut parts = text.split(&between).skip(1);
    let mut operations = Vec::new();
    loop {
        match parts.next() {
            None => return Err(wrong("its end is missing")),
            Some(rest) if rest.starts_with("--") => return Ok(operations),
            Some(part) => {
                operations.push(operation(part).ok_or_else(|| wrong("a part is no HTTP request"))?)
            }
        }
    }
}

fn boundary(media_type: &str) -> Option<&str> {
    let named =
        media_type.split(';').find_map(|parameter| parameter.trim().strip_prefix("boundary="))?;
    let boundary = named.trim_matches('"');
    (!boundary.is_empty()).then_some(boundary)
}

/// Reads one part. A change set is one operation, a write, which is refused as a whole.
fn operation(part: &str) -> Option<Operation> {
    let (own, request) = part.trim_start_matches('\n').split_once("\n\n")?;
    let own = headers(own);
    let of = |name: &str| own.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let id = of("content-id").to_owned();
    if of("content-type").starts_with("multipart/mixed") {
        return Some(Operation {
            id,
            method: "POST".to_owned(),
            url: String::new(),
            headers: HeaderMap::new(),
        });
    }
    if !of("content-type").starts_with("application/http") {
        return None;
    }
    let (line, rest) = request.trim_start_matches('\n').split_once('\n')?;
    let mut words = line.split(' ');
    let (method, url) = (words.next()?.to_owned(), words.next()?.to_owned());
    words.next().filter(|protocol| protocol.starts_with("HTTP/"))?;
    let head = rest.split_once("\n\n").map_or(rest, |(head, _)| head);
    Some(Operation { id, method, url, headers: headers(head) })
}

fn headers(text: &str) -> HeaderMap {
    let pair = |line: &str| {
        let (name, value) = line.split_once(':')?;
        Some((HeaderName::try_from(name.trim()).ok()?, HeaderValue::try_from(value.trim()).ok()?))
    };
    text.lines().filter_map(pair).collect()
}

pub(super) fn write(replies: &[(String, Written)]) -> Reply {
    let mut text = String::new();
    for (id, Written { reply, media_type }) in replies {
        let body = match &reply.body {
            Body::Json(value) => wire::halved(value.to_string()),
            Body::Text(_, text) => text.clone(),
        };
        let mut head = format!(
            "HTTP/1.1 {}\r\nContent-Type: {media_type}\r\nContent-Length: {}\r\n",
            reply.status,
            body.len()
        );
        for (name, value) in &reply.headers {
            // Writing to a string does not fail.
            let _ = write!(head, "{name}: {value}\r\n");
        }
        let content_id =
            if id.is_empty() { String::new() } else { format!("Content-ID: {id}\r\n") };
        let own = format!(
            "Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n{content_id}"
        );
        let _ = write!(text, "--{BOUNDARY}\r\n{own}\r\n{head}\r\n{body}\r\n");
    }
    text.push_str(&format!("--{BOUNDARY}--\r\n"));
    Reply::text(format!("multipart/mixed; boundary={BOUNDARY}"), text)
}
