//! Addresses that credentials and records may be sent to.

use std::fmt;

use serde::Deserialize;
use url::{Host, Url};

/// A server and perhaps a path, at `https://` or, on this machine, at `http://`. There are no
/// credentials in it, so that it can be printed.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Address(Url);

impl Address {
    /// The address as it stands.
    pub fn url(&self) -> &Url {
        &self.0
    }

    /// The address, without a slash at its end.
    pub fn as_str(&self) -> &str {
        self.0.as_str().trim_end_matches('/')
    }

    /// The address with this path, and query, behind its own; none if that is no address.
    pub fn join(&self, rest: &str) -> Option<Url> {
        Url::parse(&format!("{}{rest}", self.as_str())).ok()
    }

    /// The address of a path below it; each part is one segment.
    pub fn below<'a>(&self, segments: impl IntoIterator<Item = &'a str>) -> Url {
        let mut url = self.0.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(segments);
        }
        url
    }

    /// Its path, without a slash at its end.
    pub fn path(&self) -> &str {
        self.0.path().trim_end_matches('/')
    }

    /// Tests if another address is on the same server.
    pub fn is_home_of(&self, other: &Url) -> bool {
        let has_credentials = !other.username().is_empty() || other.password().is_some();
        self.0.origin() == other.origin() && !has_credentials
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The error does not repeat the text, in which a password may stand.
impl TryFrom<String> for Address {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let url = Url::parse(&text).map_err(|error| {
            format!("invalid address ({error}); give one such as https://erp.acme.com")
        })?;
        if !is_private(&url) {
            return Err("requests to this address are not encrypted; use https://".into());
        }
        if url.query().is_some()
            || url.fragment().is_some()
            || !url.username().is_empty()
            || url.password().is_some()
        {
            return Err("the address has credentials, a query or a fragment; give only server and path, and the credentials under their own keys".into());
        }
        Ok(Self(url))
    }
}

/// Tests if nobody on the way can read a request to this address.
fn is_private(address: &Url) -> bool {
    let here = match address.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    match address.scheme() {
        "https" => true,
        "http" => here,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Address, String> {
        Address::try_from(text.to_owned())
    }

    #[test]
    fn only_this_machine_is_spoken_to_in_the_clear() {
        for (address, fits) in [
            ("https://acme.example", true),
            ("http://127.0.0.1:8101", true),
            ("http://[::1]:8101", true),
            ("http://localhost", true),
            ("http://acme.example", false),
            ("http://localhost.example", false),
            ("http://10.0.0.1", false),
            ("ftp://127.0.0.1", false),
            ("acme.example", false),
            ("https://a.b/?sap-client=100", false),
            ("https://a.b/#top", false),
            ("https://me@a.b", false),
        ] {
            assert_eq!(read(address).is_ok(), fits, "{address}");
        }
    }

    #[test]
    fn a_password_in_an_address_is_refused_and_not_repeated() {
        for text in
            ["https://me:hush@a.b", "https://:hush@a.b", "http://me:hush@a.b", "https://me:hush@"]
        {
            assert!(!read(text).unwrap_err().contains("hush"), "{text}");
        }
    }

    #[test]
    fn what_is_below_stands_behind_the_address_s_own_path() {
        let base = read("https://erp.example/v2.0/tenant/").unwrap();
        assert_eq!(
            base.join("/api/$metadata").unwrap().as_str(),
            "https://erp.example/v2.0/tenant/api/$metadata"
        );
        assert_eq!(base.below(["a", "b/c"]).as_str(), "https://erp.example/v2.0/tenant/a/b%2Fc");
    }

    #[test]
    fn credentials_stay_on_the_server_they_are_meant_for() {
        let base = read("https://erp.example/v2.0").unwrap();
        for (other, home) in [
            ("https://erp.example/x?y", true),
            ("https://erp.example:443/x", true),
            ("https://erp.example:444/x", false),
            ("http://erp.example/x", false),
            ("https://erp.example.org/x", false),
            ("https://me@erp.example/x", false),
            ("https://:word@erp.example/x", false),
        ] {
            assert_eq!(base.is_home_of(&Url::parse(other).unwrap()), home, "{other}");
        }
    }
}
