//! Configuration of a HubSpot source. Vendor limits are defaults, dated by the documentation
//! they are from.

use std::fmt;

use channelgraph_core::{Address, Limit, Secret, source_config};
use serde::Deserialize;

source_config! {
    /// One HubSpot account, and the app as which it is read.
    pub struct Config {
        /// Address of the API. Default: `https://api.hubapi.com`.
        #[serde(default = "base_url")]
        pub base_url: Address,
        /// Authentication.
        pub auth: Auth,
        /// The version of the API's paths: `2026-09`, `2026-03` or `v3`. Default: `2026-09`, as v3
        /// ends in September 2027 (HubSpot changelog, legacy APIs going unsupported, 2026).
        #[serde(default)]
        pub api_version: ApiVersion,
        /// The account's number, for links to records in HubSpot's own pages. Default: none, and no
        /// links.
        #[serde(
            default,
            deserialize_with = "channelgraph_core::some_within::<1, 9_007_199_254_740_991, _, _>"
        )]
        pub portal_id: Option<u64>,
        /// The object that holds leads: `contacts` of certain lifecycle stages, or lead `objects`
        /// (Sales Hub Professional). Default: `contacts`.
        #[serde(default)]
        pub leads: Leads,
        /// Seconds for which the account's details, properties, pipelines and owners are
        /// remembered. Default: 300.
        #[serde(default = "metadata_seconds", deserialize_with = "channelgraph_core::within::<1, 2_592_000, _, _>")]
        pub metadata_seconds: u64,
        /// Sizes of calls.
        #[serde(default)]
        pub sizes: Sizes,
    }
    max_rows: 20_000;
    /// Seconds after which what was written is sure to be in lists. Default: 60, as
    /// searches find it after "a few moments" (HubSpot, search guide, 2026). Campaigns and files
    /// are listed without a search, and without a lag.
    lag_seconds: 60;
    /// Limits that override the default ones, by class: `burst` for all calls (default: 190 in 10
    /// s, the least of the paid tiers; with `oauth` 110) and `search` (default: 5 in 1 s over the
    /// whole account) (HubSpot, API usage guidelines and search guide, 2026).
    limits: |config| {
        let calls = if matches!(config.auth, Auth::Oauth { .. }) { 110 } else { 190 };
        let burst = Limit { calls, window_ms: 10_000, concurrency: 20 };
        let search = Limit { calls: 5, window_ms: 1_000, concurrency: 5 };
        [("burst".to_owned(), burst), ("search".to_owned(), search)].into()
    };
}

/// Authentication.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Auth {
    /// `{ service_key = "env:…" }`: the key of a service key or private app.
    ServiceKey(Secret),
    /// `{ oauth = { client_id = "…", client_secret = "env:…", refresh_token = "env:…" } }`: an app
    /// with an installation.
    Oauth {
        /// The app's id.
        client_id: String,
        /// The app's secret.
        client_secret: Secret,
        /// The refresh token of the app's installation in this account.
        refresh_token: Secret,
    },
}

/// The object that holds leads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Leads {
    /// Contacts whose lifecycle stage is that of a lead.
    #[default]
    Contacts,
    /// The lead object.
    Objects,
}

/// The form of the API's paths.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub enum ApiVersion {
    /// Dated paths of September 2026.
    #[default]
    #[serde(rename = "2026-09")]
    September2026,
    /// Dated paths of March 2026.
    #[serde(rename = "2026-03")]
    March2026,
    /// The older paths: v3, and v4 for associations.
    #[serde(rename = "v3")]
    V3,
}

/// Sizes of calls, as HubSpot bounds them in September 2026.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sizes {
    /// Records that a batch read may name. Default: 100 (CRM objects, batch read).
    #[serde(deserialize_with = "channelgraph_core::within::<1, 10_000, _, _>")]
    pub batch: usize,
    /// Records that an associations batch read may name. Default: 1000 (changelog, associations
    /// batch read, February 2025).
    #[serde(deserialize_with = "channelgraph_core::within::<1, 10_000, _, _>")]
    pub associations: usize,
    /// Records that a batch read may name if it asks for the history of properties. Default: 50
    /// (CRM object guides).
    #[serde(deserialize_with = "channelgraph_core::within::<1, 10_000, _, _>")]
    pub histories: usize,
    /// Campaigns that a batch read may name. Default: 50 (campaigns guide).
    #[serde(deserialize_with = "channelgraph_core::within::<1, 10_000, _, _>")]
    pub campaigns: usize,
    /// Campaigns, or files, that one page of their lists has at most. Default: 100 (campaigns and
    /// files references).
    #[serde(deserialize_with = "channelgraph_core::within::<1, 10_000, _, _>")]
    pub listed: usize,
    /// Files behind which a search of files has no more pages. Default: 10000 (files reference).
    #[serde(deserialize_with = "channelgraph_core::within::<1, 10_000_000, _, _>")]
    pub offset: usize,
    /// Rows that a search brings at most. Default: 200 (search guide).
    #[serde(deserialize_with = "channelgraph_core::within::<1, 10_000, _, _>")]
    pub page: usize,
    /// Values that an IN may hold. Default: 100.
    #[serde(deserialize_with = "channelgraph_core::within::<1, 10_000, _, _>")]
    pub values: usize,
    /// Groups that a search may have. Default: 5 (search guide).
    #[serde(deserialize_with = "channelgraph_core::within::<1, 1_000, _, _>")]
    pub groups: usize,
    /// Filters that a group may have. Default: 6 (search guide).
    #[serde(deserialize_with = "channelgraph_core::within::<1, 1_000, _, _>")]
    pub filters: usize,
    /// Filters that a search may have in all. Default: 18 (search guide).
    #[serde(deserialize_with = "channelgraph_core::within::<1, 10_000, _, _>")]
    pub all_filters: usize,
    /// Characters that the body of a search may have. Default: 3000 (search guide).
    #[serde(deserialize_with = "channelgraph_core::within::<500, 1_000_000, _, _>")]
    pub body: usize,
}

impl Default for Sizes {
    fn default() -> Self {
        Self {
            batch: 100,
            associations: 1000,
            histories: 50,
            campaigns: 50,
            listed: 100,
            offset: 10_000,
            page: 200,
            values: 100,
            groups: 5,
            filters: 6,
            all_filters: 18,
            body: 3000,
        }
    }
}

fn metadata_seconds() -> u64 {
    300
}

fn base_url() -> Address {
    #[expect(clippy::expect_used, reason = "a constant, which a test reads")]
    Address::try_from("https://api.hubapi.com".to_owned()).expect("a constant address")
}

impl fmt::Display for ApiVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::September2026 => "2026-09",
            Self::March2026 => "2026-03",
            Self::V3 => "v3",
        })
    }
}

#[cfg(test)]
mod tests {
    use channelgraph_schema::{EntityKind, FieldType, mapping::MappingSpec};

    use super::*;
    use crate::default_mapping;

    /// Every field is one of the entity's, and every word one of the field's.
    fn fits(mapping: &MappingSpec) {
        for (kind, objects) in &mapping.0 {
            for (object, spec) in objects {
                for (name, field) in &spec.fields {
                    let known =
                        kind.field(name).unwrap_or_else(|| panic!("{kind}.{object}: {name}"));
                    let ty = match kind.def(known).ty {
                        FieldType::List(item) => *item,
                        one => one,
                    };
                    if let FieldType::Enum(of) = ty {
                        assert!(!field.values.is_empty(), "{kind}.{object}: {name}");
                        assert!(
                            field.values.values().all(|word| of.words().any(|known| known == word)),
                            "{kind}.{object}: {name}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn the_shipped_mappings_fit_the_unified_model() {
        for (leads, object) in [(Leads::Contacts, "contacts"), (Leads::Objects, "leads")] {
            let mapping = default_mapping(leads);
            fits(&mapping);
            let kinds: Vec<_> = mapping.0.keys().copied().collect();
            use EntityKind::{Asset, Campaign, Contact, Deal, Lead, Partner};
            assert_eq!(kinds, [Partner, Lead, Deal, Contact, Campaign, Asset]);
            assert_eq!(mapping.0[&EntityKind::Lead].keys().collect::<Vec<_>>(), [object]);
        }
    }

    #[test]
    fn the_mapping_of_the_demo_fits_the_unified_model() {
        let demo: MappingSpec = toml::from_str(include_str!("../../../demo/hubspot.toml")).unwrap();
        let mapping = default_mapping(Leads::Objects).overlaid(demo);
        fits(&mapping);
        assert_eq!(
            mapping.0[&EntityKind::Partner]["companies"].only.keys().collect::<Vec<_>>(),
            ["is_partner"]
        );
        assert!(mapping.0.contains_key(&EntityKind::Incentive));
    }

    #[test]
    fn credentials_are_not_sent_in_the_clear() {
        let read = |url: &str| {
            toml::from_str::<Config>(&format!("base_url = '{url}'\nauth = {{ service_key = 'k' }}"))
        };
        assert!(read("http://127.0.0.1:8080").is_ok());
        assert!(read("https://api.hubapi.com").is_ok());
        assert!(read("http://api.hubapi.com").unwrap_err().to_string().contains("use https://"));
    }

    #[test]
    fn an_app_that_others_install_has_the_smaller_burst() {
        let burst = |auth: &str| {
            let config: Config = toml::from_str(&format!("auth = {auth}")).unwrap();
            config.all_limits(&"hubspot".into()).unwrap()["burst"].calls
        };
        let oauth = "{ oauth = { client_id = 'a', client_secret = 'b', refresh_token = 'c' } }";
        assert_eq!([burst("{ service_key = 'k' }"), burst(oauth)], [190, 110]);
    }

    #[test]
    fn each_form_of_auth_is_read_and_none_prints() {
        let read = |auth: &str| toml::from_str::<Config>(&format!("auth = {auth}")).unwrap();
        let oauth = read(
            "{ oauth = { client_id = 'app', client_secret = 'hidden', refresh_token = 'hidden' } }",
        );
        assert!(!format!("{oauth:?}{:?}", read("{ service_key = 'hidden' }")).contains("hidden"));
        assert_eq!(oauth.base_url, base_url());
        assert_eq!(oauth.api_version, ApiVersion::September2026);
    }
}
