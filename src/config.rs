//! The configuration: read from one TOML file, every key with a default where there can be one, and
//! unknown keys refused.

mod address;
mod audit;
mod auth;
mod bi;
mod documents;
mod http;
mod identity;
mod numbers;
mod programs;
mod read;
mod roles;
mod server;
mod sources;
mod work;

use std::{collections::BTreeMap, fmt};

pub use address::AllowedHost;
pub(crate) use address::plain_host;
pub use audit::{Audit, AuditTo};
pub use auth::{
    Auth, Day, Issuer, Key, KeyHash, KeysUrl, PartnerClaim, PartnerClaimKind, Persona, RoleClaim,
    RoleOf, ScramVerifier,
};
pub use bi::{Bi, column};
use channelgraph_core::within;
pub use documents::Documents;
pub use http::{ClientAuth, Cors, Network, Origin, Tls};
pub use identity::{Identity, IdentityMode, NameAlone};
pub use programs::{Group, Program, Programs, Requirement};
pub use read::{BadConfig, read, read_file};
pub use roles::{AllOr, CallerLimits, EntityRows, Grant, Role, Roles};
use rust_decimal::Decimal;
use serde::Deserialize;
pub use server::Server;
pub use sources::{KINDS, SourceConfig};
pub use work::{Attribution, Engagement, Leads, Performance, Reporting};

use crate::{
    model::Authority,
    money::{Rates, RatesFrom},
};

/// Everything that can be configured.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The sources in order of authority, by the names under which they stand below. Default: all
    /// of them, in alphabetical order.
    #[serde(default)]
    pub sources: Vec<String>,
    /// Salesforce orgs by name: `[salesforce.emea]`.
    #[serde(default)]
    pub salesforce: BTreeMap<String, channelgraph_salesforce::Config>,
    /// HubSpot accounts by name: `[hubspot.marketing]`.
    #[serde(default)]
    pub hubspot: BTreeMap<String, channelgraph_hubspot::Config>,
    /// ERPs that speak OData by name: `[odata.s4]`.
    #[serde(default)]
    pub odata: BTreeMap<String, channelgraph_odata::Config>,
    /// Tryton databases by name: `[tryton.books]`.
    #[serde(default)]
    pub tryton: BTreeMap<String, channelgraph_tryton::Config>,
    /// Accounts at AWS Partner Central by name: `[aws.cosell]`.
    #[serde(default)]
    pub aws: BTreeMap<String, sources::AwsConfig>,
    /// For single fields another order of sources: `[authority.Deal]` with `amount = ["hubspot",
    /// "salesforce"]`.
    #[serde(default)]
    pub authority: Authority,
    /// The HTTP server.
    #[serde(default)]
    pub server: Server,
    /// How callers prove who they are.
    #[serde(default)]
    pub auth: Auth,
    /// What callers may see, and how much they may ask.
    #[serde(default)]
    pub roles: Roles,
    /// Documents that requests name instead of sending their text.
    #[serde(default)]
    pub documents: Documents,
    /// How records of partners are recognised as one.
    #[serde(default)]
    pub identity: Identity,
    /// The index of links.
    #[serde(default)]
    pub links: Links,
    /// The shared cache.
    #[serde(default)]
    pub cache: Cache,
    /// Bounds of lists.
    #[serde(default)]
    pub lists: Lists,
    /// Currencies.
    #[serde(default)]
    pub money: Money,
    /// The days and years of reports.
    #[serde(default)]
    pub reporting: Reporting,
    /// Bounds of figures.
    #[serde(default)]
    pub performance: Performance,
    /// By what a partner is known to have a part in a deal.
    #[serde(default)]
    pub attribution: Attribution,
    /// What is agreed with partners about leads.
    #[serde(default)]
    pub leads: Leads,
    /// Programmes with tiers.
    #[serde(default)]
    pub programs: Programs,
    /// The door for BI tools.
    #[serde(default)]
    pub bi: Bi,
    /// Logs and traces.
    #[serde(default)]
    pub telemetry: Telemetry,
    /// The audit trail.
    #[serde(default)]
    pub audit: Audit,
}

/// The index of links: which lead, deal, incentive or contact of one system names one of another.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Links {
    /// Whether there is one. Without it, systems are asked who names a record. Default: true.
    pub enabled: bool,
    /// Megabytes of links. Default: 64.
    #[serde(deserialize_with = "within::<1, 4_000, _, _>")]
    pub memory_mb: usize,
    /// Seconds between looks for changed links. Default: 60.
    #[serde(deserialize_with = "within::<1, 86_400, _, _>")]
    pub refresh_seconds: u64,
    /// Seconds between readings of all links. Default: 86400.
    #[serde(deserialize_with = "within::<1, 2_592_000, _, _>")]
    pub rescan_seconds: u64,
}

impl Default for Links {
    fn default() -> Self {
        Self { enabled: true, memory_mb: 64, refresh_seconds: 60, rescan_seconds: 86_400 }
    }
}

/// The caches: records of sources, and what was made of them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Cache {
    /// Megabytes of records. Default: 48.
    #[serde(deserialize_with = "within::<1, 1_048_576, _, _>")]
    pub records_mb: u64,
    /// Megabytes of pages. Default: 32.
    #[serde(deserialize_with = "within::<1, 1_048_576, _, _>")]
    pub pages_mb: u64,
    /// Megabytes of details, which a source tells of one record at a time: they are kept for up to
    /// a day while lists confirm their versions. Default: 32.
    #[serde(deserialize_with = "within::<1, 1_048_576, _, _>")]
    pub details_mb: u64,
    /// Megabytes of pages and nodes that were put together, remembered while what they stand on
    /// lives; 0 remembers none. Default: 32.
    #[serde(deserialize_with = "within::<0, 1_048_576, _, _>")]
    pub nodes_mb: u64,
    /// Megabytes of whole answers, kept while all that they stand on lives; 0 keeps none. Default:
    /// 16.
    #[serde(deserialize_with = "within::<0, 1_048_576, _, _>")]
    pub answers_mb: u64,
    /// Megabytes of parsed queries and their plans. Default: 16.
    #[serde(deserialize_with = "within::<1, 1_048_576, _, _>")]
    pub documents_mb: u64,
    /// Seconds for which what was read is good. Default: 60.
    #[serde(deserialize_with = "within::<1, 2_592_000, _, _>")]
    pub seconds: u64,
    /// The same for single sources and entities: `[cache.of.salesforce]` with `Partner = 600`.
    #[serde(deserialize_with = "numbers::lifetimes")]
    pub of: BTreeMap<String, BTreeMap<channelgraph_schema::EntityKind, u64>>,
}

impl Default for Cache {
    fn default() -> Self {
        Self {
            records_mb: 48,
            pages_mb: 32,
            details_mb: 32,
            nodes_mb: 32,
            answers_mb: 16,
            documents_mb: 16,
            seconds: 60,
            of: BTreeMap::new(),
        }
    }
}

/// Bounds of lists.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Lists {
    /// Rows that one list may read of one table while it looks for those that match. Default:
    /// 10000.
    #[serde(deserialize_with = "within::<1, 10_000_000, _, _>")]
    pub max_scan: usize,
    /// Records of another system that may name one and the same record. Default: 10.
    #[serde(deserialize_with = "within::<1, 10_000, _, _>")]
    pub max_twins: usize,
    /// Milliseconds that a read waits for details, which a source tells of one record at a time;
    /// then the answer goes on without those that are still to come, and names them. Default: 500.
    #[serde(deserialize_with = "within::<1, 600_000, _, _>")]
    pub detail_ms: u64,
}

impl Default for Lists {
    fn default() -> Self {
        Self { max_scan: 10_000, max_twins: 10, detail_ms: 500 }
    }
}

/// Currencies.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Money {
    /// The reporting currency, in which lists are ordered by amount. Default: `USD`.
    pub reporting: String,
    /// What one unit of other currencies is worth in it, for `Money.in`: `rates = { EUR = "1.08"
    /// }`. Default: none.
    #[serde(deserialize_with = "numbers::rates")]
    pub rates: BTreeMap<String, Decimal>,
    /// A source's table of rates by date, whose rates go before those above. Default: none.
    pub rates_from: Option<RatesFrom>,
}

impl Default for Money {
    fn default() -> Self {
        Self { reporting: "USD".into(), rates: BTreeMap::new(), rates_from: None }
    }
}

impl Money {
    /// The rates as the schema uses them.
    pub fn rates(&self) -> Rates {
        Rates::new(&self.reporting, self.rates.clone(), self.rates_from.clone())
    }
}

/// Logs and traces.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Telemetry {
    /// The form of logs: `pretty` or `json`. Default: `pretty`.
    pub logs: LogForm,
    /// What is logged, as `tracing` filters say it: `info`, `warn,channelgraph=debug`. Default:
    /// `info`.
    pub level: String,
    /// Where traces go, as OTLP over HTTP: `http://127.0.0.1:4318/v1/traces`. Default: nowhere.
    pub otlp_endpoint: Option<String>,
}

/// The endpoint is left out: a key may stand in it.
impl fmt::Debug for Telemetry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { logs, level, .. } = self;
        f.debug_struct("Telemetry")
            .field("logs", logs)
            .field("level", level)
            .finish_non_exhaustive()
    }
}

impl Default for Telemetry {
    fn default() -> Self {
        Self { logs: LogForm::Pretty, level: "info".into(), otlp_endpoint: None }
    }
}

/// The form of logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogForm {
    /// For people.
    Pretty,
    /// For machines, a line each.
    Json,
}

impl Config {
    /// Returns true if the pages are served, GraphiQL and the dashboard. They are made of files
    /// without data, which a browser loads before anybody has named himself, so they are there for
    /// all or for nobody; what their queries are answered is decided by who asks.
    pub fn serves_page(&self) -> bool {
        self.auth.open || self.roles.values().any(|role| role.graphiql)
    }

    /// The names of all sources, in order of authority.
    pub fn source_names(&self) -> Vec<String> {
        if !self.sources.is_empty() {
            return self.sources.clone();
        }
        let mut all: Vec<String> = self.sources().map(|(name, _)| name.clone()).collect();
        all.sort_unstable();
        all
    }
}
