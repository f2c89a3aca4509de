//! Configuration of a Salesforce source. Vendor limits are defaults, dated by the
//! documentation they are from.

use channelgraph_core::{Address, Limit, Secret, source_config};
use channelgraph_schema::{Currency, Locale, Origin};
use serde::Deserialize;
use url::Url;

source_config! {
    /// One Salesforce org, and the user as whom it is read.
    pub struct Config {
        /// The org's My Domain: `https://acme.my.salesforce.com`.
        pub my_domain: MyDomain,
        /// Log-in.
        pub auth: Auth,
        /// The version of the REST API; 58.0 or later. Default: 67.0.
        #[serde(default)]
        pub api_version: ApiVersion,
        /// Seconds for which what an object looks like is remembered. Default: 900.
        #[serde(default = "describe_seconds", deserialize_with = "channelgraph_core::within::<1, 2_592_000, _, _>")]
        pub describe_seconds: u64,
        /// Rows that one answer to a query has at most, those of child subqueries included: 200 to
        /// 2000. Default: 2000 (Salesforce, SOQL and SOSL limits, 2026).
        #[serde(default = "batch_size", deserialize_with = "channelgraph_core::within::<200, 2_000, _, _>")]
        pub batch_size: usize,
        /// Records that one collections retrieve may name. Default: 2000 (Salesforce, sObject
        /// Collections, 2026).
        #[serde(default = "batch_size", deserialize_with = "channelgraph_core::within::<1, 2_000, _, _>")]
        pub retrieve_ids: usize,
        /// Bytes that a query may have in the address. Default: 15000, as an address with its
        /// headers may have 16384 (Salesforce, status codes 414 and 431, 2026).
        #[serde(default = "query_bytes", deserialize_with = "channelgraph_core::within::<1_000, 100_000, _, _>")]
        pub query_bytes: usize,
        /// Limits that lie over the default ones: one class, `api`. Default: 20 calls at once, as
        /// 25 long ones are the org's limit (Salesforce, API request limits, 2026), and 1000 in a
        /// second,
    }
    max_rows: 200_000;
    /// Seconds after which what was written is sure to be in lists. Default: 0, as queries read the
    /// records themselves; Salesforce documents no lag (2026).
    lag_seconds: 0;
    /// Limits that override the default ones, of one class, `api`. Default: 20 calls at once,
    /// because 25 long ones are the org's limit (Salesforce, API request limits, 2026), and 1000 in
    /// a second, as Salesforce has no such limit.
    limits: |_| {
        let api = Limit { calls: 1000, window_ms: 1000, concurrency: 20 };
        [("api".to_owned(), api)].into()
    };
}

/// Domains of Salesforce's clouds: public, government, China (Salesforce, My Domain URL formats,
/// 2026).
const FAMILIES: [&str; 3] = ["salesforce.com", "salesforce.mil", "sfcrmproducts.cn"];

/// The currency of most orgs.
const DEFAULT_CURRENCY: &str = "USD";

fn describe_seconds() -> u64 {
    900
}
fn batch_size() -> usize {
    2000
}
fn query_bytes() -> usize {
    15_000
}

/// Log-in to the org.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "flow", rename_all = "snake_case", deny_unknown_fields)]
pub enum Auth {
    /// OAuth 2.0 client credentials, of an external client app with a run-as user.
    ClientCredentials {
        /// The consumer key.
        client_id: String,
        /// The consumer secret.
        client_secret: Secret,
    },
    /// OAuth 2.0 JWT bearer, of an external client app that the user has been approved for.
    JwtBearer {
        /// The consumer key.
        client_id: String,
        /// The user as whom the org is read.
        username: String,
        /// The RSA private key of the app's certificate, as PEM.
        private_key: Secret,
        /// Whom the assertion is for: `https://test.salesforce.com` for a sandbox org. Default:
        /// `https://login.salesforce.com`.
        #[serde(default = "audience")]
        audience: String,
    },
}

fn audience() -> String {
    "https://login.salesforce.com".into()
}

/// The address of an org.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub struct MyDomain(Address);

impl MyDomain {
    /// The address, without a slash at its end.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    pub(crate) fn address(&self) -> &Address {
        &self.0
    }

    /// Salesforce's own domain that this one is below: `instance_url` may name another host there.
    /// None for a domain of any other owner.
    pub(crate) fn family(&self) -> Option<&'static str> {
        let host = self.0.url().domain()?;
        let is_below = |family: &&&str| host.ends_with(&format!(".my.{family}"));
        FAMILIES.iter().find(is_below).copied()
    }

    /// The address of a path below it; each part is one segment.
    pub(crate) fn below<'a>(&self, segments: impl IntoIterator<Item = &'a str>) -> Url {
        self.0.below(segments)
    }
}

impl TryFrom<String> for MyDomain {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let org = |why: &str| {
            format!("{why}; give the org's My Domain, such as https://acme.my.salesforce.com")
        };
        let address = Address::try_from(text).map_err(|why| org(&why))?;
        if let Some(host) = address
            .url()
            .host_str()
            .filter(|host| ["login.salesforce.com", "test.salesforce.com"].contains(host))
        {
            return Err(org(&format!("no app logs in by itself at {host}")));
        }
        if address.url().path() != "/" {
            return Err(org("this has more than a host"));
        }
        Ok(Self(address))
    }
}

impl Config {
    /// The currency of amounts that tell none, US dollars by default: an org has `CurrencyIsoCode`
    /// only if it has several currencies.
    pub fn org_currency(&self) -> &str {
        self.currency.as_ref().map_or(DEFAULT_CURRENCY, Currency::as_str)
    }

    /// The locale that the configuration sets, with the default currency.
    pub(crate) fn org_locale(&self) -> Locale {
        let default = Currency::try_from(DEFAULT_CURRENCY.to_owned()).ok();
        let locale = Locale::default().with(Origin::Default, None, default);
        locale.with(Origin::Config, self.time_zone, self.currency.clone())
    }
}

/// A version of the REST API, such as `67.0`.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub struct ApiVersion(String);

impl ApiVersion {
    /// The version, without a `v`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for ApiVersion {
    fn default() -> Self {
        // The newest whose documentation was read, in August 2026.
        Self("67.0".into())
    }
}

impl TryFrom<String> for ApiVersion {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.strip_suffix(".0").and_then(|number| number.parse::<u16>().ok()) {
            Some(58..) => Ok(Self(text)),
            _ => Err(format!(
                "`api_version` cannot be `{text}`; give 58.0 or later, as text: \"67.0\""
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(my_domain: &str) -> Result<Config, String> {
        let auth = "auth = { flow = \"client_credentials\", client_id = \"key\", client_secret = \"word\" }";
        toml::from_str(&format!("my_domain = \"{my_domain}\"\n{auth}"))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn an_org_is_named_by_its_own_domain() {
        assert_eq!(
            read("https://acme.my.salesforce.com/").unwrap().my_domain.as_str(),
            "https://acme.my.salesforce.com"
        );
        assert_eq!(
            read("http://127.0.0.1:8101").unwrap().my_domain.as_str(),
            "http://127.0.0.1:8101"
        );
        for bad in [
            "https://login.salesforce.com",
            "https://test.salesforce.com",
            "http://acme.my.salesforce.com",
            "acme",
            "https://a.b/c",
        ] {
            assert!(read(bad).unwrap_err().contains("My Domain"), "{bad}");
        }
    }

    #[test]
    fn old_versions_are_refused() {
        assert!(ApiVersion::try_from("58.0".to_owned()).is_ok());
        for bad in ["57.0", "v67.0", "67", "67.1"] {
            assert!(ApiVersion::try_from(bad.to_owned()).is_err(), "{bad}");
        }
    }

    #[test]
    fn secrets_do_not_print() {
        assert!(!format!("{:?}", read("https://acme.my.salesforce.com").unwrap()).contains("word"));
    }
}
