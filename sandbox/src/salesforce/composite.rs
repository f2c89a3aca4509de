//! Several calls in one: `/composite`, whose parts may refer to each other, and `/composite/batch`.

use axum::http::HeaderMap;
use serde_json::{Value, json};

use super::{
    Simulator,
    call::{self, Call, Reply},
    errors::ApiError,
};

/// Parts of one call.
const MAX_PARTS: usize = 25;
/// Parts of a composite call that query or retrieve a collection.
const MAX_QUERIES: usize = 5;
/// The longest URL of a part, where the org limits it.
const MAX_URL: usize = 16_384;

/// `POST /composite`: one call of the daily allocation, whatever it holds; 200 even if every part
/// fails.
pub(crate) fn composite(simulator: &Simulator, call: &Call<'_>) -> Result<Value, ApiError> {
    let body = call.json()?;
    let parts = parts(&body, "compositeRequest")?;
    let heavy = parts.iter().filter(|part| {
        let path = call::split_version(text(part, "url")).map_or("", |(_, path)| path);
        path.starts_with("query") || path.starts_with("composite/sobjects")
    });
    if heavy.count() > MAX_QUERIES {
        let message = format!("at most {MAX_QUERIES} subrequests may be queries or collections");
        return Err(ApiError::new(400, "LIMIT_EXCEEDED", message));
    }
    let writes = parts.iter().any(|part| text(part, "method") != "GET" && !retrieves(part));
    if writes && body["allOrNone"] == json!(true) {
        let message = "the sandbox does not roll back: send writes with allOrNone false";
        return Err(ApiError::new(400, "INVALID_INPUT", message));
    }
    let mut done: Vec<(String, Value)> = Vec::new();
    let mut answers = Vec::new();
    for part in parts {
        let name = text(part, "referenceId").to_owned();
        let reply = substitute(text(part, "url"), &done)
            .and_then(|url| run(simulator, text(part, "method"), &url, &part["body"]));
        let (status, body) = outcome(reply);
        done.push((name.clone(), body.clone()));
        answers.push(json!({
            "body": body,
            "httpHeaders": {},
            "httpStatusCode": status,
            "referenceId": name,
        }));
    }
    Ok(json!({ "compositeResponse": answers }))
}

/// `POST /composite/batch`: independent parts, each of which counts against the daily allocation.
pub(crate) fn batch(simulator: &Simulator, call: &Call<'_>) -> Result<Value, ApiError> {
    let body = call.json()?;
    let parts = parts(&body, "batchRequests")?;
    let halt = body["haltOnError"] == json!(true);
    let mut failed = false;
    let mut results = Vec::new();
    for part in parts {
        let (status, result) = if failed && halt {
            let message = "Batch processing was halted by an earlier error";
            outcome(Err(ApiError::new(412, "BATCH_PROCESSING_HALTED", message)))
        } else {
            let url = format!("/services/data/{}", text(part, "url").trim_start_matches('/'));
            outcome(
                simulator
                    .charge()
                    .and_then(|()| run(simulator, text(part, "method"), &url, &part["richInput"])),
            )
        };
        failed |= status >= 400;
        results.push(json!({ "statusCode": status, "result": result }));
    }
    Ok(json!({ "hasErrors": failed, "results": results }))
}

fn parts<'b>(body: &'b Value, name: &str) -> Result<&'b [Value], ApiError> {
    let parts = body[name]
        .as_array()
        .ok_or_else(|| ApiError::malformed_json(format!("{name} is an array of subrequests")))?;
    match parts.len() {
        1..=MAX_PARTS => Ok(parts),
        n => {
            let message = format!("{n} subrequests, where 1 to {MAX_PARTS} are allowed");
            Err(ApiError::new(400, "LIMIT_EXCEEDED", message))
        }
    }
}

fn text<'b>(part: &'b Value, name: &str) -> &'b str {
    part[name].as_str().unwrap_or_default()
}

fn retrieves(part: &Value) -> bool {
    text(part, "method") == "POST" && text(part, "url").contains("/composite/sobjects/")
}

fn run(simulator: &Simulator, method: &str, url: &str, body: &Value) -> Result<Reply, ApiError> {
    let limited = simulator.switches().composite_url_limit;
    if limited && url.len() > MAX_URL {
        return Err(ApiError::new(414, "URI_TOO_LONG", "URI Too Long"));
    }
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let (version, path) = call::split_version(path).ok_or_else(ApiError::not_found)?;
    let params = serde_urlencoded::from_str(query)
        .map_err(|error| ApiError::new(400, "INVALID_ARGUMENT", error.to_string()))?;
    let body = body.to_string();
    let inner = Call {
        method,
        version,
        path,
        params,
        headers: &HeaderMap::new(),
        body: body.as_bytes(),
        inner: true,
    };
    call::answer(simulator, &inner)
}

fn outcome(reply: Result<Reply, ApiError>) -> (u16, Value) {
    match reply {
        Ok(reply) => (reply.status, reply.body.unwrap_or(Value::Null)),
        Err(error) => (error.status, error.body()),
    }
}

/// Puts the results of earlier parts in place of `@{ref.path}` and `@{ref.records[0].Id}`.
fn substitute(url: &str, done: &[(String, Value)]) -> Result<String, ApiError> {
    let mut out = String::new();
    let mut rest = url;
    while let Some((before, after)) = rest.split_once("@{") {
        let unresolved = |reference: &str| {
            let message = format!("Invalid reference specified. No value for {reference} found");
            ApiError::new(400, "PROCESSING_HALTED", message)
        };
        let (reference, after) = after.split_once('}').ok_or_else(|| unresolved(after))?;
        let value = resolve(reference, done).ok_or_else(|| unresolved(reference))?;
        out.push_str(before);
        match value {
            Value::String(text) => out.push_str(text),
            other => out.push_str(&other.to_string()),
        }
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

fn resolve<'b>(reference: &str, done: &'b [(String, Value)]) -> Option<&'b Value> {
    let (name, path) = reference.split_once('.')?;
    let mut value = &done.iter().find(|(known, _)| known == name)?.1;
    for step in path.split('.') {
        let (field, index) = match step.strip_suffix(']').and_then(|s| s.split_once('[')) {
            Some((field, index)) => (field, Some(index.parse::<usize>().ok()?)),
            None => (step, None),
        };
        value = value.get(field)?;
        if let Some(index) = index {
            value = value.get(index)?;
        }
    }
    (!value.is_null()).then_some(value)
}
