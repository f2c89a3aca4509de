//! Reading what a request carries.

use serde::de::DeserializeOwned;

use super::errors::{ApiError, ApiResult};

/// The generation of the API that a path belongs to; it decides a few statuses and members of
/// replies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// `/crm/v3/…`, `/crm/v4/…`.
    Numbered,
    /// `/crm/…/2026-09/…`.
    Dated,
}

/// A JSON body, or 400.
pub(super) fn json<T: DeserializeOwned>(body: &[u8]) -> ApiResult<T> {
    serde_json::from_slice(body)
        .map_err(|error| ApiError::validation(format!("Invalid input JSON: {error}")))
}

/// A record id, or none if it cannot be one.
pub(super) fn id(text: &str) -> Option<u64> {
    text.parse().ok()
}

/// A list as query strings write it: `a,b`.
pub(super) fn list(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// Refuses a batch over its bound.
pub(super) fn at_most(inputs: usize, max: usize) -> ApiResult<()> {
    if inputs > max {
        return Err(ApiError::validation(format!(
            "The batch has {inputs} inputs; at most {max} are allowed."
        )));
    }
    Ok(())
}

/// Query strings give a name once, or several times, or with commas; this joins them.
pub(super) fn query(query: Option<&str>) -> ApiResult<Vec<(String, String)>> {
    serde_urlencoded::from_str(query.unwrap_or_default())
        .map_err(|error| ApiError::validation(format!("The query string cannot be read: {error}")))
}

/// The values of one name of a query string.
pub(super) fn values(query: &[(String, String)], name: &str) -> Option<Vec<String>> {
    let found: Vec<_> =
        query.iter().filter(|(key, _)| key == name).flat_map(|(_, value)| list(value)).collect();
    (!found.is_empty()).then_some(found)
}

/// The last value of one name of a query string.
pub(super) fn value<'a>(query: &'a [(String, String)], name: &str) -> Option<&'a str> {
    query.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// The records wanted in a page: a number from 1 to `max`, or as many as there are by default.
pub(super) fn limit(query: &[(String, String)], default: usize, max: usize) -> ApiResult<usize> {
    let Some(text) = value(query, "limit") else { return Ok(default) };
    let limit = text.parse().ok().filter(|limit| (1..=max).contains(limit));
    limit.ok_or_else(|| ApiError::validation(format!("limit must be a number from 1 to {max}")))
}
