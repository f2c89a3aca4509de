//! Switches of the account: quotas, refusals, and every behaviour that AWS's documents leave open.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;

use serde::{Deserialize, Serialize};

use crate::simulator::changed;

/// Settings that a test, or a running sandbox, may change at any time by name.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Switches {
    /// Reads of the selling API in any second, all operations together; null: no limit. Developer
    /// guide, quotas: 10.
    pub reads_per_second: Option<usize>,
    /// Reads of the selling API in any 24 hours; null: no limit. Developer guide, quotas: 100,000.
    pub reads_per_day: Option<usize>,
    /// Whether ListEngagements and GetEngagement count as such reads (the guide does not name
    /// them).
    pub engagements_are_reads: bool,
    /// Operations that are refused, each with the error it gets: `{"ListBenefits":
    /// "AccessDeniedException"}`.
    pub refusals: BTreeMap<String, Refusal>,
    /// Whether the credentials have expired.
    pub expired_credentials: bool,
    /// Tolerance between the time of a signature and the machine's, in seconds; null: any.
    /// Signature Version 4: five minutes.
    pub signature_window_s: Option<u64>,
    /// Whether refused credentials and permissions are told by 403 (AWS's lists of common errors
    /// differ); else by 400.
    pub refused_access_is_403: bool,
    /// Lifetime of a token for the next page, in milliseconds (not documented).
    pub token_lifetime_ms: u64,
    /// Whether a token serves only with the page size it was given for (not documented).
    pub token_binds_page_size: bool,
    /// The most rows that a page holds, whatever the call asks for; null: as many as that. AWS
    /// promises no full pages.
    pub page_cap: Option<NonZeroUsize>,
    /// Bounds that let a record through that stands on the bound itself; of `AfterLastModifiedDate`
    /// alone the documents say so.
    pub inclusive_bounds: BTreeSet<Bound>,
    /// Whether company and display names are compared and sorted without regard to case (not
    /// documented).
    pub text_ignores_case: bool,
    /// The place of records without the value in a sort, whatever its direction (not documented).
    pub nulls_sort: Nulls,
}

/// The error of a refused operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// The caller may not do this.
    AccessDeniedException,
    /// Too many calls.
    ThrottlingException,
    /// Something is wrong at AWS's side.
    InternalServerException,
}

/// A bound of a range, by the member that gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[expect(missing_docs, reason = "they are the members' own names")]
pub enum Bound {
    AfterLastModifiedDate,
    BeforeLastModifiedDate,
    AfterCreatedDate,
    BeforeCreatedDate,
    AfterTargetCloseDate,
    BeforeTargetCloseDate,
}

/// The place of records without a value in a sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nulls {
    /// Before all others.
    First,
    /// After all others.
    Last,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            reads_per_second: Some(10),
            reads_per_day: Some(100_000),
            engagements_are_reads: true,
            refusals: BTreeMap::new(),
            expired_credentials: false,
            signature_window_s: Some(300),
            refused_access_is_403: false,
            token_lifetime_ms: 86_400_000,
            token_binds_page_size: true,
            page_cap: None,
            inclusive_bounds: [Bound::AfterLastModifiedDate].into(),
            text_ignores_case: false,
            nulls_sort: Nulls::First,
        }
    }
}

impl Switches {
    /// These settings with one changed; an error names the switch and says what is wrong with it.
    pub fn with(&self, switch: &str, value: serde_json::Value) -> Result<Self, String> {
        changed(self, switch, value)
    }
}
