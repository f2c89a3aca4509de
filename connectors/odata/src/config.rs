//! Configuration of an OData source. Vendor limits are defaults, dated by the documentation
//! they are from.

mod preset;

use std::{collections::BTreeMap, sync::Arc};

use channelgraph_core::{Address, Error, ErrorKind, Limit, Secret, source_config};
use serde::Deserialize;

pub use preset::Preset;

source_config! {
    /// One ERP, and the user or app as which it is read.
    pub struct Config {
        /// Address of the services: `https://my300000-api.s4hana.cloud.sap`, or for Business
        /// Central `https://api.businesscentral.dynamics.com/v2.0/<tenant>/<environment>`.
        pub base_url: Address,
        /// Whose manners, services and mapping to begin with: `sap-s4hana` or `business-central`.
        /// Default: none, and then the source has the services and the mapping that stand here.
        #[serde(default)]
        pub preset: Option<Preset>,
        /// Authentication.
        pub auth: Auth,
        /// Services that lie over the preset's, by the name that stands before the `/` of an
        /// object.
        #[serde(default)]
        pub services: BTreeMap<String, ServiceSpec>,
        /// The id of the company in Business Central, which takes the place of `{company}` in a
        /// service's root.
        #[serde(default)]
        pub company: Option<String>,
        /// The client of an SAP system that has several. Default: none, and the system's own
        /// default holds.
        #[serde(default)]
        pub sap_client: Option<String>,
        /// Seconds for which a service's `$metadata` is remembered. Default: 900.
        #[serde(default = "describe_seconds", deserialize_with = "channelgraph_core::within::<1, 2_592_000, _, _>")]
        pub describe_seconds: u64,
        /// Sizes of calls.
        #[serde(default)]
        pub sizes: Sizes,
    }
    max_rows: 200_000;
    /// Seconds after which what was written is sure to be in lists. Default: 60, as
    /// neither SAP nor Microsoft documents one (2026).
    lag_seconds: 60;
    /// Limits that override the default ones, of one class, `api`. Default for Business Central:
    /// 6000 calls in 5 minutes, 5 at once (Business Central, operational limits for web services,
    /// 2026; older texts say 600 in a minute). Default for others: 100 in a second, 10 at once, as
    /// SAP documents no number.
    limits: |config| {
        let api = match config.preset {
            Some(Preset::BusinessCentral) => {
                Limit { calls: 6000, window_ms: 300_000, concurrency: 5 }
            }
            _ => Limit { calls: 100, window_ms: 1000, concurrency: 10 },
        };
        [("api".to_owned(), api)].into()
    };
}

fn describe_seconds() -> u64 {
    900
}

/// Authentication.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "AuthTable")]
pub enum Auth {
    /// `{ user = "…", password = "env:…" }`: a communication user, by HTTP Basic.
    Basic {
        /// The user.
        user: String,
        /// The password.
        password: Secret,
    },
    /// `{ oauth = { token_url = "…", client_id = "…", client_secret = "env:…" } }`: OAuth 2.0
    /// client credentials.
    Oauth(Oauth),
}

/// An app that logs in by OAuth 2.0 client credentials.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Oauth {
    /// Address of the token endpoint.
    pub token_url: Address,
    /// The app's id.
    pub client_id: String,
    /// The app's secret.
    pub client_secret: Secret,
    /// The scope to ask for (Business Central:
    /// `https://api.businesscentral.dynamics.com/.default`). Default: none.
    #[serde(default)]
    pub scope: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AuthTable {
    user: Option<String>,
    password: Option<Secret>,
    oauth: Option<Oauth>,
}

impl TryFrom<AuthTable> for Auth {
    type Error = &'static str;

    fn try_from(table: AuthTable) -> Result<Self, Self::Error> {
        match (table.user, table.password, table.oauth) {
            (Some(user), Some(password), None) => Ok(Self::Basic { user, password }),
            (None, None, Some(oauth)) => Ok(Self::Oauth(oauth)),
            _ => Err("`auth` needs either `user` and `password`, or `oauth`"),
        }
    }
}

/// A version of the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Version {
    /// OData 2.0.
    V2,
    /// OData 4.0.
    V4,
}

/// Support of `in` in a service's filters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListSupport {
    /// Yes.
    On,
    /// No: `eq` and `or` stand for it.
    Off,
    /// It is tried, and no more once it was refused.
    Auto,
}

/// Configuration of one service; keys left out come from the preset.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceSpec {
    /// The path of its root under `base_url`: `/sap/opu/odata/sap/API_BUSINESS_PARTNER`.
    pub root: Option<String>,
    /// The path of its metadata. Default: `$metadata` under the root, which is also tried where
    /// there is none at this path.
    pub metadata: Option<String>,
    /// The protocol it speaks.
    pub version: Option<Version>,
    /// Support of `in`. Default: `auto` for v4, `off` for v2, which does not know it.
    pub r#in: Option<ListSupport>,
}

/// One service, complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Service {
    pub(crate) root: String,
    pub(crate) metadata: String,
    pub(crate) version: Version,
    pub(crate) list: ListSupport,
}

/// Sizes of calls.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sizes {
    /// Rows that one answer has at most. Default: 1000, the least at which services of SAP stop
    /// (2026; Business Central: 20000).
    #[serde(deserialize_with = "channelgraph_core::within::<1, 100_000, _, _>")]
    pub page: usize,
    /// Records that one call names at most. Default: 100, which is what an address holds.
    #[serde(deserialize_with = "channelgraph_core::within::<1, 10_000, _, _>")]
    pub ids: usize,
    /// Bytes that an address may have. Default: 7500, as SAP's ICM takes 8192 with the rest of the
    /// request's first line (2026).
    #[serde(deserialize_with = "channelgraph_core::within::<500, 100_000, _, _>")]
    pub url_bytes: usize,
}

impl Default for Sizes {
    fn default() -> Self {
        Self { page: 1000, ids: 100, url_bytes: 7500 }
    }
}

impl Config {
    /// The services: the preset's, with this config's own parts over them.
    pub(crate) fn all_services(
        &self,
        source: &Arc<str>,
    ) -> Result<BTreeMap<String, Service>, Error> {
        let mut specs = self.preset.map(Preset::services).unwrap_or_default();
        for (name, over) in &self.services {
            let spec = specs.entry(name.clone()).or_default();
            spec.root = over.root.clone().or(spec.root.take());
            spec.metadata = over.metadata.clone().or(spec.metadata.take());
            spec.version = over.version.or(spec.version);
            spec.r#in = over.r#in.or(spec.r#in);
        }
        let wrong = |message: String| Error::new(ErrorKind::Unsupported, source, message);
        let complete = |(name, spec): (String, ServiceSpec)| {
            let (Some(root), Some(version)) = (spec.root, spec.version) else {
                return Err(wrong(format!("the service `{name}` needs a `root` and a `version`")));
            };
            let root = self
                .with_company(root)
                .map_err(|problem| wrong(format!("the service `{name}` {problem}")))?;
            let root = format!("/{}", root.trim_matches('/'));
            let list = spec.r#in.unwrap_or(if version == Version::V4 {
                ListSupport::Auto
            } else {
                ListSupport::Off
            });
            let metadata = spec.metadata.map_or_else(
                || format!("{root}/$metadata"),
                |path| format!("/{}", path.trim_start_matches('/')),
            );
            Ok((name, Service { root, metadata, version, list }))
        };
        specs.into_iter().map(complete).collect()
    }

    fn with_company(&self, root: String) -> Result<String, &'static str> {
        if !root.contains("{company}") {
            return Ok(root);
        }
        // It stands in an address.
        let company = self.company.as_deref().filter(|id| {
            !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        });
        Ok(root.replace(
            "{company}",
            company.ok_or(
                "needs the company's id: give `company`, as /companies of the API lists it",
            )?,
        ))
    }
}

#[cfg(test)]
mod tests;
