//! What an AWS Partner Central source is configured with. Vendor limits are defaults, dated by the
//! documentation they are from.

use std::{collections::BTreeMap, sync::Arc};

use channelgraph_core::{Address, CallLimits, Error, Limit, Network, Secret, overlaid};
use channelgraph_schema::{Currency, Locale, Zone, mapping::MappingSpec};
use serde::Deserialize;

/// One partner's account in AWS Partner Central, and the key with which it is read.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Which records: `AWS`, the live ones, or `Sandbox`. Default: `Sandbox`, so that nothing real
    /// is read by mistake.
    #[serde(default)]
    pub catalog: Catalog,
    /// The region in which selling and benefits are asked; channel is global. Default: `us-east-1`,
    /// the only one with the selling API (Partner Central, selling API reference, 2026). Outside
    /// AWS's public partition, set `endpoint_url` as well.
    #[serde(default)]
    pub region: Region,
    /// The id of the access key.
    pub access_key_id: String,
    /// Its secret.
    pub secret_access_key: Secret,
    /// The session token that belongs to a temporary key. Default: none.
    #[serde(default)]
    pub session_token: Option<Secret>,
    /// Where all services are, for a test or a proxy. Default: AWS's own addresses.
    #[serde(default)]
    pub endpoint_url: Option<Address>,
    /// Time zone in which moments become days, by its IANA name. Default: UTC.
    #[serde(default)]
    pub time_zone: Option<Zone>,
    /// Currency of amounts that name none, as an ISO 4217 code. Default: none, and such amounts are
    /// null.
    #[serde(default)]
    pub currency: Option<Currency>,
    /// Records that one question may bring where all that pass have to be read: orders other than
    /// by date, and children that AWS cannot be asked for. Default: 10000.
    #[serde(
        default = "max_rows",
        deserialize_with = "channelgraph_core::within::<1, 10_000_000, _, _>"
    )]
    pub max_rows: usize,
    /// Records that one read may ask for singly, because a list does not tell what it needs of
    /// them: a reading of partners, as the engine asks for all other details by itself. Default:
    /// 300: half a minute of all the reads that AWS allows.
    #[serde(
        default = "max_details",
        deserialize_with = "channelgraph_core::within::<1, 1_000_000, _, _>"
    )]
    pub max_details: usize,
    /// Seconds after which what was written is sure to be in lists. Default: 60, as AWS documents
    /// none (2026).
    #[serde(
        default = "lag_seconds",
        deserialize_with = "channelgraph_core::within::<0, 86_400, _, _>"
    )]
    pub lag_seconds: u64,
    /// Bounds of each call.
    #[serde(default)]
    pub call: CallLimits,
    /// The network in which AWS is asked. Default: the internet, without a proxy.
    #[serde(default)]
    pub network: Network,
    /// Limits that lie over the default ones, by class: `read` (all reads of the selling API
    /// together; default: 10 in a second, as AWS takes (developer guide, quotas, 2026)),
    /// `benefits` and `channel` (default: the same for each; AWS does not say).
    #[serde(default)]
    pub limits: BTreeMap<String, Limit>,
    /// Parts of the mapping that are other than the default.
    #[serde(default)]
    pub mapping: MappingSpec,
}

fn max_rows() -> usize {
    10_000
}
fn max_details() -> usize {
    300
}
fn lag_seconds() -> u64 {
    60
}

impl Config {
    /// The locale that the configuration sets.
    pub(crate) fn locale(&self) -> Locale {
        Locale::configured(self.time_zone, self.currency.clone())
    }

    /// The limits kept: the defaults, and what the config lays over them.
    pub(crate) fn all_limits(&self, source: &Arc<str>) -> Result<BTreeMap<String, Limit>, Error> {
        let ten = || Limit { calls: 10, window_ms: 1_000, concurrency: 10 };
        let own = ["read", "benefits", "channel"].map(|class| (class.to_owned(), ten()));
        overlaid(source, own.into(), &self.limits)
    }
}

/// A catalog's name: letters only.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Catalog(String);

impl Catalog {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Catalog {
    fn default() -> Self {
        Self("Sandbox".to_owned())
    }
}

impl TryFrom<String> for Catalog {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return Ok(Self(name));
        }
        Err(format!("`{name}` is no catalog; use `AWS` or `Sandbox`"))
    }
}

/// A region's name: small letters, digits and hyphens.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Region(String);

impl Region {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Region {
    fn default() -> Self {
        Self("us-east-1".to_owned())
    }
}

impl TryFrom<String> for Region {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        // It becomes a part of the address that is asked.
        if !name.is_empty() && name.bytes().all(fits) {
            return Ok(Self(name));
        }
        Err(format!("`{name}` is no region; use `us-east-1`"))
    }
}

#[cfg(test)]
mod tests {
    use channelgraph_schema::{EntityKind, mapping::ObjectMapping};

    use super::*;
    use crate::{default_mapping, field::Object, query::param::Param};

    fn read(more: &str) -> Result<Config, toml::de::Error> {
        toml::from_str(&format!("access_key_id = 'AKIA'\nsecret_access_key = 'hidden'\n{more}"))
    }

    #[test]
    fn the_live_catalog_has_to_be_asked_for_and_secrets_do_not_print() {
        let config = read("session_token = 'hidden'").unwrap();
        assert_eq!(
            (config.catalog.as_str(), config.region.as_str(), config.max_rows),
            ("Sandbox", "us-east-1", 10_000)
        );
        assert!(!format!("{config:?}").contains("hidden"));
        assert_eq!(read("catalog = 'AWS'").unwrap().catalog.as_str(), "AWS");
        let elsewhere = read("region = 'x.example.com/'").unwrap_err().to_string();
        assert!(elsewhere.contains("use `us-east-1`"), "{elsewhere}");
        assert!(
            read("catalog = 'A/B'").unwrap_err().to_string().contains("use `AWS` or `Sandbox`")
        );
    }

    #[test]
    fn nothing_is_sent_in_the_clear() {
        assert!(read("endpoint_url = 'http://127.0.0.1:8080'").is_ok());
        assert!(read("endpoint_url = 'https://proxy.example.com'").is_ok());
        assert!(
            read("endpoint_url = 'http://proxy.example.com'")
                .unwrap_err()
                .to_string()
                .contains("use https://")
        );
    }

    #[test]
    fn a_limit_of_an_unknown_class_is_refused() {
        let config = read("[limits.write]\ncalls = 1\nwindow_ms = 1000\nconcurrency = 1").unwrap();
        assert!(
            config
                .all_limits(&"aws".into())
                .unwrap_err()
                .message()
                .contains("it has benefits, channel, read")
        );
    }

    #[test]
    fn what_names_another_record_can_be_asked_for_by_its_name() {
        let named = |kind, object: &str| {
            let links = default_mapping().0[&kind][object].links.clone().unwrap();
            links
                .into_iter()
                .map(|link| {
                    (link.object, Param::of(Object::parse(object).unwrap(), &link.field).is_some())
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(
            named(EntityKind::Lead, "EngagementInvitation"),
            [("Engagement".to_owned(), true)]
        );
        assert_eq!(
            named(EntityKind::Incentive, "BenefitAllocation"),
            [("BenefitApplication".to_owned(), true)]
        );
    }

    #[test]
    fn accounts_of_a_programme_are_partners_only_where_that_is_wanted() {
        let partners = |over: &str| {
            let mapping = default_mapping().overlaid(toml::from_str(over).unwrap());
            mapping.0[&EntityKind::Partner].keys().cloned().collect::<Vec<_>>()
        };
        assert_eq!(partners(""), ["Relationship"]);
        assert_eq!(
            partners("[Partner.ProgramManagementAccount]"),
            ["ProgramManagementAccount", "Relationship"]
        );
    }

    #[test]
    fn the_shipped_mapping_names_what_there_is() {
        let mapping = default_mapping();
        let kinds: Vec<_> = mapping.0.keys().copied().collect();
        assert_eq!(
            kinds,
            [EntityKind::Partner, EntityKind::Lead, EntityKind::Deal, EntityKind::Incentive]
        );
        for (kind, objects) in &mapping.0 {
            for (name, spec) in objects {
                let object = Object::parse(name).unwrap();
                let mapping = ObjectMapping::new(&"aws".into(), *kind, name, spec).unwrap();
                for (field, place) in mapping.all_source_fields() {
                    assert!(object.has(&field), "{place}: {field}");
                }
            }
        }
    }
}
