//! Switches of the account: limits, delays, and every behaviour that the vendor's documents
//! leave open.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::simulator::changed;

/// Settings that a test, or a running sandbox, may change at any time by name.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Switches {
    /// Calls in any 10 s with the service key; null: no limit. HubSpot API usage guidelines: 100,
    /// 190 or 250 by plan.
    pub burst_per_10s: Option<usize>,
    /// Calls in any 10 s with an OAuth token; null: no limit. HubSpot API usage guidelines: 110.
    pub oauth_burst_per_10s: Option<usize>,
    /// Calls in a day (UTC) with the service key; null: no limit. OAuth tokens have none.
    pub daily_quota: Option<u64>,
    /// Searches in any second, over all tokens; null: no limit. HubSpot search guide: 5.
    pub searches_per_second: Option<usize>,
    /// The longest request target, in bytes, that is answered with anything but 414.
    pub max_url_bytes: usize,
    /// Waited before every answer, in milliseconds.
    pub latency_ms: u64,
    /// Lifetime of a new access token, in milliseconds.
    pub access_token_lifetime_ms: u64,
    /// Whether each refresh hands out a new refresh token and ends the one used.
    pub rotate_refresh_token: bool,
    /// Scopes that the caller lacks: `crm.objects.deals.read` …
    pub missing_scopes: BTreeSet<String>,
    /// Time until search finds a record written through the API, in milliseconds.
    pub index_lag_ms: u64,
    /// Records that search does not see, by object as in the store, until they are taken out of
    /// here.
    pub hidden_from_search: BTreeMap<String, BTreeSet<u64>>,
    /// Whether NEQ, NOT_IN and NOT_CONTAINS_TOKEN leave out records without the property (not
    /// documented).
    pub negation_excludes_null: bool,
    /// The place of records without the property in a sort, whatever its direction (not
    /// documented).
    pub nulls_sort: Nulls,
    /// Whether a search with `limit: 0` is answered (with the total alone) or refused (not
    /// documented).
    pub search_limit_zero: bool,
    /// Filter groups of one search. The OpenAPI documents say 6, the search guide says 5.
    pub filter_groups: usize,
    /// Whether a search refuses a value that is none of an enumeration's options (not documented).
    pub search_checks_options: bool,
    /// Whether association replies give `toObjectId` as a string (as specified) or as a number (as
    /// in samples).
    pub association_ids_as_strings: bool,
    /// Links given for one input of an associations batch read before it pages.
    pub associations_page_size: usize,
    /// The answer of an associations batch read for an input without associations (not documented).
    pub no_associations: NoAssociations,
    /// Values that the history of a property goes back at most; null: all of them (a bound is not
    /// documented).
    pub history_depth: Option<usize>,
    /// Offset from which a search of files gives no more pages. HubSpot files reference: 10,000.
    pub files_wall: usize,
}

/// The place of records without the property in a sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nulls {
    /// Before all others.
    First,
    /// After all others.
    Last,
}

/// The answer for an input without associations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoAssociations {
    /// As an entry of `errors` with sub-category NO_ASSOCIATIONS_FOUND.
    Error,
    /// As a result with an empty `to`.
    Empty,
    /// Not at all.
    Absent,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            burst_per_10s: Some(190),
            oauth_burst_per_10s: Some(110),
            daily_quota: Some(650_000),
            searches_per_second: Some(5),
            max_url_bytes: 16_384,
            latency_ms: 0,
            access_token_lifetime_ms: 1_800_000,
            rotate_refresh_token: false,
            missing_scopes: BTreeSet::new(),
            index_lag_ms: 0,
            hidden_from_search: BTreeMap::new(),
            negation_excludes_null: true,
            nulls_sort: Nulls::Last,
            search_limit_zero: false,
            filter_groups: 6,
            search_checks_options: false,
            association_ids_as_strings: true,
            associations_page_size: 500,
            no_associations: NoAssociations::Error,
            history_depth: None,
            files_wall: 10_000,
        }
    }
}

impl Switches {
    /// These settings with one changed; an error names the switch and says what is wrong with it.
    pub fn with(&self, switch: &str, value: serde_json::Value) -> Result<Self, String> {
        changed(self, switch, value)
    }
}
