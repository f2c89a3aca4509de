//! How much one caller may ask: `[roles.NAME.limits]`.

use channelgraph_core::{some_within, within};
use serde::Deserialize;

/// How much each caller of a role may ask. The defaults are of November 2026: ten operations a
/// second are more than a page or a report needs, and a tenth of what HubSpot grants an account.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CallerLimits {
    /// Requests a minute; after a pause, so many at once. Default: 600.
    #[serde(deserialize_with = "within::<1, 1_000_000_000, _, _>")]
    pub requests_per_minute: u64,
    /// Calls of sources a minute; after a pause, so many at once. Default: 600.
    #[serde(deserialize_with = "within::<1, 1_000_000_000, _, _>")]
    pub calls_per_minute: u64,
    /// Operations under way at once. Default: 16.
    #[serde(deserialize_with = "within::<1, 100_000, _, _>")]
    pub concurrent: usize,
    /// Fields that an answer may have, if fewer than `server.max_complexity`.
    #[serde(deserialize_with = "some_within::<1, 100_000_000, _, _>")]
    pub max_complexity: Option<u64>,
    /// Calls of sources that one operation may make, if fewer than `server.max_calls`.
    #[serde(deserialize_with = "some_within::<1, 1_000_000, _, _>")]
    pub max_calls: Option<u64>,
    /// Bytes that a request may have, if fewer than `server.max_body`.
    #[serde(deserialize_with = "some_within::<1_000, 1_073_741_824, _, _>")]
    pub max_body: Option<usize>,
    /// Milliseconds that an operation may take, if fewer than `server.timeout_ms`.
    #[serde(deserialize_with = "some_within::<1, 600_000, _, _>")]
    pub timeout_ms: Option<u64>,
}

impl Default for CallerLimits {
    fn default() -> Self {
        Self {
            requests_per_minute: 600,
            calls_per_minute: 600,
            concurrent: 16,
            max_complexity: None,
            max_calls: None,
            max_body: None,
            timeout_ms: None,
        }
    }
}
