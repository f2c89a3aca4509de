//! Finds the resource a call is for, and answers it. Composite calls come back here for each of
//! their parts.

use axum::http::HeaderMap;
use serde_json::{Value, json};

use super::{
    Simulator, collections, composite, describe, errors::ApiError, query, records, replication,
    search,
};

/// API versions that are served.
pub(crate) const VERSIONS: std::ops::RangeInclusive<u32> = 58..=67;

/// One call below `/services/data/vNN.0`.
#[derive(Debug, Clone)]
pub(crate) struct Call<'c> {
    pub(crate) method: &'c str,
    /// `67.0`.
    pub(crate) version: &'c str,
    /// The path after the version, without slashes at either end.
    pub(crate) path: &'c str,
    pub(crate) params: Vec<(String, String)>,
    pub(crate) headers: &'c HeaderMap,
    pub(crate) body: &'c [u8],
    /// Whether this is a part of a composite call.
    pub(crate) inner: bool,
}

/// A successful answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    /// Nothing for 204 and 304.
    pub(crate) body: Option<Value>,
    pub(crate) headers: Vec<(&'static str, String)>,
}

impl From<Value> for Reply {
    fn from(body: Value) -> Self {
        Self { status: 200, body: Some(body), headers: Vec::new() }
    }
}

impl Call<'_> {
    pub(crate) fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Answers if the method is the only one allowed here.
    fn only(
        &self,
        method: &str,
        answer: impl FnOnce() -> Result<Value, ApiError>,
    ) -> Result<Reply, ApiError> {
        match self.method == method {
            true => answer().map(Reply::from),
            false => Err(self.refused(method)),
        }
    }

    fn refused(&self, allowed: &str) -> ApiError {
        let message = format!("HTTP Method '{}' not allowed. Allowed are {allowed}", self.method);
        ApiError::new(405, "METHOD_NOT_ALLOWED", message)
    }

    pub(crate) fn json(&self) -> Result<Value, ApiError> {
        serde_json::from_slice(self.body).map_err(ApiError::malformed_json)
    }
}

/// Splits `/services/data/v67.0/query` into the version and the rest; nothing if the version is not
/// served.
pub(crate) fn split_version(path: &str) -> Option<(&str, &str)> {
    let rest = path.strip_prefix("/services/data/v")?;
    let (version, path) = rest.split_once('/').unwrap_or((rest, ""));
    let major: u32 = version.strip_suffix(".0")?.parse().ok()?;
    VERSIONS.contains(&major).then(|| (version, path.trim_matches('/')))
}

/// Answers one call; the caller has checked the token.
pub(crate) fn answer(simulator: &Simulator, call: &Call<'_>) -> Result<Reply, ApiError> {
    let segments: Vec<&str> = call.path.split('/').collect();
    match segments.as_slice() {
        [""] => call.only("GET", || Ok(resources(call.version))),
        ["query"] => call.only("GET", || query::first(simulator, call, false)),
        ["queryAll"] => call.only("GET", || query::first(simulator, call, true)),
        ["query" | "queryAll", locator] => {
            call.only("GET", || query::next(simulator, call, locator))
        }
        ["search"] => call.only("GET", || search::statement(simulator, call)),
        ["parameterizedSearch"] => match call.method {
            "GET" | "POST" => search::parameterized(simulator, call).map(Reply::from),
            _ => Err(call.refused("GET, POST")),
        },
        ["limits"] => call.only("GET", || Ok(limits(simulator))),
        ["sobjects"] => call.only("GET", || Ok(describe::global(simulator, call))),
        ["sobjects", object] => match call.method {
            "GET" => describe::basic(simulator, call, object).map(Reply::from),
            "POST" => records::create(simulator, call, object),
            _ => Err(call.refused("GET, POST")),
        },
        ["sobjects", object, "describe"] => match call.method {
            "GET" => describe::full(simulator, call, object),
            _ => Err(call.refused("GET")),
        },
        ["sobjects", object, "updated"] => {
            call.only("GET", || replication::updated(simulator, call, object))
        }
        ["sobjects", object, "deleted"] => {
            call.only("GET", || replication::deleted(simulator, call, object))
        }
        ["sobjects", object, id] => match call.method {
            "GET" => records::read(simulator, call, object, id),
            "PATCH" => records::update(simulator, call, object, id),
            "DELETE" => records::delete(simulator, object, id),
            _ => Err(call.refused("GET, PATCH, DELETE")),
        },
        ["composite", "sobjects", object] => match call.method {
            "GET" | "POST" => collections::retrieve(simulator, call, object).map(Reply::from),
            _ => Err(call.refused("GET, POST")),
        },
        ["composite"] if !call.inner => call.only("POST", || composite::composite(simulator, call)),
        ["composite", "batch"] if !call.inner => {
            call.only("POST", || composite::batch(simulator, call))
        }
        _ => Err(ApiError::not_found()),
    }
}

fn limits(simulator: &Simulator) -> Value {
    let (used, quota) = simulator.calls();
    json!({ "DailyApiRequests": { "Max": quota, "Remaining": quota.saturating_sub(used) } })
}

fn resources(version: &str) -> Value {
    let base = format!("/services/data/v{version}");
    let names =
        ["query", "queryAll", "search", "parameterizedSearch", "composite", "sobjects", "limits"];
    names
        .iter()
        .map(|name| ((*name).to_owned(), json!(format!("{base}/{name}"))))
        .collect::<serde_json::Map<_, _>>()
        .into()
}
