//! Switches of the ERP: limits, and every behaviour that hangs on the system or that no document
//! settles.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::simulator::changed;

/// Settings that a test, or a running sandbox, may change at any time by name.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Switches {
    /// Waited before every answer, in milliseconds.
    pub latency_ms: u64,
    /// Calls in any `window_seconds`, over all callers, before 429; null: no limit.
    pub calls_per_window: Option<usize>,
    /// The length of the window of `calls_per_window`, in seconds. Business Central documents 6,000
    /// calls in 300 s.
    pub window_seconds: u64,
    /// Whether every call is refused with 503.
    pub unavailable: bool,
    /// The longest request target, in bytes, that is answered with anything but 414 (about 8 KB is
    /// usual).
    pub max_url_bytes: usize,
    /// Lifetime of a new access token, in seconds.
    pub token_seconds: u64,
    /// Whether a `$batch` is refused without the token that `x-csrf-token: fetch` gives (differs
    /// between SAP services).
    pub batch_needs_csrf: bool,
    /// Rows of a page of an SAP service (services cap it at 1,000 to 5,000).
    pub sap_page_size: NonZeroUsize,
    /// Rows of a page of Business Central (documented: 20,000).
    pub business_central_page_size: NonZeroUsize,
    /// Whether text compares and sorts with regard to case; hangs on the database's collation.
    pub case_sensitive: bool,
    /// Whether `tolower`, `toupper` and comparisons without regard to case know the letters of
    /// ASCII alone.
    pub ascii_case: bool,
    /// The words of a filter that the services do not know (`tolower`, `substringof`, `or`): they
    /// answer with `unknown_words_status`.
    pub unknown_words: BTreeSet<String>,
    /// The status of that answer: 400, 500 or 501.
    pub unknown_words_status: FilterStatus,
    /// The status with which every `$skiptoken` is refused, as if it had expired; null: none is.
    pub skiptoken_status: Option<CursorStatus>,
    /// The host that the system believes to have, which stands in its links; null: that of the
    /// request.
    pub printed_host: Option<String>,
    /// The place of rows without a value in a sort.
    pub nulls_sort: Nulls,
    /// Whether `ne` matches rows without a value, as the protocol says, or not, as SQL has it.
    pub null_matches_ne: bool,
    /// Whether v4 services take `in`.
    pub v4_in: bool,
    /// Whether Business Central takes `in` only with `$schemaversion=2.1` (as documented).
    pub business_central_in_needs_schema_version: bool,
    /// Whether Business Central takes `or` between different fields (documented: no).
    pub business_central_or_across_fields: bool,
    /// Whether v4 honours `IEEE754Compatible=true` and answers decimals as strings.
    pub ieee754_compatible: bool,
    /// Whether SAP answers the numbers of `padded_properties` padded with zeros to ten digits; both
    /// spellings are taken in any case.
    pub padded_keys: bool,
    /// The SAP properties that hold such numbers.
    pub padded_properties: BTreeSet<String>,
    /// The form in which SAP answers missing text.
    pub empty_text: EmptyText,
}

/// The status of the answer to a filter that a service does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub enum FilterStatus {
    /// 400, as documented.
    Refused,
    /// 500, as some SAP Gateway services do.
    Failed,
    /// 501, as the protocol has it.
    NotImplemented,
}

impl TryFrom<u16> for FilterStatus {
    type Error = String;

    fn try_from(status: u16) -> Result<Self, String> {
        match status {
            400 => Ok(Self::Refused),
            500 => Ok(Self::Failed),
            501 => Ok(Self::NotImplemented),
            _ => Err(format!("the status is 400, 500 or 501, not {status}")),
        }
    }
}

impl From<FilterStatus> for u16 {
    fn from(status: FilterStatus) -> Self {
        match status {
            FilterStatus::Refused => 400,
            FilterStatus::Failed => 500,
            FilterStatus::NotImplemented => 501,
        }
    }
}

/// The status of the answer to a `$skiptoken` that has expired.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub enum CursorStatus {
    /// 400.
    Refused,
    /// 410.
    Gone,
}

impl TryFrom<u16> for CursorStatus {
    type Error = String;

    fn try_from(status: u16) -> Result<Self, String> {
        match status {
            400 => Ok(Self::Refused),
            410 => Ok(Self::Gone),
            _ => Err(format!("the status is 400 or 410, not {status}")),
        }
    }
}

impl From<CursorStatus> for u16 {
    fn from(status: CursorStatus) -> Self {
        match status {
            CursorStatus::Refused => 400,
            CursorStatus::Gone => 410,
        }
    }
}

/// The place of rows without a value in a sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nulls {
    /// As the least of all values: first in ascending order, last in descending. The protocol says
    /// so.
    Least,
    /// As the greatest of all values.
    Greatest,
    /// Before all others, whatever the direction.
    First,
    /// After all others, whatever the direction.
    Last,
}

/// The form in which missing text is answered, filtered and sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EmptyText {
    /// As `""`: ABAP knows no null.
    Blank,
    /// As null.
    Null,
    /// As the store has it.
    Kept,
}

/// The SAP properties that hold numbers of ten digits.
const PADDED: [&str; 17] = [
    "AccountingDocument",
    "AddressID",
    "BillToParty",
    "BillingDocument",
    "BusinessPartner",
    "CanceledSettlmtDoc",
    "CancelledBillingDocument",
    "ClearingAccountingDocument",
    "ConditionContract",
    "Customer",
    "InvoicingParty",
    "PayeeParty",
    "PayerParty",
    "Person",
    "SettlmtDoc",
    "SoldToParty",
    "Supplier",
];

impl Default for Switches {
    fn default() -> Self {
        const PAGE: NonZeroUsize = NonZeroUsize::new(1_000).unwrap();
        const LARGE_PAGE: NonZeroUsize = NonZeroUsize::new(20_000).unwrap();
        Self {
            latency_ms: 0,
            calls_per_window: None,
            window_seconds: 300,
            unavailable: false,
            max_url_bytes: 8_192,
            token_seconds: 3_600,
            batch_needs_csrf: false,
            sap_page_size: PAGE,
            business_central_page_size: LARGE_PAGE,
            case_sensitive: true,
            ascii_case: false,
            unknown_words: BTreeSet::new(),
            unknown_words_status: FilterStatus::Failed,
            skiptoken_status: None,
            printed_host: None,
            nulls_sort: Nulls::Least,
            null_matches_ne: true,
            v4_in: true,
            business_central_in_needs_schema_version: true,
            business_central_or_across_fields: false,
            ieee754_compatible: false,
            padded_keys: false,
            padded_properties: PADDED.map(str::to_owned).into(),
            empty_text: EmptyText::Blank,
        }
    }
}

impl Switches {
    /// These settings with one changed, or put back by null; an error names the switch and says
    /// what is wrong.
    pub fn with(&self, switch: &str, value: Value) -> Result<Self, String> {
        let value = match value {
            Value::Null => serde_json::to_value(Self::default())
                .ok()
                .and_then(|start| start.get(switch).cloned())
                .unwrap_or_default(),
            value => value,
        };
        changed(self, switch, value)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_switch_is_turned_and_put_back_by_name() {
        let turned = Switches::default().with("sap_page_size", json!(50)).unwrap();
        assert_eq!(turned.sap_page_size.get(), 50);
        assert_eq!(turned.with("sap_page_size", Value::Null).unwrap().sap_page_size.get(), 1_000);
    }

    #[test]
    fn a_wrong_switch_or_value_is_named() {
        for (switch, value) in [
            ("page_size", json!(1)),
            ("sap_page_size", json!(0)),
            ("nulls_sort", json!("middle")),
            ("unknown_words_status", json!(404)),
            ("skiptoken_status", json!(500)),
        ] {
            let error = Switches::default().with(switch, value).unwrap_err();
            assert!(error.contains(switch), "{error}");
        }
    }
}
