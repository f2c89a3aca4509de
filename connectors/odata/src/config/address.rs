//! Addresses to which credentials may be sent.

use channelgraph_core::is_private;
use serde::Deserialize;
use url::Url;

/// An `https://` address, or an `http://` one on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl(Url);

impl BaseUrl {
    /// The address as it stands.
    pub(crate) fn url(&self) -> &Url {
        &self.0
    }

    /// The address with this path, and query, behind its own.
    pub(crate) fn join(&self, rest: &str) -> Option<Url> {
        Url::parse(&format!("{}{rest}", self.0.as_str().trim_end_matches('/'))).ok()
    }

    /// Whether another address is on the same server.
    pub(crate) fn is_home_of(&self, other: &Url) -> bool {
        self.0.origin() == other.origin() && other.username().is_empty()
    }
}

impl<'de> Deserialize<'de> for BaseUrl {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let url = Url::parse(&text).map_err(|error| serde::de::Error::custom(format!("`{text}` is not an address: {error}")))?;
        if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
            return Err(serde::de::Error::custom("an address here is a server and a path, no more"));
        }
        if !is_private(&url) {
            return Err(serde::de::Error::custom(format!("`{text}` would send the credentials in the clear; use https://")));
        }
        Ok(Self(url))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<BaseUrl, toml::de::Error> {
        #[derive(Deserialize)]
        struct Holder {
            url: BaseUrl,
        }
        toml::from_str::<Holder>(&format!("url = \"{text}\"")).map(|holder| holder.url)
    }

    #[test]
    fn credentials_stay_on_the_wire_they_are_meant_for() {
        let base = read("https://erp.example/v2.0/tenant/").unwrap();
        assert_eq!(base.join("/api/$metadata").unwrap().as_str(), "https://erp.example/v2.0/tenant/api/$metadata");
        for (other, home) in [
            ("https://erp.example/x?y", true),
            ("https://erp.example:443/x", true),
            ("https://erp.example:444/x", false),
            ("http://erp.example/x", false),
            ("https://erp.example.org/x", false),
            ("https://me@erp.example/x", false),
        ] {
            assert_eq!(base.is_home_of(&Url::parse(other).unwrap()), home, "{other}");
        }
        assert!(read("http://127.0.0.1:8103").is_ok());
        for bad in ["http://erp.example", "erp.example", "https://a.b/?sap-client=100", "https://me@a.b"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
