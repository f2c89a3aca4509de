//! The door for BI tools: where SQL is spoken, and the bounds of what is read: `[bi]`.

use std::{collections::BTreeMap, net::SocketAddr};

use channelgraph_core::within;
use channelgraph_schema::{Currency, EntityKind};
use serde::Deserialize;

use super::address;

/// The door for BI tools.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Bi {
    /// Where to speak PostgreSQL's protocol: an address and a port, or a port of this machine.
    /// Elsewhere than on a loopback address it takes `server.tls`. Default: nowhere.
    #[serde(deserialize_with = "address::listen_some")]
    pub listen: Option<SocketAddr>,
    /// Connections of SQL clients at once. Default: 100.
    #[serde(deserialize_with = "within::<1, 10_000, _, _>")]
    pub max_connections: usize,
    /// Connections of one SQL user at once. Default: 50.
    #[serde(deserialize_with = "within::<1, 10_000, _, _>")]
    pub max_connections_per_user: usize,
    /// Seconds that one statement may take; clients may set less. Default: 600.
    #[serde(deserialize_with = "within::<1, 86_400, _, _>")]
    pub statement_seconds: u64,
    /// Megabytes that the statements of one session may hold together while they sort, join and
    /// group. Default: 64.
    #[serde(deserialize_with = "within::<1, 100_000, _, _>")]
    pub statement_mb: usize,
    /// Seconds for which a connection may do nothing. Default: 1800.
    #[serde(deserialize_with = "within::<1, 604_800, _, _>")]
    pub idle_seconds: u64,
    /// Rows that one scan of a table may give; a statement that needs more is refused. Default:
    /// 1000000.
    #[serde(deserialize_with = "within::<1, 1_000_000_000, _, _>")]
    pub max_rows: usize,
    /// The currency in which amounts of deals, incentives and invoices are told a second time, as
    /// columns `…_reporting`. Default: none, and no such columns.
    pub reporting_currency: Option<Currency>,
    /// The attributes of mappings that are columns of their own, by entity: `columns = { Deal =
    /// ["campaignCode"] }` for `deals.x_campaign_code`. Default: none.
    pub columns: BTreeMap<EntityKind, Vec<String>>,
}

/// The name of an attribute as a column: `campaignCode` as `x_campaign_code`.
pub fn column(attribute: &str) -> String {
    let mut name = "x".to_owned();
    let mut is_within = false;
    for letter in attribute.chars() {
        let begins = letter.is_uppercase() && is_within || !letter.is_alphanumeric();
        if (begins || name == "x") && !name.ends_with('_') {
            name.push('_');
        }
        if letter.is_alphanumeric() {
            name.extend(letter.to_lowercase());
        }
        // A row of capital letters is one word.
        is_within = letter.is_lowercase() || letter.is_numeric();
    }
    name
}

impl Default for Bi {
    fn default() -> Self {
        Self {
            listen: None,
            max_connections: 100,
            max_connections_per_user: 50,
            statement_seconds: 600,
            statement_mb: 64,
            idle_seconds: 1_800,
            max_rows: 1_000_000,
            reporting_currency: None,
            columns: BTreeMap::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_columns_under_plain_names() {
        for (attribute, name) in [
            ("campaignCode", "x_campaign_code"),
            ("Region", "x_region"),
            ("sales-region (EMEA)", "x_sales_region_emea_"),
            ("x", "x_x"),
        ] {
            assert_eq!(column(attribute), name);
        }
    }
}
