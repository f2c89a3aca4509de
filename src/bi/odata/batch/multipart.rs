//! Batches as MIME parts, each a request of HTTP.

use super::{Part, bounded, part};
use crate::bi::odata::{Refused, Reply};

/// What stands between the parts of an answer. No body has such a line: JSON has no lines.
const BOUNDARY: &str = "batchresponse_channelgraph_5d0c8a4e";

/// Reads the parts; `parameters` are those of the media type.
pub(super) fn read(parameters: &str, text: &str, root: &str) -> Result<Vec<Part>, Refused> {
    let boundary = parameters.split(';').find_map(|one| {
        let (name, value) = one.trim().split_once('=')?;
        name.eq_ignore_ascii_case("boundary").then(|| value.trim().trim_matches('"'))
    });
    let boundary = boundary.filter(|boundary| !boundary.is_empty() && boundary.len() <= 70);
    let boundary =
        boundary.ok_or_else(|| Refused::bad("the batch has no `boundary` in its content type"))?;
    let delimiter = format!("--{boundary}");
    let mut parts = Vec::new();
    let mut current: Option<Vec<&str>> = None;
    for line in text.lines() {
        let Some(rest) = line.strip_prefix(delimiter.as_str()) else {
            if let Some(lines) = &mut current {
                lines.push(line);
            }
            continue;
        };
        if let Some(lines) = current.take() {
            parts.push(request(&lines, root)?);
            bounded(&parts)?;
        }
        if rest.trim_end() == "--" {
            return Ok(parts);
        }
        current = Some(Vec::new());
    }
    Err(Refused::bad("the batch has no end: `--`, its boundary, and `--`"))
}

/// The request in the lines of a part.
fn request(lines: &[&str], root: &str) -> Result<Part, Refused> {
    let malformed = || Refused::bad("a part of the batch is no request: `GET path HTTP/1.1`");
    let mut blocks = lines.split(|line| line.is_empty());
    let outer = headers(blocks.next().unwrap_or_default());
    let find = |name: &str| {
        let mut named = outer.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        named.next().map(|(_, value)| value.clone())
    };
    let media = find("content-type").unwrap_or_default();
    if media.to_ascii_lowercase().starts_with("multipart/") {
        return Err(Refused::unsupported("the feed is read-only: a batch has no change sets"));
    }
    let inner = blocks.find(|block| !block.is_empty()).ok_or_else(malformed)?;
    let (first, rest) = inner.split_first().ok_or_else(malformed)?;
    let mut words = first.split_whitespace();
    let (method, url) = (words.next(), words.next());
    let (Some(method), Some(url)) = (method, url) else { return Err(malformed()) };
    if !words.next().is_some_and(|version| version.starts_with("HTTP/")) {
        return Err(malformed());
    }
    part(find("content-id"), method, url, &headers(rest), root)
}

fn headers(lines: &[&str]) -> Vec<(String, String)> {
    let header = |line: &&str| {
        let (name, value) = line.split_once(':')?;
        Some((name.trim().to_owned(), value.trim().to_owned()))
    };
    lines.iter().filter_map(header).collect()
}

pub(super) fn answer(parts: &[Part], replies: &[Reply]) -> Reply {
    let mut body = Vec::new();
    for (part, reply) in parts.iter().zip(replies) {
        let mut head = format!(
            "--{BOUNDARY}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n"
        );
        // It came as a header, so it holds no line break.
        if let Some(id) = &part.id {
            head += &format!("Content-ID: {id}\r\n");
        }
        let reason = reply.status.canonical_reason().unwrap_or_default();
        head += &format!("\r\nHTTP/1.1 {} {reason}\r\n", reply.status.as_u16());
        for (name, value) in &reply.headers {
            if let Ok(value) = value.to_str() {
                head += &format!("{name}: {value}\r\n");
            }
        }
        head += &format!("Content-Length: {}\r\n\r\n", reply.body.len());
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(&reply.body);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    Reply::new(&format!("multipart/mixed;boundary={BOUNDARY}"), body)
}
